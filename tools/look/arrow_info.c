/* look/arrow_info.c - what rowcol info shows of an Arrow file or stream besides its dtype. */
#include "look/arrow_info.h"

#include "base/formats.h"
#include "base/grid.h"
#include "base/terminal.h"
#include "dtype/describe.h"
#include "look/arrow_type.h"
#include "report/report.h"
#include "report/stats.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The record batches whose lengths are listed one by one, and the bytes of metadata that are shown
   of a file, and of a field. */
enum { MOST_LISTED = 5, FILE_TEXT = 160, FIELD_TEXT = 48 };

static bool is_arrow(const char *format)
{
    return strcmp(format, "arrow") == 0 || strcmp(format, "arrows") == 0;
}

int arrow_info_open(const char *path, const char *format, rc_arrow_file **file)
{
    rc_error err = RC_ERROR_INIT;
    const char *shown = format ? format : format_of_input(path);
    *file = NULL;
    if (shown && !is_arrow(shown)) {
        return 0;
    }
    *file = rc_arrow_file_open(path, NULL, &err);
    /* A file that is compressed is read, but not mapped. */
    return *file || (!shown && err.status == RC_EFORMAT) || err.status == RC_EUNSUPPORTED
               ? 0
               : report_error(&err);
}

/* --------------------------------------------------------------------- batches */

/* All record batches together. */
typedef struct totals {
    size_t batches;
    uint64_t least, most; /* records of one */
    uint64_t records;
    uint64_t buffers, plain;
    int version; /* of the first */
    bool has[3]; /* by rc_compression */
} totals;

static int add_up(const rc_arrow_file *file, totals *sum)
{
    *sum = (totals){.batches = rc_arrow_file_batches(file), .least = UINT64_MAX};
    for (size_t i = 0; i < sum->batches; i++) {
        rc_arrow_batch_info batch = RC_ARROW_BATCH_INFO_INIT;
        rc_error err = RC_ERROR_INIT;
        if (rc_arrow_file_batch_info(file, i, &batch, &err) != RC_OK) {
            return report_error(&err);
        }
        sum->least = batch.records < sum->least ? batch.records : sum->least;
        sum->most = batch.records > sum->most ? batch.records : sum->most;
        if (batch.records > INT64_MAX - sum->records ||
            batch.plain_bytes > INT64_MAX - sum->plain) {
            report("the record batches have more than 2^63 records or bytes");
            return EXIT_DATA;
        }
        sum->records += batch.records;
        sum->buffers += batch.buffer_bytes;
        sum->plain += batch.plain_bytes;
        sum->version = i == 0 ? batch.version : sum->version;
        sum->has[batch.compression] = true;
    }
    return 0;
}

int arrow_info_count(const rc_arrow_file *file, uint64_t *records)
{
    totals sum;
    int status = add_up(file, &sum);
    *records = sum.records;
    return status;
}

/* "of 100 records", "of 3, 3 and 1 records", "of 1 to 100 records". */
static void print_lengths(const rc_arrow_file *file, const totals *sum)
{
    if (sum->least == sum->most) {
        printf(" of %" PRIu64 " record%s", sum->most, plural(sum->most));
        return;
    }
    if (sum->batches > MOST_LISTED) {
        printf(" of %" PRIu64 " to %" PRIu64 " records", sum->least, sum->most);
        return;
    }
    for (size_t i = 0; i < sum->batches; i++) {
        rc_arrow_batch_info batch = RC_ARROW_BATCH_INFO_INIT;
        (void)rc_arrow_file_batch_info(file, i, &batch, NULL); /* it was there before */
        printf("%s%" PRIu64,
               i == 0                  ? " of "
               : i + 1 == sum->batches ? " and "
                                       : ", ",
               batch.records);
    }
    printf(" records");
}

static void print_compression(const totals *sum)
{
    const char *before = " ";
    printf("%-9s %" PRIu64 " bytes,", "buffers", sum->buffers);
    if (!sum->has[RC_COMPRESSION_LZ4] && !sum->has[RC_COMPRESSION_ZSTD]) {
        puts(" not compressed");
        return;
    }
    for (size_t i = 0; i < sizeof sum->has / sizeof *sum->has; i++) {
        if (sum->has[i]) {
            printf("%s%s", before, arrow_compression_name((rc_compression)i));
            before = " and ";
        }
    }
    printf(", %" PRIu64 " without compression", sum->plain);
    if (sum->buffers) {
        printf(" (%.2f times)", (double)sum->plain / (double)sum->buffers);
    }
    putchar('\n');
}

/* -------------------------------------------------------------------- metadata */

/* A pair of metadata. False past the last, or if the metadata is damaged. */
typedef struct pair {
    const char *key, *value;
    size_t key_length, value_length;
} pair;

static bool pair_at(const char *metadata, size_t i, pair *p)
{
    return i < rc_arrow_metadata_count(metadata) &&
           rc_arrow_metadata_get(metadata, i, &p->key, &p->key_length, &p->value, &p->value_length,
                                 NULL) == RC_OK;
}

/* Appends bytes, escaped, to text that has space for `size` bytes. False: not all of them fit. */
static bool append(char *text, size_t size, const char *bytes, size_t length)
{
    const size_t used = strlen(text);
    return rc_text_printable(bytes, length, text + used, size - used) < size - used;
}

/* The pair as "KEY: VALUE", escaped, in `size` bytes: what does not fit becomes dots. */
static const char *pair_text(const pair *p, const char *between, char *text, size_t size)
{
    static const char dots[] = "...";
    const size_t most = size - (sizeof dots - 1);
    text[0] = '\0';
    if (!append(text, most, p->key, p->key_length) ||
        !append(text, most, between, strlen(between)) ||
        !append(text, most, p->value, p->value_length)) {
        strcat(text, dots);
    }
    return text;
}

int arrow_info_print(const rc_arrow_file *file)
{
    const char *metadata = rc_arrow_file_schema(file)->metadata;
    char text[FILE_TEXT];
    pair p;
    totals sum;
    int status = add_up(file, &sum);
    if (status != 0) {
        return status;
    }
    printf("%-9s %s, ", "arrow", rc_arrow_file_is_stream(file) ? "stream" : "file");
    if (sum.batches == 0) {
        puts("no record batches");
    } else {
        printf("metadata V%d, %zu record batch%s", sum.version, sum.batches,
               sum.batches == 1 ? "" : "es");
        print_lengths(file, &sum);
        putchar('\n');
        print_compression(&sum);
    }
    for (size_t i = 0; pair_at(metadata, i, &p); i++) {
        printf("%-9s %s\n", i == 0 ? "metadata" : "", pair_text(&p, ": ", text, sizeof text));
    }
    return 0;
}

/* ---------------------------------------------------------------------- fields */

/* Called for each field, nested ones by their dotted path. */
typedef int visitor(void *context, const char *path, const struct ArrowSchema *field);

/* Recursion: as deep as the schema. */
static int visit_fields(const struct ArrowSchema *parent, const char *prefix, visitor *visit,
                        void *context)
{
    int status = 0;
    for (int64_t i = 0; i < parent->n_children && status == 0; i++) {
        const struct ArrowSchema *field = parent->children[i], *inside = arrow_struct_in(field);
        char *path;
        if (asprintf(&path, "%s%s%s", prefix, *prefix ? "." : "", field->name ? field->name : "") <
            0) {
            return report_no_memory();
        }
        status = visit(context, path, field);
        if (status == 0 && inside) {
            status = visit_fields(inside, path, visit, context);
        }
        free(path);
    }
    return status;
}

static int add_row(void *context, const char *path, const struct ArrowSchema *field)
{
    grid *table = context;
    char *type = arrow_type_text(field), text[FIELD_TEXT] = "";
    pair p;
    if (!type) {
        return report_no_memory();
    }
    if (pair_at(field->metadata, 0, &p)) {
        pair_text(&p, "=", text, sizeof text);
    }
    grid_add_safe(table, path);
    grid_add_safe(table, type);
    grid_add_safe(table, field->flags & ARROW_FLAG_NULLABLE ? "yes" : "no");
    grid_add_safe(table, text);
    free(type);
    return 0;
}

int arrow_info_print_fields(const rc_arrow_file *file)
{
    static const char *const titles[] = {"field", "arrow type", "nullable", "metadata"};
    grid table = grid_start(sizeof titles / sizeof *titles);
    int status;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        grid_add_safe(&table, titles[i]);
    }
    status = visit_fields(rc_arrow_file_schema(file), "", add_row, &table);
    if (status == 0 && grid_print(&table, 0) == 0) {
        status = report_no_memory();
    }
    grid_release(&table);
    return status;
}

/* ------------------------------------------------------------------------ JSON */

/* Whether `length` bytes, which a NUL follows, are UTF-8; a NUL may be among them. */
static bool are_utf8(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        const size_t n = bytes[i] ? character_length(bytes + i) : 1;
        if (n == 0) {
            return false;
        }
        i += n;
    }
    return true;
}

/* null for bytes that are not UTF-8. NULL: out of memory. */
static json_t *json_bytes(const char *bytes, size_t length)
{
    char *copy = calloc(1, length + 1);
    json_t *text = NULL;
    if (copy) {
        memcpy(copy, bytes, length);
        text = are_utf8(copy, length) ? json_stringn(copy, length) : json_null();
    }
    free(copy);
    return text;
}

/* NULL: out of memory. */
static json_t *json_metadata(const char *metadata)
{
    json_t *list = json_array();
    pair p;
    for (size_t i = 0; list && pair_at(metadata, i, &p); i++) {
        json_t *made = json_pack("{s:o, s:o}", "key", json_bytes(p.key, p.key_length), "value",
                                 json_bytes(p.value, p.value_length));
        if (!made || json_array_append_new(list, made) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

static int add_field(void *context, const char *path, const struct ArrowSchema *field)
{
    char *type = arrow_type_text(field);
    json_t *made = json_pack("{s:o, s:o, s:b, s:o}", "field", json_path(path), "type",
                             type ? json_path(type) : NULL, "nullable",
                             (field->flags & ARROW_FLAG_NULLABLE) != 0, "metadata",
                             json_metadata(field->metadata));
    free(type);
    return made && json_array_append_new(context, made) == 0 ? 0 : report_no_memory();
}

static int add_batches(json_t *list, const rc_arrow_file *file, int *version)
{
    for (size_t i = 0; i < rc_arrow_file_batches(file); i++) {
        rc_arrow_batch_info batch = RC_ARROW_BATCH_INFO_INIT;
        rc_error err = RC_ERROR_INIT;
        json_t *made;
        if (rc_arrow_file_batch_info(file, i, &batch, &err) != RC_OK) {
            return report_error(&err);
        }
        *version = i == 0 ? batch.version : *version;
        made =
            json_pack("{s:I, s:I, s:I, s:s, s:I, s:I}", "records", (json_int_t)batch.records,
                      "offset", (json_int_t)batch.offset, "bytes", (json_int_t)batch.bytes,
                      "compression", arrow_compression_name(batch.compression), "buffer_bytes",
                      (json_int_t)batch.buffer_bytes, "plain_bytes", (json_int_t)batch.plain_bytes);
        if (!made || json_array_append_new(list, made) != 0) {
            return report_no_memory();
        }
    }
    return 0;
}

int arrow_info_describe(json_t *object, const rc_arrow_file *file)
{
    const struct ArrowSchema *schema = rc_arrow_file_schema(file);
    json_t *batches = json_array(), *fields = json_array(), *made;
    int version = 0, status = batches && fields ? 0 : report_no_memory();
    if (status == 0) {
        status = add_batches(batches, file, &version);
    }
    if (status == 0) {
        status = visit_fields(schema, "", add_field, fields);
    }
    if (status != 0) {
        json_decref(batches);
        json_decref(fields);
        return status;
    }
    made = json_pack("{s:s, s:o, s:o, s:o, s:o}", "form",
                     rc_arrow_file_is_stream(file) ? "stream" : "file", "version",
                     version ? json_integer(version) : json_null(), "metadata",
                     json_metadata(schema->metadata), "batches", batches, "fields", fields);
    return made && json_object_set_new(object, "arrow", made) == 0 ? 0 : report_no_memory();
}
