/*
 * compute/groups.h - compares each record with the previous one, block by block.
 */
#ifndef ROWCOL_COMPUTE_GROUPS_H
#define ROWCOL_COMPUTE_GROUPS_H

#include "compute/order.h"

/* For the records of a range, of which there are 2 to RCI_COMPUTE_BLOCK: sets differs[i] to whether
   record i differs from record i - 1 in any key; differs[0] is not written. */
void rci_compute_differs(const rci_compute_order *order, const rci_compute_range *range,
                         bool *differs);

#endif
