/*
 * number/number.h - numbers from text and to text: correctly rounded, independent of the locale,
 * for ranges of bytes that need no terminator.
 *
 * There are two ways to read a number.
 *
 * The fast readers, rci_number_read_*, convert text to a value in one call. They return the end of
 * the number, or NULL if anything is wrong.
 *
 * The slow functions report what is wrong: rci_number_scan_number checks the grammar,
 * rci_number_to_* the value. Both ways accept the same numbers and give the same values. A loader
 * calls the fast reader, and only after NULL the slow functions, for the error message.
 *
 * Nothing here allocates, keeps state or reads a byte outside [p, end). All functions may be called
 * from any thread. The floating-point environment must round to nearest, as it does by default.
 *
 * A float result is the IEEE 754 value nearest to the decimal text, ties to even, as if rounded
 * once from the exact value. Values of f2 (IEEE binary16) are passed as their bits in a uint16_t.
 */
#ifndef ROWCOL_NUMBER_NUMBER_H
#define ROWCOL_NUMBER_NUMBER_H

#include "number/swar.h"
#include <stdbool.h>
#include <stdint.h>

/* ------------------------------------------------------------------ grammar */

typedef enum rci_number_status {
    RCI_NUMBER_OK = 0,
    RCI_NUMBER_SYNTAX,         /* not a JSON number (RFC 8259, section 6) */
    RCI_NUMBER_NOT_INTEGER,    /* a fraction or an exponent where an integer is expected */
    RCI_NUMBER_OVERFLOW,       /* outside the range of the target */
    RCI_NUMBER_UNDERFLOW,      /* not zero, but the nearest float of the target is zero */
    RCI_NUMBER_INEXACT_INTEGER /* an integer which the target float cannot hold exactly */
} rci_number_status;

/*
 * A number that matches the grammar. Its value is digits * 10^exponent, negated if `negative`. If
 * `truncated`, its magnitude is greater than that, by less than one unit of `digits`. The number is
 * an integer token if it has neither fraction nor exponent.
 */
typedef struct rci_number_scanned {
    const char *start; /* first byte: the sign or a digit. The text must outlive this struct */
    const char *end;   /* the byte after the number, or the first wrong byte */
    uint64_t digits;   /* the first 19 significant digits (leading zeros left out) */
    int64_t exponent;  /* of ten */
    bool negative;
    bool has_fraction;
    bool has_exponent;
    bool truncated; /* there are more than 19 significant digits, and not only zeros follow them */
} rci_number_scanned;

/* Bytes for the text of rci_number_integral. */
enum { RCI_NUMBER_INTEGRAL_SIZE = 32 };

/*
 * Scans the JSON number at p. The caller checks what follows the number: `12x` gives 12 and ends at
 * `x`; `01` is an error at `1`.
 *
 * RCI_NUMBER_OK: *number is complete. RCI_NUMBER_SYNTAX: only start and end are set; number->end is
 * the wrong byte, or `end` if the text ends too early.
 */
rci_number_status rci_number_scan_number(const char *p, const char *end,
                                         rci_number_scanned *number);

/* ------------------------------------------------------------------ values, slow */

/*
 * The exact value of an integer token. "-0" is 0.
 *
 * RCI_NUMBER_OK, RCI_NUMBER_NOT_INTEGER (also for 1.0 and 1e2), RCI_NUMBER_OVERFLOW. *value is set
 * for RCI_NUMBER_OK only.
 */
rci_number_status rci_number_to_i64(const rci_number_scanned *number, int64_t *value);
rci_number_status rci_number_to_u64(const rci_number_scanned *number, uint64_t *value);

/*
 * The integer that a number with a fraction or an exponent is, such as 1.0 and 1e2, as a number in
 * `text`. RCI_NUMBER_OK; RCI_NUMBER_NOT_INTEGER: it is none, or has more than 20 digits.
 */
rci_number_status rci_number_integral(const rci_number_scanned *number,
                                      char text[RCI_NUMBER_INTEGRAL_SIZE],
                                      rci_number_scanned *integer);

/*
 * The nearest float. *value is always set: to an infinity with RCI_NUMBER_OVERFLOW, to a zero with
 * RCI_NUMBER_UNDERFLOW, to the nearest float with RCI_NUMBER_INEXACT_INTEGER. The sign is always
 * that of the text.
 *
 * RCI_NUMBER_OK, RCI_NUMBER_OVERFLOW, RCI_NUMBER_UNDERFLOW, RCI_NUMBER_INEXACT_INTEGER.
 */
rci_number_status rci_number_to_f8(const rci_number_scanned *number, double *value);
rci_number_status rci_number_to_f4(const rci_number_scanned *number, float *value);
rci_number_status rci_number_to_f2(const rci_number_scanned *number, uint16_t *bits);

/* ------------------------------------------------------------------ values, fast */

/*
 * Each reads a JSON number at p, sets *value and returns the end of the number. Where the slow
 * functions return anything but RCI_NUMBER_OK, it returns NULL and *value is unspecified.
 *
 * The integer readers stop after the digits and do not check what follows: of `1.5` they read 1 and
 * return the point. The caller requires a delimiter there anyway, so one comparison is saved.
 */
static inline const char *rci_number_read_i64(const char *p, const char *end, int64_t *value);
static inline const char *rci_number_read_u64(const char *p, const char *end, uint64_t *value);
const char *rci_number_read_f8(const char *p, const char *end, double *value);
const char *rci_number_read_f4(const char *p, const char *end, float *value);

/* Whether a value fits the integer type of `size` bytes (1, 2, 4 or 8). */
static inline bool rci_number_int_fits(int64_t value, unsigned size)
{
    unsigned spare = 64 - 8 * size; /* value + 2^(bits-1) must have its upper bits clear */
    uint64_t half = UINT64_C(1) << (63 - spare);
    return ((uint64_t)value + half) >> 1 >> (63 - spare) == 0;
}

static inline bool rci_number_uint_fits(uint64_t value, unsigned size)
{
    return value >> 1 >> (8 * size - 1) == 0;
}

/*
 * Reads the values that JSON numbers cannot represent: [p, end) must be exactly `nan`, `inf` or
 * `infinity`, in any case, with or without a sign. Returns false and leaves *value unset for all
 * other text.
 */
bool rci_number_read_nonfinite(const char *p, const char *end, double *value);

/* ------------------------------------------------------------------ f2 */

/* f2 to f8: always exact. NaNs keep their sign and payload. */
double rci_number_f2_to_f8(uint16_t bits);

/*
 * The nearest f2, ties to even. *overflow (may be NULL) is set to whether a finite value became an
 * infinity. NaNs stay NaNs and keep their sign.
 */
uint16_t rci_number_f8_to_f2(double value, bool *overflow);

/* The nearest f4, in the same way. (In C the conversion of a value out of range is undefined.) */
float rci_number_f8_to_f4(double value, bool *overflow);

/* ------------------------------------------------------------------ text */

/*
 * The size of the caller's buffer. No text is longer than RCI_NUMBER_INT_TEXT_MAX or
 * RCI_NUMBER_FLOAT_TEXT_MAX bytes, but the printers write eight bytes at a time and may overwrite
 * the bytes after the text up to the size given here. No NUL is added.
 */
enum {
    RCI_NUMBER_INT_TEXT_MAX = 20,   /* -9223372036854775808 */
    RCI_NUMBER_INT_TEXT_SIZE = 24,  /* for rci_number_print_i64 and rci_number_print_u64 */
    RCI_NUMBER_FLOAT_TEXT_MAX = 24, /* -2.2250738585072014e-308 */
    RCI_NUMBER_FLOAT_TEXT_SIZE =
        32 /* for rci_number_print_f8, rci_number_print_f4 and rci_number_print_f2 */
};

/* The value in decimal. Returns the end of the text. */
static inline char *rci_number_print_i64(char *out, int64_t value);
static inline char *rci_number_print_u64(char *out, uint64_t value);

/*
 * The shortest decimal that reads back as the same bits of the same format, and of several the one
 * nearest to the value, in the form of Python's repr(float): 1.0, 0.1, 1e-05, 1e+16, -0.0; with an
 * exponent if the magnitude is under 1e-4 or at least 1e16. Values that are not finite print as
 * nan, inf and -inf, which JSON does not have: the caller decides whether they are allowed. Returns
 * the end of the text.
 */
char *rci_number_print_f8(char *out, double value);
char *rci_number_print_f4(char *out, float value);
char *rci_number_print_f2(char *out, uint16_t bits);

/* ------------------------------------------------------------------ the inline parts */

/* The rest of rci_number_read_i64 and rci_number_read_u64: numbers of more than 15 bytes, or close
   to the end of the text. */
const char *rci_number_read_i64_long(const char *p, const char *end, int64_t *value);
const char *rci_number_read_u64_long(const char *p, const char *end, uint64_t *value);

/*
 * Reads an integer of up to 15 bytes, sign included, at p. 24 bytes at p must be readable. Sets
 * *minus to 0 or 1 and returns the byte after the integer, or returns NULL for everything else.
 */
static inline const char *rci_number_read_short(const char *p, uint32_t *minus, uint64_t *magnitude)
{
    uint32_t others = rci_number_non_digit_mask(p);
    uint32_t sign = others & 1;
    unsigned stop, count;
    const char *first;
    others ^= sign;
    if (__builtin_expect(others == 0, 0)) {
        return NULL;
    }
    stop = (unsigned)__builtin_ctz(others);
    first = p + sign;
    count = stop - sign;
    /* One branch for all errors, none on sign and length, which are often random. */
    if (__builtin_expect((sign & (*p != '-')) | (count == 0) | ((*first == '0') & (count > 1)),
                         0)) {
        return NULL;
    }
    *minus = sign;
    *magnitude = rci_number_digits_value(first, count);
    return p + stop;
}

static inline const char *rci_number_read_i64(const char *p, const char *end, int64_t *value)
{
    if (__builtin_expect(end - p >= 24, 1)) {
        uint32_t minus;
        uint64_t magnitude;
        const char *after = rci_number_read_short(p, &minus, &magnitude);
        if (__builtin_expect(after != NULL, 1)) {
            *value = (int64_t)((magnitude ^ (0 - (uint64_t)minus)) + minus);
            return after;
        }
    }
    return rci_number_read_i64_long(p, end, value);
}

static inline const char *rci_number_read_u64(const char *p, const char *end, uint64_t *value)
{
    if (__builtin_expect(end - p >= 24, 1)) {
        uint32_t minus;
        const char *after = rci_number_read_short(p, &minus, value);
        if (__builtin_expect(after != NULL && !minus, 1)) {
            return after;
        }
    }
    return rci_number_read_u64_long(p, end, value);
}

/* The rest of rci_number_print_u64: values of 10^8 and more. */
char *rci_number_print_u64_long(char *out, uint64_t value);

static inline char *rci_number_print_u64(char *out, uint64_t value)
{
    uint64_t digits;
    unsigned zeros;
    if (__builtin_expect(value >= 100000000, 0)) {
        return rci_number_print_u64_long(out, value);
    }
    digits = rci_number_split_eight((uint32_t)value);
    zeros = (unsigned)__builtin_ctzll(digits | UINT64_C(1) << 56) / 8;
    rci_base_store8(out, (digits | RCI_BASE_REPEAT8('0')) >> (8 * zeros));
    return out + 8 - zeros;
}

static inline char *rci_number_print_i64(char *out, int64_t value)
{
    *out = '-';
    return rci_number_print_u64(out + (value < 0),
                                value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

#endif
