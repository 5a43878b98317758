/*
 * Reads questions from standard input, one a line, each as a JSON array [DTYPE, TEXT, FORMAT,
 * EXTRA, MISSING, NULLS, REJECT], DTYPE with the places of its fields, and writes one JSON object a
 * line: what is read, or the error. Each text is read in every way of decoding, with pieces of
 * several sizes, on one thread and on several; "differs" says that not all results are the same.
 * For tests that compare with other code.
 */
#include "format/json/read/piece.h"
#include "format/json/read/reader.h"
#include "stream/crew.h"

#include <jansson.h>
#include <rowcol.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct question {
    const char *text, *format;
    rc_dtype *dtype;
    rc_mapping *mapping;
    rc_extra extra;
    rc_missing missing;
    rc_nulls nulls;
    bool reject;
} question;

static char output[64];

static json_t *error_object(const rc_error *err)
{
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:s}", "status", rc_status_name(err->status),
                     "field", err->field, "byte", (json_int_t)err->byte, "line",
                     (json_int_t)err->line, "column", (json_int_t)err->column, "record",
                     (json_int_t)err->record, "message", err->message);
}

static rc_status note_reject(void *context, const rc_bad_record *bad, rc_error *err)
{
    json_t *object = error_object(bad->error);
    (void)err;
    json_object_set_new(object, "text", json_stringn(bad->text, bad->length));
    json_array_append_new(context, object);
    return RC_OK;
}

static json_t *lines_of_output(void)
{
    json_t *lines = json_array();
    FILE *file = fopen(output, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    while (file && (n = getline(&line, &size, file)) > 0) {
        json_array_append_new(lines, json_stringn(line, (size_t)n - 1));
    }
    if (file) {
        fclose(file);
    }
    free(line);
    return lines;
}

/* One reading; 0 threads: as from a pipe. */
static json_t *read_once(const question *q, size_t piece_bytes, unsigned ways, unsigned threads)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_pump_options pump = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    json_t *result = json_object(), *rejects = json_array();
    rc_reader *reader;
    rc_writer *writer = NULL;
    rc_status status = RC_EARG;
    options.format = q->format;
    options.dtype = q->dtype;
    options.mapping = q->mapping;
    options.extra = q->extra;
    options.missing = q->missing;
    options.nulls = q->nulls;
    options.reject = q->reject ? note_reject : NULL;
    options.reject_context = rejects;
    options.layout = threads % 2 ? RC_COLUMNS : RC_ROWS;
    reader = rc_reader_open_memory(q->text, strlen(q->text), "test", &options, &err);
    if (reader) {
        rci_json_read_set_pieces(reader, piece_bytes, ways);
        if (threads == 0) {
            rci_stream_text_set_serial(reader);
        }
        writer = rc_writer_open(output, q->dtype, NULL, &err);
    }
    if (writer) {
        pump.threads = threads ? threads : 1;
        status = rc_pump(reader, writer, &pump, &stats, &err);
    }
    if (status == RC_OK && rc_writer_finish(writer, &err) == RC_OK) {
        json_object_set_new(result, "lines", lines_of_output());
        json_object_set_new(result, "rejects", json_deep_copy(rejects));
    } else {
        json_object_set_new(result, "error", error_object(&err));
    }
    json_object_set_new(result, "records", json_integer((json_int_t)stats.records));
    rc_reader_close(reader);
    rc_writer_close(writer);
    json_decref(rejects);
    return result;
}

static json_t *read_in_all_ways(const question *q)
{
    static const unsigned ways[] = {0,
                                    RCI_JSON_READ_BY_TEMPLATE,
                                    RCI_JSON_READ_BY_PLAIN_TEMPLATE,
                                    RCI_JSON_READ_BY_INDEX,
                                    RCI_JSON_READ_BY_NARROW_INDEX,
                                    RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX};
    static const size_t sizes[] = {1, 100, 1000, 1 << 18};
    static const unsigned threads[] = {1, 0, 3, 1};
    json_t *first = NULL;
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            json_t *result = read_once(q, sizes[i], ways[way], threads[i]);
            if (first && !json_equal(first, result) && !json_object_get(first, "differs")) {
                json_t *other = json_object();
                json_object_set_new(other, "ways", json_integer(ways[way]));
                json_object_set_new(other, "piece", json_integer((json_int_t)sizes[i]));
                json_object_set(other, "result", result);
                json_object_set_new(first, "differs", other);
            }
            if (first) {
                json_decref(result);
            }
            first = first ? first : result;
        }
    }
    return first;
}

/* The text of dtype and mapping reads back as the same. */
static bool reads_back(const question *q)
{
    char *text = rc_dtype_text_mapped(q->dtype, q->mapping, NULL), *again = NULL;
    rc_mapping *mapping = rc_mapping_new(NULL);
    rc_dtype *dtype =
        text ? rc_dtype_parse_mapped(text, strlen(text), RC_PACKED, mapping, NULL) : NULL;
    bool same = rc_dtype_equal(dtype, q->dtype);
    again = same ? rc_dtype_text_mapped(dtype, mapping, NULL) : NULL;
    same = again && strcmp(text, again) == 0 &&
           rc_mapping_count(mapping) == rc_mapping_count(q->mapping);
    rc_text_free(text);
    rc_text_free(again);
    rc_dtype_unref(dtype);
    rc_mapping_free(mapping);
    return same;
}

static json_t *answer(const json_t *asked)
{
    const char *dtype = json_string_value(json_array_get(asked, 0));
    question q = {.text = json_string_value(json_array_get(asked, 1)),
                  .format = json_string_value(json_array_get(asked, 2)),
                  .mapping = rc_mapping_new(NULL),
                  .extra = (rc_extra)json_integer_value(json_array_get(asked, 3)),
                  .missing = (rc_missing)json_integer_value(json_array_get(asked, 4)),
                  .nulls = (rc_nulls)json_integer_value(json_array_get(asked, 5)),
                  .reject = json_is_true(json_array_get(asked, 6))};
    rc_error err = RC_ERROR_INIT;
    json_t *result;
    q.dtype = rc_dtype_parse_mapped(dtype, strlen(dtype), RC_PACKED, q.mapping, &err);
    if (q.dtype) {
        result = read_in_all_ways(&q);
        json_object_set_new(result, "reads_back", json_boolean(reads_back(&q)));
    } else {
        result = json_pack("{s:o}", "dtype", error_object(&err));
    }
    rc_dtype_unref(q.dtype);
    rc_mapping_free(q.mapping);
    return result;
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    const char *folder = getenv("TMPDIR");
    snprintf(output, sizeof output, "%.32s/mapped-%d.ndjson",
             folder && strlen(folder) < 32 ? folder : "/tmp", (int)getpid());
    rci_stream_pump_set_processors(RC_MAX_THREADS); /* however few processors there are */
    while (getline(&line, &size, stdin) > 0) {
        json_t *asked = json_loads(line, 0, NULL), *found = asked ? answer(asked) : json_null();
        char *text = json_dumps(found, JSON_COMPACT);
        puts(text);
        free(text);
        json_decref(found);
        json_decref(asked);
    }
    unlink(output);
    free(line);
    return 0;
}
