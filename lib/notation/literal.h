/*
 * notation/literal.h - nested literals as Python's ast.literal_eval and JSON read them: strings,
 * integers, true/false, None/null, lists, tuples, dictionaries. One reader serves NumPy's descr and
 * dictionary forms, the header of .npy files, and JSON schema documents.
 *
 * The nodes are stored in pre-order in one array: the children of node i start at i + 1, and
 * node[i].after is the index after the last of them.
 */
#ifndef ROWCOL_NOTATION_LITERAL_H
#define ROWCOL_NOTATION_LITERAL_H

#include "base/bytes.h"

typedef enum rci_notation_literal_type {
    RCI_NOTATION_LITERAL_NONE = 0,
    RCI_NOTATION_LITERAL_BOOL,
    RCI_NOTATION_LITERAL_INT,
    RCI_NOTATION_LITERAL_NUMBER, /* any other number of JSON; its text is in the source */
    RCI_NOTATION_LITERAL_TEXT,
    RCI_NOTATION_LITERAL_LIST,
    RCI_NOTATION_LITERAL_TUPLE,
    RCI_NOTATION_LITERAL_DICT, /* children: key, value, key, value ... */
    RCI_NOTATION_LITERAL_GROUP /* parentheses around one value; rci_notation_literal_node looks
                                  through it */
} rci_notation_literal_type;

typedef struct rci_notation_literal_node {
    rci_notation_literal_type type;
    bool escaped; /* a string written with escapes */
    size_t byte;  /* offset of its first byte, the opening quote or bracket */
    size_t after;
    size_t n; /* children; pairs of a dictionary */
    /* TEXT: valid until the document is released. NUMBER */
    const char *text;
    size_t length;
    int64_t number; /* INT; BOOL as 0 or 1 */
} rci_notation_literal_node;

typedef struct rci_notation_literal {
    rci_base_bytes nodes;
    rci_base_bytes texts; /* the unescaped form of escaped strings */
} rci_notation_literal;

/*
 * Reads one value with nothing but white space around it. `text` must outlive the document. On
 * failure err->byte is the offset in `text` of the error. RC_OK; RC_ESYNTAX, RC_ERANGE (a number
 * over 64 bits), RC_ELIMIT (depth), RC_ENOMEM. Release the document in any case.
 */
rc_status rci_notation_literal_parse(rci_notation_literal *literal, const char *text, size_t length,
                                     rc_error *err);
/* The same, with all numbers of JSON. */
rc_status rci_notation_literal_parse_json(rci_notation_literal *literal, const char *text,
                                          size_t length, rc_error *err);
void rci_notation_literal_release(rci_notation_literal *literal);

/* Node `*i`; the root is node 0. If it is a group, `*i` becomes the node inside. */
const rci_notation_literal_node *rci_notation_literal_node_at(const rci_notation_literal *literal,
                                                              size_t *i);

/* The index after node `i` and everything in it. */
static inline size_t rci_notation_literal_after(const rci_notation_literal *literal, size_t i)
{
    return ((const rci_notation_literal_node *)(const void *)literal->nodes.data)[i].after;
}

/* One entry of a dictionary. */
typedef struct rci_notation_literal_pair {
    const rci_notation_literal_node *key; /* of type TEXT */
    size_t value;                         /* its node */
} rci_notation_literal_pair;

#define RCI_NOTATION_NO_NODE    SIZE_MAX
#define RCI_NOTATION_FIRST_PAIR SIZE_MAX

/* The next entry of dictionary node `i`; `*at` is RCI_NOTATION_FIRST_PAIR for the first. False
   after the last. */
bool rci_notation_literal_next_pair(const rci_notation_literal *literal, size_t i, size_t *at,
                                    rci_notation_literal_pair *pair);

/* Whether the node, of type TEXT, equals `text`. */
bool rci_notation_literal_is(const rci_notation_literal_node *node, const char *text);

/* For an error message: "a list". */
const char *rci_notation_literal_type_name(rci_notation_literal_type type);

/*
 * Reads the string after an opening quote at text[*at - 1] up to the closing quote, with the
 * escapes of Python and JSON, and appends it to `out`. `*at` is then after the closing quote.
 * RC_OK; RC_ESYNTAX with the byte set, RC_ENOMEM.
 */
rc_status rci_notation_unescape(const char *text, size_t length, size_t *at, rci_base_bytes *out,
                                rc_error *err);

#endif
