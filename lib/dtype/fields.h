/*
 * dtype/fields.h - the fields of a struct while they are being collected, by parsers and by the
 * functions that edit a dtype.
 */
#ifndef ROWCOL_DTYPE_FIELDS_H
#define ROWCOL_DTYPE_FIELDS_H

#include "base/bytes.h"
#include "dtype/dtype_impl.h"

typedef struct rci_dtype_fields {
    rci_base_bytes in; /* rci_dtype_field_in, names not yet set */
    rci_base_bytes
        places; /* one for each: the offset of its name in `names`, its byte in the source */
    rci_base_bytes names;
    size_t n;
} rci_dtype_fields;

void rci_dtype_fields_init(rci_dtype_fields *fields);
void rci_dtype_fields_release(rci_dtype_fields *fields);

/*
 * Adds a field. The name is copied; the caller's reference to the dtype is taken over, also on
 * failure. `byte` is the offset of the field in the text being parsed. RC_OK; RC_ENOMEM, RC_ELIMIT.
 */
rc_status rci_dtype_fields_add(rci_dtype_fields *fields, const char *name, size_t length,
                               rc_dtype *dtype, size_t offset, bool nullable, size_t byte,
                               rc_error *err);

/* The name of field `i`, valid until the next field is added. */
const char *rci_dtype_fields_name(const rci_dtype_fields *fields, size_t i, size_t *length);
/* RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_dtype_fields_rename(rci_dtype_fields *fields, size_t i, const char *name,
                                  size_t length, rc_error *err);

/* Whether the first field has an offset. */
bool rci_dtype_fields_are_placed(const rci_dtype_fields *fields);

/* The struct of all fields. On failure `*byte` is the offset of the field at fault, or SIZE_MAX. */
rc_dtype *rci_dtype_fields_struct(rci_dtype_fields *fields, rc_align align, size_t itemsize,
                                  size_t *byte, rc_error *err);

#endif
