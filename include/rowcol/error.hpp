/*
 * rowcol/error.hpp - errors as exceptions, and calls of the C API that throw them. Part of
 * rowcol.hpp.
 */
#ifndef ROWCOL_ERROR_HPP
#define ROWCOL_ERROR_HPP

#if !defined(__cplusplus) || __cplusplus < 201703L
#error "rowcol.hpp needs C++17 or newer (-std=c++17)"
#endif
#if !defined(__cpp_exceptions)
#error "rowcol.hpp needs exceptions (no -fno-exceptions): use rowcol.h without them"
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <rowcol/base.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowcol
{

/**
 * A failure. what() is the whole error as one line (rc_error_print), such as
 *     points.ndjson:3:12: field "y": 3000000000 does not fit int32 (try y:i8)
 * All text is printable: valid UTF-8 that cannot control a terminal. Copies do not throw.
 */
class RC_API error : public std::runtime_error
{
  public:
    /** Copies the error of a C function. */
    explicit error(const rc_error &err) : std::runtime_error(line_of(err)), err_(copy_of(err))
    {
    }

    /** An error of this status. `message` and `field` are made printable, and cut if they do not
     *  fit rc_error. */
    error(rc_status status, std::string_view message, std::string_view field = {})
        : error(make(status, message, field))
    {
    }

    rc_status status() const noexcept
    {
        return err_.status;
    }

    /** The errno of an RC_EIO, else 0. */
    int sys() const noexcept
    {
        return err_.sys;
    }

    /** What was found, what was expected, and a suggestion, without the place. This and the other
     *  strings are borrowed from the exception. */
    std::string_view message() const noexcept
    {
        return err_.message;
    }

    /** The file name, or "". */
    std::string_view source() const noexcept
    {
        return err_.source;
    }

    /** The path of the field, such as "pos.x", or "". */
    std::string_view field() const noexcept
    {
        return err_.field;
    }

    /** The offset of the wrong byte in its source, from 0. This and the following are empty if they
     *  are not known. */
    std::optional<std::uint64_t> byte() const noexcept
    {
        return known(err_.byte);
    }

    /** The line, from 1. */
    std::optional<std::uint64_t> line() const noexcept
    {
        return known(err_.line);
    }

    /** The byte in that line, from 1. */
    std::optional<std::uint64_t> column() const noexcept
    {
        return known(err_.column);
    }

    /** The index of the record, from 0. */
    std::optional<std::uint64_t> record() const noexcept
    {
        return known(err_.record);
    }

    /** An option that makes the call succeed if it is meant, and its value: see rc_hint. */
    rc_hint hint() const noexcept
    {
        return err_.hint;
    }
    std::string_view hint_value() const noexcept
    {
        return err_.hint_value;
    }

    /** The error as the C API has it. */
    const rc_error &get() const noexcept
    {
        return err_;
    }

  private:
    static std::optional<std::uint64_t> known(std::uint64_t place) noexcept
    {
        return place == RC_NOWHERE ? std::nullopt : std::optional<std::uint64_t>(place);
    }

    static std::string line_of(const rc_error &err)
    {
        char buffer[1024];
        std::size_t length = rc_error_print(&err, buffer, sizeof buffer);
        if (length < sizeof buffer) {
            return std::string(buffer, length);
        }
        std::string line(length + 1, '\0');
        rc_error_print(&err, line.data(), line.size());
        line.pop_back();
        return line;
    }

    template <std::size_t N> static void copy_text(char (&to)[N], const char *from) noexcept
    {
        std::size_t length = strnlen(from, N - 1);
        std::memcpy(to, from, length);
        to[length] = '\0';
    }

    /* Member by member: the arrays of `err` may not be initialised after their NUL. */
    static rc_error copy_of(const rc_error &err) noexcept
    {
        rc_error copy = RC_ERROR_INIT;
        copy.status = err.status;
        copy.sys = err.sys;
        copy.hint = err.hint;
        copy.byte = err.byte;
        copy.line = err.line;
        copy.column = err.column;
        copy.record = err.record;
        copy_text(copy.source, err.source);
        copy_text(copy.field, err.field);
        copy_text(copy.message, err.message);
        copy_text(copy.hint_value, err.hint_value);
        return copy;
    }

    static rc_error make(rc_status status, std::string_view message,
                         std::string_view field) noexcept
    {
        rc_error err = RC_ERROR_INIT;
        err.status = status;
        rc_text_printable(message.data(), message.size(), err.message, sizeof err.message);
        rc_text_printable(field.data(), field.size(), err.field, sizeof err.field);
        return err;
    }

    rc_error err_;
};

static_assert(std::is_nothrow_copy_constructible_v<error> &&
              std::is_nothrow_copy_assignable_v<error>);

namespace detail
{

/* An rc_error for one call. RC_ERROR_INIT writes 1 KiB of zeros, which is more work than many
   calls; this writes what the library reads: the numbers, and the end of each string. */
class call_error
{
  public:
    call_error() noexcept
    {
        err_.status = RC_OK;
        err_.sys = 0;
        err_.hint = RC_HINT_NONE;
        err_.byte = err_.line = err_.column = err_.record = RC_NOWHERE;
        err_.source[0] = err_.field[0] = err_.message[0] = err_.hint_value[0] = '\0';
    }

    rc_error *get() noexcept
    {
        return &err_;
    }

    void check() const
    {
        if (err_.status != RC_OK) {
            fail();
        }
    }

  private:
    [[noreturn, gnu::cold, gnu::noinline]] void fail() const
    {
        throw error(err_);
    }

    rc_error err_;
};

} // namespace detail

/**
 * Calls a function of the C API whose last parameter is an rc_error *, which is not among `args`,
 * and returns its result. Throws error if the function fails. For what has no function of its own
 * here:
 *     rowcol::dtype both(rowcol::adopt, rowcol::call(rc_dtype_promote, a.get(), b.get()));
 */
template <class Function, class... Args> auto call(Function function, Args &&...args)
{
    detail::call_error err;
    auto result = function(std::forward<Args>(args)..., err.get());
    err.check();
    return result;
}

/** Selects constructors that take over a C object that the caller owns. */
struct adopt_t {
    explicit adopt_t() = default;
};
inline constexpr adopt_t adopt{};

/**
 * An argument that is a NUL-terminated string: a path, a name or the notation of a dtype. It
 * borrows the string. nullptr is refused by the function that gets it, with RC_EARG. Throws RC_EARG
 * for a std::string with a NUL character in it, which the C API would read as a shorter string.
 */
class c_string
{
  public:
    c_string(const char *text) noexcept : text_(text)
    {
    }

    c_string(const std::string &text) : text_(text.c_str())
    {
        if (text.find('\0') != std::string::npos) {
            throw error(RC_EARG, "the string has a NUL character in it");
        }
    }

    const char *get() const noexcept
    {
        return text_;
    }

  private:
    const char *text_;
};

} // namespace rowcol

#endif
