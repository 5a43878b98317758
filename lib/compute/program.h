/*
 * compute/program.h - a predicate bound to a dtype, and then to a store: a list of steps over
 * bitmaps.
 */
#ifndef ROWCOL_COMPUTE_PROGRAM_H
#define ROWCOL_COMPUTE_PROGRAM_H

#include "compute/column.h"
#include "compute/predicate.h"

#include "value/wide.h"

/* One constant as the cells of a text field are compared with it. */
typedef struct rci_compute_text {
    const unsigned char *bytes; /* in the form of the cells: UTF-8; for U, code points in the byte
                                   order of the field */
    size_t size;                /* bytes to compare; in a cell of fixed size at most that of it */
    int tie; /* order of a cell that is equal in these bytes, for cells of fixed size */
} rci_compute_text;

typedef enum rci_compute_test_form {
    RCI_COMPUTE_TEST_INTEGER, /* bool, integers, times: low .. low + width */
    RCI_COMPUTE_TEST_FLOAT,   /* f2, f4, f8: low_f .. high_f */
    RCI_COMPUTE_TEST_COMPLEX, /* one of `keys` (two each) */
    RCI_COMPUTE_TEST_KEYS,    /* a number that is one of `keys` */
    RCI_COMPUTE_TEST_TEXT,    /* text from texts[0] to texts[1] */
    RCI_COMPUTE_TEST_TEXTS,   /* one of `texts` */
    RCI_COMPUTE_TEST_PREFIX,  /* begins with texts[0] */
    RCI_COMPUTE_TEST_NONE,    /* never true */
    RCI_COMPUTE_TEST_ANY      /* true wherever it is not null */
} rci_compute_test_form;

typedef struct rci_compute_test {
    rci_compute_test_form form;
    bool inverted;
    bool of_nulls;       /* the nulls themselves are tested */
    bool constant_nulls; /* of a field that is not nullable */
    rc_view view;        /* of the field, once bound to a store */
    rci_compute_column *column;
    const rc_dtype *dtype;
    const char *path;
    uint64_t low, width;
    double low_f, high_f;
    bool has_low, has_high, low_open, high_open; /* text: open ends are not included */
    size_t n;                                    /* of keys or texts */
    uint64_t *keys;                              /* sorted */
    rci_compute_text *texts;                     /* sorted if they are a set */
} rci_compute_test;

/* A step takes bitmaps from a stack and puts one on it. */
typedef enum rci_compute_step_form {
    RCI_COMPUTE_STEP_TEST,      /* puts the result of test `index` on the stack */
    RCI_COMPUTE_STEP_AND,       /* of the two on top */
    RCI_COMPUTE_STEP_OR,        /* of the two on top */
    RCI_COMPUTE_STEP_IF_SOME,   /* goes to step `index` if no bit of the top is set */
    RCI_COMPUTE_STEP_IF_NOT_ALL /* goes to step `index` if all bits of the top are set */
} rci_compute_step_form;

typedef struct rci_compute_step {
    rci_compute_step_form form;
    size_t index;
} rci_compute_step;

/* Memory of a bound predicate is in a list of blocks. */
typedef struct rci_compute_piece rci_compute_piece;

typedef struct rci_compute_program {
    const rc_allocator *allocator;
    rci_compute_piece *pieces;
    rci_compute_test *tests;
    size_t n_tests;
    rci_compute_step *steps;
    size_t n_steps;
    size_t depth; /* bitmaps on the stack at most */
} rci_compute_program;

/* Memory that is released with the program. NULL: RC_ELIMIT, RC_ENOMEM. */
void *rci_compute_program_alloc(rci_compute_program *program, size_t count, size_t size,
                                rc_error *err);
void rci_compute_program_release(rci_compute_program *program);

/* RC_ETYPE: a constant that does not compare with the field. */
rc_status rci_compute_fail_compare(rc_error *err, const rc_dtype *dtype, const rc_value *value);

#endif
