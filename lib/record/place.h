/*
 * record/place.h - where the fields of a batch are: for each leaf its first value and the stride
 * between records, for each nullable field its validity bitmap.
 */
#ifndef ROWCOL_RECORD_PLACE_H
#define ROWCOL_RECORD_PLACE_H

#include "record/plan.h"

#include <rowcol/store.h>

typedef struct rci_record_place {
    unsigned char *base; /* of record 0 */
    size_t stride;
} rci_record_place;

typedef struct rci_record_bits {
    unsigned char *bits;
    size_t bit0; /* of record 0 */
} rci_record_bits;

typedef struct rci_record_places {
    const rci_record_plan *plan; /* borrowed */
    rci_record_place *leaves;    /* of each leaf */
    rci_record_bits *nulls;      /* of each null node */
} rci_record_places;

/* Memory for the places; they are known after rci_record_places_bind. RC_OK; RC_ENOMEM. */
rc_status rci_record_places_init(rci_record_places *places, const rci_record_plan *plan,
                                 rc_error *err);
void rci_record_places_release(rci_record_places *places);

/* The places are those of `store`, whose dtype is the plan's, until it grows or is released. */
void rci_record_places_bind(rci_record_places *places, const rc_store *store);

/* The value of a node in a record. `shift` is the distance in bytes of the subarray element that it
   is in from the first element; 0 outside subarrays. */
static inline unsigned char *rci_record_cell(const rci_record_places *places, size_t record,
                                             const rci_record_node *node, size_t shift)
{
    const rci_record_place *place = &places->leaves[node->leaf];
    return place->base + record * place->stride + node->offset + shift;
}

static inline bool rci_record_is_valid(const rci_record_bits *bitmap, size_t record)
{
    size_t bit = bitmap->bit0 + record;
    return bitmap->bits[bit / 8] >> (bit % 8) & 1;
}

static inline void rci_record_set_valid(const rci_record_bits *bitmap, size_t record, bool valid)
{
    size_t bit = bitmap->bit0 + record;
    unsigned char one = (unsigned char)(1u << (bit % 8));
    unsigned char *byte = &bitmap->bits[bit / 8];
    *byte = (unsigned char)(valid ? *byte | one : *byte & ~one);
}

/* Zeroes a field, its fields and elements; those that are nullable become valid. */
void rci_record_zero(const rci_record_places *places, size_t record, uint32_t index, size_t shift);

/* Makes a nullable field null; its bytes become zero. */
void rci_record_set_null(const rci_record_places *places, size_t record, uint32_t index,
                         size_t shift);

#endif
