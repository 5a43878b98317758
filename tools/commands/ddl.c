/* commands/ddl.c - rowcol ddl: the table of a database for the records of a store. */
#include "base/command.h"
#include "clickhouse/query.h"
#include "options/format_arg.h"
#include "options/options.h"
#include "report/report.h"

#include <rowcol/clickhouse.h>
#include <rowcol/stream.h>
#include <stdio.h>
#include <string.h>

enum { MEMBER = 256, TABLE };

static const option_spec options[] = {
    {'f', "from", "FORMAT",
     "of the store file, if its name does not show it: npy, npz, arrow, arrows, "
     "rowbinary or native"},
    {MEMBER, "member", "NAME", "the array of an .npz archive (default: the only one)"},
    {TABLE, "table", "NAME", "of the table (default: the name of the file, up to the first dot)"},
    {0, NULL, NULL, NULL},
};

/* The name of the file without folder and endings; of standard input there is none. */
static const char *name_of(const char *path, char *text, size_t size)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const size_t n = strcspn(name, ".");
    if (strcmp(path, "-") == 0 || n == 0 || n >= size) {
        return NULL;
    }
    memcpy(text, name, n);
    text[n] = '\0';
    return text;
}

static int print_statement(const char *path, const rc_read_options *read, const char *table)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = open_input(path, read, &err);
    char *text = reader ? rc_clickhouse_table(rc_reader_dtype(reader), table, &err) : NULL;
    rc_reader_close(reader);
    if (!text) {
        return report_error(&err);
    }
    fputs(text, stdout);
    rc_text_free(text);
    return 0;
}

static int run_ddl(int argc, char **argv)
{
    rc_read_options read = RC_READ_OPTIONS_INIT;
    const char *table = NULL;
    char name[256];
    int status = 0;
    option_walk walk = options_begin(&ddl_command, argc, argv);
    while (status == 0 && options_next(&walk)) {
        if (walk.id == 'f') {
            status = parse_format(&ddl_command, "from", walk.argument, FORMAT_READ, &read.format);
        }
        read.member = walk.id == MEMBER ? walk.argument : read.member;
        table = walk.id == TABLE ? walk.argument : table;
    }
    if (status != 0 || walk.finished) {
        return walk.finished ? walk.status : status;
    }
    if (argc - walk.operands != 1) {
        return report_usage(&ddl_command, "one STORE is needed, not %d", argc - walk.operands);
    }
    if (!table) {
        table = name_of(argv[walk.operands], name, sizeof name);
    }
    if (!table || !*table) {
        return report_usage(&ddl_command, "the table has no name: add --table NAME");
    }
    return print_statement(argv[walk.operands], &read, table);
}

const command ddl_command = {
    .name = "ddl",
    .operands = "STORE",
    .summary = "the CREATE TABLE of ClickHouse for a store file",
    .text =
        "Prints the statement CREATE TABLE of ClickHouse for the records of a store file, with the "
        "types of the formats rowbinary and native, the engine MergeTree, and without an order.",
    .options = options,
    .run = run_ddl,
};
