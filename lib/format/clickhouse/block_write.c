/* format/clickhouse/block_write.c - writes blocks of Native: column after column. */
#include "base/cell.h"
#include "base/check.h"
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/clickhouse/block.h"
#include "format/clickhouse/header.h"
#include "format/clickhouse/value.h"
#include "format/clickhouse/wire.h"
#include "store/nulls.h"

#include <string.h>

typedef struct block_writer {
    const rc_store *store;
    rci_base_bytes *out;
    const rci_clickhouse_type *type; /* whose values are written */
    size_t nulls;                    /* bytes of `out` before its nulls */
    bool has_nulls;
    size_t n;          /* records before a wrong one: only an earlier one is looked for then */
    size_t per_record; /* values of the type in a record */
    rc_status status;  /* of the first wrong record */
    rc_error found;    /* its error */
    rc_error *err;     /* of the type */
} block_writer;

static void put_values(block_writer *w, const rci_clickhouse_type *type,
                       const rci_store_cells *cells);

/* --------------------------------------------------------------------- values */

/* The null marks of the values from `index` on; NULL: there are none. */
static const unsigned char *nulls_at(const block_writer *w, size_t index)
{
    return w->has_nulls ? w->out->data + w->nulls + index : NULL;
}

/* `at` is the number of the value. */
static rc_status fail_in(block_writer *w, rc_status status, size_t at)
{
    w->n = at / w->per_record;
    w->err->record = w->n;
    return status;
}

static rc_status put_texts(block_writer *w, const rci_store_cell_run *run)
{
    const unsigned char *cell = run->cell;
    rc_status status = RC_OK;
    for (size_t i = 0; i < run->n; i++, cell += run->stride) {
        const unsigned char *nulls = nulls_at(w, run->index);
        if (nulls && nulls[i]) {
            status = rci_clickhouse_put_no_text(w->type, w->out, w->err);
        } else {
            status = rci_clickhouse_put_text(w->type, w->store, cell, w->out, w->err);
        }
        if (status != RC_OK) {
            return fail_in(w, status, run->index + i);
        }
    }
    return RC_OK;
}

static rc_status put_numbers(block_writer *w, const rci_store_cell_run *run)
{
    size_t size, done;
    rc_status status = RC_ELIMIT;
    if (!rci_base_mul_overflows(run->n, w->type->width, &size)) {
        status = rci_base_bytes_reserve(w->out, size, w->err);
    }
    if (status != RC_OK) {
        return fail_in(w, status, run->index);
    }
    done = rci_clickhouse_encode_run(w->type, w->out->data + w->out->length,
                                     nulls_at(w, run->index), run);
    if (done < run->n) {
        const unsigned char *cell = run->cell + (ptrdiff_t)done * run->stride;
        status = rci_clickhouse_fail_encode(w->type, cell, w->err);
        return fail_in(w, status, run->index + done);
    }
    w->out->length += size;
    return RC_OK;
}

/* RC_END: the values are of records that are not written. */
static rc_status put_run(void *context, const rci_store_cell_run *run)
{
    block_writer *w = context;
    const size_t limit = w->n * w->per_record;
    rci_store_cell_run part = *run;
    if (run->index >= limit) {
        return RC_END;
    }
    part.n = run->n < limit - run->index ? run->n : limit - run->index;
    return w->type->form == RCI_CLICKHOUSE_TEXT ? put_texts(w, &part) : put_numbers(w, &part);
}

static void put_each(block_writer *w, const rci_clickhouse_type *type, const rci_store_cells *cells)
{
    rc_error wrong = RC_ERROR_INIT;
    rc_status status;
    w->type = type;
    w->per_record = cells->per_record;
    w->err = &wrong;
    status = rci_store_cells_each(cells, put_run, w);
    if (status != RC_OK && status != RC_END) {
        w->status = status;
        w->found = wrong;
    }
}

/* ---------------------------------------------------------------------- arrays */

/* Nothing is written after this. */
static void fail(block_writer *w, rc_status status, const rc_error *wrong)
{
    w->n = 0;
    w->status = status;
    w->found = *wrong;
}

/* Where the elements of each array end. */
static void put_ends(block_writer *w, size_t n, size_t length)
{
    rc_error wrong = RC_ERROR_INIT;
    size_t size;
    rc_status status;
    if (rci_base_mul_overflows(n, 8, &size)) {
        status = rci_base_fail(&wrong, RC_ELIMIT, "a block of more bytes than memory has");
    } else {
        status = rci_base_bytes_reserve(w->out, size, &wrong);
    }
    if (status != RC_OK) {
        fail(w, status, &wrong);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        rci_base_cell_put(w->out->data + w->out->length + 8 * i, 8, false,
                          (uint64_t)(i + 1) * length);
    }
    w->out->length += size;
}

static void put_arrays(block_writer *w, const rci_clickhouse_type *type,
                       const rci_store_cells *cells)
{
    rci_store_cells elements = *cells;
    rc_error wrong = RC_ERROR_INIT;
    rc_status status = rci_store_cells_divide(&elements, type->length, type->stride, &wrong);
    put_ends(w, cells->total, type->length);
    if (status == RC_OK) {
        put_values(w, type->child, &elements);
    } else {
        fail(w, status, &wrong);
    }
}

/* The values at their offset from the cells: of a leaf, or of the elements around it. Recursion: as
   deep as the tree. */
static void put_values(block_writer *w, const rci_clickhouse_type *type,
                       const rci_store_cells *cells)
{
    rci_store_cells own = *cells;
    own.base += type->offset;
    if (type->form == RCI_CLICKHOUSE_MEMBERS) {
        for (const rci_clickhouse_type *child = type->child; child; child = child->next) {
            put_values(w, child, cells);
        }
    } else if (type->form == RCI_CLICKHOUSE_ELEMENTS) {
        put_arrays(w, type, &own);
    } else {
        put_each(w, type, &own);
    }
}

/* --------------------------------------------------------------------- columns */

/* A byte for each record: 1 for null. */
static void put_nulls(block_writer *w, const rci_clickhouse_spot *spot, size_t n)
{
    rc_error wrong = RC_ERROR_INIT;
    unsigned char *to;
    rc_status status = rci_base_bytes_reserve(w->out, n, &wrong);
    if (status != RC_OK) {
        fail(w, status, &wrong);
        return;
    }
    w->nulls = w->out->length;
    to = w->out->data + w->nulls;
    for (size_t i = 0; i < n; i++) {
        to[i] = spot->bits && !rci_store_bit(spot->bits, spot->bit0 + i);
    }
    w->out->length += n;
}

/* The column has no null: a record with one is wrong. */
static void check_nulls(block_writer *w, const rci_clickhouse_type *type,
                        const rci_clickhouse_spot *spot)
{
    for (size_t i = 0; i < w->n; i++) {
        if (!rci_store_bit(spot->bits, spot->bit0 + i)) {
            rc_error wrong = RC_ERROR_INIT;
            w->status = rci_base_fail(&wrong, RC_ERANGE, "null, and the column is not Nullable");
            rci_clickhouse_at(type, w->status, &wrong);
            wrong.record = w->n = i;
            w->found = wrong;
        }
    }
}

/* A column or element that is a leaf of the store, or has such. Recursion: as deep as the tree. */
static void put_leaves(block_writer *w, const rci_clickhouse_columns *columns,
                       const rci_clickhouse_type *type)
{
    const size_t n = rc_store_length(w->store);
    if (type->leaf != RCI_DTYPE_NONE) {
        const rci_clickhouse_spot spot = rci_clickhouse_spot_at(columns, w->store, type->leaf, 0);
        const rci_store_cells cells = rci_store_cells_of(spot.base, n, (size_t)spot.stride);
        w->has_nulls = type->nullable;
        if (w->has_nulls) {
            put_nulls(w, &spot, n);
        } else if (spot.bits) {
            check_nulls(w, type, &spot);
        }
        put_values(w, type, &cells);
        return;
    }
    for (const rci_clickhouse_type *child = type->child; child; child = child->next) {
        put_leaves(w, columns, child);
    }
}

rc_status rci_clickhouse_block_put(const rci_clickhouse_columns *columns, const rc_store *store,
                                   rci_base_bytes *out, rc_error *err)
{
    block_writer w = {.store = store, .out = out, .n = rc_store_length(store)};
    unsigned char numbers[2 * RCI_CLICKHOUSE_SIZE_MAX];
    size_t n = rci_clickhouse_put_size(numbers, columns->n_columns);
    rc_status status;
    n += rci_clickhouse_put_size(numbers + n, rc_store_length(store));
    status = rci_base_bytes_append(out, numbers, n, err);
    for (const rci_clickhouse_type *column = columns->root->child; status == RC_OK && column;
         column = column->next) {
        status = rci_clickhouse_put_name(column->name, column->name_length, out, err);
        if (status == RC_OK) {
            status = rci_clickhouse_put_type(column, out, err);
        }
        if (status == RC_OK) {
            put_leaves(&w, columns, column);
        }
    }
    if (w.status != RC_OK && err && err->status == RC_OK) {
        *err = w.found;
    }
    return w.status != RC_OK ? w.status : status;
}
