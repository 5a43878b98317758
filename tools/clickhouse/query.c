/* clickhouse/query.c - what a ClickHouse server answers as the input of a reader. */
#include "clickhouse/query.h"

#include "clickhouse/http_text.h"
#include "clickhouse/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct answer {
    clickhouse_address address;
    clickhouse_http *http;
    clickhouse_request request;
    char *statement;
    bool started;
} answer;

static void close_answer(void *context)
{
    answer *a = context;
    clickhouse_http_close(a->http);
    clickhouse_address_release(&a->address);
    free(a->statement);
    free(a);
}

/* The exception at the end of what was read last, or "". */
static char exception[CLICKHOUSE_WORDS_SIZE];

static void keep_exception(const answer *a)
{
    size_t n;
    const char *tail = clickhouse_http_tail(a->http, &n);
    exception[0] = '\0';
    if (clickhouse_has_exception(tail, n)) {
        clickhouse_words(tail, n, exception);
    }
}

void explain_input(rc_error *err)
{
    if (exception[0] && is_clickhouse(err->source) && err->status != RC_OK &&
        err->status != RC_EIO && err->status != RC_ENOMEM && err->status != RC_ECANCELED) {
        err->status = RC_EIO;
        err->hint = RC_HINT_NONE;
        err->field[0] = '\0';
        err->byte = err->line = err->column = err->record = RC_NOWHERE;
        snprintf(err->message, sizeof err->message, "the server broke its answer off: %s",
                 exception);
    }
}

static rc_status read_answer(void *context, void *buffer, size_t n, size_t *got, rc_error *err)
{
    answer *a = context;
    rc_status status = a->started ? RC_OK : clickhouse_http_begin(a->http, &a->request, err);
    a->started = true;
    if (status == RC_OK) {
        status = clickhouse_http_read(a->http, buffer, n, got, err);
    }
    if (status == RC_OK) {
        keep_exception(a);
    }
    return status;
}

/* What is read, as SQL names it: (SELECT ...) or `table`, for free(). NULL: no memory. */
static char *name_of(const clickhouse_address *address)
{
    char *name;
    if (!address->query) {
        return clickhouse_table_name(address);
    }
    return asprintf(&name, "(%s)", address->query) < 0 ? NULL : name;
}

static rc_status open_answer(answer *a, const char *path, rc_error *err)
{
    rc_status status = clickhouse_address_read(path, &a->address, err);
    char *name = status == RC_OK ? name_of(&a->address) : NULL;
    a->http = status == RC_OK ? clickhouse_http_open(&a->address, err) : NULL;
    if (a->http && (!name || asprintf(&a->statement, "%s%s FORMAT Native",
                                      a->address.query ? "" : "SELECT * FROM ",
                                      a->address.query ? a->address.query : name) < 0)) {
        a->statement = NULL;
        err->status = RC_ENOMEM;
    }
    free(name);
    a->request = (clickhouse_request){.parameters = "", .statement = a->statement};
    return a->http && a->statement ? RC_OK : err->status;
}

/* A server sends nothing where there are no records. They have a dtype nevertheless. */
static rc_reader *open_empty(const char *path, const char *name, const rc_read_options *options,
                             rc_error *err)
{
    rc_read_options read = *options;
    answer *a = calloc(1, sizeof *a);
    char *asked = NULL, *columns = NULL;
    rc_dtype *dtype = NULL;
    rc_reader *reader = NULL;
    rc_error_clear(err);
    if (a && open_answer(a, path, err) == RC_OK) {
        asked = name_of(&a->address);
        columns = asked ? clickhouse_columns(a->http, asked, err) : NULL;
        dtype = columns ? rc_clickhouse_dtype(columns, err) : NULL;
    }
    if (dtype) {
        read.dtype = dtype;
        reader = rc_reader_open_memory("", 0, name, &read, err);
    } else if (err->status == RC_OK) {
        err->status = RC_ENOMEM;
    }
    rc_dtype_unref(dtype);
    free(columns);
    free(asked);
    if (a) {
        close_answer(a);
    }
    return reader;
}

static rc_reader *open_clickhouse(const char *path, const rc_read_options *options, rc_error *err)
{
    rc_read_options read = *options;
    rc_input input = RC_INPUT_INIT;
    answer *a = calloc(1, sizeof *a);
    char name[sizeof err->source];
    rc_reader *reader;
    if (!a) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    a->address.shown = path;
    if (read.format && strcmp(read.format, "native") != 0) {
        clickhouse_fail(&a->address, err, RC_EARG, "a server sends native: leave -f %s out",
                        read.format);
    }
    if (err->status != RC_OK || open_answer(a, path, err) != RC_OK) {
        close_answer(a);
        return NULL;
    }
    read.format = "native";
    snprintf(name, sizeof name, "%.*s", (int)strcspn(path, "?"), path);
    input.context = a;
    input.read = read_answer;
    input.close = close_answer;
    reader = rc_reader_open_input(&input, name, &read, err);
    return reader || err->hint != RC_HINT_DTYPE ? reader : open_empty(path, name, &read, err);
}

rc_reader *open_input(const char *path, const rc_read_options *options, rc_error *err)
{
    return is_clickhouse(path) ? open_clickhouse(path, options, err)
                               : rc_reader_open(path, options, err);
}
