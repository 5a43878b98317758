/* data.c: seeded records, and the sums that show that a contender has all of them. */
#define _GNU_SOURCE
#include "data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t data_mix(uint64_t value)
{
    value += UINT64_C(0x9E3779B97F4A7C15);
    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    return value ^ (value >> 31);
}

static uint64_t draw(uint64_t seed, uint64_t index, uint64_t field)
{
    return data_mix(data_mix(seed) + index * 16 + field);
}

point data_point(uint64_t seed, uint64_t index)
{
    point p;
    p.x = (int32_t)(draw(seed, index, 0) % 2000001) - 1000000;
    p.y = (int32_t)(draw(seed, index, 1) >> 33);
    p.z = (int32_t)(draw(seed, index, 2) % 1000);
    return p;
}

mixed data_mixed(uint64_t seed, uint64_t index)
{
    static const char *const names[] = {"Ada",      "Alonso", "Amina",        "Bob \"Bo\" Ray",
                                        "Brigitte", "Chidi",  "Dragoljub",    "Eve",
                                        "Fatima",   "Goran",  "Hu\xC5\xA1ka", "Ines",
                                        "J",        "Li Wei", "Maria J",      "Zo\xC3\xAB"};
    static const char *const cities[] = {"Abidjan", "Bogot\xC3\xA1", "Delhi", "Graz",
                                         "Lagos",   "Kuala Lumpur",  "Oslo",  "Z\xC3\xBCrich"};
    mixed m = {0};
    uint64_t bits = draw(seed, index, 3);
    m.id = (int64_t)draw(seed, index, 4) / (INT64_C(1) << (bits % 32));
    m.score = (double)(draw(seed, index, 5) >> 11) * (1000.0 / 9007199254740992.0);
    const char *name = names[(bits >> 8) % (sizeof names / sizeof *names)];
    const char *city = cities[(bits >> 16) % (sizeof cities / sizeof *cities)];
    memcpy(m.name, name, strlen(name));
    memcpy(m.city, city, strlen(city));
    m.level = (int8_t)((int)((bits >> 24) % 256) - 128);
    m.ok = (uint8_t)((bits >> 40) & 1);
    return m;
}

uint64_t data_pick(uint64_t i, uint64_t n)
{
    return data_mix(i + 12345) % n;
}

void data_add_point(point_sums *sums, point p)
{
    sums->order += sums->records % 1000 * p.x;
    sums->records++;
    sums->x += p.x;
    sums->y += p.y;
    sums->z += p.z;
    sums->xz += (int64_t)p.x * p.z;
    sums->yz += (int64_t)(p.y / 1048576) * p.z;
}

static int64_t length(const char *text, size_t size)
{
    return (int64_t)strnlen(text, size);
}

void data_add_mixed(mixed_sums *sums, const mixed *m)
{
    sums->records++;
    sums->id = (int64_t)((uint64_t)sums->id + (uint64_t)m->id);
    sums->name_bytes += length(m->name, sizeof m->name);
    sums->city_bytes += length(m->city, sizeof m->city);
    sums->name_a += m->name[0] == 'A';
    sums->level += m->level;
    sums->ok += m->ok;
    sums->score += m->score;
}

void data_add_quake(quake_sums *sums, const quake *q)
{
    sums->records++;
    sums->time += q->time;
    sums->sig += q->sig;
    sums->id_bytes += length(q->id, sizeof q->id);
    sums->place_bytes += length(q->place, sizeof q->place);
    sums->mag += q->mag;
    sums->lon += q->coordinates[0];
    sums->lat += q->coordinates[1];
    sums->depth += q->coordinates[2];
}

void data_check_points(bench_result *result, const point_sums *sums, int sorted)
{
    bench_check_int(result, "records", sums->records);
    bench_check_int(result, "x", sums->x);
    bench_check_int(result, "y", sums->y);
    bench_check_int(result, "z", sums->z);
    bench_check_int(result, "xz", sums->xz);
    bench_check_int(result, "yz", sums->yz);
    if (sorted) {
        bench_check_int(result, "order", sums->order);
    }
}

void data_check_groups(bench_result *result, const int64_t *sums, size_t n)
{
    int64_t total = 0, greatest = n > 0 ? sums[0] : 0;
    for (size_t i = 0; i < n; i++) {
        total += sums[i];
        greatest = sums[i] > greatest ? sums[i] : greatest;
    }
    bench_check_int(result, "groups", (int64_t)n);
    bench_check_int(result, "total", total);
    bench_check_int(result, "greatest", greatest);
}

void data_check_memory(bench_result *result, const point_sums *sums)
{
    bench_check_int(result, "records", sums->records);
    bench_check_int(result, "x", sums->x);
    bench_check_int(result, "y", sums->y);
    bench_check_int(result, "z", sums->z);
}

void data_check_mixed(bench_result *result, const mixed_sums *sums)
{
    bench_check_int(result, "records", sums->records);
    bench_check_int(result, "id", sums->id);
    bench_check_int(result, "name_bytes", sums->name_bytes);
    bench_check_int(result, "city_bytes", sums->city_bytes);
    bench_check_int(result, "name_a", sums->name_a);
    bench_check_int(result, "level", sums->level);
    bench_check_int(result, "ok", sums->ok);
    bench_check_real(result, "score", sums->score);
}

void data_check_quakes(bench_result *result, const quake_sums *sums)
{
    bench_check_int(result, "records", sums->records);
    bench_check_int(result, "time", sums->time);
    bench_check_int(result, "sig", sums->sig);
    bench_check_int(result, "id_bytes", sums->id_bytes);
    bench_check_int(result, "place_bytes", sums->place_bytes);
    bench_check_real(result, "mag", sums->mag);
    bench_check_real(result, "lon", sums->lon);
    bench_check_real(result, "lat", sums->lat);
    bench_check_real(result, "depth", sums->depth);
}

void data_check_point_rows(bench_result *result, const point *rows, size_t n, int sorted)
{
    point_sums sums = {0};
    for (size_t i = 0; i < n; i++) {
        data_add_point(&sums, rows[i]);
    }
    data_check_points(result, &sums, sorted);
}

void data_check_point_columns(bench_result *result, columns c, size_t n, int sorted)
{
    point_sums sums = {0};
    for (size_t i = 0; i < n; i++) {
        data_add_point(&sums, (point){c.x[i], c.y[i], c.z[i]});
    }
    data_check_points(result, &sums, sorted);
}

columns data_new_columns(size_t n)
{
    columns c;
    c.x = bench_alloc(n, sizeof(int32_t));
    c.y = bench_alloc(n, sizeof(int32_t));
    c.z = bench_alloc(n, sizeof(int32_t));
    return c;
}

void data_free_columns(columns c)
{
    free(c.x);
    free(c.y);
    free(c.z);
}

size_t data_npy_start(const unsigned char head[12])
{
    if (memcmp(head, "\x93NUMPY", 6) != 0) {
        bench_die("not a .npy file");
    }
    size_t length16 = (size_t)head[8] | (size_t)head[9] << 8;
    if (head[6] == 1) {
        return 10 + length16;
    }
    return 12 + (length16 | (size_t)head[10] << 16 | (size_t)head[11] << 24);
}

/* Opens a .npy file and seeks to its first record. */
static FILE *open_npy(const char *path)
{
    unsigned char head[12];
    FILE *file = fopen(path, "rb");
    if (file == NULL || fread(head, 1, sizeof head, file) != sizeof head) {
        bench_die("cannot read %s", path);
    }
    if (fseek(file, (long)data_npy_start(head), SEEK_SET) != 0) {
        bench_die("cannot read %s", path);
    }
    return file;
}

/* Nothing may follow the last record. */
static void close_npy(FILE *file, const char *path, size_t n)
{
    if (getc(file) != EOF) {
        bench_die("%s has more than %zu records", path, n);
    }
    fclose(file);
}

point *data_read_points(const char *path, size_t n)
{
    FILE *file = open_npy(path);
    point *rows = bench_alloc(n, sizeof *rows);
    if (fread(rows, sizeof *rows, n, file) != n) {
        bench_die("%s has fewer than %zu records", path, n);
    }
    close_npy(file, path, n);
    return rows;
}

mixed *data_read_mixed(const char *path, size_t n)
{
    enum { ID = 0, NAME = 8, CITY = 24, LEVEL = 36, SCORE = 37, OK = 45, SIZE = 46 };
    FILE *file = open_npy(path);
    mixed *rows = bench_alloc(n, sizeof *rows);
    char cell[SIZE];
    for (size_t i = 0; i < n; i++) {
        if (fread(cell, SIZE, 1, file) != 1) {
            bench_die("%s has fewer than %zu records", path, n);
        }
        memcpy(&rows[i].id, cell + ID, sizeof rows[i].id);
        memcpy(rows[i].name, cell + NAME, sizeof rows[i].name);
        memcpy(rows[i].city, cell + CITY, sizeof rows[i].city);
        memcpy(&rows[i].level, cell + LEVEL, sizeof rows[i].level);
        memcpy(&rows[i].score, cell + SCORE, sizeof rows[i].score);
        memcpy(&rows[i].ok, cell + OK, sizeof rows[i].ok);
    }
    close_npy(file, path, n);
    return rows;
}
