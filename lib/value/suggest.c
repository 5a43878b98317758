/*
 * value/suggest.c - finds a dtype that holds a value that a field cannot take.
 */
#include "value/suggest.h"

#include "dtype/names.h"

#include <string.h>

const char *rci_value_field_prefix(const rc_error *err, rci_value_name *buffer)
{
    const char *dot = strrchr(err->field, '.');
    const char *name = dot ? dot + 1 : err->field;
    size_t length = strlen(name);
    if (length == 0 || length + 2 > sizeof buffer->text || !rci_dtype_name_is_plain(name, length)) {
        return "";
    }
    memcpy(buffer->text, name, length);
    memcpy(buffer->text + length, ":", 2);
    return buffer->text;
}

/* The suggestion of a dtype of two parts, and what follows it. */
static rci_value_suggestion suggest(const rc_error *err, rci_base_part code, rci_base_part length,
                                    rci_base_part end)
{
    rci_value_suggestion suggestion;
    rci_value_name prefix;
    const rci_base_part parts[] = {
        RCI_BASE_PART(" (try "),
        rci_base_part_of(rci_value_field_prefix(err, &prefix)),
        code,
        length,
        end,
    };
    suggestion.length =
        rci_base_join(suggestion.text, sizeof suggestion.text, parts, RCI_BASE_PARTS(parts));
    return suggestion;
}

rci_value_suggestion rci_value_suggest_dtype(const rc_error *err, const char *dtype)
{
    static const rci_base_part none = RCI_BASE_PART(""), end = RCI_BASE_PART(")");
    return suggest(err, rci_base_part_of(dtype), none, end);
}

/* A plain text. */
static rci_value_suggestion suggest_text(rci_base_part part)
{
    rci_value_suggestion suggestion;
    suggestion.length = rci_base_join(suggestion.text, sizeof suggestion.text, &part, 1);
    return suggestion;
}

/* ---------------------------------------------------------------- numbers */

static bool is_unsigned(rc_kind kind)
{
    return kind >= RC_U1 && kind <= RC_U8;
}

/* The smallest unsigned kind that holds the number, or NULL. */
static const char *unsigned_kind(const rci_number_scanned *number)
{
    static const char *const names[] = {"u1", "u2", "u4", "u8"};
    uint64_t magnitude;
    if (rci_number_to_u64(number, &magnitude) != RCI_NUMBER_OK) {
        return NULL;
    }
    for (unsigned i = 0; i < 4; i++) {
        if (rci_number_uint_fits(magnitude, 1u << i)) {
            return names[i];
        }
    }
    return NULL;
}

/* The smallest signed kind that holds the number, or NULL. In place of an unsigned kind it has more
   bits than that, if there is one. */
static const char *signed_kind(const rci_number_scanned *number, rc_kind kind)
{
    static const char *const names[] = {"i1", "i2", "i4", "i8"};
    unsigned first = is_unsigned(kind) ? (unsigned)(kind - RC_U1) + 1 : 0;
    int64_t value;
    if (rci_number_to_i64(number, &value) != RCI_NUMBER_OK) {
        return NULL;
    }
    for (unsigned i = first < 4 ? first : 3; i < 4; i++) {
        if (rci_number_int_fits(value, 1u << i)) {
            return names[i];
        }
    }
    return NULL;
}

static const char *integer_kind(const rci_number_scanned *number, rc_kind kind)
{
    const char *name = is_unsigned(kind) ? unsigned_kind(number) : signed_kind(number, kind);
    if (!name) {
        name = is_unsigned(kind) ? signed_kind(number, kind) : unsigned_kind(number);
    }
    return name;
}

/* The smallest float kind wider than `kind` that takes the number, or NULL. */
static const char *float_kind(const rci_number_scanned *number, rc_kind kind)
{
    bool is_complex = kind == RC_C8 || kind == RC_C16;
    bool wide = kind == RC_F8 || kind == RC_C16;
    float f4;
    double f8;
    if (kind == RC_F2 && rci_number_to_f4(number, &f4) == RCI_NUMBER_OK) {
        return "f4";
    }
    if (!wide && rci_number_to_f8(number, &f8) == RCI_NUMBER_OK) {
        return is_complex ? "c16" : "f8";
    }
    return NULL;
}

/* The name of a kind for a number that `kind` cannot take, or NULL. A wider float holds what the
   narrower one does; integers are for fields of integers, and for those that no float holds. */
static const char *number_kind(const rci_number_scanned *number, rc_kind kind)
{
    bool is_integer = !number->has_fraction && !number->has_exponent;
    const char *name;
    if (kind >= RC_F2) {
        name = float_kind(number, kind);
        return name ? name : integer_kind(number, RC_I1);
    }
    name = is_integer ? integer_kind(number, kind) : NULL;
    return name ? name : float_kind(number, RC_F4);
}

rci_value_suggestion rci_value_suggest_number(const rc_error *err, const char *text, size_t n,
                                              rc_kind kind)
{
    const char *end = text + n, *name;
    rci_number_scanned number;
    double infinite;
    static const rci_base_part nothing = RCI_BASE_PART(""),
                               none = RCI_BASE_PART(" (no kind of number holds it)");
    if (rci_number_scan_number(text, end, &number) == RCI_NUMBER_OK && number.end == end) {
        name = number_kind(&number, kind);
    } else if (kind >= RC_I1 && kind <= RC_U8 && rci_number_read_nonfinite(text, end, &infinite)) {
        name = "f8";
    } else {
        return suggest_text(nothing); /* a complex number, or not a number */
    }
    return name ? rci_value_suggest_dtype(err, name) : suggest_text(none);
}

/* ----------------------------------------------------------- other values */

rci_value_suggestion rci_value_suggest_found(const rc_error *err, rci_value_found found,
                                             size_t length)
{
    static const rci_base_part plain[] = {
        [RCI_VALUE_FOUND_NULL] = RCI_BASE_PART(" (try a nullable field: add ? after its type)"),
        [RCI_VALUE_FOUND_BOOL] = RCI_BASE_PART(" (try bool)"),
        [RCI_VALUE_FOUND_NUMBER] = RCI_BASE_PART(""),
        [RCI_VALUE_FOUND_COMPLEX] = RCI_BASE_PART(" (try c16)"),
        [RCI_VALUE_FOUND_TEXT] = RCI_BASE_PART(""),
        [RCI_VALUE_FOUND_BYTES] = RCI_BASE_PART(""),
        [RCI_VALUE_FOUND_DATETIME] = RCI_BASE_PART(""),
        [RCI_VALUE_FOUND_TIMEDELTA] = RCI_BASE_PART(""),
        [RCI_VALUE_FOUND_ARRAY] = RCI_BASE_PART(" (try a subarray)"),
        [RCI_VALUE_FOUND_OBJECT] = RCI_BASE_PART(" (try a struct)"),
    };
    static const rci_base_part text = RCI_BASE_PART("S"), or_str = RCI_BASE_PART(" or str)");
    static const rci_base_part bytes = RCI_BASE_PART("V"), end = RCI_BASE_PART(")");
    char digits[RCI_BASE_COUNT_MAX];
    switch (found) {
    case RCI_VALUE_FOUND_TEXT: /* not every output has str */
        return suggest(err, text, rci_base_part_of_count(digits, length ? length : 1), or_str);
    case RCI_VALUE_FOUND_BYTES:
        return suggest(err, bytes, rci_base_part_of_count(digits, length), end);
    default:
        return suggest_text(plain[found]);
    }
}
