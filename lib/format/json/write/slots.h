/*
 * format/json/write/slots.h - a record flattened to a row of slots.
 *
 * The text between two values of a record is the same in all records. A slot holds that text, and
 * space for the value after it. A block of records is written field by field: one loop, which knows
 * the kind of the field, writes the values of all records into their slots. Then the rows are
 * joined (block_rows.h): slots are copied whole, each over the unused end of the previous one. So
 * neither loop has a branch that depends on a value or its length, which would be random.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_SLOTS_H
#define ROWCOL_FORMAT_JSON_WRITE_SLOTS_H

#include "base/bytes.h"
#include "format/json/write/column.h"

/* Bytes that are copied at a time. The width of a slot is a multiple of it, and never 0. */
enum { RCI_JSON_WRITE_SLOT_UNIT = 32 };

typedef struct rci_json_write_slot {
    uint32_t node;
    size_t shift;                 /* bytes from the first element of a subarray to this one */
    rci_record_formatter *format; /* NULL: all values are written by encode_value.c */
    size_t literal;               /* the text before the value, in `literals` */
    size_t length;
    size_t at; /* in the row */
    size_t width;
} rci_json_write_slot;

typedef struct rci_json_write_slots {
    rci_base_bytes slots;    /* rci_json_write_slot each */
    rci_base_bytes literals; /* RCI_JSON_WRITE_SLOT_UNIT more bytes are readable */
    size_t n;
    size_t width;   /* of a row */
    size_t tail;    /* the text after the last value, in `literals` */
    size_t records; /* of a block, a multiple of RCI_RECORD_COLUMN_STEP */
} rci_json_write_slots;

/* `keys` holds the text before each node, from key_start[node] on; the first of a struct does
   without its comma. Structs are written as arrays if `values`. `choose` is
   rci_json_write_formatter_for, or another choice in tests. RC_OK; RC_ENOMEM, RC_ELIMIT: release
   the slots then too. */
rc_status rci_json_write_slots_init(rci_json_write_slots *slots, const rci_record_plan *plan,
                                    const rci_base_bytes *keys, const size_t *key_start,
                                    bool values, rci_record_choose_formatter *choose,
                                    rc_error *err);
void rci_json_write_slots_release(rci_json_write_slots *slots);

static inline const rci_json_write_slot *rci_json_write_slot_at(const rci_json_write_slots *slots,
                                                                size_t i)
{
    return (const rci_json_write_slot *)(const void *)slots->slots.data + i;
}

static inline size_t rci_json_write_tail_length(const rci_json_write_slots *slots)
{
    return slots->literals.length - slots->tail;
}

#endif
