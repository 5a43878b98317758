/* The same tests of the code for processors without SSE2 and compilers without 128-bit integers. */
#ifndef RCI_PORTABLE
#define RCI_PORTABLE
#endif
#define WORDS_SUITE suite_number_words_portable
#define WORDS_NAME  "number_words_portable"
#include "test_number_words.c"
