/* Any dtype and any bytes in a store, through the writers of JSON text and .npy and back: what was
 * written is read as the same records; both layouts, and any part of a store, give the same bytes;
 * and no byte of padding is written.
 *
 * The input is a dtype in compact notation, a NUL, and then: a byte of options, the number of
 * records, and the bytes that the store is filled with, again and again. Any other text seeds a
 * random dtype. */
#include "fuzz.h"

#include "base/bytes.h"
#include "dtype/leaves.h"
#include "format/json/write/encode.h"
#include "store/batch.h"

#include "../unit/dtype_random.h"

#include <rowcol.h>
#include <string.h>
#include <unistd.h>

const char fuzz_corpus[] = "write";

enum {
    OPTION_ALIGNED = 1,
    OPTION_VALUES = 2,
    OPTION_NULL = 4, /* floats that are not finite become null */
    MOST_RECORDS = 150,
    MOST_BYTES = 1 << 14, /* of a store: the .npy file must fit into a pipe */
    MOST_VALUES = 20000
};

typedef struct fuzz_input {
    rc_dtype *dtype;
    unsigned options;
    size_t records;
    const uint8_t *fill; /* not empty */
    size_t n_fill;
} fuzz_input;

/* ------------------------------------------------------------------- input */

/* Values in one record, and an upper bound of the bytes of its .npy header. */
static size_t count_values(const rc_dtype *dtype)
{
    size_t n = 1;
    if (rc_dtype_element(dtype)) {
        n = count_values(rc_dtype_element(dtype));
        for (size_t i = 0; i < rc_dtype_ndim(dtype) && n < MOST_VALUES; i++) {
            n *= rc_dtype_shape(dtype)[i] ? rc_dtype_shape(dtype)[i] : 1;
        }
        return n;
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype) && n < MOST_VALUES; i++) {
        rc_field_info info;
        FUZZ_CHECK(rc_dtype_field(dtype, i, &info, NULL) == RC_OK);
        n += 1 + count_values(info.dtype);
    }
    return n;
}

static uint64_t seed_of(const uint8_t *data, size_t size)
{
    uint64_t seed = 1469598103934665603u;
    for (size_t i = 0; i < size; i++) {
        seed = (seed ^ data[i]) * 1099511628211u;
    }
    return seed ? seed : 1;
}

static bool take_input(fuzz_input *in, const uint8_t *data, size_t size)
{
    static const uint8_t zero = 0;
    const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
    size_t length = end ? (size_t)(end - data) : size, left = size - length, values, itemsize;
    uint64_t seed = seed_of(data, length);
    in->options = left > 1 ? end[1] : 0;
    in->records = left > 2 ? end[2] % (MOST_RECORDS + 1) : 3;
    in->fill = left > 3 ? end + 3 : &zero;
    in->n_fill = left > 3 ? left - 3 : 1;
    in->dtype = rc_dtype_parse_n((const char *)data, length,
                                 in->options & OPTION_ALIGNED ? RC_ALIGNED : RC_PACKED, NULL);
    in->dtype = in->dtype ? in->dtype : random_dtype(&seed, 3, RANDOM_ALL, NULL);
    if (!in->dtype) {
        return false;
    }
    values = count_values(in->dtype);
    itemsize = rc_dtype_itemsize(in->dtype);
    if (values >= MOST_VALUES || itemsize > MOST_BYTES) {
        rc_dtype_unref(in->dtype);
        return false;
    }
    while (in->records * values > MOST_VALUES || in->records * itemsize > MOST_BYTES) {
        in->records /= 2;
    }
    return true;
}

/* ------------------------------------------------------------------- store */

/* Values that are read back as they were need bools of 0 and 1. */
static void make_bools(const rc_dtype *dtype, unsigned char *cell)
{
    size_t n = 1;
    if (rc_dtype_kind(dtype) == RC_BOOL) {
        *cell &= 1;
    } else if (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        const rc_dtype *element = rc_dtype_element(dtype);
        for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
            n *= rc_dtype_shape(dtype)[i];
        }
        for (size_t i = 0; i < n; i++) {
            make_bools(element, cell + i * rc_dtype_itemsize(element));
        }
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info info;
        FUZZ_CHECK(rc_dtype_field(dtype, i, &info, NULL) == RC_OK);
        make_bools(info.dtype, cell + info.offset);
    }
}

static void fill_leaf(const fuzz_input *in, rc_store *store, const rci_dtype_leaf *leaf,
                      size_t index)
{
    size_t stride, size = rc_dtype_itemsize(leaf->dtype), at = index * 7;
    unsigned char *base;
    rci_store_leaf(store, index, &base, &stride);
    for (size_t record = 0; record < in->records; record++, at += 3) {
        unsigned char *cell = base + record * stride;
        if (rc_dtype_kind(leaf->dtype) == RC_STR) {
            size_t from = at % in->n_fill, most = in->n_fill - from;
            FUZZ_CHECK(rci_store_string_put(store, cell, (const char *)in->fill + from,
                                            most < 40 ? most : 40, NULL) == RC_OK);
        } else if (!rci_dtype_has_str(leaf->dtype)) {
            for (size_t i = 0; i < size; i++) {
                cell[i] = in->fill[at++ % in->n_fill];
            }
            make_bools(leaf->dtype, cell);
        }
    }
}

/* Padding is filled, too, where it exists: in rows. */
static rc_store *make_store(const fuzz_input *in, rc_layout layout)
{
    rci_dtype_leaves leaves;
    rc_store *store = rc_store_zeros(in->dtype, in->records, layout, NULL);
    FUZZ_CHECK(store != NULL);
    FUZZ_CHECK(rci_dtype_leaves_init(&leaves, in->dtype, NULL) == RC_OK);
    if (layout == RC_ROWS && !rci_dtype_has_str(in->dtype)) {
        memset(rc_store_data(store), 0xA5, in->records * rc_dtype_itemsize(in->dtype));
    }
    for (size_t i = 0; i < leaves.n_leaves; i++) {
        fill_leaf(in, store, &leaves.leaf[i], i);
    }
    for (size_t i = 0; i < leaves.n_nulls; i++) {
        unsigned char *bits;
        size_t bit0;
        rci_store_null_bits(store, i, &bits, &bit0);
        for (size_t record = 0; record < in->records; record++) {
            if (in->fill[(record + i) % in->n_fill] & 1) {
                bits[(bit0 + record) / 8] &= (unsigned char)~(1u << (bit0 + record) % 8);
            }
        }
    }
    rci_dtype_leaves_release(&leaves);
    return store;
}

/* -------------------------------------------------------------------- JSON */

/* The text of records first .. first + n - 1. */
static rc_status encode(const fuzz_input *in, const rc_store *store, size_t first, size_t n,
                        rci_base_bytes *text)
{
    rci_json_write_encoder encoder;
    rc_error err = RC_ERROR_INIT;
    rci_record_plan *plan = rci_record_plan_new(in->dtype, &err);
    rc_status status;
    rci_base_bytes_init(text);
    FUZZ_CHECK(plan != NULL);
    FUZZ_CHECK(rci_json_write_encoder_init(&encoder, plan, in->options & OPTION_VALUES,
                                           in->options & OPTION_NULL ? RC_NONFINITE_NULL
                                                                     : RC_NONFINITE_ERROR,
                                           NULL) == RC_OK);
    status = rci_json_write_encode(&encoder, store, first, n, '\0', '\n', text, &err);
    FUZZ_CHECK(status == RC_OK || status == RC_ERANGE || status == RC_EFORMAT);
    FUZZ_CHECK(status == RC_OK || err.record < n);
    rci_json_write_encoder_release(&encoder);
    rci_record_plan_free(plan);
    return status;
}

static rc_store *read_back(const char *format, const fuzz_input *in, const void *bytes, size_t size)
{
    const rc_read_options options = {
        .size = sizeof(rc_read_options), .format = format, .dtype = in->dtype};
    rc_error err = RC_ERROR_INIT;
    rc_store *all = rc_store_zeros(in->dtype, 0, RC_ROWS, NULL), *batch;
    rc_reader *reader = rc_reader_open_memory(bytes, size, NULL, &options, &err);
    rc_status status = RC_OK;
    FUZZ_CHECK(all != NULL && reader != NULL);
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        FUZZ_CHECK(rc_store_append_store(all, batch, NULL) == RC_OK);
        rc_store_unref(batch);
    }
    if (status != RC_END) {
        fprintf(stderr, "%s\n", err.message);
    }
    FUZZ_CHECK(status == RC_END);
    rc_reader_close(reader);
    return all;
}

static void check_json(const fuzz_input *in, const rc_store *rows, const rc_store *columns)
{
    rci_base_bytes text, other, head, tail;
    size_t half = in->records / 2;
    rc_status status = encode(in, rows, 0, in->records, &text);
    FUZZ_CHECK(encode(in, columns, 0, in->records, &other) == status);
    if (status == RC_OK) {
        FUZZ_CHECK(text.length == other.length);
        FUZZ_CHECK(text.length == 0 || memcmp(text.data, other.data, text.length) == 0);
        FUZZ_CHECK(encode(in, columns, 0, half, &head) == RC_OK);
        FUZZ_CHECK(encode(in, rows, half, in->records - half, &tail) == RC_OK);
        FUZZ_CHECK(head.length + tail.length == text.length);
        FUZZ_CHECK(head.length == 0 || memcmp(text.data, head.data, head.length) == 0);
        FUZZ_CHECK(tail.length == 0 ||
                   memcmp(text.data + head.length, tail.data, tail.length) == 0);
        rci_base_bytes_release(&head);
        rci_base_bytes_release(&tail);
    }
    if (status == RC_OK && !(in->options & OPTION_NULL)) { /* null is not read as NaN */
        rc_store *again = read_back("ndjson", in, text.data, text.length);
        FUZZ_CHECK(rc_store_equal(again, rows));
        rc_store_unref(again);
    }
    rci_base_bytes_release(&text);
    rci_base_bytes_release(&other);
}

/* -------------------------------------------------------------------- .npy */

/* Saves to a pipe, which holds it all. */
static rc_status save(const rc_store *store, unsigned char *bytes, size_t size, size_t *n)
{
    const rc_write_options options = {.size = sizeof(rc_write_options), .format = "npy"};
    char path[32];
    int ends[2];
    ssize_t got;
    rc_status status;
    FUZZ_CHECK(pipe(ends) == 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    status = rc_save(store, path, &options, NULL);
    close(ends[1]);
    *n = 0;
    while ((got = read(ends[0], bytes + *n, size - *n)) > 0) {
        *n += (size_t)got;
    }
    FUZZ_CHECK(got == 0);
    close(ends[0]);
    return status;
}

/* Zeroes the bytes of values: what is left is padding. */
static void clear_values(const rc_dtype *dtype, unsigned char *bytes)
{
    size_t n = 1;
    if (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        const rc_dtype *element = rc_dtype_element(dtype);
        for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
            n *= rc_dtype_shape(dtype)[i];
        }
        for (size_t i = 0; i < n; i++) {
            clear_values(element, bytes + i * rc_dtype_itemsize(element));
        }
    } else if (rc_dtype_kind(dtype) != RC_STRUCT) {
        memset(bytes, 0, rc_dtype_itemsize(dtype));
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info info;
        FUZZ_CHECK(rc_dtype_field(dtype, i, &info, NULL) == RC_OK);
        clear_values(info.dtype, bytes + info.offset);
    }
}

static void check_padding(const fuzz_input *in, unsigned char *records)
{
    const size_t itemsize = rc_dtype_itemsize(in->dtype);
    for (size_t i = 0; i < in->records; i++) {
        clear_values(in->dtype, records + i * itemsize);
    }
    for (size_t i = 0; i < in->records * itemsize; i++) {
        FUZZ_CHECK(records[i] == 0);
    }
}

static void check_npy(const fuzz_input *in, const rc_store *rows, const rc_store *columns)
{
    static unsigned char bytes[1 << 16], other[1 << 16];
    size_t n, n_other;
    rc_store *again;
    if (save(rows, bytes, sizeof bytes, &n) != RC_OK) {
        FUZZ_CHECK(save(columns, other, sizeof other, &n_other) != RC_OK && n == 0 && n_other == 0);
        return;
    }
    FUZZ_CHECK(save(columns, other, sizeof other, &n_other) == RC_OK);
    FUZZ_CHECK(n == n_other && memcmp(bytes, other, n) == 0);
    again = read_back("npy", in, bytes, n);
    FUZZ_CHECK(rc_store_equal(again, rows));
    rc_store_unref(again);
    check_padding(in, bytes + (n - in->records * rc_dtype_itemsize(in->dtype)));
}

/* The header of such a dtype could be longer than a pipe. */
static bool has_long_descr(const rc_dtype *dtype)
{
    char *descr = rc_dtype_text(dtype, RC_NOTATION_DESCR, NULL);
    bool is_long = descr && strlen(descr) > 1 << 14;
    rc_text_free(descr);
    return is_long;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in;
    rc_store *rows, *columns;
    if (!take_input(&in, data, size)) {
        return 0;
    }
    rows = make_store(&in, RC_ROWS);
    columns = make_store(&in, RC_COLUMNS);
    check_json(&in, rows, columns);
    if (!has_long_descr(in.dtype)) {
        check_npy(&in, rows, columns);
    }
    rc_store_unref(rows);
    rc_store_unref(columns);
    rc_dtype_unref(in.dtype);
    return 0;
}
