/*
 * rowcol/record.h - one record to and from JSON text, without a file or a stream.
 *
 * For many records a reader or writer is faster (rowcol/stream.h): these functions prepare the
 * dtype for each call. In every function a NULL pointer is RC_EARG, unless the comment says that it
 * is allowed.
 */
#ifndef ROWCOL_RECORD_H
#define ROWCOL_RECORD_H

#include <rowcol/access.h>
#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The record as JSON text, as a new NUL-terminated string without a newline, which the caller
 * releases with rc_text_free. `options` may be NULL; only `nonfinite` and `values` are used.
 * NULL: RC_EARG, RC_EINDEX, RC_ERANGE (NaN or an infinity, unless the options allow it),
 * RC_EUNSUPPORTED, RC_EFORMAT, RC_ELIMIT, RC_ENOMEM.
 */
RC_API char *rc_row_json(const rc_row *row, const rc_write_options *options, rc_error *err);

/**
 * The JSON object at `text`, `length` bytes, as a store of one record in rows. `options` may be
 * NULL; its dtype is replaced by `dtype`, its format by "ndjson". The caller owns the store. NULL:
 * as rc_reader_open_memory and rc_reader_next; RC_ESYNTAX (no record or more than one).
 */
RC_API rc_store *rc_row_from_json(const rc_dtype *dtype, const char *text, size_t length,
                                  const rc_read_options *options, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
