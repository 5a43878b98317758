/* Bytes to be read, and comparing what a source returns. */
#include "io_bytes.h"

#include "base/error.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>

unsigned char *io_noise(size_t n)
{
    unsigned char *bytes = malloc(n ? n : 1);
    uint32_t state = 12345;
    for (size_t i = 0; i < n; i++) {
        state = state * 1664525 + 1013904223;
        bytes[i] = (unsigned char)(state >> 24);
    }
    return bytes;
}

int io_compare(rci_io_source *source, const unsigned char *expected, size_t n, size_t step)
{
    unsigned char *buffer = malloc(step);
    size_t at = 0, got;
    do {
        rc_error err = RC_ERROR_INIT;
        CHILD_CHECK(rci_io_source_read(source, buffer, step, &got, &err) == RC_OK);
        CHILD_CHECK(got <= n - at);
        CHILD_CHECK(memcmp(buffer, expected + at, got) == 0);
        at += got;
        CHILD_CHECK(rci_io_source_position(source) == at);
    } while (got == step);
    CHILD_CHECK(at == n);
    CHILD_CHECK(rci_io_source_read(source, buffer, step, &got, NULL) == RC_OK && got == 0);
    free(buffer);
    return 0;
}
