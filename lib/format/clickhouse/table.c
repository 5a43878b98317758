/* format/clickhouse/table.c - CREATE TABLE for records of a dtype. */
#include "base/error.h"
#include "base/text_builder.h"
#include "format/clickhouse/type.h"

#include <rowcol/clickhouse.h>
#include <string.h>

static rc_status put(rci_base_bytes *out, const char *text, rc_error *err)
{
    return rci_base_bytes_append(out, text, strlen(text), err);
}

static rc_status put_column(const rci_clickhouse_type *column, rci_base_bytes *out, rc_error *err)
{
    rc_status status = put(out, "    ", err);
    if (status == RC_OK) {
        status = rci_clickhouse_print_name(column->name, column->name_length, out, err);
    }
    status = status == RC_OK ? put(out, " ", err) : status;
    status = status == RC_OK ? rci_clickhouse_type_print(column, out, err) : status;
    return status == RC_OK ? put(out, column->next ? ",\n" : "\n", err) : status;
}

static rc_status put_statement(const rci_clickhouse_type *root, const char *table,
                               rci_base_bytes *out, rc_error *err)
{
    rc_status status = put(out, "CREATE TABLE ", err);
    if (status == RC_OK) {
        status = rci_clickhouse_print_name(table, strlen(table), out, err);
    }
    status = status == RC_OK ? put(out, "\n(\n", err) : status;
    for (const rci_clickhouse_type *column = root->child; status == RC_OK && column;
         column = column->next) {
        status = put_column(column, out, err);
    }
    return status == RC_OK ? put(out, ")\nENGINE = MergeTree\nORDER BY tuple()\n", err) : status;
}

char *rc_clickhouse_table(const rc_dtype *dtype, const char *table, rc_error *err)
{
    rci_clickhouse_type *root;
    rci_base_bytes statement;
    rci_base_text_builder text;
    char *made = NULL;
    if (!dtype || !table || !*table) {
        rci_base_fail(err, RC_EARG, "%s",
                      !dtype   ? "dtype is NULL"
                      : !table ? "table is NULL"
                               : "the name of the table is empty");
        return NULL;
    }
    root = rci_clickhouse_type_of(dtype, err);
    rci_base_bytes_init(&statement);
    if (root && put_statement(root, table, &statement, err) == RC_OK) {
        rci_base_text_builder_init(&text, err);
        rci_base_put_n(&text, (const char *)statement.data, statement.length);
        made = rci_base_text_builder_finish(&text);
    }
    rci_base_bytes_release(&statement);
    rci_clickhouse_type_free(root);
    return made;
}
