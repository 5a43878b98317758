/*
 * format/clickhouse/type_parse.c - the text of a type, as headers have it: a name, and perhaps
 * arguments in parentheses, such as Nullable(FixedString(4)) or Tuple(a Int8, `b c` String).
 */
#include "base/ascii.h"
#include "base/error.h"
#include "base/join.h"
#include "format/clickhouse/type.h"

#include <stdlib.h>
#include <string.h>

typedef struct parser {
    const char *text, *end, *at;
    rc_error *err;
} parser;

static rci_clickhouse_type *parse_type(parser *p, const char *name, size_t length, unsigned depth);

/* ---------------------------------------------------------------------- tokens */

static rc_status fail(parser *p, const char *expected)
{
    rci_base_quoted quoted;
    return rci_base_fail(p->err, RC_EFORMAT,
                         "the type \"%s\" is not one of ClickHouse: expected %s",
                         rci_base_quote(&quoted, p->text, (size_t)(p->end - p->text)), expected);
}

static void skip_space(parser *p)
{
    while (p->at < p->end && rci_base_is_space(*p->at)) {
        p->at++;
    }
}

static bool accept(parser *p, char c)
{
    skip_space(p);
    if (p->at < p->end && *p->at == c) {
        p->at++;
        return true;
    }
    return false;
}

static rc_status expect(parser *p, char c)
{
    const char expected[] = {c, '\0'};
    return accept(p, c) ? RC_OK : fail(p, expected);
}

static bool is_word(char c)
{
    return rci_base_is_letter(c) || rci_base_is_digit(c) || c == '_';
}

static size_t take_word(parser *p, const char **word)
{
    skip_space(p);
    *word = p->at;
    while (p->at < p->end && is_word(*p->at)) {
        p->at++;
    }
    return (size_t)(p->at - *word);
}

static bool take_number(parser *p, bool is_signed, long long least, long long most,
                        long long *number)
{
    const char *word;
    const bool negative = is_signed && accept(p, '-');
    size_t n = take_word(p, &word);
    long long value = 0;
    if (n == 0 || n > 10) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!rci_base_is_digit(word[i])) {
            return false;
        }
        value = 10 * value + (word[i] - '0');
    }
    *number = negative ? -value : value;
    return *number >= least && *number <= most;
}

/* The character of an escape: the letter after the backslash, and more digits of \xHH. */
static char unescape(parser *p)
{
    static const char letters[] = "abfnrtv0", meanings[] = "\a\b\f\n\r\t\v";
    const char c = *p->at++;
    const char *found = c ? strchr(letters, c) : NULL;
    if (found) {
        return meanings[found - letters];
    }
    if (c == 'x' && p->end - p->at >= 2) {
        const int high = rci_base_hex_digit(p->at[0]), low = rci_base_hex_digit(p->at[1]);
        p->at += 2;
        return (char)(16 * (high < 0 ? 0 : high) + (low < 0 ? 0 : low));
    }
    return c;
}

/* Appends the text between quotes of one kind: with backslashes, or a quote that is written twice.
   The quote is at p->at. */
static rc_status take_quoted(parser *p, rci_base_bytes *out)
{
    const char quote = *p->at++;
    while (p->at < p->end) {
        char c = *p->at++;
        rc_status status;
        if (c == quote && (p->at == p->end || *p->at != quote)) {
            return RC_OK;
        }
        if (c == quote) {
            p->at++;
        } else if (c == '\\' && p->at < p->end) {
            c = unescape(p);
        }
        status = rci_base_bytes_append(out, &c, 1, p->err);
        if (status != RC_OK) {
            return status;
        }
    }
    return fail(p, "the end of a quoted text");
}

static bool is_at(parser *p, const char *quotes)
{
    skip_space(p);
    return p->at < p->end && *p->at != '\0' && strchr(quotes, *p->at) != NULL;
}

/* ------------------------------------------------------------------- arguments */

/* The time zone, if the next argument is one. */
static rc_status take_zone(parser *p, rci_clickhouse_type *type)
{
    rci_base_bytes zone;
    rc_status status;
    if (!is_at(p, "'")) {
        return fail(p, "a time zone in quotes");
    }
    rci_base_bytes_init(&zone);
    status = take_quoted(p, &zone);
    if (status == RC_OK && (zone.length >= sizeof type->zone ||
                            (zone.length && memchr(zone.data, '\0', zone.length)))) {
        status = fail(p, "the name of a time zone of at most 63 bytes");
    }
    if (status == RC_OK && zone.length) {
        memcpy(type->zone, zone.data, zone.length);
    }
    rci_base_bytes_release(&zone);
    return status == RC_OK ? expect(p, ')') : status;
}

static rc_status take_time64(parser *p, rci_clickhouse_type *type, bool is_time)
{
    long long precision;
    rc_status status = expect(p, '(');
    if (status != RC_OK) {
        return status;
    }
    if (!take_number(p, false, 0, 9, &precision)) {
        return fail(p, "a precision from 0 to 9");
    }
    rci_clickhouse_type_set_time64(type, (unsigned)precision, is_time);
    if (!is_time && accept(p, ',')) {
        return take_zone(p, type);
    }
    return expect(p, ')');
}

static rc_status take_fixed(parser *p, rci_clickhouse_type *type)
{
    long long n;
    rc_status status = expect(p, '(');
    if (status == RC_OK && !take_number(p, false, 1, RCI_CLICKHOUSE_MAX_FIXED, &n)) {
        status = fail(p, "a number of bytes from 1 to 16777215");
    }
    if (status == RC_OK) {
        type->kind = RCI_CLICKHOUSE_FIXED;
        type->number = RC_BYTES;
        type->width = (size_t)n;
        type->type_name = "FixedString";
        status = expect(p, ')');
    }
    return status;
}

/* Decimal without digits after the point is an integer. */
static rc_status take_decimal(parser *p, rci_clickhouse_type *type, bool *known)
{
    long long digits, scale = 0;
    rc_status status = expect(p, '(');
    if (status != RC_OK) {
        return status;
    }
    if (!take_number(p, false, 1, 76, &digits) ||
        (accept(p, ',') && !take_number(p, false, 0, 76, &scale))) {
        return fail(p, "numbers of digits");
    }
    *known = scale == 0 && digits <= 18 &&
             rci_clickhouse_type_set(type, digits <= 9 ? "Int32" : "Int64", 5);
    type->type_name = "Decimal";
    return expect(p, ')');
}

static int compare_entries(const void *a, const void *b)
{
    const int32_t x = ((const rci_clickhouse_entry *)a)->number;
    const int32_t y = ((const rci_clickhouse_entry *)b)->number;
    return (x > y) - (x < y);
}

static rc_status take_entry(parser *p, rci_clickhouse_type *type)
{
    rci_clickhouse_entry entry = {.at = type->texts.length};
    const int limit = type->width == 1 ? INT8_MAX : INT16_MAX;
    long long number;
    rc_status status = is_at(p, "'") ? take_quoted(p, &type->texts) : fail(p, "a name in quotes");
    if (status == RC_OK) {
        status = expect(p, '=');
    }
    if (status == RC_OK && !take_number(p, true, -limit - 1, limit, &number)) {
        status = fail(p, "a number that fits the Enum");
    }
    if (status == RC_OK) {
        entry.length = type->texts.length - entry.at;
        entry.number = (int32_t)number;
        status = rci_base_bytes_append(&type->entries, &entry, sizeof entry, p->err);
    }
    return status;
}

static rc_status take_enum(parser *p, rci_clickhouse_type *type, size_t width)
{
    rc_status status = expect(p, '(');
    type->kind = RCI_CLICKHOUSE_ENUM;
    type->number = RC_STR;
    type->width = width;
    type->type_name = width == 1 ? "Enum8" : "Enum16";
    while (status == RC_OK) {
        status = take_entry(p, type);
        if (status == RC_OK && !accept(p, ',')) {
            status = expect(p, ')');
            break;
        }
    }
    if (status == RC_OK) {
        qsort(type->entries.data, type->entries.length / sizeof(rci_clickhouse_entry),
              sizeof(rci_clickhouse_entry), compare_entries);
    }
    return status;
}

/* ---------------------------------------------------------------------- tuples */

static rc_status take_element_name(parser *p, rci_base_bytes *name, bool *named)
{
    const char *word;
    size_t n;
    *named = true;
    if (is_at(p, "`\"")) {
        return take_quoted(p, name);
    }
    n = take_word(p, &word);
    skip_space(p);
    *named = n > 0 && p->at < p->end && is_word(*p->at);
    if (!*named) {
        p->at = word;
        return RC_OK;
    }
    return rci_base_bytes_append(name, word, n, p->err);
}

/* An element without a name is called by its number, from 1. */
static rc_status name_by_number(size_t number, rci_base_bytes *name, rc_error *err)
{
    char digits[RCI_BASE_COUNT_MAX];
    const rci_base_part part = rci_base_part_of_count(digits, number);
    return rci_base_bytes_append(name, part.text, part.length, err);
}

static rc_status take_elements(parser *p, rci_clickhouse_type *type, unsigned depth)
{
    rc_status status = expect(p, '(');
    type->kind = RCI_CLICKHOUSE_TUPLE;
    type->type_name = "Tuple";
    for (size_t number = 1; status == RC_OK; number++) {
        rci_base_bytes name;
        rci_clickhouse_type *child = NULL;
        bool named;
        rci_base_bytes_init(&name);
        status = take_element_name(p, &name, &named);
        if (status == RC_OK && !named) {
            status = name_by_number(number, &name, p->err);
        }
        if (status == RC_OK) {
            child = parse_type(p, (const char *)name.data, name.length, depth + 1);
            status = child ? RC_OK : p->err->status;
        }
        rci_base_bytes_release(&name);
        if (child) {
            rci_clickhouse_type_add(type, child);
        }
        if (status == RC_OK && !accept(p, ',')) {
            return expect(p, ')');
        }
    }
    return status;
}

static rc_status take_array(parser *p, rci_clickhouse_type *type, bool is_nested, unsigned depth)
{
    rci_clickhouse_type *child;
    rc_status status;
    type->kind = RCI_CLICKHOUSE_ARRAY;
    type->type_name = "Array";
    if (is_nested) {
        child = rci_clickhouse_type_new(NULL, 0, p->err);
        if (!child) {
            return RC_ENOMEM;
        }
        rci_clickhouse_type_add(type, child);
        return take_elements(p, child, depth + 1);
    }
    status = expect(p, '(');
    if (status == RC_OK) {
        child = parse_type(p, NULL, 0, depth + 1);
        if (!child) {
            return p->err->status;
        }
        rci_clickhouse_type_add(type, child);
        status = expect(p, ')');
    }
    return status;
}

/* ----------------------------------------------------------------------- types */

static bool is(const char *word, size_t n, const char *name)
{
    return strlen(name) == n && memcmp(word, name, n) == 0;
}

/* A type that has arguments. */
static rc_status take_type(parser *p, rci_clickhouse_type *type, const char *word, size_t n,
                           unsigned depth, bool *known)
{
    if (is(word, n, "FixedString")) {
        return take_fixed(p, type);
    }
    if (is(word, n, "DateTime64") || is(word, n, "Time64")) {
        return take_time64(p, type, *word == 'T');
    }
    if (is(word, n, "Enum8") || is(word, n, "Enum16")) {
        return take_enum(p, type, n == 5 ? 1 : 2);
    }
    if (is(word, n, "Decimal")) {
        return take_decimal(p, type, known);
    }
    if (is(word, n, "Tuple")) {
        skip_space(p);
        *known = !(p->end - p->at >= 2 && p->at[0] == '(' && p->at[1] == ')');
        return *known ? take_elements(p, type, depth) : RC_OK;
    }
    if (is(word, n, "Array") || is(word, n, "Nested")) {
        return take_array(p, type, *word == 'N', depth);
    }
    *known = rci_clickhouse_type_set(type, word, n);
    if (*known && type->kind == RCI_CLICKHOUSE_DATETIME && accept(p, '(')) {
        return take_zone(p, type);
    }
    return RC_OK;
}

static rc_status refuse(parser *p)
{
    rci_base_quoted quoted;
    return rci_base_fail(
        p->err, RC_EUNSUPPORTED,
        "no dtype holds ClickHouse's type %s (select the other columns, or convert "
        "this one, with toString say)",
        rci_base_quote(&quoted, p->text, (size_t)(p->end - p->text)));
}

/* Nullable and LowCardinality around a type. Returns how many parentheses are open. */
static unsigned take_marks(parser *p, rci_clickhouse_type *type, const char **word, size_t *n)
{
    unsigned open = 0;
    for (;;) {
        *n = take_word(p, word);
        if (is(*word, *n, "Nullable") && !type->nullable) {
            type->nullable = true;
        } else if (is(*word, *n, "LowCardinality") && !type->dictionary && !type->nullable) {
            type->dictionary = true;
        } else {
            return open;
        }
        if (!accept(p, '(')) {
            return open;
        }
        open++;
    }
}

static bool may_be_marked(const rci_clickhouse_type *type)
{
    const bool has_parts = type->kind == RCI_CLICKHOUSE_TUPLE || type->kind == RCI_CLICKHOUSE_ARRAY;
    return !(type->nullable && has_parts) &&
           !(type->dictionary && (has_parts || type->kind == RCI_CLICKHOUSE_ENUM));
}

static rc_status fill_type(parser *p, rci_clickhouse_type *type, unsigned depth)
{
    const char *word;
    size_t n;
    bool known = true;
    unsigned open = take_marks(p, type, &word, &n);
    rc_status status;
    if (n == 0) {
        return fail(p, "the name of a type");
    }
    status = take_type(p, type, word, n, depth, &known);
    if (status == RC_OK && !known) {
        return refuse(p);
    }
    if (status == RC_OK && !may_be_marked(type)) {
        return refuse(p);
    }
    for (; status == RC_OK && open > 0; open--) {
        status = expect(p, ')');
    }
    return status;
}

/* Recursion: bounded by the depth. */
static rci_clickhouse_type *parse_type(parser *p, const char *name, size_t length, unsigned depth)
{
    rci_clickhouse_type *type;
    if (depth >= RCI_CLICKHOUSE_MAX_DEPTH) {
        rci_base_fail(p->err, RC_ELIMIT, "a type of more than %d levels", RCI_CLICKHOUSE_MAX_DEPTH);
        return NULL;
    }
    type = rci_clickhouse_type_new(name, length, p->err);
    if (type && fill_type(p, type, depth) != RC_OK) {
        rci_clickhouse_type_free(type);
        return NULL;
    }
    return type;
}

rci_clickhouse_type *rci_clickhouse_type_parse(const char *text, size_t n, const char *name,
                                               size_t name_length, rc_error *err)
{
    rc_error unset = RC_ERROR_INIT;
    parser p = {text, text + n, text, err ? err : &unset};
    rci_clickhouse_type *type = parse_type(&p, name, name_length, 0);
    if (type) {
        skip_space(&p);
        if (p.at < p.end) {
            fail(&p, "its end");
            rci_clickhouse_type_free(type);
            return NULL;
        }
    }
    return type;
}
