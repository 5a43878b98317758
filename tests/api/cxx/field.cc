// rowcol::view and rowcol::field: numbers, times, subarrays, text, any kind.
#include "cxx_test.hpp"

#include <algorithm>
#include <array>
#include <complex>
#include <cstring>
#include <numeric>
#include <vector>

namespace
{

/* Records of the host's byte order. */
void test_numbers_in_rows()
{
    rowcol::store store(rowcol::dtype("a:i1, y:i4"), 3);
    rowcol::field<std::int32_t> y = store.field<std::int32_t>("y");
    ok(y.size() == 3 && y.stride() == 5 && !y.empty(), "a packed field has a stride");
    y.set(0, 1);
    y[1] = -2;
    y[2] = y[0];
    y[2] += 6;
    std::int32_t cell;
    const unsigned char *bytes = static_cast<unsigned char *>(rc_store_data(store.get()));
    const std::int32_t expected[] = {1, -2, 7};
    bool same = true;
    for (std::size_t i = 0; i < 3; i++) {
        std::memcpy(&cell, bytes + 5 * i + 1, 4);
        same = same && cell == expected[i] && y[i] == expected[i] && y.get(i) == expected[i] &&
               bytes[5 * i] == 0;
    }
    ok(same, "set and assignment write the cells, and no other byte");
    ok(y.data() == nullptr, "it is not a plain array");
    throws(
        RC_ETYPE, "and not contiguous", [&] { y.contiguous(); }, "columns");
    const rowcol::store &reading = store;
    rowcol::view<std::int32_t> v = reading.view<std::int32_t>("y");
    ok(std::accumulate(v.begin(), v.end(), 0) == 6, "a view is read by an algorithm");
    y[0] *= 9;
    y[1] -= 4;
    y[2] /= 2;
    ok(v[0] == 9 && v[1] == -6 && v[2] == 3, "a view sees what is written; *=, -=, /=");
    rowcol::field<signed char> a = store.field<signed char>("a");
    a[0] = 100;
    a[0] += 20;
    ok(a[0] == 120, "a narrow cell");
}

void test_numbers_in_columns()
{
    rowcol::store store(rowcol::dtype("a:i1, y:f8"), 4, RC_COLUMNS);
    rowcol::field<double> y = store.field<double>("y");
    double *plain = y.data();
    rowcol::span<double> span = y.contiguous();
    ok(plain && span.data() == plain && span.size() == 4, "a column is a plain array");
    rc_f8_field c;
    ok(rc_store_f8(store.get(), "y", &c, nullptr) == RC_OK && rc_f8_data(c) == plain,
       "the one of the C API");
    std::iota(span.begin(), span.end(), 0.5);
    ok(y[3] == 3.5 && store.view<double>("y").data() == plain, "which field and view read");
    std::reverse(y.begin(), y.end());
    ok(span[0] == 3.5 && span[3] == 0.5, "std::reverse");
    std::sort(y.begin(), y.end());
    ok(span[0] == 0.5 && span[1] == 1.5 && span[2] == 2.5 && span[3] == 3.5, "std::sort");
    for (auto &&cell : y) {
        cell = cell * 2;
    }
    ok(span[0] == 1.0 && span[3] == 7.0, "a loop writes");
    y[0] = y[3];
    ok(span[0] == 7.0 && span[3] == 7.0, "a cell is assigned to another");
    swap(y[1], y[2]);
    ok(span[1] == 5.0 && span[2] == 3.0, "swap");
    auto it = y.begin();
    ok(it[1] == 5.0 && *(it + 2) == 3.0 && *(2 + it) == 3.0 && y.end() - it == 4 && it < y.end() &&
           y.end() > it && it <= it && it >= it && *(y.end() - 1) == 7.0,
       "iterators of random access");
    auto old = it++;
    ok(*old == 7.0 && *it == 5.0 && *--it == 7.0 && it-- == old && it + 1 == old, "++ and --");
    ok(rowcol::store(rowcol::dtype("y:f8"), 0).view<double>("y").contiguous().empty(),
       "no records are contiguous");
}

template <class T> bool round_trips(const char *kind, T value)
{
    for (rc_layout layout : {RC_ROWS, RC_COLUMNS}) {
        rowcol::store store(rowcol::dtype(std::string("pad:i1, x:") + kind), 2, layout);
        store.field<T>("x").set(1, value);
        T expected[2] = {T(), value};
        rc_view c;
        if (rc_store_view(store.get(), "x", &c, nullptr) != RC_OK) {
            return false;
        }
        for (std::size_t i = 0; i < 2; i++) {
            if (std::memcmp(c.data + static_cast<std::ptrdiff_t>(i) * c.stride, &expected[i],
                            sizeof(T)) != 0 ||
                store.view<T>("x")[i] != expected[i]) {
                return false;
            }
        }
    }
    return true;
}

void test_every_type()
{
    ok(round_trips<std::int8_t>("i1", -128) && round_trips<std::int16_t>("i2", -32768) &&
           round_trips<std::int32_t>("i4", INT32_MIN) && round_trips<std::int64_t>("i8", INT64_MIN),
       "signed integers");
    ok(round_trips<std::uint8_t>("u1", 255) && round_trips<std::uint16_t>("u2", 65535) &&
           round_trips<std::uint32_t>("u4", UINT32_MAX) &&
           round_trips<std::uint64_t>("u8", UINT64_MAX),
       "unsigned integers");
    ok(round_trips<long long>("i8", -5) && round_trips<long>("i8", -5), "long and long long");
    ok(round_trips<float>("f4", 0.1f) && round_trips<double>("f8", 0.1), "floats");
    ok(round_trips<std::complex<float>>("c8", {1, 2}) &&
           round_trips<std::complex<double>>("c16", {1, 2}),
       "complex");
    ok(round_trips<bool>("bool", true), "bool");
    ok(round_trips<rowcol::datetime>("M8[ms]", {12345}) &&
           round_trips<rowcol::timedelta>("m8[D]", {-1}),
       "times");
    ok(round_trips<std::array<std::int16_t, 6>>("(2,3)i2", {1, 2, 3, 4, 5, 6}), "subarrays");
    ok(rowcol::datetime{RC_NAT}.is_nat() && !rowcol::datetime{0}.is_nat() &&
           rowcol::timedelta{RC_NAT}.is_nat() && rowcol::timedelta{1} != rowcol::timedelta{2},
       "NaT");
    std::vector<unsigned char> bytes{0, 1, 2, 255};
    rowcol::store wrapped = rowcol::store::wrap(rowcol::dtype("bool"), bytes.data(), 4);
    rowcol::field<bool> flags = wrapped.field<bool>("");
    ok(!flags[0] && flags[1] && flags[2] && flags[3], "any byte but 0 is true");
    flags[0] = true;
    flags[3] = false;
    ok(bytes[0] == 1 && bytes[3] == 0 && flags.data() == bytes.data(), "true is written as 1");
}

void test_wrong_types()
{
    rowcol::store store(rowcol::dtype("x:i4, b:>i4, s:S4, p:3f8, in:{a:i4}"), 1);
    throws(
        RC_ETYPE, "another size", [&] { store.view<std::int64_t>("x"); }, "field \"x\"");
    throws(
        RC_ETYPE, "another sign", [&] { store.view<std::uint32_t>("x"); }, "int32");
    throws(RC_ETYPE, "a float", [&] { store.field<float>("x"); });
    throws(
        RC_ETYPE, "the other byte order", [&] { store.view<int>("b"); }, "byte order");
    throws(RC_ETYPE, "text", [&] { store.view<std::string_view>("x"); });
    throws(RC_ETYPE, "a number of text", [&] { store.view<int>("s"); });
    throws(RC_ETYPE, "a struct", [&] { store.view<int>("in"); });
    throws(RC_ETYPE, "the whole record", [&] { store.view<int>(""); });
    throws(RC_ETYPE, "an element of a subarray", [&] { store.view<double>("p"); });
    throws(
        RC_ETYPE, "a number of elements", [&] { store.view<std::array<double, 2>>("p"); }, "3");
    throws(RC_ETYPE, "elements of another kind", [&] { store.view<std::array<float, 3>>("p"); });
    throws(
        RC_ETYPE, "a subarray of a number", [&] { store.view<std::array<int, 1>>("x"); },
        "int32 cannot be used as a subarray");
    throws(RC_ETYPE, "a time", [&] { store.view<rowcol::datetime>("x"); });
    throws(
        RC_ENAME, "a field that is not there", [&] { store.view<int>("y"); }, "y");
    throws(RC_ESYNTAX, "a path that is not one", [&] { store.view<int>("\"x"); });
    ok(store.field<int>("in.a").size() == 1, "a path with a dot");
}

void test_text()
{
    std::string longest(1000, 'z');
    rowcol::store store(rowcol::dtype("s:S5, t:str"), 3, RC_COLUMNS);
    for (const char *name : {"s", "t"}) {
        rowcol::field<std::string_view> text = store.field<std::string_view>(name);
        text.set(0, "Ada");
        text[1] = std::string("Bob");
        text[2] = "";
        text[2] = std::string_view();
        same_text(text[0], "Ada", std::string("text in ") + name);
        same_text(store.view<std::string_view>(name)[1], "Bob", "and of a view");
        ok(text.get(2).empty(), "empty text");
    }
    rowcol::field<std::string_view> s = store.field<std::string_view>("s");
    s[0] = "12345";
    s[1] = std::string_view("\0\xff\x01", 3);
    ok(s[0] == "12345" && s[1] == std::string_view("\0\xff\x01", 3), "S5 is 5 bytes of any sort");
    throws(
        RC_ERANGE, "6 bytes do not fit S5", [&] { s.set(0, "123456"); }, "S5");
    throws(RC_ERANGE, "nor does a NUL at the end", [&] { s.set(0, std::string_view("1\0", 2)); });
    rowcol::field<std::string_view> t = store.field<std::string_view>("t");
    t[0] = longest;
    same_text(t[0], longest, "long text");
    throws(
        RC_EARG, "text that is not UTF-8", [&] { t.set(0, "\xff"); }, "UTF-8");
    same_text(t[0], longest, "the record is unchanged then");
    same_text(s[0], "12345", "in S5 too");
    std::vector<std::string> all(t.begin(), t.end());
    ok(all.size() == 3 && all[0] == longest && all[1] == "Bob" && all[2].empty(), "iterators");
    rowcol::store raw(rowcol::dtype("v:V3"), 1);
    throws(RC_ETYPE, "V3 is not text", [&] { raw.view<std::string_view>("v"); });
}

void test_any_kind()
{
    rowcol::store store(rowcol::dtype("x:i4, s:S4, p:(2,2)i2, in:{a:u1, b:>f8}"), 2);
    rowcol::field<rowcol::value> record = store.field<rowcol::value>("");
    ok(record.dtype() == store.dtype() && record.size() == 2, "the record");
    record.child(0).set(1, 7);
    record.child(1).set(1, "text");
    record.child(2).element(3).set(1, 9);
    record.child(3).child(1)[1] = 2.5;
    rowcol::view<rowcol::value> reading = store.view<rowcol::value>("");
    ok(reading.child(0).get(1).as<int>() == 7 && store.view<int>("x")[1] == 7, "a number");
    same_text(reading.child(1)[1].as<std::string_view>(), "text", "text");
    ok(store.view<std::array<std::int16_t, 4>>("p")[1] == std::array<std::int16_t, 4>{0, 0, 0, 9},
       "an element");
    ok(reading.child(2).element(3).as<std::int16_t>()[1] == 9, "as of an element");
    ok(record.child(0).as<int>()[1] == 7, "as of a field");
    ok(reading.child(3).child(1).get(1).as<double>() == 2.5, "the other byte order");
    ok(record.c_field().n == 2 && reading.c_view().n == 2, "the handles of the C API");
    throws(RC_ETYPE, "a struct has no value", [&] { reading.get(0); });
    throws(RC_ETYPE, "a leaf has no fields", [&] { record.child(0).child(0); });
    throws(RC_EINDEX, "a field past the end", [&] { record.child(4); });
    throws(RC_ETYPE, "a leaf has no elements", [&] { reading.child(0).element(0); });
    throws(RC_EINDEX, "an element past the end", [&] { record.child(2).element(4); });
    throws(RC_ETYPE, "as of another kind", [&] { record.child(0).as<float>(); });
    throws(
        RC_ERANGE, "a value that does not fit", [&] { record.child(0).set(0, 3000000000); },
        "field \"x\"");
    throws(RC_ETYPE, "null for a field that is not nullable",
           [&] { record.child(0)[0] = std::nullopt; });
}

} // namespace

void test_field()
{
    test_numbers_in_rows();
    test_numbers_in_columns();
    test_every_type();
    test_wrong_types();
    test_text();
    test_any_kind();
}
