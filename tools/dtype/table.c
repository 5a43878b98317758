/* dtype/table.c - prints a dtype as a table of its fields. */
#include "dtype/table.h"

#include "base/command.h"
#include "base/grow.h"
#include "base/terminal.h"
#include "dtype/leaves.h"
#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 6, NUMBERS_FROM = 3, NUMBER_SIZE = 24 };

/* One line. The strings are owned by the table. */
typedef struct field_row {
    char *path;
    char *type; /* compact notation */
    char *kind;
    size_t offset;
    size_t size;
    size_t padding; /* bytes up to the next field, or to the end of the struct */
} field_row;

typedef struct field_table {
    field_row *rows;
    size_t n;
    size_t capacity;
} field_table;

static void table_release(field_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        free(table->rows[i].path);
        free(table->rows[i].type);
        free(table->rows[i].kind);
    }
    free(table->rows);
}

/* ---------------------------------------------------------------- strings */

/* Closes a stream of open_memstream. Its text, or NULL when out of memory. */
static char *close_text(FILE *out, char **text)
{
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(*text);
        return NULL;
    }
    return *text;
}

/* The same text for a terminal. Takes over `raw`; NULL gives NULL. */
static char *safe_text(char *raw)
{
    char *text = raw ? safe_copy(raw) : NULL;
    free(raw);
    return text;
}

/* The innermost element of a subarray; another dtype itself. */
static const rc_dtype *innermost(const rc_dtype *dtype)
{
    while (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        dtype = rc_dtype_element(dtype);
    }
    return dtype;
}

/* Such as "float64[3, 4]". */
static char *kind_text(const rc_dtype *dtype)
{
    char *text = NULL;
    size_t size, ndim = rc_dtype_ndim(dtype);
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return NULL;
    }
    fputs(rc_kind_name(rc_dtype_kind(innermost(dtype))), out);
    for (size_t i = 0; i < ndim; i++) {
        fprintf(out, "%s%zu%s", i ? ", " : "[", rc_dtype_shape(dtype)[i], i + 1 == ndim ? "]" : "");
    }
    return close_text(out, &text);
}

/* The compact notation, without the fields of a struct, which have their own lines. */
static char *type_text(const rc_dtype *dtype, bool nullable)
{
    return rc_dtype_kind(innermost(dtype)) == RC_STRUCT ? strdup(nullable ? "{...}?" : "{...}")
                                                        : field_type(dtype, nullable);
}

/* ------------------------------------------------------------------- rows */

/* Takes over the strings, also on failure. */
static int add_row(field_table *table, field_row row)
{
    bool good = row.path && row.type && row.kind;
    field_row *rows = good ? grow(table->rows, table->n, &table->capacity, sizeof row) : NULL;
    if (!rows) {
        free(row.path);
        free(row.type);
        free(row.kind);
        return report_no_memory();
    }
    table->rows = rows;
    table->rows[table->n++] = row;
    return 0;
}

static int compare_places(const void *left, const void *right)
{
    const field_place *a = left, *b = right;
    if (a->offset != b->offset) {
        return a->offset < b->offset ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

static int compare_indices(const void *left, const void *right)
{
    const field_place *a = left, *b = right;
    return a->index < b->index ? -1 : a->index > b->index;
}

field_place *find_places(const rc_dtype *dtype, size_t *leading)
{
    size_t n = rc_dtype_nfields(dtype), end = 0;
    field_place *places = calloc(n + 1, sizeof *places);
    if (!places) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        places[i].offset = field.offset;
        places[i].end = field.offset + rc_dtype_itemsize(field.dtype);
        places[i].index = i;
    }
    qsort(places, n, sizeof *places, compare_places);
    *leading = n ? places[0].offset : 0;
    for (size_t i = 0; i < n; i++) {
        size_t next = i + 1 < n ? places[i + 1].offset : rc_dtype_itemsize(dtype);
        end = places[i].end > end ? places[i].end : end;
        places[i].padding = next > end ? next - end : 0;
    }
    qsort(places, n, sizeof *places, compare_indices);
    return places;
}

static int add_fields(field_table *table, const rc_dtype *dtype, const char *parent, size_t base);

/* Adds a field, and the fields in it when it is a struct. For an array of structs, those of element
   0. */
static int add_field(field_table *table, const char *parent, const rc_field_info *field,
                     size_t base, size_t padding)
{
    const rc_dtype *dtype = field->dtype;
    char *path = safe_text(field_path(parent, field->name)), *inside = NULL;
    field_row row = {path,
                     type_text(dtype, field->nullable != 0),
                     kind_text(dtype),
                     base + field->offset,
                     rc_dtype_itemsize(dtype),
                     padding};
    int status = add_row(table, row);
    if (status != 0 || rc_dtype_kind(innermost(dtype)) != RC_STRUCT) {
        return status;
    }
    if (asprintf(&inside, "%s%s", path, rc_dtype_ndim(dtype) ? "[0]" : "") < 0) {
        return report_no_memory();
    }
    status = add_fields(table, innermost(dtype), inside, base + field->offset);
    free(inside);
    return status;
}

static int add_fields(field_table *table, const rc_dtype *dtype, const char *parent, size_t base)
{
    size_t leading;
    int status = 0;
    field_place *places = find_places(dtype, &leading);
    if (!places) {
        return report_no_memory();
    }
    if (leading) {
        field_row padding = {strdup("(padding)"), strdup(""), strdup(""), base, 0, leading};
        status = add_row(table, padding);
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype) && status == 0; i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        status = add_field(table, parent, &field, base, places[i].padding);
    }
    free(places);
    return status;
}

/* --------------------------------------------------------------- printing */

/* The number of UTF-8 characters; each counts as one column. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return width;
}

/* Sets the cells of a line. The text of its numbers is stored in `numbers`. */
static void line_cells(const field_row *row, char numbers[][NUMBER_SIZE],
                       const char *cells[COLUMNS])
{
    size_t values[] = {row->offset, row->size, row->padding};
    cells[0] = row->path;
    cells[1] = row->type;
    cells[2] = row->kind;
    for (size_t i = 0; i < 3; i++) {
        snprintf(numbers[i], NUMBER_SIZE, "%zu", values[i]);
        cells[NUMBERS_FROM + i] = numbers[i];
    }
}

static void print_line(const char *const cells[COLUMNS], const size_t widths[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        int fill = (int)(widths[i] - width_of(cells[i]));
        if (i < NUMBERS_FROM) {
            printf("%s%*s  ", cells[i], fill, "");
        } else {
            printf("%*s%s%s", fill, "", cells[i], i + 1 < COLUMNS ? "  " : "\n");
        }
    }
}

static void print_rows(const field_table *table)
{
    static const char *const heads[COLUMNS] = {"field",  "type", "kind",
                                               "offset", "size", "padding"};
    char numbers[3][NUMBER_SIZE];
    const char *cells[COLUMNS];
    size_t widths[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        widths[i] = width_of(heads[i]);
    }
    for (size_t n = 0; n < table->n; n++) {
        line_cells(&table->rows[n], numbers, cells);
        for (size_t i = 0; i < COLUMNS; i++) {
            size_t width = width_of(cells[i]);
            widths[i] = width > widths[i] ? width : widths[i];
        }
    }
    print_line(heads, widths);
    for (size_t n = 0; n < table->n; n++) {
        line_cells(&table->rows[n], numbers, cells);
        print_line(cells, widths);
    }
}

/* The bytes of a record that hold values. */
static size_t value_bytes(const rc_dtype *dtype)
{
    size_t bytes = 0;
    if (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        size_t one = rc_dtype_itemsize(rc_dtype_element(dtype));
        size_t many = one ? rc_dtype_itemsize(dtype) / one : 0;
        return many * value_bytes(rc_dtype_element(dtype));
    }
    if (rc_dtype_kind(dtype) != RC_STRUCT) {
        return rc_dtype_itemsize(dtype);
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        bytes += value_bytes(field.dtype);
    }
    return bytes;
}

size_t padding_bytes(const rc_dtype *dtype)
{
    return rc_dtype_itemsize(dtype) - value_bytes(dtype);
}

int print_table(const rc_dtype *dtype)
{
    field_table table = {NULL, 0, 0};
    int status;
    if (rc_dtype_kind(dtype) == RC_STRUCT) {
        status = add_fields(&table, dtype, "", 0);
    } else {
        rc_field_info whole = {"(record)", dtype, 0, 0};
        status = add_field(&table, "", &whole, 0, 0);
    }
    if (status == 0) {
        print_rows(&table);
        printf("itemsize %zu, alignment %zu, padding %zu\n", rc_dtype_itemsize(dtype),
               rc_dtype_alignment(dtype), padding_bytes(dtype));
    }
    table_release(&table);
    return status;
}
