/*
 * clickhouse/http.h - requests to the HTTP interface of a ClickHouse server, with libcurl, which is
 * loaded when the first one is made.
 *
 * A request is sent while its answer is read, by one thread. User and password go in headers. A
 * server that sends and takes nothing for as long as the time-out ends the request. An answer that
 * has no end, or breaks off, and one with an exception of ClickHouse, is an error with the words of
 * the server.
 */
#ifndef ROWCOL_TOOLS_CLICKHOUSE_HTTP_H
#define ROWCOL_TOOLS_CLICKHOUSE_HTTP_H

#include "clickhouse/address.h"

typedef struct clickhouse_http clickhouse_http;

/* What is sent. */
typedef struct clickhouse_request {
    const char *parameters; /* of the URL, encoded, with & between them; "": none */
    const char *statement;  /* of SQL; before the data */
    const void *data;       /* NULL: none */
    size_t length;
} clickhouse_request;

/* How a request that failed has ended. */
typedef enum clickhouse_end {
    CLICKHOUSE_NOT_SENT,  /* there was no connection, or the server took no request */
    CLICKHOUSE_REFUSED,   /* the server says why, and would again */
    CLICKHOUSE_LATER,     /* the server says why: it may be another time */
    CLICKHOUSE_BROKEN_OFF /* no answer, or a part of it */
} clickhouse_end;

/* A connection, which is not made yet. The address must exist as long as it. One thread at a time.
   NULL: RC_EUNSUPPORTED (no libcurl), RC_EARG (the time-out in the environment), RC_ENOMEM. */
clickhouse_http *clickhouse_http_open(const clickhouse_address *address, rc_error *err);
void clickhouse_http_close(clickhouse_http *http);

/* Begins a request, which must exist until it ends. RC_OK; RC_ENOMEM. */
rc_status clickhouse_http_begin(clickhouse_http *http, const clickhouse_request *request,
                                rc_error *err);
/* Reads at most `n` bytes of the answer; `*got` is 0 at its end. RC_OK; RC_EIO, RC_ECANCELED
   (stop_signal is set), RC_ENOMEM. */
rc_status clickhouse_http_read(clickhouse_http *http, void *buffer, size_t n, size_t *got,
                               rc_error *err);
/* Why the last request has failed. */
clickhouse_end clickhouse_http_end(const clickhouse_http *http);
/* What was received of the answer, and may be the server's words; the last 16 KiB of it. */
const char *clickhouse_http_tail(const clickhouse_http *http, size_t *n);

/* Makes a request whose answer is small: it is stored in `*answer`, for free(), with a NUL after
   it. As above; RC_ELIMIT: it is not. */
rc_status clickhouse_http_ask(clickhouse_http *http, const clickhouse_request *request,
                              char **answer, rc_error *err);

#endif
