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
    bool is_borrowed;   /* the data buffers are blocks of the store's strings */
    size_t block;       /* the first of these */
    rc_error *err;
} reading;

/* A string in a data buffer, or in a view. */
typedef struct string {
    const char *text;
    size_t length;
    size_t buffer; /* number of the data buffer; not used for a string in a view */
} string;

static uint64_t offset_at(const reading *self, int64_t index)
{
    const unsigned char *offsets = self->part->array->buffers[1];
    return rci_base_cell_get(offsets + (size_t)index * self->offset_size, self->offset_size,
                             rci_base_cell_is_native(true));
}

/* The bytes between two offsets. False if they are not in order. A negative offset is larger than
   any end. */
static bool string_at(const reading *self, int64_t index, string *found)
{
    uint64_t first = offset_at(self, index), end = offset_at(self, index + 1);
    const char *data = self->part->array->buffers[2];
    if (first > end || end > self->end || (end > first && !data)) {
        return false;
    }
    found->length = (size_t)(end - first);
    found->text = found->length > 0 ? data + first : "";
    return true;
}

static bool view_at(const reading *self, int64_t index, string *found)
{
    const struct ArrowArray *array = self->part->array;
    const unsigned char *view =
        (const unsigned char *)array->buffers[1] + (size_t)index * RCI_STORE_STR_CELL;
    int64_t n = rci_base_cell_get_signed(view, 4, rci_base_cell_is_native(true));
    int64_t buffer = rci_base_cell_get_signed(view + 8, 4, rci_base_cell_is_native(true));
    int64_t offset = rci_base_cell_get_signed(view + 12, 4, rci_base_cell_is_native(true)), size;
    found->length = (size_t)n;
    if (n >= 0 && n <= RCI_STORE_STR_INLINE) {
        found->text = (const char *)view + 4;
        return true;
    }
    if (n < 0 || buffer < 0 || buffer >= array->n_buffers - 3 || offset < 0 ||
        !array->buffers[2 + buffer]) {
        return false;
    }
    size = (int64_t)rci_base_cell_get((const unsigned char *)array->buffers[array->n_buffers - 1] +
                                          8 * buffer,
                                      8, rci_base_cell_is_native(true));
    found->text = (const char *)array->buffers[2 + buffer] + offset;
    found->buffer = (size_t)buffer;
    return offset + n <= size;
}

/* One data buffer becomes a block of the store's strings. RC_OK; RC_ENOMEM, RC_ELIMIT. */
static rc_status borrow_one(reading *self, const void *data, size_t size, size_t *block)
{
    rci_arrow_data_owner **owner = self->target->owner;
    rc_status status;
    if (*owner) {
        rci_arrow_data_owner_ref(*owner);
    } else {
        *owner = rci_arrow_data_owner_new(1, self->err);
        if (!*owner) {
            return RC_ENOMEM;
        }
    }
    status = rci_store_string_borrow(self->target->store, data, size, rci_arrow_data_owner_unref,
                                     *owner, block, self->err);
    if (status != RC_OK) {
        rci_arrow_data_owner_unref(*owner, NULL);
    }
    return status;
}

/* All data buffers become blocks, in order: those of a new heap of strings are numbered so. */
static rc_status borrow(reading *self)
{
    const struct ArrowArray *array = self->part->array;
    const size_t n = self->offset_size > 0 ? 1 : (size_t)array->n_buffers - 3;
    const unsigned char *sizes = array->buffers[array->n_buffers - 1];
    rc_status status = RC_OK;
    for (size_t i = 0, block = 0; status == RC_OK && i < n; i++) {
        const size_t size =
            self->offset_size > 0
                ? (size_t)self->end
                : (size_t)rci_base_cell_get(sizes + 8 * i, 8, rci_base_cell_is_native(true));
        status = borrow_one(self, array->buffers[2 + i], size, &block);
        self->block = i == 0 ? block : self->block;
    }
    self->is_borrowed = status == RC_OK;
    return status;
}

/* A long string in the first 2 GiB of its buffer is used in place. */
static rc_status put_str(reading *self, unsigned char *cell, const string *found)
{
    const char *start = found->length > RCI_STORE_STR_INLINE && self->target->owner
                            ? self->part->array->buffers[2 + found->buffer]
                            : NULL;
    if (start && found->text - start <= INT32_MAX) {
        rc_status status = self->is_borrowed ? RC_OK : borrow(self);
        if (status == RC_OK) {
            rci_store_strings_refer(cell, self->block + found->buffer, start, found->text,
                                    found->length);
        }
        return status;
    }
    return rci_store_string_put(self->target->store, cell, found->text, found->length, self->err);
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
static rc_status read_one(reading *self, size_t i, unsigned char *cell)
{
    int64_t index = rci_arrow_data_part_index(self->part, i);
    string found = {"", 0, 0};
    size_t bad;
    bool inside =
        self->offset_size > 0 ? string_at(self, index, &found) : view_at(self, index, &found);
    if (!inside) {
        return rci_arrow_data_part_fail(self->part, i, RC_EFORMAT, self->err,
                                        "a string that is not inside its buffer");
    }
    bad = rci_base_utf8_check(found.text, found.length);
    if (bad < found.length) {
        return rci_arrow_data_part_fail(self->part, i, RC_EFORMAT, self->err,
                                        "a string that is not UTF-8, from its byte %zu on", bad);
    }
    return rc_dtype_kind(self->target->dtype) == RC_STR
               ? put_str(self, cell, &found)
               : put_ucs4(self, i, cell, found.text, found.length);
}

static rc_status visit(void *context, const rci_store_cell_run *run)
{
    reading *self = context;
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
    return rci_store_cells_each(target->cells, visit, &self);
}
