/*
 * format/json/format.h - the two JSON formats for the registry: `ndjson`, a record in each line,
 * and `json`, one document.
 */
#ifndef ROWCOL_FORMAT_JSON_FORMAT_H
#define ROWCOL_FORMAT_JSON_FORMAT_H

#include "stream/format.h"

extern const rci_stream_format rci_json_format_ndjson;
extern const rci_stream_format rci_json_format_json;

rc_writer *rci_json_write_lines(rci_io_output *output, const rc_dtype *dtype,
                                const rc_write_options *options, rc_error *err);
rc_writer *rci_json_write_document(rci_io_output *output, const rc_dtype *dtype,
                                   const rc_write_options *options, rc_error *err);

#endif
