/*
 * record/column.c - numbers and bools as text on every processor, and the choice of a formatter.
 */
#include "record/column.h"

#include "base/cell.h"
#include "base/machine.h"
#include "base/word.h"
#include "number/number.h"

#include <math.h>

/* ---------------------------------------------------------------- one value */

static inline char *print_bool(char *out, bool value)
{
    const uint64_t yes = rci_base_load8("true    "), no = rci_base_load8("false   ");
    rci_base_store8(out, value ? yes : no);
    return out + 5 - value;
}

static inline char *print_float(char *out, size_t size, uint64_t bits)
{
    const double f8 = rci_base_f8_of(bits);
    const float f4 = rci_base_f4_of((uint32_t)bits);
    const uint16_t f2 = (uint16_t)bits;
    switch (size) {
    case 2:
        return (f2 & 0x7C00) != 0x7C00 ? rci_number_print_f2(out, f2) : NULL;
    case 4:
        return isfinite(f4) ? rci_number_print_f4(out, f4) : NULL;
    default:
        return isfinite(f8) ? rci_number_print_f8(out, f8) : NULL;
    }
}

/* The kind is a constant for the compiler in the loops below. */
static inline __attribute__((always_inline)) char *
print_number(char *out, rc_kind kind, bool big_endian, const unsigned char *cell)
{
    switch (kind) {
    case RC_BOOL:
        return print_bool(out, *cell != 0);
    case RC_I1:
        return rci_number_print_i64(out, rci_base_cell_get_signed(cell, 1, big_endian));
    case RC_I2:
        return rci_number_print_i64(out, rci_base_cell_get_signed(cell, 2, big_endian));
    case RC_I4:
        return rci_number_print_i64(out, rci_base_cell_get_signed(cell, 4, big_endian));
    case RC_I8:
        return rci_number_print_i64(out, rci_base_cell_get_signed(cell, 8, big_endian));
    case RC_U1:
        return rci_number_print_u64(out, rci_base_cell_get(cell, 1, big_endian));
    case RC_U2:
        return rci_number_print_u64(out, rci_base_cell_get(cell, 2, big_endian));
    case RC_U4:
        return rci_number_print_u64(out, rci_base_cell_get(cell, 4, big_endian));
    case RC_U8:
        return rci_number_print_u64(out, rci_base_cell_get(cell, 8, big_endian));
    case RC_F2:
        return print_float(out, 2, rci_base_cell_get(cell, 2, big_endian));
    case RC_F4:
        return print_float(out, 4, rci_base_cell_get(cell, 4, big_endian));
    case RC_F8:
        return print_float(out, 8, rci_base_cell_get(cell, 8, big_endian));
    default:
        return NULL;
    }
}

char *rci_record_print_number(char *out, rc_kind kind, bool big_endian, const unsigned char *cell)
{
    return print_number(out, kind, big_endian, cell);
}

/* --------------------------------------------------------------- formatters */

static inline __attribute__((always_inline)) void format_all(const rci_record_column *column,
                                                             rc_kind kind)
{
    const rci_record_column c = *column; /* a copy, which stores to the texts cannot alias */
    const unsigned char *cell = c.cells;
    char *text = c.texts;
    size_t *length = c.lengths;
    for (size_t i = 0; i < c.n; i++) {
        const char *end = print_number(text, kind, c.big_endian, cell);
        *length = end ? c.before + (size_t)(end - text) : 0;
        cell += c.stride;
        text += c.step;
        length += c.lengths_step;
    }
}

static void format_bool(const rci_record_column *column)
{
    format_all(column, RC_BOOL);
}

static void format_i1(const rci_record_column *column)
{
    format_all(column, RC_I1);
}

static void format_i2(const rci_record_column *column)
{
    format_all(column, RC_I2);
}

static void format_i4(const rci_record_column *column)
{
    format_all(column, RC_I4);
}

static void format_i8(const rci_record_column *column)
{
    format_all(column, RC_I8);
}

static void format_u1(const rci_record_column *column)
{
    format_all(column, RC_U1);
}

static void format_u2(const rci_record_column *column)
{
    format_all(column, RC_U2);
}

static void format_u4(const rci_record_column *column)
{
    format_all(column, RC_U4);
}

static void format_u8(const rci_record_column *column)
{
    format_all(column, RC_U8);
}

static void format_f2(const rci_record_column *column)
{
    format_all(column, RC_F2);
}

static void format_f4(const rci_record_column *column)
{
    format_all(column, RC_F4);
}

static void format_f8(const rci_record_column *column)
{
    format_all(column, RC_F8);
}

/* ------------------------------------------------------------------- choice */

static const struct {
    rci_record_formatter *format;
    size_t room;
} plain[] = {
    [RC_BOOL] = {format_bool, 8},
    [RC_I1] = {format_i1, RCI_NUMBER_INT_TEXT_SIZE},
    [RC_I2] = {format_i2, RCI_NUMBER_INT_TEXT_SIZE},
    [RC_I4] = {format_i4, RCI_NUMBER_INT_TEXT_SIZE},
    [RC_I8] = {format_i8, RCI_NUMBER_INT_TEXT_SIZE},
    [RC_U1] = {format_u1, RCI_NUMBER_INT_TEXT_SIZE},
    [RC_U2] = {format_u2, RCI_NUMBER_INT_TEXT_SIZE},
    [RC_U4] = {format_u4, RCI_NUMBER_INT_TEXT_SIZE},
    [RC_U8] = {format_u8, RCI_NUMBER_INT_TEXT_SIZE},
    [RC_F2] = {format_f2, RCI_NUMBER_FLOAT_TEXT_SIZE},
    [RC_F4] = {format_f4, RCI_NUMBER_FLOAT_TEXT_SIZE},
    [RC_F8] = {format_f8, RCI_NUMBER_FLOAT_TEXT_SIZE},
};

rci_record_formatter *rci_record_formatter_plain(const rci_record_node *node, size_t *room)
{
    const size_t kind = node->kind;
    if (kind >= sizeof plain / sizeof plain[0] || !plain[kind].format) {
        return NULL;
    }
    *room = plain[kind].room;
    return plain[kind].format;
}

rci_record_formatter *rci_record_formatter_for(const rci_record_node *node, size_t *room)
{
    rci_record_formatter *format = NULL;
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        format = rci_record_formatter_avx2(node, room);
    }
#endif
    return format ? format : rci_record_formatter_plain(node, room);
}
