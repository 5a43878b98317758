/*
 * rowcol/dtype.h - record types: what a record is made of and where each field lies.
 *
 * A dtype is immutable, reference counted and safe to share between threads. Layout results are
 * NumPy's to the byte (structured arrays, https://numpy.org/doc/stable/user/basics.rec.html), for
 * the x86-64 C rules when alignment is asked for, whatever the host.
 */
#ifndef ROWCOL_DTYPE_H
#define ROWCOL_DTYPE_H

#include <rowcol/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a dtype is. The number is stable and part of the ABI. */
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
    RC_RAW,       /**< V<n>: n bytes without a meaning */
    RC_DATETIME,  /**< M8[unit]: int64 count of units since 1970-01-01 */
    RC_TIMEDELTA, /**< m8[unit]: int64 count of units */
    RC_STR,       /**< str: UTF-8 of any length behind a 16-byte cell */
    RC_STRUCT,    /**< named fields */
    RC_SUBARRAY   /**< a fixed shape of one element dtype */
} rc_kind;

/** The unit of a datetime or timedelta. RC_UNIT_GENERIC is NumPy's bare M8 and m8. */
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

/** Byte order of the numbers in a leaf. */
typedef enum rc_order {
    RC_ORDER_NONE = 0, /**< one byte, bytes or no number at all */
    RC_ORDER_LITTLE,
    RC_ORDER_BIG
} rc_order;

/** Written forms of a dtype; see the guide "describing records". */
typedef enum rc_notation {
    RC_NOTATION_COMPACT = 0, /**< x:i4, p:3f8, who:{name:S8, age:i1?} */
    RC_NOTATION_DESCR,       /**< [('x', '<i4'), ('p', '<f8', (3,))] as numpy.save writes it */
    RC_NOTATION_COMMA,       /**< i4,2f8 */
    RC_NOTATION_DICT,        /**< {'names': [...], 'formats': [...], 'offsets': [...], ...} */
    RC_NOTATION_PEP3118,     /**< T{<i:x:<i:y:} */
    RC_NOTATION_JSON,        /**< the lossless schema document */
    RC_NOTATION_C            /**< a C struct with static assertions (print only) */
} rc_notation;

/** How a struct lays its fields out. */
typedef enum rc_align {
    RC_PACKED = 0, /**< one after the other, no padding: NumPy's default */
    RC_ALIGNED     /**< as the C compiler would: NumPy's align=True */
} rc_align;

typedef struct rc_dtype rc_dtype;

/** Limits, each refused with RC_ELIMIT. */
#define RC_MAX_DEPTH    64        /**< structs and subarrays inside one another */
#define RC_MAX_NDIM     32        /**< dimensions of a subarray, as NumPy */
#define RC_MAX_ITEMSIZE INT32_MAX /**< bytes a record, as NumPy */
#define RC_MAX_FIELDS   1000000   /**< fields in one dtype, nested ones counted */

/* ------------------------------------------------------------- lifetime */

/** Takes a reference; returns `dtype`. NULL gives NULL. Any thread. */
RC_API rc_dtype *rc_dtype_ref(const rc_dtype *dtype);

/** Gives a reference back; the last one releases the dtype. NULL is allowed. Any thread. */
RC_API void rc_dtype_unref(const rc_dtype *dtype);

/* -------------------------------------------------------------- building */

/**
 * A leaf of a kind that needs nothing else: RC_BOOL to RC_C16, RC_STR; little-endian.
 * Returns a new reference or NULL: RC_EARG (another kind), RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_leaf(rc_kind kind, rc_error *err);

/**
 * S<n>, U<n> or V<n>: `kind` is RC_BYTES, RC_UCS4 or RC_RAW and `n` counts bytes, code points and
 * bytes; 0 is allowed, as in NumPy. NULL: RC_EARG, RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_sized(rc_kind kind, size_t n, rc_error *err);

/**
 * M8[unit] or m8[unit] with a multiple, such as M8[25s]: `kind` is RC_DATETIME or RC_TIMEDELTA,
 * `multiple` is 1 or more (1 for RC_UNIT_GENERIC). NULL: RC_EARG, RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_time(rc_kind kind, rc_unit unit, int32_t multiple, rc_error *err);

/**
 * The same dtype with every leaf in `order`; leaves without a byte order stay as they are. The
 * layout does not change. NULL: RC_EARG, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_with_order(const rc_dtype *dtype, rc_order order, rc_error *err);

/**
 * A subarray of `ndim` dimensions, `shape[0]` slowest (C order). A subarray of a subarray becomes
 * one with both shapes, as in NumPy. The element is referenced, `shape` copied.
 * NULL: RC_EARG (ndim 0), RC_ELIMIT (ndim, bytes), RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_subarray(const rc_dtype *element, size_t ndim, const size_t *shape,
                                   rc_error *err);

/** Lets the library place the field (rc_field_spec.offset), or size the struct. */
#define RC_AUTO SIZE_MAX

/** One field for rc_dtype_struct. */
typedef struct rc_field_spec {
    const char *name;      /**< UTF-8, not empty; copied */
    const rc_dtype *dtype; /**< referenced */
    size_t offset;         /**< bytes from the start of the record, or RC_AUTO */
    int nullable;          /**< non-zero: records may leave the field null */
} rc_field_spec;

/**
 * A struct of `n` fields (0 is allowed). With every offset RC_AUTO the fields are placed by
 * `align`; with every offset given they stay where they are put and must not overlap (a mixture
 * is refused). `itemsize` is RC_AUTO or the size of the record, which must hold every field and,
 * with RC_ALIGNED, be a multiple of the alignment.
 * NULL: RC_EARG (mixture, overlap, size too small, misaligned, NULL name), RC_ENAME (empty or
 * twice the same name, not UTF-8), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_struct(const rc_field_spec *fields, size_t n, rc_align align,
                                 size_t itemsize, rc_error *err);

/* ------------------------------------------------------ parsing, printing */

/**
 * Reads a dtype in any notation except RC_NOTATION_C, recognised by its form. On failure
 * `err->byte` is the offset of the offending byte in `text` and the message says what was
 * expected there. NULL: RC_ESYNTAX, RC_ENAME, RC_EARG, RC_EUNSUPPORTED (object dtypes, titles),
 * RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_parse(const char *text, rc_error *err);

/**
 * As rc_dtype_parse, for `length` bytes that need no NUL behind them, with `align` deciding the
 * layout of structs for which the notation itself leaves it open (compact, comma, descr).
 */
RC_API rc_dtype *rc_dtype_parse_n(const char *text, size_t length, rc_align align, rc_error *err);

/**
 * Writes the dtype in `notation`, one line, NUL-terminated, into a new text (rc_text_free).
 * rc_dtype_parse reads the same dtype back from RC_NOTATION_COMPACT, _JSON always, and from the
 * others whenever they can express it. NULL: RC_EUNSUPPORTED (the notation cannot say it; the
 * message names the field), RC_ENOMEM.
 */
RC_API char *rc_dtype_print(const rc_dtype *dtype, rc_notation notation, rc_error *err);

/* --------------------------------------------------------------- queries */

RC_API rc_kind rc_dtype_kind(const rc_dtype *dtype);
/** Bytes a record or value takes, padding included. */
RC_API size_t rc_dtype_itemsize(const rc_dtype *dtype);
/** The alignment its first byte needs: 1 for a packed struct. */
RC_API size_t rc_dtype_alignment(const rc_dtype *dtype);
RC_API rc_order rc_dtype_order(const rc_dtype *dtype);
/** Non-zero for a struct that was laid out with RC_ALIGNED. */
RC_API int rc_dtype_is_aligned(const rc_dtype *dtype);
/** n of S<n>, U<n>, V<n>; 0 for other kinds. */
RC_API size_t rc_dtype_length(const rc_dtype *dtype);
/** Unit and multiple of M8 and m8; RC_UNIT_GENERIC and 1 for other kinds. */
RC_API rc_unit rc_dtype_unit(const rc_dtype *dtype, int32_t *multiple);
/** Dimensions of a subarray; 0 for other kinds. */
RC_API size_t rc_dtype_ndim(const rc_dtype *dtype);
/** The `ndim` extents, borrowed from the dtype; NULL for other kinds. */
RC_API const size_t *rc_dtype_shape(const rc_dtype *dtype);
/** The element of a subarray, borrowed; NULL for other kinds. */
RC_API const rc_dtype *rc_dtype_element(const rc_dtype *dtype);
/** The number of fields of a struct; 0 for other kinds. */
RC_API size_t rc_dtype_nfields(const rc_dtype *dtype);
/** The name of a kind in NumPy's words, such as "int32". A constant; never NULL. */
RC_API const char *rc_kind_name(rc_kind kind);

/** One field of a struct; everything in it is borrowed from the dtype. */
typedef struct rc_field_info {
    const char *name;
    const rc_dtype *dtype;
    size_t offset; /**< from the start of the struct that was asked */
    int nullable;
} rc_field_info;

/** Field `i` of a struct into `*info`. RC_OK, or RC_EINDEX. */
RC_API rc_status rc_dtype_field(const rc_dtype *dtype, size_t i, rc_field_info *info,
                                rc_error *err);

/**
 * The field at a dotted path such as "who.name", through nested structs (not subarrays); a name
 * that holds a dot, quote or backslash is put in double quotes with backslash escapes. `offset`
 * counts from the start of the outermost struct. O(1) for each name. RC_OK; RC_ENAME (the message
 * names the nearest spelling), RC_ESYNTAX.
 */
RC_API rc_status rc_dtype_find(const rc_dtype *dtype, const char *path, rc_field_info *info,
                               rc_error *err);

/**
 * Non-zero when both are the same in every respect: kinds, names, offsets, sizes, byte order,
 * nullable fields. As in NumPy it is where the fields lie that counts: a struct laid out with
 * RC_ALIGNED equals one that has the same offsets and itemsize by other means.
 */
RC_API int rc_dtype_equal(const rc_dtype *a, const rc_dtype *b);

#ifdef __cplusplus
}
#endif
#endif
