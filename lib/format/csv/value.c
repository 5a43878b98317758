/* format/csv/value.c - fields into cells, and whole records, with what is wrong with them. */
#include "value/value.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/csv/decoder.h"
#include "format/csv/number.h"
#include "format/csv/word.h"
#include "record/accept.h"
#include "record/put.h"
#include "value/fail.h"

static rc_status fail_at(rci_csv_decoder *d, uint32_t node, const char *at, rc_status status)
{
    rci_base_error_byte(d->target.err, (uint64_t)(at - d->text));
    if (node != RCI_RECORD_NONE) {
        rci_record_plan_error_field(d->target.plan, node, d->target.err);
    }
    return status;
}

static rc_status fail_text(rci_csv_decoder *d, uint32_t node, const char *text, size_t n)
{
    const rc_kind kind = d->target.plan->nodes[node].kind;
    const char *option;
    rci_value_fail_kind(d->target.err, rci_record_failing_field(&d->target, node),
                        RCI_VALUE_FOUND_TEXT, text, n);
    option = d->target.err && kind >= RC_I1 && kind <= RC_F8
                 ? rci_csv_number_option(&d->layout->dialect, text, n, kind < RC_F2)
                 : NULL;
    if (option) {
        rci_base_error_hint(d->target.err, RC_HINT_CSV, option);
    }
    return RC_ETYPE;
}

/* ------------------------------------------------------------------ values */

/* NaN and the infinities have no number in JSON's grammar; in CSV they are written as words. */
static rc_status put_nonfinite(rci_csv_decoder *d, uint32_t node, unsigned char *cell,
                               const char *text, size_t n)
{
    double value;
    rc_value given;
    if (!rci_number_read_nonfinite(text, text + n, &value)) {
        return fail_text(d, node, text, n);
    }
    given = rc_value_float(value);
    return rci_value_store(d->target.plan->nodes[node].dtype, cell, &given, d->target.err);
}

static rc_status put_number(rci_csv_decoder *d, uint32_t node, unsigned char *cell,
                            const char *text, size_t n)
{
    const rc_kind kind = d->target.plan->nodes[node].kind;
    rci_number_scanned number;
    bool is_number;
    if (rci_csv_scan_number(&d->layout->dialect, text, n, &d->scratch, &number, &is_number,
                            d->target.err) != RC_OK) {
        return RC_ENOMEM;
    }
    if (is_number) {
        return rci_record_put_number(&d->target, node, cell, &number);
    }
    if (kind >= RC_F2 && kind <= RC_F8) {
        return put_nonfinite(d, node, cell, text, n);
    }
    return fail_text(d, node, text, n);
}

/* A number for a bool or a datetime, if an option takes it. RC_END: it is not a number, or none
   does. */
static rc_status put_other_number(rci_csv_decoder *d, uint32_t node, unsigned char *cell,
                                  const char *text, size_t n)
{
    rci_number_scanned number;
    return rci_csv_is_plain_number(text, n, &number)
               ? rci_record_accept_number(&d->target, node, cell, &number)
               : RC_END;
}

static rc_status put_bool(rci_csv_decoder *d, uint32_t node, unsigned char *cell, const char *text,
                          size_t n)
{
    const char *hint;
    rc_status status;
    bool value;
    if (rci_csv_word_bool(text, n, &value)) {
        rci_record_put_bool(cell, value);
        return RC_OK;
    }
    status = put_other_number(d, node, cell, text, n);
    if (status != RC_END) {
        return status;
    }
    fail_text(d, node, text, n);
    hint = rci_record_accept_hint_number(&d->target.plan->nodes[node], text, n);
    if (hint) {
        rci_base_error_hint(d->target.err, RC_HINT_ACCEPT, hint);
    }
    return RC_ETYPE;
}

static rc_status put_text(rci_csv_decoder *d, uint32_t node, unsigned char *cell, const char *text,
                          size_t n)
{
    const size_t bad = rci_base_utf8_check(text, n);
    if (bad < n) {
        return rci_value_fail_utf8(d->target.err, text, n, bad);
    }
    return rci_record_put_text(&d->target, node, cell, text, n);
}

static rc_status put_datetime(rci_csv_decoder *d, uint32_t node, unsigned char *cell,
                              const char *text, size_t n)
{
    const rc_status status = put_other_number(d, node, cell, text, n);
    return status == RC_END ? put_text(d, node, cell, text, n) : status;
}

static rc_status put_value(rci_csv_decoder *d, uint32_t node, unsigned char *cell, const char *text,
                           size_t n)
{
    rci_number_scanned number;
    bool is_number;
    switch (d->target.plan->nodes[node].form) {
    case RCI_RECORD_BOOL:
        return put_bool(d, node, cell, text, n);
    case RCI_RECORD_NUMBER:
        return put_number(d, node, cell, text, n);
    case RCI_RECORD_NUMBER_OR_TEXT:
        if (rci_csv_scan_number(&d->layout->dialect, text, n, &d->scratch, &number, &is_number,
                                d->target.err) != RC_OK) {
            return RC_ENOMEM;
        }
        return is_number ? rci_record_put_number(&d->target, node, cell, &number)
                         : put_text(d, node, cell, text, n);
    default:
        return d->target.plan->nodes[node].kind == RC_DATETIME
                   ? put_datetime(d, node, cell, text, n)
                   : put_text(d, node, cell, text, n);
    }
}

/* Whether the empty text is a value: for these kinds a field that is not nullable is empty then. */
static bool holds_empty(rc_kind kind)
{
    return kind == RC_STR || kind == RC_BYTES || kind == RC_UCS4;
}

/* Null for the leaf. */
static rc_status put_null(rci_csv_decoder *d, const rci_csv_column *column, const char *text,
                          size_t n, unsigned char *cell)
{
    const rci_record_node *node = &d->target.plan->nodes[column->node];
    if (!node->nullable && n == 0 && holds_empty(node->kind)) {
        return put_text(d, column->node, cell, text, n);
    }
    if (rci_record_take_null(&d->target, column->node, column->shift)) {
        return RC_OK;
    }
    return rci_value_fail_null(d->target.err, rci_record_failing_field(&d->target, column->node));
}

rc_status rci_csv_put(rci_csv_decoder *d, const rci_csv_column *column, const char *start,
                      const char *end)
{
    const rci_record_node *node = &d->target.plan->nodes[column->node];
    const rci_csv_field field = rci_csv_trim(&d->layout->chars, start, end);
    const bool quoted = rci_csv_is_quoted(field.start, field.end);
    unsigned char *cell = rci_record_target_cell(&d->target, node, column->shift);
    const char *text;
    size_t n;
    rc_status status = rci_csv_unquote(&field, &d->scratch, &text, &n, d->target.err);
    if (status != RC_OK) {
        return status;
    }
    /* Text in quotes is not null, unless it is empty and the field holds no text. */
    if (rci_csv_is_null(&d->layout->dialect, text, n) &&
        (!quoted || (n == 0 && !holds_empty(node->kind)))) {
        status = put_null(d, column, text, n, cell);
    } else {
        status = put_value(d, column->node, cell, text, n);
        if (status == RC_OK && node->nullable) {
            rci_record_target_set_valid(&d->target, node, true);
        }
    }
    return status == RC_OK ? RC_OK : fail_at(d, column->node, field.start, status);
}

/* ----------------------------------------------------------------- records */

rc_status rci_csv_fail_count(const rci_csv_decoder *d)
{
    const size_t given = d->record.nfields, expected = d->layout->ncolumns;
    const char *at =
        given > expected ? rci_csv_field_at(&d->record, expected)->start : d->record.end;
    const rc_status status = given > expected ? RC_EEXTRA : RC_EMISSING;
    rci_base_fail(d->target.err, status, "the record has %zu field%s, expected %zu", given,
                  given == 1 ? "" : "s", expected);
    rci_base_error_byte(d->target.err, (uint64_t)(at - d->text));
    return status;
}

rc_status rci_csv_fill_missing(rci_csv_decoder *d)
{
    const rci_base_bytes *missing = &d->layout->columns.missing;
    rc_status status = RC_OK;
    for (size_t i = 0; i < rci_csv_column_count(missing) && status == RC_OK; i++) {
        const rci_csv_column *leaf = rci_csv_column_at(missing, i);
        status = rci_record_fill_missing(&d->target, leaf->node, leaf->shift);
    }
    return status;
}

rc_status rci_csv_decode(rci_csv_decoder *d, const char *p)
{
    const rci_csv_layout *layout = d->layout;
    rc_status status = rci_csv_split(&d->record, &layout->chars, d->text, p, d->end, d->target.err);
    if (status != RC_OK) {
        return status;
    }
    if (d->record.nfields != layout->ncolumns) {
        return rci_csv_fail_count(d);
    }
    for (size_t i = 0; i < layout->ncolumns; i++) {
        const rci_csv_column *column = rci_csv_column_at(&layout->columns.all, i);
        const rci_csv_field *field = rci_csv_field_at(&d->record, i);
        if (column->node == RCI_RECORD_NONE) {
            continue;
        }
        status = rci_csv_put(d, column, field->start, field->end);
        if (status != RC_OK) {
            return status;
        }
    }
    return rci_csv_fill_missing(d);
}
