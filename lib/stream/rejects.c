/* stream/rejects.c - collects the bad records of a piece, and reports them in order. */
#include "stream/rejects.h"

#include "base/error.h"
#include "base/word.h"
#include "stream/reader_impl.h"

#include <string.h>

/* The strings of an error that an entry has: all but the source. */
enum { FIELD, MESSAGE, HINT_VALUE, STRINGS };

/* An entry; after it its strings, each ended by NUL. */
typedef struct entry {
    size_t size; /* of all of it; a multiple of its alignment */
    const char *text;
    size_t length;
    size_t good;
    uint64_t byte, line, column, record;
    rc_status status;
    rc_hint hint;
    int sys;
    uint32_t lengths[STRINGS]; /* with the NUL */
} entry;

void rci_stream_rejects_release(rci_stream_rejects *rejects)
{
    if (rejects->entries.allocator) {
        rci_base_bytes_release(&rejects->entries);
    }
    rejects->count = 0;
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
    const char *const strings[STRINGS] = {error->field, error->message, error->hint_value};
    const size_t unit = sizeof(uint64_t);
    char *at;
    if (!rejects->entries.allocator) {
        rci_base_bytes_init_as(&rejects->entries, RC_MEMORY_READER);
    }
    one.size = sizeof one;
    for (int i = 0; i < STRINGS; i++) {
        one.lengths[i] = (uint32_t)strlen(strings[i]) + 1;
        one.size += one.lengths[i];
    }
    one.size = (one.size + unit - 1) / unit * unit;
    if (rci_base_bytes_reserve(&rejects->entries, one.size, err) != RC_OK) {
        return RC_ENOMEM;
    }
    at = (char *)rejects->entries.data + rejects->entries.length;
    memcpy(at, &one, sizeof one);
    at += sizeof one;
    for (int i = 0; i < STRINGS; i++) {
        rci_base_copy_short(at, strings[i], one.lengths[i]);
        at += one.lengths[i];
    }
    rejects->entries.length += one.size;
    rejects->count++;
    return RC_OK;
}

/* The error of an entry, whose place in the input is not complete. The source stays. */
static void get_error(const entry *one, const char *at, rc_error *error)
{
    char *const strings[STRINGS] = {error->field, error->message, error->hint_value};
    error->status = one->status;
    error->sys = one->sys;
    error->hint = one->hint;
    error->byte = one->byte;
    error->line = one->line;
    error->column = one->column;
    error->record = one->record;
    for (int i = 0; i < STRINGS; i++) {
        rci_base_copy_short(strings[i], at, one->lengths[i]);
        at += one->lengths[i];
    }
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
