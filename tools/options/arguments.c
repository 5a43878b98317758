/* options/arguments.c - the arguments of options: counts, sizes and choices. */
#include "options/arguments.h"

#include "base/closest.h"
#include "base/text_width.h"
#include "report/report.h"

#include <float.h>
#include <rowcol.h>
#include <stdio.h>
#include <string.h>

/* Reads the digits at `*text` and moves it after them. False without a digit, or when the number
   is over 64 bits. */
static bool take_number(const char **text, uint64_t *number)
{
    const char *p = *text;
    uint64_t n = 0;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (__builtin_mul_overflow(n, 10U, &n) ||
            __builtin_add_overflow(n, (unsigned)(*p - '0'), &n)) {
            return false;
        }
    }
    if (p == *text) {
        return false;
    }
    *text = p;
    *number = n;
    return true;
}

int parse_from_to(const command *cmd, const char *name, const char *text, unsigned least,
                  unsigned most, unsigned *number)
{
    uint64_t n;
    const char *p = text;
    if (!take_number(&p, &n) || *p || n < least || n > most) {
        return report_usage(cmd, "--%s %s: a number from %u to %u is needed", name, text, least,
                            most);
    }
    *number = (unsigned)n;
    return 0;
}

int parse_threads(const command *cmd, const char *name, const char *text, unsigned *threads)
{
    return parse_from_to(cmd, name, text, 0, RC_MAX_THREADS, threads);
}

int parse_number(const command *cmd, const char *name, const char *text, uint64_t *number)
{
    const char *p = text;
    if (!take_number(&p, number) || *p) {
        return report_usage(cmd, "--%s %s: a whole number from 0 is needed", name, text);
    }
    return 0;
}

int parse_count(const command *cmd, const char *name, const char *text, uint64_t *number)
{
    int status = parse_number(cmd, name, text, number);
    return status == 0 && *number == 0 ? report_usage(cmd, "--%s 0: at least 1 is needed", name)
                                       : status;
}

bool read_real(const char *text, size_t n, double *x)
{
    rc_dtype *f8 = rc_dtype_leaf(RC_F8, NULL);
    rc_value value;
    rc_status status = rc_value_parse(text, n, f8, NULL, &value, NULL);
    rc_dtype_unref(f8);
    *x = status == RC_OK ? value.as.f : -1;
    return *x >= 0 && *x <= DBL_MAX;
}

int parse_width(const command *cmd, const char *name, const char *text, size_t *width)
{
    uint64_t n;
    const char *p = text;
    if (!take_number(&p, &n) || *p || n > MOST_COLUMNS) {
        return report_usage(cmd, "--%s %s: a number from 0 to %d is needed", name, text,
                            MOST_COLUMNS);
    }
    *width = (size_t)n;
    return 0;
}

int parse_size(const command *cmd, const char *name, const char *text, size_t *size)
{
    static const char units[] = "KMG";
    uint64_t n, bytes;
    unsigned shift = 0;
    const char *p = text;
    bool good = take_number(&p, &n);
    if (good && *p) {
        const char *unit = strchr(units, *p++);
        good = unit != NULL && *p == '\0';
        shift = unit ? 10U * (unsigned)(unit - units + 1) : 0;
    }
    if (!good || n == 0 || __builtin_mul_overflow(n, UINT64_C(1) << shift, &bytes) ||
        bytes > SIZE_MAX / 2) {
        return report_usage(cmd, "--%s %s: a number of bytes is needed, such as 4096 or 64M", name,
                            text);
    }
    *size = (size_t)bytes;
    return 0;
}

int parse_choice(const command *cmd, const char *name, const char *text, const char *const *choices,
                 int *choice)
{
    char list[256] = "", guess[96];
    closest search = {.typed = text};
    size_t used = 0;
    for (int i = 0; choices[i]; i++) {
        if (strcmp(choices[i], text) == 0) {
            *choice = i;
            return 0;
        }
        closest_consider(&search, choices[i]);
        used +=
            (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", choices[i]);
        if (used >= sizeof list) {
            break;
        }
    }
    return report_usage(cmd, "--%s %s: one of these is needed: %s%s", name, text, list,
                        closest_text(&search, "", guess, sizeof guess));
}
