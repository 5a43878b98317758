/* size/measure.c - measures records in the python3 of this machine. */
#include "size/measure.h"

#include "base/readable.h"
#include "base/sum.h"
#include "report/report.h"
#include "size/program.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------ the record as JSON */

/* The functions below return NULL when out of memory. */

static json_t *describe(const record_spec *spec, const rc_dtype *dtype, bool offsets);

/* Such as "<i4"; "O", a pointer, for what NumPy does not have. */
static json_t *numpy_type(const rc_dtype *leaf)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_text(leaf, RC_NOTATION_DESCR, &err);
    json_t *type;
    if (!text) {
        return err.status == RC_EUNSUPPORTED ? json_string("O") : NULL;
    }
    type = json_stringn(text + 1, strlen(text) - 2); /* without its quotes */
    rc_text_free(text);
    return type;
}

static json_t *describe_leaf(const record_spec *spec, const rc_dtype *leaf)
{
    static const char *const forms[] = {
        [VALUE_SHARED] = "shared",   [VALUE_INT] = "int",           [VALUE_FLOAT] = "float",
        [VALUE_COMPLEX] = "complex", [VALUE_BYTES] = "bytes",       [VALUE_TEXT] = "text",
        [VALUE_DATE] = "date",       [VALUE_DATETIME] = "datetime", [VALUE_TIMEDELTA] = "timedelta",
    };
    python_value value = python_value_of(leaf, spec->text_length);
    return json_pack("[s, s, I, o]", "leaf", forms[value.form], (json_int_t)value.size,
                     numpy_type(leaf));
}

static json_t *describe_list(const record_spec *spec, const rc_dtype *dtype, bool offsets)
{
    json_t *shape = json_array();
    for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
        json_array_append_new(shape, json_integer((json_int_t)rc_dtype_shape(dtype)[i]));
    }
    return json_pack("[s, o, o]", "list", shape, describe(spec, rc_dtype_element(dtype), offsets));
}

static json_t *describe_struct(const record_spec *spec, const rc_dtype *dtype, bool offsets)
{
    json_t *fields = json_array(), *nullable = json_array();
    json_t *places = offsets ? json_array() : json_null();
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        if (json_array_append_new(fields, describe(spec, field.dtype, offsets)) != 0 ||
            json_array_append_new(nullable, json_integer(field.nullable)) != 0 ||
            (offsets &&
             json_array_append_new(places, json_integer((json_int_t)field.offset)) != 0)) {
            json_decref(fields);
            json_decref(nullable);
            json_decref(places);
            return NULL;
        }
    }
    return json_pack("[s, o, o, I, i, o]", "struct", fields, places,
                     (json_int_t)rc_dtype_itemsize(dtype), rc_dtype_is_aligned(dtype), nullable);
}

static json_t *describe(const record_spec *spec, const rc_dtype *dtype, bool offsets)
{
    switch (rc_dtype_kind(dtype)) {
    case RC_STRUCT:
        return describe_struct(spec, dtype, offsets);
    case RC_SUBARRAY:
        return describe_list(spec, dtype, offsets);
    default:
        return describe_leaf(spec, dtype);
    }
}

/* ----------------------------------------------------------------- the run */

/* The most bytes that records are made of, and the largest record that is measured. */
#define MOST_MEMORY (UINT64_C(32) << 20)
#define MOST_RECORD (UINT64_C(256) << 20)

static uint64_t largest_record(const record_spec *spec)
{
    record_size size = record_size_of(spec, KIND_DICT);
    return sum_add(size.container, size.values);
}

/* How many records are made. More than a few, since Python keeps memory of small objects for reuse,
   which hides what they take. */
static uint64_t records_to_make(const record_spec *spec)
{
    uint64_t n = MOST_MEMORY / (largest_record(spec) + 1);
    return n < 4 ? 4 : n < 2000 ? n : 2000;
}

/* The script with its first lines. NULL: out of memory. */
static char *make_script(const record_spec *spec, size_t *length)
{
    record_size text = record_size_of(spec, KIND_NUMPY); /* has values if there are str fields */
    bool strings = text.container != rc_dtype_itemsize(spec->dtype);
    json_t *record = describe(spec, spec->dtype, !strings);
    char *dumped = record ? json_dumps(record, JSON_ENSURE_ASCII | JSON_COMPACT) : NULL;
    json_t *quoted = dumped ? json_string(dumped) : NULL;
    /* A string of JSON in ASCII is one of Python, too. */
    char *literal = quoted ? json_dumps(quoted, JSON_ENSURE_ASCII | JSON_ENCODE_ANY) : NULL;
    char *script = NULL;
    FILE *out = literal ? open_memstream(&script, length) : NULL;
    json_decref(record);
    json_decref(quoted);
    free(dumped);
    if (out) {
        fprintf(out, "TEXT = %s\nM = %" PRIu64 "\n", literal, records_to_make(spec));
        for (const char *const *line = measure_script; *line; line++) {
            fprintf(out, "%s\n", *line);
        }
        if (fclose(out) != 0) {
            free(script);
            script = NULL;
        }
    }
    free(literal);
    return script;
}

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static measured_bytes take_bytes(const json_t *object)
{
    return (measured_bytes){number(object, "getsizeof"), number(object, "tracemalloc")};
}

/* The last line that is not empty. The lines before it may be warnings. */
static char *last_line(char *text)
{
    size_t length = strlen(text);
    char *newline;
    while (length > 0 && text[length - 1] == '\n') {
        text[--length] = '\0';
    }
    newline = strrchr(text, '\n');
    return newline ? newline + 1 : text;
}

static void take_kinds(const json_t *kinds, measurement *result)
{
    for (record_kind kind = 0; kind < KIND_ROWS; kind++) {
        const json_t *found = json_object_get(kinds, record_kind_key(kind));
        kind_measured *to = &result->kinds[kind];
        if (json_is_object(found)) {
            to->container = take_bytes(json_object_get(found, "container"));
            to->all = take_bytes(json_object_get(found, "all"));
        } else {
            const char *why = json_string_value(found);
            snprintf(to->missing, sizeof to->missing, "%s", why ? why : "not measured");
        }
    }
}

/* Reads what the script printed. */
static int take_output(char *output, int exited, measurement *result)
{
    const char *line = last_line(output), *version, *implementation;
    json_t *found = exited == 0 ? json_loads(line, 0, NULL) : NULL;
    int status = 0;
    version = json_string_value(json_object_get(found, "version"));
    implementation = json_string_value(json_object_get(found, "implementation"));
    if (!version || !implementation) {
        report("--measure: python3 failed (exit status %d): %s", exited, line);
        status = EXIT_IO;
    } else if (strcmp(implementation, "cpython") != 0 || number(found, "bits") != 64) {
        report("--measure: python3 is %s of %.0f bits: CPython of 64 bits is needed",
               implementation, number(found, "bits"));
        status = EXIT_IO;
    } else {
        snprintf(result->version, sizeof result->version, "%s", version);
        take_kinds(json_object_get(found, "kinds"), result);
    }
    json_decref(found);
    return status;
}

int measure(record_spec *spec, int chosen, measurement *result)
{
    char program[] = "python3", from_stdin[] = "-";
    char *const argv[] = {program, from_stdin, NULL};
    size_t length = 0;
    char *output = NULL, *script;
    int exited = 0, error, status, version;
    if (largest_record(spec) > MOST_RECORD) {
        report("--measure: a record of more than %" PRIu64 " MiB is not measured",
               MOST_RECORD >> 20);
        return EXIT_DATA;
    }
    script = make_script(spec, &length);
    if (!script) {
        return report_no_memory();
    }
    error = program_run(argv, script, length, &output, &exited);
    free(script);
    if (error == ENOENT) {
        report("--measure: there is no python3 in PATH; without --measure the sizes are computed");
        return EXIT_IO;
    }
    if (error == ENOMEM) {
        return report_no_memory();
    }
    if (error) {
        report("--measure: cannot run python3: %s", strerror(error));
        return EXIT_IO;
    }
    status = take_output(output, exited, result);
    free(output);
    if (status == 0) {
        version = cpython_find(result->version);
        if (version >= 0 && !chosen) {
            spec->python = cpython_at(version);
        }
        result->covered = version >= 0 && cpython_at(version).minor == spec->python.minor;
    }
    return status;
}

/* ----------------------------------------------------------------- results */

/* A measured number of bytes, with a tenth if it has one. */
static const char *measured_text(double bytes, char text[READABLE_SIZE])
{
    uint64_t whole = (uint64_t)bytes;
    if (bytes == (double)whole) {
        return readable_count(whole, text);
    }
    snprintf(text, READABLE_SIZE, "%.1f", bytes);
    return text;
}

static void print_bytes(uint64_t computed, const measured_bytes *found)
{
    char texts[3][READABLE_SIZE];
    printf(" %9s %9s %9s", readable_count(computed, texts[0]),
           measured_text(found->getsizeof, texts[1]), measured_text(found->tracemalloc, texts[2]));
}

void print_measurement(const record_spec *spec, const measurement *result)
{
    char text[READABLE_SIZE];
    printf("\nmeasured with Python %s%s\n", result->version,
           result->covered ? "" : ", another version than the sizes are computed for");
    printf("%-17s %29s %29s\n", "", "container", "all");
    printf("%-17s %9s %9s %9s %9s %9s %9s\n", "", "computed", "sizeof", "traced", "computed",
           "sizeof", "traced");
    for (record_kind kind = 0; kind < KIND_ROWS; kind++) {
        const kind_measured *found = &result->kinds[kind];
        record_size size = record_size_of(spec, kind);
        printf("%-17s", record_kind_name(kind));
        if (found->missing[0]) {
            printf(" %9s %s\n", readable_count(size.container, text), found->missing);
        } else {
            print_bytes(size.container, &found->container);
            print_bytes(sum_add(size.container, size.values), &found->all);
            putchar('\n');
        }
    }
    puts("sizeof: sys.getsizeof of each object, and of the __dict__ that an object of the\n"
         "class gets when it is asked for. traced: by tracemalloc, what the allocator is\n"
         "asked for: 8 bytes more for a namedtuple, 32 for an int of 28.");
}

static json_t *bytes_json(const measured_bytes *bytes)
{
    return json_pack("{s:f, s:f}", "getsizeof", bytes->getsizeof, "tracemalloc",
                     bytes->tracemalloc);
}

json_t *measurement_json(const measurement *result)
{
    json_t *kinds = json_object(), *entry;
    for (record_kind kind = 0; kind < KIND_ROWS; kind++) {
        const kind_measured *found = &result->kinds[kind];
        if (found->missing[0]) {
            entry = json_string(found->missing);
        } else {
            entry = json_pack("{s:o, s:o}", "container", bytes_json(&found->container), "all",
                              bytes_json(&found->all));
        }
        if (json_object_set_new(kinds, record_kind_key(kind), entry) != 0) {
            json_decref(kinds);
            return NULL;
        }
    }
    return json_pack("{s:s, s:b, s:o}", "version", result->version, "covered", result->covered,
                     "kinds", kinds);
}
