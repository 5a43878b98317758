/* Tests of tracing: sites, tags, snapshots, reports, differences. This file is compiled as a
 * program that traces its calls. */
#define RC_TRACE
#include "test_account.h"

#include "account/intern.h"
#include "account/table.h"
#include "base/alloc.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void trace_on(void)
{
    ck_assert_int_eq(rc_memory_trace_start(NULL, NULL), RC_OK);
}

static void trace_off(void)
{
    rc_memory_trace_stop();
}

static rc_memory_snapshot *taken(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_memory_snapshot *snapshot = rc_memory_snapshot_take(&err);
    ck_assert_msg(snapshot != NULL, "%s", err.message);
    return snapshot;
}

/* The row of a group; all zero if there is none. */
static rc_memory_row row_named(const rc_memory_snapshot *now, const rc_memory_snapshot *before,
                               rc_memory_group group, const char *name)
{
    rc_memory_report *report = rc_memory_report_new(now, before, group, NULL);
    rc_memory_row found = RC_MEMORY_ROW_INIT;
    ck_assert_ptr_nonnull(report);
    for (size_t i = 0; i < rc_memory_report_rows(report); i++) {
        rc_memory_row row = RC_MEMORY_ROW_INIT;
        ck_assert_int_eq(rc_memory_report_row(report, i, &row, NULL), RC_OK);
        if (strcmp(row.name, name) == 0) {
            found = row;
        }
    }
    rc_memory_report_free(report);
    found.name = NULL;
    return found;
}

static char *site_name(char *text, int line)
{
    sprintf(text, "%s:%d", __FILE__, line);
    return text;
}

/* ------------------------------------------------------- sites, tags, kinds */

START_TEST(a_store_knows_its_site)
{
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rc_memory_snapshot *snapshot;
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    rc_dtype *dtype;
    rc_store *store, *other;
    char name[300];
    int line;
    trace_on();
    dtype = rc_dtype_parse("x:i4, y:f8", NULL);
    line = __LINE__ + 1;
    store = rc_store_zeros(dtype, 1000, RC_ROWS, NULL);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    ck_assert_str_eq(site.file, __FILE__);
    ck_assert_int_eq(site.line, line);
    ck_assert_int_eq(site.nframes, 0);
    ck_assert_ptr_null(site.tag);
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    snapshot = taken();
    ck_assert_uint_eq(row_named(snapshot, NULL, RC_MEMORY_BY_SITE, site_name(name, line)).bytes,
                      size.total - size.dtype);
    ck_assert_uint_eq(row_named(snapshot, NULL, RC_MEMORY_BY_SITE, site_name(name, line)).blocks,
                      size.blocks - 1);
    ck_assert_uint_eq(rc_memory_snapshot_bytes(snapshot), size.total);
    ck_assert_uint_eq(rc_memory_snapshot_blocks(snapshot), size.blocks);
    ck_assert_uint_eq(rc_memory_snapshot_lost(snapshot), 0);
    rc_memory_snapshot_free(snapshot);
    /* A buffer that is resized belongs to the call that did so. */
    line = __LINE__ + 1;
    ck_assert_int_eq(rc_store_reserve(store, 1800, NULL), RC_OK);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    ck_assert_int_eq(site.line, line);
    /* The address of a function is that of the function itself: no site. */
    other = (rc_store_zeros)(dtype, 1, RC_ROWS, NULL);
    ck_assert_int_eq(rc_store_site(other, &site, NULL), RC_OK);
    ck_assert_ptr_null(site.file);
    rc_store_unref(other);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    trace_off();
    ck_assert_int_eq(rc_memory_trace_is_on(), 0);
}
END_TEST

/* The arguments of a call are evaluated before its site is set. */
START_TEST(calls_as_arguments)
{
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rc_store *store;
    int line;
    trace_on();
    line = __LINE__ + 1;
    store = rc_store_zeros(rc_dtype_parse("x:i4", NULL), 10, RC_COLUMNS, NULL);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    ck_assert_int_ge(site.line, line);
    rc_dtype_unref(rc_store_dtype(store));
    rc_store_unref(store);
    trace_off();
}
END_TEST

START_TEST(tags)
{
    rc_dtype *dtype = rc_dtype_parse("x:i8", NULL);
    rc_store *stores[4];
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rc_memory_snapshot *snapshot;
    char changing[] = "index";
    trace_on();
    stores[0] = rc_store_zeros(dtype, 1, RC_ROWS, NULL);
    rc_memory_tag_push("import");
    stores[1] = rc_store_zeros(dtype, 10, RC_ROWS, NULL);
    rc_memory_tag_push(changing);
    stores[2] = rc_store_zeros(dtype, 100, RC_ROWS, NULL);
    rc_memory_tag_pop();
    strcpy(changing, "other");
    rc_memory_tag_push(NULL);
    rc_memory_tag_pop();
    stores[3] = rc_store_zeros(dtype, 1000, RC_ROWS, NULL);
    rc_memory_tag_pop();
    rc_memory_tag_pop(); /* one too many */
    snapshot = taken();
    ck_assert_uint_ge(row_named(snapshot, NULL, RC_MEMORY_BY_TAG, "import").bytes, 8080);
    ck_assert_uint_lt(row_named(snapshot, NULL, RC_MEMORY_BY_TAG, "import").bytes, 10000);
    ck_assert_uint_ge(row_named(snapshot, NULL, RC_MEMORY_BY_TAG, "index").bytes, 800);
    ck_assert_uint_ge(row_named(snapshot, NULL, RC_MEMORY_BY_TAG, "(no tag)").bytes, 8);
    ck_assert_uint_lt(row_named(snapshot, NULL, RC_MEMORY_BY_TAG, "(no tag)").bytes, 1500);
    ck_assert_int_eq(rc_store_site(stores[2], &site, NULL), RC_OK);
    ck_assert_str_eq(site.tag, "index");
    rc_memory_snapshot_free(snapshot);
    /* More tags than are kept: the innermost of those that are kept counts. */
    for (int i = 0; i < 40; i++) {
        rc_memory_tag_push(i < 15 ? "low" : i == 15 ? "sixteenth" : "high");
    }
    ck_assert_int_eq(rc_store_reserve(stores[0], 5000, NULL), RC_OK);
    ck_assert_int_eq(rc_store_site(stores[0], &site, NULL), RC_OK);
    ck_assert_str_eq(site.tag, "sixteenth");
    for (int i = 0; i < 40; i++) {
        rc_memory_tag_pop();
    }
    ck_assert_int_eq(rc_store_reserve(stores[0], 9000, NULL), RC_OK);
    ck_assert_int_eq(rc_store_site(stores[0], &site, NULL), RC_OK);
    ck_assert_ptr_null(site.tag);
    for (size_t i = 0; i < 4; i++) {
        rc_store_unref(stores[i]);
    }
    rc_dtype_unref(dtype);
    trace_off();
}
END_TEST

static void check_tag(const rc_dtype *dtype, const char *expected)
{
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, NULL);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    ck_assert_pstr_eq(site.tag, expected);
    rc_store_unref(store);
}

START_TEST(tags_after_each_push_and_pop)
{
    rc_dtype *dtype = rc_dtype_parse("x:i8", NULL);
    trace_on();
    check_tag(dtype, NULL);
    rc_memory_tag_push("a");
    check_tag(dtype, "a");
    rc_memory_tag_push("b");
    check_tag(dtype, "b");
    rc_memory_tag_pop();
    check_tag(dtype, "a");
    rc_memory_tag_push(NULL);
    check_tag(dtype, NULL);
    rc_memory_tag_pop();
    check_tag(dtype, "a");
    rc_memory_tag_pop();
    check_tag(dtype, NULL);
    rc_dtype_unref(dtype);
    trace_off();
}
END_TEST

START_TEST(kinds_dtypes_and_fields)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4, p:{a:u1, b:2f8}, s:str?", NULL);
    rc_memory_snapshot *snapshot;
    rc_memory_row row;
    rc_store *store;
    trace_on();
    store = rc_store_zeros(dtype, 100, RC_COLUMNS, NULL);
    snapshot = taken();
    row = row_named(snapshot, NULL, RC_MEMORY_BY_KIND, "data");
    ck_assert_uint_eq(row.blocks, 1);
    ck_assert_uint_ge(row.bytes, 3700);
    ck_assert_uint_eq(
        row_named(snapshot, NULL, RC_MEMORY_BY_DTYPE, "x:i4, p:{a:u1, b:2f8}, s:str?").bytes,
        row.bytes);
    ck_assert_uint_eq(row_named(snapshot, NULL, RC_MEMORY_BY_DTYPE, "strings").blocks, 1);
    row = row_named(snapshot, NULL, RC_MEMORY_BY_FIELD, "x of x:i4, p:{a:u1, b:2f8}, s:str?");
    ck_assert_uint_eq(row.bytes, 400);
    row = row_named(snapshot, NULL, RC_MEMORY_BY_FIELD, "p of x:i4, p:{a:u1, b:2f8}, s:str?");
    ck_assert_uint_eq(row.bytes, 1700);
    row = row_named(snapshot, NULL, RC_MEMORY_BY_FIELD, "s of x:i4, p:{a:u1, b:2f8}, s:str?");
    ck_assert_uint_eq(row.bytes, 1600);
    rc_memory_snapshot_free(snapshot);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    trace_off();
}
END_TEST

/* Many sites by turns: each block has its own. */
START_TEST(sites_of_blocks)
{
    enum { LINES = 100 };
    const rc_allocator *allocator = rc_get_allocator();
    void *blocks[LINES + 1];
    rc_memory_snapshot *snapshot;
    char name[40];
    trace_on();
    for (int line = 1; line <= LINES; line++) {
        rc_memory_set_site("some.c", line);
        blocks[line] = rci_base_alloc(allocator, (size_t)line, NULL);
    }
    rc_memory_set_site(NULL, 0);
    snapshot = taken();
    for (int line = 1; line <= LINES; line++) {
        sprintf(name, "some.c:%d", line);
        ck_assert_uint_eq(row_named(snapshot, NULL, RC_MEMORY_BY_SITE, name).bytes, (uint64_t)line);
        rci_base_free(allocator, blocks[line], (size_t)line);
    }
    rc_memory_snapshot_free(snapshot);
    trace_off();
}
END_TEST

/* ----------------------------------------------------------- differences */

/* A block that becomes smaller is a change, although there are as many blocks. */
START_TEST(what_shrank)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_memory_snapshot *before, *after;
    rc_memory_report *report;
    rc_memory_row row = RC_MEMORY_ROW_INIT;
    void *block;
    trace_on();
    block = rci_base_alloc_as(allocator, RC_MEMORY_TEXT, 500, NULL);
    before = taken();
    block = rci_base_realloc_as(allocator, RC_MEMORY_TEXT, block, 500, 200, NULL);
    after = taken();
    report = rc_memory_report_new(after, before, RC_MEMORY_BY_KIND, NULL);
    ck_assert_uint_eq(rc_memory_report_rows(report), 1);
    ck_assert_int_eq(rc_memory_report_row(report, 0, &row, NULL), RC_OK);
    ck_assert_str_eq(row.name, "text");
    ck_assert_int_eq(row.bytes_change, -300);
    ck_assert_int_eq(row.blocks_change, 0);
    rc_memory_report_free(report);
    rc_memory_snapshot_free(before);
    rc_memory_snapshot_free(after);
    rci_base_free_as(allocator, RC_MEMORY_TEXT, block, 200);
    trace_off();
}
END_TEST

START_TEST(what_grew)
{
    rc_dtype *dtype = rc_dtype_parse("x:i8", NULL);
    rc_memory_snapshot *before, *after;
    rc_memory_report *report;
    rc_memory_row row = RC_MEMORY_ROW_INIT;
    rc_store *stays, *goes, *leak[3];
    char name[300];
    int line = 0;
    trace_on();
    stays = rc_store_zeros(dtype, 100, RC_ROWS, NULL);
    goes = rc_store_zeros(dtype, 50000, RC_ROWS, NULL);
    before = taken();
    for (size_t i = 0; i < 3; i++) {
        line = __LINE__ + 1;
        leak[i] = rc_store_zeros(dtype, 1000, RC_ROWS, NULL);
    }
    rc_store_unref(goes);
    after = taken();
    report = rc_memory_report_new(after, before, RC_MEMORY_BY_SITE, NULL);
    ck_assert_uint_eq(rc_memory_report_rows(report), 2); /* not the store that stays */
    ck_assert_int_eq(rc_memory_report_row(report, 0, &row, NULL), RC_OK);
    ck_assert_str_eq(row.name, site_name(name, line));
    ck_assert_int_ge(row.bytes_change, 24000);
    ck_assert_uint_eq((uint64_t)row.bytes_change, row.bytes);
    ck_assert_int_eq(row.blocks_change, (int64_t)row.blocks);
    ck_assert_int_eq(rc_memory_report_row(report, 1, &row, NULL), RC_OK);
    ck_assert_int_le(row.bytes_change, -400000);
    ck_assert_uint_eq(row.bytes, 0);
    ck_assert_int_eq(rc_memory_report_row(report, 2, &row, NULL), RC_EINDEX);
    rc_memory_report_free(report);
    report = rc_memory_report_new(after, after, RC_MEMORY_BY_KIND, NULL);
    ck_assert_uint_eq(rc_memory_report_rows(report), 0);
    rc_memory_report_free(report);
    rc_memory_snapshot_free(before);
    rc_memory_snapshot_free(after);
    for (size_t i = 0; i < 3; i++) {
        rc_store_unref(leak[i]);
    }
    rc_store_unref(stays);
    rc_dtype_unref(dtype);
    trace_off();
}
END_TEST

/* The rows of a report and their order do not depend on how it is printed. */
START_TEST(text_of_a_report)
{
    static const char expected_start[] = "         bytes    blocks  kind\n";
    rc_dtype *dtype = rc_dtype_parse("x:i8", NULL);
    rc_memory_snapshot *snapshot;
    rc_memory_report *report;
    rc_store *store;
    char *text, *json;
    trace_on();
    store = rc_store_zeros(dtype, 100000, RC_ROWS, NULL);
    snapshot = taken();
    report = rc_memory_report_new(snapshot, NULL, RC_MEMORY_BY_KIND, NULL);
    text = rc_memory_report_text(report, 1, RC_MEMORY_TABLE, NULL);
    ck_assert_int_eq(strncmp(text, expected_start, sizeof expected_start - 1), 0);
    ck_assert_ptr_nonnull(strstr(text, "        1  data\n"));
    ck_assert_ptr_null(strstr(text, "store\n"));
    ck_assert_ptr_nonnull(strstr(text, "all, with 1 more\n"));
    json = rc_memory_report_text(report, 0, RC_MEMORY_JSON, NULL);
    ck_assert_int_eq(strncmp(json, "{\"group\":\"kind\",\"rows\":[{\"name\":\"data\",", 39), 0);
    ck_assert_ptr_null(rc_memory_report_text(report, 0, (rc_memory_style)3, NULL));
    rc_text_free(text);
    rc_text_free(json);
    rc_memory_report_free(report);
    rc_memory_snapshot_free(snapshot);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    trace_off();
}
END_TEST

/* ---------------------------------------------------------- on, off, stacks */

START_TEST(blocks_from_before_are_not_known)
{
    rc_error err = RC_ERROR_INIT;
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i8", NULL);
    rc_store *store = rc_store_zeros(dtype, 10, RC_ROWS, NULL);
    rc_memory_snapshot *snapshot;
    ck_assert_ptr_null(rc_memory_snapshot_take(&err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_EARG);
    trace_on();
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_ENAME);
    ck_assert_int_eq(rc_store_reserve(store, 15, NULL), RC_OK); /* resized: known from here on */
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    snapshot = taken();
    ck_assert_uint_eq(rc_memory_snapshot_blocks(snapshot), 0);
    rc_memory_snapshot_free(snapshot);
    trace_off();
}
END_TEST

START_TEST(stacks)
{
    rc_memory_trace_options options = RC_MEMORY_TRACE_OPTIONS_INIT;
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i8", NULL);
    rc_memory_snapshot *snapshot;
    rc_memory_report *report;
    rc_memory_row row = RC_MEMORY_ROW_INIT;
    rc_store *store;
    options.frames = RC_MEMORY_MAX_FRAMES + 1;
    ck_assert_int_eq(rc_memory_trace_start(&options, NULL), RC_EARG);
    options.frames = 5;
    ck_assert_int_eq(rc_memory_trace_start(&options, NULL), RC_OK);
    store = rc_store_zeros(dtype, 10, RC_ROWS, NULL);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    ck_assert_int_ge(site.nframes, 2);
    ck_assert_int_le(site.nframes, 5);
    snapshot = taken();
    report = rc_memory_report_new(snapshot, NULL, RC_MEMORY_BY_STACK, NULL);
    ck_assert_int_eq(rc_memory_report_row(report, 0, &row, NULL), RC_OK);
    ck_assert_ptr_nonnull(strstr(row.name, " < "));
    rc_memory_report_free(report);
    rc_memory_snapshot_free(snapshot);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    trace_off();
}
END_TEST

/* A resize that fails leaves the block as it was. */
static bool refuses;

static void *some_alloc(void *context, size_t size, int zero)
{
    (void)context;
    return zero ? calloc(1, size) : malloc(size);
}

static void *some_realloc(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    return refuses ? NULL : realloc(block, new_size);
}

static void some_release(void *context, void *block, size_t size)
{
    (void)context;
    (void)size;
    free(block);
}

START_TEST(a_resize_that_fails)
{
    static const rc_allocator allocator = {NULL, some_alloc, some_realloc, some_release};
    rci_account_block found;
    void *block;
    trace_on();
    rc_memory_set_site("first.c", 1);
    block = rci_base_alloc_as(&allocator, RC_MEMORY_DATA, 100, NULL);
    rc_memory_set_site("second.c", 2);
    refuses = true;
    ck_assert_ptr_null(rci_base_realloc_as(&allocator, RC_MEMORY_DATA, block, 100, 200, NULL));
    rc_memory_set_site(NULL, 0);
    ck_assert(rci_account_table_find(block, &found));
    ck_assert_uint_eq(found.size, 100);
    ck_assert_ptr_nonnull(
        strstr((const char *)rci_account_interned(found.site)->bytes + 4, "first.c"));
    rci_base_free_as(&allocator, RC_MEMORY_DATA, block, 100);
    ck_assert(!rci_account_table_find(block, &found));
    trace_off();
}
END_TEST

/* --------------------------------------------------------------- threads */

static atomic_bool finished;

static void *make_stores(void *context)
{
    rc_memory_tag_push("worker");
    for (int i = 0; i < 500; i++) {
        rc_store *store = rc_store_zeros(context, 10, RC_ROWS, NULL);
        ck_assert_int_eq(rc_store_append(store, 100, NULL, NULL), RC_OK);
        rc_store_unref(store);
    }
    rc_memory_tag_pop();
    return NULL;
}

START_TEST(snapshots_while_threads_work)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:i4?", NULL);
    rc_memory_snapshot *snapshot;
    trace_on();
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, make_stores, dtype), 0);
    }
    for (int i = 0; i < 50; i++) {
        rc_memory_report *report;
        snapshot = taken();
        report = rc_memory_report_new(snapshot, NULL, RC_MEMORY_BY_FIELD, NULL);
        ck_assert_uint_le(rc_memory_snapshot_blocks(snapshot), THREADS * 20);
        rc_memory_report_free(report);
        rc_memory_snapshot_free(snapshot);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    snapshot = taken();
    ck_assert_uint_eq(rc_memory_snapshot_blocks(snapshot), 0);
    ck_assert_uint_eq(rc_memory_snapshot_lost(snapshot), 0);
    rc_memory_snapshot_free(snapshot);
    rc_dtype_unref(dtype);
    trace_off();
}
END_TEST

/* Memory straight from the system: the allocator of a sanitizer may be locked in a child process.
 */
static void *page_alloc(void *context, size_t size, int zero)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)context;
    (void)zero;
    return memory == MAP_FAILED ? NULL : memory;
}

static void page_release(void *context, void *memory, size_t size)
{
    (void)context;
    munmap(memory, size);
}

static void *work_until_finished(void *context)
{
    while (!atomic_load(&finished)) {
        rc_store_unref(rc_store_zeros(context, 10, RC_ROWS, NULL));
    }
    return NULL;
}

/* A child process can use the library although another thread of its parent was inside it. */
START_TEST(fork_while_threads_work)
{
    static const rc_allocator pages = {NULL, page_alloc, NULL, page_release};
    pthread_t thread;
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    rc_set_allocator(&pages);
    trace_on();
    atomic_store(&finished, false);
    ck_assert_int_eq(pthread_create(&thread, NULL, work_until_finished, dtype), 0);
    for (int i = 0; i < 50; i++) {
        int status = -1;
        pid_t child = fork();
        if (child == 0) {
            rc_store *store = rc_store_zeros(dtype, 10, RC_ROWS, NULL);
            rc_memory_snapshot *snapshot = rc_memory_snapshot_take(NULL);
            _exit(store && rc_memory_snapshot_blocks(snapshot) > 0 ? 0 : 1);
        }
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert_int_eq(status, 0);
    }
    atomic_store(&finished, true);
    pthread_join(thread, NULL);
    rc_set_allocator(NULL);
    rc_dtype_unref(dtype);
    trace_off();
}
END_TEST

Suite *suite_account_trace(void)
{
    Suite *suite = suite_create("account trace");
    TCase *tcase = tcase_create("trace");
    tcase_set_tags(tcase, "threads");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_store_knows_its_site);
    tcase_add_test(tcase, calls_as_arguments);
    tcase_add_test(tcase, tags);
    tcase_add_test(tcase, tags_after_each_push_and_pop);
    tcase_add_test(tcase, kinds_dtypes_and_fields);
    tcase_add_test(tcase, sites_of_blocks);
    tcase_add_test(tcase, what_shrank);
    tcase_add_test(tcase, what_grew);
    tcase_add_test(tcase, text_of_a_report);
    tcase_add_test(tcase, blocks_from_before_are_not_known);
    tcase_add_test(tcase, stacks);
    tcase_add_test(tcase, a_resize_that_fails);
    tcase_add_test(tcase, snapshots_while_threads_work);
    tcase_add_test(tcase, fork_while_threads_work);
    suite_add_tcase(suite, tcase);
    return suite;
}
