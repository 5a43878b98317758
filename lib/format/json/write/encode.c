/*
 * format/json/write/encode.c - what is prepared once for all records of a dtype, and a run of
 * records, block by block.
 */
#include "format/json/write/encode.h"

#include "base/alloc.h"
#include "base/error.h"
#include "format/json/text/quote.h"
#include "format/json/write/block_rows.h"
#include "number/number.h"
#include "store/batch.h"

#include <string.h>

static rc_status add_key(rci_json_write_encoder *encoder, uint32_t index, rc_error *err)
{
    const rci_record_node *node = &encoder->plan->nodes[index];
    rc_status status = rci_base_bytes_reserve(
        &encoder->keys, 6 * node->name_length + 32 + RCI_JSON_WRITE_KEY_COPY, err);
    char *start, *p;
    encoder->key_start[index] = encoder->keys.length;
    if (status != RC_OK || node->parent == RCI_RECORD_NONE) {
        return status;
    }
    start = p = (char *)encoder->keys.data + encoder->keys.length;
    *p++ = ',';
    if (!encoder->values && encoder->plan->nodes[node->parent].shape == RCI_RECORD_STRUCT) {
        p = rci_json_text_quote(p, node->name, node->name_length);
        *p++ = ':';
    }
    encoder->keys.length += (size_t)(p - start);
    return RC_OK;
}

/* See rci_json_write_encoder. A record is its slots, whose text may go past their width by the
   value of one node each, or of the nodes below it; the tail; the bytes around a record; and what
   is copied past its end. */
static size_t most_bytes(const rci_json_write_encoder *encoder)
{
    enum {
        PER_NODE = 2 * RCI_NUMBER_FLOAT_TEXT_SIZE + 8 + RCI_JSON_WRITE_KEY_COPY,
        AROUND = 2,
        PAST_THE_END = 2 * RCI_JSON_WRITE_SLOT_UNIT
    };
    const rci_json_write_slots *slots = &encoder->slots;
    const size_t values = slots->n + encoder->plan->nnodes;
    return encoder->keys.length + values * PER_NODE + slots->width +
           rci_json_write_tail_length(slots) + AROUND + PAST_THE_END;
}

rc_status rci_json_write_encoder_init(rci_json_write_encoder *encoder, const rci_record_plan *plan,
                                      bool values, rc_nonfinite nonfinite, rc_error *err)
{
    uint32_t i;
    rc_status status = RC_OK;
    memset(encoder, 0, sizeof *encoder);
    encoder->plan = plan;
    encoder->values = values;
    encoder->nonfinite = nonfinite;
    rci_base_bytes_init_as(&encoder->keys, RC_MEMORY_WRITER);
    encoder->key_start =
        rci_base_zalloc_array_as(plan->allocator, RC_MEMORY_WRITER, (size_t)plan->nnodes + 1,
                                 sizeof *encoder->key_start, err);
    if (!encoder->key_start) {
        status = RC_ENOMEM;
    }
    for (i = 0; i < plan->nnodes && status == RC_OK; i++) {
        status = add_key(encoder, i, err);
    }
    if (status != RC_OK) {
        rci_json_write_encoder_release(encoder);
        return status;
    }
    encoder->key_start[plan->nnodes] = encoder->keys.length;
    status = rci_json_write_slots_init(&encoder->slots, plan, &encoder->keys, encoder->key_start,
                                       values, rci_json_write_formatter_for, err);
    if (status != RC_OK) {
        rci_json_write_encoder_release(encoder);
        return status;
    }
    encoder->most = most_bytes(encoder);
    return RC_OK;
}

void rci_json_write_encoder_release(rci_json_write_encoder *encoder)
{
    const rci_record_plan *plan = encoder->plan;
    if (encoder->key_start) {
        rci_base_free_as(plan->allocator, RC_MEMORY_WRITER, encoder->key_start,
                         ((size_t)plan->nnodes + 1) * sizeof *encoder->key_start);
    }
    rci_base_bytes_release(&encoder->keys);
    rci_json_write_slots_release(&encoder->slots);
}

rc_status rci_json_write_encode(const rci_json_write_encoder *encoder, const rc_store *batch,
                                size_t first, size_t n, char before, char after,
                                rci_base_bytes *out, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    rci_json_write_encoding run = {.encoder = encoder,
                                   .plan = encoder->plan,
                                   .batch = batch,
                                   .record = first,
                                   .out = out,
                                   .err = &local};
    rci_json_write_rows rows = {.memory = NULL};
    rc_status status = rci_record_places_init(&run.places, encoder->plan, &local);
    if (status == RC_OK) {
        rci_record_places_bind(&run.places, batch);
        status = rci_json_write_rows_init(&rows, encoder, n, &local);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_reserve(out, encoder->most, &local);
    }
    if (status == RC_OK) {
        run.p = (char *)out->data + out->length;
    }
    while (n > 0 && status == RC_OK) {
        size_t some = n < encoder->slots.records ? n : encoder->slots.records;
        rci_json_write_rows_fill(&rows, &run, some);
        n -= some;
        if (!rci_json_write_rows_join(&rows, &run, some, before, after)) {
            status = local.status;
            local.record = run.record - first;
        }
    }
    if (status == RC_OK) {
        out->length = (size_t)(run.p - (char *)out->data);
    } else if (err && err->status == RC_OK) {
        *err = local;
    }
    rci_json_write_rows_release(&rows, encoder);
    rci_record_places_release(&run.places);
    return status;
}
