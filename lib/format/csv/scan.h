/*
 * format/csv/scan.h - the structure of CSV text (RFC 4180): which delimiters and newlines separate
 * fields and records, and which are inside quotes.
 *
 * The exact rules are those of a machine that takes a byte at a time, rci_csv_step. Text is scanned
 * 64 bytes at a time: the parity of the quotes before a byte says whether it is inside quotes (G.
 * Langdale and D. Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1). A block for
 * which that is not certain, such as one with a quote inside an unquoted field, is left to the
 * machine.
 */
#ifndef ROWCOL_FORMAT_CSV_SCAN_H
#define ROWCOL_FORMAT_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes that have a meaning, besides quote and newline. */
typedef struct rci_csv_chars {
    char delimiter;
    char comment; /* begins a line that is not a record; NUL: none */
    bool trims;   /* blanks around a field do not belong to it */
} rci_csv_chars;

/* Where a byte is. */
typedef enum rci_csv_state {
    RCI_CSV_RECORD_START, /* the next byte begins a record */
    RCI_CSV_FIELD_START,
    RCI_CSV_UNQUOTED,
    RCI_CSV_QUOTED,
    RCI_CSV_AFTER_QUOTE, /* after a quote inside quotes: it ends them, or is doubled */
    RCI_CSV_COMMENT,
    RCI_CSV_BLANK /* after blanks that do not belong to a field, before it */
} rci_csv_state;

/* Whether a byte is a blank that does not belong to the field that it is beside. */
static inline bool rci_csv_is_blank(const rci_csv_chars *chars, char c)
{
    return chars->trims && (c == ' ' || c == '\t') && c != chars->delimiter;
}

/* The state after one more byte. A delimiter or newline was a separator if the result is
   RCI_CSV_FIELD_START or RCI_CSV_RECORD_START. */
static inline rci_csv_state rci_csv_step(const rci_csv_chars *chars, rci_csv_state state, char c)
{
    if (state == RCI_CSV_QUOTED) {
        return c == '"' ? RCI_CSV_AFTER_QUOTE : RCI_CSV_QUOTED;
    }
    if (c == '\n') {
        return RCI_CSV_RECORD_START;
    }
    if (state == RCI_CSV_COMMENT) {
        return RCI_CSV_COMMENT;
    }
    if (c == chars->delimiter) {
        return RCI_CSV_FIELD_START;
    }
    if (c == '"' && state != RCI_CSV_UNQUOTED) {
        return RCI_CSV_QUOTED;
    }
    if (rci_csv_is_blank(chars, c) && (state <= RCI_CSV_FIELD_START || state == RCI_CSV_BLANK)) {
        return RCI_CSV_BLANK;
    }
    return state == RCI_CSV_RECORD_START && chars->comment && c == chars->comment
               ? RCI_CSV_COMMENT
               : RCI_CSV_UNQUOTED;
}

/* Whether a quote, or what follows one, is wrong: the byte c has led from one state to another. */
static inline bool rci_csv_is_fault(const rci_csv_chars *chars, rci_csv_state before,
                                    rci_csv_state after, char c)
{
    return (before == RCI_CSV_UNQUOTED && c == '"') ||
           (before == RCI_CSV_AFTER_QUOTE && after == RCI_CSV_UNQUOTED && c != '\r' &&
            !rci_csv_is_blank(chars, c));
}

/* ------------------------------------------------------------- boundaries */

typedef struct rci_csv_ends {
    size_t first; /* just after the newline that ends the first record at text[from] or later; 0 */
    size_t last;  /* if `from` is 0: just after the last newline that ends a record; 0: none */
    bool in_quotes; /* the text ends inside quotes */
} rci_csv_ends;

/* Where records end in text[0 .. n), which begins in `state`. Scanning stops at the first one at or
   after text[from - 1] unless `from` is 0. RCI_STREAM_TEXT_SLACK bytes after the text are readable.
   Lines that are empty or comments are records here. */
rci_csv_ends rci_csv_find_ends(const rci_csv_chars *chars, rci_csv_state state, const char *text,
                               size_t n, size_t from);

/* ------------------------------------------------------------------- index */

/* The separators of a run of text that begins with a record. */
typedef struct rci_csv_index {
    uint32_t *separators; /* where they are; one more element is before the first */
    uint32_t *ends;       /* which of them are the newlines that end records */
    size_t capacity;      /* of each */
    size_t nseparators, nends;
    size_t covered; /* bytes of text that were looked at */
    bool stopped;   /* at a block that the machine has to look at */
    bool has_cr;    /* there are carriage returns before newlines */
    bool has_high;  /* there are bytes outside ASCII */
    bool is_sparse; /* few separators in a block: what the next call expects; false at first */
} rci_csv_index;

enum { RCI_CSV_INDEX_ROOM = 64 + 16 }; /* the capacity is more than that */

/* Fills the index from text[0 .. n). The slack as above. */
void rci_csv_index_fill(rci_csv_index *index, const rci_csv_chars *chars, const char *text,
                        size_t n);

/* For tests: the same without vector code. */
void rci_csv_index_fill_plain(rci_csv_index *index, const rci_csv_chars *chars, const char *text,
                              size_t n);
rci_csv_ends rci_csv_find_ends_plain(const rci_csv_chars *chars, rci_csv_state state,
                                     const char *text, size_t n, size_t from);

#endif
