/*
 * compute/order/run.h - how work over many records is divided into tasks for the worker pool.
 *
 * The number of tasks depends on the number of records only, so that results do not depend on the
 * number of threads.
 */
#ifndef ROWCOL_COMPUTE_ORDER_RUN_H
#define ROWCOL_COMPUTE_ORDER_RUN_H

#include "base/pool.h"

#include <stddef.h>

enum { RCI_ORDER_TASK = 128 * 1024, RCI_ORDER_MAX_TASKS = 64 };

/* The number of tasks for `n` records, at least 1. */
static inline size_t rci_order_tasks(size_t n)
{
    size_t tasks = n / RCI_ORDER_TASK;
    return tasks < 1 ? 1 : tasks < RCI_ORDER_MAX_TASKS ? tasks : RCI_ORDER_MAX_TASKS;
}

/* The records first .. end - 1 of a task; starts are multiples of 8, so that no two tasks write to
   the same byte of a bitmap. */
typedef struct rci_order_share {
    size_t first, end;
} rci_order_share;

static inline rci_order_share rci_order_share_of(size_t n, size_t tasks, size_t task)
{
    size_t each = (n / tasks + 7) / 8 * 8;
    rci_order_share share = {each * task, task + 1 == tasks ? n : each * (task + 1)};
    share.first = share.first < n ? share.first : n;
    share.end = share.end < n ? share.end : n;
    return share;
}

#endif
