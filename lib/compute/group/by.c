/*
 * compute/group/by.c - rc_store_group_by: writes the keys and aggregates of each group to a store.
 */
#include "base/alloc.h"
#include "base/cell.h"
#include "base/error.h"
#include "compute/group/fields.h"
#include "compute/group/grouping.h"
#include "compute/group/keys.h"
#include "compute/group/totals.h"
#include "compute/order/gather.h"
#include "number/number.h"
#include "store/batch.h"

#include <math.h>
#include <string.h>

typedef struct group_by {
    const rc_store *store;
    rc_group_options options;
    rci_group_fields fields;
    rc_grouping *grouping;
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
                       size_t groups)
{
    rci_order_cells to_cells = {to->field.data, to->field.stride, to->size};
    rci_order_cells from_cells = {(unsigned char *)(uintptr_t)from->data, from->stride, to->size};
    rci_order_gather(to_cells, from_cells, records, groups);
}

static void write_key(const rci_group_field *field, const output *to, const rc_grouping *grouping)
{
    rci_compute_column column;
    rci_compute_column_of(&column, &field->view);
    copy_cells(to, &column, grouping->firsts, grouping->groups);
    for (size_t i = 0; column.n_bitmaps > 0 && i < grouping->groups; i++) {
        uint64_t valid;
        if (!rci_compute_column_valid(&column, (size_t)grouping->firsts[i], 1, &valid)) {
            memset(cell_of(to, i), 0, to->size);
            (void)rc_field_set_null(&to->field, i, NULL);
        }
    }
}

static void write_extreme_cell(const output *to, const rci_group_totals *totals, size_t group,
                               const uint64_t *records)
{
    memcpy(cell_of(to, group), rci_compute_cell(&totals->column, (size_t)records[group] - 1),
           to->size);
}

/* -------------------------------------------------------------- aggregates */

static void write_extreme(const output *to, const rci_group_totals *totals, size_t group,
                          bool is_min)
{
    const rci_group_arrays *arrays = &totals->arrays;
    const rci_compute_column *column = &totals->column;
    if (arrays->real_min || arrays->real_max) {
        put_real(to, group, is_min ? arrays->real_min[group] : arrays->real_max[group]);
    } else if (arrays->first || arrays->last) {
        write_extreme_cell(to, totals, group, is_min ? arrays->first : arrays->last);
    } else {
        int64_t x = is_min ? arrays->min[group] : arrays->max[group];
        uint64_t flip =
            rci_stats_is_unsigned(column->kind) ? UINT64_C(1) << (8 * column->size - 1) : 0;
        put_bits(to, group, (uint64_t)x ^ flip);
    }
}

static rc_status fail_sum(const rci_group_field *field, const rc_grouping *grouping, size_t group,
                          rc_error *err)
{
    rci_base_fail(err, RC_ERANGE,
                  "the sum of a group does not fit 64 bits (use the mean, or rc_grouping_stats)");
    rci_base_error_field(err, field->path);
    if (err) {
        err->record = grouping->firsts[group];
    }
    return RC_ERANGE;
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

static double mean_of(const rci_group_totals *totals, size_t group)
{
    double count = (double)rci_group_values(totals, group);
    return totals->arrays.real_sum ? real_sum(totals, group) / count
                                   : (double)rci_group_whole_sum(totals, group) / count;
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

static uint64_t count_of(const rci_group_field *field, const rci_group_totals *totals, size_t group)
{
    switch (field->kind) {
    case RC_AGGREGATE_NULLS:
        return rci_group_nulls(totals, group);
    case RC_AGGREGATE_NANS:
        return rci_group_nans(totals, group);
    default:
        return rci_group_values(totals, group);
    }
}

static rc_status write_group(const rci_group_field *field, const output *to,
                             const rci_group_totals *totals, size_t group)
{
    if (field->kind < RC_AGGREGATE_MIN) {
        put_bits(to, group, count_of(field, totals, group));
        return RC_OK;
    }
    if (rci_group_values(totals, group) == 0) {
        write_nothing(field, to, group);
        return RC_OK;
    }
    switch (field->kind) {
    case RC_AGGREGATE_SUM:
        return write_sum(field, to, totals, group);
    case RC_AGGREGATE_MEAN:
        put_real(to, group, mean_of(totals, group));
        return RC_OK;
    default:
        write_extreme(to, totals, group, field->kind == RC_AGGREGATE_MIN);
        return RC_OK;
    }
}

/* ------------------------------------------------------------------ fields */

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

static output output_of(const group_by *by, size_t i)
{
    output to;
    /* The field exists, and is a leaf. */
    (void)rc_store_field_at(by->result, i, &to.field, NULL);
    to.size = rc_dtype_itemsize(to.field.dtype);
    to.big = rc_dtype_order(to.field.dtype) == RC_ORDER_BIG;
    return to;
}

static bool same_field(const rci_group_field *a, const rci_group_field *b)
{
    return a->path && b->path && a->kind > RC_AGGREGATE_RECORDS && b->kind > RC_AGGREGATE_RECORDS &&
           strcmp(a->path, b->path) == 0;
}

/* The first aggregate of a field writes all of them. */
static bool is_first(const rci_group_fields *fields, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (same_field(&fields->field[k], &fields->field[i])) {
            return false;
        }
    }
    return true;
}

static rc_status write_field(group_by *by, size_t i, const rci_group_totals *totals, rc_error *err)
{
    const rci_group_field *field = &by->fields.field[i];
    output to = output_of(by, i);
    for (size_t g = 0; g < totals->groups; g++) {
        if (write_group(field, &to, totals, g) != RC_OK) {
            return fail_sum(field, by->grouping, g, err);
        }
    }
    return RC_OK;
}

static rc_status write_aggregates(group_by *by, size_t first, rc_error *err)
{
    const rci_group_fields *fields = &by->fields;
    const rc_grouping *grouping = by->grouping;
    rci_group_call call = {rc_get_allocator(), by->options.threads, grouping->n};
    rci_group_totals totals;
    unsigned wanted = 0;
    rc_status status = RC_OK;
    for (size_t i = first; i < fields->n; i++) {
        if (same_field(&fields->field[first], &fields->field[i])) {
            wanted |= wanted_of(fields->field[i].kind);
        }
    }
    if (rci_group_totals_init(&totals, &call, &fields->field[first].view, grouping->numbers,
                              grouping->sizes, grouping->groups, wanted) != RC_OK) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for the aggregates of %zu groups",
                             grouping->groups);
    }
    for (size_t i = first; i < fields->n && status == RC_OK; i++) {
        if (same_field(&fields->field[first], &fields->field[i])) {
            status = write_field(by, i, &totals, err);
        }
    }
    rci_group_totals_release(&totals);
    return status;
}

static void write_records(const group_by *by, size_t i)
{
    output to = output_of(by, i);
    for (size_t g = 0; g < by->grouping->groups; g++) {
        put_bits(&to, g, by->grouping->sizes[g]);
    }
}

static rc_status write_all(group_by *by, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < by->fields.n && status == RC_OK; i++) {
        const rci_group_field *field = &by->fields.field[i];
        if (field->kind == 0) {
            output to = output_of(by, i);
            write_key(field, &to, by->grouping);
        } else if (field->kind == RC_AGGREGATE_RECORDS) {
            write_records(by, i);
        } else if (is_first(&by->fields, i)) {
            status = write_aggregates(by, i, err);
        }
    }
    return status;
}

static rc_status make_result(group_by *by, rc_error *err)
{
    rc_layout layout = by->options.layout;
    rc_status status;
    if (layout == RC_LAYOUT_DEFAULT) {
        layout = rc_store_layout(by->store) == RC_COLUMNS ? RC_COLUMNS : RC_ROWS;
    }
    by->result = rc_store_zeros(by->fields.dtype, by->grouping->groups, layout, err);
    if (!by->result) {
        return RC_ENOMEM;
    }
    status = write_all(by, err);
    if (status == RC_OK) {
        status = rci_store_adopt_strings(by->result, 0, by->grouping->groups, by->store, err);
    }
    if (status != RC_OK) {
        rc_store_unref(by->result);
        by->result = NULL;
    }
    return status;
}

rc_store *rc_store_group_by(const rc_store *store, const char *const *keys, size_t n_keys,
                            const rc_aggregate *aggregates, size_t n_aggregates,
                            const rc_group_options *options, rc_error *err)
{
    group_by by = {.store = store};
    rc_group_options use;
    rc_status status = rci_group_options(&use, options, err);
    if (status == RC_OK) {
        status =
            rci_group_fields_init(&by.fields, store, keys, n_keys, aggregates, n_aggregates, err);
    }
    if (status != RC_OK) {
        return NULL;
    }
    by.options = use;
    by.grouping = rc_store_group(store, keys, n_keys, &use, err);
    if (by.grouping) {
        status = make_result(&by, err);
    }
    rc_grouping_free(by.grouping);
    rci_group_fields_release(&by.fields);
    return by.result;
}
