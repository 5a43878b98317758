#include <rowcol.h>
#include <stdio.h>

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *point = rc_dtype_parse("x:i4, y:i4, z:i4", &err);
    rc_store *points = rc_store_zeros(point, 1000000, RC_COLUMNS, &err);
    rc_i4_field x;
    if (!points || rc_field_i4(points, "x", &x, &err) != RC_OK)
        return 1;
    for (size_t i = 0; i < x.n; i++)
        rc_i4_set(x, i, (int32_t)(2 * i));
    printf("%d\n", rc_i4_get(x, 999999));
    if (rc_save(points, "points.npy", NULL, &err) != RC_OK)
        fprintf(stderr, "%s\n", err.message);
    rc_store_unref(points);
    rc_dtype_unref(point);
    return err.status != RC_OK;
}
