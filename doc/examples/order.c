#include <inttypes.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>

static const char lines[] = "{\"city\":\"Lima\",\"day\":\"2026-03-01\",\"high\":27.5}\n"
                            "{\"city\":\"Oslo\",\"day\":\"2026-03-01\",\"high\":-1.5}\n"
                            "{\"city\":\"Lima\",\"day\":\"2026-03-02\",\"high\":28.0}\n"
                            "{\"city\":\"Oslo\",\"day\":\"2026-03-02\",\"high\":null}\n"
                            "{\"city\":\"Pune\",\"day\":\"2026-03-01\",\"high\":33.0}\n"
                            "{\"city\":\"Oslo\",\"day\":\"2026-03-03\",\"high\":2.5}\n";

static rc_store *load(rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("city:str, day:M8[D], high:f8?", err);
    options.format = "ndjson";
    options.dtype = dtype;
    options.layout = RC_COLUMNS;
    rc_store *store = rc_load_memory(lines, sizeof lines - 1, NULL, &options, err);
    rc_dtype_unref(dtype);
    return store;
}

static void print(const rc_store *store, size_t i, rc_error *err)
{
    static const char *const paths[] = {"city", "day", "high"};
    for (size_t k = 0; k < 3; k++) {
        rc_value value;
        char text[32];
        if (rc_store_get(store, i, paths[k], &value, err) == RC_OK) {
            rc_value_print(&value, text, sizeof text);
            printf("%s%s", k ? "  " : "", text);
        }
    }
    printf("\n");
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = load(&err);
    size_t n = rc_store_length(store), n_groups = 0, first = 0;
    uint64_t *order = calloc(n, sizeof *order), *starts = calloc(n, sizeof *starts);

    /* The warmest days first, days without a value last. */
    rc_sort_key by_high = {"high", RC_SORT_DESCENDING};
    if (rc_store_argsort(store, &by_high, 1, order, NULL, &err) == RC_OK) {
        printf("by high, descending\n");
        for (size_t i = 0; i < n; i++) {
            print(store, order[i], &err);
        }
    }

    /* The two coldest, without sorting the rest. */
    rc_sort_key coldest = {"high", 0};
    if (rc_store_argsort_part(store, &coldest, 1, 0, 2, order, NULL, &err) == RC_OK) {
        printf("the coldest: records %" PRIu64 " and %" PRIu64 "\n", order[0], order[1]);
    }

    /* The records themselves, by city and then the newest day first. */
    rc_sort_key keys[] = {{"city", 0}, {"day", RC_SORT_DESCENDING}};
    rc_store_sort(store, keys, 2, NULL, &err);
    if (rc_store_groups(store, keys, 1, NULL, n, starts, &n_groups, &err) == RC_OK) {
        for (size_t g = 0; g < n_groups; g++) {
            size_t end = g + 1 < n_groups ? starts[g + 1] : n;
            printf("%zu of ", (size_t)(end - starts[g]));
            print(store, starts[g], &err); /* the newest of each city */
        }
    }

    /* Where the records of a city begin, in a sorted store. */
    rc_value oslo = rc_value_string("Oslo");
    if (rc_store_search(store, &keys[0], &oslo, RC_SIDE_LEFT, &first, &err) == RC_OK) {
        printf("Oslo begins at record %zu\n", first);
    }

    free(order);
    free(starts);
    rc_store_unref(store);
    if (err.status != RC_OK) {
        char text[1024];
        rc_error_print(&err, text, sizeof text);
        fprintf(stderr, "order: %s\n", text);
    }
    return err.status != RC_OK;
}
