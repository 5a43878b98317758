/* Equality. */
#include "dtype/dtype_impl.h"

#include <string.h>

static bool same_members(const rc_dtype *a, const rc_dtype *b)
{
    size_t i;
    for (i = 0; i < a->nfields; i++) {
        const rci_member *x = &a->members[i], *y = &b->members[i];
        if (x->offset != y->offset || x->nullable != y->nullable ||
            x->name_length != y->name_length || memcmp(x->name, y->name, x->name_length) != 0 ||
            !rc_dtype_equal(x->dtype, y->dtype)) {
            return false;
        }
    }
    return true;
}

/* Recurses at most RC_MAX_DEPTH times. */
int rc_dtype_equal(const rc_dtype *a, const rc_dtype *b)
{
    if (a == b) {
        return 1;
    }
    if (a->kind != b->kind || a->order != b->order || a->itemsize != b->itemsize ||
        a->length != b->length || a->unit != b->unit || a->multiple != b->multiple ||
        a->ndim != b->ndim || a->nfields != b->nfields) {
        return 0;
    }
    if (a->kind == RC_SUBARRAY) {
        return memcmp(a->shape, b->shape, a->ndim * sizeof *a->shape) == 0 &&
               rc_dtype_equal(a->element, b->element);
    }
    return same_members(a, b);
}
