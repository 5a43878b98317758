/*
 * format/json/read/indexed_run.h - one decoding over a structural index: what the functions that
 * walk over records, read and skip values share.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_INDEXED_RUN_H
#define ROWCOL_FORMAT_JSON_READ_INDEXED_RUN_H

#include "base/ascii.h"
#include "format/json/read/indexed.h"

/* One decoding. Functions that read a value take the token where it begins and return the one after
   it, or NULL after noting where they failed. */
typedef struct rci_json_read_indexed_run {
    rci_json_read_decoder *decoder;
    const rci_record_plan *plan;
    rci_json_read_field *fields;
    rci_json_read_field *ignored; /* for values of keys that the dtype does not have */
    const uint32_t *field_of;
    rci_json_read_struct *structs;
    const char *origin;     /* what tokens count from */
    const char *end;        /* where reading has to stop */
    uint32_t most_notes;    /* of a field */
    uint32_t slot;          /* of the record that is walked over */
    uint64_t mark;          /* of the last object */
    bool cleared;           /* the block was zero before it is read */
    bool missing;           /* fields that are to be zero were missing */
    bool escapes;           /* there may be backslashes in the strings of the block */
    uint32_t limit;         /* the slot of the first record with a bad value that is ignored */
    const uint32_t *failed; /* near the token that was not as expected */
} rci_json_read_indexed_run;

static inline const uint32_t *rci_json_read_indexed_fail(rci_json_read_indexed_run *r,
                                                         const uint32_t *at)
{
    r->failed = at;
    return NULL;
}

/* Whether c may follow a number or a word. */
extern const bool rci_json_read_delimiters[256];

static inline bool rci_json_read_indexed_delimits(char c)
{
    return rci_json_read_delimiters[(unsigned char)c];
}

/* The closing quote of the string that begins at `open` and after which `next` is the next token;
   NULL if it does not end with the last byte but white space before that. */
static inline const char *rci_json_read_close_before(const char *open, const char *next)
{
    do {
        next--;
    } while (rci_base_is_space(*next));
    return *next == '"' && next > open ? next : NULL;
}

/* The same for the string at the token `at`. */
static inline const char *rci_json_read_indexed_close(const rci_json_read_indexed_run *r,
                                                      const uint32_t *at)
{
    return rci_json_read_close_before(r->origin + at[0], r->origin + at[1]);
}

#if defined(RCI_BASE_HAVE_AVX2)

/* Whether there are backslashes in the first n bytes at p, or n > 64. 64 bytes can be read. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline bool
rci_json_read_may_escape(const char *p, uint32_t n)
{
    return n > 64 ||
           _bzhi_u64(rci_json_text_equal_avx2(RCI_BASE_LOAD32(p), RCI_BASE_LOAD32(p + 32), '\\'),
                     n) != 0;
}

#endif

/* The token after the value that begins at the token `at` and ends before `after`. */
const uint32_t *rci_json_read_indexed_after(rci_json_read_indexed_run *r, const uint32_t *at,
                                            const char *after);

/* Skips a value of any form, which is checked against the grammar. */
const uint32_t *rci_json_read_indexed_skip(rci_json_read_indexed_run *r, const uint32_t *at);

/* Checks the noted values that are ignored, and clears the notes. The limit becomes the slot of the
   first that is not a value, if that is less. */
void rci_json_read_indexed_check(rci_json_read_indexed_run *r, rci_json_read_field *ignored);

/* The cell of a field in the decoder's record. `shift` is as in rci_record_cell. */
static inline unsigned char *rci_json_read_indexed_cell(const rci_json_read_indexed_run *r,
                                                        const rci_json_read_field *field,
                                                        size_t shift)
{
    return field->base + r->decoder->target.record * field->stride + shift;
}

/* The functions below are only for machines that can make an index. */

/* Walks over the decoder's record, which begins at the token `at`: the values of its fields are
   noted in the run's slot. What is in a subarray is read. */
const uint32_t *rci_json_read_indexed_walk(rci_json_read_indexed_run *r, const uint32_t *at);

/* Reads a value that is one token, at p, into a field of the decoder's record. `length` is the
   distance to the next token. False if it was not read. */
bool rci_json_read_indexed_one(rci_json_read_indexed_run *r, const rci_json_read_field *field,
                               size_t shift, const char *p, uint32_t length);

/* Reads what was noted for a field and those in it. Slot 0 is the record `record`, and notes from
   slot `n` on are left out. Returns the slot of the first record that failed, or n. Moves the
   decoder's record, and clears the notes. */
uint32_t rci_json_read_indexed_fill(rci_json_read_indexed_run *r, rci_json_read_field *field,
                                    size_t record, uint32_t n, size_t shift);

#endif
