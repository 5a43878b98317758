/*
 * rowcol/dtype.hpp - dtypes as values of C++. Part of rowcol.hpp; rowcol/dtype.h has the meaning of
 * all that is named here.
 */
#ifndef ROWCOL_DTYPE_HPP
#define ROWCOL_DTYPE_HPP

#include <functional>
#include <memory>
#include <rowcol/cstruct.h>
#include <rowcol/dtype.h>
#include <rowcol/error.hpp>
#include <rowcol/span.hpp>

namespace rowcol
{

namespace detail
{

/* The function of RC_DEFINE_DTYPE inside the struct T. */
template <class T, class = void> inline constexpr bool is_described = false;
template <class T>
inline constexpr bool is_described<
    T, std::enable_if_t<std::is_convertible_v<decltype(&T::dtype), rc_dtype *(*)(rc_error *)>>> =
    true;

/* A string of the C API that the caller releases. */
inline std::string take_text(char *text)
{
    std::unique_ptr<char, decltype(&rc_text_free)> owner(text, rc_text_free);
    return std::string(text);
}

} // namespace detail

/** The type of the functions that RC_DEFINE_DTYPE defines. */
using describe_function = rc_dtype *(*)(rc_error *);

/**
 * The kind of a value, or the fields of a record. Immutable: a copy shares the dtype and costs an
 * atomic increment. Any number of threads may use one dtype.
 */
class dtype
{
  public:
    /** Empty. */
    dtype() noexcept = default;

    /** Parses any notation (rc_dtype_parse_n): "x:i4, p:3f8". `align` is for structs whose layout
     *  the text does not determine. Throws RC_ESYNTAX with byte(), RC_ENAME, RC_EARG, RC_ERANGE,
     *  RC_EUNSUPPORTED, RC_ELIMIT, RC_ENOMEM. */
    explicit dtype(c_string text, rc_align align = RC_PACKED)
        : dtype_(text.get() ? call(rc_dtype_parse_n, text.get(), std::strlen(text.get()), align)
                            : call(rc_dtype_parse, text.get()))
    {
    }

    /** Takes over the reference `owned`; NULL makes an empty dtype. */
    dtype(adopt_t, const rc_dtype *owned) noexcept : dtype_(owned)
    {
    }

    dtype(const dtype &other) noexcept : dtype_(rc_dtype_ref(other.dtype_))
    {
    }
    dtype(dtype &&other) noexcept : dtype_(std::exchange(other.dtype_, nullptr))
    {
    }
    dtype &operator=(const dtype &other) noexcept
    {
        dtype copy(other);
        std::swap(dtype_, copy.dtype_);
        return *this;
    }
    dtype &operator=(dtype &&other) noexcept
    {
        dtype taken(std::move(other));
        std::swap(dtype_, taken.dtype_);
        return *this;
    }
    ~dtype()
    {
        rc_dtype_unref(dtype_);
    }

    /** A new reference to a dtype that something else owns; NULL makes an empty dtype. */
    static dtype share(const rc_dtype *borrowed) noexcept
    {
        return dtype(adopt, rc_dtype_ref(borrowed));
    }

    /** Parses one notation only (rc_dtype_parse_as). Throws as the constructor. */
    static dtype parse_as(std::string_view text, rc_notation notation, rc_align align = RC_PACKED)
    {
        return dtype(adopt, call(rc_dtype_parse_as, text.data() ? text.data() : "", text.size(),
                                 notation, align));
    }

    /** A kind without parameters, such as RC_I4. Throws RC_EARG. */
    static dtype leaf(rc_kind kind)
    {
        return dtype(adopt, call(rc_dtype_leaf, kind));
    }

    /** The dtype of a C struct that `function` of RC_DEFINE_DTYPE describes. Throws as
     *  rc_dtype_from_c. */
    static dtype of(describe_function function)
    {
        return function ? dtype(adopt, call(function))
                        : throw error(RC_EARG, "no function that describes a struct (NULL)");
    }

    /** The dtype of a struct that has RC_DEFINE_DTYPE(dtype, T, ...) among its members. */
    template <class T> static dtype of()
    {
        static_assert(detail::is_described<T>,
                      "T needs RC_DEFINE_DTYPE(dtype, T, ...) among its members; "
                      "or pass the function that describes it");
        return of(&T::dtype);
    }

    explicit operator bool() const noexcept
    {
        return dtype_ != nullptr;
    }

    /** The text in a notation. Throws RC_EUNSUPPORTED with field(), RC_EARG, RC_ENOMEM. */
    std::string text(rc_notation notation = RC_NOTATION_COMPACT) const
    {
        return detail::take_text(call(rc_dtype_text, dtype_, notation));
    }

    /** A C header with `struct TAG` (rc_dtype_c_text). Throws RC_EARG, RC_EUNSUPPORTED, RC_ENOMEM.
     */
    std::string c_text(c_string tag) const
    {
        return detail::take_text(call(rc_dtype_c_text, dtype_, tag.get()));
    }

    /* Queries: O(1); 0 or empty where they do not apply. */

    rc_kind kind() const noexcept
    {
        return rc_dtype_kind(dtype_);
    }
    /** NumPy's name of the kind, such as "int32"; "unknown" for an empty dtype. */
    std::string_view kind_name() const noexcept
    {
        return rc_kind_name(kind());
    }
    std::size_t itemsize() const noexcept
    {
        return rc_dtype_itemsize(dtype_);
    }
    std::size_t alignment() const noexcept
    {
        return rc_dtype_alignment(dtype_);
    }
    bool is_aligned() const noexcept
    {
        return rc_dtype_is_aligned(dtype_) != 0;
    }
    rc_order order() const noexcept
    {
        return rc_dtype_order(dtype_);
    }
    /** n of S<n>, U<n>, V<n>. */
    std::size_t length() const noexcept
    {
        return rc_dtype_length(dtype_);
    }
    /** The unit of M8 and m8, and its multiple. */
    std::pair<rc_unit, std::int32_t> unit() const noexcept
    {
        std::int32_t multiple = 1;
        rc_unit unit = rc_dtype_unit(dtype_, &multiple);
        return {unit, multiple};
    }
    /** The time zone of M8, borrowed from the dtype; NULL if it has none. */
    const char *zone() const noexcept
    {
        return rc_dtype_zone(dtype_);
    }
    /** The extents of a subarray, borrowed from the dtype. */
    span<const std::size_t> shape() const noexcept
    {
        return {rc_dtype_shape(dtype_), rc_dtype_ndim(dtype_)};
    }
    /** The element of a subarray. */
    dtype element() const noexcept
    {
        return share(rc_dtype_element(dtype_));
    }
    /** The number of fields of a struct. */
    std::size_t nfields() const noexcept
    {
        return rc_dtype_nfields(dtype_);
    }

    /** Field `i` of a struct, and the field at a dotted path. The pointers in the result are
     *  borrowed from this dtype. Throw RC_EINDEX; RC_ENAME, RC_ESYNTAX, RC_ENOMEM; RC_EARG. */
    rc_field_info field(std::size_t i) const
    {
        rc_field_info info;
        call(rc_dtype_field, dtype_, i, &info);
        return info;
    }
    rc_field_info find(c_string path) const
    {
        rc_field_info info;
        call(rc_dtype_find, dtype_, path.get(), &info);
        return info;
    }

    /** The same kinds, names, offsets, sizes, byte orders and nullable fields. Empty dtypes equal
     *  each other. */
    friend bool operator==(const dtype &a, const dtype &b) noexcept
    {
        return rc_dtype_equal(a.dtype_, b.dtype_) != 0;
    }
    friend bool operator!=(const dtype &a, const dtype &b) noexcept
    {
        return !(a == b);
    }

    std::uint64_t hash() const noexcept
    {
        return rc_dtype_hash(dtype_);
    }

    const rc_dtype *get() const noexcept
    {
        return dtype_;
    }

    /** Gives the reference to the caller and leaves the dtype empty. */
    [[nodiscard]] const rc_dtype *release() noexcept
    {
        return std::exchange(dtype_, nullptr);
    }

  private:
    const rc_dtype *dtype_ = nullptr;
};

} // namespace rowcol

template <> struct std::hash<rowcol::dtype> {
    std::size_t operator()(const rowcol::dtype &dtype) const noexcept
    {
        return static_cast<std::size_t>(dtype.hash());
    }
};

#endif
