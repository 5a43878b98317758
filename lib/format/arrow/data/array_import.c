/*
 * format/arrow/data/array_import.c - a store of the records of an array.
 *
 * Two walks over the dtype and the array. The first finds the columns and bitmaps whose bytes are
 * the same in both, which the store then uses in place. The second checks everything, and fills the
 * others.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/arrow/data/owner.h"
#include "format/arrow/data/read_values.h"
#include "format/arrow/data/schema.h"
#include "store/batch.h"

#include <string.h>

typedef struct importer {
    rc_store *store; /* NULL during the first walk */
    rci_arrow_data_scratch scratch;
    const void **leaves; /* addresses to be shared; NULL: the store's own memory */
    const void **bitmaps;
    size_t n_shared;
    bool share;                  /* what is the same is used in place */
    rci_arrow_data_owner *owner; /* NULL: nothing is shared */
    rc_error *err;
} importer;

/* A field of the dtype. */
typedef struct field {
    const rc_dtype *dtype;
    bool nullable;
    size_t leaf, node;            /* its first; outside of subarrays */
    const rci_store_cells *cells; /* NULL: a struct that is not inside a subarray */
} field;

static const rci_arrow_data_path record_path = {NULL, NULL, 0};

/* Field i of a struct that is not inside a subarray. */
static field member_of(const field *parent, size_t i, const char **name)
{
    rci_dtype_child child = rci_dtype_child_at(parent->dtype, i);
    size_t inside = parent->nullable ? 1 : 0;
    *name = child.info.name;
    return (field){child.info.dtype, child.info.nullable != 0, parent->leaf + child.first_leaf,
                   parent->node + inside + child.null_node, NULL};
}

/* ----------------------------------------------------------------- first walk */

/* The address of the cells of a leaf in the array, or NULL. Errors are found again, and reported,
   by the second walk. */
static const void *shared_cells(importer *self, const rci_arrow_data_part *part,
                                const rc_dtype *dtype)
{
    rci_arrow_data_part at = *part, element;
    size_t lists = rc_dtype_ndim(dtype);
    const rc_dtype *cell = lists > 0 ? rc_dtype_element(dtype) : dtype;
    if (rc_dtype_kind(cell) == RC_STRUCT) {
        return NULL;
    }
    lists += rci_arrow_data_is_complex(cell); /* of two floats */
    for (size_t i = 0; i < lists; i++) {
        if (at.schema->dictionary || rci_arrow_data_part_elements(&at, part->path, &element,
                                                                  &self->scratch, NULL) != RC_OK) {
            return NULL;
        }
        at = element;
    }
    return at.n > 0 ? rci_arrow_data_shared_values(&at, cell) : NULL;
}

static void plan_field(importer *self, const rci_arrow_data_part *part, const field *made)
{
    const unsigned char *bits = rci_arrow_data_part_bits(part);
    size_t start = (size_t)part->array->offset + part->start;
    if (part->schema->dictionary) {
        return;
    }
    if (made->nullable && bits && start % 8 == 0 && part->n > 0) {
        self->bitmaps[made->node] = bits + start / 8;
        self->n_shared++;
    }
    if (rc_dtype_kind(made->dtype) != RC_STRUCT) {
        self->leaves[made->leaf] = shared_cells(self, part, made->dtype);
        self->n_shared += self->leaves[made->leaf] != NULL;
        return;
    }
    for (size_t i = 0; i < rc_dtype_nfields(made->dtype); i++) {
        const char *name;
        field member = member_of(made, i, &name);
        rci_arrow_data_part inside;
        if (rci_arrow_data_part_member(part, i, part->path, &inside, &self->scratch, NULL) ==
            RC_OK) {
            plan_field(self, &inside, &member);
        }
    }
}

/* ---------------------------------------------------------------- second walk */

static rc_status read_field(importer *self, rci_arrow_data_part *part, const field *made);

static rc_status read_struct(importer *self, const rci_arrow_data_part *part, const field *made)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < rc_dtype_nfields(made->dtype) && status == RC_OK; i++) {
        const char *name;
        field member = member_of(made, i, &name);
        rci_arrow_data_path path = rci_arrow_data_path_to(part->path, name);
        rci_store_cells cells;
        rci_arrow_data_part inside;
        status = rci_arrow_data_part_member(part, i, &path, &inside, &self->scratch, self->err);
        if (status == RC_OK && made->cells) {
            cells = *made->cells;
            cells.base += rci_dtype_child_at(made->dtype, i).info.offset;
            member.cells = &cells;
        }
        if (status == RC_OK) {
            status = read_field(self, &inside, &member);
        }
    }
    return status;
}

/* The lists of all dimensions, then the elements. */
static rc_status read_subarray(importer *self, const rci_arrow_data_part *part, const field *made)
{
    rci_arrow_data_path path = rci_arrow_data_path_to(part->path, NULL);
    rci_arrow_data_part at = *part, element;
    rci_store_cells cells = *made->cells;
    field inside = {rc_dtype_element(made->dtype), false, 0, 0, &cells};
    rc_status status = rci_store_cells_enter(&cells, made->dtype, self->err);
    for (size_t i = 0; i < rc_dtype_ndim(made->dtype) && status == RC_OK; i++) {
        while (i > 0 && at.schema->dictionary && status == RC_OK) {
            status = rci_arrow_data_part_values(&at, &element, &self->scratch, self->err);
            at = element;
        }
        if (status == RC_OK && i > 0) {
            status = rci_arrow_data_part_nulls(&at, NULL, 0, &self->scratch, self->err);
        }
        if (status == RC_OK) {
            status = rci_arrow_data_part_elements(&at, &path, &element, &self->scratch, self->err);
            at = element;
        }
    }
    return status == RC_OK ? read_field(self, &at, &inside) : status;
}

/* The two floats of each value. */
static rc_status read_complex(importer *self, const rci_arrow_data_part *part, const field *made)
{
    rci_arrow_data_path path = rci_arrow_data_path_to(part->path, NULL);
    rci_arrow_data_part floats;
    rci_store_cells cells = *made->cells;
    rci_arrow_data_target target = {self->store, made->dtype, &cells, NULL};
    rc_status status =
        rci_store_cells_divide(&cells, 2, rc_dtype_itemsize(made->dtype) / 2, self->err);
    if (status == RC_OK) {
        status = rci_arrow_data_part_elements(part, &path, &floats, &self->scratch, self->err);
    }
    if (status == RC_OK) {
        status = rci_arrow_data_part_nulls(&floats, NULL, 0, &self->scratch, self->err);
    }
    return status == RC_OK ? rci_arrow_data_read_values(&floats, &target, self->err) : status;
}

static rc_status read_leaf(importer *self, const rci_arrow_data_part *part, const field *made)
{
    rci_arrow_data_target target = {self->store, made->dtype, made->cells,
                                    self->share ? &self->owner : NULL};
    if (rc_dtype_kind(made->dtype) == RC_SUBARRAY) {
        return read_subarray(self, part, made);
    }
    if (rci_arrow_data_is_complex(made->dtype)) {
        return read_complex(self, part, made);
    }
    return rci_arrow_data_is_string(part->type.kind)
               ? rci_arrow_data_read_text(part, &target, self->err)
               : rci_arrow_data_read_values(part, &target, self->err);
}

/* Reads the nulls of a field, then its values. Recurses as deep as the dtype; dictionaries of
   dictionaries as deep as the schema, which is bounded. */
static rc_status read_field(importer *self, rci_arrow_data_part *part, const field *made)
{
    rci_arrow_data_part values;
    rci_store_cells cells;
    unsigned char *bits = NULL, *base;
    size_t bit0 = 0, stride;
    field inside = *made;
    rc_status status;
    if (part->schema->dictionary) {
        status = rci_arrow_data_part_values(part, &values, &self->scratch, self->err);
        return status == RC_OK ? read_field(self, &values, made) : status;
    }
    if (made->nullable) {
        rci_store_null_bits(self->store, made->node, &bits, &bit0);
    }
    status = rci_arrow_data_part_nulls(part, bits, bit0, &self->scratch, self->err);
    if (status != RC_OK) {
        return status;
    }
    if (rc_dtype_kind(made->dtype) == RC_STRUCT) {
        return read_struct(self, part, made);
    }
    if (!made->cells) {
        rci_store_leaf(self->store, made->leaf, &base, &stride);
        cells = rci_store_cells_of(base, part->n, stride);
        inside.cells = &cells;
    }
    return read_leaf(self, part, &inside);
}

/* ---------------------------------------------------------------------- store */

/* The array that has the fields of the dtype: a table's only child for other dtypes. */
static rc_status find_records(importer *self, const struct ArrowSchema *schema,
                              const struct ArrowArray *array, const rc_dtype *dtype,
                              rci_arrow_data_part *part)
{
    rci_arrow_data_part table;
    rc_status status = rci_arrow_data_part_of(part, schema, array, &record_path, self->err);
    if (status != RC_OK || part->type.kind != RCI_ARROW_DATA_STRUCT ||
        rc_dtype_kind(dtype) == RC_STRUCT) {
        return status;
    }
    table = *part;
    status = rci_arrow_data_part_nulls(&table, NULL, 0, &self->scratch, self->err);
    return status == RC_OK ? rci_arrow_data_part_member(&table, 0, &record_path, part,
                                                        &self->scratch, self->err)
                           : status;
}

/* The store, whose memory is not filled, and the owner of the array if columns share memory. */
static rc_status make_store(importer *self, const rc_dtype *dtype, size_t n,
                            const rc_arrow_import_options *options)
{
    rc_layout layout = options->layout == RC_ROWS ? RC_ROWS : RC_COLUMNS;
    if (self->n_shared == 0) {
        self->store = rci_store_with_capacity(dtype, n, layout, self->err);
        if (self->store) {
            rci_store_set_length(self->store, n);
        }
    } else {
        self->owner = rci_arrow_data_owner_new(self->n_shared, self->err);
        self->store = self->owner
                          ? rci_store_over(dtype, n, self->leaves, self->bitmaps,
                                           rci_arrow_data_owner_unref, self->owner, self->err)
                          : NULL;
    }
    if (self->store) {
        return RC_OK;
    }
    for (size_t i = 0; self->owner && i < self->n_shared; i++) {
        rci_arrow_data_owner_unref(self->owner, NULL);
    }
    return self->err->status;
}

static rc_status import_records(importer *self, const rci_arrow_data_part *part,
                                const rc_dtype *dtype, const rc_arrow_import_options *options,
                                struct ArrowArray *array)
{
    field records = {dtype, false, 0, 0, NULL};
    rci_arrow_data_part whole = *part;
    rc_status status;
    self->share = options->layout != RC_ROWS && !options->copy && part->n > 0;
    if (self->share) {
        plan_field(self, part, &records);
    }
    status = make_store(self, dtype, part->n, options);
    if (status == RC_OK) {
        status = read_field(self, &whole, &records);
    }
    if (status != RC_OK) {
        rc_store_unref(self->store);
        self->store = NULL;
    } else if (self->owner) {
        rci_arrow_data_owner_take(self->owner, array);
        if (self->n_shared > 0) {
            rci_store_freeze_memory(self->store);
        }
    } else {
        array->release(array);
    }
    return status;
}

rc_store *rci_arrow_data_import(struct ArrowArray *array, const struct ArrowSchema *schema,
                                const rc_dtype *dtype, const rc_arrow_import_options *options,
                                rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    size_t n_leaves = rci_dtype_leaf_count(dtype), n_nulls = rci_dtype_null_count(dtype);
    importer self = {.scratch = {allocator, NULL}, .err = err};
    rci_arrow_data_part part;
    self.leaves = rci_base_zalloc_array(allocator, n_leaves, sizeof(void *), err);
    self.bitmaps = rci_base_zalloc_array(allocator, n_nulls, sizeof(void *), err);
    if (self.leaves && self.bitmaps && find_records(&self, schema, array, dtype, &part) == RC_OK) {
        (void)import_records(&self, &part, dtype, options, array);
    }
    rci_arrow_data_scratch_release(&self.scratch);
    rci_base_free(allocator, self.leaves, n_leaves * sizeof(void *));
    rci_base_free(allocator, self.bitmaps, n_nulls * sizeof(void *));
    return self.store;
}

rc_store *rc_arrow_import(struct ArrowArray *array, const struct ArrowSchema *schema,
                          const rc_arrow_import_options *given, rc_error *err)
{
    rc_arrow_import_options options;
    rc_error unset = RC_ERROR_INIT;
    rc_dtype *dtype;
    rc_store *store;
    if (rci_arrow_data_import_options(&options, given, err) != RC_OK) {
        return NULL;
    }
    if (!array || !array->release) {
        rci_base_fail(err, RC_EARG, array ? "the array has been released" : "no array (NULL)");
        return NULL;
    }
    dtype = rc_arrow_import_schema(schema, &options, err);
    store =
        dtype ? rci_arrow_data_import(array, schema, dtype, &options, err ? err : &unset) : NULL;
    rc_dtype_unref(dtype);
    return store;
}
