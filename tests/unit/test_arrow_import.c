/* Arrays of other libraries: built here buffer by buffer, with offsets, dictionaries and nulls of
   every form that https://arrow.apache.org/docs/format/Columnar.html has. */
#include "test_arrow.h"

#include <pthread.h>
#include <rowcol/access.h>
#include <rowcol/order.h>
#include <rowcol/shape.h>
#include <rowcol/view.h>
#include <string.h>

/* A record of one field x, whose array is `x`; takes over both. */
static rc_store *import_record(struct ArrowSchema *x_schema, struct ArrowArray *x, int64_t length,
                               const rc_arrow_import_options *options, rc_error *err)
{
    const void *none[1] = {NULL};
    struct ArrowSchema *schema = arrow_new_schema("+s", "", 0, 1, &x_schema);
    struct ArrowArray *array = arrow_new_array(length, 0, 0, 1, none, 1, &x);
    rc_store *store = rc_arrow_import(array, schema, options, err);
    ck_assert_int_eq(store == NULL, array->release != NULL);
    arrow_free_array(array);
    arrow_free_schema(schema);
    return store;
}

/* An array without children, of values and, after them, `n_more` buffers. */
static struct ArrowArray *leaf(int64_t length, int64_t null_count, int64_t offset, const void *bits,
                               const void *values, const void *text)
{
    const void *buffers[3];
    buffers[0] = bits;
    buffers[1] = values;
    buffers[2] = text;
    return arrow_new_array(length, null_count, offset, text ? 3 : 2, buffers, 0, NULL);
}

/* Imports with all layouts, by reference and by copy, and compares each with JSON lines. */
typedef struct ArrowArray *maker(void);

static void imports_as(const char *format, int64_t flags, maker *make, int64_t length,
                       const char *dtype, const char *lines)
{
    for (int way = 0; way < 4; way++) {
        rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
        rc_error err = RC_ERROR_INIT;
        rc_store *store;
        char *text;
        options.layout = (rc_layout)(way % 3);
        options.copy = way == 3;
        store = import_record(arrow_new_schema(format, "x", flags, 0, NULL), make(), length,
                              &options, &err);
        ck_assert_msg(store != NULL, "%s", err.message);
        text = rc_dtype_text(rc_store_dtype(store), RC_NOTATION_COMPACT, NULL);
        ck_assert_str_eq(text, dtype);
        rc_text_free(text);
        ck_assert_int_eq(rc_store_layout(store), way == 1 ? RC_ROWS : RC_COLUMNS);
        arrow_store_is(store, lines);
        rc_store_unref(store);
        ck_assert_int_eq(arrow_alive, 0);
    }
}

static const int32_t numbers[] = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21};
static const unsigned char bits[] = {0xB5, 0x0F}; /* 1 0 1 0 1 1 0 1, 1 1 1 1 0 0 0 0 */
static const unsigned char no_nulls[] = {0xFF, 0xFF};

static struct ArrowArray *ints(void)
{
    return leaf(4, 0, 0, NULL, numbers, NULL);
}

static struct ArrowArray *ints_at_3(void)
{
    return leaf(4, -1, 3, bits, numbers, NULL);
}

static struct ArrowArray *ints_at_8(void)
{
    return leaf(4, 0, 8, no_nulls, numbers, NULL);
}

static struct ArrowArray *nulls_at_8(void)
{
    return leaf(4, -1, 8, bits + 0, numbers, NULL);
}

static struct ArrowArray *bools(void)
{
    return leaf(5, 0, 2, NULL, bits, NULL);
}

START_TEST(numbers_bools_and_offsets)
{
    imports_as("i", 0, ints, 4, "x:i4", "{\"x\":10}\n{\"x\":11}\n{\"x\":12}\n{\"x\":13}\n");
    imports_as("i", ARROW_FLAG_NULLABLE, ints, 3, "x:i4?", "{\"x\":10}\n{\"x\":11}\n{\"x\":12}\n");
    imports_as("i", ARROW_FLAG_NULLABLE, ints_at_3, 4, "x:i4?",
               "{\"x\":null}\n{\"x\":14}\n{\"x\":15}\n{\"x\":null}\n");
    imports_as("i", ARROW_FLAG_NULLABLE, ints_at_8, 4, "x:i4?",
               "{\"x\":18}\n{\"x\":19}\n{\"x\":20}\n{\"x\":21}\n");
    imports_as("i", ARROW_FLAG_NULLABLE, nulls_at_8, 4, "x:i4?",
               "{\"x\":18}\n{\"x\":19}\n{\"x\":20}\n{\"x\":21}\n");
    imports_as("b", 0, bools, 5, "x:bool",
               "{\"x\":true}\n{\"x\":false}\n{\"x\":true}\n{\"x\":true}\n{\"x\":false}\n");
}
END_TEST

/* One null at each place of a bitmap, seen from each offset; and no null, with a bitmap. */
START_TEST(a_null_is_found_at_every_place)
{
    static int32_t values[64];
    for (int64_t offset = 0; offset < 10; offset++) {
        for (int64_t null = -1; null < 21; null++) {
            unsigned char with[8];
            rc_error err = RC_ERROR_INIT;
            rc_store *store;
            rc_value value;
            memset(with, 0, sizeof with); /* the bits around it are not to be looked at */
            for (int64_t i = offset; i < offset + 21; i++) {
                with[i / 8] |= (unsigned char)((i - offset != null) << (i % 8));
            }
            store = import_record(arrow_new_schema("i", "x", ARROW_FLAG_NULLABLE, 0, NULL),
                                  leaf(21, -1, offset, with, values, NULL), 21, NULL, &err);
            for (int64_t i = 0; i < 21; i++) {
                ck_assert_int_eq(rc_store_get(store, (size_t)i, "x", &value, NULL), RC_OK);
                ck_assert_int_eq(value.type == RC_VALUE_NULL, i == null);
            }
            rc_store_unref(store);
            store = import_record(arrow_new_schema("i", "x", 0, 0, NULL),
                                  leaf(21, -1, offset, with, values, NULL), 21, NULL, &err);
            ck_assert_int_eq(store != NULL, null < 0);
            ck_assert(store || err.record == (uint64_t)null);
            rc_store_unref(store);
        }
    }
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

/* ---------------------------------------------------------------------- text */

static const char text[] = "abcdefghijklmnopqrstuvwxyz\xC3\xA9";
static const int32_t offsets[] = {2, 2, 5, 26, 28};
static const int64_t wide_offsets[] = {2, 2, 5, 26, 28};

static struct ArrowArray *strings(void)
{
    return leaf(4, 0, 0, NULL, offsets, text);
}

static struct ArrowArray *wide_strings(void)
{
    return leaf(3, 0, 1, NULL, wide_offsets, text);
}

static struct ArrowArray *views(void)
{
    static int32_t cells[3][4];
    static const int64_t sizes[2] = {5, 28};
    const void *buffers[5] = {NULL, cells, "short", text, sizes};
    cells[0][0] = 3;
    memcpy(&cells[0][1], "xyz", 3);
    cells[1][0] = 14;
    memcpy(&cells[1][1], "cdef", 4);
    cells[1][2] = 1;
    cells[1][3] = 2;
    cells[2][0] = 0;
    return arrow_new_array(3, 0, 0, 5, buffers, 0, NULL);
}

START_TEST(strings_of_every_type)
{
    static const char *const formats[] = {"u", "z"}, *const wide[] = {"U", "Z"},
                             *const viewed[] = {"vu", "vz"};
    for (size_t i = 0; i < 2; i++) {
        imports_as(formats[i], 0, strings, 4, "x:str",
                   "{\"x\":\"\"}\n{\"x\":\"cde\"}\n{\"x\":\"fghijklmnopqrstuvwxyz\"}\n"
                   "{\"x\":\"\xC3\xA9\"}\n");
        imports_as(wide[i], 0, wide_strings, 3, "x:str",
                   "{\"x\":\"cde\"}\n{\"x\":\"fghijklmnopqrstuvwxyz\"}\n{\"x\":\"\xC3\xA9\"}\n");
        imports_as(viewed[i], 0, views, 3, "x:str",
                   "{\"x\":\"xyz\"}\n{\"x\":\"cdefghijklmnop\"}\n{\"x\":\"\"}\n");
    }
}
END_TEST

/* --------------------------------------------------------------------- times */

static const int32_t days[] = {0, 31, INT32_MIN};
static const int64_t counts[] = {1000, -1};

static struct ArrowArray *dates(void)
{
    return leaf(3, 0, 0, NULL, days, NULL);
}

static struct ArrowArray *times(void)
{
    return leaf(2, 0, 0, NULL, counts, NULL);
}

static struct ArrowArray *short_times(void)
{
    return leaf(2, 0, 0, NULL, days, NULL);
}

START_TEST(times_of_every_type)
{
    imports_as("tdD", 0, dates, 3, "x:M8[D]",
               "{\"x\":\"1970-01-01\"}\n{\"x\":\"1970-02-01\"}\n{\"x\":\"NaT\"}\n");
    imports_as("tdm", 0, times, 2, "x:M8[ms]",
               "{\"x\":\"1970-01-01T00:00:01.000\"}\n{\"x\":\"1969-12-31T23:59:59.999\"}\n");
    imports_as("tss:UTC", 0, times, 2, "x:M8[s,UTC]",
               "{\"x\":\"1970-01-01T00:16:40\"}\n{\"x\":\"1969-12-31T23:59:59\"}\n");
    imports_as("ttu", 0, times, 2, "x:m8[us]", "{\"x\":1000}\n{\"x\":-1}\n");
    imports_as("tts", 0, short_times, 2, "x:m8[s]", "{\"x\":0}\n{\"x\":31}\n");
    imports_as("tiM", 0, short_times, 2, "x:m8[M]", "{\"x\":0}\n{\"x\":31}\n");
    imports_as("tDn", 0, times, 2, "x:m8[ns]", "{\"x\":1000}\n{\"x\":-1}\n");
}
END_TEST

/* -------------------------------------------------------- structs, lists, dictionaries */

/* A struct at an offset, with a child at an offset of its own: both add up. */
START_TEST(offsets_of_structs_and_children_add_up)
{
    for (int way = 0; way < 2; way++) {
        const void *struct_bits[1] = {bits};
        rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
        struct ArrowSchema *a = arrow_new_schema("i", "a", 0, 0, NULL);
        struct ArrowSchema *x = arrow_new_schema("+s", "x", ARROW_FLAG_NULLABLE, 1, &a);
        struct ArrowArray *values = leaf(7, 0, 1, NULL, numbers, NULL);
        struct ArrowArray *array = arrow_new_array(5, -1, 2, 1, struct_bits, 1, &values);
        rc_error err = RC_ERROR_INIT;
        rc_store *store;
        options.copy = way;
        store = import_record(x, array, 5, &options, &err);
        ck_assert_msg(store != NULL, "%s", err.message);
        arrow_store_is(store,
                       "{\"x\":{\"a\":13}}\n{\"x\":null}\n{\"x\":{\"a\":15}}\n{\"x\":{\"a\":16}}\n"
                       "{\"x\":null}\n");
        rc_store_unref(store);
        ck_assert_int_eq(arrow_alive, 0);
    }
}
END_TEST

START_TEST(lists_of_lists_at_offsets)
{
    for (int way = 0; way < 2; way++) {
        const void *none[1] = {NULL};
        rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
        struct ArrowSchema *item = arrow_new_schema("i", "item", ARROW_FLAG_NULLABLE, 0, NULL);
        struct ArrowSchema *inner = arrow_new_schema("+w:2", "item", 0, 1, &item);
        struct ArrowSchema *x = arrow_new_schema("+w:2", "x", 0, 1, &inner);
        struct ArrowArray *values = leaf(11, -1, 1, no_nulls, numbers, NULL);
        struct ArrowArray *lists = arrow_new_array(5, 0, 0, 1, none, 1, &values);
        struct ArrowArray *array = arrow_new_array(1, 0, 1, 1, none, 1, &lists);
        rc_error err = RC_ERROR_INIT;
        rc_store *store;
        options.copy = way;
        store = import_record(x, array, 1, &options, &err);
        ck_assert_msg(store != NULL, "%s", err.message);
        arrow_store_is(store, "{\"x\":[[15,16],[17,18]]}\n");
        rc_store_unref(store);
        ck_assert_int_eq(arrow_alive, 0);
    }
}
END_TEST

static const uint8_t indices[] = {2, 0, 9, 1, 2};

/* Values of a dictionary: text, one of which is null; index 9 is under a null. */
START_TEST(dictionaries_are_read_as_their_values)
{
    static const unsigned char index_bits[] = {0x1B}, value_bits[] = {0x05};
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
        struct ArrowSchema *x = arrow_new_schema("C", "x", ARROW_FLAG_NULLABLE, 0, NULL);
        struct ArrowArray *array = leaf(5, 1, 0, index_bits, indices, NULL);
        rc_error err = RC_ERROR_INIT;
        rc_store *store;
        x->dictionary = arrow_new_schema("u", "", ARROW_FLAG_NULLABLE, 0, NULL);
        array->dictionary = leaf(3, -1, 1, value_bits, offsets, text);
        options.layout = (rc_layout)layout;
        store = import_record(x, array, 5, &options, &err);
        ck_assert_msg(store != NULL, "%s", err.message);
        /* values: index 1 of the bitmap is null, 2 is a value, 3 is null */
        arrow_store_is(store, "{\"x\":null}\n{\"x\":null}\n{\"x\":null}\n"
                              "{\"x\":\"fghijklmnopqrstuvwxyz\"}\n{\"x\":null}\n");
        rc_store_unref(store);
        ck_assert_int_eq(arrow_alive, 0);
    }
}
END_TEST

/* A dictionary of structs of lists. */
START_TEST(dictionaries_may_hold_structs_and_lists)
{
    static const int16_t at[] = {1, 0, 1};
    const void *none[1] = {NULL};
    struct ArrowSchema *item = arrow_new_schema("i", "item", 0, 0, NULL);
    struct ArrowSchema *a = arrow_new_schema("+w:2", "a", 0, 1, &item);
    struct ArrowSchema *x = arrow_new_schema("s", "x", 0, 0, NULL);
    struct ArrowArray *values = leaf(6, 0, 0, NULL, numbers, NULL);
    struct ArrowArray *lists = arrow_new_array(3, 0, 0, 1, none, 1, &values);
    struct ArrowArray *array = leaf(3, 0, 0, NULL, at, NULL);
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    x->dictionary = arrow_new_schema("+s", "", 0, 1, &a);
    array->dictionary = arrow_new_array(2, 0, 1, 1, none, 1, &lists);
    store = import_record(x, array, 3, NULL, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    arrow_store_is(store,
                   "{\"x\":{\"a\":[14,15]}}\n{\"x\":{\"a\":[12,13]}}\n{\"x\":{\"a\":[14,15]}}\n");
    rc_store_unref(store);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

/* -------------------------------------------------------------------- sharing */

START_TEST(columns_are_used_in_place)
{
    rc_error err = RC_ERROR_INIT;
    struct ArrowArray *x = leaf(3, -1, 8, bits, numbers, NULL);
    rc_store *store =
        import_record(arrow_new_schema("i", "x", ARROW_FLAG_NULLABLE, 0, NULL), x, 3, NULL, &err);
    rc_value value = rc_value_int(5);
    const rc_store *part;
    rc_view view;
    ck_assert_int_eq(rc_store_view(store, "x", &view, &err), RC_OK);
    ck_assert_ptr_eq(view.data, numbers + 8);
    ck_assert_ptr_eq(view.valid, bits + 1);
    ck_assert_int_gt(arrow_alive, 0);
    /* Another library's memory is not written to. */
    ck_assert_int_eq(rc_store_set(store, 0, "x", &value, &err), RC_EARG);
    part = rc_store_slice_const(store, 1, 2, NULL);
    rc_store_unref(store);
    ck_assert_int_gt(arrow_alive, 0);
    arrow_store_is(part, "{\"x\":19}\n{\"x\":20}\n");
    rc_store_unref(part);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

START_TEST(a_store_that_grows_moves_to_its_own_memory)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = import_record(arrow_new_schema("i", "x", 0, 0, NULL), ints(), 2, NULL, &err);
    rc_value value = rc_value_int(5);
    ck_assert_int_eq(rc_store_resize(store, 3, &err), RC_OK);
    ck_assert_int_eq(arrow_alive, 0);
    ck_assert_int_eq(rc_store_set(store, 2, "x", &value, &err), RC_OK);
    arrow_store_is(store, "{\"x\":10}\n{\"x\":11}\n{\"x\":5}\n");
    rc_store_unref(store);
}
END_TEST

START_TEST(a_copy_can_be_written_to)
{
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_value value = rc_value_int(5);
    rc_store *store;
    options.copy = 1;
    store = import_record(arrow_new_schema("i", "x", 0, 0, NULL), ints(), 2, &options, &err);
    ck_assert_int_eq(arrow_alive, 0);
    ck_assert_int_eq(rc_store_set(store, 0, "x", &value, &err), RC_OK);
    arrow_store_is(store, "{\"x\":5}\n{\"x\":11}\n");
    rc_store_unref(store);
}
END_TEST

/* Calls that change a store, which has memory of others that cannot be written to. */
static rc_status change(rc_store *store, int which)
{
    const char *y[1] = {"y"};
    const rc_sort_key key = {"x", RC_SORT_DESCENDING};
    rc_dtype *i2 = arrow_dtype("i2");
    const rc_field_spec spec = {"z", i2, RC_AUTO, 1};
    rc_status status = RC_EARG;
    switch (which) {
    case 0:
        status = rc_store_add_field(store, &spec, 1, NULL);
        break;
    case 1:
        status = rc_store_drop_fields(store, y, 1, NULL);
        break;
    case 2:
        status = rc_store_rename_field(store, "x", "w", NULL);
        break;
    case 3:
        status = rc_store_remove(store, 1, 2, NULL);
        break;
    case 4:
        status = rc_store_insert(store, 1, 2, NULL);
        break;
    case 5:
        status = rc_store_truncate(store, 2, NULL);
        break;
    case 6:
        status = rc_store_append_store(store, store, NULL);
        break;
    case 7:
        status = rc_store_resize(store, 1, NULL);
        status = status == RC_OK ? rc_store_resize(store, 6, NULL) : status;
        break;
    case 8:
        status = rc_store_shrink(store, NULL);
        break;
    case 9:
        status = rc_store_reserve(store, 100, NULL);
        status = status == RC_OK ? rc_store_sort(store, &key, 1, NULL, NULL) : status;
        break;
    default:
        break;
    }
    rc_dtype_unref(i2);
    return status;
}

static rc_store *two_columns(int copy)
{
    const void *none[1] = {NULL};
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema *fields[2], *schema;
    struct ArrowArray *columns[2], *array;
    rc_store *store;
    fields[0] = arrow_new_schema("i", "x", ARROW_FLAG_NULLABLE, 0, NULL);
    fields[1] = arrow_new_schema("u", "y", 0, 0, NULL);
    columns[0] = leaf(4, -1, 0, bits, numbers, NULL);
    columns[1] = leaf(4, 0, 0, NULL, offsets, text);
    schema = arrow_new_schema("+s", "", 0, 2, fields);
    array = arrow_new_array(4, 0, 0, 1, none, 2, columns);
    options.copy = copy;
    store = rc_arrow_import(array, schema, &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    arrow_free_array(array);
    arrow_free_schema(schema);
    return store;
}

START_TEST(a_store_in_memory_of_others_can_be_changed)
{
    rc_store *shared = two_columns(0), *copied = two_columns(1);
    ck_assert_int_eq(change(shared, _i), RC_OK);
    ck_assert_int_eq(change(copied, _i), RC_OK);
    ck_assert(rc_dtype_equal(rc_store_dtype(shared), rc_store_dtype(copied)));
    ck_assert(rc_store_equal(shared, copied));
    rc_store_unref(shared);
    rc_store_unref(copied);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

/* Values at an address that does not suit them are copied. */
START_TEST(values_that_are_not_aligned_are_copied)
{
    static char bytes[32];
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    rc_view view;
    memcpy(bytes + 1, numbers, 12);
    store = import_record(arrow_new_schema("i", "x", 0, 0, NULL),
                          leaf(3, 0, 0, NULL, bytes + 1, NULL), 3, NULL, &err);
    ck_assert_int_eq(rc_store_view(store, "x", &view, &err), RC_OK);
    ck_assert_uint_eq((uintptr_t)view.data % 4, 0);
    arrow_store_is(store, "{\"x\":10}\n{\"x\":11}\n{\"x\":12}\n");
    rc_store_unref(store);
}
END_TEST

static void *unref_there(void *store)
{
    rc_store_unref(store);
    return NULL;
}

START_TEST(the_last_slice_on_any_thread_releases_the_array)
{
    for (int round = 0; round < 20; round++) {
        rc_error err = RC_ERROR_INIT;
        rc_store *store =
            import_record(arrow_new_schema("i", "x", 0, 0, NULL), ints(), 4, NULL, &err);
        pthread_t threads[4];
        for (size_t i = 0; i < 4; i++) {
            rc_store *part = rc_store_slice(store, i, 1, NULL);
            ck_assert_int_eq(pthread_create(&threads[i], NULL, unref_there, part), 0);
        }
        rc_store_unref(store);
        for (size_t i = 0; i < 4; i++) {
            pthread_join(threads[i], NULL);
        }
        ck_assert_int_eq(__atomic_load_n(&arrow_alive, __ATOMIC_SEQ_CST), 0);
    }
}
END_TEST

/* ----------------------------------------------------------- dtypes of the caller */

static const struct {
    const char *format, *dtype;
    maker *make;
    int64_t length;
    const char *lines; /* NULL: RC_ERANGE */
} wanted[] = {
    {"i", "x:>i4", ints, 2, "{\"x\":10}\n{\"x\":11}\n"},
    {"u", "x:U21", strings, 4,
     "{\"x\":\"\"}\n{\"x\":\"cde\"}\n{\"x\":\"fghijklmnopqrstuvwxyz\"}\n{\"x\":\"\xC3\xA9\"}\n"},
    {"u", "x:>U3", strings, 2, "{\"x\":\"\"}\n{\"x\":\"cde\"}\n"},
    {"u", "x:U20", strings, 4, NULL},
    {"tdD", "x:M8[M]", dates, 3, "{\"x\":\"1970-01\"}\n{\"x\":\"1970-02\"}\n{\"x\":\"NaT\"}\n"},
    {"tdD", "x:M8[W]", dates, 3, NULL}, /* 1970-02-01 is not the first day of a week */
    {"tss:", "x:>M8[25s]", times, 1, "{\"x\":\"1970-01-01T00:16:40\"}\n"},
    {"tss:", "x:M8[25s]", times, 2, NULL},
    {"tiM", "x:m8[Y]", short_times, 1, "{\"x\":0}\n"},
    {"l", "x:M8[25ps]", times, 1, "{\"x\":\"1970-01-01T00:00:00.000000001000\"}\n"},
    {"l", "x:>m8[25ps]", times, 1, "{\"x\":40}\n"},
    {"l", "x:M8[25ps]", times, 2, NULL},
    {"l", "x:M8[ps]", times, 2,
     "{\"x\":\"1970-01-01T00:00:00.000000001000\"}\n{\"x\":\"1969-12-31T23:59:59.999999999999\"}"
     "\n"},
};

START_TEST(values_are_read_as_the_dtype_of_the_caller)
{
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
        rc_dtype *dtype = arrow_dtype(wanted[_i].dtype);
        rc_error err = RC_ERROR_INIT;
        rc_store *store;
        options.dtype = dtype;
        options.layout = (rc_layout)layout;
        store = import_record(arrow_new_schema(wanted[_i].format, "x", 0, 0, NULL),
                              wanted[_i].make(), wanted[_i].length, &options, &err);
        if (wanted[_i].lines) {
            ck_assert_msg(store != NULL, "%s", err.message);
            arrow_store_is(store, wanted[_i].lines);
        } else {
            ck_assert_int_eq(err.status, RC_ERANGE);
            ck_assert_str_eq(err.field, "x");
            ck_assert_uint_ne(err.record, RC_NOWHERE);
        }
        rc_store_unref(store);
        rc_dtype_unref(dtype);
        ck_assert_int_eq(arrow_alive, 0);
    }
}
END_TEST

Suite *suite_arrow_import(void)
{
    Suite *suite = suite_create("arrow_import");
    TCase *tc = tcase_create("import"), *threads = tcase_create("threads");
    tcase_add_test(tc, numbers_bools_and_offsets);
    tcase_add_test(tc, a_null_is_found_at_every_place);
    tcase_add_test(tc, strings_of_every_type);
    tcase_add_test(tc, times_of_every_type);
    tcase_add_test(tc, offsets_of_structs_and_children_add_up);
    tcase_add_test(tc, lists_of_lists_at_offsets);
    tcase_add_test(tc, dictionaries_are_read_as_their_values);
    tcase_add_test(tc, dictionaries_may_hold_structs_and_lists);
    tcase_add_test(tc, columns_are_used_in_place);
    tcase_add_test(tc, a_store_that_grows_moves_to_its_own_memory);
    tcase_add_test(tc, a_copy_can_be_written_to);
    tcase_add_loop_test(tc, a_store_in_memory_of_others_can_be_changed, 0, 10);
    tcase_add_test(tc, values_that_are_not_aligned_are_copied);
    tcase_add_loop_test(tc, values_are_read_as_the_dtype_of_the_caller, 0, (int)N(wanted));
    tcase_set_tags(threads, "threads");
    tcase_add_test(threads, the_last_slice_on_any_thread_releases_the_array);
    suite_add_tcase(suite, tc);
    suite_add_tcase(suite, threads);
    return suite;
}
