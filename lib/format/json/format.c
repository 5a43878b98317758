#include "format/json/format.h"

/* Text that begins as a JSON record or array does. Which of the two formats it is, the lines tell:
   what is read as `json` may as well be records one behind the other. */
static bool recognise(const unsigned char *bytes, size_t n)
{
    size_t i = n >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0;
    while (i < n && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n')) {
        i++;
    }
    return i < n && (bytes[i] == '{' || bytes[i] == '[');
}

static bool recognise_nothing(const unsigned char *bytes, size_t n)
{
    (void)bytes;
    (void)n;
    return false;
}

const rci_stream_format rci_json_format_ndjson = {
    "ndjson", "ndjson jsonl ldjson", recognise_nothing, rci_json_open_lines, rci_json_write_lines};
const rci_stream_format rci_json_format_json = {"json", "json geojson", recognise,
                                                rci_json_open_document, rci_json_write_document};
