/*
 * format/clickhouse/block.h - blocks of Native: numbers of columns and of records, and for each
 * column its name, its type, and its values.
 *
 * A column begins with the version of each LowCardinality in it, and has then, of the values of
 * each type in pre-order: a byte for each value of a Nullable one, 1 for null; for an Array where
 * the elements of each value end, as UInt64; for LowCardinality a dictionary and indices; else the
 * values. A block does not have its size, and only walking it shows where it ends. That takes a few
 * instructions for each type, and for each text: the lengths of these are between them.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_BLOCK_H
#define ROWCOL_FORMAT_CLICKHOUSE_BLOCK_H

#include "format/clickhouse/columns.h"
#include "format/clickhouse/input.h"

/* Where the values of a type are in the bytes of a block. */
typedef struct rci_clickhouse_part {
    size_t count;       /* values */
    size_t nulls;       /* of a Nullable type */
    size_t data;        /* the values, or of LowCardinality the keys */
    size_t next;        /* the text that is read next */
    size_t keys;        /* of LowCardinality: how many there are */
    size_t texts;       /* of these: the first one in the block's list of texts */
    size_t longest;     /* bytes of the longest of these */
    size_t indices;     /* of LowCardinality */
    size_t index_bytes; /* of each; 0: not LowCardinality */
} rci_clickhouse_part;

/* A string among the keys of LowCardinality. */
typedef struct rci_clickhouse_text {
    size_t at, length;
} rci_clickhouse_text;

typedef struct rci_clickhouse_block {
    size_t rows;
    size_t size;          /* in bytes */
    rci_base_bytes parts; /* rci_clickhouse_part of each type, by its index */
    rci_base_bytes texts; /* rci_clickhouse_text */
} rci_clickhouse_block;

void rci_clickhouse_block_init(rci_clickhouse_block *block);
void rci_clickhouse_block_release(rci_clickhouse_block *block);

/* The columns that blocks have: those of the first one. */
typedef struct rci_clickhouse_shape {
    rci_clickhouse_type *root; /* NULL: no block was walked yet */
    size_t n_columns, n_types;
    rci_base_bytes heads; /* the bytes of the names and types of all columns */
    size_t max_block;     /* the most bytes of a block */
} rci_clickhouse_shape;

/*
 * Walks a block, which begins `from` bytes after the beginning of `ahead`; what it needs is read.
 * The places in the block count from there. If it is the first one, the shape gets its columns;
 * lengths of arrays that are not known become those of the first values. RC_OK; RC_END (the input
 * ends there); RC_EFORMAT, RC_EUNSUPPORTED, RC_ENAME, RC_ELIMIT, RC_EIO, RC_ENOMEM.
 */
rc_status rci_clickhouse_block_walk(rci_clickhouse_shape *shape, rci_clickhouse_input *input,
                                    size_t from, rci_clickhouse_block *block, rc_error *err);

/* Reads `n` records of a block from `first` on into a store, from its record 0 on, and sets its
   length. The records of a block are read in order. `place` is the byte of the block in the input.
   On failure the length is the number of records before the wrong one, which err->record counts.
   RC_OK; RC_EFORMAT, RC_ERANGE, RC_ESYNTAX, RC_ENOMEM, RC_ELIMIT. */
rc_status rci_clickhouse_block_take(const rci_clickhouse_columns *columns,
                                    rci_clickhouse_block *block, const unsigned char *bytes,
                                    uint64_t place, size_t first, size_t n, rc_store *store,
                                    rc_error *err);

/* Appends a block of all records of a store. On failure err->record is set. RC_OK; RC_ERANGE,
   RC_ENOMEM, RC_ELIMIT. */
rc_status rci_clickhouse_block_put(const rci_clickhouse_columns *columns, const rc_store *store,
                                   rci_base_bytes *out, rc_error *err);

#endif
