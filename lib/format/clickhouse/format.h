/*
 * format/clickhouse/format.h - the formats "rowbinary" (ClickHouse's RowBinaryWithNamesAndTypes)
 * and "native" (its Native) for the list of formats. Neither can be recognised by content.
 *
 * https://clickhouse.com/docs/interfaces/formats/RowBinaryWithNamesAndTypes
 * https://clickhouse.com/docs/interfaces/formats/Native
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_FORMAT_H
#define ROWCOL_FORMAT_CLICKHOUSE_FORMAT_H

#include "stream/format.h"

extern const rci_stream_format rci_clickhouse_format_rowbinary;
extern const rci_stream_format rci_clickhouse_format_native;

/* As rci_stream_format says. */
rc_reader *rci_clickhouse_open_rowbinary(rci_io_source *source, const rc_read_options *options,
                                         rc_error *err);
rc_reader *rci_clickhouse_open_native(rci_io_source *source, const rc_read_options *options,
                                      rc_error *err);
rc_writer *rci_clickhouse_create_rowbinary(rci_io_output *output, const rc_dtype *dtype,
                                           const rc_write_options *options, rc_error *err);
rc_writer *rci_clickhouse_create_native(rci_io_output *output, const rc_dtype *dtype,
                                        const rc_write_options *options, rc_error *err);

#endif
