/* store/view.c - views: stores of some records or some fields of another store, in its memory. */
#include "store/view.h"

#include "base/alloc.h"
#include "base/error.h"
#include "store/store_impl.h"

#include <rowcol/view.h>

/* ---------------------------------------------------------------- making */

/* What a view has of a store. */
typedef struct selection {
    rci_store_schema *schema; /* of the view; the reference is given away */
    const rci_store_part *parts;
    size_t n_parts;
    rci_store_steps steps;
} selection;

/* Makes a view; the public functions say who may write to it. */
static rc_store *make_view(const rc_store *store, const selection *chosen, bool some_fields,
                           rc_error *err)
{
    rc_store *view = rci_base_zalloc_as(store->allocator, RC_MEMORY_STORE, sizeof *view, err);
    if (!view) {
        rci_store_schema_unref(chosen->schema);
        return NULL;
    }
    atomic_init(&view->refs, 1);
    view->allocator = store->allocator;
    view->schema = chosen->schema;
    view->own_layout = store->own_layout;
    view->length = chosen->steps.n;
    view->strings = view->schema->has_str ? rci_store_strings_ref(store->strings) : NULL;
    if (rci_store_storage_share(&view->storage, view->schema, &store->storage, chosen->parts,
                                chosen->n_parts, &chosen->steps, err) != RC_OK) {
        rc_store_unref(view);
        return NULL;
    }
    view->storage.is_subset = view->storage.is_subset || some_fields;
    view->storage.is_part = view->storage.is_part || some_fields;
    view->layout =
        rci_store_is_plain(view) || (view->storage.step == 1 && view->own_layout == RC_COLUMNS)
            ? view->own_layout
            : RC_STRIDED;
    rci_store_hold_too(view);
    return view;
}

/* A view of all fields of some records. */
static rc_store *view_of_records(const rc_store *store, rci_store_steps steps, rc_error *err)
{
    const rci_dtype_leaves *leaves = &store->schema->leaves;
    rci_store_part all = {0, leaves->n_leaves, 0, leaves->n_nulls};
    selection chosen = {rci_store_schema_ref(store->schema), &all, 1, steps};
    return make_view(store, &chosen, false, err);
}

/* A view of some fields of all records. */
static rc_store *view_of_fields(const rc_store *store, const rc_dtype *dtype,
                                const rci_store_part *parts, size_t n_parts, rc_error *err)
{
    selection chosen = {rci_store_schema_new(dtype, err), parts, n_parts, {0, store->length, 1}};
    return chosen.schema ? make_view(store, &chosen, true, err) : NULL;
}

/* ---------------------------------------------------------------- slices */

static rc_store *slice_of(const rc_store *store, size_t first, size_t n, rc_error *err)
{
    if (rci_store_check(store, err) != RC_OK ||
        rci_store_check_range(store, first, n, err) != RC_OK) {
        return NULL;
    }
    return view_of_records(store, (rci_store_steps){first, n, 1}, err);
}

rc_store *rc_store_slice(rc_store *store, size_t first, size_t n, rc_error *err)
{
    return rci_store_check_unfrozen(store, err) == RC_OK ? slice_of(store, first, n, err) : NULL;
}

const rc_store *rc_store_slice_const(const rc_store *store, size_t first, size_t n, rc_error *err)
{
    return slice_of(store, first, n, err);
}

/* Whether the records first, first + step, ... are in a store of `length`. */
static bool steps_fit(size_t length, const rci_store_steps *steps)
{
    size_t stride = steps->step < 0 ? -(size_t)steps->step : (size_t)steps->step;
    size_t space = steps->step < 0 ? steps->first : length - 1 - steps->first;
    if (steps->n == 0) {
        return steps->first <= length;
    }
    return steps->first < length && (steps->n - 1) <= space / stride;
}

static rc_store *slice_with_step(const rc_store *store, size_t first, size_t n, ptrdiff_t step,
                                 rc_error *err)
{
    rci_store_steps steps = {first, n, step};
    if (rci_store_check(store, err) != RC_OK) {
        return NULL;
    }
    if (step == 0) {
        rci_base_fail(err, RC_EARG, "the step of a slice is 0 (use 1 for every record)");
        return NULL;
    }
    if (!steps_fit(store->length, &steps)) {
        rci_base_fail(err, RC_EINDEX,
                      "%zu records from %zu on with a step of %td of a store of %zu", n, first,
                      step, store->length);
        return NULL;
    }
    return view_of_records(store, steps, err);
}

rc_store *rc_store_slice_step(rc_store *store, size_t first, size_t n, ptrdiff_t step,
                              rc_error *err)
{
    return rci_store_check_unfrozen(store, err) == RC_OK
               ? slice_with_step(store, first, n, step, err)
               : NULL;
}

const rc_store *rc_store_slice_step_const(const rc_store *store, size_t first, size_t n,
                                          ptrdiff_t step, rc_error *err)
{
    return slice_with_step(store, first, n, step, err);
}

static rc_store *reversed(const rc_store *store, rc_error *err)
{
    size_t n = rc_store_length(store);
    return slice_with_step(store, n > 0 ? n - 1 : 0, n, -1, err);
}

rc_store *rc_store_reversed(rc_store *store, rc_error *err)
{
    return rci_store_check_unfrozen(store, err) == RC_OK ? reversed(store, err) : NULL;
}

const rc_store *rc_store_reversed_const(const rc_store *store, rc_error *err)
{
    return reversed(store, err);
}

/* ---------------------------------------------------------------- fields */

/* The nullable struct around a field, or RCI_DTYPE_NONE. Its nulls could not be seen in a view of
   the field. */
static size_t nullable_around(const rci_store_schema *schema, const rci_dtype_child *found)
{
    const rci_dtype_null_node *nodes = schema->leaves.null;
    size_t n_leaves = rci_dtype_leaf_count(found->info.dtype);
    for (size_t i = 0; i < found->null_node; i++) {
        if (nodes[i].first_leaf <= found->first_leaf &&
            found->first_leaf + n_leaves <= nodes[i].first_leaf + nodes[i].n_leaves) {
            return i;
        }
    }
    return RCI_DTYPE_NONE;
}

/* Finds the field at a path that a view can have. */
static rc_status find_part(const rc_store *store, const char *path, rci_dtype_child *found,
                           rc_error *err)
{
    size_t node;
    rc_status status;
    if (!path) {
        return rci_base_fail(err, RC_EARG, "no field path (NULL)");
    }
    status = rci_dtype_find(store->schema->dtype, path, found, err);
    if (status != RC_OK) {
        return status;
    }
    node = nullable_around(store->schema, found);
    if (node != RCI_DTYPE_NONE) {
        rci_base_fail(err, RC_EUNSUPPORTED,
                      "a view of a field inside the nullable struct \"%s\" cannot show its nulls "
                      "(select the struct)",
                      store->schema->leaves.null[node].name);
        rci_base_error_field(err, path);
        return RC_EUNSUPPORTED;
    }
    return RC_OK;
}

static rc_store *nested(const rc_store *store, const char *path, rc_error *err)
{
    rci_dtype_child found;
    rci_store_part part;
    if (rci_store_check(store, err) != RC_OK || find_part(store, path, &found, err) != RC_OK) {
        return NULL;
    }
    if (found.info.nullable) {
        rci_base_fail(
            err, RC_EUNSUPPORTED,
            "the records of a store cannot be null as the field is (use rc_store_select)");
        rci_base_error_field(err, path);
        return NULL;
    }
    part = rci_store_part_of(&found);
    return view_of_fields(store, found.info.dtype, &part, 1, err);
}

rc_store *rc_store_nested(rc_store *store, const char *path, rc_error *err)
{
    return rci_store_check_unfrozen(store, err) == RC_OK ? nested(store, path, err) : NULL;
}

const rc_store *rc_store_nested_const(const rc_store *store, const char *path, rc_error *err)
{
    return nested(store, path, err);
}

/* The fields of a view by their paths. */
typedef struct chosen_fields {
    size_t n;
    rc_field_spec *specs;
    rci_store_part *parts;
} chosen_fields;

static rc_dtype *dtype_of_fields(const rc_store *store, const char *const *paths,
                                 const chosen_fields *fields, rc_error *err)
{
    bool aligned = rc_dtype_is_aligned(store->schema->dtype) != 0;
    for (size_t i = 0; i < fields->n; i++) {
        rci_dtype_child found;
        if (find_part(store, paths[i], &found, err) != RC_OK) {
            return NULL;
        }
        fields->specs[i] =
            (rc_field_spec){found.info.name, found.info.dtype, RC_AUTO, found.info.nullable};
        fields->parts[i] = rci_store_part_of(&found);
    }
    return rc_dtype_struct(fields->specs, fields->n, aligned ? RC_ALIGNED : RC_PACKED, RC_AUTO,
                           err);
}

static rc_store *selected(const rc_store *store, const char *const *paths, size_t n, rc_error *err)
{
    chosen_fields fields = {n, NULL, NULL};
    const rc_allocator *allocator = rc_get_allocator();
    rc_dtype *dtype = NULL;
    rc_store *view = NULL;
    if (rci_store_check(store, err) != RC_OK) {
        return NULL;
    }
    if (!paths && n > 0) {
        rci_base_fail(err, RC_EARG, "no field paths (NULL)");
        return NULL;
    }
    fields.specs =
        rci_base_zalloc_array_as(allocator, RC_MEMORY_OTHER, n, sizeof *fields.specs, err);
    fields.parts =
        rci_base_zalloc_array_as(allocator, RC_MEMORY_OTHER, n, sizeof *fields.parts, err);
    if (fields.specs && fields.parts) {
        dtype = dtype_of_fields(store, paths, &fields, err);
    }
    if (dtype) {
        view = view_of_fields(store, dtype, fields.parts, n, err);
    }
    rc_dtype_unref(dtype);
    rci_base_free_as(allocator, RC_MEMORY_OTHER, fields.specs, n * sizeof *fields.specs);
    rci_base_free_as(allocator, RC_MEMORY_OTHER, fields.parts, n * sizeof *fields.parts);
    return view;
}

rc_store *rc_store_select(rc_store *store, const char *const *paths, size_t n, rc_error *err)
{
    return rci_store_check_unfrozen(store, err) == RC_OK ? selected(store, paths, n, err) : NULL;
}

const rc_store *rc_store_select_const(const rc_store *store, const char *const *paths, size_t n,
                                      rc_error *err)
{
    return selected(store, paths, n, err);
}

rc_store *rc_store_repack(const rc_store *store, const char *const *paths, size_t n,
                          rc_layout layout, rc_error *err)
{
    const rc_store *view = selected(store, paths, n, err);
    rc_store *copy = view ? rc_store_convert(view, layout, err) : NULL;
    rc_store_unref(view);
    return copy;
}

/* ----------------------------------------------------------------- plain */

const rc_store *rci_store_plain(const rc_store *store, size_t first, size_t n, rc_error *err)
{
    const rc_store *slice = slice_of(store, first, n, err), *copy;
    if (!slice || slice->layout != RC_STRIDED) {
        return slice;
    }
    copy = rc_store_convert(slice, slice->own_layout, err);
    rc_store_unref(slice);
    return copy;
}
