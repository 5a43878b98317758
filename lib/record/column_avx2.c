/*
 * record/column_avx2.c - integers and floats of a column as text, for processors with AVX2.
 */
#include "record/column.h"

#include "base/cell.h"
#include "number/print_avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

_Static_assert((int)RCI_RECORD_COLUMN_MOST <= (int)RCI_NUMBER_PRINT_MANY,
               "a column is printed by one call");

/* ------------------------------------------------------------------- cells */

/* `size`, `is_signed` and `big_endian` are constants for the compiler. */
static inline __attribute__((always_inline)) void load_as(const rci_record_column *column,
                                                          int64_t *values, size_t size,
                                                          bool is_signed, bool big_endian)
{
    const unsigned char *cell = column->cells;
    const size_t n = column->n, stride = column->stride;
#pragma GCC unroll 4
    for (size_t i = 0; i < n; i++, cell += stride) {
        values[i] = is_signed ? rci_base_cell_get_signed(cell, size, big_endian)
                              : (int64_t)rci_base_cell_get(cell, size, big_endian);
    }
}

static inline __attribute__((always_inline)) void load_kind(const rci_record_column *column,
                                                            int64_t *values, bool big_endian)
{
    switch (column->kind) {
    case RC_I1:
        load_as(column, values, 1, true, big_endian);
        break;
    case RC_I2:
        load_as(column, values, 2, true, big_endian);
        break;
    case RC_I4:
        load_as(column, values, 4, true, big_endian);
        break;
    case RC_U1:
        load_as(column, values, 1, false, big_endian);
        break;
    case RC_U2:
        load_as(column, values, 2, false, big_endian);
        break;
    case RC_U4:
    case RC_F4:
        load_as(column, values, 4, false, big_endian);
        break;
    default:
        load_as(column, values, 8, false, big_endian);
        break;
    }
}

/* Cells of four bytes, one after the other. */
RCI_BASE_AVX2 static void load_dense(const rci_record_column *column, int64_t *values,
                                     bool is_signed)
{
    size_t i = 0;
    for (; i + 4 <= column->n; i += 4) {
        const __m128i four = RCI_BASE_LOAD16(column->cells + 4 * i);
        _mm256_storeu_si256((__m256i *)(void *)(values + i),
                            is_signed ? _mm256_cvtepi32_epi64(four) : _mm256_cvtepu32_epi64(four));
    }
    for (; i < column->n; i++) {
        values[i] = is_signed ? rci_base_cell_get_signed(column->cells + 4 * i, 4, false)
                              : (int64_t)rci_base_cell_get(column->cells + 4 * i, 4, false);
    }
}

/* The cells of a column as integers, floats as their bits, and zeros up to a multiple of
   RCI_RECORD_COLUMN_STEP. */
static void load(const rci_record_column *column, int64_t values[RCI_RECORD_COLUMN_MOST])
{
    if (column->big_endian) {
        load_kind(column, values, true);
    } else if (column->size == 4 && column->stride == 4) {
        load_dense(column, values, column->kind == RC_I4);
    } else {
        load_kind(column, values, false);
    }
    for (size_t i = column->n; i % RCI_RECORD_COLUMN_STEP; i++) {
        values[i] = 0;
    }
}

/* -------------------------------------------------------------- formatters */

static rci_number_print_places places_of(const rci_record_column *column)
{
    return (rci_number_print_places){column->texts, column->step, column->lengths,
                                     column->lengths_step, column->before};
}

static void format_short(const rci_record_column *column)
{
    int64_t values[RCI_RECORD_COLUMN_MOST];
    const rci_number_print_places places = places_of(column);
    load(column, values);
    rci_number_print_short_avx2(values, column->n, &places);
}

static void format_long(const rci_record_column *column)
{
    int64_t values[RCI_RECORD_COLUMN_MOST];
    const rci_number_print_places places = places_of(column);
    load(column, values);
    rci_number_print_long_avx2(values, column->n, column->kind == RC_I8, &places);
}

static void format_float(const rci_record_column *column)
{
    int64_t values[RCI_RECORD_COLUMN_MOST];
    const rci_number_print_places places = places_of(column);
    load(column, values);
    rci_number_print_float_avx2(values, column->n, column->kind == RC_F8, column->room, &places);
}

/* ------------------------------------------------------------------ choice */

rci_record_formatter *rci_record_formatter_avx2(const rci_record_node *node, size_t *room)
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
    default:
        return NULL;
    }
}

#endif
