/* distributed.c: what a file takes that all ranks read or write. distributed.py starts it.
 *
 *     distributed load FILE DTYPE TURNS     rc_mpi_load, on one thread for each rank
 *     distributed parts FILE DTYPE TURNS    the same lines, each rank its range without MPI
 *     distributed save FILE MEGABYTES TURNS rc_mpi_save of as many bytes in all
 *     distributed pwrite FILE MEGABYTES TURNS   the same bytes with pwrite, fsync and rename
 *
 * Rank 0 prints for each turn the seconds from a barrier to the end of the last rank, and the
 * processor seconds of the rank that needs most. */
#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <rowcol.h>
#include <rowcol/io.h>
#include <rowcol/mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* As pieces of rc_mpi_save. */
#define PIECE ((size_t)16 << 20)

static int rank, ranks;

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "distributed: %s: %s\n", what, why);
    MPI_Abort(MPI_COMM_WORLD, 1);
}

typedef struct clocks {
    double wall, processor;
} clocks;

static clocks now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (clocks){MPI_Wtime(), (double)t.tv_sec + (double)t.tv_nsec / 1e9};
}

static clocks begin(void)
{
    MPI_Barrier(MPI_COMM_WORLD);
    return now();
}

static void end(clocks start)
{
    clocks stop = now();
    double own[2], all[2];
    own[0] = stop.wall - start.wall;
    own[1] = stop.processor - start.processor;
    MPI_Reduce(own, all, 2, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
    if (rank == 0) {
        printf("%.6f %.6f\n", all[0], all[1]);
        fflush(stdout);
    }
}

/* The first line that begins at or after a position. */
static uint64_t line_at(const char *path, uint64_t position)
{
    FILE *file = fopen(path, "rb");
    int c = position > 0 ? 0 : '\n';
    if (!file || fseek(file, position > 0 ? (long)position - 1 : 0, SEEK_SET) != 0) {
        fail(path, strerror(errno));
    }
    while (c != '\n' && c != EOF) {
        c = fgetc(file);
    }
    position = (uint64_t)ftell(file);
    fclose(file);
    return position;
}

static rc_store *load_part(const char *path, const uint64_t *range, const rc_read_options *options,
                           rc_error *err)
{
    rc_reader *reader = rc_reader_open_range(path, range[0], range[1] - range[0], options, err);
    rc_store *store = reader ? rc_reader_load(reader, 1, err) : NULL;
    rc_reader_close(reader);
    return store;
}

static uint64_t size_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint64_t size;
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        fail(path, strerror(errno));
    }
    size = (uint64_t)ftell(file);
    fclose(file);
    return size;
}

static void load(const char *path, const char *text, int turns, int parts)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    uint64_t size = size_of(path), range[2];
    options.dtype = dtype;
    range[0] = line_at(path, size * (uint64_t)rank / (uint64_t)ranks);
    range[1] = line_at(path, size * (uint64_t)(rank + 1) / (uint64_t)ranks);
    for (int i = 0; i < turns; i++) {
        clocks start = begin();
        rc_store *store = parts ? load_part(path, range, &options, &err)
                                : rc_mpi_load(path, &options, MPI_COMM_WORLD, &err);
        end(start);
        if (!store) {
            fail(path, err.message);
        }
        rc_store_unref(store);
    }
    rc_dtype_unref(dtype);
}

/* The share of this rank, of points of 12 bytes. */
static rc_store *make_share(size_t megabytes)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:i4, z:i4", &err);
    size_t n = megabytes * 1000000 / 12 / (size_t)ranks;
    rc_store *store = rc_store_zeros(dtype, n, RC_ROWS, &err);
    if (!store) {
        fail("points", err.message);
    }
    memset(rc_store_data(store), rank + 1, n * 12);
    rc_dtype_unref(dtype);
    return store;
}

static void save(const rc_store *store, const char *path)
{
    rc_error err = RC_ERROR_INIT;
    if (rc_mpi_save(store, path, MPI_COMM_WORLD, &err) != RC_OK) {
        fail(path, err.message);
    }
}

/* The same without the library: each rank its part, in pieces; then rank 0 renames the file. */
static void write_plain(const rc_store *store, const char *path)
{
    const char *bytes = rc_store_data_const(store);
    size_t size = rc_store_length(store) * 12;
    char name[4096];
    int fd;
    snprintf(name, sizeof name, "%s.new", path);
    if (rank == 0) {
        fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
        close(fd);
    }
    MPI_Barrier(MPI_COMM_WORLD);
    fd = open(name, O_WRONLY);
    for (size_t at = 0; at < size;) {
        size_t n = size - at < PIECE ? size - at : PIECE;
        ssize_t got = pwrite(fd, bytes + at, n, (off_t)(size * (size_t)rank + at));
        if (got <= 0) {
            fail(name, strerror(errno));
        }
        at += (size_t)got;
    }
    if (fsync(fd) != 0 || close(fd) != 0) {
        fail(name, strerror(errno));
    }
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0 && rename(name, path) != 0) {
        fail(name, strerror(errno));
    }
}

static void write_turns(void (*write_file)(const rc_store *store, const char *path),
                        const char *path, size_t megabytes, int turns)
{
    rc_store *store = make_share(megabytes);
    for (int i = 0; i < turns; i++) {
        clocks start;
        if (rank == 0) {
            unlink(path);
        }
        start = begin();
        write_file(store, path);
        end(start);
    }
    if (rank == 0) {
        unlink(path);
    }
    rc_store_unref(store);
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    rc_set_threads(1);
    if (argc != 5) {
        fail("usage", "distributed load|parts|save|pwrite FILE DTYPE|MEGABYTES TURNS");
    } else if (strcmp(argv[1], "load") == 0 || strcmp(argv[1], "parts") == 0) {
        load(argv[2], argv[3], atoi(argv[4]), argv[1][0] == 'p');
    } else {
        write_turns(strcmp(argv[1], "save") == 0 ? save : write_plain, argv[2],
                    (size_t)atol(argv[3]), atoi(argv[4]));
    }
    MPI_Finalize();
    return 0;
}
