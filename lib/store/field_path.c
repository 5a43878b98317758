/* store/field_path.c - builds the dotted path of a field. */
#include "store/field_path.h"

#include "store/store_impl.h"

#include <stdio.h>

void rci_store_path_push(rci_store_path *path, const char *name)
{
    size_t space = sizeof path->text - path->length;
    int n = snprintf(path->text + path->length, space, "%s%s", path->length ? "." : "", name);
    path->length += n < 0 ? 0 : (size_t)n < space ? (size_t)n : space - 1;
}

void rci_store_path_cut(rci_store_path *path, size_t length)
{
    path->length = length;
    path->text[length] = '\0';
}

/* Index of the field of a struct that holds a leaf, which is counted within the struct. */
static size_t child_with(const rc_dtype *dtype, size_t leaf)
{
    size_t i = 0;
    while (i + 1 < rc_dtype_nfields(dtype) && rci_dtype_child_at(dtype, i + 1).first_leaf <= leaf) {
        i++;
    }
    return i;
}

const char *rci_store_field_path(rci_store_path *path, const rc_field *field)
{
    const rc_dtype *dtype = field->store->schema->dtype;
    size_t leaf = field->leaf;
    rci_store_path_cut(path, 0);
    if (rci_dtype_leaf_count(field->dtype) == 0) {
        return path->text; /* an empty struct: no leaf leads to it */
    }
    while (dtype != field->dtype && rc_dtype_nfields(dtype) > 0) {
        rci_dtype_child child = rci_dtype_child_at(dtype, child_with(dtype, leaf));
        rci_store_path_push(path, child.info.name);
        dtype = child.info.dtype;
        leaf -= child.first_leaf;
    }
    return path->text;
}
