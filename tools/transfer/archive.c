/* transfer/archive.c - the arrays of an .npz archive. */
#include "transfer/archive.h"

#include "base/formats.h"
#include "base/terminal.h"
#include "dtype/describe.h"
#include "report/report.h"

#include <inttypes.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool is_archive(const char *path, const char *format)
{
    const char *name = format ? format : format_of_input(path);
    return name && strcmp(name, "npz") == 0 && strcmp(path, "-") != 0;
}

/* The name between quotes, with everything but printable ASCII escaped; for free(). */
static char *quoted(const char *name)
{
    json_t *value = json_string(name);
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;
    json_decref(value);
    return text;
}

static int show_text(const char *name, const rc_reader *reader)
{
    const rc_dtype *dtype = rc_reader_dtype(reader);
    char *shown = quoted(name), *compact = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
    int status = shown && compact ? 0 : report_no_memory();
    if (status == 0) {
        printf("%-16s %12" PRIu64 " records of %6zu bytes   %s\n", shown,
               rc_reader_expected(reader), rc_dtype_itemsize(dtype), compact);
    }
    free(shown);
    rc_text_free(compact);
    return status;
}

static int add_json(json_t *arrays, const char *name, const rc_reader *reader)
{
    json_t *object =
        json_pack("{s:s, s:I}", "name", name, "records", (json_int_t)rc_reader_expected(reader));
    int status = object ? describe_dtype(object, rc_reader_dtype(reader)) : report_no_memory();
    if (status != 0) {
        json_decref(object);
    } else if (json_array_append_new(arrays, object) != 0) {
        status = report_no_memory();
    }
    return status;
}

/* One array: into `arrays`, or to standard output if that is NULL. */
static int show_array(const char *path, const char *name, json_t *arrays)
{
    rc_error err = RC_ERROR_INIT;
    const rc_read_options options = {
        .size = sizeof(rc_read_options), .format = "npz", .member = name};
    rc_reader *reader = rc_reader_open(path, &options, &err);
    int status;
    if (!reader) {
        return report_error(&err);
    }
    status = arrays ? add_json(arrays, name, reader) : show_text(name, reader);
    rc_reader_close(reader);
    return status;
}

static int show_each(const char *path, const rc_npz *npz, json_t *arrays)
{
    int status = 0;
    for (size_t i = 0; i < rc_npz_count(npz) && status == 0; i++) {
        status = show_array(path, rc_npz_name(npz, i), arrays);
    }
    return status;
}

static int show_object(const char *path, const rc_npz *npz)
{
    json_t *arrays = json_array(), *object;
    json_t *file = json_path(path);
    int status = arrays ? show_each(path, npz, arrays) : report_no_memory();
    if (status != 0) {
        json_decref(arrays);
        json_decref(file);
        return status;
    }
    object = json_pack("{s:o, s:o}", "file", file, "arrays", arrays);
    return object ? print_json(object) : report_no_memory();
}

static int show_list(const char *path, const rc_npz *npz)
{
    printf("%-9s ", "file");
    put_safe(path, stdout);
    printf("\n%-9s %zu: choose one with --member NAME\n\n", "arrays", rc_npz_count(npz));
    return show_each(path, npz, NULL);
}

bool show_arrays(const char *path, bool json, int *status)
{
    rc_error err = RC_ERROR_INIT;
    rc_npz *npz = rc_npz_open(path, &err);
    bool shown = rc_npz_count(npz) != 1;
    if (!npz) {
        *status = report_error(&err);
    } else if (shown) {
        *status = json ? show_object(path, npz) : show_list(path, npz);
    }
    rc_npz_close(npz);
    return shown;
}
