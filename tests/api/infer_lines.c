/*
 * Reads JSON documents from standard input, one a line, each as a JSON array [TEXT, NAME, DATES,
 * BYTES, SAMPLE], and writes one JSON object a line: what rc_infer_memory finds, and the records
 * that rc_load_memory reads with it. For tests that compare with other code.
 */
#include <rowcol.h>
#include <rowcol/json.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *error_object(const rc_error *err)
{
    return json_pack("{s:i, s:s, s:s, s:I, s:I, s:I}", "status", (int)err->status, "message",
                     err->message, "field", err->field, "line", (json_int_t)err->line, "column",
                     (json_int_t)err->column, "byte", (json_int_t)err->byte);
}

/* The long form has to read back as the same dtype. */
static int reads_back(const rc_inference *report, const rc_dtype *dtype)
{
    char *text = rc_inference_text(report, NULL);
    rc_dtype *back = text ? rc_dtype_parse(text, NULL) : NULL;
    int same = rc_dtype_equal(back, dtype);
    rc_dtype_unref(back);
    rc_text_free(text);
    return same;
}

/* An array in one line can be a record or a document: the name decides here. */
static const char *format_of(const char *name)
{
    return strstr(name, ".ndjson") ? "ndjson" : "json";
}

/* The records as text, a line each, as rc_load reads them. */
static json_t *load(const char *text, const char *name, const rc_dtype *dtype, rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    json_t *records = json_array();
    options.dtype = dtype;
    options.missing = RC_MISSING_NULL;
    options.format = format_of(name);
    store = rc_load_memory(text, strlen(text), name, &options, err);
    for (size_t i = 0; i < rc_store_length(store); i++) {
        rc_row row;
        char *record =
            rc_store_row(store, i, &row, err) == RC_OK ? rc_row_json(&row, NULL, err) : NULL;
        json_array_append_new(records, record ? json_string(record) : json_null());
        rc_text_free(record);
    }
    if (!store) {
        json_decref(records);
        records = NULL;
    }
    rc_store_unref(store);
    return records;
}

static json_t *fields_of(const rc_inference *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < rc_inference_count(report); i++) {
        const rc_inferred_field *f = rc_inference_field(report, i);
        json_array_append_new(list,
                              json_pack("[s, I, I, I, I, b]", f->path, (json_int_t)f->possible,
                                        (json_int_t)f->values, (json_int_t)f->nulls,
                                        (json_int_t)f->longest, f->conflict != NULL));
    }
    return list;
}

static json_t *answer(const json_t *question)
{
    const char *text = json_string_value(json_array_get(question, 0));
    const char *name = json_string_value(json_array_get(question, 1));
    rc_infer_options options = RC_INFER_OPTIONS_INIT;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_inference *report = NULL;
    rc_error err = RC_ERROR_INIT;
    json_t *result = json_object(), *records;
    rc_dtype *dtype;
    options.dates = json_is_true(json_array_get(question, 2));
    options.text = json_is_true(json_array_get(question, 3)) ? RC_INFER_BYTES : RC_INFER_STR;
    options.sample = (uint64_t)json_integer_value(json_array_get(question, 4));
    read.format = format_of(name);
    dtype = rc_infer_memory(text, strlen(text), name, &read, &options, &report, &err);
    if (dtype) {
        char *compact = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
        json_object_set_new(result, "dtype", json_string(compact));
        json_object_set_new(result, "reads_back", json_boolean(reads_back(report, dtype)));
        records = load(text, name, dtype, &err);
        json_object_set_new(result, "records", records ? records : error_object(&err));
        rc_text_free(compact);
    } else {
        json_object_set_new(result, "error", error_object(&err));
    }
    json_object_set_new(result, "fields", fields_of(report));
    rc_dtype_unref(dtype);
    rc_inference_free(report);
    return result;
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) >= 0) {
        json_error_t error;
        json_t *question = json_loads(line, JSON_ALLOW_NUL, &error), *result;
        char *text;
        if (!question) {
            fprintf(stderr, "%s\n", error.text);
            return 1;
        }
        result = answer(question);
        text = json_dumps(result, JSON_COMPACT | JSON_REAL_PRECISION(17));
        puts(text ? text : "null");
        free(text);
        json_decref(result);
        json_decref(question);
    }
    free(line);
    return 0;
}
