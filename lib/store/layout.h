/*
 * store/layout.h - offsets and strides of the fields of a store. Arithmetic only: no memory is
 * allocated or accessed.
 *
 * Rows: record after record, each laid out as the dtype says. Columns: leaf after leaf, each
 * starting at a multiple of RCI_STORE_BUFFER_ALIGN; an unused cache line follows a column of a page
 * or more, so that columns of a round length do not all start in the same cache sets. In both, one
 * bitmap for each null node follows the data, with the same alignment.
 */
#ifndef ROWCOL_STORE_LAYOUT_H
#define ROWCOL_STORE_LAYOUT_H

#include "store/schema.h"

#include <rowcol/store.h>

/* A leaf: record i has it at base + offset + i * stride. Of a bitmap only base and offset are used.
   The plan leaves base as NULL. */
typedef struct rci_store_place {
    size_t offset;
    size_t stride;
    unsigned char *base;
} rci_store_place;

/*
 * Lays out `capacity` records. `places` has an element for each leaf, `bitmaps` one for each
 * null node. RC_OK; RC_ELIMIT when the bytes in all exceed SIZE_MAX / 2.
 */
rc_status rci_store_layout_plan(const rci_store_schema *schema, rc_layout layout, size_t capacity,
                                rci_store_place *places, rci_store_place *bitmaps, size_t *total,
                                rc_error *err);

#endif
