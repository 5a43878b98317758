/* clickhouse/insert.c - inserts records into a table, on several connections. */
#include "clickhouse/insert.h"

#include "clickhouse/http.h"
#include "clickhouse/token.h"
#include "report/signals.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef enum block_state { FREE, READY, SENT } block_state;

typedef struct block {
    block_state state;
    unsigned char *data;
    size_t length, capacity;
    uint64_t number, records;
} block;

struct insertion {
    const clickhouse_table *table;
    unsigned retries;
    uint64_t load; /* the hash of the names of the inputs */
    char *statement;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    block *blocks; /* one more than there are threads */
    size_t n_blocks;
    pthread_t *threads;
    unsigned n_threads, most_threads;
    uint64_t next;  /* the number of the next block */
    bool ended;     /* there are no more blocks */
    rc_error error; /* the first one */
    insertion_counts counts;
};

/* -------------------------------------------------------------------- requests */

/* The answer comes when the records are where they stay: not in a queue of the server. Without
   tokens a server would take two blocks with the same records for one. */
static void put_parameters(const insertion *in, const block *b, char *text, size_t size)
{
    char token[CLICKHOUSE_TOKEN_SIZE] = "";
    const char *deduplication = "insert_deduplicate=0";
    if (in->table->has_tokens) {
        clickhouse_token(in->load, b->number, b->data, b->length, token);
        deduplication = "async_insert=0&insert_deduplicate=1&insert_deduplication_token=";
    }
    snprintf(text, size, "insert_distributed_sync=1&%s%s", deduplication, token);
}

/* Waits before a request is made again: a fifth of a second at first, then twice as long each time,
   with an end when the program is to stop. */
static void wait_before(unsigned attempt)
{
    const unsigned steps = 2u << (attempt < 6 ? attempt : 6);
    for (unsigned i = 0; i < steps && !is_stopped(); i++) {
        const struct timespec tenth = {.tv_nsec = 100 * 1000 * 1000};
        nanosleep(&tenth, NULL);
    }
}

static rc_status request_once(clickhouse_http *http, const clickhouse_request *request,
                              rc_error *err)
{
    char *answer = NULL;
    rc_status status = clickhouse_http_ask(http, request, &answer, err);
    free(answer);
    return status;
}

/* Whether a request that failed is made again. */
static bool may_repeat(const insertion *in, clickhouse_end end)
{
    return end == CLICKHOUSE_NOT_SENT ||
           (in->table->deduplicates && (end == CLICKHOUSE_LATER || end == CLICKHOUSE_BROKEN_OFF));
}

/* Inserts a block. `*unsure`: its records may be in the table though it has failed. */
static rc_status insert(insertion *in, clickhouse_http *http, const block *b, bool *unsure,
                        rc_error *err)
{
    char parameters[192];
    const clickhouse_request request = {
        .parameters = parameters, .statement = in->statement, .data = b->data, .length = b->length};
    rc_status status;
    put_parameters(in, b, parameters, sizeof parameters);
    for (unsigned attempt = 0;; attempt++) {
        clickhouse_end end;
        rc_error_clear(err);
        status = request_once(http, &request, err);
        if (status == RC_OK) {
            return RC_OK;
        }
        end = clickhouse_http_end(http);
        *unsure = *unsure || end != CLICKHOUSE_NOT_SENT;
        if (status != RC_EIO || attempt == in->retries || is_stopped() || !may_repeat(in, end)) {
            return status;
        }
        pthread_mutex_lock(&in->lock);
        in->counts.retries++;
        pthread_mutex_unlock(&in->lock);
        wait_before(attempt);
    }
}

/* --------------------------------------------------------------------- threads */

/* The block with the lowest number that waits. The caller holds the lock. */
static block *take(insertion *in)
{
    block *first = NULL;
    for (size_t i = 0; i < in->n_blocks; i++) {
        block *b = &in->blocks[i];
        if (b->state == READY && (!first || b->number < first->number)) {
            first = b;
        }
    }
    return first;
}

/* The caller holds the lock. */
static void settle(insertion *in, block *b, rc_status status, bool unsure, const rc_error *err)
{
    if (status == RC_OK) {
        in->counts.confirmed += b->records;
    } else {
        in->counts.unsure += unsure ? b->records : 0;
        if (in->error.status == RC_OK) {
            in->error = *err;
            in->error.status = status;
        }
    }
    b->state = FREE;
    pthread_cond_broadcast(&in->changed);
}

static void *run(void *context)
{
    insertion *in = context;
    rc_error err = RC_ERROR_INIT;
    clickhouse_http *http = clickhouse_http_open(&in->table->address, &err);
    pthread_mutex_lock(&in->lock);
    for (;;) {
        block *b = take(in);
        bool unsure = false;
        rc_status status = http ? RC_OK : err.status;
        if (!b && in->ended) {
            break;
        }
        if (!b) {
            pthread_cond_wait(&in->changed, &in->lock);
            continue;
        }
        b->state = SENT;
        if (in->error.status != RC_OK) {
            settle(in, b, in->error.status, false, &in->error);
            continue;
        }
        pthread_mutex_unlock(&in->lock);
        status = http ? insert(in, http, b, &unsure, &err) : status;
        pthread_mutex_lock(&in->lock);
        settle(in, b, status, unsure, &err);
    }
    pthread_mutex_unlock(&in->lock);
    clickhouse_http_close(http);
    return NULL;
}

/* Another thread, if there may be one. The caller holds the lock. */
static void start_thread(insertion *in)
{
    if (in->n_threads < in->most_threads &&
        pthread_create(&in->threads[in->n_threads], NULL, run, in) == 0) {
        in->n_threads++;
    }
}

/* ---------------------------------------------------------------------- writer */

/* A number as Native has it; what follows is at `*at`. */
static uint64_t take_number(const unsigned char **at)
{
    uint64_t number = 0;
    unsigned shift = 0;
    while (shift < 63 && **at >= 0x80) {
        number |= (uint64_t)(*(*at)++ & 0x7F) << shift;
        shift += 7;
    }
    return number | (uint64_t) * (*at)++ << shift;
}

/* The block that is free and has most memory, when there is one; NULL after a failure. The caller
   holds the lock. */
static block *wait_for_free(insertion *in)
{
    while (in->error.status == RC_OK) {
        block *found = NULL;
        for (size_t i = 0; i < in->n_blocks; i++) {
            block *b = &in->blocks[i];
            if (b->state == FREE && (!found || b->capacity > found->capacity)) {
                found = b;
            }
        }
        if (found) {
            return found;
        }
        pthread_cond_wait(&in->changed, &in->lock);
    }
    return NULL;
}

/* The memory of a block grows to what the largest needs. */
static rc_status fill(block *b, const void *data, size_t n, rc_error *err)
{
    if (b->capacity < n) {
        unsigned char *larger = realloc(b->data, n);
        if (!larger) {
            err->status = RC_ENOMEM;
            return RC_ENOMEM;
        }
        b->data = larger;
        b->capacity = n;
    }
    memcpy(b->data, data, n);
    b->length = n;
    return RC_OK;
}

/* A block of Native: the number of its columns, and that of its records. */
static rc_status take_block(void *context, const void *data, size_t n, rc_error *err)
{
    insertion *in = context;
    const unsigned char *at = data;
    uint64_t records;
    rc_status status = RC_OK;
    block *b;
    (void)take_number(&at);
    records = take_number(&at);
    if (records == 0) {
        return RC_OK;
    }
    pthread_mutex_lock(&in->lock);
    b = wait_for_free(in);
    if (!b) {
        *err = in->error;
        status = err->status;
    }
    pthread_mutex_unlock(&in->lock); /* only this thread makes one READY */
    if (status == RC_OK) {
        status = fill(b, data, n, err);
    }
    if (status == RC_OK) {
        pthread_mutex_lock(&in->lock);
        b->number = in->next++;
        b->records = records;
        b->state = READY;
        start_thread(in);
        if (in->n_threads == 0) {
            status =
                clickhouse_fail(&in->table->address, err, RC_ENOMEM, "no thread can be started");
        }
        pthread_cond_broadcast(&in->changed);
        pthread_mutex_unlock(&in->lock);
    }
    return status;
}

static void end_threads(insertion *in)
{
    pthread_mutex_lock(&in->lock);
    in->ended = true;
    pthread_cond_broadcast(&in->changed);
    pthread_mutex_unlock(&in->lock);
    for (unsigned i = 0; i < in->n_threads; i++) {
        pthread_join(in->threads[i], NULL);
    }
    in->n_threads = 0;
}

/* Waits until all blocks are inserted. */
static rc_status finish(void *context, rc_error *err)
{
    insertion *in = context;
    end_threads(in);
    if (in->error.status != RC_OK) {
        *err = in->error;
    }
    return in->error.status;
}

/* Without `finish` what waits is dropped. */
static void close_writer(void *context)
{
    insertion *in = context;
    pthread_mutex_lock(&in->lock);
    if (!in->ended && in->error.status == RC_OK) {
        in->error.status = RC_ECANCELED;
    }
    pthread_mutex_unlock(&in->lock);
    end_threads(in);
}

/* ------------------------------------------------------------------- insertion */

insertion *insertion_open(const clickhouse_table *table, const insertion_options *options,
                          rc_error *err)
{
    insertion *in = calloc(1, sizeof *in);
    if (!in) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    in->table = table;
    in->retries = options->retries;
    in->error = (rc_error)RC_ERROR_INIT;
    in->most_threads = options->connections;
    in->n_blocks = options->connections + 1;
    in->blocks = calloc(in->n_blocks, sizeof *in->blocks);
    in->threads = calloc(in->most_threads, sizeof *in->threads);
    in->load = clickhouse_load_hash(options->inputs, options->n_inputs);
    pthread_mutex_init(&in->lock, NULL);
    pthread_cond_init(&in->changed, NULL);
    if (!in->blocks || !in->threads) {
        err->status = RC_ENOMEM;
        insertion_close(in);
        return NULL;
    }
    return in;
}

void insertion_close(insertion *in)
{
    if (!in) {
        return;
    }
    for (size_t i = 0; in->blocks && i < in->n_blocks; i++) {
        free(in->blocks[i].data);
    }
    pthread_mutex_destroy(&in->lock);
    pthread_cond_destroy(&in->changed);
    free(in->blocks);
    free(in->threads);
    free(in->statement);
    free(in);
}

/* INSERT INTO table (columns) FORMAT Native, for free(). NULL: no memory. */
static char *insert_statement(const clickhouse_table *table, const rc_dtype *dtype)
{
    const size_t n = rc_dtype_nfields(dtype);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool good = out != NULL;
    if (out) {
        fprintf(out, "INSERT INTO %s (", table->name);
    }
    for (size_t i = 0; good && i < (n ? n : 1); i++) {
        rc_field_info info = {.name = "value"};
        char *name;
        rc_dtype_field(dtype, i, &info, NULL);
        name = clickhouse_quoted(info.name, '`');
        good = name != NULL;
        fprintf(out, "%s%s", i ? ", " : "", good ? name : "");
        free(name);
    }
    if (out) {
        fputs(") FORMAT Native", out);
    }
    if (out && (fclose(out) != 0 || !good)) {
        free(text);
        text = NULL;
    }
    return text;
}

rc_writer *insertion_writer(insertion *in, const rc_dtype *dtype, rc_error *err)
{
    rc_output output = RC_OUTPUT_INIT;
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    write.format = "native";
    write.columns = in->table->columns;
    output.context = in;
    output.write = take_block;
    output.finish = finish;
    output.close = close_writer;
    in->statement = insert_statement(in->table, dtype);
    if (!in->statement) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    return rc_writer_open_output(&output, in->table->address.shown, dtype, &write, err);
}

insertion_counts insertion_count(const insertion *in)
{
    return in->counts;
}
