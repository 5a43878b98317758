/*
 * value/fail.c - the errors for values that a field cannot take, except times.
 */
#include "value/fail.h"

#include "base/error.h"
#include "base/format.h"
#include "dtype/kinds.h"
#include "value/suggest.h"

#include <math.h>
#include <string.h>

const char *rci_value_time_dtype_name(rci_value_name *buffer, rc_kind kind,
                                      rci_value_time_unit unit)
{
    const char *name = rc_kind_name(kind);
    if (unit.unit == RC_UNIT_GENERIC) {
        rci_base_format(buffer->text, sizeof buffer->text, "%s without a unit", name);
    } else if (unit.multiple == 1) {
        rci_base_format(buffer->text, sizeof buffer->text, "%s[%s]", name,
                        rci_dtype_unit_name(unit.unit));
    } else {
        rci_base_format(buffer->text, sizeof buffer->text, "%s[%ld%s]", name, (long)unit.multiple,
                        rci_dtype_unit_name(unit.unit));
    }
    return buffer->text;
}

const char *rci_value_dtype_name(rci_value_name *buffer, const rc_dtype *dtype)
{
    rc_kind kind = rc_dtype_kind(dtype);
    rci_value_time_unit unit;
    switch (kind) {
    case RC_BYTES:
    case RC_UCS4:
    case RC_RAW:
        rci_base_format(buffer->text, sizeof buffer->text, "%s%zu",
                        rci_dtype_kind_facts_of(kind)->code, rc_dtype_length(dtype));
        return buffer->text;
    case RC_DATETIME:
    case RC_TIMEDELTA:
        unit.unit = rc_dtype_unit(dtype, &unit.multiple);
        return rci_value_time_dtype_name(buffer, kind, unit);
    case RC_STRUCT:
    case RC_SUBARRAY:
        rci_base_format(buffer->text, sizeof buffer->text, "a %s", rc_kind_name(kind));
        return buffer->text;
    default:
        return rc_kind_name(kind);
    }
}

static bool is_integer_kind(rc_kind kind)
{
    return kind >= RC_I1 && kind <= RC_U8;
}

/* What a dtype expects, for messages. */
static const char *expected(rc_kind kind)
{
    if (is_integer_kind(kind)) {
        return "an integer";
    }
    switch (kind) {
    case RC_BOOL:
        return "true or false";
    case RC_C8:
    case RC_C16:
        return "a number such as (1+2j)";
    case RC_BYTES:
    case RC_UCS4:
    case RC_STR:
        return "text";
    case RC_RAW:
        return "bytes in hexadecimal";
    case RC_DATETIME:
        return "a date such as 2020-01-31T23:59";
    case RC_TIMEDELTA:
        return "a count and a unit such as 25 s";
    case RC_STRUCT:
        return "an object";
    case RC_SUBARRAY:
        return "an array";
    default:
        return "a number";
    }
}

const char *rci_value_found_name(rci_value_found found)
{
    static const char *const names[] = {
        [RCI_VALUE_FOUND_NULL] = "null",           [RCI_VALUE_FOUND_BOOL] = "a bool",
        [RCI_VALUE_FOUND_NUMBER] = "a number",     [RCI_VALUE_FOUND_COMPLEX] = "a complex number",
        [RCI_VALUE_FOUND_TEXT] = "text",           [RCI_VALUE_FOUND_BYTES] = "bytes",
        [RCI_VALUE_FOUND_DATETIME] = "a datetime", [RCI_VALUE_FOUND_TIMEDELTA] = "a timedelta",
        [RCI_VALUE_FOUND_ARRAY] = "an array",      [RCI_VALUE_FOUND_OBJECT] = "an object",
    };
    return names[found];
}

rc_status rci_value_fail_found(rc_error *err, const rc_dtype *dtype, rci_value_found found,
                               const char *text, size_t n, const rci_value_suggestion *suggestion)
{
    static const rci_base_part start = RCI_BASE_PART("found "), where = RCI_BASE_PART(" where "),
                               expects = RCI_BASE_PART(" expects "), blank = RCI_BASE_PART(" "),
                               quote = RCI_BASE_PART("\""), none = RCI_BASE_PART("");
    const rci_base_part mark = found == RCI_VALUE_FOUND_TEXT && text ? quote : none;
    rci_value_name dtype_name;
    rci_base_quoted quoted;
    const rci_base_part parts[] = {
        start,
        rci_base_part_of(rci_value_found_name(found)),
        text ? blank : none,
        mark,
        text ? rci_base_part_of_quoted(&quoted, text, n) : none,
        mark,
        where,
        rci_base_part_of(rci_value_dtype_name(&dtype_name, dtype)),
        expects,
        rci_base_part_of(expected(rc_dtype_kind(dtype))),
        rci_value_suggestion_part(suggestion),
    };
    return rci_base_fail_parts(err, RC_ETYPE, parts, RCI_BASE_PARTS(parts));
}

rc_status rci_value_fail_kind(rc_error *err, const rc_dtype *dtype, rci_value_found found,
                              const char *text, size_t n)
{
    rci_value_suggestion suggestion;
    if (!err) {
        return RC_ETYPE;
    }
    suggestion = found == RCI_VALUE_FOUND_NUMBER && text
                     ? rci_value_suggest_number(err, text, n, RC_I1)
                     : rci_value_suggest_found(err, found, n);
    return rci_value_fail_found(err, dtype, found, text, n, &suggestion);
}

rc_status rci_value_fail_null(rc_error *err, const rc_dtype *dtype)
{
    static const rci_value_suggestion none = {"", 0};
    rc_kind kind = rc_dtype_kind(dtype);
    bool nan = (kind >= RC_F2 && kind <= RC_C16) || kind == RC_DATETIME || kind == RC_TIMEDELTA;
    rci_value_fail_found(err, dtype, RCI_VALUE_FOUND_NULL, NULL, 0, &none);
    rci_base_error_hint(err, RC_HINT_NULLS, nan ? "nan" : "zero");
    return RC_ETYPE;
}

/* Whether the value of a number such as 1.0 or 1e2 is an integer. */
static bool is_integral(const char *text, size_t n)
{
    rci_number_scanned number;
    double value;
    return rci_number_scan_number(text, text + n, &number) == RCI_NUMBER_OK &&
           rci_number_to_f8(&number, &value) == RCI_NUMBER_OK && value == trunc(value);
}

/* A number, what is wrong with it, the dtype, and the rest of the message. */
static rc_status fail_with_number(rc_error *err, rc_status status, const rc_dtype *dtype,
                                  const char *text, size_t n, const char *wrong, const char *rest)
{
    rci_value_name dtype_name;
    rci_base_quoted quoted;
    const rci_value_suggestion way = rci_value_suggest_number(err, text, n, rc_dtype_kind(dtype));
    const rci_base_part parts[] = {
        rci_base_part_of_quoted(&quoted, text, n),
        rci_base_part_of(wrong),
        rci_base_part_of(rci_value_dtype_name(&dtype_name, dtype)),
        rci_base_part_of(rest),
        rci_value_suggestion_part(&way),
    };
    return rci_base_fail_parts(err, status, parts, RCI_BASE_PARTS(parts));
}

rc_status rci_value_fail_number(rc_error *err, const rc_dtype *dtype, rci_number_status why,
                                const char *text, size_t n)
{
    rc_status status = why == RCI_NUMBER_SYNTAX        ? RC_ESYNTAX
                       : why == RCI_NUMBER_NOT_INTEGER ? RC_ETYPE
                                                       : RC_ERANGE;
    if (!err) {
        return status;
    }
    switch (why) {
    case RCI_NUMBER_SYNTAX:
        return rci_value_fail_syntax(err, dtype, text, n);
    case RCI_NUMBER_NOT_INTEGER:
        return fail_with_number(err, status, dtype, text, n,
                                is_integral(text, n) ? " is not written as an integer, which "
                                                     : " is not an integer, which ",
                                " expects");
    case RCI_NUMBER_UNDERFLOW:
        return fail_with_number(err, status, dtype, text, n, " is too small for ",
                                ": it would become 0");
    case RCI_NUMBER_INEXACT_INTEGER:
        return fail_with_number(err, status, dtype, text, n, " cannot be kept exactly in ", "");
    default:
        return fail_with_number(err, status, dtype, text, n, " does not fit ", "");
    }
}

rc_status rci_value_fail_rounded(rc_error *err, const rc_dtype *dtype, const char *text, size_t n)
{
    rc_kind kind = rc_dtype_kind(dtype);
    bool is_complex = kind == RC_C8 || kind == RC_C16;
    rci_value_name dtype_name;
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_ERANGE, "%s would be rounded by %s (try %s, or round it first)",
                         rci_base_quote(&quoted, text, n), rci_value_dtype_name(&dtype_name, dtype),
                         is_complex ? "c16" : "f8");
}

rc_status rci_value_fail_length(rc_error *err, const rc_dtype *dtype, size_t length,
                                const char *text, size_t n)
{
    bool is_ucs4 = rc_dtype_kind(dtype) == RC_UCS4;
    rci_value_name dtype_name, prefix;
    rci_base_quoted quoted;
    if (!err) {
        return RC_ERANGE;
    }
    return rci_base_fail(err, RC_ERANGE, "%zu %s do not fit %s: \"%s\" (try %s%s%zu or str)",
                         length, is_ucs4 ? "characters" : "bytes",
                         rci_value_dtype_name(&dtype_name, dtype), rci_base_quote(&quoted, text, n),
                         rci_value_field_prefix(err, &prefix), is_ucs4 ? "U" : "S", length);
}

rc_status rci_value_fail_fill(rc_error *err, const rc_dtype *dtype, size_t length, const char *text,
                              size_t n)
{
    rci_value_name dtype_name;
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_ERANGE, "%zu byte%s cannot fill %s: %s (try V%zu)", length,
                         length == 1 ? "" : "s", rci_value_dtype_name(&dtype_name, dtype),
                         rci_base_quote(&quoted, text, n), length);
}

rc_status rci_value_fail_nul(rc_error *err, const rc_dtype *dtype, const char *text, size_t n)
{
    rci_value_name dtype_name;
    rci_base_quoted quoted;
    return rci_base_fail(
        err, RC_ERANGE,
        "\"%s\" ends in a NUL character, which %s cannot distinguish from its padding (try str)",
        rci_base_quote(&quoted, text, n), rci_value_dtype_name(&dtype_name, dtype));
}

rc_status rci_value_fail_utf8(rc_error *err, const char *text, size_t n, size_t bad)
{
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_ESYNTAX, "\"%s\" is not UTF-8: byte 0x%02X at offset %zu",
                         rci_base_quote(&quoted, text, n), (unsigned char)text[bad], bad);
}

rc_status rci_value_fail_syntax(rc_error *err, const rc_dtype *dtype, const char *text, size_t n)
{
    rci_value_name dtype_name;
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_ESYNTAX, "cannot read \"%s\" as %s, which expects %s",
                         rci_base_quote(&quoted, text, n), rci_value_dtype_name(&dtype_name, dtype),
                         expected(rc_dtype_kind(dtype)));
}
