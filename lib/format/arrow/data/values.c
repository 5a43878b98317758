/* format/arrow/data/values.c - the values of numbers, times, bools, bytes and str cells in Arrow's
   form. */
#include "format/arrow/data/values.h"

#include "base/cell.h"
#include "base/check.h"
#include "base/error.h"
#include "dtype/kinds.h"
#include "store/nulls.h"
#include "store/strings.h"
#include "store/transpose.h"
#include "value/datetime.h"

#include <string.h>

rci_arrow_data_form rci_arrow_data_form_of(const rc_dtype *dtype, const rci_arrow_data_type *type)
{
    rc_order order = rc_dtype_order(dtype);
    rc_kind kind = rc_dtype_kind(dtype);
    bool native = order == RC_ORDER_NONE || rci_base_cell_is_native(order == RC_ORDER_BIG);
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(dtype, &multiple);
    if (kind == RC_BOOL) {
        return RCI_ARROW_DATA_BITS;
    }
    if (kind == RC_UCS4 || kind == RC_STR) {
        return RCI_ARROW_DATA_TEXT;
    }
    if (rci_dtype_kind_is_time(kind) && (unit != rci_arrow_data_type_unit(type, dtype) ||
                                         multiple != 1 || rci_arrow_data_type_size(type) != 8)) {
        return RCI_ARROW_DATA_CONVERTED_TIME;
    }
    return native ? RCI_ARROW_DATA_SAME : RCI_ARROW_DATA_SWAPPED;
}

bool rci_arrow_data_can_share(const rci_arrow_data_source *source)
{
    rci_arrow_data_form form = rci_arrow_data_form_of(source->dtype, &source->type);
    size_t alignment = rci_dtype_kind_facts_of(rc_dtype_kind(source->dtype))->alignment;
    bool same = form == RCI_ARROW_DATA_SAME ||
                (source->type.kind == RCI_ARROW_DATA_UTF8_VIEW &&
                 rc_dtype_kind(source->dtype) == RC_STR && rci_base_cell_is_native(false));
    return same && source->cells->total > 0 && rc_dtype_itemsize(source->dtype) > 0 &&
           (uintptr_t)source->cells->base % alignment == 0 &&
           rci_store_cells_are_contiguous(source->cells, rc_dtype_itemsize(source->dtype));
}

rc_status rci_arrow_data_values_size(const rci_arrow_data_source *source, size_t *size,
                                     rc_error *err)
{
    size_t n = source->cells->total, each = rci_arrow_data_type_size(&source->type);
    if (source->type.kind == RCI_ARROW_DATA_BOOL) {
        *size = rci_store_bitmap_size(n);
        return RC_OK;
    }
    if (rci_arrow_data_is_complex(source->dtype)) {
        each = rc_dtype_itemsize(source->dtype);
    }
    if (rci_arrow_data_is_view(source->type.kind)) {
        each = RCI_STORE_STR_CELL;
    }
    if (rci_base_mul_overflows(n, each, size)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu values are more than memory can address", n);
    }
    return RC_OK;
}

/* ------------------------------------------------------------------- visitors */

/* A buffer that is being filled. */
typedef struct writing {
    const rci_arrow_data_source *source;
    unsigned char *values;
    size_t size; /* of a cell */
    size_t word; /* of the number in it, whose order is changed */
    rci_value_time_unit from, to;
    rc_error *err;
} writing;

static rc_status visit_same(void *context, const rci_store_cell_run *run)
{
    const writing *self = context;
    rci_store_copy_cells(self->values + run->index * self->size, (ptrdiff_t)self->size, run->cell,
                         run->stride, self->size, run->n);
    return RC_OK;
}

static rc_status visit_swapped(void *context, const rci_store_cell_run *run)
{
    const writing *self = context;
    unsigned char *to = self->values + run->index * self->size;
    const unsigned char *cell = run->cell;
    for (size_t i = 0; i < run->n; i++, cell += run->stride, to += self->size) {
        for (size_t part = 0; part < self->size; part += self->word) {
            uint64_t bits = rci_base_cell_get(cell + part, self->word, false);
            rci_base_cell_put(to + part, self->word, true, bits);
        }
    }
    return RC_OK;
}

static rc_status visit_bits(void *context, const rci_store_cell_run *run)
{
    const writing *self = context;
    const unsigned char *cell = run->cell;
    for (size_t i = run->index; i < run->index + run->n; i++, cell += run->stride) {
        self->values[i / 8] |= (unsigned char)((*cell != 0) << (i % 8));
    }
    return RC_OK;
}

static rc_status fail_time(const writing *self, size_t index, int64_t count, rc_error *err)
{
    rc_status status;
    char text[RCI_VALUE_TIME_TEXT_MAX];
    bool is_date = rc_dtype_kind(self->source->dtype) == RC_DATETIME;
    size_t n = is_date ? rci_value_datetime_print(text, count, self->from)
                       : rci_value_timedelta_print(text, count, self->from);
    status = rci_base_fail(err, RC_ERANGE, "%.*s does not fit Arrow's %s", (int)n, text,
                           rci_arrow_data_type_name(&self->source->type));
    if (err) {
        err->record = index / self->source->cells->per_record;
    }
    return status;
}

/* The count in the unit of the type. False if it does not fit. */
static bool convert_time(const writing *self, int64_t count, size_t size, int64_t *converted)
{
    rci_value_time_status status =
        rc_dtype_kind(self->source->dtype) == RC_DATETIME
            ? rci_value_datetime_convert(count, self->from, self->to, converted)
            : rci_value_timedelta_convert(count, self->from, self->to, converted);
    if (count == RCI_VALUE_NAT) {
        *converted = size == 4 ? INT32_MIN : RCI_VALUE_NAT;
        return true;
    }
    return status == RCI_VALUE_TIME_OK &&
           (size == 8 || (*converted > INT32_MIN && *converted <= INT32_MAX));
}

static rc_status visit_time(void *context, const rci_store_cell_run *run)
{
    const writing *self = context;
    const rci_arrow_data_source *source = self->source;
    bool big = rc_dtype_order(source->dtype) == RC_ORDER_BIG;
    size_t size = rci_arrow_data_type_size(&source->type);
    const unsigned char *cell = run->cell;
    for (size_t i = run->index; i < run->index + run->n; i++, cell += run->stride) {
        int64_t count = rci_base_cell_get_signed(cell, 8, big), converted = 0;
        if (!convert_time(self, count, size, &converted)) {
            if (!rci_arrow_data_is_null(source->nulls, i / source->cells->per_record)) {
                return fail_time(self, i, count, self->err);
            }
            converted = 0;
        }
        rci_base_cell_put(self->values + i * size, size, rci_base_cell_is_native(true),
                          (uint64_t)converted);
    }
    return RC_OK;
}

/* Views: a length, then bytes or a prefix and two numbers. */
static rc_status visit_views(void *context, const rci_store_cell_run *run)
{
    const writing *self = context;
    rci_store_cell_run from = *run;
    unsigned char *to = self->values + run->index * RCI_STORE_STR_CELL;
    if (rci_base_cell_is_native(false)) {
        return visit_same(context, run);
    }
    for (size_t i = 0; i < run->n; i++, from.cell += run->stride, to += RCI_STORE_STR_CELL) {
        uint64_t length = rci_base_cell_get(from.cell, 4, false);
        memcpy(to, from.cell, RCI_STORE_STR_CELL);
        rci_base_cell_put(to, 4, true, length);
        if (length > RCI_STORE_STR_INLINE) {
            rci_base_cell_put(to + 8, 4, true, rci_base_cell_get(from.cell + 8, 4, false));
            rci_base_cell_put(to + 12, 4, true, rci_base_cell_get(from.cell + 12, 4, false));
        }
    }
    return RC_OK;
}

rc_status rci_arrow_data_write_values(const rci_arrow_data_source *source, unsigned char *values,
                                      rc_error *err)
{
    rci_arrow_data_form form = rci_arrow_data_form_of(source->dtype, &source->type);
    static rci_store_cell_visitor *const visitors[] = {
        [RCI_ARROW_DATA_SAME] = visit_same,  [RCI_ARROW_DATA_SWAPPED] = visit_swapped,
        [RCI_ARROW_DATA_BITS] = visit_bits,  [RCI_ARROW_DATA_CONVERTED_TIME] = visit_time,
        [RCI_ARROW_DATA_TEXT] = visit_views,
    };
    writing self = {.source = source, .values = values, .err = err};
    self.size = rc_dtype_itemsize(source->dtype);
    self.word = rci_arrow_data_is_complex(source->dtype) ? self.size / 2 : self.size;
    self.from.unit = rc_dtype_unit(source->dtype, &self.from.multiple);
    self.to.unit = rci_arrow_data_type_unit(&source->type, source->dtype);
    self.to.multiple = 1;
    if (self.size == 0) {
        return RC_OK;
    }
    return rci_store_cells_each(source->cells, visitors[form], &self);
}
