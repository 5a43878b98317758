/*
 * Stores to DuckDB and back through the Arrow C stream interface: a real engine on the other side.
 * The library is that of $ROWCOL_DUCKDB, or what `make bench-peers` has installed; without it all
 * is skipped. Prints TAP.
 */
#include <dlfcn.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__aarch64__)
#define PLATFORM "linux-arm64"
#else
#define PLATFORM "linux-x64"
#endif
#define PEER "/tests/bench/out/peers/node_modules/@duckdb/node-bindings-" PLATFORM "/libduckdb.so"

/* The functions of DuckDB's C interface that are used, https://duckdb.org/docs/stable/clients/c/api
 */
static struct {
    int (*open)(const char *path, void **database);
    int (*connect)(void *database, void **connection);
    int (*scan)(void *connection, const char *name, struct ArrowArrayStream *stream);
    int (*query)(void *connection, const char *sql, void **result);
    int (*schema)(void *result, struct ArrowSchema **schema);
    int (*array)(void *result, struct ArrowArray **array);
    const char *(*error)(void *result);
    void (*destroy)(void **result);
    void (*disconnect)(void **connection);
    void (*close)(void **database);
} duck;

static int find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static int load_duckdb(void)
{
    char path[4096];
    const char *given = getenv("ROWCOL_DUCKDB"), *build = getenv("top_builddir");
    void *library;
    snprintf(path, sizeof path, "%s%s", given ? given : build ? build : ".", given ? "" : PEER);
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    return library && find(library, "duckdb_open", &duck.open) &&
           find(library, "duckdb_connect", &duck.connect) &&
           find(library, "duckdb_arrow_scan", &duck.scan) &&
           find(library, "duckdb_query_arrow", &duck.query) &&
           find(library, "duckdb_query_arrow_schema", &duck.schema) &&
           find(library, "duckdb_query_arrow_array", &duck.array) &&
           find(library, "duckdb_query_arrow_error", &duck.error) &&
           find(library, "duckdb_destroy_arrow", &duck.destroy) &&
           find(library, "duckdb_disconnect", &duck.disconnect) &&
           find(library, "duckdb_close", &duck.close);
}

/* Records, and what DuckDB gives back for a query of them, as JSON lines; NULL: the same records.
 */
static const struct {
    const char *what, *dtype, *lines, *query, *result;
} cases[] = {
    {"integers", "a:i1, b:i2, c:i4, d:i8, e:u1, f:u2, g:u4, h:u8",
     "{\"a\":-128,\"b\":-32768,\"c\":-2147483648,\"d\":-9223372036854775808,\"e\":255,\"f\":65535,"
     "\"g\":4294967295,\"h\":18446744073709551615}\n",
     "select * from t", NULL},
    {"big-endian numbers", "a:>i4, b:>f8, c:>u2", "{\"a\":-5,\"b\":0.125,\"c\":513}\n",
     "select * from t", NULL},
    {"bools and floats", "a:bool, b:f4, c:f8",
     "{\"a\":true,\"b\":0.5,\"c\":-0.125}\n{\"a\":false,\"b\":1.5,\"c\":1e+300}\n",
     "select * from t", NULL},
    {"text of 0, 12, 13 and more bytes", "a:str, b:U14",
     "{\"a\":\"\",\"b\":\"\"}\n{\"a\":\"123456789012\",\"b\":\"12345678901234\"}\n"
     "{\"a\":\"1234567890123\",\"b\":\"\xC3\xA9\"}\n{\"a\":\"\xF0\x9F\x98\x80 and more text after "
     "it\","
     "\"b\":\"x\"}\n",
     "select * from t", NULL},
    {"nulls", "a:i4?, b:str?, c:bool?, d:{e:i2?, f:str}?",
     "{\"a\":null,\"b\":\"b\",\"c\":null,\"d\":{\"e\":null,\"f\":\"x\"}}\n"
     "{\"a\":1,\"b\":null,\"c\":true,\"d\":null}\n{\"a\":2,\"b\":\"b\",\"c\":false,\"d\":{\"e\":1,"
     "\"f\":\"\"}}\n",
     "select * from t", NULL},
    {"times", "a:M8[s], b:M8[ms], c:M8[us], d:M8[ns], e:M8[D]",
     "{\"a\":\"2001-02-03T04:05:06\",\"b\":\"2001-02-03T04:05:06.789\",\"c\":\"1969-12-31T23:59:59."
     "999999\",\"d\":\"2001-02-03T04:05:06.000000001\",\"e\":\"1969-12-31\"}\n",
     "select * from t", NULL},
    {"times of other units", "a:M8[h], b:M8[M], c:M8[25s]",
     "{\"a\":\"2001-02-03T04\",\"b\":\"2001-02\",\"c\":\"1970-01-01T00:00:25\"}\n",
     "select a::varchar as a, b::varchar as b, c::varchar as c from t",
     "{\"a\":\"2001-02-03 04:00:00\",\"b\":\"2001-02-01\",\"c\":\"1970-01-01 00:00:25\"}\n"},
    {"subarrays and structs", "a:3i4, b:{c:2f8, d:{e:u1}}",
     "{\"a\":[1,2,3],\"b\":{\"c\":[0.5,1.5],\"d\":{\"e\":7}}}\n", "select * from t", NULL},
    {"bytes", "a:V3, b:S4", "{\"a\":\"00ff10\",\"b\":\"ab\"}\n",
     "select hex(a) as a, hex(b) as b from t", "{\"a\":\"00FF10\",\"b\":\"61620000\"}\n"},
    {"a sum", "a:i4, b:str",
     "{\"a\":1,\"b\":\"x\"}\n{\"a\":5,\"b\":\"y\"}\n{\"a\":7,\"b\":\"x\"}\n",
     "select b, sum(a)::bigint as s from t group by b order by b",
     "{\"b\":\"x\",\"s\":8}\n{\"b\":\"y\",\"s\":5}\n"},
};
enum { N_CASES = sizeof cases / sizeof cases[0] };

static rc_store *load_lines(const char *dtype_text, const char *lines, rc_layout layout,
                            rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse(dtype_text, err);
    rc_store *store;
    options.format = "ndjson";
    options.dtype = dtype;
    options.layout = layout;
    store = rc_load_memory(lines, strlen(lines), "lines", &options, err);
    rc_dtype_unref(dtype);
    return store;
}

static void add_lines(const rc_store *store, char *out, size_t size, rc_error *err)
{
    for (size_t i = 0; store && i < rc_store_length(store); i++) {
        rc_row row = {(rc_store *)(uintptr_t)store, i};
        char *line = rc_row_json(&row, NULL, err);
        snprintf(out + strlen(out), size - strlen(out), "%s\n", line ? line : "?");
        rc_text_free(line);
    }
}

/* Reads the arrays of a result. */
static void take_result(void *result, char *out, size_t size, rc_error *err)
{
    struct ArrowSchema schema, *at = &schema;
    memset(&schema, 0, sizeof schema);
    if (duck.schema(result, &at) != 0) {
        snprintf(out, size, "no schema");
        return;
    }
    for (;;) {
        struct ArrowArray array, *to = &array;
        rc_store *store;
        memset(&array, 0, sizeof array);
        if (duck.array(result, &to) != 0 || !array.release) {
            break;
        }
        store = rc_arrow_import(&array, &schema, NULL, err);
        add_lines(store, out, size, err);
        rc_store_unref(store);
        if (array.release) {
            array.release(&array);
        }
    }
    schema.release(&schema);
}

/* Runs one case in a layout and with a type of strings, and compares. */
static int run(void *connection, size_t i, rc_layout layout, rc_strings strings)
{
    rc_error err = RC_ERROR_INIT;
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    struct ArrowArrayStream stream;
    const char *expected = cases[i].result ? cases[i].result : cases[i].lines;
    char out[4096] = "", line[512];
    void *result = NULL;
    rc_store *store = load_lines(cases[i].dtype, cases[i].lines, layout, &err);
    options.strings = strings;
    if (store && rc_arrow_stream_export_store(store, 2, &options, &stream, &err) == RC_OK) {
        if (duck.scan(connection, "t", &stream) != 0 ||
            duck.query(connection, cases[i].query, &result) != 0) {
            snprintf(out, sizeof out, "DuckDB: %s", result ? duck.error(result) : "no scan");
        } else {
            take_result(result, out, sizeof out, &err);
        }
        duck.destroy(&result);
        if (stream.release) {
            stream.release(&stream);
        }
    }
    rc_store_unref(store);
    if (err.status != RC_OK) {
        rc_error_print(&err, line, sizeof line);
        printf("# %s\n", line);
    }
    if (strcmp(out, expected) != 0) {
        printf("# found %s# expected %s", out, expected);
    }
    return err.status == RC_OK && strcmp(out, expected) == 0;
}

int main(void)
{
    void *database = NULL, *connection = NULL;
    int failed = 0;
    if (!load_duckdb() || duck.open(NULL, &database) != 0 ||
        duck.connect(database, &connection) != 0) {
        printf("1..0 # SKIP DuckDB is not installed (make bench-peers)\n");
        return 0;
    }
    for (size_t i = 0; i < N_CASES; i++) {
        int good = 1;
        for (int way = 0; way < 6; way++) {
            good = run(connection, i, way % 2 ? RC_ROWS : RC_COLUMNS, (rc_strings)(1 + way / 2)) &&
                   good;
        }
        printf("%sok %zu - DuckDB: %s\n", good ? "" : "not ", i + 1, cases[i].what);
        failed |= !good;
    }
    printf("1..%d\n", N_CASES);
    duck.disconnect(&connection);
    duck.close(&database);
    return failed;
}
