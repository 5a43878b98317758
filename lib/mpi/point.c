/*
 * mpi/point.c - a store from one rank to another: rc_mpi_send, rc_mpi_recv.
 *
 *   sender                           receiver
 *   announcement (announce.h)   ->   makes a store
 *   answer                      <-   RC_OK, or why it cannot
 *   records (records.h)         ->   keeps the texts
 *   answer                      <-   RC_OK, or why it cannot
 */
#include "mpi/agree.h"
#include "mpi/announce.h"
#include "mpi/fail.h"
#include "mpi/records.h"

#include <rowcol/mpi.h>
#include <string.h>

/* What the receiver says: an error, or that there is none. */
static rc_status give_answer(const rci_mpi_channel *channel, const rc_error *own, rc_error *err)
{
    rc_error sent = *own;
    return rci_mpi_check(
        MPI_Send(&sent, (int)sizeof sent, MPI_BYTE, channel->peer, channel->tag, channel->comm),
        "answering", err);
}

/* Another rank that sends at the same time waits for an answer, too. What it has said is dropped.
 */
static rc_status both_send(const rci_mpi_channel *channel, rc_error *err)
{
    rci_mpi_channel reverse = *channel;
    rci_mpi_announcement dropped = {0};
    reverse.way = RCI_MPI_RECEIVE;
    reverse.gives = false;
    rci_mpi_announce_take(&reverse, &dropped, NULL);
    rc_dtype_unref(dropped.dtype);
    return rci_mpi_fail(err, RC_EARG,
                        "rank %d sends to this rank at the same time: one of both must call "
                        "rc_mpi_recv first",
                        channel->peer);
}

static rc_status take_answer(const rci_mpi_channel *channel, rc_error *err)
{
    rc_error answer = RC_ERROR_INIT;
    MPI_Status found;
    int length = 0;
    rc_status status = rci_mpi_check(MPI_Probe(channel->peer, channel->tag, channel->comm, &found),
                                     "waiting for an answer", err);
    if (status != RC_OK) {
        return status;
    }
    MPI_Get_count(&found, MPI_BYTE, &length);
    if (length != (int)sizeof answer) {
        return both_send(channel, err);
    }
    status = rci_mpi_check(MPI_Recv(&answer, length, MPI_BYTE, channel->peer, channel->tag,
                                    channel->comm, MPI_STATUS_IGNORE),
                           "taking an answer", err);
    if (status == RC_OK && answer.status != RC_OK) {
        char text[sizeof answer.message];
        memcpy(text, answer.message, sizeof text);
        answer.message[0] = '\0';
        rci_mpi_fail(err, answer.status, "rank %d could not take the store: %.430s", channel->peer,
                     text);
    }
    return err->status;
}

/* A rank, a tag and a communicator that messages can be sent with. */
static rc_status check_peer(int rank, int tag, MPI_Comm comm, rc_error *err)
{
    int size = 0, own = 0, found = 0, *most_tag = NULL;
    rc_status status = rci_mpi_check_comm(comm, err);
    if (status != RC_OK) {
        return status;
    }
    MPI_Comm_size(comm, &size);
    MPI_Comm_rank(comm, &own);
    MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, (void *)&most_tag, &found);
    if (rank < 0 || rank >= size || rank == own) {
        return rci_mpi_fail(err, RC_EARG,
                            "rank %d: expected another rank than this one, %d, from 0 to %d", rank,
                            own, size - 1);
    }
    if (tag < 0 || (found && tag > *most_tag)) {
        return rci_mpi_fail(err, RC_EARG, "tag %d: expected 0 to %d", tag,
                            found ? *most_tag : 32767);
    }
    return RC_OK;
}

/* --- sending -----------------------------------------------------------------------------------
 */

/* The store itself, or a copy in rows if its layout is that of a view. NULL: `err`. */
static const rc_store *contiguous(const rc_store *store, rc_error *err)
{
    return rc_store_layout(store) == RC_STRIDED ? rc_store_convert(store, RC_ROWS, err)
                                                : rc_store_ref((rc_store *)(uintptr_t)store);
}

static void send_store(const rci_mpi_channel *channel, const rc_store *store, rc_error *err)
{
    rci_mpi_announcement sent = {0};
    rci_mpi_records records = {0};
    const rc_store *given = NULL;
    if (!store) {
        rci_mpi_fail(err, RC_EARG, "the store is NULL");
    } else {
        given = contiguous(store, err);
    }
    if (given) {
        rci_mpi_records_init(&records, given, err);
    }
    if (rci_mpi_announce_give(channel, given, &sent, err) == RC_OK &&
        take_answer(channel, err) == RC_OK &&
        rci_mpi_records_move(&records, channel, 0, (size_t)sent.n, sent.stream_size, err) ==
            RC_OK) {
        take_answer(channel, err);
    }
    rci_mpi_records_release(&records);
    rc_dtype_unref(sent.dtype);
    rc_store_unref(given);
}

rc_status rc_mpi_send(const rc_store *store, int rank, int tag, MPI_Comm comm, rc_error *err)
{
    rc_error own = RC_ERROR_INIT;
    if (check_peer(rank, tag, comm, &own) == RC_OK) {
        rci_mpi_channel channel = {
            .comm = comm, .way = RCI_MPI_SEND, .peer = rank, .tag = tag, .gives = true};
        send_store(&channel, store, &own);
    }
    return rci_mpi_report(&own, err);
}

/* --- receiving ---------------------------------------------------------------------------------
 */

/* Waits for the first message of a store. Any other one stays where it is. */
static rc_status find_store(int rank, int tag, MPI_Comm comm, MPI_Status *found, rc_error *err)
{
    int words = 0;
    rc_status status = rci_mpi_check(MPI_Probe(rank, tag, comm, found), "waiting for a store", err);
    if (status != RC_OK) {
        return status;
    }
    MPI_Get_count(found, MPI_UINT64_T, &words);
    if (words != RCI_MPI_ANNOUNCE_WORDS) {
        return rci_mpi_fail(err, RC_EFORMAT,
                            "the next message from rank %d with tag %d is not a store: "
                            "it was not sent with rc_mpi_send",
                            found->MPI_SOURCE, found->MPI_TAG);
    }
    return RC_OK;
}

/* The store that an announcement is of, and its records, ready to be moved. */
static rc_store *make_store(const rci_mpi_announcement *announced, rci_mpi_records *records,
                            rc_error *err)
{
    rc_store *store =
        rc_store_zeros(announced->dtype, (size_t)announced->n, announced->layout, err);
    if (store) {
        rci_mpi_records_init(records, store, err);
    }
    return store;
}

static rc_store *receive_store(const rci_mpi_channel *channel, rc_error *err)
{
    rci_mpi_announcement announced = {0};
    rci_mpi_records records = {0};
    rc_store *store = NULL;
    if (rci_mpi_announce_take(channel, &announced, err) == RC_OK) {
        store = make_store(&announced, &records, err);
    }
    if (announced.goes_on) { /* a sender that has failed waits for no answer */
        rc_error failure = RC_ERROR_INIT;
        rc_status status = give_answer(channel, err, &failure);
        if (err->status == RC_OK && status == RC_OK) {
            rci_mpi_records_move(&records, channel, 0, (size_t)announced.n, announced.stream_size,
                                 err);
            give_answer(channel, err, &failure);
        }
        rci_mpi_report(&failure, err);
    }
    if (err->status != RC_OK) {
        rc_store_unref(store);
        store = NULL;
    }
    rci_mpi_records_release(&records);
    rc_dtype_unref(announced.dtype);
    return store;
}

/* The source and tag of a receiver: any is allowed. */
static rc_status check_source(int rank, int tag, MPI_Comm comm, rc_error *err)
{
    rc_status status = rci_mpi_check_comm(comm, err);
    int any = 0, own = 0, size = 0;
    if (status != RC_OK || (rank != MPI_ANY_SOURCE && tag != MPI_ANY_TAG)) {
        return status == RC_OK ? check_peer(rank, tag, comm, err) : status;
    }
    MPI_Comm_rank(comm, &own);
    MPI_Comm_size(comm, &size);
    /* What is any has a good value in its place. */
    any = own > 0 ? 0 : 1;
    if (rank == MPI_ANY_SOURCE && size < 2) {
        return rci_mpi_fail(err, RC_EARG, "no other rank can send: the communicator has one");
    }
    return check_peer(rank == MPI_ANY_SOURCE ? any : rank, tag == MPI_ANY_TAG ? 0 : tag, comm, err);
}

rc_store *rc_mpi_recv(int rank, int tag, MPI_Comm comm, MPI_Status *status, rc_error *err)
{
    rc_error own = RC_ERROR_INIT;
    rc_store *store = NULL;
    MPI_Status found;
    if (check_source(rank, tag, comm, &own) == RC_OK &&
        find_store(rank, tag, comm, &found, &own) == RC_OK) {
        rci_mpi_channel channel = {.comm = comm,
                                   .way = RCI_MPI_RECEIVE,
                                   .peer = found.MPI_SOURCE,
                                   .tag = found.MPI_TAG,
                                   .gives = false};
        if (status != MPI_STATUS_IGNORE) {
            *status = found;
        }
        store = receive_store(&channel, &own);
    }
    rci_mpi_report(&own, err);
    return store;
}
