/* Structures of the Arrow C data interface, made from the bytes of a fuzzer: mostly such that array
 * and schema agree, with any lengths, offsets, counts of nulls and values, and sometimes not. Each
 * buffer has exactly the bytes that the lengths, offsets and sizes in the structures say, since the
 * interface does not tell its size: what is read outside of it is found. */
#ifndef TESTS_FUZZ_ARROW_MADE_H
#define TESTS_FUZZ_ARROW_MADE_H

#include <rowcol/arrow.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes that are not used yet. After the last one each is 0. */
typedef struct arrow_bytes {
    const uint8_t *data;
    size_t size;
} arrow_bytes;

unsigned arrow_byte(arrow_bytes *from);

/* Structures that are not released. */
extern int arrow_made_alive;

/* A schema, to be released and then passed to free. */
struct ArrowSchema *arrow_make_schema(arrow_bytes *from);

/* An array for it, likewise. */
struct ArrowArray *arrow_make_array(arrow_bytes *from, const struct ArrowSchema *schema);

#endif
