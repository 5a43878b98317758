/* format/json/dom/leaf.c - one leaf to and from a jansson value. */
#include "base/cell.h"
#include "base/utf8.h"
#include "format/json/dom/dom.h"
#include "format/json/text/refuse.h"
#include "number/number.h"
#include "value/fail.h"
#include "value/value.h"

#include <math.h>

/* --------------------------------------------------------------- what was found */

/* The text of a number, for a message. */
typedef struct number_text {
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE];
    size_t length;
} number_text;

static number_text show_number(const json_t *number)
{
    number_text shown;
    char *end = json_is_integer(number)
                    ? rci_number_print_i64(shown.text, json_integer_value(number))
                    : rci_number_print_f8(shown.text, json_real_value(number));
    shown.length = (size_t)(end - shown.text);
    return shown;
}

rc_status rci_json_dom_fail_kind(rc_error *err, const rc_dtype *dtype, const json_t *value)
{
    number_text number;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return rci_value_fail_kind(err, dtype, RCI_VALUE_FOUND_OBJECT, NULL, 0);
    case JSON_ARRAY:
        return rci_value_fail_kind(err, dtype, RCI_VALUE_FOUND_ARRAY, NULL, 0);
    case JSON_STRING:
        return rci_value_fail_kind(err, dtype, RCI_VALUE_FOUND_TEXT, json_string_value(value),
                                   json_string_length(value));
    case JSON_INTEGER:
    case JSON_REAL:
        number = show_number(value);
        return rci_value_fail_kind(err, dtype, RCI_VALUE_FOUND_NUMBER, number.text, number.length);
    case JSON_TRUE:
        return rci_value_fail_kind(err, dtype, RCI_VALUE_FOUND_BOOL, "true", 4);
    case JSON_FALSE:
        return rci_value_fail_kind(err, dtype, RCI_VALUE_FOUND_BOOL, "false", 5);
    case JSON_NULL:
        break;
    }
    return rci_value_fail_null(err, dtype);
}

/* ------------------------------------------------------------------------- floats */

/* The nearest float of `size` bytes. */
static double nearest(double value, size_t size, bool *overflow)
{
    *overflow = false;
    switch (size) {
    case 2:
        return rci_number_f2_to_f8(rci_number_f8_to_f2(value, overflow));
    case 4:
        return (double)rci_number_f8_to_f4(value, overflow);
    default:
        return value;
    }
}

/* A JSON number as a float of `size` bytes. Integers keep their value or are refused; of other
   numbers jansson keeps a double, not the text, and it is rounded again. */
static rci_number_status to_float(const json_t *number, size_t size, double *value)
{
    bool overflow;
    if (json_is_integer(number)) {
        json_int_t integer = json_integer_value(number);
        *value = nearest((double)integer, size, &overflow);
        return overflow                                           ? RCI_NUMBER_OVERFLOW
               : *value < 0x1p63 && (json_int_t)*value == integer ? RCI_NUMBER_OK
                                                                  : RCI_NUMBER_INEXACT_INTEGER;
    }
    *value = nearest(json_real_value(number), size, &overflow);
    return overflow                                      ? RCI_NUMBER_OVERFLOW
           : *value == 0 && json_real_value(number) != 0 ? RCI_NUMBER_UNDERFLOW
                                                         : RCI_NUMBER_OK;
}

static rc_status make_float(const rc_dtype *dtype, size_t size, const json_t *number, double *value,
                            rc_error *err)
{
    rci_number_status status = to_float(number, size, value);
    number_text shown;
    if (status == RCI_NUMBER_OK) {
        return RC_OK;
    }
    shown = show_number(number);
    return rci_value_fail_number(err, dtype, status, shown.text, shown.length);
}

static rci_json_text_kind kind_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return RCI_JSON_TEXT_OBJECT;
    case JSON_ARRAY:
        return RCI_JSON_TEXT_ARRAY;
    case JSON_STRING:
        return RCI_JSON_TEXT_STRING;
    case JSON_INTEGER:
    case JSON_REAL:
        return RCI_JSON_TEXT_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return RCI_JSON_TEXT_BOOL;
    case JSON_NULL:
        break;
    }
    return RCI_JSON_TEXT_NULL;
}

/* json_array_get and json_array_size answer NULL and 0 for a value that is not an array. */
static rc_status make_part(const rc_dtype *dtype, const json_t *part, rc_nulls nulls, double *made,
                           rc_error *err)
{
    if (json_is_null(part) && (nulls == RC_NULLS_NAN || nulls == RC_NULLS_ZERO)) {
        *made = nulls == RC_NULLS_NAN ? (double)NAN : 0;
        return RC_OK;
    }
    if (!json_is_number(part)) {
        return rci_json_text_refuse_complex(err, kind_of(part));
    }
    return make_float(dtype, rc_dtype_itemsize(dtype) / 2, part, made, err);
}

static rc_status make_complex(const rc_dtype *dtype, const json_t *array, rc_nulls nulls,
                              rc_value *made, rc_error *err)
{
    rc_status status;
    *made = rc_value_complex(0, 0);
    if (json_array_size(array) != 2) {
        return rci_json_text_refuse_complex(err, kind_of(array));
    }
    status = make_part(dtype, json_array_get(array, 0), nulls, &made->as.c.re, err);
    return status != RC_OK ? status
                           : make_part(dtype, json_array_get(array, 1), nulls, &made->as.c.im, err);
}

/* ---------------------------------------------------------------------------- set */

/* The JSON value as a generic value. Fewer are accepted than rowcol/value.h converts: a string is
   not a number here, nor is a bool. */
static rc_status make_value(const rc_dtype *dtype, const json_t *value, rc_nulls nulls,
                            rc_value *made, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    double number;
    rc_status status;
    if (kind == RC_BOOL && json_is_boolean(value)) {
        *made = rc_value_bool(json_is_true(value));
        return RC_OK;
    }
    if (((kind >= RC_I1 && kind <= RC_U8) || kind == RC_TIMEDELTA) && json_is_integer(value)) {
        *made = rc_value_int(json_integer_value(value));
        return RC_OK;
    }
    if (kind >= RC_F2 && kind <= RC_F8 && json_is_number(value)) {
        status = make_float(dtype, rc_dtype_itemsize(dtype), value, &number, err);
        *made = rc_value_float(number);
        return status;
    }
    if (kind == RC_C8 || kind == RC_C16) {
        return make_complex(dtype, value, nulls, made, err);
    }
    if (kind >= RC_BYTES && kind <= RC_STR && json_is_string(value)) {
        *made = rc_value_string_n(json_string_value(value), json_string_length(value));
        return RC_OK;
    }
    return rci_json_dom_fail_kind(err, dtype, value);
}

rc_status rci_json_dom_set_leaf(const rc_field *field, size_t i, const json_t *value,
                                rc_nulls nulls, rc_error *err)
{
    rc_value made;
    rc_status status = make_value(field->dtype, value, nulls, &made, err);
    if (status != RC_OK) {
        return status;
    }
    return rci_json_dom_unplaced(err, rc_field_set(field, i, &made, err));
}

rc_status rci_json_dom_set_nan(const rc_field *field, size_t i, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(field->dtype);
    rc_value made = rc_value_float((double)NAN);
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(field->dtype, &multiple);
    if (kind == RC_DATETIME || kind == RC_TIMEDELTA) {
        made = kind == RC_DATETIME ? rc_value_datetime(RC_NAT, unit, multiple)
                                   : rc_value_timedelta(RC_NAT, unit, multiple);
    } else if (kind < RC_F2 || kind > RC_C16) {
        return rci_value_fail_null(err, field->dtype);
    }
    return rci_json_dom_unplaced(err, rc_field_set(field, i, &made, err));
}

/* ---------------------------------------------------------------------------- get */

static json_t *made_or_no_memory(json_t *made, rc_error *err)
{
    return made ? made : rci_json_dom_no_memory(err);
}

static json_t *from_float(double value, rc_nonfinite nonfinite, rc_error *err)
{
    if (isfinite(value)) {
        return made_or_no_memory(json_real(value), err);
    }
    if (nonfinite == RC_NONFINITE_NULL) {
        return json_null();
    }
    rci_json_text_refuse_nonfinite(err, value);
    return NULL;
}

static json_t *from_complex(const rc_value *value, rc_nonfinite nonfinite, rc_error *err)
{
    const double parts[2] = {value->as.c.re, value->as.c.im};
    json_t *array = json_array();
    int i;
    if (!array) {
        return rci_json_dom_no_memory(err);
    }
    for (i = 0; i < 2; i++) {
        json_t *part = from_float(parts[i], nonfinite, err);
        if (!part || json_array_append_new(array, part) != 0) {
            json_decref(array);
            return part ? rci_json_dom_no_memory(err) : NULL;
        }
    }
    return array;
}

static json_t *from_bytes(const rc_dtype *dtype, const rc_value *value, rc_error *err)
{

    const char *bytes = value->as.text.data;
    size_t n = value->as.text.length;
    rci_base_bytes text;
    json_t *made = NULL;
    if (rc_dtype_kind(dtype) != RC_RAW) {
        rci_json_text_refuse_bytes(err, bytes, n, rci_base_utf8_check(bytes, n),
                                   rc_dtype_length(dtype));
        return NULL;
    }
    rci_base_bytes_init(&text);
    if (rci_base_bytes_reserve(&text, 2 * n + 1, err) == RC_OK) {
        rc_value_print(value, (char *)text.data, 2 * n + 1);
        made = made_or_no_memory(json_stringn_nocheck((char *)text.data, 2 * n), err);
    }
    rci_base_bytes_release(&text);
    return made;
}

static json_t *from_text(const rc_dtype *dtype, const rc_value *value, rc_error *err)
{
    rci_base_bytes scratch;
    const char *text;
    size_t length;
    json_t *made = NULL;
    rci_base_bytes_init(&scratch);
    if (rci_value_utf8(dtype, value, &scratch, &text, &length, err) == RC_OK) {
        made = made_or_no_memory(json_stringn_nocheck(text, length), err);
    }
    rci_base_bytes_release(&scratch);
    return made;
}

static json_t *from_time(const rc_value *value, rc_error *err)
{
    char text[RCI_VALUE_TIME_TEXT_MAX + 1];
    size_t length;
    if (value->type == RC_VALUE_TIMEDELTA && value->as.i != RC_NAT) {
        return made_or_no_memory(json_integer(value->as.i), err);
    }
    length = rc_value_print(value, text, sizeof text);
    return made_or_no_memory(json_stringn_nocheck(text, length), err);
}

static json_t *fail_uint(uint64_t value, rc_error *err)
{
    rci_base_fail(
        err, RC_ERANGE,
        "%llu does not fit int64, the widest integer of a JSON value (the JSON writer has no "
        "such limit)",
        (unsigned long long)value);
    return NULL;
}

json_t *rci_json_dom_get_leaf(const rc_view *field, size_t i, rc_nonfinite nonfinite, rc_error *err)
{
    rc_value value;
    if (rci_json_dom_unplaced(err, rc_view_get(field, i, &value, err)) != RC_OK) {
        return NULL;
    }
    switch (value.type) {
    case RC_VALUE_NULL:
        break;
    case RC_VALUE_BOOL:
        return json_boolean(value.as.boolean);
    case RC_VALUE_INT:
        return made_or_no_memory(json_integer(value.as.i), err);
    case RC_VALUE_UINT:
        return fail_uint(value.as.u, err);
    case RC_VALUE_FLOAT:
        return from_float(value.as.f, nonfinite, err);
    case RC_VALUE_COMPLEX:
        return from_complex(&value, nonfinite, err);
    case RC_VALUE_TEXT:
    case RC_VALUE_UCS4:
        return from_text(field->dtype, &value, err);
    case RC_VALUE_BYTES:
        return from_bytes(field->dtype, &value, err);
    case RC_VALUE_DATETIME:
    case RC_VALUE_TIMEDELTA:
        return from_time(&value, err);
    }
    return json_null();
}
