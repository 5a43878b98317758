/*
 * format/clickhouse/type.h - the types of ClickHouse that dtypes have, as a tree: from their text,
 * from a dtype, and as a dtype.
 *
 * Nullable and LowCardinality are marks of the type that they contain. The root of a tree is a
 * Tuple whose elements are the columns of a table. The types are described in
 * https://clickhouse.com/docs/sql-reference/data-types.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_TYPE_H
#define ROWCOL_FORMAT_CLICKHOUSE_TYPE_H

#include "base/bytes.h"
#include "value/datetime.h"

#include <rowcol/dtype.h>
#include <stdbool.h>

typedef enum rci_clickhouse_kind {
    RCI_CLICKHOUSE_BOOL,
    RCI_CLICKHOUSE_NUMBER,   /* Int8 to UInt64, Float32, Float64: bytes of the dtype's kind */
    RCI_CLICKHOUSE_BFLOAT,   /* BFloat16: the upper half of a Float32 */
    RCI_CLICKHOUSE_FIXED,    /* FixedString */
    RCI_CLICKHOUSE_STRING,   /* a length as LEB128, and bytes */
    RCI_CLICKHOUSE_DATE,     /* UInt16 days */
    RCI_CLICKHOUSE_DATETIME, /* UInt32 seconds */
    RCI_CLICKHOUSE_TIME,     /* Date32, DateTime64, Interval..., Time, Time64: a signed count */
    RCI_CLICKHOUSE_ENUM,     /* Int8 or Int16 */
    RCI_CLICKHOUSE_UUID,     /* two UInt64, the first half of the text first */
    RCI_CLICKHOUSE_IPV6,     /* 16 bytes in the order of the text */
    RCI_CLICKHOUSE_TUPLE,
    RCI_CLICKHOUSE_ARRAY
} rci_clickhouse_kind;

/* How the bytes of a value and a cell of the dtype it is bound to differ (bind.c). */
typedef enum rci_clickhouse_form {
    RCI_CLICKHOUSE_SAME,    /* not at all, and each is a value */
    RCI_CLICKHOUSE_CHECKED, /* not at all, but not each is a value: Bool, times */
    RCI_CLICKHOUSE_SWAPPED, /* the byte order */
    RCI_CLICKHOUSE_COUNT,   /* a time of another unit, width or byte order */
    RCI_CLICKHOUSE_HALF,    /* Float32 and f2 */
    RCI_CLICKHOUSE_UPPER,   /* BFloat16 and f4 */
    RCI_CLICKHOUSE_HALVES,  /* UUID and V16: each half in reverse */
    RCI_CLICKHOUSE_WIDER,   /* writing: a number of a larger type that holds it */
    RCI_CLICKHOUSE_TEXT,    /* String, Enum, and str, U<n>, S<n> */
    RCI_CLICKHOUSE_MEMBERS, /* Tuple */
    RCI_CLICKHOUSE_ELEMENTS /* Array */
} rci_clickhouse_form;

/* An array whose number of elements is not known yet. */
#define RCI_CLICKHOUSE_ANY SIZE_MAX

/* A name and number of an Enum; the name is at `at` in type->texts. */
typedef struct rci_clickhouse_entry {
    int32_t number;
    size_t at, length;
} rci_clickhouse_entry;

typedef struct rci_clickhouse_type rci_clickhouse_type;
struct rci_clickhouse_type {
    const rc_allocator *allocator;
    rci_clickhouse_type *parent, *next; /* next: of the same parent */
    rci_clickhouse_type *child, *last;  /* its children */
    char *name; /* of a column or element, NUL-terminated; NULL: it has none */
    size_t name_length;
    size_t index;          /* in the tree, in pre-order */
    const char *type_name; /* without arguments; a constant */
    rci_clickhouse_kind kind;
    bool nullable;
    bool dictionary; /* LowCardinality */
    rc_kind number;  /* the kind of the dtype that it has of itself */
    size_t width;    /* bytes of a value; 0: it has no fixed number */
    rci_value_time_unit unit;
    int64_t least, most;    /* of the counts of a time */
    unsigned precision;     /* digits of DateTime64 and Time64 */
    char zone[64];          /* of DateTime and DateTime64; "": none */
    size_t length;          /* elements of an array, or RCI_CLICKHOUSE_ANY */
    rci_base_bytes entries; /* of an Enum: rci_clickhouse_entry, sorted by number */
    rci_base_bytes texts;   /* of an Enum */
    rci_base_bytes text;    /* of a column that is given: what its type is called */

    /* Set by rci_clickhouse_bind. */
    const rc_dtype *dtype; /* of a value; borrowed */
    rci_clickhouse_form form;
    size_t leaf;      /* of the store, if the value is one; else RCI_DTYPE_NONE */
    size_t null_node; /* of the store, or RCI_DTYPE_NONE */
    size_t offset;    /* of a value in its leaf, or in an element */
    size_t stride;    /* of an array: from an element to the next */
};

/* The deepest tree, and the most bytes of a FixedString. */
#define RCI_CLICKHOUSE_MAX_DEPTH RC_MAX_DEPTH
#define RCI_CLICKHOUSE_MAX_FIXED 0xFFFFFF

/* A type without children; its name is copied. NULL: RC_ENAME (a zero byte in it), RC_ENOMEM. */
rci_clickhouse_type *rci_clickhouse_type_new(const char *name, size_t length, rc_error *err);
/* With all children; not those next to it. NULL is allowed. */
void rci_clickhouse_type_free(rci_clickhouse_type *type);
/* Adds the last child. */
void rci_clickhouse_type_add(rci_clickhouse_type *parent, rci_clickhouse_type *child);
/* Numbers the types of a tree. Returns how many there are. */
size_t rci_clickhouse_type_number(rci_clickhouse_type *root);

/* Gives the type what the name of a type without arguments means. False: no such type. */
bool rci_clickhouse_type_set(rci_clickhouse_type *type, const char *name, size_t length);
/* Makes it DateTime64 or Time64 of a precision, 0 to 9. */
void rci_clickhouse_type_set_time64(rci_clickhouse_type *type, unsigned precision, bool is_time);

/* Reads the text of a type. On failure err->field is not set. NULL: RC_EUNSUPPORTED (a type that no
   dtype has), RC_EFORMAT (not a type), RC_ELIMIT, RC_ENOMEM. */
rci_clickhouse_type *rci_clickhouse_type_parse(const char *text, size_t n, const char *name,
                                               size_t name_length, rc_error *err);

/* The types of the columns for records of a dtype; one that is not a struct is a column "value".
   NULL: RC_EUNSUPPORTED (a field has no type there; err->field is it), RC_ENOMEM. */
rci_clickhouse_type *rci_clickhouse_type_of(const rc_dtype *dtype, rc_error *err);
/* The text of a type that rci_clickhouse_type_of has made. */
rc_status rci_clickhouse_type_print(const rci_clickhouse_type *type, rci_base_bytes *out,
                                    rc_error *err);
/* The time zone of a dtype as ClickHouse names it; at most 63 bytes. */
void rci_clickhouse_zone_from_dtype(const char *zone, char to[64]);
/* A name, between backticks if it needs them. */
rc_status rci_clickhouse_print_name(const char *name, size_t length, rci_base_bytes *out,
                                    rc_error *err);

/* The dtype that the columns have of themselves. All lengths of arrays are known. NULL: RC_ENAME,
   RC_ELIMIT, RC_EUNSUPPORTED (nulls in an array; err->field), RC_ENOMEM. */
rc_dtype *rci_clickhouse_type_dtype(const rci_clickhouse_type *root, rc_error *err);

/* Binds the columns to the fields of a dtype, which must outlive the tree. Lengths of arrays that
   are not known become those of the dtype. RC_OK; RC_EARG (the columns are not those of such
   records; err->field). */
rc_status rci_clickhouse_bind(rci_clickhouse_type *root, const rc_dtype *dtype, rc_error *err);
/* The same for records that are written as types that are given, which may be larger: values that
   these do not hold are errors of their records. RC_OK; RC_EUNSUPPORTED. */
rc_status rci_clickhouse_bind_given(rci_clickhouse_type *root, const rc_dtype *dtype,
                                    rc_error *err);

/* The next type of a tree in pre-order; NULL after the last. */
rci_clickhouse_type *rci_clickhouse_type_after(const rci_clickhouse_type *type);
/* The next one that is not inside `type`. */
rci_clickhouse_type *rci_clickhouse_type_beyond(const rci_clickhouse_type *type);

/* Adds the path of the column and element to the error that was just set. Returns `status`. */
rc_status rci_clickhouse_at(const rci_clickhouse_type *type, rc_status status, rc_error *err);

#endif
