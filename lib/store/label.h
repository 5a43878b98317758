/*
 * store/label.h - tells the tracing what records a buffer is for.
 */
#ifndef ROWCOL_STORE_LABEL_H
#define ROWCOL_STORE_LABEL_H

#include "account/trace.h"
#include "store/storage.h"

/* Called when tracing is on and a storage has a new buffer or another capacity. */
void rci_store_label_new(const rci_store_storage *storage, const rci_store_schema *schema);

/* The dtype in the compact notation, without offsets, in `size` bytes. What does not fit is cut. */
void rci_store_label_text(const rc_dtype *dtype, char *text, size_t size);

static inline void rci_store_label(const rci_store_storage *storage, const rci_store_schema *schema)
{
    if (rci_account_is_tracing()) {
        rci_store_label_new(storage, schema);
    }
}

#endif
