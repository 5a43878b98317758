/* options/dtype_arg.c - parses a dtype of the command line and shows where it is wrong. */
#include "options/dtype_arg.h"

#include "report/caret.h"
#include "report/report.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No dtype within the library's limits needs more text. */
#define MOST_TEXT ((size_t)1 << 30)

typedef struct text {
    char *data; /* ends with NUL */
    size_t length;
} text;

/* ------------------------------------------------------------------ files */

static int report_file(const char *name, int error)
{
    report("%s: cannot read it: %s", name, strerror(error));
    return EXIT_IO;
}

/* Reads all of an open file into memory from malloc. */
static int read_stream(FILE *file, const char *name, text *all)
{
    size_t capacity = 0; /* and a NUL */
    for (;;) {
        size_t got;
        if (all->length == capacity) {
            size_t wanted = capacity ? capacity * 2 : 4096;
            char *more = wanted <= MOST_TEXT ? realloc(all->data, wanted + 1) : NULL;
            if (!more) {
                return report_no_memory();
            }
            all->data = more;
            capacity = wanted;
        }
        errno = 0;
        got = fread(all->data + all->length, 1, capacity - all->length, file);
        all->length += got;
        all->data[all->length] = '\0';
        if (got == 0) {
            return ferror(file) ? report_file(name, errno) : 0;
        }
    }
}

static int read_file(const char *path, text *all)
{
    FILE *file;
    int status;
    if (strcmp(path, "-") == 0) {
        return read_stream(stdin, "standard input", all);
    }
    file = fopen(path, "re");
    if (!file) {
        return report_file(path, errno);
    }
    status = read_stream(file, path, all);
    fclose(file);
    return status;
}

/* ----------------------------------------------------------------- errors */

/* Sets the line and column of the error's byte. */
static void find_line(const text *all, rc_error *err)
{
    err->line = err->column = 1;
    for (size_t i = 0; i < err->byte && i < all->length; i++) {
        err->column++;
        if (all->data[i] == '\n') {
            err->line++;
            err->column = 1;
        }
    }
}

static int report_dtype(const text *all, const char *source, rc_error *err)
{
    int status;
    if (err->status == RC_ENOMEM) {
        return report_error(err);
    }
    snprintf(err->source, sizeof err->source, "%s", source);
    if (err->byte != RC_NOWHERE && memchr(all->data, '\n', all->length)) {
        find_line(all, err);
    }
    status = report_error(err);
    if (err->byte != RC_NOWHERE) {
        show_caret(all->data, all->length, (size_t)err->byte);
    }
    /* RC_EARG for a dtype means that the text is wrong, not the command line. */
    return status == EXIT_USAGE ? EXIT_DATA : status;
}

/* ------------------------------------------------------------------------- */

static rc_dtype *parse(const text *all, const char *source, rc_align align, rc_mapping *mapping,
                       int *status)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse_mapped(all->data, all->length, align, mapping, &err);
    if (!dtype) {
        *status = report_dtype(all, source, &err);
    }
    return dtype;
}

/* The dtype of a store file. NULL: it is not one (`*status` is 0 then), or an error was reported.
 */
static rc_dtype *dtype_of_store(const char *path, rc_align align, int *status)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open(path, NULL, &err);
    rc_dtype *dtype = NULL;
    *status = 0;
    if (reader) {
        const rc_dtype *found = rc_reader_dtype(reader);
        dtype =
            align == RC_ALIGNED ? rc_dtype_repack(found, RC_ALIGNED, 1, &err) : rc_dtype_ref(found);
        rc_reader_close(reader);
    }
    /* A file whose format needs a dtype, or that shows no format, is the text of one. */
    if (!dtype && err.status != RC_EARG) {
        *status = report_error(&err);
    }
    return dtype;
}

static rc_dtype *dtype_of_file(const char *path, rc_align align, rc_mapping *mapping, int *status)
{
    text all = {NULL, 0};
    bool standard = strcmp(path, "-") == 0;
    rc_dtype *dtype = standard ? NULL : dtype_of_store(path, align, status);
    if (!dtype && *status == 0) {
        *status = read_file(path, &all);
        if (*status == 0) {
            dtype = parse(&all, standard ? "standard input" : path, align, mapping, status);
        }
    }
    free(all.data);
    return dtype;
}

static rc_dtype *dtype_of_argument(const char *argument, rc_align align, rc_mapping *mapping,
                                   int *status)
{
    text all = {NULL, strlen(argument)};
    rc_dtype *dtype;
    if (argument[0] == '@') {
        return dtype_of_file(argument + 1, align, mapping, status);
    }
    all.data = strdup(argument);
    if (!all.data) {
        *status = report_no_memory();
        return NULL;
    }
    dtype = parse(&all, "dtype", align, mapping, status);
    free(all.data);
    return dtype;
}

int dtype_argument(const char *argument, rc_align align, given_dtype *given)
{
    rc_error err = RC_ERROR_INIT;
    int status = 0;
    given->dtype = NULL;
    given->mapping = rc_mapping_new(&err);
    if (!given->mapping) {
        return report_error(&err);
    }
    given->dtype = dtype_of_argument(argument, align, given->mapping, &status);
    return status;
}

int given_dtype_flatten(given_dtype *given)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *flat = rc_dtype_flatten(given->dtype, given->mapping, &err);
    if (!flat) {
        return report_error(&err);
    }
    rc_dtype_unref(given->dtype);
    given->dtype = flat;
    return 0;
}

void given_dtype_release(given_dtype *given)
{
    rc_dtype_unref(given->dtype);
    rc_mapping_free(given->mapping);
    *given = (given_dtype){NULL, NULL};
}
