#include <rowcol.h>
#include <stdio.h>

/* Prints how far a load has come, and ends it after a number of bad records. */
static rc_status show(void *context, const rc_progress *progress, rc_error *err)
{
    const uint64_t *most = context;
    (void)err;
    printf("%s: %d records, %d bad, %d of %d bytes\n", progress->source, (int)progress->records,
           (int)progress->rejected, (int)progress->bytes, (int)progress->total);
    return progress->rejected > *most ? RC_ECANCELED : RC_OK;
}

static rc_status skip(void *context, const rc_bad_record *bad, rc_error *err)
{
    (void)context, (void)bad, (void)err;
    return RC_OK;
}

int main(void)
{
    static const char text[] = "{\"x\":1}\n{\"x\":\"?\"}\n{\"x\":3}\n";
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err);
    for (uint64_t most = 0; most <= 1; most++) {
        rc_read_options read = RC_READ_OPTIONS_INIT;
        rc_store *store;
        read.dtype = dtype;
        read.reject = skip;
        read.progress = show;
        read.progress_context = &most;
        store = rc_load_memory(text, sizeof text - 1, "text.ndjson", &read, &err);
        printf("%s\n", store ? "loaded" : err.message);
        rc_store_unref(store);
        rc_error_clear(&err);
    }
    rc_dtype_unref(dtype);
    return 0;
}
