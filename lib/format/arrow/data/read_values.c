/* format/arrow/data/read_values.c - numbers, times, bools and bytes of imported arrays. */
#include "format/arrow/data/read_values.h"

#include "base/cell.h"
#include "dtype/kinds.h"
#include "format/arrow/data/values.h"
#include "store/transpose.h"
#include "value/datetime.h"

#include <string.h>

typedef struct reading {
    const rci_arrow_data_part *part;
    const rci_arrow_data_target *target;
    const unsigned char *values;
    size_t size; /* of a cell */
    size_t word; /* of the number in it */
    rci_value_time_unit from, to;
    rc_error *err;
} reading;

const unsigned char *rci_arrow_data_shared_values(const rci_arrow_data_part *part,
                                                  const rc_dtype *dtype)
{
    size_t size = rc_dtype_itemsize(dtype) / (rci_arrow_data_is_complex(dtype) ? 2 : 1);
    const unsigned char *values = part->array->n_buffers > 1 ? part->array->buffers[1] : NULL;
    size_t alignment = rci_dtype_kind_facts_of(rc_dtype_kind(dtype))->alignment;
    if (!values || part->map || part->schema->dictionary || size == 0 ||
        rci_arrow_data_form_of(dtype, &part->type) != RCI_ARROW_DATA_SAME) {
        return NULL;
    }
    values += (size_t)rci_arrow_data_part_index(part, 0) * size;
    return (uintptr_t)values % alignment == 0 ? values : NULL;
}

/* Copies the values that a map selects. */
static void copy_mapped(const reading *self, const rci_store_cell_run *run)
{
    unsigned char *cell = run->cell;
    for (size_t i = 0; i < run->n; i++, cell += run->stride) {
        int64_t index = rci_arrow_data_part_index(self->part, run->index + i);
        if (index < 0) {
            memset(cell, 0, self->size);
        } else {
            rci_store_copy_cells(cell, 0, self->values + (size_t)index * self->size, 0, self->size,
                                 1);
        }
    }
}

static rc_status visit_same(void *context, const rci_store_cell_run *run)
{
    const reading *self = context;
    const unsigned char *from;
    if (self->part->map) {
        copy_mapped(self, run);
        return RC_OK;
    }
    from = self->values + (size_t)rci_arrow_data_part_index(self->part, run->index) * self->size;
    if (from != run->cell) { /* else the store shares it */
        rci_store_copy_cells(run->cell, run->stride, from, (ptrdiff_t)self->size, self->size,
                             run->n);
    }
    return RC_OK;
}

static rc_status visit_swapped(void *context, const rci_store_cell_run *run)
{
    const reading *self = context;
    unsigned char *cell = run->cell;
    (void)visit_same(context, run);
    for (size_t i = 0; i < run->n; i++, cell += run->stride) {
        for (size_t part = 0; part < self->size; part += self->word) {
            uint64_t bits = rci_base_cell_get(cell + part, self->word, false);
            rci_base_cell_put(cell + part, self->word, true, bits);
        }
    }
    return RC_OK;
}

static rc_status visit_bits(void *context, const rci_store_cell_run *run)
{
    const reading *self = context;
    unsigned char *cell = run->cell;
    for (size_t i = 0; i < run->n; i++, cell += run->stride) {
        int64_t index = rci_arrow_data_part_index(self->part, run->index + i);
        *cell = index >= 0 && rci_store_bit(self->values, (size_t)index);
    }
    return RC_OK;
}

/* The count of a value that may be a smallest number, which is not a time. */
static int64_t read_count(const reading *self, int64_t index)
{
    size_t size = rci_arrow_data_type_size(&self->part->type);
    int64_t count = rci_base_cell_get_signed(self->values + (size_t)index * size, size,
                                             rci_base_cell_is_native(true));
    bool has_nat = self->part->type.kind == RCI_ARROW_DATA_DATE4 ||
                   self->part->type.kind == RCI_ARROW_DATA_MONTHS;
    return has_nat && count == INT32_MIN ? RCI_VALUE_NAT : count;
}

static rc_status visit_time(void *context, const rci_store_cell_run *run)
{
    const reading *self = context;
    const rc_dtype *dtype = self->target->dtype;
    bool is_date = rc_dtype_kind(dtype) == RC_DATETIME;
    bool big = rc_dtype_order(dtype) == RC_ORDER_BIG;
    unsigned char *cell = run->cell;
    for (size_t i = run->index; i < run->index + run->n; i++, cell += run->stride) {
        int64_t index = rci_arrow_data_part_index(self->part, i), made = 0;
        int64_t count = index < 0 ? 0 : read_count(self, index);
        rci_value_time_status status =
            is_date ? rci_value_datetime_convert(count, self->from, self->to, &made)
                    : rci_value_timedelta_convert(count, self->from, self->to, &made);
        if (status != RCI_VALUE_TIME_OK) {
            if (!rci_arrow_data_part_is_null(self->part, i)) {
                return rci_arrow_data_part_fail(
                    self->part, i, RC_ERANGE, self->err,
                    "the %s %lld is not a whole number of the dtype's unit, or out of its range",
                    rci_arrow_data_type_name(&self->part->type), (long long)count);
            }
            made = 0;
        }
        rci_base_cell_put(cell, 8, big, (uint64_t)made);
    }
    return RC_OK;
}

rc_status rci_arrow_data_read_values(const rci_arrow_data_part *part,
                                     const rci_arrow_data_target *target, rc_error *err)
{
    static rci_store_cell_visitor *const visitors[] = {
        [RCI_ARROW_DATA_SAME] = visit_same,
        [RCI_ARROW_DATA_SWAPPED] = visit_swapped,
        [RCI_ARROW_DATA_BITS] = visit_bits,
        [RCI_ARROW_DATA_CONVERTED_TIME] = visit_time,
    };
    rci_arrow_data_form form = rci_arrow_data_form_of(target->dtype, &part->type);
    bool complex = rci_arrow_data_is_complex(target->dtype);
    reading self = {.part = part, .target = target, .values = part->array->buffers[1], .err = err};
    self.size = rc_dtype_itemsize(target->dtype) / (complex ? 2 : 1);
    self.word = self.size;
    self.from.unit = rci_arrow_data_type_unit(&part->type, target->dtype);
    self.from.multiple = 1;
    self.to.unit = rc_dtype_unit(target->dtype, &self.to.multiple);
    if (self.size == 0) {
        return RC_OK;
    }
    return rci_store_cells_each(target->cells, visitors[form], &self);
}
