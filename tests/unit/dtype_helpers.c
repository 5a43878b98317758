/* What the suites about dtypes and notations share. */
#include "dtype_helpers.h"

#include <string.h>

static rc_dtype *parse(const char *text, rc_align align)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse_n(text, strlen(text), align, &err);
    if (!dtype) {
        ck_abort_msg("%s: byte %llu: %s", text, (unsigned long long)err.byte, err.message);
    }
    return dtype;
}

rc_dtype *test_parse(const char *text)
{
    return parse(text, RC_PACKED);
}

rc_dtype *test_parse_aligned(const char *text)
{
    return parse(text, RC_ALIGNED);
}

void test_prints(const rc_dtype *dtype, rc_notation notation, const char *expected)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_text(dtype, notation, &err);
    if (!text) {
        ck_abort_msg("not printed (%s); expected %s", err.message, expected);
    }
    ck_assert_str_eq(text, expected);
    rc_text_free(text);
}

void test_same(const rc_dtype *a, const rc_dtype *b)
{
    size_t i;
    ck_assert(rc_dtype_equal(a, b));
    ck_assert(rc_dtype_equal(b, a));
    ck_assert_int_eq(rc_dtype_is_aligned(a), rc_dtype_is_aligned(b));
    ck_assert_uint_eq(rc_dtype_alignment(a), rc_dtype_alignment(b));
    for (i = 0; i < rc_dtype_nfields(a); i++) {
        rc_field_info x, y;
        ck_assert_int_eq(rc_dtype_field(a, i, &x, NULL), RC_OK);
        ck_assert_int_eq(rc_dtype_field(b, i, &y, NULL), RC_OK);
        test_same(x.dtype, y.dtype);
    }
    if (rc_dtype_element(a)) {
        test_same(rc_dtype_element(a), rc_dtype_element(b));
    }
}
