/* data.h: the records of the benchmarks: their C structs, the seeded values, and the sums that show
 * that a contender really has all of them.
 *
 * Every value is a function of (seed, index, field), so any record can be made alone and in any
 * order. */
#ifndef BENCH_DATA_H
#define BENCH_DATA_H

#include "bench.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct point {
    int32_t x, y, z;
} point;

/* The strings are zero-padded, as NumPy's S16 and S12 are. */
typedef struct mixed {
    int64_t id;
    double score;
    char name[16];
    char city[12];
    int8_t level;
    uint8_t ok;
} mixed;

/* The part of an earthquake feature that is loaded; all its other keys are passed over. */
typedef struct quake {
    double mag;
    int64_t time;
    double coordinates[3];
    int32_t sig;
    char id[16];
    char place[80];
} quake;

/* Columns of points, each its own array. */
typedef struct columns {
    int32_t *x, *y, *z;
} columns;

/* A well-mixed 64-bit value for each input (the finaliser of SplitMix64, Steele, Lea and Flood
 * 2014). */
uint64_t data_mix(uint64_t value);

point data_point(uint64_t seed, uint64_t index);
mixed data_mixed(uint64_t seed, uint64_t index);

/* The records that "take" and "random" read: the index of their i-th access among n records. */
uint64_t data_pick(uint64_t i, uint64_t n);
enum { DATA_RANDOM_READS = 200000 };

/* "filter" keeps the records with x >= this: one half of them. */
enum { DATA_FILTER_X = 0 };

/* "group" adds y by the key (x + 1000000) / part, which is not negative. */
enum {
    DATA_GROUP_LOW = 1000000,
    DATA_GROUP_FEW = 2000,
    DATA_GROUP_MANY = 2,
    DATA_GROUP_KEYS = 1000001
};

typedef struct point_sums {
    int64_t records, x, y, z, xz, yz, order;
} point_sums;

typedef struct mixed_sums {
    int64_t records, id, name_bytes, city_bytes, name_a, level, ok;
    double score;
} mixed_sums;

typedef struct quake_sums {
    int64_t records, time, sig, id_bytes, place_bytes;
    double mag, lon, lat, depth;
} quake_sums;

/* What is checked of `n` groups: their number, the sum of all sums, the greatest sum. */
void data_check_groups(bench_result *result, const int64_t *sums, size_t n);

void data_add_point(point_sums *sums, point p);
void data_add_mixed(mixed_sums *sums, const mixed *m);
void data_add_quake(quake_sums *sums, const quake *q);
/* These add the sums to the result's check: all of a store, in any order ("order" too when it was
 * sorted). */
void data_check_points(bench_result *result, const point_sums *sums, int sorted);
/* For the workload "memory", whose record i is {i, i + 1, i + 2}. */
void data_check_memory(bench_result *result, const point_sums *sums);
void data_check_mixed(bench_result *result, const mixed_sums *sums);
void data_check_quakes(bench_result *result, const quake_sums *sums);

void data_check_point_rows(bench_result *result, const point *rows, size_t n, int sorted);
void data_check_point_columns(bench_result *result, columns c, size_t n, int sorted);

columns data_new_columns(size_t n); /* zeroed */
void data_free_columns(columns c);

/* The rows of a .npy file of points, on the heap; the caller frees them. */
point *data_read_points(const char *path, size_t n);
mixed *data_read_mixed(const char *path, size_t n);
/* Where the data of a .npy file begin, from its first 12 bytes. */
size_t data_npy_start(const unsigned char head[12]);

#ifdef __cplusplus
}
#endif
#endif
