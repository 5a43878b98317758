/*
 * format/csv/reader_impl.h - the parts of the reader of CSV text.
 */
#ifndef ROWCOL_FORMAT_CSV_READER_IMPL_H
#define ROWCOL_FORMAT_CSV_READER_IMPL_H

#include "format/csv/piece.h"

typedef struct rci_csv_reader {
    rci_stream_text_reader text;
    rci_record_plan *plan;
    rci_csv_layout layout;
    rci_base_bytes names; /* for inference: of the columns, each with a NUL after it */
    rci_record_policies *policies;
    rci_record_totals totals; /* what is done about values is added to them */
    rci_csv_way way;
    bool started;
    bool ended;
} rci_csv_reader;

/* What comes before the records (head.c): skips lines, finds the delimiter, reads the header. Then
   the layout is known and the records begin at the next byte of the input. RC_OK; RC_ESYNTAX,
   RC_EEXTRA, RC_EMISSING, RC_EDUPLICATE, RC_ETYPE (whether there is a header is not certain),
   RC_ELIMIT, RC_EIO, RC_ENOMEM, with the whole place. */
rc_status rci_csv_read_head(rci_csv_reader *reader, rc_error *err);

/* The delimiter of text[0 .. n), of which the last record may be a part unless `ended`, for records
   of `expected` columns, or any number if that is 0 (detect.c). */
char rci_csv_find_delimiter(const rci_csv_layout *layout, const char *text, size_t n, bool ended,
                            size_t expected);

/* Whether a field may be the name of a column: it is neither empty nor null, a number or a bool.
   The text may be what rci_csv_unquote has made in `scratch`. RC_OK; RC_ENOMEM. */
rc_status rci_csv_may_be_name(const rci_csv_dialect *dialect, const char *text, size_t n,
                              rci_base_bytes *scratch, bool *may_be, rc_error *err);

/* Whether the records in text[0 .. n), after the first, have in some column only values that are
   not text. `*others`: there are such records. RC_OK; RC_ENOMEM. */
rc_status rci_csv_has_values(const rci_csv_layout *layout, const char *text, size_t n, bool ended,
                             bool *others, bool *has_values, rc_error *err);

/* Where the text can be cut (cut.c). */
extern const rci_stream_text_syntax rci_csv_syntax;

#endif
