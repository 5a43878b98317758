/* Properties of conversion over random values, and every f2 there is. */
#include "test_value.h"

#include "value/value.h"
#include "value/wide.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t state = 42;

/* Marsaglia's xorshift64: the same values in every run. */
static uint64_t random_bits(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static bool is_nan(const rc_value *value)
{
    return (value->type == RC_VALUE_FLOAT && isnan(value->as.f)) ||
           (value->type == RC_VALUE_COMPLEX && (isnan(value->as.c.re) || isnan(value->as.c.im)));
}

/* Cell bytes to a value, its text, and back again: nothing changes. NaNs stay NaNs. */
static void check_round_trip(const rc_dtype *dtype, const void *cell)
{
    size_t size = rc_dtype_itemsize(dtype);
    unsigned char stored[16], parsed[16];
    rc_value value, back;
    char text[128];
    size_t length;
    ck_assert_int_eq(rci_value_load(dtype, cell, &value, NULL), RC_OK);
    ck_assert_int_eq(rci_value_store(dtype, stored, &value, NULL), RC_OK);
    length = rc_value_print(&value, text, sizeof text);
    ck_assert_int_eq(rc_value_parse(text, length, dtype, parsed, &back, NULL), RC_OK);
    if (is_nan(&value)) {
        ck_assert(is_nan(&back));
        return;
    }
    if (memcmp(stored, cell, size) != 0 || memcmp(parsed, cell, size) != 0)
        ck_abort_msg("%s", text);
}

START_TEST(every_f2_round_trips)
{
    rc_dtype *dtypes[] = {test_dtype("<f2"), test_dtype(">f2")};
    for (unsigned bits = 0; bits < 0x10000; bits++) {
        unsigned char cell[2] = {(unsigned char)bits, (unsigned char)(bits >> 8)};
        check_round_trip(dtypes[0], cell);
        check_round_trip(dtypes[1], cell);
    }
    rc_dtype_unref(dtypes[0]);
    rc_dtype_unref(dtypes[1]);
}
END_TEST

START_TEST(random_bytes_round_trip)
{
    static const char *const kinds[] = {
        "i1",      "<i2",    ">i4",    "i8",     "u1", ">u2",    "<u4",        ">u8",
        "<f4",     ">f4",    "<f8",    ">f8",    "V7", "V16",    "<M8[Y]",     ">M8",
        "M8[25s]", "M8[ns]", "M8[as]", ">M8[W]", "m8", "m8[7D]", "m8[1000ms]", "m8[Y]"};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        rc_dtype *dtype = test_dtype(kinds[k]);
        for (int round = 0; round < 3000; round++) {
            uint64_t cell[2] = {random_bits(), random_bits()};
            check_round_trip(dtype, cell);
        }
        rc_dtype_unref(dtype);
    }
}
END_TEST

START_TEST(random_complex_round_trip)
{
    static const char *const kinds[] = {"<c8", ">c8", "<c16", ">c16"};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        rc_dtype *dtype = test_dtype(kinds[k]);
        for (int round = 0; round < 3000; round++) {
            unsigned char cell[16];
            rc_value parts = rc_value_complex(ldexp((double)(int64_t)random_bits(), -70),
                                              ldexp((double)(int64_t)random_bits(), -20));
            ck_assert_int_eq(rc_value_round(&parts, dtype, &parts, NULL), RC_OK);
            ck_assert_int_eq(rci_value_store(dtype, cell, &parts, NULL), RC_OK);
            check_round_trip(dtype, cell);
        }
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* Integers of every size into every integer kind: taken just where they are in range. */
START_TEST(integers_into_integers)
{
    static const char *const kinds[] = {"i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        rc_dtype *dtype = test_dtype(kinds[k]);
        unsigned bits = 8u << (k % 4);
        rci_value_wide low = k < 4 ? -((rci_value_wide)1 << (bits - 1)) : 0;
        rci_value_wide high =
            k < 4 ? ((rci_value_wide)1 << (bits - 1)) - 1 : ((rci_value_wide)1 << bits) - 1;
        for (int round = 0; round < 20000; round++) {
            /* Near a power of two, of either sign. */
            rci_value_wide number =
                ((rci_value_wide)1 << random_bits() % 65) + (int)(random_bits() % 5) - 2;
            rc_value value, back;
            bool fits;
            if (random_bits() % 2)
                number = -number;
            if (number < INT64_MIN || number > UINT64_MAX)
                continue;
            value = number < 0 ? rc_value_int((int64_t)number) : rc_value_uint((uint64_t)number);
            fits = number >= low && number <= high;
            ck_assert_int_eq(rc_value_convert(&value, dtype, NULL, &back, NULL),
                             fits ? RC_OK : RC_ERANGE);
            if (fits)
                ck_assert(back.type == value.type && back.as.u == value.as.u);
        }
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* Integers into floats and back: taken just where the significand is wide enough. */
START_TEST(integers_into_floats)
{
    static const struct {
        const char *dtype;
        int significand;
    } kinds[] = {{"f2", 11}, {"f4", 24}, {"f8", 53}};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        rc_dtype *dtype = test_dtype(kinds[k].dtype), *i8 = test_dtype("i8");
        for (int round = 0; round < 20000; round++) {
            int64_t number = (int64_t)(random_bits() >> (1 + random_bits() % 63));
            rc_value value, back, again;
            uint64_t odd;
            bool exact;
            number &= ~((INT64_C(1) << random_bits() % 60) - 1);
            odd = (uint64_t)number;
            while (odd != 0 && odd % 2 == 0)
                odd /= 2;
            exact = odd >> kinds[k].significand == 0 && (k > 0 || number < 65536);
            value = rc_value_int(random_bits() % 2 ? number : -number);
            ck_assert_int_eq(rc_value_convert(&value, dtype, NULL, &back, NULL),
                             exact ? RC_OK : RC_ERANGE);
            if (exact) {
                ck_assert_int_eq(rc_value_convert(&back, i8, NULL, &again, NULL), RC_OK);
                ck_assert_int_eq(again.as.i, value.as.i);
            }
        }
        rc_dtype_unref(dtype);
        rc_dtype_unref(i8);
    }
}
END_TEST

/* A double into narrower floats: taken just where it comes back the same; rounded, it is always
 * taken, and no neighbour is nearer. */
START_TEST(floats_into_floats)
{
    rc_dtype *f4 = test_dtype("f4"), *f2 = test_dtype("f2");
    for (int round = 0; round < 50000; round++) {
        double f = ldexp((double)(int64_t)random_bits(), -(int)(random_bits() % 100) - 20);
        rc_value value, back;
        rc_status status;
        if (random_bits() % 2)
            f = (double)(float)f;
        value = rc_value_float(f);
        status = rc_value_convert(&value, f4, NULL, &back, NULL);
        ck_assert_int_eq(status == RC_OK, (double)(float)f == f);
        if (status == RC_OK)
            ck_assert(back.as.f == f);
        ck_assert_int_eq(rc_value_round(&value, f4, &back, NULL), RC_OK);
        ck_assert(back.as.f == (double)(float)f);
        if (fabs(f) < 65000) {
            double unit = ldexp(1, fabs(f) < 0x1p-14 ? -24 : ilogb(f) - 10);
            ck_assert_int_eq(rc_value_round(&value, f2, &back, NULL), RC_OK);
            ck_assert(fabs(back.as.f - f) <= unit / 2);
        }
    }
    rc_dtype_unref(f4);
    rc_dtype_unref(f2);
}
END_TEST

/* Text through U in both orders, S and V, at random lengths. */
START_TEST(random_texts)
{
    for (int round = 0; round < 3000; round++) {
        static const char *const pieces[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
        char text[64] = "";
        size_t characters = 0;
        while (random_bits() % 8 != 0 && characters < 10) {
            strcat(text, pieces[random_bits() % 4]);
            characters++;
        }
        check_taken(rc_value_string(text), "S40", text);
        check_taken(rc_value_string(text), "U10", text);
    }
}
END_TEST

/* Whatever is read as a value has a text that is read as the same one. The alphabet is what the
 * forms are made of, so that a good part of the texts means something. */
START_TEST(texts_of_any_kind)
{
    static const char alphabet[] = "0123456789-+:.TZ eEjNafist(\xC3\xA9/";
    static const char *const forms[] = {"",     "2020-02-29T13:59:59.123", "-12.5e-3", "(1+2j)",
                                        "25 s", "18446744073709551615",    "infinity", "true"};
    static const char *const kinds[] = {"?",       "i1",     "i8", "u8",    "f2",   "f4", "f8",
                                        "c8",      "c16",    "S9", "U9",    "V2",   "M8", "M8[D]",
                                        "M8[25s]", "M8[ns]", "m8", "m8[h]", "m8[Y]"};
    int taken = 0;
    for (int round = 0; round < 60000; round++) {
        rc_dtype *dtype = test_dtype(kinds[random_bits() % COUNT(kinds)]);
        const char *form = forms[random_bits() % COUNT(forms)];
        size_t length = strlen(form), size = rc_dtype_itemsize(dtype), n;
        char text[32], again[128], cell[64], same[64];
        rc_value value;
        memcpy(text, form, length + 1);
        for (uint64_t edits = random_bits() % 4; edits > 0; edits--) {
            size_t at = (size_t)random_bits() % (length + 1);
            text[at] = alphabet[random_bits() % (sizeof alphabet - 1)];
            length += at == length && length < sizeof text - 1;
        }
        n = (size_t)random_bits() % 8 ? length : length / 2;
        if (rc_value_parse(text, n, dtype, cell, &value, NULL) == RC_OK) {
            taken++;
            if (value.type != RC_VALUE_BYTES && !is_nan(&value)) {
                length = rc_value_print(&value, again, sizeof again);
                ck_assert_int_eq(rc_value_parse(again, length, dtype, same, &value, NULL), RC_OK);
                ck_assert_msg(memcmp(cell, same, size) == 0, "%.*s", (int)n, text);
            }
        }
        rc_dtype_unref(dtype);
    }
    ck_assert_int_gt(taken, 5000);
}
END_TEST

runner_suite_fn suite_value_random;

Suite *suite_value_random(void)
{
    Suite *suite = suite_create("value_random");
    TCase *tc = tcase_create("value_random");
    tcase_add_test(tc, every_f2_round_trips);
    tcase_add_test(tc, random_bytes_round_trip);
    tcase_add_test(tc, random_complex_round_trip);
    tcase_add_test(tc, integers_into_integers);
    tcase_add_test(tc, integers_into_floats);
    tcase_add_test(tc, floats_into_floats);
    tcase_add_test(tc, random_texts);
    tcase_add_test(tc, texts_of_any_kind);
    suite_add_tcase(suite, tc);
    return suite;
}
