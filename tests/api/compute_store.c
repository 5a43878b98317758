/* The program under compute_numpy.py: does what the lines of standard input say with a store, and
 * prints one line for each: "ok" with the numbers of the result, or "fail", a status, the record or
 * -1, and the message. The words of a line are divided by tabs.
 *
 *   load LAYOUT FILE             the store that the lines after it are about
 *   argsort KEY...               part FIRST N KEY...     sorted KEY...     unique KEY...
 *   groups KEY...                where each group begins in the order of argsort
 *   search SIDE FILE KEY...      the places of the records of FILE; SIDE is left or right
 *   sort FILE KEY...             saves the sorted records
 *   take FILE LAYOUT INDEX...    saves these records
 *   put FROM FILE INDEX...       saves the store with the records of FROM at these indices
 *   match PREDICATE              the records that match
 *   filter FILE PREDICATE        saves them
 *   mask FILE 0110...            saves the records with a 1
 *   cast FILE LEVEL MATCH LAYOUT DTYPE
 *
 * A key is FLAGS:PATH, with the flags as a number. */
#include <inttypes.h>
#include <rowcol.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 4096, MOST_KEYS = 16, MOST_LINE = 1 << 16 };

static rc_store *store;
static rc_error err = RC_ERROR_INIT;
static char *words[MOST_WORDS];
static size_t n_words;
static rc_sort_key keys[MOST_KEYS];
static uint64_t numbers[MOST_WORDS];

/* ----------------------------------------------------------- reading words */

static size_t number(const char *word)
{
    return (size_t)strtoull(word, NULL, 10);
}

static rc_layout layout_of(const char *name)
{
    return strcmp(name, "columns") == 0 ? RC_COLUMNS : RC_ROWS;
}

static rc_side side_of(const char *name)
{
    return strcmp(name, "left") == 0 ? RC_SIDE_LEFT : RC_SIDE_RIGHT;
}

/* The keys from word `first` on. Returns their number. */
static size_t read_keys(size_t first)
{
    size_t n = 0;
    for (size_t i = first; i < n_words && n < MOST_KEYS; i++, n++) {
        char *colon = strchr(words[i], ':');
        keys[n].flags = (unsigned)number(words[i]);
        keys[n].path = colon ? colon + 1 : NULL;
    }
    return n;
}

/* The numbers from word `first` on. */
static size_t read_numbers(size_t first)
{
    for (size_t i = first; i < n_words; i++) {
        numbers[i - first] = number(words[i]);
    }
    return n_words - first;
}

static rc_store *loaded(const char *layout, const char *path)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.layout = layout_of(layout);
    return rc_load(path, &options, &err);
}

/* --------------------------------------------------------- printing results */

static void print_numbers(size_t n)
{
    printf("ok");
    for (size_t i = 0; i < n && err.status == RC_OK; i++) {
        printf(" %" PRIu64, numbers[i]);
    }
}

/* Saves a store that a call has made, and releases it. */
static void save(rc_store *made, const char *path)
{
    if (made) {
        rc_save(made, path, NULL, &err);
    }
    rc_store_unref(made);
    if (err.status == RC_OK) {
        printf("ok");
    }
}

static rc_store *copied(void)
{
    rc_layout layout = rc_store_layout(store) == RC_COLUMNS ? RC_COLUMNS : RC_ROWS;
    return rc_store_convert(store, layout, &err);
}

/* ------------------------------------------------------------------- order */

static void do_load(void)
{
    rc_store_unref(store);
    store = loaded(words[1], words[2]);
    if (store && rc_store_length(store) > MOST_WORDS) {
        exit(EXIT_FAILURE);
    }
    printf(store ? "ok" : "");
}

static void do_argsort(void)
{
    if (rc_store_argsort(store, keys, read_keys(1), numbers, NULL, &err) == RC_OK) {
        print_numbers(rc_store_length(store));
    }
}

static void do_part(void)
{
    size_t n = number(words[2]);
    if (rc_store_argsort_part(store, keys, read_keys(3), number(words[1]), n, numbers, NULL,
                              &err) == RC_OK) {
        print_numbers(n);
    }
}

static void do_sorted(void)
{
    size_t end = 0;
    if (rc_store_sorted_until(store, keys, read_keys(1), &end, &err) == RC_OK) {
        numbers[0] = end;
        print_numbers(1);
    }
}

static void do_unique(void)
{
    size_t n = 0;
    if (rc_store_unique(store, keys, read_keys(1), numbers, &n, NULL, &err) == RC_OK) {
        print_numbers(n);
    }
}

static void do_groups(void)
{
    static uint64_t indices[MOST_WORDS];
    size_t n_keys = read_keys(1), n = rc_store_length(store), n_groups = 0;
    if (rc_store_argsort(store, keys, n_keys, indices, NULL, &err) == RC_OK &&
        rc_store_groups(store, keys, n_keys, indices, n, numbers, &n_groups, &err) == RC_OK) {
        print_numbers(n_groups);
    }
}

/* With one key, each record is looked for by its value, too. */
static void search_values(const rc_store *queries, rc_side side)
{
    for (size_t i = 0; i < rc_store_length(queries) && err.status == RC_OK; i++) {
        rc_value value;
        size_t index = 0;
        if (rc_store_get(queries, i, keys[0].path, &value, &err) == RC_OK &&
            rc_store_search(store, keys, &value, side, &index, &err) == RC_OK &&
            index != numbers[i]) {
            printf("record %zu is at %zu by value, at %" PRIu64 " by rc_store_search_all\n", i,
                   index, numbers[i]);
            exit(EXIT_FAILURE);
        }
    }
}

static void do_search(void)
{
    size_t n_keys = read_keys(3);
    rc_store *queries = loaded("columns", words[2]);
    if (queries && rc_store_search_all(store, keys, n_keys, queries, side_of(words[1]), numbers,
                                       NULL, &err) == RC_OK) {
        if (n_keys == 1) {
            search_values(queries, side_of(words[1]));
        }
        print_numbers(rc_store_length(queries));
    }
    rc_store_unref(queries);
}

static void do_sort(void)
{
    rc_store *copy = copied();
    if (copy) {
        rc_store_sort(copy, keys, read_keys(2), NULL, &err);
    }
    save(copy, words[1]);
}

/* --------------------------------------------------------- take, put, filter */

static void do_take(void)
{
    rc_take_options options = RC_TAKE_OPTIONS_INIT;
    size_t n = read_numbers(3);
    options.layout = layout_of(words[2]);
    save(rc_store_take(store, numbers, n, &options, &err), words[1]);
}

static void do_put(void)
{
    rc_store *copy = copied(), *from = loaded("columns", words[1]);
    size_t n = read_numbers(3);
    if (copy && from) {
        rc_store_put(copy, numbers, n, from, NULL, &err);
    }
    rc_store_unref(from);
    save(copy, words[2]);
}

static void do_match(void)
{
    static unsigned char bits[MOST_WORDS / 8];
    rc_predicate *predicate = rc_predicate_parse(rc_store_dtype(store), words[1], &err);
    size_t count = 0, n = 0;
    if (predicate && rc_store_match(store, predicate, bits, &count, NULL, &err) == RC_OK) {
        for (size_t i = 0; i < rc_store_length(store); i++) {
            if (bits[i / 8] >> i % 8 & 1) {
                numbers[n++] = i;
            }
        }
        if (n != count) {
            printf("%zu bits, count %zu\n", n, count);
            exit(EXIT_FAILURE);
        }
        print_numbers(n);
    }
    rc_predicate_unref(predicate);
}

static void do_filter(void)
{
    rc_predicate *predicate = rc_predicate_parse(rc_store_dtype(store), words[2], &err);
    save(predicate ? rc_store_filter(store, predicate, NULL, &err) : NULL, words[1]);
    rc_predicate_unref(predicate);
}

static void do_mask(void)
{
    static unsigned char mask[MOST_WORDS];
    for (size_t i = 0; i < rc_store_length(store); i++) {
        mask[i] = words[2][i] == '1';
    }
    save(rc_store_filter_mask(store, mask, NULL, &err), words[1]);
}

static void do_cast(void)
{
    rc_dtype *dtype = rc_dtype_parse(words[5], &err);
    rc_cast level = strcmp(words[2], "lossy") == 0     ? RC_CAST_LOSSY
                    : strcmp(words[2], "checked") == 0 ? RC_CAST_CHECKED
                                                       : RC_CAST_WIDENING;
    rc_match match = strcmp(words[3], "name") == 0 ? RC_MATCH_NAME : RC_MATCH_POSITION;
    save(dtype ? rc_store_cast(store, dtype, match, level, layout_of(words[4]), &err) : NULL,
         words[1]);
    rc_dtype_unref(dtype);
}

/* ------------------------------------------------------------------- lines */

static const struct {
    const char *name;
    size_t words; /* at least */
    void (*run)(void);
} commands[] = {
    {"load", 3, do_load},     {"argsort", 1, do_argsort}, {"part", 3, do_part},
    {"sorted", 1, do_sorted}, {"unique", 1, do_unique},   {"groups", 1, do_groups},
    {"search", 3, do_search}, {"sort", 2, do_sort},       {"take", 3, do_take},
    {"put", 3, do_put},       {"match", 2, do_match},     {"filter", 3, do_filter},
    {"mask", 3, do_mask},     {"cast", 6, do_cast},
};

static bool run_line(char *line)
{
    line[strcspn(line, "\n")] = '\0';
    n_words = 0;
    for (char *word = line; word && n_words < MOST_WORDS; n_words++) {
        words[n_words] = word;
        word = strchr(word, '\t');
        if (word) {
            *word++ = '\0';
        }
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, words[0]) == 0 && n_words >= commands[i].words) {
            commands[i].run();
            return true;
        }
    }
    return false;
}

int main(void)
{
    static char line[MOST_LINE];
    while (fgets(line, sizeof line, stdin)) {
        rc_error_clear(&err);
        if (!run_line(line)) {
            return EXIT_FAILURE;
        }
        if (err.status != RC_OK) {
            printf("fail %s %lld %s", rc_status_name(err.status),
                   err.record == RC_NOWHERE ? -1LL : (long long)err.record, err.message);
        }
        printf("\n");
        fflush(stdout);
    }
    rc_store_unref(store);
    return EXIT_SUCCESS;
}
