#include <rowcol.h>
#include <stdio.h>

/* Prints an error with its file, line and field. */
static int fail(const rc_error *err)
{
    char line[1024];
    rc_error_print(err, line, sizeof line);
    fprintf(stderr, "points: %s\n", line);
    return 1;
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *point = rc_dtype_parse("x:i4, y:i4, z:i4", &err);
    rc_store *points = rc_store_zeros(point, 1000000, RC_COLUMNS, &err);
    rc_i4_field x;
    if (rc_store_i4(points, "x", &x, &err) == RC_OK) {
        for (size_t i = 0; i < x.n; i++) {
            rc_i4_set(x, i, (int32_t)(2 * i));
        }
        printf("%d\n", rc_i4_get(x, 999999));
        rc_save(points, "points.npy", NULL, &err);
    }
    rc_store_unref(points);
    rc_dtype_unref(point);
    return err.status == RC_OK ? 0 : fail(&err);
}
