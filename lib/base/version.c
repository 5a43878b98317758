/* base/version.c - the version of the library. */
#include "config.h"

#include <rowcol/base.h>

uint32_t rc_version_number(void)
{
    return RC_VERSION_NUMBER;
}

const char *rc_version(void)
{
    return PACKAGE_VERSION;
}
