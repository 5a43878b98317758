#include <rowcol.h>
#include <stdio.h>

/* Finds the dtype of records in memory, and loads them with it. */
int main(void)
{
    static const char text[] = "{\"x\":1,\"name\":\"a\"}\n{\"x\":300}\n";
    rc_error err = RC_ERROR_INIT;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_inference *report = NULL;
    rc_dtype *dtype =
        rc_infer_memory(text, sizeof text - 1, "text.ndjson", &read, NULL, &report, &err);
    for (size_t i = 1; i < rc_inference_count(report); i++) {
        const rc_inferred_field *field = rc_inference_field(report, i);
        printf("%s: %d of %d\n", field->path, (int)field->values, (int)field->possible);
    }
    rc_inference_free(report);

    rc_store *store = NULL;
    if (dtype) {
        read.dtype = dtype;
        read.missing = RC_MISSING_NULL; /* the name is absent in a record */
        store = rc_load_memory(text, sizeof text - 1, "text.ndjson", &read, &err);
    }
    if (store) {
        char *compact = rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err);
        printf("%s: %d records\n", compact ? compact : "", (int)rc_store_length(store));
        rc_text_free(compact);
    } else {
        char line[1024];
        rc_error_print(&err, line, sizeof line);
        fprintf(stderr, "infer: %s\n", line);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return err.status == RC_OK ? 0 : 1;
}
