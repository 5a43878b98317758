/*
 * size/field_scan.h - what the values of a store file need: ranges of integers, lengths of text,
 * floats that fit half their size.
 */
#ifndef ROWCOL_TOOLS_SIZE_FIELD_SCAN_H
#define ROWCOL_TOOLS_SIZE_FIELD_SCAN_H

#include <rowcol.h>
#include <stdbool.h>

/* About the values of a leaf, over all records and elements. */
typedef struct field_facts {
    int64_t lowest;   /* of integers; 0 or less */
    uint64_t highest; /* 0 or more */
    bool wide;        /* a float, or a part of a complex number, that half the size does not hold
                         with the same value and, for NaN, the same bits */
    bool not_text;    /* bytes that are not UTF-8, code points that are not characters */
    uint64_t longest; /* text: bytes of S and str, characters of U, without the NULs at the end */
    uint64_t text;    /* S, str: bytes of text that cells of str do not hold */
} field_facts;

/* A field, a struct in it, or the element of an array. */
typedef struct field_node {
    const rc_dtype *dtype;
    char *path;       /* such as "who.name", "points[].x"; "" for the record */
    uint64_t times;   /* how often a record has it */
    uint64_t padding; /* bytes after it in its struct */
    bool nullable;
    uint64_t nulls; /* records with null */
    field_facts facts;
    size_t n_children; /* the fields of a struct; the element of an array */
    struct field_node *children;
} field_node;

/* Makes the tree of a dtype, which is borrowed. Returns 0, or the exit status after a report. */
int field_tree(field_node *root, const rc_dtype *dtype);

void field_tree_release(field_node *root);

/* Adds what the values of a batch need. */
rc_status field_scan(field_node *root, const rc_store *batch, rc_error *err);

#endif
