/* format/clickhouse/format.c - the formats "rowbinary" and "native". */
#include "format/clickhouse/format.h"

const rci_stream_format rci_clickhouse_format_rowbinary = {
    .name = "rowbinary",
    .suffixes = "rowbinary",
    .options = RCI_STREAM_MAX_RECORD,
    .open_reader = rci_clickhouse_open_rowbinary,
    .open_writer = rci_clickhouse_create_rowbinary,
};

const rci_stream_format rci_clickhouse_format_native = {
    .name = "native",
    .suffixes = "native",
    .options = RCI_STREAM_MAX_RECORD | RCI_STREAM_COLUMNS,
    .open_reader = rci_clickhouse_open_native,
    .open_writer = rci_clickhouse_create_native,
};
