/* verify.c: reads NDJSON that a contender wrote, with jansson, or CSV, and prints the sums as one
 * JSON object.
 *
 *     verify points|mixed FILE */
#define _GNU_SOURCE
#include "data.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static json_t *member(const json_t *record, const char *key)
{
    json_t *value = json_object_get(record, key);
    if (value == NULL) {
        bench_die("a record without \"%s\"", key);
    }
    return value;
}

static int64_t get_int(const json_t *record, const char *key, int64_t low, int64_t high)
{
    json_t *value = member(record, key);
    if (!json_is_integer(value) || json_integer_value(value) < low ||
        json_integer_value(value) > high) {
        bench_die("\"%s\" is not an integer of its size", key);
    }
    return json_integer_value(value);
}

static void get_string(const json_t *record, const char *key, char *cell, size_t size)
{
    json_t *value = member(record, key);
    if (!json_is_string(value) || json_string_length(value) > size) {
        bench_die("\"%s\" is not a string of its size", key);
    }
    memcpy(cell, json_string_value(value), json_string_length(value));
}

static void expect_keys(const json_t *record, size_t count)
{
    if (json_object_size(record) != count) {
        bench_die("a record with %zu keys, not %zu", json_object_size(record), count);
    }
}

static void add_point(void *sums, const json_t *record)
{
    expect_keys(record, 3);
    data_add_point(sums, (point){(int32_t)get_int(record, "x", INT32_MIN, INT32_MAX),
                                 (int32_t)get_int(record, "y", INT32_MIN, INT32_MAX),
                                 (int32_t)get_int(record, "z", INT32_MIN, INT32_MAX)});
}

static void add_mixed(void *sums, const json_t *record)
{
    mixed m = {0};
    expect_keys(record, 6);
    m.id = get_int(record, "id", INT64_MIN, INT64_MAX);
    get_string(record, "name", m.name, sizeof m.name);
    get_string(record, "city", m.city, sizeof m.city);
    m.level = (int8_t)get_int(record, "level", INT8_MIN, INT8_MAX);
    m.score = json_number_value(member(record, "score"));
    if (!json_is_boolean(member(record, "ok"))) {
        bench_die("\"ok\" is not a boolean");
    }
    m.ok = json_is_true(member(record, "ok"));
    data_add_mixed(sums, &m);
}

static void read_lines(const char *path, void (*add)(void *sums, const json_t *record), void *sums)
{
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    size_t size = 0;
    if (file == NULL) {
        bench_die("cannot read %s", path);
    }
    for (ssize_t length; (length = getline(&line, &size, file)) > 0;) {
        json_error_t error;
        json_t *record = json_loadb(line, (size_t)length, 0, &error);
        if (record == NULL) {
            bench_die("%s: %s in: %.200s", path, error.text, line);
        }
        add(sums, record);
        json_decref(record);
    }
    free(line);
    fclose(file);
}

/* ---- CSV without line breaks in fields, with a header */

/* The next field of a line, which moves past it. Quotes are removed. */
static void csv_field(char **line, char *out, size_t size)
{
    char *p = *line, end = ',';
    size_t n = 0;
    if (*p == '"') {
        end = '"';
        p++;
    }
    for (; *p != '\0' && *p != '\n' && (*p != end || (end == '"' && p[1] == '"')); p++) {
        p += *p == '"';
        if (n + 1 == size) {
            bench_die("a field is too long: %.200s", *line);
        }
        out[n++] = *p;
    }
    p += end == '"';
    p += *p == '\r';
    if (*p != ',' && *p != '\n') {
        bench_die("a field does not end: %.200s", *line);
    }
    out[n] = '\0';
    *line = p + 1;
}

static int64_t csv_int(char **line, int64_t low, int64_t high)
{
    char text[32], *end;
    csv_field(line, text, sizeof text);
    long long value = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || value < low || value > high) {
        bench_die("\"%s\" is not an integer of its size", text);
    }
    return value;
}

static void csv_string(char **line, char *cell, size_t size)
{
    char text[64];
    csv_field(line, text, sizeof text);
    if (strlen(text) > size) {
        bench_die("\"%s\" is too long", text);
    }
    memcpy(cell, text, strlen(text));
}

static void csv_point(void *sums, char *line)
{
    const int32_t x = (int32_t)csv_int(&line, INT32_MIN, INT32_MAX);
    const int32_t y = (int32_t)csv_int(&line, INT32_MIN, INT32_MAX);
    const int32_t z = (int32_t)csv_int(&line, INT32_MIN, INT32_MAX);
    data_add_point(sums, (point){x, y, z});
}

static void csv_mixed(void *sums, char *line)
{
    mixed m = {0};
    char text[64], *end;
    m.id = csv_int(&line, INT64_MIN, INT64_MAX);
    csv_string(&line, m.name, sizeof m.name);
    csv_string(&line, m.city, sizeof m.city);
    m.level = (int8_t)csv_int(&line, INT8_MIN, INT8_MAX);
    csv_field(&line, text, sizeof text);
    m.score = strtod(text, &end);
    if (end == text || *end != '\0') {
        bench_die("\"%s\" is not a number", text);
    }
    csv_field(&line, text, sizeof text);
    if (strcasecmp(text, "true") != 0 && strcasecmp(text, "false") != 0) {
        bench_die("\"%s\" is not a bool", text);
    }
    m.ok = text[0] == 't' || text[0] == 'T';
    data_add_mixed(sums, &m);
}

/* False: the file does not begin with the header. */
static int read_csv(const char *path, const char *header, void (*add)(void *sums, char *line),
                    void *sums)
{
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    size_t size = 0, columns = 0;
    if (file == NULL) {
        bench_die("cannot read %s", path);
    }
    if (getline(&line, &size, file) <= 0 || line[0] == '{') {
        free(line);
        fclose(file);
        return 0;
    }
    for (char *p = line; *p != '\0' && *p != '\n'; columns++) {
        char name[64];
        csv_field(&p, name, sizeof name);
        if (strncmp(header, name, strlen(name)) != 0) {
            bench_die("%s: the column %zu is \"%s\"", path, columns, name);
        }
        header += strlen(name) + 1;
    }
    while (getline(&line, &size, file) > 0) {
        add(sums, line);
    }
    free(line);
    fclose(file);
    return 1;
}

static int is_npy(const char *path)
{
    char magic[6] = {0};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        bench_die("cannot read %s", path);
    }
    size_t got = fread(magic, 1, sizeof magic, file);
    fclose(file);
    return got == sizeof magic && memcmp(magic, "\x93NUMPY", sizeof magic) == 0;
}

static void verify_points(const char *path, size_t n, bench_result *r)
{
    point_sums sums = {0};
    if (is_npy(path)) {
        point *rows = data_read_points(path, n);
        for (size_t i = 0; i < n; i++) {
            data_add_point(&sums, rows[i]);
        }
        free(rows);
    } else if (!read_csv(path, "x,y,z", csv_point, &sums)) {
        read_lines(path, add_point, &sums);
    }
    data_check_points(r, &sums, 0);
}

static void verify_mixed(const char *path, size_t n, bench_result *r)
{
    mixed_sums sums = {0};
    if (is_npy(path)) {
        mixed *rows = data_read_mixed(path, n);
        for (size_t i = 0; i < n; i++) {
            data_add_mixed(&sums, &rows[i]);
        }
        free(rows);
    } else if (!read_csv(path, "id,name,city,level,score,ok", csv_mixed, &sums)) {
        read_lines(path, add_mixed, &sums);
    }
    data_check_mixed(r, &sums);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        bench_die("usage: %s points|mixed FILE RECORDS", argv[0]);
    }
    bench_result r = {0};
    size_t n = (size_t)strtoull(argv[3], NULL, 10);
    if (strcmp(argv[1], "points") == 0) {
        verify_points(argv[2], n, &r);
    } else if (strcmp(argv[1], "mixed") == 0) {
        verify_mixed(argv[2], n, &r);
    } else {
        bench_die("there are no \"%s\" records", argv[1]);
    }
    bench_print_checks(stdout, &r);
    putchar('\n');
    return 0;
}
