/*
 * dtype/kinds.c - the table of kinds, and the names of units.
 */
#include "dtype/kinds.h"

#include <string.h>

static const rci_dtype_kind_facts facts[] = {
    [RC_BOOL] = {"bool", "b", 1, 1, false, false},
    [RC_I1] = {"int8", "i", 1, 1, false, false},
    [RC_I2] = {"int16", "i", 2, 2, true, false},
    [RC_I4] = {"int32", "i", 4, 4, true, false},
    [RC_I8] = {"int64", "i", 8, 8, true, false},
    [RC_U1] = {"uint8", "u", 1, 1, false, false},
    [RC_U2] = {"uint16", "u", 2, 2, true, false},
    [RC_U4] = {"uint32", "u", 4, 4, true, false},
    [RC_U8] = {"uint64", "u", 8, 8, true, false},
    [RC_F2] = {"float16", "f", 2, 2, true, false},
    [RC_F4] = {"float32", "f", 4, 4, true, false},
    [RC_F8] = {"float64", "f", 8, 8, true, false},
    [RC_C8] = {"complex64", "c", 8, 4, true, false},
    [RC_C16] = {"complex128", "c", 16, 8, true, false},
    [RC_BYTES] = {"bytes", "S", 1, 1, false, true},
    [RC_UCS4] = {"unicode", "U", 4, 4, true, true},
    [RC_RAW] = {"void", "V", 1, 1, false, true},
    [RC_DATETIME] = {"datetime64", "M", 8, 8, true, false},
    [RC_TIMEDELTA] = {"timedelta64", "m", 8, 8, true, false},
    /* The cells are Arrow's 16-byte views, aligned as their 8-byte halves. */
    [RC_STR] = {"str", "str", 16, 8, false, false},
    [RC_STRUCT] = {"struct", "", 0, 1, false, false},
    [RC_SUBARRAY] = {"subarray", "", 0, 1, false, false},
};

const rci_dtype_kind_facts *rci_dtype_kind_facts_of(rc_kind kind)
{
    return &facts[kind];
}

const char *rc_kind_name(rc_kind kind)
{
    return rci_dtype_kind_is_valid(kind) ? facts[kind].name : "unknown";
}

const char *rci_dtype_unit_name(rc_unit unit)
{
    static const char *const names[] = {
        [RC_UNIT_GENERIC] = "generic",
        [RC_UNIT_Y] = "Y",
        [RC_UNIT_M] = "M",
        [RC_UNIT_W] = "W",
        [RC_UNIT_D] = "D",
        [RC_UNIT_h] = "h",
        [RC_UNIT_m] = "m",
        [RC_UNIT_s] = "s",
        [RC_UNIT_ms] = "ms",
        [RC_UNIT_us] = "us",
        [RC_UNIT_ns] = "ns",
        [RC_UNIT_ps] = "ps",
        [RC_UNIT_fs] = "fs",
        [RC_UNIT_as] = "as",
    };
    return names[unit];
}

bool rci_dtype_unit_named(const char *name, size_t length, rc_unit *unit)
{
    for (int i = RC_UNIT_GENERIC; i <= RC_UNIT_as; i++) {
        const char *known = rci_dtype_unit_name((rc_unit)i);
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            *unit = (rc_unit)i;
            return true;
        }
    }
    return false;
}
