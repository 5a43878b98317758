/*
 * dtype/equal.c - equality, equivalence and hash of dtypes.
 */
#include "dtype/dtype_impl.h"

#include <string.h>

static bool same_members(const rc_dtype *a, const rc_dtype *b)
{
    size_t i;
    for (i = 0; i < a->nfields; i++) {
        const rci_dtype_member *x = &a->members[i], *y = &b->members[i];
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
    if (!a || !b) {
        return 0;
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

static bool equivalent_members(const rc_dtype *a, const rc_dtype *b)
{
    size_t i;
    for (i = 0; i < a->nfields; i++) {
        const rci_dtype_member *x = &a->members[i], *y = &b->members[i];
        if (x->nullable != y->nullable || x->name_length != y->name_length ||
            memcmp(x->name, y->name, x->name_length) != 0 ||
            !rc_dtype_equivalent(x->dtype, y->dtype)) {
            return false;
        }
    }
    return true;
}

int rc_dtype_equivalent(const rc_dtype *a, const rc_dtype *b)
{
    if (a == b) {
        return 1;
    }
    if (!a || !b) {
        return 0;
    }
    if (a->kind != b->kind || a->length != b->length || a->unit != b->unit ||
        a->multiple != b->multiple || a->ndim != b->ndim || a->nfields != b->nfields) {
        return 0;
    }
    if (a->kind == RC_SUBARRAY) {
        return memcmp(a->shape, b->shape, a->ndim * sizeof *a->shape) == 0 &&
               rc_dtype_equivalent(a->element, b->element);
    }
    return equivalent_members(a, b);
}

/* FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over the numbers and names that
   rc_dtype_equal compares. */
static uint64_t mix_byte(uint64_t h, unsigned char byte)
{
    return (h ^ byte) * 0x100000001B3u;
}

static uint64_t mix(uint64_t h, uint64_t n)
{
    int i;
    for (i = 0; i < 8; i++) {
        h = mix_byte(h, (unsigned char)(n >> (8 * i)));
    }
    return h;
}

/* Recurses at most RC_MAX_DEPTH times. */
static uint64_t mix_dtype(uint64_t h, const rc_dtype *dtype)
{
    size_t i, k;
    h = mix(h, (uint64_t)dtype->kind << 8 | (uint64_t)dtype->order);
    h = mix(h, dtype->itemsize);
    h = mix(h, (uint64_t)dtype->unit << 32 | (uint32_t)dtype->multiple);
    for (i = 0; i < dtype->ndim; i++) {
        h = mix(h, dtype->shape[i]);
    }
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        for (k = 0; k < member->name_length; k++) {
            h = mix_byte(h, (unsigned char)member->name[k]);
        }
        h = mix(h, (uint64_t)member->offset << 1 | member->nullable);
        h = mix_dtype(h, member->dtype);
    }
    return dtype->element ? mix_dtype(h, dtype->element) : h;
}

uint64_t rc_dtype_hash(const rc_dtype *dtype)
{
    return dtype ? mix_dtype(0xCBF29CE484222325u, dtype) : 0;
}
