/* format/json/write/row.c - one record of a store as JSON text. */
#include "base/alloc.h"
#include "base/error.h"
#include "format/json/write/encode.h"
#include "store/view.h"
#include "stream/options.h"

#include <rowcol/record.h>

static char *encode_row(const rci_json_write_encoder *encoder, const rc_row *row, rc_error *err)
{
    const rc_store *plain = rci_store_plain(row->store, row->record, 1, err);
    rci_base_bytes out;
    char *text = NULL;
    rci_base_bytes_init(&out);
    if (plain && rci_json_write_encode(encoder, plain, 0, 1, '\0', '\0', &out, err) == RC_OK) {
        text = rci_base_text_copy((const char *)out.data, out.length, err);
    } else if (plain && err && err->record == 0) {
        err->record = row->record;
    }
    rci_base_bytes_release(&out);
    rc_store_unref(plain);
    return text;
}

char *rc_row_json(const rc_row *row, const rc_write_options *options, rc_error *err)
{
    rc_write_options known;
    rci_json_write_encoder encoder;
    rci_record_plan *plan;
    char *text = NULL;
    if (!row || !row->store) {
        rci_base_fail(err, RC_EARG,
                      row ? "the row is not initialized (use rc_store_row)" : "no row (NULL)");
        return NULL;
    }
    if (rci_stream_write_options(&known, options, err) != RC_OK) {
        return NULL;
    }
    plan = rci_record_plan_new(rc_store_dtype(row->store), err);
    if (plan && rci_json_write_encoder_init(&encoder, plan, known.values != 0, known.nonfinite,
                                            err) == RC_OK) {
        text = encode_row(&encoder, row, err);
        rci_json_write_encoder_release(&encoder);
    }
    rci_record_plan_free(plan);
    return text;
}
