// rowcol::value: made from C++ values, and converted to them.
#include "cxx_test.hpp"

#include <complex>
#include <limits>

namespace
{

void test_making()
{
    using rowcol::value;
    ok(value().is_null() && value(std::nullopt).is_null() && value(std::optional<int>()).is_null(),
       "null");
    const char *none = nullptr;
    ok(value(none).is_null(), "a NULL string is null");
    ok(value(true).type() == RC_VALUE_BOOL && value(true).get().as.boolean == 1, "bool");
    ok(value(-3).type() == RC_VALUE_INT && value(-3).get().as.i == -3, "int");
    ok(value(static_cast<unsigned char>(200)).get().as.i == 200, "unsigned char is a number");
    ok(value(UINT64_MAX).type() == RC_VALUE_UINT && value(UINT64_MAX).get().as.u == UINT64_MAX,
       "uint64 over INT64_MAX");
    ok(value(static_cast<std::uint64_t>(INT64_MAX)).type() == RC_VALUE_INT, "uint64 in int64");
    ok(value(std::optional<int>(5)).get().as.i == 5, "an optional with a value");
    same_text(value(0.1f).print(), "0.1", "a float prints as a float");
    same_text(value(0.1).print(), "0.1", "a double as a double");
    same_text(value(static_cast<double>(0.1f)).print(), "0.10000000149011612",
              "the double of a float has more digits");
    same_text(value(std::complex<float>(0.1f, -2)).print(), "(0.1-2.0j)", "complex");
    same_text(value(std::string("a\0b", 3)).print(), std::string_view("a\0b", 3), "text with NUL");
    same_text(value("text").print(), "text", "text");
    same_text(value("").print(), "", "empty text");
    same_text(value(std::string_view()).as<std::string>(), "", "an empty view is text");
    same_text(value::bytes("\x01\xff", 2).print(), "01ff", "bytes");
    same_text(value::datetime(86400, RC_UNIT_s).print(), "1970-01-02T00:00:00", "datetime");
    same_text(value::timedelta(2, RC_UNIT_s, 25).print(), "50 s", "timedelta");
    same_text(value::datetime(RC_NAT, RC_UNIT_D).print(), "NaT", "NaT");
    same_text(value().print(), "null", "null prints");
    static_assert(!std::is_convertible_v<char, value> && !std::is_convertible_v<int *, value> &&
                      !std::is_convertible_v<long double, value>,
                  "characters, pointers and long double are not values");
}

void test_numbers()
{
    using rowcol::value;
    ok(value(127).as<std::int8_t>() == 127 && value(-128).as<std::int8_t>() == -128, "int8");
    throws(RC_ERANGE, "128 is not an int8", [] { value(128).as<std::int8_t>(); });
    ok(value(UINT64_MAX).as<std::uint64_t>() == UINT64_MAX, "uint64");
    ok(value(UINT64_MAX).as<unsigned long long>() == UINT64_MAX, "unsigned long long");
    ok(value(7).as<std::uint64_t>() == 7, "a small uint64");
    throws(RC_ERANGE, "UINT64_MAX is not an int64", [] { value(UINT64_MAX).as<std::int64_t>(); });
    throws(RC_ERANGE, "-1 is not unsigned", [] { value(-1).as<unsigned>(); });
    ok(value(2.0).as<int>() == 2 && value(true).as<int>() == 1 && value("12").as<int>() == 12,
       "what a field takes");
    throws(RC_ETYPE, "2.5 is not an int", [] { value(2.5).as<int>(); });
    throws(RC_ESYNTAX, "x is not an int", [] { value("x").as<int>(); });
    ok(value(0.5).as<float>() == 0.5f && value(1).as<double>() == 1.0, "floats");
    throws(RC_ERANGE, "0.1 is not a float", [] { value(0.1).as<float>(); });
    ok(value(1).as<bool>() && !value("false").as<bool>(), "bool");
    throws(RC_ERANGE, "2 is not a bool", [] { value(2).as<bool>(); });
    ok(value(std::complex<double>(1, 2)).as<std::complex<float>>() == std::complex<float>(1, 2),
       "complex");
    ok(!value().as<std::optional<int>>() && value(4).as<std::optional<int>>() == 4, "optional");
    throws(RC_ETYPE, "null is not an int", [] { value().as<int>(); });
}

void test_text()
{
    using rowcol::value;
    same_text(value("ab").as<std::string_view>(), "ab", "text as a view");
    same_text(value::bytes("\xff", 1).as<std::string>(), "\xff", "bytes as they are");
    same_text(value("x").as<std::optional<std::string>>().value(), "x", "an optional string");
    throws(
        RC_ETYPE, "a number is not text", [] { value(1).as<std::string>(); }, "print");
    throws(
        RC_ETYPE, "null is not text", [] { value().as<std::string_view>(); }, "null");
    rowcol::store store(rowcol::dtype("u:U4"), 1);
    store.set(0, "u", "\xc3\xa9t");
    same_text(store.get<std::string>(0, "u"), "\xc3\xa9t", "code points as UTF-8");
    throws(RC_ETYPE, "code points have no view", [&] { store.get<std::string_view>(0, "u"); });
}

} // namespace

void test_value()
{
    test_making();
    test_numbers();
    test_text();
}
