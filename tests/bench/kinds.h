/* kinds.h: the records of the irregular and of the real files: their C structs, tables of their
 * fields, and the sums that show that a contender read every value. */
#ifndef BENCH_KINDS_H
#define BENCH_KINDS_H

#include "bench.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A record of the irregular files (irregular.c). Strings are padded with zeros, as NumPy's S40 is.
 * In the nested files station, lat and lon are in the object "place", and value, unit and level in
 * the object "data". A key that is absent leaves a zero. */
typedef struct reading {
    int64_t time;
    double value, lat, lon;
    int32_t sensor;
    int8_t level;
    uint8_t valid;
    char station[40];
    char unit[12];
} reading;

/* flights-20k.json: one array of flat records. */
typedef struct flight {
    int32_t delay, distance;
    char date[16];
    char origin[4];
    char destination[4];
} flight;

/* twitter.json: the part of a status that is loaded; the last two are in the object "user". */
typedef struct tweet {
    int64_t id;
    int32_t retweet_count;
    char text[420];
    char lang[4];
    int32_t followers_count;
    char screen_name[16];
} tweet;

/* amazon_cellphones.ndjson: each record is an array of these nine values. */
typedef struct phone {
    double rating;
    int32_t reviews;
    char asin[12];
    char brand[12];
    char title[208];
    char url[100];
    char image[88];
    char review_url[52];
    char prices[24];
} phone;

/* `kind` is 'i' for a signed integer, 'f' for a double, 'b' for a bool, 's' for a string. `path` is
 * where the field is in nested records; "a.b" is the member b of the object a. */
typedef struct kind_field {
    const char *name, *bytes_name, *hash_name, *path;
    char kind;
    size_t offset, size;
} kind_field;

enum { KIND_MAX_FIELDS = 10 };

typedef struct record_kind {
    const char *name;
    size_t size; /* of one record */
    size_t count;
    kind_field fields[KIND_MAX_FIELDS];
} record_kind;

extern const record_kind kind_reading, kind_flight, kind_tweet, kind_phone;

/* For each field: the sum of the numbers, or of the bools; of strings their bytes and a hash. */
typedef struct kind_sums {
    int64_t records;
    int64_t integer[KIND_MAX_FIELDS], hash[KIND_MAX_FIELDS];
    double real[KIND_MAX_FIELDS];
} kind_sums;

void kind_add(kind_sums *sums, const record_kind *kind, const void *records, size_t n);
void kind_check(bench_result *result, const record_kind *kind, const kind_sums *sums);

#ifdef __cplusplus
}
#endif
#endif
