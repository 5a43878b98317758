/* format/json/read/indexed_skip.c - skipping values over a structural index. */
#include "format/json/read/indexed_run.h"

#include "format/json/text/skip.h"
#include "format/json/text/walk.h"

const bool rci_json_read_delimiters[256] = {
    [' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true,
    [','] = true, [']'] = true,  ['}'] = true};

const uint32_t *rci_json_read_indexed_after(rci_json_read_indexed_run *r, const uint32_t *at,
                                            const char *after)
{
    const char *p;
    if (!rci_json_read_indexed_delimits(*after)) {
        return rci_json_read_indexed_fail(r, at);
    }
    for (;;) {
        p = r->origin + *++at;
        if (p >= after) {
            return at;
        }
        if (*p == '\n') { /* a record of NDJSON that is not in one line */
            return rci_json_read_indexed_fail(r, at);
        }
    }
}

#if defined(RCI_BASE_HAVE_AVX2)

#define INLINE_AVX2 RCI_BASE_AVX2 __attribute__((always_inline)) static inline

static const uint32_t *skip_escaped(rci_json_read_indexed_run *r, const uint32_t *at)
{
    const char *close = rci_json_read_indexed_close(r, at);
    return close && rci_json_text_escapes_are_good(r->origin + *at + 1, close)
               ? at + 1
               : rci_json_read_indexed_fail(r, at);
}

INLINE_AVX2 const uint32_t *skip_string(rci_json_read_indexed_run *r, const uint32_t *at)
{
    return __builtin_expect(r->escapes, 0) && rci_json_read_may_escape(r->origin + *at, at[1] - *at)
               ? skip_escaped(r, at)
               : at + 1;
}

/* Any number or word. */
static bool other_is_good(rci_json_read_indexed_run *r, const char *p)
{
    rci_json_text_fault fault;
    const char *after = NULL;
    if (*p != '{' && *p != '[' && p < r->decoder->end) {
        after = rci_json_text_skip(p, r->decoder->end, &fault);
    }
    return after && rci_json_read_indexed_delimits(*after);
}

INLINE_AVX2 bool number_is_good(rci_json_read_indexed_run *r, const char *p)
{
    const char *after = rci_json_text_skip_number_avx2(p);
    return __builtin_expect(after && rci_json_read_indexed_delimits(*after), 1) ||
           other_is_good(r, p);
}

INLINE_AVX2 bool word_is_good(rci_json_read_indexed_run *r, const char *p)
{
    const char *after = rci_json_text_skip_word(p);
    return __builtin_expect(after && rci_json_read_indexed_delimits(*after), 1) ||
           other_is_good(r, p);
}

INLINE_AVX2 const uint32_t *skip_scalar(rci_json_read_indexed_run *r, const uint32_t *at)
{
    const char *p = r->origin + *at;
    if (*p == '"') {
        return skip_string(r, at);
    }
    return (*p <= '9' ? number_is_good(r, p) : word_is_good(r, p))
               ? at + 1
               : rci_json_read_indexed_fail(r, at);
}

/* A key and its colon. */
INLINE_AVX2 const uint32_t *skip_key(rci_json_read_indexed_run *r, const uint32_t *at)
{
    if (r->origin[*at] != '"' || r->origin[at[1]] != ':') {
        return rci_json_read_indexed_fail(r, at);
    }
    at = skip_string(r, at);
    return at ? at + 1 : NULL;
}

/* An array or object. Bit 0 of `objects` says of the innermost level whether it is an object, bit 1
   of the one around it, and so on. */
RCI_BASE_AVX2 static const uint32_t *skip_levels(rci_json_read_indexed_run *r, const uint32_t *at)
{
    enum { MOST = 60 };
    static const char closers[2] = {']', '}'};
    const char *origin = r->origin;
    uint64_t objects = 0;
    unsigned depth = 0;
    for (;;) {
        char c = origin[*at];
        bool filled = false;
        if (c == '{' || c == '[') {
            objects = objects << 1 | (c == '{');
            if (++depth == MOST) {
                return rci_json_read_indexed_fail(r, at);
            }
            at++;
            filled = origin[*at] != closers[objects & 1];
        } else {
            at = skip_scalar(r, at);
            if (!at) {
                return NULL;
            }
        }
        if (!filled) {
            while (origin[*at] == closers[objects & 1]) {
                at++;
                objects >>= 1;
                if (--depth == 0) {
                    return at;
                }
            }
            if (origin[*at] != ',') {
                return rci_json_read_indexed_fail(r, at);
            }
            at++;
        }
        if (objects & 1) {
            at = skip_key(r, at);
            if (!at) {
                return NULL;
            }
        }
    }
}

RCI_BASE_AVX2 const uint32_t *rci_json_read_indexed_skip(rci_json_read_indexed_run *r,
                                                         const uint32_t *at)
{
    char c = r->origin[*at];
    return c == '{' || c == '[' ? skip_levels(r, at) : skip_scalar(r, at);
}

/* -------------------------------------------------------------------- checks */

/* Whether a string has only good escapes. */
RCI_BASE_AVX2 static bool string_is_good(const rci_json_read_note *note)
{
    const char *close;
    if (!rci_json_read_may_escape(note->text, note->length)) {
        return true;
    }
    close = rci_json_read_close_before(note->text, note->text + note->length);
    return close && rci_json_text_escapes_are_good(note->text + 1, close);
}

/* The notes are first divided by the kinds of their values, without a branch, so that none of the
   loops over one kind has a branch that is hard to predict. */
RCI_BASE_AVX2 void rci_json_read_indexed_check(rci_json_read_indexed_run *r,
                                               rci_json_read_field *ignored)
{
    const rci_json_read_note *note = ignored->notes, *stop = note + ignored->nnotes;
    rci_json_read_note strings[RCI_JSON_READ_BLOCK], numbers[RCI_JSON_READ_BLOCK],
        words[RCI_JSON_READ_BLOCK];
    uint32_t nstrings = 0, nnumbers = 0, nwords = 0, bad = r->limit, i;
    ignored->nnotes = 0;
    for (; note < stop; note++) {
        bool is_string = *note->text == '"', is_word = *note->text > '9';
        strings[nstrings] = numbers[nnumbers] = words[nwords] = *note;
        nstrings += is_string && r->escapes;
        nnumbers += !is_string && !is_word;
        nwords += is_word;
    }
    for (i = 0; i < nstrings; i++) {
        bad = strings[i].slot < bad && !string_is_good(&strings[i]) ? strings[i].slot : bad;
    }
    for (i = 0; i < nnumbers; i++) {
        bad = numbers[i].slot < bad && !number_is_good(r, numbers[i].text) ? numbers[i].slot : bad;
    }
    for (i = 0; i < nwords; i++) {
        bad = words[i].slot < bad && !word_is_good(r, words[i].text) ? words[i].slot : bad;
    }
    r->limit = bad;
}

#endif
