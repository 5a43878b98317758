/* clickhouse/no_http.c - of a command that was built without libcurl: no server is talked to. */
#include "clickhouse/http.h"

clickhouse_http *clickhouse_http_open(const clickhouse_address *address, rc_error *err)
{
    clickhouse_fail(address, err, RC_EUNSUPPORTED,
                    "this rowcol was built without libcurl, with which it talks to a server: send "
                    "a file of the format native with clickhouse-client or curl");
    return NULL;
}

void clickhouse_http_close(clickhouse_http *http)
{
    (void)http;
}

rc_status clickhouse_http_begin(clickhouse_http *http, const clickhouse_request *request,
                                rc_error *err)
{
    (void)http, (void)request, (void)err;
    return RC_EUNSUPPORTED;
}

rc_status clickhouse_http_read(clickhouse_http *http, void *buffer, size_t n, size_t *got,
                               rc_error *err)
{
    (void)http, (void)buffer, (void)n, (void)err;
    *got = 0;
    return RC_EUNSUPPORTED;
}

clickhouse_end clickhouse_http_end(const clickhouse_http *http)
{
    (void)http;
    return CLICKHOUSE_NOT_SENT;
}

const char *clickhouse_http_tail(const clickhouse_http *http, size_t *n)
{
    (void)http;
    *n = 0;
    return "";
}

rc_status clickhouse_http_ask(clickhouse_http *http, const clickhouse_request *request,
                              char **answer, rc_error *err)
{
    (void)http, (void)request, (void)err;
    *answer = NULL;
    return RC_EUNSUPPORTED;
}
