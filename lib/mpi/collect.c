/*
 * mpi/collect.c - a store between one rank, the root, and all: rc_mpi_bcast, rc_mpi_scatter,
 * rc_mpi_gather.
 *
 * Each call has the same steps: arguments, what is to come, memory, records, end. After each but
 * the fourth the ranks agree on whether they go on.
 */
#include "mpi/agree.h"
#include "mpi/announce.h"
#include "mpi/fail.h"
#include "mpi/records.h"

#include <rowcol/mpi.h>

/* A call: what it has on this rank. */
typedef struct call {
    rci_mpi_group group;
    int root;
    bool is_root;
    rci_mpi_announcement announced; /* by the root */
    rci_mpi_records records;        /* of the store that is moved */
    uint64_t *ranges;               /* root: for each rank the number of its records, and their
                                       nulls and texts in bytes */
} call;

static rc_status call_begin(call *c, MPI_Comm comm, int root)
{
    static const call empty;
    *c = empty;
    c->root = root;
    if (rci_mpi_group_begin(&c->group, comm) == RC_OK) {
        c->is_root = c->group.rank == root;
    }
    return c->group.err.status;
}

static rc_status call_end(call *c, rc_error *err)
{
    rci_mpi_records_release(&c->records);
    rci_mpi_release(c->ranges, 2 * (size_t)c->group.size, sizeof *c->ranges);
    rc_dtype_unref(c->announced.dtype);
    return rci_mpi_report(&c->group.err, err);
}

static rc_status agree(call *c)
{
    return rci_mpi_agree(&c->group);
}

/* A store that can be moved: the one given, or a copy if its layout is not `layout`. NULL: an error
   of the call. */
static const rc_store *in_layout(call *c, const rc_store *store, rc_layout layout)
{
    rc_layout found = rc_store_layout(store);
    if (!store) {
        rci_mpi_fail(&c->group.err, RC_EARG, "the store is NULL");
        return NULL;
    }
    return found == layout ? rc_store_ref((rc_store *)(uintptr_t)store)
                           : rc_store_convert(store, layout, &c->group.err);
}

/* As it lies; a view in rows. */
static const rc_store *as_it_lies(call *c, const rc_store *store)
{
    rc_layout layout = rc_store_layout(store);
    return in_layout(c, store, layout == RC_COLUMNS ? RC_COLUMNS : RC_ROWS);
}

/* Tells all ranks what the root has. Before it they have agreed on their arguments. */
static rc_status announce(call *c, const rc_store *store)
{
    rci_mpi_channel channel = rci_mpi_channel_broadcast(c->group.comm, c->root, c->group.rank);
    if (c->is_root) {
        rci_mpi_announce_give(&channel, store, &c->announced, &c->group.err);
    } else {
        rci_mpi_announce_take(&channel, &c->announced, &c->group.err);
        if (c->announced.told) {
            rc_error_clear(&c->group.err); /* the root says it */
        }
    }
    return agree(c);
}

static rc_store *new_store(call *c, uint64_t n)
{
    rc_store *store =
        rc_store_zeros(c->announced.dtype, (size_t)n, c->announced.layout, &c->group.err);
    if (store) {
        rci_mpi_records_init(&c->records, store, &c->group.err);
    }
    return store;
}

/* The channel to another rank, or from it. */
static rci_mpi_channel to_peer(const call *c, int rank, rci_mpi_way way)
{
    rci_mpi_channel channel = {
        .comm = c->group.comm, .way = way, .peer = rank, .tag = 0, .gives = way == RCI_MPI_SEND};
    return channel;
}

static void drop(rc_store **store)
{
    rc_store_unref(*store);
    *store = NULL;
}

/* --- broadcast ---------------------------------------------------------------------------------
 */

static void broadcast(call *c, const rc_store *store, rc_store **taken)
{
    rci_mpi_channel channel = rci_mpi_channel_broadcast(c->group.comm, c->root, c->group.rank);
    if (c->is_root) {
        rci_mpi_records_init(&c->records, store, &c->group.err);
    } else {
        *taken = new_store(c, c->announced.n);
    }
    if (agree(c) == RC_OK) {
        rci_mpi_records_move(&c->records, &channel, 0, (size_t)c->announced.n,
                             c->announced.stream_size, &c->group.err);
        agree(c);
    }
    if (c->group.err.status != RC_OK) {
        drop(taken);
    }
}

rc_status rc_mpi_bcast(rc_store **store, int root, MPI_Comm comm, rc_error *err)
{
    call c;
    const rc_store *given = NULL;
    rc_store *taken = NULL;
    if (call_begin(&c, comm, root) == RC_OK) {
        if (!store) {
            rci_mpi_fail(&c.group.err, RC_EARG, "the place for the store is NULL");
        } else if (c.is_root) {
            given = as_it_lies(&c, *store);
        }
        if (rci_mpi_agree_root(&c.group, root) == RC_OK && announce(&c, given) == RC_OK) {
            broadcast(&c, given, &taken);
        }
        rc_store_unref(given);
    }
    if (taken) {
        *store = taken;
    }
    return call_end(&c, err);
}

/* --- scatter -----------------------------------------------------------------------------------
 */

/* How many records each rank gets, and the bytes of their nulls and texts. */
static rc_status divide(call *c, const rc_store *store, const uint64_t *counts)
{
    uint64_t n = rc_store_length(store), first = 0;
    int size = c->group.size;
    c->ranges = rci_mpi_alloc(2 * (size_t)size, sizeof *c->ranges, &c->group.err);
    for (int i = 0; c->ranges && i < size; i++) {
        uint64_t count =
            counts ? counts[i]
                   : rci_mpi_range_start(n, i + 1, size) - rci_mpi_range_start(n, i, size);
        if (count > n - first) {
            return rci_mpi_fail(&c->group.err, RC_EARG,
                                "the counts are of more than the %llu records of the store",
                                (unsigned long long)n);
        }
        c->ranges[2 * i] = count;
        c->ranges[2 * i + 1] = rci_mpi_records_stream_size(store, (size_t)first, (size_t)count);
        first += count;
    }
    if (c->ranges && first != n) {
        rci_mpi_fail(&c->group.err, RC_EARG, "the counts are of %llu records, the store has %llu",
                     (unsigned long long)first, (unsigned long long)n);
    }
    return c->group.err.status;
}

/* The root keeps a copy of its part. */
static rc_store *own_part(call *c, const rc_store *store)
{
    const rc_store *part = NULL;
    rc_store *copy = NULL;
    uint64_t first = 0;
    for (int i = 0; i < c->root; i++) {
        first += c->ranges[2 * i];
    }
    part =
        rc_store_slice_const(store, (size_t)first, (size_t)c->ranges[2 * c->root], &c->group.err);
    if (part) {
        copy = rc_store_convert(part, rc_store_layout(store), &c->group.err);
    }
    rc_store_unref(part);
    return copy;
}

static void scatter_records(call *c, const uint64_t *own_range)
{
    rci_mpi_channel channel = to_peer(c, c->root, RCI_MPI_RECEIVE);
    uint64_t first = 0;
    if (!c->is_root) {
        rci_mpi_records_move(&c->records, &channel, 0, (size_t)own_range[0], own_range[1],
                             &c->group.err);
        return;
    }
    for (int i = 0; i < c->group.size; i++) {
        const uint64_t *range = &c->ranges[2 * i];
        channel = to_peer(c, i, RCI_MPI_SEND);
        if (i != c->root &&
            rci_mpi_records_move(&c->records, &channel, (size_t)first, (size_t)range[0], range[1],
                                 &c->group.err) != RC_OK) {
            return;
        }
        first += range[0];
    }
}

static void scatter(call *c, const rc_store *store, const uint64_t *counts, rc_store **part)
{
    uint64_t range[2] = {0, 0};
    if (c->is_root) {
        divide(c, store, counts);
    }
    if (agree(c) != RC_OK) {
        return;
    }
    rci_mpi_check(
        MPI_Scatter(c->ranges, 2, MPI_UINT64_T, range, 2, MPI_UINT64_T, c->root, c->group.comm),
        "telling ranks their records", &c->group.err);
    if (c->is_root) {
        rci_mpi_records_init(&c->records, store, &c->group.err);
        *part = own_part(c, store);
    } else {
        *part = new_store(c, range[0]);
    }
    if (agree(c) == RC_OK) {
        scatter_records(c, range);
        agree(c);
    }
    if (c->group.err.status != RC_OK) {
        drop(part);
    }
}

rc_store *rc_mpi_scatter(const rc_store *store, const uint64_t *counts, int root, MPI_Comm comm,
                         rc_error *err)
{
    call c;
    const rc_store *given = NULL;
    rc_store *part = NULL;
    if (call_begin(&c, comm, root) == RC_OK) {
        if (c.is_root) {
            given = as_it_lies(&c, store);
        }
        if (rci_mpi_agree_root(&c.group, root) == RC_OK && announce(&c, given) == RC_OK) {
            scatter(&c, given, counts, &part);
        }
        rc_store_unref(given);
    }
    call_end(&c, err);
    return part;
}

/* --- gather ------------------------------------------------------------------------------------
 */

/* The root makes room for the records of all ranks, whose numbers it has got. */
static rc_store *make_room(call *c)
{
    uint64_t n = 0;
    for (int i = 0; i < c->group.size; i++) {
        if (c->ranges[2 * i] > SIZE_MAX - n) {
            rci_mpi_fail(&c->group.err, RC_ELIMIT, "the ranks have more than SIZE_MAX records");
            return NULL;
        }
        n += c->ranges[2 * i];
    }
    return new_store(c, n);
}

static void gather_records(call *c, const rc_store *own, const uint64_t *range, rc_store *all)
{
    rci_mpi_channel channel = to_peer(c, c->root, RCI_MPI_SEND);
    uint64_t first = 0;
    if (!c->is_root) {
        rci_mpi_records_move(&c->records, &channel, 0, (size_t)range[0], range[1], &c->group.err);
        return;
    }
    /* An error of this rank does not end the loop: the others send in any case. */
    for (int i = 0; i < c->group.size; i++) {
        size_t n = (size_t)c->ranges[2 * i];
        channel = to_peer(c, i, RCI_MPI_RECEIVE);
        if (i == c->root) {
            rc_store_copy(all, (size_t)first, own, 0, n, &c->group.err);
        } else {
            rci_mpi_records_move(&c->records, &channel, (size_t)first, n, c->ranges[2 * i + 1],
                                 &c->group.err);
        }
        first += n;
    }
}

/* `own` are the records of this rank, in the layout of the root. */
static void gather(call *c, const rc_store *own, rc_store **all)
{
    size_t n_ranges = 2 * (size_t)c->group.size;
    uint64_t range[2] = {0, 0};
    if (c->is_root) {
        c->ranges = rci_mpi_alloc(n_ranges, sizeof *c->ranges, &c->group.err);
    }
    if (agree(c) != RC_OK) {
        return;
    }
    range[0] = rc_store_length(own);
    range[1] = rci_mpi_records_stream_size(own, 0, rc_store_length(own));
    rci_mpi_check(
        MPI_Gather(range, 2, MPI_UINT64_T, c->ranges, 2, MPI_UINT64_T, c->root, c->group.comm),
        "telling the root how many records there are", &c->group.err);
    if (c->is_root) {
        *all = make_room(c);
    } else {
        rci_mpi_records_init(&c->records, own, &c->group.err);
    }
    if (agree(c) == RC_OK) {
        gather_records(c, own, range, *all);
        agree(c);
    }
    if (c->group.err.status != RC_OK) {
        drop(all);
    }
}

rc_status rc_mpi_gather(const rc_store *store, int root, MPI_Comm comm, rc_store **all,
                        rc_error *err)
{
    call c;
    const rc_store *own = NULL;
    rc_store *gathered = NULL;
    if (call_begin(&c, comm, root) == RC_OK) {
        if (!store || (c.is_root && !all)) {
            rci_mpi_fail(&c.group.err, RC_EARG, "the %s is NULL",
                         store ? "place for the store" : "store");
        } else if (c.is_root) {
            own = as_it_lies(&c, store);
        }
        if (rci_mpi_agree_root(&c.group, root) == RC_OK && announce(&c, own) == RC_OK) {
            if (rc_dtype_require(rc_store_dtype(store), c.announced.dtype, &c.group.err) == RC_OK &&
                !own) {
                own = in_layout(&c, store, c.announced.layout);
            }
            gather(&c, own, &gathered);
        }
        rc_store_unref(own);
    }
    if (c.group.err.status == RC_OK && all) {
        *all = gathered;
    }
    return call_end(&c, err);
}
