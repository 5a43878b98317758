/*
 * compute/group/add.c - the inner loops of aggregates: one for each total, each of which requests
 * the memory of groups some records ahead.
 */
#include "compute/group/add.h"

#include <string.h>

enum { AHEAD = 24 };

/* Does `step` with the total of the group of each value. */
#define LOOP(total, step)                                                                          \
    do {                                                                                           \
        size_t i = 0;                                                                              \
        for (; i + AHEAD < n; i++) {                                                               \
            __builtin_prefetch(&(total)[groups[i + AHEAD]], 1);                                    \
            step;                                                                                  \
        }                                                                                          \
        for (; i < n; i++) {                                                                       \
            step;                                                                                  \
        }                                                                                          \
    } while (0)

void rci_group_add_sizes(uint64_t *sizes, const uint32_t *groups, size_t n)
{
    LOOP(sizes, sizes[groups[i]]++);
}

void rci_group_add_whole(const rci_group_arrays *arrays, const uint32_t *groups,
                         const int64_t *values, rci_value_wide offset, size_t n)
{
    int64_t *sum = arrays->sum, *min = arrays->min, *max = arrays->max;
    rci_value_wide *wide = arrays->wide_sum;
    if (sum) {
        LOOP(sum, sum[groups[i]] += values[i]);
    }
    if (wide) {
        LOOP(wide, wide[groups[i]] += values[i] + offset);
    }
    if (min) {
        LOOP(min, min[groups[i]] = values[i] < min[groups[i]] ? values[i] : min[groups[i]]);
    }
    if (max) {
        LOOP(max, max[groups[i]] = values[i] > max[groups[i]] ? values[i] : max[groups[i]]);
    }
}

#define CELLS(name, type)                                                                          \
    static void name(int64_t *sum, const uint32_t *groups, const unsigned char *cells, size_t n)   \
    {                                                                                              \
        type x;                                                                                    \
        LOOP(sum, memcpy(&x, cells + i * sizeof x, sizeof x); sum[groups[i]] += x);                \
    }

CELLS(cells_i1, int8_t)
CELLS(cells_i2, int16_t)
CELLS(cells_i4, int32_t)
CELLS(cells_u1, uint8_t)
CELLS(cells_u2, uint16_t)
CELLS(cells_u4, uint32_t)

void rci_group_add_cells(int64_t *sum, const uint32_t *groups, const unsigned char *cells,
                         rc_kind kind, size_t n)
{
    switch (kind) {
    case RC_I1:
        cells_i1(sum, groups, cells, n);
        break;
    case RC_I2:
        cells_i2(sum, groups, cells, n);
        break;
    case RC_I4:
        cells_i4(sum, groups, cells, n);
        break;
    case RC_U1:
        cells_u1(sum, groups, cells, n);
        break;
    case RC_U2:
        cells_u2(sum, groups, cells, n);
        break;
    default:
        cells_u4(sum, groups, cells, n);
        break;
    }
}

void rci_group_add_real(const rci_group_arrays *arrays, const uint32_t *groups,
                        const double *values, size_t n)
{
    double *min = arrays->real_min, *max = arrays->real_max;
    rci_stats_sum *sum = arrays->real_sum;
    if (sum) {
        LOOP(sum, rci_stats_add_real(&sum[groups[i]], values[i]));
    }
    if (min) {
        LOOP(min, min[groups[i]] = values[i] < min[groups[i]] ? values[i] : min[groups[i]]);
    }
    if (max) {
        LOOP(max, max[groups[i]] = values[i] > max[groups[i]] ? values[i] : max[groups[i]]);
    }
}
