#include <mpi.h>
#include <rowcol.h>
#include <rowcol/mpi.h>
#include <stdio.h>

struct point {
    int32_t x, y;
    double length2;
};
RC_DEFINE_DTYPE(point_dtype, struct point, RC_FIELD(x), RC_FIELD(y), RC_FIELD(length2))

/* Five points. */
static rc_store *make_points(rc_error *err)
{
    rc_dtype *dtype = point_dtype(err);
    rc_store *points = rc_store_zeros(dtype, 5, RC_ROWS, err);
    struct point *p = rc_store_rows(points, struct point, point_dtype, err);
    for (int i = 0; p && i < 5; i++)
        p[i] = (struct point){i, 2 * i, 0};
    rc_dtype_unref(dtype);
    return points;
}

int main(int argc, char **argv)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *all = NULL;
    int rank;
    char line[1024];
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);

    rc_store *points = rank == 0 ? make_points(&err) : NULL;
    rc_store *part = rc_mpi_scatter(points, NULL, 0, MPI_COMM_WORLD, &err);
    struct point *p = rc_store_rows(part, struct point, point_dtype, &err);
    for (size_t i = 0; p && i < rc_store_length(part); i++)
        p[i].length2 = p[i].x * p[i].x + p[i].y * p[i].y;
    rc_mpi_gather(part, 0, MPI_COMM_WORLD, &all, &err);

    p = all ? rc_store_rows(all, struct point, point_dtype, &err) : NULL;
    for (size_t i = 0; p && i < rc_store_length(all); i++)
        printf("(%d, %d) %g\n", (int)p[i].x, (int)p[i].y, p[i].length2);
    if (err.status != RC_OK) {
        rc_error_print(&err, line, sizeof line);
        fprintf(stderr, "rank %d: %s\n", rank, line);
    }
    rc_store_unref(all);
    rc_store_unref(part);
    rc_store_unref(points);
    MPI_Finalize();
    return err.status == RC_OK ? 0 : 1;
}
