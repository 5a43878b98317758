/* The same tests of the code for processors without SSE2. */
#ifndef RCI_PORTABLE
#define RCI_PORTABLE
#endif
#define SKIP_SUITE suite_json_skip_portable
#define SKIP_NAME  "json_skip_portable"
#include "test_json_skip.c"
