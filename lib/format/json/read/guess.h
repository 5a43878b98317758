/*
 * format/json/read/guess.h - where, in text that begins anywhere in an array or in a sequence of
 * records, the first record begins: most probably. The text is scanned under two assumptions, that
 * it begins inside a string and that it does not. What is found is compared, in order, with the
 * place where the text before it ends.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_GUESS_H
#define ROWCOL_FORMAT_JSON_READ_GUESS_H

#include "format/json/read/boundary.h"

/* The first place after text[0] that is probably between records, or SIZE_MAX. At least `window`
   bytes are looked at, which have a whole record in them or the guess is a poor one. */
size_t rci_json_read_guess(rci_json_read_framing framing, const char *text, size_t n,
                           size_t window);

#endif
