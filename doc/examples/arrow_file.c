/* Sums a column of an Arrow file, batch by batch, in the pages of the file. */
#include <rowcol.h>
#include <stdio.h>
#include <string.h>

static const char lines[] = "{\"city\":\"Oslo\",\"degrees\":-3.5}\n"
                            "{\"city\":\"Quito\",\"degrees\":14}\n";

/* Loads the lines and saves them as a file. */
static int make_file(const char *path, rc_error *err)
{
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("city:str, degrees:f8", err);
    read.format = "ndjson";
    read.dtype = dtype;
    rc_store *store = rc_load_memory(lines, strlen(lines), "lines", &read, err);
    int made = store && rc_save(store, path, NULL, err) == RC_OK;
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return made;
}

static double sum_file(const char *path, rc_error *err)
{
    double sum = 0;
    rc_arrow_file *file = rc_arrow_file_open(path, NULL, err);
    for (size_t i = 0; i < rc_arrow_file_batches(file); i++) {
        rc_stats stats = RC_STATS_INIT;
        rc_store *batch = rc_arrow_file_batch(file, i, err);
        if (!batch || rc_store_stats(batch, "degrees", &stats, NULL, err) != RC_OK) {
            break;
        }
        printf("batch %zu: %zu records\n", i, rc_store_length(batch));
        sum += stats.sum.as.f;
        rc_store_unref(batch);
    }
    rc_arrow_file_close(file);
    return sum;
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    if (make_file("cities.arrow", &err)) {
        printf("sum: %g\n", sum_file("cities.arrow", &err));
    }
    if (err.status != RC_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    return 0;
}
