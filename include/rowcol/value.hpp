/*
 * rowcol/value.hpp - one value of any kind. Part of rowcol.hpp; rowcol/value.h has the rules of
 * conversion.
 */
#ifndef ROWCOL_VALUE_HPP
#define ROWCOL_VALUE_HPP

#include <complex>
#include <rowcol/dtype.hpp>
#include <rowcol/value.h>

namespace rowcol
{

/** A cell of an M8 field: a count of the units of its dtype since 1970-01-01T00:00:00 UTC. */
struct datetime {
    std::int64_t count = 0;

    bool is_nat() const noexcept
    {
        return count == RC_NAT;
    }
    friend bool operator==(datetime a, datetime b) noexcept
    {
        return a.count == b.count;
    }
    friend bool operator!=(datetime a, datetime b) noexcept
    {
        return a.count != b.count;
    }
};

/** A cell of an m8 field: a count of the units of its dtype. */
struct timedelta {
    std::int64_t count = 0;

    bool is_nat() const noexcept
    {
        return count == RC_NAT;
    }
    friend bool operator==(timedelta a, timedelta b) noexcept
    {
        return a.count == b.count;
    }
    friend bool operator!=(timedelta a, timedelta b) noexcept
    {
        return a.count != b.count;
    }
};

namespace detail
{

template <class T>
inline constexpr bool is_character =
    std::is_same_v<T, char> || std::is_same_v<T, wchar_t> || std::is_same_v<T, char16_t> ||
#ifdef __cpp_char8_t
    std::is_same_v<T, char8_t> ||
#endif
    std::is_same_v<T, char32_t>;

/* Numbers that a field can have as its C++ type. signed char and unsigned char are int8 and uint8,
   other types of characters are not numbers. */
template <class T>
inline constexpr bool
    is_number = (std::is_integral_v<T> && sizeof(T) <= 8 && !is_character<T>) ||
                std::is_same_v<T, float> || std::is_same_v<T, double> ||
                std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>;

template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;

/* The kind whose cells are a T; 0 if there is not one. */
template <class T> constexpr int kind_of() noexcept
{
    if constexpr (is_number<T>) {
        return rc_c_scalar_kind_<T>();
    } else if constexpr (std::is_same_v<T, datetime>) {
        return RC_DATETIME;
    } else if constexpr (std::is_same_v<T, timedelta>) {
        return RC_TIMEDELTA;
    } else {
        return 0;
    }
}

} // namespace detail

/**
 * One value of any kind, or null. It does not own memory: text and bytes are borrowed from the
 * argument or cell that it was made from. It may be copied. Numbers, text and optionals convert to
 * it:
 *     store.set(0, "age", 41);    store.set(0, "name", "Ada");    store.set(0, "age",
 * std::nullopt);
 */
class value
{
  public:
    /** Null. */
    value() noexcept : value_(rc_value_null())
    {
    }
    value(std::nullopt_t) noexcept : value()
    {
    }
    value(const rc_value &c) noexcept : value_(c)
    {
    }

    /** A bool, an integer, a float or a complex number. Characters are not values: cast them to a
     *  number, or use text. */
    template <class T, class = std::enable_if_t<detail::is_number<T>>>
    value(T number) noexcept : value_(of_number(number))
    {
    }

    /** Text, in UTF-8. A NULL pointer is null. */
    value(const char *text) noexcept : value_(rc_value_string(text))
    {
    }
    value(std::string_view text) noexcept : value_(rc_value_string_n(text.data(), text.size()))
    {
    }
    value(const std::string &text) noexcept : value(std::string_view(text))
    {
    }

    /** The value in it, or null. */
    template <class T> value(const std::optional<T> &optional) : value()
    {
        if (optional) {
            *this = value(*optional);
        }
    }

    static value bytes(const void *data, std::size_t size) noexcept
    {
        return rc_value_bytes(data, size);
    }

    /** `count` times `multiple` units, since 1970-01-01T00:00:00 UTC for a datetime; RC_NAT. */
    static value datetime(std::int64_t count, rc_unit unit, std::int32_t multiple = 1) noexcept
    {
        return rc_value_datetime(count, unit, multiple);
    }
    static value timedelta(std::int64_t count, rc_unit unit, std::int32_t multiple = 1) noexcept
    {
        return rc_value_timedelta(count, unit, multiple);
    }

    rc_value_type type() const noexcept
    {
        return value_.type;
    }
    bool is_null() const noexcept
    {
        return value_.type == RC_VALUE_NULL;
    }

    /**
     * The value as a T, if nothing is lost:
     *   a number           as a field of that kind takes it (rc_value_convert): also text of a
     *                      number. Throws RC_ETYPE, RC_ERANGE, RC_ESYNTAX
     *   std::string_view   text or bytes, borrowed as the value. Throws RC_ETYPE (another type,
     *                      also the code points of a U<n> field)
     *   std::string        text or bytes, code points as UTF-8. Throws RC_ETYPE
     *   std::optional<T>   nothing for null, else as<T>()
     * Null is refused with RC_ETYPE by all but the last.
     */
    template <class T> T as() const
    {
        if constexpr (detail::is_optional<T>) {
            return is_null() ? T() : T(as<typename T::value_type>());
        } else if constexpr (detail::is_number<T>) {
            return as_number<T>();
        } else if constexpr (std::is_same_v<T, std::string_view>) {
            return as_text();
        } else {
            static_assert(std::is_same_v<T, std::string>,
                          "T is a number, std::string, std::string_view, or an optional of one");
            return type() == RC_VALUE_UCS4 ? print() : std::string(as_text());
        }
    }

    /** The text of the value, whatever its type (rc_value_print): 1.5, 2020-02-29, null. */
    std::string print() const
    {
        std::string text(rc_value_print(&value_, nullptr, 0), '\0');
        /* The library writes a NUL over the one that ends the string. */
        rc_value_print(&value_, text.data(), text.size() + 1);
        return text;
    }

    const rc_value &get() const noexcept
    {
        return value_;
    }

  private:
    template <class T> static rc_value of_number(T number) noexcept
    {
        if constexpr (std::is_same_v<T, bool>) {
            return rc_value_bool(number);
        } else if constexpr (std::is_integral_v<T>) {
            return std::is_signed_v<T> ? rc_value_int(static_cast<std::int64_t>(number))
                                       : rc_value_uint(static_cast<std::uint64_t>(number));
        } else if constexpr (std::is_floating_point_v<T>) {
            rc_value result = rc_value_float(static_cast<double>(number));
            result.precision = sizeof(T);
            return result;
        } else {
            rc_value result = rc_value_complex(static_cast<double>(number.real()),
                                               static_cast<double>(number.imag()));
            result.precision = sizeof(T) / 2;
            return result;
        }
    }

    template <class T> T as_number() const
    {
        constexpr rc_kind kind = static_cast<rc_kind>(detail::kind_of<T>());
        rc_value result;
        call(rc_value_convert, &value_, dtype::leaf(kind).get(), nullptr, &result);
        if constexpr (std::is_same_v<T, bool>) {
            return result.as.boolean != 0;
        } else if constexpr (std::is_integral_v<T>) {
            return result.type == RC_VALUE_UINT ? static_cast<T>(result.as.u)
                                                : static_cast<T>(result.as.i);
        } else if constexpr (std::is_floating_point_v<T>) {
            return static_cast<T>(result.as.f);
        } else {
            return T(static_cast<typename T::value_type>(result.as.c.re),
                     static_cast<typename T::value_type>(result.as.c.im));
        }
    }

    std::string_view as_text() const
    {
        if (type() != RC_VALUE_TEXT && type() != RC_VALUE_BYTES) {
            throw error(RC_ETYPE, is_null() ? "found null where text was expected"
                                            : "the value is not text (try value::print)");
        }
        return {value_.as.text.data, value_.as.text.length};
    }

    rc_value value_;
};

} // namespace rowcol

#endif
