/* io/source.h: files that change while they are read, and which file a source reads. */
#include "io/source.h"
#include "io_bytes.h"
#include "runner.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect_shorter(rci_io_source *source)
{
    rc_error err = RC_ERROR_INIT;
    char buffer[2000];
    size_t got;
    ck_assert_int_eq(rci_io_source_read(source, buffer, sizeof buffer, &got, &err), RC_EIO);
    ck_assert_int_eq(err.sys, 0);
    ck_assert_ptr_nonnull(strstr(err.message, "became shorter"));
    ck_assert_str_ne(err.source, "");
    rci_io_source_close(source);
}

START_TEST(a_file_that_becomes_shorter_is_an_error)
{
    unsigned char *bytes = io_noise(1000), buffer[100];
    const unsigned char *seen;
    const char *path = scratch_write("in", bytes, 1000);
    rci_io_source *source = rci_io_source_open(path, NULL);
    size_t got;
    ck_assert_int_eq(rci_io_source_read(source, buffer, 100, &got, NULL), RC_OK);
    ck_assert_int_eq(truncate(path, 500), 0);
    expect_shorter(source);

    source = rci_io_source_open(path, NULL);
    ck_assert_int_eq(truncate(path, 0), 0); /* the error is at the first read ... */
    expect_shorter(source);

    path = scratch_write("in", bytes, 1000);
    source = rci_io_source_open(path, NULL);
    ck_assert_int_eq(truncate(path, 10), 0); /* ... or when it is peeked at */
    ck_assert_int_eq(rci_io_source_peek(source, &seen, &got, NULL), RC_EIO);
    rci_io_source_close(source);

    /* Written anew with the same size while it is read. */
    path = scratch_write("in", bytes, 1000);
    source = rci_io_source_open(path, NULL);
    ck_assert_int_eq(truncate(path, 500), 0);
    ck_assert_int_eq(rci_io_source_read(source, buffer, 100, &got, NULL), RC_OK);
    expect_shorter(source);
    free(bytes);
}
END_TEST

static void append(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "ab");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(what_a_file_gets_after_it_was_opened_is_not_read)
{
    static const size_t sizes[] = {0, 1, 63, 64, 65, 1000};
    unsigned char *bytes = io_noise(2000);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int peek = 0; peek < 2; peek++) {
            const char *path = scratch_write("in", bytes, sizes[i]);
            rci_io_source *source = rci_io_source_open(path, NULL);
            const unsigned char *seen;
            size_t got;
            append(path, bytes, 1000);
            if (peek) {
                ck_assert_int_eq(rci_io_source_peek(source, &seen, &got, NULL), RC_OK);
                ck_assert_uint_eq(got, sizes[i] < 64 ? sizes[i] : 64);
            }
            ck_assert_int_eq(io_compare(source, bytes, sizes[i], 64), 0);
            rci_io_source_close(source);
        }
    }
    free(bytes);
}
END_TEST

START_TEST(files_with_a_meaningless_size_are_read)
{
    /* Files in /sys claim the size of a page. */
    rci_io_source *source = rci_io_source_open("/sys/kernel/mm/transparent_hugepage/enabled", NULL);
    char buffer[10000];
    size_t got;
    rc_error err = RC_ERROR_INIT;
    if (source) {
        ck_assert_int_eq(rci_io_source_read(source, buffer, sizeof buffer, &got, &err), RC_OK);
        ck_assert_uint_gt(got, 0);
        rci_io_source_close(source);
    }
}
END_TEST

START_TEST(a_source_knows_its_file)
{
    rci_io_source *a = rci_io_source_open(scratch_write("a", "x", 1), NULL);
    rci_io_source *again, *b = rci_io_source_open(scratch_write("b", "x", 1), NULL);
    rci_io_source *null = rci_io_source_open("/dev/null", NULL), *memory;
    ck_assert_int_eq(link(scratch_path("a"), scratch_path("other")), 0);
    again = rci_io_source_open(scratch_path("other"), NULL);
    memory = rci_io_source_open_memory("x", 1, NULL, NULL);
    ck_assert(rci_io_identity_equal(rci_io_source_identity(a), rci_io_source_identity(again)));
    ck_assert(!rci_io_identity_equal(rci_io_source_identity(a), rci_io_source_identity(b)));
    ck_assert(!rci_io_identity_equal(rci_io_source_identity(null), rci_io_source_identity(null)));
    ck_assert(!rci_io_identity_equal(rci_io_source_identity(memory), rci_io_source_identity(a)));
    rci_io_source_close(a);
    rci_io_source_close(again);
    rci_io_source_close(b);
    rci_io_source_close(null);
    rci_io_source_close(memory);
}
END_TEST

extern runner_suite_fn suite_io_changes;

Suite *suite_io_changes(void)
{
    Suite *suite = suite_create("io_changes");
    TCase *tc = tcase_create("changes");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, a_file_that_becomes_shorter_is_an_error);
    tcase_add_test(tc, what_a_file_gets_after_it_was_opened_is_not_read);
    tcase_add_test(tc, files_with_a_meaningless_size_are_read);
    tcase_add_test(tc, a_source_knows_its_file);
    suite_add_tcase(suite, tc);
    return suite;
}
