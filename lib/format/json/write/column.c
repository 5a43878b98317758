/*
 * format/json/write/column.c - strings of a column in quotes on every processor, and the choice of
 * a formatter.
 */
#include "format/json/write/column.h"

#include "base/machine.h"
#include "base/utf8.h"
#include "format/json/text/quote.h"

#include <string.h>

void rci_json_write_format_escaped(const rci_record_column *column, size_t i, const char *text,
                                   size_t n)
{
    char quoted[6 * RCI_JSON_WRITE_SHORT_BYTES + 16];
    size_t length = (size_t)(rci_json_text_quote(quoted, text, n) - quoted);
    if (length <= column->room) {
        memcpy(rci_record_column_text(column, i), quoted, length);
        rci_record_column_set(column, i, length);
    } else {
        rci_record_column_leave(column, i);
    }
}

static void format_bytes(const rci_record_column *column)
{
    for (size_t i = 0; i < column->n; i++) {
        const char *cell = (const char *)column->cells + i * column->stride;
        size_t n = column->size;
        while (n > 0 && cell[n - 1] == '\0') {
            n--;
        }
        if (rci_base_utf8_check(cell, n) == n) {
            rci_json_write_format_escaped(column, i, cell, n);
        } else {
            rci_record_column_leave(column, i);
        }
    }
}

rci_record_formatter *rci_json_write_formatter_plain(const rci_record_node *node, size_t *room)
{
    if (node->kind != RC_BYTES) {
        return rci_record_formatter_plain(node, room);
    }
    *room = node->size + 2;
    return node->size <= RCI_JSON_WRITE_SHORT_BYTES ? format_bytes : NULL;
}

rci_record_formatter *rci_json_write_formatter_for(const rci_record_node *node, size_t *room)
{
    rci_record_formatter *format = NULL;
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        format = rci_json_write_formatter_avx2(node, room);
    }
#endif
    return format ? format : rci_json_write_formatter_plain(node, room);
}
