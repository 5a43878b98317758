#include "format/json/read/decode.h"

#include "base/alloc.h"
#include "base/error.h"
#include "format/json/read/template.h"
#include "store/batch.h"

#include <stdarg.h>
#include <string.h>

/* ---------------------------------------------------------------- lifetime */

rc_status rci_json_read_decoder_init(rci_json_read_decoder *decoder, const rci_record_plan *plan,
                                     rc_extra extra, rc_missing missing, rc_error *err)
{
    memset(decoder, 0, sizeof *decoder);
    decoder->plan = plan;
    decoder->extra = extra;
    decoder->missing = missing;
    rci_base_bytes_init(&decoder->unescaped);
    decoder->places =
        rci_base_zalloc_array(plan->allocator, plan->nleaves, sizeof *decoder->places, err);
    decoder->nulls =
        rci_base_zalloc_array(plan->allocator, plan->nnulls, sizeof *decoder->nulls, err);
    decoder->marks =
        rci_base_zalloc_array(plan->allocator, plan->nnodes, sizeof *decoder->marks, err);
    if (!decoder->places || !decoder->nulls || !decoder->marks) {
        rci_json_read_decoder_release(decoder);
        return RC_ENOMEM;
    }
    return RC_OK;
}

void rci_json_read_decoder_release(rci_json_read_decoder *decoder)
{
    const rci_record_plan *plan = decoder->plan;
    rci_base_free(plan->allocator, decoder->places, plan->nleaves * sizeof *decoder->places);
    rci_base_free(plan->allocator, decoder->nulls, plan->nnulls * sizeof *decoder->nulls);
    rci_base_free(plan->allocator, decoder->marks, plan->nnodes * sizeof *decoder->marks);
    rci_base_bytes_release(&decoder->unescaped);
}

void rci_json_read_decoder_bind(rci_json_read_decoder *decoder, rc_store *batch, const char *text,
                                const char *end, rc_error *err)
{
    uint32_t i;
    decoder->batch = batch;
    decoder->text = text;
    decoder->end = end;
    decoder->err = err;
    decoder->record = 0;
    for (i = 0; i < decoder->plan->nleaves; i++) {
        rci_store_leaf(batch, i, &decoder->places[i].base, &decoder->places[i].stride);
    }
    for (i = 0; i < decoder->plan->nnulls; i++) {
        rci_store_null_bits(batch, i, &decoder->nulls[i].bits, &decoder->nulls[i].bit0);
    }
}

/* ------------------------------------------------------------------ errors */

static void place_error(rci_json_read_decoder *decoder, uint32_t node, const char *at)
{
    rci_base_error_byte(decoder->err, (uint64_t)(at - decoder->text));
    rci_record_plan_blame(decoder->plan, node, decoder->err);
}

const char *rci_json_read_fail(rci_json_read_decoder *decoder, uint32_t node, const char *at,
                               rc_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    rci_base_vfail(decoder->err, status, format, args);
    va_end(args);
    place_error(decoder, node, at);
    return NULL;
}

const char *rci_json_read_fail_fault(rci_json_read_decoder *decoder, uint32_t node)
{
    rci_json_text_fault_fail(&decoder->fault, decoder->text, decoder->end, decoder->err);
    rci_record_plan_blame(decoder->plan, node, decoder->err);
    return NULL;
}

static const char *expected(rci_json_read_decoder *decoder, uint32_t node, const char *at,
                            const char *what)
{
    rci_json_text_expected(&decoder->fault, at, decoder->end, what);
    return rci_json_read_fail_fault(decoder, node);
}

static const char *fail_extra(rci_json_read_decoder *decoder, uint32_t node, const char *key,
                              size_t length, const char *at)
{
    rci_base_quoted quoted;
    return rci_json_read_fail(
        decoder, node, at, RC_EEXTRA,
        "key \"%s\" is not in the dtype (give it a field, or ignore extra keys)",
        rci_base_quote(&quoted, key, length));
}

/* ------------------------------------------------------------ zero and null */

void rci_json_read_set_valid(const rci_json_read_decoder *decoder, uint32_t null_node, bool valid)
{
    const rci_json_read_bits *bitmap = &decoder->nulls[null_node];
    size_t bit = bitmap->bit0 + decoder->record;
    unsigned char one = (unsigned char)(1u << (bit % 8));
    unsigned char *byte = &bitmap->bits[bit / 8];
    *byte = (unsigned char)(valid ? *byte | one : *byte & ~one);
}

void rci_json_read_zero(const rci_json_read_decoder *decoder, uint32_t number, size_t shift)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    uint32_t i;
    if (node->null_node != RCI_RECORD_NONE) {
        rci_json_read_set_valid(decoder, node->null_node, true);
    }
    if (node->leaf != RCI_RECORD_NONE) {
        memset(rci_json_read_cell(decoder, node, shift), 0, node->size);
        return;
    }
    for (i = 0; i < node->nchildren; i++) {
        rci_json_read_zero(decoder, decoder->plan->children[node->first_child + i], shift);
    }
}

static const char *null_value(rci_json_read_decoder *decoder, uint32_t number, size_t shift,
                              const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    const char *after = rci_json_text_literal(p, decoder->end, &decoder->fault);
    if (!after) {
        return rci_json_read_fail_fault(decoder, number);
    }
    rci_json_read_zero(decoder, number, shift);
    rci_json_read_set_valid(decoder, node->null_node, false);
    return after;
}

/* -------------------------------------------------------------------- struct */

static const char *value(rci_json_read_decoder *decoder, uint32_t number, size_t shift,
                         const char *p);

/* Fields that the record did not give. `at` is where it ended. */
static bool fill_gaps(rci_json_read_decoder *decoder, uint32_t number, size_t shift, uint64_t mark,
                      const char *at)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    uint32_t i;
    for (i = 0; i < node->nchildren; i++) {
        uint32_t child = decoder->plan->children[node->first_child + i];
        if (decoder->marks[child] == mark) {
            continue;
        }
        if (decoder->missing == RC_MISSING_ERROR) {
            rci_json_read_fail(decoder, child, at, RC_EMISSING,
                               "the record does not have it (make missing fields zero, or drop the "
                               "field from the dtype)");
            return false;
        }
        rci_json_read_zero(decoder, child, shift);
        if (decoder->learner) {
            rci_json_read_learn_gap(decoder->learner, child, shift);
        }
    }
    return true;
}

static const char *skip(rci_json_read_decoder *decoder, uint32_t number, const char *p)
{
    const char *after = rci_json_text_skip(p, decoder->end, &decoder->fault);
    if (!after) {
        return rci_json_read_fail_fault(decoder, number);
    }
    if (decoder->learner) {
        rci_json_read_learn_skip(decoder->learner, p, after);
    }
    return after;
}

/* The child that the key between p and `close` names; the one in `*guess` is tried first. */
static bool find_child(rci_json_read_decoder *decoder, const rci_record_node *node, const char *p,
                       const char *close, bool escaped, uint32_t *child, uint32_t guess)
{
    const rci_record_plan *plan = decoder->plan;
    size_t length = (size_t)(close - p);
    if (escaped) {
        decoder->unescaped.length = 0;
        if (rci_base_bytes_reserve(&decoder->unescaped, length, decoder->err) != RC_OK) {
            return false;
        }
        length = rci_json_text_unescape(p, close, (char *)decoder->unescaped.data);
        p = (const char *)decoder->unescaped.data;
    }
    if (guess < node->nchildren) {
        *child = plan->children[node->first_child + guess];
        if (plan->nodes[*child].name_length == length &&
            memcmp(plan->nodes[*child].name, p, length) == 0) {
            return true;
        }
    }
    *child = rci_record_plan_child(plan, node, p, length);
    return true;
}

/* Key, colon and value. `*next` is the position of the field that usually comes. */
static const char *member(rci_json_read_decoder *decoder, uint32_t number, size_t shift,
                          uint64_t mark, uint32_t *next, const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    const char *key = p + 1, *close;
    uint32_t child;
    bool escaped;
    if (*p != '"') {
        return expected(decoder, number, p, "a key in quotes");
    }
    close = rci_json_text_string(key, decoder->end, &escaped, &decoder->fault);
    if (!close) {
        return rci_json_read_fail_fault(decoder, number);
    }
    if (!find_child(decoder, node, key, close, escaped, &child, *next)) {
        return NULL;
    }
    p = rci_json_text_space(close + 1, decoder->end);
    if (*p != ':') {
        return expected(decoder, child == RCI_RECORD_NONE ? number : child, p, "':' after a key");
    }
    p = rci_json_text_space(p + 1, decoder->end);
    if (child == RCI_RECORD_NONE) {
        return decoder->extra == RC_EXTRA_IGNORE
                   ? skip(decoder, number, p)
                   : fail_extra(decoder, number, key, (size_t)(close - key), key - 1);
    }
    if (decoder->marks[child] == mark) {
        return rci_json_read_fail(decoder, child, key - 1, RC_EDUPLICATE,
                                  "the record gives it twice");
    }
    decoder->marks[child] = mark;
    *next = decoder->plan->nodes[child].position + 1;
    return value(decoder, child, shift, p);
}

static const char *object(rci_json_read_decoder *decoder, uint32_t number, size_t shift,
                          const char *p)
{
    uint64_t mark = ++decoder->last_mark;
    uint32_t next = 0;
    p = rci_json_text_space(p + 1, decoder->end);
    if (*p != '}') {
        for (;;) {
            p = member(decoder, number, shift, mark, &next, p);
            if (!p) {
                return NULL;
            }
            p = rci_json_text_space(p, decoder->end);
            if (*p != ',') {
                break;
            }
            p = rci_json_text_space(p + 1, decoder->end);
        }
        if (*p != '}') {
            return expected(decoder, number, p, "',' or '}'");
        }
    }
    return fill_gaps(decoder, number, shift, mark, p) ? p + 1 : NULL;
}

/* A struct written as an array: fields by position. */
static const char *tuple(rci_json_read_decoder *decoder, uint32_t number, size_t shift,
                         const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    uint64_t mark = ++decoder->last_mark;
    uint32_t i = 0;
    p = rci_json_text_space(p + 1, decoder->end);
    while (*p != ']' || i > 0) {
        if (i < node->nchildren) {
            uint32_t child = decoder->plan->children[node->first_child + i];
            decoder->marks[child] = mark;
            p = value(decoder, child, shift, p);
        } else if (decoder->extra == RC_EXTRA_IGNORE) {
            p = skip(decoder, number, p);
        } else {
            return rci_json_read_fail(decoder, number, p, RC_EEXTRA,
                                      "the array has more values than the dtype's %u fields (add "
                                      "fields, or ignore extra values)",
                                      node->nchildren);
        }
        if (!p) {
            return NULL;
        }
        i++;
        p = rci_json_text_space(p, decoder->end);
        if (*p != ',') {
            break;
        }
        p = rci_json_text_space(p + 1, decoder->end);
    }
    if (*p != ']') {
        return expected(decoder, number, p, "',' or ']'");
    }
    return fill_gaps(decoder, number, shift, mark, p) ? p + 1 : NULL;
}

/* ------------------------------------------------------------------ subarray */

static const char *elements(rci_json_read_decoder *decoder, uint32_t number, size_t dimension,
                            size_t shift, const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    size_t wanted = node->extent[dimension], step = node->size, i;
    for (i = 0; i <= dimension; i++) {
        step = node->extent[i] ? step / node->extent[i] : 0;
    }
    if (*p != '[') {
        return rci_json_read_fail_kind(decoder, number, p);
    }
    p = rci_json_text_space(p + 1, decoder->end);
    for (i = 0; i < wanted; i++) {
        if (*p == ']') {
            return rci_json_read_fail(decoder, number, p, RC_EMISSING,
                                      "the array has %zu values, expected %zu", i, wanted);
        }
        p = dimension + 1 < node->ndim
                ? elements(decoder, number, dimension + 1, shift + i * step, p)
                : value(decoder, node->element, shift + i * step, p);
        if (!p) {
            return NULL;
        }
        p = rci_json_text_space(p, decoder->end);
        if (i + 1 < wanted && *p == ',') {
            p = rci_json_text_space(p + 1, decoder->end);
        } else if (*p != ']' && *p != ',') {
            return expected(decoder, number, p, "',' or ']'");
        }
    }
    if (*p != ']') {
        return rci_json_read_fail(decoder, number, p, RC_EEXTRA,
                                  "the array has more than the expected %zu values", wanted);
    }
    return p + 1;
}

/* --------------------------------------------------------------------- value */

static const char *non_null(rci_json_read_decoder *decoder, uint32_t number, size_t shift,
                            const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    switch (node->shape) {
    case RCI_RECORD_STRUCT:
        if (*p == '{') {
            return object(decoder, number, shift, p);
        }
        return *p == '[' ? tuple(decoder, number, shift, p)
                         : rci_json_read_fail_kind(decoder, number, p);
    case RCI_RECORD_SUBARRAY:
        return elements(decoder, number, 0, shift, p);
    default:
        return rci_json_read_leaf(decoder, number, rci_json_read_cell(decoder, node, shift), p);
    }
}

/* The template takes a leaf as one value, and a nullable struct or subarray too: whether it is
   there decides about more than one cell. */
static bool is_one_value(const rci_record_node *node)
{
    return node->shape == RCI_RECORD_LEAF || node->nullable;
}

static const char *value(rci_json_read_decoder *decoder, uint32_t number, size_t shift,
                         const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    rci_json_read_template *learner = decoder->learner;
    const char *after;
    bool one = is_one_value(node);
    if (one) {
        decoder->learner = NULL; /* what is inside is not told */
    }
    if (node->nullable && *p == 'n') {
        after = null_value(decoder, number, shift, p);
    } else {
        if (node->nullable) {
            rci_json_read_set_valid(decoder, node->null_node, true);
        }
        after = non_null(decoder, number, shift, p);
    }
    decoder->learner = learner;
    if (one && learner && after) {
        rci_json_read_learn_value(learner, decoder, number, shift, p, after);
    }
    return after;
}

const char *rci_json_read_decode_field(rci_json_read_decoder *decoder, uint32_t node, const char *p)
{
    return value(decoder, node, 0, p);
}

const char *rci_json_read_decode(rci_json_read_decoder *decoder, const char *p)
{
    return value(decoder, 0, 0, p);
}
