/* format/clickhouse/block_read.c - reads the records of a block of Native, which was walked. */
#include "base/cell.h"
#include "base/error.h"
#include "format/clickhouse/block.h"
#include "format/clickhouse/value.h"
#include "format/clickhouse/wire.h"
#include "store/batch.h"
#include "store/nulls.h"

#include <string.h>

typedef struct block_reader {
    rci_clickhouse_block *block;
    const unsigned char *bytes; /* of the block */
    uint64_t place;             /* of the block in the input */
    rc_store *store;
    size_t first; /* record */
    size_t n;     /* records before a wrong one: only an earlier one is looked for then */
    const rci_clickhouse_type *type; /* whose values are read */
    rci_clickhouse_part *part;       /* of it */
    size_t skipped;                  /* values of it before the first record */
    size_t per_record;               /* values of it in a record */
    const rci_clickhouse_spot *spot; /* of the leaf */
    rc_status status;                /* of the first wrong record */
    rc_error found;                  /* its error */
    rc_error *err;                   /* of the type */
} block_reader;

/* Value `i` from the first record on is wrong; it is at `at` in the block. */
static rc_status fail_in(block_reader *r, rc_status status, size_t i, size_t at)
{
    r->n = i / r->per_record;
    r->err->record = r->n;
    r->err->byte = r->place + at;
    return status;
}

/* The null marks of the values from `i` on, or NULL. */
static const unsigned char *nulls_at(const block_reader *r, size_t i)
{
    const bool has = r->type->nullable && !r->type->dictionary;
    return has ? r->bytes + r->part->nulls + r->skipped + i : NULL;
}

/* --------------------------------------------------------------- dictionaries */

/* Reads the key of value `i`. */
static rc_status take_key(block_reader *r, unsigned char *cell, size_t i)
{
    const rci_clickhouse_part *part = r->part;
    const rci_clickhouse_type *type = r->type;
    const size_t at = part->indices + (r->skipped + i) * part->index_bytes;
    const uint64_t key = rci_base_cell_get(r->bytes + at, part->index_bytes, false);
    const rci_clickhouse_text *texts =
        (const rci_clickhouse_text *)(const void *)r->block->texts.data;
    rc_status status = RC_EFORMAT;
    if (key >= part->keys) {
        rci_base_fail(r->err, RC_EFORMAT, "the index %llu in a dictionary of %zu values",
                      (unsigned long long)key, part->keys);
        rci_clickhouse_at(type, RC_EFORMAT, r->err);
    } else if (type->nullable && key == 0) {
        memset(cell, 0, rc_dtype_itemsize(type->dtype));
        rci_store_set_bit(r->spot->bits, r->spot->bit0 + i, false);
        return RC_OK;
    } else if (type->form == RCI_CLICKHOUSE_TEXT) {
        const rci_clickhouse_text *text = &texts[part->texts + key];
        status = rci_clickhouse_take_text(type, r->store, cell, (const char *)r->bytes + text->at,
                                          text->length, r->err);
    } else {
        const unsigned char *from = r->bytes + part->data + key * type->width;
        status = rci_clickhouse_decode(type, cell, from)
                     ? RC_OK
                     : rci_clickhouse_fail_decode(type, from, r->err);
    }
    return status == RC_OK ? RC_OK : fail_in(r, status, i, at);
}

/* ----------------------------------------------------------------------- texts */

/* The next text of the block. */
static void next_text(const block_reader *r, const char **text, size_t *n)
{
    uint64_t length = 0;
    r->part->next +=
        rci_clickhouse_get_size(r->bytes + r->part->next, RCI_CLICKHOUSE_SIZE_MAX, &length);
    *text = (const char *)r->bytes + r->part->next;
    *n = (size_t)length;
    r->part->next += *n;
}

static rc_status take_text(block_reader *r, unsigned char *cell, size_t i)
{
    const char *text = "";
    size_t n = 0, at = r->part->next;
    rc_status status = RC_OK;
    if (r->type->kind == RCI_CLICKHOUSE_ENUM) {
        at = r->part->data + (r->skipped + i) * r->type->width;
        status = rci_clickhouse_enum_name(r->type, r->bytes + at, &text, &n, r->err);
    } else {
        next_text(r, &text, &n);
    }
    if (status == RC_OK) {
        status = rci_clickhouse_take_text(r->type, r->store, cell, text, n, r->err);
    }
    return status == RC_OK ? RC_OK : fail_in(r, status, i, at);
}

/* A null has a string too, most often an empty one. */
static void pass_null(const block_reader *r, unsigned char *cell)
{
    const char *text;
    size_t n;
    memset(cell, 0, rc_dtype_itemsize(r->type->dtype));
    if (r->type->kind == RCI_CLICKHOUSE_STRING) {
        next_text(r, &text, &n);
    }
}

/* ---------------------------------------------------------------------- values */

/* Values one by one: texts and dictionaries. */
static rc_status take_each(block_reader *r, const rci_store_cell_run *run)
{
    const unsigned char *nulls = nulls_at(r, run->index);
    unsigned char *cell = run->cell;
    rc_status status = RC_OK;
    for (size_t i = 0; status == RC_OK && i < run->n; i++, cell += run->stride) {
        if (nulls && nulls[i]) {
            pass_null(r, cell);
        } else {
            status = r->type->dictionary ? take_key(r, cell, run->index + i)
                                         : take_text(r, cell, run->index + i);
        }
    }
    return status;
}

static rc_status take_numbers(block_reader *r, const rci_store_cell_run *run)
{
    const rci_clickhouse_type *type = r->type;
    const size_t at = r->part->data + (r->skipped + run->index) * type->width;
    const size_t done =
        rci_clickhouse_decode_run(type, run, nulls_at(r, run->index), r->bytes + at);
    if (done < run->n) {
        const size_t wrong = at + done * type->width;
        return fail_in(r, rci_clickhouse_fail_decode(type, r->bytes + wrong, r->err),
                       run->index + done, wrong);
    }
    return RC_OK;
}

/* RC_END: the values are of records that are not read. */
static rc_status take_run(void *context, const rci_store_cell_run *run)
{
    block_reader *r = context;
    const size_t limit = r->n * r->per_record;
    rci_store_cell_run part = *run;
    if (run->index >= limit) {
        return RC_END;
    }
    part.n = run->n < limit - run->index ? run->n : limit - run->index;
    return r->type->dictionary || r->type->form == RCI_CLICKHOUSE_TEXT ? take_each(r, &part)
                                                                       : take_numbers(r, &part);
}

/* A nullable type is not inside of an array: it has a value in each record. */
static rc_status take_nulls(block_reader *r)
{
    const unsigned char *nulls = nulls_at(r, 0);
    for (size_t i = 0; nulls && i < r->n; i++) {
        if (nulls[i] > 1) {
            rci_base_fail(r->err, RC_EFORMAT, "the byte %u, where 0 or 1 says whether it is null",
                          nulls[i]);
            rci_clickhouse_at(r->type, RC_EFORMAT, r->err);
            return fail_in(r, RC_EFORMAT, i, (size_t)(nulls + i - r->bytes));
        }
        if (nulls[i]) {
            rci_store_set_bit(r->spot->bits, r->spot->bit0 + i, false);
        }
    }
    return RC_OK;
}

static void take_all(block_reader *r, const rci_clickhouse_type *type, const rci_store_cells *cells)
{
    rc_error wrong = RC_ERROR_INIT;
    rc_status nulls, status;
    r->type = type;
    r->part = (rci_clickhouse_part *)(void *)r->block->parts.data + type->index;
    r->per_record = cells->per_record;
    r->skipped = r->first * cells->per_record;
    r->err = &wrong;
    nulls = take_nulls(r);
    if (nulls != RC_OK) { /* the values before that may be wrong, too */
        r->status = nulls;
        r->found = wrong;
        rc_error_clear(&wrong);
    }
    status = rci_store_cells_each(cells, take_run, r);
    if (status != RC_OK && status != RC_END) {
        r->status = status;
        r->found = wrong;
    }
}

/* The values at their offset from the cells: of a leaf, or of the elements around it. Recursion: as
   deep as the tree. */
static void take_values(block_reader *r, const rci_clickhouse_type *type,
                        const rci_store_cells *cells)
{
    rci_store_cells own = *cells;
    own.base += type->offset;
    if (type->form == RCI_CLICKHOUSE_MEMBERS) {
        for (const rci_clickhouse_type *child = type->child; child; child = child->next) {
            take_values(r, child, cells);
        }
    } else if (type->form == RCI_CLICKHOUSE_ELEMENTS) {
        rc_error wrong = RC_ERROR_INIT;
        rc_status status = rci_store_cells_divide(&own, type->length, type->stride, &wrong);
        if (status == RC_OK) {
            take_values(r, type->child, &own);
        } else {
            r->n = 0;
            r->status = status;
            r->found = wrong;
        }
    } else {
        take_all(r, type, &own);
    }
}

/* -------------------------------------------------------------------- records */

rc_status rci_clickhouse_block_take(const rci_clickhouse_columns *columns,
                                    rci_clickhouse_block *block, const unsigned char *bytes,
                                    uint64_t place, size_t first, size_t n, rc_store *store,
                                    rc_error *err)
{
    block_reader r = {
        .block = block, .bytes = bytes, .place = place, .store = store, .first = first, .n = n};
    for (size_t leaf = 0; leaf < columns->n_leaves && n > 0; leaf++) {
        const rci_clickhouse_spot spot = rci_clickhouse_spot_at(columns, store, leaf, 0);
        const rci_store_cells cells = rci_store_cells_of(spot.base, n, (size_t)spot.stride);
        r.spot = &spot;
        take_values(&r, spot.type, &cells);
    }
    if (r.status != RC_OK && err && err->status == RC_OK) {
        *err = r.found;
    }
    rci_store_set_length(store, r.n);
    return r.status;
}
