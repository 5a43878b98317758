/* format/clickhouse/lengths.c - the lengths of arrays. */
#include "format/clickhouse/lengths.h"

#include "base/error.h"

static bool is_unknown(const rci_clickhouse_type *type)
{
    return type->kind == RCI_CLICKHOUSE_ARRAY && type->length == RCI_CLICKHOUSE_ANY;
}

static const rci_clickhouse_type *find_unknown(const rci_clickhouse_type *root)
{
    const rci_clickhouse_type *type = root;
    while (type && !is_unknown(type)) {
        type = rci_clickhouse_type_after(type);
    }
    return type;
}

bool rci_clickhouse_lacks_lengths(const rci_clickhouse_type *root)
{
    return find_unknown(root) != NULL;
}

void rci_clickhouse_end_lengths(rci_clickhouse_type *root)
{
    for (rci_clickhouse_type *type = root; type; type = rci_clickhouse_type_after(type)) {
        if (is_unknown(type)) {
            type->length = 0;
        }
    }
}

rc_status rci_clickhouse_fail_unknown(const rci_clickhouse_type *root, rc_error *err)
{
    const rci_clickhouse_type *type = find_unknown(root);
    rci_base_fail(err, RC_EARG,
                  "an Array column, and no whole record that shows how many elements it has");
    rci_base_error_hint(err, RC_HINT_DTYPE, NULL);
    return type ? rci_clickhouse_at(type, RC_EARG, err) : RC_EARG;
}

rc_status rci_clickhouse_check_length(rci_clickhouse_type *type, uint64_t n, uint64_t at,
                                      rc_error *err)
{
    if (type->length == RCI_CLICKHOUSE_ANY && n <= RC_MAX_ITEMSIZE) {
        type->length = (size_t)n;
    }
    if (n == type->length) {
        return RC_OK;
    }
    if (type->length == RCI_CLICKHOUSE_ANY) {
        rci_base_fail(err, RC_EFORMAT, "an array of %llu elements, more than a dtype can have",
                      (unsigned long long)n);
    } else {
        rci_base_fail(err, RC_EFORMAT,
                      "an array of %llu elements, where the dtype has %zu: only arrays of one "
                      "length have a dtype",
                      (unsigned long long)n, type->length);
    }
    rci_base_error_byte(err, at);
    return rci_clickhouse_at(type, RC_EFORMAT, err);
}
