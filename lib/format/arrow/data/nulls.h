/*
 * format/arrow/data/nulls.h - the nulls of a field of a store and of the structs around it.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_NULLS_H
#define ROWCOL_FORMAT_ARROW_DATA_NULLS_H

#include "store/nulls.h"

/* The bitmap of a nullable field; bit `bit0` belongs to record 0. */
typedef struct rci_arrow_data_nulls {
    const struct rci_arrow_data_nulls *parent; /* of the nullable struct around it, or NULL */
    const unsigned char *bits;
    size_t bit0;
} rci_arrow_data_nulls;

static inline bool rci_arrow_data_is_null(const rci_arrow_data_nulls *nulls, size_t record)
{
    for (; nulls; nulls = nulls->parent) {
        if (!rci_store_bit(nulls->bits, nulls->bit0 + record)) {
            return true;
        }
    }
    return false;
}

#endif
