/*
 * format/npy/text.c - the text of a .npy header: magic, version and length before it, and its
 * conversion to UTF-8.
 */
#include "format/npy/text.h"

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/npy/header.h"
#include "io/zip.h"

#include <string.h>

/* Magic and two bytes of version. */
#define VERSION_AT  RCI_NPY_MAGIC_SIZE
#define LENGTH_AT   (RCI_NPY_MAGIC_SIZE + 2)
#define MOST_PREFIX (LENGTH_AT + 4)

static rc_status damaged(rc_error *err, uint64_t byte, rc_status status, const char *format, ...)
    RC_PRINTF(4, 5);

static rc_status damaged(rc_error *err, uint64_t byte, rc_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    rci_base_vfail(err, status, format, args);
    va_end(args);
    rci_base_error_byte(err, byte);
    return status;
}

static rc_status ends_early(rci_io_source *source, rc_error *err)
{
    uint64_t end = rci_io_source_position(source);
    return damaged(err, end, RC_EFORMAT, "%s",
                   end ? "the file ends inside the header: it is truncated" : "the file is empty");
}

/* Exactly `n` bytes. */
static rc_status read_exactly(rci_io_source *source, void *bytes, size_t n, rc_error *err)
{
    size_t got;
    rc_status status = rci_io_source_read(source, bytes, n, &got, err);
    return status == RC_OK && got < n ? ends_early(source, err) : status;
}

/* --------------------------------------------------------------- the prefix */

static rc_status not_npy(const unsigned char *found, size_t n, rc_error *err)
{
    rci_base_quoted quoted;
    if (rci_io_zip_recognise(found, n)) {
        return damaged(err, 0, RC_EFORMAT,
                       "this is a zip archive: read an .npz archive in the format npz");
    }
    return damaged(err, 0, RC_EFORMAT, "not a .npy file: it begins with \"%s\", not \"\\x93NUMPY\"",
                   rci_base_quote(&quoted, (const char *)found, n));
}

static rc_status read_magic(rci_io_source *source, rc_error *err)
{
    unsigned char magic[RCI_NPY_MAGIC_SIZE];
    size_t got;
    rc_status status = rci_io_source_read(source, magic, sizeof magic, &got, err);
    if (status == RC_OK && memcmp(magic, RCI_NPY_MAGIC, got) != 0) {
        return not_npy(magic, got, err);
    }
    return status == RC_OK && got < sizeof magic ? ends_early(source, err) : status;
}

/* Reads up to the length, which is returned in `*length`. */
static rc_status read_prefix(rci_npy_text *text, rci_io_source *source, size_t *length,
                             rc_error *err)
{
    unsigned char bytes[4];
    unsigned major, minor;
    size_t width;
    rc_status status = read_magic(source, err);
    if (status == RC_OK) {
        status = read_exactly(source, bytes, 2, err);
    }
    if (status != RC_OK) {
        return status;
    }
    major = bytes[0];
    minor = bytes[1];
    if (major < 1 || major > 3 || minor != 0) {
        return damaged(err, VERSION_AT, RC_EUNSUPPORTED,
                       "version %u.%u of the .npy format: 1.0, 2.0 and 3.0 are supported", major,
                       minor);
    }
    width = major == 1 ? 2 : 4;
    status = read_exactly(source, bytes, width, err);
    *length = 0;
    for (size_t i = width; status == RC_OK && i > 0; i--) {
        *length = *length << 8 | bytes[i - 1];
    }
    text->latin1 = major < 3;
    text->start = LENGTH_AT + width;
    return status;
}

static rc_status check_length(rci_io_source *source, size_t length, rc_error *err)
{
    uint64_t start = rci_io_source_position(source), size = rci_io_source_size(source);
    if (length > RCI_NPY_MAX_HEADER - MOST_PREFIX) {
        return damaged(err, LENGTH_AT, RC_ELIMIT, "a header of %zu bytes: at most %zu are read",
                       length, RCI_NPY_MAX_HEADER - MOST_PREFIX);
    }
    if (size != RC_UNKNOWN && length > size - start) {
        return damaged(err, LENGTH_AT, RC_EFORMAT,
                       "a header of %zu bytes in a file that has %llu bytes left: it is truncated",
                       length, (unsigned long long)(size - start));
    }
    return RC_OK;
}

/* ----------------------------------------------------------------- the text */

/* In steps, so that memory is allocated for what is there and not for what is claimed. */
static rc_status read_text(rci_io_source *source, rci_base_bytes *bytes, size_t length,
                           rc_error *err)
{
    enum { STEP = 1 << 16 };
    rc_status status = RC_OK;
    while (status == RC_OK && bytes->length < length) {
        size_t left = length - bytes->length, step = left < STEP ? left : STEP;
        status = rci_base_bytes_reserve(bytes, step, err);
        if (status == RC_OK) {
            status = read_exactly(source, bytes->data + bytes->length, step, err);
        }
        if (status == RC_OK) {
            bytes->length += step;
        }
    }
    return status;
}

/* Python 2 wrote large numbers as 10L: NumPy reads that as 10, in these versions only. A space
   replaces the letter, so that the positions of errors stay right. */
static void blank_long_suffixes(unsigned char *text, size_t n)
{
    unsigned char quote = 0;
    for (size_t i = 0; i < n; i++) {
        if (quote) {
            if (text[i] == '\\') {
                i++;
            } else if (text[i] == quote) {
                quote = 0;
            }
        } else if (text[i] == '\'' || text[i] == '"') {
            quote = text[i];
        } else if (text[i] == 'L' && i > 0 && rci_base_is_digit((char)text[i - 1])) {
            text[i] = ' ';
        }
    }
}

static rc_status latin1_to_utf8(rci_base_bytes *utf8, const unsigned char *latin1, size_t n,
                                rc_error *err)
{
    size_t more = n;
    rc_status status;
    for (size_t i = 0; i < n; i++) {
        more += latin1[i] >> 7;
    }
    status = rci_base_bytes_reserve(utf8, more, err);
    for (size_t i = 0; status == RC_OK && i < n; i++) {
        utf8->length += rci_base_utf8_encode((char *)utf8->data + utf8->length, latin1[i]);
    }
    return status;
}

static rc_status read_latin1(rci_npy_text *text, rci_io_source *source, size_t length,
                             rc_error *err)
{
    rci_base_bytes raw;
    rc_status status;
    rci_base_bytes_init(&raw);
    status = read_text(source, &raw, length, err);
    if (status == RC_OK) {
        blank_long_suffixes(raw.data, raw.length);
        status = latin1_to_utf8(&text->utf8, raw.data, raw.length, err);
    }
    rci_base_bytes_release(&raw);
    return status;
}

rc_status rci_npy_text_read(rci_npy_text *text, rci_io_source *source, rc_error *err)
{
    size_t length = 0;
    rc_status status;
    rci_base_bytes_init(&text->utf8);
    status = read_prefix(text, source, &length, err);
    if (status == RC_OK) {
        status = check_length(source, length, err);
    }
    if (status == RC_OK) {
        status = text->latin1 ? read_latin1(text, source, length, err)
                              : read_text(source, &text->utf8, length, err);
    }
    return status;
}

void rci_npy_text_release(rci_npy_text *text)
{
    rci_base_bytes_release(&text->utf8);
}

uint64_t rci_npy_text_place(const rci_npy_text *text, size_t at)
{
    uint64_t place = text->start + at;
    for (size_t i = 0; text->latin1 && i < at && i < text->utf8.length; i++) {
        place -= (text->utf8.data[i] & 0xC0) == 0x80;
    }
    return place;
}
