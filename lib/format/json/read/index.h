/*
 * format/json/read/index.h - a structural index: where the tokens of a stretch of text are.
 *
 * Tokens are: { } [ ] : , outside strings, the first byte of each string, number and word, and, if
 * asked for, newlines. White space has none, so it costs nothing. A string or number has one token
 * like the rest, so the tokens of a key and its value are found without reading either; a string
 * ends with the last quote before the next token.
 *
 * The index grows by chunks while records are decoded. Between its tokens it has checked what can
 * be checked for all bytes alike: strings have no control bytes, and all text is well-formed UTF-8.
 * It ends before a block of 64 bytes where that is not so.
 *
 * The method is that of G. Langdale and D. Lemire, "Parsing Gigabytes of JSON per Second", The VLDB
 * Journal 28 (6), 2019.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_INDEX_H
#define ROWCOL_FORMAT_JSON_READ_INDEX_H

#include "base/bytes.h"
#include "format/json/read/boundary.h"
#include "format/json/text/masks.h"

#include <stddef.h>

/* A token is an offset from the origin, less than this. */
#define RCI_JSON_READ_OFFSETS (UINT32_C(1) << 31)

/* After the last token are so many that point to the zero byte at the end of the text. */
enum { RCI_JSON_READ_SENTINELS = 8 };

typedef struct rci_json_read_index {
    rci_base_bytes buffer; /* uint32_t each */
    const uint32_t *at;    /* the next token */
    const uint32_t *stop;  /* after the last token; the sentinels follow */
    const char *origin;    /* of the offsets; NULL: there is no index */
    const char *limit;     /* the text before it is indexed */
    const char *end;       /* of the text, where at least 64 zero bytes follow */
    size_t chunk;          /* what the next step indexes, in bytes */
    size_t first_chunk;    /* what the first step does */
    bool newlines;         /* are tokens */
    bool wide;             /* the index is made by 64 bytes at once, else by 32 */
    bool faulty;           /* the text at the limit has a fault */
    bool has_escapes;      /* there may be backslashes in strings from the next token on */
    /* the state at the limit */
    rci_json_text_strings strings;
    bool in_scalar; /* the byte before the limit belongs to a number or a word */
} rci_json_read_index;

/* Whether this machine can make an index. */
bool rci_json_read_index_is_possible(void);

void rci_json_read_index_init(rci_json_read_index *index);
void rci_json_read_index_release(rci_json_read_index *index);

/* Forgets everything: the text ends at `end`. */
void rci_json_read_index_reset(rci_json_read_index *index, const char *end, bool newlines);

/* Forgets the tokens: decoding goes back to a record before `at`. */
void rci_json_read_index_forget(rci_json_read_index *index);

/* Records are about so long. */
void rci_json_read_index_expect(rci_json_read_index *index, size_t length);

/* Makes `at` the first token at p or after it. p is the first byte of a record, not before the p of
   the last call since tokens were forgotten. False when memory runs out, or p is at a fault. */
bool rci_json_read_index_seek(rci_json_read_index *index, const char *p);

/* Whether the text ends in a string. */
static inline bool rci_json_read_index_is_unclosed(const rci_json_read_index *index)
{
    return index->limit >= index->end && index->strings.in_string != 0;
}

/* The start of the record after the one that ends before the token `at`, or the end of the text;
   NULL if something else follows, or that is not known yet. `last`: the last record of the text
   need not be followed by a separator. */
const char *rci_json_read_index_next(const rci_json_read_index *index,
                                     rci_json_read_framing framing, bool last, const uint32_t *at);

/* The record at the next token could not be read, and `failed` is near the token that was not as
   expected. Whether that may be since the index ended there, and it has more now. */
bool rci_json_read_index_retry(rci_json_read_index *index, const uint32_t *failed);

/* Indexes one more chunk. Tokens from `at` on are kept, but may move. False at the end of the text,
   when memory runs out, and when more than a fixed number of tokens would be kept. */
bool rci_json_read_index_more(rci_json_read_index *index);

#endif
