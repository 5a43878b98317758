/*
 * value/text.c - writes values as text.
 */
#include "base/cell.h"
#include "base/utf8.h"
#include "number/number.h"
#include "value/datetime.h"
#include "value/store_impl.h"

#include <math.h>
#include <rowcol/value.h>

/* A caller's buffer, which may be too small: what does not fit is only counted. */
typedef struct sink {
    char *text;
    size_t size;
    size_t length;
} sink;

static void put(sink *out, const char *bytes, size_t n)
{
    if (out->length < out->size && n > 0) {
        size_t space = out->size - out->length;
        memcpy(out->text + out->length, bytes, n < space ? n : space);
    }
    out->length += n;
}

/* Adds the NUL. Text that is too long is cut before a character that does not fit whole. */
static size_t finish(const sink *out)
{
    if (out->size > 0) {
        size_t end = out->length < out->size
                         ? out->length
                         : rci_base_utf8_cut(out->text, out->size, out->size - 1);
        out->text[end] = '\0';
    }
    return out->length;
}

/* A float in the shortest form for its precision, if it is a float of that precision. */
static void put_float(sink *out, double value, int precision)
{
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE], *end;
    uint16_t half = rci_number_f8_to_f2(value, NULL);
    float single = rci_number_f8_to_f4(value, NULL);
    if (precision == 2 && rci_number_f2_to_f8(half) == value) {
        end = rci_number_print_f2(text, half);
    } else if (precision == 4 && (double)single == value) {
        end = rci_number_print_f4(text, single);
    } else {
        end = rci_number_print_f8(text, value);
    }
    put(out, text, (size_t)(end - text));
}

static void put_complex(sink *out, const rc_value *value)
{
    double im = value->as.c.im;
    bool has_minus = signbit(im) && !isnan(im);
    put(out, "(", 1);
    put_float(out, value->as.c.re, value->precision);
    put(out, "+", !has_minus);
    put_float(out, im, value->precision);
    put(out, "j)", 2);
}

static void put_ucs4(sink *out, const rc_value *value)
{
    static const uint32_t replacement = 0xFFFD;
    for (size_t i = 0; i < value->as.ucs4.length; i++) {
        char bytes[RCI_BASE_UTF8_MAX];
        uint32_t code = rci_base_ucs4_get(value->as.ucs4.data, i, value->as.ucs4.big_endian != 0);
        put(out, bytes, rci_base_utf8_encode(bytes, rci_base_is_scalar(code) ? code : replacement));
    }
}

static void put_hex(sink *out, const char *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        char pair[2] = {digits[byte >> 4], digits[byte & 15]};
        put(out, pair, 2);
    }
}

static void put_time(sink *out, const rc_value *value)
{
    char text[RCI_VALUE_TIME_TEXT_MAX];
    rci_value_time_unit unit = {value->unit, value->multiple};
    if (!rci_value_time_unit_is_valid(unit)) {
        unit = (rci_value_time_unit){RC_UNIT_GENERIC, 1};
    }
    put(out, text,
        value->type == RC_VALUE_DATETIME ? rci_value_datetime_print(text, value->as.i, unit)
                                         : rci_value_timedelta_print(text, value->as.i, unit));
}

size_t rc_value_print(const rc_value *value, char *text, size_t size)
{
    sink out = {text, text ? size : 0, 0};
    char number[RCI_NUMBER_INT_TEXT_SIZE];
    if (!value || rci_value_check(value, NULL) != RC_OK) {
        return finish(&out);
    }
    switch (value->type) {
    case RC_VALUE_NULL:
        put(&out, "null", 4);
        break;
    case RC_VALUE_BOOL:
        put(&out, value->as.boolean ? "true" : "false", value->as.boolean ? 4 : 5);
        break;
    case RC_VALUE_INT:
        put(&out, number, (size_t)(rci_number_print_i64(number, value->as.i) - number));
        break;
    case RC_VALUE_UINT:
        put(&out, number, (size_t)(rci_number_print_u64(number, value->as.u) - number));
        break;
    case RC_VALUE_FLOAT:
        put_float(&out, value->as.f, value->precision);
        break;
    case RC_VALUE_COMPLEX:
        put_complex(&out, value);
        break;
    case RC_VALUE_TEXT:
        put(&out, value->as.text.data, value->as.text.length);
        break;
    case RC_VALUE_UCS4:
        put_ucs4(&out, value);
        break;
    case RC_VALUE_BYTES:
        put_hex(&out, value->as.text.data, value->as.text.length);
        break;
    case RC_VALUE_DATETIME:
    case RC_VALUE_TIMEDELTA:
        put_time(&out, value);
        break;
    }
    return finish(&out);
}
