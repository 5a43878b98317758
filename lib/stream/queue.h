/*
 * stream/queue.h - batches of records on their way to the output: added in order, encoded by any
 * number of threads, written in order. For formats that are made of blocks.
 */
#ifndef ROWCOL_STREAM_QUEUE_H
#define ROWCOL_STREAM_QUEUE_H

#include "base/bytes.h"

#include <pthread.h>
#include <rowcol/store.h>
#include <stdbool.h>

typedef enum rci_stream_item_state {
    RCI_STREAM_ITEM_ADDED,   /* no thread has taken it */
    RCI_STREAM_ITEM_TAKEN,   /* a thread encodes it */
    RCI_STREAM_ITEM_ENCODED, /* or that has failed */
} rci_stream_item_state;

/* A batch of records. It is used for many, and keeps its memory. */
typedef struct rci_stream_item {
    struct rci_stream_item *next;
    rc_store *records;
    uint64_t first; /* how many records are before it in the output */
    rci_stream_item_state state;
    rci_base_bytes message;
    size_t head;      /* of the format: bytes of the message before its body, say */
    rc_status status; /* of encoding */
    rc_error error;
} rci_stream_item;

/* What the owner of the queue does with a batch. */
typedef struct rci_stream_queue_ops {
    /* Makes the message of item->records. On several threads at once. */
    rc_status (*encode)(const void *owner, rci_stream_item *item, rc_error *err);
    /* Writes the message. One at a time, in order. */
    rc_status (*write)(void *owner, rci_stream_item *item, rc_error *err);
} rci_stream_queue_ops;

typedef struct rci_stream_queue {
    const rci_stream_queue_ops *ops;
    void *owner;
    const rc_allocator *allocator; /* of the items */
    size_t batch_records;          /* the most records of one */
    pthread_mutex_t lock;
    pthread_cond_t written; /* the first item was written, or has failed */
    rci_stream_item *items; /* in order: all that are not written */
    rci_stream_item **end;
    rci_stream_item *free;
    size_t waiting; /* bytes of messages that wait for one before them */
    bool writing;   /* a thread writes the first item */
    bool failed;    /* one could not be encoded or written: nothing more is written */
} rci_stream_queue;

/* For `batch_records` records of a batch at most. It is released in any case. */
void rci_stream_queue_init(rci_stream_queue *queue, const rci_stream_queue_ops *ops, void *owner,
                           const rc_allocator *allocator, size_t batch_records);
void rci_stream_queue_release(rci_stream_queue *queue);

/* An item without records, with space for those of a batch; it is the caller's until it is added.
   NULL: RC_ENOMEM. */
rci_stream_item *rci_stream_queue_item(rci_stream_queue *queue, const rc_dtype *dtype,
                                       rc_error *err);

/* Releases an item that is not added. NULL is allowed. */
void rci_stream_queue_drop(rci_stream_queue *queue, rci_stream_item *item);

/* Adds an item after all others. */
void rci_stream_queue_add(rci_stream_queue *queue, rci_stream_item *item);

/* Encodes items until each is taken, and writes those whose turn has come. Any thread: when all
   calls since the last item was added have returned, all items are written. A failure is returned
   by one of the calls: it is the first in the order of the records, and err->record counts from the
   first record of the output. */
rc_status rci_stream_queue_work(rci_stream_queue *queue, rc_error *err);

#endif
