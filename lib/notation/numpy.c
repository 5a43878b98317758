/*
 * notation/numpy.c - rules of NumPy that several notations share.
 */
#include "notation/numpy.h"

#include <stdio.h>

rc_dtype *rci_notation_repeat(const rc_dtype *element, size_t count, rc_error *err)
{
    if (rci_dtype_kind_facts_of(element->kind)->sized && element->length == 0) {
        rc_order order = element->order == RC_ORDER_BIG ? RC_ORDER_BIG : RC_ORDER_LITTLE;
        return rci_dtype_leaf_new(element->kind, order, count, RC_UNIT_GENERIC, 1, err);
    }
    return count == 1 ? rc_dtype_ref(element) : rc_dtype_subarray(element, 1, &count, err);
}

void rci_notation_default_name_of(rci_notation_default_name *name, size_t i)
{
    name->length = (size_t)snprintf(name->text, sizeof name->text, "f%zu", i);
}
