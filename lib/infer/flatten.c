/* infer/flatten.c - the dtype of a report with the fields of objects as fields of the record. */
#include "base/error.h"
#include "infer/result.h"

#include <stdio.h>

/* Records are arrays: each field is at its position. */
static rc_status map_positions(const rc_dtype *dtype, rc_mapping *mapping, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < rc_dtype_nfields(dtype) && status == RC_OK; i++) {
        char pointer[24];
        rc_field_info field;
        snprintf(pointer, sizeof pointer, "/%zu", i);
        status = rc_dtype_field(dtype, i, &field, err);
        if (status == RC_OK) {
            status = rc_mapping_add(mapping, field.name, pointer, err);
        }
    }
    return status;
}

rc_dtype *rc_inference_flatten(const rc_inference *report, rc_mapping *mapping, rc_error *err)
{
    const rc_inferred_field *records = rc_inference_field(report, 0);
    if (!report || !mapping || rc_mapping_count(mapping) > 0 || !records) {
        rci_base_fail(err, RC_EARG,
                      !report    ? "no report (NULL)"
                      : !mapping ? "no mapping (NULL)"
                      : !records ? "the report has no fields"
                                 : "the mapping has pairs already");
        return NULL;
    }
    if (!records->dtype) {
        rci_base_fail(err, RC_ETYPE, "the records have no dtype: fields have conflicts");
        return NULL;
    }
    if (rc_dtype_kind(records->dtype) != RC_STRUCT) {
        return rc_dtype_ref(records->dtype);
    }
    if (records->arrays > 0 && map_positions(records->dtype, mapping, err) != RC_OK) {
        return NULL;
    }
    return rc_dtype_flatten(records->dtype, mapping, err);
}
