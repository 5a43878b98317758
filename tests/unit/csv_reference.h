/* A slow reader of CSV text, a byte at a time, to compare the reader of the library with; and what
 * the library makes of the same text, in the same form. */
#ifndef TESTS_UNIT_CSV_REFERENCE_H
#define TESTS_UNIT_CSV_REFERENCE_H

#include "base/bytes.h"
#include "format/csv/reader.h"

/* Records of text fields, or of floats; no header. */
typedef struct csv_result {
    rci_base_bytes good; /* of each good record: its fields, each "N" for null, or its length, ":"
                            and its bytes; then a newline */
    rci_base_bytes bad;  /* of each bad record: its number and its text, ended by NUL */
    bool failed;         /* at a quote that is never closed, or a NUL byte in it */
} csv_result;

void csv_result_init(csv_result *result);
void csv_result_release(csv_result *result);

/* How numbers are written. */
typedef struct csv_numbers {
    char decimal;
    const char *thousands; /* "": nothing */
} csv_numbers;

extern const csv_numbers csv_numbers_tried[];
enum { CSV_NUMBERS = 5 };

typedef struct csv_setup {
    char delimiter;
    char comment;
    size_t ncolumns; /* 1 to 4 */
    bool trims;
    const csv_numbers *numbers; /* NULL: the fields are text; else they are floats */
    size_t piece_bytes;         /* 0: as usual */
    rci_csv_way way;
    bool serial, guessing;
    const char *ndjson; /* NULL, or a file to pump the records to instead */
    unsigned threads;   /* that do; 0: 16 */
} csv_setup;

void csv_reference(const csv_setup *setup, const char *text, size_t n, csv_result *result);

/* False: the reader could not be opened. */
bool csv_library(const csv_setup *setup, const char *text, size_t n, csv_result *result);

/* Whether both are the same. */
bool csv_same(const csv_result *a, const csv_result *b);

#endif
