/* Reading and writing .npy through readers, writers and maps. */
#include "base/error.h"
#include "faulty_alloc.h"
#include "io/fd.h"
#include "npy_bytes.h"
#include "runner.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <rowcol/npy.h>
#include <rowcol/stream.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define POINTS "{'descr': [('x', '<i4'), ('y', '<i4')], 'fortran_order': False, 'shape': (%zu,), }"

/* ---------------------------------------------------------------- helpers */

static void put_i4(unsigned char *to, int32_t value)
{
    for (int i = 0; i < 4; i++) {
        to[i] = (unsigned char)((uint32_t)value >> (8 * i));
    }
}

/* A file of n points (i, -2 i), made by hand. The caller frees the bytes. */
static unsigned char *make_points(size_t n, size_t *size)
{
    unsigned char *bytes;
    npy_bytes start;
    char text[200];
    snprintf(text, sizeof text, POINTS, n);
    start = npy_make(1, text, NULL, 0);
    *size = start.size + 8 * n;
    bytes = malloc(*size);
    memcpy(bytes, start.bytes, start.size);
    for (size_t i = 0; i < n; i++) {
        put_i4(bytes + start.size + 8 * i, (int32_t)i);
        put_i4(bytes + start.size + 8 * i + 4, -2 * (int32_t)i);
    }
    return bytes;
}

static void check_points(rc_store *store, size_t first)
{
    rc_i4_field x, y;
    ck_assert_int_eq(rc_store_i4(store, "x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_i4(store, "y", &y, NULL), RC_OK);
    for (size_t i = 0; i < rc_store_length(store); i++) {
        if (rc_i4_get(x, i) != (int32_t)(first + i) ||
            rc_i4_get(y, i) != -2 * (int32_t)(first + i)) {
            ck_abort_msg("record %zu is wrong", first + i);
        }
    }
}

/* Reads to the end. The status; the number of points in `*n`. */
static rc_status read_points(rc_reader *reader, rc_layout layout, size_t *n, rc_error *err)
{
    rc_store *batch;
    rc_status status;
    *n = 0;
    while ((status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        ck_assert_int_eq(rc_store_layout(batch), layout);
        ck_assert_uint_gt(rc_store_length(batch), 0);
        check_points(batch, *n);
        *n += rc_store_length(batch);
        rc_store_unref(batch);
    }
    return status;
}

/* ---------------------------------------------------------------- reading */

START_TEST(points_are_read_in_both_layouts)
{
    static const size_t counts[] = {0, 1, 1000, 300000};
    static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        size_t size, n;
        unsigned char *bytes = make_points(counts[i], &size);
        for (size_t j = 0; j < 2; j++) {
            rc_error err = RC_ERROR_INIT;
            const rc_read_options options = {.size = sizeof(rc_read_options), .layout = layouts[j]};
            /* Known by its first bytes: the name says nothing. */
            rc_reader *reader = rc_reader_open_memory(bytes, size, "points", &options, &err);
            ck_assert_msg(reader != NULL, "%s", err.message);
            ck_assert_uint_eq(rc_reader_expected(reader), counts[i]);
            ck_assert_int_eq(read_points(reader, layouts[j], &n, &err), RC_END);
            ck_assert_uint_eq(n, counts[i]);
            rc_reader_close(reader);
        }
        free(bytes);
    }
}
END_TEST

START_TEST(a_dtype_that_is_asked_for_must_be_the_files)
{
    size_t size;
    unsigned char *bytes = make_points(3, &size);
    rc_dtype *same = rc_dtype_parse("x:i4, y:i4", NULL);
    rc_dtype *other = rc_dtype_parse("x:i4, y:u4", NULL);
    rc_read_options options = {.size = sizeof(rc_read_options), .dtype = same};
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_memory(bytes, size, NULL, &options, NULL);
    ck_assert_ptr_nonnull(reader);
    ck_assert(rc_dtype_equal(rc_reader_dtype(reader), same));
    rc_reader_close(reader);
    options.dtype = other;
    ck_assert_ptr_null(rc_reader_open_memory(bytes, size, NULL, &options, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_msg(strstr(err.message, "x:i4") != NULL, "message: %s", err.message);
    rc_dtype_unref(same);
    rc_dtype_unref(other);
    free(bytes);
}
END_TEST

START_TEST(options_of_text_formats_are_refused)
{
    rc_dtype *dtype;
    static const rc_read_options options[] = {{sizeof(rc_read_options), .root = "/a"},
                                              {sizeof(rc_read_options), .extra = RC_EXTRA_IGNORE},
                                              {sizeof(rc_read_options), .missing = RC_MISSING_ZERO},
                                              {sizeof(rc_read_options), .max_record = 5}};
    static const rc_write_options write_options[] = {
        {sizeof(rc_write_options), .values = 1},
        {sizeof(rc_write_options), .nonfinite = RC_NONFINITE_NULL}};
    size_t size;
    unsigned char *bytes = make_points(3, &size);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        ck_assert_ptr_null(rc_reader_open_memory(bytes, size, "a.npy", &options[i], &err));
        ck_assert_int_eq(err.status, RC_EARG);
    }
    dtype = rc_dtype_parse("x:i4", NULL);
    for (size_t i = 0; i < sizeof write_options / sizeof write_options[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        ck_assert_ptr_null(rc_writer_open(scratch_path("a.npy"), dtype, &write_options[i], &err));
        ck_assert_int_eq(err.status, RC_EARG);
    }
    ck_assert_uint_eq(scratch_entries(), 0);
    rc_dtype_unref(dtype);
    free(bytes);
}
END_TEST

/* A child writes the bytes into the FIFO. */
typedef struct piped {
    const unsigned char *bytes;
    size_t size;
} piped;

static int feed_fifo(void *context)
{
    int why;
    const piped *p = context;
    size_t written;
    int fd = rci_io_fd_open(AT_FDCWD, scratch_path("fifo"), O_WRONLY, 0);
    CHILD_CHECK(fd >= 0);
    why = rci_io_fd_write(fd, p->bytes, p->size, &written);
    CHILD_CHECK(why == 0 || why == EPIPE);
    return rci_io_fd_close(fd);
}

static rc_status read_fifo(const unsigned char *bytes, size_t size, size_t *n, rc_error *err)
{
    rc_status status;
    rc_reader *reader;
    pid_t child;
    piped p = {bytes, size};
    const rc_read_options options = {.size = sizeof(rc_read_options), .format = "npy"};
    ck_assert_int_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    child = scratch_spawn(feed_fifo, &p);
    reader = rc_reader_open(scratch_path("fifo"), &options, err);
    status = reader ? read_points(reader, RC_ROWS, n, err) : err->status;
    rc_reader_close(reader);
    ck_assert_int_eq(scratch_wait(child), 0);
    ck_assert_int_eq(unlink(scratch_path("fifo")), 0);
    return status;
}

START_TEST(a_pipe_is_read_and_its_end_checked)
{
    size_t size, n = 0;
    unsigned char *bytes = make_points(100000, &size);
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(read_fifo(bytes, size, &n, &err), RC_END);
    ck_assert_uint_eq(n, 100000);
    /* Nobody knew the size in advance. */
    ck_assert_int_eq(read_fifo(bytes, size - 1, &n, &err), RC_EFORMAT);
    ck_assert_uint_eq(err.byte, size - 1);
    ck_assert_msg(strstr(err.message, "ends in record 99999 of 100000"), "%s", err.message);
    ck_assert_str_eq(err.source, scratch_path("fifo"));
    rc_error_clear(&err);
    bytes = realloc(bytes, size + 1);
    bytes[size] = 'x';
    ck_assert_int_eq(read_fifo(bytes, size + 1, &n, &err), RC_EFORMAT);
    ck_assert_uint_eq(n, 100000);
    ck_assert_uint_eq(err.byte, size);
    rc_error_clear(&err);
    ck_assert_int_eq(read_fifo(bytes, 20, &n, &err), RC_EFORMAT);
    ck_assert_uint_eq(err.byte, 20);
    free(bytes);
}
END_TEST

START_TEST(records_without_bytes_are_counted)
{
    size_t n;
    rc_store *batch;
    npy_bytes file =
        npy_make(1, "{'descr': [], 'fortran_order': False, 'shape': (1000000,), }", NULL, 0);
    rc_reader *reader = rc_reader_open_memory(file.bytes, file.size, "a.npy", NULL, NULL);
    ck_assert_ptr_nonnull(reader);
    n = 0;
    while (rc_reader_next(reader, &batch, NULL) == RC_OK) {
        n += rc_store_length(batch);
        rc_store_unref(batch);
    }
    ck_assert_uint_eq(n, 1000000);
    rc_reader_close(reader);
}
END_TEST

static rc_status read_without_memory(void *context)
{
    const piped *p = context;
    rc_error err = RC_ERROR_INIT;
    const rc_read_options options = {.size = sizeof(rc_read_options), .layout = RC_COLUMNS};
    rc_reader *reader = rc_reader_open_memory(p->bytes, p->size, "a.npy", &options, &err);
    rc_store *batch;
    while (reader && rc_reader_next(reader, &batch, &err) == RC_OK) {
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    return err.status;
}

START_TEST(reading_survives_refused_memory)
{
    piped p;
    unsigned char *bytes = make_points(200000, &p.size);
    p.bytes = bytes;
    faulty_alloc_each(read_without_memory, &p);
    free(bytes);
}
END_TEST

/* ---------------------------------------------------------------- mapping */

START_TEST(a_map_looks_into_the_file)
{
    rc_store *slice;
    size_t size;
    unsigned char *bytes = make_points(100000, &size);
    const char *path = scratch_write("a.npy", bytes, size);
    rc_store *store = rc_npy_map(path, NULL);
    ck_assert_ptr_nonnull(store);
    ck_assert_uint_eq(rc_store_length(store), 100000);
    ck_assert_int_eq(rc_store_layout(store), RC_ROWS);
    check_points(store, 0);
    /* Writing changes memory and never the file; a slice keeps the pages. */
    slice = rc_store_slice(store, 10, 5, NULL);
    memset(rc_store_data(store), 0, 80);
    rc_store_unref(store);
    ck_assert_ptr_nonnull(slice);
    check_points(slice, 10);
    rc_store_unref(slice);
    scratch_expect(path, bytes, size);
    free(bytes);
}
END_TEST

START_TEST(maps_are_refused_with_a_reason)
{
    rc_error no_path = RC_ERROR_INIT;
    npy_bytes fortran =
        npy_make(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2), }", "1234", 4);
    npy_bytes short_one =
        npy_make(1, "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", "1234", 4);
    struct {
        const char *path;
        rc_status status;
    } cases[] = {
        {scratch_path("missing.npy"), RC_EIO},
        {scratch_path(""), RC_EIO},
        {"/dev/null", RC_EIO},
        {scratch_write("empty.npy", "", 0), RC_EFORMAT},
        {scratch_write("short.npy", short_one.bytes, short_one.size), RC_EFORMAT},
        {scratch_write("fortran.npy", fortran.bytes, fortran.size), RC_EUNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        ck_assert_ptr_null(rc_npy_map(cases[i].path, &err));
        ck_assert_int_eq(err.status, cases[i].status);
        ck_assert_str_eq(err.source, cases[i].path);
        ck_assert_ptr_null(rc_npy_map(cases[i].path, NULL));
    }
    ck_assert_ptr_null(rc_npy_map(NULL, &no_path));
    ck_assert_int_eq(no_path.status, RC_EARG);
}
END_TEST

static rc_status map_without_memory(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_store_unref(rc_npy_map(context, &err));
    return err.status;
}

START_TEST(mapping_survives_refused_memory)
{
    size_t size;
    unsigned char *bytes = make_points(10, &size);
    char *path = strdup(scratch_write("a.npy", bytes, size));
    faulty_alloc_each(map_without_memory, path);
    free(path);
    free(bytes);
}
END_TEST

/* ---------------------------------------------------------------- writing */

/* n points in the layout. */
static rc_store *points_store(size_t n, rc_layout layout)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:i4", NULL);
    rc_store *store = rc_store_zeros(dtype, n, layout, NULL);
    rc_i4_field x, y;
    ck_assert_int_eq(rc_store_i4(store, "x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_i4(store, "y", &y, NULL), RC_OK);
    for (size_t i = 0; i < n; i++) {
        rc_i4_set(x, i, (int32_t)i);
        rc_i4_set(y, i, -2 * (int32_t)i);
    }
    rc_dtype_unref(dtype);
    return store;
}

/* The header that NumPy writes for n points, then the points. */
static unsigned char *numpy_points(size_t n, size_t *size)
{
    unsigned char *bytes;
    size_t records;
    unsigned char *plain;
    npy_bytes start;
    int padding;
    char text[256];
    int length = snprintf(text, sizeof text, POINTS, n);
    int digits = snprintf(NULL, 0, "%zu", n);
    length += 21 - digits;
    padding = 64 - (10 + length + 1) % 64;
    snprintf(text, sizeof text, POINTS "%*s", n, 21 - digits + padding, "");
    start = npy_make(1, text, NULL, 0);
    plain = make_points(n, size);
    records = 8 * n;
    bytes = malloc(start.size + records);
    memcpy(bytes, start.bytes, start.size);
    memcpy(bytes + start.size, plain + (*size - records), records);
    *size = start.size + records;
    free(plain);
    return bytes;
}

START_TEST(what_is_written_is_numpys)
{
    static const size_t counts[] = {0, 1, 9, 10, 1000, 300000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        size_t size;
        unsigned char *expected = numpy_points(counts[i], &size);
        ck_assert_uint_eq((size - 8 * counts[i]) % 64, 0);
        for (rc_layout layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
            rc_store *store = points_store(counts[i], layout);
            rc_error err = RC_ERROR_INIT;
            rc_status status = rc_save(store, scratch_path("a.npy"), NULL, &err);
            ck_assert_msg(status == RC_OK, "%s", err.message);
            scratch_expect(scratch_path("a.npy"), expected, size);
            rc_store_unref(store);
        }
        free(expected);
    }
}
END_TEST

START_TEST(several_stores_become_one_file)
{
    size_t size;
    unsigned char *expected = numpy_points(1000, &size);
    rc_store *rows = points_store(1000, RC_ROWS), *columns = points_store(1000, RC_COLUMNS);
    rc_writer *writer = rc_writer_open(scratch_path("a.npy"), rc_store_dtype(rows), NULL, NULL);
    ck_assert_ptr_nonnull(writer);
    for (size_t first = 0; first < 1000; first += 250) {
        rc_store *slice = rc_store_slice(first % 500 ? rows : columns, first, 250, NULL);
        ck_assert_int_eq(rc_writer_write(writer, slice, NULL), RC_OK);
        rc_store_unref(slice);
    }
    ck_assert_uint_eq(scratch_entries(), 0);
    ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_OK);
    rc_writer_close(writer);
    scratch_expect(scratch_path("a.npy"), expected, size);
    rc_store_unref(rows);
    rc_store_unref(columns);
    free(expected);
}
END_TEST

START_TEST(padding_leaves_as_zero)
{
    char *found;
    size_t n;
    rc_store *store;
    unsigned char memory[16 * 3];
    static const unsigned char expected[16] = {0xFF, 0, 0,    0,    0xFF, 0xFF, 0xFF, 0xFF,
                                               0xFF, 0, 0xFF, 0xFF, 0xFF, 0,    0xFF, 0xFF};
    static const char text[] = "a:i1, b:i4, c:2{d:i1, e:i2}";
    rc_dtype *dtype = rc_dtype_parse_n(text, strlen(text), RC_ALIGNED, NULL);
    ck_assert_ptr_nonnull(dtype);
    ck_assert_uint_eq(rc_dtype_itemsize(dtype), 16);
    memset(memory, 0xFF, sizeof memory);
    store = rc_store_wrap(dtype, 3, memory, NULL, NULL, NULL);
    ck_assert_int_eq(rc_save(store, scratch_path("a.npy"), NULL, NULL), RC_OK);
    found = scratch_read(scratch_path("a.npy"), &n);
    for (size_t i = 0; i < 3; i++) {
        ck_assert(memcmp(found + n - 48 + 16 * i, expected, 16) == 0);
    }
    free(found);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(a_dtype_without_a_place_leaves_the_target_alone)
{
    static const char *const dtypes[] = {"a:str", "a:i4?"};
    const char *path = scratch_write("a.npy", "before", 6);
    for (size_t i = 0; i < 2; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_dtype *dtype = rc_dtype_parse(dtypes[i], NULL);
        ck_assert_ptr_null(rc_writer_open(path, dtype, NULL, &err));
        ck_assert_int_eq(err.status, RC_EUNSUPPORTED);
        ck_assert_str_eq(err.field, "a");
        ck_assert_str_eq(err.source, path);
        rc_dtype_unref(dtype);
    }
    scratch_expect(path, "before", 6);
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

/* ------------------------------------------------ outputs that cannot be patched */

static int save_to_fifo(void *context)
{
    rc_store *store = points_store(300000, RC_ROWS);
    const rc_write_options options = {.size = sizeof(rc_write_options), .format = "npy"};
    CHILD_CHECK(rc_save(store, context, &options, NULL) == RC_OK);
    rc_store_unref(store);
    return 0;
}

START_TEST(a_pipe_gets_the_same_bytes)
{
    pid_t child;
    size_t size;
    unsigned char *expected = numpy_points(300000, &size);
    char *path = strdup(scratch_path("fifo"));
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    child = scratch_spawn(save_to_fifo, path);
    scratch_expect(path, expected, size);
    ck_assert_int_eq(scratch_wait(child), 0);
    free(path);
    free(expected);
}
END_TEST

/* Saves to a pipe with TMPDIR in the scratch folder; what happens in there is `*context`. */
static int save_with_tmpdir(void *context)
{
    rc_writer *writer;
    enum { WORKS = '0', MISSING, KILLED };
    const char how = *(const char *)context;
    rc_error err = RC_ERROR_INIT;
    rc_store *store = points_store(300000, RC_COLUMNS);
    const rc_write_options options = {.size = sizeof(rc_write_options), .format = "npy"};
    CHILD_CHECK(setenv("TMPDIR", scratch_path(how == MISSING ? "missing" : "tmp"), 1) == 0);
    writer = rc_writer_open("/dev/null", rc_store_dtype(store), &options, &err);
    if (how == MISSING) {
        CHILD_CHECK(!writer && err.status == RC_EIO && err.sys == ENOENT);
        CHILD_CHECK(strstr(err.message, "TMPDIR") != NULL);
    } else {
        CHILD_CHECK(writer && rc_writer_write(writer, store, &err) == RC_OK);
        raise(how == KILLED ? SIGKILL : 0);
        CHILD_CHECK(rc_writer_finish(writer, &err) == RC_OK);
    }
    rc_writer_close(writer);
    rc_store_unref(store);
    return 0;
}

START_TEST(the_spool_leaves_nothing_in_tmpdir)
{
    int status;
    char how[] = "0";
    ck_assert_int_eq(mkdir(scratch_path("tmp"), 0777), 0);
    scratch_in_child(save_with_tmpdir, how);
    ck_assert_int_eq(rmdir(scratch_path("tmp")), 0);
    how[0] = '1';
    scratch_in_child(save_with_tmpdir, how);
    ck_assert_int_eq(mkdir(scratch_path("tmp"), 0777), 0);
    how[0] = '2';
    status = scratch_wait(scratch_spawn(save_with_tmpdir, how));
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    ck_assert_int_eq(rmdir(scratch_path("tmp")), 0);
}
END_TEST

START_TEST(a_full_device_is_an_error)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = points_store(10, RC_ROWS);
    const rc_write_options options = {.size = sizeof(rc_write_options), .format = "npy"};
    ck_assert_int_eq(rc_save(store, "/dev/full", &options, &err), RC_EIO);
    ck_assert_int_eq(err.sys, ENOSPC);
    ck_assert_str_eq(err.source, "/dev/full");
    rc_store_unref(store);
}
END_TEST

typedef struct saved {
    rc_store *store;
    const char *path;
} saved;

static rc_status save_without_memory(void *context)
{
    const saved *s = context;
    rc_error err = RC_ERROR_INIT;
    const rc_write_options options = {.size = sizeof(rc_write_options), .format = "npy"};
    rc_save(s->store, s->path, &options, &err);
    return err.status;
}

START_TEST(writing_survives_refused_memory)
{
    saved s = {points_store(1000, RC_COLUMNS), strdup(scratch_path("a.npy"))};
    saved null = {s.store, "/dev/null"};
    faulty_alloc_each(save_without_memory, &s);
    ck_assert_uint_eq(scratch_entries(), 1);
    faulty_alloc_each(save_without_memory, &null);
    rc_store_unref(s.store);
    free((char *)(uintptr_t)s.path);
}
END_TEST

extern runner_suite_fn suite_npy_stream;

Suite *suite_npy_stream(void)
{
    Suite *suite = suite_create("npy stream");
    TCase *tc = tcase_create("stream");
    tcase_set_tags(tc, "threads");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, points_are_read_in_both_layouts);
    tcase_add_test(tc, a_dtype_that_is_asked_for_must_be_the_files);
    tcase_add_test(tc, options_of_text_formats_are_refused);
    tcase_add_test(tc, a_pipe_is_read_and_its_end_checked);
    tcase_add_test(tc, records_without_bytes_are_counted);
    tcase_add_test(tc, reading_survives_refused_memory);
    tcase_add_test(tc, a_map_looks_into_the_file);
    tcase_add_test(tc, maps_are_refused_with_a_reason);
    tcase_add_test(tc, mapping_survives_refused_memory);
    tcase_add_test(tc, what_is_written_is_numpys);
    tcase_add_test(tc, several_stores_become_one_file);
    tcase_add_test(tc, padding_leaves_as_zero);
    tcase_add_test(tc, a_dtype_without_a_place_leaves_the_target_alone);
    tcase_add_test(tc, a_pipe_gets_the_same_bytes);
    tcase_add_test(tc, the_spool_leaves_nothing_in_tmpdir);
    tcase_add_test(tc, a_full_device_is_an_error);
    tcase_add_test(tc, writing_survives_refused_memory);
    suite_add_tcase(suite, tc);
    return suite;
}
