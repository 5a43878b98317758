// rowcol::view, field and span with the ranges and std::span of C++20.
#include "cxx_test.hpp"

#if __cplusplus > 201703L && __has_include(<ranges>) && __has_include(<span>)
#include <algorithm>
#include <ranges>
#include <span>
#endif

#if defined(__cpp_lib_ranges) && defined(__cpp_lib_span)

static_assert(std::ranges::contiguous_range<rowcol::span<int>>);
static_assert(std::ranges::borrowed_range<rowcol::span<int>>);
static_assert(std::ranges::view<rowcol::span<const int>>);
static_assert(std::is_convertible_v<rowcol::span<int>, std::span<int>>);
static_assert(std::is_convertible_v<rowcol::span<int>, std::span<const int>>);
static_assert(!std::is_convertible_v<rowcol::span<const int>, std::span<int>>);
static_assert(std::ranges::random_access_range<rowcol::view<int>>);
static_assert(std::ranges::sized_range<rowcol::view<int>>);
static_assert(std::ranges::random_access_range<const rowcol::field<double>>);
static_assert(std::ranges::random_access_range<rowcol::view<std::optional<int>>>);
static_assert(std::sortable<decltype(rowcol::field<int>().begin())>);
static_assert(std::ranges::view<rowcol::view<int>> && std::ranges::view<rowcol::field<int>>);
static_assert(std::ranges::borrowed_range<rowcol::view<std::string_view>>);
static_assert(std::ranges::input_range<rowcol::reader>);

void test_ranges()
{
    rowcol::store store(rowcol::dtype("x:i4, y:i4"), 4, RC_COLUMNS);
    rowcol::field<std::int32_t> x = store.field<std::int32_t>("x");
    std::span<std::int32_t> plain = x.contiguous();
    const std::int32_t values[] = {3, 1, 4, 2};
    std::ranges::copy(values, plain.begin());
    std::ranges::sort(x);
    ok(plain[0] == 1 && plain[1] == 2 && plain[2] == 3 && plain[3] == 4 && plain.size() == 4,
       "std::ranges::sort of a field, std::span of a column");
#if !defined(__clang__) || __clang_major__ >= 16 /* older ones do not compile libstdc++'s views */
    int sum = 0;
    for (int value :
         store.view<std::int32_t>("x") | std::views::filter([](int v) { return v % 2 == 0; })) {
        sum += value;
    }
    ok(sum == 6, "std::views::filter of a view");
#endif
    ok(*std::ranges::max_element(x) == 4, "std::ranges::max_element");
}

#else

void test_ranges()
{
    std::printf("# no ranges of C++20\n");
}

#endif
