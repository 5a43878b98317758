/*
 * notation/parse.h - the parsers of the notations. Each reads the whole of its text and returns a
 * new reference; on failure NULL, with err->byte counted from the start of that text. `err` is not
 * NULL and not yet set.
 */
#ifndef ROWCOL_NOTATION_PARSE_H
#define ROWCOL_NOTATION_PARSE_H

#include "base/ascii.h"
#include "dtype/fields.h"
#include "notation/literal.h"

#include <rowcol/mapping.h>
#include <string.h>

/* The length of white space and comments, from # to the end of the line, at the start of the text.
 */
static inline size_t rci_notation_skip_comments(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (rci_base_is_space(text[i]) || text[i] == '#')) {
        if (text[i] == '#') {
            const char *newline = memchr(text + i, '\n', length - i);
            i = newline ? (size_t)(newline - text) : length;
        } else {
            i++;
        }
    }
    return i;
}

/* What rci_notation_parse_compact accepts. */
typedef enum rci_notation_dialect {
    RCI_NOTATION_COMPACT, /* everything: named fields, braces, nullable, comma lists */
    RCI_NOTATION_NUMPY    /* what NumPy accepts as a string: one type, or a comma list */
} rci_notation_dialect;

/* The compact and the comma notation. The sources of fields are added to `mapping`; NULL: there may
   be none. */
rc_dtype *rci_notation_parse_compact(const char *text, size_t length, rci_notation_dialect dialect,
                                     rc_align align, rc_mapping *mapping, rc_error *err);

/* A literal: NumPy's descr or dictionary, the JSON schema document, or JSON Schema. */
rc_dtype *rci_notation_parse_literal(const char *text, size_t length, rc_align align,
                                     rc_error *err);

/* JSON Schema. */
rc_dtype *rci_notation_parse_json_schema(const char *text, size_t length, rc_align align,
                                         rc_error *err);

/* T{<i:x:<i:y:}, or any other PEP 3118 format. */
rc_dtype *rci_notation_parse_pep3118(const char *text, size_t length, rc_error *err);

#endif
