/*
 * format/json/dom/parse.c - JSON text to a jansson value.
 *
 * The grammar is checked first, by the scanner that the bulk reader uses: both accept the same text
 * and report the same errors. Building the value from text that is known to be well formed can then
 * fail only for a number, a duplicate key, or memory.
 *
 * jansson's own parser (2.14) refuses keys that hold a NUL, skips a NUL after a number, turns
 * numbers too close to zero into zero, and counts columns in characters.
 */
#include "format/json/dom/dom.h"

#include "base/alloc.h"
#include "base/check.h"
#include "format/json/text/walk.h"
#include "number/number.h"

#include <string.h>

_Static_assert((int)RCI_JSON_TEXT_DEPTH == RC_JSON_MAX_DEPTH,
               "the parser and the bulk reader accept the same depth");

/* ----------------------------------------------------------------- places */

static void place(rc_error *err, const char *text, const char *at)
{
    const char *p = text, *newline;
    if (!err) {
        return;
    }
    err->byte = (uint64_t)(at - text);
    err->line = 1;
    while ((newline = memchr(p, '\n', (size_t)(at - p))) != NULL) {
        p = newline + 1;
        err->line++;
    }
    err->column = (uint64_t)(at - p) + 1;
}

/* ------------------------------------------------------------------- build */

/* The text is a copy: strings are unescaped in place. */
typedef struct builder {
    const char *text;
    const char *end;
    char *p;
    json_t *open[RCI_JSON_TEXT_DEPTH]; /* containers being filled, each held by the previous one */
    size_t depth;
    json_t *root;
    unsigned flags;
    rc_error *err;
} builder;

static json_t *fail_number(builder *b, const rci_number_scanned *number, const char *why)
{
    rci_base_quoted quoted;
    rci_base_fail(b->err, RC_ERANGE, "%s %s",
                  rci_base_quote(&quoted, number->start, (size_t)(number->end - number->start)),
                  why);
    place(b->err, b->text, number->start);
    return NULL;
}

static json_t *integer(builder *b, const rci_number_scanned *number)
{
    int64_t value;
    json_t *made;
    if (rci_number_to_i64(number, &value) != RCI_NUMBER_OK) {
        return fail_number(b, number,
                           "does not fit int64, the widest integer of a JSON value (read it with "
                           "the bulk reader, or write it as a string)");
    }
    made = json_integer(value);
    return made ? made : rci_json_dom_no_memory(b->err);
}

static json_t *real(builder *b, const rci_number_scanned *number)
{
    double value;
    json_t *made;
    switch (rci_number_to_f8(number, &value)) {
    case RCI_NUMBER_OVERFLOW:
        return fail_number(b, number, "is too large for float64 (write it as a string)");
    case RCI_NUMBER_UNDERFLOW:
        return fail_number(b, number, "is too close to zero for float64 (write it as a string)");
    default:
        break;
    }
    made = json_real(value);
    return made ? made : rci_json_dom_no_memory(b->err);
}

static json_t *number(builder *b)
{
    rci_number_scanned scanned;
    rci_number_scan_number(b->p, b->end, &scanned);
    b->p += scanned.end - b->p;
    return scanned.has_fraction || scanned.has_exponent ? real(b, &scanned) : integer(b, &scanned);
}

/* Moves past the string at b->p. Returns its text without escapes. */
static const char *string(builder *b, size_t *length)
{
    rci_json_text_fault fault;
    bool escaped;
    char *start = b->p + 1;
    const char *close = rci_json_text_string(start, b->end, &escaped, &fault);
    *length = (size_t)(close - start);
    b->p = start + *length + 1;
    if (escaped) {
        *length = rci_json_text_unescape(start, close, start);
    }
    return start;
}

static json_t *literal(builder *b)
{
    char c = *b->p;
    b->p += c == 'f' ? 5 : 4;
    return c == 'n' ? json_null() : json_boolean(c == 't');
}

/* The value at b->p: all of it, or the opening bracket. */
static json_t *value(builder *b)
{
    json_t *made;
    const char *text;
    size_t length;
    switch (*b->p) {
    case '{':
        b->p++;
        made = json_object();
        break;
    case '[':
        b->p++;
        made = json_array();
        break;
    case '"':
        text = string(b, &length);
        made = json_stringn_nocheck(text, length);
        break;
    case 't':
    case 'f':
    case 'n':
        return literal(b);
    default:
        return number(b);
    }
    return made ? made : rci_json_dom_no_memory(b->err);
}

static void skip_between(builder *b)
{
    while (rci_base_is_space(*b->p) || *b->p == ',' || *b->p == ':') {
        b->p++;
    }
}

/* Key and value. A borrowed reference, NULL after filling in the error. */
static json_t *member(builder *b, json_t *object)
{
    const char *at = b->p;
    size_t length;
    const char *key = string(b, &length);
    json_t *made;
    if (!(b->flags & RC_JSON_LAST_OF_DUPLICATES) && json_object_getn(object, key, length)) {
        rci_base_quoted quoted;
        rci_base_fail(b->err, RC_EDUPLICATE, "key \"%s\" is given twice in the same object",
                      rci_base_quote(&quoted, key, length));
        place(b->err, b->text, at);
        return NULL;
    }
    skip_between(b);
    made = value(b);
    if (made && json_object_setn_new_nocheck(object, key, length, made) != 0) {
        return rci_json_dom_no_memory(b->err);
    }
    return made;
}

static json_t *element(builder *b, json_t *array)
{
    json_t *made = value(b);
    if (made && json_array_append_new(array, made) != 0) {
        return rci_json_dom_no_memory(b->err);
    }
    return made;
}

/* The next value, into the innermost open container. */
static json_t *next(builder *b)
{
    json_t *container;
    if (b->depth == 0) {
        return b->root = value(b);
    }
    container = b->open[b->depth - 1];
    return json_is_object(container) ? member(b, container) : element(b, container);
}

static bool build(builder *b)
{
    do {
        skip_between(b);
        if (b->depth > 0 && (*b->p == ']' || *b->p == '}')) {
            b->p++;
            b->depth--;
        } else {
            json_t *made = next(b);
            if (!made) {
                return false;
            }
            if (json_is_object(made) || json_is_array(made)) {
                b->open[b->depth++] = made;
            }
        }
    } while (b->depth > 0);
    return true;
}

/* ------------------------------------------------------------------- parse */

static bool fail_fault(const rci_json_text_fault *fault, const char *text, const char *end,
                       rc_error *err)
{
    rci_json_text_fault_fail(fault, text, end, err);
    place(err, text, fault->at);
    return false;
}

/* One value with nothing but white space around it. */
static bool check_grammar(const char *text, const char *end, rc_error *err)
{
    rci_json_text_fault fault;
    const char *after;
    if (end - text >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        rci_base_fail(err, RC_ESYNTAX,
                      "found a byte order mark, expected a value (leave out the first 3 bytes)");
        place(err, text, text);
        return false;
    }
    after = rci_json_text_skip(text, end, &fault);
    if (!after) {
        return fail_fault(&fault, text, end, err);
    }
    after = rci_json_text_space(after, end);
    if (after < end) {
        rci_json_text_expected(&fault, after, end, "the end of the text after the value");
        return fail_fault(&fault, text, end, err);
    }
    return true;
}

static json_t *parse_copy(char *text, size_t length, unsigned flags, rc_error *err)
{
    builder b = {.text = text, .end = text + length, .p = text, .flags = flags, .err = err};
    if (!check_grammar(text, b.end, err)) {
        return NULL;
    }
    if (!build(&b)) {
        json_decref(b.root);
        return NULL;
    }
    return b.root;
}

json_t *rc_json_parse(const char *text, size_t length, unsigned flags, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    json_t *parsed;
    char *copy;
    size_t size;
    err = rci_json_dom_error(err);
    if (!text && length > 0) {
        rci_base_fail(err, RC_EARG, "there is no text (NULL)");
        return NULL;
    }
    if (flags & ~RC_JSON_LAST_OF_DUPLICATES) {
        rci_base_fail(err, RC_EARG, "flags 0x%x hold some that rc_json_parse does not know", flags);
        return NULL;
    }
    if (rci_base_add_overflows(length, RCI_JSON_TEXT_SLACK, &size)) {
        rci_base_fail(err, RC_ELIMIT, "text of %zu bytes is more than memory can address", length);
        return NULL;
    }
    copy = rci_base_alloc(allocator, size, err);
    if (!copy) {
        return NULL;
    }
    if (length > 0) {
        memcpy(copy, text, length);
    }
    memset(copy + length, 0, RCI_JSON_TEXT_SLACK);
    parsed = parse_copy(copy, length, flags, err);
    rci_base_free(allocator, copy, size);
    return parsed;
}
