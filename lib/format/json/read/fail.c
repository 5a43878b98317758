/* format/json/read/fail.c - errors of the decoder. */
#include "format/json/read/fail.h"

#include "base/error.h"
#include "format/json/text/walk.h"
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

static rci_value_found found_at(char c)
{
    switch (c) {
    case '"':
        return RCI_VALUE_FOUND_TEXT;
    case '{':
        return RCI_VALUE_FOUND_OBJECT;
    case '[':
        return RCI_VALUE_FOUND_ARRAY;
    case 't':
    case 'f':
        return RCI_VALUE_FOUND_BOOL;
    case 'n':
        return RCI_VALUE_FOUND_NULL;
    default:
        return RCI_VALUE_FOUND_NUMBER;
    }
}

const char *rci_json_read_fail_kind(rci_json_read_decoder *decoder, uint32_t index, const char *p)
{
    const char *after = rci_json_text_skip(p, decoder->end, &decoder->fault);
    rci_value_found found = found_at(*p);
    size_t quotes = found == RCI_VALUE_FOUND_TEXT;
    bool has_text = quotes || found == RCI_VALUE_FOUND_NUMBER || found == RCI_VALUE_FOUND_BOOL;
    if (!after) { /* not a value at all */
        return rci_json_read_fail_fault(decoder, index);
    }
    rci_value_fail_kind(decoder->target.err, rci_record_failing_field(&decoder->target, index),
                        found, has_text ? p + quotes : NULL, (size_t)(after - p) - 2 * quotes);
    return rci_json_read_fail_at(decoder, index, p);
}
