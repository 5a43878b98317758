/*
 * format/json/read/value.h - values into cells by the shortest way, for the template and for the
 * index. Each function returns the byte after the value, or NULL for a value that it does not take,
 * which may be a good one. None makes an error.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_VALUE_H
#define ROWCOL_FORMAT_JSON_READ_VALUE_H

#include "base/padded.h"
#include "base/word.h"
#include "format/json/read/decoder.h"

/* ------------------------------------------------------------ fixed strings */

/* Any string at p into S<size>, with escapes or without. */
const char *rci_json_read_bytes(rci_json_read_decoder *decoder, uint32_t node, size_t size,
                                unsigned char *cell, const char *p);

/* --------------------------------------------------------------- other kinds */

/* Without a branch on which of the two it is: a bit of the first letter decides. */
static inline const char *rci_json_read_bool(const char *p, unsigned char *cell)
{
    static const uint64_t words[2] = {0x65757274, UINT64_C(0x65736C6166)}; /* true, false */
    static const uint64_t masks[2] = {0xFFFFFFFF, UINT64_C(0xFFFFFFFFFF)};
    uint64_t word = rci_base_load8(p), is_false = word >> 1 & 1;
    *cell = (unsigned char)(is_false ^ 1);
    return (word & masks[is_false]) == words[is_false] ? p + 4 + is_false : NULL;
}

/* rci_json_read_leaf without errors. */
const char *rci_json_read_quiet_leaf(rci_json_read_decoder *decoder, uint32_t node,
                                     unsigned char *cell, const char *p);

/* An integer at p, by a reader of `wide` integers, into a cell of `type`. p becomes NULL when there
   is none that fits. */
#define RCI_JSON_READ_INTEGER(type, wide, read)                                                    \
    do {                                                                                           \
        wide value_ = 0;                                                                           \
        type narrow_;                                                                              \
        p = read(p, end, &value_);                                                                 \
        narrow_ = (type)value_;                                                                    \
        if ((wide)narrow_ != value_) {                                                             \
            p = NULL;                                                                              \
        }                                                                                          \
        memcpy(cell, &narrow_, sizeof narrow_);                                                    \
    } while (0)

#endif
