/* format/json/read/row.c - JSON text of one record as a store. */
#include "base/error.h"
#include "stream/options.h"

#include <rowcol/record.h>

/* The only record that the reader returns, or NULL. */
static rc_store *only_record(rc_reader *reader, rc_error *err)
{
    rc_store *batch = NULL, *copy = NULL;
    rc_status status = rc_reader_next(reader, &batch, err);
    if (status == RC_END) {
        rci_base_fail(err, RC_ESYNTAX, "found no record, expected one");
    } else if (status == RC_OK && rc_store_length(batch) != 1) {
        rci_base_fail(err, RC_ESYNTAX, "found %zu records, expected one", rc_store_length(batch));
    } else if (status == RC_OK) {
        copy = rc_store_convert(batch, RC_ROWS, err);
    }
    rc_store_unref(batch);
    if (copy && rc_reader_next(reader, &batch, err) != RC_END) {
        rc_store_unref(batch);
        rc_store_unref(copy);
        rci_base_fail(err, RC_ESYNTAX, "found more than one record");
        return NULL;
    }
    return copy;
}

rc_store *rc_row_from_json(const rc_dtype *dtype, const char *text, size_t length,
                           const rc_read_options *options, rc_error *err)
{
    rc_read_options known;
    rc_reader *reader;
    rc_store *record;
    if (!dtype) {
        rci_base_fail(err, RC_EARG, "no dtype of the record (NULL)");
        return NULL;
    }
    if (rci_stream_read_options(&known, options, err) != RC_OK) {
        return NULL;
    }
    known.dtype = dtype;
    known.format = "ndjson";
    known.layout = RC_ROWS;
    reader = rc_reader_open_memory(text, length, NULL, &known, err);
    record = reader ? only_record(reader, err) : NULL;
    rc_reader_close(reader);
    return record;
}
