/* format/json/read/decode.c - a record by the grammar: objects, arrays and null. */
#include "format/json/read/decode.h"

#include "format/json/read/fail.h"
#include "format/json/read/leaf.h"
#include "format/json/read/template.h"
#include "format/json/text/refuse.h"
#include "format/json/text/walk.h"
#include "record/fail.h"

#include <string.h>

enum { POINTER = 128 }; /* bytes of a pointer in a message */

/* The format's name for what holds values by position, in messages of lib/record. */
static const char array[] = "array";

static const char *value(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                         const char *p);

static const char *null_value(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                              const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    const char *after = rci_json_text_literal(p, decoder->end, &decoder->fault);
    if (!after) {
        return rci_json_read_fail_fault(decoder, index);
    }
    if (node->shape == RCI_RECORD_GROUP) {
        uint32_t refused = rci_record_take_null_in(&decoder->target, index);
        if (refused != RCI_RECORD_NONE) {
            return rci_json_read_fail_kind(decoder, refused, p);
        }
    } else if (!rci_record_take_null(&decoder->target, index, shift)) {
        return rci_json_read_fail_kind(decoder, index, p);
    }
    if (decoder->learner && node->shape != RCI_RECORD_LEAF) {
        rci_json_read_learn_cancel(decoder->learner); /* the next record may have what is in it */
    }
    return after;
}

/* -------------------------------------------------------------------- struct */

/* Fields that the record did not give. `at` is where it ended. */
static bool fill_gaps(rci_json_read_decoder *decoder, uint32_t index, size_t shift, uint64_t mark,
                      const char *at)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    uint32_t position = 0, child;
    while ((child = rci_record_next_missing(&decoder->target, node, mark, &position)) !=
           RCI_RECORD_NONE) {
        if (rci_record_fill_missing(&decoder->target, child, shift) != RC_OK) {
            rci_json_read_fail_at(decoder, child, at);
            return false;
        }
        if (decoder->learner) {
            rci_json_read_learn_gap(decoder->learner, child, shift);
        }
    }
    return true;
}

/* A value of struct `index` that the dtype does not have. */
static const char *ignore(rci_json_read_decoder *decoder, uint32_t index, const char *p)
{
    const char *after = rci_json_text_skip(p, decoder->end, &decoder->fault);
    if (!after) {
        return rci_json_read_fail_fault(decoder, index);
    }
    if (!decoder->target.plan->nodes[index].lenient) { /* else another node reads it */
        rci_record_target_note(&decoder->target, index, RCI_RECORD_EXTRA_IGNORED);
    }
    if (decoder->learner) {
        rci_json_read_learn_extra(decoder->learner, index, p, after);
    }
    return after;
}

/* Whether values that no field reads are left out. */
static bool ignores_extra(const rci_json_read_decoder *decoder, const rci_record_node *node)
{
    return rci_json_read_ignores_extra(decoder) || node->lenient;
}

/* The value of a key that the dtype does not have. */
static const char *extra_member(rci_json_read_decoder *decoder, uint32_t index, const char *key,
                                const char *close, const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    char pointer[POINTER];
    if (ignores_extra(decoder, node)) {
        return ignore(decoder, index, p);
    }
    if (node->dtype) {
        rci_record_fail_extra_name(decoder->target.err, "key", key, (size_t)(close - key),
                                   node->dtype);
    } else {
        rci_record_fail_extra_key(
            decoder->target.err,
            rci_record_plan_pointer(decoder->target.plan, index, pointer, sizeof pointer), key,
            (size_t)(close - key));
    }
    return rci_json_read_fail_at(decoder, index, key - 1);
}

/* The value of a key that the record has given before. */
static const char *value_again(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                               const char *key, const char *p)
{
    const rc_duplicate policy = decoder->target.policies->duplicate;
    const char *after;
    if (policy == RC_DUPLICATE_ERROR) {
        rci_record_fail_duplicate(decoder->target.err);
        return rci_json_read_fail_at(decoder, index, key - 1);
    }
    if (decoder->learner) {
        rci_json_read_learn_cancel(decoder->learner); /* a template has each field once */
    }
    rci_record_target_note(&decoder->target, index, RCI_RECORD_DUPLICATE_DROPPED);
    if (policy == RC_DUPLICATE_LAST) {
        return value(decoder, index, shift, p);
    }
    after = rci_json_text_skip(p, decoder->end, &decoder->fault);
    return after ? after : rci_json_read_fail_fault(decoder, index);
}

/* The end of the key at `key` if it is that of child `next` of the node, which usually comes, and
   is written without escapes. NULL: it may be another one. */
static const char *expected_key(const rci_json_read_decoder *decoder, const rci_record_node *node,
                                uint32_t next, const char *key)
{
    const rci_record_plan *plan = decoder->target.plan;
    const rci_record_node *child;
    if (next >= node->nchildren || !decoder->plain_keys) {
        return NULL;
    }
    child = &plan->nodes[plan->children[node->first_child + next]];
    return child->key_length < (size_t)(decoder->end - key) && key[child->key_length] == '"' &&
                   memcmp(key, child->key, child->key_length) == 0
               ? key + child->key_length
               : NULL;
}

/* The end of the key at `key`, and the child that has it, or RCI_RECORD_NONE. NULL: an error. */
static const char *any_key(rci_json_read_decoder *decoder, uint32_t index, const char *key,
                           uint32_t *child)
{
    const rci_record_plan *plan = decoder->target.plan;
    const char *close, *name;
    size_t length;
    bool escaped;
    close = rci_json_text_string(key, decoder->end, &escaped, &decoder->fault);
    if (!close) {
        return rci_json_read_fail_fault(decoder, index);
    }
    if (!rci_json_read_unescape(decoder, key, close, escaped, &name, &length)) {
        return NULL;
    }
    *child = rci_record_plan_child(plan, &plan->nodes[index], name, length);
    return close;
}

/* Key, colon and value. `*next` is the position of the field that usually comes. */
static const char *member(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                          uint64_t mark, uint32_t *next, const char *p)
{
    const rci_record_plan *plan = decoder->target.plan;
    const rci_record_node *node = &plan->nodes[index];
    const char *key = p + 1, *close;
    uint32_t child = RCI_RECORD_NONE;
    if (*p != '"') {
        return rci_json_read_fail_expected(decoder, index, p, "a key in quotes");
    }
    close = expected_key(decoder, node, *next, key);
    if (close) {
        child = plan->children[node->first_child + *next];
    } else {
        close = any_key(decoder, index, key, &child);
    }
    if (!close) {
        return NULL;
    }
    p = rci_json_text_space(close + 1, decoder->end);
    if (*p != ':') {
        return rci_json_read_fail_expected(decoder, child == RCI_RECORD_NONE ? index : child, p,
                                           "':' after a key");
    }
    p = rci_json_text_space(p + 1, decoder->end);
    if (child == RCI_RECORD_NONE) {
        return extra_member(decoder, index, key, close, p);
    }
    *next = plan->nodes[child].position + 1;
    return rci_record_give(&decoder->target, child, mark)
               ? value(decoder, child, shift, p)
               : value_again(decoder, child, shift, key, p);
}

static const char *object(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                          const char *p)
{
    uint64_t mark = rci_record_begin_struct(&decoder->target);
    uint32_t next = 0;
    p = rci_json_text_space(p + 1, decoder->end);
    if (*p != '}') {
        for (;;) {
            p = member(decoder, index, shift, mark, &next, p);
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
            return rci_json_read_fail_expected(decoder, index, p, "',' or '}'");
        }
    }
    return fill_gaps(decoder, index, shift, mark, p) ? p + 1 : NULL;
}

/* ----------------------------------------------- struct or group as an array */

static const char *fail_records(rci_json_read_decoder *decoder, const char *at)
{
    decoder->found_records = true;
    rci_json_text_refuse_records(decoder->target.err);
    return rci_json_read_fail_at(decoder, RCI_RECORD_NONE, at);
}

/* Whether the object at p, the first value of an array where a record is expected, is a record
   itself: it does not go into the first field, or its first key is a field of the record and not
   of the first field. */
static bool is_record(rci_json_read_decoder *decoder, const rci_record_node *first, const char *p)
{
    const rci_record_plan *plan = decoder->target.plan;
    const char *key, *close, *name;
    size_t length;
    bool escaped;
    if (first->shape != RCI_RECORD_STRUCT) {
        return true;
    }
    key = rci_json_text_space(p + 1, decoder->end) + 1;
    if (key[-1] != '"') {
        return false;
    }
    close = rci_json_text_string(key, decoder->end, &escaped, &decoder->fault);
    return close && rci_json_read_unescape(decoder, key, close, escaped, &name, &length) &&
           rci_record_plan_child(plan, &plan->nodes[0], name, length) != RCI_RECORD_NONE &&
           rci_record_plan_child(plan, first, name, length) == RCI_RECORD_NONE;
}

/* Checks the first value of a record by position, at p. A template would not look into a nullable
   struct. */
static bool check_first_value(rci_json_read_decoder *decoder, const char *p)
{
    const rci_record_plan *plan = decoder->target.plan;
    const rci_record_node *root = &plan->nodes[0], *first;
    if (root->nchildren == 0) {
        return true;
    }
    if (root->shape == RCI_RECORD_GROUP) { /* what is at an index is said by the mapping */
        if (root->nitems == 0 && *p == '{') {
            fail_records(decoder, p);
        }
        return root->nitems > 0 || *p != '{';
    }
    first = &plan->nodes[plan->children[root->first_child]];
    if (decoder->learner && first->nullable && first->shape == RCI_RECORD_STRUCT) {
        rci_json_read_learn_cancel(decoder->learner);
    }
    if (*p == '{' && is_record(decoder, first, p)) {
        fail_records(decoder, p);
        return false;
    }
    return true;
}

/* A value of an array that no field reads. */
static const char *skip_item(rci_json_read_decoder *decoder, uint32_t index, uint32_t item,
                             const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    char pointer[POINTER];
    if (ignores_extra(decoder, node)) {
        return ignore(decoder, index, p);
    }
    if (node->shape == RCI_RECORD_GROUP) {
        rci_record_fail_extra_item(
            decoder->target.err,
            rci_record_plan_pointer(decoder->target.plan, index, pointer, sizeof pointer), item);
    } else {
        rci_record_fail_extra_values(decoder->target.err, array, node->nchildren);
    }
    return rci_json_read_fail_at(decoder, index, p);
}

/* A value that is not one of the fields. `records`: the first value of the record is an object;
   then a template would not look at what this one is. */
static const char *extra_value(rci_json_read_decoder *decoder, uint32_t index, uint32_t item,
                               bool records, const char *p)
{
    if (records && *p == '{') {
        return fail_records(decoder, p);
    }
    if (records && decoder->learner) {
        rci_json_read_learn_cancel(decoder->learner);
    }
    return skip_item(decoder, index, item, p);
}

/* A struct or group written as an array: fields by position. */
static const char *tuple(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                         const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    uint64_t mark = rci_record_begin_struct(&decoder->target);
    uint32_t item = 0, next = 0;
    const char *open = p;
    bool records;
    p = rci_json_text_space(p + 1, decoder->end);
    records = index == 0 && *p == '{' && node->shape == RCI_RECORD_STRUCT;
    if (index == 0 && !check_first_value(decoder, p)) {
        return NULL;
    }
    if (node->shape == RCI_RECORD_GROUP && node->nitems == 0) {
        return rci_json_read_fail_kind(decoder, index, open);
    }
    for (; *p != ']' || item > 0; item++) {
        if (rci_record_item_is_next(decoder->target.plan, node, next, item)) {
            uint32_t child = decoder->target.plan->children[node->first_child + next++];
            rci_record_give(&decoder->target, child, mark);
            p = value(decoder, child, shift, p);
        } else {
            p = extra_value(decoder, index, item, records, p);
        }
        if (!p) {
            return NULL;
        }
        p = rci_json_text_space(p, decoder->end);
        if (*p != ',') {
            break;
        }
        p = rci_json_text_space(p + 1, decoder->end);
    }
    if (*p != ']') {
        return rci_json_read_fail_expected(decoder, index, p, "',' or ']'");
    }
    return fill_gaps(decoder, index, shift, mark, p) ? p + 1 : NULL;
}

/* ------------------------------------------------------------------ subarray */

static const char *elements(rci_json_read_decoder *decoder, uint32_t index, size_t dimension,
                            size_t shift, const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    size_t expected = node->extent[dimension], step = rci_record_step(node, dimension), i;
    if (*p != '[') {
        return rci_json_read_fail_kind(decoder, index, p);
    }
    p = rci_json_text_space(p + 1, decoder->end);
    for (i = 0; i < expected; i++) {
        if (*p == ']') {
            rci_record_fail_count(decoder->target.err, array, i, expected);
            return rci_json_read_fail_at(decoder, index, p);
        }
        p = dimension + 1 < node->ndim
                ? elements(decoder, index, dimension + 1, shift + i * step, p)
                : value(decoder, node->element, shift + i * step, p);
        if (!p) {
            return NULL;
        }
        p = rci_json_text_space(p, decoder->end);
        if (i + 1 < expected && *p == ',') {
            p = rci_json_text_space(p + 1, decoder->end);
        } else if (*p != ']' && *p != ',') {
            return rci_json_read_fail_expected(decoder, index, p, "',' or ']'");
        }
    }
    if (*p != ']') {
        rci_record_fail_count(decoder->target.err, array, expected + 1, expected);
        return rci_json_read_fail_at(decoder, index, p);
    }
    return p + 1;
}

/* --------------------------------------------------------------------- value */

static const char *non_null(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                            const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    switch (node->shape) {
    case RCI_RECORD_STRUCT:
    case RCI_RECORD_GROUP:
        if (*p == '{') {
            return object(decoder, index, shift, p);
        }
        return *p == '[' ? tuple(decoder, index, shift, p)
                         : rci_json_read_fail_kind(decoder, index, p);
    case RCI_RECORD_SUBARRAY:
        return elements(decoder, index, 0, shift, p);
    default:
        return rci_json_read_leaf(decoder, index,
                                  rci_record_target_cell(&decoder->target, node, shift), p);
    }
}

/* A template has one step for a leaf, one for a nullable struct or subarray, because whether that
   is null decides about more than one cell, and one for a value that several nodes read. */
static bool is_one_value(const rci_record_node *node)
{
    return node->shape == RCI_RECORD_LEAF || node->nullable || node->also != RCI_RECORD_NONE;
}

/* The value for one node of a chain. */
static const char *value_of_node(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                                 const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    if (*p == 'n') {
        return null_value(decoder, index, shift, p);
    }
    if (node->nullable) {
        rci_record_target_set_valid(&decoder->target, node, true);
    }
    return non_null(decoder, index, shift, p);
}

static const char *value(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                         const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    rci_json_read_template *learner = decoder->learner;
    const uint32_t converted = decoder->target.log->converted;
    const char *after;
    uint32_t next;
    bool one = is_one_value(node);
    if (!learner && node->also == RCI_RECORD_NONE) {
        return value_of_node(decoder, index, shift, p);
    }
    if (one) {
        decoder->learner = NULL; /* the parts of it are not learned */
    }
    after = value_of_node(decoder, index, shift, p);
    for (next = node->also; after && next != RCI_RECORD_NONE;
         next = decoder->target.plan->nodes[next].also) {
        after = value_of_node(decoder, next, shift, p);
    }
    decoder->learner = learner;
    if (one && learner && after) {
        rci_json_read_learn_value(learner, node, index, shift, p, after,
                                  decoder->target.log->converted != converted);
    }
    return after;
}

const char *rci_json_read_quiet_field(rci_json_read_decoder *decoder, uint32_t index, const char *p)
{
    rc_error *err = decoder->target.err;
    decoder->target.err = NULL;
    p = value(decoder, index, 0, p);
    decoder->target.err = err;
    return p;
}

const char *rci_json_read_value(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                                const char *p)
{
    return value(decoder, index, shift, p);
}

const char *rci_json_read_decode(rci_json_read_decoder *decoder, const char *p)
{
    return value(decoder, 0, 0, p);
}
