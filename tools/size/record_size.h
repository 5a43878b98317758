/*
 * size/record_size.h - the bytes of a record of a dtype as an object of Python, in NumPy and in
 * rowcol.
 *
 * A record in Python is an object for the record, one more for each nested struct, and objects for
 * its values. What is counted of them:
 *
 *   integers      28 bytes in fields of 2 and 4 bytes (below 2^30), 32 in fields of 8 (below 2^60);
 *                 none in fields of 1 byte: Python keeps the integers from -5 to 256 once
 *   bool, null    none: True, False and None exist once
 *   floats        24 bytes, complex numbers 32
 *   S, V          bytes of the full length; U, str: ASCII text of the full, or the given, length.
 *                 None for up to one character: Python keeps those once
 *   M8            date (Y to D), datetime (h to us), int (finer); m8: timedelta (W to us), int: the
 *                 types of numpy.ndarray.tolist
 *   subarrays     a list for each dimension
 *
 * In a Cython extension type and in NumPy all of these but str are part of the record; a nullable
 * field is a flag of a byte more (NumPy: a masked array, which has a flag for every value).
 */
#ifndef ROWCOL_TOOLS_SIZE_RECORD_SIZE_H
#define ROWCOL_TOOLS_SIZE_RECORD_SIZE_H

#include "size/cpython.h"

#include <rowcol.h>

typedef enum record_kind {
    KIND_DICT,
    KIND_CLASS,
    KIND_SLOTS,
    KIND_TUPLE,
    KIND_NAMEDTUPLE,
    KIND_MUTABLETUPLE,
    KIND_DATAOBJECT,
    KIND_CYTHON,
    KIND_NUMPY,
    KIND_ROWS,
    KIND_COLUMNS,
    N_RECORD_KINDS
} record_kind;

/* What is computed for. */
typedef struct record_spec {
    const rc_dtype *dtype; /* a struct */
    cpython python;
    uint64_t text_length; /* bytes of the text of each str value */
    /* What a store takes besides its records, which store_measure sets. */
    uint64_t rows_overhead;
    uint64_t columns_overhead;
} record_spec;

/* The bytes of one record. Sums that are larger than SUM_MOST are SUM_MOST. */
typedef struct record_size {
    uint64_t container; /* the object of the record, and those of nested structs */
    uint64_t values;    /* the objects of its values */
} record_size;

/* The name of a kind in JSON, and in a table. */
const char *record_kind_key(record_kind kind);
const char *record_kind_name(record_kind kind);

record_size record_size_of(const record_spec *spec, record_kind kind);

/* The bytes of `n` records; SUM_MOST if there are too many. The list that holds the objects is not
   counted; the store of rows and columns is, as rc_store_memory counts it. */
uint64_t record_bytes(const record_spec *spec, record_kind kind, uint64_t n);

/* How a value that is not a struct or subarray is made in Python, for "rowcol size --measure". */
typedef enum value_form {
    VALUE_SHARED, /* one that Python keeps once */
    VALUE_INT,    /* `size` bits */
    VALUE_FLOAT,
    VALUE_COMPLEX,
    VALUE_BYTES, /* of length `size` */
    VALUE_TEXT,  /* of length `size` */
    VALUE_DATE,
    VALUE_DATETIME,
    VALUE_TIMEDELTA
} value_form;

typedef struct python_value {
    value_form form;
    uint64_t size;
} python_value;

python_value python_value_of(const rc_dtype *leaf, uint64_t text_length);

#endif
