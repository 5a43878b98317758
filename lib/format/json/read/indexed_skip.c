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
        p = r->origin + (*++at & ~RCI_JSON_READ_ESCAPES);
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

INLINE_AVX2 const uint32_t *skip_string(rci_json_read_indexed_run *r, const uint32_t *at)
{
    if (__builtin_expect(at[1] & RCI_JSON_READ_ESCAPES, 0) &&
        !rci_json_text_escapes_are_good(r->origin + *at + 1,
                                        r->origin + (at[1] & ~RCI_JSON_READ_ESCAPES))) {
        return rci_json_read_indexed_fail(r, at);
    }
    return at + 2;
}

/* A number or a word. */
static const uint32_t *skip_other(rci_json_read_indexed_run *r, const uint32_t *at)
{
    rci_json_text_fault fault;
    const char *p = r->origin + *at, *after;
    if (*p == '{' || *p == '[' || p >= r->decoder->end) {
        return rci_json_read_indexed_fail(r, at);
    }
    after = rci_json_text_skip(p, r->decoder->end, &fault);
    return after && rci_json_read_indexed_delimits(*after) ? at + 1
                                                           : rci_json_read_indexed_fail(r, at);
}

INLINE_AVX2 const uint32_t *skip_scalar(rci_json_read_indexed_run *r, const uint32_t *at)
{
    const char *p = r->origin + *at, *after;
    if (*p == '"') {
        return skip_string(r, at);
    }
    after = *p <= '9' ? rci_json_text_skip_number_avx2(p) : rci_json_text_skip_word(p);
    return __builtin_expect(after && rci_json_read_indexed_delimits(*after), 1) ? at + 1
                                                                                : skip_other(r, at);
}

/* A key and its colon. */
INLINE_AVX2 const uint32_t *skip_key(rci_json_read_indexed_run *r, const uint32_t *at)
{
    if (r->origin[*at] != '"' || r->origin[at[2]] != ':') {
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

#endif
