/* number/charconv.cc - <charconv> as plain C functions; the only C++ file of the library. */
#include "number/charconv.h"

#include <charconv>
#include <system_error>

double rci_number_charconv_read_f8(const char *p, const char *end, double beyond)
{
    double value = beyond;
    return std::from_chars(p, end, value).ec == std::errc() ? value : beyond;
}

float rci_number_charconv_read_f4(const char *p, const char *end, float beyond)
{
    float value = beyond;
    return std::from_chars(p, end, value).ec == std::errc() ? value : beyond;
}

char *rci_number_charconv_print_places(char *out, double value, int places)
{
    return std::to_chars(out, out + places + 8, value, std::chars_format::scientific, places).ptr;
}

char *rci_number_charconv_print_integral(char *out, double value)
{
    return std::to_chars(out, out + 309, value, std::chars_format::fixed, 0).ptr;
}
