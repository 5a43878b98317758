/* Input that comes while it is read: what is there is returned, and waiting can be ended. */
#include "io/source.h"
#include "runner.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A pipe gives what it has, without waiting for more. */
START_TEST(source_reads_what_is_waiting)
{
    char path[32], buffer[16];
    const unsigned char *bytes;
    size_t got;
    bool ended;
    int ends[2];
    rci_io_source *source;
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    source = rci_io_source_open(path, NULL);
    ck_assert_ptr_nonnull(source);
    ck_assert(!rci_io_source_is_waiting(source));
    ck_assert_int_eq(write(ends[1], "abc", 3), 3);
    ck_assert(rci_io_source_is_waiting(source));
    ck_assert_int_eq(rci_io_source_peek(source, &bytes, &got, NULL), RC_OK);
    ck_assert_uint_eq(got, 3);
    ck_assert_int_eq(write(ends[1], "de", 2), 2);
    ck_assert_int_eq(rci_io_source_peek(source, &bytes, &got, NULL), RC_OK);
    ck_assert_uint_eq(got, 5);
    ck_assert(rci_io_source_is_waiting(source)); /* what was peeked at is there */
    ck_assert_int_eq(rci_io_source_read_waiting(source, buffer, 4, &got, &ended, NULL), RC_OK);
    ck_assert_uint_eq(got, 4);
    ck_assert(!ended && memcmp(buffer, "abcd", 4) == 0);
    ck_assert_int_eq(write(ends[1], "fg", 2), 2);
    ck_assert_int_eq(rci_io_source_read_waiting(source, buffer, 16, &got, &ended, NULL), RC_OK);
    ck_assert_uint_eq(got, 3);
    ck_assert(!ended && memcmp(buffer, "efg", 3) == 0);
    ck_assert_uint_eq(rci_io_source_position(source), 7);
    close(ends[1]);
    ck_assert_int_eq(rci_io_source_read_waiting(source, buffer, 16, &got, &ended, NULL), RC_OK);
    ck_assert_uint_eq(got, 0);
    ck_assert(ended);
    rci_io_source_close(source);
    close(ends[0]);
}
END_TEST

static void *stop_soon(void *source)
{
    const struct timespec while_the_other_waits = {0, 50 * 1000 * 1000};
    nanosleep(&while_the_other_waits, NULL);
    rci_io_source_stop(source);
    return NULL;
}

/* Another thread ends a read that waits for a pipe. What is in the pipe can be read before. */
START_TEST(waiting_is_stopped)
{
    rc_error err = RC_ERROR_INIT;
    char path[32], buffer[16];
    rci_io_source *source;
    pthread_t other;
    int ends[2];
    size_t got;
    bool ended;
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    source = rci_io_source_open(path, NULL);
    ck_assert_ptr_nonnull(source);
    rci_io_source_stop(source); /* not prepared: nothing happens */
    rci_io_source_let_stop(source);
    ck_assert_int_eq(write(ends[1], "abc", 3), 3);
    ck_assert_int_eq(rci_io_source_read_waiting(source, buffer, 16, &got, &ended, &err), RC_OK);
    ck_assert_uint_eq(got, 3);
    ck_assert_int_eq(pthread_create(&other, NULL, stop_soon, source), 0);
    ck_assert_int_eq(rci_io_source_read_waiting(source, buffer, 16, &got, &ended, &err),
                     RC_ECANCELED);
    ck_assert_uint_eq(got, 0);
    rc_error_clear(&err);
    ck_assert_int_eq(rci_io_source_read(source, buffer, 16, &got, &err), RC_ECANCELED);
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    rci_io_source_close(source);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

extern runner_suite_fn suite_io_waiting;

Suite *suite_io_waiting(void)
{
    Suite *suite = suite_create("io_waiting");
    TCase *tc = tcase_create("waiting");
    tcase_set_tags(tc, "threads");
    tcase_add_test(tc, source_reads_what_is_waiting);
    tcase_add_test(tc, waiting_is_stopped);
    suite_add_tcase(suite, tc);
    return suite;
}
