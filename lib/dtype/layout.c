/*
 * dtype/layout.c - places the fields of a struct, and checks offsets that were given.
 */
#include "dtype/layout.h"

static rc_status too_large(rci_dtype_layout *layout, const rci_dtype_member *member, size_t i,
                           rc_error *err)
{
    rci_base_quoted name;
    layout->bad = i;
    return rci_base_fail(
        err, RC_ELIMIT, "the record is over the limit of %zu bytes at field \"%s\"",
        (size_t)RC_MAX_ITEMSIZE, rci_base_quote(&name, member->name, member->name_length));
}

/* Where a member that starts at `offset` ends; true when that is over the limit. */
static bool ends_too_late(const rci_dtype_member *member, size_t offset, size_t *end)
{
    return rci_base_add_overflows(offset, member->dtype->itemsize, end) ||
           *end > (size_t)RC_MAX_ITEMSIZE;
}

static rc_status close_struct(rci_dtype_layout *layout, size_t end, rc_align align, rc_error *err)
{
    size_t itemsize = end;
    if (align == RC_ALIGNED && (rci_base_round_up_overflows(end, layout->alignment, &itemsize) ||
                                itemsize > (size_t)RC_MAX_ITEMSIZE)) {
        return rci_base_fail(err, RC_ELIMIT, "the record is over the limit of %zu bytes",
                             (size_t)RC_MAX_ITEMSIZE);
    }
    layout->itemsize = itemsize;
    return RC_OK;
}

rc_status rci_dtype_layout_place(rci_dtype_member *members, size_t n, rc_align align,
                                 rci_dtype_layout *layout, rc_error *err)
{
    size_t i, end = 0;
    layout->alignment = 1;
    layout->bad = SIZE_MAX;
    for (i = 0; i < n; i++) {
        size_t alignment = members[i].dtype->alignment, offset = end;
        if (align == RC_ALIGNED) {
            if (rci_base_round_up_overflows(end, alignment, &offset)) {
                return too_large(layout, &members[i], i, err);
            }
            layout->alignment = alignment > layout->alignment ? alignment : layout->alignment;
        }
        if (ends_too_late(&members[i], offset, &end)) {
            return too_large(layout, &members[i], i, err);
        }
        members[i].offset = offset;
    }
    return close_struct(layout, end, align, err);
}

static size_t offset_of(const rci_dtype_member *members, uint32_t i)
{
    return members[i].offset;
}

static void sift_down(const rci_dtype_member *members, uint32_t *order, size_t root, size_t n)
{
    for (;;) {
        size_t child = 2 * root + 1;
        uint32_t moved = order[root];
        if (child >= n) {
            return;
        }
        if (child + 1 < n &&
            offset_of(members, order[child]) < offset_of(members, order[child + 1])) {
            child++;
        }
        if (offset_of(members, moved) >= offset_of(members, order[child])) {
            return;
        }
        order[root] = order[child];
        order[child] = moved;
        root = child;
    }
}

/* Heap sort: in place and n log n whatever the input. */
static void sort_by_offset(const rci_dtype_member *members, uint32_t *order, size_t n)
{
    size_t i;
    for (i = n / 2; i-- > 0;) {
        sift_down(members, order, i, n);
    }
    for (i = n; i-- > 1;) {
        uint32_t last = order[i];
        order[i] = order[0];
        order[0] = last;
        sift_down(members, order, 0, i);
    }
}

static rc_status overlap(rci_dtype_layout *layout, const rci_dtype_member *members, uint32_t a,
                         uint32_t b, rc_error *err)
{
    rci_base_quoted first, second;
    uint32_t late = a > b ? a : b;
    layout->bad = late;
    return rci_base_fail(
        err, RC_EARG,
        "fields \"%s\" (bytes %zu to %zu) and \"%s\" (from byte %zu) overlap: give each "
        "byte to one field, or keep one of the two and convert its value",
        rci_base_quote(&first, members[a].name, members[a].name_length), members[a].offset,
        members[a].offset + members[a].dtype->itemsize - 1,
        rci_base_quote(&second, members[b].name, members[b].name_length), members[b].offset);
}

/* Fields without bytes overlap nothing and are left out of `order`. */
static rc_status check_overlaps(const rci_dtype_member *members, size_t n, uint32_t *order,
                                rci_dtype_layout *layout, rc_error *err)
{
    size_t i, used = 0;
    bool sorted = true;
    for (i = 0; i < n; i++) {
        if (members[i].dtype->itemsize == 0) {
            continue;
        }
        order[used] = (uint32_t)i;
        sorted = sorted && (used == 0 || offset_of(members, order[used - 1]) <= members[i].offset);
        used++;
    }
    if (!sorted) {
        sort_by_offset(members, order, used);
    }
    for (i = 1; i < used; i++) {
        const rci_dtype_member *before = &members[order[i - 1]];
        if (before->offset + before->dtype->itemsize > offset_of(members, order[i])) {
            return overlap(layout, members, order[i - 1], order[i], err);
        }
    }
    return RC_OK;
}

rc_status rci_dtype_layout_check(const rci_dtype_member *members, size_t n, rc_align align,
                                 uint32_t *scratch, rci_dtype_layout *layout, rc_error *err)
{
    size_t i, last = 0;
    rc_status status;
    layout->alignment = 1;
    layout->bad = SIZE_MAX;
    for (i = 0; i < n; i++) {
        size_t alignment = members[i].dtype->alignment, end;
        if (ends_too_late(&members[i], members[i].offset, &end)) {
            return too_large(layout, &members[i], i, err);
        }
        if (align == RC_ALIGNED && members[i].offset % alignment) {
            rci_base_quoted name;
            layout->bad = i;
            return rci_base_fail(
                err, RC_EARG,
                "field \"%s\" is at offset %zu, which its alignment %zu does not divide",
                rci_base_quote(&name, members[i].name, members[i].name_length), members[i].offset,
                alignment);
        }
        if (align == RC_ALIGNED && alignment > layout->alignment) {
            layout->alignment = alignment;
        }
        last = end > last ? end : last;
    }
    status = check_overlaps(members, n, scratch, layout, err);
    return status == RC_OK ? close_struct(layout, last, align, err) : status;
}

rc_status rci_dtype_layout_resize(rci_dtype_layout *layout, rc_align align, size_t itemsize,
                                  rc_error *err)
{
    if (itemsize < layout->itemsize) {
        return rci_base_fail(err, RC_EARG, "the fields need %zu bytes, the itemsize given is %zu",
                             layout->itemsize, itemsize);
    }
    if (itemsize > (size_t)RC_MAX_ITEMSIZE) {
        return rci_base_fail(err, RC_ELIMIT, "an itemsize of %zu is over the limit of %zu bytes",
                             itemsize, (size_t)RC_MAX_ITEMSIZE);
    }
    if (align == RC_ALIGNED && itemsize % layout->alignment) {
        return rci_base_fail(err, RC_EARG,
                             "the itemsize %zu is not a multiple of the alignment %zu", itemsize,
                             layout->alignment);
    }
    layout->itemsize = itemsize;
    return RC_OK;
}
