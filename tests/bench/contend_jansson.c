/* contend_jansson.c: jansson: a tree for each line, or one of the whole document. */
#define _GNU_SOURCE
#include "load.h"
#include "write.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *parse(const char *text, size_t length)
{
    json_error_t error;
    json_t *value = json_loadb(text, length, 0, &error);
    if (value == NULL) {
        bench_die("jansson: %s", error.text);
    }
    return value;
}

static int64_t get_int(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    if (!json_is_integer(value)) {
        bench_die("jansson: no integer \"%s\"", key);
    }
    return json_integer_value(value);
}

static double get_number(const json_t *value)
{
    if (!json_is_number(value)) {
        bench_die("jansson: not a number");
    }
    return json_number_value(value);
}

static void get_string(const json_t *object, const char *key, char *cell, size_t size)
{
    json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) {
        bench_die("jansson: no string \"%s\"", key);
    }
    load_string(cell, size, json_string_value(value), json_string_length(value));
}

static void set_point(void *out, const json_t *record)
{
    point *p = out;
    p->x = (int32_t)get_int(record, "x");
    p->y = (int32_t)get_int(record, "y");
    p->z = (int32_t)get_int(record, "z");
}

static void set_mixed(void *out, const json_t *record)
{
    mixed *m = out;
    m->id = get_int(record, "id");
    get_string(record, "name", m->name, sizeof m->name);
    get_string(record, "city", m->city, sizeof m->city);
    m->level = (int8_t)get_int(record, "level");
    m->score = get_number(json_object_get(record, "score"));
    m->ok = json_is_true(json_object_get(record, "ok"));
}

static void set_quake(void *out, const json_t *feature)
{
    quake *q = out;
    const json_t *properties = json_object_get(feature, "properties");
    const json_t *coordinates =
        json_object_get(json_object_get(feature, "geometry"), "coordinates");
    q->mag = get_number(json_object_get(properties, "mag"));
    get_string(properties, "place", q->place, sizeof q->place);
    q->time = get_int(properties, "time");
    q->sig = (int32_t)get_int(properties, "sig");
    for (size_t i = 0; i < 3; i++) {
        q->coordinates[i] = get_number(json_array_get(coordinates, i));
    }
    get_string(feature, "id", q->id, sizeof q->id);
}

typedef void setter(void *out, const json_t *record);

static size_t lines(setter *set, const char *text, size_t length, char *out, size_t size,
                    size_t room)
{
    size_t n = 0;
    for (const char *end = text + length; text < end;) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        if (n == room) {
            bench_die("more than the %zu records asked for", room);
        }
        json_t *record = parse(text, (size_t)(newline - text));
        set(out + size * n++, record);
        json_decref(record);
        text = newline + 1;
    }
    return n;
}

static size_t elements(setter *set, const json_t *array, char *out, size_t size, size_t room)
{
    size_t n = json_array_size(array);
    if (n > room) {
        bench_die("more than the %zu records asked for", room);
    }
    for (size_t i = 0; i < n; i++) {
        set(out + size * i, json_array_get(array, i));
    }
    return n;
}

/* A key may be absent; then the field stays zero. */
static void set_field(const kind_field *field, char *cell, const json_t *value)
{
    int8_t i1;
    int32_t i4;
    int64_t i8;
    double real;
    if (value == NULL) {
        return;
    }
    switch (field->kind) {
    case 's':
        if (!json_is_string(value)) {
            bench_die("jansson: \"%s\" is not a string", field->name);
        }
        load_string(cell, field->size, json_string_value(value), json_string_length(value));
        return;
    case 'f':
        real = get_number(value);
        memcpy(cell, &real, sizeof real);
        return;
    case 'b':
        *cell = json_is_true(value);
        return;
    }
    if (!json_is_integer(value)) {
        bench_die("jansson: \"%s\" is not an integer", field->name);
    }
    i8 = json_integer_value(value);
    i4 = (int32_t)i8;
    i1 = (int8_t)i8;
    memcpy(cell,
           field->size == 8   ? (void *)&i8
           : field->size == 4 ? (void *)&i4
                              : &i1,
           field->size);
}

static void set_flat(void *out, const json_t *record)
{
    for (size_t i = 0; i < kind_reading.count; i++) {
        const kind_field *field = &kind_reading.fields[i];
        set_field(field, (char *)out + field->offset, json_object_get(record, field->name));
    }
}

static void set_nested(void *out, const json_t *record)
{
    const json_t *place = json_object_get(record, "place"), *data = json_object_get(record, "data");
    for (size_t i = 0; i < kind_reading.count; i++) {
        const kind_field *field = &kind_reading.fields[i];
        const json_t *object = strncmp(field->path, "place.", 6) == 0  ? place
                               : strncmp(field->path, "data.", 5) == 0 ? data
                                                                       : record;
        set_field(field, (char *)out + field->offset, json_object_get(object, field->name));
    }
}

static size_t point_lines(void *parser, char *text, size_t length, void *out, size_t room)
{
    (void)parser;
    return lines(set_point, text, length, out, sizeof(point), room);
}

static size_t mixed_lines(void *parser, char *text, size_t length, void *out, size_t room)
{
    (void)parser;
    return lines(set_mixed, text, length, out, sizeof(mixed), room);
}

static size_t flat(void *parser, char *text, size_t length, void *out, size_t room)
{
    (void)parser;
    return lines(set_flat, text, length, out, sizeof(reading), room);
}

static size_t nested(void *parser, char *text, size_t length, void *out, size_t room)
{
    (void)parser;
    return lines(set_nested, text, length, out, sizeof(reading), room);
}

static size_t point_array(void *parser, char *text, size_t length, void *out, size_t room)
{
    (void)parser;
    json_t *document = parse(text, length);
    size_t n = elements(set_point, document, out, sizeof(point), room);
    json_decref(document);
    return n;
}

static size_t mixed_array(void *parser, char *text, size_t length, void *out, size_t room)
{
    (void)parser;
    json_t *document = parse(text, length);
    size_t n = elements(set_mixed, document, out, sizeof(mixed), room);
    json_decref(document);
    return n;
}

static size_t quakes(void *parser, char *text, size_t length, void *out, size_t room)
{
    (void)parser;
    json_t *document = parse(text, length);
    size_t n = elements(set_quake, json_object_get(document, "features"), out, sizeof(quake), room);
    json_decref(document);
    return n;
}

static const loader the_loader = {.point_lines = point_lines,
                                  .mixed_lines = mixed_lines,
                                  .point_array = point_array,
                                  .mixed_array = mixed_array,
                                  .quakes = quakes,
                                  .flat = flat,
                                  .nested = nested};

const loader *load_find(const char *contender)
{
    (void)contender;
    return &the_loader;
}

/* ---- writing ---- */

static char *dump(char *to, json_t *record)
{
    if (record == NULL) {
        bench_die("jansson: no memory");
    }
    size_t length = json_dumpb(record, to, WRITE_ROOM - 1, JSON_COMPACT);
    if (length == 0 || length > WRITE_ROOM - 1) {
        bench_die("jansson: a record of %zu bytes", length);
    }
    json_decref(record);
    to[length] = '\n';
    return to + length + 1;
}

static char *format_points(char *to, const point *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to = dump(to, json_pack("{s:i,s:i,s:i}", "x", rows[i].x, "y", rows[i].y, "z", rows[i].z));
    }
    return to;
}

static char *format_mixeds(char *to, const mixed *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const mixed *m = &rows[i];
        to = dump(to, json_pack("{s:I,s:s%,s:s%,s:i,s:f,s:b}", "id", (json_int_t)m->id, "name",
                                m->name, strnlen(m->name, sizeof m->name), "city", m->city,
                                strnlen(m->city, sizeof m->city), "level", m->level, "score",
                                m->score, "ok", m->ok));
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
    json_t *array = json_array();
    for (size_t i = 0; i < job->records; i++) {
        json_int_t x = (json_int_t)i;
        if (json_array_append_new(
                array, json_pack("{s:I,s:I,s:I}", "x", x, "y", x + 1, "z", x + 2)) != 0) {
            bench_die("jansson: no memory");
        }
    }
    bench_stop(result);
    result->resident = bench_resident() - before;
    result->bytes = job->records * sizeof(point);
    for (size_t i = 0; i < json_array_size(array); i++) {
        point p;
        set_point(&p, json_array_get(array, i));
        data_add_point(&sums, p);
    }
    json_decref(array);
    data_check_memory(result, &sums);
}

static const bench_workload workloads[] = {
    LOAD_WORKLOADS, LOAD_IRREGULAR, WRITE_WORKLOADS, {"memory", 1, NULL, memory, NULL}, {0}};

int main(int argc, char **argv)
{
    const bench_contender list[] = {{"jansson", "peer", jansson_version_str(), workloads, NULL}};
    return bench_main(argc, argv, list, 1);
}
