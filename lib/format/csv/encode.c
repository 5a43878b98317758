/* format/csv/encode.c - values as fields, with quotes where they are needed. */
#include "format/csv/encode.h"

#include "base/ascii.h"
#include "base/cell.h"
#include "base/error.h"
#include "base/utf8.h"
#include "number/number.h"
#include "record/column.h"
#include "store/batch.h"
#include "value/value.h"

rc_status rci_csv_encoder_init(rci_csv_encoder *encoder, const rci_record_plan *plan,
                               const rc_csv_dialect *dialect, bool tabs, rc_error *err)
{
    rc_status status = rci_csv_dialect_init(&encoder->dialect, dialect, tabs, err);
    const char *d = &encoder->dialect.delimiter;
    encoder->plan = plan;
    if (status == RC_OK && (encoder->dialect.comment || encoder->dialect.skip_lines)) {
        status = rci_base_fail(err, RC_EARG, "option \"%s\" is for reading",
                               encoder->dialect.comment ? "comment" : "skip_lines");
    }
    if (status == RC_OK && (encoder->dialect.thousands_length || encoder->dialect.trims)) {
        status = rci_base_fail(err, RC_EARG, "option \"%s\" is for reading",
                               encoder->dialect.trims ? "trim" : "thousands");
    }
    encoder->dialect.delimiter = *d ? *d : ',';
    if (status == RC_OK && *d == encoder->dialect.decimal) {
        status = rci_base_fail(err, RC_EARG,
                               "option \"decimal\" is the same character as the delimiter: set "
                               "another delimiter, such as a semicolon");
    }
    encoder->plain_numbers = encoder->dialect.nulls.length == 0 && !rci_base_is_digit(*d) &&
                             !rci_base_is_letter(*d) && *d != '+' && *d != '-' && *d != '.' &&
                             !encoder->dialect.local_numbers &&
                             encoder->dialect.quotes == RC_CSV_QUOTES_MINIMAL;
    encoder->plain_texts =
        encoder->dialect.nulls.length == 0 && encoder->dialect.quotes == RC_CSV_QUOTES_MINIMAL;
    rci_base_bytes_init_as(&encoder->slots, RC_MEMORY_WRITER);
    encoder->row_width = encoder->block_records = 0;
    return status == RC_OK ? rci_csv_columns_init(&encoder->columns, plan, err) : status;
}

void rci_csv_encoder_release(rci_csv_encoder *encoder)
{
    rci_csv_dialect_release(&encoder->dialect);
    rci_csv_columns_release(&encoder->columns);
    rci_base_bytes_release(&encoder->slots);
}

/* ------------------------------------------------------------------- text */

/* Whether text would be read as something else without quotes. */
static bool needs_quotes(const rci_csv_encoder *encoder, const char *text, size_t n)
{
    if (encoder->dialect.quotes == RC_CSV_QUOTES_ALL || n == 0 ||
        rci_csv_is_null(&encoder->dialect, text, n)) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        const char c = text[i];
        if (c == encoder->dialect.delimiter || c == '"' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return false;
}

static rc_status put_text(const rci_csv_encoder *encoder, rci_base_bytes *out, const char *text,
                          size_t n, rc_error *err)
{
    char *p;
    if (!needs_quotes(encoder, text, n)) {
        return rci_base_bytes_append(out, text, n, err);
    }
    if (n > SIZE_MAX / 4 || rci_base_bytes_reserve(out, 2 * n + 2, err) != RC_OK) {
        return RC_ENOMEM;
    }
    p = (char *)out->data + out->length;
    *p++ = '"';
    for (size_t i = 0; i < n; i++) {
        *p++ = text[i];
        if (text[i] == '"') {
            *p++ = '"';
        }
    }
    *p++ = '"';
    out->length = (size_t)(p - (char *)out->data);
    return RC_OK;
}

static rc_status check_text(const char *text, size_t n, rc_error *err)
{
    rci_base_quoted quoted;
    const size_t bad = rci_base_utf8_check(text, n);
    if (bad < n) {
        return rci_base_fail(err, RC_ERANGE,
                             "\"%s\" is not UTF-8 from byte %zu on, as CSV text has to be (keep "
                             "such bytes in a V<n> field)",
                             rci_base_quote(&quoted, text, n), bad);
    }
    if (memchr(text, '\0', n)) {
        return rci_base_fail(err, RC_ERANGE, "\"%s\" has a NUL byte, which CSV text cannot hold",
                             rci_base_quote(&quoted, text, n));
    }
    return RC_OK;
}

/* ----------------------------------------------------------------- values */

/* The value of a float that is not finite. */
static double nonfinite_value(const rci_record_node *node, const unsigned char *cell)
{
    const uint64_t bits = rci_base_cell_get(cell, node->size, node->big_endian);
    return node->size == 8   ? rci_base_f8_of(bits)
           : node->size == 4 ? (double)rci_base_f4_of((uint32_t)bits)
                             : rci_number_f2_to_f8((uint16_t)bits);
}

static rc_status put_number(const rci_csv_encoder *encoder, const rci_record_node *node,
                            const unsigned char *cell, rci_base_bytes *out, rc_error *err)
{
    char *text, *end;
    if (rci_base_bytes_reserve(out, RCI_NUMBER_FLOAT_TEXT_SIZE, err) != RC_OK) {
        return RC_ENOMEM;
    }
    text = (char *)out->data + out->length;
    end = rci_record_print_number(text, node->kind, node->big_endian, cell);
    if (!end) {
        end = rci_number_print_f8(text, nonfinite_value(node, cell));
    }
    if (!encoder->plain_numbers) {
        char copy[RCI_NUMBER_FLOAT_TEXT_SIZE];
        const size_t n = (size_t)(end - text);
        char *point;
        memcpy(copy, text, n);
        point = memchr(copy, '.', n);
        if (point) {
            *point = encoder->dialect.decimal;
        }
        return put_text(encoder, out, copy, n, err);
    }
    out->length += (size_t)(end - text);
    return RC_OK;
}

/* A value of a kind that is rare: complex, U, V, dates, timedeltas. */
static rc_status put_other(const rci_csv_encoder *encoder, const rci_record_node *node,
                           const unsigned char *cell, rci_base_bytes *scratch, rci_base_bytes *out,
                           rc_error *err)
{
    rc_value value;
    size_t n;
    rc_status status = rci_value_load(node->dtype, cell, &value, err);
    if (status != RC_OK) {
        return status;
    }
    n = rc_value_print(&value, NULL, 0);
    scratch->length = 0;
    if (rci_base_bytes_reserve(scratch, n + 1, err) != RC_OK) {
        return RC_ENOMEM;
    }
    rc_value_print(&value, (char *)scratch->data, n + 1);
    status = check_text((const char *)scratch->data, n, err);
    return status == RC_OK ? put_text(encoder, out, (const char *)scratch->data, n, err) : status;
}

static rc_status put_leaf(const rci_csv_encoder *encoder, const rc_store *batch,
                          const rci_record_node *node, const unsigned char *cell,
                          rci_base_bytes *scratch, rci_base_bytes *out, rc_error *err)
{
    const char *text = (const char *)cell;
    size_t n;
    rc_status status;
    if (node->form == RCI_RECORD_BOOL || node->form == RCI_RECORD_NUMBER) {
        return put_number(encoder, node, cell, out, err);
    }
    if (node->kind == RC_STR) {
        text = rci_store_string_get(batch, cell, &n);
    } else if (node->kind == RC_BYTES) {
        n = rci_base_text_trim(cell, node->size);
    } else {
        return put_other(encoder, node, cell, scratch, out, err);
    }
    status = check_text(text, n, err);
    return status == RC_OK ? put_text(encoder, out, text, n, err) : status;
}

rc_status rci_csv_encode_field(const rci_csv_encoder *encoder, const rci_record_places *places,
                               const rc_store *batch, size_t record, size_t i,
                               rci_base_bytes *scratch, rci_base_bytes *out, rc_error *err)
{
    const rci_csv_column *leaf = rci_csv_column_at(&encoder->columns.leaves, i);
    const rci_record_node *node = &encoder->plan->nodes[leaf->node];
    rc_status status =
        i > 0 ? rci_base_bytes_append(out, &encoder->dialect.delimiter, 1, err) : RC_OK;
    if (status == RC_OK && node->nullable &&
        !rci_record_is_valid(&places->nulls[node->null_node], record)) {
        const char *null = rci_csv_null_text(&encoder->dialect);
        status = rci_base_bytes_append(out, null, strlen(null), err);
    } else if (status == RC_OK) {
        status = put_leaf(encoder, batch, node, rci_record_cell(places, record, node, leaf->shift),
                          scratch, out, err);
    }
    if (status != RC_OK && status != RC_ENOMEM) {
        rci_record_plan_error_field(encoder->plan, leaf->node, err);
    }
    return status;
}

/* ---------------------------------------------------------------- header */

rc_status rci_csv_encode_header(const rci_csv_encoder *encoder, rci_base_bytes *out, rc_error *err)
{
    const rci_base_bytes *leaves = &encoder->columns.leaves;
    rci_base_bytes name;
    rc_status status = RC_OK;
    rci_base_bytes_init_as(&name, RC_MEMORY_WRITER);
    for (size_t i = 0; i < rci_csv_column_count(leaves) && status == RC_OK; i++) {
        status = rci_csv_column_name(encoder->plan, rci_csv_column_at(leaves, i), &name, err);
        if (status == RC_OK && i > 0) {
            status = rci_base_bytes_append(out, &encoder->dialect.delimiter, 1, err);
        }
        if (status == RC_OK) {
            status = put_text(encoder, out, name.length ? (const char *)name.data : "", name.length,
                              err);
        }
    }
    rci_base_bytes_release(&name);
    return status == RC_OK ? rci_base_bytes_append(out, "\n", 1, err) : status;
}
