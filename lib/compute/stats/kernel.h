/*
 * compute/stats/kernel.h - minimum, maximum and sum of a block of numbers. Included
 * once for each kernel: KERNEL(name) makes the names, KERNEL_TARGET selects instructions.
 *
 * The vectors are those of the compiler (GCC, "Vector Extensions"): the same code and results for
 * every processor.
 */

/*
 * Integers of `bits` bits. `flip` makes their order that of signed numbers. Sums are those of the
 * numbers plus 2^(bits - 1), so that none is negative: each lane of the sums adds one number of
 * two, or half of its bits where there is no wider lane.
 */
#define INTEGERS(name, Signed, Unsigned, Wide, bits, shift)                                        \
    KERNEL_TARGET static void KERNEL(name)(const unsigned char *cells, size_t n, uint64_t flip,    \
                                           rci_stats_whole_block *result)                          \
    {                                                                                              \
        typedef Signed signed_lanes __attribute__((vector_size(32)));                              \
        typedef Unsigned unsigned_lanes __attribute__((vector_size(32)));                          \
        typedef Wide wide_lanes __attribute__((vector_size(32)));                                  \
        enum { LANES = 32 / sizeof(Signed), WIDE = 32 / sizeof(Wide) };                            \
        const Unsigned sign = (Unsigned)((Unsigned)1 << (bits - 1));                               \
        const Wide low = (Wide)(((Wide)1 << shift) - 1);                                           \
        const Signed least = (Signed)sign, most = (Signed)(sign - 1);                              \
        unsigned_lanes flips = (unsigned_lanes){0} + (Unsigned)flip;                               \
        signed_lanes min = (signed_lanes){0} + most, max = (signed_lanes){0} + least;              \
        wide_lanes even = {0}, odd = {0};                                                          \
        size_t i = 0;                                                                              \
        for (; n - i >= LANES; i += LANES) {                                                       \
            unsigned_lanes x;                                                                      \
            signed_lanes y, mask;                                                                  \
            wide_lanes z;                                                                          \
            memcpy(&x, cells + i * sizeof(Signed), sizeof x);                                      \
            y = (signed_lanes)(x ^ flips);                                                         \
            z = (wide_lanes)((unsigned_lanes)y ^ sign);                                            \
            mask = (signed_lanes)(y < min);                                                        \
            min = (y & mask) | (min & ~mask);                                                      \
            mask = (signed_lanes)(y > max);                                                        \
            max = (y & mask) | (max & ~mask);                                                      \
            even += z & low;                                                                       \
            odd += z >> shift;                                                                     \
        }                                                                                          \
        result->min = most;                                                                        \
        result->max = least;                                                                       \
        result->low = result->high = 0;                                                            \
        for (size_t k = 0; k < LANES; k++) {                                                       \
            result->min = min[k] < result->min ? min[k] : result->min;                             \
            result->max = max[k] > result->max ? max[k] : result->max;                             \
        }                                                                                          \
        for (size_t k = 0; k < WIDE; k++) {                                                        \
            result->low += even[k];                                                                \
            result->high += odd[k];                                                                \
        }                                                                                          \
        for (; i < n; i++) {                                                                       \
            Unsigned x;                                                                            \
            Signed y;                                                                              \
            memcpy(&x, cells + i * sizeof x, sizeof x);                                            \
            y = (Signed)(x ^ (Unsigned)flip);                                                      \
            x = (Unsigned)((Unsigned)y ^ sign);                                                    \
            result->min = y < result->min ? y : result->min;                                       \
            result->max = y > result->max ? y : result->max;                                       \
            result->low += bits == 64 ? x & (((uint64_t)1 << 32) - 1) : x;                         \
            result->high += bits == 64 ? (uint64_t)x >> 32 : 0;                                    \
        }                                                                                          \
    }

INTEGERS(integers1, int8_t, uint8_t, uint16_t, 8, 8)
INTEGERS(integers2, int16_t, uint16_t, uint32_t, 16, 16)
INTEGERS(integers4, int32_t, uint32_t, uint64_t, 32, 32)
INTEGERS(integers8, int64_t, uint64_t, uint64_t, 64, 32)

/* Floats: number i is added to partial sum i % 16, NaNs as 0. */
#define FOUR(k, sum, Float)                                                                        \
    memcpy(&cell, cells + (i + 4 * k) * sizeof(Float), sizeof cell);                               \
    x = __builtin_convertvector(cell, lanes);                                                      \
    mask = (masks)(x < min);                                                                       \
    min = (lanes)(((masks)x & mask) | ((masks)min & ~mask));                                       \
    mask = (masks)(x > max);                                                                       \
    max = (lanes)(((masks)x & mask) | ((masks)max & ~mask));                                       \
    mask = (masks)(x == x);                                                                        \
    numbers -= mask;                                                                               \
    sum += (lanes)((masks)x & mask);

#define FLOATS(name, Float)                                                                        \
    KERNEL_TARGET static void KERNEL(name)(const unsigned char *cells, size_t n,                   \
                                           rci_stats_real_block *result)                           \
    {                                                                                              \
        typedef Float cell_lanes __attribute__((vector_size(4 * sizeof(Float))));                  \
        typedef double lanes __attribute__((vector_size(32)));                                     \
        typedef int64_t masks __attribute__((vector_size(32)));                                    \
        lanes sum0 = {0}, sum1 = {0}, sum2 = {0}, sum3 = {0};                                      \
        lanes min = (lanes){0} + (double)INFINITY, max = (lanes){0} - (double)INFINITY;            \
        masks numbers = {0};                                                                       \
        double rest[16] = {0};                                                                     \
        size_t i = 0;                                                                              \
        for (; n - i >= 16; i += 16) {                                                             \
            cell_lanes cell;                                                                       \
            lanes x;                                                                               \
            masks mask;                                                                            \
            FOUR(0, sum0, Float)                                                                   \
            FOUR(1, sum1, Float)                                                                   \
            FOUR(2, sum2, Float)                                                                   \
            FOUR(3, sum3, Float)                                                                   \
        }                                                                                          \
        result->min = (double)INFINITY;                                                            \
        result->max = -(double)INFINITY;                                                           \
        result->numbers = 0;                                                                       \
        for (size_t k = 0; k < 4; k++) {                                                           \
            result->min = min[k] < result->min ? min[k] : result->min;                             \
            result->max = max[k] > result->max ? max[k] : result->max;                             \
            result->numbers += (size_t)numbers[k];                                                 \
        }                                                                                          \
        for (size_t k = 0; i < n; i++, k++) {                                                      \
            Float cell;                                                                            \
            double x;                                                                              \
            memcpy(&cell, cells + i * sizeof cell, sizeof cell);                                   \
            x = (double)cell;                                                                      \
            if (x == x) {                                                                          \
                result->min = x < result->min ? x : result->min;                                   \
                result->max = x > result->max ? x : result->max;                                   \
                result->numbers++;                                                                 \
                rest[k] = x;                                                                       \
            }                                                                                      \
        }                                                                                          \
        for (size_t k = 0; k < 4; k++) {                                                           \
            sum0[k] += rest[k];                                                                    \
            sum1[k] += rest[4 + k];                                                                \
            sum2[k] += rest[8 + k];                                                                \
            sum3[k] += rest[12 + k];                                                               \
        }                                                                                          \
        sum0 = (sum0 + sum1) + (sum2 + sum3);                                                      \
        result->sum = (sum0[0] + sum0[1]) + (sum0[2] + sum0[3]);                                   \
    }

FLOATS(floats4, float)
FLOATS(floats8, double)

#undef INTEGERS
#undef FOUR
#undef FLOATS
