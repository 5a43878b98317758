/*
 * format/json/write/column_text.c - strings of a column in quotes, on every processor.
 */
#include "format/json/write/column.h"

#include "base/utf8.h"
#include "format/json/text/quote.h"

#include <string.h>

void rci_json_write_format_escaped(const rci_record_column *column, size_t i, const char *text,
                                   size_t n)
{
    char quoted[6 * RCI_JSON_WRITE_SHORT_BYTES + 32];
    size_t length = (size_t)(rci_json_text_quote(quoted, text, n) - quoted);
    if (length <= column->room) {
        memcpy(rci_record_column_text(column, i), quoted, length);
        rci_record_column_set(column, i, length);
    } else {
        rci_record_column_leave(column, i);
    }
}

void rci_json_write_format_bytes(const rci_record_column *column)
{
    for (size_t i = 0; i < column->n; i++) {
        const char *cell = (const char *)column->cells + i * column->stride;
        const size_t n = rci_base_text_trim(cell, column->size);
        if (rci_base_utf8_check(cell, n) == n) {
            rci_json_write_format_escaped(column, i, cell, n);
        } else {
            rci_record_column_leave(column, i);
        }
    }
}
