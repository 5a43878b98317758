/*
 * compute/filter/predicate_parse.c - the grammar of predicates; see rc_predicate_parse in
 * rowcol/filter.h.
 */
#include "compute/filter/bind.h"
#include "compute/filter/predicate_constant.h"

#include "base/alloc.h"
#include "base/error.h"
#include "dtype/leaves.h"
#include "notation/fail_at.h"
#include "value/fail.h"

#include <string.h>

typedef struct parser {
    const char *text;
    const rc_dtype *dtype;
    rc_error *err;
    rc_status status;
    rci_filter_token token; /* the next one */
    unsigned depth;         /* of parentheses */
    rci_base_bytes strings; /* without escapes */
    rci_base_bytes values;  /* rc_value, of the test that is read */
} parser;

/* A field that was read. */
typedef struct parsed_field {
    char *path;
    size_t size; /* of its memory */
    size_t byte;
    const rc_dtype *dtype;
} parsed_field;

/* ------------------------------------------------------------------ tokens */

static bool failed(const parser *p)
{
    return p->status != RC_OK;
}

/* A quote opens a name where an operand begins, else a string. */
static void advance(parser *p, bool names)
{
    if (!failed(p)) {
        p->status = rci_filter_token_next(p->text, p->token.end, names, &p->token, p->err);
    }
}

static bool is(const parser *p, const char *keyword)
{
    return rci_filter_token_is(p->text, &p->token, keyword);
}

/* What to write in place of operators of other languages. */
static const char *suggestion(const parser *p)
{
    static const struct {
        const char *found, *suggested;
    } others[] = {{"&", " (write and)"},
                  {"|", " (write or)"},
                  {"!", " (write not)"},
                  {"`", " (names with blanks are written in double quotes)"},
                  {"like", " (write: starts with \"...\")"},
                  {"startswith", " (write: starts with \"...\")"},
                  {"eq", " (write ==)"},
                  {"isnull", " (write: is null)"},
                  {"notnull", " (write: is not null)"}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const char *found = others[i].found;
        if (rci_filter_token_is(p->text, &p->token, found) ||
            (p->token.type == RCI_FILTER_TOKEN_WRONG && p->text[p->token.start] == found[0])) {
            return others[i].suggested;
        }
    }
    return "";
}

static void expected(parser *p, const char *what)
{
    rci_base_quoted quoted;
    size_t n = p->token.end - p->token.start;
    if (failed(p)) {
        return;
    }
    p->status = RC_ESYNTAX;
    if (p->token.type == RCI_FILTER_TOKEN_END) {
        rci_notation_fail_at(p->err, p->token.start, RC_ESYNTAX, "expected %s, found the end",
                             what);
        return;
    }
    rci_notation_fail_at(p->err, p->token.start, RC_ESYNTAX, "expected %s, found %s%s", what,
                         rci_base_quote(&quoted, p->text + p->token.start, n), suggestion(p));
}

static void take(parser *p, const char *keyword, const char *what, bool names)
{
    if (is(p, keyword)) {
        advance(p, names);
    } else {
        expected(p, what);
    }
}

static bool is_keyword(const parser *p)
{
    return is(p, "and") || is(p, "or") || is(p, "not") || is(p, "in") || is(p, "is") ||
           is(p, "between");
}

/* ------------------------------------------------------------------ fields */

static void read_field(parser *p, parsed_field *field)
{
    rci_dtype_child found;
    size_t n = p->token.end - p->token.start;
    if (failed(p) || p->token.type != RCI_FILTER_TOKEN_NAME || is_keyword(p)) {
        expected(p, "a field");
        return;
    }
    field->byte = p->token.start;
    field->size = n + 1;
    field->path = rci_base_alloc(rc_get_allocator(), n + 1, p->err);
    if (!field->path) {
        p->status = RC_ENOMEM;
        return;
    }
    memcpy(field->path, p->text + p->token.start, n);
    field->path[n] = '\0';
    p->status = rci_dtype_find(p->dtype, field->path, &found, p->err);
    if (failed(p)) {
        rci_base_error_byte(p->err, field->byte);
        return;
    }
    field->dtype = found.info.dtype;
    advance(p, false);
}

static void field_release(parsed_field *field)
{
    rci_base_free(rc_get_allocator(), field->path, field->size);
}

/* --------------------------------------------------------------- constants */

/* Whether the constant compares with the field: the error has the byte of the constant. */
static void check(parser *p, const parsed_field *field, rc_compare compare, const rc_value *value,
                  size_t byte)
{
    rc_predicate *test = failed(p) ? NULL
                                   : rci_filter_predicate_test(RCI_FILTER_COMPARE, compare,
                                                               field->path, value, 1, p->err);
    if (!test) {
        p->status = failed(p) ? p->status : RC_ENOMEM;
        return;
    }
    p->status = rc_predicate_check(test, p->dtype, p->err);
    if (failed(p)) {
        rci_base_error_byte(p->err, byte);
    }
    rc_predicate_unref(test);
}

/* Adds the constant of the current token to the values. */
static void read_constant(parser *p, const parsed_field *field, rc_compare compare)
{
    rc_value value = rc_value_null();
    size_t byte = p->token.start;
    if (!failed(p)) {
        p->status =
            rci_filter_constant_read(p->text, &p->token, field->dtype, &p->strings, &value, p->err);
    }
    check(p, field, compare, &value, byte);
    if (!failed(p)) {
        p->status = rci_base_bytes_append(&p->values, &value, sizeof value, p->err);
    }
    advance(p, false);
}

/* ------------------------------------------------------------------- tests */

static rc_predicate *make(parser *p, const parsed_field *field, rci_filter_form form,
                          rc_compare compare)
{
    rc_predicate *test = NULL;
    if (!failed(p)) {
        test = rci_filter_predicate_test(form, compare, field->path,
                                         (const rc_value *)(const void *)p->values.data,
                                         p->values.length / sizeof(rc_value), p->err);
        p->status = test ? RC_OK : RC_ENOMEM;
    }
    return test;
}

static rc_predicate *negate(parser *p, rc_predicate *test, bool negated)
{
    if (test && negated && !failed(p)) {
        test = rci_filter_predicate_join(RCI_FILTER_NOT, test, NULL, p->err);
        p->status = test ? RC_OK : RC_ENOMEM;
    }
    return test;
}

static void read_list(parser *p, const parsed_field *field)
{
    advance(p, false);
    if (p->token.type != RCI_FILTER_TOKEN_OPEN) {
        expected(p, "( and a list of constants");
    }
    do {
        advance(p, false);
        read_constant(p, field, RC_COMPARE_EQUAL);
    } while (!failed(p) && p->token.type == RCI_FILTER_TOKEN_COMMA);
    if (p->token.type != RCI_FILTER_TOKEN_CLOSE) {
        expected(p, "a comma or )");
    }
    advance(p, true);
}

static void read_between(parser *p, const parsed_field *field)
{
    advance(p, false);
    read_constant(p, field, RC_COMPARE_GREATER_OR_EQUAL);
    take(p, "and", "and, then the upper end", false);
    read_constant(p, field, RC_COMPARE_LESS_OR_EQUAL);
}

static rc_predicate *read_is_null(parser *p, const parsed_field *field)
{
    bool negated;
    advance(p, true);
    negated = is(p, "not");
    if (negated) {
        advance(p, true);
    }
    take(p, "null", negated ? "null" : "null or not null", true);
    return negate(p, make(p, field, RCI_FILTER_IS_NULL, RC_COMPARE_EQUAL), negated);
}

static rc_predicate *read_starts(parser *p, const parsed_field *field)
{
    rc_kind kind = rc_dtype_kind(field->dtype);
    rci_value_name name;
    if (kind != RC_STR && kind != RC_BYTES && kind != RC_UCS4) {
        p->status = rci_notation_fail_at(p->err, p->token.start, RC_ETYPE,
                                         "%s has no prefix: it is not text",
                                         rci_value_dtype_name(&name, field->dtype));
        return NULL;
    }
    advance(p, false);
    take(p, "with", "with", false);
    read_constant(p, field, RC_COMPARE_EQUAL);
    return make(p, field, RCI_FILTER_STARTS_WITH, RC_COMPARE_EQUAL);
}

/* A field alone: a bool that is true. */
static rc_predicate *read_alone(parser *p, const parsed_field *field)
{
    rc_value value = rc_value_bool(1);
    if (!failed(p) && rc_dtype_kind(field->dtype) != RC_BOOL) {
        expected(p, "a comparison such as ==, in, between, starts with, or is null");
    }
    if (!failed(p)) {
        p->status = rci_base_bytes_append(&p->values, &value, sizeof value, p->err);
    }
    return make(p, field, RCI_FILTER_COMPARE, RC_COMPARE_EQUAL);
}

static rc_predicate *read_after_field(parser *p, const parsed_field *field)
{
    rc_compare compare = p->token.compare;
    bool negated = false;
    if (p->token.type == RCI_FILTER_TOKEN_COMPARE) {
        advance(p, false);
        read_constant(p, field, compare);
        return make(p, field, RCI_FILTER_COMPARE, compare);
    }
    if (is(p, "is")) {
        return read_is_null(p, field);
    }
    if (is(p, "not")) {
        negated = true;
        advance(p, false);
        if (!is(p, "in") && !is(p, "between") && !is(p, "starts")) {
            expected(p, "in, between or starts with");
        }
    }
    if (failed(p)) {
        return NULL;
    }
    if (is(p, "in")) {
        read_list(p, field);
        return negate(p, make(p, field, RCI_FILTER_IN, RC_COMPARE_EQUAL), negated);
    }
    if (is(p, "between")) {
        read_between(p, field);
        return negate(p, make(p, field, RCI_FILTER_BETWEEN, RC_COMPARE_EQUAL), negated);
    }
    return is(p, "starts") ? negate(p, read_starts(p, field), negated) : read_alone(p, field);
}

/* CONSTANT compare FIELD, at the constant. */
static rc_predicate *read_turned(parser *p, parsed_field *field)
{
    static const rc_compare turned[] = {[RC_COMPARE_EQUAL] = RC_COMPARE_EQUAL,
                                        [RC_COMPARE_NOT_EQUAL] = RC_COMPARE_NOT_EQUAL,
                                        [RC_COMPARE_LESS] = RC_COMPARE_GREATER,
                                        [RC_COMPARE_LESS_OR_EQUAL] = RC_COMPARE_GREATER_OR_EQUAL,
                                        [RC_COMPARE_GREATER] = RC_COMPARE_LESS,
                                        [RC_COMPARE_GREATER_OR_EQUAL] = RC_COMPARE_LESS_OR_EQUAL};
    rci_filter_token constant = p->token, after;
    rc_compare compare;
    advance(p, false);
    compare = p->token.compare;
    if (failed(p) || p->token.type != RCI_FILTER_TOKEN_COMPARE) {
        expected(p, "a comparison such as ==");
        return NULL;
    }
    advance(p, true);
    read_field(p, field);
    after = p->token;
    p->token = constant;
    read_constant(p, field, turned[compare]);
    p->token = failed(p) ? p->token : after;
    return make(p, field, RCI_FILTER_COMPARE, turned[compare]);
}

/* Whether the token begins a constant: a word does, unless it is the name of a field. */
static bool is_constant(const parser *p)
{
    static const char *const constants[] = {"true", "false", "nan", "inf", "nat"};
    if (p->token.type == RCI_FILTER_TOKEN_NUMBER || p->token.type == RCI_FILTER_TOKEN_STRING) {
        return true;
    }
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        if (is(p, constants[i])) {
            size_t n = p->token.end - p->token.start;
            return rci_dtype_index_of(p->dtype, p->text + p->token.start, n) == RCI_DTYPE_NONE;
        }
    }
    return false;
}

static rc_predicate *read_test(parser *p)
{
    parsed_field field = {NULL, 0, 0, NULL};
    rc_predicate *test = NULL;
    p->values.length = 0;
    if (is_constant(p)) {
        test = read_turned(p, &field);
    } else {
        read_field(p, &field);
        test = failed(p) ? NULL : read_after_field(p, &field);
    }
    field_release(&field);
    return test;
}

/* ----------------------------------------------------------- and, or, not */

static rc_predicate *read_or(parser *p);

static rc_predicate *read_not(parser *p)
{
    bool negated = false;
    rc_predicate *inner = NULL;
    while (!failed(p) && is(p, "not")) {
        negated = !negated;
        advance(p, true);
    }
    if (failed(p) || p->token.type != RCI_FILTER_TOKEN_OPEN) {
        return failed(p) ? NULL : negate(p, read_test(p), negated);
    }
    if (++p->depth > RC_MAX_DEPTH) {
        p->status = rci_notation_fail_at(p->err, p->token.start, RC_ELIMIT,
                                         "more than %d levels of parentheses", RC_MAX_DEPTH);
        return NULL;
    }
    advance(p, true);
    inner = read_or(p);
    p->depth--;
    if (p->token.type != RCI_FILTER_TOKEN_CLOSE) {
        expected(p, "and, or, or )");
    }
    advance(p, true);
    return negate(p, inner, negated);
}

static rc_predicate *join(parser *p, rci_filter_form form, rc_predicate *left, rc_predicate *right)
{
    rc_predicate *joined;
    if (failed(p)) {
        rc_predicate_unref(left);
        rc_predicate_unref(right);
        return NULL;
    }
    joined = rci_filter_predicate_join(form, left, right, p->err);
    if (!joined) {
        p->status = p->err && p->err->status != RC_OK ? p->err->status : RC_ELIMIT;
    }
    return joined;
}

static rc_predicate *read_and(parser *p)
{
    rc_predicate *left = read_not(p);
    while (!failed(p) && is(p, "and")) {
        advance(p, true);
        left = join(p, RCI_FILTER_AND, left, read_not(p));
    }
    return left;
}

static rc_predicate *read_or(parser *p)
{
    rc_predicate *left = read_and(p);
    while (!failed(p) && is(p, "or")) {
        advance(p, true);
        left = join(p, RCI_FILTER_OR, left, read_and(p));
    }
    return left;
}

/* ------------------------------------------------------------------- entry */

rc_predicate *rc_predicate_parse(const rc_dtype *dtype, const char *text, rc_error *err)
{
    parser p = {.text = text, .dtype = dtype, .err = err};
    rc_predicate *result = NULL;
    if (!dtype || !text) {
        rci_base_fail(err, RC_EARG, "the argument %s is NULL", dtype ? "text" : "dtype");
        return NULL;
    }
    rci_base_bytes_init(&p.strings);
    rci_base_bytes_init(&p.values);
    p.status = rci_base_bytes_reserve(&p.strings, strlen(text) + 1, err);
    advance(&p, true);
    if (!failed(&p)) {
        result = read_or(&p);
    }
    if (p.token.type != RCI_FILTER_TOKEN_END) {
        expected(&p, "and, or, or the end");
    }
    if (failed(&p)) {
        rc_predicate_unref(result);
        result = NULL;
    }
    rci_base_bytes_release(&p.strings);
    rci_base_bytes_release(&p.values);
    return result;
}
