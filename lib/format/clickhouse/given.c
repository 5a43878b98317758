/* format/clickhouse/given.c - the columns of a table that exists, from their text. */
#include "format/clickhouse/given.h"

#include "base/alloc.h"
#include "base/ascii.h"
#include "base/bytes.h"
#include "base/error.h"
#include "format/clickhouse/header.h"

#include <rowcol/clickhouse.h>
#include <string.h>

/* A column in the text. */
typedef struct given_column {
    rci_base_bytes name; /* without its quotes, and a NUL after it */
    const char *type;
    size_t length;
} given_column;

/* ------------------------------------------------------------------------ text */

static rc_status fail_text(const char *at, const char *wanted, rc_error *err)
{
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_EFORMAT, "columns: %s is needed before \"%s\"", wanted,
                         rci_base_quote(&quoted, at, strnlen(at, 40)));
}

static bool is_quote(char c)
{
    return c == '`' || c == '"' || c == '\'';
}

/* After what is in quotes, or NULL. */
static const char *after_quoted(const char *at)
{
    const char quote = *at++;
    for (; *at != quote; at++) {
        at += *at == '\\';
        if (!*at) {
            return NULL;
        }
    }
    return at + 1;
}

/* What a character after a backslash stands for. */
static char unescaped(char c)
{
    static const char letters[] = "bfnrt0", meant[] = "\b\f\n\r\t";
    const char *found = memchr(letters, c, sizeof letters - 1);
    return found ? meant[found - letters] : c;
}

static rc_status take_name(const char **at, rci_base_bytes *name, rc_error *err)
{
    const char *p = *at, *end = is_quote(*p) ? after_quoted(p) : p;
    const bool quoted = is_quote(*p);
    rc_status status = RC_OK;
    name->length = 0;
    while (!quoted && *end && !rci_base_is_space(*end) && *end != ',') {
        end++;
    }
    if (!end || (*end != ' ' && *end != '\t')) {
        return fail_text(*at, "a name, a space and a type", err);
    }
    for (const char *stop = end - quoted, *c = p + quoted; status == RC_OK && c < stop; c++) {
        const bool escaped = quoted && *c == '\\';
        const char byte = escaped ? unescaped(*++c) : *c;
        status = rci_base_bytes_append(name, &byte, 1, err);
    }
    status = status == RC_OK ? rci_base_bytes_append(name, "", 1, err) : status;
    name->length -= status == RC_OK;
    *at = end;
    return status;
}

/* Up to a comma or the end of the line that is not inside of parentheses or quotes. */
static rc_status take_type(const char **at, given_column *column, rc_error *err)
{
    const char *p = *at + strspn(*at, " \t"), *end = p;
    size_t open = 0;
    while (*end && (open > 0 || (*end != ',' && *end != '\n'))) {
        if (is_quote(*end)) {
            end = after_quoted(end);
            if (!end) {
                return fail_text(p, "a quote that is closed", err);
            }
            continue;
        }
        open += *end == '(';
        open -= *end == ')' && open > 0;
        end++;
    }
    *at = end;
    while (end > p && rci_base_is_space(end[-1])) {
        end--;
    }
    column->type = p;
    column->length = (size_t)(end - p);
    return column->length && open == 0 ? RC_OK : fail_text(p, "a type", err);
}

/* The next column. RC_END: there is none. */
static rc_status next_column(const char **at, given_column *column, rc_error *err)
{
    rc_status status;
    *at += strspn(*at, " \t\r\n,");
    if (!**at) {
        return RC_END;
    }
    status = take_name(at, &column->name, err);
    return status == RC_OK ? take_type(at, column, err) : status;
}

/* ----------------------------------------------------------------------- types */

/* The bytes of the type are what the server calls it. LowCardinality is a way to keep values: they
   are sent without it. */
static rc_status keep_text(rci_clickhouse_type *type, const given_column *given, rc_error *err)
{
    static const char mark[] = "LowCardinality(";
    const char *text = given->type;
    size_t n = given->length;
    if (type->dictionary && n > sizeof mark && memcmp(text, mark, sizeof mark - 1) == 0) {
        text += sizeof mark - 1;
        n -= sizeof mark;
    }
    type->dictionary = false;
    for (const rci_clickhouse_type *part = type->child; part;
         part = rci_clickhouse_type_after(part)) {
        if (part->dictionary) {
            rci_base_fail(err, RC_EUNSUPPORTED,
                          "LowCardinality inside of another type is not written");
            return rci_clickhouse_at(type, RC_EUNSUPPORTED, err);
        }
    }
    return rci_base_bytes_append(&type->text, text, n, err);
}

static rci_clickhouse_type *type_of(const given_column *given, rc_error *err)
{
    const char *name = (const char *)given->name.data;
    rci_clickhouse_type *type =
        rci_clickhouse_type_parse(given->type, given->length, name, given->name.length, err);
    rci_base_quoted quoted;
    if (!type) {
        rci_base_error_field(err, rci_base_quote(&quoted, name, given->name.length));
    }
    if (type && keep_text(type, given, err) != RC_OK) {
        rci_clickhouse_type_free(type);
        return NULL;
    }
    return type;
}

/* The number of the field with the name of a column, or `n`. */
static size_t field_of(const rc_dtype *dtype, size_t n, const given_column *given)
{
    const char *name = (const char *)given->name.data;
    size_t i;
    if (rc_dtype_kind(dtype) != RC_STRUCT) {
        return strcmp(name, "value") == 0 ? 0 : n;
    }
    return rc_dtype_field_index(dtype, name, &i, NULL) == RC_OK ? i : n;
}

static rc_status take_columns(const char *text, const rc_dtype *dtype, rci_clickhouse_type **found,
                              size_t n, rc_error *err)
{
    given_column given;
    rc_status status;
    rci_base_bytes_init(&given.name);
    while ((status = next_column(&text, &given, err)) == RC_OK) {
        const size_t i = field_of(dtype, n, &given);
        if (i == n) {
            continue;
        }
        if (found[i]) {
            status = rci_base_fail(err, RC_ENAME, "columns: two columns have this name");
            rci_clickhouse_at(found[i], status, err);
            break;
        }
        found[i] = type_of(&given, err);
        if (!found[i]) {
            status = err->status;
            break;
        }
    }
    rci_base_bytes_release(&given.name);
    return status == RC_END ? RC_OK : status;
}

static rc_status fail_absent(const rc_dtype *dtype, size_t i, rc_error *err)
{
    rc_field_info info = {.name = "value"};
    if (rc_dtype_kind(dtype) == RC_STRUCT) {
        rc_dtype_field(dtype, i, &info, NULL);
    }
    rci_base_fail(err, RC_EUNSUPPORTED,
                  "the table has no such column that can be inserted (leave the field out)");
    rci_base_error_field(err, info.name);
    return RC_EUNSUPPORTED;
}

rci_clickhouse_type *rci_clickhouse_given_for(const char *given, const rc_dtype *dtype,
                                              rc_error *err)
{
    const size_t n = rc_dtype_kind(dtype) == RC_STRUCT ? rc_dtype_nfields(dtype) : 1;
    rci_clickhouse_type *root = rci_clickhouse_new_root(err);
    const rc_allocator *allocator = root ? root->allocator : NULL;
    rci_clickhouse_type **found =
        root ? rci_base_zalloc_array(allocator, n, sizeof(rci_clickhouse_type *), err) : NULL;
    rc_status status = found ? take_columns(given, dtype, found, n, err) : RC_ENOMEM;
    for (size_t i = 0; found && i < n; i++) {
        if (found[i]) {
            rci_clickhouse_type_add(root, found[i]);
        } else if (status == RC_OK) {
            status = fail_absent(dtype, i, err);
        }
    }
    if (found) {
        rci_base_free(allocator, found, n * sizeof(rci_clickhouse_type *));
    }
    if (status == RC_OK && n == 0) {
        status = rci_base_fail(err, RC_EUNSUPPORTED, "the dtype has no fields");
    }
    if (status != RC_OK) {
        rci_clickhouse_type_free(root);
        return NULL;
    }
    return root;
}

/* ---------------------------------------------------------------------- dtypes */

static rc_status fail_arrays(const rci_clickhouse_type *root, rc_error *err)
{
    for (const rci_clickhouse_type *type = root; type; type = rci_clickhouse_type_after(type)) {
        if (type->kind == RCI_CLICKHOUSE_ARRAY) {
            rci_base_fail(err, RC_EUNSUPPORTED,
                          "the type does not have the length of its arrays (give a dtype, in which "
                          "it is a subarray)");
            return rci_clickhouse_at(type, RC_EUNSUPPORTED, err);
        }
    }
    return RC_OK;
}

static rc_status add_columns(rci_clickhouse_type *root, const char *text, rc_error *err)
{
    given_column given;
    rc_status status;
    rci_base_bytes_init(&given.name);
    while ((status = next_column(&text, &given, err)) == RC_OK) {
        rci_clickhouse_type *type = type_of(&given, err);
        if (!type) {
            status = err->status;
            break;
        }
        rci_clickhouse_type_add(root, type);
    }
    rci_base_bytes_release(&given.name);
    if (status == RC_END && !root->child) {
        return rci_base_fail(err, RC_EFORMAT, "columns: there are none");
    }
    return status == RC_END ? fail_arrays(root, err) : status;
}

rc_dtype *rc_clickhouse_dtype(const char *columns, rc_error *err)
{
    rc_error unset = RC_ERROR_INIT;
    rci_clickhouse_type *root;
    rc_dtype *dtype = NULL;
    err = err ? err : &unset;
    if (!columns) {
        rci_base_fail(err, RC_EARG, "columns is NULL");
        return NULL;
    }
    root = rci_clickhouse_new_root(err);
    if (root && add_columns(root, columns, err) == RC_OK) {
        dtype = rci_clickhouse_type_dtype(root, err);
    }
    rci_clickhouse_type_free(root);
    return dtype;
}
