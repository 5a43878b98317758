/* number/places_avx2.h against the C library's strtoll: the same numbers, and a stop before four of
   which one is not plain. */
#include "test_number.h"

#include "number/places_avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

#include <stdlib.h>

enum { MOST_NUMBERS = 41, MOST_STEP = 3, LONGEST = 24, READABLE = 16 };

typedef struct column {
    char text[MOST_NUMBERS * MOST_STEP * (LONGEST + 1) + READABLE];
    size_t length;
    uint32_t places[MOST_NUMBERS * MOST_STEP + 1]; /* of separators; the first is before the text */
    size_t nplaces;
} column;

static void add_field(column *c, const char *field)
{
    const size_t n = strlen(field);
    memcpy(c->text + c->length, field, n);
    c->length += n;
    c->places[c->nplaces++] = (uint32_t)c->length;
    c->text[c->length++] = ',';
}

static int64_t random_integer(uint64_t *random)
{
    const int64_t value = (int64_t)(next_random(random) >> next_random(random) % 64);
    return next_random(random) % 2 ? value : -value;
}

/* Mostly integers; one in `bad` is anything. */
static void random_field(char *out, uint64_t *random, unsigned bad)
{
    static const char *const others[] = {"",    "-",  "+1",    "01",   "-01",   "00", "-0",
                                         "--1", "1-", "1.0",   "1e2",  " 1",    "1 ", "0x1",
                                         "/",   ":",  "1\xFF", "\xCF", "-\x10", ",",  "1:2"};
    static const int64_t edges[] = {0,
                                    -1,
                                    127,
                                    128,
                                    -128,
                                    -129,
                                    255,
                                    256,
                                    32767,
                                    -32769,
                                    65536,
                                    INT32_MAX,
                                    INT32_MIN,
                                    UINT32_MAX,
                                    INT64_C(4294967296),
                                    999999999,
                                    1000000000000000};
    const uint64_t kind = next_random(random) % 8;
    if (next_random(random) % bad == 0) {
        snprintf(out, LONGEST, "%s",
                 others[next_random(random) % (sizeof others / sizeof *others)]);
    } else if (kind == 0) {
        snprintf(out, LONGEST, "%lld",
                 (long long)edges[next_random(random) % (sizeof edges / sizeof *edges)]);
    } else {
        int64_t value = random_integer(random);
        snprintf(out, LONGEST, "%lld", (long long)(kind < 6 ? value % 10000000000000000 : value));
    }
}

/* Whether the text is an integer that is read; an independent test. */
static bool is_good(const char *field, size_t n, int64_t least, int64_t most, int64_t *value)
{
    char copy[LONGEST + 1], again[LONGEST + 1];
    memcpy(copy, field, n);
    copy[n] = '\0';
    *value = strtoll(copy, NULL, 10);
    snprintf(again, sizeof again, "%lld", (long long)*value);
    return n <= 16 && (strcmp(copy, again) == 0 || strcmp(copy, "-0") == 0) && *value >= least &&
           *value <= most;
}

static void check(const column *c, size_t step, size_t shift, int64_t least, int64_t most)
{
    int64_t values[MOST_NUMBERS] = {0}, expected[MOST_NUMBERS];
    const size_t n = (c->nplaces - 1) / step;
    const uint32_t *separators = c->places + 1 + shift;
    const placed_text placed = place_text(PLACE_END, c->text, c->length + READABLE);
    const size_t got =
        rci_number_read_places_avx2(placed.text, separators, step, n, least, most, values);
    size_t good = 0;
    while (good < n) {
        const uint32_t start = separators[(ptrdiff_t)(good * step) - 1] + 1;
        if (!is_good(c->text + start, separators[good * step] - start, least, most,
                     &expected[good])) {
            break;
        }
        good++;
    }
    EXPECT(got == good - good % 4, "%zu of %zu numbers are good, read %zu: %.*s", good, n, got,
           (int)(c->length < 150 ? c->length : 150), c->text);
    for (size_t i = 0; i < got; i++) {
        EXPECT(values[i] == expected[i], "number %zu is %lld, not %lld", i, (long long)values[i],
               (long long)expected[i]);
    }
}

START_TEST(random_columns)
{
    static const int64_t ranges[][2] = {{INT8_MIN, INT8_MAX},   {INT16_MIN, INT16_MAX},
                                        {INT32_MIN, INT32_MAX}, {INT64_MIN, INT64_MAX},
                                        {0, UINT8_MAX},         {0, UINT32_MAX},
                                        {0, INT64_MAX}};
    uint64_t random = 5;
    static column c;
    if (!rci_base_has_avx2()) {
        return;
    }
    for (int round = 0; round < 30000; round++) {
        const size_t step = 1 + next_random(&random) % MOST_STEP;
        const size_t n = next_random(&random) % (MOST_NUMBERS + 1);
        const int64_t *range = ranges[next_random(&random) % (sizeof ranges / sizeof *ranges)];
        const unsigned bad = 1u << next_random(&random) % 10;
        memset(&c, 0, sizeof c);
        c.places[c.nplaces++] = UINT32_MAX;
        for (size_t i = 0; i < n * step; i++) {
            char field[LONGEST + 1];
            random_field(field, &random, bad);
            add_field(&c, field);
        }
        for (size_t shift = 0; shift < step && n > 0; shift++) {
            check(&c, step, shift, range[0], range[1]);
        }
    }
}
END_TEST

/* Each byte at each place of a number. */
START_TEST(every_byte)
{
    static column c;
    if (!rci_base_has_avx2()) {
        return;
    }
    for (int length = 1; length <= 17; length++) {
        for (int at = 0; at < length; at++) {
            for (int byte = 1; byte < 256; byte++) {
                char field[LONGEST + 1] = "12345678901234567";
                memset(&c, 0, sizeof c);
                c.places[c.nplaces++] = UINT32_MAX;
                field[length] = '\0';
                field[at] = (char)byte;
                for (int i = 0; i < 4; i++) {
                    add_field(&c, i == at % 4 ? field : "-7");
                }
                check(&c, 1, 0, INT64_MIN, INT64_MAX);
            }
        }
    }
}
END_TEST

Suite *suite_number_places(void)
{
    Suite *suite = suite_create("number_places");
    TCase *tcase = tcase_create("places");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, random_columns);
    tcase_add_test(tcase, every_byte);
    suite_add_tcase(suite, tcase);
    return suite;
}

#else

Suite *suite_number_places(void)
{
    return suite_create("number_places");
}

#endif
