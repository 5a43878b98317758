/*
 * notation/mapping.h - the pairs of a mapping, and the fields of a dtype that they mean.
 */
#ifndef ROWCOL_NOTATION_MAPPING_H
#define ROWCOL_NOTATION_MAPPING_H

#include "base/bytes.h"
#include "base/text_builder.h"

#include <rowcol/mapping.h>
#include <stdbool.h>

struct rc_mapping {
    const rc_allocator *allocator;
    rci_base_bytes pairs; /* rci_notation_pair each */
    rci_base_bytes texts;
};

/* Where the texts of a pair begin in the texts of the mapping; each ends with NUL. */
typedef struct rci_notation_pair {
    size_t field, pointer;
} rci_notation_pair;

/* Removes the pairs from number `n` on. */
void rci_notation_mapping_cut(rc_mapping *mapping, size_t n);

/* A field that has a pointer. */
typedef struct rci_notation_source {
    size_t number; /* of the field: the fields before it in pre-order, as rci_dtype_child has it */
    const char *pointer; /* borrowed from the mapping */
} rci_notation_source;

/* The fields of a dtype that a mapping has, in the order of their numbers, for a walk over the
   dtype that meets its fields in that order. */
typedef struct rci_notation_sources {
    rci_base_bytes list; /* rci_notation_source each */
    size_t next;         /* the first that the walk has not met */
} rci_notation_sources;

/* `mapping` may be NULL. RC_OK; as rc_mapping_check. Release it in any case. */
rc_status rci_notation_sources_init(rci_notation_sources *sources, const rc_mapping *mapping,
                                    const rc_dtype *dtype, rc_error *err);
void rci_notation_sources_release(rci_notation_sources *sources);

/* The pointer of the field with this number, which is the next of the walk; NULL if it has none. */
const char *rci_notation_sources_take(rci_notation_sources *sources, size_t number);

/* Whether a field inside the one with this number, which has `inside` fields in it and has been
   met, has a pointer. */
bool rci_notation_sources_are_inside(const rci_notation_sources *sources, size_t number,
                                     size_t inside);

/* Adds a name to the path of a field, as rc_dtype_find reads it. */
void rci_notation_put_path(rci_base_text_builder *path, const char *name, size_t length);

#endif
