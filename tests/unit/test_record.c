#include "test_record.h"

#include "runner.h"
#include "store/batch.h"

#include <string.h>

enum { RECORDS = 20 };

void record_begin(record_fixture *f, const char *dtype, rc_layout layout, rc_missing missing)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.missing = missing;
    record_begin_with(f, dtype, layout, &options);
}

void record_begin_with(record_fixture *f, const char *dtype, rc_layout layout,
                       const rc_read_options *options)
{
    rc_error err = RC_ERROR_INIT;
    memset(f, 0, sizeof *f);
    f->err = err;
    f->dtype = rc_dtype_parse(dtype, &err);
    ck_assert_msg(f->dtype != NULL, "%s: %s", dtype, err.message);
    f->plan = rci_record_plan_new(f->dtype, &err);
    f->batch = rci_store_with_capacity(f->dtype, RECORDS, layout, &err);
    ck_assert(f->plan != NULL && f->batch != NULL);
    f->policies = rci_record_policies_new(f->plan, options, &err);
    ck_assert_msg(f->policies != NULL, "%s: %s", dtype, err.message);
    ck_assert_int_eq(rci_record_target_init(&f->target, f->policies, &err), RC_OK);
    rci_record_target_bind(&f->target, f->batch, &f->err);
    for (uint32_t i = 0; i < f->plan->nnodes; i++) {
        const rci_record_node *node = &f->plan->nodes[i];
        for (size_t record = 0; node->leaf != RCI_RECORD_NONE && record < RECORDS; record++) {
            memset(rci_record_cell(&f->target.places, record, node, 0), 0xA5, node->size);
        }
    }
    rci_store_set_length(f->batch, RECORDS);
}

void record_end(record_fixture *f)
{
    rci_record_target_release(&f->target);
    rc_store_unref(f->batch);
    rci_record_policies_free(f->policies);
    rci_record_plan_free(f->plan);
    rc_dtype_unref(f->dtype);
}

uint32_t record_node(const rci_record_plan *plan, const char *path)
{
    uint32_t index = 0;
    while (*path) {
        size_t n = strcspn(path, ".");
        index = n == 2 && memcmp(path, "[]", 2) == 0
                    ? plan->nodes[index].element
                    : rci_record_plan_child(plan, &plan->nodes[index], path, n);
        ck_assert_msg(index != RCI_RECORD_NONE, "no field at %s", path);
        path += n + (path[n] == '.');
    }
    return index;
}

runner_suite_fn *const runner_suites[] = {
    suite_record_absences, suite_record_column,   suite_record_mapped, suite_record_plan,
    suite_record_fields,   suite_record_policies, suite_record_put,    NULL};
