/*
 * resident.c - loads points from NDJSON into a store and prints its resident memory in bytes a
 * record.
 *
 * usage: resident rows|columns FILE
 */
#include <rowcol.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Bytes of this program that are in memory. */
static double resident_bytes(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file) {
        if (fscanf(file, "%*s %ld", &pages) != 1) {
            pages = 0;
        }
        fclose(file);
    }
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static int fail(const rc_error *err)
{
    char line[1024];
    rc_error_print(err, line, sizeof line);
    fprintf(stderr, "resident: %s\n", line);
    return 1;
}

/* Reads every value once, so that all pages of the store are in memory. */
static rc_status sum_of(rc_store *store, const char *name, int64_t *sum, rc_error *err)
{
    rc_i4_field field;
    rc_status status = rc_store_i4(store, name, &field, err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < field.n; i++) {
        *sum += rc_i4_get(field, i);
    }
    return RC_OK;
}

int main(int argc, char **argv)
{
    rc_status status;
    rc_store *store;
    double before;
    rc_dtype *dtype;
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = {.size = sizeof(rc_read_options), .layout = RC_ROWS};
    int64_t x = 0, y = 0, z = 0;
    if (argc != 3) {
        fprintf(stderr, "usage: resident rows|columns FILE\n");
        return 2;
    }
    if (strcmp(argv[1], "columns") == 0) {
        options.layout = RC_COLUMNS;
    }
    dtype = rc_dtype_parse("x:i4, y:i4, z:i4", &err);
    if (!dtype) {
        return fail(&err);
    }
    options.dtype = dtype;
    before = resident_bytes();
    store = rc_load(argv[2], &options, &err);
    if (!store) {
        rc_dtype_unref(dtype);
        return fail(&err);
    }
    status = sum_of(store, "x", &x, &err);
    status = status == RC_OK ? sum_of(store, "y", &y, &err) : status;
    status = status == RC_OK ? sum_of(store, "z", &z, &err) : status;
    if (status == RC_OK) {
        printf("%.1f\n", (resident_bytes() - before) / (double)rc_store_length(store));
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return status == RC_OK ? 0 : fail(&err);
}
