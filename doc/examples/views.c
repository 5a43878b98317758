#include <rowcol.h>
#include <stdio.h>
#include <string.h>

static const char lines[] = "{\"id\":1,\"at\":{\"x\":0.5,\"y\":10},\"name\":\"first\"}\n"
                            "{\"id\":2,\"at\":{\"x\":1.5,\"y\":20},\"name\":\"second\"}\n"
                            "{\"id\":3,\"at\":{\"x\":2.5,\"y\":30},\"name\":\"third\"}\n"
                            "{\"id\":4,\"at\":{\"x\":3.5,\"y\":40},\"name\":\"fourth\"}\n";

/* Writes the records of a store or view as lines of JSON, and releases it. */
static void show(const char *what, const rc_store *store, rc_error *err)
{
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    options.format = "ndjson";
    printf("%s\n", what);
    fflush(stdout);
    if (store) {
        rc_save(store, "-", &options, err);
    }
    rc_store_unref(store);
}

int main(void)
{
    const char *fields[] = {"name", "at.y"};
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("id:i4, at:{x:f8, y:i2}, name:str", &err);
    rc_store *store, *every, *at;
    rc_f8_field x;

    options.format = "ndjson";
    options.dtype = dtype;
    store = rc_load_memory(lines, strlen(lines), "lines", &options, &err);
    if (!store) {
        return 1;
    }

    /* Nothing is copied: these are the same records. */
    show("reversed", rc_store_reversed(store, &err), &err);
    show("two fields", rc_store_select(store, fields, 2, &err), &err);

    /* Writing through a view writes to the store. */
    every = rc_store_slice_step(store, 0, 2, 2, &err); /* records 0 and 2 */
    at = rc_store_nested(every, "at", &err);
    if (rc_store_f8(at, "x", &x, &err) == RC_OK) {
        for (size_t i = 0; i < x.n; i++) {
            rc_f8_set(x, i, -1);
        }
    }
    rc_store_unref(at);
    rc_store_unref(every);
    show("the store", rc_store_ref(store), &err);

    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return err.status != RC_OK;
}
