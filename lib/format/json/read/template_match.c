/* format/json/read/template_match.c - records that have the form of a template, value by value. */
#include "format/json/read/template_match.h"

#include "format/json/read/decode.h"
#include "format/json/read/literal.h"
#include "format/json/read/value_avx2.h"
#include "format/json/text/scan.h"
#include "format/json/text/skip.h"
#include "format/json/text/walk.h"
#include "number/avx2.h"
#include "number/float_avx2.h"

#include <string.h>

/* Of a value from p to `after`, which may have white space in it or before it. */
static const char *in_line(const rci_json_read_template *template, const char *p, const char *after)
{
    bool spacious = template->one_line && (*p == '[' || *p == '{' || rci_base_is_space(*p));
    return after && spacious && memchr(p, '\n', (size_t)(after - p)) ? NULL : after;
}

/* An ignored value of any form. */
static const char *skip_any(const rci_json_read_template *template, rci_json_read_decoder *decoder,
                            const char *p)
{
    return in_line(template, p, rci_json_text_skip(p, decoder->end, &decoder->fault));
}

/* The same. `after` is its end, or NULL if that was not found by skip.h. */
static inline const char *skip_value(const rci_json_read_template *template,
                                     rci_json_read_decoder *decoder, const char *p,
                                     const char *after)
{
    return __builtin_expect(after != NULL, 1) ? after : skip_any(template, decoder, p);
}

/*
 * As skip_value, for one that most often is as long as the previous one. Then the place where it
 * ends comes from the step: the processor continues there before it has found the end, and checks
 * the guess meanwhile.
 */
static inline const char *skip_steady(const rci_json_read_template *template,
                                      rci_json_read_decoder *decoder,
                                      const rci_json_read_step *step, const char *p,
                                      const char *after)
{
    const char *guess = p + step->usual;
    if (__builtin_expect(after == guess, 1)) {
        __asm__("" : "+r"(guess)); /* or the compiler would use `after`, which is equal */
        return guess;
    }
    return skip_value(template, decoder, p, after);
}

/* As skip_value, and notes how the value changes. */
static const char *watch_value(rci_json_read_decoder *decoder,
                               const rci_json_read_template *template, rci_json_read_step *step,
                               const char *p)
{
    const char *plain = rci_json_text_skip_plain(p);
    const char *after = skip_value(template, decoder, p, plain);
    const unsigned char *kept = template->text.data + step->text + step->length;
    size_t length;
    if (after == NULL) {
        return NULL;
    }
    length = (size_t)(after - p);
    step->changes += length != step->usual;
    step->walked += plain == NULL;
    step->same = step->same && length == step->usual && memcmp(p, kept, length) == 0;
    step->usual = (uint32_t)length;
    return after;
}

static inline void put_zeros(unsigned char *cell, size_t n)
{
    char *p = (char *)cell;
    if (n > 32) {
        memset(p, 0, n);
    } else if (n >= 8) {
        rci_base_store8(p, 0);
        rci_base_store8(p + n - 8, 0);
        if (n > 16) {
            rci_base_store8(p + 8, 0);
            rci_base_store8(p + n - 16, 0);
        }
    } else if (n >= 4) {
        memset(p, 0, 4);
        memset(p + n - 4, 0, 4);
    } else {
        p[0] = p[n / 2] = p[n - 1] = 0;
    }
}

static inline void fill_gaps(const rci_json_read_template *template, const rci_json_read_step *end,
                             const rci_json_read_decoder *decoder)
{
    const rci_json_read_gap *gaps = (const rci_json_read_gap *)(const void *)template->gaps.data;
    size_t i, stop = (size_t)end->first_gap + end->ngaps;
    for (i = end->first_gap; i < stop; i++) {
        const rci_json_read_gap *gap = &gaps[i];
        if (gap->zeros == RCI_JSON_READ_NO_GAP) {
            continue;
        }
        if (gap->zeros) {
            put_zeros(gap->base + decoder->target.record * gap->stride, gap->zeros);
        } else {
            rci_record_put_all_missing(&decoder->target, gap->node, gap->shift);
        }
    }
}

/* The value at p was not read. */
static inline void stop_at(rci_json_read_decoder *decoder, const rci_json_read_step *step,
                           const char *p)
{
    decoder->stop.at = p;
    decoder->stop.node = step->node;
    decoder->stop.shift = step->offset - decoder->target.plan->nodes[step->node].offset;
}

#define MATCH_NAME   rci_json_read_match_plain
#define MATCH_RECORD match_record_plain
#define MATCH_TARGET
#define MATCH_HEAD       rci_json_read_head_is
#define MATCH_SAME       rci_json_read_same_text
#define MATCH_SKIP       rci_json_text_skip_plain
#define MATCH_READ_I32   rci_number_read_i64
#define MATCH_READ_U32   rci_number_read_u64
#define MATCH_READ_I64   rci_number_read_i64
#define MATCH_READ_U64   rci_number_read_u64
#define MATCH_READ_F8    rci_number_read_f8
#define MATCH_READ_BYTES rci_json_read_bytes
#include "format/json/read/template_loop.h"

#if defined(RCI_BASE_HAVE_AVX2)

static rci_json_read_match match_avx2;

#define MATCH_NAME       match_avx2
#define MATCH_RECORD     match_record_avx2
#define MATCH_TARGET     RCI_BASE_AVX2
#define MATCH_HEAD       rci_json_read_head_is_avx2
#define MATCH_SAME       rci_json_read_same_text_avx2
#define MATCH_SKIP       rci_json_text_skip_plain_avx2
#define MATCH_READ_I32   rci_number_read_i32_avx2
#define MATCH_READ_U32   rci_number_read_u32_avx2
#define MATCH_READ_I64   rci_number_read_i64_avx2
#define MATCH_READ_U64   rci_number_read_u64_avx2
#define MATCH_READ_F8    rci_number_read_f8_avx2
#define MATCH_READ_BYTES rci_json_read_bytes_avx2
#include "format/json/read/template_loop.h"

rci_json_read_match *rci_json_read_template_matcher(void)
{
    return rci_base_has_avx2() ? match_avx2 : rci_json_read_match_plain;
}

#else

rci_json_read_match *rci_json_read_template_matcher(void)
{
    return rci_json_read_match_plain;
}

#endif
