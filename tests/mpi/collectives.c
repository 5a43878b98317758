/* Stores between ranks: every kind of dtype through each call, in rows, columns and views. */
#include "fill.h"
#include "ranks.h"

#include <rowcol/mpi.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/dtype_random.h"

enum { SEED = 17 };

static bool has_text(const rc_dtype *dtype)
{
    rc_field_info field;
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_dtype_field(dtype, i, &field, NULL);
        if (has_text(field.dtype)) {
            return true;
        }
    }
    return rc_dtype_kind(dtype) == RC_STR ||
           (rc_dtype_element(dtype) && has_text(rc_dtype_element(dtype)));
}

/* The store is that of the records first .. first + n - 1, and has no other byte in its padding. */
static void expect_records(const rc_store *found, const rc_dtype *dtype, size_t first, size_t n,
                           rc_layout layout, const char *what)
{
    rc_store *expected = made_store(dtype, SEED, first, n, layout, 0);
    expect(rc_store_length(found) == n, "%s: %zu records, expected %zu", what,
           rc_store_length(found), n);
    expect(rc_store_layout(found) == layout, "%s: layout %d, expected %d", what,
           (int)rc_store_layout(found), (int)layout);
    expect(rc_store_equal(found, expected), "%s: other records from %zu on", what, first);
    if (layout == RC_ROWS && n > 0 && !has_text(dtype) && rc_store_length(found) == n) {
        expect(memcmp(rc_store_data_const(found), rc_store_data_const(expected),
                      n * rc_dtype_itemsize(dtype)) == 0,
               "%s: other bytes, perhaps padding", what);
    }
    rc_store_unref(expected);
}

/* A store to send: as rows with padding that is not zero, as columns, or as a view. */
static rc_store *given_store(const rc_dtype *dtype, size_t first, size_t n, rc_layout layout)
{
    rc_store *whole, *view;
    if (layout != RC_STRIDED) {
        return made_store(dtype, SEED, first, n, layout, has_text(dtype) ? 0 : 0xEE);
    }
    whole = made_store(dtype, SEED, first, n, RC_COLUMNS, 0);
    view = rc_store_reversed(whole, NULL);
    rc_store_unref(whole);
    whole = rc_store_reversed(view, NULL);
    rc_store_unref(view);
    return whole;
}

static rc_layout arrives_as(const rc_store *store)
{
    return rc_store_layout(store) == RC_COLUMNS ? RC_COLUMNS : RC_ROWS;
}

static void test_send(const rc_dtype *dtype, size_t n, rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    int next = (own_rank + 1) % n_ranks, last = (own_rank + n_ranks - 1) % n_ranks;
    for (int turn = 0; turn < n_ranks; turn++) {
        if (own_rank == turn) {
            rc_store *store = given_store(dtype, 5, n, layout);
            expect_status(rc_mpi_send(store, next, 100 + turn, MPI_COMM_WORLD, &err), RC_OK, &err,
                          "send");
            rc_store_unref(store);
        } else if (last == turn) {
            MPI_Status status;
            bool any = turn % 2 == 0;
            rc_store *found =
                rc_mpi_recv(any ? MPI_ANY_SOURCE : last, any ? MPI_ANY_TAG : 100 + turn,
                            MPI_COMM_WORLD, &status, &err);
            rc_store *like = given_store(dtype, 5, n, layout);
            expect_status(err.status, RC_OK, &err, "receive");
            expect(status.MPI_SOURCE == turn && status.MPI_TAG == 100 + turn, "wrong status");
            expect_records(found, dtype, 5, n, arrives_as(like), "receive");
            rc_store_unref(like);
            rc_store_unref(found);
        }
        MPI_Barrier(MPI_COMM_WORLD);
    }
}

static void test_bcast(const rc_dtype *dtype, size_t n, rc_layout layout, int root)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *like = given_store(dtype, 3, n, layout);
    rc_store *store = own_rank == root ? rc_store_ref(like) : NULL;
    expect_status(rc_mpi_bcast(&store, root, MPI_COMM_WORLD, &err), RC_OK, &err, "broadcast");
    if (own_rank == root) {
        expect(store == like, "the root has another store");
    } else {
        expect_records(store, dtype, 3, n, arrives_as(like), "broadcast");
    }
    rc_store_unref(store);
    rc_store_unref(like);
}

/* How many records a rank has: none, one, and more, in numbers that are not a multiple of 8. */
static size_t share(int rank)
{
    return rank % 3 == 1 ? 0 : (size_t)rank * 13 + 1;
}

static size_t shares_before(int rank)
{
    size_t sum = 0;
    for (int i = 0; i < rank; i++) {
        sum += share(i);
    }
    return sum;
}

static void test_scatter(const rc_dtype *dtype, rc_layout layout, int root, bool even)
{
    rc_error err = RC_ERROR_INIT;
    uint64_t counts[64];
    size_t n = even ? (size_t)n_ranks * 9 + 1 : shares_before(n_ranks);
    size_t first = even ? (size_t)own_rank * 9 + (own_rank > 0) : shares_before(own_rank);
    size_t own = even ? 9U + (own_rank == 0) : share(own_rank);
    rc_store *store = given_store(dtype, 0, n, layout), *part;
    for (int i = 0; i < n_ranks; i++) {
        counts[i] = share(i);
    }
    part = rc_mpi_scatter(own_rank == root ? store : NULL, even ? NULL : counts, root,
                          MPI_COMM_WORLD, &err);
    expect_status(err.status, RC_OK, &err, "scatter");
    expect_records(part, dtype, first, own, arrives_as(store), "scatter");
    rc_store_unref(part);
    rc_store_unref(store);
}

static void test_gather(const rc_dtype *dtype, rc_layout layout, int root)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *all = NULL;
    /* The others have it in other layouts. */
    rc_layout own = own_rank == root ? layout : (rc_layout)(1 + own_rank % 3);
    rc_store *store = given_store(dtype, shares_before(own_rank), share(own_rank), own);
    expect_status(rc_mpi_gather(store, root, MPI_COMM_WORLD, own_rank == root ? &all : NULL, &err),
                  RC_OK, &err, "gather");
    if (own_rank == root) {
        expect_records(all, dtype, 0, shares_before(n_ranks), arrives_as(store), "gather");
    }
    rc_store_unref(all);
    rc_store_unref(store);
}

/* The bytes of a row that belong to no field: those that keep what they were before all are filled.
 */
static size_t count_padding(const rc_dtype *dtype, unsigned char *is_padding)
{
    rc_store *a = made_store(dtype, SEED, 0, 1, RC_ROWS, 0x55);
    rc_store *b = made_store(dtype, SEED, 0, 1, RC_ROWS, 0xAA);
    const unsigned char *x = rc_store_data_const(a), *y = rc_store_data_const(b);
    size_t n = 0;
    for (size_t i = 0; i < rc_dtype_itemsize(dtype); i++) {
        is_padding[i] = x[i] != y[i];
        n += is_padding[i];
    }
    rc_store_unref(a);
    rc_store_unref(b);
    return n;
}

static void test_type(const rc_dtype *dtype)
{
    enum { N = 7 };
    rc_error err = RC_ERROR_INIT;
    size_t size = rc_dtype_itemsize(dtype), padding;
    unsigned char *is_padding = malloc(size + 1), *bytes;
    MPI_Datatype type;
    MPI_Aint low = 1, extent = 0;
    int packed = -1;
    rc_store *from = made_store(dtype, SEED, 0, N, RC_ROWS, 0xEE);
    rc_store *to = made_store(dtype, SEED, 0, N, RC_ROWS, 0x33);
    expect_status(rc_mpi_type(dtype, &type, &err), RC_OK, &err, "type");
    padding = count_padding(dtype, is_padding);
    MPI_Type_get_extent(type, &low, &extent);
    MPI_Type_size(type, &packed);
    expect(low == 0 && extent == (MPI_Aint)size, "extent %ld, expected %zu", (long)extent, size);
    expect(packed == (int)(size - padding), "%d bytes, expected %zu", packed, size - padding);
    bytes = rc_store_data(to);
    if (size > 0) {
        memset(bytes, 0x33, N * size);
        MPI_Sendrecv(rc_store_data(from), N, type, own_rank, 1, bytes, N, type, own_rank, 1,
                     MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        for (size_t i = 0; i < N * size; i++) {
            unsigned char sent = ((const unsigned char *)rc_store_data(from))[i];
            unsigned char expected = is_padding[i % size] ? 0x33 : sent;
            expect(bytes[i] == expected, "byte %zu is %d, expected %d", i, bytes[i], expected);
        }
    }
    MPI_Type_free(&type);
    free(is_padding);
    rc_store_unref(from);
    rc_store_unref(to);
}

static void test_dtype(const rc_dtype *dtype)
{
    static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS, RC_STRIDED};
    static const size_t lengths[] = {0, 1, 61};
    if (!has_text(dtype)) {
        test_type(dtype);
    }
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 3 && n_ranks > 1; k++) {
            test_send(dtype, lengths[k], layouts[i]);
        }
        test_bcast(dtype, lengths[i], layouts[i], 0);
        test_bcast(dtype, 61, layouts[i], n_ranks - 1);
        test_scatter(dtype, layouts[i], n_ranks - 1, false);
        test_scatter(dtype, layouts[i], 0, true);
        test_gather(dtype, layouts[i], 0);
        test_gather(dtype, layouts[i], n_ranks - 1);
    }
}

static void test_kinds(void)
{
    static const char *const dtypes[] = {
        "x:bool",
        "x:i1",
        "x:i2",
        "x:i4",
        "x:i8",
        "x:u1",
        "x:u2",
        "x:u4",
        "x:u8",
        "x:f2",
        "x:f4",
        "x:f8",
        "x:c8",
        "x:c16",
        "x:S7",
        "x:U5",
        "x:V9",
        "x:M8[us]",
        "x:m8[25s]",
        "x:M8",
        "x:str",
        "x:>i2, y:>f8, z:>U3, t:>M8[ms], c:>c16, h:>f2",
        "x:i1, y:i8, z:i1; aligned",
        "x:i1@0, y:i4@8; size=24",
        "a:3i4, b:(2,3)>f4, c:2{p:i1, q:f8}, d:4S3",
        "x:i4?, who:{name:str?, age:i1?}?, p:3f8?",
        "x:str, y:2str, z:3{s:str, n:i4}",
        "x:i4",
        "when:M8[us,Europe/Berlin], text:str?, ok:bool?",
        "i4",
        "3f8",
        "{}",
        "x:S0, y:i4",
        "x:0i4",
    };
    for (size_t i = 0; i < sizeof dtypes / sizeof dtypes[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_dtype *dtype = rc_dtype_parse(dtypes[i], &err);
        expect_status(err.status, RC_OK, &err, dtypes[i]);
        if (dtype) {
            test_dtype(dtype);
        }
        rc_dtype_unref(dtype);
        case_done("%s", dtypes[i]);
    }
}

static void test_random(void)
{
    uint64_t state = 2026;
    for (int i = 0; i < 24; i++) {
        rc_dtype *dtype = random_dtype(&state, 3, RANDOM_ALL, NULL);
        test_dtype(dtype);
        rc_dtype_unref(dtype);
    }
    case_done("random dtypes");
}

/* How many values of MPI a record has: a number is one, bytes are one each. */
static void test_elements(void)
{
    static const struct {
        const char *dtype;
        int elements;
    } table[] = {{"x:i4, y:f8, z:S3", 5}, {"x:>i4", 4}, {"x:c16, y:bool", 2},
                 {"x:M8[s], y:m8", 2},    {"x:f2", 2},  {"x:5u2", 5},
                 {"x:2{a:i1, b:u8}", 4},  {"x:U2", 8},  {"x:i1, y:i4; aligned", 2}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_dtype *dtype = rc_dtype_parse(table[i].dtype, &err);
        unsigned char from[64] = {1}, to[64];
        MPI_Datatype type;
        MPI_Status status;
        int n = 0;
        expect_status(rc_mpi_type(dtype, &type, &err), RC_OK, &err, table[i].dtype);
        MPI_Sendrecv(from, 1, type, own_rank, 2, to, 1, type, own_rank, 2, MPI_COMM_WORLD, &status);
        MPI_Get_elements(&status, type, &n);
        expect(n == table[i].elements, "%s: %d values, expected %d", table[i].dtype, n,
               table[i].elements);
        MPI_Type_free(&type);
        rc_dtype_unref(dtype);
    }
    case_done("numbers are values of MPI, other kinds bytes");
}

/* More than one message of 64 MiB for each part. */
static void test_large(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:V4095, b:u1", &err);
    size_t n = 20000;
    rc_store *store = NULL;
    if (own_rank == 0) {
        store = made_store(dtype, SEED, 0, n, RC_ROWS, 0);
    }
    expect_status(rc_mpi_bcast(&store, 0, MPI_COMM_WORLD, &err), RC_OK, &err, "broadcast");
    if (own_rank > 0) {
        expect_records(store, dtype, 0, n, RC_ROWS, "broadcast");
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    case_done("a store of 82 MB");
}

int main(int argc, char **argv)
{
    ranks_start(&argc, &argv);
    test_elements();
    test_kinds();
    test_random();
    if (n_ranks == 2) {
        test_large();
    }
    return ranks_end();
}
