/* format/csv/detect.c - the delimiter, and whether there is a header, from the first records. */
#include "base/alloc.h"
#include "base/utf8.h"
#include "format/csv/number.h"
#include "format/csv/reader_impl.h"
#include "format/csv/word.h"

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
            found.same &= !rci_csv_is_fault(chars, before, state, *p);
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

/* Whether numbers may have the character. */
static bool is_in_numbers(const rci_csv_dialect *dialect, char c)
{
    return c == dialect->decimal || (dialect->thousands_length && c == dialect->thousands[0]);
}

char rci_csv_find_delimiter(const rci_csv_layout *layout, const char *text, size_t n, bool ended,
                            size_t expected)
{
    static const char candidates[] = ",;\t|";
    rci_csv_chars tried = layout->chars;
    counts best = {0, false};
    char delimiter = ',';
    /* A character of numbers delimits only if no other does: numbers with it are in quotes then. */
    for (int in_numbers = 0; in_numbers < 2; in_numbers++) {
        for (const char *c = candidates; *c; c++) {
            counts found;
            tried.delimiter = *c;
            if (is_in_numbers(&layout->dialect, *c) != in_numbers) {
                continue;
            }
            found = count(&tried, text, n, ended);
            if (found.fields > 1 && is_better(&found, &best, expected)) {
                best = found;
                delimiter = *c;
            }
        }
        if (best.same && (expected == 0 || best.fields == expected)) {
            break;
        }
    }
    return delimiter;
}

/* ------------------------------------------------------------------ header */

rc_status rci_csv_may_be_name(const rci_csv_dialect *dialect, const char *text, size_t n,
                              rci_base_bytes *scratch, bool *may_be, rc_error *err)
{
    rci_number_scanned number;
    bool value, is_number;
    *may_be = false;
    if (n == 0 || rci_csv_is_null(dialect, text, n) || rci_csv_word_bool(text, n, &value)) {
        return RC_OK;
    }
    if (rci_csv_scan_number(dialect, text, n, scratch, &number, &is_number, err) != RC_OK) {
        return RC_ENOMEM;
    }
    *may_be = !is_number;
    return RC_OK;
}

/* Marks the columns of a record that hold text, and those that hold another value. */
static rc_status look(const rci_csv_layout *layout, const rci_csv_record *record,
                      rci_base_bytes *scratch, unsigned char *marks, rc_error *err)
{
    enum { TEXT = 1, VALUE = 2 };
    for (size_t i = 0; i < record->nfields && i < layout->ncolumns; i++) {
        const char *text;
        size_t n;
        bool is_text;
        if (rci_csv_unquote(rci_csv_field_at(record, i), scratch, &text, &n, err) != RC_OK) {
            return RC_ENOMEM;
        }
        if (n == 0 || rci_csv_is_null(&layout->dialect, text, n)) {
            continue;
        }
        if (rci_csv_may_be_name(&layout->dialect, text, n, scratch, &is_text, err) != RC_OK) {
            return RC_ENOMEM;
        }
        marks[i] |= is_text ? TEXT : VALUE;
    }
    return RC_OK;
}

static rc_status look_at_all(const rci_csv_layout *layout, const char *text, size_t n, bool ended,
                             bool *others, unsigned char *marks, rc_error *err)
{
    const char *p = text, *end = text + n;
    rc_error wrong = RC_ERROR_INIT; /* is reported when the record is read */
    rci_csv_record record;
    rci_base_bytes scratch;
    rc_status status = RC_OK;
    rci_csv_record_init(&record);
    rci_base_bytes_init_as(&scratch, RC_MEMORY_READER);
    *others = false;
    for (size_t records = 0; status == RC_OK && p < end;) {
        bool is_good; /* a bad record says nothing */
        const char *start = p, *next = rci_csv_skip_empty(&layout->chars, p, end);
        if (next != p) {
            p = next;
            continue;
        }
        status = rci_csv_split(&record, &layout->chars, text, p, end, &wrong);
        if (status == RC_ENOMEM) {
            if (err) {
                *err = wrong;
            }
            break;
        }
        p = record.next;
        if (record.unclosed || (p == end && end[-1] != '\n' && !ended)) {
            status = RC_OK;
            break;
        }
        is_good = status == RC_OK && record.nfields == layout->ncolumns &&
                  rci_base_utf8_check(start, (size_t)(p - start)) == (size_t)(p - start);
        if (records++ > 0 && is_good) {
            *others = true;
            status = look(layout, &record, &scratch, marks, err);
        } else {
            status = RC_OK;
            wrong.status = RC_OK;
        }
    }
    rci_csv_record_release(&record);
    rci_base_bytes_release(&scratch);
    return status;
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
