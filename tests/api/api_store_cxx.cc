// The same library from C++: the headers compile and link, and the inline functions do their work.
#include <cstdio>
#include <memory>
#include <rowcol.h>

namespace
{

using store_ptr = std::unique_ptr<rc_store, decltype(&rc_store_unref)>;

store_ptr zeros(const char *text, size_t n, rc_layout layout)
{
    rc_dtype *dtype = rc_dtype_parse(text, nullptr);
    store_ptr store(rc_store_zeros(dtype, n, layout, nullptr), rc_store_unref);
    rc_dtype_unref(dtype);
    return store;
}

int n_tests, n_failed;

void ok(bool passed, const char *name)
{
    n_tests++;
    n_failed += !passed;
    std::printf("%sok %d - %s\n", passed ? "" : "not ", n_tests, name);
}

} // namespace

int main()
{
    store_ptr rows = zeros("flag:bool, count:u8, weight:f4", 100, RC_ROWS);
    rc_error err = RC_ERROR_INIT;
    rc_bool_field flag = {};
    rc_u8_field count = {};
    rc_f4_field weight = {};
    ok(rc_store_bool(rows.get(), "flag", &flag, &err) == RC_OK &&
           rc_store_u8(rows.get(), "count", &count, &err) == RC_OK &&
           rc_store_f4(rows.get(), "weight", &weight, &err) == RC_OK,
       "typed handles are taken");
    for (size_t i = 0; i < 100; i++) {
        rc_bool_set(flag, i, i % 3 == 0);
        rc_u8_set(count, i, UINT64_MAX - i);
        rc_f4_set(weight, i, 0.5f * static_cast<float>(i));
    }
    store_ptr columns(rc_store_convert(rows.get(), RC_COLUMNS, &err), rc_store_unref);
    ok(rc_store_equal(rows.get(), columns.get()) != 0, "rows and columns are equal");
    ok(rc_store_u8(columns.get(), "count", &count, &err) == RC_OK &&
           rc_u8_data(count)[99] == UINT64_MAX - 99,
       "a column is a plain array");
    rc_i4_field wrong;
    ok(rc_store_i4(rows.get(), "count", &wrong, &err) == RC_ETYPE, "another type is refused");
    std::printf("1..%d\n", n_tests);
    return n_failed != 0;
}
