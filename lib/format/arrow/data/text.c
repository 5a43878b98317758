/* format/arrow/data/text.c - the text of str and U<n> cells as Arrow's strings of variable length.
 */
#include "base/cell.h"
#include "base/check.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/arrow/data/values.h"
#include "store/batch.h"
#include "store/strings.h"

#include <string.h>

/* Text that is being measured or written. */
typedef struct writing {
    const rci_arrow_data_source *source;
    unsigned char *offsets; /* NULL: views */
    size_t offset_size;     /* 4 or 8 */
    unsigned char *views;
    char *text;
    size_t length; /* bytes of text so far */
    rc_error *err;
} writing;

static bool is_big(const rci_arrow_data_source *source)
{
    return rc_dtype_order(source->dtype) == RC_ORDER_BIG;
}

static rc_status fail_at(const writing *self, size_t index, rc_status status, const char *message)
{
    rci_base_fail(self->err, status, "%s", message);
    if (self->err) {
        self->err->record = index / self->source->cells->per_record;
    }
    return status;
}

/* The bytes of UTF-8 of a cell. RC_OK; RC_ERANGE. */
static rc_status measure(const writing *self, const unsigned char *cell, size_t index,
                         size_t *length)
{
    const rci_arrow_data_source *source = self->source;
    size_t n;
    if (rc_dtype_kind(source->dtype) == RC_STR) {
        (void)rci_store_string_get(source->store, cell, length);
        return RC_OK;
    }
    n = rci_base_ucs4_trim(cell, rc_dtype_length(source->dtype));
    if (rci_base_ucs4_check(cell, n, is_big(source)) != n) {
        *length = 0;
        return rci_arrow_data_is_null(source->nulls, index / source->cells->per_record)
                   ? RC_OK
                   : fail_at(self, index, RC_ERANGE, "code points that are not characters");
    }
    *length = rci_base_ucs4_utf8_length(cell, n, is_big(source));
    return RC_OK;
}

static rc_status visit_lengths(void *context, const rci_store_cell_run *run)
{
    writing *self = context;
    const unsigned char *cell = run->cell;
    size_t most = self->offset_size == 8 ? SIZE_MAX / 2 : INT32_MAX;
    for (size_t i = run->index; i < run->index + run->n; i++, cell += run->stride) {
        size_t length = 0;
        rc_status status = measure(self, cell, i, &length);
        if (status != RC_OK) {
            return status;
        }
        if (!self->offsets && length <= RCI_STORE_STR_INLINE) {
            continue;
        }
        if (rci_base_add_overflows(self->length, length, &self->length) || self->length > most) {
            return fail_at(self, i, RC_ELIMIT,
                           "a column of more than 2147483647 bytes of text (try "
                           "RC_STRINGS_LARGE)");
        }
        if (self->offsets) {
            rci_base_cell_put(self->offsets + (i + 1) * self->offset_size, self->offset_size,
                              rci_base_cell_is_native(true), self->length);
        }
    }
    return RC_OK;
}

rc_status rci_arrow_data_write_offsets(const rci_arrow_data_source *source, void *offsets,
                                       size_t *bytes, rc_error *err)
{
    writing self = {.source = source, .offsets = offsets, .err = err};
    rc_status status;
    self.offset_size = source->type.kind == RCI_ARROW_DATA_LARGE_UTF8 ? 8 : 4;
    status = rci_store_cells_each(source->cells, visit_lengths, &self);
    *bytes = self.length;
    return status;
}

/* Writes the text of a cell to `out`, which has space for it. */
static void write_text(const rci_arrow_data_source *source, const unsigned char *cell,
                       size_t length, char *out)
{
    size_t n;
    if (rc_dtype_kind(source->dtype) == RC_STR) {
        memcpy(out, rci_store_string_get(source->store, cell, &n), length);
        return;
    }
    n = rci_base_ucs4_trim(cell, rc_dtype_length(source->dtype));
    rci_base_ucs4_to_utf8(out, cell, n, is_big(source));
}

static rc_status visit_text(void *context, const rci_store_cell_run *run)
{
    writing *self = context;
    const unsigned char *cell = run->cell;
    for (size_t i = run->index; i < run->index + run->n; i++, cell += run->stride) {
        unsigned char *view = self->views ? self->views + i * RCI_STORE_STR_CELL : NULL;
        size_t length = 0;
        (void)measure(self, cell, i, &length);
        if (length == 0) {
            continue;
        }
        if (view) {
            rci_base_cell_put(view, 4, rci_base_cell_is_native(true), length);
        }
        if (view && length <= RCI_STORE_STR_INLINE) {
            write_text(self->source, cell, length, (char *)view + 4);
            continue;
        }
        write_text(self->source, cell, length, self->text + self->length);
        if (view) {
            memcpy(view + 4, self->text + self->length, 4);
            rci_base_cell_put(view + 12, 4, rci_base_cell_is_native(true), self->length);
        }
        self->length += length;
    }
    return RC_OK;
}

void rci_arrow_data_write_text(const rci_arrow_data_source *source, void *views, char *text)
{
    writing self = {.source = source, .views = views, .text = text};
    (void)rci_store_cells_each(source->cells, visit_text, &self);
}
