/*
 * format/npy/npy.c - the format "npy".
 */
#include "format/npy/npy.h"

#include "format/npy/header.h"

#include <string.h>

static bool recognise(const unsigned char *bytes, size_t n)
{
    return n >= RCI_NPY_MAGIC_SIZE && memcmp(bytes, RCI_NPY_MAGIC, RCI_NPY_MAGIC_SIZE) == 0;
}

const rci_stream_format rci_npy_format = {
    .name = "npy",
    .suffixes = "npy",
    .recognise = recognise,
    .open_reader = rci_npy_open_reader,
    .open_writer = rci_npy_open_writer,
};
