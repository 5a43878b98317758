/* Records of irregular shapes: the reader gives what the grammar gives, in every way of reading.
 *
 * ROWCOL_IRREGULAR_RECORDS=10000000 sets the number of records of the random streams, by default
 * some ten thousand, and makes test_json_faults.c plant each fault in every place.
 * ROWCOL_IRREGULAR_SEED=N begins with other ones. For instance, in a build with
 * --enable-sanitize=address,undefined:
 *
 *     ROWCOL_IRREGULAR_RECORDS=10000000 ROWCOL_IRREGULAR_SEED=7 tests/unit/unit_json_irregular
 *
 * A failure shows the seed of its text and the text; with ROWCOL_IRREGULAR_SEED set to that seed,
 * and the suite chosen by CK_RUN_SUITE, the first text is the one that failed. */
#include "irregular.h"

#include "dtype_random.h"
#include "runner.h"

#include <stdlib.h>
#include <string.h>

const irregular_frame irregular_frames[IRREGULAR_FRAMINGS] = {
    [IRREGULAR_LINES] = {"ndjson", NULL, "", "\n", "\n"},
    [IRREGULAR_ARRAY] = {"json", NULL, "[", ",", "]"},
    [IRREGULAR_SEQUENCE] = {"json", NULL, "", "\n", ""},
    [IRREGULAR_ROOT] = {"json", "/data/rows", "{\"n\":[{}],\"data\":{\"rows\":[", ",\n",
                        "],\"end\":\"]}\"},\"more\":[1]}\n"}};

uint64_t irregular_setting(const char *name, uint64_t usual)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : usual;
}

/* ------------------------------------------------------------------ random streams */

enum { USUAL_RECORDS = RUNNER_LESS(60000, 3000), MOST_RECORDS = 60, MOST_SHAPES = 4 };

/* What a run of random streams was made of, to see that it is worth its time. */
typedef struct tally {
    uint64_t records, texts, good, faulty;
} tally;

static void separate(rci_base_bytes *text, const irregular_frame *frame, uint64_t *state,
                     bool spaced)
{
    bool lines = strcmp(frame->format, "ndjson") == 0;
    if (spaced && irregular_chance(state, 30)) {
        irregular_space(text, state, !lines);
    }
    irregular_add(text, frame->between);
    if (spaced && irregular_chance(state, 30)) {
        irregular_space(text, state, true);
    }
}

/* Records of a few shapes, or of ever new ones, in this frame. */
static size_t stream(rci_base_bytes *text, const irregular_input *input,
                     const irregular_frame *frame, irregular_style style, uint64_t *state)
{
    uint64_t shapes[MOST_SHAPES];
    size_t nshapes = irregular_below(state, MOST_SHAPES + 1), i;
    size_t n = irregular_below(state, MOST_RECORDS), changes = 1 + irregular_below(state, 100);
    uint64_t shape = irregular_seed(random_next(state)), value = irregular_seed(random_next(state));
    for (i = 0; i < nshapes; i++) {
        shapes[i] = irregular_seed(random_next(state));
    }
    irregular_add(text, frame->before);
    for (i = 0; i < n; i++) {
        uint64_t this_shape = shape;
        if (i > 0) {
            separate(text, frame, state, style.spaced > 0);
        }
        irregular_record(text, input->options.dtype, &style, &this_shape, &value);
        if (irregular_chance(state, (unsigned)changes)) {
            shape = nshapes ? shapes[irregular_below(state, nshapes)]
                            : irregular_seed(random_next(state));
        }
    }
    irregular_add(text, frame->after);
    return n;
}

static void damage(rci_base_bytes *text, uint64_t *state, rci_base_bytes *scratch)
{
    size_t times = 1 + irregular_below(state, 2);
    while (times-- > 0 && text->length > 0) {
        rci_base_bytes swap = *text;
        scratch->length = 0;
        irregular_edit(scratch, (const char *)text->data, text->length,
                       irregular_below(state, text->length),
                       irregular_below(state, IRREGULAR_EDITS));
        *text = *scratch;
        *scratch = swap;
    }
}

/* Options, and a style that suits them; at times one that makes errors. */
static irregular_style choose(irregular_input *input, uint64_t *state, bool *faulty)
{
    irregular_style style;
    input->options.extra = irregular_chance(state, 75) ? RC_EXTRA_IGNORE : RC_EXTRA_ERROR;
    input->options.missing = irregular_chance(state, 70)   ? RC_MISSING_ZERO
                             : irregular_chance(state, 50) ? RC_MISSING_NULL
                                                           : RC_MISSING_ERROR;
    style = irregular_style_random(state, &input->options);
    *faulty = irregular_chance(state, 40);
    if (*faulty) {
        style.wrong = irregular_chance(state, 50) ? (unsigned)irregular_below(state, 3) : 0;
        style.duplicated = irregular_chance(state, 20) ? 1 : 0;
        style.extra = irregular_chance(state, 20) ? 1 : style.extra;
        style.absent = irregular_chance(state, 20) ? 1 : style.absent;
        if (irregular_chance(state, 10)) {
            input->options.max_record = 20 + irregular_below(state, 400);
        }
    }
    return style;
}

/* One random text, and all that is to be checked of it. */
static void check_stream(uint64_t seed, const irregular_frame *frame, tally *count,
                         rci_base_bytes *text, rci_base_bytes *scratch)
{
    uint64_t state = irregular_seed(seed);
    rc_dtype *dtype = irregular_dtype(&state);
    irregular_input input = {.options = RC_READ_OPTIONS_INIT, .seed = seed};
    irregular_outcome outcome;
    irregular_style style;
    bool faulty;
    input.options.dtype = dtype;
    input.options.format = frame->format;
    input.options.root = frame->root;
    style = choose(&input, &state, &faulty);
    text->length = 0;
    count->records += stream(text, &input, frame, style, &state);
    if (faulty && irregular_chance(&state, 70)) {
        damage(text, &state, scratch);
    }
    irregular_add_bytes(text, "", 1); /* for strspn */
    text->length--;
    input.text = (const char *)text->data;
    input.n = text->length;
    irregular_check(&input, irregular_chance(&state, 30) ? IRREGULAR_FULL : IRREGULAR_QUICK, &state,
                    &outcome);
    if (frame == &irregular_frames[IRREGULAR_ARRAY] && !input.options.max_record) {
        irregular_check_dom(&input, &outcome);
    }
    count->texts += !faulty;
    count->good += !faulty && outcome.status == RC_END;
    count->faulty += outcome.status != RC_END;
    irregular_release(&outcome);
    rc_dtype_unref(dtype);
}

START_TEST(streams)
{
    uint64_t records = irregular_setting("ROWCOL_IRREGULAR_RECORDS", USUAL_RECORDS);
    uint64_t seed = irregular_setting("ROWCOL_IRREGULAR_SEED", 1);
    tally count = {0};
    rci_base_bytes text, scratch;
    rci_base_bytes_init(&text);
    rci_base_bytes_init(&scratch);
    while (count.records < records / IRREGULAR_FRAMINGS) {
        check_stream(seed++, &irregular_frames[_i], &count, &text, &scratch);
    }
    /* Most of what is meant to be good is, and errors are not rare. */
    IRREGULAR_CHECK(count.good >= count.texts / 10 * 8, "%llu of %llu texts are good",
                    (unsigned long long)count.good, (unsigned long long)count.texts);
    ck_assert_uint_gt(count.faulty, count.texts / 20);
    rci_base_bytes_release(&text);
    rci_base_bytes_release(&scratch);
}
END_TEST

/* --------------------------------------------------------------- one record in many */

/* The record after 40 of its own shape, after others, and alone; two good ones follow. */
static void check_record(const char *dtype_text, const char *good, const char *record, size_t n,
                         size_t max_record)
{
    static const char *const others[] = {"{\"b\":2,\"a\":1}", "{ \"a\" : 3 }",
                                         "{\"x\":[],\"b\":4}"};
    rc_dtype *dtype = rc_dtype_parse(dtype_text, NULL);
    irregular_input input = {.options = RC_READ_OPTIONS_INIT};
    rci_base_bytes text;
    int context, i;
    uint64_t state = irregular_seed(n);
    IRREGULAR_CHECK(dtype != NULL, "no memory");
    input.options.dtype = dtype;
    input.options.format = "ndjson";
    input.options.extra = RC_EXTRA_IGNORE;
    input.options.missing = RC_MISSING_ZERO;
    input.options.max_record = max_record;
    rci_base_bytes_init(&text);
    for (context = 0; context < 3; context++) {
        text.length = 0;
        for (i = 0; context > 0 && i < 40; i++) {
            irregular_print(&text, "%s\n", context == 1 ? good : others[i % 3]);
        }
        irregular_add_bytes(&text, record, n);
        irregular_print(&text, "\n%s\n%s", good, good);
        input.text = (const char *)text.data;
        input.n = text.length;
        irregular_check(&input, IRREGULAR_QUICK, &state, NULL);
    }
    rci_base_bytes_release(&text);
    rc_dtype_unref(dtype);
}

/* Strings that are hard to find the end of, at every place of a block of 64 bytes and the next. */
START_TEST(strings_at_every_place)
{
    static const char *const ends[] = {"",     "\\\"", "\\\\",    "\\\\\\\"", "\\\"}",
                                       "]",    "},{",  "\":1,\"", "\xC3\xA9", "\xF0\x9F\x98\x80",
                                       "\xC3", "\x01", "\\u00e9"};
    rci_base_bytes record;
    size_t end, length;
    rci_base_bytes_init(&record);
    for (end = 0; end < sizeof ends / sizeof *ends; end++) {
        for (length = (size_t)_i; length < 140; length += 2) {
            record.length = 0;
            irregular_print(&record, "{\"a\":1,\"%c\":\"%.*s", end % 2 ? 'x' : 's',
                            (int)(length % 100),
                            "................................................................"
                            "......................................");
            irregular_print(&record, "%*s%s\",\"b\":2}", (int)(length / 100 * 40), "", ends[end]);
            check_record("a:i4,b:u8,s:S200", "{\"a\":1,\"s\":\"abc\",\"b\":2}",
                         (const char *)record.data, record.length, 0);
        }
    }
    rci_base_bytes_release(&record);
}
END_TEST

/* Runs of one byte: backslashes in a string, white space, brackets, digits, a long key. */
START_TEST(runs_of_every_length)
{
    static const struct {
        const char *before, *run, *after;
    } runs[] = {{"{\"a\":1,\"s\":\"", "\\", "\",\"b\":2}"},
                {"{\"a\":1,\"x\":\"", "\\", "\",\"b\":2}"},
                {"{", " ", "\"a\":1,\"b\":2}"},
                {"{\"a\"", "\t", ":1,\"b\":2}"},
                {"{\"a\":", "\r", "1,\"b\":2}"},
                {"{\"a\":1", " ", ",\"b\":2}"},
                {"{\"a\":1,\"x\":[", " ", "],\"b\":2}"},
                {"{\"a\":1,\"x\":", "[", "]}"},
                {"{\"a\":1,\"", "k", "\":3,\"b\":2}"},
                {"{\"a\":1,\"b\":", "1", "}"},
                {"{\"a\":1,\"b\":2}", " ", ""},
                {"{\"a\":1,\"x\":1.", "5", ",\"b\":2}"},
                {"{\"a\":1,\"s\":\"", "\\\"", "\",\"b\":2}"},
                {"{\"a\":1,\"x\":", "}", ",\"b\":2}"}};
    rci_base_bytes record;
    size_t n, i;
    rci_base_bytes_init(&record);
    for (n = 0; n < 140; n++) {
        record.length = 0;
        irregular_add(&record, runs[_i].before);
        for (i = 0; i < n; i++) {
            irregular_add(&record, runs[_i].run);
        }
        irregular_add(&record, runs[_i].after);
        check_record("a:i4,b:u8,s:S200", "{\"a\":1,\"s\":\"abc\",\"b\":2}",
                     (const char *)record.data, record.length, 0);
    }
    rci_base_bytes_release(&record);
}
END_TEST

/* Levels around the limit, in an ignored value. */
START_TEST(depth_is_limited)
{
    rci_base_bytes record;
    int depth, i;
    rci_base_bytes_init(&record);
    for (depth = 1018; depth <= 1030; depth++) {
        record.length = 0;
        irregular_add(&record, "{\"b\":1,\"x\":");
        for (i = 0; i < depth; i++) {
            irregular_add(&record, i % 2 ? "{\"k\":" : "[");
        }
        irregular_add(&record, "0");
        for (i = depth; i-- > 0;) {
            irregular_add(&record, i % 2 ? "}" : "]");
        }
        irregular_add(&record, ",\"a\":2}");
        check_record("a:i4,b:u8,s:S200", "{\"a\":1,\"b\":2}", (const char *)record.data,
                     record.length, 0);
    }
    rci_base_bytes_release(&record);
}
END_TEST

/* The longest record that is allowed, and those around it, whatever came before. */
START_TEST(length_is_limited)
{
    static const char record[] = "{\"b\":1, \"x\":[1,2,{}],\"a\":22}  ";
    size_t most;
    for (most = sizeof record - 8; most < sizeof record + 2; most++) {
        check_record("a:i4,b:u8,s:S200", "{\"a\":1,\"b\":2}", record, sizeof record - 1, most);
    }
}
END_TEST

/* The same with records of one shape and nothing between them: the tenth is longer than the others.
 */
START_TEST(length_is_limited_in_a_sequence)
{
    static const char longest[] = "{\"a\":1,\"b\":20000}";
    rc_dtype *dtype = rc_dtype_parse("a:i4,b:u8", NULL);
    irregular_input input = {.options = RC_READ_OPTIONS_INIT};
    uint64_t state = 1;
    rci_base_bytes text;
    int i;
    rci_base_bytes_init(&text);
    for (i = 0; i < 20; i++) {
        irregular_add(&text, i == 10 ? longest : "{\"a\":1,\"b\":2}");
    }
    input.text = (const char *)text.data;
    input.n = text.length;
    input.options.dtype = dtype;
    input.options.format = "json";
    for (i = -6; i < 4; i++) {
        irregular_outcome outcome;
        input.options.max_record = sizeof longest - 1 + (size_t)i;
        irregular_check(&input, IRREGULAR_QUICK, &state, &outcome);
        ck_assert_int_eq(outcome.status, i < 0 ? RC_ELIMIT : RC_END);
        irregular_release(&outcome);
    }
    rci_base_bytes_release(&text);
    rc_dtype_unref(dtype);
}
END_TEST

/* Strings longer than a piece of text, in a field and ignored. */
START_TEST(strings_longer_than_a_piece)
{
    enum { LENGTH = 300000 };
    rci_base_bytes record;
    size_t i, ignored;
    for (ignored = 0; ignored < 2; ignored++) {
        rci_base_bytes_init(&record);
        irregular_print(&record, "{\"b\":1,\"%s\":\"", ignored ? "x" : "s");
        for (i = 0; i < LENGTH; i += 10) {
            irregular_add(&record, i % 7 ? "brackets]}" : "\\\"\xE2\x82\xAC\\\\}");
        }
        irregular_add(&record, "\",\"a\":22}");
        check_record("a:i4,b:u8,s:str", "{\"a\":1,\"s\":\"abc\",\"b\":2}",
                     (const char *)record.data, record.length, 0);
        rci_base_bytes_release(&record);
    }
}
END_TEST

Suite *suite_json_irregular(void)
{
    Suite *suite = suite_create("json_irregular");
    TCase *random = tcase_create("streams"), *tcase = tcase_create("irregular");
    tcase_set_tags(random, "threads");
    tcase_set_timeout(random, getenv("ROWCOL_IRREGULAR_RECORDS") ? 0 : 300);
    tcase_add_loop_test(random, streams, 0, IRREGULAR_FRAMINGS);
    suite_add_tcase(suite, random);
    tcase_add_loop_test(tcase, strings_at_every_place, 0, 2);
    tcase_add_loop_test(tcase, runs_of_every_length, 0, 14);
    tcase_add_test(tcase, depth_is_limited);
    tcase_add_test(tcase, length_is_limited);
    tcase_add_test(tcase, length_is_limited_in_a_sequence);
    tcase_add_test(tcase, strings_longer_than_a_piece);
    suite_add_tcase(suite, tcase);
    return suite;
}

runner_suite_fn *const runner_suites[] = {suite_json_irregular, suite_json_faults, NULL};
