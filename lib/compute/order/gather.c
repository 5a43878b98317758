/* compute/order/gather.c - cells and bits at indices, requested from memory some cells ahead. */
#include "compute/order/gather.h"

#include <string.h>

/* So many cells ahead: enough to have as many requests on their way as the processor can. */
enum { AHEAD = 24 };

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Called with a constant `size`, and for cells without gaps a constant `to_stride`. */
ALWAYS_INLINE void gather(unsigned char *to, ptrdiff_t to_stride, const unsigned char *from,
                          ptrdiff_t from_stride, size_t size, const uint64_t *indices, size_t n)
{
    size_t i = 0;
    for (; i + AHEAD < n; i++) {
        __builtin_prefetch(from + (ptrdiff_t)indices[i + AHEAD] * from_stride);
        memcpy(to + (ptrdiff_t)i * to_stride, from + (ptrdiff_t)indices[i] * from_stride, size);
    }
    for (; i < n; i++) {
        memcpy(to + (ptrdiff_t)i * to_stride, from + (ptrdiff_t)indices[i] * from_stride, size);
    }
}

ALWAYS_INLINE void scatter(unsigned char *to, ptrdiff_t to_stride, const unsigned char *from,
                           ptrdiff_t from_stride, size_t size, const uint64_t *indices, size_t n)
{
    size_t i = 0;
    for (; i + AHEAD < n; i++) {
        __builtin_prefetch(to + (ptrdiff_t)indices[i + AHEAD] * to_stride, 1);
        memcpy(to + (ptrdiff_t)indices[i] * to_stride, from + (ptrdiff_t)i * from_stride, size);
    }
    for (; i < n; i++) {
        memcpy(to + (ptrdiff_t)indices[i] * to_stride, from + (ptrdiff_t)i * from_stride, size);
    }
}

/* The usual sizes as constants. */
#define BY_SIZE(function, to, from, indices, n)                                                    \
    switch ((to).size) {                                                                           \
    case 1:                                                                                        \
        function((to).data, (to).stride, (from).data, (from).stride, 1, indices, n);               \
        break;                                                                                     \
    case 2:                                                                                        \
        function((to).data, (to).stride, (from).data, (from).stride, 2, indices, n);               \
        break;                                                                                     \
    case 4:                                                                                        \
        function((to).data, (to).stride, (from).data, (from).stride, 4, indices, n);               \
        break;                                                                                     \
    case 8:                                                                                        \
        function((to).data, (to).stride, (from).data, (from).stride, 8, indices, n);               \
        break;                                                                                     \
    case 12:                                                                                       \
        function((to).data, (to).stride, (from).data, (from).stride, 12, indices, n);              \
        break;                                                                                     \
    case 16:                                                                                       \
        function((to).data, (to).stride, (from).data, (from).stride, 16, indices, n);              \
        break;                                                                                     \
    case 24:                                                                                       \
        function((to).data, (to).stride, (from).data, (from).stride, 24, indices, n);              \
        break;                                                                                     \
    case 32:                                                                                       \
        function((to).data, (to).stride, (from).data, (from).stride, 32, indices, n);              \
        break;                                                                                     \
    default:                                                                                       \
        function((to).data, (to).stride, (from).data, (from).stride, (to).size, indices, n);       \
        break;                                                                                     \
    }

void rci_order_gather(rci_order_cells to, rci_order_cells from, const uint64_t *indices, size_t n)
{
    if (to.size > 0) {
        BY_SIZE(gather, to, from, indices, n)
    }
}

void rci_order_scatter(rci_order_cells to, rci_order_cells from, const uint64_t *indices, size_t n)
{
    if (to.size > 0) {
        BY_SIZE(scatter, to, from, indices, n)
    }
}

void rci_order_gather_bits(rci_order_bits to, rci_order_bits from, const uint64_t *indices,
                           size_t n)
{
    unsigned char *byte = to.bits + to.first / 8;
    for (size_t i = 0; i < n; i += 8) {
        unsigned bits = 0;
        for (size_t k = i; k < i + 8 && k < n; k++) {
            size_t at = from.first + (size_t)from.step * indices[k];
            bits |= (unsigned)(from.bits[at / 8] >> (at % 8) & 1) << (k - i);
        }
        *byte++ = (unsigned char)bits;
    }
}
