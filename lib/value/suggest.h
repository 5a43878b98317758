/*
 * value/suggest.h - the suggestions in errors: a dtype that holds the value. A suggestion ends the
 * message, such as " (try y:i8)".
 */
#ifndef ROWCOL_VALUE_SUGGEST_H
#define ROWCOL_VALUE_SUGGEST_H

#include "base/join.h"
#include "value/fail.h"

/* The end of a message, with a blank before it, or "". */
typedef struct rci_value_suggestion {
    char text[112];
    size_t length;
} rci_value_suggestion;

/* It as a part of a message. */
static inline rci_base_part rci_value_suggestion_part(const rci_value_suggestion *suggestion)
{
    return (rci_base_part){suggestion->text, suggestion->length};
}

/* What a suggestion has before a dtype: the field's name and a colon if the error has a field whose
   name needs no quotes, so that the suggestion is a field of the compact notation. Else "". */
const char *rci_value_field_prefix(const rc_error *err, rci_value_name *buffer);

/* A kind that holds the number, for a field of `kind` that does not: the least one of the same
   sort, as far as possible one that holds all values of `kind` too. */
rci_value_suggestion rci_value_suggest_number(const rc_error *err, const char *text, size_t n,
                                              rc_kind kind);

/* A dtype for what was found; `length` bytes of text. */
rci_value_suggestion rci_value_suggest_found(const rc_error *err, rci_value_found found,
                                             size_t length);

/* A dtype in the compact notation, such as "M8[s]". */
rci_value_suggestion rci_value_suggest_dtype(const rc_error *err, const char *dtype);

/* As rci_value_fail_kind, with a suggestion. `err` is not NULL. */
rc_status rci_value_fail_found(rc_error *err, const rc_dtype *dtype, rci_value_found found,
                               const char *text, size_t n, const rci_value_suggestion *suggestion);

#endif
