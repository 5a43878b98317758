/*
 * format/csv/split.h - one record into its fields, by the exact rules, with what is wrong with it.
 */
#ifndef ROWCOL_FORMAT_CSV_SPLIT_H
#define ROWCOL_FORMAT_CSV_SPLIT_H

#include "base/bytes.h"
#include "format/csv/scan.h"

/* A field as it is in the text, with its quotes. */
typedef struct rci_csv_field {
    const char *start;
    const char *end;
} rci_csv_field;

typedef struct rci_csv_record {
    rci_base_bytes fields; /* rci_csv_field each */
    size_t nfields;
    const char *next; /* the byte after the record and its newline */
    bool in_quotes;   /* failed, and that is the end of the text, inside quotes */
    const char *end;  /* of its last field; before CRLF */
    bool unclosed;    /* failed since a quote is never closed: it is at err->byte */
} rci_csv_record;

void rci_csv_record_init(rci_csv_record *record);
void rci_csv_record_release(rci_csv_record *record);

static inline const rci_csv_field *rci_csv_field_at(const rci_csv_record *record, size_t i)
{
    return (const rci_csv_field *)(const void *)record->fields.data + i;
}

/* Splits the record at p, which is before `end`. RC_OK; RC_ESYNTAX, with err->byte counted from
   `text`; RC_ENOMEM. `next` is set after RC_ESYNTAX too. */
rc_status rci_csv_split(rci_csv_record *record, const rci_csv_chars *chars, const char *text,
                        const char *p, const char *end, rc_error *err);

/* The start of the next record, as the machine sees it. `*in_quotes`: the text ends inside quotes.
 */
const char *rci_csv_skip_record(const rci_csv_chars *chars, const char *p, const char *end,
                                bool *in_quotes);

/* The byte after a line at p that is empty, but for blanks that are trimmed, or a comment, and p if
 * the line is neither. */
const char *rci_csv_skip_empty(const rci_csv_chars *chars, const char *p, const char *end);

/* The value of a field: without its quotes, doubled quotes single. `*text` is in the field or in
   `scratch`. RC_OK; RC_ENOMEM. */
rc_status rci_csv_unquote(const rci_csv_field *field, rci_base_bytes *scratch, const char **text,
                          size_t *n, rc_error *err);

/* The field without the blanks around it, if they do not belong to it. */
static inline rci_csv_field rci_csv_trim(const rci_csv_chars *chars, const char *start,
                                         const char *end)
{
    while (start < end && rci_csv_is_blank(chars, *start)) {
        start++;
    }
    while (start < end && rci_csv_is_blank(chars, end[-1])) {
        end--;
    }
    return (rci_csv_field){start, end};
}

static inline bool rci_csv_is_quoted(const char *start, const char *end)
{
    return start < end && *start == '"';
}

#endif
