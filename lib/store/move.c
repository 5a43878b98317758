#include "store/move.h"

#include "store/buffer.h"
#include "store/parts.h"
#include "store/transpose.h"

#include <string.h>

/*
 * Records are moved in blocks that stay in the first-level cache while one field after the other is
 * taken out of them. Over AROUND_FROM bytes, the target would only push everything else out of the
 * caches: it is written around them, columns straight from registers in whole cache lines, rows
 * from a block that was put together in the cache.
 */
enum {
    BLOCK = 8 * 1024,
    STAGE = 4 * 1024,
    LEAST_ROWS = 64,
    CACHE_LINE = 64,
    AROUND_FROM = 16 * 1024 * 1024
};

static unsigned char *row(const rci_store_shape *shape, const rci_store_records *records, size_t i)
{
    return records->data + (records->first + i) * shape->itemsize;
}

static rci_store_place cell(const rci_store_shape *shape, const rci_store_records *records,
                            size_t leaf)
{
    rci_store_place place = {shape->cells[leaf].offset, shape->itemsize};
    return records->layout == RC_COLUMNS ? records->places[leaf] : place;
}

static unsigned char *column(const rci_store_shape *shape, const rci_store_records *records,
                             size_t leaf, size_t i)
{
    rci_store_place place = cell(shape, records, leaf);
    return records->data + place.offset + (records->first + i) * place.stride;
}

/* ------------------------------------------------------------- one leaf */

typedef struct two_cells {
    unsigned char *to;
    const unsigned char *from;
} two_cells;

static rc_status copy_part(void *context, rci_store_part part)
{
    const two_cells *cells = context;
    memcpy(cells->to + part.offset, cells->from + part.offset, part.size);
    return RC_OK;
}

static void move_leaf(const rci_store_shape *shape, const rci_store_records *to,
                      const rci_store_records *from, size_t leaf, size_t i, size_t n)
{
    size_t to_stride = cell(shape, to, leaf).stride, from_stride = cell(shape, from, leaf).stride;
    two_cells cells = {column(shape, to, leaf, i), column(shape, from, leaf, i)};
    if (shape->cells[leaf].form != RCI_STORE_CELL_MIXED) {
        rci_store_copy_cells(cells.to, to_stride, cells.from, from_stride, shape->cells[leaf].size,
                             n);
        return;
    }
    for (size_t k = 0; k < n; k++) {
        (void)rci_store_each_part(shape->leaves.leaf[leaf].dtype, 0, copy_part, &cells);
        cells.to += to_stride;
        cells.from += from_stride;
    }
}

/* ---------------------------------------------------------------- groups */

/* How many leaves from this one on lie one behind the other in a row. */
static size_t adjacent(const rci_store_shape *shape, size_t leaf, bool same_size, size_t limit)
{
    const rci_store_cell *cells = shape->cells + leaf;
    size_t n = 1;
    while (n < limit && leaf + n < shape->leaves.n_leaves &&
           cells[n].form != RCI_STORE_CELL_MIXED &&
           cells[n].offset == cells[n - 1].offset + cells[n - 1].size &&
           (!same_size || cells[n].size == cells[0].size)) {
        n++;
    }
    return n;
}

/* How many leaves from this one on make a group. */
static size_t group_width(const rci_store_shape *shape, size_t leaf)
{
    return shape->cells[leaf].form == RCI_STORE_CELL_MIXED
               ? 1
               : adjacent(shape, leaf, true, rci_store_group_limit(shape->cells[leaf].size));
}

/* One column of a block, put together in the cache first when it is to be written around it. */
static void gather_column(const rci_store_shape *shape, const rci_store_records *to,
                          const rci_store_records *from, size_t leaf, size_t i, size_t n,
                          bool around)
{
    _Alignas(RCI_STORE_BUFFER_ALIGN) unsigned char stage[STAGE];
    const rci_store_cell *one = &shape->cells[leaf];
    if (!around || one->form == RCI_STORE_CELL_MIXED || one->size * n > STAGE) {
        move_leaf(shape, to, from, leaf, i, n);
        return;
    }
    rci_store_copy_cells(stage, one->size, column(shape, from, leaf, i), shape->itemsize, one->size,
                         n);
    rci_store_copy_around(column(shape, to, leaf, i), stage, one->size * n);
}

/* Asks for part of the next block of rows while this one is worked on: each group for as much as is
   its share of a row, so that memory is busy all the time. A group that is the whole row goes
   through memory in one sweep, which the processor foresees by itself. */
static void prefetch_share(const unsigned char *rows, size_t at, size_t size)
{
#ifdef __GNUC__
    for (size_t end = at + size; at < end; at += CACHE_LINE) {
        __builtin_prefetch(rows + at);
    }
#else
    (void)rows;
    (void)at;
    (void)size;
#endif
}

/* `ahead`: a whole block follows. */
static void gather_block(const rci_store_shape *shape, const rci_store_records *to,
                         const rci_store_records *from, size_t i, size_t n, rci_store_moves moves,
                         bool ahead)
{
    size_t width;
    for (size_t leaf = 0; leaf < shape->leaves.n_leaves; leaf += width) {
        unsigned char *columns[RCI_STORE_MAX_GROUP];
        const rci_store_cell *first = &shape->cells[leaf];
        width = group_width(shape, leaf);
        if (ahead && width < shape->leaves.n_leaves) {
            prefetch_share(row(shape, from, i + n), first->offset * n, first->size * width * n);
        }
        if (width == 1) {
            gather_column(shape, to, from, leaf, i, n, moves.around);
            continue;
        }
        for (size_t k = 0; k < width; k++) {
            columns[k] = column(shape, to, leaf + k, i);
        }
        rci_store_gather(columns, width, first->size, row(shape, from, i) + first->offset,
                         shape->itemsize, n, moves);
    }
}

/* From columns into rows that start at `to` of their own. */
static void scatter_block(const rci_store_shape *shape, unsigned char *to,
                          const rci_store_records *from, size_t i, size_t n, rci_store_moves moves)
{
    rci_store_records rows = {RC_ROWS, to, NULL, 0}, columns_from = *from;
    size_t width;
    columns_from.first += i;
    for (size_t leaf = 0; leaf < shape->leaves.n_leaves; leaf += width) {
        const unsigned char *columns[RCI_STORE_MAX_GROUP];
        const rci_store_cell *first = &shape->cells[leaf];
        width = group_width(shape, leaf);
        if (width == 1) {
            move_leaf(shape, &rows, &columns_from, leaf, 0, n);
            continue;
        }
        for (size_t k = 0; k < width; k++) {
            columns[k] = column(shape, from, leaf + k, i);
        }
        rci_store_scatter(to + first->offset, shape->itemsize, columns, width, first->size, n,
                          moves);
    }
}

/* ---------------------------------------------------------------- blocks */

/* Rows that make a block of about `bytes`: a multiple of what fills whole cache lines. */
static size_t rows_of(const rci_store_shape *shape, size_t bytes)
{
    size_t rows = shape->itemsize ? bytes / shape->itemsize : bytes;
    return rows < LEAST_ROWS ? LEAST_ROWS : rows / LEAST_ROWS * LEAST_ROWS;
}

static bool is_large(const rci_store_shape *shape, size_t n)
{
    return shape->itemsize > 0 && n >= AROUND_FROM / shape->itemsize;
}

/* Whether each column can be written in whole vectors. */
static bool columns_are_aligned(const rci_store_shape *shape, const rci_store_records *to)
{
    for (size_t leaf = 0; leaf < shape->leaves.n_leaves; leaf++) {
        if ((uintptr_t)column(shape, to, leaf, 0) % RCI_STORE_BUFFER_ALIGN != 0) {
            return false;
        }
    }
    return true;
}

static void rows_to_columns(const rci_store_shape *shape, const rci_store_records *to,
                            const rci_store_records *from, size_t n)
{
    size_t step = rows_of(shape, BLOCK);
    rci_store_moves moves = {true, is_large(shape, n) && columns_are_aligned(shape, to)};
    for (size_t i = 0; i < n; i += step) {
        moves.more = n - i > step;
        gather_block(shape, to, from, i, moves.more ? step : n - i, moves, (n - i) / step >= 2);
    }
    if (moves.around) {
        rci_store_around_end();
    }
}

/* In cache first, then out in one go. */
static void columns_to_rows_around(const rci_store_shape *shape, const rci_store_records *to,
                                   const rci_store_records *from, size_t n)
{
    _Alignas(RCI_STORE_BUFFER_ALIGN) unsigned char stage[STAGE] = {0};
    size_t step = rows_of(shape, STAGE);
    for (size_t i = 0; i < n; i += step) {
        size_t rows = n - i < step ? n - i : step;
        scatter_block(shape, stage, from, i, rows, (rci_store_moves){false, false});
        rci_store_copy_around(row(shape, to, i), stage, rows * shape->itemsize);
    }
    rci_store_around_end();
}

static void columns_to_rows(const rci_store_shape *shape, const rci_store_records *to,
                            const rci_store_records *from, size_t n, bool zeroed)
{
    size_t step = rows_of(shape, BLOCK);
    if (is_large(shape, n) && shape->itemsize * LEAST_ROWS <= STAGE) {
        columns_to_rows_around(shape, to, from, n);
        return;
    }
    for (size_t i = 0; i < n; i += step) {
        rci_store_moves moves = {n - i > step, false};
        size_t rows = moves.more ? step : n - i;
        if (!zeroed && !shape->packed) {
            memset(row(shape, to, i), 0, rows * shape->itemsize);
        }
        scatter_block(shape, row(shape, to, i), from, i, rows, moves);
    }
}

/* Leaves that lie one behind the other are one run of bytes. */
static void row_block(const rci_store_shape *shape, const rci_store_records *to,
                      const rci_store_records *from, size_t i, size_t n)
{
    size_t width;
    for (size_t leaf = 0; leaf < shape->leaves.n_leaves; leaf += width) {
        const rci_store_cell *first = &shape->cells[leaf], *last;
        if (first->form == RCI_STORE_CELL_MIXED) {
            move_leaf(shape, to, from, leaf, i, n);
            width = 1;
            continue;
        }
        width = adjacent(shape, leaf, false, SIZE_MAX);
        last = first + (width - 1);
        rci_store_copy_cells(row(shape, to, i) + first->offset, shape->itemsize,
                             row(shape, from, i) + first->offset, shape->itemsize,
                             last->offset + last->size - first->offset, n);
    }
}

static void rows_to_rows(const rci_store_shape *shape, const rci_store_records *to,
                         const rci_store_records *from, size_t n, bool zeroed)
{
    size_t step = rows_of(shape, BLOCK);
    if (shape->packed) {
        memcpy(row(shape, to, 0), row(shape, from, 0), n * shape->itemsize);
        return;
    }
    for (size_t i = 0; i < n; i += step) {
        size_t rows = n - i < step ? n - i : step;
        if (!zeroed) {
            memset(row(shape, to, i), 0, rows * shape->itemsize);
        }
        row_block(shape, to, from, i, rows);
    }
}

void rci_store_move_records(const rci_store_shape *shape, const rci_store_records *to,
                            const rci_store_records *from, size_t n, bool zeroed)
{
    if (n == 0 || shape->itemsize == 0) {
        return;
    }
    if (to->layout == RC_ROWS && from->layout == RC_ROWS) {
        rows_to_rows(shape, to, from, n, zeroed);
    } else if (to->layout == RC_ROWS) {
        columns_to_rows(shape, to, from, n, zeroed);
    } else if (from->layout == RC_ROWS) {
        rows_to_columns(shape, to, from, n);
    } else {
        for (size_t leaf = 0; leaf < shape->leaves.n_leaves; leaf++) {
            move_leaf(shape, to, from, leaf, 0, n);
        }
    }
}
