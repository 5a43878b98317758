/*
 * store/view.h - views for other folders: records of a store as contiguous rows or columns.
 */
#ifndef ROWCOL_STORE_VIEW_H
#define ROWCOL_STORE_VIEW_H

#include <rowcol/store.h>

/* The records first .. first + n - 1 as a store whose layout is rows or columns, so that strides
   are positive and bit i of a bitmap belongs to record i: a slice, or a copy of the records of a
   view whose layout is RC_STRIDED. The caller releases it. NULL: RC_EINDEX, RC_ELIMIT, RC_ENOMEM.
 */
const rc_store *rci_store_plain(const rc_store *store, size_t first, size_t n, rc_error *err);

#endif
