/*
 * mpi/announce.c - what goes before records.
 */
#include "mpi/announce.h"

#include "mpi/fail.h"
#include "mpi/records.h"

#include <string.h>

/* The first word, which no other byte order has. */
#define MARK UINT64_C(0x726f77636f6c0001)

/* Bytes of the text of a dtype in one message. */
#define PIECE ((size_t)8192)

enum { WORD_MARK, WORD_N, WORD_LAYOUT, WORD_STREAM, WORD_TEXT, WORD_FAILED };

static rc_status move_words(const rci_mpi_channel *channel, uint64_t *words, rc_error *err)
{
    return rci_mpi_move(channel, words, RCI_MPI_ANNOUNCE_WORDS, sizeof *words, MPI_UINT64_T, err);
}

rc_status rci_mpi_announce_give(const rci_mpi_channel *channel, const rc_store *store,
                                rci_mpi_announcement *announcement, rc_error *err)
{
    uint64_t words[RCI_MPI_ANNOUNCE_WORDS] = {MARK};
    size_t length;
    rc_status status;
    char *text = NULL;
    if (err->status == RC_OK) {
        text = rc_dtype_text(rc_store_dtype(store), RC_NOTATION_COMPACT, err);
    }
    if (!text) {
        rc_error told = *err;
        words[WORD_FAILED] = 1;
        if (move_words(channel, words, err) == RC_OK) {
            rci_mpi_move_bytes(channel, &told, sizeof told, err);
        }
        return err->status;
    }
    length = strlen(text);
    announcement->dtype = rc_dtype_ref(rc_store_dtype(store));
    announcement->layout = rc_store_layout(store);
    announcement->n = rc_store_length(store);
    announcement->stream_size = rci_mpi_records_stream_size(store, 0, rc_store_length(store));
    words[WORD_N] = announcement->n;
    words[WORD_LAYOUT] = (uint64_t)announcement->layout;
    words[WORD_STREAM] = announcement->stream_size;
    words[WORD_TEXT] = length;
    status = move_words(channel, words, err);
    for (size_t at = 0; at < length && status == RC_OK; at += PIECE) {
        status =
            rci_mpi_move_bytes(channel, text + at, length - at < PIECE ? length - at : PIECE, err);
    }
    rc_text_free(text);
    return status;
}

/* The text of the dtype is taken in any case, so that the next message is another one. */
static rc_status take_dtype(const rci_mpi_channel *channel, size_t length, rc_dtype **dtype,
                            rc_error *err)
{
    rc_error own = RC_ERROR_INIT;
    char *text = rci_mpi_alloc(length, 1, &own);
    char dropped[PIECE];
    rc_status status = RC_OK;
    for (size_t at = 0; at < length && status == RC_OK; at += PIECE) {
        status = rci_mpi_move_bytes(channel, text ? text + at : dropped,
                                    length - at < PIECE ? length - at : PIECE, err);
    }
    if (status == RC_OK && text) {
        *dtype = rc_dtype_parse_n(text, length, RC_PACKED, &own);
    }
    rci_mpi_release(text, length, 1);
    return status == RC_OK ? rci_mpi_report(&own, err) : status;
}

rc_status rci_mpi_announce_take(const rci_mpi_channel *channel, rci_mpi_announcement *announcement,
                                rc_error *err)
{
    uint64_t words[RCI_MPI_ANNOUNCE_WORDS] = {0};
    rc_error told = RC_ERROR_INIT;
    rc_status status = move_words(channel, words, err);
    if (status != RC_OK) {
        return status;
    }
    if (words[WORD_MARK] != MARK) {
        return rci_mpi_fail(err, RC_EFORMAT,
                            "the message is not a store, or the sender has another byte order or "
                            "version of librowcol-mpi");
    }
    if (words[WORD_FAILED] != 0) {
        announcement->told = true;
        status = rci_mpi_move_bytes(channel, &told, sizeof told, err);
        return status == RC_OK ? rci_mpi_report(&told, err) : status;
    }
    announcement->goes_on = true;
    announcement->n = words[WORD_N];
    announcement->layout = (rc_layout)words[WORD_LAYOUT];
    announcement->stream_size = words[WORD_STREAM];
    return take_dtype(channel, (size_t)words[WORD_TEXT], &announcement->dtype, err);
}
