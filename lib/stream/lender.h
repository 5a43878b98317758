/*
 * stream/lender.h - a store as a reader: it lends its records to the pump, a range at a time, and
 * nothing is copied.
 */
#ifndef ROWCOL_STREAM_LENDER_H
#define ROWCOL_STREAM_LENDER_H

#include <rowcol/stream.h>

/* A reader for rc_pump only. The store is borrowed until it is closed. NULL: RC_ENOMEM. */
rc_reader *rci_stream_lender_new(const rc_store *store, rc_error *err);

/* How many pieces it makes of the store: more threads than these have nothing to do. */
size_t rci_stream_lender_pieces(const rc_reader *lender);

#endif
