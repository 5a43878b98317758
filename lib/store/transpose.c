#include "store/transpose.h"

#include "base/machine.h"

#include <stdint.h>
#include <string.h>

/* ---------------------------------------------------------------- single */

#define COPY_EACH(bytes)                                                                           \
    for (size_t i = 0; i < n; i++) {                                                               \
        memcpy(to + i * to_stride, from + i * from_stride, bytes);                                 \
    }                                                                                              \
    break

/* A cell of up to twice as many bytes: its head and its tail, which overlap. */
#define COPY_ENDS(bytes)                                                                           \
    for (size_t i = 0; i < n; i++) {                                                               \
        unsigned char *cell = to + i * to_stride;                                                  \
        const unsigned char *source = from + i * from_stride;                                      \
        memcpy(cell, source, bytes);                                                               \
        memcpy(cell + (size - (bytes)), source + (size - (bytes)), bytes);                         \
    }                                                                                              \
    break

/* Constant sizes, so that a cell is a load and a store, or two of each, and no call. */
static void copy_long_cells(unsigned char *to, size_t to_stride, const unsigned char *from,
                            size_t from_stride, size_t size, size_t n)
{
    switch (size <= 8 ? 4 : size <= 16 ? 8 : size <= 32 ? 16 : size <= 64 ? 32 : 0) {
    case 4:
        COPY_ENDS(4);
    case 8:
        COPY_ENDS(8);
    case 16:
        COPY_ENDS(16);
    case 32:
        COPY_ENDS(32);
    default:
        COPY_EACH(size);
    }
}

void rci_store_copy_cells(unsigned char *to, size_t to_stride, const unsigned char *from,
                          size_t from_stride, size_t size, size_t n)
{
    if (n > 0 && size > 0 && to_stride == size && from_stride == size) {
        memcpy(to, from, size * n);
        return;
    }
    switch (size) {
    case 0:
        break;
    case 1:
        COPY_EACH(1);
    case 2:
        COPY_EACH(2);
    case 3:
        COPY_ENDS(2);
    case 4:
        COPY_EACH(4);
    case 8:
        COPY_EACH(8);
    case 16:
        COPY_EACH(16);
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

/* A group of so many bytes in one row, and the vector that several rows make. */
typedef uint16_t row_2;
typedef uint32_t row_4;
typedef uint64_t row_8;
typedef uint64_t row_16; /* loaded and stored as a whole vector, never by itself */
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

/* Loops over an array of vectors must vanish for it to live in registers: clang sees to that by
   itself. */
#if defined(__GNUC__) && !defined(__clang__)
#define UNROLL _Pragma("GCC unroll 16")
#else
#define UNROLL
#endif

static inline void put(unsigned char *to, const void *vector, bool around)
{
#ifdef RCI_BASE_HAVE_SSE2
    if (around) {
        _mm_stream_si128((__m128i *)(void *)to, _mm_loadu_si128((const __m128i *)vector));
        return;
    }
#else
    (void)around;
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
                     size_t stride, size_t n, rci_store_moves moves);
    size_t (*scatter)(unsigned char *rows, size_t stride, const unsigned char *const *columns,
                      size_t width, size_t n, rci_store_moves moves);
} kernel;

/* Narrow before wide. */
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
                      const unsigned char *rows, size_t stride, size_t n, rci_store_moves moves)
{
    const kernel *found = n > 0 ? kernel_for(size, width) : NULL;
    size_t done = found ? found->gather(columns, width, rows, stride, n, moves) : 0;
    for (size_t k = 0; k < width; k++) {
        rci_store_copy_cells(columns[k] + done * size, size, rows + done * stride + k * size,
                             stride, size, n - done);
    }
}

void rci_store_scatter(unsigned char *rows, size_t stride, const unsigned char *const *columns,
                       size_t width, size_t size, size_t n, rci_store_moves moves)
{
    const kernel *found = n > 0 ? kernel_for(size, width) : NULL;
    size_t done;
    if (found && found->width != width && stride != width * size) {
        /* Such a store would reach into another field: those that fill a kernel, then the rest. */
        size_t part = found->width / 2;
        rci_store_scatter(rows, stride, columns, part, size, n, moves);
        rci_store_scatter(rows + part * size, stride, columns + part, width - part, size, n, moves);
        return;
    }
    done = found ? found->scatter(rows, stride, columns, width, n, moves) : 0;
    for (size_t k = 0; k < width; k++) {
        rci_store_copy_cells(rows + done * stride + k * size, stride, columns[k] + done * size,
                             size, size, n - done);
    }
}

/* ------------------------------------------------------ around the caches */

void rci_store_copy_around(unsigned char *to, const unsigned char *from, size_t n)
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

void rci_store_around_end(void)
{
#ifdef RCI_BASE_HAVE_SSE2
    _mm_sfence();
#endif
}
