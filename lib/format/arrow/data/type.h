/*
 * format/arrow/data/type.h - the Arrow types that dtypes have, their format strings, and which
 * dtype is which.
 *
 * Format strings: https://arrow.apache.org/docs/format/CDataInterface.html
 * #data-type-description-format-strings
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_TYPE_H
#define ROWCOL_FORMAT_ARROW_DATA_TYPE_H

#include <rowcol/arrow.h>
#include <stdbool.h>

typedef enum rci_arrow_data_kind {
    RCI_ARROW_DATA_BOOL,
    RCI_ARROW_DATA_I1,
    RCI_ARROW_DATA_U1,
    RCI_ARROW_DATA_I2,
    RCI_ARROW_DATA_U2,
    RCI_ARROW_DATA_I4,
    RCI_ARROW_DATA_U4,
    RCI_ARROW_DATA_I8,
    RCI_ARROW_DATA_U8,
    RCI_ARROW_DATA_F2,
    RCI_ARROW_DATA_F4,
    RCI_ARROW_DATA_F8,
    RCI_ARROW_DATA_BINARY,
    RCI_ARROW_DATA_LARGE_BINARY,
    RCI_ARROW_DATA_BINARY_VIEW,
    RCI_ARROW_DATA_UTF8,
    RCI_ARROW_DATA_LARGE_UTF8,
    RCI_ARROW_DATA_UTF8_VIEW,
    RCI_ARROW_DATA_FIXED,
    RCI_ARROW_DATA_DATE4, /* int32 days */
    RCI_ARROW_DATA_DATE8, /* int64 milliseconds */
    RCI_ARROW_DATA_TIME4, /* int32 s or ms of a day */
    RCI_ARROW_DATA_TIME8, /* int64 us or ns of a day */
    RCI_ARROW_DATA_TIMESTAMP,
    RCI_ARROW_DATA_DURATION,
    RCI_ARROW_DATA_MONTHS, /* int32 */
    RCI_ARROW_DATA_LIST,   /* of fixed size */
    RCI_ARROW_DATA_STRUCT
} rci_arrow_data_kind;

typedef struct rci_arrow_data_type {
    rci_arrow_data_kind kind;
    rc_unit unit;     /* of times */
    int32_t width;    /* FIXED: bytes of a value; LIST: elements */
    const char *zone; /* TIMESTAMP: NULL, or not empty; in the format string, or of the dtype */
} rci_arrow_data_type;

/* Reads a format string. RC_OK; RC_EFORMAT (not a format string), RC_EUNSUPPORTED (a type that no
   dtype has; the message has its name). */
rc_status rci_arrow_data_type_parse(const char *format, rci_arrow_data_type *type, rc_error *err);

/* The most characters of a format string, with the NUL: that of a timestamp with the zone of a
 * dtype.
 */
#define RCI_ARROW_DATA_FORMAT_MAX 72

void rci_arrow_data_type_print(const rci_arrow_data_type *type,
                               char format[RCI_ARROW_DATA_FORMAT_MAX]);

/* The name of a type for messages, such as "int32". */
const char *rci_arrow_data_type_name(const rci_arrow_data_type *type);

/* The type of a dtype; of a subarray, the list of one of its dimensions. RC_OK; RC_ELIMIT (a width
   over INT32_MAX). */
rc_status rci_arrow_data_type_of(const rc_dtype *dtype, size_t dimension, rc_strings strings,
                                 rci_arrow_data_type *type, rc_error *err);

/* The unit of the counts that a type has for the values of a dtype, M8 or m8: int64 is for the
   units that Arrow does not have. */
rc_unit rci_arrow_data_type_unit(const rci_arrow_data_type *type, const rc_dtype *dtype);

/* The dtype that a type has of itself: not that of a list or struct. NULL: RC_ENOMEM, RC_ELIMIT. */
rc_dtype *rci_arrow_data_type_dtype(const rci_arrow_data_type *type, rc_error *err);

/* Whether values of the type can be read as a dtype that is not a struct or subarray: it is
   exported as this type, or is the dtype that the type has of itself. */
bool rci_arrow_data_type_is_readable_as(const rci_arrow_data_type *type, const rc_dtype *dtype);

/* Text or bytes of variable length. */
static inline bool rci_arrow_data_is_string(rci_arrow_data_kind kind)
{
    return kind >= RCI_ARROW_DATA_BINARY && kind <= RCI_ARROW_DATA_UTF8_VIEW;
}

static inline bool rci_arrow_data_is_view(rci_arrow_data_kind kind)
{
    return kind == RCI_ARROW_DATA_BINARY_VIEW || kind == RCI_ARROW_DATA_UTF8_VIEW;
}

/* An integer, as the indices of a dictionary are. */
static inline bool rci_arrow_data_is_integer(rci_arrow_data_kind kind)
{
    return kind >= RCI_ARROW_DATA_I1 && kind <= RCI_ARROW_DATA_U8;
}

/* c8 or c16: a list of two floats. */
static inline bool rci_arrow_data_is_complex(const rc_dtype *dtype)
{
    return rc_dtype_kind(dtype) == RC_C8 || rc_dtype_kind(dtype) == RC_C16;
}

/* Bytes of a value of a type that has values of fixed size of whole bytes, else 0. */
size_t rci_arrow_data_type_size(const rci_arrow_data_type *type);

#endif
