#include <rowcol.h>
#include <stdio.h>
#include <string.h>

static const char lines[] =
    "{\"from\":\"LIM\",\"to\":\"CUZ\",\"day\":\"2026-03-01\",\"delay\":12,\"price\":81.5}\n"
    "{\"from\":\"OSL\",\"to\":\"BGO\",\"day\":\"2026-03-01\",\"delay\":null,\"price\":54}\n"
    "{\"from\":\"LIM\",\"to\":\"AQP\",\"day\":\"2026-03-01\",\"delay\":-3,\"price\":99.9}\n"
    "{\"from\":\"OSL\",\"to\":\"BGO\",\"day\":\"2026-03-02\",\"delay\":45,\"price\":61}\n"
    "{\"from\":\"LIM\",\"to\":\"CUZ\",\"day\":\"2026-03-02\",\"delay\":30,\"price\":72}\n";

static rc_store *load(rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse("from:S3, to:S3, day:M8[D], delay:i4?, price:f8", err);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.dtype = dtype;
    options.format = "ndjson";
    rc_store *flights = rc_load_memory(lines, strlen(lines), "flights", &options, err);
    rc_dtype_unref(dtype);
    return flights;
}

/* The flights whose delay is known and positive, the longest delay first. */
static rc_store *find_late(const rc_store *flights, rc_error *err)
{
    rc_predicate *where = rc_predicate_parse(rc_store_dtype(flights), "delay > 0", err);
    rc_store *late = rc_store_filter(flights, where, NULL, err);
    rc_sort_key keys[] = {{"delay", RC_SORT_DESCENDING}, {"day", 0}};
    if (late && rc_store_sort(late, keys, 2, NULL, err) != RC_OK) {
        rc_store_unref(late);
        late = NULL;
    }
    rc_predicate_unref(where);
    return late;
}

/* Each record as a line of JSON. */
static void print(rc_store *store, rc_error *err)
{
    for (size_t i = 0; i < rc_store_length(store); i++) {
        rc_row row;
        char *text = NULL;
        if (rc_store_row(store, i, &row, err) == RC_OK) {
            text = rc_row_json(&row, NULL, err);
        }
        printf("%s\n", text ? text : "");
        rc_text_free(text);
    }
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    const char *from = "from";
    rc_aggregate each[] = {{RC_AGGREGATE_RECORDS, NULL, "flights"},
                           {RC_AGGREGATE_MEAN, "delay", NULL},
                           {RC_AGGREGATE_MIN, "price", "cheapest"}};
    rc_store *flights = load(&err);
    rc_store *late = flights ? find_late(flights, &err) : NULL;
    rc_store *airports = flights ? rc_store_group_by(flights, &from, 1, each, 3, NULL, &err) : NULL;
    if (late && airports) {
        print(late, &err);
        print(airports, &err);
    }
    rc_store_unref(airports);
    rc_store_unref(late);
    rc_store_unref(flights);
    if (err.status != RC_OK) {
        char text[1024];
        rc_error_print(&err, text, sizeof text);
        fprintf(stderr, "compute: %s\n", text);
    }
    return err.status != RC_OK;
}
