/*
 * base/pool.h - the worker threads that work on whole stores: conversion, sorting, filtering,
 * statistics.
 *
 * There is one pool in a process. Its threads are started when they are first needed, and wait for
 * the next call afterwards. The thread that calls works too, so a call never waits for a thread to
 * become free: without any, it does everything itself. Calls may come from many threads at once,
 * and from within a task. In the child of a fork the pool is empty, and starts threads of its own;
 * a task must not fork. The workers block all signals: handlers run on the threads of the program.
 *
 * The pump (stream/crew.h) has threads of its own, because they wait for input and output.
 */
#ifndef ROWCOL_BASE_POOL_H
#define ROWCOL_BASE_POOL_H

#include <stddef.h>

/* The processors that this process may use, at least 1. */
unsigned rci_base_processors(void);

/* The threads that `wanted` means: 0 is rc_get_threads(). 1 .. RC_MAX_THREADS. */
unsigned rci_base_thread_count(unsigned wanted);

/* Calls run(arg, task) once for each task 0 .. tasks - 1, on this thread and on at most
   threads - 1 others (0: rc_get_threads()), and returns when all have returned. Tasks are taken in
   ascending order. What a task has written is visible to the caller afterwards. */
void rci_base_pool_run(unsigned threads, size_t tasks, void (*run)(void *arg, size_t task),
                       void *arg);

#endif
