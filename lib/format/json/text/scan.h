/*
 * format/json/text/scan.h - the tokens of the JSON grammar (RFC 8259) over bytes in memory,
 * strictly.
 *
 * Scanners look at [p, end). They may read up to RCI_JSON_TEXT_SLACK bytes past `end`, which must
 * be readable, but must not act on them.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_SCAN_H
#define ROWCOL_FORMAT_JSON_TEXT_SCAN_H

#include "base/ascii.h"
#include "format/json/text/fault.h"

enum { RCI_JSON_TEXT_SLACK = 64 };

static inline const char *rci_json_text_space(const char *p, const char *end)
{
    while (p < end && rci_base_is_space(*p)) {
        p++;
    }
    return p;
}

/* A string whose opening quote is at p[-1]: returns its closing quote; NULL on a fault. `*escaped`
   says whether there is a backslash in it. Checks escapes, surrogate pairs, UTF-8 and control
   bytes. */
const char *rci_json_text_string(const char *p, const char *end, bool *escaped,
                                 rci_json_text_fault *fault);

/* Whether the escapes of the string between p and `close` are good. Its quotes, control bytes and
   UTF-8 have been checked. */
bool rci_json_text_escapes_are_good(const char *p, const char *close);

/* Writes the string between p and `close`, which passed rci_json_text_string, without its escapes
   to `out`, which has room for close - p bytes and may be p. Returns its length. */
size_t rci_json_text_unescape(const char *p, const char *close, char *out);

/* The byte after `true`, `false`, `null` at p; NULL on a fault. */
const char *rci_json_text_literal(const char *p, const char *end, rci_json_text_fault *fault);

#endif
