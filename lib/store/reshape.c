/* store/reshape.c - adds, drops and renames the fields of a store. A column is added or dropped
   without moving the others. */
#include "base/alloc.h"
#include "base/error.h"
#include "store/store_impl.h"

#include <rowcol/shape.h>
#include <string.h>

/* What replaces the schema and the storage of a store. */
typedef struct change {
    rci_store_schema *schema;
    rci_store_storage storage;
    rc_layout layout;
} change;

static rc_status start_change(change *made, rc_dtype *dtype, rc_error *err)
{
    *made = (change){NULL, {0}, RC_LAYOUT_DEFAULT};
    made->schema = dtype ? rci_store_schema_new(dtype, err) : NULL;
    rc_dtype_unref(dtype);
    return made->schema ? RC_OK : RC_ENOMEM;
}

static void drop_change(change *made)
{
    if (made->storage.buffer) {
        rci_store_storage_release(&made->storage, made->schema);
    }
    rci_store_schema_unref(made->schema);
}

/* Gives the store its new schema and storage. */
static void apply(rc_store *store, const change *made)
{
    bool moves = store->storage.buffer != made->storage.buffer;
    if (moves) {
        rci_store_let_go(store);
    }
    rci_store_storage_release(&store->storage, store->schema);
    rci_store_schema_unref(store->schema);
    store->storage = made->storage;
    store->schema = made->schema;
    store->layout = made->layout;
    if (moves) {
        rci_store_hold(store);
    }
}

/* RC_OK, or RC_EARG for a NULL store and for names that are missing. */
static rc_status check_names(const rc_store *store, const char *const *names, size_t n,
                             rc_error *err)
{
    rc_status status = rci_store_check_unfrozen(store, err);
    if (status == RC_OK && !names && n > 0) {
        status = rci_base_fail(err, RC_EARG, "no field names (NULL)");
    }
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = names[i] ? RC_OK : rci_base_fail(err, RC_EARG, "no field name (NULL)");
    }
    return status;
}

/* The error of a function that returned NULL. */
static rc_status failed(const rc_error *err)
{
    return err->status != RC_OK ? err->status : RC_ENOMEM;
}

/* Copies cells and nulls to a new storage in which the leaves of `parts` are those of the store. */
static rc_status copy_to_parts(const rc_store *store, const rci_store_storage *to,
                               const rci_store_part parts[2], rc_error *err)
{
    rci_store_storage part;
    rci_store_steps all = {0, store->length, 1};
    rci_store_span target = {&part, RC_STRIDED, 0}, source = {&store->storage, store->layout, 0};
    rc_status status = rci_store_storage_share(&part, store->schema, to, parts, 2, &all, err);
    if (status == RC_OK) {
        rci_store_storage_copy(store->schema, &target, &source, store->length);
        rci_store_storage_release(&part, store->schema);
    }
    return status;
}

/* If other stores use the strings of the store, it gets copies: `made` has the cells. */
static rc_status separate_strings(const rc_store *store, const change *made,
                                  rci_store_strings **strings, rc_error *err)
{
    rc_status status;
    *strings = NULL;
    if (!made->schema->has_str || (store->strings && rci_store_strings_refs(store->strings) == 1)) {
        return RC_OK;
    }
    *strings = rci_store_strings_new(err);
    if (!*strings || !store->strings) {
        return *strings ? RC_OK : RC_ENOMEM;
    }
    status = rci_store_copy_strings(made->schema, &made->storage, 0, store->length, *strings,
                                    store->strings, err);
    if (status != RC_OK) {
        rci_store_strings_unref(*strings);
        *strings = NULL;
    }
    return status;
}

static void set_strings(rc_store *store, rci_store_strings *strings)
{
    if (strings || !store->schema->has_str) {
        rci_store_strings_unref(store->strings);
        store->strings = strings;
    }
}

/* ------------------------------------------------------------------- add */

/* Where a new field is among the leaves and null nodes of the new dtype. */
static rci_store_part part_of_field(const rc_dtype *dtype, size_t i)
{
    rci_dtype_child child = rci_dtype_child_at(dtype, i);
    return rci_store_part_of(&child);
}

/* The other leaves and nodes: those before the field, and those after it. */
static void parts_around(const rci_store_schema *schema, const rci_store_part *field,
                         rci_store_part parts[2])
{
    size_t leaf = field->leaf + field->n_leaves, node = field->node + field->n_nodes;
    parts[0] = (rci_store_part){0, field->leaf, 0, field->node};
    parts[1] =
        (rci_store_part){leaf, schema->leaves.n_leaves - leaf, node, schema->leaves.n_nulls - node};
}

static void fill_nodes(const rci_store_storage *storage, const rci_store_part *field, size_t n)
{
    for (size_t node = field->node; node < field->node + field->n_nodes; node++) {
        rci_store_fill_bits(rci_store_storage_bits(storage, node), 0, n);
    }
}

/* New memory for all records, as rows or columns. */
static rc_status add_by_copy(rc_store *store, change *made, const rci_store_part *field,
                             rc_error *err)
{
    rci_store_part parts[2];
    rc_status status =
        rci_store_storage_init(&made->storage, made->schema, store->own_layout, store->length, err);
    if (status != RC_OK) {
        return status;
    }
    made->layout = store->own_layout;
    made->storage.touched = store->length;
    parts_around(made->schema, field, parts);
    status = copy_to_parts(store, &made->storage, parts, err);
    fill_nodes(&made->storage, field, store->length);
    return status;
}

/* The columns of a new field in a buffer of their own. */
static rc_status new_columns(rci_store_storage *columns, const rc_field_spec *field,
                             size_t capacity, rci_store_schema **schema, rc_error *err)
{
    rc_dtype *dtype = rc_dtype_struct(field, 1, RC_PACKED, RC_AUTO, err);
    rc_status status = RC_ENOMEM;
    *schema = dtype ? rci_store_schema_new(dtype, err) : NULL;
    rc_dtype_unref(dtype);
    if (*schema) {
        status = rci_store_storage_init(columns, *schema, RC_COLUMNS, capacity, err);
    }
    if (status != RC_OK) {
        rci_store_schema_unref(*schema);
    }
    return status;
}

/* The columns of the store stay where they are. */
static rc_status add_columns(rc_store *store, change *made, const rc_field_spec *spec,
                             const rci_store_part *field, rc_error *err)
{
    rci_store_schema *schema;
    rci_store_storage columns;
    rc_status status = new_columns(&columns, spec, store->storage.capacity, &schema, err);
    if (status != RC_OK) {
        return status;
    }
    status =
        rci_store_storage_join(&made->storage, made->schema, &store->storage, field, &columns, err);
    if (status == RC_OK) {
        made->layout = RC_COLUMNS;
        fill_nodes(&made->storage, field, store->length);
    }
    rci_store_storage_release(&columns, schema);
    rci_store_schema_unref(schema);
    return status;
}

rc_status rc_store_add_field(rc_store *store, const rc_field_spec *field, size_t position,
                             rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    change made;
    rci_store_part part;
    rci_store_strings *strings = NULL;
    size_t index;
    rc_status status;
    err = err ? err : &local;
    if (rci_store_check_unfrozen(store, err) != RC_OK ||
        start_change(&made, rc_dtype_add_field(store->schema->dtype, field, position, err), err) !=
            RC_OK) {
        return failed(err);
    }
    index = position == RC_AUTO ? rc_dtype_nfields(store->schema->dtype) : position;
    part = part_of_field(made.schema->dtype, index);
    status = store->layout == RC_COLUMNS && store->storage.first == 0
                 ? add_columns(store, &made, field, &part, err)
                 : add_by_copy(store, &made, &part, err);
    if (status == RC_OK && made.storage.buffer->kind != RCI_STORE_BUFFER_JOINED) {
        status = separate_strings(store, &made, &strings, err);
    } else if (status == RC_OK && made.schema->has_str && !store->strings) {
        strings = rci_store_strings_new(err);
        status = strings ? RC_OK : RC_ENOMEM;
    }
    if (status != RC_OK) {
        drop_change(&made);
        return status;
    }
    apply(store, &made);
    set_strings(store, strings);
    return RC_OK;
}

/* ------------------------------------------------------------------ drop */

/* The parts of the fields that are left, and those of the fields that are not. */
static void divide(const rc_dtype *old, const rc_dtype *new, rci_store_part *kept, size_t *n_kept,
                   rci_store_part *dropped, size_t *n_dropped)
{
    *n_kept = *n_dropped = 0;
    for (size_t i = 0; i < rc_dtype_nfields(old); i++) {
        const char *name = rci_dtype_child_at(old, i).info.name;
        if (rci_dtype_index_of(new, name, strlen(name)) != RCI_DTYPE_NONE) {
            kept[(*n_kept)++] = part_of_field(old, i);
        } else {
            dropped[(*n_dropped)++] = part_of_field(old, i);
        }
    }
}

/* The same memory without some fields. */
static rc_status drop_in_place(const rc_store *store, change *made, const rci_store_part *kept,
                               size_t n_kept, rc_error *err)
{
    rci_store_steps all = {0, store->length, 1};
    rc_status status = rci_store_storage_share(&made->storage, made->schema, &store->storage, kept,
                                               n_kept, &all, err);
    if (status == RC_OK) {
        made->storage.step = store->storage.step;
        made->storage.capacity = store->storage.capacity;
        made->storage.touched = store->storage.touched;
        made->storage.is_part = true;
        made->storage.is_subset = true;
        made->layout = store->layout;
    }
    return status;
}

/* New rows of the fields that are left. */
static rc_status drop_by_copy(const rc_store *store, change *made, const rci_store_part *kept,
                              size_t n_kept, rc_error *err)
{
    rci_store_storage part;
    rci_store_steps all = {0, store->length, 1};
    rci_store_span target = {&made->storage, RC_ROWS, 0}, source = {&part, RC_STRIDED, 0};
    rc_status status =
        rci_store_storage_init(&made->storage, made->schema, RC_ROWS, store->length, err);
    if (status == RC_OK) {
        status =
            rci_store_storage_share(&part, made->schema, &store->storage, kept, n_kept, &all, err);
    }
    if (status == RC_OK) {
        rci_store_storage_copy(made->schema, &target, &source, store->length);
        rci_store_storage_release(&part, made->schema);
        made->storage.touched = store->length;
        made->layout = RC_ROWS;
    }
    return status;
}

static rc_status drop_parts(rc_store *store, change *made, rci_store_part *parts, rc_error *err)
{
    size_t n_fields = rc_dtype_nfields(store->schema->dtype), n_kept, n_dropped;
    rci_store_part *kept = parts, *dropped = parts + n_fields;
    rci_store_strings *strings = NULL;
    rc_status status;
    divide(store->schema->dtype, made->schema->dtype, kept, &n_kept, dropped, &n_dropped);
    if (store->layout != RC_ROWS) {
        status = drop_in_place(store, made, kept, n_kept, err);
    } else {
        status = drop_by_copy(store, made, kept, n_kept, err);
        if (status == RC_OK) {
            status = separate_strings(store, made, &strings, err);
        }
    }
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < n_dropped && store->strings; i++) {
        if (rci_store_strings_refs(store->strings) == 1) {
            rci_store_remove_strings(
                store, &(rci_store_range){dropped[i].leaf, dropped[i].n_leaves, 0, store->length});
        }
    }
    apply(store, made);
    set_strings(store, strings);
    return RC_OK;
}

rc_status rc_store_drop_fields(rc_store *store, const char *const *names, size_t n, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    const rc_allocator *allocator = rc_get_allocator();
    rci_store_part *parts;
    change made;
    size_t n_parts;
    rc_status status;
    err = err ? err : &local;
    if (check_names(store, names, n, err) != RC_OK ||
        start_change(&made, rc_dtype_drop_fields(store->schema->dtype, names, n, err), err) !=
            RC_OK) {
        return failed(err);
    }
    n_parts = 2 * rc_dtype_nfields(store->schema->dtype);
    parts = rci_base_zalloc_array_as(allocator, RC_MEMORY_OTHER, n_parts, sizeof *parts, err);
    status = parts ? drop_parts(store, &made, parts, err) : RC_ENOMEM;
    rci_base_free_as(allocator, RC_MEMORY_OTHER, parts, n_parts * sizeof *parts);
    if (status != RC_OK) {
        drop_change(&made);
    }
    return status;
}

/* ---------------------------------------------------------------- rename */

rc_status rc_store_rename_field(rc_store *store, const char *from, const char *to, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    change made;
    err = err ? err : &local;
    if (rci_store_check_unfrozen(store, err) != RC_OK ||
        start_change(&made, rc_dtype_rename_field(store->schema->dtype, from, to, err), err) !=
            RC_OK) {
        return failed(err);
    }
    rci_store_schema_unref(store->schema);
    store->schema = made.schema;
    return RC_OK;
}
