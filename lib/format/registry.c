/*
 * format/registry.c - the list of formats of the library. To add a format, write its folder, list
 * its files in a Makefile.inc, and add it here.
 */
#include "format/arrow/ipc/ipc.h"
#include "format/clickhouse/format.h"
#include "format/csv/format.h"
#include "format/json/format.h"
#include "format/npy/npy.h"

const rci_stream_format *const rci_stream_formats[] = {
    &rci_npy_format,
    &rci_npy_archive_format,
    &rci_arrow_ipc_format_file,
    &rci_arrow_ipc_format_stream,
    &rci_clickhouse_format_rowbinary,
    &rci_clickhouse_format_native,
    &rci_json_format_ndjson,
    &rci_json_format_json,
    &rci_csv_format,
    &rci_csv_format_tabs,
    NULL,
};
