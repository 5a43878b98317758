/*
 * store/transpose.h - cells between rows and columns: the inner loops of conversion.
 *
 * A group is `width` fields of the same size that lie one behind the other in each row. It is moved
 * as small matrices: as many rows as make a vector of each column are loaded, transposed in
 * registers, and stored.
 */
#ifndef ROWCOL_STORE_TRANSPOSE_H
#define ROWCOL_STORE_TRANSPOSE_H

#include <stdbool.h>
#include <stddef.h>

/* The widest group: more columns written in turn would fight for the same cache ways. */
#define RCI_STORE_MAX_GROUP 8

/* `n` cells of `size` bytes from one regular place to another; the two do not overlap. */
void rci_store_copy_cells(unsigned char *to, size_t to_stride, const unsigned char *from,
                          size_t from_stride, size_t size, size_t n);

/* The most fields of `size` bytes that a group can have; 1 when there is no kernel for them. */
size_t rci_store_group_limit(size_t size);

/* What a call may do besides. */
typedef struct rci_store_moves {
    bool more;   /* another row lies behind the n: a group may be loaded, or stored before that row
                    is, with bytes of the next one */
    bool around; /* write around the caches, for more than they hold: the columns start at multiples
                    of 16 bytes, and rci_store_around_end follows */
} rci_store_moves;

/* Field k of `n` rows goes to columns[k], for `width` fields from rows[0] on. The stride holds the
   group. */
void rci_store_gather(unsigned char *const *columns, size_t width, size_t size,
                      const unsigned char *rows, size_t stride, size_t n, rci_store_moves moves);

/* The way back; `around` has no effect. Writes nothing outside the group unless it is the whole
   row. */
void rci_store_scatter(unsigned char *rows, size_t stride, const unsigned char *const *columns,
                       size_t width, size_t size, size_t n, rci_store_moves moves);

/* A copy that writes around the caches; rci_store_around_end follows. */
void rci_store_copy_around(unsigned char *to, const unsigned char *from, size_t n);
/* Orders what was written around the caches before whatever is written next. */
void rci_store_around_end(void);

#endif
