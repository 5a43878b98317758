/*
 * base/join.h - text put together from parts whose lengths are known, for messages that are made
 * for each bad record: several times faster than a format.
 */
#ifndef ROWCOL_BASE_JOIN_H
#define ROWCOL_BASE_JOIN_H

#include "base/quote.h"

#include <rowcol/base.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct rci_base_part {
    const char *text;
    size_t length;
} rci_base_part;

/* The part of a string literal. */
#define RCI_BASE_PART(literal)                                                                     \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

/* The part of another string. */
static inline rci_base_part rci_base_part_of(const char *text)
{
    return (rci_base_part){text, strlen(text)};
}

/* The part of `n` bytes of input, as rci_base_quote writes them to the buffer. */
static inline rci_base_part rci_base_part_of_quoted(rci_base_quoted *buffer, const char *bytes,
                                                    size_t n)
{
    rci_base_quote(buffer, bytes, n);
    return (rci_base_part){buffer->text, buffer->length};
}

/* Bytes of a number of 64 bits, with a NUL. */
enum { RCI_BASE_COUNT_MAX = 21 };

/* The part of a number in decimal, whose digits are written to `digits`. */
rci_base_part rci_base_part_of_count(char digits[RCI_BASE_COUNT_MAX], uint64_t count);

/* Writes `n` parts and a NUL into `size` bytes, 1 at least. Returns the length; text that does not
   fit is cut, possibly inside of a character. */
size_t rci_base_join(char *text, size_t size, const rci_base_part *parts, size_t n);

/* As rci_base_fail. The parts are printable, as rci_base_quote makes them. */
rc_status rci_base_fail_parts(rc_error *err, rc_status status, const rci_base_part *parts,
                              size_t n);

/* The number of parts in an array. */
#define RCI_BASE_PARTS(parts) (sizeof(parts) / sizeof *(parts))

#endif
