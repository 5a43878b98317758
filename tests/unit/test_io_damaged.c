/* io/compressed.h: compressed input that is damaged in every place, cut off, or too large. */
#include "io/codec.h"
#include "io/compressed.h"
#include "io_bytes.h"
#include "io_compressed.h"
#include "runner.h"
#include "scratch.h"

#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

START_TEST(input_that_is_cut_off_anywhere_is_an_error)
{
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        size_t middle, size;
        unsigned char *made = io_two_members(&io_compressors[c], &middle, &size);
        for (size_t k = 0; k <= size; k++) {
            unsigned char *part = malloc(k ? k : 1); /* its end is watched by sanitizers */
            rc_error err;
            size_t total;
            rc_status status;
            char place[64];
            memcpy(part, made, k);
            status = io_read_all(io_open_compressed(&io_compressors[c], part, k), io_text, IO_TEXT,
                                 &total, &err);
            snprintf(place, sizeof place, "%s data are cut off: the file ends after %zu bytes",
                     io_compressors[c].name, k);
            if (k == middle || k == size) {
                ck_assert_int_eq(status, RC_OK);
                ck_assert_uint_eq(total, k == middle ? IO_TEXT / 2 : IO_TEXT);
            } else {
                ck_assert_int_eq(status, RC_EFORMAT);
                ck_assert_msg(strstr(err.message, place) != NULL, "%s: not %s", err.message, place);
                ck_assert_uint_eq(err.byte, total);
                ck_assert(k < middle || total >= IO_TEXT / 2);
            }
            free(part);
        }
        free(made);
    }
}
END_TEST

/* The bytes before the failure are returned without it, so that the records in them can be used. */
START_TEST(a_failure_comes_after_the_bytes_before_it)
{
    unsigned char *bytes = io_noise(100000), *made, *back = malloc(200000);
    size_t size, got, total = 0;
    rc_error err = RC_ERROR_INIT;
    bool ended;
    rci_io_source *source;
    made = io_compress(&io_compressors[0], bytes, 100000, &size);
    source = io_open_compressed(&io_compressors[0], made, size - 1);
    do {
        ck_assert_int_eq(
            rci_io_source_read_waiting(source, back + total, 200000 - total, &got, &ended, &err),
            RC_OK);
        ck_assert(got > 0 && !ended);
        total += got;
    } while (total < 100000);
    ck_assert(total == 100000 && memcmp(back, bytes, total) == 0);
    ck_assert_int_eq(rci_io_source_read_waiting(source, back, 10, &got, &ended, &err), RC_EFORMAT);
    ck_assert_uint_eq(got, 0);
    rci_io_source_close(source);
    free(back);
    free(made);
    free(bytes);
}
END_TEST

/* No change of a bit gives other data without an error. */
START_TEST(a_changed_bit_is_an_error_or_changes_nothing)
{
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        size_t middle, size, errors = 0;
        unsigned char *made = io_two_members(&io_compressors[c], &middle, &size);
        for (size_t bit = 0; bit < 8 * size; bit++) {
            rc_error err;
            size_t total;
            made[bit / 8] ^= (unsigned char)(1u << bit % 8);
            if (rci_io_codec_recognise(made, size, NULL)) {
                rc_status status = io_read_all(io_open_compressed(&io_compressors[c], made, size),
                                               NULL, 0, &total, &err);
                errors += status != RC_OK;
                ck_assert(status == RC_OK || err.message[0]);
                if (status == RC_OK) {
                    io_read_all(io_open_compressed(&io_compressors[c], made, size), io_text,
                                IO_TEXT, &total, &err);
                    ck_assert_uint_eq(total, IO_TEXT);
                }
            }
            made[bit / 8] ^= (unsigned char)(1u << bit % 8);
        }
        ck_assert_uint_gt(errors, 4 * size);
        free(made);
    }
}
END_TEST

/* What may follow the members: zeros where the format allows them, nothing else. */
START_TEST(something_else_at_the_end_is_an_error)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *allowed; /* names of the formats */
    } cases[] = {
        {"x", 1, ""},         {"\0", 1, "gzip"},      {"\0\0\0\0", 4, "gzip xz"},
        {"\0\0\0\0x", 5, ""}, {"{\"x\":7}\n", 8, ""}, {"\x1f\x8b\x08 is not a member", 18, ""},
    };
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        const io_compressor *with = &io_compressors[c];
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            rc_error err;
            size_t total, size = 0;
            unsigned char *made = io_compress(with, io_text, IO_TEXT, &size);
            rc_status status;
            made = realloc(made, size + cases[i].n);
            memcpy(made + size, cases[i].bytes, cases[i].n);
            status = io_read_all(io_open_compressed(with, made, size + cases[i].n), io_text,
                                 IO_TEXT, &total, &err);
            ck_assert_uint_eq(total, IO_TEXT);
            ck_assert_int_eq(status, strstr(cases[i].allowed, with->name) ? RC_OK : RC_EFORMAT);
            ck_assert(status == RC_OK || err.byte == IO_TEXT);
            free(made);
        }
    }
}
END_TEST

START_TEST(the_place_of_something_else_is_told)
{
    for (size_t c = 0; c < IO_COMPRESSORS; c++) {
        size_t size;
        char place[100];
        unsigned char *made = io_compress(&io_compressors[c], io_text, IO_TEXT, &size);
        snprintf(place, sizeof place,
                 "end at byte %zu of the file, and something else follows (head -c %zu", size,
                 size);
        made = realloc(made, size + 20);
        memset(made + size, 'x', 20);
        io_expect_failure(io_open_compressed(&io_compressors[c], made, size + 20), RC_EFORMAT,
                          place);
        free(made);
    }
}
END_TEST

/* A frame of one raw block, whose header asks for a window of 2^log bytes (RFC 8878, 3.1.1). */
START_TEST(zstd_windows_are_limited)
{
    unsigned char frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0, 0, 9, 0, 0, 'x'};
    rc_error err;
    size_t total;
    frame[5] = (27 - 10) << 3;
    ck_assert_int_eq(io_read_all(io_open_compressed(&io_compressors[1], frame, sizeof frame),
                                 (const unsigned char *)"x", 1, &total, &err),
                     RC_OK);
    ck_assert_uint_eq(total, 1);
    frame[5] = (28 - 10) << 3;
    io_expect_failure(io_open_compressed(&io_compressors[1], frame, sizeof frame), RC_ELIMIT,
                      "window of more than 128 MiB (decompress them with zstd -dc --long=31,");
}
END_TEST

/* The headers of an .xz file whose block has a dictionary of `size` bytes. */
static size_t xz_headers(unsigned char *to, uint32_t size)
{
    lzma_options_lzma options;
    lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, NULL}};
    lzma_block block = {.check = LZMA_CHECK_CRC32,
                        .compressed_size = LZMA_VLI_UNKNOWN,
                        .uncompressed_size = LZMA_VLI_UNKNOWN,
                        .filters = filters};
    lzma_stream_flags flags = {.check = LZMA_CHECK_CRC32};
    ck_assert(!lzma_lzma_preset(&options, 0));
    options.dict_size = size;
    ck_assert_int_eq(lzma_stream_header_encode(&flags, to), LZMA_OK);
    ck_assert_int_eq(lzma_block_header_size(&block), LZMA_OK);
    ck_assert_int_eq(lzma_block_header_encode(&block, to + LZMA_STREAM_HEADER_SIZE), LZMA_OK);
    return LZMA_STREAM_HEADER_SIZE + block.header_size;
}

START_TEST(xz_windows_are_limited)
{
    unsigned char file[256];
    size_t n = xz_headers(file, 128u << 20);
    io_expect_failure(io_open_compressed(&io_compressors[2], file, n), RC_EFORMAT, "cut off");
    n = xz_headers(file, 192u << 20);
    io_expect_failure(io_open_compressed(&io_compressors[2], file, n), RC_ELIMIT,
                      "window of more than 128 MiB (decompress them with xz -dc,");
}
END_TEST

START_TEST(a_zstd_dictionary_is_missing)
{
    /* the header names dictionary 7 */
    const unsigned char frame[] = {0x28, 0xb5, 0x2f, 0xfd, 1, 0, 7, 9, 0, 0, 'x'};
    io_expect_failure(io_open_compressed(&io_compressors[1], frame, sizeof frame), RC_EUNSUPPORTED,
                      "dictionary");
}
END_TEST

START_TEST(a_compressed_file_that_becomes_shorter_is_an_error)
{
    unsigned char *bytes = io_noise(3000000), *made;
    size_t size, total;
    rc_error err;
    const char *path;
    rci_io_source *source;
    made = io_compress(&io_compressors[0], bytes, 3000000, &size);
    path = scratch_write("in.gz", made, size);
    source = rci_io_source_open(path, NULL);
    ck_assert_int_eq(rci_io_compressed(source, NULL), RC_OK);
    ck_assert_int_eq(truncate(path, 2000000), 0);
    ck_assert_int_eq(io_read_all(source, bytes, 3000000, &total, &err), RC_EIO);
    ck_assert_ptr_nonnull(strstr(err.message, "became shorter"));
    ck_assert_uint_eq(err.byte, total);
    free(made);
    free(bytes);
}
END_TEST

extern runner_suite_fn suite_io_damaged;

Suite *suite_io_damaged(void)
{
    Suite *suite = suite_create("io_damaged");
    TCase *tc = tcase_create("damaged");
    tcase_set_timeout(tc, 120);
    tcase_set_tags(tc, "threads");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, input_that_is_cut_off_anywhere_is_an_error);
    tcase_add_test(tc, a_failure_comes_after_the_bytes_before_it);
    tcase_add_test(tc, a_changed_bit_is_an_error_or_changes_nothing);
    tcase_add_test(tc, something_else_at_the_end_is_an_error);
    tcase_add_test(tc, the_place_of_something_else_is_told);
    tcase_add_test(tc, zstd_windows_are_limited);
    tcase_add_test(tc, xz_windows_are_limited);
    tcase_add_test(tc, a_zstd_dictionary_is_missing);
    tcase_add_test(tc, a_compressed_file_that_becomes_shorter_is_an_error);
    suite_add_tcase(suite, tc);
    return suite;
}
