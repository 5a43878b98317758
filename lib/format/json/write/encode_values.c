/* format/json/write/encode_values.c - a record that is not in a store, from its values. */
#include "format/json/write/encode.h"

#include "base/error.h"
#include "format/json/text/quote.h"
#include "number/number.h"

#include <string.h>

/* Bytes that a value has at most, with what is written past its end. */
static size_t most_bytes(const rci_stream_value *value)
{
    enum { AROUND = 32 };
    return 6 * value->length + AROUND;
}

/* Text that is the same in all records: most of it is short, and is copied with the bytes after it,
   which are overwritten. */
static inline char *put_literal(char *p, const char *literal, size_t length)
{
    if (length <= RCI_JSON_WRITE_SLOT_UNIT) {
        memcpy(p, literal, RCI_JSON_WRITE_SLOT_UNIT);
    } else {
        memcpy(p, literal, length);
    }
    return p + length;
}

static char *put_value(char *p, const rci_stream_value *value)
{
    switch (value->form) {
    case RCI_STREAM_NUMBER:
        return rci_number_print_u64(p, value->number);
    case RCI_STREAM_TEXT:
        return rci_json_text_quote(p, value->text, value->length);
    default:
        memcpy(p, "null", 4);
        return p + 4;
    }
}

rc_status rci_json_write_encode_values(const rci_json_write_encoder *encoder,
                                       const rci_stream_value *values, char before, char after,
                                       rci_base_bytes *out, rc_error *err)
{
    const rci_json_write_slots *slots = &encoder->slots;
    const char *literals = (const char *)slots->literals.data;
    const size_t tail = rci_json_write_tail_length(slots);
    size_t room = slots->literals.length + RCI_JSON_WRITE_SLOT_UNIT + 2;
    char *p;
    for (size_t i = 0; i < slots->n; i++) {
        if (values[i].form == RCI_STREAM_TEXT && values[i].length > PTRDIFF_MAX / 64) {
            return rci_base_fail(err, RC_ELIMIT, "a text of %zu bytes is too long for a record",
                                 values[i].length);
        }
        room += most_bytes(&values[i]);
    }
    if (rci_base_bytes_reserve(out, room, err) != RC_OK) {
        return RC_ENOMEM;
    }
    p = (char *)out->data + out->length;
    if (before) {
        *p++ = before;
    }
    for (size_t i = 0; i < slots->n; i++) {
        const rci_json_write_slot *slot = rci_json_write_slot_at(slots, i);
        p = put_value(put_literal(p, literals + slot->literal, slot->length), &values[i]);
    }
    p = put_literal(p, literals + slots->tail, tail);
    if (after) {
        *p++ = after;
    }
    out->length = (size_t)(p - (char *)out->data);
    return RC_OK;
}
