/*
 * The formats the library knows: to add one, write its folder and add its line.
 */
#include "format/json/format.h"
#include "format/npy/npy.h"

const rci_stream_format *const rci_stream_formats[] = {
    &rci_npy_format,
    &rci_npy_archive_format,
    &rci_json_format_ndjson,
    &rci_json_format_json,
    NULL,
};
