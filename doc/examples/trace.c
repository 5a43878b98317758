#define RC_TRACE /* before the headers: each call records its file and line */
#include <inttypes.h>
#include <rowcol.h>
#include <stdio.h>
#include <string.h>

enum { CACHED = 3 };
static rc_store *cache[CACHED];

static void work(const rc_dtype *dtype, rc_error *err)
{
    rc_store_unref(rc_store_zeros(dtype, 1000, RC_ROWS, err)); /* is released */
    rc_memory_tag_push("cache");
    for (int i = 0; i < CACHED; i++) {
        cache[i] = rc_store_zeros(dtype, 1000, RC_COLUMNS, err); /* stays */
    }
    rc_memory_tag_pop();
}

/* objgraph.show_growth: what grew between two snapshots, the most first. */
static void print_growth(const rc_memory_snapshot *now, const rc_memory_snapshot *before,
                         rc_memory_group group, rc_error *err)
{
    rc_memory_report *report = rc_memory_report_new(now, before, group, err);
    rc_memory_row row = RC_MEMORY_ROW_INIT;
    for (size_t i = 0; i < rc_memory_report_rows(report); i++) {
        if (rc_memory_report_row(report, i, &row, err) == RC_OK && row.bytes_change >= 12000) {
            const char *slash = strrchr(row.name, '/');
            printf("%s grew by %" PRId64 " thousand bytes\n", slash ? slash + 1 : row.name,
                   row.bytes_change / 1000);
        }
    }
    rc_memory_report_free(report);
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:f8", &err);
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rc_memory_snapshot *before, *now;
    rc_memory_trace_start(NULL, &err); /* tracemalloc.start */
    before = rc_memory_snapshot_take(&err);
    work(dtype, &err);
    now = rc_memory_snapshot_take(&err);
    print_growth(now, before, RC_MEMORY_BY_SITE, &err);
    print_growth(now, before, RC_MEMORY_BY_TAG, &err);
    print_growth(now, before, RC_MEMORY_BY_FIELD, &err);
    if (rc_store_site(cache[0], &site, &err) == RC_OK) { /* get_object_traceback */
        printf("allocated in line %d, tag %s\n", site.line, site.tag);
    }
    rc_memory_snapshot_free(before);
    rc_memory_snapshot_free(now);
    for (int i = 0; i < CACHED; i++) {
        rc_store_unref(cache[i]);
    }
    rc_memory_trace_stop();
    rc_dtype_unref(dtype);
    return err.status == RC_OK ? 0 : 1;
}
