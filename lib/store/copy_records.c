/* store/copy_records.c - copies records block by block, each field of a block in turn. */
#include "store/copy_records.h"

#include "base/pool.h"
#include "store/buffer.h"
#include "store/segments.h"
#include "store/transpose.h"

#include <string.h>

/*
 * Records are copied in blocks that stay in the first-level cache while one field after the other
 * is copied. From STREAMING_FROM bytes on, writing the target would evict everything else from the
 * caches: non-temporal stores are used then, for columns from registers in whole cache lines, for
 * rows from a block that is assembled in the cache first.
 */
enum {
    BLOCK = 8 * 1024,
    STAGE = 4 * 1024,
    LEAST_ROWS = 64,
    CACHE_LINE = 64,
    STREAMING_FROM = 16 * 1024 * 1024,
    /* From so many bytes on, several threads copy parts of at least PART bytes. */
    THREADS_FROM = 8 * 1024 * 1024,
    PART = 512 * 1024
};

static unsigned char *row(const rci_store_schema *schema, const rci_store_records *records,
                          size_t i)
{
    return records->data + (records->first + i) * schema->itemsize;
}

static rci_store_place cell(const rci_store_schema *schema, const rci_store_records *records,
                            size_t leaf)
{
    rci_store_place place = {schema->cells[leaf].offset, schema->itemsize, records->data};
    return records->layout == RC_ROWS ? place : records->places[leaf];
}

static unsigned char *column(const rci_store_schema *schema, const rci_store_records *records,
                             size_t leaf, size_t i)
{
    rci_store_place place = cell(schema, records, leaf);
    return place.base + place.offset + (records->first + i * (size_t)records->step) * place.stride;
}

static ptrdiff_t stride(const rci_store_schema *schema, const rci_store_records *records,
                        size_t leaf)
{
    return records->step * (ptrdiff_t)cell(schema, records, leaf).stride;
}

/* ------------------------------------------------------------- one leaf */

static void copy_leaf(const rci_store_schema *schema, const rci_store_records *to,
                      const rci_store_records *from, size_t leaf, size_t i, size_t n)
{
    ptrdiff_t to_stride = stride(schema, to, leaf), from_stride = stride(schema, from, leaf);
    unsigned char *to_cell = column(schema, to, leaf, i);
    const unsigned char *from_cell = column(schema, from, leaf, i);
    if (schema->cells[leaf].form != RCI_STORE_CELL_MIXED) {
        rci_store_copy_cells(to_cell, to_stride, from_cell, from_stride, schema->cells[leaf].size,
                             n);
        return;
    }
    for (size_t k = 0; k < n; k++, to_cell += to_stride, from_cell += from_stride) {
        rci_store_copy_segments(schema->leaves.leaf[leaf].dtype, to_cell, from_cell);
    }
}

/* ---------------------------------------------------------------- groups */

/* How many leaves from this one on are contiguous in a row. */
static size_t adjacent(const rci_store_schema *schema, size_t leaf, bool same_size, size_t limit)
{
    const rci_store_cell *cells = schema->cells + leaf;
    size_t n = 1;
    while (n < limit && leaf + n < schema->leaves.n_leaves &&
           cells[n].form != RCI_STORE_CELL_MIXED &&
           cells[n].offset == cells[n - 1].offset + cells[n - 1].size &&
           (!same_size || cells[n].size == cells[0].size)) {
        n++;
    }
    return n;
}

/* How many leaves from this one on are copied as a group (store/transpose.h). */
static size_t group_width(const rci_store_schema *schema, size_t leaf)
{
    return schema->cells[leaf].form == RCI_STORE_CELL_MIXED
               ? 1
               : adjacent(schema, leaf, true, rci_store_group_limit(schema->cells[leaf].size));
}

/* One column of a block. With streaming it is assembled in the cache first. */
static void gather_column(const rci_store_schema *schema, const rci_store_records *to,
                          const rci_store_records *from, size_t leaf, size_t i, size_t n,
                          bool streaming)
{
    _Alignas(RCI_STORE_BUFFER_ALIGN) unsigned char stage[STAGE];
    const rci_store_cell *one = &schema->cells[leaf];
    if (!streaming || one->form == RCI_STORE_CELL_MIXED || one->size * n > STAGE) {
        copy_leaf(schema, to, from, leaf, i, n);
        return;
    }
    rci_store_copy_cells(stage, (ptrdiff_t)one->size, column(schema, from, leaf, i),
                         (ptrdiff_t)schema->itemsize, one->size, n);
    rci_store_copy_streaming(column(schema, to, leaf, i), stage, one->size * n);
}

/* Prefetches part of the next block of rows while this one is copied: each group prefetches a part
   in proportion to its size, so that loads are spread evenly. A group that is the whole row is one
   sequential pass, which the hardware prefetcher handles. */
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

/* `ahead`: another whole block follows. */
static void gather_block(const rci_store_schema *schema, const rci_store_records *to,
                         const rci_store_records *from, size_t i, size_t n,
                         rci_store_transpose_mode mode, bool ahead)
{
    size_t width;
    for (size_t leaf = 0; leaf < schema->leaves.n_leaves; leaf += width) {
        unsigned char *columns[RCI_STORE_MAX_GROUP];
        const rci_store_cell *first = &schema->cells[leaf];
        width = group_width(schema, leaf);
        if (ahead && width < schema->leaves.n_leaves) {
            prefetch_share(row(schema, from, i + n), first->offset * n, first->size * width * n);
        }
        if (width == 1) {
            gather_column(schema, to, from, leaf, i, n, mode.streaming);
            continue;
        }
        for (size_t k = 0; k < width; k++) {
            columns[k] = column(schema, to, leaf + k, i);
        }
        rci_store_gather(columns, width, first->size, row(schema, from, i) + first->offset,
                         schema->itemsize, n, mode);
    }
}

/* From columns to the rows that start at `to`. */
static void scatter_block(const rci_store_schema *schema, unsigned char *to,
                          const rci_store_records *from, size_t i, size_t n,
                          rci_store_transpose_mode mode)
{
    rci_store_records rows = {RC_ROWS, to, NULL, 0, 1}, columns_from = *from;
    size_t width;
    columns_from.first += i;
    for (size_t leaf = 0; leaf < schema->leaves.n_leaves; leaf += width) {
        const unsigned char *columns[RCI_STORE_MAX_GROUP];
        const rci_store_cell *first = &schema->cells[leaf];
        width = group_width(schema, leaf);
        if (width == 1) {
            copy_leaf(schema, &rows, &columns_from, leaf, 0, n);
            continue;
        }
        for (size_t k = 0; k < width; k++) {
            columns[k] = column(schema, from, leaf + k, i);
        }
        rci_store_scatter(to + first->offset, schema->itemsize, columns, width, first->size, n,
                          mode);
    }
}

/* ---------------------------------------------------------------- blocks */

/* Rows in a block of about `bytes`: a multiple of the number that fills whole cache lines. */
static size_t rows_of(const rci_store_schema *schema, size_t bytes)
{
    size_t rows = schema->itemsize ? bytes / schema->itemsize : bytes;
    return rows < LEAST_ROWS ? LEAST_ROWS : rows / LEAST_ROWS * LEAST_ROWS;
}

static bool is_large(const rci_store_schema *schema, size_t n)
{
    return schema->itemsize > 0 && n >= STREAMING_FROM / schema->itemsize;
}

/* Whether each column can be written in whole vectors. */
static bool columns_are_aligned(const rci_store_schema *schema, const rci_store_records *to)
{
    for (size_t leaf = 0; leaf < schema->leaves.n_leaves; leaf++) {
        if ((uintptr_t)column(schema, to, leaf, 0) % RCI_STORE_BUFFER_ALIGN != 0) {
            return false;
        }
    }
    return true;
}

static void rows_to_columns(const rci_store_schema *schema, const rci_store_records *to,
                            const rci_store_records *from, size_t n, bool large)
{
    size_t step = rows_of(schema, BLOCK);
    rci_store_transpose_mode mode = {true, large && columns_are_aligned(schema, to)};
    for (size_t i = 0; i < n; i += step) {
        mode.more = n - i > step;
        gather_block(schema, to, from, i, mode.more ? step : n - i, mode, (n - i) / step >= 2);
    }
    if (mode.streaming) {
        rci_store_streaming_end();
    }
}

/* Assembles each block in the cache, then writes it with non-temporal stores. */
static void columns_to_rows_streaming(const rci_store_schema *schema, const rci_store_records *to,
                                      const rci_store_records *from, size_t n)
{
    _Alignas(RCI_STORE_BUFFER_ALIGN) unsigned char stage[STAGE] = {0};
    size_t step = rows_of(schema, STAGE);
    for (size_t i = 0; i < n; i += step) {
        size_t rows = n - i < step ? n - i : step;
        scatter_block(schema, stage, from, i, rows, (rci_store_transpose_mode){false, false});
        rci_store_copy_streaming(row(schema, to, i), stage, rows * schema->itemsize);
    }
    rci_store_streaming_end();
}

static void columns_to_rows(const rci_store_schema *schema, const rci_store_records *to,
                            const rci_store_records *from, size_t n, bool zeroed, bool large)
{
    size_t step = rows_of(schema, BLOCK);
    if (large && schema->itemsize * LEAST_ROWS <= STAGE) {
        columns_to_rows_streaming(schema, to, from, n);
        return;
    }
    for (size_t i = 0; i < n; i += step) {
        rci_store_transpose_mode mode = {n - i > step, false};
        size_t rows = mode.more ? step : n - i;
        if (!zeroed && !schema->packed) {
            memset(row(schema, to, i), 0, rows * schema->itemsize);
        }
        scatter_block(schema, row(schema, to, i), from, i, rows, mode);
    }
}

/* Contiguous leaves are copied as one run of bytes. */
static void row_block(const rci_store_schema *schema, const rci_store_records *to,
                      const rci_store_records *from, size_t i, size_t n)
{
    size_t width;
    for (size_t leaf = 0; leaf < schema->leaves.n_leaves; leaf += width) {
        const rci_store_cell *first = &schema->cells[leaf], *last;
        if (first->form == RCI_STORE_CELL_MIXED) {
            copy_leaf(schema, to, from, leaf, i, n);
            width = 1;
            continue;
        }
        width = adjacent(schema, leaf, false, SIZE_MAX);
        last = first + (width - 1);
        rci_store_copy_cells(row(schema, to, i) + first->offset, (ptrdiff_t)schema->itemsize,
                             row(schema, from, i) + first->offset, (ptrdiff_t)schema->itemsize,
                             last->offset + last->size - first->offset, n);
    }
}

static void rows_to_rows(const rci_store_schema *schema, const rci_store_records *to,
                         const rci_store_records *from, size_t n, bool zeroed)
{
    size_t step = rows_of(schema, BLOCK);
    if (schema->packed) {
        memcpy(row(schema, to, 0), row(schema, from, 0), n * schema->itemsize);
        return;
    }
    for (size_t i = 0; i < n; i += step) {
        size_t rows = n - i < step ? n - i : step;
        if (!zeroed) {
            memset(row(schema, to, i), 0, rows * schema->itemsize);
        }
        row_block(schema, to, from, i, rows);
    }
}

/* From or to records whose leaves have strides of their own: leaf by leaf. */
static void copy_strided(const rci_store_schema *schema, const rci_store_records *to,
                         const rci_store_records *from, size_t n, bool zeroed)
{
    size_t step = rows_of(schema, BLOCK);
    bool clear = to->layout == RC_ROWS && !zeroed && !schema->packed;
    for (size_t i = 0; i < n; i += step) {
        size_t rows = n - i < step ? n - i : step;
        if (clear) {
            memset(row(schema, to, i), 0, rows * schema->itemsize);
        }
        for (size_t leaf = 0; leaf < schema->leaves.n_leaves; leaf++) {
            copy_leaf(schema, to, from, leaf, i, rows);
        }
    }
}

/* `large`: it is a part of so many records that writing them would fill the caches. */
static void copy(const rci_store_schema *schema, const rci_store_records *to,
                 const rci_store_records *from, size_t n, bool zeroed, bool large)
{
    if (to->layout == RC_STRIDED || from->layout == RC_STRIDED) {
        copy_strided(schema, to, from, n, zeroed);
    } else if (to->layout == RC_ROWS && from->layout == RC_ROWS) {
        rows_to_rows(schema, to, from, n, zeroed);
    } else if (to->layout == RC_ROWS) {
        columns_to_rows(schema, to, from, n, zeroed, large);
    } else if (from->layout == RC_ROWS) {
        rows_to_columns(schema, to, from, n, large);
    } else {
        for (size_t leaf = 0; leaf < schema->leaves.n_leaves; leaf++) {
            copy_leaf(schema, to, from, leaf, 0, n);
        }
    }
}

/* --------------------------------------------------------------- threads */

typedef struct copying {
    const rci_store_schema *schema;
    const rci_store_records *to, *from;
    size_t n, part; /* records in all, and in a part */
    bool zeroed;
} copying;

static rci_store_records from_record(const rci_store_records *records, size_t i)
{
    rci_store_records later = *records;
    later.first += i * (size_t)records->step;
    return later;
}

static void copy_part(void *context, size_t index)
{
    const copying *all = context;
    size_t first = index * all->part, left = all->n - first;
    rci_store_records to = from_record(all->to, first), from = from_record(all->from, first);
    copy(all->schema, &to, &from, left < all->part ? left : all->part, all->zeroed,
         is_large(all->schema, all->n));
}

/* Records of a part: in whole blocks, so that columns stay aligned. */
static size_t part_of(const rci_store_schema *schema, size_t n, unsigned threads)
{
    enum { PARTS_EACH = 4 };
    size_t least = rows_of(schema, PART), part = n / threads / PARTS_EACH;
    return part < least ? least : part / LEAST_ROWS * LEAST_ROWS;
}

void rci_store_copy_records(const rci_store_schema *schema, const rci_store_records *to,
                            const rci_store_records *from, size_t n, bool zeroed)
{
    copying all = {schema, to, from, n, n, zeroed};
    unsigned threads = 1;
    if (n == 0 || schema->itemsize == 0) {
        return;
    }
    if (n >= THREADS_FROM / schema->itemsize) {
        threads = rci_base_thread_count(0);
        all.part = threads > 1 ? part_of(schema, n, threads) : n;
    }
    rci_base_pool_run(threads, n / all.part + (n % all.part != 0), copy_part, &all);
}
