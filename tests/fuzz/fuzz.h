/* What a fuzz target consists of. One source file defines both; with replay.c it becomes a program
 * that `make check` runs over the committed corpus, and with clang's -fsanitize=fuzzer in its place
 * a fuzzer:
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -Iinclude -Ilib -IBUILD/lib \
 *       tests/fuzz/fuzz_npy.c BUILD/lib/.libs/libcore.a -ljansson -lminizip \
 *       -llz4 -lzstd -lz -llzma -lbz2 -lisal -lstdc++ -lm -lpthread
 *
 * (the library built with --enable-sanitize=fuzzer-no-link,address,undefined). fuzz_write needs
 * tests/unit/dtype_random.c too. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Whatever the bytes are: no crash, no leak, no undefined behaviour, and none of the promises that
 * the target checks broken (it aborts then). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The folder of the corpus under tests/fuzz/corpus. */
extern const char fuzz_corpus[];

#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fuzz_failed(__FILE__, __LINE__, #condition);                                           \
        }                                                                                          \
    } while (0)

#include <stdio.h>
#include <stdlib.h>

static inline void fuzz_failed(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: %s is false\n", file, line, condition);
    abort();
}

#endif
