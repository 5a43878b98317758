/*
 * store/layout.h - where the fields of a store lie. Arithmetic only: nothing is allocated or
 * touched.
 *
 * Rows: record after record, each as the dtype has it. Columns: leaf after leaf, each starting at a
 * multiple of RCI_STORE_BUFFER_ALIGN; an unused cache line follows a column of a page or more, so
 * that columns of a round length do not all start in the same cache sets. In both, one bitmap for
 * each null node follows the data, aligned alike.
 */
#ifndef ROWCOL_STORE_LAYOUT_H
#define ROWCOL_STORE_LAYOUT_H

#include "store/shape.h"

#include <rowcol/store.h>

/* A leaf: record i has it at offset + i * stride. */
typedef struct rci_store_place {
    size_t offset;
    size_t stride;
} rci_store_place;

/*
 * Lays out `capacity` records. `places` has room for each leaf, `bitmaps` for the offset of each
 * null node's bitmap. RC_OK; RC_ELIMIT when the bytes in all exceed SIZE_MAX / 2.
 */
rc_status rci_store_layout_plan(const rci_store_shape *shape, rc_layout layout, size_t capacity,
                                rci_store_place *places, size_t *bitmaps, size_t *total,
                                rc_error *err);

#endif
