#include <rowcol.h>
#include <stdio.h>

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("t:f4?, day:M8[D]", &err);
    rc_store *store = rc_store_zeros(dtype, 1000, RC_COLUMNS, &err);
    rc_field t, day;
    rc_store_field(store, "t", &t, &err);
    rc_store_field(store, "day", &day, &err);
    for (size_t i = 0; i < 1000; i++) {
        rc_value degrees = i % 10 ? rc_value_float((double)(i % 64) / 2) : rc_value_null();
        rc_value date = rc_value_datetime(19000 + (int64_t)i, RC_UNIT_D, 1);
        rc_field_set(&t, i, &degrees, &err);
        rc_field_set(&day, i, &date, &err);
    }

    const char *paths[] = {"t", "day"};
    for (size_t k = 0; k < 2; k++) {
        rc_stats stats = RC_STATS_INIT;
        char min[32], max[32];
        if (rc_store_stats(store, paths[k], &stats, NULL, &err) == RC_OK) {
            rc_value_print(&stats.min, min, sizeof min);
            rc_value_print(&stats.max, max, sizeof max);
            printf("%-4s %d values, %d null, %s to %s, mean %.2f\n", paths[k], (int)stats.count,
                   (int)stats.nulls, min, max, stats.mean);
        }
    }

    uint64_t counts[4 + 2];
    rc_view view = rc_field_view(&t);
    if (rc_view_histogram(&view, 0, 32, 4, counts, &err) == RC_OK) {
        for (int i = 1; i <= 4; i++) {
            printf("%2d to %2d: %d\n", 8 * (i - 1), 8 * i, (int)counts[i]);
        }
    }

    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return 0;
}
