/* commands/info.c - rowcol info: the contents of a store file. */
#include "base/command.h"
#include "base/terminal.h"
#include "dtype/describe.h"
#include "dtype/table.h"
#include "look/arrow_info.h"
#include "look/field_stats.h"
#include "options/format_arg.h"
#include "options/notation.h"
#include "options/options.h"
#include "report/report.h"
#include "transfer/archive.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { JSON = 256, C_HEADER, MEMBER, STATS, TAG };

static const option_spec options[] = {
    {'f', "from", "FORMAT",
     "of the store file, if its name does not show it: npy, npz, arrow, arrows, "
     "rowbinary or native"},
    {MEMBER, "member", "NAME",
     "the array of an .npz archive (default: the only one, or a list of all)"},
    {STATS, "stats", NULL,
     "also count, nulls, NaNs, minimum, maximum, mean and distinct values of each field"},
    {JSON, "json", NULL, "print a JSON object"},
    {C_HEADER, "c-header", NULL,
     "print the C struct of a record, with assertions that check its layout when it is compiled"},
    {TAG, "tag", "NAME", "with --c-header: the tag of the C struct (default: record)"},
    {0, NULL, NULL, NULL},
};

typedef struct store_info {
    const char *path;
    uint64_t size; /* of the file; RC_UNKNOWN unless it is a regular file */
    uint64_t records;
    const rc_dtype *dtype; /* borrowed from the reader */
    rc_layout layout;
    bool stats;
    rc_store *all;        /* all records if `stats` */
    rc_arrow_file *arrow; /* NULL: it is another format */
} store_info;

static const char *layout_name(rc_layout layout)
{
    return layout == RC_COLUMNS ? "columns" : "rows";
}

/* How the fields of a record are placed. */
static const char *placement_name(const rc_dtype *dtype)
{
    if (rc_dtype_is_aligned(dtype)) {
        return "aligned";
    }
    return padding_bytes(dtype) ? "with padding" : "packed";
}

/* -------------------------------------------------------------- collecting */

/* Reports a failure and returns false. */
static bool find_size(store_info *store)
{
    struct stat info;
    bool standard = strcmp(store->path, "-") == 0;
    if ((standard ? fstat(STDIN_FILENO, &info) : stat(store->path, &info)) != 0) {
        report("%s: cannot find its size: %s", store->path, strerror(errno));
        return false;
    }
    store->size = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : RC_UNKNOWN;
    return true;
}

/* Reads the layout of the first batch. If the format does not give the number of records, or
   --stats needs their values, reads all batches. */
static rc_status look_inside(rc_reader *reader, store_info *info, rc_error *err)
{
    bool count = info->records == RC_UNKNOWN || info->stats;
    rc_store *batch;
    rc_status status = RC_OK;
    if (info->stats) {
        info->all = rc_store_zeros(info->dtype, 0, RC_COLUMNS, err);
        status = info->all ? RC_OK : err->status;
    }
    if (count) {
        info->records = 0;
    }
    while (status == RC_OK && (status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        info->layout = rc_store_layout(batch);
        info->records += count ? rc_store_length(batch) : 0;
        if (info->stats) {
            status = rc_store_append_store(info->all, batch, err);
        }
        rc_store_unref(batch);
        if (!count) {
            break;
        }
    }
    return status == RC_END ? RC_OK : status;
}

/* Sets the other members. Returns 0, or the exit status after a report. */
static int look_at_store(store_info *info, rc_reader *reader, const char *format)
{
    rc_error err = RC_ERROR_INIT;
    int status = find_size(info) ? 0 : EXIT_IO;
    info->records = rc_reader_expected(reader);
    info->dtype = rc_reader_dtype(reader);
    info->layout = RC_ROWS;
    if (status == 0 && info->size != RC_UNKNOWN && strcmp(info->path, "-") != 0) {
        status = arrow_info_open(info->path, format, &info->arrow);
    }
    if (status == 0 && info->arrow) {
        status = arrow_info_count(info->arrow, &info->records);
    }
    if (status == 0 && look_inside(reader, info, &err) != RC_OK) {
        status = report_error(&err);
    }
    info->layout = info->arrow ? RC_COLUMNS : info->layout;
    return status;
}

/* ----------------------------------------------------------------- showing */

/* A notation of many lines has an option of its own: --c-header. A schema is long, too, and of the
   text of records: rowcol dtype prints it. */
static bool is_listed(int notation)
{
    return notation_at(notation) != RC_NOTATION_C &&
           notation_at(notation) != RC_NOTATION_JSON_SCHEMA;
}

static int show_notations(const rc_dtype *dtype)
{
    for (int i = 0; notation_names[i]; i++) {
        rc_error err = RC_ERROR_INIT;
        char *text;
        if (!is_listed(i)) {
            continue;
        }
        text = rc_dtype_text(dtype, notation_at(i), &err);
        if (err.status == RC_ENOMEM) {
            return report_error(&err);
        }
        if (text) {
            printf("%-9s %s\n", notation_names[i], text);
        } else {
            printf("%-9s (not possible: ", notation_names[i]);
            put_safe(err.message, stdout);
            puts(")");
        }
        rc_text_free(text);
    }
    putchar('\n');
    return 0;
}

static int show_arrow(const rc_arrow_file *file)
{
    int status;
    putchar('\n');
    status = arrow_info_print(file);
    if (status == 0) {
        putchar('\n');
        status = arrow_info_print_fields(file);
    }
    return status;
}

static int show_text(const store_info *info)
{
    int status;
    printf("%-9s ", "file");
    put_safe(info->path, stdout);
    putchar('\n');
    if (info->size != RC_UNKNOWN) {
        printf("%-9s %" PRIu64 " bytes\n", "size", info->size);
    }
    printf("%-9s %" PRIu64 "\n", "records", info->records);
    printf("%-9s %zu bytes a record\n", "itemsize", rc_dtype_itemsize(info->dtype));
    printf("%-9s %s, %s\n\n", "layout", layout_name(info->layout), placement_name(info->dtype));
    status = show_notations(info->dtype);
    status = status == 0 ? print_table(info->dtype) : status;
    if (status == 0 && info->arrow) {
        status = show_arrow(info->arrow);
    }
    if (status == 0 && info->stats) {
        putchar('\n');
        status = print_field_stats(info->all);
    }
    return status;
}

/* Each notation as a string, null where it cannot express the dtype. NULL: out of memory. */
static json_t *notations_of(const rc_dtype *dtype)
{
    json_t *object = json_object();
    for (int i = 0; notation_names[i]; i++) {
        rc_error err = RC_ERROR_INIT;
        json_t *value;
        char *text;
        if (!is_listed(i)) {
            continue;
        }
        text = rc_dtype_text(dtype, notation_at(i), &err);
        value = text ? json_string(text) : err.status == RC_ENOMEM ? NULL : json_null();
        rc_text_free(text);
        if (json_object_set_new(object, notation_names[i], value) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

/* The object with the statistics after its other members. Takes the object over. */
static int print_with_stats(json_t *object, const store_info *info)
{
    char *text = json_text(object);
    int status;
    if (!text) {
        return report_no_memory();
    }
    printf("%.*s, \"stats\": ", (int)strlen(text) - 1, text);
    free(text);
    status = print_field_stats_json(info->all);
    if (status == 0) {
        puts("}");
    }
    return status;
}

static int show_json(const store_info *info)
{
    json_t *size = info->size == RC_UNKNOWN ? json_null() : json_integer((json_int_t)info->size);
    /* json_pack releases all values if one of them is NULL. */
    json_t *object = json_pack("{s:o, s:o, s:I, s:s, s:o}", "file", json_path(info->path), "size",
                               size, "records", (json_int_t)info->records, "layout",
                               layout_name(info->layout), "notations", notations_of(info->dtype));
    int status = object ? describe_dtype(object, info->dtype) : report_no_memory();
    if (status == 0 && info->arrow) {
        status = arrow_info_describe(object, info->arrow);
    }
    if (status != 0) {
        json_decref(object);
        return status;
    }
    return info->stats ? print_with_stats(object, info) : print_json(object);
}

/* Opens the store and prints what is asked for. */
static int show_store(store_info *info, const rc_read_options *read, bool json, bool c_header,
                      const char *tag)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open(info->path, read, &err);
    int status;
    if (!reader) {
        return report_error(&err);
    }
    status = look_at_store(info, reader, read->format);
    if (status == 0) {
        status = c_header ? print_c_header(info->dtype, tag)
                 : json   ? show_json(info)
                          : show_text(info);
    }
    rc_arrow_file_close(info->arrow);
    rc_reader_close(reader);
    rc_store_unref(info->all);
    return status;
}

static int run_info(int argc, char **argv)
{
    const char *tag = NULL;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    bool json = false, c_header = false;
    store_info info = {.all = NULL};
    int status = 0;
    option_walk walk = options_begin(&info_command, argc, argv);
    while (status == 0 && options_next(&walk)) {
        if (walk.id == 'f') {
            status = parse_format(&info_command, "from", walk.argument, FORMAT_READ, &read.format);
        }
        read.member = walk.id == MEMBER ? walk.argument : read.member;
        json = json || walk.id == JSON;
        info.stats = info.stats || walk.id == STATS;
        c_header = c_header || walk.id == C_HEADER;
        tag = walk.id == TAG ? walk.argument : tag;
    }
    if (status != 0 || walk.finished) {
        return walk.finished ? walk.status : status;
    }
    if (argc - walk.operands != 1) {
        return report_usage(&info_command, "one STORE is needed, not %d", argc - walk.operands);
    }
    if (json && c_header) {
        return report_usage(&info_command, "--json and --c-header exclude each other");
    }
    if (info.stats && c_header) {
        return report_usage(&info_command, "--stats and --c-header exclude each other");
    }
    if (tag && !c_header) {
        return report_usage(&info_command, "--tag needs --c-header");
    }
    if (!read.member && !c_header && !info.stats && is_archive(argv[walk.operands], read.format) &&
        show_arrays(argv[walk.operands], json, &status)) {
        return status;
    }
    info.path = argv[walk.operands];
    return show_store(&info, &read, json, c_header, tag);
}

const command info_command = {
    .name = "info",
    .operands = "STORE",
    .summary = "the contents of a store file",
    .text = "Prints the number of records in a store file, their dtype in each notation, the "
            "fields and "
            "their offsets, the layout, the bytes of a record, and the size of the file; of Arrow "
            "files and streams also the record batches, their compression, the metadata, and the "
            "Arrow types.",
    .options = options,
    .run = run_info,
};
