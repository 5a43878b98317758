/*
 * dtype/leaves.h - the fields of a dtype that are not structs, with their paths.
 */
#ifndef ROWCOL_TOOLS_DTYPE_LEAVES_H
#define ROWCOL_TOOLS_DTYPE_LEAVES_H

#include <rowcol.h>
#include <stdbool.h>

/* One of them: a leaf, or a subarray. */
typedef struct leaf {
    char *path; /* as rc_store_view takes it; "" for a dtype without fields */
    const rc_dtype *dtype;
    int nullable; /* itself */
} leaf;

typedef struct leaf_list {
    leaf *leaves;
    size_t n;
    size_t capacity;
} leaf_list;

/* Fills the list in the order of the dtype, from which it borrows. Returns 0, or the exit status
   after a report. */
int find_leaves(leaf_list *list, const rc_dtype *dtype);

void leaves_release(leaf_list *list);

/* The path of a field in the struct at the path `parent`, for free(). NULL: out of memory. */
char *field_path(const char *parent, const char *name);

/* Whether the dtype, or a field or element in it, is str. */
bool has_str(const rc_dtype *dtype);

/* The compact notation of a field for people, for free(): escaped, such as "i4?". NULL: out of
   memory. */
char *field_type(const rc_dtype *dtype, bool nullable);

/* The path for people, for free(): escaped, "(record)" for a dtype without fields. NULL: out of
   memory. */
char *leaf_name(const leaf *field);

#endif
