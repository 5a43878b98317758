/*
 * format/csv/word.h - the words of CSV text that are values.
 */
#ifndef ROWCOL_FORMAT_CSV_WORD_H
#define ROWCOL_FORMAT_CSV_WORD_H

#include "base/word.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A bool: true, false, True, False, TRUE, FALSE. */
static inline bool rci_csv_word_bool(const char *text, size_t n, bool *value)
{
    *value = n == 4;
    return (n == 4 && (memcmp(text, "true", 4) == 0 || memcmp(text, "True", 4) == 0 ||
                       memcmp(text, "TRUE", 4) == 0)) ||
           (n == 5 && (memcmp(text, "false", 5) == 0 || memcmp(text, "False", 5) == 0 ||
                       memcmp(text, "FALSE", 5) == 0));
}

/* "true" or "false" in lower case, without a branch on which of the two it is. Eight bytes can be
   read. */
static inline bool rci_csv_word_lower_bool(const char *text, size_t n, bool *value)
{
    static const uint64_t words[2] = {0x65757274, UINT64_C(0x65736C6166)};
    static const uint64_t masks[2] = {0xFFFFFFFF, UINT64_C(0xFFFFFFFFFF)};
    const uint64_t word = rci_base_load8(text), is_false = word >> 1 & 1;
    *value = !is_false;
    return ((word & masks[is_false]) == words[is_false]) & (n == 4 + is_false);
}

#endif
