/*
 * format/json/text/scan.h - the JSON grammar (RFC 8259) over bytes in memory, strictly.
 *
 * Scanners look at [p, end) and may read, but never believe, up to RCI_JSON_TEXT_SLACK bytes from
 * `end` on: whoever provides the text provides them.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_SCAN_H
#define ROWCOL_FORMAT_JSON_TEXT_SCAN_H

#include "base/ascii.h"
#include <rowcol/base.h>
#include <stdbool.h>

enum {
    RCI_JSON_TEXT_SLACK = 64,
    RCI_JSON_TEXT_DEPTH =
        1024 /* levels of arrays and objects; RC_JSON_MAX_DEPTH in rowcol/json.h */
};

/* Why a scan ended early. */
typedef struct rci_json_text_fault {
    rc_status status;     /* RC_ESYNTAX, RC_ELIMIT; RC_END when the text stops too early */
    const char *at;       /* the offending byte */
    const char *expected; /* what should have been there */
} rci_json_text_fault;

static inline const char *rci_json_text_space(const char *p, const char *end)
{
    while (p < end && rci_base_is_space(*p)) {
        p++;
    }
    return p;
}

/* Sets RC_ESYNTAX, or RC_END when `at` is the end of the text. Returns NULL. */
const char *rci_json_text_expected(rci_json_text_fault *fault, const char *at, const char *end,
                                   const char *expected);

/* A string whose opening quote is at p[-1]: returns its closing quote; NULL on a fault. `*escaped`
   tells whether there is a backslash in it. Checks escapes, surrogate pairs, UTF-8 and control
   bytes. */
const char *rci_json_text_string(const char *p, const char *end, bool *escaped,
                                 rci_json_text_fault *fault);

/* Writes the string between p and `close`, which passed rci_json_text_string, without its escapes
   to `out` (room for close - p bytes). Returns its length. */
size_t rci_json_text_unescape(const char *p, const char *close, char *out);

/* The byte behind `true`, `false`, `null` at p; NULL on a fault. */
const char *rci_json_text_literal(const char *p, const char *end, rci_json_text_fault *fault);

/* ------------------------------------------------------- values of any form */

/* Where a walk over one value stands, between calls. */
typedef struct rci_json_text_walk {
    uint32_t depth;
    uint8_t state;
    uint64_t is_object[RCI_JSON_TEXT_DEPTH / 64];
} rci_json_text_walk;

void rci_json_text_walk_begin(rci_json_text_walk *walk);

/* Goes on over the value (white space before it is allowed), however deep, without recursion.
   Returns the byte behind it; NULL on a fault. After RC_END the call may be repeated with more
   text, from fault->at on. `final` tells that no more text comes: only then may a number end at
   `end`. */
const char *rci_json_text_walk_on(rci_json_text_walk *walk, const char *p, const char *end,
                                  bool final, rci_json_text_fault *fault);

/* One whole value in memory. */
const char *rci_json_text_skip(const char *p, const char *end, rci_json_text_fault *fault);

/* Says "found X, expected Y" about a fault, byte offset included, counted from `text`. */
rc_status rci_json_text_fault_fail(const rci_json_text_fault *fault, const char *text,
                                   const char *end, rc_error *err);

#endif
