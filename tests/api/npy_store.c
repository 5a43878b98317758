/* The program under npy_numpy.py and npz_numpy.py: saves and loads .npy and .npz files as it is
 * asked, one command a line, parts separated by tabs, and answers each with one line.
 *
 *   save DTYPE LAYOUT RECORDS OUTPUT    raw records (a file) to .npy, through rows or columns
 *   load INPUT LAYOUT RECORDS           .npy to raw records; answers with length and descr
 *   map INPUT RECORDS                   the same through rc_npy_map
 *   member INPUT NAME LAYOUT RECORDS    an array of an archive to raw records; NAME may be empty
 *   names INPUT                         answers with the names of the arrays of an archive
 *
 * An answer is "ok", or "error", the status and the whole message. */
#include <rowcol/npy.h>
#include <rowcol/stream.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 1 << 20, PARTS = 6 };

static int failed(const rc_error *err)
{
    char text[1024];
    rc_error_print(err, text, sizeof text);
    printf("error\t%s\t%s\n", rc_status_name(err->status), text);
    return 1;
}

static int failed_system(const char *path)
{
    printf("error\tsystem\t%s\n", path);
    return 1;
}

static rc_layout layout_of(const char *name)
{
    return strcmp(name, "columns") == 0 ? RC_COLUMNS : RC_ROWS;
}

static char *read_file(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    long size = -1;
    *n = 0;
    if (file == NULL)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size >= 0 && fseek(file, 0, SEEK_SET) == 0)
        bytes = malloc((size_t)size + 1);
    if (bytes != NULL)
        *n = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    return bytes;
}

/* The bytes stay where they are: rows of any alignment, with whatever is in the padding. */
static rc_store *records_as_rows(const rc_dtype *dtype, void *records, size_t size, rc_error *err)
{
    size_t itemsize = rc_dtype_itemsize(dtype);
    if (size == 0)
        return rc_store_zeros(dtype, 0, RC_ROWS, err);
    return rc_store_wrap(dtype, itemsize ? size / itemsize : 0, records, NULL, NULL, err);
}

static int save(char **part)
{
    rc_store *store;
    rc_store *rows;
    rc_dtype *dtype;
    rc_error err = RC_ERROR_INIT;
    size_t size;
    char *records = read_file(part[3], &size);
    if (records == NULL)
        return failed_system(part[3]);
    dtype = rc_dtype_parse(part[1], &err);
    rows = dtype ? records_as_rows(dtype, records, size, &err) : NULL;
    store = rows ? rc_store_ref(rows) : NULL;
    if (store && layout_of(part[2]) == RC_COLUMNS) {
        rc_store_unref(store);
        store = rc_store_convert(rows, RC_COLUMNS, &err);
    }
    if (store)
        rc_save(store, part[4], NULL, &err);
    rc_store_unref(store);
    rc_store_unref(rows);
    rc_dtype_unref(dtype);
    free(records);
    return err.status != RC_OK ? failed(&err) : puts("ok") < 0;
}

/* Gives the store back. */
static int write_records(rc_store *store, const char *path)
{
    rc_error err = RC_ERROR_INIT;
    /* A copy, so that padding is zero. */
    rc_store *rows = rc_store_convert(store, RC_ROWS, &err);
    const rc_dtype *dtype = rc_store_dtype(store);
    char *descr = rows ? rc_dtype_text(dtype, RC_NOTATION_DESCR, &err) : NULL;
    int status = 1;
    if (descr == NULL) {
        failed(&err);
    } else {
        size_t n = rc_store_length(rows), size = n * rc_dtype_itemsize(dtype);
        FILE *file = fopen(path, "wb");
        if (file == NULL || (size && fwrite(rc_store_data(rows), 1, size, file) != size))
            failed_system(path);
        else
            status = printf("ok\t%zu\t%s\n", n, descr) < 0;
        if (file != NULL)
            fclose(file);
    }
    rc_text_free(descr);
    rc_store_unref(rows);
    rc_store_unref(store);
    return status;
}

static int load(char **part)
{
    rc_store *store;
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.layout = layout_of(part[2]);
    store = rc_load(part[1], &options, &err);
    return store ? write_records(store, part[3]) : failed(&err);
}

static int map(char **part)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = rc_npy_map(part[1], &err);
    return store ? write_records(store, part[2]) : failed(&err);
}

static int load_member(char **part)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    options.format = "npz";
    options.member = *part[2] ? part[2] : NULL;
    options.layout = layout_of(part[3]);
    store = rc_load(part[1], &options, &err);
    return store ? write_records(store, part[4]) : failed(&err);
}

static int list_names(char **part)
{
    rc_error err = RC_ERROR_INIT;
    rc_npz *npz = rc_npz_open(part[1], &err);
    if (npz == NULL)
        return failed(&err);
    printf("ok");
    for (size_t i = 0; i < rc_npz_count(npz); i++)
        printf("\t%s", rc_npz_name(npz, i));
    rc_npz_close(npz);
    return puts("") < 0;
}

int main(void)
{
    static char line[LINE];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *part[PARTS] = {NULL}, *at = line;
        line[strcspn(line, "\n")] = '\0';
        for (size_t i = 0; i < PARTS && at != NULL; i++)
            part[i] = strsep(&at, "\t");
        if (strcmp(part[0], "save") == 0 && part[4] != NULL)
            save(part);
        else if (strcmp(part[0], "load") == 0 && part[3] != NULL)
            load(part);
        else if (strcmp(part[0], "map") == 0 && part[2] != NULL)
            map(part);
        else if (strcmp(part[0], "member") == 0 && part[4] != NULL)
            load_member(part);
        else if (strcmp(part[0], "names") == 0 && part[1] != NULL)
            list_names(part);
        else
            return 2;
        fflush(stdout);
    }
    return 0;
}
