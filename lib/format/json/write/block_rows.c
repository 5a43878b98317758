/*
 * format/json/write/block_rows.c - formatting a block of records and joining its slots.
 */
#include "format/json/write/block_rows.h"

#include "base/alloc.h"
#include "base/machine.h"

#include <string.h>

/* ------------------------------------------------------------------- memory */

rc_status rci_json_write_rows_init(rci_json_write_rows *rows, const rci_json_write_encoder *encoder,
                                   size_t n, rc_error *err)
{
    const rci_json_write_slots *slots = &encoder->slots;
    size_t numbers, r, s;
    n = n < slots->records ? n : slots->records;
    n += RCI_RECORD_COLUMN_STEP - 1;
    n -= n % RCI_RECORD_COLUMN_STEP;
    numbers = n * slots->n * sizeof *rows->lengths;
    /* A slot of no width is copied as one unit, too: also the last one. */
    rows->size = numbers + n * slots->width + RCI_JSON_WRITE_SLOT_UNIT;
    rows->memory = rci_base_alloc_as(encoder->plan->allocator, RC_MEMORY_WRITER, rows->size, err);
    if (!rows->memory) {
        return RC_ENOMEM;
    }
    rows->lengths = (size_t *)(void *)rows->memory;
    rows->texts = (char *)rows->memory + numbers;
    memset(rows->memory, 0, rows->size);
    for (r = 0; r < n; r++) {
        for (s = 0; s < slots->n; s++) {
            const rci_json_write_slot *slot = rci_json_write_slot_at(slots, s);
            memcpy(rows->texts + r * slots->width + slot->at, slots->literals.data + slot->literal,
                   slot->length);
        }
    }
    return RC_OK;
}

void rci_json_write_rows_release(rci_json_write_rows *rows, const rci_json_write_encoder *encoder)
{
    if (rows->memory) {
        rci_base_free_as(encoder->plan->allocator, RC_MEMORY_WRITER, rows->memory, rows->size);
    }
}

/* --------------------------------------------------------------------- fill */

/* Replaces the text of fields that are null. */
static void put_nulls(const rci_record_column *column, const rci_record_bits *bitmap, size_t record)
{
    size_t i;
    for (i = 0; i < column->n; i++) {
        if (!rci_record_is_valid(bitmap, record + i)) {
            memcpy(rci_record_column_text(column, i), "null", 4);
            rci_record_column_set(column, i, 4);
        }
    }
}

/* The values of one slot in all `n` records. */
static rci_record_column column_of(const rci_json_write_rows *rows,
                                   const rci_json_write_encoding *run, size_t s, size_t n)
{
    const rci_json_write_slots *slots = &run->encoder->slots;
    const rci_json_write_slot *slot = rci_json_write_slot_at(slots, s);
    const rci_record_node *node = &run->plan->nodes[slot->node];
    return (rci_record_column){
        .cells = rci_record_cell(&run->places, run->record, node, slot->shift),
        .stride = run->places.leaves[node->leaf].stride,
        .n = n,
        .kind = node->kind,
        .size = node->size,
        .big_endian = node->big_endian,
        .texts = rows->texts + slot->at + slot->length,
        .step = slots->width,
        .room = slot->width - slot->length,
        .lengths = rows->lengths + s,
        .lengths_step = slots->n,
        .before = slot->length,
    };
}

void rci_json_write_rows_fill(const rci_json_write_rows *rows, const rci_json_write_encoding *run,
                              size_t n)
{
    const rci_json_write_slots *slots = &run->encoder->slots;
    size_t s;
    for (s = 0; s < slots->n; s++) {
        const rci_json_write_slot *slot = rci_json_write_slot_at(slots, s);
        const rci_record_node *node = &run->plan->nodes[slot->node];
        rci_record_column column;
        if (!slot->format) {
            continue;
        }
        column = column_of(rows, run, s, n);
        slot->format(&column);
        if (node->null_node != RCI_RECORD_NONE) {
            put_nulls(&column, &run->places.nulls[node->null_node], run->record);
        }
    }
}

/* --------------------------------------------------------------------- join */

/* The last byte of the output at which a record may start without growing it. */
static const char *last_start(const rci_json_write_encoding *run)
{
    return (const char *)run->out->data + (run->out->capacity - run->encoder->most);
}

/* Writes the value of a slot that no formatter has written. Returns its end; NULL for an error. */
static char *general_value(rci_json_write_encoding *run, const rci_json_write_slot *slot, char *p)
{
    run->p = p + slot->length;
    return rci_json_write_encode_value(run, slot->node, slot->shift) ? run->p : NULL;
}

/* The bytes of one copy: one register on processors that have one of this width. */
typedef char unit __attribute__((vector_size(RCI_JSON_WRITE_SLOT_UNIT), aligned(1), may_alias));

static inline __attribute__((always_inline)) void copy_units(char *out, const char *from, size_t n)
{
    *(unit *)(void *)out = *(const unit *)(const void *)from;
    for (size_t i = RCI_JSON_WRITE_SLOT_UNIT; i < n; i += RCI_JSON_WRITE_SLOT_UNIT) {
        *(unit *)(void *)(out + i) = *(const unit *)(const void *)(from + i);
    }
}

/* Appends `n` rows. `narrow`, a constant for the compiler, says that every slot is one unit wide.
 */
static inline __attribute__((always_inline)) bool join(const rci_json_write_rows *rows,
                                                       rci_json_write_encoding *run, size_t n,
                                                       char before, char after, bool narrow)
{
    const rci_json_write_slots *slots = &run->encoder->slots;
    const rci_json_write_slot *slot, *first = rci_json_write_slot_at(slots, 0),
                                     *end = first + slots->n;
    const char *tail = (const char *)slots->literals.data + slots->tail, *text = rows->texts;
    const size_t tail_length = rci_json_write_tail_length(slots), *length = rows->lengths;
    const size_t record = run->record;
    const char *last = last_start(run);
    char *p = run->p;
    for (size_t i = 0; i < n; i++) {
        if (__builtin_expect(p > last, 0)) {
            run->p = p;
            if (!rci_json_write_make_room(run, 0)) {
                return false;
            }
            p = run->p;
            last = last_start(run);
        }
        *p = before;
        p += before != '\0';
        for (slot = first; slot < end; slot++, length++) {
            const size_t width = narrow ? RCI_JSON_WRITE_SLOT_UNIT : slot->width;
            copy_units(p, text, width);
            text += width;
            if (__builtin_expect(*length == 0, 0)) {
                run->record = record + i;
                p = general_value(run, slot, p);
                if (!p) {
                    return false;
                }
                last = last_start(run);
            }
            p += *length;
        }
        copy_units(p, tail, tail_length);
        p += tail_length;
        *p = after;
        p += after != '\0';
    }
    run->p = p;
    run->record = record + n;
    return true;
}

static inline __attribute__((always_inline)) bool join_any(const rci_json_write_rows *rows,
                                                           rci_json_write_encoding *run, size_t n,
                                                           char before, char after)
{
    const rci_json_write_slots *slots = &run->encoder->slots;
    return slots->width == slots->n * RCI_JSON_WRITE_SLOT_UNIT
               ? join(rows, run, n, before, after, true)
               : join(rows, run, n, before, after, false);
}

#if defined(RCI_BASE_HAVE_AVX2)

RCI_BASE_AVX2 static bool join_avx2(const rci_json_write_rows *rows, rci_json_write_encoding *run,
                                    size_t n, char before, char after)
{
    return join_any(rows, run, n, before, after);
}

#endif

bool rci_json_write_rows_join(const rci_json_write_rows *rows, rci_json_write_encoding *run,
                              size_t n, char before, char after)
{
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        return join_avx2(rows, run, n, before, after);
    }
#endif
    return join_any(rows, run, n, before, after);
}
