/* Memory that runs out at each request in turn: RC_ENOMEM, nothing is kept, nothing is changed. */
#include "test_arrow.h"

#include "faulty_alloc.h"

#include <string.h>

static const char dtype_text[] =
    "a:>i4?, b:str?, c:2U3, d:{e:M8[D]?, f:bool}?, g:2{h:i1, i:str}, j:c8; aligned";
static const char lines[] =
    "[1,\"a string that is not in its "
    "cell\",[\"ab\",\"c\"],[\"2000-01-01\",true],[[1,\"x\"],[2,\"y\"]],"
    "[1,2]]\n[null,null,[\"\",\"c\"],null,[[1,\"x\"],[2,\"0123456789abc\"]],[1,2]]\n";

typedef struct given {
    rc_dtype *dtype;
    rc_store *store;
    struct ArrowSchema schema;
    rc_strings strings;
    rc_layout layout;
} given;

static rc_status schemas(void *context)
{
    const given *with = context;
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema schema = {.name = "unchanged"};
    rc_dtype *back;
    if (rc_arrow_export_schema(with->dtype, NULL, &schema, &err) != RC_OK) {
        ck_assert_str_eq(schema.name, "unchanged");
        return err.status;
    }
    back = rc_arrow_import_schema(&schema, NULL, &err);
    ck_assert(!back || rc_dtype_equal(back, with->dtype));
    rc_dtype_unref(back);
    schema.release(&schema);
    return err.status;
}

START_TEST(memory_runs_out_in_schemas)
{
    given with = {.dtype = arrow_dtype(dtype_text)};
    faulty_alloc_each(schemas, &with);
    rc_dtype_unref(with.dtype);
}
END_TEST

static rc_status exports(void *context)
{
    const given *with = context;
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema schema = {.name = "unchanged"};
    struct ArrowArray array = {.length = 77};
    options.strings = with->strings;
    if (rc_arrow_export(with->store, &options, &schema, &array, &err) != RC_OK) {
        ck_assert_str_eq(schema.name, "unchanged");
        ck_assert_int_eq(array.length, 77);
        return err.status;
    }
    array.release(&array);
    schema.release(&schema);
    return err.status;
}

START_TEST(memory_runs_out_in_exports)
{
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        for (int strings = RC_STRINGS_UTF8; strings <= RC_STRINGS_VIEW; strings++) {
            given with = {.store = arrow_store(dtype_text, lines, (rc_layout)layout),
                          .strings = (rc_strings)strings};
            faulty_alloc_each(exports, &with);
            rc_store_unref(with.store);
        }
    }
}
END_TEST

static void borrow(struct ArrowArray *array)
{
    array->release = NULL;
}

static rc_status imports(void *context)
{
    given *with = context;
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    struct ArrowArray array, lent;
    rc_store *store;
    options.layout = with->layout;
    if (rc_arrow_export(with->store, NULL, NULL, &array, &err) != RC_OK) {
        return err.status;
    }
    lent = array; /* a structure of its own, to see what becomes of it */
    lent.release = borrow;
    store = rc_arrow_import(&lent, &with->schema, &options, &err);
    ck_assert_int_eq(store == NULL, lent.release != NULL);
    ck_assert(!store || rc_store_equal(store, with->store));
    rc_store_unref(store);
    array.release(&array);
    return err.status;
}

START_TEST(memory_runs_out_in_imports)
{
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        given with = {.store = arrow_store(dtype_text, lines, RC_COLUMNS),
                      .layout = (rc_layout)layout};
        rc_error err = RC_ERROR_INIT;
        ck_assert_int_eq(
            rc_arrow_export_schema(rc_store_dtype(with.store), NULL, &with.schema, &err), RC_OK);
        faulty_alloc_each(imports, &with);
        with.schema.release(&with.schema);
        rc_store_unref(with.store);
    }
}
END_TEST

/* Export of a store as a stream, and back through a reader. */
static rc_status streams(void *context)
{
    const given *with = context;
    rc_error err = RC_ERROR_INIT;
    struct ArrowArrayStream stream;
    rc_reader *reader;
    rc_store *batch;
    size_t n = 0;
    if (rc_arrow_stream_export_store(with->store, 1, NULL, &stream, &err) != RC_OK) {
        return err.status;
    }
    reader = rc_arrow_stream_import(&stream, NULL, &err);
    ck_assert_int_eq(reader == NULL, stream.release != NULL);
    while (reader && rc_reader_next(reader, &batch, &err) == RC_OK) {
        n += rc_store_length(batch);
        rc_store_unref(batch);
    }
    if (!reader) {
        stream.release(&stream);
    }
    rc_reader_close(reader);
    ck_assert(err.status != RC_OK || n == rc_store_length(with->store));
    /* What another library says is an errno: RC_EIO. */
    return err.status == RC_EIO && err.sys == 12 ? RC_ENOMEM : err.status;
}

START_TEST(memory_runs_out_in_streams)
{
    given with = {.store = arrow_store(dtype_text, lines, RC_COLUMNS)};
    faulty_alloc_each(streams, &with);
    rc_store_unref(with.store);
}
END_TEST

Suite *suite_arrow_memory(void)
{
    Suite *suite = suite_create("arrow_memory");
    TCase *tc = tcase_create("memory");
    tcase_add_test(tc, memory_runs_out_in_schemas);
    tcase_add_test(tc, memory_runs_out_in_exports);
    tcase_add_test(tc, memory_runs_out_in_imports);
    tcase_add_test(tc, memory_runs_out_in_streams);
    suite_add_tcase(suite, tc);
    return suite;
}
