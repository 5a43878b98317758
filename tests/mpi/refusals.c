/* What goes wrong on one rank reaches all: wrong arguments, other dtypes, each allocation. */
#include "fill.h"
#include "ranks.h"

#include <rowcol/mpi.h>
#include <stdio.h>
#include <string.h>

enum { SEED = 3, N = 40 };

static rc_dtype *dtype; /* of most cases: texts, nulls, padding */

static rc_store *made(size_t n, rc_layout layout)
{
    return made_store(dtype, SEED, 0, n, layout, 0);
}

/* All ranks have the status, and the message says this. */
static void expect_told(rc_status found, rc_status status, const rc_error *err, const char *part)
{
    expect_status(found, status, err, part);
    expect(strstr(err->message, part) != NULL, "\"%s\": expected \"%s\"", err->message, part);
}

static void test_roots(void)
{
    static const int wrong[] = {-1, 1000};
    rc_store *store = made(N, RC_ROWS), *all = NULL;
    for (size_t i = 0; i < 3; i++) {
        int root = i < 2 ? wrong[i] : own_rank;
        const char *part = i < 2 ? "expected a rank from 0 to" : "different roots";
        rc_error err = RC_ERROR_INIT;
        expect_told(rc_mpi_bcast(&store, root, MPI_COMM_WORLD, &err), RC_EARG, &err, part);
        rc_error_clear(&err);
        expect(!rc_mpi_scatter(store, NULL, root, MPI_COMM_WORLD, &err), "scatter succeeds");
        expect_told(err.status, RC_EARG, &err, part);
        rc_error_clear(&err);
        expect_told(rc_mpi_gather(store, root, MPI_COMM_WORLD, &all, &err), RC_EARG, &err, part);
    }
    rc_store_unref(store);
    case_done("a root that is not a rank, or not the same everywhere");
}

static void test_nulls(void)
{
    rc_store *store = made(N, RC_ROWS), *none = NULL, *all = NULL;
    int last = n_ranks - 1;
    char rank[32];
    rc_error err = RC_ERROR_INIT;
    snprintf(rank, sizeof rank, "rank %d: the ", last);
    expect_told(rc_mpi_bcast(own_rank == last ? &none : &store, last, MPI_COMM_WORLD, &err),
                RC_EARG, &err, rank);
    rc_error_clear(&err);
    expect_told(rc_mpi_bcast(own_rank == last ? NULL : &store, 0, MPI_COMM_WORLD, &err), RC_EARG,
                &err, rank);
    rc_error_clear(&err);
    expect(!rc_mpi_scatter(own_rank == last ? NULL : store, NULL, last, MPI_COMM_WORLD, &err),
           "scatter succeeds");
    expect_told(err.status, RC_EARG, &err, rank);
    rc_error_clear(&err);
    expect_told(rc_mpi_gather(own_rank == last ? NULL : store, 0, MPI_COMM_WORLD, &all, &err),
                RC_EARG, &err, rank);
    rc_error_clear(&err);
    expect_told(rc_mpi_gather(store, last, MPI_COMM_WORLD, own_rank == last ? NULL : &all, &err),
                RC_EARG, &err, rank);
    expect(!all && !none, "a store was set");
    expect(rc_mpi_gather(NULL, 0, MPI_COMM_WORLD, NULL, NULL) == RC_EARG, "no error is wanted");
    rc_store_unref(store);
    case_done("NULL on one rank");
}

static void test_counts(void)
{
    rc_store *store = made(N, RC_COLUMNS);
    uint64_t counts[64] = {0};
    static const struct {
        uint64_t first;
        const char *part;
    } table[] = {{N - 1, "of 39 records, the store has 40"},
                 {N + 1, "more than the 40 records"},
                 {UINT64_MAX, "more than the 40 records"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        counts[0] = table[i].first;
        expect(!rc_mpi_scatter(store, counts, 0, MPI_COMM_WORLD, &err), "scatter succeeds");
        expect_told(err.status, RC_EARG, &err, table[i].part);
    }
    rc_store_unref(store);
    case_done("counts that are not those of the store");
}

static void test_dtypes(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *other = rc_dtype_parse("x:i4, y:f8", NULL),
             *moved = rc_dtype_parse("x:i4, y:>f8", NULL);
    rc_store *store = rc_store_zeros(own_rank == n_ranks - 1 ? moved : other, 3, RC_ROWS, NULL);
    rc_store *all = NULL;
    char rank[32];
    snprintf(rank, sizeof rank, "rank %d: ", n_ranks - 1);
    expect_told(rc_mpi_gather(store, 0, MPI_COMM_WORLD, &all, &err), RC_ETYPE, &err, rank);
    expect(strcmp(err.field, "y") == 0, "the field is \"%s\"", err.field);
    expect(!all, "a store was set");
    rc_store_unref(store);
    rc_dtype_unref(other);
    rc_dtype_unref(moved);
    case_done("another dtype on one rank");
}

static void test_communicators(void)
{
    rc_store *store = made(N, RC_ROWS), *all = NULL;
    MPI_Comm half, between;
    rc_error err = RC_ERROR_INIT;
    expect_told(rc_mpi_bcast(&store, 0, MPI_COMM_NULL, &err), RC_EARG, &err, "MPI_COMM_NULL");
    rc_error_clear(&err);
    expect_told(rc_mpi_send(store, 1, 0, MPI_COMM_NULL, &err), RC_EARG, &err, "MPI_COMM_NULL");
    MPI_Comm_split(MPI_COMM_WORLD, own_rank > 0, own_rank, &half);
    MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, own_rank > 0 ? 0 : 1, 9, &between);
    rc_error_clear(&err);
    expect_told(rc_mpi_gather(store, 0, between, &all, &err), RC_EARG, &err, "intercommunicator");
    MPI_Comm_free(&between);
    /* A communicator of its own is freed with that of the library. */
    rc_error_clear(&err);
    expect_status(rc_mpi_gather(store, 0, half, &all, &err), RC_OK, &err, "gather");
    expect(own_rank > 1 ? !all
                        : rc_store_length(all) == (own_rank > 0 ? N * ((size_t)n_ranks - 1) : N),
           "wrong records");
    MPI_Comm_free(&half);
    rc_store_unref(all);
    rc_store_unref(store);
    case_done("communicators");
}

/* --- two ranks ---------------------------------------------------------------------------------
 */

static void test_peers(void)
{
    static const int ranks[] = {-1, 64, MPI_ANY_SOURCE};
    rc_store *store = made(N, RC_ROWS);
    for (size_t i = 0; i < 4; i++) {
        rc_error err = RC_ERROR_INIT;
        int rank = i < 3 ? ranks[i] : own_rank;
        expect_told(rc_mpi_send(store, rank, 0, MPI_COMM_WORLD, &err), RC_EARG, &err,
                    "expected another rank than this one");
        rc_error_clear(&err);
        if (rank != MPI_ANY_SOURCE) {
            expect(!rc_mpi_recv(rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE, &err), "received");
            expect_told(err.status, RC_EARG, &err, "expected another rank than this one");
        }
    }
    {
        rc_error err = RC_ERROR_INIT;
        expect_told(rc_mpi_send(store, (own_rank + 1) % n_ranks, -5, MPI_COMM_WORLD, &err), RC_EARG,
                    &err, "tag -5");
        rc_error_clear(&err);
        expect(!rc_mpi_recv(MPI_ANY_SOURCE, 0, MPI_COMM_SELF, MPI_STATUS_IGNORE, &err), "received");
        expect_told(err.status, RC_EARG, &err, "no other rank can send");
    }
    rc_store_unref(store);
    case_done("ranks and tags");
}

static void test_failing_sender(void)
{
    rc_error err = RC_ERROR_INIT;
    if (own_rank == 0) {
        expect_told(rc_mpi_send(NULL, 1, 4, MPI_COMM_WORLD, &err), RC_EARG, &err, "NULL");
    } else if (own_rank == 1) {
        expect(!rc_mpi_recv(0, 4, MPI_COMM_WORLD, MPI_STATUS_IGNORE, &err), "received");
        expect_told(err.status, RC_EARG, &err, "the store is NULL");
    }
    case_done("the receiver gets the error of the sender");
}

static void test_foreign_message(void)
{
    rc_error err = RC_ERROR_INIT;
    double value = 0.5;
    if (own_rank == 0) {
        MPI_Send(&value, 1, MPI_DOUBLE, 1, 5, MPI_COMM_WORLD);
    } else if (own_rank == 1) {
        value = 0;
        expect(!rc_mpi_recv(0, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE, &err), "received");
        expect_told(err.status, RC_EFORMAT, &err, "is not a store");
        MPI_Recv(&value, 1, MPI_DOUBLE, 0, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        expect(value == 0.5, "the message is gone");
    }
    case_done("a message that is not a store stays");
}

static void test_both_send(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = made(N, RC_ROWS), *found = NULL;
    if (own_rank < 2) {
        expect_told(rc_mpi_send(store, 1 - own_rank, 6, MPI_COMM_WORLD, &err), RC_EARG, &err,
                    "at the same time");
        /* Nothing of it is left. */
        rc_error_clear(&err);
        if (own_rank == 0) {
            rc_mpi_send(store, 1, 6, MPI_COMM_WORLD, &err);
        } else {
            found = rc_mpi_recv(0, 6, MPI_COMM_WORLD, MPI_STATUS_IGNORE, &err);
            expect(rc_store_equal(found, store), "other records");
        }
        expect_status(err.status, RC_OK, &err, "the next store");
    }
    rc_store_unref(found);
    rc_store_unref(store);
    case_done("two ranks that both send do not wait for ever");
}

static void test_type(void)
{
    rc_error err = RC_ERROR_INIT;
    MPI_Datatype type = MPI_INT;
    rc_dtype *text = rc_dtype_parse("a:i4, b:{\"c\\n\":2{d:str}}", NULL);
    expect_told(rc_mpi_type(text, &type, &err), RC_EUNSUPPORTED, &err, "str has no MPI datatype");
    expect(strcmp(err.field, "b.c\\x0A") == 0, "the field is \"%s\"", err.field);
    rc_error_clear(&err);
    expect_told(rc_mpi_type(NULL, &type, &err), RC_EARG, &err, "the dtype is NULL");
    rc_error_clear(&err);
    expect_told(rc_mpi_type(text, NULL, &err), RC_EARG, &err, "NULL");
    expect(type == MPI_INT, "the type was set");
    rc_dtype_unref(text);
    case_done("datatypes that do not exist");
}

/* --- memory ------------------------------------------------------------------------------------
 */

static rc_status body_type(void *context, rc_error *err)
{
    rc_dtype *fixed = context;
    MPI_Datatype type;
    rc_status status = rc_mpi_type(fixed, &type, err);
    int least = 0, own = (int)status;
    if (status == RC_OK) {
        MPI_Type_free(&type);
    }
    /* It is a call of one rank: the others are told here. */
    MPI_Allreduce(&own, &least, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    err->status = (rc_status)least;
    return (rc_status)least;
}

static rc_status body_send(void *context, rc_error *err)
{
    rc_store *found = NULL;
    int own, worst = 0;
    if (own_rank == 0) {
        rc_mpi_send(context, 1, 7, MPI_COMM_WORLD, err);
    } else if (own_rank == 1) {
        found = rc_mpi_recv(0, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE, err);
        expect(err->status != RC_OK || rc_store_equal(found, context), "other records");
        expect(err->status == RC_OK || !found, "a store and an error");
    }
    rc_store_unref(found);
    /* Both ranks know; the others do not take part. */
    own = (int)err->status;
    if (own_rank > 1) {
        MPI_Bcast(&worst, 1, MPI_INT, 0, MPI_COMM_WORLD);
        err->status = (rc_status)worst;
    } else {
        MPI_Bcast(own_rank == 0 ? &own : &worst, 1, MPI_INT, 0, MPI_COMM_WORLD);
    }
    return err->status;
}

static rc_status body_bcast(void *context, rc_error *err)
{
    rc_store *store = own_rank == n_ranks - 1 ? context : NULL;
    rc_status status = rc_mpi_bcast(&store, n_ranks - 1, MPI_COMM_WORLD, err);
    expect(status != RC_OK || rc_store_equal(store, context), "other records");
    if (own_rank < n_ranks - 1) {
        rc_store_unref(store);
    }
    return status;
}

static rc_status body_scatter(void *context, rc_error *err)
{
    rc_store *part = rc_mpi_scatter(context, NULL, 0, MPI_COMM_WORLD, err);
    if (part) {
        size_t n = rc_store_length(context) / (size_t)n_ranks;
        const rc_store *expected = rc_store_slice_const(context, n * (size_t)own_rank, n, NULL);
        /* Making the slice may be what has no memory. */
        expect(!expected || rc_store_equal(part, expected), "other records");
        rc_store_unref(expected);
    }
    rc_store_unref(part);
    return err->status;
}

static rc_status body_gather(void *context, rc_error *err)
{
    rc_store *all = NULL;
    rc_status status = rc_mpi_gather(context, n_ranks - 1, MPI_COMM_WORLD, &all, err);
    expect((all != NULL) == (status == RC_OK && own_rank == n_ranks - 1), "a store and an error");
    expect(!all || rc_store_length(all) == rc_store_length(context) * (size_t)n_ranks, "too few");
    rc_store_unref(all);
    return status;
}

static void test_memory(void)
{
    static const struct {
        const char *name;
        rc_status (*body)(void *context, rc_error *err);
    } table[] = {{"send", body_send},
                 {"broadcast", body_bcast},
                 {"scatter", body_scatter},
                 {"gather", body_gather}};
    rc_dtype *fixed = rc_dtype_parse("a:i4, b:2{c:S3, d:{e:f8}}", NULL);
    for (int rank = 0; rank < 2; rank++) {
        rc_store *store =
            made_store(dtype, SEED, 0, 8 * (size_t)n_ranks, rank == 0 ? RC_COLUMNS : RC_ROWS, 0);
        for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
            each_allocation(table[i].name, rank, table[i].body, store);
        }
        each_allocation("type", rank, body_type, fixed);
        rc_store_unref(store);
    }
    rc_dtype_unref(fixed);
}

int main(int argc, char **argv)
{
    ranks_start(&argc, &argv);
    dtype = rc_dtype_parse("t:str?, a:i1, b:f8?, s:2{n:str, m:i2}; aligned", NULL);
    test_type();
    test_roots();
    test_nulls();
    test_counts();
    test_dtypes();
    test_communicators();
    test_peers();
    test_failing_sender();
    test_foreign_message();
    test_both_send();
    test_memory();
    rc_dtype_unref(dtype);
    return ranks_end();
}
