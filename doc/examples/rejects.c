#include <rowcol.h>
#include <stdio.h>
#include <string.h>

static const char lines[] = "{\"city\":\"Quito\",\"height\":2850}\n"
                            "{\"city\":\"Lima\",\"height\":\"154 m\"}\n"
                            "{\"city\":\"Bogota\"\n"
                            "{\"city\":\"La Paz\",\"height\":3640}\n";

/* Skips a bad record, unless there have been too many. */
static rc_status decide(void *context, const rc_bad_record *bad, rc_error *err)
{
    enum { MOST = 10 };
    int *count = context;
    char line[256];
    (void)err; /* set it to end the reading with another error than that of the record */
    rc_error_print(bad->error, line, sizeof line);
    printf("%s\n    %.*s\n", line, (int)bad->length, bad->text);
    return ++*count > MOST ? bad->error->status : RC_OK;
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    int bad = 0;
    rc_dtype *dtype = rc_dtype_parse("city:S8, height:i4", &err);
    options.dtype = dtype;
    options.format = "ndjson";
    options.reject = decide;
    options.reject_context = &bad;
    rc_store *cities = rc_load_memory(lines, strlen(lines), "cities", &options, &err);
    if (cities) {
        printf("%zu records, %d bad ones\n", rc_store_length(cities), bad);
    }
    rc_store_unref(cities);
    rc_dtype_unref(dtype);
    return cities ? 0 : 1;
}
