/* number/number.h: f2 to and from the wider floats. */
#include "test_number.h"

#include "number/number.h"
#include <math.h>
#include <stdbool.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* The value of finite f2 bits, by the definition of the format. */
static double defined_value(uint16_t bits)
{
    int biased = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double magnitude = biased == 0 ? ldexp(fraction, -24) : ldexp(fraction + 1024, biased - 25);
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

START_TEST(all_f2_to_wider_and_back)
{
    for (uint32_t i = 0; i <= 0xFFFF; i++) {
        uint16_t bits = (uint16_t)i;
        double f8 = rci_number_f2_to_f8(bits);
        float f4 = rci_number_f8_to_f4(f8, NULL);
        bool overflow = true;
        uint16_t quiet;
        if ((bits & 0x7C00) != 0x7C00) {
            EXPECT(bits_of_f8(f8) == bits_of_f8(defined_value(bits)), "%04x", bits);
        } else if ((bits & 0x3FF) == 0) {
            EXPECT(f8 == ((bits & 0x8000) != 0 ? -HUGE_VAL : HUGE_VAL), "%04x", bits);
        } else {
            EXPECT(isnan(f8) && isnan(f4) && signbit(f8) == (bits & 0x8000 ? signbit(-1.0) : 0),
                   "%04x", bits);
        }
        EXPECT(isnan(f8) || bits_of_f4(f4) == bits_of_f4((float)f8), "%04x", bits);
        /* A quiet NaN comes back unchanged, a signalling one as a quiet one. */
        quiet = isnan(f8) ? bits | 0x200 : bits;
        EXPECT(rci_number_f8_to_f2(f8, &overflow) == quiet, "%04x", bits);
        EXPECT(!overflow, "%04x", bits);
        overflow = true;
        EXPECT(rci_number_f8_to_f2(f4, &overflow) == quiet, "%04x", bits);
        EXPECT(!overflow, "%04x", bits);
    }
}
END_TEST

/* The midpoint of two adjacent f2 rounds to the even one, and the f8 next to it to the nearer one.
 */
START_TEST(all_middles)
{
    for (uint16_t below = 0; below < 0x7C00; below++) {
        uint16_t above = below + 1, even = below & 1 ? above : below;
        double step = below == 0x7BFF ? 32 : defined_value(above) - defined_value(below);
        double middle = defined_value(below) + (below == 0x7BFF ? 16 : step / 2);
        bool overflow;
        EXPECT(rci_number_f8_to_f2(middle, &overflow) == even, "%04x", below);
        EXPECT(overflow == (even == 0x7C00), "%04x", below);
        EXPECT(rci_number_f8_to_f2(nextafter(middle, 0), &overflow) == below, "%04x", below);
        EXPECT(!overflow, "%04x", below);
        EXPECT(rci_number_f8_to_f2(nextafter(middle, 1e6), &overflow) == above, "%04x", below);
        EXPECT(overflow == (above == 0x7C00), "%04x", below);
        EXPECT(rci_number_f8_to_f2(-middle, NULL) == (even | 0x8000), "%04x", below);
        EXPECT(rci_number_f8_to_f2((float)middle, NULL) == even, "%04x", below);
        EXPECT(rci_number_f8_to_f2(nextafterf((float)middle, 0), NULL) == below, "%04x", below);
        EXPECT(rci_number_f8_to_f2(nextafterf((float)middle, 1e6F), NULL) == above, "%04x", below);
    }
}
END_TEST

START_TEST(extremes)
{
    static const struct {
        double value;
        uint16_t bits;
        bool overflow;
    } cases[] = {
        {1e300, 0x7C00, true},      {-1e300, 0xFC00, true},     {65536, 0x7C00, true},
        {HUGE_VAL, 0x7C00, false},  {-HUGE_VAL, 0xFC00, false}, {5e-324, 0, false},
        {-5e-324, 0x8000, false},   {1e-8, 0, false},           {-0.0, 0x8000, false},
        {0x1.8p-25, 0x0001, false},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        bool overflow;
        ck_assert_uint_eq(rci_number_f8_to_f2(cases[i].value, &overflow), cases[i].bits);
        ck_assert_uint_eq(overflow, cases[i].overflow);
    }
    /* A NaN whose payload has only bits that f2 lacks does not become an infinity. */
    ck_assert_uint_eq(rci_number_f8_to_f2(f8_of_bits(UINT64_C(0x7FF0000000000001)), NULL), 0x7E00);
    ck_assert_uint_eq(rci_number_f8_to_f2(f8_of_bits(UINT64_C(0xFFF8000000000000)), NULL), 0xFE00);
}
END_TEST

Suite *suite_number_half(void)
{
    Suite *suite = suite_create("number_half");
    TCase *tc = tcase_create("number_half");
    tcase_add_test(tc, all_f2_to_wider_and_back);
    tcase_add_test(tc, all_middles);
    tcase_add_test(tc, extremes);
    suite_add_tcase(suite, tc);
    return suite;
}
