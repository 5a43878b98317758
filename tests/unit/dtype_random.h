/* Random dtypes, made through the public interface, for tests of properties. */
#ifndef TESTS_UNIT_DTYPE_RANDOM_H
#define TESTS_UNIT_DTYPE_RANDOM_H

#include <rowcol/dtype.h>

/* What the dtypes may have beside fixed kinds in any layout. */
enum {
    RANDOM_STR = 1,      /* str */
    RANDOM_NULLABLE = 2, /* nullable fields */
    RANDOM_EMPTY = 4,    /* fields, structs and subarrays without bytes */
    RANDOM_ALL = 7
};

/* The next number of a sequence that any start but 0 begins. */
uint64_t random_next(uint64_t *state);

/* A dtype with at most `depth` levels of structs; a new reference, or NULL when memory is out. */
rc_dtype *random_dtype(uint64_t *state, int depth, int features, rc_error *err);

/* The same, always a struct. */
rc_dtype *random_struct(uint64_t *state, int depth, int features, rc_error *err);

#endif
