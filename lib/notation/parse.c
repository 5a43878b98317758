/*
 * notation/parse.c - the public parsers: recognises the notation by its beginning and calls its
 * parser.
 */
#include "notation/parse.h"

#include "base/ascii.h"

#include "notation/fail_at.h"
#include "notation/mapping.h"

#include <string.h>

typedef struct cursor {
    const char *at, *end;
} cursor;

/* Skips white space, and comments of the compact notation. */
static char next(cursor *c)
{
    c->at += rci_notation_skip_comments(c->at, (size_t)(c->end - c->at));
    return c->at < c->end ? *c->at : '\0';
}

/* Skips a string in quotes; false when it does not end. */
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

/* Whether a number comes next, with nothing after it that would make it the count of a type. */
static bool number_is_next(const cursor *c)
{
    cursor ahead = *c;
    while (ahead.at < ahead.end && (rci_base_is_digit(*ahead.at) || strchr("-+.eE", *ahead.at))) {
        ahead.at++;
    }
    return ahead.at > c->at && strchr(",}", next(&ahead));
}

/*
 * A dictionary, a JSON document, and a compact struct whose first name is quoted all begin with
 * {"a": so what follows the colon decides: a value, or a type.
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
        return !(skip_text(&c) && (next(&c) == ':' || next(&c) == '='));
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

/* T{...}, with or without a shape before it. (A field of the compact form may be called T.) */
static bool is_pep3118(const char *text, size_t length)
{
    cursor c = {text, text + length};
    if (next(&c) == '(') {
        const char *close = memchr(c.at, ')', (size_t)(c.end - c.at));
        c.at = close ? close + 1 : c.end;
    }
    return c.end - c.at >= 2 && c.at[0] == 'T' && c.at[1] == '{';
}

/* Removes the white space at both ends. */
static void trim(const char **text, size_t *length)
{
    cursor c = {*text, *text + *length};
    next(&c);
    while (c.end > c.at && rci_base_is_space(c.end[-1])) {
        c.end--;
    }
    *text = c.at;
    *length = (size_t)(c.end - c.at);
}

static rc_dtype *parse_trimmed_pep3118(const char *text, size_t length, rc_error *err)
{
    const char *start = text;
    rc_dtype *dtype;
    trim(&start, &length);
    dtype = rci_notation_parse_pep3118(start, length, err);
    if (!dtype && err->byte != RC_NOWHERE) {
        err->byte += (uint64_t)(start - text);
    }
    return dtype;
}

static rc_dtype *parse_any(const char *text, size_t length, rc_align align, rc_mapping *mapping,
                           rc_error *err)
{
    if (is_literal(text, length)) {
        return rci_notation_parse_literal(text, length, align, err);
    }
    return is_pep3118(text, length) ? parse_trimmed_pep3118(text, length, err)
                                    : rci_notation_parse_compact(text, length, RCI_NOTATION_COMPACT,
                                                                 align, mapping, err);
}

/* Gives the error of a parser to the caller, unless the caller's is already set. */
static rc_dtype *hand_over(rc_dtype *dtype, const rc_error *inner, rc_error *err)
{
    if (!dtype && err && err->status == RC_OK) {
        *err = *inner;
    }
    return dtype;
}

static bool check_arguments(const char *text, rc_align align, rc_error *err)
{
    if (!text) {
        rci_dtype_fail_null(err, "text");
    }
    return text && rci_dtype_check_align(align, err) == RC_OK;
}

rc_dtype *rc_dtype_parse_n(const char *text, size_t length, rc_align align, rc_error *err)
{
    rc_error inner = RC_ERROR_INIT;
    if (!check_arguments(text, align, err)) {
        return NULL;
    }
    return hand_over(parse_any(text, length, align, NULL, &inner), &inner, err);
}

rc_dtype *rc_dtype_parse_mapped(const char *text, size_t length, rc_align align,
                                rc_mapping *mapping, rc_error *err)
{
    const size_t before = rc_mapping_count(mapping);
    rc_error inner = RC_ERROR_INIT;
    rc_dtype *dtype;
    if (!check_arguments(text, align, err)) {
        return NULL;
    }
    if (!mapping) {
        rci_dtype_fail_null(err, "mapping");
        return NULL;
    }
    dtype = parse_any(text, length, align, mapping, &inner);
    if (dtype && rc_mapping_check(mapping, dtype, &inner) != RC_OK) {
        rc_dtype_unref(dtype);
        dtype = NULL;
    }
    if (!dtype) {
        rci_notation_mapping_cut(mapping, before);
    }
    return hand_over(dtype, &inner, err);
}

rc_dtype *rc_dtype_parse(const char *text, rc_error *err)
{
    return rc_dtype_parse_n(text, text ? strlen(text) : 0, RC_PACKED, err);
}

rc_dtype *rc_dtype_parse_as(const char *text, size_t length, rc_notation notation, rc_align align,
                            rc_error *err)
{
    rc_error inner = RC_ERROR_INIT;
    rc_dtype *dtype = NULL;
    if (!check_arguments(text, align, err)) {
        return NULL;
    }
    switch (notation) {
    case RC_NOTATION_COMPACT:
        dtype = rci_notation_parse_compact(text, length, RCI_NOTATION_COMPACT, align, NULL, &inner);
        break;
    case RC_NOTATION_COMMA:
        dtype = rci_notation_parse_compact(text, length, RCI_NOTATION_NUMPY, align, NULL, &inner);
        break;
    case RC_NOTATION_DESCR:
    case RC_NOTATION_DICT:
    case RC_NOTATION_JSON:
        dtype = rci_notation_parse_literal(text, length, align, &inner);
        break;
    case RC_NOTATION_JSON_SCHEMA:
        dtype = rci_notation_parse_json_schema(text, length, align, &inner);
        break;
    case RC_NOTATION_PEP3118:
        dtype = parse_trimmed_pep3118(text, length, &inner);
        break;
    default:
        rci_base_fail(&inner, RC_EARG,
                      notation == RC_NOTATION_C
                          ? "C structs are printed, not parsed: describe them with the "
                            "macros of rowcol/cstruct.h"
                          : "the notation is not an rc_notation");
        break;
    }
    return hand_over(dtype, &inner, err);
}
