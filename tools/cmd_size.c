/* cmd_size.c - rowcol size: what records cost in memory. */
#include "arguments.h"
#include "command.h"
#include "dtype_arg.h"
#include "options.h"
#include "report.h"
#include "size_spec.h"

#include <string.h>

enum { ALIGN = 256, JSON, MEASURE, PYTHON, TEXT_LENGTH };

static const option_spec options[] = {
    {'n', "records", "N", "numbers of records, such as 1e6,1e7,1e8 (default: 1e6)"},
    {PYTHON, "python", "VERSION", "of CPython, from 3.7 to 3.13 (default: 3.11)"},
    {TEXT_LENGTH, "text-length", "BYTES", "the length of the text of each str value (default: 12)"},
    {ALIGN, "align", NULL, "place the fields as a C compiler would"},
    {MEASURE, "measure", NULL, "also measure what the local python3 can make"},
    {JSON, "json", NULL, "print a JSON object"},
    {0, NULL, NULL, NULL},
};

typedef struct size_settings {
    size_request request;
    rc_align align;
} size_settings;

static int set_option(size_settings *set, int id, const char *argument)
{
    size_request *request = &set->request;
    int version = 0, status = 0;
    size_t length;
    switch (id) {
    case 'n':
        return parse_counts(&size_command, "records", argument, &request->counts);
    case PYTHON:
        status = parse_choice(&size_command, "python", argument, cpython_versions, &version);
        request->spec.python = cpython_at(version);
        request->python_chosen = true;
        return status;
    case TEXT_LENGTH:
        status = parse_size(&size_command, "text-length", argument, &length);
        request->spec.text_length = status == 0 ? length : 0;
        return status;
    case ALIGN:
        set->align = RC_ALIGNED;
        return 0;
    case MEASURE:
        request->measure = true;
        return 0;
    default:
        request->json = true;
        return 0;
    }
}

static int size_of_spec(size_settings *set, const char *operand)
{
    int status = 0;
    rc_dtype *dtype = dtype_argument(operand, set->align, &status);
    if (!dtype) {
        return status;
    }
    if (rc_dtype_kind(dtype) != RC_STRUCT) {
        report("dtype: a record with fields is needed, not %s (write x:%s)",
               rc_kind_name(rc_dtype_kind(dtype)), operand);
        status = EXIT_DATA;
    } else {
        set->request.spec.dtype = dtype;
        status = show_spec(&set->request);
    }
    rc_dtype_unref(dtype);
    return status;
}

static int run_size(int argc, char **argv)
{
    size_settings set = {
        .request = {.spec = {.python = cpython_at(cpython_default), .text_length = 12},
                    .counts = {.n = {1000000}, .length = 1}},
        .align = RC_PACKED};
    int status = 0;
    option_walk walk = options_begin(&size_command, argc, argv);
    while (status == 0 && options_next(&walk)) {
        status = set_option(&set, walk.id, walk.argument);
    }
    if (status != 0 || walk.finished) {
        return walk.finished ? walk.status : status;
    }
    if (argc - walk.operands != 1) {
        return report_usage(&size_command, "one SPEC or FILE is needed, not %d",
                            argc - walk.operands);
    }
    return size_of_spec(&set, argv[walk.operands]);
}

const command size_command = {
    .name = "size",
    .operands = "SPEC|FILE",
    .summary = "the memory that records take, here and in Python",
    .text =
        "Prints the bytes that records of a dtype take: as objects of Python (dict, class, "
        "tuple and others), in NumPy, and in rowcol. SPEC is a dtype in any notation, or @FILE. "
        "The sizes are computed from the structures of 64-bit CPython.",
    .options = options,
    .run = run_size,
};
