/* Tests of the pump with a reader and a writer made for the tests: the reader counts, its pieces
   have a given number of records, and either side fails where the test says. */
#include "test_stream.h"

#include "base/alloc.h"
#include "base/caller.h"
#include "base/error.h"
#include "store/batch.h"
#include "stream/crew.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

#include <limits.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NEVER = -1 };

/* What the two are to do. */
typedef struct pump_script {
    int pieces;
    size_t per_piece;
    int cut_fails, decode_fails, encode_fails, commit_fails; /* at which piece, or NEVER */
    volatile sig_atomic_t *cancel_at_5;                      /* set while piece 5 is decoded */
    bool in_turn; /* some pieces have to be settled before the next cut */
    size_t
        decoded_before; /* records of the piece whose decoding fails that come before the error */
    bool fails_late;    /* decoding fails when a later piece waits for its turn */
} pump_script;

typedef struct counting_reader {
    rc_reader base;
    const pump_script *script;
    int cuts;
    int settled;
    uint64_t settled_records;
} counting_reader;

typedef struct counting_piece {
    rci_stream_piece base;
    int number;
    size_t given;
} counting_piece;

static rci_stream_piece *piece_new(rc_reader *reader, rc_error *err)
{
    counting_piece *piece = rci_base_zalloc(reader->allocator, sizeof *piece, err);
    return piece ? &piece->base : NULL;
}

static void piece_free(rc_reader *reader, rci_stream_piece *piece)
{
    rci_base_free(reader->allocator, piece, sizeof(counting_piece));
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    counting_reader *reader = (counting_reader *)base;
    counting_piece *piece = (counting_piece *)base_piece;
    ck_assert(!base->in_turn || reader->settled == reader->cuts);
    if (reader->cuts == reader->script->pieces) {
        return RC_END;
    }
    piece->number = reader->cuts++;
    base->in_turn = reader->script->in_turn && piece->number % 4 == 1;
    piece->given = 0;
    piece->base.done = false;
    piece->base.bytes = 10;
    if (piece->number == reader->script->cut_fails) {
        return rci_base_fail(err, RC_EIO, "cut %d", piece->number);
    }
    return RC_OK;
}

/* A batch of piece 2 was encoded. */
static atomic_bool later_is_encoded;

static void wait_for_later(void)
{
    while (!atomic_load(&later_is_encoded)) {
        sched_yield();
    }
    usleep(20000); /* its thread will wait by then */
}

static rc_status decode(const rc_reader *base, rci_stream_piece *base_piece, rc_store *batch,
                        rc_error *err)
{
    const counting_reader *reader = (const counting_reader *)base;
    counting_piece *piece = (counting_piece *)base_piece;
    size_t n = reader->script->per_piece - piece->given, i, stride;
    unsigned char *cells;
    if (piece->number % 3 == 0) {
        sched_yield(); /* pieces are not ready in the order they were cut */
    }
    if (piece->number == 5 && reader->script->cancel_at_5) {
        __atomic_store_n(reader->script->cancel_at_5, 1, __ATOMIC_RELAXED);
    }
    if (piece->number == reader->script->decode_fails) {
        n = reader->script->decoded_before;
    }
    if (n > rc_store_capacity(batch)) {
        n = rc_store_capacity(batch);
    }
    rci_store_leaf(batch, 0, &cells, &stride);
    for (i = 0; i < n; i++) {
        uint64_t value = (uint64_t)piece->number * reader->script->per_piece + piece->given + i;
        memcpy(cells + i * stride, &value, sizeof value);
    }
    rci_store_set_length(batch, n);
    if (piece->number == reader->script->decode_fails) {
        if (reader->script->fails_late) {
            wait_for_later();
        }
        return rci_base_fail(err, RC_ESYNTAX, "decode %d", piece->number);
    }
    piece->given += n;
    piece->base.done = piece->given == reader->script->per_piece;
    return RC_OK;
}

static void settle(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    counting_reader *reader = (counting_reader *)base;
    const counting_piece *piece = (const counting_piece *)base_piece;
    ck_assert_int_eq(piece->number, reader->settled);
    reader->settled++;
    if (err) {
        err->record = reader->settled_records;
    } else {
        reader->settled_records += piece->given;
    }
}

static void close_reader(rc_reader *reader)
{
    (void)reader;
}

static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .decode = decode,
    .settle = settle,
    .close = close_reader,
};

typedef struct checking_writer {
    rc_writer base;
    const pump_script *script;
    uint64_t next;
} checking_writer;

static uint64_t value_at(const rc_store *batch, size_t i)
{
    unsigned char *cells;
    size_t stride;
    uint64_t value;
    rci_store_leaf(batch, 0, &cells, &stride);
    memcpy(&value, cells + i * stride, sizeof value);
    return value;
}

/* Batches that were encoded by a thread that has the site and tag of the test's call. */
static atomic_size_t for_the_caller;

static void count_caller(void)
{
    const rci_base_caller *caller = rci_base_caller_own();
    const char *tag = rci_base_caller_tag(caller);
    if (caller->file && strcmp(caller->file, "the site") == 0 && caller->line == 77 && tag &&
        strcmp(tag, "inner") == 0) {
        atomic_fetch_add(&for_the_caller, 1);
    }
}

static rc_status encode(const rc_writer *base, const rc_store *batch, size_t first, size_t n,
                        rci_base_bytes *out, rc_error *err)
{
    const checking_writer *writer = (const checking_writer *)base;
    uint64_t value = value_at(batch, first);
    int fails = writer->script->encode_fails;
    count_caller();
    if (value >= 2 * writer->script->per_piece) {
        atomic_store(&later_is_encoded, true);
    }
    if (fails != NEVER && value == (uint64_t)fails * writer->script->per_piece) {
        rci_base_fail(err, RC_ERANGE, "encode %d", fails);
        if (err) {
            err->record = 0;
        }
        return RC_ERANGE;
    }
    return rci_base_bytes_append(out, &n, sizeof n, err);
}

static rc_status commit(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                        const rci_base_bytes *out, rc_error *err)
{
    checking_writer *writer = (checking_writer *)base;
    size_t i;
    ck_assert_uint_eq(out->length, sizeof n);
    ck_assert_int_eq(memcmp(out->data, &n, sizeof n), 0);
    /* 10 bytes of each piece up to this one */
    ck_assert_uint_eq(base->input_bytes, (writer->next / writer->script->per_piece + 1) * 10);
    for (i = first; i < first + n; i++) {
        ck_assert_uint_eq(value_at(batch, i), writer->next);
        if (writer->script->commit_fails != NEVER &&
            writer->next == (uint64_t)writer->script->commit_fails * writer->script->per_piece) {
            return rci_base_fail(err, RC_EIO, "commit %d", writer->script->commit_fails);
        }
        writer->next++;
    }
    return RC_OK;
}

static rc_status finish(rc_writer *writer, rc_error *err)
{
    (void)writer;
    (void)err;
    return RC_OK;
}

static void close_writer(rc_writer *writer)
{
    (void)writer;
}

static const rci_stream_writer_ops writer_ops = {
    .encode = encode,
    .commit = commit,
    .finish = finish,
    .close = close_writer,
};

/* A writer with places: writing to two of them fails, the later one first. */
enum { EARLY = 3, LATE = 5 };

static atomic_bool late_has_failed;

static rc_status place(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *where, rc_error *err)
{
    (void)batch;
    (void)first;
    (void)out;
    (void)err;
    *where = writer->records / n;
    return RC_OK;
}

static rc_status put(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t where, rc_error *err)
{
    (void)writer;
    (void)batch;
    (void)first;
    (void)n;
    (void)out;
    while (where == EARLY && !atomic_load(&late_has_failed)) {
        sched_yield();
    }
    if (where != EARLY && where != LATE) {
        return RC_OK;
    }
    rci_base_fail(err, RC_EIO, "put %d", (int)where);
    atomic_store(&late_has_failed, true);
    return RC_EIO;
}

static const rci_stream_writer_ops placing_ops = {
    .place = place,
    .put = put,
    .finish = finish,
    .close = close_writer,
};

/* Pumps as the script says. `*moved` is how many records were committed. */
static rc_status run(const pump_script *script, unsigned threads, rc_pump_stats *stats,
                     rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse("n:u8", err);
    rci_io_source *source = rci_io_source_open_memory("", 0, "count", err);
    rc_reader *reader =
        rci_stream_reader_new(sizeof(counting_reader), &reader_ops, source, dtype, RC_COLUMNS, err);
    rc_writer *writer =
        rci_stream_writer_new(sizeof(checking_writer), &writer_ops, NULL, dtype, err);
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_status status;
    ck_assert(reader != NULL && writer != NULL);
    ((counting_reader *)reader)->script = script;
    ((checking_writer *)writer)->script = script;
    options.threads = threads;
    rci_stream_pump_set_processors(RC_MAX_THREADS); /* however few processors there are */
    options.cancel = script->cancel_at_5;
    status = rc_pump(reader, writer, &options, stats, err);
    ck_assert_int_eq(rc_pump(reader, writer, &options, stats, NULL), RC_EARG); /* once only */
    ck_assert_uint_eq(((checking_writer *)writer)->next >= stats->records, 1);
    ck_assert_int_eq(rc_writer_finish(writer, NULL), status == RC_OK ? RC_OK : RC_EARG);
    rc_reader_close(reader);
    rc_writer_close(writer);
    rc_dtype_unref(dtype);
    return status;
}

static const pump_script plain = {40, 1000, NEVER, NEVER, NEVER, NEVER, NULL, false, 0, false};

/* The loop variable is the number of threads. */
START_TEST(keeps_the_order)
{
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    ck_assert_int_eq(run(&plain, (unsigned)_i, &stats, &err), RC_OK);
    ck_assert_uint_eq(stats.records, 40000);
    ck_assert_uint_eq(stats.bytes_in, 400);
}
END_TEST

/* A number of threads over the maximum is reduced, also if its slots would not fit in memory. */
START_TEST(any_number_of_threads_is_taken)
{
    static const unsigned numbers[] = {257, 1000000000, UINT_MAX - 1, UINT_MAX};
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    ck_assert_int_eq(run(&plain, numbers[_i], &stats, &err), RC_OK);
    ck_assert_uint_eq(stats.records, 40000);
}
END_TEST

START_TEST(cuts_in_turn)
{
    pump_script in_turn = plain;
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    in_turn.in_turn = true;
    in_turn.pieces = 400;
    ck_assert_int_eq(run(&in_turn, (unsigned)_i, &stats, &err), RC_OK);
    ck_assert_uint_eq(stats.records, 400000);
}
END_TEST

/* What the threads allocate belongs to the call of the program that they work for. */
START_TEST(threads_work_for_the_caller)
{
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    atomic_store(&for_the_caller, 0);
    rc_memory_set_site("the site", 77);
    rc_memory_tag_push("outer");
    rc_memory_tag_push("inner");
    ck_assert_int_eq(run(&plain, (unsigned)_i, &stats, &err), RC_OK);
    ck_assert_uint_eq(atomic_load(&for_the_caller), (size_t)plain.pieces);
    rc_memory_tag_pop();
    ck_assert_str_eq(rci_base_caller_tag(rci_base_caller_own()), "outer");
    rc_memory_tag_pop();
    rc_memory_set_site(NULL, 0);
}
END_TEST

START_TEST(splits_large_pieces)
{
    pump_script large = plain;
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    large.pieces = 7;
    large.per_piece = 300001; /* several batches each */
    ck_assert_int_eq(run(&large, (unsigned)_i, &stats, &err), RC_OK);
    ck_assert_uint_eq(stats.records, 7 * 300001);
}
END_TEST

START_TEST(nothing_to_pump)
{
    pump_script empty = plain;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    empty.pieces = 0;
    ck_assert_int_eq(run(&empty, (unsigned)_i, &stats, NULL), RC_OK);
    ck_assert_uint_eq(stats.records, 0);
}
END_TEST

START_TEST(reports_the_first_failure)
{
    static const struct {
        int cut, decode, encode, commit;
        rc_status status;
        const char *message;
        uint64_t record;
    } cases[] = {{7, NEVER, NEVER, NEVER, RC_EIO, "cut 7", 7000},
                 {NEVER, 7, NEVER, NEVER, RC_ESYNTAX, "decode 7", 7000},
                 {NEVER, NEVER, 7, NEVER, RC_ERANGE, "encode 7", 7000},
                 {NEVER, NEVER, NEVER, 7, RC_EIO, "commit 7", RC_NOWHERE},
                 {9, 8, 7, NEVER, RC_ERANGE, "encode 7", 7000},
                 {7, NEVER, 8, 9, RC_EIO, "cut 7", 7000},
                 {NEVER, 7, 8, 9, RC_ESYNTAX, "decode 7", 7000},
                 {0, NEVER, NEVER, NEVER, RC_EIO, "cut 0", 0},
                 {NEVER, 0, NEVER, NEVER, RC_ESYNTAX, "decode 0", 0},
                 {NEVER, 39, NEVER, NEVER, RC_ESYNTAX, "decode 39", 39000}};
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        pump_script failing = plain;
        rc_error err = RC_ERROR_INIT;
        rc_pump_stats stats = RC_PUMP_STATS_INIT;
        failing.cut_fails = cases[i].cut;
        failing.decode_fails = cases[i].decode;
        failing.encode_fails = cases[i].encode;
        failing.commit_fails = cases[i].commit;
        ck_assert_int_eq(run(&failing, (unsigned)_i, &stats, &err), cases[i].status);
        ck_assert_int_eq(err.status, cases[i].status);
        ck_assert_str_eq(err.message, cases[i].message);
        ck_assert_uint_eq(err.record, cases[i].record);
    }
}
END_TEST

/* A pump that fails with this message, NULL for any, after so many records. */
static void fails(const pump_script *failing, int threads, rc_status status, const char *message,
                  uint64_t records)
{
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    ck_assert_int_eq(run(failing, (unsigned)threads, &stats, &err), status);
    if (message) {
        ck_assert_str_eq(err.message, message);
    }
    ck_assert_uint_eq(stats.records, records);
}

/* Records before a failure of decoding are committed. */
START_TEST(records_before_a_failure_are_moved)
{
    pump_script failing = plain;
    failing.decode_fails = 7;
    failing.decoded_before = 10;
    fails(&failing, _i, RC_ESYNTAX, "decode 7", 7010);
}
END_TEST

/* A thread that waits for the turn of its piece, which has several batches, does not wait for ever.
 */
START_TEST(a_failure_ends_waiting)
{
    pump_script failing = plain;
    failing.pieces = 3;
    failing.per_piece = 300001;
    failing.decode_fails = 0;
    failing.fails_late = true;
    atomic_store(&later_is_encoded, false);
    fails(&failing, _i, RC_ESYNTAX, NULL, 0);
}
END_TEST

/* A failure to write one of several batches of a piece has no place in the input. */
START_TEST(a_part_that_cannot_be_written)
{
    pump_script failing = plain;
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    failing.pieces = 3;
    failing.per_piece = 300001;
    failing.commit_fails = 1;
    ck_assert_int_eq(run(&failing, (unsigned)_i, &stats, &err), RC_EIO);
    ck_assert_str_eq(err.message, "commit 1");
    ck_assert_uint_eq(err.record, RC_NOWHERE);
}
END_TEST

/* An error that the caller passes stays. */
START_TEST(an_earlier_error_stays)
{
    pump_script failing = plain;
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rci_base_fail(&err, RC_ENAME, "earlier");
    failing.decode_fails = 2;
    ck_assert_int_eq(run(&failing, 2, &stats, &err), RC_ESYNTAX);
    ck_assert_int_eq(err.status, RC_ENAME);
    ck_assert_str_eq(err.message, "earlier");
}
END_TEST

START_TEST(stops_on_request)
{
    volatile sig_atomic_t stop = 0;
    pump_script canceled = plain;
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    canceled.cancel_at_5 = &stop;
    canceled.pieces = 100000;
    ck_assert_int_eq(run(&canceled, (unsigned)_i, &stats, &err), RC_ECANCELED);
    ck_assert_uint_eq(err.record, RC_NOWHERE);
    ck_assert_uint_lt(stats.records, 100000 * 1000);
}
END_TEST

START_TEST(the_earlier_of_two_failures_is_reported)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("n:u8", &err);
    rci_io_source *source = rci_io_source_open_memory("", 0, "count", &err);
    rc_reader *reader = rci_stream_reader_new(sizeof(counting_reader), &reader_ops, source, dtype,
                                              RC_COLUMNS, &err);
    rc_writer *writer = rci_stream_writer_new(sizeof(rc_writer), &placing_ops, NULL, dtype, &err);
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    ((counting_reader *)reader)->script = &plain;
    writer->has_places = true;
    options.threads = (unsigned)_i;
    atomic_store(&late_has_failed, false);
    rci_stream_pump_set_processors(RC_MAX_THREADS);
    ck_assert_int_eq(rc_pump(reader, writer, &options, NULL, &err), RC_EIO);
    ck_assert_str_eq(err.message, "put 3");
    rc_reader_close(reader);
    rc_writer_close(writer);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_stream_pump(void)
{
    Suite *suite = suite_create("stream_pump");
    TCase *tcase = tcase_create("pump");
    tcase_set_tags(tcase, "threads");
    tcase_add_loop_test(tcase, keeps_the_order, 0, 9); /* 0: as many as there are processors */
    tcase_add_loop_test(tcase, any_number_of_threads_is_taken, 0, 4);
    tcase_add_loop_test(tcase, threads_work_for_the_caller, 1, 9);
    tcase_add_loop_test(tcase, cuts_in_turn, 1, 9);
    tcase_add_loop_test(tcase, splits_large_pieces, 1, 4);
    tcase_add_loop_test(tcase, nothing_to_pump, 1, 4);
    tcase_add_loop_test(tcase, reports_the_first_failure, 1, 5);
    tcase_add_loop_test(tcase, the_earlier_of_two_failures_is_reported, 2, 6);
    tcase_add_loop_test(tcase, records_before_a_failure_are_moved, 1, 5);
    tcase_add_loop_test(tcase, a_failure_ends_waiting, 3, 6);
    tcase_add_loop_test(tcase, a_part_that_cannot_be_written, 1, 4);
    tcase_add_test(tcase, an_earlier_error_stays);
    tcase_add_loop_test(tcase, stops_on_request, 1, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
