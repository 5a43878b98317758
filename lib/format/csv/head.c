/* format/csv/head.c - what comes before the records: lines to skip, and the header. */
#include "base/error.h"
#include "format/csv/reader_impl.h"

#include <stdio.h>
#include <string.h>

/* Bytes that are looked at to find the delimiter, or whether there is a header. */
enum { HEAD_BYTES = 1 << 16 };

static const char *here(const rci_csv_reader *r)
{
    return rci_stream_text_input_here(&r->text.input);
}

static const char *end(const rci_csv_reader *r)
{
    return rci_stream_text_input_end(&r->text.input);
}

static size_t left(const rci_csv_reader *r)
{
    return r->text.input.window.length - r->text.input.position;
}

/* The bytes up to `to` are used. */
static void consume(rci_csv_reader *r, const char *to)
{
    const char *from = here(r);
    const size_t n = (size_t)(to - from);
    const char *newline = n ? memrchr(from, '\n', n) : NULL;
    if (newline) {
        r->text.lines += rci_stream_text_count_lines(from, n);
        r->text.line_start = rci_stream_text_input_offset(&r->text.input, newline) + 1;
    }
    r->text.input.position += n;
}

/* Completes the place of an error whose byte counts from the next byte of the input. */
static rc_status place(const rci_csv_reader *r, rc_status status, rc_error *err)
{
    const char *from = here(r), *newline;
    size_t n;
    if (!err || err->byte == RC_NOWHERE) {
        return status;
    }
    n = err->byte < left(r) ? (size_t)err->byte : left(r);
    newline = n ? memrchr(from, '\n', n) : NULL;
    err->byte = rci_stream_text_input_offset(&r->text.input, from + n);
    err->line = r->text.lines + rci_stream_text_count_lines(from, n) + 1;
    err->column =
        err->byte + 1 -
        (newline ? rci_stream_text_input_offset(&r->text.input, newline) + 1 : r->text.line_start);
    return status;
}

/* -------------------------------------------------------------------- text */

static rc_status skip_lines(rci_csv_reader *r, rc_error *err)
{
    rc_status status = RC_OK;
    for (uint64_t i = 0; i < r->layout.dialect.skip_lines && status == RC_OK;) {
        const char *newline = left(r) ? memchr(here(r), '\n', left(r)) : NULL;
        if (newline) {
            consume(r, newline + 1);
            i++;
        } else if (r->text.input.ended) {
            consume(r, end(r));
            break;
        } else {
            consume(r, end(r));
            status = rci_stream_text_input_more(&r->text.input, err);
        }
    }
    return status;
}

/* The first record that may be a header: after empty lines and comments. */
static const char *first_record(const rci_csv_reader *r)
{
    const char *p = here(r);
    while (p < end(r)) {
        const char *next = rci_csv_skip_empty(&r->layout.chars, p, end(r));
        if (next == p) {
            break;
        }
        p = next;
    }
    return p;
}

/* Reads until enough is there to find the delimiter. */
static rc_status read_head(rci_csv_reader *r, rc_error *err)
{
    const bool looks = !r->layout.dialect.delimiter ||
                       (r->text.state && r->layout.dialect.header == RC_CSV_HEADER_FIND);
    rc_status status = RC_OK;
    while (status == RC_OK && !r->text.input.ended && left(r) < (looks ? HEAD_BYTES : 1)) {
        status = rci_stream_text_input_more(&r->text.input, err);
    }
    return status;
}

/* How far the first record was looked for, from the next byte of the input. */
typedef struct record_search {
    size_t start; /* of the line that is looked at */
    size_t at;    /* the bytes before were looked at */
    rci_csv_state state;
} record_search;

/* Goes on with the search. Whether a whole record is there. */
static bool find_record(const rci_csv_reader *r, record_search *search)
{
    const char *text = here(r);
    const size_t n = left(r);
    while (search->at < n) {
        const char *start = text + search->start;
        search->state = rci_csv_step(&r->layout.chars, search->state, text[search->at++]);
        if (search->state != RCI_CSV_RECORD_START) {
            continue;
        }
        if (rci_csv_skip_empty(&r->layout.chars, start, text + search->at) == start) {
            return true;
        }
        search->start = search->at;
    }
    return false;
}

/* Reads until the first record is there. */
static rc_status read_record(rci_csv_reader *r, rc_error *err)
{
    record_search search = {0, 0, RCI_CSV_RECORD_START};
    rc_status status = RC_OK;
    while (status == RC_OK && !find_record(r, &search) && !r->text.input.ended) {
        if (search.at - search.start > r->text.max_record) {
            status = rci_stream_text_too_long(r->text.max_record, err);
            rci_base_error_byte(err, (uint64_t)search.start);
            return place(r, status, err);
        }
        status = rci_stream_text_input_more(&r->text.input, err);
    }
    return status;
}

/* ------------------------------------------------------------------ header */

/* Whether all fields may be names, and whether one is that of a field of the dtype. */
static rc_status look_at_names(const rci_csv_reader *r, const rci_csv_record *record, bool *all,
                               bool *known, rci_base_bytes *scratch, rc_error *err)
{
    *all = true;
    *known = false;
    for (size_t i = 0; i < record->nfields; i++) {
        rci_csv_column column;
        const char *text;
        size_t n;
        bool may_be;
        if (rci_csv_unquote(rci_csv_field_at(record, i), scratch, &text, &n, err) != RC_OK) {
            return RC_ENOMEM;
        }
        *known |= rci_csv_columns_find(r->plan, text, n, &column);
        if (rci_csv_may_be_name(&r->layout.dialect, text, n, scratch, &may_be, err) != RC_OK) {
            return RC_ENOMEM;
        }
        *all &= may_be;
    }
    return RC_OK;
}

/* Whether the record, which begins `at` bytes after the next one, is a header. */
static rc_status find_header(const rci_csv_reader *r, const rci_csv_record *record, size_t at,
                             bool *is_header, rci_base_bytes *scratch, rc_error *err)
{
    bool all, known, others, has_values;
    rc_status status = RC_OK;
    *is_header = r->layout.dialect.header == RC_CSV_HEADER_YES;
    if (r->layout.dialect.header != RC_CSV_HEADER_FIND) {
        return RC_OK;
    }
    status = look_at_names(r, record, &all, &known, scratch, err);
    *is_header = status == RC_OK && (all || known);
    if (status != RC_OK || !r->text.state || !all) {
        return status;
    }
    status = rci_csv_has_values(&r->layout, here(r), left(r), r->text.input.ended, &others,
                                &has_values, err);
    if (status == RC_OK && others && !has_values) {
        rci_base_fail(
            err, RC_ETYPE,
            "the first record is text, as the others are: it may be a header or a record");
        rci_base_error_hint(err, RC_HINT_HEADER, NULL);
        rci_base_error_byte(err, at);
        status = RC_ETYPE;
    }
    return status;
}

/* For inference: the names of the columns. */
static rc_status take_names(rci_csv_reader *r, const rci_csv_record *record, bool is_header,
                            rci_base_bytes *scratch, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < record->nfields && status == RC_OK; i++) {
        const rci_csv_field *field = rci_csv_field_at(record, i);
        char number[24];
        const char *text = number;
        size_t n = (size_t)snprintf(number, sizeof number, "f%zu", i);
        status = is_header ? rci_csv_unquote(field, scratch, &text, &n, err) : RC_OK;
        if (status == RC_OK) {
            status = rci_base_bytes_append(&r->names, text, n, err);
        }
        if (status == RC_OK) {
            status = rci_base_bytes_append(&r->names, "", 1, err);
        }
    }
    return status;
}

static rc_status take_columns(rci_csv_reader *r, const rci_csv_record *record, bool is_header,
                              rci_base_bytes *scratch, rc_error *err)
{
    rci_csv_layout *layout = &r->layout;
    rc_status status;
    if (r->text.state) {
        layout->ncolumns = record->nfields;
        return take_names(r, record, is_header, scratch, err);
    }
    status = is_header
                 ? rci_csv_columns_by_name(&layout->columns, r->plan, record, here(r),
                                           r->policies->extra, r->policies->missing, scratch, err)
                 : rci_csv_columns_by_position(&layout->columns, err);
    layout->ncolumns = rci_csv_column_count(&layout->columns.all);
    return status;
}

/* No record: the columns do not matter. */
static rc_status take_nothing(rci_csv_reader *r, rc_error *err)
{
    if (r->layout.dialect.header == RC_CSV_HEADER_YES) {
        rci_base_fail(err, RC_ESYNTAX, "the input has no records: expected a header");
        rci_base_error_byte(err, left(r));
        return RC_ESYNTAX;
    }
    r->layout.ncolumns = 1;
    r->ended = true;
    return RC_OK;
}

static rc_status take_first(rci_csv_reader *r, rci_csv_record *record, rci_base_bytes *scratch,
                            rc_error *err)
{
    const char *p = first_record(r);
    bool is_header;
    rc_status status;
    if (!r->text.state && r->layout.dialect.header == RC_CSV_HEADER_NO) {
        return take_columns(r, NULL, false, scratch, err);
    }
    if (p == end(r)) {
        return take_nothing(r, err);
    }
    status = rci_csv_split(record, &r->layout.chars, here(r), p, end(r), err);
    if (status == RC_OK && (size_t)(record->end - p) > r->text.max_record) {
        status = rci_stream_text_too_long(r->text.max_record, err);
        rci_base_error_byte(err, (uint64_t)(p - here(r)));
    }
    if (status == RC_OK) {
        r->layout.ncolumns = record->nfields;
        status = find_header(r, record, (size_t)(p - here(r)), &is_header, scratch, err);
    }
    if (status == RC_OK) {
        status = take_columns(r, record, is_header, scratch, err);
    }
    if (status == RC_OK && is_header) {
        consume(r, record->next);
    }
    return status;
}

rc_status rci_csv_read_head(rci_csv_reader *r, rc_error *err)
{
    rci_csv_record record;
    rci_base_bytes scratch;
    rc_status status = rci_stream_text_skip_mark(&r->text, err);
    r->text.line_start = r->text.input.position;
    if (status == RC_OK) {
        status = skip_lines(r, err);
    }
    if (status == RC_OK) {
        status = read_head(r, err);
    }
    if (status != RC_OK) {
        return status;
    }
    r->layout.chars.delimiter = r->layout.dialect.delimiter;
    if (!r->layout.chars.delimiter) {
        r->layout.chars.delimiter = rci_csv_find_delimiter(
            &r->layout, here(r), left(r), r->text.input.ended,
            r->text.state ? 0 : rci_csv_column_count(&r->layout.columns.leaves));
    }
    status = read_record(r, err);
    if (status != RC_OK) {
        return status;
    }
    rci_csv_record_init(&record);
    rci_base_bytes_init_as(&scratch, RC_MEMORY_READER);
    status = take_first(r, &record, &scratch, err);
    rci_csv_record_release(&record);
    rci_base_bytes_release(&scratch);
    return status == RC_OK ? RC_OK : place(r, status, err);
}
