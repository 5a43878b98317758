/* format/arrow/data/read_text.c - the strings of imported arrays into str and U<n> cells. */
#include "base/cell.h"
#include "base/utf8.h"
#include "format/arrow/data/read_values.h"
#include "store/batch.h"
#include "store/strings.h"

#include <string.h>

typedef struct reading {
    const rci_arrow_data_part *part;
    const rci_arrow_data_target *target;
    size_t offset_size; /* 4 or 8; 0: views */
    uint64_t end;       /* the last offset */
    rc_error *err;
} reading;

static uint64_t offset_at(const reading *self, int64_t index)
{
    const unsigned char *offsets = self->part->array->buffers[1];
    return rci_base_cell_get(offsets + (size_t)index * self->offset_size, self->offset_size,
                             rci_base_cell_is_native(true));
}

/* The bytes between two offsets. False if they are not in order. A negative offset is larger than
   any end. */
static bool string_at(const reading *self, int64_t index, const char **text, size_t *length)
{
    uint64_t first = offset_at(self, index), end = offset_at(self, index + 1);
    const char *data = self->part->array->buffers[2];
    if (first > end || end > self->end || (end > first && !data)) {
        return false;
    }
    *length = (size_t)(end - first);
    *text = *length > 0 ? data + first : "";
    return true;
}

static bool view_at(const reading *self, int64_t index, const char **text, size_t *length)
{
    const struct ArrowArray *array = self->part->array;
    const unsigned char *view =
        (const unsigned char *)array->buffers[1] + (size_t)index * RCI_STORE_STR_CELL;
    int64_t n = rci_base_cell_get_signed(view, 4, rci_base_cell_is_native(true));
    int64_t buffer = rci_base_cell_get_signed(view + 8, 4, rci_base_cell_is_native(true));
    int64_t offset = rci_base_cell_get_signed(view + 12, 4, rci_base_cell_is_native(true)), size;
    *length = (size_t)n;
    if (n >= 0 && n <= RCI_STORE_STR_INLINE) {
        *text = (const char *)view + 4;
        return true;
    }
    if (n < 0 || buffer < 0 || buffer >= array->n_buffers - 3 || offset < 0 ||
        !array->buffers[2 + buffer]) {
        return false;
    }
    size = (int64_t)rci_base_cell_get((const unsigned char *)array->buffers[array->n_buffers - 1] +
                                          8 * buffer,
                                      8, rci_base_cell_is_native(true));
    *text = (const char *)array->buffers[2 + buffer] + offset;
    return offset + n <= size;
}

static rc_status put_str(const reading *self, unsigned char *cell, const char *text, size_t length)
{
    return rci_store_string_put(self->target->store, cell, text, length, self->err);
}

static rc_status put_ucs4(const reading *self, size_t i, unsigned char *cell, const char *text,
                          size_t length)
{
    const rc_dtype *dtype = self->target->dtype;
    size_t most = rc_dtype_length(dtype);
    size_t n = rci_base_utf8_count(text, length);
    if (n > most) {
        return rci_arrow_data_part_fail(self->part, i, RC_ERANGE, self->err,
                                        "text of %zu code points; the dtype holds %zu", n, most);
    }
    rci_base_utf8_to_ucs4(cell, text, length, rc_dtype_order(dtype) == RC_ORDER_BIG);
    memset(cell + 4 * n, 0, 4 * (most - n));
    return RC_OK;
}

/* One string that is not null. */
static rc_status read_one(const reading *self, size_t i, unsigned char *cell)
{
    int64_t index = rci_arrow_data_part_index(self->part, i);
    const char *text = "";
    size_t length = 0, bad;
    bool found = self->offset_size > 0 ? string_at(self, index, &text, &length)
                                       : view_at(self, index, &text, &length);
    if (!found) {
        return rci_arrow_data_part_fail(self->part, i, RC_EFORMAT, self->err,
                                        "a string that is not inside its buffer");
    }
    bad = rci_base_utf8_check(text, length);
    if (bad < length) {
        return rci_arrow_data_part_fail(self->part, i, RC_EFORMAT, self->err,
                                        "a string that is not UTF-8, from its byte %zu on", bad);
    }
    return rc_dtype_kind(self->target->dtype) == RC_STR ? put_str(self, cell, text, length)
                                                        : put_ucs4(self, i, cell, text, length);
}

static rc_status visit(void *context, const rci_arrow_data_run *run)
{
    const reading *self = context;
    size_t size = rc_dtype_itemsize(self->target->dtype);
    unsigned char *cell = run->cell;
    for (size_t i = run->index; i < run->index + run->n; i++, cell += run->stride) {
        rc_status status = RC_OK;
        if (rci_arrow_data_part_is_null(self->part, i)) {
            memset(cell, 0, size);
        } else {
            status = read_one(self, i, cell);
        }
        if (status != RC_OK) {
            return rci_arrow_data_at(self->part->path, status, self->err);
        }
    }
    return RC_OK;
}

rc_status rci_arrow_data_read_text(const rci_arrow_data_part *part,
                                   const rci_arrow_data_target *target, rc_error *err)
{
    reading self = {.part = part, .target = target, .err = err};
    rci_arrow_data_kind kind = part->type.kind;
    if (target->cells->total == 0) {
        return RC_OK;
    }
    if (!rci_arrow_data_is_view(kind)) {
        bool large = kind == RCI_ARROW_DATA_LARGE_UTF8 || kind == RCI_ARROW_DATA_LARGE_BINARY;
        self.offset_size = large ? 8 : 4;
        /* An empty dictionary, of which all indices are null, needs no offsets. */
        self.end = part->array->length == 0
                       ? 0
                       : offset_at(&self, part->array->offset + part->array->length);
        if (self.end > (large ? INT64_MAX : INT32_MAX)) {
            return rci_arrow_data_part_fail(part, 0, RC_EFORMAT, err, "a negative offset");
        }
    }
    return rci_arrow_data_cells_each(target->cells, visit, &self);
}
