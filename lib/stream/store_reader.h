/*
 * stream/store_reader.h - a reader over a store in memory: its pieces are ranges of records of the
 * store, and nothing is copied.
 */
#ifndef ROWCOL_STREAM_STORE_READER_H
#define ROWCOL_STREAM_STORE_READER_H

#include <rowcol/stream.h>

/* A reader for rc_pump only. The store is borrowed until the reader is closed. NULL: RC_ENOMEM. */
rc_reader *rci_stream_store_reader_new(const rc_store *store, rc_error *err);

/* The number of pieces it makes of the store. More threads than these have nothing to do. */
size_t rci_stream_store_reader_pieces(const rc_reader *reader);

#endif
