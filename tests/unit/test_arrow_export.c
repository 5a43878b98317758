#include "test_arrow.h"
Suite *suite_arrow_export(void)
{
    return suite_create("arrow_export");
}
