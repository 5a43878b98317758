/* Helpers of the number tests. */
#ifndef TESTS_UNIT_TEST_NUMBER_H
#define TESTS_UNIT_TEST_NUMBER_H

#include "runner.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * ck_assert_msg for inner loops (Check's own makes a system call each time). The arguments after
 * the condition are a printf format and its arguments, which describe the case.
 */
#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            char expect_case[200];                                                                 \
            snprintf(expect_case, sizeof expect_case, __VA_ARGS__);                                \
            ck_abort_msg("\"%s\" is false: %s", #condition, expect_case);                          \
        }                                                                                          \
    } while (0)

runner_suite_fn suite_number_scan;
runner_suite_fn suite_number_avx2;
runner_suite_fn suite_number_float;
runner_suite_fn suite_number_half;
runner_suite_fn suite_number_many;
runner_suite_fn suite_number_middles;
runner_suite_fn suite_number_places;
runner_suite_fn suite_number_print;
runner_suite_fn suite_number_words;
runner_suite_fn suite_number_words_portable;

/*
 * Copies of text at places where an access outside it is a fault: the page before and the page
 * after are not accessible. The next call with the same place overwrites the copy.
 */
typedef enum text_place {
    PLACE_START, /* right after the forbidden page; a comma and more digits follow the text */
    PLACE_END,   /* right before the forbidden page */
    N_PLACES
} text_place;

typedef struct placed_text {
    const char *text;
    const char *end; /* of the text in PLACE_END, of what follows it in PLACE_START */
} placed_text;

placed_text place_text(text_place place, const char *text, size_t length);

/* `size` writable bytes right before a forbidden page. */
char *place_buffer(size_t size);

/* Random numbers from a seed (G. Steele et al., "SplitMix"). */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static inline uint64_t bits_of_f8(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline double f8_of_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t bits_of_f4(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float f4_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

#endif
