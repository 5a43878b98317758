#include "test_json.h"

#include "format/json/write/encode.h"
#include "runner.h"

#include <stdlib.h>
#include <string.h>

rc_store *json_read(const char *format, const char *dtype_text, const char *text, size_t length,
                    const rc_read_options *options, rc_error *err)
{
    rc_read_options with = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse(dtype_text, err);
    rc_reader *reader;
    rc_store *all = NULL, *batch;
    rc_status status = RC_OK;
    ck_assert_msg(dtype != NULL, "%s: %s", dtype_text, err->message);
    if (options) {
        with = *options;
    }
    with.format = format;
    with.dtype = dtype;
    reader = rc_reader_open_memory(text, length, "test", &with, err);
    if (reader) {
        all = rc_store_zeros(dtype, 0, RC_ROWS, err);
        ck_assert(all != NULL);
    }
    while (reader && (status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        ck_assert_uint_gt(rc_store_length(batch), 0);
        ck_assert_int_eq(rc_store_append_store(all, batch, err), RC_OK);
        rc_store_unref(batch);
    }
    if (reader && status != RC_END) {
        ck_assert_int_eq(status, err->status);
        rc_store_unref(all);
        all = NULL;
    }
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
    return all;
}

char *json_write(const rc_store *store, const rc_write_options *options)
{
    rc_error err = RC_ERROR_INIT;
    rci_json_write_encoder encoder;
    rci_base_bytes out;
    char *text;
    rci_record_plan *plan = rci_record_plan_new(rc_store_dtype(store), &err);
    ck_assert(plan != NULL);
    rci_base_bytes_init(&out);
    ck_assert_int_eq(rci_json_write_encoder_init(&encoder, plan, options && options->values,
                                                 options ? options->nonfinite : RC_NONFINITE_ERROR,
                                                 &err),
                     RC_OK);
    ck_assert_msg(rci_json_write_encode(&encoder, store, 0, rc_store_length(store), '\0', '\n',
                                        &out, &err) == RC_OK,
                  "%s", err.message);
    text = calloc(1, out.length + 1);
    ck_assert(text != NULL);
    if (out.length) {
        memcpy(text, out.data, out.length);
    }
    rci_base_bytes_release(&out);
    rci_json_write_encoder_release(&encoder);
    rci_record_plan_free(plan);
    return text;
}

runner_suite_fn *const runner_suites[] = {
    suite_json_ends,          suite_json_scan,        suite_json_boundary,
    suite_json_read,          suite_json_errors,      suite_json_form,
    suite_json_index,         suite_json_shapes,      suite_json_skip,
    suite_json_skip_portable, suite_json_stream,      suite_json_template,
    suite_json_write,         suite_json_write_texts, suite_json_ranges,
    suite_json_row,           suite_json_rejects,     NULL};
