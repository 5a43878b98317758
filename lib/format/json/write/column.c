#include "format/json/write/column.h"

#include "base/utf8.h"
#include "format/json/text/quote.h"
#include "number/avx2.h"
#include "number/number.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------- cells */

#define LOAD_ALL(type)                                                                             \
    do {                                                                                           \
        for (i = 0; i < column->n; i++) {                                                          \
            type value;                                                                            \
            memcpy(&value, column->cells + i * column->stride, sizeof value);                      \
            values[i] = (int64_t)value;                                                            \
        }                                                                                          \
    } while (0)

static void load_swapped(const rci_json_write_column *column, int64_t *values)
{
    bool is_signed = column->kind >= RC_I1 && column->kind <= RC_I8;
    unsigned spare = 64 - 8 * (unsigned)column->size;
    size_t i, k;
    for (i = 0; i < column->n; i++) {
        const unsigned char *cell = column->cells + i * column->stride;
        uint64_t bits = 0;
        for (k = 0; k < column->size; k++) {
            bits |= (uint64_t)cell[column->big_endian ? column->size - 1 - k : k] << 8 * k;
        }
        values[i] = is_signed ? (int64_t)(bits << spare) >> spare : (int64_t)bits;
    }
}

void rci_json_write_load_integers(const rci_json_write_column *column,
                                  int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS])
{
    size_t i;
    bool is_signed = column->kind >= RC_I1 && column->kind <= RC_I8;
    if (column->big_endian || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
        load_swapped(column, values);
    } else if (is_signed) {
        switch (column->size) {
        case 1:
            LOAD_ALL(int8_t);
            break;
        case 2:
            LOAD_ALL(int16_t);
            break;
        case 4:
            LOAD_ALL(int32_t);
            break;
        default:
            LOAD_ALL(int64_t);
        }
    } else {
        switch (column->size) {
        case 1:
            LOAD_ALL(uint8_t);
            break;
        case 2:
            LOAD_ALL(uint16_t);
            break;
        case 4:
            LOAD_ALL(uint32_t);
            break;
        default:
            LOAD_ALL(uint64_t);
        }
    }
    for (i = column->n; i % RCI_JSON_WRITE_BLOCK_STEP; i++) {
        values[i] = 0;
    }
}

/* ------------------------------------------------------------------- kinds */

static inline char *text_of(const rci_json_write_column *column, size_t i)
{
    return column->texts + i * column->step;
}

static inline void set_length(const rci_json_write_column *column, size_t i, size_t length)
{
    column->lengths[i * column->lengths_step] = column->before + length;
}

static inline void set_end(const rci_json_write_column *column, size_t i, const char *end)
{
    set_length(column, i, (size_t)(end - text_of(column, i)));
}

static inline void give_up(const rci_json_write_column *column, size_t i)
{
    column->lengths[i * column->lengths_step] = 0;
}

static void format_signed(const rci_json_write_column *column)
{
    int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS];
    size_t i;
    rci_json_write_load_integers(column, values);
    for (i = 0; i < column->n; i++) {
        set_end(column, i, rci_number_print_i64(text_of(column, i), values[i]));
    }
}

static void format_unsigned(const rci_json_write_column *column)
{
    int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS];
    size_t i;
    rci_json_write_load_integers(column, values);
    for (i = 0; i < column->n; i++) {
        set_end(column, i, rci_number_print_u64(text_of(column, i), (uint64_t)values[i]));
    }
}

static void format_f8(const rci_json_write_column *column)
{
    int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS];
    size_t i;
    rci_json_write_load_integers(column, values);
    for (i = 0; i < column->n; i++) {
        double value;
        memcpy(&value, &values[i], sizeof value);
        if (isfinite(value)) {
            set_end(column, i, rci_number_print_f8(text_of(column, i), value));
        } else {
            give_up(column, i);
        }
    }
}

static void format_f4(const rci_json_write_column *column)
{
    int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS];
    size_t i;
    rci_json_write_load_integers(column, values);
    for (i = 0; i < column->n; i++) {
        uint32_t bits = (uint32_t)values[i];
        float value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) {
            set_end(column, i, rci_number_print_f4(text_of(column, i), value));
        } else {
            give_up(column, i);
        }
    }
}

static void format_f2(const rci_json_write_column *column)
{
    int64_t values[RCI_JSON_WRITE_BLOCK_RECORDS];
    size_t i;
    rci_json_write_load_integers(column, values);
    for (i = 0; i < column->n; i++) {
        uint16_t bits = (uint16_t)values[i];
        if ((bits & 0x7C00) != 0x7C00) { /* finite */
            set_end(column, i, rci_number_print_f2(text_of(column, i), bits));
        } else {
            give_up(column, i);
        }
    }
}

static void format_bool(const rci_json_write_column *column)
{
    const uint64_t yes = rci_base_load8("true    "), no = rci_base_load8("false   ");
    size_t i;
    for (i = 0; i < column->n; i++) {
        bool value = column->cells[i * column->stride] != 0;
        rci_base_store8(text_of(column, i), value ? yes : no);
        set_length(column, i, 5 - value);
    }
}

void rci_json_write_format_escaped(const rci_json_write_column *column, size_t i, const char *text,
                                   size_t n)
{
    char quoted[6 * RCI_JSON_WRITE_SHORT_BYTES + 16];
    size_t length = (size_t)(rci_json_text_quote(quoted, text, n) - quoted);
    if (length <= column->room) {
        memcpy(text_of(column, i), quoted, length);
        set_length(column, i, length);
    } else {
        give_up(column, i);
    }
}

static void format_bytes(const rci_json_write_column *column)
{
    size_t i;
    for (i = 0; i < column->n; i++) {
        const char *cell = (const char *)column->cells + i * column->stride;
        size_t n = column->size;
        while (n > 0 && cell[n - 1] == '\0') {
            n--;
        }
        if (rci_base_utf8_check(cell, n) == n) {
            rci_json_write_format_escaped(column, i, cell, n);
        } else {
            give_up(column, i);
        }
    }
}

/* ------------------------------------------------------------------ choice */

rci_json_write_formatter *rci_json_write_formatter_plain(const rci_record_node *node, size_t *room)
{
    switch (node->kind) {
    case RC_BOOL:
        *room = 8;
        return format_bool;
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
        *room = RCI_NUMBER_INT_TEXT_SIZE;
        return format_signed;
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        *room = RCI_NUMBER_INT_TEXT_SIZE;
        return format_unsigned;
    case RC_F2:
        *room = RCI_NUMBER_FLOAT_TEXT_SIZE;
        return format_f2;
    case RC_F4:
        *room = RCI_NUMBER_FLOAT_TEXT_SIZE;
        return format_f4;
    case RC_F8:
        *room = RCI_NUMBER_FLOAT_TEXT_SIZE;
        return format_f8;
    case RC_BYTES:
        *room = node->size + 2;
        return node->size <= RCI_JSON_WRITE_SHORT_BYTES ? format_bytes : NULL;
    default:
        return NULL;
    }
}

rci_json_write_formatter *rci_json_write_formatter_for(const rci_record_node *node, size_t *room)
{
    rci_json_write_formatter *formatter = NULL;
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        formatter = rci_json_write_formatter_avx2(node, room);
    }
#endif
    return formatter ? formatter : rci_json_write_formatter_plain(node, room);
}
