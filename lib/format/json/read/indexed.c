/* format/json/read/indexed.c - records of any shape, decoded over a structural index. */
#include "format/json/read/indexed.h"

#include "base/alloc.h"
#include "format/json/read/action.h"
#include "format/json/read/indexed_run.h"
#include "format/json/text/scan.h"

#include <string.h>

/* -------------------------------------------------------------------- fields */

static unsigned char nowhere; /* the place of a struct, which has none of its own */

static enum rci_json_read_action action_of(const rci_record_node *node)
{
    return node->also != RCI_RECORD_NONE        ? RCI_JSON_READ_BY_GRAMMAR
           : node->shape == RCI_RECORD_SUBARRAY ? RCI_JSON_READ_SUBARRAY
           : node->shape == RCI_RECORD_LEAF     ? rci_json_read_leaf_action(node)
                                                : RCI_JSON_READ_STRUCT;
}

static void init_field(rci_json_read_indexed *indexed, const rci_record_plan *plan, uint32_t index,
                       uint32_t place)
{
    const rci_record_node *node = &plan->nodes[index];
    rci_json_read_field *field = &indexed->fields[place];
    indexed->field_of[index] = place;
    field->base = &nowhere;
    field->notes = indexed->notes + (size_t)place * indexed->most_notes;
    field->known = UINT64_MAX;
    field->node = index;
    field->action = (uint8_t)action_of(node);
    field->size = node->kind == RC_BYTES ? (uint32_t)node->size : 0;
    field->item = node->item;
    field->nullable = node->nullable && node->also == RCI_RECORD_NONE;
    field->quick = node->nullable || field->action >= RCI_JSON_READ_BY_GRAMMAR
                       ? (uint8_t)RCI_JSON_READ_LEAF
                       : field->action;
}

static rc_status init_struct(rci_json_read_indexed *indexed, const rci_record_plan *plan,
                             uint32_t index)
{
    const rci_record_node *node = &plan->nodes[index];
    return node->kind == RC_STRUCT
               ? rci_json_read_keys_init(&indexed->structs[index].keys, plan, node,
                                         indexed->fields + node->first_child, NULL)
               : RC_OK;
}

/* A field of a wide dtype gets few, so that their memory is bounded. */
static uint32_t most_notes(const rci_record_plan *plan)
{
    enum { FEWEST = 4 };
    uint32_t most = RCI_JSON_READ_NOTES / (plan->nnodes + 1);
    return most < FEWEST ? FEWEST : most < RCI_JSON_READ_BLOCK ? most : RCI_JSON_READ_BLOCK;
}

rc_status rci_json_read_indexed_init(rci_json_read_indexed *indexed, const rci_record_plan *plan)
{
    const rc_allocator *allocator = plan->allocator;
    uint32_t i, others = plan->nchildren;
    memset(indexed, 0, sizeof *indexed);
    rci_json_read_index_init(&indexed->index);
    indexed->fields = rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, plan->nnodes + 1,
                                               sizeof *indexed->fields, NULL);
    indexed->field_of = rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, plan->nnodes,
                                                 sizeof *indexed->field_of, NULL);
    indexed->structs = rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, plan->nnodes,
                                                sizeof *indexed->structs, NULL);
    indexed->most_notes = indexed->block = most_notes(plan);
    indexed->notes = rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, plan->nnodes + 1,
                                              indexed->most_notes * sizeof *indexed->notes, NULL);
    if (!indexed->fields || !indexed->field_of || !indexed->structs || !indexed->notes) {
        return RC_ENOMEM;
    }
    indexed->fields[plan->nnodes].notes =
        indexed->notes + (size_t)plan->nnodes * indexed->most_notes;
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
    rci_base_free_as(allocator, RC_MEMORY_READER, indexed->notes,
                     ((size_t)plan->nnodes + 1) * indexed->most_notes * sizeof *indexed->notes);
    rci_base_free_as(allocator, RC_MEMORY_READER, indexed->fields,
                     (plan->nnodes + 1) * sizeof *indexed->fields);
    rci_base_free_as(allocator, RC_MEMORY_READER, indexed->field_of,
                     plan->nnodes * sizeof *indexed->field_of);
    rci_json_read_index_release(&indexed->index);
    memset(indexed, 0, sizeof *indexed);
}

/* Whether a node is in a subarray. */
static bool is_repeated(const rci_record_plan *plan, uint32_t index)
{
    for (; index != 0; index = plan->nodes[index].parent) {
        if (plan->nodes[plan->nodes[index].parent].shape == RCI_RECORD_SUBARRAY) {
            return true;
        }
    }
    return false;
}

void rci_json_read_indexed_bind(rci_json_read_indexed *indexed,
                                const rci_json_read_decoder *decoder)
{
    const rci_record_target *target = &decoder->target;
    bool zero = target->policies->missing == RC_MISSING_ZERO;
    uint32_t i;
    rci_json_read_index_reset(&indexed->index, decoder->end,
                              indexed->framing == RCI_JSON_READ_LINES);
    for (i = 0; i < target->plan->nnodes; i++) {
        rci_json_read_keys *keys = &indexed->structs[i].keys;
        rci_json_read_field *field = &indexed->fields[i];
        const rci_record_node *node = &target->plan->nodes[field->node];
        field->clears =
            zero && field->quick != RCI_JSON_READ_LEAF && !is_repeated(target->plan, field->node);
        indexed->structs[i].clears = true;
        indexed->structs[i].some_clear = false;
        keys->other = keys->complete && rci_json_read_ignores_extra(decoder)
                          ? &indexed->fields[target->plan->nnodes]
                          : NULL;
        if (node->leaf != RCI_RECORD_NONE) {
            field->base = target->places.leaves[node->leaf].base + node->offset;
            field->stride = target->places.leaves[node->leaf].stride;
        }
    }
    for (i = 0; i < target->plan->nchildren; i++) {
        const rci_record_node *node = &target->plan->nodes[indexed->fields[i].node];
        indexed->structs[node->parent].clears &= indexed->fields[i].clears;
        indexed->structs[node->parent].some_clear |= indexed->fields[i].clears;
    }
}

void rci_json_read_indexed_see(rci_json_read_indexed *indexed, rci_record_log *log)
{
    for (uint32_t i = 0; indexed->fields && i < log->plan->nnodes; i++) {
        rci_json_read_field *field = &indexed->fields[i];
        rci_record_count *count = &log->counts[field->node];
        count->seen = count->seen || field->given != 0;
        field->given = 0;
    }
}

#if defined(RCI_BASE_HAVE_AVX2)

typedef rci_json_read_indexed_run run;

/* -------------------------------------------------------------------- records */

/* Clears the notes of the record that was walked over last. */
static void forget(run *r)
{
    rci_json_read_field *field = r->fields, *stop = field + r->plan->nnodes + 1;
    for (; field < stop; field++) {
        while (field->nnotes > 0 && field->notes[field->nnotes - 1].slot == r->slot) {
            field->nnotes--;
        }
    }
    rci_record_log_forget(r->decoder->target.log, r->decoder->target.record);
}

/* Walks over the record at the index's next token: the start of the one after it, or NULL. The
   index goes on to it. */
static const char *record(run *r, rci_json_read_indexed *indexed)
{
    rci_json_read_index *index = &indexed->index;
    for (;;) {
        const uint32_t *at;
        const char *next = NULL;
        r->escapes |= index->has_escapes;
        at = rci_json_read_indexed_walk(r, index->at);
        if (at) {
            next = rci_json_read_index_next(index, indexed->framing, indexed->last, at);
            r->failed = at;
        }
        if (next && (size_t)(next - r->origin) - *index->at <= indexed->longest) {
            index->at = at;
            return next;
        }
        forget(r);
        if (next || !rci_json_read_index_retry(index, r->failed)) {
            return NULL;
        }
    }
}

/* Walks over up to n records from *text on, and moves *text to the start of the next one.
   `starts[i]` is where record i begins. Returns their number. */
static uint32_t walk(run *r, rci_json_read_indexed *indexed, const char **text, const char **starts,
                     uint32_t n)
{
    rci_json_read_index *index = &indexed->index;
    rci_record_target *target = &r->decoder->target;
    size_t first = target->record;
    uint32_t slot;
    r->limit = n;
    r->escapes = false;
    for (slot = 0; slot < n && *text < index->end; slot++) {
        const char *next;
        if (!rci_json_read_index_seek(index, *text) || index->origin + *index->at != *text) {
            break;
        }
        r->origin = index->origin;
        r->slot = slot;
        target->record = first + slot;
        next = record(r, indexed);
        if (!next) {
            break;
        }
        starts[slot] = *text;
        *text = next;
    }
    target->record = first;
    return slot;
}

/* Zeroes the fields that are to be, in n records. */
static void clear(const run *r, size_t first, size_t n)
{
    rc_store *batch = r->decoder->target.batch;
    const rci_json_read_field *field = r->fields, *stop = field + r->plan->nchildren;
    if (rc_store_layout(batch) == RC_ROWS) {
        size_t itemsize = rc_dtype_itemsize(rc_store_dtype(batch));
        memset((unsigned char *)rc_store_data(batch) + first * itemsize, 0, n * itemsize);
        return;
    }
    for (; field < stop; field++) {
        if (field->clears) {
            memset(field->base + first * field->stride, 0, n * field->stride);
        }
    }
}

/* Reads what was noted for n records. Returns how many records were read. */
static uint32_t fill(run *r, rci_json_read_indexed *indexed, uint32_t n)
{
    rci_json_read_field *root = &r->fields[r->field_of[0]];
    rci_record_target *target = &r->decoder->target;
    size_t first = target->record;
    uint32_t filled;
    rci_json_read_indexed_check(r, r->ignored);
    filled = rci_json_read_indexed_fill(r, root, first, n < r->limit ? n : r->limit, 0);
    /* Records that were walked over in vain cost time: fewer of them next time. */
    indexed->block = filled < n ? 1 : indexed->block;
    if (filled == n && indexed->block < indexed->most_notes) {
        indexed->block =
            2 * indexed->block < indexed->most_notes ? 2 * indexed->block : indexed->most_notes;
    }
    target->record = first + filled;
    return filled;
}

size_t rci_json_read_indexed_decode(rci_json_read_indexed *indexed, rci_json_read_decoder *decoder,
                                    const char **text, size_t room)
{
    rc_error *err = decoder->target.err;
    const char *starts[RCI_JSON_READ_BLOCK];
    size_t done = 0;
    uint32_t wanted, walked, filled;
    run r = {.decoder = decoder,
             .plan = decoder->target.plan,
             .fields = indexed->fields,
             .ignored = &indexed->fields[decoder->target.plan->nnodes],
             .field_of = indexed->field_of,
             .structs = indexed->structs,
             .most_notes = indexed->most_notes,
             .mark = indexed->mark,
             .end = decoder->end + RCI_JSON_TEXT_SLACK};
    decoder->target.err = NULL; /* what is wrong with a record is found out by the grammar */
    do {
        wanted = room - done < indexed->block ? (uint32_t)(room - done) : indexed->block;
        r.cleared = indexed->clears;
        r.missing = false;
        if (r.cleared) {
            clear(&r, decoder->target.record, wanted);
        }
        walked = walk(&r, indexed, text, starts, wanted);
        filled = fill(&r, indexed, walked);
        indexed->clears = r.missing;
        done += filled;
        if (filled < walked) {
            *text = starts[filled];
            rci_json_read_index_forget(&indexed->index);
            break;
        }
    } while (walked == wanted && done < room);
    indexed->mark = r.mark;
    decoder->target.err = err;
    return done;
}

#else

size_t rci_json_read_indexed_decode(rci_json_read_indexed *indexed, rci_json_read_decoder *decoder,
                                    const char **text, size_t room)
{
    (void)indexed, (void)decoder, (void)text, (void)room;
    return 0;
}

#endif
