#include <rowcol.h>
#include <stdio.h>
#include <string.h>

static const char lines[] = "{\"city\":\"Oslo\",\"degrees\":-3.5,\"wind\":4}\n"
                            "{\"city\":\"Llanfairpwllgwyngyll\",\"degrees\":8.25,\"wind\":null}\n"
                            "{\"city\":\"Quito\",\"degrees\":14,\"wind\":2}\n";

/* Any program that knows the interface: it has the structures, and nothing of this library. */
static double sum_of_doubles(const struct ArrowSchema *schema, const struct ArrowArray *array,
                             const char *name)
{
    double sum = 0;
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowArray *column = array->children[i];
        if (strcmp(schema->children[i]->name, name) == 0 &&
            strcmp(schema->children[i]->format, "g") == 0) {
            const double *values = (const double *)column->buffers[1] + column->offset;
            for (int64_t k = 0; k < column->length; k++) {
                sum += values[k];
            }
        }
    }
    return sum;
}

static rc_store *load_lines(rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("city:str, degrees:f8, wind:i2?", err);
    options.format = "ndjson";
    options.dtype = dtype;
    options.layout = RC_COLUMNS;
    rc_store *store = rc_load_memory(lines, strlen(lines), "lines", &options, err);
    rc_dtype_unref(dtype);
    return store;
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema schema;
    struct ArrowArray array;
    char line[1024];

    /* Out: the columns are shared, not copied. The store may be released before the array. */
    rc_store *store = load_lines(&err);
    if (rc_arrow_export(store, NULL, &schema, &array, &err) != RC_OK) {
        rc_error_print(&err, line, sizeof line);
        fprintf(stderr, "%s\n", line);
        return 1;
    }
    rc_store_unref(store);
    for (int64_t i = 0; i < schema.n_children; i++) {
        printf("%s is %s%s\n", schema.children[i]->name, schema.children[i]->format,
               schema.children[i]->flags & ARROW_FLAG_NULLABLE ? " or null" : "");
    }
    printf("the sum is %g\n", sum_of_doubles(&schema, &array, "degrees"));

    /* In: the store owns the array now, and releases it with its last column. */
    store = rc_arrow_import(&array, &schema, NULL, &err);
    schema.release(&schema);
    if (!store) {
        array.release(&array);
        return 1;
    }
    fflush(stdout);
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    options.format = "ndjson";
    rc_save(store, "-", &options, &err);

    /* Both in parts: a stream of two records at a time, read by the reader of another program. */
    struct ArrowArrayStream stream;
    if (rc_arrow_stream_export_store(store, 2, NULL, &stream, &err) != RC_OK) {
        return 1;
    }
    rc_store_unref(store);
    rc_reader *reader = rc_arrow_stream_import(&stream, NULL, &err);
    rc_store *batch;
    while (reader && rc_reader_next(reader, &batch, &err) == RC_OK) {
        printf("a batch of %zu\n", rc_store_length(batch));
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    return err.status == RC_OK || err.status == RC_END ? 0 : 1;
}
