/* clickhouse/http.c - requests to the HTTP interface of a ClickHouse server, with libcurl. */
#include "clickhouse/http.h"

#include "clickhouse/curl.h"
#include "clickhouse/http_text.h"
#include "report/signals.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    BUFFER = 1 << 20,     /* bytes of an answer that are received ahead */
    RECEIVE = 1 << 19,    /* that arrive at once, at most */
    TAIL = 1 << 14,       /* of an answer that are kept for a message */
    ANSWER = 1 << 24,     /* the most of a small answer, such as the columns of a table */
    CONNECT_SECONDS = 10, /* at most, and the time-out */
    HEADERS = 1 << 16,    /* the most of the headers of an answer */
    WAIT_MS = 100         /* until a signal is seen */
};

struct clickhouse_http {
    const clickhouse_address *address;
    const curl_functions *curl;
    CURL *easy;
    CURLM *multi;
    struct curl_slist *headers;
    long timeout; /* seconds */
    char *url;    /* of the request */
    char why[CURL_ERROR_SIZE];

    const clickhouse_request *request; /* NULL: there is none */
    size_t sent;
    double active; /* when something was sent or received */

    unsigned char *buffer; /* BUFFER + RECEIVE bytes */
    size_t at, have;
    char tail[TAIL];
    size_t tail_length;
    size_t header_bytes;
    long status;
    int exception; /* the number of ClickHouse; 0: none */
    bool has_end;  /* the answer shows where it ends */
    bool paused;
    bool done;
    CURLcode result;
    clickhouse_end end;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ------------------------------------------------------------------- callbacks */

/* What is sent: the statement, a line break, the data. */
static size_t on_read(char *to, size_t size, size_t count, void *context)
{
    clickhouse_http *http = context;
    const clickhouse_request *r = http->request;
    const size_t head = strlen(r->statement), total = head + 1 + r->length, room = size * count;
    size_t n;
    http->active = now();
    if (http->sent < head) {
        n = head - http->sent < room ? head - http->sent : room;
        memcpy(to, r->statement + http->sent, n);
    } else if (http->sent == head) {
        n = 1;
        *to = '\n';
    } else {
        n = total - http->sent < room ? total - http->sent : room;
        memcpy(to, (const char *)r->data + (http->sent - head - 1), n);
    }
    http->sent += n;
    return n;
}

/* The request from its beginning: the server wants it again, before it has answered. */
static int on_seek(void *context, curl_off_t offset, int origin)
{
    clickhouse_http *http = context;
    if (offset != 0 || origin != SEEK_SET) {
        return CURL_SEEKFUNC_CANTSEEK;
    }
    http->sent = 0;
    return CURL_SEEKFUNC_OK;
}

static void keep_tail(clickhouse_http *http, const char *data, size_t n)
{
    const size_t added = n < TAIL ? n : TAIL;
    const size_t kept = http->tail_length < TAIL - added ? http->tail_length : (size_t)TAIL - added;
    memmove(http->tail, http->tail + http->tail_length - kept, kept);
    memcpy(http->tail + kept, data + n - added, added);
    http->tail_length = kept + added;
}

static size_t on_write(char *data, size_t size, size_t count, void *context)
{
    clickhouse_http *http = context;
    const size_t n = size * count;
    http->active = now();
    if (http->have > 0 && http->have + n > BUFFER) {
        http->paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    if (http->status == 200 || http->tail_length < TAIL) { /* of an error the beginning */
        keep_tail(http, data, n);
    }
    if (http->status == 200) {
        memmove(http->buffer, http->buffer + http->at, http->have);
        memcpy(http->buffer + http->have, data, n);
        http->at = 0;
        http->have += n;
    }
    return n;
}

/* The value of a header of that name, or NULL. */
static const char *header_value(const char *line, const char *name)
{
    const size_t n = strlen(name);
    if (strncasecmp(line, name, n) != 0 || line[n] != ':') {
        return NULL;
    }
    return line + n + 1 + strspn(line + n + 1, " \t");
}

static size_t on_header(char *data, size_t size, size_t count, void *context)
{
    clickhouse_http *http = context;
    const size_t n = size * count;
    char line[256];
    const char *value;
    http->active = now();
    http->header_bytes += n;
    if (http->header_bytes > HEADERS) {
        return 0;
    }
    snprintf(line, sizeof line, "%.*s", (int)(n < sizeof line ? n : sizeof line - 1), data);
    if (strncmp(line, "HTTP/", 5) == 0) {
        http->exception = 0;
        http->has_end = false;
        http->status = 0;
        (void)sscanf(line, "%*s %ld", &http->status);
    } else if ((value = header_value(line, "X-ClickHouse-Exception-Code")) != NULL) {
        http->exception = (int)strtol(value, NULL, 10);
    } else if ((value = header_value(line, "Transfer-Encoding")) != NULL) {
        http->has_end = http->has_end || strncasecmp(value, "chunked", 7) == 0;
    } else if (header_value(line, "Content-Length")) {
        http->has_end = true;
    }
    return n;
}

/* --------------------------------------------------------------------- opening */

static rc_status read_timeout(clickhouse_http *http, rc_error *err)
{
    const char *text = getenv("ROWCOL_CLICKHOUSE_TIMEOUT");
    char *end;
    http->timeout = 300;
    if (!text || !text[0]) {
        return RC_OK;
    }
    http->timeout = strtol(text, &end, 10);
    return !isdigit((unsigned char)text[0]) || *end || http->timeout < 1 || http->timeout > 86400
               ? clickhouse_fail(http->address, err, RC_EARG,
                                 "ROWCOL_CLICKHOUSE_TIMEOUT=%.40s is not a number of seconds from "
                                 "1 to 86400",
                                 text)
               : RC_OK;
}

/* Adds a header. False: no memory. */
static bool add_header(clickhouse_http *http, const char *name, const char *value)
{
    char *line;
    struct curl_slist *longer;
    if (asprintf(&line, "%s:%s%s", name, value[0] ? " " : "", value) < 0) {
        return false;
    }
    longer = http->curl->curl_slist_append(http->headers, line);
    explicit_bzero(line, strlen(line));
    free(line);
    http->headers = longer ? longer : http->headers;
    return longer != NULL;
}

static bool add_headers(clickhouse_http *http)
{
    const clickhouse_address *a = http->address;
    return add_header(http, "Expect", "") && add_header(http, "Content-Type", "text/plain") &&
           (!a->user[0] || add_header(http, "X-ClickHouse-User", a->user)) &&
           (!a->password[0] || add_header(http, "X-ClickHouse-Key", a->password)) &&
           (!a->database[0] || add_header(http, "X-ClickHouse-Database", a->database));
}

static bool set_options(clickhouse_http *http)
{
    const curl_functions *c = http->curl;
    CURL *easy = http->easy;
    const long connect = http->timeout < CONNECT_SECONDS ? http->timeout : CONNECT_SECONDS;
    const char *ca = getenv("ROWCOL_CLICKHOUSE_CA_FILE");
    CURLcode failed = c->curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    failed |= c->curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    failed |= c->curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    failed |= c->curl_easy_setopt(easy, CURLOPT_POST, 1L);
    failed |= c->curl_easy_setopt(easy, CURLOPT_HTTPHEADER, http->headers);
    failed |= c->curl_easy_setopt(easy, CURLOPT_USERAGENT, "rowcol/" RC_VERSION);
    failed |= c->curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connect);
    failed |= c->curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, http->why);
    failed |= c->curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)RECEIVE);
    failed |= c->curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 1L << 20);
    failed |= c->curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    failed |= c->curl_easy_setopt(easy, CURLOPT_READDATA, http);
    failed |= c->curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
    failed |= c->curl_easy_setopt(easy, CURLOPT_SEEKDATA, http);
    failed |= c->curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_write);
    failed |= c->curl_easy_setopt(easy, CURLOPT_WRITEDATA, http);
    failed |= c->curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    failed |= c->curl_easy_setopt(easy, CURLOPT_HEADERDATA, http);
    /* A connection that is used again may be closed by the server meanwhile: then libcurl would
       send the request again, of which the server may have taken the first. */
    failed |= c->curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    failed |= c->curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    if (ca && ca[0]) {
        failed |= c->curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
    }
    return failed == CURLE_OK;
}

clickhouse_http *clickhouse_http_open(const clickhouse_address *address, rc_error *err)
{
    const char *why;
    const curl_functions *curl = curl_load(&why);
    clickhouse_http *http = calloc(1, sizeof *http);
    if (!http) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    http->address = address;
    http->curl = curl;
    if (!curl) {
        clickhouse_fail(address, err, RC_EUNSUPPORTED,
                        "libcurl, with which rowcol talks to a server, cannot be loaded: %.200s",
                        why);
        free(http);
        return NULL;
    }
    http->buffer = malloc((size_t)BUFFER + RECEIVE);
    http->easy = curl->curl_easy_init();
    http->multi = curl->curl_multi_init();
    if (!http->buffer || !http->easy || !http->multi || !add_headers(http)) {
        err->status = RC_ENOMEM;
    } else if (read_timeout(http, err) == RC_OK && !set_options(http)) {
        clickhouse_fail(address, err, RC_EUNSUPPORTED, "libcurl does not know what is needed");
    }
    if (err->status != RC_OK) {
        clickhouse_http_close(http);
        return NULL;
    }
    return http;
}

static void stop_request(clickhouse_http *http)
{
    if (http->request) {
        http->curl->curl_multi_remove_handle(http->multi, http->easy);
        http->request = NULL;
    }
}

void clickhouse_http_close(clickhouse_http *http)
{
    if (!http) {
        return;
    }
    stop_request(http);
    if (http->easy) {
        http->curl->curl_easy_cleanup(http->easy);
    }
    if (http->multi) {
        http->curl->curl_multi_cleanup(http->multi);
    }
    http->curl->curl_slist_free_all(http->headers);
    free(http->buffer);
    free(http->url);
    free(http);
}

/* -------------------------------------------------------------------- requests */

rc_status clickhouse_http_begin(clickhouse_http *http, const clickhouse_request *request,
                                rc_error *err)
{
    const curl_functions *c = http->curl;
    const curl_off_t total = (curl_off_t)(strlen(request->statement) + 1 + request->length);
    stop_request(http);
    free(http->url);
    if (asprintf(&http->url, "%s?%s", http->address->url, request->parameters) < 0) {
        http->url = NULL;
        err->status = RC_ENOMEM;
        return RC_ENOMEM;
    }
    http->sent = http->at = http->have = http->tail_length = http->header_bytes = 0;
    http->status = http->exception = 0;
    http->has_end = http->paused = http->done = false;
    http->why[0] = '\0';
    http->end = CLICKHOUSE_NOT_SENT;
    http->active = now();
    http->request = request;
    if (c->curl_easy_setopt(http->easy, CURLOPT_URL, http->url) != CURLE_OK ||
        c->curl_easy_setopt(http->easy, CURLOPT_POSTFIELDSIZE_LARGE, total) != CURLE_OK ||
        c->curl_multi_add_handle(http->multi, http->easy) != CURLM_OK) {
        http->request = NULL;
        err->status = RC_ENOMEM;
        return RC_ENOMEM;
    }
    return RC_OK;
}

/* Whether the request was begun to be sent. */
static bool was_sent(const clickhouse_http *http)
{
    curl_off_t time = 0;
    return http->curl->curl_easy_getinfo(http->easy, CURLINFO_PRETRANSFER_TIME_T, &time) !=
               CURLE_OK ||
           time > 0;
}

static rc_status fail_transfer(clickhouse_http *http, rc_error *err)
{
    const char *why = http->why[0] ? http->why : http->curl->curl_easy_strerror(http->result);
    const bool certificate =
        http->result == CURLE_PEER_FAILED_VERIFICATION || http->result == CURLE_SSL_CACERT_BADFILE;
    char words[CLICKHOUSE_WORDS_SIZE];
    http->end = certificate      ? CLICKHOUSE_REFUSED
                : was_sent(http) ? CLICKHOUSE_BROKEN_OFF
                                 : CLICKHOUSE_NOT_SENT;
    if (clickhouse_has_exception(http->tail, http->tail_length)) {
        return clickhouse_fail(http->address, err, RC_EIO, "the server broke its answer off: %s",
                               clickhouse_words(http->tail, http->tail_length, words));
    }
    return clickhouse_fail(http->address, err, RC_EIO, "%s: %.200s%s",
                           http->end == CLICKHOUSE_BROKEN_OFF ? "the server broke the request off"
                                                              : "cannot connect",
                           why,
                           certificate ? " (ROWCOL_CLICKHOUSE_CA_FILE names the file of another "
                                         "authority)"
                                       : "");
}

static rc_status fail_answer(clickhouse_http *http, rc_error *err)
{
    char words[CLICKHOUSE_WORDS_SIZE];
    const bool gateway = http->status == 429 || (http->status >= 502 && http->status <= 504);
    http->end = http->exception == 202                              ? CLICKHOUSE_NOT_SENT
                : clickhouse_is_passing(http->exception) || gateway ? CLICKHOUSE_LATER
                                                                    : CLICKHOUSE_REFUSED;
    clickhouse_words(http->tail, http->tail_length, words);
    return clickhouse_fail(http->address, err, RC_EIO, "the server answers %ld%s%s", http->status,
                           words[0] ? ": " : "", words);
}

/* The request has ended. */
static rc_status finish(clickhouse_http *http, rc_error *err)
{
    if (http->result != CURLE_OK) {
        return fail_transfer(http, err);
    }
    if (http->status != 200 || http->exception) {
        return fail_answer(http, err);
    }
    if (!http->has_end) {
        http->end = CLICKHOUSE_BROKEN_OFF;
        return clickhouse_fail(http->address, err, RC_EIO,
                               "the answer does not show where it ends: it may not be whole (is "
                               "there a proxy that speaks HTTP/1.0?)");
    }
    return RC_OK;
}

/* Sends and receives, or waits a short time for it. */
static rc_status go_on(clickhouse_http *http, rc_error *err)
{
    const curl_functions *c = http->curl;
    int running, left;
    CURLMsg *message;
    if (http->paused && http->have == 0) {
        http->paused = false;
        c->curl_easy_pause(http->easy, CURLPAUSE_CONT);
    }
    if (c->curl_multi_perform(http->multi, &running) != CURLM_OK) {
        return clickhouse_fail(http->address, err, RC_EIO, "libcurl has failed");
    }
    while ((message = c->curl_multi_info_read(http->multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            http->done = true;
            http->result = message->data.result;
        }
    }
    if (http->done || http->have > 0) {
        return RC_OK;
    }
    if (now() - http->active > (double)http->timeout) {
        http->end = was_sent(http) ? CLICKHOUSE_BROKEN_OFF : CLICKHOUSE_NOT_SENT;
        return clickhouse_fail(http->address, err, RC_EIO,
                               "nothing came from the server for %ld seconds "
                               "(ROWCOL_CLICKHOUSE_TIMEOUT is a longer time)",
                               http->timeout);
    }
    c->curl_multi_poll(http->multi, NULL, 0, WAIT_MS, NULL);
    return RC_OK;
}

rc_status clickhouse_http_read(clickhouse_http *http, void *buffer, size_t n, size_t *got,
                               rc_error *err)
{
    rc_status status = RC_OK;
    *got = 0;
    if (!http->request) {
        return RC_OK;
    }
    while (status == RC_OK && http->have == 0 && !http->done) {
        if (is_stopped()) {
            http->end = was_sent(http) ? CLICKHOUSE_BROKEN_OFF : CLICKHOUSE_NOT_SENT;
            status = clickhouse_fail(http->address, err, RC_ECANCELED, "stopped by a signal");
        } else {
            status = go_on(http, err);
        }
    }
    if (status == RC_OK && http->have > 0) {
        *got = http->have < n ? http->have : n;
        memcpy(buffer, http->buffer + http->at, *got);
        http->at += *got;
        http->have -= *got;
        return RC_OK;
    }
    if (status == RC_OK) {
        status = finish(http, err);
    }
    stop_request(http);
    return status;
}

clickhouse_end clickhouse_http_end(const clickhouse_http *http)
{
    return http->end;
}

const char *clickhouse_http_tail(const clickhouse_http *http, size_t *n)
{
    *n = http->tail_length;
    return http->tail;
}

rc_status clickhouse_http_ask(clickhouse_http *http, const clickhouse_request *request,
                              char **answer, rc_error *err)
{
    char *text = malloc(BUFFER);
    size_t used = 0, size = BUFFER, got = 1;
    rc_status status = text ? clickhouse_http_begin(http, request, err) : RC_ENOMEM;
    while (status == RC_OK && got > 0) {
        if (used + 1 == size) {
            char *larger = size < ANSWER ? realloc(text, 2 * size) : NULL;
            if (!larger) {
                status = clickhouse_fail(http->address, err, RC_ELIMIT,
                                         "the answer has more than %zu bytes", size);
                break;
            }
            text = larger;
            size *= 2;
        }
        status = clickhouse_http_read(http, text + used, size - used - 1, &got, err);
        used += got;
    }
    if (status != RC_OK) {
        err->status = status;
        free(text);
        text = NULL;
    } else {
        text[used] = '\0';
    }
    *answer = text;
    return status;
}
