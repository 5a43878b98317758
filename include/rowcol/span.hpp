/*
 * rowcol/span.hpp - a contiguous array that another object owns. Part of rowcol.hpp.
 */
#ifndef ROWCOL_SPAN_HPP
#define ROWCOL_SPAN_HPP

#include <rowcol/error.hpp>
#include <rowcol/typed.h>
#if __cplusplus > 201703L && defined(__has_include)
#if __has_include(<ranges>)
#include <ranges>
#endif
#endif

namespace rowcol
{

namespace detail
{

[[noreturn, gnu::cold, gnu::noinline]] inline void fail_index(std::size_t i, std::size_t n)
{
    throw error(RC_EINDEX, "index " + std::to_string(i) + " is past the end (" + std::to_string(n) +
                               (n == 1 ? " record)" : " records)"));
}

[[noreturn, gnu::cold, gnu::noinline]] inline void fail_range(std::size_t first, std::size_t count,
                                                              std::size_t n)
{
    throw error(RC_EINDEX, std::to_string(count) + " records from index " + std::to_string(first) +
                               " on are past the end (" + std::to_string(n) +
                               (n == 1 ? " record)" : " records)"));
}

/* Without RC_NO_BOUNDS_CHECK, as RC_BOUNDS of rowcol/typed.h. */
inline void check_index([[maybe_unused]] std::size_t i, [[maybe_unused]] std::size_t n)
{
#ifndef RC_NO_BOUNDS_CHECK
    if (i >= n) {
        fail_index(i, n);
    }
#endif
}

inline void check_range(std::size_t first, std::size_t count, std::size_t n)
{
    if (first > n || count > n - first) {
        fail_range(first, count, n);
    }
}

} // namespace detail

/**
 * `size()` elements at `data()`, borrowed: a span is as valid as a pointer to them. It may be
 * copied. Its iterators are plain pointers, which are not checked. In C++20 it is a contiguous,
 * borrowed range and a view, and converts to std::span<T>.
 */
template <class T> class span
{
  public:
    using element_type = T;
    using value_type = std::remove_cv_t<T>;
    using iterator = T *;

    /** No elements. */
    constexpr span() noexcept = default;

    constexpr span(T *data, std::size_t size) noexcept : data_(data), size_(size)
    {
    }

    /** A span for reading from one for writing. */
    template <class U,
              class = std::enable_if_t<std::is_same_v<const U, T> && !std::is_same_v<U, T>>>
    constexpr span(const span<U> &other) noexcept : data_(other.data()), size_(other.size())
    {
    }

    constexpr T *data() const noexcept
    {
        return data_;
    }
    constexpr std::size_t size() const noexcept
    {
        return size_;
    }
    constexpr bool empty() const noexcept
    {
        return size_ == 0;
    }
    constexpr T *begin() const noexcept
    {
        return data_;
    }
    constexpr T *end() const noexcept
    {
        return data_ + size_;
    }

    /** Throws RC_EINDEX, unless RC_NO_BOUNDS_CHECK is defined. */
    T &operator[](std::size_t i) const
    {
        detail::check_index(i, size_);
        return data_[i];
    }

    /** The elements first .. first + count - 1. Throws RC_EINDEX. */
    span subspan(std::size_t first, std::size_t count) const
    {
        detail::check_range(first, count, size_);
        return span(data_ + first, count);
    }

  private:
    T *data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace rowcol

#if defined(__cpp_lib_ranges)
template <class T> inline constexpr bool std::ranges::enable_borrowed_range<rowcol::span<T>> = true;
template <class T> inline constexpr bool std::ranges::enable_view<rowcol::span<T>> = true;
#endif

#endif
