/* The dtype of JSON text: whatever the way in which records are observed, and the pieces in which
 * they come, it is the same, or the error is; and the text can be loaded with it. The first byte is
 * for options, the rest is JSON. */
#include "../unit/infer_means.h"
#include "fuzz.h"

#include "format/json/read/reader.h"
#include "format/json/read/reader_impl.h"
#include "infer/decide.h"
#include "stream/crew.h"

#include <rowcol.h>
#include <stdbool.h>
#include <string.h>

const char fuzz_corpus[] = "infer";

enum { MOST_TEXT = 1 << 14 };

typedef struct question {
    const char *text;
    size_t n;
    const char *format;
    bool dates;
    rc_infer_text kind;
} question;

static rc_inference *observe(const question *q, infer_means means, size_t piece_bytes,
                             rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error failure = RC_ERROR_INIT;
    rc_inference *report = rci_infer_report_new(q->dates, err);
    rci_stream_observing observing = {&report->state, 0, UINT64_MAX, &failure};
    rc_reader *reader;
    rc_store *batch;
    options.format = q->format;
    reader = rci_stream_observer_open(NULL, q->text, q->n, "text", &options, &observing, err);
    FUZZ_CHECK(reader != NULL);
    FUZZ_CHECK(rci_infer_report_add_source(report, "text", q->format, err) == RC_OK);
    rci_json_read_set_pieces(reader, piece_bytes, 0);
    if (piece_bytes % 2 == 0) { /* as a pipe is read */
        rci_stream_text_set_serial(reader);
    }
    reader->piece = reader->ops->piece_new(reader, err);
    FUZZ_CHECK(reader->piece != NULL);
    infer_choose(((rci_json_read_piece *)(void *)reader->piece)->observer, means);
    while (rc_reader_next(reader, &batch, err) == RC_OK) {
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    return report;
}

/* The dtype as text; NULL: there is none, or the text has an error. */
static char *dtype_of(const question *q, infer_means means, size_t piece_bytes, rc_error *err)
{
    const rci_infer_rules rules = {q->kind, RC_MISSING_ERROR, RC_NULLS_ERROR};
    rc_inference *report = observe(q, means, piece_bytes, err);
    rc_dtype *dtype = err->status == RC_OK ? rci_infer_decide(report, &rules, err) : NULL;
    char *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, err) : NULL;
    rc_dtype_unref(dtype);
    rc_inference_free(report);
    return text;
}

/* No value is lost: all can be loaded. */
static void check_load(const question *q, const char *text)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    rc_store *store;
    FUZZ_CHECK(dtype != NULL);
    options.dtype = dtype;
    options.format = q->format;
    options.missing = RC_MISSING_NULL;
    store = rc_load_memory(q->text, q->n, NULL, &options, &err);
    if (!store) {
        fprintf(stderr, "%s: %s\n", text, err.message);
    }
    FUZZ_CHECK(store != NULL);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    question q = {.text = (const char *)data + 1, .n = size - 1};
    rc_error expected = RC_ERROR_INIT;
    char *dtype;
    if (size < 1 || size > MOST_TEXT) {
        return 0;
    }
    q.format = data[0] & 1 ? "json" : "ndjson";
    q.dates = data[0] & 2;
    q.kind = data[0] & 4 ? RC_INFER_BYTES : RC_INFER_STR;
    dtype = dtype_of(&q, GRAMMAR, 1 << 18, &expected);
    for (int means = BEST; means <= GRAMMAR; means++) {
        const size_t pieces[] = {1 << 18, 1 + data[0] / 8, 64 + data[0]};
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            rc_error err = RC_ERROR_INIT;
            char *other = dtype_of(&q, (infer_means)means, pieces[i], &err);
            FUZZ_CHECK(err.status == expected.status && err.line == expected.line &&
                       err.byte == expected.byte);
            FUZZ_CHECK((other == NULL) == (dtype == NULL) && (!dtype || !strcmp(other, dtype)));
            rc_text_free(other);
        }
    }
    if (dtype) {
        check_load(&q, dtype);
    }
    rc_text_free(dtype);
    return 0;
}
