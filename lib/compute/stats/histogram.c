/*
 * compute/stats/histogram.c - in which part of a range the numbers of a field are.
 */
#include "compute/stats/histogram.h"

#include "base/cell.h"
#include "base/error.h"
#include "compute/bits.h"
#include "compute/stats/part.h"
#include "number/number.h"
#include "store/field_handle.h"

#include <math.h>
#include <string.h>

/* NaN for a NaT. */
static double number_of(const rci_compute_column *column, const unsigned char *cell)
{
    bool big = rc_dtype_order(column->dtype) == RC_ORDER_BIG;
    uint64_t bits = rci_base_cell_get(cell, column->size, big);
    switch (column->kind) {
    case RC_BOOL:
        return bits != 0;
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        return (double)bits;
    case RC_F2:
        return rci_number_f2_to_f8((uint16_t)bits);
    case RC_F4:
        return (double)rci_base_f4_of((uint32_t)bits);
    case RC_F8:
        return rci_base_f8_of(bits);
    default: {
        int64_t i = rci_base_cell_get_signed(cell, column->size, big);
        return rci_stats_is_time(column->kind) && i == RC_NAT ? (double)NAN : (double)i;
    }
    }
}

static size_t bin_of(double x, double low, double high, size_t bins)
{
    double at;
    if (x < low || x > high) {
        return x < low ? 0 : bins + 1;
    }
    /* Halves, so that the difference of two numbers near the largest one is finite. */
    at = (x / 2 - low / 2) / (high / 2 - low / 2) * (double)bins;
    return 1 + (at >= (double)bins ? bins - 1 : (size_t)at);
}

rc_status rci_stats_check_histogram(const rc_view *view, double low, double high, size_t bins,
                                    const uint64_t *counts, rc_error *err)
{
    rc_status status = rci_store_check_view(view, err);
    if (status == RC_OK) {
        status = rci_store_check_result(counts, err);
    }
    if (status == RC_OK && (bins == 0 || !isfinite(low) || !isfinite(high) || !(low < high))) {
        status = rci_base_fail(err, RC_EARG,
                               "a histogram needs at least one part, and low less than high");
    }
    return status == RC_OK ? rci_stats_check_kind(view, true, err) : status;
}

void rci_stats_histogram(const rci_compute_column *column, double low, double high, size_t bins,
                         const uint32_t *groups, uint64_t *counts)
{
    for (size_t first = 0; first < column->n; first += 64) {
        size_t n = column->n - first < 64 ? column->n - first : 64;
        uint64_t valid;
        (void)rci_compute_column_valid(column, first, n, &valid);
        for (; valid; valid &= valid - 1) {
            size_t i = first + (size_t)__builtin_ctzll(valid);
            double x = number_of(column, rci_compute_cell(column, i));
            if (!isnan(x)) {
                size_t at = groups ? groups[i] * (bins + 2) : 0;
                counts[at + bin_of(x, low, high, bins)]++;
            }
        }
    }
}

rc_status rc_view_histogram(const rc_view *view, double low, double high, size_t bins,
                            uint64_t *counts, rc_error *err)
{
    rci_compute_column column;
    rc_status status = rci_stats_check_histogram(view, low, high, bins, counts, err);
    if (status != RC_OK) {
        return status;
    }
    rci_compute_column_of(&column, view);
    memset(counts, 0, (bins + 2) * sizeof *counts);
    rci_stats_histogram(&column, low, high, bins, NULL, counts);
    return RC_OK;
}
