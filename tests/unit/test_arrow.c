/* The other side of the Arrow C data interface, and the list of the suites. Format strings, buffers
   and rules are from https://arrow.apache.org/docs/format/CDataInterface.html and
   https://arrow.apache.org/docs/format/Columnar.html; nothing of lib/format/arrow is used. */
#include "test_arrow.h"

#include "dtype/leaves.h"
#include "store/batch.h"
#include "store/nulls.h"

#include <rowcol/record.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

runner_suite_fn *const runner_suites[] = {suite_arrow_schema,  suite_arrow_export,
                                          suite_arrow_import,  suite_arrow_random,
                                          suite_arrow_hostile, suite_arrow_stream,
                                          suite_arrow_memory,  suite_arrow_file,
                                          suite_arrow_text,    NULL};

/* ------------------------------------------------------------------ this side */

rc_dtype *arrow_dtype(const char *text)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    ck_assert_msg(dtype != NULL, "%s: %s", text, err.message);
    return dtype;
}

rc_store *arrow_store(const char *dtype, const char *lines, rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *parsed = arrow_dtype(dtype);
    rc_store *store = rc_store_zeros(parsed, 0, layout, &err), *batch;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_reader *reader;
    rc_status status;
    options.format = "ndjson";
    options.dtype = parsed;
    reader = rc_reader_open_memory(lines, strlen(lines), NULL, &options, &err);
    ck_assert_msg(reader != NULL, "%s: %s", dtype, err.message);
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        ck_assert_int_eq(rc_store_append_store(store, batch, &err), RC_OK);
        rc_store_unref(batch);
    }
    ck_assert_msg(status == RC_END, "%s: %s", dtype, err.message);
    rc_reader_close(reader);
    rc_dtype_unref(parsed);
    return store;
}

void arrow_export(const rc_store *store, const rc_arrow_export_options *options,
                  struct ArrowSchema *schema, struct ArrowArray *array)
{
    rc_error err = RC_ERROR_INIT;
    rc_status status = rc_arrow_export(store, options, schema, array, &err);
    ck_assert_msg(status == RC_OK, "%s: %s", err.field, err.message);
}

void arrow_store_is(const rc_store *store, const char *lines)
{
    rc_error err = RC_ERROR_INIT;
    char text[4096] = "";
    for (size_t i = 0; i < rc_store_length(store); i++) {
        rc_row row = {(rc_store *)(uintptr_t)store, i};
        char *line = rc_row_json(&row, NULL, &err);
        ck_assert_msg(line != NULL, "%s", err.message);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", line);
        rc_text_free(line);
    }
    ck_assert_str_eq(text, lines);
}

/* ------------------------------------------------------------------- checking */

static bool is(const char *format, const char *one)
{
    return strcmp(format, one) == 0;
}

static bool bit(const void *bits, int64_t i)
{
    return ((const unsigned char *)bits)[i / 8] >> (i % 8) & 1;
}

static bool value_is_null(const struct ArrowArray *array, size_t i)
{
    return array->n_buffers > 0 && array->buffers[0] && array->null_count != 0 &&
           !bit(array->buffers[0], array->offset + (int64_t)i);
}

static void check_views(const struct ArrowArray *array)
{
    const int64_t *sizes = array->buffers[array->n_buffers - 1];
    ck_assert_int_ge(array->n_buffers, 3);
    for (int64_t i = array->offset; i < array->offset + array->length; i++) {
        int32_t view[4];
        memcpy(view, (const char *)array->buffers[1] + 16 * i, 16);
        if (value_is_null(array, (size_t)(i - array->offset))) {
            continue;
        }
        ck_assert_int_ge(view[0], 0);
        if (view[0] > 12) {
            ck_assert_int_ge(view[2], 0);
            ck_assert_int_lt(view[2], array->n_buffers - 3);
            ck_assert_int_ge(view[3], 0);
            ck_assert_int_le((int64_t)view[3] + view[0], sizes[view[2]]);
            ck_assert_int_eq(
                memcmp((const char *)array->buffers[2 + view[2]] + view[3], &view[1], 4), 0);
        }
    }
}

static void check_offsets(const struct ArrowArray *array, bool large)
{
    ck_assert_int_eq(array->n_buffers, 3);
    ck_assert_ptr_nonnull(array->buffers[1]);
    for (int64_t i = array->offset; i < array->offset + array->length; i++) {
        const int32_t *small = array->buffers[1];
        const int64_t *wide = array->buffers[1];
        int64_t a = large ? wide[i] : small[i], b = large ? wide[i + 1] : small[i + 1];
        ck_assert_int_ge(a, 0);
        ck_assert_int_le(a, b);
    }
}

void arrow_check(const struct ArrowSchema *schema, const struct ArrowArray *array)
{
    const char *f = schema->format;
    ck_assert_ptr_nonnull(schema->release);
    ck_assert_ptr_nonnull(array->release);
    ck_assert_ptr_nonnull(schema->name);
    ck_assert_ptr_null(schema->dictionary);
    ck_assert_ptr_null(array->dictionary);
    ck_assert_int_ge(array->length, 0);
    ck_assert_int_eq(array->offset, 0);
    ck_assert_int_ge(array->null_count, -1);
    ck_assert_int_eq(schema->n_children, array->n_children);
    ck_assert(schema->flags == 0 || schema->flags == ARROW_FLAG_NULLABLE);
    if (array->null_count != 0) {
        ck_assert_int_eq(schema->flags, ARROW_FLAG_NULLABLE);
        ck_assert_ptr_nonnull(array->buffers[0]);
    }
    if (is(f, "vu")) {
        check_views(array);
    } else if (is(f, "u") || is(f, "U")) {
        check_offsets(array, is(f, "U"));
    } else if (f[0] == '+') {
        ck_assert_int_eq(array->n_buffers, 1);
    } else {
        ck_assert_int_eq(array->n_buffers, 2);
        ck_assert_ptr_nonnull(array->buffers[1]);
    }
    for (int64_t i = 0; i < array->n_children; i++) {
        int64_t width = f[1] == 'w' ? atoi(f + 3) : 1;
        ck_assert_int_eq(array->children[i]->length, array->length * width);
        arrow_check(schema->children[i], array->children[i]);
    }
}

/* ------------------------------------------------------------------- printing */

typedef struct printing {
    char *out;
    size_t size;
} printing;

static void put(printing *text, const char *format, ...) RC_PRINTF(2, 3);
static void put(printing *text, const char *format, ...)
{
    size_t length = strlen(text->out);
    va_list args;
    va_start(args, format);
    vsnprintf(text->out + length, text->size - length, format, args);
    va_end(args);
}

static void put_number(printing *text, const char *format, const struct ArrowArray *array,
                       int64_t at)
{
    const void *values = array->buffers[1];
    char kind = format[0];
    if (kind == 'c') {
        put(text, "%d", ((const int8_t *)values)[at]);
    } else if (kind == 'C') {
        put(text, "%u", ((const uint8_t *)values)[at]);
    } else if (kind == 's') {
        put(text, "%d", ((const int16_t *)values)[at]);
    } else if (kind == 'S') {
        put(text, "%u", ((const uint16_t *)values)[at]);
    } else if (kind == 'i' || is(format, "tdD") || is(format, "tiM")) {
        put(text, "%d", ((const int32_t *)values)[at]);
    } else if (kind == 'I') {
        put(text, "%u", ((const uint32_t *)values)[at]);
    } else if (kind == 'L') {
        put(text, "%llu", (unsigned long long)((const uint64_t *)values)[at]);
    } else if (kind == 'e') {
        put(text, "h%04x", ((const uint16_t *)values)[at]);
    } else if (kind == 'f') {
        put(text, "%g", (double)((const float *)values)[at]);
    } else if (kind == 'g') {
        put(text, "%g", ((const double *)values)[at]);
    } else {
        put(text, "%lld", (long long)((const int64_t *)values)[at]);
    }
}

static void put_string(printing *text, const char *format, const struct ArrowArray *array,
                       int64_t at)
{
    const char *data = array->buffers[2];
    int64_t first, n;
    int32_t view[4];
    if (is(format, "vu")) {
        memcpy(view, (const char *)array->buffers[1] + 16 * at, 16);
        n = view[0];
        first = n > 12 ? view[3] : 16 * at + 4;
        data = array->buffers[n > 12 ? 2 + view[2] : 1];
    } else if (is(format, "u")) {
        const int32_t *offsets = array->buffers[1];
        first = offsets[at];
        n = offsets[at + 1] - first;
    } else {
        const int64_t *offsets = array->buffers[1];
        first = offsets[at];
        n = offsets[at + 1] - first;
    }
    put(text, "\"%.*s\"", (int)n, n > 0 ? data + first : "");
}

static void print_one(printing *text, const struct ArrowSchema *schema,
                      const struct ArrowArray *array, size_t i)
{
    const char *f = schema->format;
    int64_t at = array->offset + (int64_t)i;
    if (value_is_null(array, i)) {
        put(text, "null");
    } else if (is(f, "+s")) {
        put(text, "{");
        for (int64_t k = 0; k < array->n_children; k++) {
            put(text, "%s", k ? "," : "");
            print_one(text, schema->children[k], array->children[k], (size_t)at);
        }
        put(text, "}");
    } else if (f[0] == '+') {
        size_t width = (size_t)atoi(f + 3);
        put(text, "[");
        for (size_t k = 0; k < width; k++) {
            put(text, "%s", k ? "," : "");
            print_one(text, schema->children[0], array->children[0], (size_t)at * width + k);
        }
        put(text, "]");
    } else if (is(f, "b")) {
        put(text, bit(array->buffers[1], at) ? "true" : "false");
    } else if (f[0] == 'w') {
        int width = atoi(f + 2);
        const unsigned char *bytes = array->buffers[1];
        for (int k = 0; k < width; k++) {
            put(text, "%02x", bytes[(int)at * width + k]);
        }
    } else if (is(f, "vu") || is(f, "u") || is(f, "U")) {
        put_string(text, f, array, at);
    } else {
        put_number(text, f, array, at);
    }
}

const char *arrow_print(const struct ArrowSchema *schema, const struct ArrowArray *array, size_t i,
                        char *out, size_t size)
{
    printing text = {out, size};
    out[0] = '\0';
    print_one(&text, schema, array, i);
    return out;
}

static void print_format(printing *text, const struct ArrowSchema *schema)
{
    put(text, "%s", schema->format);
    if (schema->n_children > 0) {
        put(text, "{");
        for (int64_t i = 0; i < schema->n_children; i++) {
            const struct ArrowSchema *child = schema->children[i];
            put(text, "%s%s%s=", i ? "," : "", child->name,
                child->flags & ARROW_FLAG_NULLABLE ? "?" : "");
            print_format(text, child);
        }
        put(text, "}");
    }
}

const char *arrow_formats(const struct ArrowSchema *schema, char *out, size_t size)
{
    printing text = {out, size};
    out[0] = '\0';
    print_format(&text, schema);
    return out;
}

/* --------------------------------------------------------------------- making */

int arrow_alive;

static void release_schema(struct ArrowSchema *schema)
{
    ck_assert_ptr_nonnull(schema->release);
    for (int64_t i = 0; i < schema->n_children; i++) {
        arrow_free_schema(schema->children[i]);
    }
    arrow_free_schema(schema->dictionary);
    free(schema->children);
    schema->release = NULL;
    __atomic_fetch_sub(&arrow_alive, 1, __ATOMIC_SEQ_CST);
}

struct ArrowSchema *arrow_new_schema(const char *format, const char *name, int64_t flags,
                                     size_t n_children, struct ArrowSchema **children)
{
    struct ArrowSchema *schema = calloc(1, sizeof *schema);
    schema->format = format;
    schema->name = name;
    schema->flags = flags;
    schema->n_children = (int64_t)n_children;
    schema->children = calloc(n_children + 1, sizeof *children);
    for (size_t i = 0; i < n_children; i++) {
        schema->children[i] = children[i];
    }
    schema->release = release_schema;
    __atomic_fetch_add(&arrow_alive, 1, __ATOMIC_SEQ_CST);
    return schema;
}

void arrow_free_schema(struct ArrowSchema *schema)
{
    if (schema && schema->release) {
        schema->release(schema);
    }
    free(schema);
}

/* What an array keeps: members that a consumer may have changed are not used by the release. */
typedef struct made_array {
    struct ArrowArray **children;
    size_t n_children;
    struct ArrowArray *dictionary;
    bool released;
} made_array;

static void release_array(struct ArrowArray *array)
{
    made_array *made = array->private_data;
    ck_assert_ptr_nonnull(array->release);
    ck_assert(!made->released);
    made->released = true;
    for (size_t i = 0; i < made->n_children; i++) {
        arrow_free_array(made->children[i]);
    }
    arrow_free_array(array->dictionary);
    free(made->children);
    free(array->buffers);
    free(made);
    array->release = NULL;
    __atomic_fetch_sub(&arrow_alive, 1, __ATOMIC_SEQ_CST);
}

struct ArrowArray *arrow_new_array(int64_t length, int64_t null_count, int64_t offset,
                                   size_t n_buffers, const void *const *buffers, size_t n_children,
                                   struct ArrowArray **children)
{
    struct ArrowArray *array = calloc(1, sizeof *array);
    made_array *made = calloc(1, sizeof *made);
    made->n_children = n_children;
    made->children = calloc(n_children + 1, sizeof *children);
    for (size_t i = 0; i < n_children; i++) {
        made->children[i] = children[i];
    }
    array->length = length;
    array->null_count = null_count;
    array->offset = offset;
    array->n_buffers = (int64_t)n_buffers;
    array->n_children = (int64_t)n_children;
    array->children = made->children;
    array->buffers = calloc(n_buffers + 1, sizeof(void *));
    for (size_t i = 0; i < n_buffers; i++) {
        array->buffers[i] = buffers[i];
    }
    array->private_data = made;
    array->release = release_array;
    __atomic_fetch_add(&arrow_alive, 1, __ATOMIC_SEQ_CST);
    return array;
}

void arrow_free_array(struct ArrowArray *array)
{
    if (array && array->release) {
        array->release(array);
    }
    free(array);
}
