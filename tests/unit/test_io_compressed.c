/* io/compressed.h, io/codec.h: compressed input from files, memory and pipes. */
#include "faulty_alloc.h"
#include "io/ahead.h"
#include "io/codec.h"
#include "io/compressed.h"
#include "io_bytes.h"
#include "io_compressed.h"
#include "runner.h"
#include "scratch.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

/* ------------------------------------------------------------- recognition */

START_TEST(first_bytes_are_recognised)
{
    static const struct {
        const char *bytes;
        size_t n;
        const rci_io_codec *codec;
        bool undecided;
    } cases[] = {
        {"", 0, NULL, true},
        {"\x1f", 1, NULL, true},
        {"\x1f\x8b", 2, NULL, true},
        {"\x1f\x8b\x08", 3, &rci_io_codec_gzip, false},
        {"\x1f\x8b\x07", 3, NULL, false},
        {"\x28\xb5\x2f", 3, NULL, true},
        {"\x28\xb5\x2f\xfd", 4, &rci_io_codec_zstd, false},
        {"\x28\xb5\x2f\xfc", 4, NULL, false},
        {"\x5f\x2a\x4d\x18", 4, &rci_io_codec_zstd, false},
        {"\x50\x2a\x4d\x18 and more", 13, &rci_io_codec_zstd, false},
        {"\x60\x2a\x4d\x18", 4, NULL, false},
        {"\xfd"
         "7zXZ",
         5, NULL, true},
        {"\xfd"
         "7zXZ\0",
         6, &rci_io_codec_xz, false},
        {"BZh91AY&SY", 10, &rci_io_codec_bzip2, false},
        {"BZh1\x17\x72\x45\x38\x50\x90", 10, &rci_io_codec_bzip2, false},
        {"BZh91AY&S", 9, NULL, true},
        {"BZh91AY&Sy", 10, NULL, false},
        {"BZhA1AY&SY", 10, NULL, false},
        {"{", 1, NULL, false},
        {"PK\x03\x04", 4, NULL, false},
        {"\x93NUMPY", 6, NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool undecided;
        ck_assert_ptr_eq(
            rci_io_codec_recognise((const unsigned char *)cases[i].bytes, cases[i].n, &undecided),
            cases[i].codec);
        ck_assert_int_eq(undecided, cases[i].undecided);
        ck_assert_ptr_eq(
            rci_io_codec_recognise((const unsigned char *)cases[i].bytes, cases[i].n, NULL),
            cases[i].codec);
    }
}
END_TEST

START_TEST(suffixes_are_found)
{
    static const struct {
        const char *name, *inner;
        const rci_io_codec *codec;
    } cases[] = {
        {"a.ndjson", "ndjson", NULL},
        {"a.ndjson.gz", "ndjson", &rci_io_codec_gzip},
        {"b/a.b.JSON.ZST", "JSON", &rci_io_codec_zstd},
        {"a.npy.xz", "npy", &rci_io_codec_xz},
        {"a.npy.bz2", "npy", &rci_io_codec_bzip2},
        {"a.gz", NULL, &rci_io_codec_gzip},
        {"a.gz.gz", "gz", &rci_io_codec_gzip},
        {"a.json/b", NULL, NULL},
        {"a.json/b.gz", NULL, &rci_io_codec_gzip},
        {"a.json.gz/b", NULL, NULL},
        {"a.", "", NULL},
        {"a..gz", "", &rci_io_codec_gzip},
        {"gz", NULL, NULL},
        {"", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length;
        const char *inner = rci_io_codec_inner_suffix(cases[i].name, &length);
        ck_assert_ptr_eq(rci_io_codec_of_name(cases[i].name), cases[i].codec);
        ck_assert_int_eq(inner == NULL, cases[i].inner == NULL);
        ck_assert_uint_eq(length, cases[i].inner ? strlen(cases[i].inner) : 0);
        ck_assert(!inner || strncmp(inner, cases[i].inner, length) == 0);
    }
}
END_TEST

/* ----------------------------------------------------------------- reading */

START_TEST(compressed_files_and_memory_are_read)
{
    static const size_t sizes[] = {0, 1, 1000, 300000, 1500000};
    static const size_t steps[] = {4096, 1 << 18, 1 << 21};
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            unsigned char *bytes = io_noise(sizes[i]), *made;
            size_t size;
            memset(bytes, 'x', sizes[i] / 2); /* a part can be compressed */
            made = io_compress(&io_compressors[c], bytes, sizes[i], &size);
            for (size_t j = 0; j < sizeof steps / sizeof steps[0]; j++) {
                rci_io_source *source = io_open_compressed(&io_compressors[c], made, size);
                ck_assert_int_eq(io_compare(source, bytes, sizes[i], steps[j]), 0);
                ck_assert(!rci_io_source_can_seek(source));
                ck_assert_uint_eq(rci_io_source_size(source), RC_UNKNOWN);
                rci_io_source_close(source);
                /* the name does not matter */
                source = rci_io_source_open(scratch_write("in", made, size), NULL);
                ck_assert_int_eq(rci_io_compressed(source, NULL), RC_OK);
                ck_assert(rci_io_source_identity(source)->known);
                ck_assert_int_eq(io_compare(source, bytes, sizes[i], steps[j]), 0);
                rci_io_source_close(source);
            }
            free(made);
            free(bytes);
        }
    }
}
END_TEST

START_TEST(other_input_is_not_changed)
{
    static const char *const texts[] = {"", "\x1f", "\x1f\x8b", "BZh9", "{\"x\":1}", "P", "("};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const size_t n = strlen(texts[i]);
        rci_io_source *source = rci_io_source_open_memory(texts[i], n, "x.ndjson", NULL);
        ck_assert_int_eq(rci_io_compressed(source, NULL), RC_OK);
        ck_assert(rci_io_source_can_seek(source));
        ck_assert_int_eq(io_compare(source, (const unsigned char *)texts[i], n, 5), 0);
        rci_io_source_close(source);
        source = rci_io_source_open(scratch_write("in.json", texts[i], n), NULL);
        ck_assert_int_eq(rci_io_compressed(source, NULL), RC_OK);
        ck_assert_int_eq(io_compare(source, (const unsigned char *)texts[i], n, 5), 0);
        rci_io_source_close(source);
    }
    /* a suffix alone does not make it compressed */
    {
        rci_io_source *source = rci_io_source_open_memory("{}", 2, "x.ndjson.gz", NULL);
        ck_assert_int_eq(rci_io_compressed(source, NULL), RC_OK);
        ck_assert_int_eq(io_compare(source, (const unsigned char *)"{}", 2, 5), 0);
        rci_io_source_close(source);
    }
}
END_TEST

START_TEST(members_follow_each_other)
{
    unsigned char *bytes = io_noise(5000);
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        const io_compressor *with = &io_compressors[c];
        unsigned char *made = NULL;
        size_t size = 0;
        with->add(bytes, 0, &made, &size);
        with->add(bytes, 3000, &made, &size);
        with->add(bytes, 0, &made, &size);
        with->add(bytes + 3000, 1999, &made, &size);
        with->add(bytes + 4999, 1, &made, &size);
        for (size_t step = 1; step < 6000; step += 577) {
            rci_io_source *source = io_open_compressed(with, made, size);
            ck_assert_int_eq(io_compare(source, bytes, 5000, step), 0);
            rci_io_source_close(source);
        }
        free(made);
    }
    free(bytes);
}
END_TEST

START_TEST(compressed_input_is_peeked_at_and_made_seekable)
{
    unsigned char *bytes = io_noise(100000), *made, back[100];
    const unsigned char *seen;
    size_t size, got;
    rci_io_source *source;
    made = io_compress(&io_compressors[0], bytes, 100000, &size);
    source = io_open_compressed(&io_compressors[0], made, size);
    ck_assert_int_eq(rci_io_source_peek(source, &seen, &got, NULL), RC_OK);
    ck_assert_uint_eq(got, RCI_IO_PEEK_MOST);
    ck_assert(memcmp(seen, bytes, got) == 0);
    ck_assert_int_eq(rci_io_source_read(source, back, 10, &got, NULL), RC_OK);
    ck_assert_int_eq(rci_io_source_make_seekable(source, NULL), RC_OK);
    ck_assert_uint_eq(rci_io_source_size(source), 100000);
    ck_assert_int_eq(rci_io_source_read_at(source, 70000, back, 100, &got, NULL), RC_OK);
    ck_assert_uint_eq(got, 100);
    ck_assert(memcmp(back, bytes + 70000, 100) == 0);
    rci_io_source_close(source);
    free(made);
    free(bytes);
}
END_TEST

/* Where no thread can be started, reading decompresses by itself. */
START_TEST(without_a_thread)
{
    unsigned char *bytes = io_noise(600000), *back = malloc(600001);
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        size_t size, got;
        unsigned char *made = io_compress(&io_compressors[c], bytes, 600000, &size);
        rci_io_source *raw = rci_io_source_open_memory(made, size, "in", NULL);
        rci_io_ahead *ahead = rci_io_ahead_open(
            rci_io_decompress_open(raw, rci_io_codec_recognise(made, size, NULL), NULL), false,
            NULL);
        bool ended;
        ck_assert(rci_io_ahead_is_waiting(ahead));
        ck_assert_int_eq(rci_io_ahead_read_waiting(ahead, back, 10, &got, &ended, NULL), RC_OK);
        ck_assert_uint_eq(got, 10);
        ck_assert(!ended);
        ck_assert_int_eq(rci_io_ahead_read(ahead, back + 10, 600000, &got, NULL), RC_OK);
        ck_assert_uint_eq(got, 600000 - 10);
        ck_assert(memcmp(back, bytes, 600000) == 0);
        ck_assert_int_eq(rci_io_ahead_read_waiting(ahead, back, 10, &got, &ended, NULL), RC_OK);
        ck_assert(got == 0 && ended);
        rci_io_ahead_close(ahead);
        free(made);
    }
    free(back);
    free(bytes);
}
END_TEST

/* ------------------------------------------------------------------- pipes */

static rci_io_source *open_pipe(int ends[2])
{
    char path[32];
    rci_io_source *source;
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    source = rci_io_source_open(path, NULL);
    ck_assert_ptr_nonnull(source);
    ck_assert_int_eq(rci_io_compressed(source, NULL), RC_OK); /* does not wait */
    return source;
}

/* Waits until the thread that decompresses waits for input. */
static void expect_waiting(rci_io_source *source, bool expected)
{
    const struct timespec moment = {0, 1000 * 1000};
    for (int i = 0; i < 20000 && rci_io_source_is_waiting(source) != expected; i++) {
        nanosleep(&moment, NULL);
    }
    ck_assert_int_eq(rci_io_source_is_waiting(source), expected);
}

/* What was written to the pipe, and flushed by the compressor, is handed on at once. */
START_TEST(compressed_pipes_are_not_held_back)
{
    z_stream z = {.next_in = NULL};
    unsigned char out[1000], back[100];
    int ends[2];
    rci_io_source *source = open_pipe(ends);
    size_t got;
    bool ended = false;
    ck_assert(!rci_io_source_is_waiting(source));
    ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    for (size_t i = 0; i < IO_TEXT; i += 15) {
        const size_t n = IO_TEXT - i < 15 ? IO_TEXT - i : 15;
        z.next_in = (Bytef *)(uintptr_t)io_text + i;
        z.avail_in = (uInt)n;
        z.next_out = out;
        z.avail_out = sizeof out;
        ck_assert_int_eq(deflate(&z, Z_SYNC_FLUSH), Z_OK);
        for (const unsigned char *p = out; p < z.next_out; p++) { /* in parts of one byte */
            ck_assert_int_eq(write(ends[1], p, 1), 1);
        }
        for (size_t have = 0; have < n; have += got) {
            ck_assert_int_eq(rci_io_source_read_waiting(source, back + have, sizeof back - have,
                                                        &got, &ended, NULL),
                             RC_OK);
            ck_assert(!ended && got > 0 && have + got <= n);
        }
        ck_assert(memcmp(back, io_text + i, n) == 0);
        expect_waiting(source, false);
    }
    z.next_out = out;
    z.avail_out = sizeof out;
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    ck_assert_int_gt(write(ends[1], out, (size_t)(z.next_out - out)), 0);
    close(ends[1]);
    ck_assert_int_eq(rci_io_source_read_waiting(source, back, 10, &got, &ended, NULL), RC_OK);
    ck_assert(ended && got == 0);
    deflateEnd(&z);
    rci_io_source_close(source);
    close(ends[0]);
}
END_TEST

START_TEST(plain_pipes_are_not_held_back)
{
    static const char *const parts[] = {"B", "Z", "h9 is ", "text"};
    char back[20];
    int ends[2];
    rci_io_source *source = open_pipe(ends);
    size_t got, have = 0;
    bool ended;
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_gt(write(ends[1], parts[i], strlen(parts[i])), 0);
        if (i >= 2) { /* it is decided */
            ck_assert_int_eq(rci_io_source_read_waiting(source, back + have, sizeof back - have,
                                                        &got, &ended, NULL),
                             RC_OK);
            have += got;
        }
    }
    ck_assert_uint_eq(have, 12);
    ck_assert(memcmp(back, "BZh9 is text", 12) == 0);
    close(ends[1]);
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

/* A read of a compressed pipe that waits is stopped, before and after anything has come. */
START_TEST(waiting_for_a_compressed_pipe_is_stopped)
{
    for (size_t n = 0; n < 40; n += 13) {
        rc_error err = RC_ERROR_INIT;
        unsigned char *made, buffer[16];
        int ends[2];
        rci_io_source *source = open_pipe(ends);
        pthread_t other;
        size_t size, got;
        bool ended;
        made = io_compress(&io_compressors[0], io_text, IO_TEXT, &size);
        ck_assert_uint_lt(n, size);
        rci_io_source_let_stop(source);
        ck_assert_int_eq(write(ends[1], made, n), (ssize_t)n);
        ck_assert_int_eq(pthread_create(&other, NULL, stop_soon, source), 0);
        do {
            got = 0;
        } while (rci_io_source_read_waiting(source, buffer, 16, &got, &ended, &err) == RC_OK);
        ck_assert_int_eq(err.status, RC_ECANCELED);
        ck_assert_int_eq(pthread_join(other, NULL), 0);
        rci_io_source_close(source);
        free(made);
        close(ends[0]);
        close(ends[1]);
    }
}
END_TEST

/* Closing does not wait for a pipe that is silent. */
START_TEST(a_silent_pipe_is_closed)
{
    unsigned char *made;
    const unsigned char *seen;
    int ends[2];
    rci_io_source *source = open_pipe(ends);
    size_t size, got;
    made = io_compress(&io_compressors[1], io_text, IO_TEXT, &size);
    ck_assert_int_eq(write(ends[1], made, size), (ssize_t)size);
    ck_assert_int_eq(rci_io_source_peek(source, &seen, &got, NULL), RC_OK);
    ck_assert_uint_eq(got, IO_TEXT);
    expect_waiting(source, true); /* what was peeked at */
    rci_io_source_close(source);
    free(made);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* ----------------------------------------------------- input of other code */

/* Bytes, and how often they were closed. */
typedef struct given {
    const unsigned char *bytes;
    size_t size, at;
    unsigned closed;
} given;

static rc_status read_given(void *context, void *buffer, size_t size, size_t *got, rc_error *err)
{
    given *from = context;
    const size_t left = from->size - from->at;
    (void)err;
    *got = left < size ? left : size;
    memcpy(buffer, from->bytes + from->at, *got);
    from->at += *got;
    return RC_OK;
}

static rc_status read_given_waiting(void *context, void *buffer, size_t size, size_t *got,
                                    bool *ended, rc_error *err)
{
    const given *from = context;
    rc_status status = read_given(context, buffer, size < 7 ? size : 7, got, err);
    *ended = from->at == from->size;
    return status;
}

static bool never_waiting(void *context)
{
    (void)context;
    return false;
}

static void close_given(void *context)
{
    ((given *)context)->closed++;
}

static const rci_io_stream at_once = {.read = read_given, .close = close_given};
static const rci_io_stream slowly = {
    .read = read_given,
    .read_waiting = read_given_waiting,
    .is_waiting = never_waiting,
    .close = close_given,
};

/* Reads it, and closes it once in any case. */
static rc_status read_stream(const rci_io_stream *stream, given *from)
{
    rc_error err = RC_ERROR_INIT;
    size_t total;
    rci_io_source *source = rci_io_source_open_stream(stream, from, RC_UNKNOWN, "input", &err);
    rc_status status;
    from->at = 0;
    from->closed = 0;
    if (!source) {
        return RC_ENOMEM;
    }
    ck_assert_int_eq(rci_io_compressed(source, &err), RC_OK);
    status = io_read_all(source, io_text, IO_TEXT, &total, &err);
    ck_assert_uint_eq(from->closed, 1);
    return status;
}

START_TEST(input_of_other_code_may_be_compressed)
{
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        size_t middle;
        given from = {.closed = 0};
        unsigned char *made = io_two_members(&io_compressors[c], &middle, &from.size);
        from.bytes = made;
        ck_assert_int_eq(read_stream(&at_once, &from), RC_OK);
        ck_assert_int_eq(read_stream(&slowly, &from), RC_OK);
        free(made);
    }
}
END_TEST

static rc_status read_slowly(void *context)
{
    return read_stream(&slowly, context);
}

START_TEST(it_is_closed_once)
{
    size_t middle;
    given from = {.closed = 0};
    unsigned char *made = io_two_members(&io_compressors[0], &middle, &from.size);
    from.bytes = made;
    faulty_alloc_each(read_slowly, &from);
    free(made);
}
END_TEST

/* ------------------------------------------------------------------ memory */

typedef struct packed {
    const io_compressor *with;
    unsigned char *bytes;
    size_t size;
} packed;

static rc_status read_packed(void *context)
{
    const packed *from = context;
    rc_error err = RC_ERROR_INIT;
    size_t total;
    rc_status status = RC_ENOMEM;
    rci_io_source *source = rci_io_source_open_memory(from->bytes, from->size, "x", &err);
    if (source) {
        status = rci_io_compressed(source, &err);
        ck_assert_int_eq(status, err.status);
        if (status == RC_OK) {
            return io_read_all(source, io_text, IO_TEXT, &total, &err);
        }
        rci_io_source_close(source);
    }
    return status;
}

START_TEST(memory_that_is_refused)
{
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        size_t middle;
        packed from = {.with = &io_compressors[c]};
        from.bytes = io_two_members(from.with, &middle, &from.size);
        faulty_alloc_each(read_packed, &from);
        free(from.bytes);
    }
}
END_TEST

extern runner_suite_fn suite_io_compressed;

Suite *suite_io_compressed(void)
{
    Suite *suite = suite_create("io_compressed");
    TCase *tc = tcase_create("recognition");
    tcase_add_test(tc, first_bytes_are_recognised);
    tcase_add_test(tc, suffixes_are_found);
    suite_add_tcase(suite, tc);
    tc = tcase_create("compressed");
    tcase_set_timeout(tc, 120);
    tcase_set_tags(tc, "threads");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, compressed_files_and_memory_are_read);
    tcase_add_test(tc, other_input_is_not_changed);
    tcase_add_test(tc, members_follow_each_other);
    tcase_add_test(tc, compressed_input_is_peeked_at_and_made_seekable);
    tcase_add_test(tc, without_a_thread);
    tcase_add_test(tc, compressed_pipes_are_not_held_back);
    tcase_add_test(tc, plain_pipes_are_not_held_back);
    tcase_add_test(tc, waiting_for_a_compressed_pipe_is_stopped);
    tcase_add_test(tc, a_silent_pipe_is_closed);
    tcase_add_test(tc, input_of_other_code_may_be_compressed);
    tcase_add_test(tc, it_is_closed_once);
    tcase_add_test(tc, memory_that_is_refused);
    suite_add_tcase(suite, tc);
    return suite;
}
