/*
 * compute/stats/part.c - joins the statistics of parts, and makes values of them.
 */
#include "compute/stats/part.h"

#include "base/cell.h"
#include "base/error.h"
#include "store/field_handle.h"

#include <math.h>

void rci_stats_add_real(rci_stats_sum *to, double x)
{
    double sum = to->sum + x;
    if (isfinite(sum)) {
        to->error += fabs(to->sum) >= fabs(x) ? (to->sum - sum) + x : (x - sum) + to->sum;
    }
    to->sum = sum;
}

static double part_of_complex(const rci_compute_column *column, const unsigned char *cell)
{
    bool big = rc_dtype_order(column->dtype) == RC_ORDER_BIG;
    uint64_t bits = rci_base_cell_get(cell, column->size / 2, big);
    return column->size == 8 ? (double)rci_base_f4_of((uint32_t)bits) : rci_base_f8_of(bits);
}

bool rci_stats_complex_is_nan(const rci_compute_column *column, const unsigned char *cell)
{
    return isnan(part_of_complex(column, cell)) ||
           isnan(part_of_complex(column, cell + column->size / 2));
}

/* ------------------------------------------------------------------- join */

void rci_stats_join(const rci_compute_column *column, rci_stats_part *to,
                    const rci_stats_part *from)
{
    to->nulls += from->nulls;
    to->nans += from->nans;
    if (from->count == 0) {
        return;
    }
    if (to->count == 0) {
        to->min = from->min;
        to->max = from->max;
        to->real_min = from->real_min;
        to->real_max = from->real_max;
        to->first = from->first;
        to->last = from->last;
    }
    to->min = from->min < to->min ? from->min : to->min;
    to->max = from->max > to->max ? from->max : to->max;
    to->real_min = from->real_min < to->real_min ? from->real_min : to->real_min;
    to->real_max = from->real_max > to->real_max ? from->real_max : to->real_max;
    if (from->first && rci_compute_cell_order(column, from->first, to->first) < 0) {
        to->first = from->first;
    }
    if (from->last && rci_compute_cell_order(column, from->last, to->last) > 0) {
        to->last = from->last;
    }
    to->count += from->count;
    to->sum += from->sum;
    rci_stats_add_real(&to->real, from->real.sum);
    to->real.error += from->real.error;
}

/* ----------------------------------------------------------------- results */

static rc_value whole_value(const rci_compute_column *column, int64_t x)
{
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(column->dtype, &multiple);
    uint64_t flip = UINT64_C(1) << (8 * column->size - 1);
    switch (column->kind) {
    case RC_BOOL:
        return rc_value_bool((uint64_t)x & 1);
    case RC_DATETIME:
        return rc_value_datetime(x, unit, multiple);
    case RC_TIMEDELTA:
        return rc_value_timedelta(x, unit, multiple);
    default:
        if (rci_stats_is_unsigned(column->kind)) {
            uint64_t mask = column->size == 8 ? UINT64_MAX : (flip << 1) - 1;
            return rc_value_uint(((uint64_t)x ^ flip) & mask);
        }
        return rc_value_int(x);
    }
}

static void set_whole(const rci_compute_column *column, const rci_stats_part *total,
                      rc_stats *stats)
{
    rci_value_wide sum = total->sum;
    stats->min = whole_value(column, total->min);
    stats->max = whole_value(column, total->max);
    stats->mean = (double)sum / (double)total->count;
    if (column->kind == RC_DATETIME) {
        return;
    }
    stats->sum_low = (uint64_t)sum;
    stats->sum_high = (int64_t)(sum >> 64);
    if (rci_value_wide_is_i64(sum)) {
        bool no_time = column->kind == RC_TIMEDELTA && (int64_t)sum == RC_NAT;
        stats->sum = column->kind != RC_TIMEDELTA ? rc_value_int((int64_t)sum)
                     : no_time                    ? rc_value_null()
                                                  : whole_value(column, (int64_t)sum);
    } else if (sum > 0 && sum >> 64 == 0 && column->kind != RC_TIMEDELTA) {
        stats->sum = rc_value_uint((uint64_t)sum);
    }
}

static rc_value real_value(const rci_compute_column *column, double x)
{
    rc_value value = rc_value_float(x);
    value.precision = (int)column->size;
    return value;
}

static void set_real(const rci_compute_column *column, const rci_stats_part *total, rc_stats *stats)
{
    double sum = total->real.sum;
    sum += isfinite(sum) ? total->real.error : 0;
    stats->min = real_value(column, total->real_min);
    stats->max = real_value(column, total->real_max);
    stats->sum = rc_value_float(sum);
    stats->mean = sum / (double)total->count;
}

static rc_status set_text(const rc_view *view, const rci_stats_part *total, rc_stats *stats,
                          rc_error *err)
{
    rc_status status = RC_OK;
    if (total->first) {
        ptrdiff_t stride = view->stride ? view->stride : 1;
        size_t first = (size_t)((total->first - view->data) / stride);
        size_t last = (size_t)((total->last - view->data) / stride);
        status = rc_view_get(view, first, &stats->min, err);
        if (status == RC_OK) {
            status = rc_view_get(view, last, &stats->max, err);
        }
    }
    return status;
}

rc_status rci_stats_result(const rc_view *view, const rci_compute_column *column,
                           const rci_stats_part *total, uint64_t records, rc_stats *stats,
                           rc_error *err)
{
    rc_stats result = RC_STATS_INIT;
    rc_status status = RC_OK;
    result.records = records;
    result.nulls = total->nulls;
    result.nans = total->nans;
    result.count = total->count;
    result.mean = (double)NAN;
    if (total->count > 0 && rci_stats_is_real(column->kind)) {
        set_real(column, total, &result);
    } else if (total->count > 0 && (column->kind < RC_F2 || rci_stats_is_time(column->kind))) {
        set_whole(column, total, &result);
    } else if (total->count > 0) {
        status = set_text(view, total, &result, err);
    }
    if (status == RC_OK) {
        *stats = result;
    }
    return status;
}

rc_status rci_stats_check_kind(const rc_view *view, bool numbers, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(view->dtype);
    rci_store_path path;
    bool fits = numbers ? kind <= RC_F8 || rci_stats_is_time(kind)
                        : kind != RC_STRUCT && kind != RC_SUBARRAY;
    if (!fits) {
        rci_base_fail(err, RC_ETYPE,
                      numbers ? "%s is neither a number nor a time"
                              : "%s has no statistics: ask for its parts",
                      rc_kind_name(kind));
        rci_base_error_field(err, rci_store_view_path(&path, view));
    }
    return fits ? RC_OK : RC_ETYPE;
}
