/*
 * value/parse.c - reads numbers from text, rounded once, to the precision of their field.
 */
#include "value/store_impl.h"

static rc_status parse_integer(const rc_dtype *dtype, const char *text, size_t n, rc_value *value,
                               rc_error *err)
{
    const char *end = text + n;
    int64_t i;
    uint64_t u;
    rci_number_scanned number;
    rci_number_status why;
    if (n > 0 && rci_number_read_i64(text, end, &i) == end) {
        *value = rc_value_int(i);
        return RC_OK;
    }
    if (n > 0 && rci_number_read_u64(text, end, &u) == end) {
        *value = rc_value_uint(u);
        return RC_OK;
    }
    why = rci_number_scan_number(text, end, &number);
    if (why == RCI_NUMBER_OK) {
        why = number.end == end ? rci_number_to_i64(&number, &i) : RCI_NUMBER_SYNTAX;
    }
    return rci_value_fail_number(err, dtype, why, text, n);
}

/* A float of `size` bytes. RCI_NUMBER_SYNTAX if the text is not a number. */
static rci_number_status parse_float(const char *text, const char *end, size_t size, double *value)
{
    rci_number_scanned number;
    float single;
    uint16_t half;
    rci_number_status why = rci_number_scan_number(text, end, &number);
    if (why != RCI_NUMBER_OK || number.end != end) {
        return rci_number_read_nonfinite(text, end, value) ? RCI_NUMBER_OK : RCI_NUMBER_SYNTAX;
    }
    switch (size) {
    case 2:
        why = rci_number_to_f2(&number, &half);
        *value = rci_number_f2_to_f8(half);
        return why;
    case 4:
        why = rci_number_to_f4(&number, &single);
        *value = (double)single;
        return why;
    default:
        return rci_number_to_f8(&number, value);
    }
}

/* The start of the imaginary part: the last sign that is not the first byte nor in an exponent;
   `text` if there is no such sign. */
static const char *imaginary_start(const char *text, const char *end)
{
    for (const char *p = end - 1; p > text; p--) {
        if ((*p == '+' || *p == '-') && (p[-1] | 0x20) != 'e') {
            return p;
        }
    }
    return text;
}

/* (re+imj), re+imj, imj or re. */
static rci_number_status parse_complex(const char *text, const char *end, size_t size, double *re,
                                       double *im)
{
    const char *middle;
    rci_number_status why;
    *re = *im = 0;
    if (end - text >= 2 && *text == '(' && end[-1] == ')') {
        text++;
        end--;
    }
    if (text == end || end[-1] != 'j') {
        return parse_float(text, end, size, re);
    }
    end--;
    middle = imaginary_start(text, end);
    if (middle > text) {
        why = parse_float(text, middle, size, re);
        if (why != RCI_NUMBER_OK) {
            return why;
        }
        middle += *middle == '+'; /* a number does not begin with + */
    }
    return parse_float(middle, end, size, im);
}

rc_status rci_value_parse_number(const rc_dtype *dtype, const char *text, size_t n,
                                 rc_value *number, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    size_t size = rc_dtype_itemsize(dtype);
    rci_number_status why;
    double re, im;
    if (kind < RC_F2) {
        bool is_true = n == 4 && memcmp(text, "true", 4) == 0;
        if (kind == RC_BOOL && (is_true || (n == 5 && memcmp(text, "false", 5) == 0))) {
            *number = rc_value_bool(is_true);
            return RC_OK;
        }
        return parse_integer(dtype, text, n, number, err);
    }
    if (kind == RC_C8 || kind == RC_C16) {
        size /= 2;
        why = parse_complex(text, text + n, size, &re, &im);
        *number = rc_value_complex(re, im);
    } else {
        why = parse_float(text, text + n, size, &re);
        *number = rc_value_float(re);
    }
    number->precision = (int)size;
    return why == RCI_NUMBER_OK ? RC_OK : rci_value_fail_number(err, dtype, why, text, n);
}
