#include "npy_bytes.h"

#include "runner.h"
#include <string.h>

size_t npy_text_at(int version)
{
    return version == 1 ? 10 : 12;
}

npy_bytes npy_make(int version, const char *text, const void *records, size_t n)
{
    npy_bytes file;
    size_t length = strlen(text) + 1, width = version == 1 ? 2 : 4;
    memset(&file, 0, sizeof file);
    file.data = 8 + width + length;
    file.size = file.data + n;
    ck_assert_uint_le(file.size, sizeof file.bytes);
    memcpy(file.bytes, "\x93NUMPY", 6);
    file.bytes[6] = (unsigned char)version;
    for (size_t i = 0; i < width; i++) {
        file.bytes[8 + i] = (unsigned char)(length >> (8 * i));
    }
    memcpy(file.bytes + 8 + width, text, length - 1);
    file.bytes[file.data - 1] = '\n';
    if (n) {
        memcpy(file.bytes + file.data, records, n);
    }
    return file;
}
