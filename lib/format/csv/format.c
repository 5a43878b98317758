/* format/csv/format.c - the entries of the two formats for the registry. */
#include "format/csv/format.h"

#include "format/csv/reader.h"
#include "format/csv/writer.h"

enum {
    OPTIONS = RCI_STREAM_ACCEPT | RCI_STREAM_ADDED | RCI_STREAM_COUNTS | RCI_STREAM_CSV |
              RCI_STREAM_EXTRA | RCI_STREAM_FIELDS | RCI_STREAM_MAX_RECORD | RCI_STREAM_MISSING |
              RCI_STREAM_NULLS | RCI_STREAM_REJECT | RCI_STREAM_TIME
};

const rci_stream_format rci_csv_format = {
    .name = "csv",
    .suffixes = "csv",
    .options = OPTIONS,
    .open_reader = rci_csv_open,
    .open_observer = rci_csv_open_observer,
    .open_writer = rci_csv_write,
};
const rci_stream_format rci_csv_format_tabs = {
    .name = "tsv",
    .suffixes = "tsv",
    .options = OPTIONS,
    .open_reader = rci_csv_open_tabs,
    .open_observer = rci_csv_open_tabs_observer,
    .open_writer = rci_csv_write_tabs,
};
