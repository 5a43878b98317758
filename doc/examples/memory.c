#include <inttypes.h>
#include <rowcol.h>
#include <stdio.h>

static int fail(const rc_error *err)
{
    char line[1024];
    rc_error_print(err, line, sizeof line);
    fprintf(stderr, "memory: %s\n", line);
    return 1;
}

/* sys.getsizeof and a recursive get_size: everything that a store keeps in memory. */
static void print_size(const char *what, const rc_store *store, rc_error *err)
{
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    if (rc_store_memory(store, 0, &size, err) == RC_OK) {
        printf("%s: values %" PRIu64 ", padding %" PRIu64 ", nulls %" PRIu64 ", text %" PRIu64
               ", unused %" PRIu64 ", kept for others %" PRIu64 "\n",
               what, size.logical, size.padding, size.nulls, size.text, size.slack + size.text_free,
               size.kept);
    }
}

/* memory_usage(deep=True): the same for each field. */
static void print_fields(const rc_store *store, rc_error *err)
{
    static const char *const fields[] = {"id", "name", "price"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        rc_memory_size size = RC_MEMORY_SIZE_INIT;
        if (rc_store_field_memory(store, fields[i], 0, &size, err) == RC_OK) {
            printf("  %-5s %8" PRIu64 "\n", fields[i], size.total);
        }
    }
}

/* gc.get_referrers: who looks at the records. */
static void print_holders(const rc_store *store, rc_error *err)
{
    rc_memory_holder holder = RC_MEMORY_HOLDER_INIT;
    for (size_t i = 0; i < rc_store_data_references(store); i++) {
        if (rc_store_data_holder(store, i, &holder, err) == RC_OK) {
            printf("  a %s of %zu records from %zu on\n",
                   holder.kind == RC_HOLDER_SLICE ? "slice" : "store", holder.length, holder.first);
        }
    }
}

/* sys.getrefcount, and `is`. */
static void print_identity(rc_store *store, rc_error *err)
{
    rc_store *slice = rc_store_slice(store, 500, 10, err);
    rc_store *copy = rc_store_convert(store, RC_COLUMNS, err);
    uint64_t shared = 0;
    rc_store_shared_bytes(store, "price", slice, "price", &shared, err);
    printf("stores that look at the records: %zu\n", rc_store_data_references(store));
    print_holders(store, err);
    printf("the slice overlaps: %d, by %" PRIu64 " bytes of price\n",
           rc_store_relation(store, slice) == RC_OVERLAPPING, shared);
    printf("the copy is equal, but has its own memory: %d\n",
           rc_store_relation(store, copy) == RC_EQUAL);
    rc_store_unref(copy);
    rc_store_unref(slice);
}

/* tracemalloc.get_traced_memory: in use and peak between two points. */
static void print_span(const rc_store *store, rc_error *err)
{
    rc_memory_span span = RC_MEMORY_SPAN_INIT;
    rc_memory_span_begin(&span, err);
    rc_store_unref(rc_store_convert(store, RC_COLUMNS, err));
    rc_memory_span_end(&span, err);
    printf("a copy for a moment: %s in use afterwards, peak above %d bytes: %d\n",
           span.after == span.before ? "nothing more" : "more", 28000,
           span.peak - span.before > 28000);
}

/* A limit: the call fails, the program goes on. */
static void print_limit(const rc_dtype *dtype)
{
    rc_error err = RC_ERROR_INIT;
    rc_memory_set_limit(1000000);
    if (!rc_store_zeros(dtype, 1000000, RC_ROWS, &err)) {
        printf("over the limit: %s\n", rc_status_name(err.status));
    }
    rc_memory_set_limit(0);
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("id:i4, name:str, price:f8?; aligned", &err);
    rc_store *store = rc_store_zeros(dtype, 1000, RC_ROWS, &err);
    rc_store *slice;
    rc_value name = rc_value_string("a name that does not fit into the cell");
    rc_store_set(store, 7, "name", &name, &err);
    print_size("store", store, &err);
    print_fields(store, &err);
    slice = rc_store_slice(store, 7, 1, &err);
    print_size("slice of one record", slice, &err);
    rc_store_unref(slice);
    print_identity(store, &err);
    print_span(store, &err);
    print_limit(dtype);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return err.status == RC_OK ? 0 : fail(&err);
}
