/* format/json/format.c - the entries of the two JSON formats for the registry. */
#include "format/json/format.h"

#include "base/ascii.h"
#include "format/json/read/form.h"
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

/* A pointer is about a document. */
static rc_status look_closer(rci_io_source *source, const rc_read_options *options,
                             rci_json_read_form named, const rci_stream_format **found,
                             rc_error *err)
{
    rci_json_read_form form;
    rc_status status = RC_OK;
    if (!options->root) {
        status =
            rci_json_read_find_form(source, named, options->dtype, options->mapping, &form, err);
        *found = form == RCI_JSON_READ_FORM_LINES ? &rci_json_format_ndjson : &rci_json_format_json;
    }
    return status;
}

static rc_status look_at_lines(rci_io_source *source, const rc_read_options *options, bool named,
                               const rci_stream_format **found, rc_error *err)
{
    (void)named; /* they are not recognised by their first bytes */
    return look_closer(source, options, RCI_JSON_READ_FORM_LINES, found, err);
}

static rc_status look_at_document(rci_io_source *source, const rc_read_options *options, bool named,
                                  const rci_stream_format **found, rc_error *err)
{
    return look_closer(source, options,
                       named ? RCI_JSON_READ_FORM_DOCUMENT : RCI_JSON_READ_FORM_UNKNOWN, found,
                       err);
}

/* Options of both formats. */
enum {
    OPTIONS = RCI_STREAM_ADDED | RCI_STREAM_EXTRA | RCI_STREAM_MISSING | RCI_STREAM_MAX_RECORD |
              RCI_STREAM_VALUES | RCI_STREAM_NONFINITE | RCI_STREAM_NULLS | RCI_STREAM_REJECT |
              RCI_STREAM_MAPPING | RCI_STREAM_FIELDS | RCI_STREAM_COUNTS | RCI_STREAM_DUPLICATE |
              RCI_STREAM_ACCEPT | RCI_STREAM_TIME
};

const rci_stream_format rci_json_format_ndjson = {
    .name = "ndjson",
    .suffixes = "ndjson jsonl ldjson",
    .options = OPTIONS,
    .look_closer = look_at_lines,
    .open_reader = rci_json_read_open_lines,
    .open_observer = rci_json_read_observe_lines,
    .open_writer = rci_json_write_lines,
};
const rci_stream_format rci_json_format_json = {
    .name = "json",
    .suffixes = "json geojson",
    .options = OPTIONS | RCI_STREAM_ROOT,
    .recognise = recognise,
    .look_closer = look_at_document,
    .open_reader = rci_json_read_open_document,
    .open_observer = rci_json_read_observe_document,
    .open_writer = rci_json_write_document,
};
