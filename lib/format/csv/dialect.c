/* format/csv/dialect.c - checks the options of CSV text. */
#include "format/csv/dialect.h"

#include "base/error.h"
#include "base/options.h"
#include "base/utf8.h"

static rc_status check_char(const char *member, char c, bool may_be_none, rc_error *err)
{
    if ((c == '\0' && may_be_none) || (c > ' ' && c < 0x7F && c != '"') || c == '\t' || c == ' ') {
        return RC_OK;
    }
    return rci_base_fail(err, RC_EARG,
                         "option \"%s\" is neither a tab nor a printable ASCII character, or is a "
                         "quote",
                         member);
}

/* The texts in `nulls`, which commas separate. */
static rc_status take_nulls(rci_csv_dialect *dialect, const char *nulls, rc_error *err)
{
    dialect->writes_empty = *nulls == '\0' || *nulls == ',';
    for (const char *p = nulls;; p++) {
        const size_t n = strcspn(p, ",");
        if (n == 0) {
            dialect->empty_is_null = true;
        } else if (memchr(p, '"', n) || memchr(p, '\n', n) || memchr(p, '\r', n)) {
            return rci_base_fail(err, RC_EARG,
                                 "option \"nulls\": a text that stands for null has no quotes and "
                                 "line breaks");
        } else if (rci_base_bytes_append(&dialect->nulls, p, n, err) != RC_OK ||
                   rci_base_bytes_append(&dialect->nulls, "", 1, err) != RC_OK) {
            return RC_ENOMEM;
        }
        p += n;
        if (!*p) {
            return RC_OK;
        }
    }
}

/* The characters of numbers. */
static rc_status take_numbers(rci_csv_dialect *dialect, const rc_csv_dialect *given, rc_error *err)
{
    const char *thousands = given->thousands ? given->thousands : "";
    const unsigned char first = (unsigned char)thousands[0];
    const size_t n = strnlen(thousands, sizeof dialect->thousands);
    const size_t expected = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    dialect->decimal = given->decimal ? given->decimal : '.';
    if (dialect->decimal != '.' && dialect->decimal != ',') {
        return rci_base_fail(err, RC_EARG, "option \"decimal\" is neither a point nor a comma");
    }
    if (n > 0 && (n != expected || rci_base_utf8_check(thousands, n) != n ||
                  (first < 0x80 && !strchr(",.'_ ", first)))) {
        return rci_base_fail(err, RC_EARG,
                             "option \"thousands\" is not a comma, a point, an apostrophe, an "
                             "underscore, a blank or one character outside ASCII");
    }
    if (n > 0 && thousands[0] == dialect->decimal) {
        return rci_base_fail(err, RC_EARG, "option \"thousands\" is the same character as %s",
                             dialect->decimal == ',' ? "the decimal comma"
                                                     : "the decimal point: set decimal to a comma");
    }
    memcpy(dialect->thousands, thousands, n);
    dialect->thousands_length = n;
    dialect->local_numbers = n > 0 || dialect->decimal == ',';
    return RC_OK;
}

rc_status rci_csv_dialect_init(rci_csv_dialect *dialect, const rc_csv_dialect *given, bool tabs,
                               rc_error *err)
{
    static const rc_csv_dialect defaults = RC_CSV_DIALECT_INIT;
    rc_csv_dialect options = defaults;
    rc_status status;
    memset(dialect, 0, sizeof *dialect);
    rci_base_bytes_init_as(&dialect->nulls, RC_MEMORY_READER);
    status = rci_base_options(&options, sizeof options, given, "rc_csv_dialect", err);
    if (status == RC_OK) {
        status = check_char("delimiter", options.delimiter, true, err);
    }
    if (status == RC_OK) {
        status = check_char("comment", options.comment, true, err);
    }
    if (status == RC_OK && options.comment && options.comment == options.delimiter) {
        status = rci_base_fail(err, RC_EARG, "comment and delimiter are the same character");
    }
    if (status == RC_OK && (unsigned)options.header > RC_CSV_HEADER_NO) {
        status = rci_base_fail(err, RC_EARG, "option \"header\" has the unknown value %d",
                               (int)options.header);
    }
    if (status == RC_OK && (unsigned)options.quotes > RC_CSV_QUOTES_ALL) {
        status = rci_base_fail(err, RC_EARG, "option \"quotes\" has the unknown value %d",
                               (int)options.quotes);
    }
    if (status == RC_OK) {
        status = take_nulls(dialect, options.nulls ? options.nulls : "", err);
    }
    if (status == RC_OK) {
        status = take_numbers(dialect, &options, err);
    }
    if (status == RC_OK && (unsigned)options.trim > 1) {
        status = rci_base_fail(err, RC_EARG, "option \"trim\" is neither 0 nor 1");
    }
    dialect->delimiter = options.delimiter ? options.delimiter : tabs ? '\t' : '\0';
    dialect->comment = options.comment;
    dialect->header = options.header;
    dialect->quotes = options.quotes;
    dialect->skip_lines = options.skip_lines;
    dialect->trims = options.trim != 0;
    return status;
}

void rci_csv_dialect_release(rci_csv_dialect *dialect)
{
    if (dialect->nulls.allocator) {
        rci_base_bytes_release(&dialect->nulls);
    }
}

bool rci_csv_is_other_null(const rci_csv_dialect *dialect, const char *text, size_t n)
{
    const char *p = (const char *)dialect->nulls.data, *end = p + dialect->nulls.length;
    while (p < end) {
        const size_t length = strlen(p);
        if (length == n && memcmp(p, text, n) == 0) {
            return true;
        }
        p += length + 1;
    }
    return false;
}
