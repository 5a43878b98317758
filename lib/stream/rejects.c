/* stream/rejects.c - collects the bad records of a piece, and reports them in order. */
#include "stream/rejects.h"

#include "base/error.h"
#include "stream/reader_impl.h"

#include <string.h>

/* An entry; after it the field, the message and the value of the hint, each ended by NUL. */
typedef struct entry {
    size_t size; /* of all of it; a multiple of its alignment */
    const char *text;
    size_t length;
    size_t good;
    uint64_t byte, line, column, record;
    rc_status status;
    rc_hint hint;
    int sys;
} entry;

void rci_stream_rejects_release(rci_stream_rejects *rejects)
{
    if (rejects->entries.allocator) {
        rci_base_bytes_release(&rejects->entries);
    }
    rejects->count = 0;
}

/* Copies a string with its NUL. Returns what follows it. */
static char *put_string(char *at, const char *text)
{
    size_t n = strlen(text) + 1;
    memcpy(at, text, n);
    return at + n;
}

static const char *get_string(const char *at, char *out)
{
    size_t n = strlen(at) + 1;
    memcpy(out, at, n);
    return at + n;
}

rc_status rci_stream_rejects_add(rci_stream_rejects *rejects, const rc_error *error,
                                 const char *text, size_t length, size_t good, rc_error *err)
{
    entry one = {
        .text = text,
        .length = length,
        .good = good,
        .byte = error->byte,
        .line = error->line,
        .column = error->column,
        .record = error->record,
        .status = error->status,
        .hint = error->hint,
        .sys = error->sys,
    };
    const size_t unit = sizeof(uint64_t);
    char *at;
    if (!rejects->entries.allocator) {
        rci_base_bytes_init_as(&rejects->entries, RC_MEMORY_READER);
    }
    one.size =
        sizeof one + strlen(error->field) + strlen(error->message) + strlen(error->hint_value) + 3;
    one.size = (one.size + unit - 1) / unit * unit;
    if (rci_base_bytes_reserve(&rejects->entries, one.size, err) != RC_OK) {
        return RC_ENOMEM;
    }
    at = (char *)rejects->entries.data + rejects->entries.length;
    memcpy(at, &one, sizeof one);
    at = put_string(at + sizeof one, error->field);
    at = put_string(at, error->message);
    put_string(at, error->hint_value);
    rejects->entries.length += one.size;
    rejects->count++;
    return RC_OK;
}

/* The error of an entry, whose place in the input is not complete. The source stays. */
static void get_error(const entry *one, const char *strings, rc_error *error)
{
    error->status = one->status;
    error->sys = one->sys;
    error->hint = one->hint;
    error->byte = one->byte;
    error->line = one->line;
    error->column = one->column;
    error->record = one->record;
    strings = get_string(strings, error->field);
    strings = get_string(strings, error->message);
    get_string(strings, error->hint_value);
}

/* Lets the function of the options decide about one record. */
static rc_status decide(rc_reader *reader, const entry *one, const rc_error *error, rc_error *err)
{
    const rc_bad_record bad = {sizeof bad, error, one->text, one->length};
    rc_error own;
    rc_status status;
    rc_error_clear(&own);
    status = reader->reject(reader->reject_context, &bad, &own);
    if (status == RC_OK) {
        reader->rejected++;
        return RC_OK;
    }
    *err = own.status == RC_OK || own.status == RC_END ? *error : own; /* RC_END is not an error */
    return err->status;
}

rc_status rci_stream_rejects_report(rc_reader *reader, rci_stream_piece *piece, size_t most,
                                    size_t *good, rc_error *err)
{
    const char *at = (const char *)piece->rejects.entries.data;
    rc_status status = RC_OK;
    rc_error error = RC_ERROR_INIT;
    error.status = RC_EARG; /* so that the source can be added, once */
    rci_base_error_source(&error, rci_io_source_name(reader->source));
    for (size_t i = 0; i < piece->rejects.count && status == RC_OK; i++) {
        entry one;
        memcpy(&one, at, sizeof one);
        if (one.good > most) {
            break;
        }
        get_error(&one, at + sizeof one, &error);
        reader->ops->place_reject(reader, piece, &error);
        status = decide(reader, &one, &error, err);
        *good = one.good;
        at += one.size;
    }
    rci_stream_rejects_clear(&piece->rejects);
    return status;
}
