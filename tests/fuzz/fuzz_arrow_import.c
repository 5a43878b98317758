/* Structures of the Arrow C data interface, whatever they say: they are imported or refused, in
 * each way with the same result, are released exactly once, and what is imported can be exported
 * and imported again as the same records. */
#include "arrow_made.h"
#include "fuzz.h"

const char fuzz_corpus[] = "arrow_import";

static void check_error(const rc_error *err)
{
    FUZZ_CHECK(err->status != RC_OK && err->message[0] != '\0');
}

/* A time may be out of the range of its Arrow type after a conversion. */
static int may_be_refused(rc_status status)
{
    return status == RC_ERANGE || status == RC_ELIMIT;
}

/* Exports the store and imports that. */
static void import_again(const rc_store *store, unsigned strings)
{
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    struct ArrowSchema schema;
    struct ArrowArray array;
    rc_error err = RC_ERROR_INIT;
    rc_store *again;
    options.strings = (rc_strings)(strings % 4);
    if (rc_arrow_export(store, &options, &schema, &array, &err) != RC_OK) {
        FUZZ_CHECK(may_be_refused(err.status));
        return;
    }
    again = rc_arrow_import(&array, &schema, NULL, &err);
    FUZZ_CHECK(again != NULL && rc_store_equal(again, store));
    schema.release(&schema);
    rc_store_unref(again);
}

/* Imports an array. NULL: it is refused. */
static rc_store *import(struct ArrowArray *array, const struct ArrowSchema *schema,
                        rc_layout layout, int copy)
{
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    const int64_t length = array->length;
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    options.layout = layout;
    options.copy = copy;
    store = rc_arrow_import(array, schema, &options, &err);
    if (store) {
        FUZZ_CHECK(array->release == NULL);
        FUZZ_CHECK(rc_store_length(store) == (size_t)length);
        FUZZ_CHECK(rc_store_layout(store) == layout);
    } else {
        FUZZ_CHECK(array->release != NULL);
        check_error(&err);
    }
    return store;
}

static void release(struct ArrowArray *array)
{
    if (array->release) {
        array->release(array);
    }
    free(array);
}

/* The array as rows and as columns, for which it is made twice of the same bytes. */
static void import_both(arrow_bytes *from, const struct ArrowSchema *schema, const rc_dtype *dtype)
{
    const unsigned choice = arrow_byte(from);
    arrow_bytes same = *from;
    struct ArrowArray *first = arrow_make_array(from, schema);
    struct ArrowArray *second = arrow_make_array(&same, schema);
    rc_store *columns = import(first, schema, RC_COLUMNS, choice & 1);
    rc_store *rows = import(second, schema, RC_ROWS, choice >> 1 & 1);
    FUZZ_CHECK((columns != NULL) == (rows != NULL));
    release(second);
    if (columns) {
        FUZZ_CHECK(dtype != NULL && rc_dtype_equal(rc_store_dtype(columns), dtype));
        FUZZ_CHECK(rc_store_equal(columns, rows));
        import_again(choice & 4 ? columns : rows, choice >> 3);
    }
    rc_store_unref(rows);
    rc_store_unref(columns);
    release(first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arrow_bytes from = {data, size};
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema *schema = arrow_make_schema(&from);
    rc_dtype *dtype = rc_arrow_import_schema(schema, NULL, &err);
    if (!dtype) {
        check_error(&err);
    }
    import_both(&from, schema, dtype);
    rc_dtype_unref(dtype);
    schema->release(schema);
    free(schema);
    FUZZ_CHECK(arrow_made_alive == 0);
    return 0;
}
