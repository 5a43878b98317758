/*
 * rowcol/filter.h - predicates: which records match, and stores of the records that do.
 *
 * A predicate is a small immutable value: comparisons of fields with constants, joined with and, or
 * and not. It is made by the functions below, or read from text (rc_predicate_parse), and applies
 * to any store whose dtype has the fields.
 *
 * Comparisons are exact: integers, floats and bools of all kinds and sizes compare by their
 * mathematical values, nothing is rounded first. -0.0 equals 0.0. Text (S<n>, U<n>, str) compares
 * by code points, which is the order of its bytes as UTF-8; V<n> by bytes. Datetimes and timedeltas
 * compare as times, whatever the units. NaN and NaT compare as in IEEE 754 and NumPy: every
 * comparison with them is false except RC_COMPARE_NOT_EQUAL, which is true.
 *
 *   field        constant
 *   -----------  --------------------------------------------------------------------------------
 *   bool to f8   a bool (0 or 1), integer or float
 *   c8, c16      the same, or a complex number; only RC_COMPARE_EQUAL, RC_COMPARE_NOT_EQUAL and
 *                rc_predicate_in
 *   S, U, str    text or bytes of any length; RC_VALUE_UCS4
 *   V            bytes, or text of hexadecimal digits as in rowcol/value.h
 *   M8           a datetime of any unit, text in ISO 8601, or an integer: a count of its own unit
 *   m8           a timedelta of any unit that converts, text such as 25 s, or an integer count
 *
 * Anything else is RC_ETYPE. Structs and subarrays have only rc_predicate_is_null.
 *
 * Nulls: as in SQL there are three results, true, false and unknown. A comparison of a field that
 * is null, or inside a null struct, is unknown, whatever the constant. `not` of unknown is unknown;
 * `and` is false if one side is false, `or` is true if one side is true, else they are unknown if
 * one side is. A record matches if the result is true. So neither age >= 18 nor its negation
 * matches a record whose age is null: add rc_predicate_is_null to have it.
 *
 * Errors: a NULL pointer is RC_EARG unless the comment says that it is allowed. err->field is the
 * field at fault.
 *
 * Threads: a predicate may be used by any number of threads. A large store is worked on by
 * several threads (rc_filter_options.threads); the result is the same for any number. The store
 * must not change meanwhile.
 */
#ifndef ROWCOL_FILTER_H
#define ROWCOL_FILTER_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a field is compared with a constant: field < constant is RC_COMPARE_LESS. */
typedef enum rc_compare {
    RC_COMPARE_EQUAL = 1,
    RC_COMPARE_NOT_EQUAL,
    RC_COMPARE_LESS,
    RC_COMPARE_LESS_OR_EQUAL,
    RC_COMPARE_GREATER,
    RC_COMPARE_GREATER_OR_EQUAL
} rc_compare;

/** The most levels of and, or, not in a predicate; more are RC_ELIMIT. */
#define RC_MAX_PREDICATE_DEPTH 1000

typedef struct rc_predicate rc_predicate;

/* ---------------------------------------------------------------- making
 *
 * `path` is a field path as for rc_store_view; it is looked up when the predicate is applied. Path
 * and text of values are copied. Each function returns a new reference, which is given back with
 * rc_predicate_unref. NULL: RC_EARG (NULL, RC_VALUE_NULL as a constant: use rc_predicate_is_null),
 * RC_ELIMIT, RC_ENOMEM.
 */

/** The field compared with a constant. */
RC_API rc_predicate *rc_predicate_compare(const char *path, rc_compare compare,
                                          const rc_value *value, rc_error *err);

/** low <= field and field <= high. Nothing matches if low > high. */
RC_API rc_predicate *rc_predicate_between(const char *path, const rc_value *low,
                                          const rc_value *high, rc_error *err);

/** The field equals one of `n` values, which may be of different types and repeat; `values` may be
 *  NULL if `n` is 0, then nothing matches. */
RC_API rc_predicate *rc_predicate_in(const char *path, const rc_value *values, size_t n,
                                     rc_error *err);

/** The field is null or inside a null struct: always true or false. A field that is not nullable is
 *  never null. */
RC_API rc_predicate *rc_predicate_is_null(const char *path, rc_error *err);

/** The text of the field (S, U, str) begins with `prefix`, text or bytes. */
RC_API rc_predicate *rc_predicate_starts_with(const char *path, const rc_value *prefix,
                                              rc_error *err);

/** Both match; one of them matches; it does not match. They take references to their arguments. */
RC_API rc_predicate *rc_predicate_and(const rc_predicate *a, const rc_predicate *b, rc_error *err);
RC_API rc_predicate *rc_predicate_or(const rc_predicate *a, const rc_predicate *b, rc_error *err);
RC_API rc_predicate *rc_predicate_not(const rc_predicate *a, rc_error *err);

/** Takes a reference; returns `predicate`. NULL is allowed and returned. Any thread. */
RC_API rc_predicate *rc_predicate_ref(const rc_predicate *predicate);

/** Gives a reference back; the last one releases the predicate. NULL is allowed. Any thread. */
RC_API void rc_predicate_unref(const rc_predicate *predicate);

/**
 * Reads a predicate for records of `dtype` from text, such as
 *
 *     age >= 18 and name != ""
 *     not (kind in ("a", "b") or pos.x between -1.5 and 1e3)
 *     seen < 2024-02-29 and note is not null
 *
 *     OR    = AND { or AND }                      joins from the left
 *     AND   = NOT { and NOT }
 *     NOT   = not NOT | ( OR ) | TEST
 *     TEST  = FIELD                               a bool field that is true
 *           | FIELD  == | = | != | <> | < | <= | > | >=  CONSTANT
 *           | CONSTANT  the same operators  FIELD
 *           | FIELD [not] in ( CONSTANT , ... )
 *           | FIELD [not] between CONSTANT and CONSTANT
 *           | FIELD [not] starts with CONSTANT
 *           | FIELD is [not] null
 *
 * A field is a path: letters, digits, `_` and characters outside ASCII, with dots; any other name
 * is written in double quotes, as in rc_dtype_find. Keywords may be in either case; a field with
 * the name of a keyword is quoted. A constant is a number, true, false, nan, inf or -inf, a string
 * in double or single quotes with the escapes of JSON, or a date as it is, without quotes:
 * 2024-02-29 or 2024-02-29T13:59:59Z.
 *
 * Before a comparison, double quotes are those of a field: a string there has single quotes; and
 * true, false, nan and inf are fields if the dtype has fields of these names.
 *
 * A number without fraction and exponent is exact. With one it has the value that the field would
 * have: 0.1 is the nearest f4 for an f4 field, so that it finds the records that were written as
 * 0.1; for integers it is the nearest double.
 *
 * On failure err->byte is the offset in `text` of the error, and the message says what was expected
 * there. The caller gives the result back with rc_predicate_unref. NULL: RC_ESYNTAX, RC_ENAME (no
 * such field; the message has the nearest name), RC_ETYPE (a constant that does not compare with
 * the field), RC_ERANGE (a date out of range), RC_ELIMIT (parentheses deeper than RC_MAX_DEPTH),
 * RC_ENOMEM, RC_EARG.
 */
RC_API rc_predicate *rc_predicate_parse(const rc_dtype *dtype, const char *text, rc_error *err);

/** RC_OK if the predicate applies to records of `dtype`; RC_ENAME, RC_ESYNTAX (a path), RC_ETYPE,
 *  RC_ERANGE, RC_ELIMIT, RC_ENOMEM, RC_EARG. */
RC_API rc_status rc_predicate_check(const rc_predicate *predicate, const rc_dtype *dtype,
                                    rc_error *err);

/* --------------------------------------------------------------- applying */

/** Options. The size comes first: start from the initializer. */
typedef struct rc_filter_options {
    size_t size;      /**< sizeof(rc_filter_options) */
    rc_layout layout; /**< of a new store; 0 means RC_COLUMNS if the store has it, else RC_ROWS.
                           rc_store_match ignores it. */
    unsigned threads; /**< at most so many are used; 0 is rc_get_threads() */
} rc_filter_options;

#define RC_FILTER_OPTIONS_INIT                                                                     \
    {                                                                                              \
        sizeof(rc_filter_options), RC_LAYOUT_DEFAULT, 0                                            \
    }

/**
 * Which records of the store match: bit i of `bits`, least significant first, is 1 if record i
 * does. `bits` has (length + 7) / 8 bytes; unused bits of the last one become 0. The number of
 * matches goes into `*count`. Either may be NULL, and so may `options`. RC_OK; as
 * rc_predicate_check, RC_EARG (options).
 */
RC_API rc_status rc_store_match(const rc_store *store, const rc_predicate *predicate,
                                unsigned char *bits, size_t *count,
                                const rc_filter_options *options, rc_error *err);

/**
 * A new store of copies of the records that match, in their order, nulls and strings included.
 * `options` may be NULL. The caller owns the result. NULL: as rc_predicate_check, RC_EARG (options,
 * an unknown layout), RC_ELIMIT.
 */
RC_API rc_store *rc_store_filter(const rc_store *store, const rc_predicate *predicate,
                                 const rc_filter_options *options, rc_error *err);

/** The records whose bit is 1: record i has bit `first_bit` + i of `bits`, least significant first.
 *  Otherwise as rc_store_filter. NULL: RC_EARG, RC_ELIMIT, RC_ENOMEM. */
RC_API rc_store *rc_store_filter_bits(const rc_store *store, const unsigned char *bits,
                                      size_t first_bit, const rc_filter_options *options,
                                      rc_error *err);

/** The records whose byte in `mask`, which has one for each record, is not 0. Otherwise as
 *  rc_store_filter. NULL: RC_EARG, RC_ELIMIT, RC_ENOMEM. */
RC_API rc_store *rc_store_filter_mask(const rc_store *store, const unsigned char *mask,
                                      const rc_filter_options *options, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
