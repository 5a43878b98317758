/*
 * compute/order/groups.h - compares each record with the previous one, block by block.
 */
#ifndef ROWCOL_COMPUTE_ORDER_GROUPS_H
#define ROWCOL_COMPUTE_ORDER_GROUPS_H

#include "compute/order/order.h"

/* For the records of a range, of which there are 2 to RCI_ORDER_BLOCK: sets differs[i] to whether
   record i differs from record i - 1 in any key; differs[0] is not written. */
void rci_order_differs(const rci_order *order, const rci_order_range *range, bool *differs);

#endif
