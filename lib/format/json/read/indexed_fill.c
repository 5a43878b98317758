/*
 * format/json/read/indexed_fill.c - the values that were found in a block of records into their
 * cells, one field after the other: a loop over the values of one kind has no branch that is hard
 * to predict, whatever the order of the keys was.
 */
#include "format/json/read/decode.h"
#include "format/json/read/indexed_leaf.h"
#include "format/json/read/leaf.h"
#include "format/json/text/skip.h"

#if defined(RCI_BASE_HAVE_AVX2)

typedef rci_json_read_indexed_run run;

/* ------------------------------------------------------------------- leaves */

/* Any value that is one token: of a leaf by leaf.c, null of a group, and what several nodes read.
 */
static bool other_leaf(run *r, const rci_json_read_field *field, unsigned char *cell, const char *p)
{
    const bool by_grammar = field->action == RCI_JSON_READ_BY_GRAMMAR ||
                            r->plan->nodes[field->node].shape == RCI_RECORD_GROUP;
    const char *after = by_grammar ? rci_json_read_quiet_field(r->decoder, field->node, p)
                                   : rci_json_read_leaf(r->decoder, field->node, cell, p);
    return after && rci_json_read_indexed_delimits(*after);
}

RCI_BASE_AVX2 bool rci_json_read_indexed_one(run *r, const rci_json_read_field *field, size_t shift,
                                             const char *p, uint32_t length)
{
    unsigned char *cell = rci_json_read_indexed_cell(r, field, shift);
    if (field->nullable) {
        if (*p == 'n') {
            const char *after = rci_json_text_skip_word(p);
            rci_record_target_set_null(&r->decoder->target, field->node, shift);
            return after && rci_json_read_indexed_delimits(*after);
        }
        rci_record_target_set_valid(&r->decoder->target, &r->plan->nodes[field->node], true);
    }
    return rci_json_read_quick_leaf(r, field, field->action, cell, p, length) ||
           other_leaf(r, field, cell, p);
}

/* -------------------------------------------------------------------- blocks */

/* A value that the quick reader of its field does not take. */
static bool other_value(run *r, const rci_json_read_field *field, size_t record, size_t shift,
                        const char *text)
{
    r->decoder->target.record = record;
    return other_leaf(r, field, rci_json_read_indexed_cell(r, field, shift), text);
}

/* The values of a field by the quick reader for one action. */
RCI_JSON_READ_INLINE_AVX2 uint32_t quick_values(run *r, const rci_json_read_field *field,
                                                uint8_t action, size_t record, uint32_t n,
                                                size_t shift)
{
    const rci_json_read_note *note = field->notes, *stop = note + field->nnotes;
    unsigned char *cells = field->base + record * field->stride + shift;
    size_t stride = field->stride;
    for (; note < stop && note->slot < n; note++) {
        if (__builtin_expect(!rci_json_read_quick_leaf(r, field, action,
                                                       cells + note->slot * stride, note->text,
                                                       note->length),
                             0) &&
            !other_value(r, field, record + note->slot, shift, note->text)) {
            return note->slot;
        }
    }
    return n;
}

/* The same for a field that has no quick reader, or may be null. */
RCI_BASE_AVX2 static uint32_t other_values(run *r, const rci_json_read_field *field, size_t record,
                                           uint32_t n, size_t shift)
{
    const rci_json_read_note *note = field->notes, *stop = note + field->nnotes;
    for (; note < stop && note->slot < n; note++) {
        r->decoder->target.record = record + note->slot;
        if (!rci_json_read_indexed_one(r, field, shift, note->text, note->length)) {
            return note->slot;
        }
    }
    return n;
}

RCI_BASE_AVX2 static uint32_t values(run *r, const rci_json_read_field *field, size_t record,
                                     uint32_t n, size_t shift)
{
#define QUICK(action)                                                                              \
    case action:                                                                                   \
        return quick_values(r, field, action, record, n, shift);
    switch ((enum rci_json_read_action)field->quick) {
        QUICK(RCI_JSON_READ_I1)
        QUICK(RCI_JSON_READ_I2)
        QUICK(RCI_JSON_READ_I4)
        QUICK(RCI_JSON_READ_I8)
        QUICK(RCI_JSON_READ_U1)
        QUICK(RCI_JSON_READ_U2)
        QUICK(RCI_JSON_READ_U4)
        QUICK(RCI_JSON_READ_U8)
        QUICK(RCI_JSON_READ_F4)
        QUICK(RCI_JSON_READ_F8)
        QUICK(RCI_JSON_READ_BOOL)
        QUICK(RCI_JSON_READ_BYTES)
    default:
        return other_values(r, field, record, n, shift);
    }
#undef QUICK
}

uint32_t rci_json_read_indexed_fill(run *r, rci_json_read_field *field, size_t record, uint32_t n,
                                    size_t shift)
{
    if (field->nnotes > 0) {
        n = values(r, field, record, n, shift);
        field->nnotes = 0;
    }
    if (field->action == RCI_JSON_READ_STRUCT) {
        const rci_record_node *node = &r->plan->nodes[field->node];
        rci_json_read_field *child = r->fields + node->first_child;
        uint32_t i;
        for (i = 0; i < node->nchildren; i++) {
            n = rci_json_read_indexed_fill(r, child + i, record, n, shift);
        }
    }
    return n;
}

#endif
