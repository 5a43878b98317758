/* One file of all ranks. usage: files FOLDER          the cases
                                files FOLDER kill      rank 1 is killed while it writes
   FOLDER/killed.npy files FOLDER full      no file may grow beyond 1 MB: FOLDER/full.npy */
#include "fill.h"
#include "ranks.h"

#include <dirent.h>
#include <rowcol/mpi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { SEED = 11 };

static const char *folder;

static void path_in(char *path, const char *name)
{
    snprintf(path, 4096, "%s/%s", folder, name);
}

/* Records of a rank: none on one of them, and more than one piece of 16 MiB for large records. */
static size_t share(int rank)
{
    return rank % 3 == 1 ? 0 : (size_t)rank * 10 + 7;
}

static size_t shares_before(int rank)
{
    size_t sum = 0;
    for (int i = 0; i < rank; i++) {
        sum += share(i);
    }
    return sum;
}

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    *size = 0;
    if (file && fseek(file, 0, SEEK_END) == 0) {
        *size = (size_t)ftell(file);
        bytes = malloc(*size + 1);
        rewind(file);
        *size = bytes ? fread(bytes, 1, *size, file) : 0;
    }
    if (file) {
        fclose(file);
    }
    return bytes;
}

static void expect_same_files(const char *a, const char *b)
{
    size_t n_a, n_b;
    char *x = read_file(a, &n_a), *y = read_file(b, &n_b);
    expect(x && y && n_a == n_b && memcmp(x, y, n_a) == 0, "%s (%zu bytes) is not %s (%zu bytes)",
           a, n_a, b, n_b);
    free(x);
    free(y);
}

static size_t count_files(void)
{
    DIR *open = opendir(folder);
    size_t n = 0;
    while (open && readdir(open)) {
        n++;
    }
    if (open) {
        closedir(open);
    }
    return n;
}

/* --- good files --------------------------------------------------------------------------------
 */

static void expect_loaded(const rc_dtype *dtype, const char *path, size_t n, rc_layout layout)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    size_t each = n / (size_t)n_ranks, rest = n % (size_t)n_ranks, own = (size_t)own_rank;
    size_t first = each * own + (own < rest ? own : rest);
    rc_store *found, *expected = made_store(dtype, SEED, first, each + (own < rest), layout, 0);
    options.layout = layout;
    found = rc_mpi_load(path, layout == RC_ROWS ? NULL : &options, MPI_COMM_WORLD, &err);
    expect_status(err.status, RC_OK, &err, "load");
    expect(rc_store_equal(found, expected) && rc_store_layout(found) == layout, "loaded: others");
    rc_store_unref(found);
    rc_store_unref(expected);
}

static void test_dtype(const char *text)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    size_t n = shares_before(n_ranks);
    char together[4096], alone[4096];
    path_in(together, "together.npy");
    path_in(alone, "alone.npy");
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = made_store(dtype, SEED, shares_before(own_rank), share(own_rank),
                                     (rc_layout)layout, 0xEE);
        expect_status(rc_mpi_save(store, together, MPI_COMM_WORLD, &err), RC_OK, &err, text);
        if (own_rank == 0) {
            rc_store *all = made_store(dtype, SEED, 0, n, RC_ROWS, 0);
            expect_status(rc_save(all, alone, NULL, &err), RC_OK, &err, "save alone");
            rc_store_unref(all);
            expect_same_files(together, alone);
        }
        MPI_Barrier(MPI_COMM_WORLD);
        expect_loaded(dtype, together, n, RC_ROWS);
        expect_loaded(dtype, together, n, RC_COLUMNS);
        rc_store_unref(store);
    }
    rc_dtype_unref(dtype);
    case_done("%s: the file is that of rc_save, and is loaded", text);
}

/* Calls with other pieces on each rank: a record of 1 MB, 16 in a piece. */
static void test_pieces(void)
{
    static const char text[] = "a:V1000000, b:i1, c:i4; aligned";
    test_dtype(text);
}

/* --- failures ----------------------------------------------------------------------------------
 */

static void expect_refused(const rc_store *store, const char *path, rc_status status,
                           const char *part)
{
    rc_error err = RC_ERROR_INIT;
    expect_status(rc_mpi_save(store, path, MPI_COMM_WORLD, &err), status, &err, part);
    expect(strstr(err.message, part) != NULL, "\"%s\": expected \"%s\"", err.message, part);
}

static void test_refusals(void)
{
    rc_dtype *point = rc_dtype_parse("x:i4", NULL), *other = rc_dtype_parse("x:u4", NULL);
    rc_dtype *text = rc_dtype_parse("a:i4, s:str", NULL);
    rc_store *points = rc_store_zeros(point, 3, RC_ROWS, NULL);
    rc_store *others = rc_store_zeros(other, 3, RC_ROWS, NULL);
    rc_store *texts = rc_store_zeros(text, 3, RC_ROWS, NULL);
    rc_error err = RC_ERROR_INIT;
    char path[4096], missing[4096];
    size_t files = count_files();
    bool is_last = own_rank == n_ranks - 1;
    path_in(path, "refused.npy");
    path_in(missing, "no/such.npy");
    expect_refused(is_last ? others : points, path, RC_ETYPE, "different dtypes");
    expect_refused(texts, path, RC_EUNSUPPORTED, "rank 0: ");
    expect_refused(is_last ? NULL : points, path, RC_EARG, "the store is NULL");
    expect_refused(points, is_last ? NULL : path, RC_EARG, "the path is NULL");
    expect_refused(points, missing, RC_EIO, "rank 0: cannot create");
    expect_refused(points, folder, RC_EARG, "not a regular file");
    expect(!rc_mpi_load(missing, NULL, MPI_COMM_WORLD, &err) && err.status == RC_EIO, "%s",
           err.message);
    rc_error_clear(&err);
    path_in(path, "x.csv");
    expect(!rc_mpi_load(path, NULL, MPI_COMM_WORLD, &err) && err.status == RC_EUNSUPPORTED, "%s",
           err.message);
    expect(strstr(err.message, "csv") != NULL, "%s", err.message);
    MPI_Barrier(MPI_COMM_WORLD);
    expect(count_files() == files, "a file is left");
    rc_store_unref(points);
    rc_store_unref(others);
    rc_store_unref(texts);
    rc_dtype_unref(point);
    rc_dtype_unref(other);
    rc_dtype_unref(text);
    case_done("files that cannot be written or read");
}

/* Ranks that see different files. */
static void test_different(void)
{
    rc_dtype *point = rc_dtype_parse("x:i4", NULL);
    rc_error err = RC_ERROR_INIT;
    char name[64], path[4096];
    rc_store *store = rc_store_zeros(point, 2 + (own_rank > 0), RC_ROWS, NULL);
    snprintf(name, sizeof name, "of-rank-%d.npy", own_rank);
    path_in(path, name);
    rc_save(store, path, NULL, NULL);
    expect(!rc_mpi_load(path, NULL, MPI_COMM_WORLD, &err) && err.status == RC_EARG, "%s",
           err.message);
    expect(strstr(err.message, "different files") != NULL, "%s", err.message);
    rc_store_unref(store);
    rc_dtype_unref(point);
    case_done("ranks that see different files");
}

static rc_status body_save(void *context, rc_error *err)
{
    char path[4096], old[4096];
    rc_status status;
    path_in(path, "kept.npy");
    path_in(old, "old.npy");
    if (own_rank == 0) {
        FILE *file = fopen(path, "wb");
        expect(file && fputs("old bytes", file) >= 0 && fclose(file) == 0, "cannot write");
        file = fopen(old, "wb");
        expect(file && fputs("old bytes", file) >= 0 && fclose(file) == 0, "cannot write");
    }
    MPI_Barrier(MPI_COMM_WORLD);
    status = rc_mpi_save(context, path, MPI_COMM_WORLD, err);
    MPI_Barrier(MPI_COMM_WORLD);
    if (status != RC_OK && own_rank == 0) {
        expect_same_files(path, old);
    }
    return status;
}

static rc_status body_load(void *context, rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    options.layout = RC_COLUMNS;
    store = rc_mpi_load(context, &options, MPI_COMM_WORLD, err);
    expect((store != NULL) == (err->status == RC_OK), "a store and an error");
    rc_store_unref(store);
    return err->status;
}

static void test_memory(void)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:S3; aligned", NULL);
    rc_store *store = made_store(dtype, SEED, 0, 20, RC_COLUMNS, 0);
    char path[4096];
    size_t files;
    path_in(path, "kept.npy");
    body_save(store, NULL);
    MPI_Barrier(MPI_COMM_WORLD);
    files = count_files();
    MPI_Barrier(MPI_COMM_WORLD);
    for (int rank = 0; rank < 2; rank++) {
        each_allocation("save", rank, body_save, store);
        each_allocation("load", rank, body_load, path);
    }
    expect(count_files() == files, "a file is left");
    case_done("nothing is left");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

/* --- one call that fails or is killed ----------------------------------------------------------
 */

static int pieces;

static void *take(void *context, size_t size, int zero)
{
    (void)context;
    if (size > (size_t)8 << 20 && ++pieces == 2) {
        raise(SIGKILL);
    }
    return zero ? calloc(1, size) : malloc(size);
}

static void *take_again(void *context, void *memory, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *context, void *memory, size_t size)
{
    (void)context;
    (void)size;
    free(memory);
}

static int save_one(const char *name, bool dies)
{
    static const rc_allocator dying = {NULL, take, take_again, give_back};
    struct rlimit limit = {1000000, 1000000};
    rc_dtype *dtype = rc_dtype_parse("x:i1, y:V1000", NULL);
    rc_error err = RC_ERROR_INIT;
    char path[4096], line[1000];
    rc_store *store = rc_store_zeros(dtype, 40000, RC_COLUMNS, NULL);
    path_in(path, name);
    if (dies && own_rank == 1) {
        rc_set_allocator(&dying);
    } else if (!dies) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    rc_mpi_save(store, path, MPI_COMM_WORLD, &err);
    rc_error_print(&err, line, sizeof line);
    printf("rank %d: %s\n", own_rank, rc_status_name(err.status));
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    fflush(stdout);
    MPI_Finalize();
    return 0;
}

static void convert(const char *path, const char *text, const char *out)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    rc_store *store;
    char line[1000];
    int n, least, most;
    options.dtype = dtype;
    options.layout = RC_COLUMNS;
    store = rc_mpi_load(path, &options, MPI_COMM_WORLD, &err);
    rc_mpi_save(store, out, MPI_COMM_WORLD, &err);
    rc_error_print(&err, line, sizeof line);
    n = (int)rc_store_length(store);
    MPI_Allreduce(&n, &least, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    MPI_Allreduce(&n, &most, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    if (own_rank == 0) {
        printf("%s\n%d %d\n", line, least, most);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

int main(int argc, char **argv)
{
    static const char *const dtypes[] = {"x:i4, y:i4, z:i4",
                                         "x:i1, y:f8, z:S3; aligned",
                                         "x:i1@0, y:>i4@8; size=24",
                                         "a:2{x:i1, y:U3}, t:M8[us]",
                                         "f8",
                                         "{}"};
    ranks_start(&argc, &argv);
    if (argc < 2) {
        return 2;
    }
    folder = argv[1];
    if (strcmp(folder, "lines") == 0) {
        for (int i = 3; i + 1 < argc; i += 2) {
            convert(argv[i], argv[2], argv[i + 1]);
        }
        MPI_Finalize();
        return 0;
    }
    if (argc > 2) {
        bool dies = strcmp(argv[2], "kill") == 0;
        return save_one(dies ? "killed.npy" : "full.npy", dies);
    }
    for (size_t i = 0; i < sizeof dtypes / sizeof dtypes[0]; i++) {
        test_dtype(dtypes[i]);
    }
    test_pieces();
    test_refusals();
    test_different();
    if (n_ranks > 1) {
        test_memory();
    }
    return ranks_end();
}
