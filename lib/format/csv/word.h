/*
 * format/csv/word.h - the words of CSV text that are values.
 */
#ifndef ROWCOL_FORMAT_CSV_WORD_H
#define ROWCOL_FORMAT_CSV_WORD_H

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

#endif
