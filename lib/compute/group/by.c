/*
 * compute/group/by.c - rc_store_group_by: writes the keys and aggregates of each group to a store.
 */
#include "base/cell.h"
#include "base/check.h"
#include "base/error.h"
#include "base/pool.h"
#include "compute/group/fields.h"
#include "compute/group/grouping.h"
#include "compute/group/keys.h"
#include "compute/group/totals.h"
#include "compute/order/gather.h"
#include "number/number.h"
#include "store/batch.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

/* The totals of one field, or the numbers of records, for each range of records. */
typedef struct total {
    rci_compute_column column;
    rci_group_totals ranges[RCI_GROUP_MAX_RANGES];
} total;

typedef struct group_by {
    const rc_store *store;
    rc_group_options options;
    rci_group_fields fields;
    rci_group_keys keys;
    rci_group_table table;
    total *totals; /* the first one has the numbers of records */
    size_t n_totals, totals_bytes, n_ranges;
    bool has_sizes;
    rc_store *result;
} group_by;

/* A field of the result that is written to. */
typedef struct output {
    rc_field field;
    size_t size;
    bool big;
} output;

static unsigned char *cell_of(const output *to, size_t group)
{
    return to->field.data + (ptrdiff_t)group * to->field.stride;
}

static void put_bits(const output *to, size_t group, uint64_t bits)
{
    rci_base_cell_put(cell_of(to, group), to->size, to->big, bits);
}

static void put_real(const output *to, size_t group, double x)
{
    uint64_t bits = to->size == 8   ? rci_base_f8_bits(x)
                    : to->size == 4 ? rci_base_f4_bits((float)x)
                                    : rci_number_f8_to_f2(x, NULL);
    put_bits(to, group, bits);
}

/* ------------------------------------------------------- keys, text, bytes */

/* Copies the cells of records, one for each group. Text stays where it is: the store adopts it at
   the end. Null cells become zeros. */
static void copy_cells(const output *to, const rci_compute_column *from, const uint64_t *records,
                       size_t first, size_t end)
{
    rci_order_cells to_cells = {cell_of(to, first), to->field.stride, to->size};
    rci_order_cells from_cells = {(unsigned char *)(uintptr_t)from->data, from->stride, to->size};
    rci_order_gather(to_cells, from_cells, records + first, end - first);
}

static void write_key(const rci_group_field *field, const output *to, const rci_group_table *table,
                      size_t first, size_t end)
{
    rci_compute_column column;
    rci_compute_column_of(&column, &field->view);
    copy_cells(to, &column, table->firsts, first, end);
    for (size_t i = first; column.n_bitmaps > 0 && i < end; i++) {
        uint64_t valid;
        if (!rci_compute_column_valid(&column, (size_t)table->firsts[i], 1, &valid)) {
            memset(cell_of(to, i), 0, to->size);
            (void)rc_field_set_null(&to->field, i, NULL);
        }
    }
}

static void write_extreme_cell(const output *to, const rci_group_totals *totals, size_t group,
                               const uint64_t *records)
{
    memcpy(cell_of(to, group), rci_compute_cell(totals->column, (size_t)records[group] - 1),
           to->size);
}

/* -------------------------------------------------------------- aggregates */

static void write_extreme(const output *to, const rci_group_totals *totals, size_t group,
                          bool is_min)
{
    const rci_group_arrays *arrays = &totals->arrays;
    if (arrays->real_min || arrays->real_max) {
        put_real(to, group, is_min ? arrays->real_min[group] : arrays->real_max[group]);
    } else if (arrays->first || arrays->last) {
        write_extreme_cell(to, totals, group, is_min ? arrays->first : arrays->last);
    } else {
        int64_t x = is_min ? arrays->min[group] : arrays->max[group];
        uint64_t flip = totals->column->kind == RC_U8 ? UINT64_C(1) << 63 : 0;
        put_bits(to, group, (uint64_t)x ^ flip);
    }
}

static double real_sum(const rci_group_totals *totals, size_t group)
{
    const rci_stats_sum *sum = &totals->arrays.real_sum[group];
    return sum->sum + (isfinite(sum->sum) ? sum->error : 0);
}

/* Of a group that has values. */
static rc_status write_sum(const rci_group_field *field, const output *to,
                           const rci_group_totals *totals, size_t group)
{
    rci_value_wide sum;
    if (totals->arrays.real_sum) {
        put_real(to, group, real_sum(totals, group));
        return RC_OK;
    }
    sum = rci_group_whole_sum(totals, group);
    if (rci_stats_is_unsigned(rc_dtype_kind(field->view.dtype))
            ? sum >> 64 != 0
            : !rci_value_wide_is_i64(sum) ||
                  (rc_dtype_kind(field->view.dtype) == RC_TIMEDELTA && sum == RC_NAT)) {
        return RC_ERANGE;
    }
    put_bits(to, group, (uint64_t)sum);
    return RC_OK;
}

/* The number of values of a group. Without the numbers of records all groups have some. */
static uint64_t values_of(const group_by *by, const rci_group_totals *totals, size_t group)
{
    return by->has_sizes ? by->totals[0].ranges[0].arrays.sizes[group] -
                               rci_group_nulls(totals, group) - rci_group_nans(totals, group)
                         : 1;
}

static double mean_of(const rci_group_totals *totals, size_t group, uint64_t count)
{
    return totals->arrays.real_sum ? real_sum(totals, group) / (double)count
                                   : (double)rci_group_whole_sum(totals, group) / (double)count;
}

/* A group without values: null, NaN or NaT. */
static void write_nothing(const rci_group_field *field, const output *to, size_t group)
{
    rc_kind kind = rc_dtype_kind(to->field.dtype);
    if (field->can_be_null) {
        (void)rc_field_set_null(&to->field, group, NULL);
    } else if (rci_stats_is_real(kind)) {
        put_real(to, group, (double)NAN);
    } else {
        put_bits(to, group, (uint64_t)RC_NAT);
    }
}

static rc_status write_group(const group_by *by, const rci_group_field *field, const output *to,
                             const rci_group_totals *totals, size_t group)
{
    uint64_t count;
    switch (field->kind) {
    case RC_AGGREGATE_NULLS:
        put_bits(to, group, rci_group_nulls(totals, group));
        return RC_OK;
    case RC_AGGREGATE_NANS:
        put_bits(to, group, rci_group_nans(totals, group));
        return RC_OK;
    default:
        break;
    }
    count = values_of(by, totals, group);
    if (field->kind == RC_AGGREGATE_COUNT) {
        put_bits(to, group, count);
    } else if (count == 0) {
        write_nothing(field, to, group);
    } else if (field->kind == RC_AGGREGATE_SUM) {
        return write_sum(field, to, totals, group);
    } else if (field->kind == RC_AGGREGATE_MEAN) {
        put_real(to, group, mean_of(totals, group, count));
    } else {
        write_extreme(to, totals, group, field->kind == RC_AGGREGATE_MIN);
    }
    return RC_OK;
}

/* Sums that need no check. */
static void write_narrow_sums(const output *to, const rci_group_totals *totals, size_t first,
                              size_t end)
{
    const int64_t *sum = totals->arrays.sum;
    for (size_t g = first; g < end; g++) {
        memcpy(cell_of(to, g), &sum[g], sizeof sum[g]);
    }
}

/* ------------------------------------------------------------------ totals */

static unsigned wanted_of(rc_aggregate_kind kind)
{
    switch (kind) {
    case RC_AGGREGATE_MIN:
        return RCI_GROUP_MIN;
    case RC_AGGREGATE_MAX:
        return RCI_GROUP_MAX;
    case RC_AGGREGATE_SUM:
    case RC_AGGREGATE_MEAN:
        return RCI_GROUP_SUM;
    default:
        return 0;
    }
}

/* Whether groups may have records without a value, which then decide about the result. */
static bool may_lack_values(const rci_group_field *field)
{
    rc_kind kind = rc_dtype_kind(field->view.dtype);
    return field->can_be_null || rci_stats_is_real(kind) || rci_stats_is_time(kind);
}

static bool needs_sizes(const rci_group_field *field)
{
    return field->kind == RC_AGGREGATE_RECORDS || field->kind == RC_AGGREGATE_COUNT ||
           field->kind == RC_AGGREGATE_MEAN ||
           (field->kind >= RC_AGGREGATE_MIN && may_lack_values(field));
}

/* A sum of floats depends on the order of additions, which rci_group_totals_of decides. */
static bool needs_numbers(const rci_group_field *field)
{
    return wanted_of(field->kind) == RCI_GROUP_SUM &&
           rci_stats_is_real(rc_dtype_kind(field->view.dtype));
}

/* The totals that a field is made from: those of the first field of the same path. */
static size_t totals_of(const rci_group_fields *fields, size_t i)
{
    size_t k = 0;
    while (k < i && !(fields->field[k].kind > RC_AGGREGATE_RECORDS &&
                      strcmp(fields->field[k].path, fields->field[i].path) == 0)) {
        k++;
    }
    return k + 1;
}

static rc_status start(group_by *by, rc_error *err)
{
    unsigned wanted;
    by->n_totals = by->fields.n + 1;
    by->n_ranges = rci_group_ranges(&by->keys.call);
    if (rci_base_mul_overflows(by->n_totals, sizeof *by->totals, &by->totals_bytes)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu fields are too many", by->fields.n);
    }
    by->totals = rci_base_zalloc(by->keys.call.allocator, by->totals_bytes, err);
    if (!by->totals) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < by->fields.n; i++) {
        const rci_group_field *field = &by->fields.field[i];
        by->has_sizes = by->has_sizes || needs_sizes(field);
        if (field->kind > RC_AGGREGATE_RECORDS) {
            total *to = &by->totals[totals_of(&by->fields, i)];
            wanted = to->ranges[0].wanted | wanted_of(field->kind);
            rci_compute_column_of(&to->column, &field->view);
            for (size_t k = 0; k < by->n_ranges; k++) {
                rci_group_totals_init(&to->ranges[k], &to->column, by->keys.call.n, wanted);
            }
        }
    }
    return RC_OK;
}

/* Whether there are such totals. */
static bool is_used(const group_by *by, size_t i)
{
    return i == 0 ? by->has_sizes : by->totals[i].ranges[0].column != NULL;
}

static rc_status add_block(void *context, size_t range, size_t groups, const uint32_t *numbers,
                           size_t first, size_t n)
{
    group_by *by = context;
    rc_status status = RC_OK;
    for (size_t i = 0; i < by->n_totals && status == RC_OK; i++) {
        rci_group_totals *totals = &by->totals[i].ranges[range];
        if (is_used(by, i)) {
            status = rci_group_totals_grow(totals, groups);
        }
        if (is_used(by, i) && status == RC_OK) {
            rci_group_totals_add(totals, numbers, first, n);
        }
    }
    return status;
}

static rc_status grow(void *context, size_t groups)
{
    group_by *by = context;
    rc_status status = RC_OK;
    for (size_t i = 0; i < by->n_totals && status == RC_OK; i++) {
        if (is_used(by, i)) {
            status = rci_group_totals_grow(&by->totals[i].ranges[0], groups);
        }
    }
    return status;
}

static void join_some(void *context, size_t range, const uint32_t *from, const uint32_t *to,
                      size_t n)
{
    const group_by *by = context;
    for (size_t i = 0; i < by->n_totals; i++) {
        const rci_group_totals *totals = by->totals[i].ranges;
        if (is_used(by, i)) {
            rci_group_totals_join_some(&totals[0], &totals[range], to, from, n);
        }
    }
}

static void join_same(void *context, size_t range, size_t first, size_t end)
{
    const group_by *by = context;
    for (size_t i = 0; i < by->n_totals; i++) {
        const rci_group_totals *totals = by->totals[i].ranges;
        if (is_used(by, i)) {
            rci_group_totals_join(&totals[0], &totals[range], first, end);
        }
    }
}

/* With the group number of each record. */
static rc_status add_by_numbers(group_by *by, rc_error *err)
{
    rci_group_memory numbers;
    rc_status status;
    if (!rci_group_memory_make(&numbers, by->keys.call.n, sizeof(uint32_t))) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for the groups of records");
    }
    status = rci_group_keys_number(&by->keys, &by->table, numbers.data, NULL, err);
    for (size_t i = 0; i < by->n_totals && status == RC_OK; i++) {
        if (is_used(by, i)) {
            status = rci_group_totals_of(&by->totals[i].ranges[0], &by->keys.call, numbers.data,
                                         by->table.count);
            if (status != RC_OK) {
                rci_base_fail(err, status, "out of memory for the aggregates of groups");
            }
        }
    }
    rci_group_memory_release(&numbers);
    return status;
}

static rc_status add_all(group_by *by, rc_error *err)
{
    rci_group_sink sink = {by, add_block, grow, join_some, join_same};
    rc_status status;
    for (size_t i = 0; i < by->fields.n; i++) {
        if (by->fields.field[i].kind > RC_AGGREGATE_RECORDS &&
            needs_numbers(&by->fields.field[i])) {
            return add_by_numbers(by, err);
        }
    }
    status = rci_group_keys_number(&by->keys, &by->table, NULL, &sink, err);
    for (size_t i = 0; status == RC_OK && by->table.form == RCI_GROUP_MARKS && i < by->n_totals;
         i++) {
        if (is_used(by, i) && rci_group_totals_pick(&by->totals[i].ranges[0], by->table.words,
                                                    by->table.count) != RC_OK) {
            status = rci_base_fail(err, RC_ENOMEM, "out of memory for the aggregates of groups");
        }
    }
    return status;
}

/* ------------------------------------------------------------------ fields */

static output output_of(const group_by *by, size_t i)
{
    output to;
    /* The field exists, and is a leaf. */
    (void)rc_store_field_at(by->result, i, &to.field, NULL);
    to.size = rc_dtype_itemsize(to.field.dtype);
    to.big = rc_dtype_order(to.field.dtype) == RC_ORDER_BIG;
    return to;
}

/* Writes groups first .. end - 1; returns the first one whose sum does not fit, or `end`. */
static size_t write_aggregate(const group_by *by, const rci_group_field *field, const output *to,
                              const rci_group_totals *totals, size_t first, size_t end)
{
    if (field->kind == RC_AGGREGATE_SUM && totals->arrays.sum && !totals->arrays.nulls) {
        write_narrow_sums(to, totals, first, end);
        return end;
    }
    for (size_t g = first; g < end; g++) {
        if (write_group(by, field, to, totals, g) != RC_OK) {
            return g;
        }
    }
    return end;
}

/* The groups of one field of the result. */
typedef struct writing {
    const group_by *by;
    size_t field;
    output to;
    _Atomic size_t failed; /* the least group whose sum does not fit */
} writing;

static void write_chunk(void *context, size_t task)
{
    writing *all = context;
    const group_by *by = all->by;
    const rci_group_field *field = &by->fields.field[all->field];
    size_t first = task * RCI_COMPUTE_CHUNK, end = rci_compute_chunk_end(task, by->table.count);
    if (field->kind == 0) {
        write_key(field, &all->to, &by->table, first, end);
    } else if (field->kind == RC_AGGREGATE_RECORDS) {
        for (size_t g = first; g < end; g++) {
            put_bits(&all->to, g, by->totals[0].ranges[0].arrays.sizes[g]);
        }
    } else {
        const total *from = &by->totals[totals_of(&by->fields, all->field)];
        size_t failed = write_aggregate(by, field, &all->to, &from->ranges[0], first, end);
        size_t least = atomic_load(&all->failed);
        while (failed < end && failed < least &&
               !atomic_compare_exchange_weak(&all->failed, &least, failed)) {
        }
    }
}

static rc_status fail_sum(const rci_group_field *field, const rci_group_table *table, size_t group,
                          rc_error *err)
{
    rci_base_fail(err, RC_ERANGE,
                  "the sum of a group does not fit 64 bits (use the mean, or rc_grouping_stats)");
    rci_base_error_field(err, field->path);
    if (err) {
        err->record = table->firsts[group];
    }
    return RC_ERANGE;
}

static rc_status write_all(const group_by *by, rc_error *err)
{
    for (size_t i = 0; i < by->fields.n; i++) {
        writing all = {.by = by, .field = i, .to = output_of(by, i), .failed = SIZE_MAX};
        size_t failed;
        rci_base_pool_run(by->options.threads, rci_compute_chunks(by->table.count), write_chunk,
                          &all);
        failed = atomic_load(&all.failed);
        if (failed != SIZE_MAX) {
            return fail_sum(&by->fields.field[i], &by->table, failed, err);
        }
    }
    return RC_OK;
}

static rc_status make_result(group_by *by, rc_error *err)
{
    rc_layout layout = by->options.layout;
    rc_status status;
    if (layout == RC_LAYOUT_DEFAULT) {
        layout = rc_store_layout(by->store) == RC_COLUMNS ? RC_COLUMNS : RC_ROWS;
    }
    by->result = rc_store_zeros(by->fields.dtype, by->table.count, layout, err);
    if (!by->result) {
        return RC_ENOMEM;
    }
    status = write_all(by, err);
    if (status == RC_OK) {
        status = rci_store_adopt_strings(by->result, 0, by->table.count, by->store, err);
    }
    if (status != RC_OK) {
        rc_store_unref(by->result);
        by->result = NULL;
    }
    return status;
}

static void release(group_by *by)
{
    for (size_t i = 0; by->totals && i < by->n_totals; i++) {
        for (size_t k = 0; k < by->n_ranges; k++) {
            rci_group_totals_release(&by->totals[i].ranges[k]);
        }
    }
    rci_base_free(by->keys.call.allocator, by->totals, by->totals_bytes);
    rci_group_table_release(&by->table);
    rci_group_keys_release(&by->keys);
    rci_group_fields_release(&by->fields);
}

rc_store *rc_store_group_by(const rc_store *store, const char *const *keys, size_t n_keys,
                            const rc_aggregate *aggregates, size_t n_aggregates,
                            const rc_group_options *options, rc_error *err)
{
    group_by by = {.store = store};
    rc_status status = rci_group_options(&by.options, options, err);
    if (status == RC_OK) {
        status =
            rci_group_fields_init(&by.fields, store, keys, n_keys, aggregates, n_aggregates, err);
    }
    if (status != RC_OK) {
        return NULL;
    }
    status = rci_group_keys_init(&by.keys, store, keys, n_keys, by.options.threads, err);
    if (status == RC_OK) {
        status = start(&by, err);
    }
    if (status == RC_OK) {
        status = add_all(&by, err);
    }
    if (status == RC_OK) {
        (void)make_result(&by, err);
    }
    release(&by);
    return by.result;
}
