/*
 * rowcol/field.hpp - typed handles of one field of all records of a store. Part of rowcol.hpp.
 *
 *     rowcol::view<T>     for reading:  store.view<T>("path")
 *     rowcol::field<T>    for writing, too:  store.field<T>("path")
 *
 *   T                        field                                            throws in set
 *   -----------------------  -----------------------------------------------  -------------------
 *   bool                     bool
 *   std::int8_t ... uint64_t, float, double, std::complex of those: the kind
 *                            of that size (RC_FIELD of rowcol/cstruct.h)
 *   rowcol::datetime, rowcol::timedelta
 *                            M8, m8: the count of units
 *   std::array<N, n>         a subarray of n elements of the kind of N, a
 *                            number but bool, in C order
 *   std::string_view         S<n>, str. What is read is borrowed, as by        RC_ERANGE (S<n>);
 *                            rc_field_get                                      RC_EARG, RC_ELIMIT,
 *                                                                              RC_ENOMEM (str)
 *   rowcol::value            any kind but structs and subarrays, converted    as rc_field_set
 *                            if nothing is lost
 *   std::optional<T>         as T; nothing for null                           RC_ETYPE: nothing for
 *                                                                              a field that is not
 *                                                                              nullable
 *
 * Making a handle checks the kind and byte order: RC_ETYPE for another one; numbers are never
 * converted, except by rowcol::value. A path that does not exist throws RC_ENAME.
 *
 * A field that is nullable, or inside a nullable struct, may be read and written as T without
 * optional: reading gives the bytes of null values, which are zero unless they were written, and
 * writing does not change the validity bitmap. T of rowcol::value has nulls.
 *
 * Access to record i, by every handle:
 *   h[i], h.get(i)     the value, as h::value_type; for a field, h[i] can be assigned to
 *   h.set(i, value)    fields only
 *   begin(), end()     iterators of random access over the values (of a field: over what h[i] is);
 *                      `for (auto &&cell : field) { cell = 0; }`
 * An index past the end throws RC_EINDEX. Any alignment is right. A loop over a handle compiles to
 * loads and stores at data + i * stride; the fastest loops are over a plain array: contiguous(),
 * for columns.
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
    /** Bytes from one record to the next. */
    std::size_t stride() const noexcept
    {
        return stride_;
    }

    T get(std::size_t i) const
    {
        cell_type cell;
        detail::check_index(i, size_);
        std::memcpy(&cell, data_ + i * stride_, sizeof cell);
        return static_cast<T>(cell);
    }

    /** The plain array of size() cells if they are contiguous and aligned, as in columns; else
     *  nullptr. */
    const cell_type *data() const noexcept
    {
        const void *data = data_;
        bool is_array = stride_ == sizeof(cell_type) &&
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
    std::size_t stride_ = 0;
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
        std::memcpy(this->cells() + i * this->stride(), &cell, sizeof cell);
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

template <>
class view<std::string_view> : public detail::reading<view<std::string_view>, std::string_view>
{
  public:
    view() noexcept = default;
    explicit view(const rc_view &c, const char *path = "")
        : data_(c.data), stride_(c.stride), size_(c.n), cell_(rc_dtype_itemsize(c.dtype))
    {
        rc_kind kind = rc_dtype_kind(c.dtype);
        if (kind == RC_STR) {
            store_ = c.store;
        } else if (kind != RC_BYTES) {
            detail::fail_kind(c.dtype, "std::string_view", path);
        }
    }

    std::size_t size() const noexcept
    {
        return size_;
    }

    std::string_view get(std::size_t i) const
    {
        std::size_t length = 0;
        const char *text;
        if (i >= size_) {
            detail::fail_index(i, size_);
        }
        if (store_) {
            text = rc_str_view_get({store_, data_, stride_, size_}, i, &length);
        } else {
            text = rc_bytes_view_get({data_, stride_, size_, cell_}, i, &length);
        }
        return {text, length};
    }

  protected:
    const rc_store *store_ = nullptr; /* of str */
    const unsigned char *data_ = nullptr;
    std::size_t stride_ = 0;
    std::size_t size_ = 0;
    std::size_t cell_ = 0; /* bytes of a cell of S<n> */
};

template <>
class field<std::string_view>
    : public detail::writing<field<std::string_view>, view<std::string_view>>
{
  public:
    field() noexcept = default;
    explicit field(const rc_field &c, const char *path = "")
        : detail::writing<field<std::string_view>, view<std::string_view>>(rc_field_view(&c), path)
    {
    }

    /** Throws RC_ERANGE for S<n>: longer than n bytes, or the last byte is NUL; RC_EARG for str:
     *  not valid UTF-8; RC_ELIMIT, RC_ENOMEM. The record is unchanged then. */
    void set(std::size_t i, std::string_view text) const
    {
        unsigned char *data = const_cast<unsigned char *>(data_);
        const char *bytes = text.data() ? text.data() : "";
        if (store_) {
            rc_str_field c = {const_cast<rc_store *>(store_), data, stride_, size_};
            call(rc_str_set, c, i, bytes, text.size());
        } else {
            rc_bytes_field c = {data, stride_, size_, cell_};
            call(rc_bytes_set, c, i, bytes, text.size());
        }
    }
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
