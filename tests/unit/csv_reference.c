#include "csv_reference.h"

#include "base/utf8.h"

#include <ctype.h>
#include <math.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const csv_numbers csv_numbers_tried[CSV_NUMBERS] = {
    {'.', ""}, {',', ""}, {',', "."}, {'.', ","}, {',', "\xE2\x80\xAF"},
};

void csv_result_init(csv_result *result)
{
    memset(result, 0, sizeof *result);
    rci_base_bytes_init(&result->good);
    rci_base_bytes_init(&result->bad);
}

void csv_result_release(csv_result *result)
{
    rci_base_bytes_release(&result->good);
    rci_base_bytes_release(&result->bad);
}

bool csv_same(const csv_result *a, const csv_result *b)
{
    return a->failed == b->failed && a->good.length == b->good.length &&
           a->bad.length == b->bad.length &&
           (a->good.length == 0 || memcmp(a->good.data, b->good.data, a->good.length) == 0) &&
           (a->bad.length == 0 || memcmp(a->bad.data, b->bad.data, a->bad.length) == 0);
}

static void put(rci_base_bytes *to, const void *data, size_t n)
{
    (void)rci_base_bytes_append(to, data, n, NULL);
}

static void put_field(rci_base_bytes *to, const char *text, size_t n, bool null)
{
    char head[32];
    const int length =
        null ? snprintf(head, sizeof head, "N") : snprintf(head, sizeof head, "%zu:", n);
    put(to, head, (size_t)length);
    put(to, text, null ? 0 : n);
}

static void put_bad(rci_base_bytes *to, uint64_t record, const char *text, size_t n)
{
    char head[32];
    put(to, head, (size_t)snprintf(head, sizeof head, "%llu:", (unsigned long long)record));
    put(to, text, n);
    put(to, "", 1);
}

static void put_float(rci_base_bytes *to, double value)
{
    char text[40];
    const int n = isnan(value) ? snprintf(text, sizeof text, "nan")
                               : snprintf(text, sizeof text, "%.17g", value);
    put_field(to, text, (size_t)n, false);
}

/* ----------------------------------------------------------------- numbers */

static bool is_word(const char *text, double *value)
{
    const bool negative = *text == '-';
    text += *text == '-' || *text == '+';
    *value = strcasecmp(text, "nan") == 0 ? NAN : negative ? -INFINITY : INFINITY;
    return isnan(*value) || strcasecmp(text, "inf") == 0 || strcasecmp(text, "infinity") == 0;
}

/* Moves *p after digits, which are appended to *out. Returns how many there are. */
static size_t take_digits(const char **p, char **out)
{
    size_t n = 0;
    for (; isdigit((unsigned char)**p); n++) {
        *(*out)++ = *(*p)++;
    }
    return n;
}

/* The integer part: groups of three, the first of one to three, or no groups. */
static bool take_integer(const csv_numbers *how, const char **p, char **out)
{
    const size_t n = strlen(how->thousands);
    const char *start = *out;
    size_t digits = take_digits(p, out);
    bool good = digits > 0;
    while (n > 0 && strncmp(*p, how->thousands, n) == 0) {
        *p += n;
        good &= digits <= 3;
        digits = take_digits(p, out);
        good &= digits == 3;
    }
    return good && (*start != '0' || *out == start + 1);
}

/* A float by the rules of the page, with the C library. */
static bool reference_number(const csv_numbers *how, const char *text, size_t n, double *value)
{
    char *copy = calloc(1, n + 1), *plain = calloc(1, n + 1), *out = plain, exact[400];
    const char *p = copy;
    bool good, whole = true;
    memcpy(copy, text, n);
    good = strlen(copy) == n;
    if (good && is_word(copy, value)) {
        free(copy);
        free(plain);
        return true;
    }
    if (*p == '-') {
        *out++ = *p++;
    }
    good &= take_integer(how, &p, &out);
    if (*p == how->decimal) {
        whole = false;
        *out++ = '.';
        p++;
        good &= take_digits(&p, &out) > 0;
    }
    if (*p == 'e' || *p == 'E') {
        whole = false;
        *out++ = *p++;
        if (*p == '-' || *p == '+') {
            *out++ = *p++;
        }
        good &= take_digits(&p, &out) > 0;
    }
    good &= *p == '\0';
    *value = good ? strtod(plain, NULL) : 0;
    /* neither too large nor too small, and integers are exact */
    good &=
        isfinite(*value) && (*value != 0 || strcspn(plain, "eE") == strcspn(plain, "123456789eE"));
    if (good && whole) {
        snprintf(exact, sizeof exact, "%.0f", *value);
        good = strcmp(exact, plain) == 0;
    }
    free(copy);
    free(plain);
    return good;
}

/* --------------------------------------------------------------- reference */

static bool is_blank(const csv_setup *setup, char c)
{
    return setup->trims && (c == ' ' || c == '\t') && c != setup->delimiter;
}

/* The value of a field. False: the field does not take it. */
static bool put_value(const csv_setup *setup, rci_base_bytes *out, const char *text, size_t n,
                      bool quoted)
{
    double value;
    if (!setup->numbers) {
        put_field(out, text, n, !quoted && n == 0);
        return rci_base_utf8_check(text, n) == n;
    }
    if (n == 0) {
        put_field(out, text, n, true);
        return true;
    }
    if (!reference_number(setup->numbers, text, n, &value)) {
        return false;
    }
    put_float(out, value);
    return true;
}

/* The field at *p: appends it to `out` and moves *p to the separator after it. False: it is bad;
   `*open`: a quote is never closed. */
static bool reference_field(const csv_setup *setup, const char **p, const char *end,
                            rci_base_bytes *out, bool *open)
{
    const char delimiter = setup->delimiter;
    rci_base_bytes value;
    bool quoted, good = true;
    while (*p < end && is_blank(setup, **p)) {
        (*p)++;
    }
    quoted = *p < end && **p == '"';
    rci_base_bytes_init(&value);
    if (quoted) {
        *open = true;
        for ((*p)++; *p < end; (*p)++) {
            if (**p == '"' && (*p + 1 == end || (*p)[1] != '"')) {
                *open = false;
                (*p)++;
                break;
            }
            *p += **p == '"';
            good &= **p != '\0';
            put(&value, *p, 1);
        }
    }
    for (; *p < end && **p != delimiter && **p != '\n' && !*open; (*p)++) {
        if (**p == '\r' && *p + 1 < end && (*p)[1] == '\n') {
            continue; /* of the line */
        }
        if (quoted && is_blank(setup, **p)) {
            continue;
        }
        good &= !quoted && **p != '"' && **p != '\r' && **p != '\0';
        put(&value, *p, 1);
    }
    while (!quoted && value.length > 0 && is_blank(setup, (char)value.data[value.length - 1])) {
        value.length--;
    }
    good &= put_value(setup, out, (const char *)value.data, value.length, quoted);
    rci_base_bytes_release(&value);
    return good;
}

/* The byte after an empty line at p; p: it is not one. */
static const char *skip_empty_line(const csv_setup *setup, const char *p, const char *end)
{
    const char *q = p;
    while (q < end && is_blank(setup, *q)) {
        q++;
    }
    return q == end                                    ? q
           : *q == '\n'                                ? q + 1
           : *q == '\r' && q + 1 < end && q[1] == '\n' ? q + 2
                                                       : p;
}

void csv_reference(const csv_setup *setup, const char *text, size_t n, csv_result *result)
{
    const char *p = text, *end = text + n;
    p += n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; /* a byte order mark */
    for (uint64_t record = 0; p < end;) {
        const char *start = p, *stop;
        const size_t before = result->good.length;
        size_t fields = 0;
        bool good = true, open = false;
        if (setup->comment && *p == setup->comment) {
            p = memchr(p, '\n', (size_t)(end - p));
            p = p ? p + 1 : end;
            continue;
        }
        if (setup->ncolumns > 1 && skip_empty_line(setup, p, end) != p) {
            p = skip_empty_line(setup, p, end);
            continue;
        }
        do {
            p += fields > 0;
            good &= reference_field(setup, &p, end, &result->good, &open);
            fields++;
        } while (!open && p < end && *p == setup->delimiter);
        if (open) {
            result->good.length = before;
            result->failed = true;
            return;
        }
        stop = p;
        stop -= stop > start && stop[-1] == '\r' && p < end;
        p += p < end;
        if (good && fields == setup->ncolumns) {
            put(&result->good, "\n", 1);
        } else {
            result->good.length = before;
            put_bad(&result->bad, record, start, (size_t)(stop - start));
        }
        record++;
    }
}

/* ----------------------------------------------------------------- library */

static rc_status add_bad(void *context, const rc_bad_record *bad, rc_error *err)
{
    csv_result *result = context;
    (void)err;
    put_bad(&result->bad, bad->error->record, bad->text, bad->length);
    return RC_OK;
}

static void take_batch(const rc_store *batch, size_t ncolumns, csv_result *result)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    for (size_t r = 0; r < rc_store_length(batch); r++) {
        for (size_t c = 0; c < ncolumns; c++) {
            rc_value value = rc_value_null();
            (void)rc_store_get(batch, r, names[c], &value, NULL);
            if (value.type == RC_VALUE_FLOAT) {
                put_float(&result->good, value.as.f);
            } else {
                put_field(&result->good, value.as.text.data, value.as.text.length,
                          value.type == RC_VALUE_NULL);
            }
        }
        put(&result->good, "\n", 1);
    }
}

static rc_status read_all(rc_reader *reader, const csv_setup *setup, csv_result *result,
                          rc_error *err)
{
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_writer *writer;
    rc_store *batch;
    rc_status status;
    if (!setup->ndjson) {
        while ((status = rc_reader_next(reader, &batch, err)) == RC_OK) {
            take_batch(batch, setup->ncolumns, result);
            rc_store_unref(batch);
        }
        return status == RC_END ? RC_OK : status;
    }
    options.threads = setup->threads ? setup->threads : 16;
    writer = rc_writer_open(setup->ndjson, rc_reader_dtype(reader), NULL, err);
    status = writer ? rc_pump(reader, writer, &options, NULL, err) : RC_EIO;
    if (writer) {
        rc_writer_finish(writer, NULL);
        rc_writer_close(writer);
    }
    return status;
}

bool csv_library(const csv_setup *setup, const char *text, size_t n, csv_result *result)
{
    static const char *const dtypes[2][4] = {
        {"a:str?", "a:str?,b:str?", "a:str?,b:str?,c:str?", "a:str?,b:str?,c:str?,d:str?"},
        {"a:f8?", "a:f8?,b:f8?", "a:f8?,b:f8?,c:f8?", "a:f8?,b:f8?,c:f8?,d:f8?"},
    };
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_csv_dialect csv = RC_CSV_DIALECT_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(dtypes[setup->numbers != NULL][setup->ncolumns - 1], NULL);
    rc_reader *reader;
    csv.delimiter = setup->delimiter;
    csv.comment = setup->comment;
    csv.header = RC_CSV_HEADER_NO;
    csv.trim = setup->trims;
    if (setup->numbers) {
        csv.decimal = setup->numbers->decimal;
        csv.thousands = setup->numbers->thousands;
    }
    options.csv = &csv;
    options.format = "csv";
    options.dtype = dtype;
    options.reject = add_bad;
    options.reject_context = result;
    reader = rc_reader_open_memory(text, n, NULL, &options, &err);
    rc_dtype_unref(dtype);
    if (!reader) {
        return false;
    }
    rci_csv_set_pieces(reader, setup->piece_bytes ? setup->piece_bytes : 1 << 18, setup->way);
    if (setup->serial) {
        rci_stream_text_set_serial(reader);
    }
    if (setup->guessing) {
        rci_stream_text_set_guessing(reader);
    }
    result->failed = read_all(reader, setup, result, &err) != RC_OK;
    rc_reader_close(reader);
    return true;
}
