/*
 * compute/filter/predicate_token.h - the tokens of a predicate's text.
 */
#ifndef ROWCOL_COMPUTE_FILTER_PREDICATE_TOKEN_H
#define ROWCOL_COMPUTE_FILTER_PREDICATE_TOKEN_H

#include <rowcol/filter.h>
#include <stdbool.h>

typedef enum rci_filter_token_type {
    RCI_FILTER_TOKEN_END,
    RCI_FILTER_TOKEN_NAME,   /* a field path or keyword: names, dots, names in double quotes */
    RCI_FILTER_TOKEN_NUMBER, /* a number or date: begins with a digit or a sign */
    RCI_FILTER_TOKEN_STRING, /* in single or double quotes, which are part of it */
    RCI_FILTER_TOKEN_COMPARE,
    RCI_FILTER_TOKEN_OPEN,
    RCI_FILTER_TOKEN_CLOSE,
    RCI_FILTER_TOKEN_COMMA,
    RCI_FILTER_TOKEN_WRONG /* a character that begins no token */
} rci_filter_token_type;

typedef struct rci_filter_token {
    rci_filter_token_type type;
    size_t start, end; /* bytes of the text */
    rc_compare compare;
    bool quoted; /* a name that begins with a quote: not a keyword */
} rci_filter_token;

/* The token at byte `at` or after the white space there. `text` ends in a NUL. A quote opens a name
   if `names`, else a string. RC_OK; RC_ESYNTAX (a quote that is not closed). */
rc_status rci_filter_token_next(const char *text, size_t at, bool names, rci_filter_token *token,
                                rc_error *err);

/* Whether the token is this keyword, which is in lower case; the token may be in either. */
bool rci_filter_token_is(const char *text, const rci_filter_token *token, const char *keyword);

#endif
