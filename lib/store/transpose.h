/*
 * store/transpose.h - copies cells between rows and columns: the inner loops of conversion.
 *
 * A group is `width` fields of the same size that are contiguous in each row. It is copied as small
 * matrices: as many rows as fill one vector of each column are loaded, transposed in registers, and
 * stored.
 */
#ifndef ROWCOL_STORE_TRANSPOSE_H
#define ROWCOL_STORE_TRANSPOSE_H

#include <stdbool.h>
#include <stddef.h>

/* The widest group: with more columns, writes would compete for the same cache ways. */
#define RCI_STORE_MAX_GROUP 8

/* Copies `n` cells of `size` bytes between two strided arrays that do not overlap. Strides may be
   negative. */
void rci_store_copy_cells(unsigned char *to, ptrdiff_t to_stride, const unsigned char *from,
                          ptrdiff_t from_stride, size_t size, size_t n);

/* The most fields of `size` bytes that a group can have; 1 when there is no kernel for them. */
size_t rci_store_group_limit(size_t size);

/* What a call may assume or use. */
typedef struct rci_store_transpose_mode {
    bool more; /* another row follows the n: a group may be loaded with bytes of the next row, or
                  stored over them before that row is stored */
    bool streaming; /* use non-temporal stores: the columns start at multiples of 16 bytes, and
                       rci_store_streaming_end is called afterwards */
} rci_store_transpose_mode;

/* Field k of `n` rows goes to columns[k], for `width` fields from rows[0] on. The stride is at
   least the size of the group. */
void rci_store_gather(unsigned char *const *columns, size_t width, size_t size,
                      const unsigned char *rows, size_t stride, size_t n,
                      rci_store_transpose_mode mode);

/* The inverse; `streaming` has no effect. Writes nothing outside the group unless it is the whole
   row. */
void rci_store_scatter(unsigned char *rows, size_t stride, const unsigned char *const *columns,
                       size_t width, size_t size, size_t n, rci_store_transpose_mode mode);

/* memcpy with non-temporal stores; rci_store_streaming_end is called afterwards. */
void rci_store_copy_streaming(unsigned char *to, const unsigned char *from, size_t n);
/* Orders all non-temporal stores before the stores that follow. */
void rci_store_streaming_end(void);

#endif
