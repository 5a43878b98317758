/*
 * format/arrow/data/values.h - the buffers of values of a leaf field, made from its cells.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_VALUES_H
#define ROWCOL_FORMAT_ARROW_DATA_VALUES_H

#include "format/arrow/data/nulls.h"
#include "format/arrow/data/type.h"
#include "store/cells.h"

/* A leaf field of a store. */
typedef struct rci_arrow_data_source {
    const rc_store *store;
    const rc_dtype *dtype;
    const rci_store_cells *cells;
    const rci_arrow_data_nulls *nulls; /* NULL: none around it */
    rci_arrow_data_type type;          /* of the array */
} rci_arrow_data_source;

/* How the bytes of values differ from Arrow's. */
typedef enum rci_arrow_data_form {
    RCI_ARROW_DATA_SAME,    /* not at all */
    RCI_ARROW_DATA_SWAPPED, /* another byte order */
    RCI_ARROW_DATA_BITS,    /* bool: a bit */
    RCI_ARROW_DATA_CONVERTED_TIME,
    RCI_ARROW_DATA_TEXT /* text of variable length in Arrow; cells of str are the same as views */
} rci_arrow_data_form;

/* The form of a dtype that is exported as a type; `type` is not a list or struct. */
rci_arrow_data_form rci_arrow_data_form_of(const rc_dtype *dtype, const rci_arrow_data_type *type);

/* Whether the cells of a leaf are its buffer of values as they are. */
bool rci_arrow_data_can_share(const rci_arrow_data_source *source);

/* Bytes of the buffer of values, for types of fixed size and views. RC_OK; RC_ELIMIT. */
rc_status rci_arrow_data_values_size(const rci_arrow_data_source *source, size_t *size,
                                     rc_error *err);

/* Fills the zero bytes of that buffer: numbers, times, bools, fixed-size binary, views of str.
   RC_OK; RC_ERANGE. */
rc_status rci_arrow_data_write_values(const rci_arrow_data_source *source, unsigned char *values,
                                      rc_error *err);

/* Text of variable length: first the offsets (Utf8, LargeUtf8; the views of U<n> have none: NULL)
   and the number of bytes of text, then the text, and for U<n> as Utf8View the views. Text of
   views has only the strings of more than 12 bytes. RC_OK; RC_ERANGE (U<n> that is not text),
   RC_ELIMIT. */
rc_status rci_arrow_data_write_offsets(const rci_arrow_data_source *source, void *offsets,
                                       size_t *bytes, rc_error *err);
void rci_arrow_data_write_text(const rci_arrow_data_source *source, void *views, char *text);

#endif
