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
 * Reads a dtype in any notation except RC_NOTATION_C, recognised by how it begins: a bracket, a
 * quote, or a brace and a key for NumPy's descr and dictionary and for JSON; T{ for PEP 3118; a
 * name and a colon, or a type, for the compact and comma notations. (A PEP 3118 format that does
 * not begin so is read as a NumPy type string; see rc_dtype_parse_as.)
 *
 * NumPy's codes and names mean what they mean to NumPy on x86-64 Linux, whatever the host: `b` is
 * int8 (`?` and `b1` are bool), `int` and `l` are int64, `=` and no byte order mean little-endian.
 * Only `str` is not NumPy's: it is RC_STR.
 *
 * The compact notation, with what is optional in [ ]:
 *     x:i4, p:3f8, m:(2,3)>f4, who:{name:str, age:i1?}, "a b":M8[25s]     fields
 *     x:i1@0, y:i4@8; size=16       offsets and itemsize given: both or all of the offsets
 *     x:i1, y:i4; aligned           RC_ALIGNED; "; packed" is RC_PACKED whatever `align` says
 *     i4    3f8    {x:i4}    {}     a type without a name; the last is a struct without fields
 * Names that hold anything but letters, digits, `_`, `-`, `.` and characters outside ASCII are
 * written as JSON strings. `?` behind the type of a field makes it nullable.
 *
 * The JSON schema document: a type is a string (any leaf, such as "<i4", "int32", "str"), or
 *     {"fields": [FIELD, ...], "itemsize": N, "aligned": true}    a struct
 *     {"element": TYPE, "shape": [N, ...]}                        a subarray
 * and a FIELD is {"name": TEXT, "type": TYPE, "offset": N, "nullable": true}. Only "fields",
 * "element", "shape", "name" and "type" are required; no other key is allowed. Offsets are given
 * for all fields or for none.
 *
 * On failure `err->byte` is the offset of the offending byte in `text` and the message says what
 * was expected there. NULL: RC_ESYNTAX, RC_ENAME, RC_EARG (as rc_dtype_struct), RC_ERANGE,
 * RC_EUNSUPPORTED (object dtypes, titles), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_parse(const char *text, rc_error *err);

/**
 * As rc_dtype_parse, for `length` bytes that need no NUL behind them, with `align` deciding the
 * layout of structs for which the notation itself leaves it open: compact and JSON without offsets
 * and without a word about it, comma, descr without padding; NumPy's dictionary takes RC_ALIGNED
 * as 'aligned': True.
 */
RC_API rc_dtype *rc_dtype_parse_n(const char *text, size_t length, rc_align align, rc_error *err);

/**
 * As rc_dtype_parse_n, for text that is known to be in `notation` (RC_NOTATION_DESCR, _DICT and
 * _JSON are one reader). NULL: as rc_dtype_parse; RC_EARG for RC_NOTATION_C.
 */
RC_API rc_dtype *rc_dtype_parse_as(const char *text, size_t length, rc_notation notation,
                                   rc_align align, rc_error *err);

/**
 * Writes the dtype in `notation`, NUL-terminated, into a new text (rc_text_free): one line, except
 * for RC_NOTATION_C, which is rc_dtype_c_text with the tag "record".
 * rc_dtype_parse reads an equal dtype back from RC_NOTATION_COMPACT and _JSON always, with the same
 * alignment; rc_dtype_parse_as from the others whenever they can express it. NumPy's forms do not
 * carry the alignment of every struct (an aligned one becomes explicit padding or offsets).
 * NULL: RC_EUNSUPPORTED (the notation cannot say it; err->field names the field and the message
 * tells the way out), RC_EARG (no such notation), RC_ENOMEM.
 */
RC_API char *rc_dtype_text(const rc_dtype *dtype, rc_notation notation, rc_error *err);

/**
 * Writes a C header for a struct dtype: `struct TAG` whose members lie where the fields do, the
 * structs inside it, a _Static_assert for every size and offset, and the description that
 * rowcol/cstruct.h needs to turn it back into an equal dtype (`TAG_dtype`, there when that header
 * was included first). Gaps become padding members where C would not leave them by itself; structs
 * that C cannot lay out so get __attribute__((packed)) (gcc, clang). Field names that C does not
 * allow are changed. Numbers in big-endian order become unsigned integers of their size, f2
 * uint16_t, c8 and c16 arrays of two, M8 and m8 int64_t, str rc_str_cell. `tag` is a C identifier,
 * NULL for "record". rc_text_free the result.
 * NULL: RC_EARG (not a struct, no identifier), RC_EUNSUPPORTED (a struct or field without bytes,
 * which C has not), RC_ENOMEM.
 */
RC_API char *rc_dtype_c_text(const rc_dtype *dtype, const char *tag, rc_error *err);

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
 * The number of the field with this name into `*i`; names are taken as they are, dots and all.
 * O(1). RC_OK; RC_ENAME (the message names the nearest spelling).
 */
RC_API rc_status rc_dtype_field_index(const rc_dtype *dtype, const char *name, size_t *i,
                                      rc_error *err);

/* ------------------------------------------------------------- comparing */

/**
 * Non-zero when both are the same in every respect: kinds, names, offsets, sizes, byte order,
 * nullable fields. As in NumPy it is where the fields lie that counts: a struct laid out with
 * RC_ALIGNED equals one that has the same offsets and itemsize by other means.
 */
RC_API int rc_dtype_equal(const rc_dtype *a, const rc_dtype *b);

/** Non-zero when both hold the same values under the same names in the same order, whatever the
 *  offsets, sizes and byte orders: records of one can be copied to the other field by field. */
RC_API int rc_dtype_equivalent(const rc_dtype *a, const rc_dtype *b);

/** A hash for tables: equal dtypes have equal hashes, in every run and on every machine. */
RC_API uint64_t rc_dtype_hash(const rc_dtype *dtype);

/**
 * Whether `found` equals `wanted`, and if not why: RC_OK, or RC_ETYPE with the first difference in
 * the message (such as "at offset 4, wanted 8") and its field in err->field.
 */
RC_API rc_status rc_dtype_require(const rc_dtype *found, const rc_dtype *wanted, rc_error *err);

/* --------------------------------------------------------------- editing
 *
 * Each returns a new dtype and leaves its arguments alone. Unless a comment says otherwise the
 * fields of the outermost struct are laid out anew, one behind the other, aligned if `dtype` was;
 * the structs inside keep their own layout. NULL: RC_EARG (not a struct), RC_ENAME (no such field,
 * or a name twice), RC_ELIMIT, RC_ENOMEM.
 */

/** With `field` (its offset RC_AUTO) in front of field number `position`, or at the end for
 *  RC_AUTO. NULL also: RC_EINDEX, RC_EARG (an offset was given). */
RC_API rc_dtype *rc_dtype_add_field(const rc_dtype *dtype, const rc_field_spec *field,
                                    size_t position, rc_error *err);

/** Without the `n` fields named. A name given twice counts once. */
RC_API rc_dtype *rc_dtype_drop_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                                      rc_error *err);

/** The `n` fields named, in that order: a selection, or all of them reordered. */
RC_API rc_dtype *rc_dtype_select_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                                        rc_error *err);

/** As rc_dtype_select_fields, with every field left at its offset and the itemsize as it is: what
 *  remains describes the same records (NumPy's a[['x', 'z']]). */
RC_API rc_dtype *rc_dtype_view_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                                      rc_error *err);

/** Field `from` called `to`; the layout stays. */
RC_API rc_dtype *rc_dtype_rename_field(const rc_dtype *dtype, const char *from, const char *to,
                                       rc_error *err);

/**
 * The fields of `base`, then those of `more`, as a subclass adds to the __slots__ of its class.
 * `base` keeps its layout, holes included, so that a record of the result starts with a record of
 * `base`; the fields of `more` follow behind its itemsize, aligned if `base` is.
 */
RC_API rc_dtype *rc_dtype_extend(const rc_dtype *base, const rc_dtype *more, rc_error *err);

/**
 * Laid out anew by `align`: the outermost struct, and with `deep` non-zero the structs inside it
 * too, subarrays of them included (NumPy's repack_fields). Any kind; a leaf is itself.
 */
RC_API rc_dtype *rc_dtype_repack(const rc_dtype *dtype, rc_align align, int deep, rc_error *err);

/* ------------------------------------------------------ promotion, casting */

/**
 * The least dtype that holds every value of both: NumPy's promote_types where that loses nothing,
 * little-endian. Refused where NumPy's table does lose (int64 with uint64 or a float gives float64
 * there, which has 53 bits) or turns numbers into text. Bytes and text go to U and str. M8 and m8
 * go to the finer unit, where a conversion out of range is refused, never wrapped. Structs are
 * promoted field by field when their fields have the same names in the same order (and are laid
 * out aligned if both were), subarrays of one shape by their elements.
 * NULL: RC_ETYPE (err->field names the field; the message says what to use), RC_ENOMEM.
 */
RC_API rc_dtype *rc_dtype_promote(const rc_dtype *a, const rc_dtype *b, rc_error *err);

/** What becomes of values that are converted; each level includes those above it. */
typedef enum rc_cast {
    RC_CAST_EXACT = 1, /**< the same kind: at most byte order, layout and names' offsets change */
    RC_CAST_WIDENING,  /**< another kind that holds every value: i2 to i4, i4 to f8, S4 to S8 */
    RC_CAST_CHECKED,   /**< some values fit and are kept exactly, the others are refused: i8 to i4,
                            i8 to f8, f8 to i4, S8 to S4, text to and from numbers and dates */
    RC_CAST_LOSSY,     /**< numbers may be rounded: f8 to f4, c16 to c8 */
    RC_CAST_NONE       /**< there is no conversion */
} rc_cast;

/**
 * The level at which values of `from` can become values of `to`. Structs are matched by name: each
 * must have every field of the other, and the worst field counts; subarrays must have one shape.
 * Nullable to not nullable is RC_CAST_CHECKED at best.
 */
RC_API rc_cast rc_dtype_can_cast(const rc_dtype *from, const rc_dtype *to);

#ifdef __cplusplus
}
#endif
#endif
