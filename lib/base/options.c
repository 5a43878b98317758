/* base/options.c - checks the size of a structure of options and copies what it has. */
#include "base/options.h"

#include "base/error.h"

#include <string.h>

/* Every version ends with a whole member, and has the alignment of a size_t. */
static rc_status check_size(size_t has, size_t size, const char *name, rc_error *err)
{
    return has < sizeof has || has > size || has % sizeof has != 0
               ? rci_base_fail(err, RC_EARG,
                               "%s has a size of %zu bytes, this library knows %zu (set it with "
                               "the initializer of the type)",
                               name, has, size)
               : RC_OK;
}

rc_status rci_base_options(void *options, size_t size, const void *given, const char *name,
                           rc_error *err)
{
    size_t has;
    rc_status status;
    if (!given) {
        return RC_OK;
    }
    memcpy(&has, given, sizeof has);
    status = check_size(has, size, name, err);
    if (status == RC_OK) {
        memcpy(options, given, has);
        memcpy(options, &size, sizeof size);
    }
    return status;
}

rc_status rci_base_options_item(void *options, size_t size, const void *given, size_t i,
                                const char *name, rc_error *err)
{
    const unsigned char *item = given;
    size_t step, has;
    rc_status status;
    memcpy(&step, given, sizeof step);
    status = check_size(step, size, name, err);
    if (status != RC_OK) {
        return status;
    }
    item += i * step;
    memcpy(&has, item, sizeof has);
    return has == step
               ? rci_base_options(options, size, item, name, err)
               : rci_base_fail(err, RC_EARG, "%s %zu has another size than the first", name, i);
}
