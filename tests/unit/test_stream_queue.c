/* The queue of record batches: they are encoded by several threads in any order, and written in
 * theirs; the first failure in this order is reported; the messages that wait are bounded. */
#include "base/error.h"
#include "stream/queue.h"
#include "test_stream.h"

#include <sched.h>
#include <stdatomic.h>

enum { ITEMS = 40, MOST_THREADS = 8, NO_ITEM = 1000 };

/* What is done with the items, whose numbers are those of the records before them. */
typedef struct given {
    size_t slow;           /* this item is encoded when */
    size_t least;          /* that many others are, at least */
    size_t bad[2];         /* these cannot be encoded */
    size_t lost;           /* this one cannot be written */
    size_t length;         /* of each message */
    size_t adds;           /* how many items are added */
    atomic_size_t encoded; /* items but the slow one */
    size_t ahead;          /* how many were encoded before the slow one */
    size_t written;        /* in order, without gaps */
} given;

typedef struct worker {
    rci_stream_queue *queue;
    rc_status status;
    rc_error error;
} worker;

/* The other threads encode what they can. What they should not is given time to happen. */
static void wait_for_others(given *with)
{
    while (atomic_load(&with->encoded) < with->least) {
        sched_yield();
    }
    for (int i = 0; i < 200; i++) {
        sched_yield();
    }
    with->ahead = atomic_load(&with->encoded);
}

static rc_status encode(const void *owner, rci_stream_item *item, rc_error *err)
{
    given *with = (given *)(uintptr_t)owner;
    const size_t number = (size_t)item->first;
    if (number == with->slow) {
        wait_for_others(with);
    } else {
        atomic_fetch_add(&with->encoded, 1);
    }
    item->message.length = with->length;
    if (number == with->bad[0] || number == with->bad[1]) {
        rci_base_fail(err, RC_ERANGE, "encode %d", (int)number);
        err->record = 0;
        return RC_ERANGE;
    }
    return RC_OK;
}

/* One thread at a time: no lock. */
static rc_status write_item(void *owner, rci_stream_item *item, rc_error *err)
{
    given *with = owner;
    ck_assert_uint_eq(item->first, with->written);
    if (item->first == with->lost) {
        return rci_base_fail(err, RC_EIO, "write %d", (int)with->lost);
    }
    with->written++;
    return RC_OK;
}

static const rci_stream_queue_ops ops = {.encode = encode, .write = write_item};

static void *work(void *context)
{
    worker *self = context;
    self->status = rci_stream_queue_work(self->queue, &self->error);
    return NULL;
}

/* Adds the items, of one record, and lets threads work on them. The failure, of which there is one
   at most. */
static rc_status run(given *with, unsigned threads, rc_error *err)
{
    rci_stream_queue queue;
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    worker workers[MOST_THREADS];
    pthread_t ids[MOST_THREADS];
    rc_status status = RC_OK;
    atomic_store(&with->encoded, 0);
    with->written = 0;
    rci_stream_queue_init(&queue, &ops, with, rc_get_allocator(), 1);
    for (size_t i = 0; i < with->adds; i++) {
        rci_stream_item *item = rci_stream_queue_item(&queue, dtype, NULL);
        ck_assert_ptr_nonnull(item);
        ck_assert_uint_eq(rc_store_length(item->records), 0);
        item->first = i;
        rci_stream_queue_add(&queue, item);
    }
    for (unsigned i = 0; i < threads; i++) {
        workers[i] = (worker){.queue = &queue, .error = RC_ERROR_INIT};
        ck_assert_int_eq(pthread_create(&ids[i], NULL, work, &workers[i]), 0);
    }
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        ck_assert(workers[i].status == RC_OK || status == RC_OK);
        ck_assert_int_eq(workers[i].status, workers[i].error.status);
        if (workers[i].status != RC_OK) {
            status = workers[i].status;
            *err = workers[i].error;
        }
    }
    ck_assert_int_eq(rci_stream_queue_work(&queue, NULL), RC_OK); /* nothing is left to do */
    rci_stream_queue_release(&queue);
    rc_dtype_unref(dtype);
    return status;
}

START_TEST(they_are_written_in_order)
{
    given with = {
        .bad = {NO_ITEM, NO_ITEM}, .lost = NO_ITEM, .length = 1, .adds = ITEMS, .least = ITEMS - 1};
    rc_error err = RC_ERROR_INIT;
    with.slow = _i > 1 ? 0 : NO_ITEM; /* with several threads */
    ck_assert_int_eq(run(&with, (unsigned)_i, &err), RC_OK);
    ck_assert_uint_eq(with.written, ITEMS);
}
END_TEST

START_TEST(the_first_that_cannot_be_encoded_is_reported)
{
    given with = {.bad = {7, 9}, .lost = NO_ITEM, .length = 1, .adds = ITEMS, .least = ITEMS - 1};
    rc_error err = RC_ERROR_INIT;
    with.slow = _i > 1 ? 7 : NO_ITEM; /* the later one fails first */
    ck_assert_int_eq(run(&with, (unsigned)_i, &err), RC_ERANGE);
    ck_assert_str_eq(err.message, "encode 7");
    ck_assert_uint_eq(err.record, 7);
    ck_assert_uint_eq(with.written, 7);
}
END_TEST

START_TEST(nothing_is_written_after_a_failure)
{
    given with = {.bad = {9, NO_ITEM}, .lost = 5, .length = 1, .adds = ITEMS, .least = ITEMS - 1};
    rc_error err = RC_ERROR_INIT;
    with.slow = _i > 1 ? 5 : NO_ITEM;
    ck_assert_int_eq(run(&with, (unsigned)_i, &err), RC_EIO);
    ck_assert_str_eq(err.message, "write 5");
    ck_assert_uint_eq(with.written, 5);
}
END_TEST

/* Messages of 16 MiB: 4 may wait for the first, and each thread may be encoding one more. */
START_TEST(a_slow_one_stops_the_others)
{
    given with = {.bad = {NO_ITEM, NO_ITEM},
                  .lost = NO_ITEM,
                  .length = 1 << 24,
                  .adds = ITEMS,
                  .slow = 0,
                  .least = 4};
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(run(&with, (unsigned)_i, &err), RC_OK);
    ck_assert_uint_eq(with.written, ITEMS);
    ck_assert_uint_le(with.ahead, 4 + (size_t)_i - 2);
}
END_TEST

Suite *suite_stream_queue(void)
{
    Suite *suite = suite_create("stream_queue");
    TCase *tcase = tcase_create("stream_queue");
    tcase_set_tags(tcase, "threads");
    tcase_add_loop_test(tcase, they_are_written_in_order, 1, MOST_THREADS);
    tcase_add_loop_test(tcase, the_first_that_cannot_be_encoded_is_reported, 1, MOST_THREADS);
    tcase_add_loop_test(tcase, nothing_is_written_after_a_failure, 1, MOST_THREADS);
    tcase_add_loop_test(tcase, a_slow_one_stops_the_others, 2, MOST_THREADS);
    suite_add_tcase(suite, tcase);
    return suite;
}
