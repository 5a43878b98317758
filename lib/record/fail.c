/* record/fail.c - messages about missing, duplicate and surplus values. */
#include "record/fail.h"

#include "base/error.h"
#include "dtype/leaves.h"

#include <string.h>

rc_status rci_record_fail_missing(rc_error *err)
{
    rci_base_fail(err, RC_EMISSING, "the record does not have it");
    rci_base_error_hint(err, RC_HINT_MISSING, NULL);
    return RC_EMISSING;
}

rc_status rci_record_fail_duplicate(rc_error *err)
{
    rci_base_fail(err, RC_EDUPLICATE, "the record gives it twice");
    rci_base_error_hint(err, RC_HINT_DUPLICATE, NULL);
    return RC_EDUPLICATE;
}

rc_status rci_record_fail_extra_name(rc_error *err, const char *what, const char *name,
                                     size_t length, const rc_dtype *dtype)
{
    rci_base_quoted quoted, meant;
    const char *close =
        err && err->status == RC_OK ? rci_dtype_closest_field(dtype, name, length) : NULL;
    rci_base_quote(&quoted, name, length);
    if (close) {
        rci_base_fail(err, RC_EEXTRA, "%s \"%s\" is not in the dtype: did you mean \"%s\"?", what,
                      quoted.text, rci_base_quote(&meant, close, strlen(close)));
    } else {
        rci_base_fail(err, RC_EEXTRA, "%s \"%s\" is not in the dtype", what, quoted.text);
    }
    rci_base_error_hint(err, RC_HINT_EXTRA, NULL);
    return RC_EEXTRA;
}

rc_status rci_record_fail_extra_key(rc_error *err, const char *pointer, const char *key,
                                    size_t length)
{
    rci_base_quoted quoted, place;
    rci_base_fail(err, RC_EEXTRA, "key \"%s\" of the object at \"%s\" is read by no field",
                  rci_base_quote(&quoted, key, length),
                  rci_base_quote(&place, pointer, strlen(pointer)));
    rci_base_error_hint(err, RC_HINT_EXTRA, NULL);
    return RC_EEXTRA;
}

rc_status rci_record_fail_extra_item(rc_error *err, const char *pointer, uint32_t item)
{
    rci_base_quoted place;
    rci_base_fail(err, RC_EEXTRA, "value %u of the array at \"%s\" is read by no field", item,
                  rci_base_quote(&place, pointer, strlen(pointer)));
    rci_base_error_hint(err, RC_HINT_EXTRA, NULL);
    return RC_EEXTRA;
}

rc_status rci_record_fail_group(rc_error *err, const char *found, bool items, const char *pointer)
{
    rci_base_quoted place;
    return rci_base_fail(err, RC_ETYPE,
                         "found %s at \"%s\", on the way to the field: expected an "
                         "object%s",
                         found, rci_base_quote(&place, pointer, strlen(pointer)),
                         items ? " or an array" : "");
}

rc_status rci_record_fail_extra_values(rc_error *err, const char *what, size_t nfields)
{
    rci_base_fail(err, RC_EEXTRA, "the %s has more values than the dtype's %zu field%s", what,
                  nfields, nfields == 1 ? "" : "s");
    rci_base_error_hint(err, RC_HINT_EXTRA, NULL);
    return RC_EEXTRA;
}

rc_status rci_record_fail_count(rc_error *err, const char *what, size_t given, size_t expected)
{
    if (given < expected) {
        return rci_base_fail(err, RC_EMISSING, "the %s has %zu value%s, expected %zu", what, given,
                             given == 1 ? "" : "s", expected);
    }
    return rci_base_fail(err, RC_EEXTRA, "the %s has more values than the expected %zu", what,
                         expected);
}
