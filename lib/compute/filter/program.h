/*
 * compute/filter/program.h - a predicate bound to a dtype, and then to a store: a list of steps
 * over bitmaps.
 */
#ifndef ROWCOL_COMPUTE_FILTER_PROGRAM_H
#define ROWCOL_COMPUTE_FILTER_PROGRAM_H

#include "compute/column.h"
#include "compute/filter/predicate.h"

#include "value/wide.h"

/* One constant as the cells of a text field are compared with it. */
typedef struct rci_filter_text {
    const unsigned char *bytes; /* in the form of the cells: UTF-8; for U, code points in the byte
                                   order of the field */
    size_t size;                /* bytes to compare; in a cell of fixed size at most that of it */
    int tie; /* order of a cell that is equal in these bytes, for cells of fixed size */
} rci_filter_text;

typedef enum rci_filter_test_form {
    RCI_FILTER_TEST_INTEGER, /* bool, integers, times: low .. low + width */
    RCI_FILTER_TEST_FLOAT,   /* f2, f4, f8: low_f .. high_f */
    RCI_FILTER_TEST_COMPLEX, /* one of `keys` (two each) */
    RCI_FILTER_TEST_KEYS,    /* a number that is one of `keys` */
    RCI_FILTER_TEST_TEXT,    /* text from texts[0] to texts[1] */
    RCI_FILTER_TEST_TEXTS,   /* one of `texts` */
    RCI_FILTER_TEST_PREFIX,  /* begins with texts[0] */
    RCI_FILTER_TEST_NONE,    /* never true */
    RCI_FILTER_TEST_ANY      /* true wherever it is not null */
} rci_filter_test_form;

typedef struct rci_filter_test {
    rci_filter_test_form form;
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
    rci_filter_text *texts;                      /* sorted if they are a set */
} rci_filter_test;

/* A step takes bitmaps from a stack and puts one on it. */
typedef enum rci_filter_step_form {
    RCI_FILTER_STEP_TEST,      /* puts the result of test `index` on the stack */
    RCI_FILTER_STEP_AND,       /* of the two on top */
    RCI_FILTER_STEP_OR,        /* of the two on top */
    RCI_FILTER_STEP_IF_SOME,   /* goes to step `index` if no bit of the top is set */
    RCI_FILTER_STEP_IF_NOT_ALL /* goes to step `index` if all bits of the top are set */
} rci_filter_step_form;

typedef struct rci_filter_step {
    rci_filter_step_form form;
    size_t index;
} rci_filter_step;

/* Memory of a bound predicate is in a list of blocks. */
typedef struct rci_filter_piece rci_filter_piece;

typedef struct rci_filter_program {
    const rc_allocator *allocator;
    rci_filter_piece *pieces;
    rci_filter_test *tests;
    size_t n_tests;
    rci_filter_step *steps;
    size_t n_steps;
    size_t depth; /* bitmaps on the stack at most */
} rci_filter_program;

/* Memory that is released with the program. NULL: RC_ELIMIT, RC_ENOMEM. */
void *rci_filter_program_alloc(rci_filter_program *program, size_t count, size_t size,
                               rc_error *err);
void rci_filter_program_release(rci_filter_program *program);

/* RC_ETYPE: a constant that does not compare with the field. */
rc_status rci_filter_fail_compare(rc_error *err, const rc_dtype *dtype, const rc_value *value);

#endif
