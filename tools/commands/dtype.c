/* commands/dtype.c - rowcol dtype: the fields of a dtype and their offsets. */
#include "base/command.h"
#include "dtype/describe.h"
#include "dtype/table.h"
#include "options/arguments.h"
#include "options/dtype_arg.h"
#include "options/notation.h"
#include "options/options.h"
#include "report/report.h"

#include <stdbool.h>

enum { TO = 256, ALIGN, JSON, TAG };

static const option_spec options[] = {
    {TO, "to", "NOTATION",
     "print it in another notation instead of the table: compact, numpy, comma, dict, pep3118, "
     "json, "
     "json-schema or c"},
    {TAG, "tag", "NAME", "with --to c: the tag of the C struct (default: record)"},
    {ALIGN, "align", NULL, "place the fields as a C compiler would"},
    {JSON, "json", NULL,
     "print a JSON object instead of the table: names, offsets, itemsize, alignment, descr"},
    {0, NULL, NULL, NULL},
};

/* What is printed. */
typedef struct dtype_settings {
    int notation; /* its index, or -1: the table */
    bool json;
    const char *tag; /* of a C struct, or NULL */
    rc_align align;
} dtype_settings;

static int show_json(const rc_dtype *dtype)
{
    json_t *object = json_object();
    int status = object ? describe_dtype(object, dtype) : report_no_memory();
    if (status != 0) {
        json_decref(object);
        return status;
    }
    return print_json(object);
}

static int show(const dtype_settings *set, const given_dtype *given)
{
    const rc_dtype *dtype = given->dtype;
    if (set->notation >= 0 && notation_at(set->notation) == RC_NOTATION_C) {
        return print_c_header(dtype, set->tag);
    }
    if (set->notation >= 0) {
        return print_notation(dtype, given->mapping, notation_at(set->notation));
    }
    return set->json ? show_json(dtype) : print_table(dtype);
}

static int run_dtype(int argc, char **argv)
{
    dtype_settings set = {.notation = -1, .align = RC_PACKED};
    given_dtype given;
    int status = 0;
    option_walk walk = options_begin(&dtype_command, argc, argv);
    while (status == 0 && options_next(&walk)) {
        switch (walk.id) {
        case TO:
            status =
                parse_choice(&dtype_command, "to", walk.argument, notation_names, &set.notation);
            break;
        case ALIGN:
            set.align = RC_ALIGNED;
            break;
        case JSON:
            set.json = true;
            break;
        case TAG:
            set.tag = walk.argument;
            break;
        }
    }
    if (status != 0 || walk.finished) {
        return walk.finished ? walk.status : status;
    }
    if (argc - walk.operands != 1) {
        return report_usage(&dtype_command, "one SPEC is needed, not %d", argc - walk.operands);
    }
    if (set.json && set.notation >= 0) {
        return report_usage(&dtype_command, "--json and --to exclude each other");
    }
    if (set.tag && (set.notation < 0 || notation_at(set.notation) != RC_NOTATION_C)) {
        return report_usage(&dtype_command, "--tag needs --to c");
    }
    status = dtype_argument(argv[walk.operands], set.align, &given);
    if (status == 0) {
        status = show(&set, &given);
    }
    given_dtype_release(&given);
    return status;
}

const command dtype_command = {
    .name = "dtype",
    .operands = "SPEC",
    .summary = "the fields of a dtype and their offsets",
    .text =
        "Prints a table of the fields of a dtype: type, kind, offset, size, and the padding after "
        "each. SPEC is a dtype in any notation; @FILE reads it from a file or takes that of a "
        "store file, @- reads it from standard input.",
    .options = options,
    .run = run_dtype,
};
