/*
 * rowcol/policies.h - what readers of text do about values that do not fit the dtype, and what they
 * have done: options for all fields (members of rc_read_options, rowcol/stream.h), options of one
 * field, and counts.
 *
 *     rc_read_options options = RC_READ_OPTIONS_INIT;
 *     rc_field_options age = RC_FIELD_OPTIONS_INIT;
 *     age.field = "person.age";
 *     age.nulls = RC_NULLS_VALUE;
 *     age.null_value = "-1";
 *     options.missing = RC_MISSING_ZERO;
 *     options.fields = &age;
 *     options.nfields = 1;
 *
 * Without them a value that does not fit is an error: nothing is converted, replaced or left out
 * that an option does not name.
 */
#ifndef ROWCOL_POLICIES_H
#define ROWCOL_POLICIES_H

#include <rowcol/dtype.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a reader does with a key that the dtype does not have. */
typedef enum rc_extra {
    RC_EXTRA_ERROR = 0, /**< RC_EEXTRA */
    RC_EXTRA_IGNORE     /**< the value is skipped */
} rc_extra;

/** What a reader does with a field that the record does not have. */
typedef enum rc_missing {
    RC_MISSING_ERROR = 0, /**< RC_EMISSING */
    RC_MISSING_ZERO,      /**< the field is zero; if it is nullable, it is valid */
    RC_MISSING_NULL       /**< a nullable field is null; RC_EMISSING for any other */
} rc_missing;

/** What a reader does with null for a field that is not nullable. */
typedef enum rc_nulls {
    RC_NULLS_ERROR = 0, /**< RC_ETYPE */
    RC_NULLS_NAN,  /**< a float or a complex number becomes NaN, a datetime or timedelta NaT; so do
                        the parts of a complex number; RC_ETYPE for any other kind */
    RC_NULLS_ZERO, /**< the field becomes zero, with its fields and elements; nullable ones become
                        valid */
    RC_NULLS_SKIP, /**< the record is left out, and counted in rc_field_counts.skipped. The rest of
                        its text must be well-formed. */
    RC_NULLS_VALUE /**< a leaf becomes the value `null_value`; RC_ETYPE for a struct or subarray, a
                        part of a complex number, and fields that cannot have that value */
} rc_nulls;

/** What a reader does with a key that a record gives again. */
typedef enum rc_duplicate {
    RC_DUPLICATE_ERROR = 0, /**< RC_EDUPLICATE */
    RC_DUPLICATE_FIRST,     /**< the first value stays; others are skipped */
    RC_DUPLICATE_LAST       /**< the last value stays; those before it must fit the field, too */
} rc_duplicate;

/* Flags of `accept`, for all fields and for one: values of another form than that of the field,
   which are refused otherwise. No value is rounded, or changed but by RC_ACCEPT_CUT. */
#define RC_ACCEPT_QUOTED                                                                           \
    1u /**< numbers in quotes, "12", for numbers; "true" and "false" for bool */
#define RC_ACCEPT_TEXT                                                                             \
    2u /**< numbers, true and false for text (S, U, str): as they are written                      \
        */
#define RC_ACCEPT_ZERO_ONE 4u /**< 0 and 1 for bool */
#define RC_ACCEPT_INTEGRAL 8u /**< numbers such as 1.0 and 1e2 for integers */
#define RC_ACCEPT_NONFINITE                                                                        \
    16u /**< the words NaN, Infinity and -Infinity for floats, as Python's json                    \
             module writes them; with RC_ACCEPT_QUOTED also in quotes */
#define RC_ACCEPT_CUT                                                                              \
    32u /**< text that is too long for S<n> or U<n> is cut to whole characters                     \
         */

/** Options of one field, which go before those for all fields. */
typedef struct rc_field_options {
    size_t size;       /**< sizeof(rc_field_options) */
    const char *field; /**< its path, such as "pos.x"; they are for all that is in it, too. Later
                          ones go before earlier ones. */
    rc_nulls nulls;    /**< RC_NULLS_ERROR: as for all fields. RC_EARG if neither the field nor
                            anything in it allows it, or all are nullable */
    const char *null_value; /**< of RC_NULLS_VALUE, else NULL */
    const char *time; /**< how the datetimes in it are written; NULL: as for all fields. RC_EARG if
                           there is none, or none with a unit. */
    unsigned accept;  /**< flags RC_ACCEPT_..., added to those for all fields and to those of
                           earlier options; RC_EARG if one is unknown */
} rc_field_options;

#define RC_FIELD_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(rc_field_options), RC_NULL, RC_NULLS_ERROR, RC_NULL, RC_NULL, 0                     \
    }

/* ------------------------------------------------------------------- counts */

/** What readers have done about the values of each field. */
typedef struct rc_read_counts rc_read_counts;

/** Of one field. */
typedef struct rc_field_counts {
    size_t size;      /**< sizeof(rc_field_counts) */
    const char *path; /**< such as "pos.x"; "" for the record. Elements of subarrays have the path
                         of the subarray. */
    int seen;         /**< whether a record has had the field, or an array that stands for a record
                           a value in its place */
    uint64_t nulls;   /**< null that became NaN, zero or a value, as rc_nulls says */
    uint64_t missing; /**< absent: became zero or null, as rc_missing says */
    uint64_t extra;   /**< of a struct: keys and surplus values that were ignored */
    uint64_t duplicates; /**< given again: one of the two values was dropped */
    uint64_t
        converted;    /**< of another form, as the flags RC_ACCEPT_... say but for RC_ACCEPT_CUT */
    uint64_t cut;     /**< text that was too long, and was cut */
    uint64_t skipped; /**< records that were left out since it was null */
} rc_field_counts;

/** Counts of the fields of a dtype, all 0. The caller owns them (rc_read_counts_free). NULL:
 * RC_EARG, RC_ENOMEM. */
RC_API rc_read_counts *rc_read_counts_new(const rc_dtype *dtype, rc_error *err);

/** Releases them. NULL is allowed. */
RC_API void rc_read_counts_free(rc_read_counts *counts);

/** The number of fields: the record, all fields in it, and the elements of subarrays. */
RC_API size_t rc_read_counts_count(const rc_read_counts *counts);

/** Those of field `i`, a struct before what is in it; NULL past the last. Borrowed until the counts
 *  are released. Complete when the reader has returned RC_END, or rc_load and rc_pump RC_OK: they
 *  grow while records are read, in parts of the input. Rejected records are not counted. */
RC_API const rc_field_counts *rc_read_counts_field(const rc_read_counts *counts, size_t i);

#ifdef __cplusplus
}
#endif

#endif
