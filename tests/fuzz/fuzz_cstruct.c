/* Descriptions of C structs out of arbitrary bytes: entries of every role, most of them wrong. What
   is described has fields inside the struct that do not overlap, and can be printed. */
#include "fuzz.h"

#include <rowcol.h>
#include <string.h>

const char fuzz_corpus[] = "cstruct";

enum { ENTRIES = 12, BYTES = 8 };

static rc_dtype *nested(rc_error *err)
{
    return rc_dtype_parse("a:i4, b:S4", err);
}

static rc_dtype *failing(rc_error *err)
{
    return rc_dtype_parse("a:nothing", err);
}

/* An entry from eight bytes. */
static rc_c_entry entry_from(const uint8_t *bytes)
{
    static const char *const names[] = {"a", "b", "c", "", "a b", "\xff", NULL, "d"};
    static const char *const texts[] = {"i4", "M8[s]", "2f8", "{x:i1, y:i2}", "", NULL, "c", "str"};
    rc_c_entry entry;
    memset(&entry, 0, sizeof entry);
    entry.role = (rc_c_role)(bytes[0] % 8);
    entry.member = names[bytes[1] % 8];
    entry.text = texts[bytes[2] % 8];
    entry.offset = bytes[3] == 0xFF ? SIZE_MAX : bytes[3];
    entry.size = bytes[4] == 0xFF ? SIZE_MAX : bytes[4];
    entry.kind = (bytes[5] & 0x3F) | (bytes[5] & 0x40 ? RC_C_ARRAY : 0);
    entry.ndim = bytes[6] % 5;
    entry.shape[0] = bytes[6] >> 4;
    entry.shape[1] = bytes[7] & 0x0F;
    entry.nested = bytes[7] >> 6 == 0 ? NULL : bytes[7] >> 6 == 1 ? failing : nested;
    return entry;
}

static void check_described(const rc_dtype *dtype, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err);
    rc_dtype *back = text ? rc_dtype_parse(text, &err) : NULL;
    FUZZ_CHECK(rc_dtype_itemsize(dtype) == size);
    FUZZ_CHECK(back && rc_dtype_equal(back, dtype));
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info info;
        FUZZ_CHECK(rc_dtype_field(dtype, i, &info, NULL) == RC_OK);
        FUZZ_CHECK(info.offset + rc_dtype_itemsize(info.dtype) <= size);
    }
    rc_text_free(rc_dtype_c_text(dtype, "t", NULL));
    rc_text_free(text);
    rc_dtype_unref(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    rc_c_entry entries[ENTRIES];
    rc_dtype *dtype;
    size_t n = 0, bytes;
    if (size == 0) {
        return 0;
    }
    bytes = data[0];
    for (size_t at = 1; at + BYTES <= size && n < ENTRIES; at += BYTES) {
        entries[n++] = entry_from(data + at);
    }
    dtype = rc_dtype_from_c("struct t", bytes, entries, n, &err);
    FUZZ_CHECK((dtype != NULL) == (err.status == RC_OK));
    if (dtype) {
        check_described(dtype, bytes);
    } else {
        FUZZ_CHECK(err.message[0]);
    }
    rc_dtype_unref(dtype);
    return 0;
}
