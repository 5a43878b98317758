/*
 * format/arrow/data/owner.h - an array whose memory a store uses: it is released with the last
 * column.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_OWNER_H
#define ROWCOL_FORMAT_ARROW_DATA_OWNER_H

#include <rowcol/arrow.h>

typedef struct rci_arrow_data_owner rci_arrow_data_owner;

/* Of no array yet, with `refs` references. NULL: RC_ENOMEM. */
rci_arrow_data_owner *rci_arrow_data_owner_new(size_t refs, rc_error *err);

/* One more reference. */
void rci_arrow_data_owner_ref(rci_arrow_data_owner *owner);

/* Moves the array to the owner. */
void rci_arrow_data_owner_take(rci_arrow_data_owner *owner, struct ArrowArray *array);

/* Gives a reference back; the last one releases the array, if there is one. Any thread. `data` is
   not used. */
void rci_arrow_data_owner_unref(void *owner, void *data);

#endif
