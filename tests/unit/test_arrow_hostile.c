#include "test_arrow.h"
Suite *suite_arrow_hostile(void)
{
    return suite_create("arrow_hostile");
}
