/* Datetimes against NumPy: thousands of random counts in every unit, printed, read, converted. */
#include "peer.h"
#include "runner.h"

#include "dtype/kinds.h"
#include "value/datetime_impl.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 600 };

static uint64_t state = 88172645463325252u;

/* Marsaglia's xorshift64: the same values in every run. */
static uint64_t random_bits(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int32_t random_multiple(void)
{
    static const int32_t multiples[] = {1, 1, 2, 3, 7, 25, 60, 100, 1000, 86400};
    return multiples[random_bits() % 10];
}

/* Every magnitude is as likely as any other, up to `bits` bits for the count times the multiple. */
static int64_t random_count(rci_value_time_unit unit, unsigned bits)
{
    uint64_t magnitude = random_bits() >> (64 - bits + random_bits() % bits);
    int64_t count = (int64_t)(magnitude / (uint64_t)unit.multiple);
    return random_bits() % 2 ? count : -count;
}

/* Bits of a count that NumPy computes with and does not overflow: what is over is wrapped around
 * there, and told exactly here. */
static unsigned safe_bits(rc_unit unit)
{
    return unit == RC_UNIT_W ? 60 : unit == RC_UNIT_Y ? 58 : 62;
}

/* Whether NumPy loses a count on its way through the unit without its multiple. */
static bool wraps_around(int64_t count, rci_value_time_unit unit)
{
    return !rci_value_wide_is_i64((rci_value_wide)count * unit.multiple);
}

static const char *dtype_text(char kind, rci_value_time_unit unit)
{
    static char text[4][32];
    static unsigned next;
    char *out = text[next++ % 4];
    snprintf(out, 32, "%c8[%ld%s]", kind, (long)unit.multiple, rci_dtype_unit_name(unit.unit));
    return out;
}

static rci_value_time_unit nth_unit(int round)
{
    return (rci_value_time_unit){(rc_unit)(RC_UNIT_Y + round % RC_UNIT_as), random_multiple()};
}

typedef struct question {
    rci_value_time_unit unit, other;
    int64_t count;
    char text[96];
} question;

static question questions[ROUNDS * RC_UNIT_as];

START_TEST(print_as_numpy_does)
{
    FILE *input = tmpfile(), *output;
    ck_assert_ptr_nonnull(input);
    for (int i = 0; i < ROUNDS * RC_UNIT_as; i++) {
        question *q = &questions[i];
        q->unit = nth_unit(i);
        q->count = random_count(q->unit, safe_bits(q->unit.unit));
        fprintf(input, "print %s %" PRId64 "\n", dtype_text('M', q->unit), q->count);
    }
    output = peer_numpy_run("numpy_datetime.py", input);
    for (int i = 0; i < ROUNDS * RC_UNIT_as; i++) {
        question *q = &questions[i];
        char text[RCI_VALUE_TIME_TEXT_MAX + 1];
        int64_t back = 0;
        text[rci_value_datetime_print(text, q->count, q->unit)] = '\0';
        ck_assert_str_eq(text, peer_line(output));
        ck_assert_int_eq(rci_value_datetime_parse(text, strlen(text), q->unit, &back, NULL), RC_OK);
        ck_assert_int_eq(back, q->count);
    }
    fclose(input);
    fclose(output);
}
END_TEST

/* A date and time, with a zone or none, told to a random place: half of the time as far as the unit
 * goes or less, else anywhere up to 18 digits. */
static void random_text(char *out, size_t size, rc_unit unit)
{
    static const char *const zones[] = {"", "", "", "Z", "+01:30", "-0800", "+05", "+23:59"};
    static const int ends[] = {0, 4, 7, 10, 10, 13, 16, 19};
    char whole[64];
    int year = (int)(random_bits() % 20 ? 1600 + random_bits() % 800 : random_bits() % 10000);
    int month = 1 + (int)(random_bits() % 12);
    int day = 1 + (int)(random_bits() % (uint64_t)rci_value_days_in_month(year, month));
    rc_unit last = random_bits() % 2 ? unit : RC_UNIT_as;
    int place = 1 + (int)(random_bits() % last);
    int end = place <= RC_UNIT_s ? ends[place] : 20 + 3 * (place - RC_UNIT_s);
    snprintf(whole, sizeof whole, "%04d-%02d-%02dT%02d:%02d:%02d.%09d%09d", year, month, day,
             (int)(random_bits() % 24), (int)(random_bits() % 60), (int)(random_bits() % 60),
             (int)(random_bits() % 1000000000), (int)(random_bits() % 1000000000));
    if (end > 20)
        end -= (int)(random_bits() % 3);
    whole[end] = '\0';
    snprintf(out, size, "%s%s", whole, end > 10 ? zones[random_bits() % 8] : "");
}

/* NumPy cuts off what the unit does not hold, and wraps around what it does not reach; here both
 * are refused. So the cut count must not be reached by less, and the way back must lead to it. */
START_TEST(parse_as_numpy_does)
{
    FILE *input = tmpfile(), *output;
    int agreed = 0;
    ck_assert_ptr_nonnull(input);
    for (int i = 0; i < ROUNDS * RC_UNIT_as; i++) {
        question *q = &questions[i];
        q->unit = nth_unit(i);
        if (i % 4)
            q->unit.multiple = 1;
        random_text(q->text, sizeof q->text, q->unit.unit);
        fprintf(input, "parse %s %s\n", dtype_text('M', q->unit), q->text);
    }
    output = peer_numpy_run("numpy_datetime.py", input);
    for (int i = 0; i < ROUNDS * RC_UNIT_as; i++) {
        question *q = &questions[i];
        rc_error err = RC_ERROR_INIT;
        int64_t count = 0, theirs;
        const char *answer = peer_line(output);
        rc_status status =
            rci_value_datetime_parse(q->text, strlen(q->text), q->unit, &count, &err);
        ck_assert_msg(status == RC_OK || status == RC_ERANGE, "%s %s: %s", q->text, answer,
                      err.message);
        ck_assert_str_ne(answer, "error");
        theirs = strtoll(answer, NULL, 10);
        if (status == RC_OK && wraps_around(count, q->unit)) {
            continue;
        } else if (status == RC_OK) {
            ck_assert_msg(count == theirs, "%s as %s: %" PRId64 " for %s", q->text,
                          dtype_text('M', q->unit), count, answer);
            agreed++;
        } else if (strstr(err.message, "is finer than") != NULL) {
            char cut[RCI_VALUE_TIME_TEXT_MAX + 1];
            cut[rci_value_datetime_print(cut, theirs, q->unit)] = '\0';
            ck_assert_str_ne(cut, q->text);
        }
    }
    ck_assert_int_gt(agreed, ROUNDS * RC_UNIT_as / 4);
    fclose(input);
    fclose(output);
}
END_TEST

START_TEST(convert_datetimes_as_numpy_does)
{
    FILE *input = tmpfile(), *output;
    int exact = 0, inexact = 0;
    ck_assert_ptr_nonnull(input);
    for (int i = 0; i < ROUNDS * RC_UNIT_as; i++) {
        question *q = &questions[i];
        /* NumPy's way leads through int64 for each step: counts that stay small enough. */
        static const unsigned bits[] = {0, 7, 10, 12, 15, 20, 26, 32, 41, 51, 60, 62, 62, 62};
        q->unit = nth_unit(i);
        q->other = nth_unit((int)(random_bits() % RC_UNIT_as));
        q->count = random_count(q->unit, bits[q->unit.unit]);
        if (random_bits() % 2) { /* a beginning of the other unit, if there is one */
            int64_t there;
            rci_value_datetime_convert(q->count, q->unit, q->other, &there);
            rci_value_datetime_convert(there, q->other, q->unit, &q->count);
        }
        fprintf(input, "convert %s %" PRId64 " %s\n", dtype_text('M', q->unit), q->count,
                dtype_text('M', q->other));
    }
    output = peer_numpy_run("numpy_datetime.py", input);
    for (int i = 0; i < ROUNDS * RC_UNIT_as; i++) {
        question *q = &questions[i];
        int64_t result = 0;
        rci_value_time_status status =
            rci_value_datetime_convert(q->count, q->unit, q->other, &result);
        const char *answer = peer_line(output);
        char *next;
        int64_t theirs, back;
        if (status == RCI_VALUE_TIME_OVERFLOW || strcmp(answer, "error") == 0 ||
            wraps_around(result, q->other) || wraps_around(q->count, q->unit))
            continue;
        theirs = strtoll(answer, &next, 10);
        back = strtoll(next, NULL, 10);
        ck_assert_msg(result == theirs, "%" PRId64 " %s to %s: %" PRId64 " for %" PRId64, q->count,
                      dtype_text('M', q->unit), dtype_text('M', q->other), result, theirs);
        ck_assert_msg((status == RCI_VALUE_TIME_OK) == (back == q->count),
                      "%" PRId64 " %s to %s and back: %" PRId64, q->count, dtype_text('M', q->unit),
                      dtype_text('M', q->other), back);
        exact += status == RCI_VALUE_TIME_OK;
        inexact += status == RCI_VALUE_TIME_INEXACT;
    }
    ck_assert_int_gt(exact, ROUNDS);
    ck_assert_int_gt(inexact, ROUNDS);
    fclose(input);
    fclose(output);
}
END_TEST

START_TEST(convert_timedeltas_as_integers_do)
{
    static const char *const verdicts[] = {"exact", "inexact", "overflow"};
    FILE *input = tmpfile(), *output;
    int seen[3] = {0};
    ck_assert_ptr_nonnull(input);
    for (int i = 0; i < ROUNDS * RC_UNIT_as; i++) {
        question *q = &questions[i];
        q->unit = nth_unit(i);
        do {
            q->other = nth_unit((int)(random_bits() % RC_UNIT_as));
        } while (rci_value_unit_is_months(q->unit.unit) != rci_value_unit_is_months(q->other.unit));
        q->count = (int64_t)(random_bits() >> (random_bits() % 63));
        if (random_bits() % 2) {
            int64_t there = 0;
            rci_value_timedelta_convert(q->count, q->unit, q->other, &there);
            rci_value_timedelta_convert(there, q->other, q->unit, &q->count);
        }
        if (q->count == RCI_VALUE_NAT)
            q->count++;
        fprintf(input, "delta %s %" PRId64 " %s\n", dtype_text('m', q->unit), q->count,
                dtype_text('m', q->other));
    }
    output = peer_numpy_run("numpy_datetime.py", input);
    for (int i = 0; i < ROUNDS * RC_UNIT_as; i++) {
        question *q = &questions[i];
        int64_t result = 0;
        rci_value_time_status status =
            rci_value_timedelta_convert(q->count, q->unit, q->other, &result);
        char *verdict;
        int64_t theirs = strtoll(peer_line(output), &verdict, 10);
        ck_assert_int_le(status, RCI_VALUE_TIME_OVERFLOW);
        ck_assert_str_eq(verdict + 1, verdicts[status]);
        seen[status]++;
        if (status != RCI_VALUE_TIME_OVERFLOW)
            ck_assert_int_eq(result, theirs);
    }
    for (int i = 0; i < 3; i++)
        ck_assert_int_gt(seen[i], ROUNDS);
    fclose(input);
    fclose(output);
}
END_TEST

runner_suite_fn suite_value_datetime_numpy;

Suite *suite_value_datetime_numpy(void)
{
    Suite *suite = suite_create("datetime_numpy");
    TCase *tc = tcase_create("datetime_numpy");
    const char *missing = peer_numpy_missing();
    if (missing != NULL) {
        runner_skip("datetimes against NumPy", missing);
    } else {
        tcase_add_test(tc, print_as_numpy_does);
        tcase_add_test(tc, parse_as_numpy_does);
        tcase_add_test(tc, convert_datetimes_as_numpy_does);
        tcase_add_test(tc, convert_timedeltas_as_integers_do);
    }
    suite_add_tcase(suite, tc);
    return suite;
}
