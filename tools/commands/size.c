/* commands/size.c - rowcol size: what records cost in memory. */
#include "base/formats.h"
#include "options/arguments.h"
#include "options/dtype_arg.h"
#include "options/options.h"
#include "report/report.h"
#include "size/size_file.h"
#include "size/size_spec.h"
#include "transfer/conversion.h"

#include <string.h>
#include <unistd.h>

enum { JSON = 512, MEASURE, PYTHON, TEXT_LENGTH };

static const option_spec options[] = {
    {'n', "records", "N", "numbers of records of SPEC, such as 1e6,1e7,1e8 (default: 1e6)"},
    {PYTHON, "python", "VERSION", "of CPython for SPEC, from 3.7 to 3.13 (default: 3.11)"},
    {TEXT_LENGTH, "text-length", "BYTES",
     "the length of the text of each str value of SPEC (default: 12)"},
    {MEASURE, "measure", NULL, "also measure what the local python3 can make of SPEC"},
    {JSON, "json", NULL, "print a JSON object"},
    {OPTION_ALIGN, "align", NULL, "place the fields of SPEC or DTYPE as a C compiler would"},
    {'f', "from", "FORMAT",
     "of FILE, if its name does not show it: ndjson, json, csv, tsv, npy, npz, arrow, "
     "arrows, rowbinary or native"},
    {OPTION_MEMBER, "member", "NAME", "the array of an .npz archive (default: the only one)"},
    {'d', "dtype", "DTYPE", "the fields of a record of FILE; needed unless it has its own"},
    READ_TEXT_OPTIONS,
    {0, NULL, NULL, NULL},
};

typedef struct size_settings {
    size_request request;
    conversion file;       /* options of FILE */
    const char *spec_only; /* the name of an option that was given, and is for SPEC only */
    const char *file_only; /* the same for FILE */
} size_settings;

static const char *long_name(int id)
{
    const option_spec *option = options;
    while (option->id != id) {
        option++;
    }
    return option->name;
}

static int set_option(void *context, int id, const char *argument)
{
    size_settings *set = context;
    size_request *request = &set->request;
    int version = 0, status = 0;
    switch (id) {
    case JSON:
        request->json = true;
        return 0;
    case OPTION_ALIGN:
        return conversion_set(&set->file, id, argument);
    case 'n':
        status = parse_counts(&size_command, "records", argument, &request->counts);
        break;
    case PYTHON:
        status = parse_choice(&size_command, "python", argument, cpython_versions, &version);
        request->spec.python = cpython_at(version);
        request->python_chosen = true;
        break;
    case TEXT_LENGTH:
        status = parse_size(&size_command, "text-length", argument, &request->text_length);
        break;
    case MEASURE:
        request->measure = true;
        break;
    default:
        set->file_only = long_name(id);
        return conversion_set(&set->file, id, argument);
    }
    set->spec_only = long_name(id);
    return status;
}

static int size_of_spec(size_settings *set, const char *operand)
{
    given_dtype given;
    int status = dtype_argument(operand, set->file.align, &given);
    if (status == 0 && rc_dtype_kind(given.dtype) != RC_STRUCT) {
        report("dtype: a record with fields is needed, not %s (write x:%s)",
               rc_kind_name(rc_dtype_kind(given.dtype)), operand);
        status = EXIT_DATA;
    } else if (status == 0) {
        set->request.spec.dtype = given.dtype;
        set->request.spec.text_length = set->request.text_length;
        status = show_spec(&set->request);
    }
    given_dtype_release(&given);
    return status;
}

static int size_of_file(size_settings *set, const char *path)
{
    conversion *file = &set->file;
    given_dtype given = {NULL, NULL};
    int status = 0;
    if (set->spec_only) {
        return report_usage(&size_command, "--%s is for a SPEC: @%s is the dtype of the file",
                            set->spec_only, path);
    }
    if (file->dtype) {
        status = dtype_argument(file->dtype, file->align, &given);
        file->plan.read.dtype = given.dtype;
        file->plan.read.mapping = given.mapping;
    } else if (file->align == RC_ALIGNED) {
        return report_usage(&size_command, "--align needs -d DTYPE, whose fields it places");
    }
    if (status == 0) {
        status = show_file(path, &file->plan.read, set->request.json);
    }
    given_dtype_release(&given);
    return status;
}

/* A file that exists, or the name of one: a dtype has no ending that belongs to a format. */
static bool names_file(const char *operand)
{
    return strcmp(operand, "-") == 0 ||
           (operand[0] != '@' && (access(operand, F_OK) == 0 || format_of_input(operand) != NULL));
}

static int run_size(int argc, char **argv)
{
    size_settings set = {.request = {.spec = {.python = cpython_at(cpython_default)},
                                     .text_length = 12,
                                     .counts = {.n = {1000000}, .length = 1}},
                         .file = {.command = &size_command,
                                  .align = RC_PACKED,
                                  .plan = {.read = RC_READ_OPTIONS_INIT}}};
    option_walk walk = options_begin(&size_command, argc, argv);
    if (!options_read(&walk, set_option, &set)) {
        return walk.status;
    }
    if (argc - walk.operands != 1) {
        return report_usage(&size_command, "one SPEC or FILE is needed, not %d",
                            argc - walk.operands);
    }
    if (names_file(argv[walk.operands]) || set.file_only) {
        return size_of_file(&set, argv[walk.operands]);
    }
    return size_of_spec(&set, argv[walk.operands]);
}

const command size_command = {
    .name = "size",
    .operands = "SPEC|FILE",
    .summary = "the memory that records take, here and in Python",
    .text =
        "SPEC is a dtype in any notation, or @FILE: prints the bytes that records of it take as "
        "objects of Python (dict, class, tuple and others), in NumPy, and in rowcol, computed from "
        "the structures of 64-bit CPython.\n"
        "FILE is a store file, or JSON or CSV text with -d: prints the bytes of each field on disk "
        "and in "
        "memory, and a smaller dtype that holds all values, with the command that makes it.",
    .options = options,
    .run = run_size,
};
