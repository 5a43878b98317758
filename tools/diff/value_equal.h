/*
 * diff/value_equal.h - whether two values are the same, also of different kinds.
 */
#ifndef ROWCOL_TOOLS_DIFF_VALUE_EQUAL_H
#define ROWCOL_TOOLS_DIFF_VALUE_EQUAL_H

#include <rowcol.h>
#include <stdbool.h>

/* How far apart floats may be: by one of the two is enough. */
typedef struct tolerance {
    double absolute;
    double relative; /* to the larger one of the two */
} tolerance;

/* Whether values of one kind are ever equal to values of the other. */
bool kinds_are_comparable(rc_kind a, rc_kind b);

/* Numbers are compared by their mathematical values, within the tolerance if one of them is a float
   or complex; NaN is equal to NaN, NaT to NaT, -0.0 to 0.0. Text is compared by its characters,
   times by what they mean, whatever their units. Null is equal to null. `a` and `b` are the values
   of fields of these dtypes. */
bool values_are_equal(const rc_value *a, const rc_dtype *type_a, const rc_value *b,
                      const rc_dtype *type_b, const tolerance *within);

#endif
