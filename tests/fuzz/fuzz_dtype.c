/* Dtypes in every notation out of arbitrary text. The first byte chooses the notation, the rest is
   the text. What is accepted must be printed and read back the same. */
#include "fuzz.h"

#include <rowcol.h>
#include <string.h>

const char fuzz_corpus[] = "dtype";

enum { NOTATIONS = RC_NOTATION_JSON_SCHEMA + 1 };

static rc_dtype *parse(const uint8_t *data, size_t size, rc_error *err)
{
    const char *text = (const char *)data + 1;
    rc_align align = data[0] & 0x80 ? RC_ALIGNED : RC_PACKED;
    int notation = (data[0] & 0x7F) % NOTATIONS;
    return notation == RC_NOTATION_C /* cannot be read: any notation, in its place */
               ? rc_dtype_parse_n(text, size - 1, align, err)
               : rc_dtype_parse_as(text, size - 1, (rc_notation)notation, align, err);
}

static void check_round_trip(const rc_dtype *dtype, rc_notation notation)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_text(dtype, notation, &err);
    int lossless = notation == RC_NOTATION_COMPACT || notation == RC_NOTATION_JSON;
    int recognised = lossless || notation == RC_NOTATION_JSON_SCHEMA;
    rc_dtype *back;
    FUZZ_CHECK(text || (!lossless && err.status == RC_EUNSUPPORTED && err.message[0]));
    if (!text) {
        return;
    }
    back = rc_dtype_parse_as(text, strlen(text), notation, RC_PACKED, &err);
    FUZZ_CHECK(back && rc_dtype_equal(back, dtype) && rc_dtype_hash(back) == rc_dtype_hash(dtype));
    FUZZ_CHECK(!lossless || rc_dtype_alignment(back) == rc_dtype_alignment(dtype));
    rc_dtype_unref(back);
    if (recognised) {
        back = rc_dtype_parse(text, &err);
        FUZZ_CHECK(back && rc_dtype_equal(back, dtype));
        rc_dtype_unref(back);
    }
    rc_text_free(text);
}

static void check_edits(const rc_dtype *dtype)
{
    rc_dtype *aligned = rc_dtype_repack(dtype, RC_ALIGNED, 1, NULL);
    rc_dtype *big = rc_dtype_with_order(dtype, RC_ORDER_BIG, NULL);
    FUZZ_CHECK(!aligned || rc_dtype_equivalent(aligned, dtype));
    FUZZ_CHECK(big && rc_dtype_equivalent(big, dtype));
    FUZZ_CHECK(rc_dtype_can_cast(dtype, dtype) == RC_CAST_EXACT);
    rc_text_free(rc_dtype_c_text(dtype, NULL, NULL));
    rc_dtype_unref(rc_dtype_promote(dtype, dtype, NULL));
    rc_dtype_unref(aligned);
    rc_dtype_unref(big);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype;
    int notation;
    if (size == 0) {
        return 0;
    }
    dtype = parse(data, size, &err);
    FUZZ_CHECK((dtype != NULL) == (err.status == RC_OK));
    if (!dtype) {
        FUZZ_CHECK(err.message[0] && err.byte < size);
        return 0;
    }
    FUZZ_CHECK(rc_dtype_itemsize(dtype) <= (size_t)RC_MAX_ITEMSIZE);
    for (notation = 0; notation < NOTATIONS; notation++) {
        if (notation != RC_NOTATION_C) {
            check_round_trip(dtype, (rc_notation)notation);
        }
    }
    check_edits(dtype);
    rc_dtype_unref(dtype);
    return 0;
}
