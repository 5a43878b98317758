/* base/version.c - the version of the library. */
#include "config.h"

#include <rowcol/base.h>

const char *rc_version(void)
{
    return PACKAGE_VERSION;
}
