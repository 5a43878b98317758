/*
 * compute/filter/bind.c - turns a predicate into steps for the records of a dtype.
 */
#include "compute/filter/bind.h"

#include "base/alloc.h"
#include "base/error.h"
#include "compute/filter/bind_number.h"
#include "compute/filter/bind_text.h"
#include "dtype/leaves.h"
#include "value/fail.h"

/* ----------------------------------------------------------------- tests */

static bool is_text_kind(rc_kind kind)
{
    return kind == RC_BYTES || kind == RC_UCS4 || kind == RC_RAW || kind == RC_STR;
}

static rc_status bind_values(rci_filter_program *program, rci_filter_test *test,
                             const rc_predicate *predicate, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(test->dtype);
    rci_value_name name;
    if (predicate->form == RCI_FILTER_IS_NULL) {
        test->of_nulls = true;
        return RC_OK;
    }
    if (kind == RC_STRUCT || kind == RC_SUBARRAY) {
        return rci_base_fail(err, RC_ETYPE, "%s is not compared with a constant%s",
                             rci_value_dtype_name(&name, test->dtype),
                             kind == RC_STRUCT ? ": compare its fields" : "");
    }
    if (is_text_kind(kind)) {
        return rci_filter_bind_text(program, test, predicate, err);
    }
    if (predicate->form == RCI_FILTER_STARTS_WITH) {
        return rci_base_fail(err, RC_ETYPE, "%s has no prefix: it is not text",
                             rci_value_dtype_name(&name, test->dtype));
    }
    return rci_filter_bind_number(program, test, predicate, err);
}

static rc_status bind_test(rci_filter_program *program, rci_filter_test *test,
                           const rc_predicate *predicate, const rc_dtype *dtype, rc_error *err)
{
    rci_dtype_child found = {.info = {.dtype = dtype}};
    rc_status status = RC_OK;
    test->path = predicate->path;
    if (predicate->path[0] != '\0') {
        status = rci_dtype_find(dtype, predicate->path, &found, err);
    }
    if (status == RC_OK) {
        test->dtype = found.info.dtype;
        status = bind_values(program, test, predicate, err);
        if (status != RC_OK) {
            rci_base_error_field(err, predicate->path);
        }
    }
    return status;
}

/* ----------------------------------------------------------------- steps */

static void count(const rc_predicate *predicate, size_t *tests, size_t *joins)
{
    if (predicate->path) {
        ++*tests;
        return;
    }
    *joins += predicate->form != RCI_FILTER_NOT;
    count(predicate->left, tests, joins);
    if (predicate->right) {
        count(predicate->right, tests, joins);
    }
}

static size_t add_step(rci_filter_program *program, rci_filter_step_form form, size_t index)
{
    program->steps[program->n_steps] = (rci_filter_step){form, index};
    return program->n_steps++;
}

/* `depth`: bitmaps on the stack. */
static rc_status bind_node(rci_filter_program *program, const rc_predicate *predicate,
                           const rc_dtype *dtype, bool inverted, size_t depth, rc_error *err)
{
    bool is_and = (predicate->form == RCI_FILTER_AND) != inverted;
    rci_filter_test *test;
    rc_status status;
    size_t skip;
    if (predicate->form == RCI_FILTER_NOT) {
        return bind_node(program, predicate->left, dtype, !inverted, depth, err);
    }
    if (predicate->path) {
        program->depth = depth + 1 > program->depth ? depth + 1 : program->depth;
        test = &program->tests[program->n_tests];
        status = bind_test(program, test, predicate, dtype, err);
        test->inverted ^= inverted;
        add_step(program, RCI_FILTER_STEP_TEST, program->n_tests++);
        return status;
    }
    status = bind_node(program, predicate->left, dtype, inverted, depth, err);
    if (status != RC_OK) {
        return status;
    }
    skip = add_step(program, is_and ? RCI_FILTER_STEP_IF_SOME : RCI_FILTER_STEP_IF_NOT_ALL, 0);
    status = bind_node(program, predicate->right, dtype, inverted, depth + 1, err);
    add_step(program, is_and ? RCI_FILTER_STEP_AND : RCI_FILTER_STEP_OR, 0);
    program->steps[skip].index = program->n_steps;
    return status;
}

rc_status rci_filter_program_init(rci_filter_program *program, const rc_predicate *predicate,
                                  const rc_dtype *dtype, rc_error *err)
{
    size_t tests = 0, joins = 0;
    *program = (rci_filter_program){.allocator = rc_get_allocator()};
    count(predicate, &tests, &joins);
    program->tests = rci_filter_program_alloc(program, tests, sizeof *program->tests, err);
    program->steps = program->tests ? rci_filter_program_alloc(program, tests + 2 * joins,
                                                               sizeof *program->steps, err)
                                    : NULL;
    if (!program->steps) {
        return RC_ENOMEM;
    }
    return bind_node(program, predicate, dtype, false, 0, err);
}

rc_status rci_filter_program_attach(rci_filter_program *program, const rc_store *store,
                                    rc_error *err)
{
    for (size_t i = 0; i < program->n_tests; i++) {
        rci_filter_test *test = &program->tests[i];
        rc_status status;
        test->column = rci_filter_program_alloc(program, 1, sizeof *test->column, err);
        if (!test->column) {
            return RC_ENOMEM;
        }
        status = rci_compute_column_find(test->column, store, test->path, err);
        if (status != RC_OK) {
            return status;
        }
    }
    return RC_OK;
}

rc_status rc_predicate_check(const rc_predicate *predicate, const rc_dtype *dtype, rc_error *err)
{
    rci_filter_program program;
    rc_status status;
    if (!predicate || !dtype) {
        return rci_base_fail(err, RC_EARG, "the argument %s is NULL",
                             predicate ? "dtype" : "predicate");
    }
    status = rci_filter_program_init(&program, predicate, dtype, err);
    rci_filter_program_release(&program);
    return status;
}
