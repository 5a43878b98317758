/*
 * format/npy/header_write.c - the header of a .npy file to be written, and what a .npy file cannot
 * hold.
 */
#include "format/npy/header.h"

#include "base/error.h"
#include "base/text_builder.h"

#include <rowcol/npy.h>
#include <stdio.h>
#include <string.h>

/* The records start at a multiple of this. */
enum { ALIGN = 64 };

/* NumPy reserves space for a first dimension of this many digits, so that an array in a file can
   grow without moving. */
enum { GROWTH_DIGITS = 21 };

/* ----------------------------------------------------- what it cannot hold */

/* The dotted path of the field that is being checked. */
typedef struct path {
    char text[sizeof((rc_error *)0)->field];
    size_t length;
} path;

static rc_status refuse(const path *at, const char *why, rc_error *err)
{
    rci_base_fail(err, RC_EUNSUPPORTED, "%s", why);
    if (at->length) {
        rci_base_error_field(err, at->text);
    }
    return RC_EUNSUPPORTED;
}

static rc_status check_dtype(const rc_dtype *dtype, path *at, rc_error *err);

static rc_status check_field(const rc_dtype *dtype, size_t i, path *at, rc_error *err)
{
    rc_field_info info;
    size_t before = at->length;
    rc_status status = rc_dtype_field(dtype, i, &info, err);
    int n;
    if (status != RC_OK) {
        return status;
    }
    n = snprintf(at->text + before, sizeof at->text - before, "%s%s", before ? "." : "", info.name);
    at->length += n > 0 ? (size_t)n : 0;
    if (at->length >= sizeof at->text) {
        at->length = sizeof at->text - 1;
    }
    status = info.nullable ? refuse(at,
                                    "a .npy file cannot hold a field that may be null, which the "
                                    "\"?\" of its type allows",
                                    err)
                           : check_dtype(info.dtype, at, err);
    at->length = before;
    at->text[before] = '\0';
    return status;
}

static rc_status check_dtype(const rc_dtype *dtype, path *at, rc_error *err)
{
    rc_status status = RC_OK;
    switch (rc_dtype_kind(dtype)) {
    case RC_STR:
        return refuse(at,
                      "a .npy file cannot hold a str, because its records are all of one size; "
                      "it holds S<n> (bytes) and U<n> (characters)",
                      err);
    case RC_SUBARRAY:
        return check_dtype(rc_dtype_element(dtype), at, err);
    case RC_STRUCT:
        for (size_t i = 0; status == RC_OK && i < rc_dtype_nfields(dtype); i++) {
            status = check_field(dtype, i, at, err);
        }
        return status;
    default:
        return RC_OK;
    }
}

rc_status rci_npy_can_hold(const rc_dtype *dtype, rc_error *err)
{
    path at = {"", 0};
    return check_dtype(dtype, &at, err);
}

/* ------------------------------------------------------------------ the text */

/* Returns how many digits it has. */
static size_t put_number(rci_base_text_builder *out, uint64_t number)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    rci_base_put_n(out, digits, (size_t)n);
    return (size_t)n;
}

static void put_descr(rci_base_text_builder *out, const rc_dtype *dtype)
{
    rc_error inner = RC_ERROR_INIT;
    char *descr = rc_dtype_text(dtype, RC_NOTATION_DESCR, &inner);
    if (descr) {
        rci_base_put(out, descr);
        rc_text_free(descr);
    } else if (out->status == RC_OK) {
        out->status = rci_base_fail(out->err, inner.status, "%s", inner.message);
        rci_base_error_field(out->err, inner.field);
    }
}

/* The dictionary as Python prints it, and spaces so that the number of records can grow. */
static void put_dictionary(rci_base_text_builder *out, const rc_dtype *dtype, uint64_t records)
{
    const rc_dtype *element = rc_dtype_element(dtype);
    const size_t *shape = rc_dtype_shape(dtype);
    size_t ndim = rc_dtype_ndim(dtype), digits;
    rci_base_put(out, "{'descr': ");
    put_descr(out, element ? element : dtype);
    rci_base_put(out, ", 'fortran_order': False, 'shape': (");
    digits = put_number(out, records);
    for (size_t i = 0; i < ndim; i++) {
        rci_base_put(out, ", ");
        rci_base_put_size(out, shape[i]);
    }
    rci_base_put(out, ndim ? "), }" : ",), }");
    for (size_t i = digits; i < GROWTH_DIGITS; i++) {
        rci_base_put(out, " ");
    }
}

/* --------------------------------------------------------- version and bytes */

/* How the text is put into a file: the version of the format, and what surrounds the text. */
typedef struct frame {
    unsigned char version;
    size_t width;  /* bytes of the length */
    size_t length; /* of the text as it is encoded in this version */
    size_t padding;
} frame;

/* Spaces so that, with the newline after them, the records start at a multiple of ALIGN. There is
   always at least one, as in NumPy. */
static void set_padding(frame *f)
{
    f->padding = ALIGN - (RCI_NPY_MAGIC_SIZE + 2 + f->width + f->length + 1) % ALIGN;
}

/* The oldest version that can hold it: 1.0 for up to 65535 bytes, 2.0 for more, 3.0 for characters
   that one byte cannot hold. */
static frame choose_frame(const rci_base_bytes *utf8)
{
    frame f = {1, 2, 0, 0};
    for (size_t i = 0; i < utf8->length; i++) {
        f.length += (utf8->data[i] & 0xC0) != 0x80;
        f.version = utf8->data[i] > 0xC3 ? 3 : f.version;
    }
    f.length = f.version == 3 ? utf8->length : f.length;
    set_padding(&f);
    if (f.version == 1 && f.length + f.padding + 1 > UINT16_MAX) {
        f.version = 2;
    }
    f.width = f.version == 1 ? 2 : 4;
    set_padding(&f);
    return f;
}

static unsigned char *copy_text(unsigned char *to, const rci_base_bytes *utf8, const frame *f)
{
    if (f->version == 3) {
        memcpy(to, utf8->data, utf8->length);
        return to + utf8->length;
    }
    for (size_t i = 0; i < utf8->length; i++) {
        unsigned char c = utf8->data[i];
        if (c >= 0x80) {
            i++;
            c = (unsigned char)(c << 6 | (utf8->data[i] & 0x3F));
        }
        *to++ = c;
    }
    return to;
}

static rc_status put_frame(rci_base_bytes *out, const rci_base_bytes *utf8, rc_error *err)
{
    frame f = choose_frame(utf8);
    size_t text_size = f.length + f.padding + 1;
    size_t size = RCI_NPY_MAGIC_SIZE + 2 + f.width + text_size;
    unsigned char *to;
    rc_status status;
    if (size > RCI_NPY_MAX_HEADER) {
        return rci_base_fail(err, RC_ELIMIT, "a .npy header of %zu bytes: at most %zu are written",
                             size, RCI_NPY_MAX_HEADER);
    }
    status = rci_base_bytes_reserve(out, size, err);
    if (status != RC_OK) {
        return status;
    }
    to = out->data + out->length;
    memcpy(to, RCI_NPY_MAGIC, RCI_NPY_MAGIC_SIZE);
    to += RCI_NPY_MAGIC_SIZE;
    *to++ = f.version;
    *to++ = 0;
    for (size_t i = 0; i < f.width; i++) {
        *to++ = (unsigned char)(text_size >> (8 * i));
    }
    to = copy_text(to, utf8, &f);
    memset(to, ' ', f.padding);
    to[f.padding] = '\n';
    out->length += size;
    return RC_OK;
}

rc_status rci_npy_header_write(rci_base_bytes *out, const rc_dtype *dtype, uint64_t records,
                               rc_error *err)
{
    rci_base_text_builder text;
    rc_status status;
    rci_base_text_builder_init(&text, err);
    put_dictionary(&text, dtype, records);
    status = text.status;
    if (status == RC_OK) {
        status = put_frame(out, &text.bytes, err);
    }
    rci_base_bytes_release(&text.bytes);
    return status;
}

char *rc_npy_header(const rc_dtype *dtype, uint64_t records, size_t *size, rc_error *err)
{
    rci_base_bytes out;
    char *header = NULL;
    if (!dtype || !size) {
        rci_base_fail(err, RC_EARG, "no %s", dtype ? "place for the size" : "dtype");
        return NULL;
    }
    rci_base_bytes_init(&out);
    if (rci_npy_can_hold(dtype, err) == RC_OK &&
        rci_npy_header_write(&out, dtype, records, err) == RC_OK) {
        header = rci_base_text_copy((const char *)out.data, out.length, err);
    }
    if (header) {
        *size = out.length;
    }
    rci_base_bytes_release(&out);
    return header;
}
