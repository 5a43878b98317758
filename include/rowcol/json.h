/*
 * rowcol/json.h - the JSON value bridge: jansson values to and from records, stores and dtypes.
 * For bulk text use the readers and writers of rowcol/stream.h. Not part of rowcol.h: include it
 * where jansson is used.
 */
#ifndef ROWCOL_JSON_H
#define ROWCOL_JSON_H

#include <jansson.h>
#include <rowcol/store.h>
#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Record `i` of a store as a new JSON value: an object for a struct (or an array with `values` in
 * `options`), arrays for subarrays. `options` may be NULL. The caller owns the reference
 * (json_decref). NULL: RC_EINDEX, RC_ERANGE (a value JSON cannot say: a float that is not finite,
 * an integer over INT64_MAX, which jansson cannot hold, bytes that are not UTF-8), RC_ENOMEM.
 */
RC_API json_t *rc_json_from_record(const rc_store *store, size_t i, const rc_write_options *options,
                                   rc_error *err);

/**
 * Writes `value` into record `i`. Only `extra` and `missing` of `options` (may be NULL) apply. An
 * object is matched by name, an array by position. RC_OK; RC_EINDEX, RC_ETYPE, RC_ERANGE,
 * RC_EMISSING, RC_EEXTRA, RC_ELIMIT, RC_ENOMEM, with the field path in `err`; the record may be
 * partly written then.
 */
RC_API rc_status rc_json_to_record(rc_store *store, size_t i, const json_t *value,
                                   const rc_read_options *options, rc_error *err);

/** A whole store as a new JSON array of records. As rc_json_from_record. */
RC_API json_t *rc_json_from_store(const rc_store *store, const rc_write_options *options,
                                  rc_error *err);

/** A JSON array of records as a new store. NULL: as rc_json_to_record; err->record tells which. */
RC_API rc_store *rc_json_to_store(const json_t *array, const rc_dtype *dtype, rc_layout layout,
                                  const rc_read_options *options, rc_error *err);

/**
 * Parses JSON text of `length` bytes as RFC 8259 has it, strictly: one value, no byte order mark,
 * UTF-8, duplicate keys refused, at most RC_JSON_MAX_DEPTH levels. The caller owns the reference.
 * NULL: RC_ESYNTAX, RC_EDUPLICATE, RC_ELIMIT, RC_ENOMEM, with byte, line and column.
 */
RC_API json_t *rc_json_parse(const char *text, size_t length, rc_error *err);

/** Levels of arrays and objects inside one another that any JSON reader here accepts. */
#define RC_JSON_MAX_DEPTH 1024

/** A dtype as its JSON schema document, and back. New references; NULL: as rc_dtype_print and
 *  rc_dtype_parse. */
RC_API json_t *rc_json_from_dtype(const rc_dtype *dtype, rc_error *err);
RC_API rc_dtype *rc_json_to_dtype(const json_t *schema, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
