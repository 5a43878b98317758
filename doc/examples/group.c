#include <inttypes.h>
#include <rowcol.h>
#include <stdio.h>
#include <string.h>

static const char lines[] = "{\"shop\":\"Lima\",\"item\":7,\"price\":2.5}\n"
                            "{\"shop\":\"Oslo\",\"item\":7,\"price\":3.0}\n"
                            "{\"shop\":\"Lima\",\"item\":9,\"price\":4.0}\n"
                            "{\"shop\":\"Oslo\",\"item\":7,\"price\":null}\n"
                            "{\"shop\":\"Pune\",\"item\":9,\"price\":1.5}\n"
                            "{\"shop\":\"Lima\",\"item\":7,\"price\":2.0}\n";

static rc_store *load(rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse("shop:str, item:i4, price:f8?", err);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.dtype = dtype;
    options.format = "ndjson";
    rc_store *store = rc_load_memory(lines, strlen(lines), "lines", &options, err);
    rc_dtype_unref(dtype);
    return store;
}

static void print_store(const rc_store *store)
{
    const rc_dtype *dtype = rc_store_dtype(store);
    for (size_t i = 0; i < rc_store_length(store); i++) {
        for (size_t k = 0; k < rc_dtype_nfields(dtype); k++) {
            rc_view view;
            rc_value value;
            char text[32];
            rc_store_view_at(store, k, &view, NULL);
            rc_view_get(&view, i, &value, NULL);
            rc_value_print(&value, text, sizeof text);
            printf(k ? ", %s" : "%s", text);
        }
        printf("\n");
    }
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = load(&err);

    /* A record for each shop. */
    const char *keys[] = {"shop", "item"};
    rc_aggregate aggregates[] = {{RC_AGGREGATE_RECORDS, NULL, NULL},
                                 {RC_AGGREGATE_SUM, "price", NULL},
                                 {RC_AGGREGATE_MAX, "price", "highest"}};
    rc_store *shops = rc_store_group_by(store, keys, 1, aggregates, 3, NULL, &err);
    if (shops) {
        char *text = rc_dtype_text(rc_store_dtype(shops), RC_NOTATION_COMPACT, &err);
        printf("%s\n", text);
        rc_text_free(text);
        print_store(shops);
    }

    /* The group of each record, for everything else. */
    rc_grouping *grouping = rc_store_group(store, keys, 2, NULL, &err);
    if (grouping) {
        const uint32_t *numbers = rc_grouping_numbers(grouping);
        printf("%zu groups of shop and item:", rc_grouping_count(grouping));
        for (size_t i = 0; i < rc_grouping_length(grouping); i++) {
            printf(" %" PRIu32, numbers[i]);
        }
        printf("\n");
    }

    /* How many different items: counted, and estimated in 16 KiB for each thread. */
    size_t items = 0;
    double estimate = 0;
    rc_store_distinct(store, &keys[1], 1, &items, NULL, &err);
    rc_store_distinct_estimate(store, &keys[1], 1, &estimate, NULL, &err);
    printf("%zu items, about %.0f\n", items, estimate);

    rc_grouping_free(grouping);
    rc_store_unref(shops);
    rc_store_unref(store);
    if (err.status != RC_OK) {
        char text[1024];
        rc_error_print(&err, text, sizeof text);
        fprintf(stderr, "group: %s\n", text);
    }
    return err.status != RC_OK;
}
