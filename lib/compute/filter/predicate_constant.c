/*
 * compute/filter/predicate_constant.c - reads constants as the field that they are compared with
 * has them.
 */
#include "compute/filter/predicate_constant.h"

#include "base/error.h"
#include "notation/fail_at.h"
#include "notation/literal.h"
#include "number/number.h"
#include "value/fail.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_text(rc_kind kind)
{
    return kind == RC_BYTES || kind == RC_UCS4 || kind == RC_RAW || kind == RC_STR;
}

static bool is_time(rc_kind kind)
{
    return kind == RC_DATETIME || kind == RC_TIMEDELTA;
}

/* ---------------------------------------------------------------- numbers */

/* A number with a fraction or an exponent, or an integer over 64 bits, for a field that is not of
   floats. It is never rounded to another integer. */
static double float_of(const rci_number_scanned *number)
{
    const double least = -0x1p63;
    bool is_integer = !number->has_fraction && !number->has_exponent;
    double f;
    rci_number_status why = rci_number_to_f8(number, &f);
    if (why == RCI_NUMBER_UNDERFLOW) {
        return copysign(DBL_TRUE_MIN, f);
    }
    return is_integer && f == least ? nextafter(least, -INFINITY) : f;
}

static rc_value decimal_of(const rci_number_scanned *number, rc_kind kind)
{
    rc_value value;
    uint16_t half;
    float single;
    if (kind == RC_F2 && rci_number_to_f2(number, &half) == RCI_NUMBER_OK) {
        value = rc_value_float(rci_number_f2_to_f8(half));
    } else if ((kind == RC_F4 || kind == RC_C8) &&
               rci_number_to_f4(number, &single) == RCI_NUMBER_OK) {
        value = rc_value_float((double)single);
    } else {
        value = rc_value_float(float_of(number));
    }
    return value;
}

/* A number of JSON, or an infinity or NaN. False if it is neither. */
static bool number_of(const char *p, const char *end, rc_kind kind, rc_value *value)
{
    rci_number_scanned number;
    int64_t i;
    uint64_t u;
    double f;
    if (rci_number_read_nonfinite(p, end, &f)) {
        *value = rc_value_float(f);
        return true;
    }
    p += end - p > 1 && *p == '+' && p[1] != '-';
    if (rci_number_scan_number(p, end, &number) != RCI_NUMBER_OK || number.end != end) {
        return false;
    }
    if (rci_number_to_i64(&number, &i) == RCI_NUMBER_OK) {
        *value = rc_value_int(i);
    } else if (rci_number_to_u64(&number, &u) == RCI_NUMBER_OK) {
        *value = rc_value_uint(u);
    } else {
        *value = decimal_of(&number, kind);
    }
    return true;
}

/* ----------------------------------------------------------------- errors */

static rc_status fail(const char *text, const rci_filter_token *token, const rc_dtype *dtype,
                      const char *suggestion, rc_error *err)
{
    rci_base_quoted quoted;
    rci_value_name name;
    rci_base_quote(&quoted, text + token->start, token->end - token->start);
    if (token->type == RCI_FILTER_TOKEN_END) {
        return rci_notation_fail_at(err, token->start, RC_ESYNTAX,
                                    "expected a constant for %s, found the end%s",
                                    rci_value_dtype_name(&name, dtype), suggestion);
    }
    return rci_notation_fail_at(err, token->start, RC_ESYNTAX,
                                "expected a constant for %s, found %s%s",
                                rci_value_dtype_name(&name, dtype), quoted.text, suggestion);
}

static rc_status fail_word(const char *text, const rci_filter_token *token, const rc_dtype *dtype,
                           rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    size_t n = token->end - token->start;
    char suggestion[64] = "";
    bool plain = token->type == RCI_FILTER_TOKEN_NAME || token->type == RCI_FILTER_TOKEN_NUMBER;
    if (rci_filter_token_is(text, token, "null") || rci_filter_token_is(text, token, "none")) {
        return fail(text, token, dtype, " (write: is null, or: is not null)", err);
    }
    if (is_text(kind) && plain && n < 32) {
        rci_base_quoted quoted;
        rci_base_quote(&quoted, text + token->start, n);
        if (memchr(quoted.text, '"', strlen(quoted.text)) == NULL) {
            snprintf(suggestion, sizeof suggestion, " (text has quotes: \"%.40s\")", quoted.text);
        }
    } else if (plain && token->type == RCI_FILTER_TOKEN_NAME) {
        snprintf(suggestion, sizeof suggestion, ": a field is compared with a constant only");
    }
    return fail(text, token, dtype, suggestion, err);
}

/* ------------------------------------------------------------------- entry */

static rc_status read_string(const char *text, const rci_filter_token *token, const rc_dtype *dtype,
                             rci_base_bytes *strings, rc_value *value, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    size_t at = token->start + 1, first = strings->length;
    rc_status status = rci_notation_unescape(text, strlen(text), &at, strings, err);
    if (status != RC_OK) {
        return status;
    }
    *value = rc_value_string_n((const char *)strings->data + first, strings->length - first);
    if (is_text(kind) || is_time(kind)) {
        return RC_OK;
    }
    if (kind == RC_C8 || kind == RC_C16) {
        status = rc_value_convert(value, dtype, NULL, value, err);
        rci_base_error_byte(err, token->start);
        return status;
    }
    return fail(text, token, dtype, kind <= RC_F8 ? " (write it without quotes)" : "", err);
}

rc_status rci_filter_constant_read(const char *text, const rci_filter_token *token,
                                   const rc_dtype *dtype, rci_base_bytes *strings, rc_value *value,
                                   rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    const char *p = text + token->start, *end = text + token->end;
    bool is_word = token->type == RCI_FILTER_TOKEN_NUMBER || token->type == RCI_FILTER_TOKEN_NAME;
    if (token->type == RCI_FILTER_TOKEN_STRING) {
        return read_string(text, token, dtype, strings, value, err);
    }
    if (!is_word || is_text(kind)) {
        return fail_word(text, token, dtype, err);
    }
    if (rci_filter_token_is(text, token, "true") || rci_filter_token_is(text, token, "false")) {
        *value = rc_value_bool(rci_filter_token_is(text, token, "true"));
        return RC_OK;
    }
    if (is_time(kind) &&
        (token->type == RCI_FILTER_TOKEN_NUMBER || rci_filter_token_is(text, token, "nat"))) {
        *value = rc_value_string_n(p, (size_t)(end - p));
        return RC_OK;
    }
    return number_of(p, end, kind, value) ? RC_OK : fail_word(text, token, dtype, err);
}
