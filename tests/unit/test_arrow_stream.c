#include "test_arrow.h"
Suite *suite_arrow_stream(void)
{
    return suite_create("arrow_stream");
}
