/* Inference from JSON text, in each way. */
#include "infer_ways.h"

#include "format/json/read/reader.h"
#include "format/json/read/reader_impl.h"
#include "infer/decide.h"

#include <stdlib.h>
#include <string.h>

const rci_infer_rules infer_rules = {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_ERROR};

void infer_set_way(rc_reader *reader, const infer_way *how, rc_error *err)
{
    rci_json_read_set_pieces(reader, how->piece_bytes, 0);
    if (how->guessing) {
        rci_stream_text_set_guessing(reader);
    }
    if (how->serial) {
        rci_stream_text_set_serial(reader);
    }
    reader->piece = reader->ops->piece_new(reader, err);
    infer_choose(((rci_json_read_piece *)(void *)reader->piece)->observer, how->means);
}

rc_inference *infer_read(const char *text, size_t size, const char *name, bool dates,
                         const infer_way *how, rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error failure = RC_ERROR_INIT;
    rc_inference *report = rci_infer_report_new(dates, err);
    rci_stream_observing observing = {&report->state, 0, UINT64_MAX, &failure};
    rc_reader *reader;
    rc_store *batch;
    rc_status status;
    options.max_record = how->max_record ? how->max_record : options.max_record;
    reader = rci_stream_observer_open(NULL, text, size, name, &options, &observing, err);
    ck_assert_msg(reader != NULL, "%s", err->message);
    ck_assert_int_eq(rci_infer_report_add_source(report, name, "json", err), RC_OK);
    infer_set_way(reader, how, err);
    while ((status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        rc_store_unref(batch);
    }
    ck_assert(status == RC_END || err->status == status);
    rc_reader_close(reader);
    return report;
}

char *infer_observe(const char *text, size_t size, const char *name, bool dates,
                    const infer_way *how)
{
    rc_error err = RC_ERROR_INIT;
    rc_inference *report = infer_read(text, size, name, dates, how, &err);
    char line[1024], *all;
    if (err.status == RC_OK) {
        rc_dtype_unref(rci_infer_decide(report, &infer_rules, NULL));
        all = infer_everything(report);
    } else {
        rc_error_print(&err, line, sizeof line);
        all = strdup(line);
    }
    rc_inference_free(report);
    return all;
}
