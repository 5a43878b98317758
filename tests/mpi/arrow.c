/* One Arrow file of all ranks. usage: arrow LAYOUT IN OUT [IN OUT...]
                                       arrow memory IN
   For each pair rank 0 prints a line with the error that all ranks have, and one with the least and
   the most records of a rank and the record of the error (-1: none), and writes the records of all
   to OUT. memory: each allocation of ranks 0 and 1 fails in turn. */
#include "ranks.h"

#include <rowcol/mpi.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 1000 };

/* Whether all ranks have this line. */
static int all_have(const char *line)
{
    char first[LINE];
    int same, all = 0;
    memcpy(first, line, sizeof first);
    MPI_Bcast(first, sizeof first, MPI_CHAR, 0, MPI_COMM_WORLD);
    same = strcmp(first, line) == 0;
    MPI_Allreduce(&same, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    return all;
}

static void write_all(const rc_store *part, const char *out)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *all = NULL;
    rc_mpi_gather(part, 0, MPI_COMM_WORLD, &all, &err);
    if (own_rank == 0 && rc_save(all, out, NULL, &err) != RC_OK) {
        printf("cannot save: %s\n", err.message);
    }
    rc_store_unref(all);
}

static void load_and_save(const char *in, rc_layout layout, const char *out)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *part;
    char line[LINE] = "";
    int n, least, most;
    options.layout = layout;
    part = rc_mpi_load(in, layout == RC_ROWS ? NULL : &options, MPI_COMM_WORLD, &err);
    rc_error_print(&err, line, sizeof line);
    if (!all_have(line) && own_rank == 0) {
        printf("the ranks have different errors, rank 0: ");
    }
    n = part && rc_store_layout(part) != layout ? -1 : (int)rc_store_length(part);
    MPI_Allreduce(&n, &least, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    MPI_Allreduce(&n, &most, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    if (own_rank == 0) {
        printf("%s\n%d %d %lld\n", line, least, most, (long long)err.record);
    }
    if (err.status == RC_OK) {
        write_all(part, out);
    }
    rc_store_unref(part);
}

static rc_status body_load(void *context, rc_error *err)
{
    rc_store *store = rc_mpi_load(context, NULL, MPI_COMM_WORLD, err);
    expect((store != NULL) == (err->status == RC_OK), "a store and an error");
    rc_store_unref(store);
    return err->status;
}

int main(int argc, char **argv)
{
    ranks_start(&argc, &argv);
    if (argc < 3) {
        return 2;
    }
    if (strcmp(argv[1], "memory") == 0) {
        for (int rank = 0; rank < 2 && rank < n_ranks; rank++) {
            each_allocation("load an Arrow file", rank, body_load, argv[2]);
        }
        return ranks_end();
    }
    for (int i = 2; i + 1 < argc; i += 2) {
        load_and_save(argv[i], strcmp(argv[1], "columns") == 0 ? RC_COLUMNS : RC_ROWS, argv[i + 1]);
    }
    MPI_Finalize();
    return 0;
}
