/* format/arrow/data/part.c - checks imported arrays, and selects their values. */
#include "format/arrow/data/part.h"

#include "base/alloc.h"
#include "base/cell.h"
#include "base/check.h"
#include "base/error.h"

#include <string.h>

/* --------------------------------------------------------------------- memory */

typedef struct rci_arrow_data_scratch_block {
    struct rci_arrow_data_scratch_block *next;
    size_t size;
} scratch_block;

/* Makes *memory `n` elements of `size` bytes, zero; NULL after a failure. RC_OK; RC_ELIMIT,
   RC_ENOMEM. */
static rc_status take(rci_arrow_data_scratch *scratch, size_t n, size_t size, void **memory,
                      rc_error *err)
{
    scratch_block *block;
    size_t bytes;
    *memory = NULL;
    if (rci_base_mul_overflows(n, size, &bytes) ||
        rci_base_add_overflows(bytes, sizeof *block, &bytes)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu values are more than memory can address", n);
    }
    block = rci_base_zalloc(scratch->allocator, bytes, err);
    if (!block) {
        return RC_ENOMEM;
    }
    *block = (scratch_block){scratch->blocks, bytes};
    scratch->blocks = block;
    *memory = block + 1;
    return RC_OK;
}

static rc_status take_mask(rci_arrow_data_scratch *scratch, size_t n, unsigned char **mask,
                           rc_error *err)
{
    void *memory;
    rc_status status = take(scratch, n / 8 + 1, 1, &memory, err);
    *mask = memory;
    return status;
}

static rc_status take_map(rci_arrow_data_scratch *scratch, size_t n, int64_t **map, rc_error *err)
{
    void *memory;
    rc_status status = take(scratch, n, sizeof **map, &memory, err);
    *map = memory;
    return status;
}

void rci_arrow_data_scratch_release(rci_arrow_data_scratch *scratch)
{
    while (scratch->blocks) {
        scratch_block *block = scratch->blocks;
        scratch->blocks = block->next;
        rci_base_free(scratch->allocator, block, block->size);
    }
}

/* --------------------------------------------------------------------- errors */

rc_status rci_arrow_data_part_fail(const rci_arrow_data_part *part, size_t i, rc_status status,
                                   rc_error *err, const char *format, ...)
{
    bool first = err && err->status == RC_OK;
    va_list args;
    va_start(args, format);
    rci_base_vfail(err, status, format, args);
    va_end(args);
    if (first) {
        err->record = i / part->per_record;
    }
    return rci_arrow_data_at(part->path, status, err);
}

static rc_status fail_array(const rci_arrow_data_part *part, rc_error *err, const char *what,
                            int64_t number)
{
    rci_base_fail(err, RC_EFORMAT, "an Arrow array of type %s has %s %lld",
                  rci_arrow_data_type_name(&part->type), what, (long long)number);
    return rci_arrow_data_at(part->path, RC_EFORMAT, err);
}

static rc_status fail_missing(const rci_arrow_data_part *part, rc_error *err, const char *what)
{
    rci_base_fail(err, RC_EFORMAT, "an Arrow array of type %s has no %s",
                  rci_arrow_data_type_name(&part->type), what);
    return rci_arrow_data_at(part->path, RC_EFORMAT, err);
}

/* --------------------------------------------------------------------- checks */

static bool has_right_buffers(const rci_arrow_data_part *part)
{
    int64_t n = part->array->n_buffers;
    switch (part->type.kind) {
    case RCI_ARROW_DATA_STRUCT:
    case RCI_ARROW_DATA_LIST:
        return n == 1;
    case RCI_ARROW_DATA_BINARY:
    case RCI_ARROW_DATA_LARGE_BINARY:
    case RCI_ARROW_DATA_UTF8:
    case RCI_ARROW_DATA_LARGE_UTF8:
        return n == 3;
    case RCI_ARROW_DATA_BINARY_VIEW:
    case RCI_ARROW_DATA_UTF8_VIEW:
        return n >= 3 && n - 3 <= INT32_MAX;
    default:
        return n == 2;
    }
}

/* The buffers that a not empty array must have. */
static rc_status check_buffers(const rci_arrow_data_part *part, rc_error *err)
{
    const struct ArrowArray *array = part->array;
    bool is_fixed = part->type.kind == RCI_ARROW_DATA_FIXED;
    if (!has_right_buffers(part)) {
        return fail_array(part, err, "a wrong number of buffers,", array->n_buffers);
    }
    if (!array->buffers) {
        return fail_missing(part, err, "buffers");
    }
    if (array->null_count > 0 && !array->buffers[0]) {
        return fail_missing(part, err, "validity bitmap, but nulls");
    }
    if (array->length > 0 && array->n_buffers > 1 && !array->buffers[1] &&
        !(is_fixed && part->type.width == 0)) {
        return fail_missing(part, err, "buffer of values");
    }
    if (rci_arrow_data_is_view(part->type.kind) && array->n_buffers > 3 &&
        !array->buffers[array->n_buffers - 1]) {
        return fail_missing(part, err, "sizes of its buffers");
    }
    return RC_OK;
}

static rc_status check_children(const rci_arrow_data_part *part, rc_error *err)
{
    const struct ArrowArray *array = part->array;
    if (array->n_children != part->schema->n_children) {
        return fail_array(part, err, "a wrong number of children,", array->n_children);
    }
    for (int64_t i = 0; i < array->n_children; i++) {
        if (!array->children || !array->children[i] || !array->children[i]->release) {
            return fail_missing(part, err, "child where its schema has one");
        }
    }
    if ((array->dictionary != NULL) != (part->schema->dictionary != NULL) ||
        (array->dictionary && !array->dictionary->release)) {
        return fail_missing(part, err, "dictionary, or one too many");
    }
    return RC_OK;
}

rc_status rci_arrow_data_part_of(rci_arrow_data_part *part, const struct ArrowSchema *schema,
                                 const struct ArrowArray *array, const rci_arrow_data_path *path,
                                 rc_error *err)
{
    int64_t end;
    rc_status status;
    *part = (rci_arrow_data_part){.schema = schema,
                                  .array = array,
                                  .n = (size_t)array->length,
                                  .per_record = 1,
                                  .path = path};
    status = rci_arrow_data_type_parse(schema->format, &part->type, err);
    if (status != RC_OK) {
        return rci_arrow_data_at(path, status, err);
    }
    if (array->length < 0 || array->offset < 0 ||
        __builtin_add_overflow(array->length, array->offset, &end) || end > INT64_MAX / 16) {
        return fail_array(part, err, "the length", array->length);
    }
    if (array->null_count < -1 || array->null_count > array->length) {
        return fail_array(part, err, "the null count", array->null_count);
    }
    status = check_buffers(part, err);
    return status == RC_OK ? check_children(part, err) : status;
}

/* ---------------------------------------------------------------------- nulls */

const unsigned char *rci_arrow_data_part_bits(const rci_arrow_data_part *part)
{
    return part->array->null_count == 0 ? NULL : part->array->buffers[0];
}

/* Whether the array has a value there, whatever is around it. */
static bool is_valid(const rci_arrow_data_part *part, const unsigned char *bits, size_t i)
{
    int64_t index = rci_arrow_data_part_index(part, i);
    return index >= 0 && (!bits || rci_store_bit(bits, (size_t)index));
}

static void write_bits(const rci_arrow_data_part *part, const unsigned char *from,
                       unsigned char *bits, size_t bit0)
{
    size_t start = (size_t)part->array->offset + part->start;
    if (part->map) {
        for (size_t i = 0; i < part->n; i++) {
            rci_store_set_bit(bits, bit0 + i, is_valid(part, from, i));
        }
    } else if (!from) {
        rci_store_fill_bits(bits, bit0, part->n);
    } else if (from + start / 8 != bits || start % 8 != bit0) { /* else the store shares it */
        rci_store_copy_bits(bits, bit0, from, start, part->n);
    }
}

static rc_status refuse_nulls(const rci_arrow_data_part *part, const unsigned char *bits,
                              rc_error *err)
{
    for (size_t i = 0; i < part->n; i++) {
        if (!is_valid(part, bits, i) && !rci_arrow_data_part_is_null(part, i)) {
            return rci_arrow_data_part_fail(part, i, RC_ETYPE, err,
                                            part->path->depth == 0
                                                ? "a null record; records are not nullable"
                                                : "a null, where the dtype is not nullable");
        }
    }
    return RC_OK;
}

/* Whether bits first .. first + n - 1 are set. */
static bool all_are_set(const unsigned char *bits, size_t first, size_t n)
{
    size_t end = first + n;
    for (; first < end && first % 8 != 0; first++) {
        if (!rci_store_bit(bits, first)) {
            return false;
        }
    }
    for (; end - first >= 8; first += 8) {
        if (bits[first / 8] != 0xFF) {
            return false;
        }
    }
    return first == end || (bits[first / 8] | 0xFF << (end - first)) % 256 == 0xFF;
}

/* The bits of a range that has nulls, else NULL. */
static const unsigned char *bits_with_nulls(const rci_arrow_data_part *part)
{
    const unsigned char *bits = rci_arrow_data_part_bits(part);
    size_t start = (size_t)part->array->offset + part->start;
    return bits && (part->map || !all_are_set(bits, start, part->n)) ? bits : NULL;
}

/* Adds the nulls of the array to the mask. RC_OK; RC_ENOMEM. */
static rc_status add_to_mask(rci_arrow_data_part *part, const unsigned char *bits,
                             rci_arrow_data_scratch *scratch, rc_error *err)
{
    unsigned char *mask;
    rc_status status = take_mask(scratch, part->n, &mask, err);
    if (status != RC_OK) {
        return status;
    }
    if (!part->map && !part->mask) {
        rci_store_copy_bits(mask, 0, bits, (size_t)part->array->offset + part->start, part->n);
    } else {
        for (size_t i = 0; i < part->n; i++) {
            bool valid = is_valid(part, bits, i) && !rci_arrow_data_part_is_null(part, i);
            mask[i / 8] |= (unsigned char)(valid << (i % 8));
        }
    }
    part->mask = mask;
    return RC_OK;
}

rc_status rci_arrow_data_part_nulls(rci_arrow_data_part *part, unsigned char *bits, size_t bit0,
                                    rci_arrow_data_scratch *scratch, rc_error *err)
{
    const unsigned char *from = bits_with_nulls(part);
    if (bits) {
        write_bits(part, rci_arrow_data_part_bits(part), bits, bit0);
    } else if (from || part->map) {
        rc_status status = refuse_nulls(part, from, err);
        if (status != RC_OK || !part->mask) {
            return status; /* no value is null */
        }
    }
    return from || part->map ? add_to_mask(part, from, scratch, err) : RC_OK;
}

/* --------------------------------------------------------------------- inside */

/* Makes a part a selection from a child that has been checked: the values of `from`, `width` of
   each. RC_OK; RC_EFORMAT, RC_ELIMIT, RC_ENOMEM. */
static rc_status select_inside(const rci_arrow_data_part *from, size_t width,
                               rci_arrow_data_part *inside, rci_arrow_data_scratch *scratch,
                               rc_error *err)
{
    size_t length = inside->n, end;
    rc_status status;
    int64_t *map;
    if (rci_base_mul_overflows(from->per_record, width > 0 ? width : 1, &inside->per_record) ||
        rci_base_mul_overflows(from->n, width, &inside->n) ||
        rci_base_mul_overflows((size_t)from->array->offset + from->start + from->n, width, &end)) {
        return rci_arrow_data_part_fail(from, 0, RC_ELIMIT, err, "more list elements than memory");
    }
    if (!from->map) {
        inside->start = ((size_t)from->array->offset + from->start) * width;
        return end <= length || inside->n == 0
                   ? RC_OK
                   : fail_array(inside, err,
                                "fewer values than its parent needs:", inside->array->length);
    }
    status = take_map(scratch, inside->n, &map, err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < inside->n; i++) {
        int64_t index = rci_arrow_data_part_index(from, i / width);
        if (index >= 0 && (size_t)index >= length / width) {
            return fail_array(inside, err,
                              "fewer values than its parent needs:", inside->array->length);
        }
        map[i] = index < 0 ? -1 : index * (int64_t)width + (int64_t)(i % width);
    }
    inside->map = map;
    return RC_OK;
}

rc_status rci_arrow_data_part_member(const rci_arrow_data_part *part, size_t i,
                                     const rci_arrow_data_path *path, rci_arrow_data_part *member,
                                     rci_arrow_data_scratch *scratch, rc_error *err)
{
    rc_status status = rci_arrow_data_part_of(member, part->schema->children[i],
                                              part->array->children[i], path, err);
    member->mask = part->mask;
    return status == RC_OK ? select_inside(part, 1, member, scratch, err) : status;
}

rc_status rci_arrow_data_part_elements(const rci_arrow_data_part *part,
                                       const rci_arrow_data_path *path,
                                       rci_arrow_data_part *elements,
                                       rci_arrow_data_scratch *scratch, rc_error *err)
{
    size_t width = (size_t)part->type.width;
    unsigned char *mask;
    rc_status status = rci_arrow_data_part_of(elements, part->schema->children[0],
                                              part->array->children[0], path, err);
    if (status == RC_OK) {
        status = select_inside(part, width, elements, scratch, err);
    }
    if (status != RC_OK || !part->mask) {
        return status;
    }
    status = take_mask(scratch, elements->n, &mask, err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < elements->n; i++) {
        mask[i / 8] |= (unsigned char)(rci_store_bit(part->mask, i / width) << (i % 8));
    }
    elements->mask = mask;
    return RC_OK;
}

/* ----------------------------------------------------------------- dictionary */

/* Index i of a dictionary; -1 for one that is negative or larger than INT64_MAX. */
static int64_t dictionary_index(const rci_arrow_data_part *part, size_t at)
{
    size_t size = rci_arrow_data_type_size(&part->type);
    const unsigned char *cell = (const unsigned char *)part->array->buffers[1] + at * size;
    bool is_signed = part->type.kind == RCI_ARROW_DATA_I1 || part->type.kind == RCI_ARROW_DATA_I2 ||
                     part->type.kind == RCI_ARROW_DATA_I4 || part->type.kind == RCI_ARROW_DATA_I8;
    uint64_t value = rci_base_cell_get(cell, size, rci_base_cell_is_native(true));
    if (is_signed) {
        return rci_base_cell_get_signed(cell, size, rci_base_cell_is_native(true));
    }
    return value > INT64_MAX ? -1 : (int64_t)value;
}

rc_status rci_arrow_data_part_values(const rci_arrow_data_part *part, rci_arrow_data_part *values,
                                     rci_arrow_data_scratch *scratch, rc_error *err)
{
    const unsigned char *bits = rci_arrow_data_part_bits(part);
    rc_status status = rci_arrow_data_part_of(values, part->schema->dictionary,
                                              part->array->dictionary, part->path, err);
    int64_t *map;
    if (status == RC_OK) {
        status = take_map(scratch, part->n, &map, err);
    }
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < part->n; i++) {
        map[i] = -1;
        if (is_valid(part, bits, i) && !rci_arrow_data_part_is_null(part, i)) {
            map[i] = dictionary_index(part, (size_t)rci_arrow_data_part_index(part, i));
            if (map[i] < 0 || map[i] >= values->array->length) {
                return rci_arrow_data_part_fail(
                    part, i, RC_EFORMAT, err,
                    "an index that its dictionary of %lld values does not have",
                    (long long)values->array->length);
            }
        }
    }
    values->n = part->n;
    values->per_record = part->per_record;
    values->map = map;
    values->mask = part->mask;
    return RC_OK;
}
