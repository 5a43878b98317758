#include "format/json/write/block_rows.h"

#include "base/alloc.h"
#include "number/avx2.h"

#include <string.h>

/* ------------------------------------------------------------------- memory */

rc_status rci_json_write_rows_init(rci_json_write_rows *rows, const rci_json_write_encoder *encoder,
                                   size_t n, rc_error *err)
{
    const rci_json_write_slots *slots = &encoder->slots;
    size_t numbers, r, s;
    n = n < slots->records ? n : slots->records;
    n += RCI_JSON_WRITE_BLOCK_STEP - 1;
    n -= n % RCI_JSON_WRITE_BLOCK_STEP;
    numbers = n * slots->n * sizeof *rows->lengths;
    rows->size = numbers + n * slots->width;
    rows->memory = rci_base_alloc(encoder->plan->allocator, rows->size + 1, err);
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
        rci_base_free(encoder->plan->allocator, rows->memory, rows->size + 1);
    }
}

/* --------------------------------------------------------------------- fill */

/* What the formatter made of fields that are null is replaced. */
static void put_nulls(const rci_json_write_column *column, const rci_record_bits *bitmap,
                      size_t record)
{
    size_t i;
    for (i = 0; i < column->n; i++) {
        if (!rci_record_is_valid(bitmap, record + i)) {
            memcpy(column->texts + i * column->step, "null", 4);
            column->lengths[i * column->lengths_step] = column->before + 4;
        }
    }
}

void rci_json_write_rows_fill(const rci_json_write_rows *rows, const rci_json_write_encoding *run,
                              size_t n)
{
    const rci_json_write_slots *slots = &run->encoder->slots;
    size_t s;
    for (s = 0; s < slots->n; s++) {
        const rci_json_write_slot *slot = rci_json_write_slot_at(slots, s);
        const rci_record_node *node = &run->plan->nodes[slot->node];
        rci_json_write_column column;
        if (!slot->format) {
            continue;
        }
        column.cells = rci_record_cell(&run->places, run->record, node, slot->shift);
        column.stride = run->places.leaves[node->leaf].stride;
        column.n = n;
        column.kind = node->kind;
        column.size = node->size;
        column.big_endian = node->big_endian;
        column.texts = rows->texts + slot->at + slot->length;
        column.step = slots->width;
        column.room = slot->width - slot->length;
        column.lengths = rows->lengths + s;
        column.lengths_step = slots->n;
        column.before = slot->length;
        slot->format(&column);
        if (node->null_node != RCI_RECORD_NONE) {
            put_nulls(&column, &run->places.nulls[node->null_node], run->record);
        }
    }
}

/* --------------------------------------------------------------------- join */

/* Up to where a record may begin. */
static const char *last_place(const rci_json_write_encoding *run)
{
    return (const char *)run->out->data + (run->out->capacity - run->encoder->most);
}

/* The value of a slot which is not there. */
static char *general_value(rci_json_write_encoding *run, const rci_json_write_slot *slot, char *p)
{
    run->p = p + slot->length;
    return rci_json_write_encode_value(run, slot->node, slot->shift) ? run->p : NULL;
}

/* As many bytes as one copy moves: in one register where the machine has it so wide. */
typedef char unit __attribute__((vector_size(RCI_JSON_WRITE_SLOT_UNIT), aligned(1), may_alias));

static inline __attribute__((always_inline)) void copy_units(char *out, const char *from, size_t n)
{
    *(unit *)(void *)out = *(const unit *)(const void *)from;
    for (size_t i = RCI_JSON_WRITE_SLOT_UNIT; i < n; i += RCI_JSON_WRITE_SLOT_UNIT) {
        *(unit *)(void *)(out + i) = *(const unit *)(const void *)(from + i);
    }
}

/* The rows from run->record on, `n` of them. `narrow`, for the compiler to know, is whether every
   slot has the width of one unit. */
static inline __attribute__((always_inline)) bool join(const rci_json_write_rows *rows,
                                                       rci_json_write_encoding *run, size_t n,
                                                       char before, char behind, bool narrow)
{
    const rci_json_write_slots *slots = &run->encoder->slots;
    const rci_json_write_slot *slot, *first = rci_json_write_slot_at(slots, 0),
                                     *end = first + slots->n;
    const char *tail = (const char *)slots->literals.data + slots->tail, *text = rows->texts;
    const size_t tail_length = rci_json_write_tail_length(slots), *length = rows->lengths;
    const size_t record = run->record;
    const char *last = last_place(run);
    char *p = run->p;
    for (size_t i = 0; i < n; i++) {
        if (__builtin_expect(p > last, 0)) {
            run->p = p;
            if (!rci_json_write_make_room(run, 0)) {
                return false;
            }
            p = run->p;
            last = last_place(run);
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
                last = last_place(run);
            }
            p += *length;
        }
        copy_units(p, tail, tail_length);
        p += tail_length;
        *p = behind;
        p += behind != '\0';
    }
    run->p = p;
    run->record = record + n;
    return true;
}

static inline __attribute__((always_inline)) bool join_any(const rci_json_write_rows *rows,
                                                           rci_json_write_encoding *run, size_t n,
                                                           char before, char behind)
{
    const rci_json_write_slots *slots = &run->encoder->slots;
    return slots->width == slots->n * RCI_JSON_WRITE_SLOT_UNIT
               ? join(rows, run, n, before, behind, true)
               : join(rows, run, n, before, behind, false);
}

#if defined(RCI_BASE_HAVE_AVX2)

RCI_BASE_AVX2 static bool join_avx2(const rci_json_write_rows *rows, rci_json_write_encoding *run,
                                    size_t n, char before, char behind)
{
    return join_any(rows, run, n, before, behind);
}

#endif

bool rci_json_write_rows_join(const rci_json_write_rows *rows, rci_json_write_encoding *run,
                              size_t n, char before, char behind)
{
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        return join_avx2(rows, run, n, before, behind);
    }
#endif
    return join_any(rows, run, n, before, behind);
}
