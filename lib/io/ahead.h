/*
 * io/ahead.h - decompression on a thread of its own, ahead of the thread that reads: what is
 * decompressed waits in a few buffers.
 *
 * The thread starts with the first read. It blocks all signals, and works for the call that opened
 * it. If it cannot be started, reading decompresses by itself.
 */
#ifndef ROWCOL_IO_AHEAD_H
#define ROWCOL_IO_AHEAD_H

#include "io/decompress.h"

typedef struct rci_io_ahead rci_io_ahead;

/* On success it owns `from`. `stoppable`: waiting for the source of `from` can be stopped, or does
   not occur; else no thread is started. NULL: RC_ENOMEM. */
rci_io_ahead *rci_io_ahead_open(rci_io_decompress *from, bool stoppable, rc_error *err);

/* As the functions of rci_io_stream (io/source.h), whose context is the rci_io_ahead. A failure is
   returned after the bytes before it. */
rc_status rci_io_ahead_read(void *ahead, void *buffer, size_t size, size_t *got, rc_error *err);
rc_status rci_io_ahead_read_waiting(void *ahead, void *buffer, size_t size, size_t *got,
                                    bool *ended, rc_error *err);
bool rci_io_ahead_is_waiting(void *ahead);
/* How many bytes of the compressed input were used for what was read, and how many it has, or
   RC_UNKNOWN. Any thread. */
uint64_t rci_io_ahead_stored(void *ahead, uint64_t *size);
void rci_io_ahead_close(void *ahead);

#endif
