/* format/csv/split.c - the fields of a record, a byte at a time. */
#include "format/csv/split.h"

#include "base/error.h"

#include <string.h>

void rci_csv_record_init(rci_csv_record *record)
{
    memset(record, 0, sizeof *record);
    rci_base_bytes_init_as(&record->fields, RC_MEMORY_READER);
}

void rci_csv_record_release(rci_csv_record *record)
{
    rci_base_bytes_release(&record->fields);
}

const char *rci_csv_skip_record(const rci_csv_chars *chars, const char *p, const char *end,
                                bool *in_quotes)
{
    rci_csv_state state = RCI_CSV_RECORD_START;
    while (p < end) {
        state = rci_csv_step(chars, state, *p++);
        if (state == RCI_CSV_RECORD_START) {
            break;
        }
    }
    *in_quotes = state == RCI_CSV_QUOTED;
    return p;
}

static const char *skip_blanks(const rci_csv_chars *chars, const char *p, const char *end)
{
    while (p < end && rci_csv_is_blank(chars, *p)) {
        p++;
    }
    return p;
}

const char *rci_csv_skip_empty(const rci_csv_chars *chars, const char *p, const char *end)
{
    const char *newline, *q = skip_blanks(chars, p, end);
    if (q == end) {
        return q;
    }
    if (*q == '\n') {
        return q + 1;
    }
    if (*q == '\r' && q + 1 < end && q[1] == '\n') {
        return q + 2;
    }
    if (chars->comment && *p == chars->comment) {
        newline = memchr(p, '\n', (size_t)(end - p));
        return newline ? newline + 1 : end;
    }
    return p;
}

/* ---------------------------------------------------------------- failures */

/* What is at `at` is wrong: the rest of the record is not looked at. */
static rc_status fail(const char *text, const char *at, rc_error *err)
{
    rci_base_error_byte(err, (uint64_t)(at - text));
    return RC_ESYNTAX;
}

static rc_status fail_quote(const char *text, const char *at, rc_error *err)
{
    rci_base_fail(err, RC_ESYNTAX,
                  "found a quote inside a field that does not begin with one: put the field in "
                  "quotes, and double the quotes in it");
    return fail(text, at, err);
}

static rc_status fail_after(const char *text, const char *at, char delimiter, rc_error *err)
{
    rci_base_quoted quoted, expected;
    rci_base_fail(err, RC_ESYNTAX,
                  "found '%s' after the closing quote of a field, expected '%s' or the end of the "
                  "line: a quote inside quotes has to be doubled",
                  rci_base_quote(&quoted, at, 1), rci_base_quote(&expected, &delimiter, 1));
    return fail(text, at, err);
}

static rc_status fail_unclosed(const char *text, const char *at, rc_error *err)
{
    rci_base_fail(err, RC_ESYNTAX, "the quote is never closed");
    return fail(text, at, err);
}

static rc_status fail_return(const char *text, const char *at, rc_error *err)
{
    rci_base_fail(err, RC_ESYNTAX,
                  "found a carriage return without a line feed: put the field in quotes, or, if "
                  "it ends a line, replace it with a line feed (tr '\\r' '\\n')");
    return fail(text, at, err);
}

static rc_status fail_nul(const char *text, const char *at, rc_error *err)
{
    rci_base_fail(err, RC_ESYNTAX, "found a NUL byte: the input is not text in UTF-8");
    return fail(text, at, err);
}

/* ------------------------------------------------------------------- split */

/* The end of the quoted field at p, after which a separator comes, or blanks and one. NULL after a
   failure. */
static const char *quoted_end(rci_csv_record *record, const rci_csv_chars *chars, const char *text,
                              const char *p, const char *end, rc_error *err)
{
    const char *q = p + 1, *nul, *after;
    for (;;) {
        q = memchr(q, '"', (size_t)(end - q));
        if (!q) {
            record->unclosed = true;
            fail_unclosed(text, p, err);
            return NULL;
        }
        if (++q == end || *q != '"') {
            break;
        }
        q++;
    }
    nul = memchr(p, '\0', (size_t)(q - p));
    if (nul) {
        fail_nul(text, nul, err);
        return NULL;
    }
    after = skip_blanks(chars, q, end);
    if (after < end && *after != chars->delimiter && *after != '\n' &&
        !(*after == '\r' && after + 1 < end && after[1] == '\n')) {
        fail_after(text, after, chars->delimiter, err);
        return NULL;
    }
    return q;
}

/* The same for one without quotes. */
static const char *plain_end(const rci_csv_chars *chars, const char *text, const char *p,
                             const char *end, rc_error *err)
{
    for (; p < end && *p != chars->delimiter && *p != '\n'; p++) {
        if (*p == '"') {
            fail_quote(text, p, err);
            return NULL;
        }
        if (*p == '\r' && !(p + 1 < end && p[1] == '\n')) {
            fail_return(text, p, err);
            return NULL;
        }
        if (*p == '\r') {
            return p;
        }
        if (*p == '\0') {
            fail_nul(text, p, err);
            return NULL;
        }
    }
    return p;
}

rc_status rci_csv_split(rci_csv_record *record, const rci_csv_chars *chars, const char *text,
                        const char *p, const char *end, rc_error *err)
{
    const char *start = p;
    record->fields.length = 0;
    record->nfields = 0;
    record->unclosed = record->in_quotes = false;
    for (;;) {
        rci_csv_field field = {p = skip_blanks(chars, p, end), NULL};
        field.end = rci_csv_is_quoted(p, end) ? quoted_end(record, chars, text, p, end, err)
                                              : plain_end(chars, text, p, end, err);
        if (!field.end) {
            record->next = rci_csv_skip_record(chars, start, end, &record->in_quotes);
            return RC_ESYNTAX;
        }
        record->end = p = skip_blanks(chars, field.end, end);
        field = rci_csv_trim(chars, field.start, field.end);
        if (rci_base_bytes_append(&record->fields, &field, sizeof field, err) != RC_OK) {
            return RC_ENOMEM;
        }
        record->nfields++;
        if (p == end || *p != chars->delimiter) {
            break;
        }
        p++;
    }
    p += p < end && *p == '\r';
    record->next = p < end ? p + 1 : end;
    return RC_OK;
}

rc_status rci_csv_unquote(const rci_csv_field *field, rci_base_bytes *scratch, const char **text,
                          size_t *n, rc_error *err)
{
    const char *p = field->start, *end = field->end, *quote;
    char *out;
    if (!rci_csv_is_quoted(p, end)) {
        *text = p;
        *n = (size_t)(end - p);
        return RC_OK;
    }
    *text = ++p;
    *n = (size_t)(--end - p);
    quote = memchr(p, '"', *n);
    if (!quote) {
        return RC_OK;
    }
    scratch->length = 0;
    if (rci_base_bytes_reserve(scratch, *n, err) != RC_OK) {
        return RC_ENOMEM;
    }
    out = (char *)scratch->data;
    for (; quote; quote = memchr(p, '"', (size_t)(end - p))) {
        memcpy(out, p, (size_t)(quote + 1 - p)); /* the first of two quotes */
        out += quote + 1 - p;
        p = quote + 2;
    }
    memcpy(out, p, (size_t)(end - p));
    out += end - p;
    *text = (const char *)scratch->data;
    *n = (size_t)(out - (char *)scratch->data);
    return RC_OK;
}
