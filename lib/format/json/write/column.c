/*
 * format/json/write/column.c - the choice of a formatter for the values of a column.
 */
#include "format/json/write/column.h"

#include "base/machine.h"

rci_record_formatter *rci_json_write_formatter_plain(const rci_record_node *node, size_t *room)
{
    if (node->kind != RC_BYTES) {
        return rci_record_formatter_plain(node, room);
    }
    *room = node->size + 2;
    return node->size <= RCI_JSON_WRITE_SHORT_BYTES ? rci_json_write_format_bytes : NULL;
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
