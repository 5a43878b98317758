/*
 * rowcol/infer.h - the dtype of records whose dtype nobody has written down: the narrowest that
 * holds every value of the input exactly, and a report of each field.
 *
 *     const char *paths[] = {"a.ndjson", "b.ndjson"};
 *     rc_read_options read = RC_READ_OPTIONS_INIT;
 *     rc_inference *report = NULL;
 *     rc_dtype *dtype = rc_infer(paths, 2, &read, NULL, &report, &err);
 *
 * The types, from all values of a field:
 *
 *     true, false                    bool
 *     integers                       i1, i2, i4 or i8, the first that holds all; u8 above i8
 *     numbers, one of them with a    f8. An integer among them that f8 does not hold exactly is a
 *     fraction or an exponent        conflict; so is a number that overflows or underflows
 *     strings                        str; with RC_INFER_BYTES S<n>, n bytes being the longest
 *     strings that are dates         with `dates`, M8 of the finest unit of them; see there
 *     arrays of one length           a subarray; of any length, a conflict
 *     objects                        a struct, its fields in the order of their first appearance
 *     null only                      bool, nullable
 *     only empty arrays              a subarray of no bools, 0bool
 *
 * A field that is null or absent in some records is nullable. (Elements of arrays, and the fields
 * of objects in arrays, cannot be: there it is a conflict.) A record that is an array is a struct
 * with the fields f0, f1, ...; a record that is neither object nor array has the type of its
 * values. Other mixtures, such as numbers and strings, are conflicts. Nothing is converted, rounded
 * or left out to find a type: records that are read with the dtype have the values of the input, or
 * the reader fails.
 *
 * The result does not depend on the number of threads.
 */
#ifndef ROWCOL_INFER_H
#define ROWCOL_INFER_H

#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The type of strings. */
typedef enum rc_infer_text {
    RC_INFER_STR = 0, /**< str: for formats that have strings of any length */
    RC_INFER_BYTES    /**< S<n>, 1 at least: for .npy. A string that ends with U+0000 is a conflict,
                           for S<n> does not keep that */
} rc_infer_text;

/** Options of inference. */
typedef struct rc_infer_options {
    size_t size;        /**< sizeof(rc_infer_options) */
    uint64_t sample;    /**< look only at the first records, so many in all inputs; 0: at all.
                             Reading with the dtype fails at the first record that it does not fit */
    int dates;          /**< 1: a field in which every string is an ISO 8601 date, with a month at
                             least, is M8 of the finest unit among them. Dates that have a time must
                             all have a zone (which becomes UTC), or no zone: else they are text */
    rc_infer_text text; /**< the type of strings */
    const volatile sig_atomic_t *cancel; /**< as in rc_pump_options */
    rc_reject *reject;    /**< decides about a record whose text is not well-formed; NULL: the first
                               one ends the inference. RC_OK passes over it: nothing of it is observed,
                               no field, value, null, nor the record itself. It is called as by a
                               reader (rowcol/stream.h), for the same records: a line of NDJSON that is
                               not JSON, a record of CSV with a fault in its quotes, with a NUL byte,
                               with more or fewer fields than the first, or that is not UTF-8; and for
                               records that no dtype holds: a key that is given twice
                               (RC_DUPLICATE_ERROR), values nested deeper than RC_MAX_DEPTH. Values of
                               two kinds are a conflict, not a bad record. A sample counts such
                               records, too. */
    void *reject_context; /**< is passed to `reject` */
} rc_infer_options;

#define RC_INFER_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(rc_infer_options), 0, 0, RC_INFER_STR, RC_NULL, RC_NULL, RC_NULL                    \
    }

/** What was observed. It belongs to the caller, who may use it from any thread. */
typedef struct rc_inference rc_inference;

/** Where a value is in the inputs. */
typedef struct rc_inferred_place {
    const char *source; /**< the name of the input; NULL: there is no such value */
    uint64_t byte;      /**< from 0 */
    uint64_t line;      /**< from 1 */
    uint64_t column;    /**< in bytes, from 1 */
} rc_inferred_place;

/** A field, or the record itself, or the elements of an array. It belongs to the report, with all
 *  that it points to. Later versions may add members at the end. */
typedef struct rc_inferred_field {
    const char
        *path;      /**< such as who.name, with [] for the elements of an array; "" is the record */
    unsigned depth; /**< 0 for the record, 1 for its fields */
    const rc_dtype *dtype;    /**< its type; NULL: a conflict, here or in what it contains */
    int nullable;             /**< 0 or 1 */
    const char *conflict;     /**< why there is no type, and what to do; NULL: there is a type, or
                                   the conflict is in what it contains */
    rc_inferred_place first;  /**< its first value; of a conflict, one of the two that do not fit
                                   together */
    rc_inferred_place second; /**< of a conflict: the other one, or no place */
    uint64_t possible;        /**< how many objects could have the field */
    uint64_t values;          /**< how many of them have it, null included; in the others it is
                                   absent */
    uint64_t nulls;           /**< null. With RC_DUPLICATE_LAST a value that an object gives again
                                   is counted here, too, and by its kind: then these can be more
                                   than `values` */
    uint64_t bools, numbers, strings, arrays, objects; /**< values by kind */
    rc_value least, greatest; /**< of the numbers: RC_VALUE_INT and RC_VALUE_UINT if all are
                                 integers of 64 bits at most, else RC_VALUE_FLOAT; RC_VALUE_NULL if
                                 there are none */
    size_t longest;           /**< bytes of the longest string, as UTF-8 without escapes */
    size_t shortest_array, longest_array; /**< lengths of the arrays */
} rc_inferred_field;

/**
 * The dtype of the records of `n` inputs together: files, or standard input for "-". `read` (NULL
 * is allowed) is how they are to be read: `format`, `root`, `max_record`, `csv` and `threads` are
 * used; with RC_MISSING_ZERO a field that is absent does not become nullable, with RC_NULLS_ZERO
 * one that is null, with RC_NULLS_NAN a float or date that is null; with RC_DUPLICATE_FIRST only
 * the first value counts that an object gives a field, with RC_DUPLICATE_LAST all do, for the
 * reader asks that all fit; RC_ACCEPT_NONFINITE of `accept` makes the words that it names floats;
 * `reject` and `added` are not used: text that is not well-formed ends the inference, or is passed
 * over as options->reject decides; `dtype` must be NULL. The inputs are read once, to their end,
 * unless `options` (NULL is allowed) have a sample.
 * `*report` (NULL is allowed) becomes the report, which the caller owns (rc_inference_free), also
 * after a conflict; else NULL.
 *
 * To read records with absent fields with the dtype, use RC_MISSING_NULL.
 *
 * The caller owns the dtype. NULL: RC_ETYPE: a conflict, the first in the order of the fields, with
 * its place in `err` (the report has all of them), or there are no records; RC_ESYNTAX,
 * RC_EDUPLICATE, RC_ELIMIT, RC_EIO, RC_ECANCELED, as rc_reader_next and rc_pump; RC_EARG (a NULL
 * pointer, wrong options, a format that has a dtype of its own); RC_ENAME, RC_EUNSUPPORTED (a key
 * that is not the name of a field is a conflict); RC_ENOMEM.
 */
RC_API rc_dtype *rc_infer(const char *const *paths, size_t n, const rc_read_options *read,
                          const rc_infer_options *options, rc_inference **report, rc_error *err);

/** The same for `size` bytes at `data`, which are not needed afterwards. `name` is used as in
 *  rc_reader_open_memory. */
RC_API rc_dtype *rc_infer_memory(const void *data, size_t size, const char *name,
                                 const rc_read_options *read, const rc_infer_options *options,
                                 rc_inference **report, rc_error *err);

/** Releases a report. NULL is allowed. */
RC_API void rc_inference_free(rc_inference *report);

/** The number of records that were looked at, without those that were passed over; of these; and of
 *  fields in the report; 0 for NULL. */
RC_API uint64_t rc_inference_records(const rc_inference *report);
RC_API uint64_t rc_inference_rejected(const rc_inference *report);
RC_API size_t rc_inference_count(const rc_inference *report);

/** The name of the format in which input `i` was read, as rc_reader_format has it; NULL for an
 * input that was not read (a sample was complete before), and for NULL. */
RC_API const char *rc_inference_format(const rc_inference *report, size_t i);

/** Field `i` of the report: 0 is the record; fields come in the order of the dtype, each before
 * what it contains. NULL past the last, and for NULL. */
RC_API const rc_inferred_field *rc_inference_field(const rc_inference *report, size_t i);

/**
 * The dtype in the compact notation, a line for each field, with a comment that says what was
 * observed; fields with a conflict are only in a comment. rc_dtype_parse reads the text, which may
 * be edited. A new string (rc_text_free). NULL: RC_EARG, RC_ENOMEM.
 */
RC_API char *rc_inference_text(const rc_inference *report, rc_error *err);

/**
 * The dtype with the fields of objects as fields of the record (rc_dtype_flatten), and where they
 * come from in `mapping`, which must be without pairs. Objects in arrays stay as they are. The
 * caller owns the dtype. NULL: RC_ETYPE (a conflict, so the records have no dtype), RC_EARG, and as
 * rc_dtype_flatten.
 */
RC_API rc_dtype *rc_inference_flatten(const rc_inference *report, rc_mapping *mapping,
                                      rc_error *err);

/** As rc_inference_text, with the fields of objects as fields of the record: text for
 *  rc_dtype_parse_mapped. Names that two fields would have are not looked for:
 *  rc_inference_flatten does that. */
RC_API char *rc_inference_flat_text(const rc_inference *report, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
