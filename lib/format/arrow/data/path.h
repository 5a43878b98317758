/*
 * format/arrow/data/path.h - the path of a field while a schema or an array is walked, for errors.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_PATH_H
#define ROWCOL_FORMAT_ARROW_DATA_PATH_H

#include <rowcol/base.h>

/* A field, and the field around it. Records and the elements of lists have no name (NULL). */
typedef struct rci_arrow_data_path {
    const struct rci_arrow_data_path *parent; /* NULL: the record */
    const char *name;
    size_t depth;
} rci_arrow_data_path;

static inline rci_arrow_data_path rci_arrow_data_path_to(const rci_arrow_data_path *parent,
                                                         const char *name)
{
    return (rci_arrow_data_path){parent, name, parent->depth + 1};
}

/* The most levels of structs and dimensions, so that the recursion is bounded. A dtype has fewer.
 */
#define RCI_ARROW_DATA_MAX_DEPTH 1024

/* Adds the field to the error that was just set, unless it has one. Returns `status`. */
rc_status rci_arrow_data_at(const rci_arrow_data_path *path, rc_status status, rc_error *err);

#endif
