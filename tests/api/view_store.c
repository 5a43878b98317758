/* The program under view_numpy.py: applies operations to a store, one after the other, and saves
 * it.
 *
 *   view_store INPUT LAYOUT OUTPUT OPERATION...
 *
 *   step FIRST N STEP, reverse, select N PATH..., nested PATH, append-zeros N, insert AT N,
 *   remove FIRST N, truncate N, add NAME TYPE POSITION, drop N NAME..., rename FROM TO,
 *   cast DTYPE, convert LAYOUT */
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t number(const char *text)
{
    return (size_t)strtoull(text, NULL, 10);
}

static rc_layout layout_of(const char *name)
{
    return strcmp(name, "columns") == 0 ? RC_COLUMNS : RC_ROWS;
}

static void add(rc_store *store, char **part, rc_error *err)
{
    rc_dtype *type = rc_dtype_parse(part[2], err);
    rc_field_spec spec = {part[1], type, RC_AUTO, 0};
    rc_store_add_field(store, &spec, number(part[3]), err);
    rc_dtype_unref(type);
}

static rc_store *cast(const rc_store *store, const char *text, rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse(text, err);
    rc_store *made = NULL;
    if (dtype) {
        made = rc_store_cast(store, dtype, RC_MATCH_POSITION, RC_CAST_CHECKED,
                             rc_store_layout(store) == RC_COLUMNS ? RC_COLUMNS : RC_ROWS, err);
    }
    rc_dtype_unref(dtype);
    return made;
}

/* Changes the store in place; returns the number of words, or 0 for another operation. */
static int change(rc_store *store, char **part, rc_error *err)
{
    if (strcmp(part[0], "append-zeros") == 0) {
        rc_store_append(store, number(part[1]), NULL, err);
        return 2;
    }
    if (strcmp(part[0], "insert") == 0) {
        rc_store_insert(store, number(part[1]), number(part[2]), err);
        return 3;
    }
    if (strcmp(part[0], "remove") == 0) {
        rc_store_remove(store, number(part[1]), number(part[2]), err);
        return 3;
    }
    if (strcmp(part[0], "truncate") == 0) {
        rc_store_truncate(store, number(part[1]), err);
        return 2;
    }
    if (strcmp(part[0], "add") == 0) {
        add(store, part, err);
        return 4;
    }
    if (strcmp(part[0], "drop") == 0) {
        rc_store_drop_fields(store, (const char *const *)(void *)(part + 2), number(part[1]), err);
        return 2 + (int)number(part[1]);
    }
    if (strcmp(part[0], "rename") == 0) {
        rc_store_rename_field(store, part[1], part[2], err);
        return 3;
    }
    return 0;
}

/* Makes a view or a copy; returns the number of words. */
static int make(rc_store *store, char **part, rc_store **made, rc_error *err)
{
    if (strcmp(part[0], "step") == 0) {
        *made = rc_store_slice_step(store, number(part[1]), number(part[2]),
                                    (ptrdiff_t)strtoll(part[3], NULL, 10), err);
        return 4;
    }
    if (strcmp(part[0], "reverse") == 0) {
        *made = rc_store_reversed(store, err);
        return 1;
    }
    if (strcmp(part[0], "select") == 0) {
        *made =
            rc_store_select(store, (const char *const *)(void *)(part + 2), number(part[1]), err);
        return 2 + (int)number(part[1]);
    }
    if (strcmp(part[0], "nested") == 0) {
        *made = rc_store_nested(store, part[1], err);
        return 2;
    }
    if (strcmp(part[0], "cast") == 0) {
        *made = cast(store, part[1], err);
        return 2;
    }
    *made = rc_store_convert(store, layout_of(part[1]), err);
    return 2;
}

int main(int argc, char **argv)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    int i = 4;
    if (argc < 4) {
        return 2;
    }
    options.layout = layout_of(argv[2]);
    store = rc_load(argv[1], &options, &err);
    while (store && i < argc && err.status == RC_OK) {
        int words = change(store, argv + i, &err);
        if (words == 0) {
            rc_store *made = NULL;
            words = make(store, argv + i, &made, &err);
            rc_store_unref(store);
            store = made;
        }
        i += words;
    }
    if (err.status == RC_OK) {
        rc_save(store, argv[3], NULL, &err);
    }
    rc_store_unref(store);
    if (err.status != RC_OK) {
        char line[1024];
        rc_error_print(&err, line, sizeof line);
        printf("%s\n", line);
    }
    return err.status != RC_OK;
}
