/*
 * stream/queue.c - batches of records on their way to the output: added in order, encoded by
 * any number of threads, written in order.
 *
 * A thread that has encoded an item writes it and all encoded items after it, if it is the first
 * and no other thread is writing. A thread that could run far ahead, since the first item takes
 * long, waits, so that the messages in memory are bounded.
 */
#include "stream/queue.h"

#include "base/error.h"
#include "store/batch.h"

/* The bytes of messages that may wait for one before them. */
enum { MOST_WAITING = 1 << 26 };

/* ---------------------------------------------------------------------- items */

void rci_stream_queue_init(rci_stream_queue *queue, const rci_stream_queue_ops *ops, void *owner,
                           const rc_allocator *allocator, size_t batch_records)
{
    *queue = (rci_stream_queue){
        .ops = ops, .owner = owner, .allocator = allocator, .batch_records = batch_records};
    queue->end = &queue->items;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->written, NULL);
}

void rci_stream_queue_drop(rci_stream_queue *queue, rci_stream_item *item)
{
    if (item) {
        rci_base_bytes_release(&item->message);
        rc_store_unref(item->records);
        rci_base_free_as(queue->allocator, RC_MEMORY_WRITER, item, sizeof *item);
    }
}

static void drop_all(rci_stream_queue *queue, rci_stream_item *list)
{
    while (list) {
        rci_stream_item *next = list->next;
        rci_stream_queue_drop(queue, list);
        list = next;
    }
}

void rci_stream_queue_release(rci_stream_queue *queue)
{
    drop_all(queue, queue->items);
    drop_all(queue, queue->free);
    pthread_cond_destroy(&queue->written);
    pthread_mutex_destroy(&queue->lock);
}

static rci_stream_item *take_free(rci_stream_queue *queue)
{
    rci_stream_item *item;
    pthread_mutex_lock(&queue->lock);
    item = queue->free;
    queue->free = item ? item->next : NULL;
    pthread_mutex_unlock(&queue->lock);
    return item;
}

rci_stream_item *rci_stream_queue_item(rci_stream_queue *queue, const rc_dtype *dtype,
                                       rc_error *err)
{
    rci_stream_item *item = take_free(queue);
    if (item && rc_store_capacity(item->records) < queue->batch_records) {
        rci_stream_queue_drop(queue, item); /* batches have become larger */
        item = NULL;
    }
    if (item) {
        rci_store_clear_for_reuse(item->records);
        return item;
    }
    item = rci_base_zalloc_as(queue->allocator, RC_MEMORY_WRITER, sizeof *item, err);
    if (!item) {
        return NULL;
    }
    rci_base_bytes_init_as(&item->message, RC_MEMORY_WRITER);
    item->message.allocator = queue->allocator;
    item->records = rci_store_with_capacity(dtype, queue->batch_records, RC_COLUMNS, err);
    if (!item->records) {
        rci_stream_queue_drop(queue, item);
        return NULL;
    }
    return item;
}

void rci_stream_queue_add(rci_stream_queue *queue, rci_stream_item *item)
{
    item->next = NULL;
    item->state = RCI_STREAM_ITEM_ADDED;
    pthread_mutex_lock(&queue->lock);
    *queue->end = item;
    queue->end = &item->next;
    pthread_mutex_unlock(&queue->lock);
}

/* -------------------------------------------------------------------- encoding */

/* The first item that no thread has taken; NULL: there is none, or the queue has failed. The caller
   holds the lock. */
static rci_stream_item *take(rci_stream_queue *queue)
{
    rci_stream_item *item = NULL;
    while (!queue->failed) {
        item = queue->items;
        while (item && item->state != RCI_STREAM_ITEM_ADDED) {
            item = item->next;
        }
        if (!item || item == queue->items || queue->waiting < MOST_WAITING) {
            break;
        }
        pthread_cond_wait(&queue->written, &queue->lock);
        item = NULL;
    }
    if (item) {
        item->state = RCI_STREAM_ITEM_TAKEN;
    }
    return item;
}

static void encode(const rci_stream_queue *queue, rci_stream_item *item)
{
    item->message.length = 0;
    rc_error_clear(&item->error);
    item->status = queue->ops->encode(queue->owner, item, &item->error);
    if (item->error.record != RC_NOWHERE) {
        item->error.record += item->first;
    }
}

/* --------------------------------------------------------------------- writing */

/* The first item, which is encoded, without the lock. */
static rc_status write_first(rci_stream_queue *queue, rci_stream_item *item, rc_error *err)
{
    if (item->status != RC_OK) {
        if (err && err->status == RC_OK) {
            *err = item->error;
        }
        return item->status;
    }
    return queue->ops->write(queue->owner, item, err);
}

static void remove_first(rci_stream_queue *queue)
{
    rci_stream_item *item = queue->items;
    queue->items = item->next;
    if (!queue->items) {
        queue->end = &queue->items;
    }
    item->next = queue->free;
    queue->free = item;
}

/* Writes all items whose turn has come, unless another thread does. The caller holds the lock,
   which is released meanwhile. */
static rc_status write_ready(rci_stream_queue *queue, rc_error *err)
{
    rc_status status = RC_OK;
    if (queue->writing) {
        return RC_OK;
    }
    queue->writing = true;
    while (!queue->failed && queue->items && queue->items->state == RCI_STREAM_ITEM_ENCODED) {
        rci_stream_item *item = queue->items;
        pthread_mutex_unlock(&queue->lock);
        status = write_first(queue, item, err);
        pthread_mutex_lock(&queue->lock);
        queue->waiting -= item->message.length;
        if (status == RC_OK) {
            remove_first(queue);
        } else {
            queue->failed = true;
        }
        pthread_cond_broadcast(&queue->written);
    }
    queue->writing = false;
    return status;
}

rc_status rci_stream_queue_work(rci_stream_queue *queue, rc_error *err)
{
    rci_stream_item *item;
    rc_status status = RC_OK;
    pthread_mutex_lock(&queue->lock);
    while (status == RC_OK && (item = take(queue)) != NULL) {
        pthread_mutex_unlock(&queue->lock);
        encode(queue, item);
        pthread_mutex_lock(&queue->lock);
        item->state = RCI_STREAM_ITEM_ENCODED;
        queue->waiting += item->message.length;
        status = write_ready(queue, err);
    }
    pthread_mutex_unlock(&queue->lock);
    return status;
}
