/* Reading in every way. The reader, its cuts and its places are always those of the library; only
 * the decoding of a piece is replaced where the grammar alone is asked for. */
#include "irregular.h"

#include "format/json/read/decode.h"
#include "format/json/read/explain.h"
#include "format/json/read/fail.h"
#include "format/json/read/piece.h"
#include "format/json/read/reader.h"
#include "format/json/read/reader_impl.h"
#include "format/json/text/scan.h"
#include "store/batch.h"
#include "stream/writer_impl.h"

#include "base/error.h"

#include <string.h>

/* --------------------------------------------------------------- the grammar alone */

/* Decoding one piece, each record by rci_json_read_decode. */
typedef struct decoding {
    rci_json_read_piece *piece;
    rci_json_read_decoder *decoder;
    const char *p, *end;
    rc_error err;
} decoding;

static bool expected(decoding *d, const char *at, const char *end, const char *what)
{
    rci_json_text_expected(&d->decoder->fault, at, end, what);
    rci_json_text_fault_fail(&d->decoder->fault, d->decoder->text, end, &d->err);
    return false;
}

static bool fail_record(decoding *d, rc_status status, const char *at, const char *message)
{
    rci_base_fail(&d->err, status, "%s", message);
    rci_json_read_fail_at(d->decoder, RCI_RECORD_NONE, at);
    return false;
}

static bool fail_length(decoding *d, const char *at)
{
    rci_base_fail(&d->err, RC_ELIMIT, "a record of more than %zu bytes, the limit",
                  d->piece->text.max_record);
    rci_base_error_hint(&d->err, RC_HINT_MAX_RECORD, NULL);
    rci_json_read_fail_at(d->decoder, RCI_RECORD_NONE, at);
    return false;
}

/* What follows a record, from d->p on, to the start of the next. `line_end` ends its line. */
static bool after_record(decoding *d, const char *line_end)
{
    d->p = rci_json_text_space(d->p, d->piece->framing == RCI_JSON_READ_LINES ? line_end : d->end);
    switch (d->piece->framing) {
    case RCI_JSON_READ_LINES:
        if (d->p < line_end) {
            return expected(d, d->p, line_end, "the end of the line");
        }
        break;
    case RCI_JSON_READ_ELEMENTS:
        if (d->p < d->end ? *d->p != ',' : !d->piece->text.last) {
            return expected(d, d->p, d->end, "',' or ']' after a record");
        }
        d->p += d->p < d->end;
        break;
    case RCI_JSON_READ_SEQUENCE:
        break;
    }
    d->p = rci_json_text_space(d->p, d->end);
    return true;
}

static bool one_record(decoding *d)
{
    const char *start = d->p, *line_end = d->end, *after;
    if (d->piece->framing == RCI_JSON_READ_LINES) {
        const char *newline = memchr(start, '\n', (size_t)(d->end - start));
        line_end = newline ? newline : d->end;
    }
    d->decoder->end = line_end;
    after = rci_json_read_decode(d->decoder, start);
    if (after && (size_t)(after - start) > d->piece->text.max_record) {
        return fail_length(d, start);
    }
    if (after) {
        d->p = after;
    }
    if (!after || !after_record(d, line_end)) {
        d->p = start;
        return false;
    }
    d->decoder->end = d->end;
    return true;
}

static bool after_all(decoding *d)
{
    const char *last = d->end;
    bool comma = d->piece->text.after_separator;
    if (d->piece->text.records > 0) {
        while (last > d->decoder->text && strchr(" \t\r\n", last[-1])) {
            last--;
        }
        comma = last > d->decoder->text && last[-1] == ',';
    }
    if (d->piece->text.last && comma) {
        return fail_record(d, RC_ESYNTAX, d->end, "found ']' after a comma, expected a record");
    }
    return d->piece->text.unclosed ? expected(d, d->end, d->end, "another record or ']'") : true;
}

static rc_status decode_records(rci_stream_piece *base, rc_store *batch, rc_error *err)
{
    rci_json_read_piece *piece = (rci_json_read_piece *)(void *)base;
    const char *text = (const char *)piece->text.buffer.data;
    decoding d = {piece, &piece->decoder, text + piece->text.cursor, text + piece->text.length,
                  RC_ERROR_INIT};
    size_t records = 0;
    bool good = true;
    rci_json_read_decoder_bind(d.decoder, batch, text, d.end, &d.err);
    d.p = rci_json_text_space(d.p, d.end);
    while (good && d.p < d.end && records < rc_store_capacity(batch)) {
        d.decoder->target.record = records;
        good = one_record(&d);
        records += good;
    }
    piece->text.cursor = (size_t)(d.p - text);
    piece->text.records += records;
    rci_store_set_length(batch, records);
    if (good && d.p == d.end) {
        base->done = true;
        good = after_all(&d);
    }
    if (good) {
        return RC_OK;
    }
    if (d.err.status == RC_ESYNTAX && piece->text.too_long && d.err.byte >= piece->text.length) {
        rc_error_clear(&d.err);
        fail_length(&d, d.p);
    }
    d.err.record = piece->text.records;
    rci_json_read_explain(piece, d.p, &d.err);
    if (err && err->status == RC_OK) {
        *err = d.err;
    }
    return d.err.status;
}

/* ------------------------------------------------------------- the library's decoding */

static const rci_stream_reader_ops *library;

static rc_status decode_by_grammar(const rc_reader *reader, rci_stream_piece *base, rc_store *batch,
                                   rc_error *err)
{
    rci_json_read_piece *piece = (rci_json_read_piece *)(void *)base;
    rc_status status;
    if (piece->leaving) { /* there are no more records */
        return library->decode(reader, base, batch, err);
    }
    status = decode_records(base, batch, err);
    return status == RC_OK ? rci_json_read_end_piece(piece, err) : status;
}

/* Whether the node is a part of a leaf, not one itself. */
static bool is_in_subarray(const rci_record_plan *plan, uint32_t index)
{
    while (index != 0) {
        index = plan->nodes[index].parent;
        if (plan->nodes[index].shape == RCI_RECORD_SUBARRAY) {
            return true;
        }
    }
    return false;
}

/* Every leaf gets bytes that no value leaves by chance, so that one that is not written shows. */
static void poison(rc_store *batch)
{
    rci_record_plan *plan = rci_record_plan_new(rc_store_dtype(batch), NULL);
    size_t capacity = rc_store_capacity(batch), stride, k;
    uint32_t i;
    IRREGULAR_CHECK(plan != NULL, "no memory");
    for (i = 0; i < plan->nnodes; i++) {
        const rci_record_node *node = &plan->nodes[i];
        unsigned char *at;
        if (node->shape == RCI_RECORD_STRUCT || is_in_subarray(plan, i)) {
            continue;
        }
        rci_store_leaf(batch, node->leaf, &at, &stride);
        for (k = 0; k < capacity && node->size > 0; k++) {
            memset(at + k * stride, 0xA5, node->size);
        }
    }
    rci_record_plan_free(plan);
}

static rc_status decode_poisoned(const rc_reader *reader, rci_stream_piece *piece, rc_store *batch,
                                 rc_error *err)
{
    if (rc_store_capacity(batch) <= 256) {
        poison(batch);
    }
    return library->decode(reader, piece, batch, err);
}

/* -------------------------------------------------------------------------- reading */

static rc_reader *open(const irregular_input *input, const irregular_way *way,
                       rci_stream_reader_ops *ops, rc_error *err)
{
    rc_read_options options = input->options;
    rc_reader *reader;
    options.layout = way->layout;
    reader = rc_reader_open_memory(input->text, input->n, "test", &options, err);
    IRREGULAR_CHECK(reader != NULL, "%s", err->message);
    if (way->piece_bytes || way->ways) {
        rci_json_read_set_pieces(reader, way->piece_bytes ? way->piece_bytes : 1 << 18,
                                 way->ways ? way->ways
                                           : RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX);
    }
    if (way->serial) {
        rci_stream_text_set_serial(reader);
    } else if (way->piece_bytes % 2) {
        rci_stream_text_set_guessing(reader);
    }
    if (way->capacity) {
        reader->most_records = way->capacity;
    }
    library = reader->ops;
    *ops = *reader->ops;
    ops->decode = way->grammar ? decode_by_grammar : decode_poisoned;
    reader->ops = ops;
    return reader;
}

/* A writer that appends to a store. */
typedef struct store_writer {
    rc_writer base;
    rc_store *store;
} store_writer;

static rc_status append_batch(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                              const rci_base_bytes *out, rc_error *err)
{
    (void)out;
    return rc_store_append_range(((store_writer *)writer)->store, batch, first, n, err);
}

static const rci_stream_writer_ops writer_ops = {.commit = append_batch};

static void pump(rc_reader *reader, unsigned threads, irregular_outcome *outcome)
{
    rc_writer *writer = rci_stream_writer_new(sizeof(store_writer), &writer_ops, NULL,
                                              rc_reader_dtype(reader), NULL);
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    IRREGULAR_CHECK(writer != NULL, "no memory");
    ((store_writer *)writer)->store = outcome->records;
    options.threads = threads;
    outcome->status = rc_pump(reader, writer, &options, &stats, &outcome->err);
    IRREGULAR_CHECK(stats.records == rc_store_length(outcome->records), "the count of records");
    outcome->status = outcome->status == RC_OK ? RC_END : outcome->status;
    rc_writer_close(writer);
}

void irregular_read(const irregular_input *input, const irregular_way *way,
                    irregular_outcome *outcome)
{
    rci_stream_reader_ops ops;
    rc_reader *reader;
    rc_store *batch;
    rc_error_clear(&outcome->err);
    reader = open(input, way, &ops, &outcome->err);
    outcome->records = rc_store_zeros(input->options.dtype, 0, RC_ROWS, NULL);
    IRREGULAR_CHECK(outcome->records != NULL, "no memory");
    if (way->threads) {
        pump(reader, way->threads, outcome);
    } else {
        while ((outcome->status = rc_reader_next(reader, &batch, &outcome->err)) == RC_OK) {
            IRREGULAR_CHECK(rc_store_length(batch) > 0, "an empty batch");
            IRREGULAR_CHECK(rc_store_append_store(outcome->records, batch, NULL) == RC_OK,
                            "no memory");
            rc_store_unref(batch);
        }
    }
    rc_reader_close(reader);
}

void irregular_release(irregular_outcome *outcome)
{
    rc_store_unref(outcome->records);
    outcome->records = NULL;
}
