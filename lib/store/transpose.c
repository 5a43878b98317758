/* store/transpose.c - copies strided cells, and groups of fields through vector registers. */
#include "store/transpose.h"

#include "base/machine.h"

#include <stdint.h>
#include <string.h>

/* ----------------------------------------------------------- single cells */

/* Called with a constant `size`, so that a cell is a load and a store and no call. */
static inline __attribute__((always_inline)) void copy_each(unsigned char *to, ptrdiff_t to_stride,
                                                            const unsigned char *from,
                                                            ptrdiff_t from_stride, size_t size,
                                                            size_t n)
{
    for (size_t i = 0; i < n; i++) {
        memcpy(to + (ptrdiff_t)i * to_stride, from + (ptrdiff_t)i * from_stride, size);
    }
}

/* The same for cells of `part` to twice `part` bytes, where `part` is the constant: the first and
   the last `part` bytes of each cell, which overlap. */
static inline __attribute__((always_inline)) void copy_ends(unsigned char *to, ptrdiff_t to_stride,
                                                            const unsigned char *from,
                                                            ptrdiff_t from_stride, size_t size,
                                                            size_t n, size_t part)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char *cell = to + (ptrdiff_t)i * to_stride;
        const unsigned char *source = from + (ptrdiff_t)i * from_stride;
        memcpy(cell, source, part);
        memcpy(cell + (size - part), source + (size - part), part);
    }
}

static void copy_long_cells(unsigned char *to, ptrdiff_t to_stride, const unsigned char *from,
                            ptrdiff_t from_stride, size_t size, size_t n)
{
    if (size <= 8) {
        copy_ends(to, to_stride, from, from_stride, size, n, 4);
    } else if (size <= 16) {
        copy_ends(to, to_stride, from, from_stride, size, n, 8);
    } else if (size <= 32) {
        copy_ends(to, to_stride, from, from_stride, size, n, 16);
    } else if (size <= 64) {
        copy_ends(to, to_stride, from, from_stride, size, n, 32);
    } else {
        copy_each(to, to_stride, from, from_stride, size, n);
    }
}

void rci_store_copy_cells(unsigned char *to, ptrdiff_t to_stride, const unsigned char *from,
                          ptrdiff_t from_stride, size_t size, size_t n)
{
    if (n > 0 && size > 0 && to_stride == (ptrdiff_t)size && from_stride == (ptrdiff_t)size) {
        memcpy(to, from, size * n);
        return;
    }
    switch (size) {
    case 0:
        break;
    case 1:
        copy_each(to, to_stride, from, from_stride, 1, n);
        break;
    case 2:
        copy_each(to, to_stride, from, from_stride, 2, n);
        break;
    case 3:
        copy_ends(to, to_stride, from, from_stride, 3, n, 2);
        break;
    case 4:
        copy_each(to, to_stride, from, from_stride, 4, n);
        break;
    case 8:
        copy_each(to, to_stride, from, from_stride, 8, n);
        break;
    case 16:
        copy_each(to, to_stride, from, from_stride, 16, n);
        break;
    default:
        copy_long_cells(to, to_stride, from, from_stride, size, n);
        break;
    }
}

/* ---------------------------------------------------------------- groups */

#define VECTOR_BYTES 16

typedef uint8_t vector_1 __attribute__((vector_size(VECTOR_BYTES)));
typedef uint16_t vector_2 __attribute__((vector_size(VECTOR_BYTES)));
typedef uint32_t vector_4 __attribute__((vector_size(VECTOR_BYTES)));
typedef uint64_t vector_8 __attribute__((vector_size(VECTOR_BYTES)));

/* The group of one row, by its size in bytes, and a vector of such groups. */
typedef uint16_t row_2;
typedef uint32_t row_4;
typedef uint64_t row_8;
typedef uint64_t row_16; /* always loaded and stored as a whole vector */
typedef vector_2 rows_2;
typedef vector_4 rows_4;
typedef vector_8 rows_8;
typedef vector_8 rows_16;

#define LOW_1(a, b)                                                                                \
    __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH_1(a, b)                                                                               \
    __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define LOW_2(a, b)  __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH_2(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define LOW_4(a, b)  __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define HIGH_4(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define LOW_8(a, b)  __builtin_shufflevector(a, b, 0, 2)
#define HIGH_8(a, b) __builtin_shufflevector(a, b, 1, 3)

/* log2 of 2, 4, 8, 16 */
#define BITS(n) ((n) == 16 ? 4u : (n) == 8 ? 3u : (n) == 4 ? 2u : 1u)

/* Loops over an array of vectors must be unrolled completely so that it stays in registers. clang
   does it without the pragma. */
#if defined(__GNUC__) && !defined(__clang__)
#define UNROLL _Pragma("GCC unroll 16")
#else
#define UNROLL
#endif

static inline void put(unsigned char *to, const void *vector, bool streaming)
{
#ifdef RCI_BASE_HAVE_SSE2
    if (streaming) {
        _mm_stream_si128((__m128i *)(void *)to, _mm_loadu_si128((const __m128i *)vector));
        return;
    }
#else
    (void)streaming;
#endif
    memcpy(to, vector, VECTOR_BYTES);
}

#define CELL  1
#define WIDTH 2
#define UNIT  2
#include "store/transpose_kernel.h"
#define CELL  1
#define WIDTH 4
#define UNIT  4
#include "store/transpose_kernel.h"
#define CELL  1
#define WIDTH 8
#define UNIT  8
#include "store/transpose_kernel.h"
#define CELL  2
#define WIDTH 2
#define UNIT  4
#include "store/transpose_kernel.h"
#define CELL  2
#define WIDTH 4
#define UNIT  8
#include "store/transpose_kernel.h"
#define CELL  2
#define WIDTH 8
#define UNIT  16
#include "store/transpose_kernel.h"
#define CELL  4
#define WIDTH 2
#define UNIT  8
#include "store/transpose_kernel.h"
#define CELL  4
#define WIDTH 4
#define UNIT  16
#include "store/transpose_kernel.h"
#define CELL  8
#define WIDTH 2
#define UNIT  16
#include "store/transpose_kernel.h"

typedef struct kernel {
    size_t size, width;
    size_t (*gather)(unsigned char *const *columns, size_t width, const unsigned char *rows,
                     size_t stride, size_t n, rci_store_transpose_mode mode);
    size_t (*scatter)(unsigned char *rows, size_t stride, const unsigned char *const *columns,
                      size_t width, size_t n, rci_store_transpose_mode mode);
} kernel;

/* For each size in ascending order of width. */
static const kernel kernels[] = {
    {1, 2, gather_1_2, scatter_1_2}, {1, 4, gather_1_4, scatter_1_4},
    {1, 8, gather_1_8, scatter_1_8}, {2, 2, gather_2_2, scatter_2_2},
    {2, 4, gather_2_4, scatter_2_4}, {2, 8, gather_2_8, scatter_2_8},
    {4, 2, gather_4_2, scatter_4_2}, {4, 4, gather_4_4, scatter_4_4},
    {8, 2, gather_8_2, scatter_8_2},
};

enum { N_KERNELS = sizeof kernels / sizeof kernels[0] };

/* The narrowest kernel for `width` fields of `size` bytes, NULL if there is none. */
static const kernel *kernel_for(size_t size, size_t width)
{
    for (size_t i = 0; i < N_KERNELS && width > 1; i++) {
        if (kernels[i].size == size && kernels[i].width >= width) {
            return &kernels[i];
        }
    }
    return NULL;
}

size_t rci_store_group_limit(size_t size)
{
    size_t limit = 1;
    for (size_t i = 0; i < N_KERNELS; i++) {
        if (kernels[i].size == size) {
            limit = kernels[i].width;
        }
    }
    return limit;
}

void rci_store_gather(unsigned char *const *columns, size_t width, size_t size,
                      const unsigned char *rows, size_t stride, size_t n,
                      rci_store_transpose_mode mode)
{
    const kernel *found = n > 0 ? kernel_for(size, width) : NULL;
    size_t done = found ? found->gather(columns, width, rows, stride, n, mode) : 0;
    for (size_t k = 0; k < width; k++) {
        rci_store_copy_cells(columns[k] + done * size, (ptrdiff_t)size,
                             rows + done * stride + k * size, (ptrdiff_t)stride, size, n - done);
    }
}

void rci_store_scatter(unsigned char *rows, size_t stride, const unsigned char *const *columns,
                       size_t width, size_t size, size_t n, rci_store_transpose_mode mode)
{
    const kernel *found = n > 0 ? kernel_for(size, width) : NULL;
    size_t done;
    if (found && found->width != width && stride != width * size) {
        /* The kernel would write into another field: copy the fields that fill a narrower kernel,
           then the rest. */
        size_t part = found->width / 2;
        rci_store_scatter(rows, stride, columns, part, size, n, mode);
        rci_store_scatter(rows + part * size, stride, columns + part, width - part, size, n, mode);
        return;
    }
    done = found ? found->scatter(rows, stride, columns, width, n, mode) : 0;
    for (size_t k = 0; k < width; k++) {
        rci_store_copy_cells(rows + done * stride + k * size, (ptrdiff_t)stride,
                             columns[k] + done * size, (ptrdiff_t)size, size, n - done);
    }
}

/* ----------------------------------------------------- non-temporal stores */

void rci_store_copy_streaming(unsigned char *to, const unsigned char *from, size_t n)
{
    enum { STEP = 4 * VECTOR_BYTES };
    size_t i = (size_t)(-(uintptr_t)to % VECTOR_BYTES);
    i = i < n ? i : n;
    memcpy(to, from, i);
    for (; n - i >= STEP; i += STEP) {
        put(to + i, from + i, true);
        put(to + i + VECTOR_BYTES, from + i + VECTOR_BYTES, true);
        put(to + i + 2 * VECTOR_BYTES, from + i + 2 * VECTOR_BYTES, true);
        put(to + i + 3 * VECTOR_BYTES, from + i + 3 * VECTOR_BYTES, true);
    }
    memcpy(to + i, from + i, n - i);
}

void rci_store_streaming_end(void)
{
#ifdef RCI_BASE_HAVE_SSE2
    _mm_sfence();
#endif
}
