/* clickhouse/address.c - a table or a query of a ClickHouse server, as the command line names it.
 */
#include "clickhouse/address.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN "clickhouse://"
#define TLS   "clickhouses://"

/* The longest password. */
enum { PASSWORD_SIZE = 4096 };

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool is_clickhouse(const char *path)
{
    return begins_with(path, PLAIN) || begins_with(path, TLS);
}

rc_status clickhouse_fail(const clickhouse_address *address, rc_error *err, rc_status status,
                          const char *format, ...)
{
    va_list args;
    if (err->status != RC_OK) {
        return err->status;
    }
    err->status = status;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    snprintf(err->source, sizeof err->source, "%.*s", (int)strcspn(address->shown, "?"),
             address->shown);
    return status;
}

static rc_status no_memory(rc_error *err)
{
    err->status = RC_ENOMEM;
    return RC_ENOMEM;
}

/* ------------------------------------------------------------------------ text */

static int digit_of(char c)
{
    return isdigit((unsigned char)c)    ? c - '0'
           : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10
                                        : -1;
}

/* `n` characters, decoded, for free(). */
static char *decoded(const char *text, size_t n)
{
    char *made = malloc(n + 1), *to = made;
    for (size_t i = 0; made && i < n; i++) {
        const bool coded =
            text[i] == '%' && i + 2 < n && digit_of(text[i + 1]) >= 0 && digit_of(text[i + 2]) >= 0;
        *to++ = coded ? (char)(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2])) : text[i];
        i += coded ? 2 : 0;
    }
    if (made) {
        *to = '\0';
    }
    return made;
}

char *clickhouse_quoted(const char *text, char quote)
{
    char *made = malloc(2 * strlen(text) + 3), *to = made;
    if (!made) {
        return NULL;
    }
    *to++ = quote;
    for (; *text; text++) {
        if (*text == quote || *text == '\\') {
            *to++ = '\\';
        }
        *to++ = *text;
    }
    *to++ = quote;
    *to = '\0';
    return made;
}

char *clickhouse_table_name(const clickhouse_address *address)
{
    char *database = clickhouse_quoted(address->database, '`');
    char *table = clickhouse_quoted(address->table, '`'), *made = NULL;
    if (database && table &&
        asprintf(&made, "%s%s%s", address->database[0] ? database : "",
                 address->database[0] ? "." : "", table) < 0) {
        made = NULL;
    }
    free(database);
    free(table);
    return made;
}

/* -------------------------------------------------------------------- password */

static rc_status read_password_file(clickhouse_address *a, const char *path, rc_error *err)
{
    char line[PASSWORD_SIZE + 2];
    FILE *file = fopen(path, "re");
    size_t n;
    if (!file) {
        return clickhouse_fail(a, err, RC_EIO, "ROWCOL_CLICKHOUSE_PASSWORD_FILE=%s: %s", path,
                               strerror(errno));
    }
    n = fread(line, 1, sizeof line - 1, file);
    line[n] = '\0';
    if (ferror(file)) {
        fclose(file);
        return clickhouse_fail(a, err, RC_EIO, "ROWCOL_CLICKHOUSE_PASSWORD_FILE=%s: %s", path,
                               strerror(errno));
    }
    fclose(file);
    line[strcspn(line, "\r\n")] = '\0';
    if (!line[0] || strlen(line) > PASSWORD_SIZE) {
        return clickhouse_fail(a, err, RC_EARG,
                               "ROWCOL_CLICKHOUSE_PASSWORD_FILE=%s: its first line, which is the "
                               "password, is %s",
                               path, line[0] ? "too long" : "empty");
    }
    a->password = strdup(line);
    return a->password ? RC_OK : no_memory(err);
}

static rc_status find_password(clickhouse_address *a, rc_error *err)
{
    const char *password = getenv("ROWCOL_CLICKHOUSE_PASSWORD");
    const char *path = getenv("ROWCOL_CLICKHOUSE_PASSWORD_FILE");
    if (path && path[0] && password) {
        return clickhouse_fail(a, err, RC_EARG,
                               "both ROWCOL_CLICKHOUSE_PASSWORD and "
                               "ROWCOL_CLICKHOUSE_PASSWORD_FILE are set: unset one of them");
    }
    if (path && path[0]) {
        return read_password_file(a, path, err);
    }
    if (password && strpbrk(password, "\r\n")) {
        return clickhouse_fail(a, err, RC_EARG, "ROWCOL_CLICKHOUSE_PASSWORD has a line break");
    }
    a->password = strdup(password ? password : "");
    return a->password ? RC_OK : no_memory(err);
}

/* --------------------------------------------------------------------- address */

static rc_status fail_form(const clickhouse_address *a, rc_error *err, const char *what)
{
    return clickhouse_fail(a, err, RC_EARG,
                           "%s (the form is clickhouse://[user@]host[:port]/[database.]table, or "
                           "clickhouse://host/?query=SELECT ...)",
                           what);
}

static bool is_port(const char *text, size_t n)
{
    unsigned long port = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isdigit((unsigned char)text[i])) {
            return false;
        }
        port = port * 10 + (unsigned long)(text[i] - '0');
        if (port > 65535) {
            return false;
        }
    }
    return n > 0 && port > 0;
}

/* host[:port] or [IPv6]:port, of `n` characters. */
static rc_status read_host(clickhouse_address *a, const char *host, size_t n, bool tls,
                           rc_error *err)
{
    const char *bracket = n && host[0] == '[' ? memchr(host, ']', n) : NULL;
    const char *start = bracket ? bracket : host;
    const char *colon = memchr(start, ':', n - (size_t)(start - host));
    const size_t length = colon ? (size_t)(colon - host) : n;
    const char *port = colon ? colon + 1 : tls ? "8443" : "8123";
    const size_t digits = colon ? n - length - 1 : 4;
    if (length == 0) {
        return fail_form(a, err, "the host is missing");
    }
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)host[i]) && !strchr("-._[]:", host[i])) {
            return fail_form(a, err, "the host has a character that no host has");
        }
    }
    if (!is_port(port, digits)) {
        return fail_form(a, err, "the port is not a number from 1 to 65535");
    }
    return asprintf(&a->url, "http%s://%.*s:%.*s/", tls ? "s" : "", (int)length, host, (int)digits,
                    port) < 0
               ? no_memory(err)
               : RC_OK;
}

/* [user@]host[:port], of `n` characters. */
static rc_status read_authority(clickhouse_address *a, const char *text, size_t n, bool tls,
                                rc_error *err)
{
    const char *at = memchr(text, '@', n);
    const size_t length = at ? (size_t)(at - text) : 0, skip = at ? length + 1 : 0;
    if (length && memchr(text, ':', length)) {
        return clickhouse_fail(a, err, RC_EARG,
                               "an address has no password, which others would see in the list of "
                               "processes: set ROWCOL_CLICKHOUSE_PASSWORD, or "
                               "ROWCOL_CLICKHOUSE_PASSWORD_FILE to the name of a file with it");
    }
    a->user = decoded(text, length);
    if (!a->user) {
        return no_memory(err);
    }
    if (strpbrk(a->user, "\r\n")) {
        return fail_form(a, err, "the user has a line break");
    }
    return read_host(a, text + skip, n - skip, tls, err);
}

/* [database.]table, of `n` characters; or [database] before a query. */
static rc_status read_names(clickhouse_address *a, const char *text, size_t n, rc_error *err)
{
    const char *dot = a->query ? NULL : memchr(text, '.', n);
    const size_t before = a->query ? n : dot ? (size_t)(dot - text) : 0;
    const size_t skip = dot ? before + 1 : before;
    a->database = decoded(text, before);
    a->table = decoded(text + skip, n - skip);
    if (!a->database || !a->table) {
        return no_memory(err);
    }
    if (memchr(text, '/', n)) {
        return fail_form(a, err, "there is a / after the name of the table");
    }
    if (!a->query && (!a->table[0] || (dot && !before))) {
        return fail_form(a, err, "the table is missing");
    }
    return RC_OK;
}

/* The query without the semicolon at its end. */
static rc_status read_query(clickhouse_address *a, const char *text, rc_error *err)
{
    size_t n;
    if (!begins_with(text, "query=")) {
        return fail_form(a, err, "after the ? there is no query=");
    }
    a->query = decoded(text + 6, strlen(text + 6));
    if (!a->query) {
        return no_memory(err);
    }
    n = strlen(a->query);
    while (n > 0 && (isspace((unsigned char)a->query[n - 1]) || a->query[n - 1] == ';')) {
        a->query[--n] = '\0';
    }
    return n ? RC_OK : fail_form(a, err, "the query is empty");
}

rc_status clickhouse_address_read(const char *path, clickhouse_address *a, rc_error *err)
{
    const bool tls = begins_with(path, TLS);
    const char *text = path + strlen(tls ? TLS : PLAIN), *names, *query;
    rc_status status = RC_OK;
    *a = (clickhouse_address){.shown = path};
    names = text + strcspn(text, "/?");
    query = strchr(names, '?');
    if (query) {
        status = read_query(a, query + 1, err);
    }
    if (status == RC_OK) {
        status = read_authority(a, text, (size_t)(names - text), tls, err);
    }
    if (status == RC_OK) {
        names += *names == '/';
        status = read_names(a, names, query ? (size_t)(query - names) : strlen(names), err);
    }
    return status == RC_OK ? find_password(a, err) : status;
}

void clickhouse_address_release(clickhouse_address *a)
{
    free(a->url);
    free(a->user);
    if (a->password) {
        explicit_bzero(a->password, strlen(a->password));
    }
    free(a->password);
    free(a->database);
    free(a->table);
    free(a->query);
    *a = (clickhouse_address){.shown = NULL};
}
