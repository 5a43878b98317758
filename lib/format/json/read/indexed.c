/* format/json/read/indexed.c - records of any shape, decoded over a structural index. */
#include "format/json/read/indexed.h"

#include "base/alloc.h"
#include "format/json/read/action.h"
#include "format/json/read/indexed_run.h"
#include "format/json/text/scan.h"

#include <string.h>

/* -------------------------------------------------------------------- fields */

static unsigned char nowhere; /* the place of a struct, which has none of its own */

static void init_field(rci_json_read_indexed *indexed, const rci_record_plan *plan, uint32_t index,
                       uint32_t place)
{
    const rci_record_node *node = &plan->nodes[index];
    rci_json_read_field *field = &indexed->fields[place];
    indexed->field_of[index] = place;
    field->base = &nowhere;
    field->node = index;
    field->action =
        (uint8_t)(node->shape == RCI_RECORD_STRUCT     ? RCI_JSON_READ_STRUCT
                  : node->shape == RCI_RECORD_SUBARRAY ? RCI_JSON_READ_SUBARRAY
                                                       : rci_json_read_leaf_action(node));
    field->size = node->kind == RC_BYTES ? (uint32_t)node->size : 0;
    field->nullable = node->nullable;
    field->quick = node->nullable || node->shape != RCI_RECORD_LEAF ? (uint8_t)RCI_JSON_READ_LEAF
                                                                    : field->action;
}

static rc_status init_struct(rci_json_read_indexed *indexed, const rci_record_plan *plan,
                             uint32_t index)
{
    const rci_record_node *node = &plan->nodes[index];
    if (node->shape != RCI_RECORD_STRUCT || node->nchildren > RCI_JSON_READ_MOST_KEYS) {
        return RC_OK;
    }
    return rci_json_read_keys_init(&indexed->structs[index].keys, plan, node, NULL);
}

rc_status rci_json_read_indexed_init(rci_json_read_indexed *indexed, const rci_record_plan *plan)
{
    const rc_allocator *allocator = plan->allocator;
    uint32_t i, others = plan->nchildren;
    memset(indexed, 0, sizeof *indexed);
    rci_json_read_index_init(&indexed->index);
    indexed->fields = rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, plan->nnodes,
                                               sizeof *indexed->fields, NULL);
    indexed->field_of = rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, plan->nnodes,
                                                 sizeof *indexed->field_of, NULL);
    indexed->structs = rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, plan->nnodes,
                                                sizeof *indexed->structs, NULL);
    if (!indexed->fields || !indexed->field_of || !indexed->structs) {
        return RC_ENOMEM;
    }
    for (i = 0; i < plan->nchildren; i++) {
        init_field(indexed, plan, plan->children[i], i);
    }
    for (i = 0; i < plan->nnodes; i++) {
        if (i == 0 || plan->nodes[plan->nodes[i].parent].shape == RCI_RECORD_SUBARRAY) {
            init_field(indexed, plan, i, others++);
        }
        if (init_struct(indexed, plan, i) != RC_OK) {
            return RC_ENOMEM;
        }
    }
    return RC_OK;
}

void rci_json_read_indexed_release(rci_json_read_indexed *indexed, const rci_record_plan *plan)
{
    const rc_allocator *allocator = plan->allocator;
    uint32_t i;
    for (i = 0; indexed->structs && i < plan->nnodes; i++) {
        rci_json_read_keys_release(&indexed->structs[i].keys, plan);
        rci_json_read_order_release(&indexed->structs[i].order, allocator);
    }
    rci_base_free_as(allocator, RC_MEMORY_READER, indexed->structs,
                     plan->nnodes * sizeof *indexed->structs);
    rci_base_free_as(allocator, RC_MEMORY_READER, indexed->fields,
                     plan->nnodes * sizeof *indexed->fields);
    rci_base_free_as(allocator, RC_MEMORY_READER, indexed->field_of,
                     plan->nnodes * sizeof *indexed->field_of);
    rci_json_read_index_release(&indexed->index);
    memset(indexed, 0, sizeof *indexed);
}

/* What is read for a field that is absent and becomes zero: then no branch depends on which fields
   a record has. 64 bytes can be read from each. */
static const char zeros[][72] = {
    [RCI_JSON_READ_I1] = "0,",   [RCI_JSON_READ_I2] = "0,",      [RCI_JSON_READ_I4] = "0,",
    [RCI_JSON_READ_I8] = "0,",   [RCI_JSON_READ_U1] = "0,",      [RCI_JSON_READ_U2] = "0,",
    [RCI_JSON_READ_U4] = "0,",   [RCI_JSON_READ_U8] = "0,",      [RCI_JSON_READ_F4] = "0.0,",
    [RCI_JSON_READ_F8] = "0.0,", [RCI_JSON_READ_BYTES] = "\"\"", [RCI_JSON_READ_BOOL] = "false,"};

void rci_json_read_indexed_bind(rci_json_read_indexed *indexed,
                                const rci_json_read_decoder *decoder)
{
    const rci_record_target *target = &decoder->target;
    bool zero = target->missing == RCI_RECORD_MISSING_ZERO;
    uint32_t i;
    rci_json_read_index_reset(&indexed->index, decoder->end,
                              indexed->framing == RCI_JSON_READ_LINES);
    for (i = 0; i < target->plan->nnodes; i++) {
        rci_json_read_field *field = &indexed->fields[i];
        const rci_record_node *node = &target->plan->nodes[field->node];
        field->absent = field->quick == RCI_JSON_READ_LEAF ? NULL
                        : zero                             ? zeros[field->quick]
                                                           : rci_json_read_no_value;
        field->text = field->absent;
        field->length = 0;
        if (node->leaf != RCI_RECORD_NONE) {
            field->base = target->places.leaves[node->leaf].base + node->offset;
            field->stride = target->places.leaves[node->leaf].stride;
        }
    }
}

#if defined(RCI_BASE_HAVE_AVX2)

typedef rci_json_read_indexed_run run;

/* -------------------------------------------------------------------- records */

/* The start of the next record, or the end of the text; NULL if something else follows the record
   that ends before the token at `at`. */
static const char *next_record(run *r, const rci_json_read_indexed *indexed, const uint32_t *at)
{
    const rci_json_read_index *index = &indexed->index;
    const char *p = r->origin + *at;
    bool separated = indexed->framing == RCI_JSON_READ_LINES      ? *p == '\n'
                     : indexed->framing == RCI_JSON_READ_ELEMENTS ? *p == ','
                                                                  : p < index->end;
    r->failed = at;
    if (at > index->stop || (at == index->stop && index->limit < index->end)) {
        return NULL; /* a closing quote is missing, or the token is not known yet */
    }
    if (p == index->end) {
        return indexed->last ? p : NULL;
    }
    if (!separated) {
        return NULL;
    }
    p += indexed->framing == RCI_JSON_READ_ELEMENTS;
    return rci_json_text_space(p, index->end);
}

/* The record at the index's next token: the start of the one after it, or NULL. The index goes on
   to it. */
static const char *record(run *r, rci_json_read_indexed *indexed)
{
    enum { LOOKAHEAD = 4 }; /* tokens after the one that failed that may have been looked at */
    rci_json_read_index *index = &indexed->index;
    const rci_json_read_field *root = &r->fields[r->field_of[0]];
    for (;;) {
        const uint32_t *at = rci_json_read_indexed_value(r, root, 0, index->at);
        const char *next = at ? next_record(r, indexed, at) : NULL;
        if (next) {
            size_t length = (size_t)(next - r->origin) - *index->at;
            index->at = at;
            return length <= indexed->longest ? next : NULL;
        }
        rci_json_read_indexed_forget(r);
        if (r->failed + LOOKAHEAD < index->stop || !rci_json_read_index_more(index)) {
            return NULL;
        }
    }
}

size_t rci_json_read_indexed_decode(rci_json_read_indexed *indexed, rci_json_read_decoder *decoder,
                                    const char **text, size_t room)
{
    rci_json_read_index *index = &indexed->index;
    rc_error *err = decoder->target.err;
    size_t first = decoder->target.record;
    run r = {.decoder = decoder,
             .plan = decoder->target.plan,
             .fields = indexed->fields,
             .field_of = indexed->field_of,
             .structs = indexed->structs,
             .end = decoder->end + RCI_JSON_TEXT_SLACK};
    decoder->target.err = NULL; /* what is wrong with a record is found out by the grammar */
    while (decoder->target.record - first < room && *text < index->end) {
        const char *next;
        if (!rci_json_read_index_seek(index, *text) || index->origin + *index->at != *text) {
            break;
        }
        r.origin = index->origin;
        r.record = decoder->target.record;
        next = record(&r, indexed);
        if (!next) {
            break;
        }
        *text = next;
        decoder->target.record++;
    }
    decoder->target.err = err;
    return decoder->target.record - first;
}

#else

size_t rci_json_read_indexed_decode(rci_json_read_indexed *indexed, rci_json_read_decoder *decoder,
                                    const char **text, size_t room)
{
    (void)indexed, (void)decoder, (void)text, (void)room;
    return 0;
}

#endif
