/* A program that leaves a store at its end, for leak.py; or prints reports as JSON. */
#include <rowcol.h>
#include <stdio.h>
#include <string.h>

static rc_store *leaked;

static void leave(const rc_dtype *dtype)
{
    rc_store_unref(rc_store_zeros(dtype, 1000, RC_ROWS, NULL));
    leaked = rc_store_zeros(dtype, 4096, RC_ROWS, NULL); /* the leak */
    rc_store_unref(rc_store_zeros(dtype, 2000, RC_ROWS, NULL));
}

/* Each group, first of all blocks, then what changed. The tag has what JSON must escape. */
static int print_json(const rc_dtype *dtype)
{
    rc_memory_snapshot *before = rc_memory_snapshot_take(NULL), *now;
    rc_store *store;
    rc_memory_tag_push("a \"tag\"\\\n\x1b[31m\xff\xe2\x80\xae end");
    store = rc_store_zeros(dtype, 10, RC_COLUMNS, NULL);
    rc_memory_tag_pop();
    now = rc_memory_snapshot_take(NULL);
    for (int group = RC_MEMORY_BY_SITE; group <= RC_MEMORY_BY_STACK; group++) {
        for (int change = 0; change < 2; change++) {
            rc_memory_report *report =
                rc_memory_report_new(now, change ? before : NULL, (rc_memory_group)group, NULL);
            char *text = rc_memory_report_text(report, 0, RC_MEMORY_JSON, NULL);
            fputs(text ? text : "none\n", stdout);
            rc_text_free(text);
            rc_memory_report_free(report);
        }
    }
    rc_memory_snapshot_free(before);
    rc_memory_snapshot_free(now);
    rc_store_unref(store);
    return before && now ? 0 : 1;
}

int main(int argc, char **argv)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4, \"a \\\"name\\\"\":f8", NULL);
    int result = 0;
    if (argc > 1 && strcmp(argv[1], "leak") == 0) {
        leave(dtype);
    } else if (argc > 1 && strcmp(argv[1], "json") == 0) {
        result = print_json(dtype);
    }
    rc_dtype_unref(leaked ? NULL : dtype);
    return result;
}
