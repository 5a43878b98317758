/* size/size_file.c - what a store file takes on disk and in memory, and a smaller dtype for it. */
#include "size/size_file.h"

#include "base/formats.h"
#include "base/readable.h"
#include "base/terminal.h"
#include "dtype/describe.h"
#include "report/report.h"
#include "size/better_dtype.h"
#include "size/file_size.h"
#include "size/load_command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -------------------------------------------------------------- collecting */

/* Returns 0, or the exit status after a report. */
static int find_size(file_size *file)
{
    struct stat info;
    bool standard = strcmp(file->path, "-") == 0;
    if ((standard ? fstat(STDIN_FILENO, &info) : stat(file->path, &info)) != 0) {
        report("%s: cannot find its size: %s", file->path, strerror(errno));
        return EXIT_IO;
    }
    file->size = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : RC_UNKNOWN;
    return 0;
}

static rc_status read_batches(rc_reader *reader, file_size *file, rc_error *err)
{
    rc_store *batch;
    rc_status status;
    while ((status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        file->records += rc_store_length(batch);
        status = field_scan(&file->root, batch, err);
        rc_store_unref(batch);
        if (status != RC_OK) {
            return status;
        }
    }
    return status == RC_END ? RC_OK : status;
}

/* Returns 0, or the exit status after a report. */
static int collect(rc_reader *reader, file_size *file)
{
    rc_error err = RC_ERROR_INIT;
    int status;
    file->dtype = rc_reader_dtype(reader);
    file->format = rc_reader_format(reader);
    file->has_bytes = strcmp(file->format, "npy") == 0;
    status = field_tree(&file->root, file->dtype);
    if (status != 0) {
        return status;
    }
    if (read_batches(reader, file, &err) != RC_OK) {
        return report_error(&err);
    }
    file->better = better_dtype(&file->root, file->records, &err);
    if (!file->better) {
        return err.status == RC_OK ? report_no_memory() : report_error(&err);
    }
    return file_size_compute(file);
}

/* ----------------------------------------------------------------- the text */

enum { PATH_WIDTH = 18, TYPE_WIDTH = 12, MOST_SHOWN = 76 };

static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return width;
}

/* Text in a column; longer text has a line of its own, and is cut there. False: out of memory. */
static bool put_column(const char *text, int width)
{
    char *shown = safe_copy(text);
    int used = shown ? width_of(shown) : 0;
    if (!shown) {
        return false;
    }
    if (used > width) {
        int at = 0;
        for (const char *p = shown; *p; p++) {
            at += ((unsigned char)*p & 0xC0) != 0x80;
            if (at <= MOST_SHOWN) {
                putchar(*p);
            }
        }
        printf("%s\n%*s", at > MOST_SHOWN ? "..." : "", width, "");
    } else {
        printf("%s%*s", shown, width - used, "");
    }
    free(shown);
    return true;
}

/* "-" for a size that is not known. */
static const char *size_text(uint64_t bytes, char text[READABLE_SIZE])
{
    return bytes == RC_UNKNOWN ? "-" : readable_bytes(bytes, text);
}

static char *type_text(const rc_dtype *dtype, bool nullable)
{
    char *printed = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL), *text = NULL;
    if (printed && asprintf(&text, "%s%s", printed, nullable ? "?" : "") < 0) {
        text = NULL;
    }
    rc_text_free(printed);
    return text;
}

/* The better type, "" where it stays. NULL: out of memory. */
static char *better_text(const field_size *field)
{
    bool nullable = field->node->nullable && field->node->nulls > 0;
    if (rc_dtype_equal(field->node->dtype, field->better) && nullable == field->node->nullable) {
        return strdup("");
    }
    return type_text(field->better, nullable);
}

static void print_figures(const field_size *field)
{
    char texts[4][READABLE_SIZE];
    printf(" %9s %9s %9s %9s", size_text(field->bytes.disk, texts[0]),
           size_text(field->bytes.rows, texts[1]), size_text(field->bytes.columns, texts[2]),
           size_text(field->padding, texts[3]));
}

static int print_field(const field_size *field, void *context)
{
    const file_size *file = context;
    const char *path = field->node->path[0] ? field->node->path : "(record)";
    char *type = type_text(field->node->dtype, field->node->nullable), *better = better_text(field);
    char *remark = field_remark(file, field);
    bool shown = type && better && remark && put_column(path, PATH_WIDTH);
    if (shown) {
        putchar(' ');
        shown = put_column(type, TYPE_WIDTH);
    }
    if (shown) {
        print_figures(field);
        if (better[0] && file->records > 0) {
            fputs(width_of(better) > 8 ? "\n    smaller: " : " ", stdout);
            put_safe(better, stdout);
        }
        printf("%s%s\n", remark[0] && file->records > 0 ? "\n    " : "",
               file->records > 0 ? remark : "");
    }
    free(type);
    free(better);
    free(remark);
    return shown ? 0 : report_no_memory();
}

static void print_line(const char *name, uint64_t bytes)
{
    char texts[2][READABLE_SIZE];
    if (bytes != RC_UNKNOWN) {
        printf("%-9s %s bytes%s%s\n", name, readable_count(bytes, texts[0]),
               bytes < 1024 ? "" : ", ", bytes < 1024 ? "" : readable_bytes(bytes, texts[1]));
    }
}

/* What memory a map of the file takes. Returns 0, or the exit status after a report. */
static int print_map(const file_size *file)
{
    rc_error err = RC_ERROR_INIT;
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    char text[READABLE_SIZE];
    rc_store *map;
    if (!file->has_bytes || file->size == RC_UNKNOWN) {
        return 0;
    }
    map = rc_npy_map(file->path, &err);
    if (map && rc_store_memory(map, 0, &size, &err) == RC_OK) {
        printf("%-9s %s bytes, besides pages of the file (rc_npy_map)\n", "mapped",
               readable_count(size.allocated, text));
    }
    rc_store_unref(map);
    /* An array in Fortran order, or a compressed file, is read, but not mapped. */
    return err.status == RC_OK || err.status == RC_EUNSUPPORTED ? 0 : report_error(&err);
}

static void print_saving(const char *name, uint64_t before, uint64_t after)
{
    char texts[3][READABLE_SIZE];
    if (before != RC_UNKNOWN) {
        uint64_t saved = before > after ? before - after : 0;
        printf("  %-9s %s bytes less, %s of %s\n", name, readable_count(saved, texts[0]),
               readable_bytes(saved, texts[1]), readable_bytes(before, texts[2]));
    }
}

/* The dtype is shown in the command, too; without one it is shown alone. */
static int print_advice(const file_size *file)
{
    char *dtype, *lines;
    if (!file_size_can_shrink(file)) {
        puts(file->records > 0 ? "\nNo smaller dtype holds the values."
                               : "\nNo values, and so no advice.");
        return 0;
    }
    printf("\nA smaller dtype holds the values: itemsize %zu instead of %zu\n",
           rc_dtype_itemsize(file->better), rc_dtype_itemsize(file->dtype));
    print_saving("on disk", file->found.disk, file->smaller.disk);
    print_saving("rows", file->found.rows, file->smaller.rows);
    print_saving("columns", file->found.columns, file->smaller.columns);
    if (file->command) {
        lines = load_command_lines(file);
        if (!lines) {
            return report_no_memory();
        }
        printf("\n%s\n", lines);
        free(lines);
        return 0;
    }
    dtype = type_text(file->better, false);
    if (!dtype) {
        return report_no_memory();
    }
    printf("\ndtype     ");
    put_safe(dtype, stdout);
    printf("\nno command ");
    put_safe(file->why, stdout);
    putchar('\n');
    free(dtype);
    return 0;
}

static int print_text(file_size *file)
{
    char texts[2][READABLE_SIZE];
    int status;
    printf("%-9s ", "file");
    put_safe(file->path, stdout);
    putchar('\n');
    print_line("on disk", file->size);
    printf("%-9s %s of %s bytes\n", "records", readable_count(file->records, texts[0]),
           readable_count(rc_dtype_itemsize(file->dtype), texts[1]));
    print_line("rows", file->found.rows);
    print_line("columns", file->found.columns);
    status = print_map(file);
    if (status != 0) {
        return status;
    }
    printf("\n%-*s %-*s %9s %9s %9s %9s smaller\n", PATH_WIDTH, "field", TYPE_WIDTH, "type",
           "on disk", "rows", "columns", "padding");
    status = each_field(file, print_field, file);
    return status == 0 ? print_advice(file) : status;
}

/* ------------------------------------------------------------------- JSON */

/* The functions below return NULL when out of memory. */

static json_t *bytes_value(uint64_t bytes)
{
    return bytes == RC_UNKNOWN ? json_null() : json_integer((json_int_t)bytes);
}

static json_t *text_value(char *text, bool is_null)
{
    json_t *value = is_null ? json_null() : text ? json_string(text) : NULL;
    free(text);
    return value;
}

static json_t *sizes_value(const place_sizes *sizes)
{
    return json_pack("{s:o, s:o, s:o}", "on_disk", bytes_value(sizes->disk), "rows",
                     bytes_value(sizes->rows), "columns", bytes_value(sizes->columns));
}

typedef struct field_list {
    const file_size *file;
    json_t *fields;
} field_list;

static int add_field(const field_size *field, void *context)
{
    const field_list *list = context;
    char *better = better_text(field), *remark = field_remark(list->file, field);
    bool stays = better && !better[0], plain = remark && !remark[0];
    json_t *object;
    object = json_pack(
        "{s:s, s:o, s:I, s:o, s:I, s:I, s:I, s:o, s:I, s:o}", "field", field->node->path, "type",
        text_value(type_text(field->node->dtype, field->node->nullable), 0), "itemsize",
        (json_int_t)(field->node->times * rc_dtype_itemsize(field->node->dtype)), "bytes",
        sizes_value(&field->bytes), "padding", (json_int_t)field->padding, "nulls",
        (json_int_t)field->nulls, "text", (json_int_t)field->text, "smaller",
        text_value(better, stays), "saves", stays ? (json_int_t)0 : (json_int_t)field->saves,
        "remark", text_value(remark, plain));
    return json_array_append_new(list->fields, object) == 0 ? 0 : report_no_memory();
}

static json_t *advice_value(const file_size *file)
{
    place_sizes saved = {.disk = RC_UNKNOWN};
    if (!file_size_can_shrink(file)) {
        return json_null();
    }
    if (file->found.disk != RC_UNKNOWN) {
        saved.disk = file->found.disk - file->smaller.disk;
    }
    saved.rows = file->found.rows > file->smaller.rows ? file->found.rows - file->smaller.rows : 0;
    saved.columns = file->found.columns > file->smaller.columns
                        ? file->found.columns - file->smaller.columns
                        : 0;
    return json_pack("{s:o, s:I, s:o, s:s?, s:s?}", "dtype",
                     text_value(type_text(file->better, false), 0), "itemsize",
                     (json_int_t)rc_dtype_itemsize(file->better), "saves", sizes_value(&saved),
                     "command", file->command, "reason", file->why);
}

static int print_object(file_size *file)
{
    field_list list = {file, json_array()};
    json_t *object;
    int status = list.fields ? each_field(file, add_field, &list) : report_no_memory();
    if (status != 0) {
        json_decref(list.fields);
        return status;
    }
    object =
        json_pack("{s:o, s:o, s:I, s:I, s:o, s:o, s:o}", "file", json_path(file->path), "size",
                  bytes_value(file->size), "records", (json_int_t)file->records, "itemsize",
                  (json_int_t)rc_dtype_itemsize(file->dtype), "bytes", sizes_value(&file->found),
                  "fields", list.fields, "advice", advice_value(file));
    return object ? print_json(object) : report_no_memory();
}

/* ------------------------------------------------------------------------- */

int show_file(const char *path, const rc_read_options *options, bool json)
{
    rc_error err = RC_ERROR_INIT;
    file_size file = {.path = path, .options = options};
    rc_reader *reader = rc_reader_open(path, options, &err);
    int status;
    if (!reader) {
        return report_error(&err);
    }
    status = collect(reader, &file);
    if (status == 0) {
        status = find_size(&file);
    }
    if (status == 0) {
        status = json ? print_object(&file) : print_text(&file);
    }
    file_size_release(&file);
    rc_reader_close(reader);
    return status;
}
