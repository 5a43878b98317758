/* gen.c: writes one data file of the benchmarks, and FILE.check with the sums that every contender
 * must find.
 *
 *     gen KIND RECORDS SEED FILE        KIND: points.ndjson points.json points.npy
 *                                             mixed.ndjson mixed.json mixed.npy quakes.json check
 *                                             STYLE.ndjson, a style of irregular.c
 * "check" writes only FILE.check, for workloads on points that need no data file. */
#define _GNU_SOURCE
#include "data.h"
#include "irregular.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct source {
    const char *kind;
    size_t n;
    uint64_t seed;
} source;

/* ---- text ---- */

static char *put_text(char *to, const char *text)
{
    size_t length = strlen(text);
    memcpy(to, text, length);
    return to + length;
}

static char *put_int(char *to, int64_t value)
{
    char digits[20];
    size_t count = 0;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        *to++ = '-';
    }
    while (count > 0) {
        *to++ = digits[--count];
    }
    return to;
}

static char *put_string(char *to, const char *text, size_t size)
{
    *to++ = '"';
    for (size_t i = 0; i < size && text[i] != '\0'; i++) {
        if (text[i] == '"') {
            *to++ = '\\';
        }
        *to++ = text[i];
    }
    *to++ = '"';
    return to;
}

/* value / 10^places, as JSON would have it: no needless zeros, an integer without a point */
static char *put_decimal(char *to, int64_t value, int places)
{
    int64_t scale = 1;
    for (int i = 0; i < places; i++) {
        scale *= 10;
    }
    if (value < 0) {
        *to++ = '-';
        value = -value;
    }
    to = put_int(to, value / scale);
    int64_t rest = value % scale;
    if (rest > 0) {
        *to++ = '.';
    }
    while (rest > 0) {
        scale /= 10;
        *to++ = (char)('0' + rest / scale);
        rest %= scale;
    }
    return to;
}

static char *put_point(char *to, point p)
{
    to = put_int(put_text(to, "{\"x\":"), p.x);
    to = put_int(put_text(to, ",\"y\":"), p.y);
    to = put_int(put_text(to, ",\"z\":"), p.z);
    *to++ = '}';
    return to;
}

static char *put_mixed(char *to, const mixed *m)
{
    to = put_int(put_text(to, "{\"id\":"), m->id);
    to = put_string(put_text(to, ",\"name\":"), m->name, sizeof m->name);
    to = put_string(put_text(to, ",\"city\":"), m->city, sizeof m->city);
    to = put_int(put_text(to, ",\"level\":"), m->level);
    to += sprintf(to, ",\"score\":%.17g", m->score);
    to = put_text(to, m->ok ? ",\"ok\":true}" : ",\"ok\":false}");
    return to;
}

/* ---- earthquakes: the shape of the feeds of the US Geological Survey, with made-up values ---- */

typedef struct quake_numbers {
    int64_t mag100, time, sig, lon, lat, depth, code;
} quake_numbers;

static quake_numbers draw_quake(uint64_t seed, uint64_t index, quake *q)
{
    static const char *const places[] = {
        "4km W of Castaic, CA",        "112km ESE of Old Iliamna, Alaska",
        "south of the Fiji Islands",   "16km SW of Volcano, Hawaii",
        "2km NE of Medford, Oklahoma", "93km NNE of Road Town, British Virgin Islands"};
    uint64_t bits = data_mix(data_mix(seed) + index * 16 + 8);
    uint64_t more = data_mix(data_mix(seed) + index * 16 + 9);
    quake_numbers v;
    v.mag100 = (int64_t)(bits % 600) + 10;
    v.time = INT64_C(1517363159590) + (int64_t)(bits >> 16 & 0x3fffffff);
    v.sig = (int64_t)(bits >> 50 & 1023);
    v.lon = -(int64_t)(more % 1800000000);
    v.lat = (int64_t)(more >> 16 & 0x1fffffff) + 1;
    v.depth = (int64_t)(more >> 48 & 0xffff);
    v.code = (int64_t)(bits >> 20 & 0x3ffffff) + 10000000;

    memset(q, 0, sizeof *q);
    q->mag = (double)v.mag100 / 100.0;
    q->time = v.time;
    q->sig = (int32_t)v.sig;
    q->coordinates[0] = (double)v.lon / 1e7;
    q->coordinates[1] = (double)v.lat / 1e7;
    q->coordinates[2] = (double)v.depth / 100.0;
    snprintf(q->id, sizeof q->id, "ci%lld", (long long)v.code);
    strcpy(q->place, places[(bits >> 10) % (sizeof places / sizeof *places)]);
    return v;
}

static char *put_quake(char *to, uint64_t seed, uint64_t index, quake_sums *sums)
{
    quake q;
    quake_numbers v = draw_quake(seed, index, &q);
    data_add_quake(sums, &q);
    to = put_decimal(put_text(to, "{\"type\":\"Feature\",\"properties\":{\"mag\":"), v.mag100, 2);
    to = put_string(put_text(to, ",\"place\":"), q.place, sizeof q.place);
    to = put_int(put_text(to, ",\"time\":"), v.time);
    to = put_int(put_text(to, ",\"updated\":"), v.time + 222463);
    to += sprintf(
        to,
        ",\"tz\":-480,\"url\":\"https://earthquake.usgs.gov/earthquakes/eventpage/%s\","
        "\"detail\":\"https://earthquake.usgs.gov/earthquakes/feed/v1.0/detail/%s.geojson\","
        "\"felt\":null,\"cdi\":null,\"mmi\":null,\"alert\":null,\"status\":\"automatic\","
        "\"tsunami\":0",
        q.id, q.id);
    to = put_int(put_text(to, ",\"sig\":"), v.sig);
    to += sprintf(to,
                  ",\"net\":\"ci\",\"code\":\"%s\",\"ids\":\",%s,\",\"sources\":\",ci,\","
                  "\"types\":\",geoserve,nearby-cities,origin,phase-data,scitech-link,\",\"nst\":7,"
                  "\"dmin\":0.04214,"
                  "\"rms\":0.35,\"gap\":174,\"magType\":\"ml\",\"type\":\"earthquake\",\"title\":"
                  "\"M %.1f - %s\"},",
                  q.id + 2, q.id, q.mag, q.place);
    to = put_decimal(put_text(to, "\"geometry\":{\"type\":\"Point\",\"coordinates\":["), v.lon, 7);
    to = put_decimal(put_text(to, ","), v.lat, 7);
    to = put_decimal(put_text(to, ","), v.depth, 2);
    return put_string(put_text(to, "]},\"id\":"), q.id, sizeof q.id);
}

static void write_quakes(FILE *file, const source *s, quake_sums *sums)
{
    char text[4096];
    fprintf(file,
            "{\"type\":\"FeatureCollection\",\"metadata\":{\"generated\":1517968154000,\"title\":"
            "\"Made-up Earthquakes\","
            "\"status\":200,\"api\":\"1.5.8\",\"count\":%zu},\"features\":[",
            s->n);
    for (size_t i = 0; i < s->n; i++) {
        char *end = text;
        if (i > 0) {
            *end++ = ',';
        }
        end = put_text(put_quake(end, s->seed, i, sums), "}");
        fwrite(text, 1, (size_t)(end - text), file);
    }
    fputs("],\"bbox\":[-180,0,0,0,70,656]}\n", file);
}

/* ---- irregular records ---- */

/* The style that a kind such as "shuffled.ndjson" names, or NULL. */
static const irregular_style *style_of(const char *kind)
{
    char name[64];
    const char *dot = strchr(kind, '.');
    if (dot == NULL || strcmp(dot, ".ndjson") != 0 || (size_t)(dot - kind) >= sizeof name) {
        return NULL;
    }
    memcpy(name, kind, (size_t)(dot - kind));
    name[dot - kind] = '\0';
    return irregular_find(name);
}

static void write_irregular(FILE *file, const source *s, kind_sums *sums)
{
    char line[IRREGULAR_ROOM];
    const irregular_style *style = style_of(s->kind);
    for (size_t i = 0; i < s->n; i++) {
        reading r;
        char *end = irregular_line(line, style, s->seed, i, &r);
        *end++ = '\n';
        fwrite(line, 1, (size_t)(end - line), file);
        kind_add(sums, &kind_reading, &r, 1);
    }
}

/* ---- points and mixed records ---- */

static void write_texts(FILE *file, const source *s, int is_mixed, int is_array)
{
    char text[512];
    if (is_array) {
        putc('[', file);
    }
    for (size_t i = 0; i < s->n; i++) {
        char *end = text;
        if (is_array && i > 0) {
            *end++ = ',';
        }
        if (is_mixed) {
            mixed m = data_mixed(s->seed, i);
            end = put_mixed(end, &m);
        } else {
            end = put_point(end, data_point(s->seed, i));
        }
        if (!is_array) {
            *end++ = '\n';
        }
        fwrite(text, 1, (size_t)(end - text), file);
    }
    if (is_array) {
        fputs("]\n", file);
    }
}

/* A field of CSV text: in quotes where it has some, which are doubled. */
static char *put_csv_string(char *to, const char *text, size_t size)
{
    const int quoted = memchr(text, '"', strnlen(text, size)) != NULL;
    if (quoted) {
        *to++ = '"';
    }
    for (size_t i = 0; i < size && text[i] != '\0'; i++) {
        if (text[i] == '"') {
            *to++ = '"';
        }
        *to++ = text[i];
    }
    if (quoted) {
        *to++ = '"';
    }
    return to;
}

static void write_csv(FILE *file, const source *s, int is_mixed)
{
    char text[512];
    fputs(is_mixed ? "id,name,city,level,score,ok\n" : "x,y,z\n", file);
    for (size_t i = 0; i < s->n; i++) {
        char *end = text;
        if (is_mixed) {
            mixed m = data_mixed(s->seed, i);
            end = put_text(put_int(end, m.id), ",");
            end = put_text(put_csv_string(end, m.name, sizeof m.name), ",");
            end = put_text(put_csv_string(end, m.city, sizeof m.city), ",");
            end = put_int(end, m.level);
            end += sprintf(end, ",%.17g,%s\n", m.score, m.ok ? "true" : "false");
        } else {
            point p = data_point(s->seed, i);
            end = put_text(put_int(end, p.x), ",");
            end = put_text(put_int(end, p.y), ",");
            end = put_text(put_int(end, p.z), "\n");
        }
        fwrite(text, 1, (size_t)(end - text), file);
    }
}

/* Version 1.0 of the format: magic, version, header length, header padded with blanks to a multiple
 * of 64. */
static void write_npy_header(FILE *file, const char *descr, size_t n)
{
    char header[512];
    int used = snprintf(header, sizeof header,
                        "{'descr': %s, 'fortran_order': False, 'shape': (%zu,), }", descr, n);
    int total = (10 + used + 1 + 63) / 64 * 64;
    int length = total - 10;
    memset(header + used, ' ', (size_t)(length - used));
    header[length - 1] = '\n';
    fwrite("\x93NUMPY\1\0", 1, 8, file);
    putc(length & 255, file);
    putc(length >> 8, file);
    fwrite(header, 1, (size_t)length, file);
}

static void write_npy(FILE *file, const source *s, int is_mixed)
{
    write_npy_header(file,
                     is_mixed ? "[('id', '<i8'), ('name', 'S16'), ('city', 'S12'), ('level', "
                                "'i1'), ('score', '<f8'), ('ok', '?')]"
                              : "[('x', '<i4'), ('y', '<i4'), ('z', '<i4')]",
                     s->n);
    for (size_t i = 0; i < s->n; i++) {
        if (is_mixed) {
            mixed m = data_mixed(s->seed, i);
            fwrite(&m.id, sizeof m.id, 1, file);
            fwrite(m.name, sizeof m.name, 1, file);
            fwrite(m.city, sizeof m.city, 1, file);
            fwrite(&m.level, sizeof m.level, 1, file);
            fwrite(&m.score, sizeof m.score, 1, file);
            fwrite(&m.ok, sizeof m.ok, 1, file);
        } else {
            point p = data_point(s->seed, i);
            fwrite(&p, sizeof p, 1, file);
        }
    }
}

/* ---- the sums ---- */

static void print_checks(FILE *file, const char *family, const bench_result *r)
{
    fprintf(file, "%s\"%s\":", ftell(file) > 1 ? ",\n" : "", family);
    bench_print_checks(file, r);
}

/* Sorted by x, the keys have the order of a histogram of x: enough for the sum over positions.
 */
static int64_t sorted_order(const source *s)
{
    enum { LOW = -1000000, RANGE = 2000001 };
    uint32_t *counts = bench_alloc(RANGE, sizeof *counts);
    for (size_t i = 0; i < s->n; i++) {
        counts[data_point(s->seed, i).x - LOW]++;
    }
    int64_t order = 0, position = 0;
    for (int64_t key = 0; key < RANGE; key++) {
        for (uint32_t k = 0; k < counts[key]; k++) {
            order += position++ % 1000 * (key + LOW);
        }
    }
    free(counts);
    return order;
}

/* The groups of a key, one after the other in any order. */
static void print_groups(FILE *file, const source *s, const char *family, int part)
{
    int64_t *sums = bench_alloc(DATA_GROUP_KEYS, sizeof *sums);
    uint8_t *is_there = bench_alloc(DATA_GROUP_KEYS, sizeof *is_there);
    bench_result r = {0};
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        point p = data_point(s->seed, i);
        int key = (p.x + DATA_GROUP_LOW) / part;
        sums[key] += p.y;
        is_there[key] = 1;
    }
    for (size_t key = 0; key < DATA_GROUP_KEYS; key++) {
        sums[n] = sums[key];
        n += is_there[key];
    }
    data_check_groups(&r, sums, n);
    print_checks(file, family, &r);
    free(sums);
    free(is_there);
}

static void write_point_checks(FILE *file, const source *s)
{
    point_sums all = {0}, kept = {0}, taken = {0};
    for (size_t i = 0; i < s->n; i++) {
        point p = data_point(s->seed, i);
        data_add_point(&all, p);
        if (p.x >= DATA_FILTER_X) {
            data_add_point(&kept, p);
        }
    }
    for (size_t i = 0; i < s->n / 2; i++) {
        data_add_point(&taken, data_point(s->seed, data_pick(i, s->n)));
    }
    bench_result r = {0};
    data_check_points(&r, &all, 0);
    print_checks(file, "all", &r);
    r.checks = 0;
    bench_check_int(&r, "x", all.x);
    print_checks(file, "sum", &r);
    r.checks = 0;
    data_check_points(&r, &kept, 0);
    print_checks(file, "filter", &r);
    r.checks = 0;
    data_check_points(&r, &taken, 1);
    print_checks(file, "take", &r);
    r.checks = 0;
    all.order = sorted_order(s);
    data_check_points(&r, &all, 1);
    print_checks(file, "sort", &r);
    print_groups(file, s, "group_few", DATA_GROUP_FEW);
    print_groups(file, s, "group_many", DATA_GROUP_MANY);

    int64_t total = 0;
    for (uint64_t i = 0; i < DATA_RANDOM_READS && s->n > 0; i++) {
        point p = data_point(s->seed, data_pick(i, s->n));
        total += (int64_t)p.x + p.y + p.z;
    }
    r.checks = 0;
    bench_check_int(&r, "total", total);
    print_checks(file, "random", &r);
    point last = data_point(s->seed, s->n - 1);
    r.checks = 0;
    bench_check_int(&r, "records", (int64_t)s->n);
    bench_check_int(&r, "last", (int64_t)last.x + last.y + last.z);
    print_checks(file, "open", &r);
}

static void write_mixed_checks(FILE *file, const source *s)
{
    mixed_sums all = {0};
    for (size_t i = 0; i < s->n; i++) {
        mixed m = data_mixed(s->seed, i);
        data_add_mixed(&all, &m);
    }
    bench_result r = {0};
    data_check_mixed(&r, &all);
    print_checks(file, "all", &r);
}

/* ---- the command ---- */

static FILE *create(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        bench_die("cannot write %s", path);
    }
    return file;
}

static void finish(FILE *file, const char *from, const char *to)
{
    int failed = ferror(file);
    if (fclose(file) != 0 || failed || rename(from, to) != 0) {
        bench_die("cannot write %s", to);
    }
}

/* Sums that are made while the file is written. */
typedef struct made_sums {
    quake_sums quakes;
    kind_sums readings;
} made_sums;

static void write_data(FILE *file, const source *s, made_sums *made)
{
    int is_mixed = strncmp(s->kind, "mixed.", 6) == 0;
    const char *form = strrchr(s->kind, '.');
    if (strcmp(s->kind, "quakes.json") == 0) {
        write_quakes(file, s, &made->quakes);
    } else if (style_of(s->kind) != NULL) {
        write_irregular(file, s, &made->readings);
    } else if (!is_mixed && strncmp(s->kind, "points.", 7) != 0) {
        bench_die("there is no data kind \"%s\"", s->kind);
    } else if (strcmp(form, ".npy") == 0) {
        write_npy(file, s, is_mixed);
    } else if (strcmp(form, ".csv") == 0) {
        write_csv(file, s, is_mixed);
    } else if (strcmp(form, ".json") == 0 || strcmp(form, ".ndjson") == 0) {
        write_texts(file, s, is_mixed, strcmp(form, ".json") == 0);
    } else {
        bench_die("there is no data kind \"%s\"", s->kind);
    }
}

static void write_checks(FILE *file, const source *s, const made_sums *made)
{
    putc('{', file);
    if (strcmp(s->kind, "quakes.json") == 0) {
        bench_result r = {0};
        data_check_quakes(&r, &made->quakes);
        print_checks(file, "all", &r);
    } else if (style_of(s->kind) != NULL) {
        bench_result r = {0};
        kind_check(&r, &kind_reading, &made->readings);
        print_checks(file, "all", &r);
    } else if (strncmp(s->kind, "mixed.", 6) == 0) {
        write_mixed_checks(file, s);
    } else {
        write_point_checks(file, s);
    }
    fputs("}\n", file);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        bench_die("usage: %s KIND RECORDS SEED FILE", argv[0]);
    }
    source s = {argv[1], (size_t)strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10)};
    if (s.n == 0) {
        bench_die("RECORDS is \"%s\", not a number above 0", argv[2]);
    }
    const char *path = argv[4];
    char *part = NULL, *check = NULL;
    if (asprintf(&part, "%s.part", path) < 0 || asprintf(&check, "%s.check", path) < 0) {
        bench_die("no memory");
    }
    made_sums made = {0};
    if (strcmp(s.kind, "check") != 0) {
        FILE *file = create(part);
        write_data(file, &s, &made);
        finish(file, part, path);
    }
    FILE *file = create(part);
    write_checks(file, &s, &made);
    finish(file, part, check);
    free(part);
    free(check);
    return 0;
}
