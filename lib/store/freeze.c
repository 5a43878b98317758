/* store/freeze.c - stores that are only read. */
#include "base/error.h"
#include "store/store_impl.h"

#include <rowcol/access.h>

int rc_store_is_frozen(const rc_store *store)
{
    return store && rci_store_is_frozen(store);
}

rc_status rc_store_freeze(rc_store *store, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK) {
        store->is_frozen = true;
        rci_store_buffer_freeze(store->storage.buffer);
    }
    return status;
}

rc_status rci_store_check_unfrozen(const rc_store *store, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK && store->is_frozen) {
        status = rci_base_fail(err, RC_EARG,
                               "the store is frozen (rc_store_convert makes a copy to write to)");
    }
    return status;
}

rc_status rci_store_check_writable(const rc_store *store, rc_error *err)
{
    rc_status status = rci_store_check_unfrozen(store, err);
    if (status == RC_OK && rci_store_buffer_is_frozen(store->storage.buffer)) {
        status = rci_base_fail(err, RC_EARG,
                               "the memory of the store is shared with a frozen store "
                               "(rc_store_convert makes a copy to write to)");
    }
    return status;
}
