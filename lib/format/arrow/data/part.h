/*
 * format/arrow/data/part.h - some values of an array that is imported: a range of it, or those at
 * given indices, as the indices of a dictionary select them.
 *
 * Arrays come from other libraries: everything that the interface says about them is checked,
 * except the sizes of buffers, which it does not have.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_PART_H
#define ROWCOL_FORMAT_ARROW_DATA_PART_H

#include "format/arrow/data/path.h"
#include "format/arrow/data/type.h"
#include "store/nulls.h"

#include <rowcol/arrow.h>

typedef struct rci_arrow_data_part {
    const struct ArrowSchema *schema;
    const struct ArrowArray *array;
    rci_arrow_data_type type;  /* of the schema; of the indices if it has a dictionary */
    size_t n;                  /* values */
    size_t per_record;         /* of them, in each record; 1 or more */
    size_t start;              /* of the range, without the offset of the array */
    const int64_t *map;        /* NULL: a range; else the index of each, -1 for no value */
    const unsigned char *mask; /* NULL, or bit i is 0 if value i is null, or inside a null */
    const rci_arrow_data_path *path;
} rci_arrow_data_part;

/* Memory of maps and masks, which is released at the end. */
typedef struct rci_arrow_data_scratch {
    const rc_allocator *allocator;
    struct rci_arrow_data_scratch_block *blocks;
} rci_arrow_data_scratch;

void rci_arrow_data_scratch_release(rci_arrow_data_scratch *scratch);

/* The values first .. first + n - 1 of an array. Checks it against its schema. RC_OK; RC_EFORMAT,
   RC_EUNSUPPORTED. */
rc_status rci_arrow_data_part_of(rci_arrow_data_part *part, const struct ArrowSchema *schema,
                                 const struct ArrowArray *array, const rci_arrow_data_path *path,
                                 rc_error *err);

/* Index of value i in the buffers of the array; -1 for no value. */
static inline int64_t rci_arrow_data_part_index(const rci_arrow_data_part *part, size_t i)
{
    if (!part->map) {
        return part->array->offset + (int64_t)(part->start + i);
    }
    return part->map[i] < 0 ? -1 : part->array->offset + part->map[i];
}

/* Whether value i is null, or inside a null. */
static inline bool rci_arrow_data_part_is_null(const rci_arrow_data_part *part, size_t i)
{
    return part->mask && !rci_store_bit(part->mask, i);
}

/* The bitmap of the array, or NULL if no value is null. */
const unsigned char *rci_arrow_data_part_bits(const rci_arrow_data_part *part);

/*
 * Writes the validity of the values to `bits` from `bit0` on, or, for NULL, refuses nulls (unless
 * they are inside a null); then adds the nulls to the mask of the part. RC_OK; RC_ETYPE, RC_ENOMEM.
 */
rc_status rci_arrow_data_part_nulls(rci_arrow_data_part *part, unsigned char *bits, size_t bit0,
                                    rci_arrow_data_scratch *scratch, rc_error *err);

/* The same values of child i of a struct. */
rc_status rci_arrow_data_part_member(const rci_arrow_data_part *part, size_t i,
                                     const rci_arrow_data_path *path, rci_arrow_data_part *member,
                                     rci_arrow_data_scratch *scratch, rc_error *err);

/* The elements of the values of a list of fixed size. */
rc_status rci_arrow_data_part_elements(const rci_arrow_data_part *part,
                                       const rci_arrow_data_path *path,
                                       rci_arrow_data_part *elements,
                                       rci_arrow_data_scratch *scratch, rc_error *err);

/* The values of the dictionary that the indices of a part refer to. */
rc_status rci_arrow_data_part_values(const rci_arrow_data_part *part, rci_arrow_data_part *values,
                                     rci_arrow_data_scratch *scratch, rc_error *err);

/* Sets an error at value i: its record and field. Returns the status. */
rc_status rci_arrow_data_part_fail(const rci_arrow_data_part *part, size_t i, rc_status status,
                                   rc_error *err, const char *format, ...) RC_PRINTF(5, 6);

#endif
