/*
 * store/label.h - tells the tracing what records a buffer is for.
 */
#ifndef ROWCOL_STORE_LABEL_H
#define ROWCOL_STORE_LABEL_H

#include "account/trace.h"
#include "store/storage.h"

/* Called when tracing is on and a storage has a new buffer or another capacity. */
void rci_store_label_new(const rci_store_storage *storage, const rci_store_schema *schema);

static inline void rci_store_label(const rci_store_storage *storage, const rci_store_schema *schema)
{
    if (rci_account_is_tracing()) {
        rci_store_label_new(storage, schema);
    }
}

#endif
