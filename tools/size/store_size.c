/* size/store_size.c - the bytes that a store of N records takes in rowcol, without making it. */
#include "size/store_size.h"

#include "base/sum.h"
#include "report/report.h"

#include <stdbool.h>

enum {
    ALIGNMENT = 64, /* of columns and bitmaps (rowcol/store.h) */
    PAGE = 4096,
    MOST_IN_CELL = 12 /* bytes of text in the cell of a str */
};

/* The bytes of a store, as they are laid out. */
typedef struct store_layout {
    uint64_t n;        /* records */
    uint64_t end;      /* bytes so far */
    uint64_t previous; /* bytes of the column before; 0 for the first */
    uint64_t columns;
    uint64_t cells;   /* bytes of the fields in a record */
    uint64_t bitmaps; /* nullable fields */
    uint64_t strings; /* str values in a record */
} store_layout;

static uint64_t round_up(uint64_t n)
{
    return n >= SUM_MOST - ALIGNMENT ? SUM_MOST : (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static uint64_t strings_in(const rc_dtype *dtype)
{
    uint64_t strings = 0, many = 1;
    switch (rc_dtype_kind(dtype)) {
    case RC_STR:
        return 1;
    case RC_STRUCT:
        for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
            rc_field_info field;
            rc_dtype_field(dtype, i, &field, NULL);
            strings += strings_in(field.dtype);
        }
        return strings;
    case RC_SUBARRAY:
        strings = strings_in(rc_dtype_element(dtype));
        for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
            many = sum_multiply(many, rc_dtype_shape(dtype)[i]);
        }
        return sum_multiply(strings, many);
    default:
        return 0;
    }
}

/* A column starts at a multiple of ALIGNMENT; one that follows a page or more leaves a cache line
   free, so that columns of round lengths do not share the same sets of a cache. */
static void add_column(store_layout *layout, uint64_t size)
{
    uint64_t bytes = sum_multiply(layout->n, size);
    if (layout->columns > 0) {
        layout->end = sum_add(round_up(layout->end), layout->previous >= PAGE ? ALIGNMENT : 0);
    }
    layout->end = sum_add(layout->end, bytes);
    layout->previous = bytes;
    layout->columns++;
    layout->cells += size;
}

static void add_columns(store_layout *layout, const rc_dtype *dtype)
{
    if (rc_dtype_kind(dtype) != RC_STRUCT) {
        add_column(layout, rc_dtype_itemsize(dtype));
        layout->strings = sum_add(layout->strings, strings_in(dtype));
        return;
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        layout->bitmaps += field.nullable != 0;
        add_columns(layout, field.dtype);
    }
}

static store_layout lay_out(const record_spec *spec, record_kind kind, uint64_t n)
{
    store_layout layout = {.n = n};
    add_columns(&layout, spec->dtype);
    if (kind == KIND_ROWS) {
        layout.end = sum_multiply(n, rc_dtype_itemsize(spec->dtype));
    }
    for (uint64_t i = 0; i < layout.bitmaps; i++) {
        layout.end = sum_add(round_up(layout.end), n / 8 + (n % 8 != 0));
    }
    return layout;
}

static uint64_t text_bytes(const record_spec *spec, const store_layout *layout)
{
    uint64_t length = spec->text_length > MOST_IN_CELL ? spec->text_length : 0;
    return sum_multiply(layout->strings, length);
}

record_size store_record_size(const record_spec *spec, record_kind kind)
{
    store_layout layout = lay_out(spec, kind, 1);
    record_size size;
    size.container = kind == KIND_ROWS ? rc_dtype_itemsize(spec->dtype) : layout.cells;
    size.container += (layout.bitmaps + 7) / 8;
    size.values = text_bytes(spec, &layout);
    return size;
}

/* The overhead does not depend on the number of records: that of a store of one is found. */
static rc_status measure(const record_spec *spec, record_kind kind, uint64_t *overhead,
                         rc_error *err)
{
    rc_layout layout = kind == KIND_ROWS ? RC_ROWS : RC_COLUMNS;
    rc_store *store = rc_store_zeros(spec->dtype, 1, layout, err);
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    rc_status status = store ? rc_store_memory(store, 0, &size, err) : err->status;
    if (status == RC_OK) {
        *overhead = size.total - lay_out(spec, kind, 1).end;
    }
    rc_store_unref(store);
    return status;
}

int store_measure(record_spec *spec)
{
    rc_error err = RC_ERROR_INIT;
    if (measure(spec, KIND_ROWS, &spec->rows_overhead, &err) != RC_OK ||
        measure(spec, KIND_COLUMNS, &spec->columns_overhead, &err) != RC_OK) {
        return report_error(&err);
    }
    return 0;
}

uint64_t store_bytes(const record_spec *spec, record_kind kind, uint64_t n)
{
    store_layout layout = lay_out(spec, kind, n);
    uint64_t bytes = sum_add(layout.end, sum_multiply(n, text_bytes(spec, &layout)));
    return sum_add(bytes, kind == KIND_ROWS ? spec->rows_overhead : spec->columns_overhead);
}
