/*
 * format/json/write/slots.h - a record flattened to a row of slots, and blocks of records as such
 * rows.
 *
 * What lies between two values of a record is the same text in all of them. A slot holds that text
 * and room for the value behind it. A block of records is written field by field: one loop, which
 * knows the kind of the field, puts the values of all records into their slots. Then the rows are
 * joined: slots are copied whole, one over the unused end of the other. So neither loop has a
 * branch on what a value is or how long it gets, which would be random.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_SLOTS_H
#define ROWCOL_FORMAT_JSON_WRITE_SLOTS_H

#include "base/bytes.h"
#include "format/json/write/column.h"

/* The widths of slots are multiples of it: so much is copied at a time. */
enum { RCI_JSON_WRITE_SLOT_UNIT = 32 };

typedef struct rci_json_write_slot {
    uint32_t node;
    size_t shift;                     /* of the element of a subarray, from the first */
    rci_json_write_formatter *format; /* NULL: all values go the general way */
    size_t literal;                   /* the text before the value, in `literals` */
    size_t length;
    size_t at; /* in the row */
    size_t width;
} rci_json_write_slot;

typedef struct rci_json_write_slots {
    rci_base_bytes slots;    /* rci_json_write_slot each */
    rci_base_bytes literals; /* RCI_JSON_WRITE_SLOT_UNIT more bytes can be read */
    size_t n;
    size_t width;   /* of a row */
    size_t tail;    /* the text behind the last value, in `literals` */
    size_t records; /* of a block, a multiple of RCI_JSON_WRITE_BLOCK_STEP */
} rci_json_write_slots;

/* `keys` are the texts before each node but the comma before the first, `key_start` says where;
   structs are written as arrays if `values`; `choose` is rci_json_write_formatter_for. RC_OK;
   RC_ENOMEM, RC_ELIMIT. */
rc_status rci_json_write_slots_init(rci_json_write_slots *slots, const rci_record_plan *plan,
                                    const rci_base_bytes *keys, const size_t *key_start,
                                    bool values, rci_json_write_choose_formatter *choose,
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
