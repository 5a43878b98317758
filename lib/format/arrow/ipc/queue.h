/*
 * format/arrow/ipc/queue.h - record batches on their way to the output: added in order, encoded by
 * any number of threads, written in order.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_QUEUE_H
#define ROWCOL_FORMAT_ARROW_IPC_QUEUE_H

#include "base/bytes.h"
#include "format/arrow/ipc/message.h"

#include <pthread.h>
#include <rowcol/store.h>
#include <stdbool.h>

typedef enum rci_arrow_ipc_state {
    RCI_ARROW_IPC_ADDED,   /* no thread has taken it */
    RCI_ARROW_IPC_TAKEN,   /* a thread encodes it */
    RCI_ARROW_IPC_ENCODED, /* or that has failed */
} rci_arrow_ipc_state;

/* A record batch. It is used for many, and keeps its memory. */
typedef struct rci_arrow_ipc_item {
    struct rci_arrow_ipc_item *next;
    rc_store *records;
    uint64_t first; /* how many records are before it in the output */
    rci_arrow_ipc_state state;
    rci_base_bytes message;
    rci_arrow_ipc_block block;
    rc_status status; /* of encoding */
    rc_error error;
} rci_arrow_ipc_item;

/* What the owner of the queue does with a record batch. */
typedef struct rci_arrow_ipc_queue_ops {
    /* Makes the message of item->records. On several threads at once. */
    rc_status (*encode)(const void *owner, rci_arrow_ipc_item *item, rc_error *err);
    /* Writes the message. One at a time, in order. */
    rc_status (*write)(void *owner, rci_arrow_ipc_item *item, rc_error *err);
} rci_arrow_ipc_queue_ops;

typedef struct rci_arrow_ipc_queue {
    const rci_arrow_ipc_queue_ops *ops;
    void *owner;
    const rc_allocator *allocator; /* of the items */
    size_t batch_records;          /* the most records of one */
    pthread_mutex_t lock;
    pthread_cond_t written;    /* the first item was written, or has failed */
    rci_arrow_ipc_item *items; /* in order: all that are not written */
    rci_arrow_ipc_item **end;
    rci_arrow_ipc_item *free;
    size_t waiting; /* bytes of messages that wait for one before them */
    bool writing;   /* a thread writes the first item */
    bool failed;    /* one could not be encoded or written: nothing more is written */
} rci_arrow_ipc_queue;

/* For `batch_records` records of a batch at most. It is released in any case. */
void rci_arrow_ipc_queue_init(rci_arrow_ipc_queue *queue, const rci_arrow_ipc_queue_ops *ops,
                              void *owner, const rc_allocator *allocator, size_t batch_records);
void rci_arrow_ipc_queue_release(rci_arrow_ipc_queue *queue);

/* An item without records, with space for those of a batch; it is the caller's until it is added.
   NULL: RC_ENOMEM. */
rci_arrow_ipc_item *rci_arrow_ipc_queue_item(rci_arrow_ipc_queue *queue, const rc_dtype *dtype,
                                             rc_error *err);

/* Releases an item that is not added. NULL is allowed. */
void rci_arrow_ipc_queue_drop(rci_arrow_ipc_queue *queue, rci_arrow_ipc_item *item);

/* Adds an item after all others. */
void rci_arrow_ipc_queue_add(rci_arrow_ipc_queue *queue, rci_arrow_ipc_item *item);

/* Encodes items until each is taken, and writes those whose turn has come. Any thread: when all
   calls since the last item was added have returned, all items are written. A failure is returned
   by one of the calls: it is the first in the order of the records, and err->record counts from the
   first record of the output. */
rc_status rci_arrow_ipc_queue_work(rci_arrow_ipc_queue *queue, rc_error *err);

#endif
