/* io/codec.c - the list of compressed formats, and what their files begin with. */
#include "io/codec.h"

#include "base/ascii.h"

#include <string.h>

typedef struct magic {
    const rci_io_codec *codec;
    const char *bytes;
    size_t length;
    size_t masked; /* of this byte only the bits of the mask count */
    unsigned mask;
} magic;

/* RFC 1952 (with the only method there is), RFC 8878 (frames, and frames to be skipped), the .xz
   file format 1.2.0, and bzip2: "BZh", the level as a digit, and the first number of a block, or of
   the end of a file without blocks. */
static const magic magics[] = {
    {&rci_io_codec_gzip, "\x1f\x8b\x08", 3, 0, 0xff},
    {&rci_io_codec_zstd, "\x28\xb5\x2f\xfd", 4, 0, 0xff},
    {&rci_io_codec_zstd, "\x50\x2a\x4d\x18", 4, 0, 0xf0},
    {&rci_io_codec_xz,
     "\xfd"
     "7zXZ\0",
     6, 0, 0xff},
    {&rci_io_codec_bzip2, "BZh0\x31\x41\x59\x26\x53\x59", RCI_IO_CODEC_MAGIC, 3, 0xf0},
    {&rci_io_codec_bzip2, "BZh0\x17\x72\x45\x38\x50\x90", RCI_IO_CODEC_MAGIC, 3, 0xf0},
};

enum { N_MAGICS = sizeof magics / sizeof magics[0] };

/* Whether the bytes are those of the magic, as far as both go. */
static bool agrees(const magic *known, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n && i < known->length; i++) {
        const unsigned mask = i == known->masked ? known->mask : 0xff;
        if ((bytes[i] & mask) != (unsigned char)known->bytes[i]) {
            return false;
        }
    }
    return true;
}

const rci_io_codec *rci_io_codec_recognise(const unsigned char *bytes, size_t n, bool *undecided)
{
    bool more = false;
    const rci_io_codec *found = NULL;
    for (size_t i = 0; i < N_MAGICS; i++) {
        if (agrees(&magics[i], bytes, n)) {
            found = n >= magics[i].length ? magics[i].codec : found;
            more = true;
        }
    }
    if (undecided) {
        *undecided = more && !found;
    }
    return found;
}

bool rci_io_codec_begins(const rci_io_codec *codec, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < N_MAGICS; i++) {
        if (magics[i].codec == codec && agrees(&magics[i], bytes, n)) {
            return true;
        }
    }
    return false;
}

/* The codec of a suffix of `length` bytes. */
static const rci_io_codec *of_suffix(const char *suffix, size_t length)
{
    for (size_t i = 0; i < N_MAGICS; i++) {
        const char *known = magics[i].codec->suffix;
        if (strlen(known) == length && rci_base_same_letters(known, suffix, length)) {
            return magics[i].codec;
        }
    }
    return NULL;
}

/* The dot of the last suffix among the first `length` bytes of a name, or NULL. */
static const char *last_dot(const char *name, size_t length)
{
    const char *dot = length ? memrchr(name, '.', length) : NULL;
    return dot && !memchr(dot, '/', length - (size_t)(dot - name)) ? dot : NULL;
}

const rci_io_codec *rci_io_codec_of_name(const char *name)
{
    const char *dot = last_dot(name, strlen(name));
    return dot ? of_suffix(dot + 1, strlen(dot + 1)) : NULL;
}

const char *rci_io_codec_inner_suffix(const char *name, size_t *length)
{
    size_t n = strlen(name);
    const char *dot = last_dot(name, n);
    if (dot && of_suffix(dot + 1, n - (size_t)(dot - name) - 1)) {
        n = (size_t)(dot - name);
        dot = last_dot(name, n);
    }
    *length = dot ? n - (size_t)(dot - name) - 1 : 0;
    return dot ? dot + 1 : NULL;
}
