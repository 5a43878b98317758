/* store/layout.c - computes where the fields and bitmaps of a store are. */
#include "store/layout.h"

#include "base/check.h"
#include "base/error.h"
#include "store/buffer.h"
#include "store/nulls.h"

enum { PAGE = 4096 };

static bool plan_rows(const rci_store_schema *schema, size_t capacity, rci_store_place *places,
                      size_t *end)
{
    for (size_t i = 0; i < schema->leaves.n_leaves; i++) {
        places[i].offset = schema->cells[i].offset;
        places[i].stride = schema->itemsize;
    }
    return !rci_base_mul_overflows(capacity, schema->itemsize, end);
}

static bool plan_columns(const rci_store_schema *schema, size_t capacity, rci_store_place *places,
                         size_t *end)
{
    size_t at = 0;
    for (size_t i = 0; i < schema->leaves.n_leaves; i++) {
        size_t size = schema->cells[i].size, bytes;
        places[i].offset = at;
        places[i].stride = size;
        if (rci_base_mul_overflows(capacity, size, &bytes) ||
            rci_base_add_overflows(at, bytes, &at) ||
            (i + 1 < schema->leaves.n_leaves &&
             (rci_base_round_up_overflows(at, RCI_STORE_BUFFER_ALIGN, &at) ||
              rci_base_add_overflows(at, bytes >= PAGE ? RCI_STORE_BUFFER_ALIGN : 0, &at)))) {
            return false;
        }
    }
    *end = at;
    return true;
}

static bool plan_bitmaps(const rci_store_schema *schema, size_t capacity, rci_store_place *bitmaps,
                         size_t *end)
{
    size_t bytes = rci_store_bitmap_size(capacity);
    for (size_t i = 0; i < schema->leaves.n_nulls; i++) {
        if (rci_base_round_up_overflows(*end, RCI_STORE_BUFFER_ALIGN, &bitmaps[i].offset) ||
            rci_base_add_overflows(bitmaps[i].offset, bytes, end)) {
            return false;
        }
    }
    return true;
}

rc_status rci_store_layout_plan(const rci_store_schema *schema, rc_layout layout, size_t capacity,
                                rci_store_place *places, rci_store_place *bitmaps, size_t *total,
                                rc_error *err)
{
    size_t end = 0;
    bool fits = layout == RC_ROWS ? plan_rows(schema, capacity, places, &end)
                                  : plan_columns(schema, capacity, places, &end);
    if (!fits || !plan_bitmaps(schema, capacity, bitmaps, &end) || end > SIZE_MAX / 2) {
        return rci_base_fail(err, RC_ELIMIT,
                             "%zu records of %zu bytes are more than memory can address", capacity,
                             schema->itemsize);
    }
    *total = end;
    return RC_OK;
}
