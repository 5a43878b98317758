#include "test_arrow.h"
Suite *suite_arrow_memory(void)
{
    return suite_create("arrow_memory");
}
