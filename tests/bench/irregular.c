/* irregular.c: makes lines of JSON whose shape changes: the order of the keys, absent keys, further
 * keys, white space, escapes, and several kinds of records in one file.
 *
 * Every choice depends on (seed, index) only, so each line can be made again alone. */
#define _GNU_SOURCE
#include "irregular.h"

#include "data.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

/* One small change of a regular file, in each record or in some. */
typedef enum change {
    NO_CHANGE,
    MOVED,        /* one key, another in each record, is at another place */
    BLANK,        /* there is a blank before one value, another in each record */
    BLANK_TENTH,  /* the same in every tenth record */
    ABSENT_TENTH, /* the key "level" is absent from every tenth record */
    SHAPE_TENTH,  /* every tenth record has the second of two shapes */
    RENAMED       /* in every second record "level" is called "grade", which is not a field */
} change;

struct irregular_style {
    const char *name;
    int shapes;   /* how many kinds of records are mixed: 1, 2, or 4 */
    int nested;   /* some fields are in the objects "place" and "data" */
    int escapes;  /* 30 % of the strings have escapes or characters outside ASCII */
    int shuffled; /* the keys have another order in each record */
    int absent;   /* each key is absent from 30 % of the records */
    int extra;    /* ten keys that the dtype does not have */
    int spaces;   /* white space between tokens that varies */
    change change;
};

static const irregular_style styles[] = {
    {.name = "regular", .shapes = 1},
    {.name = "escapes", .shapes = 1, .escapes = 1},
    {.name = "nested", .shapes = 1, .nested = 1},
    {.name = "shuffled", .shapes = 1, .shuffled = 1},
    {.name = "absent", .shapes = 1, .absent = 1},
    {.name = "extra", .shapes = 1, .extra = 1},
    {.name = "extra_shuffled", .shapes = 1, .extra = 1, .shuffled = 1},
    {.name = "spaces", .shapes = 1, .spaces = 1},
    {.name = "nested_shuffled", .shapes = 1, .nested = 1, .shuffled = 1},
    {.name = "two_shapes", .shapes = 2},
    {.name = "events", .shapes = 4},
    {.name = "moved", .shapes = 1, .change = MOVED},
    {.name = "blank", .shapes = 1, .change = BLANK},
    {.name = "blank_tenth", .shapes = 1, .change = BLANK_TENTH},
    {.name = "absent_tenth", .shapes = 1, .change = ABSENT_TENTH},
    {.name = "shape_tenth", .shapes = 1, .change = SHAPE_TENTH},
    {.name = "renamed", .shapes = 1, .change = RENAMED},
    {.name = "everything",
     .shapes = 1,
     .nested = 1,
     .escapes = 1,
     .shuffled = 1,
     .absent = 1,
     .extra = 1,
     .spaces = 1},
};

const irregular_style *irregular_find(const char *name)
{
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        if (strcmp(styles[i].name, name) == 0) {
            return &styles[i];
        }
    }
    return NULL;
}

/* ---- random numbers: one sequence for each record */

typedef struct sequence {
    uint64_t state;
} sequence;

static sequence sequence_of(uint64_t seed, uint64_t index)
{
    static const uint64_t other =
        UINT64_C(0x6b1f3a9d2c57e084); /* than the points and mixed records */
    return (sequence){data_mix(seed ^ other) + data_mix(index)};
}

/* A number below `n`. */
static uint64_t draw(sequence *s, uint64_t n)
{
    s->state = data_mix(s->state);
    return (s->state >> 11) % n;
}

static int chance(sequence *s, unsigned percent)
{
    return draw(s, 100) < percent;
}

/* ---- an object: its members as text */

enum { MAX_MEMBERS = 24, MEMBER_ROOM = 2048 };

typedef struct member {
    const char *key;
    char value[MEMBER_ROOM];
} member;

typedef struct object {
    size_t count;
    member members[MAX_MEMBERS];
} object;

static char *new_member(object *o, const char *key)
{
    member *m = &o->members[o->count++];
    m->key = key;
    m->value[0] = '\0';
    return m->value;
}

__attribute__((format(printf, 3, 4))) static void add(object *o, const char *key,
                                                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(new_member(o, key), MEMBER_ROOM, format, args);
    va_end(args);
}

static char *put(char *to, const char *text)
{
    return stpcpy(to, text);
}

static char *put_spaces(char *to, const irregular_style *style, sequence *s)
{
    static const char *const spaces[] = {"", "", " ", "  ", "\t", "    "};
    if (!style->spaces) {
        return to;
    }
    return put(to, spaces[draw(s, sizeof spaces / sizeof *spaces)]);
}

static void shuffle(object *o, size_t *order, const irregular_style *style, sequence *s)
{
    for (size_t i = 0; i < o->count; i++) {
        size_t k = style->shuffled ? draw(s, i + 1) : i;
        order[i] = order[k];
        order[k] = i;
    }
}

static char *put_object(char *to, object *o, const irregular_style *style, sequence *s)
{
    size_t order[MAX_MEMBERS];
    shuffle(o, order, style, s);
    to = put_spaces(put(to, "{"), style, s);
    for (size_t i = 0; i < o->count; i++) {
        const member *m = &o->members[order[i]];
        if (i > 0) {
            to = put_spaces(put(to, ","), style, s);
        }
        to = put(put(put(to, "\""), m->key), "\"");
        to = put_spaces(to, style, s);
        to = put_spaces(put(to, ":"), style, s);
        to = put_spaces(put(to, m->value), style, s);
    }
    return put(to, "}");
}

/* ---- values */

static double put_decimal(char *to, int64_t value, int places)
{
    int64_t scale = 1;
    for (int i = 0; i < places; i++) {
        scale *= 10;
    }
    snprintf(to, MEMBER_ROOM, "%s%" PRId64 ".%0*" PRId64, value < 0 ? "-" : "",
             (value < 0 ? -value : value) / scale, places, (value < 0 ? -value : value) % scale);
    /* Both are exact, so the quotient is the double next to the decimal number. */
    return (double)value / (double)scale;
}

/* A word as JSON text and as it is. */
typedef struct word {
    const char *json, *text;
} word;

static const word special[] = {
    {"\\\"", "\""},
    {"\\\\", "\\"},
    {"\\/", "/"},
    {"\\n", "\n"},
    {"\\t", "\t"},
    {"\\u00e9", "\xC3\xA9"},
    {"\\u6771", "\xE6\x9D\xB1"},
    {"\\ud83c\\udf0a", "\xF0\x9F\x8C\x8A"},
    {"\xC3\xBC", "\xC3\xBC"},
    {"\xE4\xBA\xAC", "\xE4\xBA\xAC"},
    {"\xE2\x82\xAC", "\xE2\x82\xAC"},
};

/* A string of at most `size` bytes from one word, or, with escapes, several. */
static void put_string(char *to, char *cell, size_t size, const char *start,
                       const irregular_style *style, sequence *s)
{
    size_t length = strlen(start);
    memcpy(cell, start, length);
    to = put(put(to, "\""), start);
    if (style->escapes && chance(s, 30)) {
        for (uint64_t left = 1 + draw(s, 3); left > 0; left--) {
            const word *w = &special[draw(s, sizeof special / sizeof *special)];
            size_t more = strlen(w->text);
            if (length + more <= size) {
                memcpy(cell + length, w->text, more);
                length += more;
                to = put(to, w->json);
            }
        }
    }
    put(to, "\"");
}

static void add_time(object *o, reading *r, sequence *s)
{
    r->time = INT64_C(1700000000000) + (int64_t)draw(s, UINT64_C(100000000000));
    add(o, "time", "%" PRId64, r->time);
}

static void add_sensor(object *o, reading *r, sequence *s)
{
    r->sensor = (int32_t)draw(s, 5000000) - 1000;
    add(o, "sensor", "%" PRId32, r->sensor);
}

static void add_value(object *o, reading *r, sequence *s)
{
    if (chance(s, 50)) {
        r->value = put_decimal(new_member(o, "value"), (int64_t)draw(s, 2000001) - 1000000, 3);
    } else {
        r->value = ((double)draw(s, UINT64_C(1) << 50) + 1.0) / 1125899906842624.0;
        add(o, "value", "%.17g", r->value);
    }
}

static void add_level(object *o, reading *r, sequence *s)
{
    r->level = (int8_t)((int)draw(s, 201) - 100);
    add(o, "level", "%d", r->level);
}

static void add_valid(object *o, reading *r, sequence *s)
{
    r->valid = (uint8_t)chance(s, 80);
    add(o, "valid", r->valid ? "true" : "false");
}

static void add_station(object *o, reading *r, const irregular_style *style, sequence *s)
{
    static const char *const names[] = {
        "Ostend harbour",        "Pier 7",          "Lake Inari, west shore", "Mill bridge", "K2",
        "Valparaiso breakwater", "North sea tower", "Salt meadow 12"};
    put_string(new_member(o, "station"), r->station, sizeof r->station,
               names[draw(s, sizeof names / sizeof *names)], style, s);
}

static void add_unit(object *o, reading *r, const irregular_style *style, sequence *s)
{
    static const char *const names[] = {"C", "hPa", "m/s", "mm", "percent"};
    put_string(new_member(o, "unit"), r->unit, sizeof r->unit,
               names[draw(s, sizeof names / sizeof *names)], style, s);
}

static void add_lat(object *o, reading *r, sequence *s)
{
    r->lat = put_decimal(new_member(o, "lat"), (int64_t)draw(s, 18000001) - 9000000, 5);
}

static void add_lon(object *o, reading *r, sequence *s)
{
    r->lon = put_decimal(new_member(o, "lon"), (int64_t)draw(s, 360000001) - 180000000, 6);
}

/* Ten keys that no program asks for, with values of all types. */
static void add_extra(object *o, sequence *s)
{
    add(o, "version", "%" PRIu64, draw(s, 10));
    add(o, "note", "\"checked, %" PRIu64 " times: \\\"fine\\\" {not an object}\"", draw(s, 1000));
    add(o, "tags", draw(s, 2) ? "[\"a\",\"b\",\"c,d\"]" : "[]");
    add(o, "parent", "null");
    add(o, "limits", "{\"low\":-%" PRIu64 ",\"high\":%" PRIu64 ",\"steps\":[1,2,3]}", draw(s, 99),
        draw(s, 9999));
    add(o, "ratio", "%" PRIu64 ".%02" PRIu64 "e-%" PRIu64, 1 + draw(s, 9), draw(s, 100),
        draw(s, 9));
    add(o, "revised", draw(s, 2) ? "true" : "false");
    add(o, "serial", "\"%016" PRIx64 "\"", draw(s, UINT64_C(1) << 50));
    add(o, "history", "[{\"at\":%" PRIu64 ",\"by\":\"ed\"},{\"at\":%" PRIu64 ",\"by\":null}]",
        draw(s, 100000), draw(s, 100000));
    add(o, "count", "%" PRIu64, draw(s, 1000000));
}

/* ---- records */

/* Removes each member with a chance of 30 %, and what the program would have read from it. */
static int is_left_out(object *o, const irregular_style *style, sequence *s)
{
    if (!style->absent || !chance(s, 30)) {
        return 0;
    }
    o->count--;
    return 1;
}

static void add_place(object *o, reading *r, const irregular_style *style, sequence *s)
{
    add_station(o, r, style, s);
    if (is_left_out(o, style, s)) {
        memset(r->station, 0, sizeof r->station);
    }
    add_lat(o, r, s);
    r->lat = is_left_out(o, style, s) ? 0 : r->lat;
    add_lon(o, r, s);
    r->lon = is_left_out(o, style, s) ? 0 : r->lon;
}

static void add_data(object *o, reading *r, const irregular_style *style, sequence *s)
{
    add_value(o, r, s);
    r->value = is_left_out(o, style, s) ? 0 : r->value;
    add_unit(o, r, style, s);
    if (is_left_out(o, style, s)) {
        memset(r->unit, 0, sizeof r->unit);
    }
    add_level(o, r, s);
    r->level = is_left_out(o, style, s) ? 0 : r->level;
}

static void add_reading(object *o, reading *r, const irregular_style *style, sequence *s)
{
    add_time(o, r, s);
    r->time = is_left_out(o, style, s) ? 0 : r->time;
    add_sensor(o, r, s);
    r->sensor = is_left_out(o, style, s) ? 0 : r->sensor;
    if (style->nested) {
        static object place, data;
        place.count = data.count = 0;
        add_place(&place, r, style, s);
        add_data(&data, r, style, s);
        put_object(new_member(o, "place"), &place, style, s);
        put_object(new_member(o, "data"), &data, style, s);
    } else {
        add_place(o, r, style, s);
        add_data(o, r, style, s);
    }
    add_valid(o, r, s);
    r->valid = is_left_out(o, style, s) ? 0 : r->valid;
    if (style->extra) {
        add_extra(o, s);
    }
}

/* The second of two shapes: another order, without the unit, with a key of its own. */
static void add_other_shape(object *o, reading *r, const irregular_style *style, sequence *s)
{
    add_station(o, r, style, s);
    add_value(o, r, s);
    add_sensor(o, r, s);
    add(o, "battery", "%" PRIu64, draw(s, 101));
    add_lon(o, r, s);
    add_lat(o, r, s);
    add_time(o, r, s);
    add_valid(o, r, s);
    add_level(o, r, s);
}

static void add_event(object *o, reading *r, const irregular_style *style, sequence *s)
{
    switch (draw(s, 4)) {
    case 0:
        add(o, "event", "\"measured\"");
        add_time(o, r, s);
        add_sensor(o, r, s);
        add_value(o, r, s);
        add_unit(o, r, style, s);
        add_valid(o, r, s);
        break;
    case 1:
        add(o, "event", "\"alarm\"");
        add_time(o, r, s);
        add_level(o, r, s);
        add(o, "message", "\"water above %" PRIu64 " cm, \\\"watch\\\"\"", draw(s, 900));
        add_sensor(o, r, s);
        add_station(o, r, style, s);
        add(o, "seen_by", "null");
        break;
    case 2:
        add(o, "event", "\"moved\"");
        add_sensor(o, r, s);
        add_time(o, r, s);
        add_lat(o, r, s);
        add_lon(o, r, s);
        add(o, "satellites", "[%" PRIu64 ",%" PRIu64 ",7,21]", draw(s, 33), draw(s, 33));
        break;
    default:
        add(o, "event", "\"login\"");
        add(o, "user", "{\"name\":\"operator%" PRIu64 "\",\"groups\":[\"read\",\"write\"]}",
            draw(s, 40));
        add_time(o, r, s);
        add(o, "address", "\"10.0.%" PRIu64 ".%" PRIu64 "\"", draw(s, 256), draw(s, 256));
        add_valid(o, r, s);
        break;
    }
}

/* ---- small changes of regular records */

static void move_member(object *o, size_t from, size_t to)
{
    static member moved;
    moved = o->members[from];
    memmove(&o->members[from], &o->members[from + 1], (o->count - from - 1) * sizeof moved);
    memmove(&o->members[to + 1], &o->members[to], (o->count - to - 1) * sizeof moved);
    o->members[to] = moved;
}

static void put_blank(member *m)
{
    memmove(m->value + 1, m->value, strlen(m->value) + 1);
    m->value[0] = ' ';
}

static size_t find_member(const object *o, const char *key)
{
    size_t i = 0;
    while (strcmp(o->members[i].key, key) != 0) {
        i++;
    }
    return i;
}

/* All draws that make the values come before: they are those of the regular file. */
static void change_record(object *o, reading *r, const irregular_style *style, uint64_t index,
                          sequence *s)
{
    int is_tenth = index % 10 == 9;
    size_t member = draw(s, o->count);
    if (style->change == MOVED) {
        move_member(o, member, (member + 1 + draw(s, o->count - 1)) % o->count);
    } else if (style->change == BLANK || (style->change == BLANK_TENTH && is_tenth)) {
        put_blank(&o->members[member]);
    } else if (style->change == ABSENT_TENTH && is_tenth) {
        move_member(o, find_member(o, "level"), o->count - 1);
        o->count--;
        r->level = 0;
    } else if (style->change == RENAMED && index % 2 == 1) {
        o->members[find_member(o, "level")].key = "grade";
        r->level = 0;
    }
}

char *irregular_line(char *to, const irregular_style *style, uint64_t seed, uint64_t index,
                     reading *out)
{
    static object record;
    sequence s = sequence_of(seed, index);
    record.count = 0;
    memset(out, 0, sizeof *out);
    if (style->shapes == 4) {
        add_event(&record, out, style, &s);
    } else if ((style->shapes == 2 && chance(&s, 50)) ||
               (style->change == SHAPE_TENTH && index % 10 == 9)) {
        add_other_shape(&record, out, style, &s);
    } else {
        add_reading(&record, out, style, &s);
    }
    if (style->change != NO_CHANGE) {
        change_record(&record, out, style, index, &s);
    }
    return put_object(to, &record, style, &s);
}
