#include "test_arrow.h"
Suite *suite_arrow_import(void)
{
    return suite_create("arrow_import");
}
