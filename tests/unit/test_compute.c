/* The suites of lib/compute, and what they share. */
#include "test_compute.h"

#include <math.h>
#include <string.h>

runner_suite_fn *const runner_suites[] = {
    suite_compute_match,      suite_compute_parse,   suite_compute_filter,
    suite_compute_stats,      suite_compute_group,   suite_compute_group_by,
    suite_compute_group_many, suite_compute_compact, NULL};

uint64_t test_next(test_random *random)
{
    /* splitmix64 */
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

size_t test_below(test_random *random, size_t n)
{
    return (size_t)(test_next(random) % n);
}

const char test_fields[] =
    "b:bool?, i1:i1, i2:>i2?, i4:i4, n4:i4?, i8:i8, j8:>i8, u1:u1?, u2:u2, u4:>u4, u8:u8, f2:f2, "
    "f4:f4?, g4:>f4, f8:f8, g8:f8?, c8:c8, c16:>c16?, s:S5, t:S1?, u:U3, v:>U2?, r:V2, d:M8[D], "
    "e:>M8[ms]?, m:m8[25s], name:str, note:str?, in:{a:i4?, b:{c:i2, x:f8?}?}?, k:2{p:i1,q:str}; "
    "aligned";

const char *const test_paths[] = {"b",  "i1",  "i2",   "i4",   "n4",   "i8",     "j8",    "u1",
                                  "u2", "u4",  "u8",   "f2",   "f4",   "g4",     "f8",    "g8",
                                  "c8", "c16", "s",    "t",    "u",    "v",      "r",     "d",
                                  "e",  "m",   "name", "note", "in.a", "in.b.c", "in.b.x"};
const size_t test_n_paths = N(test_paths);

rc_dtype *test_dtype(const char *text)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    ck_assert_msg(dtype != NULL, "%s: %s", text, err.message);
    return dtype;
}

rc_predicate *test_predicate(const rc_dtype *dtype, const char *text)
{
    rc_error err = RC_ERROR_INIT;
    rc_predicate *predicate = rc_predicate_parse(dtype, text, &err);
    ck_assert_msg(predicate != NULL, "%s: %s", text, err.message);
    return predicate;
}

/* ---------------------------------------------------------------- values */

static const char *const texts[] = {"",
                                    "a",
                                    "ab",
                                    "abc",
                                    "b",
                                    "aa",
                                    "\xC3\xA9",
                                    "z",
                                    "\xE2\x82\xAC",
                                    "\xF0\x9F\x98\x80",
                                    "a text that is not in the cell itself",
                                    "a text that is not in the cell",
                                    "exactly 12 b"};

static rc_value random_text(test_random *random, const rc_dtype *dtype, bool fits)
{
    static unsigned char cell[64];
    rc_error err = RC_ERROR_INIT;
    rc_value value, stored;
    for (;;) {
        value = rc_value_string(texts[test_below(random, N(texts))]);
        if (!fits || rc_value_convert(&value, dtype, cell, &stored, &err) == RC_OK) {
            return value;
        }
        rc_error_clear(&err);
    }
}

static rc_value random_number(test_random *random)
{
    static const double floats[] = {0.0,    -0.0,    0.5,     -0.5,      1.5, 0.1,
                                    1e300,  -1e300,  65504.0, 1e-8,      3e9, 0x1p53,
                                    0x1p63, -0x1p63, 0x1p64,  16777217.0};
    static const int64_t integers[] = {INT64_MAX, INT64_MIN, INT32_MAX, INT32_MIN,
                                       255,       256,       127,       128,
                                       -128,      -129,      65535,     (INT64_C(1) << 53) + 1};
    switch (test_below(random, 8)) {
    case 0:
        return rc_value_float(floats[test_below(random, N(floats))]);
    case 1:
        return rc_value_int(integers[test_below(random, N(integers))]);
    case 2:
        return rc_value_uint(UINT64_MAX - test_below(random, 2));
    case 3:
        return rc_value_bool((int)test_below(random, 2));
    case 4:
        switch (test_below(random, 3)) {
        case 0:
            return rc_value_float((double)NAN);
        default:
            return rc_value_float(test_below(random, 2) ? (double)INFINITY : -(double)INFINITY);
        }
    default:
        return rc_value_int((int64_t)test_below(random, 5) - 2);
    }
}

static rc_value random_time(test_random *random, rc_kind kind)
{
    static const rc_unit dates[] = {RC_UNIT_D, RC_UNIT_ms, RC_UNIT_s,
                                    RC_UNIT_h, RC_UNIT_ns, RC_UNIT_M};
    int64_t count = (int64_t)test_below(random, 7) - 3;
    rc_unit unit = dates[test_below(random, kind == RC_DATETIME ? 6 : 5)];
    switch (test_below(random, 6)) {
    case 0:
        count = RC_NAT;
        break;
    case 1:
        count *= 25;
        break;
    case 2:
        count *= 86400;
        break;
    default:
        break;
    }
    return kind == RC_DATETIME ? rc_value_datetime(count, unit, 1)
                               : rc_value_timedelta(count, unit, 1);
}

rc_value test_constant(test_random *random, const rc_dtype *dtype)
{
    rc_kind kind = rc_dtype_kind(dtype);
    switch (kind) {
    case RC_DATETIME:
    case RC_TIMEDELTA:
        return random_time(random, kind);
    case RC_BYTES:
    case RC_UCS4:
    case RC_STR:
        return random_text(random, dtype, false);
    case RC_RAW:
        return test_below(random, 2) ? rc_value_bytes("\0\1\2\3", 1 + test_below(random, 3))
                                     : rc_value_string("0001");
    case RC_C8:
    case RC_C16:
        if (test_below(random, 2)) {
            return rc_value_complex((double)test_below(random, 2), (double)test_below(random, 2));
        }
        return random_number(random);
    default:
        return random_number(random);
    }
}

/* Sets a field to a random value that it takes. */
static void set_field(test_random *random, rc_store *store, const char *path, size_t i)
{
    rc_field field;
    rc_error err = RC_ERROR_INIT;
    rc_status status = rc_store_field(store, path, &field, &err);
    ck_assert_msg(status == RC_OK, "%s: %s", path, err.message);
    if (field.valid && test_below(random, 4) == 0) {
        ck_assert_int_eq(rc_field_set_null(&field, i, &err), RC_OK);
        return;
    }
    for (;;) {
        rc_kind kind = rc_dtype_kind(field.dtype);
        rc_value value = kind == RC_BYTES || kind == RC_UCS4
                             ? random_text(random, field.dtype, true)
                             : test_constant(random, field.dtype);
        if (rc_field_set(&field, i, &value, &err) == RC_OK) {
            return;
        }
        if (rc_value_round(&value, field.dtype, &value, NULL) == RC_OK &&
            rc_field_set(&field, i, &value, NULL) == RC_OK) {
            return;
        }
        rc_error_clear(&err);
    }
}

rc_store *test_store(test_random *random, size_t n, rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_dtype(test_fields);
    rc_store *store = rc_store_zeros(dtype, n, layout, &err);
    rc_field in, inner;
    ck_assert_ptr_nonnull(store);
    ck_assert_int_eq(rc_store_field(store, "in", &in, &err), RC_OK);
    ck_assert_int_eq(rc_store_field(store, "in.b", &inner, &err), RC_OK);
    for (size_t i = 0; i < n; i++) {
        rc_field sub, text;
        rc_value value = random_text(random, NULL, false);
        for (size_t k = 0; k < test_n_paths; k++) {
            set_field(random, store, test_paths[k], i);
        }
        if (test_below(random, 6) == 0) {
            rc_field_set_null(test_below(random, 2) ? &in : &inner, i, &err);
        }
        ck_assert_int_eq(rc_store_field(store, "k", &sub, &err), RC_OK);
        ck_assert_int_eq(rc_field_element(&sub, 1, &sub, &err), RC_OK);
        ck_assert_int_eq(rc_field_child(&sub, 1, &text, &err), RC_OK);
        ck_assert_int_eq(rc_field_set(&text, i, &value, &err), RC_OK);
    }
    rc_dtype_unref(dtype);
    return store;
}

/* ------------------------------------------------------------------- order */

__extension__ typedef __int128 wide;

/* Exact: integers are compared as integers. */
static int order_numbers(const rc_value *a, const rc_value *b)
{
    const rc_value *values[2] = {a, b};
    wide whole[2] = {0, 0};
    double real[2] = {0, 0};
    bool is_real[2];
    for (unsigned k = 0; k < 2; k++) {
        const rc_value *v = values[k];
        is_real[k] = v->type == RC_VALUE_FLOAT;
        if (is_real[k]) {
            real[k] = v->as.f;
            if (isnan(real[k])) {
                return 2;
            }
        } else {
            whole[k] = v->type == RC_VALUE_BOOL  ? v->as.boolean
                       : v->type == RC_VALUE_INT ? v->as.i
                                                 : (wide)v->as.u;
        }
    }
    if (is_real[0] && is_real[1]) {
        return (real[0] > real[1]) - (real[0] < real[1]);
    }
    if (!is_real[0] && !is_real[1]) {
        return (whole[0] > whole[1]) - (whole[0] < whole[1]);
    }
    if (is_real[0]) {
        return -order_numbers(b, a);
    }
    if (fabs(real[1]) > 1e30) {
        return real[1] > 0 ? -1 : 1;
    }
    if (whole[0] != (wide)floor(real[1])) {
        return whole[0] < (wide)floor(real[1]) ? -1 : 1;
    }
    return floor(real[1]) < real[1] ? -1 : 0;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days from 1970-01-01 to the first of a month. */
static int64_t days_of_month(int64_t months)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t year = 1970 + floor_divide(months, 12), month = months - 12 * floor_divide(months, 12);
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return 365 * (year - 1970) + floor_divide(year - 1969, 4) - floor_divide(year - 1901, 100) +
           floor_divide(year - 1601, 400) + before[month] + (leap && month > 1);
}

static wide time_of(const rc_value *value)
{
    wide second = (wide)1000000000000000000, count = value->as.i;
    count *= value->multiple;
    switch (value->unit) {
    case RC_UNIT_M:
        return days_of_month((int64_t)count) * (wide)86400 * second;
    case RC_UNIT_D:
        return count * 86400 * second;
    case RC_UNIT_h:
        return count * 3600 * second;
    case RC_UNIT_s:
        return count * second;
    case RC_UNIT_ms:
        return count * (second / 1000);
    default:
        ck_assert_int_eq(value->unit, RC_UNIT_ns);
        return count * (second / 1000000000);
    }
}

static int order_times(const rc_value *a, const rc_value *b)
{
    wide x, y;
    if (a->as.i == RC_NAT || b->as.i == RC_NAT) {
        return 2;
    }
    x = time_of(a);
    y = time_of(b);
    return (x > y) - (x < y);
}

static size_t utf8_of(const rc_value *value, char *out, size_t size)
{
    if (value->type == RC_VALUE_BYTES) {
        memcpy(out, value->as.text.data, value->as.text.length);
        return value->as.text.length;
    }
    return rc_value_print(value, out, size);
}

bool test_is_nan(const rc_value *value)
{
    return (value->type == RC_VALUE_FLOAT && isnan(value->as.f)) ||
           (value->type >= RC_VALUE_DATETIME && value->as.i == RC_NAT);
}

int test_order(const rc_value *a, const rc_value *b)
{
    if (a->type == RC_VALUE_COMPLEX || b->type == RC_VALUE_COMPLEX) {
        rc_value re[2] = {*a, *b}, im[2] = {rc_value_int(0), rc_value_int(0)};
        for (unsigned k = 0; k < 2; k++) {
            if (re[k].type == RC_VALUE_COMPLEX) {
                im[k] = rc_value_float(re[k].as.c.im);
                re[k] = rc_value_float(re[k].as.c.re);
            }
        }
        return order_numbers(&re[0], &re[1]) == 0 && order_numbers(&im[0], &im[1]) == 0 ? 0 : 3;
    }
    if (a->type >= RC_VALUE_DATETIME) {
        return order_times(a, b);
    }
    if (a->type >= RC_VALUE_TEXT) {
        char x[256], y[256];
        size_t n = utf8_of(a, x, sizeof x), m = utf8_of(b, y, sizeof y);
        int order = memcmp(x, y, n < m ? n : m);
        return order ? (order > 0) - (order < 0) : (n > m) - (n < m);
    }
    return order_numbers(a, b);
}
