/*
 * rowcol/field.hpp - typed handles of one field of all records of a store. Part of rowcol.hpp.
 *
 *     rowcol::view<T>     for reading     store.view<T>("path")
 *     rowcol::field<T>    for writing     store.field<T>("path")
 *
 *   T                          the field
 *   -------------------------  ---------------------------------------------------------------
 *   bool                       bool
 *   int8_t ... uint64_t        the integer of that size; other integer types by their size
 *   float, double              f4, f8
 *   std::complex of those      c8, c16
 *   rowcol::datetime           M8: the count of units
 *   rowcol::timedelta          m8: the count of units
 *   std::array<N, n>           a subarray of n elements in C order, in any number of dimensions;
 *                              N is one of the types above but bool
 *   std::string_view           S<n>, str; borrowed, as by rc_field_get
 *   rowcol::value              any kind: converted if nothing is lost; null is a value. For
 *                              structs and subarrays: child(), element(), set_null()
 *   std::optional<T>           as T; std::nullopt for null
 *
 * Making a handle throws RC_ENAME if there is no such field, and RC_ETYPE if it has another kind or
 * the other byte order: only rowcol::value converts.
 *
 * Nulls: T without std::optional may be used for nullable fields, too. Reading gives the bytes of a
 * null, which are zero unless they were written, and writing does not change the validity bitmap.
 *
 * Every handle h of n records has
 *
 *   h.size(), h.empty()   n, n == 0
 *   h.get(i), h[i]        the value of record i, a T
 *   h.begin(), h.end()    iterators of random access over h[0] ... h[n - 1]
 *
 * and a field has
 *
 *   h.set(i, value)       writes record i
 *   h[i] = value          the same. h[i] is a small object that converts to T and compares as T;
 *                         for std::optional it has `*` and a test. += -= *= /= are for numbers. Use
 *                         h.get(i) for members of T
 *
 * An index past the end throws RC_EINDEX. Cells may have any alignment. A loop over a handle
 * compiles to loads and stores at data + i * stride; the fastest loops are over contiguous(), the
 * plain array of a column.
 *
 * A handle is a plain value that borrows the store: it may be copied, and is valid until the store
 * is released, grows, shrinks, or has fewer records than size(). A handle that was made by its
 * default constructor has no records. Threads: as the store.
 */
#ifndef ROWCOL_FIELD_HPP
#define ROWCOL_FIELD_HPP

#include <array>
#include <rowcol/handle.hpp>
#include <rowcol/store.h>
#include <rowcol/value.hpp>

namespace rowcol
{

template <class T> class view;
template <class T> class field;

namespace detail
{

/* What a typed cell has as its C++ type. */
template <class T> struct cell_of {
    static constexpr int kind = kind_of<T>();
    static constexpr std::size_t count = 0; /* elements of a subarray */
    using type = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;
};
template <class T, std::size_t N> struct cell_of<std::array<T, N>> {
    static constexpr int kind = std::is_same_v<T, bool> ? 0 : kind_of<T>();
    static constexpr std::size_t count = N;
    using type = std::array<T, N>;
};

[[noreturn, gnu::cold, gnu::noinline]] inline void fail_kind(const rc_dtype *found,
                                                             const char *expected, const char *path)
{
    throw error(RC_ETYPE,
                std::string(rc_kind_name(rc_dtype_kind(found))) + " cannot be used as " + expected +
                    " (try rowcol::value)",
                path);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void fail_order(const rc_dtype *found,
                                                              const char *path)
{
    throw error(RC_ETYPE,
                std::string(rc_kind_name(rc_dtype_kind(found))) +
                    " in the other byte order (try rowcol::value)",
                path);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void
fail_count(std::size_t found, std::size_t expected, const char *path)
{
    throw error(RC_ETYPE,
                "a subarray of " + std::to_string(found) + " elements found, of " +
                    std::to_string(expected) + " expected",
                path);
}

/* The kind, byte order and number of elements of T. */
template <class T> void check_cell(const rc_dtype *dtype, const char *path)
{
    constexpr rc_kind kind = static_cast<rc_kind>(cell_of<T>::kind);
    constexpr rc_order other =
        __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? RC_ORDER_BIG : RC_ORDER_LITTLE;
    if constexpr (cell_of<T>::count > 0) {
        if (rc_dtype_kind(dtype) != RC_SUBARRAY) {
            fail_kind(dtype, "a subarray", path);
        }
        std::size_t count = 1;
        for (std::size_t d = 0; d < rc_dtype_ndim(dtype); d++) {
            count *= rc_dtype_shape(dtype)[d];
        }
        dtype = rc_dtype_element(dtype);
        if (rc_dtype_kind(dtype) == kind && count != cell_of<T>::count) {
            fail_count(count, cell_of<T>::count, path);
        }
    }
    if (rc_dtype_kind(dtype) != kind) {
        fail_kind(dtype, rc_kind_name(kind), path);
    }
    if (rc_dtype_order(dtype) == other) {
        fail_order(dtype, path);
    }
}

} // namespace detail

/* ------------------------------------------------- numbers, times, subarrays */

template <class T> class view : public detail::reading<view<T>, T>
{
    static_assert(detail::cell_of<T>::kind != 0, "no kind has cells of this type");

  public:
    /** The type of a cell in memory: uint8_t for bool, else T. */
    using cell_type = typename detail::cell_of<T>::type;

    view() noexcept = default;

    /** Checks a handle of the C API. `path` is the field of the error. Throws RC_ETYPE. */
    explicit view(const rc_view &c, const char *path = "")
        : data_(c.data), stride_(c.stride), size_(c.n)
    {
        detail::check_cell<T>(c.dtype, path);
    }

    std::size_t size() const noexcept
    {
        return size_;
    }
    /** Bytes from one record to the next; negative in a reversed store. */
    std::ptrdiff_t stride() const noexcept
    {
        return stride_;
    }

    T get(std::size_t i) const
    {
        cell_type cell;
        detail::check_index(i, size_);
        std::memcpy(&cell, data_ + static_cast<std::ptrdiff_t>(i) * stride_, sizeof cell);
        return static_cast<T>(cell);
    }

    /** The plain array of size() cells if they are contiguous and aligned, as in columns; else
     *  nullptr. */
    const cell_type *data() const noexcept
    {
        const void *data = data_;
        bool is_array = stride_ == static_cast<std::ptrdiff_t>(sizeof(cell_type)) &&
                        reinterpret_cast<std::uintptr_t>(data) % alignof(cell_type) == 0;
        return is_array ? static_cast<const cell_type *>(data) : nullptr;
    }

    /** The same as a span. Throws RC_ETYPE where data() is nullptr, unless there are no records. */
    rowcol::span<const cell_type> contiguous() const
    {
        check_contiguous();
        return {data(), size_};
    }

  protected:
    unsigned char *cells() const noexcept
    {
        return const_cast<unsigned char *>(data_);
    }
    void check_contiguous() const
    {
        if (!data() && size_ > 0) {
            throw error(RC_ETYPE, "the field is not contiguous and aligned (convert the store to "
                                  "columns)");
        }
    }

  private:
    const unsigned char *data_ = nullptr;
    std::ptrdiff_t stride_ = 0;
    std::size_t size_ = 0;
};

template <class T> class field : public detail::writing<field<T>, view<T>>
{
  public:
    using cell_type = typename view<T>::cell_type;

    field() noexcept = default;
    explicit field(const rc_field &c, const char *path = "")
        : detail::writing<field<T>, view<T>>(rc_field_view(&c), path)
    {
    }

    void set(std::size_t i, T value) const
    {
        cell_type cell = static_cast<cell_type>(value);
        detail::check_index(i, this->size());
        std::memcpy(this->cells() + static_cast<std::ptrdiff_t>(i) * this->stride(), &cell,
                    sizeof cell);
    }

    cell_type *data() const noexcept
    {
        return const_cast<cell_type *>(view<T>::data());
    }

    rowcol::span<cell_type> contiguous() const
    {
        this->check_contiguous();
        return {data(), this->size()};
    }
};

/* ------------------------------------------------------------------- any kind */

template <> class view<value> : public detail::reading<view<value>, value>
{
  public:
    view() noexcept : c_()
    {
    }
    explicit view(const rc_view &c, const char * = "") noexcept : c_(c)
    {
    }

    std::size_t size() const noexcept
    {
        return c_.n;
    }
    rowcol::dtype dtype() const noexcept
    {
        return rowcol::dtype::share(c_.dtype);
    }

    /** Throws RC_ETYPE (a struct or subarray that is not null), RC_EFORMAT (U<n>). */
    value get(std::size_t i) const
    {
        rc_value result;
        detail::check_index(i, size());
        call(rc_view_get, &c_, i, &result);
        return result;
    }

    /** Whether the field of record `i` is null, or inside a null struct or subarray. */
    bool is_null(std::size_t i) const
    {
        detail::check_index(i, size());
        return rc_view_is_null(&c_, i) != 0;
    }

    /** Field `i` of a struct; element `k` of a subarray, counted in C order. Throw RC_EINDEX,
     *  RC_ETYPE. */
    view child(std::size_t i) const
    {
        rc_view child;
        call(rc_view_child, &c_, i, &child);
        return view(child);
    }
    view element(std::size_t k) const
    {
        rc_view element;
        call(rc_view_element, &c_, k, &element);
        return view(element);
    }

    /** The same field with another type. Throws RC_ETYPE. */
    template <class T> view<T> as() const
    {
        return view<T>(c_);
    }

    const rc_view &c_view() const noexcept
    {
        return c_;
    }

  private:
    rc_view c_;
};

template <> class field<value> : public detail::writing<field<value>, view<value>>
{
  public:
    field() noexcept : c_()
    {
    }
    explicit field(const rc_field &c, const char * = "") noexcept
        : detail::writing<field<value>, view<value>>(rc_field_view(&c)), c_(c)
    {
    }

    /** Converts, and makes the field valid or null. Throws RC_ETYPE, RC_ERANGE, RC_ESYNTAX,
     *  RC_EARG, RC_ELIMIT, RC_ENOMEM. */
    void set(std::size_t i, const value &v) const
    {
        detail::check_index(i, size());
        call(rc_field_set, &c_, i, &v.get());
    }

    /** Makes the field null; a struct or subarray, too. Throws RC_ETYPE (not nullable). */
    void set_null(std::size_t i) const
    {
        detail::check_index(i, size());
        call(rc_field_set_null, &c_, i);
    }

    /** Makes the field valid, and the nullable fields around it; does not change its bytes. */
    void set_valid(std::size_t i) const
    {
        detail::check_index(i, size());
        call(rc_field_set_valid, &c_, i);
    }

    field child(std::size_t i) const
    {
        rc_field child;
        call(rc_field_child, &c_, i, &child);
        return field(child);
    }
    field element(std::size_t k) const
    {
        rc_field element;
        call(rc_field_element, &c_, k, &element);
        return field(element);
    }
    template <class T> field<T> as() const
    {
        return field<T>(c_);
    }

    const rc_field &c_field() const noexcept
    {
        return c_;
    }

  private:
    rc_field c_;
};

/* ----------------------------------------------------------------------- text */

/* The handles of C are passed by value. In a function that is not inlined they are copied from
   memory that was written long before: copied by parts just before, they cost a failed store
   forwarding. */

template <>
class view<std::string_view> : public detail::reading<view<std::string_view>, std::string_view>
{
  public:
    view() noexcept : str_(), bytes_()
    {
    }
    explicit view(const rc_view &c, const char *path = "")
        : str_(), bytes_{c.data, c.stride, c.n, rc_dtype_itemsize(c.dtype)}
    {
        rc_kind kind = rc_dtype_kind(c.dtype);
        if (kind == RC_STR) {
            str_ = {c.store, c.data, c.stride, c.n};
        } else if (kind != RC_BYTES) {
            detail::fail_kind(c.dtype, "std::string_view", path);
        }
    }

    std::size_t size() const noexcept
    {
        return bytes_.n;
    }

    std::string_view get(std::size_t i) const
    {
        detail::check_index(i, size());
        return str_.store ? get_str(i) : get_bytes(i);
    }

  private:
    [[gnu::noinline]] std::string_view get_str(std::size_t i) const
    {
        std::size_t length;
        const char *text = rc_str_view_get(str_, i, &length);
        return {text, length};
    }

    /* As rc_bytes_view_get. */
    std::string_view get_bytes(std::size_t i) const noexcept
    {
        const void *cell = bytes_.data + static_cast<std::ptrdiff_t>(i) * bytes_.stride;
        std::string_view text(static_cast<const char *>(cell), bytes_.size);
        while (!text.empty() && text.back() == '\0') {
            text.remove_suffix(1);
        }
        return text;
    }

    rc_str_view str_; /* all zero for S<n> */
    rc_bytes_view bytes_;
};

template <>
class field<std::string_view>
    : public detail::writing<field<std::string_view>, view<std::string_view>>
{
  public:
    field() noexcept : str_(), bytes_()
    {
    }
    explicit field(const rc_field &c, const char *path = "")
        : detail::writing<field<std::string_view>, view<std::string_view>>(rc_field_view(&c), path),
          str_(), bytes_{c.data, c.stride, c.n, rc_dtype_itemsize(c.dtype)}
    {
        if (rc_dtype_kind(c.dtype) == RC_STR) {
            str_ = {c.store, c.data, c.stride, c.n};
        }
    }

    /** Throws RC_ERANGE for S<n>: longer than n bytes, or the last byte is NUL; RC_EARG for str:
     *  not valid UTF-8; RC_ELIMIT, RC_ENOMEM. The record is unchanged then. */
    [[gnu::noinline]] void set(std::size_t i, std::string_view text) const
    {
        const char *data = text.data() ? text.data() : "";
        detail::call_error err;
        if (str_.store) {
            rc_str_set(str_, i, data, text.size(), err.get());
        } else {
            rc_bytes_set(bytes_, i, data, text.size(), err.get());
        }
        err.check();
    }

  private:
    rc_str_field str_;
    rc_bytes_field bytes_;
};

/* ---------------------------------------------------------------------- nulls */

template <class T>
class view<std::optional<T>> : public detail::reading<view<std::optional<T>>, std::optional<T>>
{
  public:
    view() noexcept = default;
    explicit view(const rc_view &c, const char *path = "") : any_(c), cells_(c, path)
    {
    }

    std::size_t size() const noexcept
    {
        return cells_.size();
    }
    std::optional<T> get(std::size_t i) const
    {
        return any_.is_null(i) ? std::nullopt : std::optional<T>(cells_.get(i));
    }

  private:
    view<value> any_;
    view<T> cells_;
};

template <class T>
class field<std::optional<T>>
    : public detail::writing<field<std::optional<T>>, view<std::optional<T>>>
{
  public:
    field() noexcept = default;
    explicit field(const rc_field &c, const char *path = "")
        : detail::writing<field<std::optional<T>>, view<std::optional<T>>>(rc_field_view(&c), path),
          any_(c), cells_(c, path)
    {
    }

    /** A value makes the field valid, and the nullable fields around it. std::nullopt makes it null
     *  and its bytes zero; throws RC_ETYPE if it is not nullable. Otherwise as set of field<T>. */
    void set(std::size_t i, const std::optional<T> &value) const
    {
        if (value) {
            cells_.set(i, *value);
            any_.set_valid(i);
        } else {
            any_.set_null(i);
        }
    }

  private:
    field<value> any_;
    field<T> cells_;
};

} // namespace rowcol

#if defined(__cpp_lib_ranges)
/* Handles are copied cheaply, and iterators do not need the handle that they come from. */
template <class T> inline constexpr bool std::ranges::enable_view<rowcol::view<T>> = true;
template <class T> inline constexpr bool std::ranges::enable_view<rowcol::field<T>> = true;
template <class T> inline constexpr bool std::ranges::enable_borrowed_range<rowcol::view<T>> = true;
template <class T>
inline constexpr bool std::ranges::enable_borrowed_range<rowcol::field<T>> = true;
#endif

#endif
