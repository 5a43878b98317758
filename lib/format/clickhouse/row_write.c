/* format/clickhouse/row_write.c - writes records of RowBinary. */
#include "base/cell.h"
#include "format/clickhouse/row.h"
#include "format/clickhouse/value.h"
#include "format/clickhouse/wire.h"
#include "store/batch.h"
#include "store/nulls.h"

typedef struct row_writer {
    const rc_store *store;
    rci_base_bytes *out;
    rc_error *err;
} row_writer;

static rc_status put_value(row_writer *w, const rci_clickhouse_type *type,
                           const unsigned char *base);

static rc_status put_elements(row_writer *w, const rci_clickhouse_type *type,
                              const unsigned char *cell)
{
    const rci_clickhouse_type *element = type->child;
    const size_t width = element->width;
    rc_status status = rci_base_bytes_reserve(w->out, RCI_CLICKHOUSE_SIZE_MAX, w->err);
    if (status != RC_OK) {
        return status;
    }
    w->out->length += rci_clickhouse_put_size(w->out->data + w->out->length, type->length);
    if (element->form == RCI_CLICKHOUSE_SAME && type->stride == width) {
        return rci_base_bytes_append(w->out, cell, type->length * width, w->err);
    }
    for (size_t i = 0; status == RC_OK && i < type->length; i++, cell += type->stride) {
        status = put_value(w, element, cell);
    }
    return status;
}

static rc_status put_members(row_writer *w, const rci_clickhouse_type *type,
                             const unsigned char *base)
{
    rc_status status = RC_OK;
    for (const rci_clickhouse_type *child = type->child; status == RC_OK && child;
         child = child->next) {
        status = put_value(w, child, base);
    }
    return status;
}

/* A value at its offset from `base`: a leaf, or the element around it. Recursion: as deep as the
   tree. */
static rc_status put_value(row_writer *w, const rci_clickhouse_type *type,
                           const unsigned char *base)
{
    const unsigned char *cell = base + type->offset;
    rc_status status;
    switch (type->form) {
    case RCI_CLICKHOUSE_TEXT:
        return rci_clickhouse_put_text(type, w->store, cell, w->out, w->err);
    case RCI_CLICKHOUSE_MEMBERS:
        return put_members(w, type, base);
    case RCI_CLICKHOUSE_ELEMENTS:
        return put_elements(w, type, cell);
    default:
        status = rci_base_bytes_reserve(w->out, type->width, w->err);
        if (status == RC_OK && !rci_clickhouse_encode(type, w->out->data + w->out->length, cell)) {
            status = rci_clickhouse_fail_encode(type, cell, w->err);
        }
        w->out->length += status == RC_OK ? type->width : 0;
        return status;
    }
}

/* The value of a leaf in record `i`, and the mark of null before it. */
static rc_status put_leaf(row_writer *w, const rci_clickhouse_spot *spot, size_t i)
{
    const bool valid = !spot->bits || rci_store_bit(spot->bits, spot->bit0 + i);
    rc_status status = RC_OK;
    if (spot->bits) {
        const unsigned char mark = !valid;
        status = rci_base_bytes_append(w->out, &mark, 1, w->err);
    }
    return status == RC_OK && valid
               ? put_value(w, spot->type, spot->base + (ptrdiff_t)i * spot->stride)
               : status;
}

static rc_status put_records(row_writer *w, const rci_clickhouse_spot *spots, size_t n_spots,
                             size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n_spots; k++) {
            rc_status status = put_leaf(w, &spots[k], i);
            if (status != RC_OK) {
                if (w->err) {
                    w->err->record = i;
                }
                return status;
            }
        }
    }
    return RC_OK;
}

/* Without a branch for each value. */
static bool check_leaf(const rci_clickhouse_spot *spot, size_t n, int64_t least, int64_t most)
{
    const unsigned char *cell = spot->base;
    const bool is_bool = spot->type->width == 1;
    bool good = true;
    for (size_t i = 0; i < n; i++, cell += spot->stride) {
        if (is_bool) {
            good &= *cell <= 1;
        } else {
            const int64_t count = (int64_t)rci_base_cell_get(cell, 8, false);
            good &= (count >= least) & (count <= most);
        }
    }
    return good;
}

bool rci_clickhouse_check_rows(const rci_clickhouse_columns *columns, const rc_store *store,
                               size_t first, size_t n, bool reading)
{
    for (size_t i = 0; i < columns->n_leaves; i++) {
        const rci_clickhouse_spot spot = rci_clickhouse_spot_at(columns, store, i, first);
        const rci_clickhouse_type *type = spot.type;
        if (type->form == RCI_CLICKHOUSE_CHECKED &&
            !check_leaf(&spot, n, reading ? -INT64_MAX : type->least,
                        reading ? INT64_MAX : type->most)) {
            return false;
        }
    }
    return true;
}

/* Records as they lie, from either layout. */
static rc_status put_as_they_lie(const rci_clickhouse_columns *columns, const rc_store *store,
                                 size_t first, size_t n, rci_base_bytes *out, rc_error *err)
{
    size_t size;
    rc_status status = RC_ELIMIT;
    if (!rci_base_mul_overflows(n, columns->row, &size)) {
        status = rci_base_bytes_reserve(out, size, err);
    }
    if (status == RC_OK) {
        status = rci_store_copy_rows(store, first, n, out->data + out->length, err);
    }
    out->length += status == RC_OK ? size : 0;
    return status;
}

rc_status rci_clickhouse_put_rows(const rci_clickhouse_columns *columns, const rc_store *store,
                                  size_t first, size_t n, rci_base_bytes *out, rc_error *err)
{
    row_writer w = {store, out, err};
    rci_clickhouse_spot *spots;
    rc_status status;
    if (columns->as_they_lie && rci_clickhouse_check_rows(columns, store, first, n, false)) {
        return put_as_they_lie(columns, store, first, n, out, err);
    }
    spots = rci_clickhouse_spots(columns, store, first, err);
    if (!spots) {
        return RC_ENOMEM;
    }
    status = put_records(&w, spots, columns->n_leaves, n);
    rci_clickhouse_free_spots(columns, spots);
    return status;
}
