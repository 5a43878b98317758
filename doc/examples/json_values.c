#include <rowcol.h>
#include <rowcol/json.h> /* also includes jansson.h */
#include <stdio.h>
#include <stdlib.h>

/* Prints a JSON value and releases it. */
static void print(json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;
    printf("%s\n", text ? text : "no value");
    free(text);
    json_decref(value);
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("id:u4, at:{lat:f8, lon:f8}, tags:2S4", &err);
    json_t *array = json_pack("[{s:i, s:{s:f, s:f}, s:[s, s]}]", "id", 7, "at", "lat", 48.5, "lon",
                              9.25, "tags", "a", "b");
    rc_store *store = rc_json_to_store(array, dtype, RC_COLUMNS, NULL, &err);
    json_t *changed = json_pack("{s:i, s:[f, f], s:[s, s]}", "id", 8, "at", 52.5, 13.375, "tags",
                                "c", "too long");
    json_decref(array);
    if (store) {
        print(rc_json_from_store(store, NULL, &err));
        if (rc_json_to_record(store, 0, changed, NULL, &err) != RC_OK) {
            char line[1024];
            rc_error_print(&err, line, sizeof line);
            printf("%s\n", line);
            rc_error_clear(&err);
        }
    }
    json_decref(changed);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return err.status != RC_OK;
}
