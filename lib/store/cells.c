/* store/cells.c - walks the cells of a field. */
#include "store/cells.h"

#include "base/check.h"
#include "base/error.h"

rci_store_cells rci_store_cells_of(unsigned char *base, size_t n, size_t stride)
{
    rci_store_cells cells;
    cells.base = base;
    cells.n_dimensions = 1;
    cells.total = n;
    cells.per_record = 1;
    cells.dimensions[0] = (rci_store_dimension){n, (ptrdiff_t)stride};
    return cells;
}

rc_status rci_store_cells_divide(rci_store_cells *cells, size_t n, size_t stride, rc_error *err)
{
    rci_store_dimension *last = &cells->dimensions[cells->n_dimensions - 1];
    if (rci_base_mul_overflows(cells->total, n, &cells->total) || cells->total > INT64_MAX ||
        rci_base_mul_overflows(cells->per_record, n, &cells->per_record)) {
        return rci_base_fail(err, RC_ELIMIT, "more elements than 64 bits can count");
    }
    if (last->n == 1 || last->stride == (ptrdiff_t)(n * stride)) {
        last->n *= n;
        last->stride = (ptrdiff_t)stride;
    } else {
        cells->dimensions[cells->n_dimensions++] = (rci_store_dimension){n, (ptrdiff_t)stride};
    }
    return RC_OK;
}

rc_status rci_store_cells_enter(rci_store_cells *cells, const rc_dtype *subarray, rc_error *err)
{
    size_t n = 1;
    for (size_t i = 0; i < rc_dtype_ndim(subarray); i++) {
        if (rci_base_mul_overflows(n, rc_dtype_shape(subarray)[i], &n)) {
            return rci_base_fail(err, RC_ELIMIT, "more elements than 64 bits can count");
        }
    }
    return rci_store_cells_divide(cells, n, rc_dtype_itemsize(rc_dtype_element(subarray)), err);
}

bool rci_store_cells_are_contiguous(const rci_store_cells *cells, size_t size)
{
    return cells->n_dimensions == 1 &&
           (cells->dimensions[0].stride == (ptrdiff_t)size || cells->dimensions[0].n <= 1);
}

rc_status rci_store_cells_each(const rci_store_cells *cells, rci_store_cell_visitor *visit,
                               void *context)
{
    size_t last = cells->n_dimensions - 1, at[RC_MAX_DEPTH + 2] = {0};
    rci_store_cell_run run = {cells->base, cells->dimensions[last].n,
                              cells->dimensions[last].stride, 0};
    while (run.index < cells->total) {
        size_t i = last;
        rc_status status = visit(context, &run);
        if (status != RC_OK) {
            return status;
        }
        run.index += run.n;
        while (i > 0) { /* the next run: the digits of a number with a carry */
            const rci_store_dimension *dimension = &cells->dimensions[--i];
            run.cell += dimension->stride;
            if (++at[i] < dimension->n) {
                break;
            }
            run.cell -= dimension->stride * (ptrdiff_t)dimension->n;
            at[i] = 0;
        }
    }
    return RC_OK;
}
