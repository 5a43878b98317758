#include "irregular.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TEXT = 64, LONG_TEXT = 4100 };

#define PICK(list, state) ((list)[irregular_below(state, sizeof(list) / sizeof *(list))])

/* ------------------------------------------------------------------------- text */

void irregular_add_bytes(rci_base_bytes *text, const void *data, size_t n)
{
    IRREGULAR_CHECK(rci_base_bytes_append(text, data, n, NULL) == RC_OK, "no memory");
}

void irregular_add(rci_base_bytes *text, const char *more)
{
    irregular_add_bytes(text, more, strlen(more));
}

void irregular_print(rci_base_bytes *text, const char *format, ...)
{
    char more[200];
    va_list args;
    va_start(args, format);
    IRREGULAR_CHECK(vsnprintf(more, sizeof more, format, args) < (int)sizeof more, "too long");
    va_end(args);
    irregular_add(text, more);
}

void irregular_space(rci_base_bytes *text, uint64_t *state, bool with_newlines)
{
    static const char *const runs[] = {" ", "  ", "\t", "\r", " \r\t ", "    ", "\t\t\t\t\t"};
    static const char *const lines[] = {"\n", "\r\n", "\n\n", " \n "};
    size_t n = irregular_below(state, 40) ? 1 : 10 + irregular_below(state, 60);
    while (n-- > 0) {
        irregular_add(text, with_newlines && irregular_chance(state, 40) ? PICK(lines, state)
                                                                         : PICK(runs, state));
    }
}

void irregular_edit(rci_base_bytes *text, const char *from, size_t n, size_t at, size_t edit)
{
    static const char signs[] = {'"', '\\', '{',    '}',    '[', ']', ':', ',',
                                 ' ', '\n', '\x01', '\xFF', '7', 'e', '.', '-'};
    size_t kinds = (IRREGULAR_EDITS - 2) / 2, sign = (edit - 1) % kinds;
    bool inserts = edit > kinds;
    irregular_add_bytes(text, from, at);
    if (edit == IRREGULAR_CUT) {
        return;
    }
    if (edit > 0) {
        irregular_add_bytes(text, &signs[sign], 1);
    }
    at += !inserts;
    irregular_add_bytes(text, from + at, at < n ? n - at : 0);
}

/* ---------------------------------------------------------------------- strings */

/* A part of a string as JSON text, and the bytes and characters that it stands for. */
typedef struct part {
    const char *json;
    size_t bytes, characters;
} part;

static const part parts[] = {
    {"a", 1, 1},
    {"Z", 1, 1},
    {" ", 1, 1},
    {"lorem ip", 8, 8},
    {"sum dolor sit am", 16, 16},
    {"{", 1, 1},
    {"}", 1, 1},
    {"[", 1, 1},
    {"]", 1, 1},
    {",", 1, 1},
    {":", 1, 1},
    {"\\\"", 1, 1},
    {"\\\\", 1, 1},
    {"\\\\\\\\", 2, 2},
    {"\\\\\\\"", 2, 2},
    {"\\/", 1, 1},
    {"\\n\\r\\t\\b\\f", 5, 5},
    {"\\u0061", 1, 1},
    {"\\u00E9", 2, 1},
    {"\\u20ac", 3, 1},
    {"\\ud83d\\uDE00", 4, 1},
    {"\\u0000x", 2, 2},
    {"\x7F", 1, 1},
    {"\xC3\xA9", 2, 1},
    {"\xDF\xBF", 2, 1},
    {"\xE2\x82\xAC", 3, 1},
    {"\xED\x9F\xBF", 3, 1},
    {"\xEF\xBF\xBF", 3, 1},
    {"\xF0\x9F\x98\x80", 4, 1},
    {"\xF4\x8F\xBF\xBF", 4, 1},
};
enum { PLAIN_PARTS = 5, PARTS = sizeof parts / sizeof *parts };

/* A string that stands for `size` bytes or characters at most. */
static void string(rci_base_bytes *text, uint64_t *state, size_t size, bool in_bytes)
{
    size_t kinds = irregular_below(state, 2) ? (size_t)PLAIN_PARTS : (size_t)PARTS, used = 0;
    size_t wanted = size ? irregular_below(state, size + 1) : 0;
    irregular_add(text, "\"");
    while (used < wanted) {
        const part *p = &parts[irregular_below(state, kinds)];
        size_t more = in_bytes ? p->bytes : p->characters;
        if (used + more > wanted) {
            p = &parts[0];
            more = 1;
        }
        irregular_add(text, p->json);
        used += more;
    }
    if (used < size && irregular_below(state, 6) == 0) {
        irregular_add(text, "\\\\"); /* a run of backslashes before the quote */
    }
    irregular_add(text, "\"");
}

static void broken_string(rci_base_bytes *text, uint64_t *state)
{
    static const char *const broken[] = {"\"\\x\"",
                                         "\"\\",
                                         "\"a\tb\"",
                                         "\"\x80\"",
                                         "\"\xC3\"",
                                         "\"\xC0\x80\"",
                                         "\"\xED\xA0\x80\"",
                                         "\"\\ud800\"",
                                         "\"\\udc00\"",
                                         "\"\\u00g0\"",
                                         "\"a",
                                         "\"a\nb\"",
                                         "\"\xF5\x80\x80\x80\"",
                                         "\"\\\\\\\"",
                                         "\"a\"\"b\"",
                                         "\"\x01\"",
                                         "\"\xE2\x82\"",
                                         "\"\xF8\x88\x80\x80\x80\""};
    irregular_add(text, PICK(broken, state));
}

/* ---------------------------------------------------------------------- numbers */

static void digits(rci_base_bytes *text, uint64_t *state, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        irregular_print(text, "%u", (unsigned)irregular_below(state, 10));
    }
}

static void integer(rci_base_bytes *text, uint64_t *state, bool is_signed, size_t size)
{
    uint64_t limit = (is_signed   ? UINT64_C(1) << (8 * size - 1)
                      : size == 8 ? 0
                                  : UINT64_C(1) << 8 * size) -
                     1;
    uint64_t value = 0, length = 1 + irregular_below(state, 20);
    if (irregular_below(state, 10) == 0) {
        value = limit;
    }
    for (uint64_t i = 0; i < length && value <= (limit - 9) / 10; i++) {
        value = value * 10 + irregular_below(state, 10);
    }
    irregular_print(text, "%s%" PRIu64,
                    is_signed && value && irregular_below(state, 3) == 0 ? "-" : "", value);
}

/* A number that a float of `size` bytes holds. */
static void real(rci_base_bytes *text, uint64_t *state, size_t size)
{
    static const char *const some[] = {
        "0",    "-0.0",   "1.5",      "0.1", "-2.25", "1e2",   "1E+01", "5e-1",
        "-1e0", "2047.0", "0.000977", "1",   "-7",    "0.0e5", "12.50", "0.333333333333333333333"};
    static const char *const doubles[] = {"1.7976931348623157e308", "4.9e-324", "9007199254740992",
                                          "0.30000000000000004",    "1e-300",   "-123456789.125"};
    if (irregular_chance(state, 40)) {
        irregular_add(text, size == 8 && irregular_below(state, 3) == 0 ? PICK(doubles, state)
                                                                        : PICK(some, state));
        return;
    }
    irregular_print(text, "%s%u", irregular_below(state, 3) ? "" : "-",
                    (unsigned)irregular_below(state, 100));
    irregular_add(text, ".");
    digits(text, state, 1 + irregular_below(state, irregular_below(state, 4) ? 6 : 20));
    if (size == 8 && irregular_below(state, 8) == 0) {
        irregular_print(text, "e%d", (int)irregular_below(state, 40) - 20);
    }
}

/* ----------------------------------------------------------------- values of any type */

static void container(rci_base_bytes *text, uint64_t *state, int depth)
{
    bool object = irregular_below(state, 2);
    size_t n = irregular_below(state, 4), i;
    irregular_add(text, object ? "{" : "[");
    for (i = 0; i < n; i++) {
        irregular_add(text, i ? "," : "");
        if (irregular_below(state, 6) == 0) {
            irregular_add(text, " ");
        }
        if (object) {
            string(text, state, 8, true);
            irregular_add(text, irregular_below(state, 4) ? ":" : " : ");
        }
        irregular_any(text, state, depth - 1);
    }
    irregular_add(text, object ? "}" : "]");
}

void irregular_any(rci_base_bytes *text, uint64_t *state, int depth)
{
    static const char *const words[] = {"null", "true", "false", "0", "-1", "[]", "{}", "\"\""};
    switch (irregular_below(state, depth > 0 ? 8 : 5)) {
    case 0:
        irregular_add(text, PICK(words, state));
        break;
    case 1:
        integer(text, state, true, 8);
        break;
    case 2:
        real(text, state, 8);
        break;
    case 3:
    case 4:
        string(text, state, irregular_below(state, 12) ? 20 : 150, true);
        break;
    default:
        container(text, state, depth);
        break;
    }
}

/* What is not a value of the field, or not a JSON value at all. */
static void wrong(rci_base_bytes *text, uint64_t *state)
{
    static const char *const words[] = {"nul",        "tru",
                                        "falsy",      "01",
                                        "1.",         "-",
                                        ".5",         "1e",
                                        "+1",         "",
                                        "NaN",        "--1",
                                        "1e400",      "1e-400",
                                        "null",       "[1,]",
                                        "[1 2]",      "{",
                                        "[",          "{]",
                                        "{\"a\"}",    "[1}",
                                        "{\"a\":1,}", "{\"a\":1 \"b\":2}",
                                        "truefalse",  "99999999999999999999",
                                        "1x",         "'a'",
                                        "[,1]",       "}",
                                        "]"};
    size_t pick = irregular_below(state, 4);
    if (pick == 0) {
        broken_string(text, state);
    } else if (pick == 1) {
        irregular_add(text, PICK(words, state));
    } else {
        irregular_any(text, state, 3);
    }
}

/* ------------------------------------------------------------------------ kinds */

static void moment(rci_base_bytes *text, uint64_t *state, const rc_dtype *dtype)
{
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(dtype, &multiple);
    char printed[100];
    rc_value value;
    if (irregular_below(state, 6) == 0) {
        irregular_add(text, "\"NaT\"");
        return;
    }
    if (rc_dtype_kind(dtype) == RC_TIMEDELTA) {
        irregular_print(text, "%d", (int)irregular_below(state, 2000) - 1000);
        return;
    }
    value = rc_value_datetime((int64_t)irregular_below(state, 400), unit, multiple);
    rc_value_print(&value, printed, sizeof printed);
    irregular_print(text, "\"%s\"", printed);
}

static void hexadecimal(rci_base_bytes *text, uint64_t *state, size_t n)
{
    irregular_add(text, "\"");
    for (size_t i = 0; i < 2 * n; i++) {
        irregular_print(text, "%c", "0123456789abcdefABCDEF"[irregular_below(state, 22)]);
    }
    irregular_add(text, "\"");
}

static void value_of_leaf(rci_base_bytes *text, const rc_dtype *dtype, const irregular_style *style,
                          uint64_t *state)
{
    rc_kind kind = rc_dtype_kind(dtype);
    size_t size = rc_dtype_itemsize(dtype), length = rc_dtype_length(dtype);
    switch (kind) {
    case RC_BOOL:
        irregular_add(text, irregular_below(state, 2) ? "true" : "false");
        break;
    case RC_F2:
    case RC_F4:
    case RC_F8:
        real(text, state, size);
        break;
    case RC_C8:
    case RC_C16:
        irregular_add(text, irregular_below(state, 4) ? "[" : "[ ");
        real(text, state, size / 2);
        irregular_add(text, irregular_below(state, 4) ? "," : " ,\t");
        real(text, state, size / 2);
        irregular_add(text, "]");
        break;
    case RC_BYTES:
    case RC_UCS4:
        string(text, state, length, kind == RC_BYTES);
        break;
    case RC_RAW:
        hexadecimal(text, state, length);
        break;
    case RC_DATETIME:
    case RC_TIMEDELTA:
        moment(text, state, dtype);
        break;
    case RC_STR:
        string(text, state,
               irregular_chance(state, style->longs) ? (size_t)LONG_TEXT : (size_t)MOST_TEXT, true);
        break;
    default:
        integer(text, state, kind >= RC_I1 && kind <= RC_I8, size);
        break;
    }
}

/* ---------------------------------------------------------------------- records */

/* What all parts of a record need. */
typedef struct making {
    rci_base_bytes *text;
    const irregular_style *style;
    uint64_t *shape, *value;
} making;

static void value_of(const making *m, const rc_dtype *dtype, bool nullable);

/* White space, at times. */
static void gap(const making *m)
{
    if (irregular_chance(m->shape, m->style->spaced)) {
        irregular_space(m->text, m->shape, false);
    }
}

static void sign(const making *m, const char *text)
{
    gap(m);
    irregular_add(m->text, text);
    gap(m);
}

/* A key as JSON text; with `escaped`, at times a character that needs no escape has one. */
static void key(const making *m, const char *name)
{
    bool escaped = irregular_chance(m->shape, m->style->escaped);
    irregular_add(m->text, "\"");
    for (; *name; name++) {
        unsigned char c = (unsigned char)*name;
        if (c < 0x20 || (escaped && c < 0x7F && irregular_below(m->shape, 3) == 0)) {
            irregular_print(m->text, irregular_below(m->shape, 2) ? "\\u%04x" : "\\u%04X", c);
        } else {
            irregular_print(m->text, c == '"' || c == '\\' ? "\\%c" : "%c", c);
        }
    }
    irregular_add(m->text, "\"");
}

static void extra_member(const making *m, const rc_dtype *dtype, bool *first)
{
    irregular_add(m->text, *first ? "" : ",");
    *first = false;
    gap(m);
    if (irregular_below(m->shape, 3) == 0 && rc_dtype_nfields(dtype) > 0) {
        /* as long as a field and with the same start; or else the start of one */
        rc_field_info field;
        char name[100];
        size_t n;
        rc_dtype_field(dtype, irregular_below(m->shape, rc_dtype_nfields(dtype)), &field, NULL);
        n = (size_t)snprintf(name, sizeof name, "%s", field.name);
        if (n > 0 && (name[n - 1] & 0x80) == 0) {
            name[n - 1] = irregular_below(m->shape, 2) ? '~' : '\0';
        }
        key(m, n > 0 && (name[0] & 0x80) == 0 ? name : "~");
    } else {
        string(m->text, m->shape, 60, true);
    }
    sign(m, ":");
    irregular_any(m->text, m->value, irregular_below(m->shape, 8) ? 2 : 6);
    gap(m);
}

static void members(const making *m, const rc_dtype *dtype)
{
    size_t order[256], n = rc_dtype_nfields(dtype), i;
    bool shuffled = irregular_chance(m->shape, m->style->shuffled), first = true;
    IRREGULAR_CHECK(n <= sizeof order / sizeof *order, "too many fields");
    for (i = 0; i < n; i++) {
        size_t k = shuffled ? irregular_below(m->shape, i + 1) : i;
        order[i] = order[k];
        order[k] = i;
    }
    for (i = 0; i < n; i++) {
        rc_field_info field;
        size_t times = irregular_chance(m->shape, m->style->duplicated) ? 2 : 1;
        rc_dtype_field(dtype, order[i], &field, NULL);
        if (irregular_chance(m->shape, m->style->extra)) {
            extra_member(m, dtype, &first);
        }
        if (irregular_chance(m->shape, m->style->absent)) {
            continue;
        }
        while (times-- > 0) {
            irregular_add(m->text, first ? "" : ",");
            first = false;
            gap(m);
            key(m, field.name);
            sign(m, ":");
            value_of(m, field.dtype, field.nullable);
            gap(m);
        }
    }
    if (irregular_chance(m->shape, m->style->extra)) {
        extra_member(m, dtype, &first);
    }
}

static void tuple(const making *m, const rc_dtype *dtype)
{
    size_t n = rc_dtype_nfields(dtype), i;
    if (n && irregular_chance(m->shape, m->style->absent)) {
        n = irregular_below(m->shape, n);
    }
    for (i = 0; i < n; i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        irregular_add(m->text, i ? "," : "");
        gap(m);
        value_of(m, field.dtype, field.nullable);
        gap(m);
    }
    if (n == rc_dtype_nfields(dtype) && irregular_chance(m->shape, m->style->extra)) {
        irregular_add(m->text, n ? "," : "");
        irregular_any(m->text, m->value, 2);
    }
}

static void elements(const making *m, const rc_dtype *dtype, size_t dimension)
{
    size_t n = rc_dtype_shape(dtype)[dimension], i;
    irregular_add(m->text, "[");
    for (i = 0; i < n; i++) {
        irregular_add(m->text, i ? "," : "");
        gap(m);
        if (dimension + 1 < rc_dtype_ndim(dtype)) {
            elements(m, dtype, dimension + 1);
        } else {
            value_of(m, rc_dtype_element(dtype), false);
        }
        gap(m);
    }
    irregular_add(m->text, "]");
}

static void value_of(const making *m, const rc_dtype *dtype, bool nullable)
{
    rc_kind kind = rc_dtype_kind(dtype);
    if (irregular_below(m->value, 2) == 0 && irregular_chance(m->value, m->style->wrong)) {
        wrong(m->text, m->value);
    } else if (nullable && irregular_chance(m->shape, m->style->nulls)) {
        irregular_add(m->text, "null");
    } else if (kind == RC_SUBARRAY) {
        elements(m, dtype, 0);
    } else if (kind == RC_STRUCT) {
        bool array = irregular_chance(m->shape, m->style->tuples);
        irregular_add(m->text, array ? "[" : "{");
        gap(m);
        if (array) {
            tuple(m, dtype);
        } else {
            members(m, dtype);
        }
        irregular_add(m->text, array ? "]" : "}");
    } else {
        value_of_leaf(m->text, dtype, m->style, m->value);
    }
}

void irregular_record(rci_base_bytes *text, const rc_dtype *dtype, const irregular_style *style,
                      uint64_t *shape, uint64_t *value)
{
    making m = {text, style, shape, value};
    value_of(&m, dtype, false);
}

static unsigned trait(uint64_t *state, unsigned most)
{
    return irregular_below(state, 2) ? 0 : (unsigned)irregular_below(state, most + 1);
}

irregular_style irregular_style_random(uint64_t *state, const rc_read_options *options)
{
    irregular_style style = {0};
    style.shuffled = trait(state, 100);
    style.extra = options->extra == RC_EXTRA_IGNORE ? trait(state, 50) : 0;
    style.absent = options->missing == RC_MISSING_ZERO ? trait(state, 40) : 0;
    style.spaced = trait(state, 40);
    style.escaped = trait(state, 30);
    style.tuples = irregular_below(state, 4) ? 0 : trait(state, 60);
    style.nulls = trait(state, 60);
    style.longs = trait(state, 4);
    return style;
}
