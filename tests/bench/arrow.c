/* arrow.c: the speed of Arrow files and of the C interface, as ratios measured in one run.
 *
 *     arrow FOLDER [MEGABYTES]
 *
 * Each time is the least of several. The files are made in FOLDER and removed. */
#include <fcntl.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TURNS = 5 };

static rc_error err = RC_ERROR_INIT;
static char paths[4][4096];
static size_t megabytes = 300;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void need(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "arrow: %s: %s\n", what, err.message);
        exit(1);
    }
}

/* The least time of a function in seconds. */
static double least(void (*work)(void *context), void *context)
{
    double best = 1e9;
    for (int i = 0; i < TURNS; i++) {
        double start = now(), time;
        work(context);
        time = now() - start;
        best = time < best ? time : best;
    }
    return best;
}

static void print(const char *what, double time, const char *base, double base_time)
{
    printf("%-42s %9.2f ms, %5.2f times %s\n", what, time * 1e3, time / base_time, base);
}

/* Records of three numbers that differ. */
static rc_store *make_numbers(size_t n, rc_layout layout)
{
    rc_dtype *dtype = rc_dtype_parse("x:i8, y:f8, z:i4", &err);
    rc_store *store = rc_store_zeros(dtype, n, RC_ROWS, &err), *made;
    unsigned char *row;
    need(store != NULL, "numbers");
    row = rc_store_data(store);
    for (size_t i = 0; i < n; i++, row += 20) {
        int64_t x = (int64_t)i * 977;
        double y = (double)i / 8;
        int32_t z = (int32_t)(i % 1000003);
        memcpy(row, &x, 8);
        memcpy(row + 8, &y, 8);
        memcpy(row + 16, &z, 4);
    }
    made = layout == RC_ROWS ? rc_store_ref(store) : rc_store_convert(store, layout, &err);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return made;
}

/* ----------------------------------------------------------------- mapped */

static double sum;

static void sum_store(void *context)
{
    rc_stats stats = RC_STATS_INIT;
    need(rc_store_stats(context, "y", &stats, NULL, &err) == RC_OK, "sum");
    sum = stats.sum.as.f;
}

/* Opens the file, sums the field in each batch, closes the file. */
static void sum_file(void *context)
{
    rc_arrow_file *file = rc_arrow_file_open(context, NULL, &err);
    double total = 0;
    need(file != NULL, "open");
    for (size_t i = 0; i < rc_arrow_file_batches(file); i++) {
        rc_store *batch = rc_arrow_file_batch(file, i, &err);
        need(batch != NULL, "batch");
        sum_store(batch);
        total += sum;
        rc_store_unref(batch);
    }
    sum = total;
    rc_arrow_file_close(file);
}

/* The same when the file stays open, so that its pages are in the memory of the process. */
static void sum_open_file(void *context)
{
    const rc_arrow_file *file = context;
    for (size_t i = 0; i < rc_arrow_file_batches(file); i++) {
        rc_store *batch = rc_arrow_file_batch(file, i, &err);
        sum_store(batch);
        rc_store_unref(batch);
    }
}

static void sum_mapped_npy(void *context)
{
    rc_store *store = rc_npy_map(context, &err);
    need(store != NULL, "map");
    sum_store(store);
    rc_store_unref(store);
}

static void load_and_sum(void *context)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    options.layout = RC_COLUMNS;
    store = rc_load(context, &options, &err);
    need(store != NULL, "load");
    sum_store(store);
    rc_store_unref(store);
}

static void measure_mapped(void)
{
    rc_store *store = make_numbers(megabytes * 1000000 / 20, RC_COLUMNS);
    rc_dtype *one = rc_dtype_parse("y:f8", &err);
    rc_store *column = rc_store_zeros(one, rc_store_length(store), RC_ROWS, &err);
    rc_arrow_file *file;
    double base;
    need(rc_save(store, paths[0], NULL, &err) == RC_OK, "save");
    need(column && rc_save(column, paths[1], NULL, &err) == RC_OK, "save");
    base = least(sum_store, store);
    printf("sum of a column of %zu MB: %.2f ms\n", rc_store_length(store) * 8 / 1000000,
           base * 1e3);
    file = rc_arrow_file_open(paths[0], NULL, &err);
    need(file != NULL, "open");
    print("open file, batches, sum", least(sum_open_file, file), "the sum", base);
    print("map the file, batches, sum, unmap", least(sum_file, paths[0]), "the sum", base);
    print("map a .npy of the column, sum, unmap", least(sum_mapped_npy, paths[1]), "the sum", base);
    print("load the file, sum", least(load_and_sum, paths[0]), "the sum", base);
    rc_arrow_file_close(file);
    rc_store_unref(column);
    rc_store_unref(store);
    rc_dtype_unref(one);
}

/* ---------------------------------------------------------------- writing */

static void save_arrow(void *context)
{
    need(rc_save(context, paths[0], NULL, &err) == RC_OK, "save");
}

static void save_npy(void *context)
{
    need(rc_save(context, paths[1], NULL, &err) == RC_OK, "save");
}

/* As many bytes with plain calls of write, to a file that replaces the other. */
static void plain_write(void *context)
{
    const rc_store *store = context;
    size_t n = rc_store_length(store) * 20, done = 0;
    const char *bytes = rc_store_data_const(store);
    int fd = open(paths[2], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    while (done < n) {
        size_t part = n - done < 1 << 20 ? n - done : 1 << 20;
        ssize_t got = write(fd, bytes + done, part);
        need(got > 0, "write");
        done += (size_t)got;
    }
    close(fd);
    unlink(paths[2]);
}

static void measure_writing(void)
{
    rc_store *rows = make_numbers(megabytes * 1000000 / 40, RC_ROWS);
    rc_store *columns = rc_store_convert(rows, RC_COLUMNS, &err);
    double base = least(plain_write, rows);
    printf("write of %zu MB: %.2f ms\n", rc_store_length(rows) * 20 / 1000000, base * 1e3);
    print("columns to .arrow", least(save_arrow, columns), "write", base);
    print("rows to .arrow", least(save_arrow, rows), "write", base);
    print("rows to .npy", least(save_npy, rows), "write", base);
    rc_store_unref(columns);
    rc_store_unref(rows);
}

/* ----------------------------------------------------------------- NDJSON */

typedef struct conversion {
    const char *from, *to;
    const rc_dtype *dtype;
} conversion;

static void convert(void *context)
{
    const conversion *made = context;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_reader *reader;
    rc_writer *writer;
    options.dtype = made->dtype;
    reader = rc_reader_open(made->from, &options, &err);
    need(reader != NULL, "reader");
    writer = rc_writer_open(made->to, made->dtype, NULL, &err);
    need(writer && rc_pump(reader, writer, NULL, NULL, &err) == RC_OK &&
             rc_writer_finish(writer, &err) == RC_OK,
         "pump");
    rc_writer_close(writer);
    rc_reader_close(reader);
}

static void measure_ndjson(unsigned threads)
{
    rc_store *rows = make_numbers(megabytes * 1000000 / 200, RC_ROWS);
    conversion npy = {paths[3], paths[1], rc_store_dtype(rows)};
    conversion arrow = {paths[3], paths[0], rc_store_dtype(rows)};
    double base;
    need(rc_save(rows, paths[3], NULL, &err) == RC_OK, "save");
    rc_set_threads(threads);
    base = least(convert, &npy);
    printf("NDJSON of %zu records to .npy, %u threads: %.2f ms\n", rc_store_length(rows), threads,
           base * 1e3);
    print("NDJSON to .arrow", least(convert, &arrow), "NDJSON to .npy", base);
    rc_set_threads(1);
    rc_store_unref(rows);
}

/* ------------------------------------------------------------ C interface */

static void convert_layout(void *context)
{
    rc_store *made = rc_store_convert(context, RC_COLUMNS, &err);
    need(made != NULL, "convert");
    rc_store_unref(made);
}

static void export_store(void *context)
{
    struct ArrowArray array;
    need(rc_arrow_export(context, NULL, NULL, &array, &err) == RC_OK, "export");
    array.release(&array);
}

static rc_strings strings;

static void export_import(void *context)
{
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    struct ArrowSchema schema;
    struct ArrowArray array;
    rc_store *made;
    options.strings = strings;
    need(rc_arrow_export(context, &options, &schema, &array, &err) == RC_OK, "export");
    made = rc_arrow_import(&array, &schema, NULL, &err);
    need(made != NULL, "import");
    schema.release(&schema);
    rc_store_unref(made);
}

static void export_text(void *context)
{
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    struct ArrowArray array;
    options.strings = strings;
    need(rc_arrow_export(context, &options, NULL, &array, &err) == RC_OK, "export");
    array.release(&array);
}

static void measure_interface(void)
{
    rc_store *rows = make_numbers(megabytes * 1000000 / 40, RC_ROWS);
    rc_store *columns = rc_store_convert(rows, RC_COLUMNS, &err), *text;
    rc_dtype *dtype = rc_dtype_parse("s:str", &err);
    rc_value value = rc_value_string("a string of 24 characters");
    rc_field field;
    double base = least(convert_layout, rows);
    printf("rows to columns, %zu records: %.2f ms\n", rc_store_length(rows), base * 1e3);
    print("export of rows", least(export_store, rows), "rows to columns", base);
    print("export of columns", least(export_store, columns), "rows to columns", base);
    rc_store_unref(columns);
    rc_store_unref(rows);
    text = rc_store_zeros(dtype, megabytes * 1000000 / 200, RC_COLUMNS, &err);
    need(text && rc_store_field(text, "s", &field, &err) == RC_OK &&
             rc_field_fill(&field, &value, &err) == RC_OK,
         "text");
    base = least(convert_layout, text);
    printf("copy of %zu strings: %.2f ms\n", rc_store_length(text), base * 1e3);
    for (strings = RC_STRINGS_UTF8; strings <= RC_STRINGS_VIEW; strings++) {
        static const char *const names[] = {"", "Utf8", "LargeUtf8", "Utf8View"};
        char what[64];
        double out = least(export_text, text);
        snprintf(what, sizeof what, "export of text as %s", names[strings]);
        print(what, out, "the copy", base);
        snprintf(what, sizeof what, "import of text from %s", names[strings]);
        print(what, least(export_import, text) - out, "the copy", base);
    }
    rc_store_unref(text);
    rc_dtype_unref(dtype);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"a.arrow", "a.npy", "a.bytes", "a.ndjson"};
    if (argc < 2) {
        fprintf(stderr, "usage: arrow FOLDER [MEGABYTES]\n");
        return 2;
    }
    for (size_t i = 0; i < 4; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%s", argv[1], names[i]);
    }
    megabytes = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : megabytes;
    rc_set_threads(1);
    measure_mapped();
    measure_writing();
    measure_ndjson(1);
    measure_ndjson(2);
    measure_interface();
    for (size_t i = 0; i < 4; i++) {
        unlink(paths[i]);
    }
    return 0;
}
