/* format/csv/detect.c - the delimiter, and whether there is a header, from the first records. */
#include "base/alloc.h"
#include "format/csv/reader_impl.h"
#include "format/csv/word.h"
#include "number/number.h"

/* --------------------------------------------------------------- delimiter */

enum { RECORDS = 16 };

/* What a delimiter makes of the first records. */
typedef struct counts {
    size_t fields; /* of the first */
    bool same;     /* all have as many, and are well formed */
} counts;

static counts count(const rci_csv_chars *chars, const char *text, size_t n, bool ended)
{
    const char *p = text, *end = text + n;
    counts found = {0, true};
    for (size_t records = 0; records < RECORDS && p < end;) {
        rci_csv_state state = RCI_CSV_RECORD_START;
        const char *next = rci_csv_skip_empty(chars, p, end);
        size_t fields = 1;
        if (next != p) {
            p = next;
            continue;
        }
        do {
            const rci_csv_state before = state;
            state = rci_csv_step(chars, state, *p);
            fields += state == RCI_CSV_FIELD_START;
            found.same &=
                !(before == RCI_CSV_UNQUOTED && *p == '"') &&
                !(before == RCI_CSV_AFTER_QUOTE && state == RCI_CSV_UNQUOTED && *p != '\r');
        } while (++p < end && state != RCI_CSV_RECORD_START);
        if (state != RCI_CSV_RECORD_START && !ended) {
            break;
        }
        found.fields = records == 0 ? fields : found.fields;
        found.same &= fields == found.fields;
        records++;
    }
    return found;
}

static bool is_better(const counts *one, const counts *other, size_t expected)
{
    const bool fits = one->same && one->fields == expected;
    const bool other_fits = other->same && other->fields == expected;
    if (fits != other_fits) {
        return fits;
    }
    if (one->same != other->same) {
        return one->same && one->fields > 1;
    }
    return one->fields > other->fields;
}

char rci_csv_find_delimiter(const rci_csv_chars *chars, const char *text, size_t n, bool ended,
                            size_t expected)
{
    static const char candidates[] = ",;\t|";
    rci_csv_chars tried = *chars;
    counts best = {0, false};
    char delimiter = ',';
    for (const char *c = candidates; *c; c++) {
        counts found;
        tried.delimiter = *c;
        found = count(&tried, text, n, ended);
        if (found.fields > 1 && is_better(&found, &best, expected)) {
            best = found;
            delimiter = *c;
        }
    }
    return delimiter;
}

/* ------------------------------------------------------------------ header */

bool rci_csv_may_be_name(const rci_csv_dialect *dialect, const char *text, size_t n)
{
    rci_number_scanned number;
    bool value;
    return n > 0 && !rci_csv_is_null(dialect, text, n) && !rci_csv_word_bool(text, n, &value) &&
           !(rci_number_scan_number(text, text + n, &number) == RCI_NUMBER_OK &&
             number.end == text + n);
}

/* Marks the columns of a record that hold text, and those that hold another value. */
static rc_status look(const rci_csv_layout *layout, const rci_csv_record *record,
                      rci_base_bytes *scratch, unsigned char *marks, rc_error *err)
{
    enum { TEXT = 1, VALUE = 2 };
    for (size_t i = 0; i < record->nfields && i < layout->ncolumns; i++) {
        const char *text;
        size_t n;
        const rc_status status =
            rci_csv_unquote(rci_csv_field_at(record, i), scratch, &text, &n, err);
        if (status != RC_OK) {
            return status;
        }
        if (!rci_csv_is_null(&layout->dialect, text, n) && n > 0) {
            marks[i] |= rci_csv_may_be_name(&layout->dialect, text, n) ? TEXT : VALUE;
        }
    }
    return RC_OK;
}

static rc_status look_at_all(const rci_csv_layout *layout, const char *text, size_t n, bool ended,
                             bool *others, unsigned char *marks, rc_error *err)
{
    const char *p = text, *end = text + n;
    rci_csv_record record;
    rci_base_bytes scratch;
    rc_status status = RC_OK;
    rci_csv_record_init(&record);
    rci_base_bytes_init_as(&scratch, RC_MEMORY_READER);
    *others = false;
    for (size_t records = 0; status == RC_OK && p < end;) {
        const char *next = rci_csv_skip_empty(&layout->chars, p, end);
        if (next != p) {
            p = next;
            continue;
        }
        status = rci_csv_split(&record, &layout->chars, text, p, end, NULL);
        p = record.next;
        if (status != RC_OK || (p == end && end[-1] != '\n' && !ended)) {
            break;
        }
        if (records++ > 0) {
            *others = true;
            status = look(layout, &record, &scratch, marks, err);
        }
    }
    rci_csv_record_release(&record);
    rci_base_bytes_release(&scratch);
    return status == RC_ESYNTAX ? RC_OK : status;
}

rc_status rci_csv_has_values(const rci_csv_layout *layout, const char *text, size_t n, bool ended,
                             bool *others, bool *has_values, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    unsigned char *marks =
        rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, layout->ncolumns, 1, err);
    rc_status status;
    if (!marks) {
        return RC_ENOMEM;
    }
    status = look_at_all(layout, text, n, ended, others, marks, err);
    *has_values = false;
    for (size_t i = 0; i < layout->ncolumns; i++) {
        *has_values |= marks[i] == 2;
    }
    rci_base_free_as(allocator, RC_MEMORY_READER, marks, layout->ncolumns);
    return status;
}
