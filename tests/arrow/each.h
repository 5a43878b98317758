/* The record batches of an Arrow file or stream, one after the other, as lib/format/arrow/ipc reads
 * them: for tests. */
#ifndef TESTS_ARROW_EACH_H
#define TESTS_ARROW_EACH_H

#include "format/arrow/ipc/input.h"

/* What is done with them. Any other status than RC_OK ends it. */
typedef struct arrow_each {
    /* Called first; NULL: nothing. */
    rc_status (*start)(void *context, const struct ArrowSchema *schema, rc_error *err);
    /* Called for each record batch. The array is all of `column`, and is released afterwards. NULL:
       nothing. */
    rc_status (*batch)(void *context, const struct ArrowSchema *schema, struct ArrowArray *array,
                       rci_arrow_ipc_column *column, rc_error *err);
    /* Called at the end, unless something has failed; NULL: nothing. */
    rc_status (*end)(void *context, const struct ArrowSchema *schema, rc_error *err);
} arrow_each;

/* Reads all. `err` is required. RC_OK; the status of what has failed. */
rc_status arrow_each_batch(rci_io_source *source, const arrow_each *each, void *context,
                           rc_error *err);

#endif
