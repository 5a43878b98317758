/*
 * rowcol/mapping.h - where the fields of a dtype come from in the text of a record: a JSON pointer
 * for each field that is not at its own name; and fields that come from elsewhere, such as the name
 * of the input (rc_added_field).
 *
 *     rc_mapping *mapping = rc_mapping_new(&err);
 *     rc_dtype *dtype = rc_dtype_parse_mapped("lat=/geometry/coordinates/1 : f8, id:str", length,
 *                                             RC_PACKED, mapping, &err);
 *     options.dtype = dtype;
 *     options.mapping = mapping;
 *
 * A mapping is a list of pairs: the path of a field (as rc_dtype_find takes it) and a JSON pointer
 * (RFC 6901) from the record. A field that is not in the list is at the pointer of the struct
 * around it with its name added, so at /NAME for a field of the record. The token of a pointer is
 * the key of an object; if it is a number such as 0 or 12, it is also the index of an element of an
 * array.
 *
 * Several fields may come from one place, and from a place inside another. What no field reads is
 * extra (rc_read_options.extra), in the objects and arrays on the way, too. Where a part of the way
 * is missing, or an array is too short, the field is missing (rc_read_options.missing); where it is
 * null, the field is null. Any other value on the way is RC_ETYPE.
 *
 * A field of a struct may have a pointer of its own, which is also from the record. The struct then
 * has no place: each of its fields has. Such a struct cannot be nullable, and fields in subarrays
 * have no pointers.
 *
 * The mapping is not a part of the dtype: it says how text is read, not what a record is. A mapping
 * may be used by several threads while no one changes it. In every function a NULL pointer is
 * RC_EARG, unless the comment says that it is allowed.
 */
#ifndef ROWCOL_MAPPING_H
#define ROWCOL_MAPPING_H

#include <rowcol/dtype.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rc_mapping rc_mapping;

/** The most tokens of a pointer; more are RC_ELIMIT. */
#define RC_MAX_POINTER_DEPTH 64

/** A mapping without pairs, which the caller owns (rc_mapping_free). NULL: RC_ENOMEM. */
RC_API rc_mapping *rc_mapping_new(rc_error *err);

/** Releases the mapping. NULL is allowed. */
RC_API void rc_mapping_free(rc_mapping *mapping);

/** Adds a pair; both texts are copied. Whether there is such a field shows when the mapping is
 * used. RC_OK; RC_ESYNTAX (not a pointer, or the pointer "", which is the whole record), RC_ELIMIT,
 *  RC_ENOMEM. */
RC_API rc_status rc_mapping_add(rc_mapping *mapping, const char *field, const char *pointer,
                                rc_error *err);

/** The number of pairs; 0 for NULL. */
RC_API size_t rc_mapping_count(const rc_mapping *mapping);

/** The field and the pointer of pair `i`, valid until the next pair is added; NULL past the last,
 *  and for NULL. */
RC_API const char *rc_mapping_field(const rc_mapping *mapping, size_t i);
RC_API const char *rc_mapping_pointer(const rc_mapping *mapping, size_t i);

/** RC_OK if the mapping can be used with the dtype. RC_ENAME (a field that it does not have, or
 * that is there twice), RC_ESYNTAX (a path), RC_EUNSUPPORTED (a pointer for a field in a nullable
 *  struct), RC_ENOMEM; err->field is the field. */
RC_API rc_status rc_mapping_check(const rc_mapping *mapping, const rc_dtype *dtype, rc_error *err);

/**
 * As rc_dtype_parse_n, for text in which the names of fields may be followed by = and a source, in
 * the compact notation:
 *
 *     lat=/geometry/coordinates/1 : f8       a pointer
 *     mag=properties.mag : f8                keys with dots between them: /properties/mag
 *     "a b"="/x y/0" : i4, c="p q".r : i4    in quotes, where there are other characters than in
 *                                            names that need no quotes
 *
 * The pairs are added to `mapping`. NULL: as rc_dtype_parse_n and rc_mapping_check; the mapping is
 * then as before.
 */
RC_API rc_dtype *rc_dtype_parse_mapped(const char *text, size_t length, rc_align align,
                                       rc_mapping *mapping, rc_error *err);

/** The text that rc_dtype_parse_mapped reads as an equal dtype and the same places: one line, a new
 *  string (rc_text_free). A `mapping` of NULL has no pairs. NULL: as rc_dtype_text and
 *  rc_mapping_check. */
RC_API char *rc_dtype_text_mapped(const rc_dtype *dtype, const rc_mapping *mapping, rc_error *err);

/**
 * The dtype with the fields of its structs as its own fields, in the same order: their names are
 * their paths, the names with dots between them. Structs without fields, and structs in subarrays,
 * stay as they are. A field of a nullable struct is nullable. Fields are placed one after the
 * other, aligned if the outermost struct is. The result is a new reference; `mapping`, which holds
 * where the fields of `dtype` come from, and may be without pairs, is changed to hold where those
 * of the result come from. NULL, and the mapping is as before: RC_EARG (not a struct), RC_ENAME
 * (two fields would have one name, such as a.b and b in a), RC_ELIMIT, RC_ENOMEM, and as
 * rc_mapping_check.
 */
RC_API rc_dtype *rc_dtype_flatten(const rc_dtype *dtype, rc_mapping *mapping, rc_error *err);

/** What a reader of text adds to each record. */
typedef enum rc_added {
    RC_ADDED_FILE = 0, /**< the name of the input, as in errors: str, S<n> or U<n> */
    RC_ADDED_LINE      /**< the number of the line in which the record begins, from 1: an integer
                            type. Compressed text has the lines of the text */
} rc_added;

/** A field that a reader adds. */
typedef struct rc_added_field {
    size_t size;      /**< sizeof(rc_added_field) */
    const char *name; /**< any name that the dtype does not have */
    rc_added what;
    const rc_dtype *dtype; /**< of the field */
} rc_added_field;

#define RC_ADDED_FIELD_INIT                                                                        \
    {                                                                                              \
        sizeof(rc_added_field), RC_NULL, RC_ADDED_FILE, RC_NULL                                    \
    }

#ifdef __cplusplus
}
#endif
#endif
