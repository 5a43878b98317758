/* The notations, told apart by how they begin. */
#include "dtype/parse.h"

#include "dtype/failat.h"

#include <string.h>

rc_dtype *rci_repeat(const rc_dtype *element, size_t count, rc_error *err)
{
    if (rci_kind_facts_of(element->kind)->sized && element->length == 0) {
        rc_order order = element->order == RC_ORDER_BIG ? RC_ORDER_BIG : RC_ORDER_LITTLE;
        return rci_leaf_new(element->kind, order, count, RC_UNIT_GENERIC, 1, err);
    }
    return count == 1 ? rc_dtype_ref(element) : rc_dtype_subarray(element, 1, &count, err);
}

typedef struct cursor {
    const char *at, *end;
} cursor;

static char next(cursor *c)
{
    while (c->at < c->end && memchr(" \t\r\n", *c->at, 4)) {
        c->at++;
    }
    return c->at < c->end ? *c->at : '\0';
}

/* Passes a text between quotes; false when it does not end. */
static bool skip_text(cursor *c)
{
    char quote = *c->at++;
    while (c->at < c->end && *c->at != quote) {
        c->at += *c->at == '\\' ? 2 : 1;
    }
    if (c->at >= c->end) {
        return false;
    }
    c->at++;
    return true;
}

static bool word_is_next(const cursor *c, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(c->end - c->at) >= n && memcmp(c->at, word, n) == 0 &&
           ((size_t)(c->end - c->at) == n || strchr(" \t\r\n,}", c->at[n]));
}

/* A number with nothing behind it that would make it the count of a type. */
static bool number_is_next(const cursor *c)
{
    cursor ahead = *c;
    while (ahead.at < ahead.end && *ahead.at >= '0' && *ahead.at <= '9') {
        ahead.at++;
    }
    return ahead.at > c->at && strchr(",}", next(&ahead));
}

/*
 * {"a": starts a dictionary or JSON document, and a compact struct whose first name is quoted. What
 * stands behind the colon decides: a value, or a type.
 */
static bool brace_is_literal(cursor c)
{
    for (;;) {
        char quote = next(&c);
        if (quote == '\'') {
            return true;
        }
        if (quote != '"' || !skip_text(&c) || next(&c) != ':') {
            return false;
        }
        c.at++;
        switch (next(&c)) {
        case '{':
            c.at++;
            continue;
        case '"':
        case '\'':
        case '[':
            return true;
        case '(': /* a tuple as a value, or the shape of a type */
            c.at++;
            return next(&c) && strchr("'\"[{(", *c.at);
        default:
            return number_is_next(&c) || word_is_next(&c, "true") || word_is_next(&c, "false") ||
                   word_is_next(&c, "null") || word_is_next(&c, "True") ||
                   word_is_next(&c, "False") || word_is_next(&c, "None");
        }
    }
}

/* Whether the text is a literal: a list, a tuple that starts with one, a dictionary, a string. */
static bool is_literal(const char *text, size_t length)
{
    cursor c = {text, text + length};
    switch (next(&c)) {
    case '[':
    case '\'':
        return true;
    case '"':
        /* A JSON string, unless it is the first name of compact fields. */
        return !(skip_text(&c) && next(&c) == ':');
    case '(':
        while (next(&c) == '(') {
            c.at++;
        }
        return next(&c) && strchr("'\"[{", *c.at);
    case '{':
        c.at++;
        return brace_is_literal(c);
    default:
        return false;
    }
}

rc_dtype *rc_dtype_parse_n(const char *text, size_t length, rc_align align, rc_error *err)
{
    rc_error inner = RC_ERROR_INIT;
    rc_dtype *dtype = is_literal(text, length)
                          ? rci_parse_descr(text, length, align, &inner)
                          : rci_parse_compact(text, length, RCI_COMPACT, align, &inner);
    if (!dtype && err && err->status == RC_OK) {
        *err = inner;
    }
    return dtype;
}

rc_dtype *rc_dtype_parse(const char *text, rc_error *err)
{
    return rc_dtype_parse_n(text, strlen(text), RC_PACKED, err);
}
