#include "config.h"

#include <rowcol/base.h>

const char *rc_version(void)
{
    return PACKAGE_VERSION;
}
