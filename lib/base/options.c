/* base/options.c - checks the size of a structure of options and copies what it has. */
#include "base/options.h"

#include "base/error.h"

#include <string.h>

rc_status rci_base_options(void *options, size_t size, const void *given, const char *name,
                           rc_error *err)
{
    size_t has;
    if (!given) {
        return RC_OK;
    }
    memcpy(&has, given, sizeof has);
    /* Every version ends with a whole member, and has the alignment of a size_t. */
    if (has < sizeof has || has > size || has % sizeof has != 0) {
        return rci_base_fail(err, RC_EARG,
                             "%s has a size of %zu bytes, this library knows %zu (set it with the "
                             "initializer of the type)",
                             name, has, size);
    }
    memcpy(options, given, has);
    memcpy(options, &size, sizeof size);
    return RC_OK;
}
