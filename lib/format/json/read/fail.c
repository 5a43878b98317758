/* format/json/read/fail.c - errors of the decoder. */
#include "format/json/read/fail.h"

#include "base/error.h"
#include "format/json/text/refuse.h"
#include "format/json/text/walk.h"
#include "record/accept.h"
#include "record/fail.h"
#include "record/put.h"
#include "value/fail.h"

const char *rci_json_read_fail_at(rci_json_read_decoder *decoder, uint32_t index, const char *at)
{
    rci_base_error_byte(decoder->target.err, (uint64_t)(at - decoder->text));
    rci_record_plan_error_field(decoder->target.plan, index, decoder->target.err);
    return NULL;
}

const char *rci_json_read_fail_fault(rci_json_read_decoder *decoder, uint32_t index)
{
    rci_json_text_fault_fail(&decoder->fault, decoder->text, decoder->end, decoder->target.err);
    rci_record_plan_error_field(decoder->target.plan, index, decoder->target.err);
    return NULL;
}

const char *rci_json_read_fail_expected(rci_json_read_decoder *decoder, uint32_t index,
                                        const char *at, const char *what)
{
    rci_json_text_expected(&decoder->fault, at, decoder->end, what);
    return rci_json_read_fail_fault(decoder, index);
}

static rci_json_text_kind kind_at(char c)
{
    switch (c) {
    case '"':
        return RCI_JSON_TEXT_STRING;
    case '{':
        return RCI_JSON_TEXT_OBJECT;
    case '[':
        return RCI_JSON_TEXT_ARRAY;
    case 't':
    case 'f':
        return RCI_JSON_TEXT_BOOL;
    case 'n':
        return RCI_JSON_TEXT_NULL;
    default:
        return RCI_JSON_TEXT_NUMBER;
    }
}

static const rci_value_found found[] = {
    [RCI_JSON_TEXT_NULL] = RCI_VALUE_FOUND_NULL,
    [RCI_JSON_TEXT_BOOL] = RCI_VALUE_FOUND_BOOL,
    [RCI_JSON_TEXT_NUMBER] = RCI_VALUE_FOUND_NUMBER,
    [RCI_JSON_TEXT_STRING] = RCI_VALUE_FOUND_TEXT,
    [RCI_JSON_TEXT_ARRAY] = RCI_VALUE_FOUND_ARRAY,
    [RCI_JSON_TEXT_OBJECT] = RCI_VALUE_FOUND_OBJECT,
};

/* A value that is not a group. */
static const char *fail_group(rci_json_read_decoder *decoder, uint32_t index, rci_value_found what,
                              const char *p)
{
    const rci_record_plan *plan = decoder->target.plan;
    char pointer[128];
    rci_record_fail_group(decoder->target.err, rci_value_found_name(what),
                          plan->nodes[index].nitems > 0,
                          rci_record_plan_pointer(plan, index, pointer, sizeof pointer));
    return rci_json_read_fail_at(decoder, index, p);
}

/* The option that takes a value from p to `after`, if there is one. */
static void add_hint(rci_json_read_decoder *decoder, const rci_record_node *node, const char *p,
                     const char *after)
{
    const size_t n = (size_t)(after - p);
    const rci_json_text_kind kind = kind_at(*p);
    const char *name = kind == RCI_JSON_TEXT_STRING
                           ? rci_record_accept_hint_text(node, p + 1, n - 2)
                       : kind == RCI_JSON_TEXT_NUMBER ? rci_record_accept_hint_number(node, p, n)
                       : kind == RCI_JSON_TEXT_BOOL   ? rci_record_accept_hint_bool(node)
                                                      : NULL;
    if (node->kind == RC_DATETIME && kind == RCI_JSON_TEXT_NUMBER) {
        rci_base_error_hint(decoder->target.err, RC_HINT_TIME, "epoch");
    } else if (name) {
        rci_base_error_hint(decoder->target.err, RC_HINT_ACCEPT, name);
    }
}

const char *rci_json_read_fail_kind(rci_json_read_decoder *decoder, uint32_t index, const char *p)
{
    const char *after = rci_json_text_skip(p, decoder->end, &decoder->fault);
    rci_json_text_kind kind = kind_at(*p);
    size_t quotes = kind == RCI_JSON_TEXT_STRING;
    bool has_text = quotes || kind == RCI_JSON_TEXT_NUMBER || kind == RCI_JSON_TEXT_BOOL;
    if (!after) { /* not a value at all */
        rci_json_read_fail_fault(decoder, index);
        if (rci_record_nonfinite(p, p < decoder->end ? (size_t)(decoder->end - p) : 0) > 0) {
            rci_base_error_hint(decoder->target.err, RC_HINT_ACCEPT, "nonfinite");
        }
        return NULL;
    }
    if (decoder->target.plan->nodes[index].shape == RCI_RECORD_GROUP) {
        return fail_group(decoder, index, found[kind], p);
    }
    if (decoder->target.plan->nodes[index].form == RCI_RECORD_NUMBER_PAIR) {
        rci_json_text_refuse_complex(decoder->target.err, kind);
        return rci_json_read_fail_at(decoder, index, p);
    }
    if (kind == RCI_JSON_TEXT_NULL) {
        rci_value_fail_null(decoder->target.err, rci_record_failing_field(&decoder->target, index));
        return rci_json_read_fail_at(decoder, index, p);
    }
    rci_value_fail_kind(decoder->target.err, rci_record_failing_field(&decoder->target, index),
                        found[kind], has_text ? p + quotes : NULL,
                        (size_t)(after - p) - 2 * quotes);
    add_hint(decoder, &decoder->target.plan->nodes[index], p, after);
    return rci_json_read_fail_at(decoder, index, p);
}
