/* size/size_spec.c - what records of a dtype cost, as objects of Python, in NumPy and in rowcol. */
#include "size/size_spec.h"

#include "base/readable.h"
#include "base/sum.h"
#include "base/terminal.h"
#include "dtype/describe.h"
#include "report/report.h"
#include "size/measure.h"
#include "size/store_size.h"

#include <inttypes.h>
#include <stdio.h>

/* ------------------------------------------------------------- for people */

static const char *version_name(const record_spec *spec)
{
    return cpython_versions[spec->python.minor - cpython_at(0).minor];
}

static void print_one_record(const record_spec *spec)
{
    char texts[3][READABLE_SIZE];
    printf("%-20s %12s %12s %12s\n", "a record, in bytes", "container", "values", "all");
    for (record_kind kind = 0; kind < N_RECORD_KINDS; kind++) {
        record_size size = record_size_of(spec, kind);
        printf("%-20s %12s %12s %12s\n", record_kind_name(kind),
               readable_count(size.container, texts[0]), readable_count(size.values, texts[1]),
               readable_count(sum_add(size.container, size.values), texts[2]));
    }
}

static void print_records(const record_spec *spec, uint64_t n)
{
    char texts[2][READABLE_SIZE];
    double rows = (double)record_bytes(spec, KIND_ROWS, n);
    printf("\n%s record%s\n", readable_count(n, texts[0]), n == 1 ? "" : "s");
    for (record_kind kind = 0; kind < N_RECORD_KINDS; kind++) {
        uint64_t bytes = record_bytes(spec, kind, n);
        printf("%-20s %25s bytes %12s", record_kind_name(kind), readable_count(bytes, texts[0]),
               readable_bytes(bytes, texts[1]));
        if (rows > 0) {
            printf("  %8.1f x", (double)bytes / rows);
        }
        putchar('\n');
    }
}

static void print_notes(const record_spec *spec)
{
    uint64_t n = rc_dtype_nfields(spec->dtype);
    printf("\n"
           "container  the object of the record, and those of nested records, in the sizes\n"
           "           of sys.getsizeof: with the header of the garbage collector (%" PRIu64 "\n"
           "           bytes), which mutabletuple, dataobject and Cython class do not have.\n"
           "           The class here: %" PRIu64 " of the object + %" PRIu64 " of its attributes.\n"
           "values     objects of their own: int %" PRIu64 " or %" PRIu64 ", float %" PRIu64
           ", complex %" PRIu64 ",\n"
           "           list %" PRIu64 " + 8 n, bytes %" PRIu64 " + n, str %" PRIu64
           " + n; none for bool, null\n"
           "           and small integers.\n"
           "x          compared with rowcol rows.\n"
           "Not counted: the list that holds the objects (8 bytes a record), names, types,\n"
           "the header of the NumPy array, and what the allocator adds: it rounds each\n"
           "object of Python up to a multiple of %d bytes.\n",
           cpython_gc_header(spec->python), cpython_instance(spec->python),
           cpython_attributes(spec->python, n), cpython_int(30), cpython_int(60), cpython_float(),
           cpython_complex(), cpython_list(spec->python, 0), cpython_bytes(0),
           cpython_ascii(spec->python, 0), spec->python.minor <= 7 ? 8 : 16);
}

static int print_spec(const size_request *request, const measurement *measured)
{
    const record_spec *spec = &request->spec;
    size_t n = rc_dtype_nfields(spec->dtype);
    printf("%zu field%s, %zu bytes a record; 64-bit CPython %s\n\n", n, n == 1 ? "" : "s",
           rc_dtype_itemsize(spec->dtype), version_name(spec));
    print_one_record(spec);
    if (measured) {
        print_measurement(spec, measured);
    }
    for (size_t i = 0; i < request->counts.length; i++) {
        print_records(spec, request->counts.n[i]);
    }
    print_notes(spec);
    return 0;
}

/* ------------------------------------------------------------------- JSON */

static json_t *integer(uint64_t n)
{
    return json_integer((json_int_t)n);
}

/* NULL: out of memory. */
static json_t *bytes_of(const record_spec *spec, uint64_t n)
{
    json_t *object = json_object();
    for (record_kind kind = 0; kind < N_RECORD_KINDS; kind++) {
        if (json_object_set_new(object, record_kind_key(kind),
                                integer(record_bytes(spec, kind, n))) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static json_t *records_of(const size_request *request)
{
    json_t *list = json_array();
    for (size_t i = 0; i < request->counts.length; i++) {
        uint64_t n = request->counts.n[i];
        json_t *bytes = bytes_of(&request->spec, n);
        json_t *entry = bytes ? json_pack("{s:I, s:o}", "n", (json_int_t)n, "bytes", bytes) : NULL;
        if (json_array_append_new(list, entry) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* The parts of a record. The container of a class consists of two. */
static json_t *parts_of(const record_spec *spec, record_kind kind)
{
    record_size size = record_size_of(spec, kind);
    json_t *parts = json_pack("{s:I, s:I}", "container", (json_int_t)size.container, "values",
                              (json_int_t)size.values);
    if (parts && kind == KIND_CLASS) {
        uint64_t n = rc_dtype_nfields(spec->dtype);
        if (json_object_set_new(parts, "object", integer(cpython_instance(spec->python))) != 0 ||
            json_object_set_new(parts, "attributes",
                                integer(cpython_attributes(spec->python, n))) != 0) {
            json_decref(parts);
            return NULL;
        }
    }
    return parts;
}

static json_t *one_record_of(const record_spec *spec)
{
    json_t *object = json_object();
    for (record_kind kind = 0; kind < N_RECORD_KINDS; kind++) {
        json_t *entry = parts_of(spec, kind);
        if (json_object_set_new(object, record_kind_key(kind), entry) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static int print_spec_json(const size_request *request, const measurement *measured)
{
    /* json_pack releases all values if one of them is NULL. */
    json_t *object =
        json_pack("{s:o, s:o, s:s}", "records", records_of(request), "one_record",
                  one_record_of(&request->spec), "python", version_name(&request->spec));
    if (object && measured &&
        json_object_set_new(object, "measured", measurement_json(measured)) != 0) {
        json_decref(object);
        object = NULL;
    }
    return object ? print_json(object) : report_no_memory();
}

/* ------------------------------------------------------------------------- */

/* Sums that have no exact value are refused. */
static int check_sums(const size_request *request)
{
    for (size_t i = 0; i < request->counts.length; i++) {
        for (record_kind kind = 0; kind < N_RECORD_KINDS; kind++) {
            if (record_bytes(&request->spec, kind, request->counts.n[i]) >= SUM_MOST) {
                report("--records %" PRIu64 ": the bytes of so many records are 2^63 or more (%s)",
                       request->counts.n[i], record_kind_name(kind));
                return EXIT_USAGE;
            }
        }
    }
    return 0;
}

int show_spec(size_request *request)
{
    measurement measured = {.covered = 0};
    int status = store_measure(&request->spec);
    if (status == 0 && request->measure) {
        status = measure(&request->spec, request->python_chosen, &measured);
    }
    if (status == 0) {
        status = check_sums(request);
    }
    if (status == 0) {
        const measurement *shown = request->measure ? &measured : NULL;
        status = request->json ? print_spec_json(request, shown) : print_spec(request, shown);
    }
    return status;
}
