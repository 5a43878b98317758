/*
 * record/column.h - numbers and bools of records as text: those of one field in a run of records,
 * or a single one.
 *
 * The text is what all text formats have in common: decimal numbers as number/number.h prints them,
 * true and false. There are no quotes and no separators. What stands for a float that is not finite
 * is left to the format.
 */
#ifndef ROWCOL_RECORD_COLUMN_H
#define ROWCOL_RECORD_COLUMN_H

#include "record/plan.h"

enum {
    RCI_RECORD_COLUMN_MOST = 64, /* records in a column */
    RCI_RECORD_COLUMN_STEP = 4   /* a formatter may write text for the next multiple of it */
};

/* The cells of one field in consecutive records, and where their text is written. Up to the next
   multiple of RCI_RECORD_COLUMN_STEP there is space for text and length, but need not be a cell. */
typedef struct rci_record_column {
    const unsigned char *cells; /* the cell of the first record */
    size_t stride;
    size_t n; /* records, RCI_RECORD_COLUMN_MOST at most */
    rc_kind kind;
    size_t size; /* of a cell */
    bool big_endian;

    char *texts; /* where the text of the first record starts */
    size_t step; /* from one text to the next */
    size_t room; /* bytes for each text */
    size_t *lengths;
    size_t lengths_step;
    size_t before; /* is added to each length but 0 */
} rci_record_column;

/* Writes the text and the length of each value of a column. The length is 0 where the format must
   decide: for a float that is not finite, or text that does not fit. A formatter may leave any
   bytes after the text, up to `room`. */
typedef void rci_record_formatter(const rci_record_column *column);

/* The formatter for a leaf, and the `room` that it needs at least; NULL if there is none. */
typedef rci_record_formatter *rci_record_choose_formatter(const rci_record_node *node,
                                                          size_t *room);

/* The formatters of bools, integers and floats: the best for this processor; those for processors
   with AVX2, which exist only where RCI_BASE_HAVE_AVX2 is defined and are not for all kinds; those
   for every processor. */
rci_record_choose_formatter rci_record_formatter_for;
rci_record_choose_formatter rci_record_formatter_avx2;
rci_record_choose_formatter rci_record_formatter_plain;

/* Prints one bool, integer or float, at most RCI_NUMBER_FLOAT_TEXT_SIZE bytes, and returns the end
   of the text; NULL for a float that is not finite. */
char *rci_record_print_number(char *out, rc_kind kind, bool big_endian, const unsigned char *cell);

/* For formatters: where the text of record i starts, and its length. */
static inline char *rci_record_column_text(const rci_record_column *column, size_t i)
{
    return column->texts + i * column->step;
}

static inline void rci_record_column_set(const rci_record_column *column, size_t i, size_t length)
{
    column->lengths[i * column->lengths_step] = column->before + length;
}

static inline void rci_record_column_leave(const rci_record_column *column, size_t i)
{
    column->lengths[i * column->lengths_step] = 0;
}

#endif
