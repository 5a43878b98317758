/*
 * format/arrow/ipc/ipc.h - the formats "arrow", a file, and "arrows", a stream. Both are read by
 * content.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_IPC_H
#define ROWCOL_FORMAT_ARROW_IPC_IPC_H

#include "stream/format.h"

extern const rci_stream_format rci_arrow_ipc_format_file;
extern const rci_stream_format rci_arrow_ipc_format_stream;

/* The functions of the formats. */
rc_reader *rci_arrow_ipc_open_reader(rci_io_source *source, const rc_read_options *options,
                                     rc_error *err);
rc_writer *rci_arrow_ipc_open_file_writer(rci_io_output *output, const rc_dtype *dtype,
                                          const rc_write_options *options, rc_error *err);
rc_writer *rci_arrow_ipc_open_stream_writer(rci_io_output *output, const rc_dtype *dtype,
                                            const rc_write_options *options, rc_error *err);

#endif
