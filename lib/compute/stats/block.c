/*
 * compute/stats/block.c - chooses between the kernels of compute/stats/kernel.h.
 */
#include "compute/stats/block.h"

#include "base/machine.h"

#include <math.h>
#include <string.h>

#define KERNEL_TARGET
#define KERNEL(name) name##_any
#include "compute/stats/kernel.h"
#undef KERNEL
#undef KERNEL_TARGET

#ifdef RCI_BASE_HAVE_AVX2
#define KERNEL_TARGET RCI_BASE_AVX2
#define KERNEL(name)  name##_avx2
#include "compute/stats/kernel.h"
#undef KERNEL
#undef KERNEL_TARGET
#define CHOOSE(name) (rci_base_has_avx2() ? name##_avx2 : name##_any)
#else
#define CHOOSE(name) name##_any
#endif

typedef void whole_kernel(const unsigned char *cells, size_t n, uint64_t flip,
                          rci_stats_whole_block *result);

void rci_stats_whole(const void *cells, size_t size, bool is_unsigned, size_t n,
                     rci_stats_whole_block *result)
{
    uint64_t flip = is_unsigned ? UINT64_C(1) << (8 * size - 1) : 0;
    whole_kernel *kernel = size == 1   ? CHOOSE(integers1)
                           : size == 2 ? CHOOSE(integers2)
                           : size == 4 ? CHOOSE(integers4)
                                       : CHOOSE(integers8);
    kernel(cells, n, flip, result);
}

void rci_stats_real(const void *cells, size_t size, size_t n, rci_stats_real_block *result)
{
    if (size == 4) {
        CHOOSE(floats4)(cells, n, result);
    } else {
        CHOOSE(floats8)(cells, n, result);
    }
}
