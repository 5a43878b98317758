/* clickhouse/table.c - what a server says about a table. */
#include "clickhouse/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------------- columns */

/* Turns a value of TabSeparated into what it stands for, in place. */
static void unescape(char *text)
{
    static const char letters[] = "bfnrt0", meant[] = "\b\f\n\r\t";
    char *to = text;
    for (; *text; text++) {
        if (*text == '\\' && text[1]) {
            const char *found = strchr(letters, *++text);
            *to++ = found ? meant[found - letters] : *text;
        } else {
            *to++ = *text;
        }
    }
    *to = '\0';
}

/* The next field of a line, which ends with a NUL then. NULL: there is none. */
static char *next_field(char **line)
{
    char *field = *line, *end;
    if (!field) {
        return NULL;
    }
    end = strchr(field, '\t');
    *line = end ? end + 1 : NULL;
    if (end) {
        *end = '\0';
    }
    unescape(field);
    return field;
}

/* A line of DESCRIBE TABLE: name, type, MATERIALIZED or the like, ... False: no memory. */
static bool put_column(FILE *out, char *line)
{
    char *name = next_field(&line), *type = next_field(&line), *kind = next_field(&line), *quoted;
    if (!type || (kind && (strcmp(kind, "MATERIALIZED") == 0 || strcmp(kind, "ALIAS") == 0))) {
        return true;
    }
    quoted = clickhouse_quoted(name, '`');
    if (quoted) {
        fprintf(out, "%s %s\n", quoted, type);
    }
    free(quoted);
    return quoted != NULL;
}

/* The columns in the answer to DESCRIBE TABLE, for free(). NULL: no memory. */
static char *columns_of(char *answer)
{
    char *columns = NULL;
    size_t n;
    FILE *out = open_memstream(&columns, &n);
    bool good = out != NULL;
    for (char *line = answer, *next; good && *line; line = next) {
        next = line + strcspn(line, "\n");
        if (*next) {
            *next++ = '\0';
        }
        good = put_column(out, line);
    }
    if (out && (fclose(out) != 0 || !good)) {
        free(columns);
        columns = NULL;
    }
    return columns;
}

char *clickhouse_columns(clickhouse_http *http, const char *name, rc_error *err)
{
    char *statement, *answer = NULL, *columns = NULL;
    clickhouse_request request = {.parameters = ""};
    if (asprintf(&statement, "DESCRIBE TABLE %s FORMAT TabSeparated", name) < 0) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    request.statement = statement;
    if (clickhouse_http_ask(http, &request, &answer, err) == RC_OK) {
        columns = columns_of(answer);
        err->status = columns ? RC_OK : RC_ENOMEM;
    }
    free(statement);
    free(answer);
    return columns;
}

static rc_status ask_columns(clickhouse_table *table, clickhouse_http *http, rc_error *err)
{
    rc_status status;
    table->columns = clickhouse_columns(http, table->name, err);
    status = table->columns ? RC_OK : err->status;
    if (status == RC_OK && !table->columns[0]) {
        status = clickhouse_fail(&table->address, err, RC_EUNSUPPORTED,
                                 "the table has no columns that can be inserted");
    }
    return status;
}

/* ---------------------------------------------------------------- deduplication */

/* The number of a setting in the text of an engine; `absent` if it is not there. */
static unsigned long setting(const char *engine, const char *name, unsigned long absent)
{
    const char *found = strstr(engine, name);
    const char *value = found ? found + strlen(name) : NULL;
    while (value && (*value == ' ' || *value == '=')) {
        value++;
    }
    return value ? strtoul(value, NULL, 10) : absent;
}

/* By tokens, a replicated table knows what was inserted last; another one of the family MergeTree
   only if its setting says so. What a Distributed table and a view do depends on the tables that
   get the records: they are taken for some that do not. */
static bool is_deduplicating(const clickhouse_table *table, const char *engine)
{
    const bool replicated =
        strncmp(engine, "Replicated", 10) == 0 || strncmp(engine, "Shared", 6) == 0;
    if (!table->has_tokens || !strstr(engine, "MergeTree")) {
        return false;
    }
    return replicated ? setting(engine, " replicated_deduplication_window =", 1) != 0
                      : setting(engine, "non_replicated_deduplication_window =", 0) != 0;
}

/* A user who may not see this is told nothing: then the table is one that does not. */
static rc_status ask_engine(clickhouse_table *table, clickhouse_http *http, rc_error *err)
{
    const clickhouse_address *a = &table->address;
    char *database =
        a->database[0] ? clickhouse_quoted(a->database, '\'') : strdup("currentDatabase()");
    char *name = clickhouse_quoted(a->table, '\''), *statement = NULL, *answer = NULL;
    clickhouse_request request = {.parameters = ""};
    rc_status status = RC_ENOMEM;
    if (database && name &&
        asprintf(&statement,
                 "SELECT engine_full FROM system.tables WHERE database = %s AND name = %s FORMAT "
                 "TabSeparated",
                 database, name) >= 0) {
        request.statement = statement;
        status = clickhouse_http_ask(http, &request, &answer, err);
        free(statement);
    } else {
        err->status = RC_ENOMEM;
    }
    if (status == RC_OK) {
        unescape(answer);
        table->deduplicates = is_deduplicating(table, answer);
    } else if (clickhouse_http_end(http) == CLICKHOUSE_REFUSED && status == RC_EIO) {
        rc_error_clear(err);
        status = RC_OK;
    }
    free(answer);
    free(database);
    free(name);
    return status;
}

static rc_status ask_version(clickhouse_table *table, clickhouse_http *http, rc_error *err)
{
    const clickhouse_request request = {.parameters = "",
                                        .statement = "SELECT version() FORMAT TabSeparated"};
    char *answer;
    rc_status status = clickhouse_http_ask(http, &request, &answer, err);
    unsigned *v = table->version;
    if (status == RC_OK && sscanf(answer, "%u.%u", &v[0], &v[1]) != 2) {
        status = clickhouse_fail(&table->address, err, RC_EIO,
                                 "the answer is not that of ClickHouse: is the port that of HTTP?");
    }
    table->has_tokens = v[0] > 22 || (v[0] == 22 && v[1] >= 2);
    free(answer);
    return status;
}

/* --------------------------------------------------------------------- opening */

rc_status clickhouse_table_open(const char *path, clickhouse_table *table, rc_error *err)
{
    clickhouse_http *http = NULL;
    rc_status status;
    *table = (clickhouse_table){.name = NULL};
    status = clickhouse_address_read(path, &table->address, err);
    if (status == RC_OK && table->address.query) {
        status = clickhouse_fail(&table->address, err, RC_EARG,
                                 "a query is not an output: clickhouse://host/database.table is");
    }
    if (status == RC_OK) {
        table->name = clickhouse_table_name(&table->address);
        http = table->name ? clickhouse_http_open(&table->address, err) : NULL;
        err->status = table->name ? err->status : RC_ENOMEM;
        status = http ? RC_OK : err->status;
    }
    status = status == RC_OK ? ask_version(table, http, err) : status;
    status = status == RC_OK ? ask_columns(table, http, err) : status;
    status = status == RC_OK ? ask_engine(table, http, err) : status;
    clickhouse_http_close(http);
    return status;
}

void clickhouse_table_release(clickhouse_table *table)
{
    clickhouse_address_release(&table->address);
    free(table->name);
    free(table->columns);
    *table = (clickhouse_table){.name = NULL};
}
