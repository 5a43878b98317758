/* format/json/read/observe.c - observing a record by the grammar. */
#include "format/json/read/observe.h"

#include "base/error.h"
#include "format/json/read/fail.h"
#include "format/json/read/observe_form.h"
#include "format/json/text/block.h"
#include "format/json/text/scan.h"
#include "format/json/text/walk.h"
#include "number/number.h"
#include "record/accept.h"
#include "record/fail.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef rci_json_read_observer observer;

rci_json_read_observer *rci_json_read_observer_new(rci_json_read_decoder *decoder, bool dates,
                                                   rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    observer *o = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *o, err);
    if (!o) {
        return NULL;
    }
    o->decoder = decoder;
    o->has_index = rci_json_read_index_is_possible();
    rci_json_read_index_init(&o->index);
    rci_json_read_forms_init(o);
    if (rci_infer_init(&o->state, allocator, dates, err) != RC_OK) {
        rci_json_read_observer_free(o);
        return NULL;
    }
    return o;
}

void rci_json_read_observer_free(rci_json_read_observer *o)
{
    if (o) {
        const rc_allocator *allocator = o->state.allocator;
        rci_json_read_forms_release(o);
        rci_json_read_index_release(&o->index);
        rci_infer_blocks_release(&o->blocks);
        rci_infer_release(&o->state);
        rci_base_free_as(allocator, RC_MEMORY_READER, o, sizeof *o);
    }
}

void rci_json_read_observer_bind(rci_json_read_observer *o, rci_json_read_framing framing,
                                 size_t longest, bool last)
{
    rci_json_read_index_reset(&o->index, o->decoder->end, framing == RCI_JSON_READ_LINES);
    o->framing = framing;
    o->longest = longest;
    o->last = last;
    o->ended = NULL;
}

rc_status rci_json_read_observer_clear(rci_json_read_observer *o, bool forget, rc_error *err)
{
    enum { MANY = 4096 };
    const rc_allocator *allocator = o->state.allocator;
    const bool dates = o->state.dates;
    rc_status status = RC_OK;
    if (forget || o->state.nnodes > MANY) {
        rci_json_read_forms_forget(o);
        rci_json_read_observed_keys_clear(&o->keys);
        rci_infer_release(&o->state);
        status = rci_infer_init(&o->state, allocator, dates, err);
    } else {
        rci_infer_clear(&o->state);
    }
    o->mark = 0;
    return status;
}

/* What the last piece has left is of no use if it proved not to begin where a record does. */
rc_status rci_json_read_observer_begin(rci_json_read_observer *o, rc_error *err)
{
    const rc_status status = rci_json_read_observer_clear(o, o->unsettled, err);
    rci_infer_blocks_begin(&o->blocks);
    o->unsettled = true;
    o->end = o->decoder->end + RCI_JSON_TEXT_SLACK;
    return status;
}

/* What a form stands for was noted when it was made, perhaps in what is forgotten now. There is
   none while forms are not tried. */
void rci_json_read_observer_go_back(rci_json_read_observer *o)
{
    rci_json_read_index_forget(&o->index);
    o->ended = NULL;
    if (o->pause == 0) {
        rci_json_read_forms_forget(o);
    }
}

/* The first byte from p on that is not white space, or `end`. Without a branch on how much there
   is: where it varies, that is hard to predict. */
static inline const char *space(const char *p, const char *end)
{
    unsigned n = 16;
    if (!rci_base_is_space(*p)) {
        return p;
    }
    while (n == 16 && p < end) {
        n = rci_json_text_spaces_at(p);
        p += n;
    }
    return p < end ? p : end;
}

/* ------------------------------------------------------------------ leaves */

static uint64_t offset_of(const observer *o, const char *p)
{
    return (uint64_t)(p - o->decoder->text);
}

static const char *leaf(observer *o, rci_infer_node *node, rci_json_read_observed kind,
                        const char *p, const char *after)
{
    if (o->learner) {
        rci_json_read_form_value(o, node, kind, p, after);
    }
    return after;
}

static const char *word(observer *o, rci_infer_node *node, const char *p)
{
    const char *after = rci_json_text_literal(p, o->decoder->end, &o->decoder->fault);
    if (!after) {
        return NULL;
    }
    if (*p == 'n') {
        rci_infer_see_null(node, offset_of(o, p));
        return leaf(o, node, rci_json_read_form_kind_of(node), p, after);
    }
    rci_infer_see_bool(node, offset_of(o, p));
    return leaf(o, node, RCI_JSON_READ_OBSERVED_BOOL, p, after);
}

/* NaN, Infinity or -Infinity, if these are accepted. */
static const char *nonfinite(observer *o, rci_infer_node *node, const char *p)
{
    const bool accepted = rci_record_accepts(&o->decoder->target, 0, RC_ACCEPT_NONFINITE);
    const size_t n = accepted && p < o->decoder->end
                         ? rci_record_nonfinite(p, (size_t)(o->decoder->end - p))
                         : 0;
    if (n == 0) {
        return NULL;
    }
    rci_infer_see_float(node,
                        *p == 'N'   ? NAN
                        : *p == '-' ? -INFINITY
                                    : INFINITY,
                        true, offset_of(o, p));
    return leaf(o, node, RCI_JSON_READ_OBSERVED_FLOAT, p, p + n);
}

/* A number that is not an integer of 64 bits. */
static const char *other_number(observer *o, rci_infer_node *node, const char *p)
{
    rci_number_scanned number;
    rci_number_status status;
    uint64_t large;
    int64_t small;
    double value;
    if (rci_number_scan_number(p, o->decoder->end, &number) != RCI_NUMBER_OK) {
        return nonfinite(o, node, p);
    }
    if (!number.has_fraction && !number.has_exponent) {
        if (rci_number_to_i64(&number, &small) == RCI_NUMBER_OK) {
            rci_infer_see_integer(node, small, offset_of(o, p));
        } else if (rci_number_to_u64(&number, &large) == RCI_NUMBER_OK) {
            rci_infer_see_large(node, large, offset_of(o, p));
        } else {
            rci_infer_see_beyond(node, offset_of(o, p));
        }
        return leaf(o, node, RCI_JSON_READ_OBSERVED_INTEGER, p, number.end);
    }
    status = rci_number_to_f8(&number, &value);
    rci_infer_see_float(node, value, status == RCI_NUMBER_OK, offset_of(o, p));
    return leaf(o, node, RCI_JSON_READ_OBSERVED_FLOAT, p, number.end);
}

/* Reads on to the end of the whole text, where more than the longest number can be read: a number
   ends in its line. */
static const char *number(observer *o, rci_infer_node *node, const char *p)
{
    int64_t value;
    double real;
    const char *after = rci_number_read_i64(p, o->end, &value);
    if (!after) {
        return other_number(o, node, p);
    }
    if (*after == '.' || (*after | 0x20) == 'e') {
        after = rci_number_read_f8(p, o->end, &real);
        if (!after) {
            return other_number(o, node, p);
        }
        rci_infer_see_float(node, real, true, offset_of(o, p));
        return leaf(o, node, RCI_JSON_READ_OBSERVED_FLOAT, p, after);
    }
    rci_infer_see_integer(node, value, offset_of(o, p));
    /* Where numbers with a fraction have been seen, these are expected to come again. */
    return leaf(o, node,
                rci_infer_has(node, RCI_INFER_FLOAT) ? RCI_JSON_READ_OBSERVED_FLOAT
                                                     : RCI_JSON_READ_OBSERVED_INTEGER,
                p, after);
}

/* The closing quote of a string of ASCII without escapes whose opening quote is at p[-1], or NULL.
 */
static inline const char *plain_close(const char *p)
{
    for (;;) {
        rci_json_text_block block = rci_json_text_block_at(p);
        uint32_t others = block.stops | block.high;
        if (others) {
            p += (unsigned)__builtin_ctz(others);
            return *p == '"' ? p : NULL;
        }
        p += 16;
    }
}

/* The closing quote of any string, and its text without escapes. */
static const char *string(observer *o, const char *p, const char **text, size_t *length)
{
    const char *close = plain_close(p);
    bool escaped;
    if (close) {
        *text = p;
        *length = (size_t)(close - p);
        return close;
    }
    close = rci_json_text_string(p, o->decoder->end, &escaped, &o->decoder->fault);
    if (close && !rci_json_read_unescape(o->decoder, p, close, escaped, text, length)) {
        o->failed = RC_ENOMEM;
        return NULL;
    }
    return close;
}

const char *rci_json_read_observe_string(rci_json_read_observer *o, rci_infer_node *node,
                                         const char *p)
{
    const char *text;
    size_t length;
    const char *close = string(o, p, &text, &length);
    if (close) {
        rci_infer_watch_text(node, text, length, offset_of(o, p - 1));
    }
    return close;
}

static const char *text_value(observer *o, rci_infer_node *node, const char *p)
{
    const char *close = rci_json_read_observe_string(o, node, p + 1);
    if (!close) {
        return NULL;
    }
    node->texts++;
    rci_infer_note(node, RCI_INFER_TEXT, offset_of(o, p));
    return leaf(o, node, RCI_JSON_READ_OBSERVED_TEXT, p, close + 1);
}

/* ------------------------------------------------------- arrays and objects */

static const char *value(observer *o, rci_infer_node *node, unsigned depth, const char *p);

static const char *fail_depth(observer *o, const char *p)
{
    o->failed = rci_base_fail(o->decoder->target.err, RC_ELIMIT,
                              "arrays and objects more than %d levels deep: a dtype has no more",
                              RC_MAX_DEPTH);
    return rci_json_read_fail_at(o->decoder, RCI_RECORD_NONE, p);
}

static const char *fail_duplicate(observer *o, const rci_infer_node *child, const char *p)
{
    rci_record_fail_duplicate(o->decoder->target.err);
    rci_base_error_field(o->decoder->target.err, child->name);
    o->failed = RC_EDUPLICATE;
    return rci_json_read_fail_at(o->decoder, RCI_RECORD_NONE, p);
}

/* A field, found or made. `key` is where it is. */
static rci_infer_node *field(observer *o, rci_infer_node *node, size_t *near, const char *name,
                             size_t length, const char *key)
{
    rc_error *err = o->decoder->target.err;
    rci_infer_node *child = rci_infer_child(&o->state, node, near, name, length, err);
    if (child) {
        rci_infer_note(child, RCI_INFER_FIRST, offset_of(o, key));
        return child;
    }
    o->failed = RC_ENOMEM;
    rci_json_read_fail_at(o->decoder, RCI_RECORD_NONE, key);
    return NULL;
}

/* The field of the key at p, likewise; its closing quote in `*close`. */
static rci_infer_node *field_of_key(observer *o, rci_infer_node *node, size_t *near, const char *p,
                                    const char **close)
{
    const char *name;
    size_t length;
    rci_infer_node *child =
        o->plain ? NULL : rci_json_read_observed_keys_find(&o->keys, node, p, close);
    if (child) {
        rci_infer_note(child, RCI_INFER_FIRST, offset_of(o, p));
        *near = child->index + 1;
        return child;
    }
    *close = string(o, p + 1, &name, &length);
    child = *close ? field(o, node, near, name, length, p) : NULL;
    if (child && name == p + 1 && memchr(name, '\\', length) == NULL) {
        rci_json_read_observed_keys_add(&o->keys, node, child, p, *close);
    }
    return child;
}

/* The value at p of a field that the object has given before. */
static const char *value_again(observer *o, rci_infer_node *child, unsigned depth, const char *key,
                               const char *p)
{
    const rc_duplicate policy = o->decoder->target.policies->duplicate;
    if (policy == RC_DUPLICATE_ERROR) {
        return fail_duplicate(o, child, key);
    }
    o->learner = NULL; /* a form has each field once */
    if (policy == RC_DUPLICATE_FIRST) {
        return rci_json_text_skip(p, o->decoder->end, &o->decoder->fault);
    }
    child->again++;
    return value(o, child, depth, p);
}

/* Key, colon and value. */
static const char *member(observer *o, rci_infer_node *node, unsigned depth, uint64_t mark,
                          size_t *near, const char *p)
{
    const char *key = p, *close;
    rci_infer_node *child;
    bool again;
    if (*p != '"') {
        return NULL;
    }
    child = field_of_key(o, node, near, p, &close);
    if (!child) {
        return NULL;
    }
    again = child->mark == mark;
    child->mark = mark;
    p = space(close + 1, o->decoder->end);
    if (*p != ':') {
        return NULL;
    }
    p = space(p + 1, o->decoder->end);
    return again ? value_again(o, child, depth + 1, key, p) : value(o, child, depth + 1, p);
}

static const char *object(observer *o, rci_infer_node *node, unsigned depth, const char *p)
{
    const char *end = o->decoder->end, *start = p;
    const uint64_t mark = ++o->mark;
    size_t near = 0;
    p = space(p + 1, end);
    if (*p != '}') {
        for (;;) {
            p = member(o, node, depth, mark, &near, p);
            if (!p) {
                return NULL;
            }
            p = space(p, end);
            if (*p != ',') {
                break;
            }
            p = space(p + 1, end);
        }
        if (*p != '}') {
            return NULL;
        }
    }
    rci_infer_see_object(node, offset_of(o, start));
    if (o->learner) {
        rci_json_read_form_part(o, node, SIZE_MAX);
    }
    return p + 1;
}

/* The node of an element of an array, or of a value of a record that is an array. */
static rci_infer_node *element(observer *o, rci_infer_node *node, unsigned depth, size_t index,
                               const char *p)
{
    char name[24];
    size_t near = index;
    rci_infer_node *found;
    if (depth == 0) {
        int length = snprintf(name, sizeof name, "f%zu", index);
        return field(o, node, &near, name, (size_t)length, p);
    }
    found = rci_infer_element(&o->state, node, o->decoder->target.err);
    if (found) {
        rci_infer_note(found, RCI_INFER_FIRST, offset_of(o, p));
    } else {
        o->failed = RC_ENOMEM;
    }
    return found;
}

static const char *array(observer *o, rci_infer_node *node, unsigned depth, const char *p)
{
    const char *end = o->decoder->end, *start = p;
    size_t size = 0;
    p = space(p + 1, end);
    if (*p != ']') {
        for (;;) {
            rci_infer_node *inside = element(o, node, depth, size++, p);
            p = inside ? value(o, inside, depth + 1, p) : NULL;
            if (!p) {
                return NULL;
            }
            p = space(p, end);
            if (*p != ',') {
                break;
            }
            p = space(p + 1, end);
        }
        if (*p != ']') {
            return NULL;
        }
    }
    rci_infer_see_array(node, size, offset_of(o, start));
    if (o->learner) {
        rci_json_read_form_part(o, node, size);
    }
    return p + 1;
}

/* Recurses at most RC_MAX_DEPTH times. */
static const char *value(observer *o, rci_infer_node *node, unsigned depth, const char *p)
{
    if (depth > RC_MAX_DEPTH) {
        return fail_depth(o, p);
    }
    switch (*p) {
    case '"':
        return text_value(o, node, p);
    case '{':
        return object(o, node, depth, p);
    case '[':
        return array(o, node, depth, p);
    case 't':
    case 'f':
    case 'n':
        return word(o, node, p);
    default:
        return number(o, node, p);
    }
}

/* Says what is wrong with the record, if it is not said yet. A fault of the grammar is more than
   that there are too many fields. */
static const char *fail_record(observer *o, const char *p)
{
    rci_json_read_decoder *decoder = o->decoder;
    rc_error *err = decoder->target.err;
    const bool is_limit = o->failed == RC_ENOMEM && err && err->status == RC_ELIMIT;
    const char *after;
    if (o->failed != RC_OK && !is_limit) {
        return NULL;
    }
    after = rci_json_text_skip(p, decoder->end, &decoder->fault);
    if (after && o->failed == RC_OK) {
        return rci_json_read_fail_expected(decoder, RCI_RECORD_NONE, p, "a record");
    }
    if (!after) {
        rc_error_clear(err);
        o->failed = RC_OK;
        return rci_json_read_fail_fault(decoder, RCI_RECORD_NONE);
    }
    return NULL;
}

const char *rci_json_read_observe(rci_json_read_observer *o, const char *p, bool learn)
{
    const char *after;
    o->failed = RC_OK;
    o->learner = NULL;
    if (learn) {
        rci_json_read_form_begin(o, p);
    }
    rci_infer_note(o->state.root, RCI_INFER_FIRST, offset_of(o, p));
    o->pause -= o->pause > 0;
    after = value(o, o->state.root, 0, p);
    return after ? after : fail_record(o, p);
}
