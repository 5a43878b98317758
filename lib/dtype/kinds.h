/*
 * dtype/kinds.h - the properties of each kind, in one table.
 */
#ifndef ROWCOL_DTYPE_KINDS_H
#define ROWCOL_DTYPE_KINDS_H

#include <rowcol/dtype.h>
#include <stdbool.h>

typedef struct rci_dtype_kind_facts {
    const char *name;  /* NumPy's name, "int32" */
    const char *code;  /* the type code without size or order: "i" */
    unsigned itemsize; /* bytes; of one unit of length for S, U, V; 0 for struct and subarray */
    unsigned alignment;
    bool ordered; /* a number of several bytes */
    bool sized;   /* S, U, V */
} rci_dtype_kind_facts;

/* `kind` is a valid rc_kind. */
const rci_dtype_kind_facts *rci_dtype_kind_facts_of(rc_kind kind);

static inline bool rci_dtype_kind_is_valid(rc_kind kind)
{
    return kind >= RC_BOOL && kind <= RC_SUBARRAY;
}

static inline bool rci_dtype_kind_is_time(rc_kind kind)
{
    return kind == RC_DATETIME || kind == RC_TIMEDELTA;
}

/* "ns" for RC_UNIT_ns; "generic" for RC_UNIT_GENERIC. */
const char *rci_dtype_unit_name(rc_unit unit);

/* The unit of that name, RC_UNIT_GENERIC included, in `*unit`. Case matters: M is a month, m a
   minute. False if there is none. */
bool rci_dtype_unit_named(const char *name, size_t length, rc_unit *unit);

#endif
