/*
 * format/json/text/walk.h - checking a value of any form against the grammar (RFC 8259), without
 * looking at what it says.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_WALK_H
#define ROWCOL_FORMAT_JSON_TEXT_WALK_H

#include "format/json/text/scan.h"

/* Levels of arrays and objects; RC_JSON_MAX_DEPTH in rowcol/json.h. */
enum { RCI_JSON_TEXT_DEPTH = 1024 };

/* Where a walk over one value is, between calls. */
typedef struct rci_json_text_walk {
    uint32_t depth;
    uint8_t state;
    uint64_t is_object[RCI_JSON_TEXT_DEPTH / 64];
} rci_json_text_walk;

void rci_json_text_walk_begin(rci_json_text_walk *walk);

/* Continues the walk over the value (white space before it is allowed). Returns the byte after it;
   NULL on a fault. After RC_END the call may be repeated with more text, from fault->at on. `final`
   says that there is no more text: only then may a number end at `end`. */
const char *rci_json_text_walk_on(rci_json_text_walk *walk, const char *p, const char *end,
                                  bool final, rci_json_text_fault *fault);

/* The byte after the value at p, all of which is in memory; NULL on a fault. */
const char *rci_json_text_skip(const char *p, const char *end, rci_json_text_fault *fault);

#endif
