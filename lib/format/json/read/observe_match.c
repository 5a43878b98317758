/* format/json/read/observe_match.c - observing records of a known form. */
#include "format/json/read/observe_form.h"

#include "format/json/read/literal.h"
#include "format/json/read/value.h"
#include "format/json/text/scan.h"
#include "format/json/text/skip.h"
#include "number/avx2.h"
#include "number/float_avx2.h"

#include <string.h>

/* The values of a record that are null; one that has more is observed by the grammar. */
enum { MOST_NULLS = 64 };

/* What other white space costs, in values. */
enum { SPACED_COST = 2 };

/* The record is not of the form. New forms are of little use more often than not. */
static const char *give_up(rci_json_read_observer *o, const rci_json_read_form *form,
                           ptrdiff_t values)
{
    o->wasted += form->hits >= RCI_JSON_READ_FORM_USEFUL ? (size_t)values : 0;
    return NULL;
}

/* The value after the text between two values, with white space where the form has none, or other
   white space; NULL if it is another text. In lines, a newline is not white space. */
static __attribute__((noinline)) const char *
after_spaced(rci_json_read_observer *o, const char *literal, size_t n, const char *p)
{
    const char *stop = literal + n;
    const bool lines = o->framing == RCI_JSON_READ_LINES;
    bool in_string = false;
    o->wasted += SPACED_COST;
    for (; literal < stop; literal++, p++) {
        while (!in_string && rci_base_is_space(*p) && !(lines && *p == '\n')) {
            p++;
        }
        while (!in_string && literal < stop && rci_base_is_space(*literal) &&
               !(lines && *literal == '\n')) {
            literal++;
        }
        if (literal == stop) {
            break;
        }
        if (*p != *literal) {
            return NULL;
        }
        if (in_string && *literal == '\\') {
            if (p[1] != literal[1]) {
                return NULL;
            }
            literal++;
            p++;
        } else if (*literal == '"') {
            in_string = !in_string;
        }
    }
    while (rci_base_is_space(*p) && !(lines && *p == '\n')) {
        p++;
    }
    return p;
}

#define OBSERVE_NAME   observe_plain
#define OBSERVE_RECORD observe_record_plain
#define OBSERVE_AFTER  after_plain
#define OBSERVE_TARGET
#define OBSERVE_HEAD     rci_json_read_head_is
#define OBSERVE_SAME     rci_json_read_same_text
#define OBSERVE_READ_I64 rci_number_read_i64
#define OBSERVE_READ_F8  rci_number_read_f8
#define OBSERVE_STRING   rci_json_read_observe_string
#include "format/json/read/observe_loop.h"

#if defined(RCI_BASE_HAVE_AVX2)

/* Most strings are short, of ASCII, without escapes, and not looked at for dates. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
observe_string_avx2(rci_json_read_observer *o, rci_infer_node *node, const char *p)
{
    const uint32_t others = rci_json_text_string_others_avx2(p);
    const unsigned length = (unsigned)_tzcnt_u32(others);
    if (__builtin_expect(others == 0 || p[length] != '"' || node->dates, 0)) {
        return rci_json_read_observe_string(o, node, p);
    }
    rci_infer_lengthen(node, length, (uint64_t)(p - 1 - o->decoder->text));
    return p + length;
}

#define OBSERVE_NAME     observe_avx2
#define OBSERVE_RECORD   observe_record_avx2
#define OBSERVE_AFTER    after_avx2
#define OBSERVE_TARGET   RCI_BASE_AVX2
#define OBSERVE_HEAD     rci_json_read_head_is_avx2
#define OBSERVE_SAME     rci_json_read_same_text_avx2
#define OBSERVE_READ_I64 rci_number_read_i64_avx2
#define OBSERVE_READ_F8  rci_number_read_f8_avx2
#define OBSERVE_STRING   observe_string_avx2
#include "format/json/read/observe_loop.h"

#endif

static size_t observe_form(rci_json_read_observer *o, rci_json_read_form *form, const char **text,
                           size_t room)
{
#if defined(RCI_BASE_HAVE_AVX2)
    if (!o->plain && rci_base_has_avx2()) {
        return observe_avx2(o, form, text, room);
    }
#endif
    return observe_plain(o, form, text, room);
}

size_t rci_json_read_observe_alike(rci_json_read_observer *o, const char **text, size_t room)
{
    rc_error *err = o->decoder->target.err;
    /* The current form is not tried again for a record that has ended a row of its records. */
    const unsigned first = *text == o->ended;
    enum { ROW = 256 }; /* records until the use of forms is judged */
    size_t n = 0;
    if (o->pause > 0) { /* forms are of little use */
        return 0;
    }
    o->decoder->target.err = NULL; /* what is wrong with a record is found out by the grammar */
    for (unsigned i = first; i < RCI_JSON_READ_FORMS && n == 0; i++) {
        const unsigned index = (o->current + i) % RCI_JSON_READ_FORMS;
        rci_json_read_form *form = &o->forms[index];
        if (!form->usable) {
            continue;
        }
        n = observe_form(o, form, text, room < ROW ? room : ROW);
        if (n > 0) {
            rci_json_read_form_count(o, form, n);
            o->current = index;
        } else {
            rci_json_read_form_missed(o, form);
        }
    }
    o->decoder->target.err = err;
    o->failed = RC_OK;
    return n;
}
