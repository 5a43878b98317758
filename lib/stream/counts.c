/* stream/counts.c - what readers have done about the values of each field, for the caller. */
#include "stream/counts.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

struct rc_read_counts {
    const rc_allocator *allocator;
    rc_dtype *dtype;
    rc_field_counts *fields;
    size_t nfields;
    char *paths; /* one after the other, each ended by NUL */
    size_t paths_size;
};

/* The fields of a dtype are walked over twice: to find the sizes, and to fill in. */
typedef struct path_walk {
    rc_field_counts *fields; /* NULL: only the sizes are wanted */
    size_t nfields;
    char *paths;
    size_t size;
} path_walk;

/* Adds a field whose path is `outer`, a dot and `name`. Returns its path, or NULL. */
static const char *add_path(path_walk *walk, const char *outer, size_t outer_length,
                            const char *name)
{
    const size_t dot = outer_length > 0 && name[0], n = strlen(name);
    char *path = walk->fields ? walk->paths + walk->size : NULL;
    if (path) {
        memcpy(path, outer, outer_length);
        memcpy(path + outer_length, ".", dot);
        memcpy(path + outer_length + dot, name, n + 1);
        walk->fields[walk->nfields].size = sizeof *walk->fields;
        walk->fields[walk->nfields].path = path;
    }
    walk->nfields++;
    walk->size += outer_length + dot + n + 1;
    return path;
}

static void walk_over(path_walk *walk, const rc_dtype *dtype, const char *outer,
                      size_t outer_length, const char *name)
{
    const char *path = add_path(walk, outer, outer_length, name);
    const size_t length = outer_length + (outer_length > 0 && name[0]) + strlen(name);
    if (rc_dtype_element(dtype)) {
        walk_over(walk, rc_dtype_element(dtype), path ? path : "", length, "");
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        if (rc_dtype_field(dtype, i, &field, NULL) == RC_OK) {
            walk_over(walk, field.dtype, path ? path : "", length, field.name);
        }
    }
}

static bool make_fields(rc_read_counts *counts, rc_error *err)
{
    path_walk walk = {NULL, 0, NULL, 0};
    walk_over(&walk, counts->dtype, "", 0, "");
    counts->nfields = walk.nfields;
    counts->paths_size = walk.size;
    counts->fields = rci_base_zalloc_array_as(counts->allocator, RC_MEMORY_PLAN, walk.nfields,
                                              sizeof *counts->fields, err);
    counts->paths = rci_base_zalloc_as(counts->allocator, RC_MEMORY_PLAN, walk.size, err);
    if (!counts->fields || !counts->paths) {
        return false;
    }
    walk = (path_walk){counts->fields, 0, counts->paths, 0};
    walk_over(&walk, counts->dtype, "", 0, "");
    return true;
}

rc_read_counts *rc_read_counts_new(const rc_dtype *dtype, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rc_read_counts *counts;
    if (!dtype) {
        rci_base_fail(err, RC_EARG, "no dtype of the records to count (NULL)");
        return NULL;
    }
    counts = rci_base_zalloc_as(allocator, RC_MEMORY_PLAN, sizeof *counts, err);
    if (!counts) {
        return NULL;
    }
    counts->allocator = allocator;
    counts->dtype = rc_dtype_ref(dtype);
    if (!make_fields(counts, err)) {
        rc_read_counts_free(counts);
        return NULL;
    }
    return counts;
}

void rc_read_counts_free(rc_read_counts *counts)
{
    if (!counts) {
        return;
    }
    rci_base_free_as(counts->allocator, RC_MEMORY_PLAN, counts->paths, counts->paths_size);
    rci_base_free_as(counts->allocator, RC_MEMORY_PLAN, counts->fields,
                     counts->nfields * sizeof *counts->fields);
    rc_dtype_unref(counts->dtype);
    rci_base_free_as(counts->allocator, RC_MEMORY_PLAN, counts, sizeof *counts);
}

size_t rc_read_counts_count(const rc_read_counts *counts)
{
    return counts ? counts->nfields : 0;
}

const rc_field_counts *rc_read_counts_field(const rc_read_counts *counts, size_t i)
{
    return counts && i < counts->nfields ? &counts->fields[i] : NULL;
}

rc_field_counts *rci_stream_counts_fields(rc_read_counts *counts)
{
    return counts->fields;
}

void rci_stream_counts_see_all(rc_read_counts *counts)
{
    for (size_t i = 0; i < counts->nfields; i++) {
        counts->fields[i].seen = 1;
    }
}

rc_status rci_stream_counts_check(const rc_read_counts *counts, const rc_dtype *dtype,
                                  rc_error *err)
{
    return !counts || rc_dtype_equal(counts->dtype, dtype)
               ? RC_OK
               : rci_base_fail(err, RC_EARG, "option \"counts\": they are of another dtype");
}
