/* format/json/read/value.c - values into cells: strings with escapes, and all that is rare. */
#include "format/json/read/value.h"

#include "base/utf8.h"
#include "format/json/read/leaf.h"
#include "format/json/text/block.h"

const char *rci_json_read_quiet_leaf(rci_json_read_decoder *decoder, uint32_t node,
                                     unsigned char *cell, const char *p)
{
    rc_error *err = decoder->target.err;
    decoder->target.err = NULL; /* what is wrong with it is found out by the grammar */
    p = rci_json_read_leaf(decoder, node, cell, p);
    decoder->target.err = err;
    return p;
}

/* A string of ASCII without escapes that fits S<size>; NULL for any other. */
static const char *read_ascii(const char *p, const char *end, unsigned char *cell, size_t size)
{
    const char *start = ++p;
    size_t n;
    if (start[-1] != '"') {
        return NULL;
    }
    for (;;) {
        rci_json_text_block block = rci_json_text_block_at(p);
        unsigned stop = block.stops ? (unsigned)__builtin_ctz(block.stops) : 16;
        if (block.high & ((1u << stop) - 1)) {
            return NULL;
        }
        p += stop;
        if (stop < 16) {
            break;
        }
    }
    n = (size_t)(p - start);
    if (p >= end || *p != '"' || n > size) {
        return NULL;
    }
    rci_base_put_padded(cell, start, n, size);
    return p + 1;
}

/* What follows a backslash, and what it stands for. \u is left to leaf.c. */
static const char escapes[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                  ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};

/* A short string with escapes of one letter that fits S<size>; NULL for any other. */
static const char *read_escaped(const char *p, const char *end, unsigned char *cell, size_t size)
{
    enum { MOST = 64, BLOCK = 16 };
    char out[MOST + 1 + BLOCK];
    uint32_t high = 0;
    size_t n = 0;
    if (*p++ != '"' || size > MOST) {
        return NULL;
    }
    for (;;) {
        rci_json_text_block block = rci_json_text_block_at(p);
        unsigned stop = block.stops ? (unsigned)__builtin_ctz(block.stops) : BLOCK;
        memcpy(out + n, p, BLOCK);
        high |= block.high & ((1u << stop) - 1);
        n += stop;
        p += stop;
        if (n > size || p >= end) {
            return NULL;
        }
        if (stop == BLOCK) {
            continue;
        }
        if (*p == '"') {
            break;
        }
        if (*p != '\\' || p + 1 >= end || !escapes[(unsigned char)p[1]]) {
            return NULL;
        }
        out[n++] = escapes[(unsigned char)p[1]];
        p += 2;
        if (n > size) {
            return NULL;
        }
    }
    if (high && rci_base_utf8_check(out, n) != n) {
        return NULL;
    }
    rci_base_put_padded(cell, out, n, size);
    return p + 1;
}

const char *rci_json_read_bytes(rci_json_read_decoder *decoder, uint32_t node, size_t size,
                                unsigned char *cell, const char *p)
{
    const char *after = read_ascii(p, decoder->end, cell, size);
    if (!after) {
        after = read_escaped(p, decoder->end, cell, size);
    }
    return after ? after : rci_json_read_quiet_leaf(decoder, node, cell, p);
}
