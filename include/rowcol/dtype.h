/*
 * rowcol/dtype.h - dtypes: the kind of a value, or the fields of a record with their offsets.
 *
 * A dtype is immutable and reference counted. Every function here may be called from any thread, on
 * dtypes that other threads use at the same time. Offsets and sizes are in bytes and equal to
 * NumPy's (structured arrays, https://numpy.org/doc/stable/user/basics.rec.html); aligned layouts
 * follow the rules of the x86-64 C ABI, on every host.
 *
 * A function that returns an `rc_dtype *` returns a new reference, which the caller gives back with
 * rc_dtype_unref, or NULL after an error. Comments list the statuses of such an error after
 * "NULL:". A pointer argument that is NULL where no comment allows it, and an unknown value of an
 * enum, are RC_EARG; a query of a NULL dtype has the result that its section states.
 */
#ifndef ROWCOL_DTYPE_H
#define ROWCOL_DTYPE_H

#include <rowcol/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The kind of a dtype. The numbers are part of the ABI. */
typedef enum rc_kind {
    RC_BOOL = 1,  /**< one byte, 0 or 1 */
    RC_I1,        /**< int8_t */
    RC_I2,        /**< int16_t */
    RC_I4,        /**< int32_t */
    RC_I8,        /**< int64_t */
    RC_U1,        /**< uint8_t */
    RC_U2,        /**< uint16_t */
    RC_U4,        /**< uint32_t */
    RC_U8,        /**< uint64_t */
    RC_F2,        /**< IEEE 754 binary16 */
    RC_F4,        /**< float */
    RC_F8,        /**< double */
    RC_C8,        /**< two floats: real, imaginary */
    RC_C16,       /**< two doubles: real, imaginary */
    RC_BYTES,     /**< S<n>: up to n bytes, the rest zero */
    RC_UCS4,      /**< U<n>: up to n code points of 4 bytes, the rest zero */
    RC_RAW,       /**< V<n>: n raw bytes */
    RC_DATETIME,  /**< M8[unit]: int64 count of units since 1970-01-01 */
    RC_TIMEDELTA, /**< m8[unit]: int64 count of units */
    RC_STR,       /**< str: UTF-8 of any length, in a cell of 16 bytes */
    RC_STRUCT,    /**< named fields */
    RC_SUBARRAY   /**< a fixed shape of one element dtype */
} rc_kind;

/** The unit of a datetime or timedelta; RC_UNIT_GENERIC for NumPy's M8 and m8 without a unit. */
typedef enum rc_unit {
    RC_UNIT_GENERIC = 0,
    RC_UNIT_Y,
    RC_UNIT_M,
    RC_UNIT_W,
    RC_UNIT_D,
    RC_UNIT_h,
    RC_UNIT_m,
    RC_UNIT_s,
    RC_UNIT_ms,
    RC_UNIT_us,
    RC_UNIT_ns,
    RC_UNIT_ps,
    RC_UNIT_fs,
    RC_UNIT_as
} rc_unit;

/** The byte order of the numbers in a leaf. */
typedef enum rc_order {
    RC_ORDER_NONE = 0, /**< single bytes, or not a number */
    RC_ORDER_LITTLE,
    RC_ORDER_BIG
} rc_order;

/** The notations of a dtype; see the guide doc/describing-records.md. */
typedef enum rc_notation {
    RC_NOTATION_COMPACT = 0, /**< x:i4, p:3f8, who:{name:S8, age:i1?} */
    RC_NOTATION_DESCR,       /**< [('x', '<i4'), ('p', '<f8', (3,))] as numpy.save writes it */
    RC_NOTATION_COMMA,       /**< i4,2f8 */
    RC_NOTATION_DICT,        /**< {'names': [...], 'formats': [...], 'offsets': [...], ...} */
    RC_NOTATION_PEP3118,     /**< T{<i:x:<i:y:} */
    RC_NOTATION_JSON,        /**< the JSON schema document, which expresses every dtype */
    RC_NOTATION_C,           /**< a C struct with static assertions (print only) */
    RC_NOTATION_JSON_SCHEMA  /**< JSON Schema 2020-12 of the JSON text of records */
} rc_notation;

/** How the fields of a struct are placed. */
typedef enum rc_align {
    RC_PACKED = 0, /**< one after the other, no padding: NumPy's default */
    RC_ALIGNED     /**< as the C compiler would: NumPy's align=True */
} rc_align;

typedef struct rc_dtype rc_dtype;

/** Limits, each refused with RC_ELIMIT. */
#define RC_MAX_DEPTH    64        /**< levels of structs and subarrays */
#define RC_MAX_NDIM     32        /**< dimensions of a subarray, as NumPy */
#define RC_MAX_ITEMSIZE INT32_MAX /**< bytes a record, as NumPy */
#define RC_MAX_FIELDS   1000000   /**< fields in one dtype, nested ones counted */

/* ------------------------------------------------------------- lifetime */

/** Takes a reference and returns `dtype`. NULL is allowed and returned. */
RC_API rc_dtype *rc_dtype_ref(const rc_dtype *dtype);

/** Gives a reference back; the last one releases the dtype. NULL is allowed. */
RC_API void rc_dtype_unref(const rc_dtype *dtype);

/* -------------------------------------------------------------- building */

/**
 * A leaf of a kind without parameters: RC_BOOL to RC_C16, RC_STR; little-endian. NULL: RC_EARG
 * (another kind).
 */
RC_API rc_dtype *rc_dtype_leaf(rc_kind kind, rc_error *err);

/**
 * S<n>, U<n> or V<n>: `kind` is RC_BYTES, RC_UCS4 or RC_RAW; `n` is a number of bytes (S, V) or of
 * code points (U), 0 included, as in NumPy. NULL: RC_EARG (another kind), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_sized(rc_kind kind, size_t n, rc_error *err);

/**
 * M8[unit] or m8[unit] with a multiple, such as M8[25s]: `kind` is RC_DATETIME or RC_TIMEDELTA,
 * `multiple` is 1 or more (1 for RC_UNIT_GENERIC). NULL: RC_EARG (another kind, unit or multiple),
 * RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_time(rc_kind kind, rc_unit unit, int32_t multiple, rc_error *err);

/**
 * M8[unit] with the name of a time zone, such as "Europe/Berlin" or "+01:00": `dtype` is an M8 in
 * either byte order, "" removes the zone. The zone is a note: the times are in UTC with it and
 * without it, and dtypes that differ in it alone are equal. It stays with the dtype in stores,
 * readers and writers; the compact notation and the schema document have it, as
 * M8[us,Europe/Berlin] does, and Arrow. Other formats and notations do not. NULL: RC_EARG (not an
 * M8; a name of more than 63 bytes, with a bracket, quote or backslash, with a space at an end, or
 * not printable ASCII), RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_in_zone(const rc_dtype *dtype, const char *zone, rc_error *err);

/**
 * The same dtype with every leaf in `order`, RC_ORDER_LITTLE or RC_ORDER_BIG; leaves without a byte
 * order stay as they are, and the layout does not change. NULL: RC_EARG (RC_ORDER_NONE), RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_with_order(const rc_dtype *dtype, rc_order order, rc_error *err);

/**
 * A subarray of `ndim` dimensions in C order: the index of shape[ndim - 1] varies fastest. A
 * subarray of a subarray becomes one with both shapes, as in NumPy. The element is referenced,
 * `shape` copied. NULL: RC_EARG (ndim 0), RC_EUNSUPPORTED (an element with nullable fields),
 * RC_ELIMIT (dimensions, bytes, depth), RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_subarray(const rc_dtype *element, size_t ndim, const size_t *shape,
                                   rc_error *err);

/** An offset or itemsize that the library determines. */
#define RC_AUTO SIZE_MAX

/** One field for rc_dtype_struct. */
typedef struct rc_field_spec {
    const char *name;      /**< UTF-8, NUL-terminated, not empty; copied */
    const rc_dtype *dtype; /**< referenced */
    size_t offset;         /**< bytes from the start of the record, or RC_AUTO */
    int nullable;          /**< non-zero: records may leave the field null */
} rc_field_spec;

/**
 * A struct of `n` fields; `fields` may be NULL if `n` is 0. Either every offset is RC_AUTO, and the
 * fields are placed one after the other according to `align`, or every offset is given; then fields
 * must not overlap. `itemsize` is RC_AUTO or the size of the record, which must hold every field
 * and, with RC_ALIGNED, be a multiple of the alignment. err->field is the field at fault.
 * NULL: RC_EARG (some offsets given and some not, overlap, itemsize too small, misaligned),
 * RC_ENAME (a name that is empty, used twice, or not valid UTF-8), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_struct(const rc_field_spec *fields, size_t n, rc_align align,
                                 size_t itemsize, rc_error *err);

/* ------------------------------------------------------ parsing, printing */

/**
 * Reads a dtype in any notation except RC_NOTATION_C. The notation is recognised by its beginning:
 * a bracket, a quote, or a brace and a key in quotes for NumPy's descr and dictionary and for JSON;
 * T{ for PEP 3118; a name and a colon, or a type, for the compact and comma notations. (A PEP 3118
 * format with another beginning is read as a NumPy type string; see rc_dtype_parse_as.) Structs are
 * RC_PACKED unless the text says otherwise.
 *
 * NumPy's codes and names mean what they mean to NumPy on x86-64 Linux, on every host: `b` is int8
 * (`?` and `b1` are bool), `int` and `l` are int64, `=` and no byte order mean little-endian. `str`
 * is RC_STR, which NumPy does not have.
 *
 * The compact notation:
 *     x:i4, p:3f8, m:(2,3)>f4, who:{name:str, age:i1?}, "a b":M8[25s]     fields
 *     x:i1@0, y:i4@8; size=16       with offsets, of all fields, and an itemsize
 *     x:i1, y:i4; aligned           RC_ALIGNED; "; packed" is RC_PACKED
 *     i4    3f8    {x:i4}    {}     a type without a name; the last is a struct without fields
 * Comments go from # to the end of the line; a name does not begin with #.
 * A name is written as a JSON string if it has characters other than letters, digits, `_`, `-`, `.`
 * and those outside ASCII. `?` after the type of a field makes it nullable.
 *
 * The JSON schema document: a type is a string (any leaf, such as "<i4", "int32", "str"), or
 *     {"fields": [FIELD, ...], "itemsize": N, "aligned": true}    a struct
 *     {"element": TYPE, "shape": [N, ...]}                        a subarray
 * and a FIELD is {"name": TEXT, "type": TYPE, "offset": N, "nullable": true}. The keys
 * "fields", "element", "shape", "name" and "type" are required; other keys are not allowed. Either
 * every field has an offset, or no field.
 *
 * JSON Schema (2020-12) is read as the dtype of the JSON values that it describes. It is printed by
 * the same table:
 *     object with properties            a struct; a property that is not required is nullable
 *     array, minItems = maxItems = n    a subarray of n; with prefixItems of several types and
 *                                       items false, a struct with the fields f0, f1, ...
 *     boolean, number                   bool, f8
 *     integer, minimum, maximum         the least of i1 to i8 and u1 to u8 that holds all; a bound
 *                                       that is missing is that of i8
 *     string                            str; with maxLength U<n>; with the format date M8[D], with
 *                                       date-time M8[us]
 *     ["integer", "null"], anyOf        nullable
 *     $ref                              to a place in the same document, such as #/$defs/name
 *     "x-rowcol": "f4"                  the type of any other leaf, in the compact notation;
 *                                       "aligned" for a struct
 * Keywords that only restrict values are left out. What no dtype says is refused with its place:
 * several types, arrays of any length, objects with any keys, null in arrays. A struct with other
 * offsets than those of RC_PACKED and RC_ALIGNED cannot be printed.
 *
 * On failure err->byte is the offset in `text` of the error, and the message says what was expected
 * there. NULL: RC_ESYNTAX, RC_ENAME, RC_EARG (as rc_dtype_struct), RC_ERANGE (a number over 64
 * bits), RC_EUNSUPPORTED (object dtypes, titles, long double), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_parse(const char *text, rc_error *err);

/**
 * As rc_dtype_parse, for `length` bytes, which need not end in a NUL. `align` applies to structs
 * whose layout the text does not determine: compact and JSON without offsets and without "aligned"
 * or "packed", comma strings, descr without padding. For NumPy's dictionary RC_ALIGNED is the
 * default of 'aligned'. NULL: as rc_dtype_parse.
 */
RC_API rc_dtype *rc_dtype_parse_n(const char *text, size_t length, rc_align align, rc_error *err);

/**
 * As rc_dtype_parse_n, for text in `notation`. RC_NOTATION_DESCR, _DICT and _JSON each accept all
 * three. NULL: as rc_dtype_parse; RC_EARG (RC_NOTATION_C).
 */
RC_API rc_dtype *rc_dtype_parse_as(const char *text, size_t length, rc_notation notation,
                                   rc_align align, rc_error *err);

/**
 * The dtype in `notation` as a new NUL-terminated string, which the caller releases with
 * rc_text_free: one line, except for RC_NOTATION_C, which is rc_dtype_c_text with the tag
 * "record". rc_dtype_parse reads the text of RC_NOTATION_COMPACT, _JSON and _JSON_SCHEMA as an
 * equal dtype with the same alignment, and rc_dtype_parse_as that of the other notations as an
 * equal dtype. (NumPy's forms do not keep the alignment of every struct: they write padding or
 * offsets.) NULL: RC_EUNSUPPORTED (the notation cannot express the dtype; err->field is the field,
 * and the message has a suggestion), RC_EARG, RC_ENOMEM.
 */
RC_API char *rc_dtype_text(const rc_dtype *dtype, rc_notation notation, rc_error *err);

/**
 * A C header for a struct dtype as a new string, which the caller releases with rc_text_free. It is
 * valid C99 and C++11, and has `struct TAG`, whose members have the offsets of the fields, the
 * structs inside it, a static assertion for every size and offset, and, if rowcol/cstruct.h was
 * included before it, a function `TAG_dtype` that returns an equal dtype (see RC_DEFINE_DTYPE).
 * `tag` is a C identifier; NULL is "record". The header may be included any number of times; a
 * header of the same tag for another dtype (by rc_dtype_hash) is an #error.
 *
 * Gaps that C would not leave by itself become padding members; structs that C cannot lay out so
 * have __attribute__((packed)) (gcc, clang). A field name that is not an identifier, a keyword of C
 * or C++, or a macro or type of <stddef.h>, <stdint.h> or this library is changed: it gets
 * underscores and its index. Numbers in big-endian order become unsigned integers of their size, f2
 * uint16_t, c8 and c16 arrays of two, M8 and m8 int64_t, str rc_str_cell.
 *
 * NULL: RC_EARG (not a struct, `tag` is not such an identifier), RC_EUNSUPPORTED (a struct or field
 * of zero bytes, which C does not have), RC_ENOMEM.
 */
RC_API char *rc_dtype_c_text(const rc_dtype *dtype, const char *tag, rc_error *err);

/* --------------------------------------------------------------- queries
 *
 * Each is O(1). The results for a NULL dtype are (rc_kind)0, 0, NULL, RC_ORDER_NONE, and
 * RC_UNIT_GENERIC with a multiple of 1.
 */

RC_API rc_kind rc_dtype_kind(const rc_dtype *dtype);
/** Bytes of a record or value, padding included. */
RC_API size_t rc_dtype_itemsize(const rc_dtype *dtype);
/** The alignment of its first byte in an aligned struct: 1 for a packed struct. */
RC_API size_t rc_dtype_alignment(const rc_dtype *dtype);
/** The byte order; that of the element for a subarray. */
RC_API rc_order rc_dtype_order(const rc_dtype *dtype);
/** Non-zero for a struct made with RC_ALIGNED. */
RC_API int rc_dtype_is_aligned(const rc_dtype *dtype);
/** n of S<n>, U<n>, V<n>; 0 for other kinds. */
RC_API size_t rc_dtype_length(const rc_dtype *dtype);
/** The unit of M8 and m8, and its multiple in `*multiple` (NULL is allowed); for other kinds
 *  RC_UNIT_GENERIC and 1. */
RC_API rc_unit rc_dtype_unit(const rc_dtype *dtype, int32_t *multiple);
/** The name of the time zone of M8, which lives as long as the dtype; NULL if it has none, and for
 *  other kinds. */
RC_API const char *rc_dtype_zone(const rc_dtype *dtype);
/** The number of dimensions of a subarray; 0 for other kinds. */
RC_API size_t rc_dtype_ndim(const rc_dtype *dtype);
/** The `ndim` extents, borrowed from the dtype; NULL for other kinds. */
RC_API const size_t *rc_dtype_shape(const rc_dtype *dtype);
/** The element of a subarray, borrowed; NULL for other kinds. */
RC_API const rc_dtype *rc_dtype_element(const rc_dtype *dtype);
/** The number of fields of a struct; 0 for other kinds. */
RC_API size_t rc_dtype_nfields(const rc_dtype *dtype);
/** NumPy's name of a kind, such as "int32"; "unknown" for an unknown number. Never NULL. */
RC_API const char *rc_kind_name(rc_kind kind);

/** One field of a struct; the pointers are borrowed from the dtype. */
typedef struct rc_field_info {
    const char *name;
    const rc_dtype *dtype;
    size_t offset; /**< bytes from the start of the struct that was queried */
    int nullable;  /**< 0 or 1 */
} rc_field_info;

/** Field `i` of a struct into `*info`. RC_OK; RC_EINDEX, RC_EARG. */
RC_API rc_status rc_dtype_field(const rc_dtype *dtype, size_t i, rc_field_info *info,
                                rc_error *err);

/**
 * The field at a dotted path such as "who.name", through nested structs but not subarrays, into
 * `*info`. A name that has a dot, quote or backslash is written in double quotes with backslash
 * escapes; a name with dots needs no quotes if no field has the name before its first dot, so that
 * the names in errors are accepted as they are. The offset is from the start of the outermost
 * struct. O(1) for each name. RC_OK; RC_ENAME (no such field; the message has the nearest name),
 * RC_ESYNTAX, RC_ENOMEM (only for names in quotes), RC_EARG.
 */
RC_API rc_status rc_dtype_find(const rc_dtype *dtype, const char *path, rc_field_info *info,
                               rc_error *err);

/**
 * The index of the field of this name into `*i`; dots and quotes are characters of the name. O(1).
 * RC_OK; RC_ENAME (no such field; the message has the nearest name), RC_EARG.
 */
RC_API rc_status rc_dtype_field_index(const rc_dtype *dtype, const char *name, size_t *i,
                                      rc_error *err);

/* ------------------------------------------------------------- comparing */

/**
 * Non-zero if both have the same kinds, names, offsets, sizes, byte orders and nullable fields. As
 * in NumPy only the offsets and itemsize matter, not RC_ALIGNED itself. NULL equals only NULL.
 */
RC_API int rc_dtype_equal(const rc_dtype *a, const rc_dtype *b);

/** As rc_dtype_equal, but offsets, itemsizes and byte orders may differ: records of one can be
 * copied to the other field by field. */
RC_API int rc_dtype_equivalent(const rc_dtype *a, const rc_dtype *b);

/** A hash for tables: equal dtypes have equal hashes, in every run on every machine. 0 for NULL. */
RC_API uint64_t rc_dtype_hash(const rc_dtype *dtype);

/**
 * RC_OK if `found` equals `expected` (rc_dtype_equal), else RC_ETYPE with the first difference in
 * the message, such as "the offset is 4, expected 8", and its field in err->field. RC_EARG.
 */
RC_API rc_status rc_dtype_require(const rc_dtype *found, const rc_dtype *expected, rc_error *err);

/* --------------------------------------------------------------- editing
 *
 * Each returns a new dtype and does not change its arguments. Unless a comment says otherwise the
 * fields of the outermost struct are placed again, one after the other, aligned if `dtype` is; the
 * structs inside keep their layout. NULL: RC_EARG (not a struct), RC_ENAME (no such field, or a
 * name used twice), RC_ELIMIT, RC_ENOMEM.
 */

/** With `field`, whose offset is RC_AUTO, before the field at index `position`, or at the end for
 *  RC_AUTO. NULL also: RC_EINDEX (position), RC_EARG (an offset is given). */
RC_API rc_dtype *rc_dtype_add_field(const rc_dtype *dtype, const rc_field_spec *field,
                                    size_t position, rc_error *err);

/** Without the `n` fields of these names. A name may be given twice. */
RC_API rc_dtype *rc_dtype_drop_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                                      rc_error *err);

/** The `n` fields of these names, in that order. */
RC_API rc_dtype *rc_dtype_select_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                                        rc_error *err);

/** As rc_dtype_select_fields, but every field keeps its offset and the struct its itemsize: the
 * result describes the same records (NumPy's a[['x', 'z']]). */
RC_API rc_dtype *rc_dtype_view_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                                      rc_error *err);

/** With the field `from` renamed to `to`; offsets do not change. */
RC_API rc_dtype *rc_dtype_rename_field(const rc_dtype *dtype, const char *from, const char *to,
                                       rc_error *err);

/**
 * The fields of `base`, then those of `more`. The fields of `base` keep their offsets, so that a
 * record of the result begins with a record of `base`; the fields of `more` follow after its
 * itemsize, aligned if `base` is.
 */
RC_API rc_dtype *rc_dtype_extend(const rc_dtype *base, const rc_dtype *more, rc_error *err);

/**
 * With the fields placed again according to `align` (NumPy's repack_fields): those of the outermost
 * struct, and if `deep` is not 0 those of the structs inside it, also in subarrays. `dtype` may be
 * of any kind; the result for a leaf is the leaf. NULL: RC_EARG, RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_repack(const rc_dtype *dtype, rc_align align, int deep, rc_error *err);

/* ------------------------------------------------------ promotion, casting */

/**
 * The least dtype that holds every value of both, little-endian: NumPy's promote_types
 * (https://numpy.org/doc/stable/reference/generated/numpy.promote_types.html), but refused where
 * its result would lose values (float64, with 53 bits, for int64 and uint64 or a float) or is text
 * for numbers. Bytes and text become U, or str with str. M8 and m8 get the finer unit, in which
 * values out of range are refused when they are converted. Structs are promoted field by field if
 * their fields have the same names in the same order (aligned if both are), subarrays of one shape
 * by their elements. NULL: RC_ETYPE (err->field is the field; the message has a suggestion),
 * RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_promote(const rc_dtype *a, const rc_dtype *b, rc_error *err);

/** What a conversion does to values. Each level includes the previous ones. */
typedef enum rc_cast {
    RC_CAST_EXACT = 1, /**< the same kind: at most byte orders, offsets and itemsizes change */
    RC_CAST_WIDENING,  /**< another kind that holds every value: i2 to i4, i4 to f8, S4 to S8 */
    RC_CAST_CHECKED,   /**< some values fit and are kept exactly, the others are refused: i8 to i4,
                            i8 to f8, f8 to i4, S8 to S4, text to and from numbers and dates */
    RC_CAST_LOSSY,     /**< numbers would be rounded: f8 to f4, c16 to c8 (see rc_value_round) */
    RC_CAST_NONE       /**< not possible */
} rc_cast;

/**
 * The level of a conversion of values of `from` to `to`: for structs, which must have the same
 * names in any order, the highest level of a field; for subarrays, which must have one shape, that
 * of the elements. A nullable field to one that is not nullable is RC_CAST_CHECKED or above.
 * RC_CAST_NONE if an argument is NULL.
 */
RC_API rc_cast rc_dtype_can_cast(const rc_dtype *from, const rc_dtype *to);

#ifdef __cplusplus
}
#endif
#endif
