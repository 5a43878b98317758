/*
 * format/csv/dialect.h - the options of CSV text, checked.
 */
#ifndef ROWCOL_FORMAT_CSV_DIALECT_H
#define ROWCOL_FORMAT_CSV_DIALECT_H

#include "base/bytes.h"

#include <rowcol/stream.h>
#include <string.h>

typedef struct rci_csv_dialect {
    char delimiter; /* NUL: it is to be found */
    char comment;   /* NUL: none */
    rc_csv_header header;
    rc_csv_quotes quotes;
    uint64_t skip_lines;
    bool empty_is_null;      /* the empty text stands for null */
    rci_base_bytes nulls;    /* other texts that do, each with a NUL after it */
    bool writes_empty;       /* the empty text was named first */
    char decimal;            /* a point or a comma */
    char thousands[5];       /* the character between groups of digits */
    size_t thousands_length; /* 0: there is none */
    bool local_numbers;      /* numbers have a decimal comma, or may have separators */
    bool trims;
} rci_csv_dialect;

/* `tabs`: the delimiter is a tab unless another is given. RC_OK; RC_EARG, RC_ENOMEM: release it
   then too. */
rc_status rci_csv_dialect_init(rci_csv_dialect *dialect, const rc_csv_dialect *given, bool tabs,
                               rc_error *err);
void rci_csv_dialect_release(rci_csv_dialect *dialect);

/* Whether the text of an unquoted field stands for null. */
bool rci_csv_is_other_null(const rci_csv_dialect *dialect, const char *text, size_t n);

/* The text that is written for null. */
static inline const char *rci_csv_null_text(const rci_csv_dialect *dialect)
{
    return dialect->writes_empty ? "" : (const char *)dialect->nulls.data;
}

static inline bool rci_csv_is_null(const rci_csv_dialect *dialect, const char *text, size_t n)
{
    return n == 0 ? dialect->empty_is_null
                  : dialect->nulls.length > 0 && rci_csv_is_other_null(dialect, text, n);
}

#endif
