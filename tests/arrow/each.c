/* The record batches of an Arrow file or stream, one after the other: for tests. */
#include "each.h"

static rc_status visit(const rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                       const arrow_each *each, void *context, rc_error *err)
{
    struct ArrowArray array;
    rci_arrow_ipc_column *column;
    rc_status status = rci_arrow_ipc_input_fetch(input, piece, err);
    if (status != RC_OK) {
        return status;
    }
    column = rci_arrow_ipc_input_decode(input, piece, err);
    if (!column) {
        return err->status;
    }
    status = rci_arrow_ipc_column_export(column, 0, column->length, &array, err);
    if (status == RC_OK) {
        if (each->batch) {
            status = each->batch(context, &input->schema, &array, column, err);
        }
        array.release(&array);
    }
    rci_arrow_ipc_column_unref(column);
    return status;
}

static rc_status visit_all(rci_arrow_ipc_input *input, const arrow_each *each, void *context,
                           rc_error *err)
{
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rc_status status = each->start ? each->start(context, &input->schema, err) : RC_OK;
    while (status == RC_OK && (status = rci_arrow_ipc_input_next(input, &piece, err)) == RC_OK) {
        status = visit(input, &piece, each, context, err);
    }
    rci_arrow_ipc_piece_release(&piece);
    if (status != RC_END) {
        return status;
    }
    return each->end ? each->end(context, &input->schema, err) : RC_OK;
}

rc_status arrow_each_batch(rci_io_source *source, const arrow_each *each, void *context,
                           rc_error *err)
{
    rci_arrow_ipc_input input;
    rc_status status = rci_arrow_ipc_input_open(&input, source, err);
    if (status == RC_OK) {
        status = visit_all(&input, each, context, err);
        rci_arrow_ipc_input_release(&input);
    }
    return status;
}
