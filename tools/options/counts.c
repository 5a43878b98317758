/* options/counts.c - a list of numbers of records on the command line. */
#include "options/counts.h"

#include "base/sum.h"
#include "report/report.h"

#include <stdbool.h>
#include <string.h>

typedef enum count_fault { COUNT_GOOD, COUNT_SYNTAX, COUNT_FRACTION, COUNT_LARGE } count_fault;

/* Digits with at most one dot among them, and the exponent of ten that their last digit has. */
typedef struct mantissa {
    uint64_t digits; /* as one integer; SUM_MOST when it is too large */
    int exponent;
    bool any;
} mantissa;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static mantissa take_mantissa(const char **text, const char *end)
{
    mantissa m = {0, 0, false};
    bool dot = false;
    int zeros = 0; /* after the dot, not yet part of `digits`: they may be the last ones */
    for (; *text < end && (is_digit(**text) || (**text == '.' && !dot)); ++*text) {
        if (**text == '.') {
            dot = true;
            continue;
        }
        m.any = true;
        if (dot && **text == '0') {
            zeros += zeros < 100;
            continue;
        }
        for (; zeros > 0; zeros--) {
            m.digits = sum_multiply(m.digits, 10);
            m.exponent--;
        }
        m.digits = sum_add(sum_multiply(m.digits, 10), (unsigned)(**text - '0'));
        m.exponent -= dot;
    }
    return m;
}

/* "e6", "E+6". False when there is something else. */
static bool take_exponent(const char **text, const char *end, int *exponent)
{
    int e = 0;
    if (*text == end) {
        return true;
    }
    if (**text != 'e' && **text != 'E') {
        return false;
    }
    ++*text;
    *text += *text < end && **text == '+';
    if (*text == end) {
        return false;
    }
    for (; *text < end && is_digit(**text); ++*text) {
        e = e < 1000 ? e * 10 + (**text - '0') : e;
    }
    *exponent += e;
    return *text == end;
}

static count_fault read_count(const char *text, const char *end, uint64_t *n)
{
    mantissa m = take_mantissa(&text, end);
    if (!m.any || !take_exponent(&text, end, &m.exponent)) {
        return COUNT_SYNTAX;
    }
    while (m.exponent < 0 && m.digits % 10 == 0 && m.digits < SUM_MOST && m.digits > 0) {
        m.digits /= 10;
        m.exponent++;
    }
    if (m.exponent < 0 && m.digits > 0) {
        return COUNT_FRACTION;
    }
    for (; m.exponent > 0 && m.digits > 0 && m.digits < SUM_MOST; m.exponent--) {
        m.digits = sum_multiply(m.digits, 10);
    }
    *n = m.digits;
    return m.digits == 0 ? COUNT_SYNTAX : m.digits < SUM_MOST ? COUNT_GOOD : COUNT_LARGE;
}

static int refuse(const command *cmd, const char *name, const char *text, const char *end,
                  count_fault fault)
{
    int length = end - text < 60 ? (int)(end - text) : 60;
    switch (fault) {
    case COUNT_FRACTION:
        return report_usage(cmd, "--%s %.*s: a whole number of records is needed", name, length,
                            text);
    case COUNT_LARGE:
        return report_usage(cmd, "--%s %.*s: a number of records below 2^63 is needed", name,
                            length, text);
    case COUNT_GOOD:
    case COUNT_SYNTAX:
        break;
    }
    return report_usage(cmd,
                        "--%s %.*s: numbers of records from 1 are needed, such as 1000 or 1e6,1e7",
                        name, length, text);
}

int parse_counts(const command *cmd, const char *name, const char *text, counts *list)
{
    list->length = 0;
    for (;;) {
        const char *end = text + strcspn(text, ",");
        count_fault fault = COUNT_SYNTAX;
        if (list->length == MOST_COUNTS) {
            return report_usage(cmd, "--%s: more than %d numbers", name, MOST_COUNTS);
        }
        fault = read_count(text, end, &list->n[list->length]);
        if (fault != COUNT_GOOD) {
            return refuse(cmd, name, text, end, fault);
        }
        list->length++;
        if (*end == '\0') {
            return 0;
        }
        text = end + 1;
    }
}
