/*
 * format/json/write/column.h - the values of one field of a block of records as JSON texts.
 *
 * A formatter is a loop for one kind of values. It refuses nothing: where a text does not fit its
 * place, or a value must not be written, it says so by the length 0.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_COLUMN_H
#define ROWCOL_FORMAT_JSON_WRITE_COLUMN_H

#include "record/plan.h"

/* Most records in a block, and how many a formatter may treat at once: there is a place, but no
   cell, for every record up to the next multiple of that. */
enum { RCI_JSON_WRITE_BLOCK_RECORDS = 64, RCI_JSON_WRITE_BLOCK_STEP = 4 };

typedef struct rci_json_write_column {
    const unsigned char *cells; /* that of the first record */
    size_t stride;
    size_t n; /* RCI_JSON_WRITE_BLOCK_RECORDS at most */
    rc_kind kind;
    size_t size; /* of a cell */
    bool big_endian;

    char *texts; /* where that of the first record goes */
    size_t step; /* from one text to the next */
    size_t room; /* bytes for each */
    size_t *lengths;
    size_t lengths_step;
    size_t before; /* is added to every length but 0 */
} rci_json_write_column;

typedef void rci_json_write_formatter(const rci_json_write_column *column);

/* The formatter for a leaf and the room that it needs; NULL if it has none. The one for this
   machine, the one for machines with AVX2, and the one for all. */
typedef rci_json_write_formatter *rci_json_write_choose_formatter(const rci_record_node *node,
                                                                  size_t *room);
rci_json_write_choose_formatter rci_json_write_formatter_for;
rci_json_write_choose_formatter rci_json_write_formatter_avx2;
rci_json_write_choose_formatter rci_json_write_formatter_plain;

/* Those for S<n> and str of rci_json_write_formatter_avx2. */
rci_json_write_choose_formatter rci_json_write_text_formatter_avx2;

/* The longest S<n> that has a formatter. */
enum { RCI_JSON_WRITE_SHORT_BYTES = 32 };

/* The integers of a column, signed or not, and zeros up to a multiple of RCI_JSON_WRITE_BLOCK_STEP.
 */
void rci_json_write_load_integers(const rci_json_write_column *column,
                                  int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS]);

/* Text that needs more than quotes around it: well-formed UTF-8 of RCI_JSON_WRITE_SHORT_BYTES at
 * most. */
void rci_json_write_format_escaped(const rci_json_write_column *column, size_t i, const char *text,
                                   size_t n);

#endif
