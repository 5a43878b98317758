#include <rowcol.h>
#include <stdio.h>
#include <string.h>

static const char lines[] = "{\"id\":1,\"price\":2.5}\n"
                            "{\"id\":2,\"price\":4.25}\n"
                            "{\"price\":1.75,\"id\":3}\n";

static rc_status add_prices(rc_store *batch, double *sum, rc_error *err)
{
    rc_f8_field price;
    rc_status status = rc_store_f8(batch, "price", &price, err);
    for (size_t i = 0; status == RC_OK && i < price.n; i++) {
        *sum += rc_f8_get(price, i);
    }
    return status;
}

/* Reads batch after batch. The memory does not depend on the length of the input. */
static rc_status sum_prices(rc_reader *reader, double *sum, rc_error *err)
{
    for (;;) {
        rc_store *batch;
        rc_status status = rc_reader_next(reader, &batch, err);
        if (status != RC_OK) {
            return status == RC_END ? RC_OK : status;
        }
        status = add_prices(batch, sum, err);
        rc_store_unref(batch);
        if (status != RC_OK) {
            return status;
        }
    }
}

static int sum_text(const char *name, const char *text, const rc_dtype *dtype)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_reader *reader;
    double sum = 0;
    options.format = "ndjson";
    options.dtype = dtype;
    reader = rc_reader_open_memory(text, strlen(text), name, &options, &err);
    if (reader && sum_prices(reader, &sum, &err) == RC_OK) {
        printf("%s: the sum is %g\n", name, sum);
    } else {
        char line[1024];
        rc_error_print(&err, line, sizeof line);
        printf("%s\n", line);
    }
    rc_reader_close(reader);
    return err.status != RC_OK;
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("id:i8, price:f8", &err);
    int failed = 1;
    if (dtype) {
        failed = sum_text("good", lines, dtype);
        sum_text("bad", "{\"id\":1,\"price\":\"2.5\"}\n", dtype); /* prints an error */
    }
    rc_dtype_unref(dtype);
    return failed;
}
