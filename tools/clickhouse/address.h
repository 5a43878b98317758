/*
 * clickhouse/address.h - a table or a query of a ClickHouse server, as the command line names it.
 *
 *     clickhouse://[user@]host[:port]/[database.]table
 *     clickhouse://[user@]host[:port]/[database]?query=SELECT ...
 *
 * clickhouses:// is the same with TLS. The port is that of HTTP: 8123, with TLS 8443. What is
 * percent-encoded is decoded; of a query only a percent sign and two hexadecimal digits are.
 */
#ifndef ROWCOL_TOOLS_CLICKHOUSE_ADDRESS_H
#define ROWCOL_TOOLS_CLICKHOUSE_ADDRESS_H

#include <rowcol.h>
#include <stdbool.h>

typedef struct clickhouse_address {
    const char *shown; /* as it was given; borrowed */
    char *url;         /* http://host:port/ */
    char *user;        /* "": the server's default */
    char *password;    /* from the environment or a file; "": none */
    char *database;    /* "": the server's default */
    char *table;       /* "": there is a query */
    char *query;       /* NULL: there is a table */
} clickhouse_address;

/* Whether a path is such an address. */
bool is_clickhouse(const char *path);

/* Reads an address, and the password from the environment. `address` is released in any case; the
   path must exist as long as it. RC_OK; RC_EARG (it is wrong), RC_EIO (the file of the password),
   RC_ENOMEM. */
rc_status clickhouse_address_read(const char *path, clickhouse_address *address, rc_error *err);
void clickhouse_address_release(clickhouse_address *address);

/* The table as SQL names it, `database`.`table`, for free(). NULL: no memory. */
char *clickhouse_table_name(const clickhouse_address *address);
/* A name in backticks, or a string in quotes, for free(). NULL: no memory. */
char *clickhouse_quoted(const char *text, char quote);

/* Sets an error with the address as its source. Returns `status`. */
rc_status clickhouse_fail(const clickhouse_address *address, rc_error *err, rc_status status,
                          const char *format, ...) RC_PRINTF(4, 5);

#endif
