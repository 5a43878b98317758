/*
 * dtype/leaves.c - lists the leaves and null nodes of a dtype.
 */
#include "dtype/leaves.h"

#include "dtype/dtype_impl.h"

size_t rci_dtype_leaf_count(const rc_dtype *dtype)
{
    return dtype->n_leaves;
}

size_t rci_dtype_null_count(const rc_dtype *dtype)
{
    return dtype->n_nulls;
}

size_t rci_dtype_field_count(const rc_dtype *dtype)
{
    return dtype->deep_fields;
}

bool rci_dtype_has_str(const rc_dtype *dtype)
{
    return dtype->has_str;
}

size_t rci_dtype_index_of(const rc_dtype *dtype, const char *name, size_t length)
{
    return rci_dtype_member_find(dtype, name, length);
}

rci_dtype_child rci_dtype_child_at(const rc_dtype *dtype, size_t i)
{
    const rci_dtype_member *member = &dtype->members[i];
    rci_dtype_child found = {{member->name, member->dtype, member->offset, member->nullable},
                             i,
                             member->first_leaf,
                             member->first_null,
                             member->first_field};
    return found;
}

static void add_leaf(rci_dtype_leaves *leaves, const rci_dtype_leaf *leaf)
{
    leaves->leaf[leaves->n_leaves++] = *leaf;
}

/* Recurses at most RC_MAX_DEPTH times. `null_parent` is the node of the innermost nullable struct
   around it. */
static void flatten(rci_dtype_leaves *leaves, const rc_dtype *dtype, size_t offset,
                    size_t null_parent)
{
    size_t i;
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        size_t at = offset + member->offset, own = RCI_DTYPE_NONE;
        if (member->nullable) {
            rci_dtype_null_node node = {member->dtype, member->name,     at,
                                        null_parent,   leaves->n_leaves, member->dtype->n_leaves};
            own = leaves->n_nulls++;
            leaves->null[own] = node;
        }
        if (member->dtype->kind == RC_STRUCT) {
            flatten(leaves, member->dtype, at, own == RCI_DTYPE_NONE ? null_parent : own);
        } else {
            rci_dtype_leaf leaf = {member->dtype, member->name, at, own, null_parent};
            add_leaf(leaves, &leaf);
        }
    }
}

rc_status rci_dtype_leaves_init(rci_dtype_leaves *leaves, const rc_dtype *dtype, rc_error *err)
{
    rci_dtype_leaves made = {rc_get_allocator(), NULL, 0, NULL, 0};
    made.leaf = rci_base_zalloc_array_as(made.allocator, RC_MEMORY_STORE, dtype->n_leaves,
                                         sizeof *made.leaf, err);
    if (!made.leaf) {
        return RC_ENOMEM;
    }
    made.null = rci_base_zalloc_array_as(made.allocator, RC_MEMORY_STORE, dtype->n_nulls,
                                         sizeof *made.null, err);
    if (!made.null) {
        rci_base_free_as(made.allocator, RC_MEMORY_STORE, made.leaf,
                         dtype->n_leaves * sizeof *made.leaf);
        return RC_ENOMEM;
    }
    if (dtype->kind == RC_STRUCT) {
        flatten(&made, dtype, 0, RCI_DTYPE_NONE);
    } else {
        rci_dtype_leaf leaf = {dtype, "", 0, RCI_DTYPE_NONE, RCI_DTYPE_NONE};
        add_leaf(&made, &leaf);
    }
    *leaves = made;
    return RC_OK;
}

void rci_dtype_leaves_release(rci_dtype_leaves *leaves)
{
    rci_base_free_as(leaves->allocator, RC_MEMORY_STORE, leaves->leaf,
                     leaves->n_leaves * sizeof *leaves->leaf);
    rci_base_free_as(leaves->allocator, RC_MEMORY_STORE, leaves->null,
                     leaves->n_nulls * sizeof *leaves->null);
    leaves->leaf = NULL;
    leaves->null = NULL;
    leaves->n_leaves = 0;
    leaves->n_nulls = 0;
}
