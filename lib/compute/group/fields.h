/*
 * compute/group/fields.h - the fields of the store that rc_store_group_by makes: keys, then
 * aggregates.
 */
#ifndef ROWCOL_COMPUTE_GROUP_FIELDS_H
#define ROWCOL_COMPUTE_GROUP_FIELDS_H

#include <rowcol/group.h>
#include <stdbool.h>

/* What one field of the result is made from. */
typedef struct rci_group_field {
    rc_aggregate_kind kind; /* 0 for a key */
    const char *path;       /* NULL for the number of records */
    rc_view view;           /* of the path */
    bool can_be_null;       /* it, or a struct around it, is nullable */
    char *name;             /* made from the path, or NULL */
    rc_dtype *dtype;        /* made for the aggregate, or NULL */
} rci_group_field;

typedef struct rci_group_fields {
    const rc_allocator *allocator;
    rci_group_field *field;
    size_t n;
    void *memory;
    size_t bytes;
    rc_dtype *dtype; /* of the result */
} rci_group_fields;

/* Finds and checks all fields. RC_OK; errors as rc_store_group_by. */
rc_status rci_group_fields_init(rci_group_fields *fields, const rc_store *store,
                                const char *const *keys, size_t n_keys,
                                const rc_aggregate *aggregates, size_t n_aggregates, rc_error *err);
void rci_group_fields_release(rci_group_fields *fields);

#endif
