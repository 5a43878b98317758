/*
 * rowcol/json.h - the JSON value bridge: jansson values to and from records, stores and dtypes.
 * For bulk text use the readers and writers of rowcol/stream.h. Not part of rowcol.h: include it
 * where jansson is used. A program that includes it calls jansson, too: link it with the flags of
 * pkg-config --cflags --libs rowcol-json.
 */
#ifndef ROWCOL_JSON_H
#define ROWCOL_JSON_H

#include <jansson.h>
#include <rowcol/store.h>
#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off */
/*
 * The JSON value of each kind of field, for reading and writing, as in the bulk reader and writer:
 *
 *   field               JSON value
 *   ------------------  --------------------------------------------------------------------------
 *   struct              an object, fields by name; or an array, fields by position
 *   subarray            an array of as many values as the shape says, arrays of arrays for more
 *                       dimensions
 *   bool                true, false
 *   i1 ... u8           an integer in range; never a number written with a fraction or exponent
 *   f2 f4 f8            a number. An integer that the float does not hold is refused; other numbers
 *                       become the nearest float unless that is an infinity, or 0 for a number that
 *                       is not 0
 *   c8 c16              [real, imaginary]
 *   S<n> U<n> str       a string, for S<n> and U<n> no longer than n and not ending in NUL
 *   V<n>                a string of 2 n hexadecimal digits, lowercase when written
 *   M8[unit]            a string in ISO 8601, or "NaT"
 *   m8[unit]            an integer, the count of units; "NaT"; also read: strings such as "25 s"
 *   any, nullable       null
 *   any other           null, with rc_read_options.nulls
 */
/* clang-format on */

/*
 * jansson holds integers as int64 and other numbers as double. So the bridge differs from the bulk
 * reader and writer, which work on the text: uint64 values over INT64_MAX are refused (RC_ERANGE),
 * "-0" is the integer 0, and f2 and f4 get the float nearest to the double that is nearest to the
 * text. A value written from f2 or f4 is that very float, as a double: 0.1 in an f4 is
 * 0.10000000149011612 in text that jansson makes of it.
 *
 * Every function may be called from any thread, on values and stores that no other thread writes.
 * The memory of JSON values is jansson's (json_set_alloc_funcs).
 */
/* --------------------------------------------------------------- records */

/*
 * Errors here have the index of the record and the path of the field, in which elements of
 * subarrays are counted from 0: "path.points[2][0]".
 */

/**
 * Record `i` of a store as a new JSON value: an object with its fields in order for a struct (an
 * array for every struct with `values` in `options`), arrays for subarrays. Floats that are not
 * finite are refused, or null with `nonfinite`. `options` may be NULL; its `format` is
 * ignored. The caller owns the reference (json_decref). NULL: RC_EARG, RC_EINDEX, RC_ERANGE (a
 * value that JSON does not have: a float that is not finite, an integer over INT64_MAX, S<n> that
 * is not UTF-8), RC_EFORMAT (U<n> with code points that are not characters), RC_ENOMEM.
 */
RC_API json_t *rc_json_from_record(const rc_store *store, size_t i, const rc_write_options *options,
                                   rc_error *err);

/**
 * Writes `value` into record `i`. `extra`, `missing`, `nulls` and `null_value` of `options` (may be
 * NULL) apply: to the keys of every object, and to the values of an array that stands for a struct;
 * a subarray is always given whole. RC_NULLS_SKIP, `mapping`, `fields`, `added`, `counts`,
 * `duplicate`, `accept` and `time` are RC_EARG. An object is matched by name, an array by position.
 * RC_OK; RC_EARG, RC_EINDEX, RC_ETYPE, RC_ERANGE, RC_ESYNTAX (a string that is not a date, not
 * hexadecimal, not UTF-8), RC_EMISSING, RC_EEXTRA, RC_ELIMIT, RC_ENOMEM; the record may be partly
 * written then.
 */
RC_API rc_status rc_json_to_record(rc_store *store, size_t i, const json_t *value,
                                   const rc_read_options *options, rc_error *err);

/**
 * As rc_json_to_record, but fields that `value` does not have stay as they are, in the record and
 * in every struct in it; `missing` of `options` is ignored. An array that stands for a struct
 * changes its first fields; a subarray is always given whole. In a null struct that becomes valid,
 * fields that are not given are zero.
 */
RC_API rc_status rc_json_patch_record(rc_store *store, size_t i, const json_t *value,
                                      const rc_read_options *options, rc_error *err);

/** A whole store as a new JSON array of records. As rc_json_from_record. */
RC_API json_t *rc_json_from_store(const rc_store *store, const rc_write_options *options,
                                  rc_error *err);

/** A JSON array of records as a new store. NULL: as rc_store_zeros and rc_json_to_record;
 *  err->record is its index. */
RC_API rc_store *rc_json_to_store(const json_t *array, const rc_dtype *dtype, rc_layout layout,
                                  const rc_read_options *options, rc_error *err);

/* ------------------------------------------------------------------ text */

/** Levels of arrays and objects inside one another that any JSON reader here accepts. */
#define RC_JSON_MAX_DEPTH 1024

/** A flag of rc_json_parse: of values with the same key the last one is kept. */
#define RC_JSON_LAST_OF_DUPLICATES 1u

/**
 * Parses JSON text of `length` bytes as RFC 8259 has it, strictly: one value, UTF-8 without a byte
 * order mark, surrogates in pairs only, at most RC_JSON_MAX_DEPTH levels; keys and strings may hold
 * NUL (json_string_length, json_object_iter_key_len). An object that gives a key twice is refused
 * unless `flags` (0 or RC_JSON_LAST_OF_DUPLICATES) says otherwise, and so are numbers that a JSON
 * value cannot hold: integers outside int64, others that overflow a double or underflow to 0. The
 * text is copied while it is read. The caller owns the reference.
 * NULL: RC_ESYNTAX, RC_EDUPLICATE, RC_ERANGE, RC_ELIMIT, RC_EARG (other flags), RC_ENOMEM, with
 * byte, line and column.
 */
RC_API json_t *rc_json_parse(const char *text, size_t length, unsigned flags, rc_error *err);

/* ---------------------------------------------------------------- dtypes */

/** A dtype as its schema document (RC_NOTATION_JSON). The caller owns the reference. NULL: RC_EARG,
 *  RC_ENOMEM. */
RC_API json_t *rc_json_from_dtype(const rc_dtype *dtype, rc_error *err);

/** The dtype that a schema document describes, as a new reference. NULL: RC_EARG, and as
 *  rc_dtype_parse; the message quotes the place in the document. */
RC_API rc_dtype *rc_json_to_dtype(const json_t *schema, rc_error *err);

#ifdef __cplusplus
}
#endif

#ifdef RC_TRACE
#include <rowcol/trace_json.h>
#endif
#endif
