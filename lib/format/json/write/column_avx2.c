#include "format/json/write/column.h"

#include "number/print_avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

static rci_number_print_places places_of(const rci_json_write_column *column)
{
    return (rci_number_print_places){column->texts, column->step, column->lengths,
                                     column->lengths_step, column->before};
}

static void format_short(const rci_json_write_column *column)
{
    int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS];
    const rci_number_print_places places = places_of(column);
    rci_json_write_load_integers(column, values);
    rci_number_print_short_avx2(values, column->n, &places);
}

static void format_long(const rci_json_write_column *column)
{
    int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS];
    const rci_number_print_places places = places_of(column);
    rci_json_write_load_integers(column, values);
    rci_number_print_long_avx2(values, column->n, column->kind == RC_I8, &places);
}

static void format_float(const rci_json_write_column *column)
{
    int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS];
    const rci_number_print_places places = places_of(column);
    rci_json_write_load_integers(column, values);
    rci_number_print_float_avx2(values, column->n, column->kind == RC_F8, column->room, &places);
}

/* ------------------------------------------------------------------ choice */

rci_json_write_formatter *rci_json_write_formatter_avx2(const rci_record_node *node, size_t *room)
{
    switch (node->kind) {
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_U1:
    case RC_U2:
    case RC_U4:
        *room = RCI_NUMBER_SHORT_TEXT_SIZE;
        return format_short;
    case RC_I8:
    case RC_U8:
        *room = RCI_NUMBER_LONG_TEXT_SIZE;
        return format_long;
    case RC_F4:
    case RC_F8:
        *room = RCI_NUMBER_FLOAT_TEXT_SIZE_AVX2;
        return format_float;
    case RC_BYTES:
    case RC_STR:
        return rci_json_write_text_formatter_avx2(node, room);
    default:
        return NULL;
    }
}

#endif
