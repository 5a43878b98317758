/*
 * store/transpose_kernel.h - a template: defines gather_CELL_WIDTH and scatter_CELL_WIDTH for cells
 * of CELL bytes in groups of up to WIDTH, which together are UNIT bytes; all powers of two.
 *
 * Only transpose.c includes it, once for each kernel. It is an include file and not an inline
 * function because the vector types, the row types and the shuffles of the kernels differ. What
 * differs only in numbers is an inline function that is called with constants: gather_as and
 * scatter_as below.
 *
 * WIDTH vectors hold LANES records. Number a cell by the bits (vector | lane). Loaded rows give
 * (high record bits | low record bits, column bits). One turn interleaves the first half of the
 * vectors with the second, which rotates the number left by one bit. As many turns as there are
 * record bits therefore give (column bits | record bits): one column in each vector. As many turns
 * as there are column bits are the inverse.
 */
#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)
#define NAME_(a, b) JOIN(a, JOIN(b, JOIN(_, WIDTH)))
#define NAME(what)  NAME_(what##_, CELL)
#define VECTOR      JOIN(vector_, CELL)
#define LOW         JOIN(LOW_, CELL)
#define HIGH        JOIN(HIGH_, CELL)
#define ROW_VECTOR  JOIN(rows_, UNIT)
#define ROW         JOIN(row_, UNIT)

#define LANES      (VECTOR_BYTES / CELL)
#define PER_VECTOR (VECTOR_BYTES / UNIT) /* rows in a vector */

static inline void NAME(turn)(VECTOR *v, size_t bits)
{
    UNROLL
    for (size_t turn = 0; turn < bits; turn++) {
        VECTOR turned[WIDTH];
        UNROLL
        for (size_t k = 0; k < WIDTH / 2; k++) {
            turned[2 * k] = LOW(v[k], v[k + WIDTH / 2]);
            turned[2 * k + 1] = HIGH(v[k], v[k + WIDTH / 2]);
        }
        UNROLL
        for (size_t k = 0; k < WIDTH; k++) {
            v[k] = turned[k];
        }
    }
}

static inline VECTOR NAME(load)(const unsigned char *row, size_t stride, bool adjacent)
{
    ROW_VECTOR rows;
    if (adjacent || PER_VECTOR == 1) {
        memcpy(&rows, row, VECTOR_BYTES);
        return (VECTOR)rows;
    }
    UNROLL
    for (size_t r = 0; r < PER_VECTOR; r++) {
        ROW one;
        memcpy(&one, row + r * stride, sizeof one);
        rows[r] = one;
    }
    return (VECTOR)rows;
}

static inline void NAME(store)(unsigned char *row, size_t stride, VECTOR v, bool adjacent)
{
    ROW_VECTOR rows = (ROW_VECTOR)v;
    if (adjacent || PER_VECTOR == 1) {
        memcpy(row, &rows, VECTOR_BYTES);
        return;
    }
    UNROLL
    for (size_t r = 0; r < PER_VECTOR; r++) {
        ROW one = rows[r];
        memcpy(row + r * stride, &one, sizeof one);
    }
}

/* `adjacent`: the group is the whole row. Both functions return how many rows they copied and leave
   the last few to the caller, who copies them cell by cell: a row of a group narrower than WIDTH is
   loaded and stored together with the first bytes of the next row. */
static inline size_t NAME(gather_as)(unsigned char *const *columns, size_t width,
                                     const unsigned char *rows, size_t stride, size_t n,
                                     rci_store_transpose_mode mode, bool adjacent)
{
    size_t i = 0, end = width == WIDTH || mode.more ? n : n - 1;
    for (; i + LANES <= end; i += LANES) {
        const unsigned char *row = rows + i * stride;
        VECTOR v[WIDTH];
        UNROLL
        for (size_t k = 0; k < WIDTH; k++) {
            v[k] = NAME(load)(row + k * PER_VECTOR * stride, stride, adjacent);
        }
        NAME(turn)(v, BITS(LANES));
        UNROLL
        for (size_t k = 0; k < WIDTH; k++) {
            if (k < width) {
                put(columns[k] + i * CELL, &v[k], mode.streaming);
            }
        }
    }
    return i;
}

static inline size_t NAME(scatter_as)(unsigned char *rows, size_t stride,
                                      const unsigned char *const *columns, size_t width, size_t n,
                                      rci_store_transpose_mode mode, bool adjacent)
{
    size_t i = 0, end = width == WIDTH || mode.more ? n : n - 1;
    for (; i + LANES <= end; i += LANES) {
        unsigned char *row = rows + i * stride;
        VECTOR v[WIDTH];
        UNROLL
        for (size_t k = 0; k < WIDTH; k++) {
            if (k < width) {
                memcpy(&v[k], columns[k] + i * CELL, VECTOR_BYTES);
            } else {
                v[k] = (VECTOR){0};
            }
        }
        NAME(turn)(v, BITS(WIDTH));
        UNROLL
        for (size_t k = 0; k < WIDTH; k++) {
            NAME(store)(row + k * PER_VECTOR * stride, stride, v[k], adjacent);
        }
    }
    return i;
}

/* The common cases with constant arguments, so that the loops have no branches. */
static size_t NAME(gather)(unsigned char *const *columns, size_t width, const unsigned char *rows,
                           size_t stride, size_t n, rci_store_transpose_mode mode)
{
    if (stride == UNIT) {
        return NAME(gather_as)(columns, width, rows, UNIT, n, mode, true);
    }
    if (width == WIDTH && mode.streaming) {
        return NAME(gather_as)(columns, WIDTH, rows, stride, n,
                               (rci_store_transpose_mode){false, true}, false);
    }
    if (width == WIDTH) {
        return NAME(gather_as)(columns, WIDTH, rows, stride, n,
                               (rci_store_transpose_mode){false, false}, false);
    }
    if (width == WIDTH - 1) {
        return NAME(gather_as)(columns, WIDTH - 1, rows, stride, n, mode, false);
    }
    return NAME(gather_as)(columns, width, rows, stride, n, mode, false);
}

static size_t NAME(scatter)(unsigned char *rows, size_t stride, const unsigned char *const *columns,
                            size_t width, size_t n, rci_store_transpose_mode mode)
{
    if (stride == UNIT) {
        return NAME(scatter_as)(rows, UNIT, columns, WIDTH, n, mode, true);
    }
    if (width == WIDTH) {
        return NAME(scatter_as)(rows, stride, columns, WIDTH, n, mode, false);
    }
    if (width == WIDTH - 1) {
        return NAME(scatter_as)(rows, stride, columns, WIDTH - 1, n, mode, false);
    }
    return NAME(scatter_as)(rows, stride, columns, width, n, mode, false);
}

#undef JOIN_
#undef JOIN
#undef NAME_
#undef NAME
#undef VECTOR
#undef LOW
#undef HIGH
#undef ROW_VECTOR
#undef ROW
#undef LANES
#undef PER_VECTOR
#undef CELL
#undef WIDTH
#undef UNIT
