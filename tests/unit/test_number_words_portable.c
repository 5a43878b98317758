/* The tests of test_number_words.c for the code without SSE2 and 128-bit integers, in every build.
 */
#ifndef RCI_PORTABLE
#define RCI_PORTABLE
#endif
#define WORDS_SUITE suite_number_words_portable
#define WORDS_NAME  "number_words_portable"
#include "test_number_words.c"
