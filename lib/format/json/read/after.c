/* format/json/read/after.c - what follows a record. */
#include "format/json/read/after.h"

#include "base/error.h"
#include "format/json/read/fail.h"
#include "format/json/text/scan.h"
#include "format/json/text/walk.h"

const char *rci_json_read_expected_after(rci_json_read_piece *piece, const char *at,
                                         const char *end, const char *what)
{
    rci_json_read_decoder *decoder = &piece->decoder;
    rci_json_text_expected(&decoder->fault, at, end, what);
    rci_json_text_fault_fail(&decoder->fault, decoder->text, end, decoder->target.err);
    return NULL;
}

const char *rci_json_read_too_long(rci_json_read_piece *piece, const char *record)
{
    rci_stream_text_too_long(piece->text.max_record, piece->decoder.target.err);
    return rci_json_read_fail_at(&piece->decoder, RCI_RECORD_NONE, record);
}

const char *rci_json_read_bracket_after_comma(rci_json_read_piece *piece, const char *at)
{
    rci_base_fail(piece->decoder.target.err, RC_ESYNTAX,
                  "found ']' after a comma, expected a record");
    return rci_json_read_fail_at(&piece->decoder, RCI_RECORD_NONE, at);
}

const char *rci_json_read_end_line(rci_json_read_piece *piece, const char *p, const char *line_end,
                                   const char *end)
{
    p = rci_json_text_space(p, line_end);
    if (p < line_end) {
        return rci_json_read_expected_after(piece, p, line_end, "the end of the line");
    }
    return line_end < end ? line_end + 1 : end;
}

const char *rci_json_read_end_element(rci_json_read_piece *piece, const char *p, const char *end)
{
    p = rci_json_text_space(p, end);
    if (p == end) {
        return piece->text.last
                   ? end
                   : rci_json_read_expected_after(piece, p, end, "',' or ']' after a record");
    }
    if (*p != ',') {
        return rci_json_read_expected_after(piece, p, end, "',' or ']' after a record");
    }
    return rci_json_text_space(p + 1, end);
}

const char *rci_json_read_end_record(rci_json_read_piece *piece, const char *p, const char *end)
{
    switch (piece->framing) {
    case RCI_JSON_READ_LINES:
        return rci_json_read_end_line(piece, p, piece->decoder.end, end);
    case RCI_JSON_READ_ELEMENTS:
        return rci_json_read_end_element(piece, p, end);
    default:
        return rci_json_text_space(p, end);
    }
}
