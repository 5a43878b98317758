/* format/json/format.c - the entries of the two JSON formats for the registry. */
#include "format/json/format.h"

#include "base/ascii.h"
#include "format/json/read/reader.h"

/* Text that begins as a JSON record or array does. Both formats may begin so; such text is read as
   `json`, which may also be records one after the other. */
static bool recognise(const unsigned char *bytes, size_t n)
{
    size_t i = n >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0;
    while (i < n && rci_base_is_space((char)bytes[i])) {
        i++;
    }
    return i < n && (bytes[i] == '{' || bytes[i] == '[');
}

/* Options of both formats. */
enum {
    OPTIONS = RCI_STREAM_EXTRA | RCI_STREAM_MISSING | RCI_STREAM_MAX_RECORD | RCI_STREAM_VALUES |
              RCI_STREAM_NONFINITE | RCI_STREAM_NULLS | RCI_STREAM_REJECT | RCI_STREAM_MAPPING |
              RCI_STREAM_FIELDS | RCI_STREAM_COUNTS | RCI_STREAM_DUPLICATE | RCI_STREAM_ACCEPT |
              RCI_STREAM_TIME
};

const rci_stream_format rci_json_format_ndjson = {
    .name = "ndjson",
    .suffixes = "ndjson jsonl ldjson",
    .options = OPTIONS,
    .open_reader = rci_json_read_open_lines,
    .open_observer = rci_json_read_observe_lines,
    .open_writer = rci_json_write_lines,
};
const rci_stream_format rci_json_format_json = {
    .name = "json",
    .suffixes = "json geojson",
    .options = OPTIONS | RCI_STREAM_ROOT,
    .recognise = recognise,
    .open_reader = rci_json_read_open_document,
    .open_observer = rci_json_read_observe_document,
    .open_writer = rci_json_write_document,
};
