/* compute/order/key.c - makes a field the key of an order. */
#include "compute/order/key.h"

#include "base/error.h"
#include "dtype/leaves.h"
#include "store/batch.h"

#include <string.h>

#define ALL_FLAGS (RC_SORT_DESCENDING | RC_SORT_NULLS_FIRST)

/* How values of a kind are ordered. False if they are not. */
static bool form_of(rc_kind kind, rci_order_form *form)
{
    switch (kind) {
    case RC_BOOL:
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        *form = RCI_ORDER_UNSIGNED;
        return true;
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
        *form = RCI_ORDER_SIGNED;
        return true;
    case RC_F2:
    case RC_F4:
    case RC_F8:
        *form = RCI_ORDER_FLOAT;
        return true;
    case RC_DATETIME:
    case RC_TIMEDELTA:
        *form = RCI_ORDER_TIME;
        return true;
    case RC_BYTES:
    case RC_RAW:
        *form = RCI_ORDER_BYTES;
        return true;
    case RC_UCS4:
        *form = RCI_ORDER_UCS4;
        return true;
    case RC_STR:
        *form = RCI_ORDER_STR;
        return true;
    case RC_C8:
    case RC_C16:
    case RC_STRUCT:
    case RC_SUBARRAY:
        break;
    }
    return false;
}

static size_t parts_of(const rci_order_key *key)
{
    if (key->form == RCI_ORDER_BYTES || key->form == RCI_ORDER_UCS4) {
        return key->size / 8 + (key->size % 8 != 0);
    }
    return 1; /* of str: see rci_order_str_parts */
}

rc_status rci_order_key_init(rci_order_key *key, const rc_view *view, unsigned flags, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(view->dtype);
    memset(key, 0, sizeof *key);
    if (flags & ~(unsigned)ALL_FLAGS) {
        return rci_base_fail(err, RC_EARG, "a sort key has unknown flags (%#x)", flags);
    }
    if (!form_of(kind, &key->form)) {
        return rci_base_fail(err, RC_ETYPE, "values of %s have no order (name a field of it)",
                             rc_kind_name(kind));
    }
    key->view = *view;
    key->size = rc_dtype_itemsize(view->dtype);
    key->big_endian = rc_dtype_order(view->dtype) == RC_ORDER_BIG;
    key->descending = (flags & RC_SORT_DESCENDING) != 0;
    key->nulls_first = (flags & RC_SORT_NULLS_FIRST) != 0;
    key->has_nan = key->form == RCI_ORDER_FLOAT || key->form == RCI_ORDER_TIME;
    key->has_nulls = view->null_owner != SIZE_MAX;
    key->has_one_bitmap =
        view->valid && rci_store_null_parent(view->store, view->null_owner) == RCI_DTYPE_NONE;
    key->parts = parts_of(key);
    return RC_OK;
}
