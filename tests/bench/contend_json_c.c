/* contend_json_c.c: json-c: a tree for each line, or one of the whole document. */
#define _GNU_SOURCE
#include "load.h"
#include "write.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void *parser_new(size_t largest_text)
{
    (void)largest_text;
    json_tokener *parser = json_tokener_new();
    if (parser == NULL) {
        bench_die("json-c: no memory");
    }
    return parser;
}

static void parser_free(void *parser)
{
    json_tokener_free(parser);
}

static json_object *parse(json_tokener *parser, const char *text, size_t length)
{
    if (length > INT_MAX) {
        bench_die("json-c reads at most %d bytes", INT_MAX);
    }
    json_tokener_reset(parser);
    json_object *value = json_tokener_parse_ex(parser, text, (int)length);
    if (value == NULL) {
        bench_die("json-c: %s", json_tokener_error_desc(json_tokener_get_error(parser)));
    }
    return value;
}

static json_object *get(const json_object *object, const char *key, json_type type)
{
    json_object *value = NULL;
    if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, type)) {
        bench_die("json-c: no \"%s\" of type %s", key, json_type_to_name(type));
    }
    return value;
}

static int64_t get_int(const json_object *object, const char *key)
{
    return json_object_get_int64(get(object, key, json_type_int));
}

static double get_number(json_object *value)
{
    if (!json_object_is_type(value, json_type_double) &&
        !json_object_is_type(value, json_type_int)) {
        bench_die("json-c: not a number");
    }
    return json_object_get_double(value);
}

static void get_string(const json_object *object, const char *key, char *cell, size_t size)
{
    json_object *value = get(object, key, json_type_string);
    load_string(cell, size, json_object_get_string(value),
                (size_t)json_object_get_string_len(value));
}

static void set_point(void *out, const json_object *record)
{
    point *p = out;
    p->x = (int32_t)get_int(record, "x");
    p->y = (int32_t)get_int(record, "y");
    p->z = (int32_t)get_int(record, "z");
}

static void set_mixed(void *out, const json_object *record)
{
    mixed *m = out;
    m->id = get_int(record, "id");
    get_string(record, "name", m->name, sizeof m->name);
    get_string(record, "city", m->city, sizeof m->city);
    m->level = (int8_t)get_int(record, "level");
    m->score = get_number(get(record, "score", json_type_double));
    m->ok = json_object_get_boolean(get(record, "ok", json_type_boolean)) != 0;
}

static void set_quake(void *out, const json_object *feature)
{
    quake *q = out;
    const json_object *properties = get(feature, "properties", json_type_object);
    const json_object *geometry = get(feature, "geometry", json_type_object);
    const json_object *coordinates = get(geometry, "coordinates", json_type_array);
    q->mag = get_number(json_object_object_get(properties, "mag"));
    get_string(properties, "place", q->place, sizeof q->place);
    q->time = get_int(properties, "time");
    q->sig = (int32_t)get_int(properties, "sig");
    for (size_t i = 0; i < 3; i++) {
        q->coordinates[i] = get_number(json_object_array_get_idx(coordinates, i));
    }
    get_string(feature, "id", q->id, sizeof q->id);
}

typedef void setter(void *out, const json_object *record);

static size_t lines(setter *set, json_tokener *parser, const char *text, size_t length, char *out,
                    size_t size, size_t room)
{
    size_t n = 0;
    for (const char *end = text + length; text < end;) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        if (n == room) {
            bench_die("more than the %zu records asked for", room);
        }
        json_object *record = parse(parser, text, (size_t)(newline - text));
        set(out + size * n++, record);
        json_object_put(record);
        text = newline + 1;
    }
    return n;
}

static size_t elements(setter *set, const json_object *array, char *out, size_t size, size_t room)
{
    size_t n = json_object_array_length(array);
    if (n > room) {
        bench_die("more than the %zu records asked for", room);
    }
    for (size_t i = 0; i < n; i++) {
        set(out + size * i, json_object_array_get_idx(array, i));
    }
    return n;
}

static size_t point_lines(void *parser, char *text, size_t length, void *out, size_t room)
{
    return lines(set_point, parser, text, length, out, sizeof(point), room);
}

static size_t mixed_lines(void *parser, char *text, size_t length, void *out, size_t room)
{
    return lines(set_mixed, parser, text, length, out, sizeof(mixed), room);
}

static size_t point_array(void *parser, char *text, size_t length, void *out, size_t room)
{
    json_object *document = parse(parser, text, length);
    size_t n = elements(set_point, document, out, sizeof(point), room);
    json_object_put(document);
    return n;
}

static size_t mixed_array(void *parser, char *text, size_t length, void *out, size_t room)
{
    json_object *document = parse(parser, text, length);
    size_t n = elements(set_mixed, document, out, sizeof(mixed), room);
    json_object_put(document);
    return n;
}

static size_t quakes(void *parser, char *text, size_t length, void *out, size_t room)
{
    json_object *document = parse(parser, text, length);
    size_t n =
        elements(set_quake, get(document, "features", json_type_array), out, sizeof(quake), room);
    json_object_put(document);
    return n;
}

static const loader the_loader = {.parser_new = parser_new,
                                  .parser_free = parser_free,
                                  .point_lines = point_lines,
                                  .mixed_lines = mixed_lines,
                                  .point_array = point_array,
                                  .mixed_array = mixed_array,
                                  .quakes = quakes};

const loader *load_find(const char *contender)
{
    (void)contender;
    return &the_loader;
}

/* ---- writing ---- */

static json_object *new_point(int64_t x, int64_t y, int64_t z)
{
    json_object *record = json_object_new_object();
    json_object_object_add_ex(record, "x", json_object_new_int64(x),
                              JSON_C_OBJECT_ADD_CONSTANT_KEY | JSON_C_OBJECT_ADD_KEY_IS_NEW);
    json_object_object_add_ex(record, "y", json_object_new_int64(y),
                              JSON_C_OBJECT_ADD_CONSTANT_KEY | JSON_C_OBJECT_ADD_KEY_IS_NEW);
    json_object_object_add_ex(record, "z", json_object_new_int64(z),
                              JSON_C_OBJECT_ADD_CONSTANT_KEY | JSON_C_OBJECT_ADD_KEY_IS_NEW);
    return record;
}

static json_object *new_text(const char *cell, size_t size)
{
    return json_object_new_string_len(cell, (int)strnlen(cell, size));
}

static char *dump(char *to, json_object *record)
{
    size_t length = 0;
    const char *text = json_object_to_json_string_length(
        record, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    if (text == NULL || length > WRITE_ROOM - 1) {
        bench_die("json-c: a record of %zu bytes", length);
    }
    memcpy(to, text, length);
    json_object_put(record);
    to[length] = '\n';
    return to + length + 1;
}

static char *format_points(char *to, const point *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to = dump(to, new_point(rows[i].x, rows[i].y, rows[i].z));
    }
    return to;
}

static char *format_mixeds(char *to, const mixed *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const mixed *m = &rows[i];
        json_object *record = json_object_new_object();
        json_object_object_add(record, "id", json_object_new_int64(m->id));
        json_object_object_add(record, "name", new_text(m->name, sizeof m->name));
        json_object_object_add(record, "city", new_text(m->city, sizeof m->city));
        json_object_object_add(record, "level", json_object_new_int(m->level));
        json_object_object_add(record, "score", json_object_new_double(m->score));
        json_object_object_add(record, "ok", json_object_new_boolean(m->ok));
        to = dump(to, record);
    }
    return to;
}

const formatter the_formatter = {format_points, format_mixeds};

/* ---- memory ---- */

static void memory(const bench_job *job, void *state, bench_result *result)
{
    (void)state;
    point_sums sums = {0};
    int64_t before = bench_resident();
    bench_start(result);
    json_object *array = json_object_new_array();
    for (size_t i = 0; i < job->records; i++) {
        if (json_object_array_add(array, new_point((int64_t)i, (int64_t)i + 1, (int64_t)i + 2)) !=
            0) {
            bench_die("json-c: no memory");
        }
    }
    bench_stop(result);
    result->resident = bench_resident() - before;
    result->bytes = job->records * sizeof(point);
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        point p;
        set_point(&p, json_object_array_get_idx(array, i));
        data_add_point(&sums, p);
    }
    json_object_put(array);
    data_check_memory(result, &sums);
}

static const bench_workload workloads[] = {
    LOAD_WORKLOADS, WRITE_WORKLOADS, {"memory", 1, NULL, memory, NULL}, {0}};

int main(int argc, char **argv)
{
    const bench_contender list[] = {{"json-c", "peer", json_c_version(), workloads, NULL}};
    return bench_main(argc, argv, list, 1);
}
