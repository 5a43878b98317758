/* Policies of nodes, paths of nodes, the log of what is counted, and the counts of the caller. */
#include "test_record.h"

#include "record/accept.h"
#include "record/put.h"

#include <string.h>

START_TEST(paths_find_their_nodes)
{
    static const char *const paths[] = {"", "a", "a.b", "a.b.c", "a.d", "a.d.e", "f"};
    record_fixture f;
    char text[16];
    record_begin(&f, "a:{b:{c:i1},d:2{e:i4}},f:3i2", RC_ROWS, RC_MISSING_ERROR);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const uint32_t node = rci_record_plan_find(f.plan, paths[i]);
        ck_assert_msg(node != RCI_RECORD_NONE, "%s", paths[i]);
        ck_assert_uint_eq(rci_record_plan_path(f.plan, node, text, sizeof text), strlen(paths[i]));
        ck_assert_str_eq(text, paths[i]);
    }
    ck_assert_uint_eq(rci_record_plan_path(f.plan, record_node(f.plan, "a.d.[].e"), text, 4), 5);
    ck_assert_str_eq(text, "a.d");
    ck_assert_uint_eq(rci_record_plan_find(f.plan, "b"), RCI_RECORD_NONE);
    ck_assert_uint_eq(rci_record_plan_find(f.plan, "ab"), RCI_RECORD_NONE);
    ck_assert_uint_eq(rci_record_plan_find(f.plan, ".a"), RCI_RECORD_NONE);
    ck_assert(
        rci_record_plan_is_in(f.plan, record_node(f.plan, "a.d.[].e"), record_node(f.plan, "a")));
    ck_assert(!rci_record_plan_is_in(f.plan, record_node(f.plan, "f"), record_node(f.plan, "a")));
    record_end(&f);
}
END_TEST

/* Options that no dtype below takes, and a part of the message. */
static const struct {
    const char *dtype;
    rc_read_options options;
    rc_field_options field;
    const char *message;
} refused[] = {
    {"x:i4", {.nulls = RC_NULLS_VALUE}, {0}, "is NULL"},
    {"x:i4", {.null_value = "1"}, {0}, "needs RC_NULLS_VALUE"},
    {"x:i4", {.nulls = RC_NULLS_VALUE, .null_value = "a"}, {0}, "no field"},
    {"x:i4", {.nulls = RC_NULLS_VALUE, .null_value = "\xFF"}, {0}, "no field"},
    {"x:str", {.nulls = RC_NULLS_VALUE, .null_value = "\xFF"}, {0}, "no field"},
    {"x:i4", {.nfields = 1}, {.field = NULL}, "no field (NULL)"},
    {"x:i4", {.nfields = 1}, {.field = "y"}, "not in the dtype"},
    {"x:i4", {.nfields = 1}, {.field = "x", .nulls = RC_NULLS_NAN}, "what null is to become"},
    {"x:i4?", {.nfields = 1}, {.field = "x", .nulls = RC_NULLS_ZERO}, "nullable"},
    {"x:i4", {.nfields = 1}, {.field = "x", .nulls = (rc_nulls)9}, "unknown value 9"},
    {"x:i4", {.nfields = 1}, {.field = "x", .time = "epoch-s"}, "no field is a datetime"},
    {"x:i4", {.nfields = 1}, {.field = "x", .accept = 64 | RC_ACCEPT_CUT}, "unknown flags 0x40"},
    {"x:i4", {.accept = 128}, {0}, "unknown flags 0x80"},
    {"x:M8", {.time = "epoch-s"}, {0}, "no field is a datetime"},
    {"x:M8[s]", {.time = "%d"}, {0}, "no year"},
};

START_TEST(options_that_nothing_takes)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = refused[_i].options;
    rc_field_options field = refused[_i].field;
    rc_dtype *dtype = rc_dtype_parse(refused[_i].dtype, NULL);
    rci_record_plan *plan = rci_record_plan_new(dtype, NULL);
    field.size = sizeof field;
    options.fields = &field;
    ck_assert_ptr_null(rci_record_policies_new(plan, &options, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_msg(strstr(err.message, refused[_i].message) != NULL, "%s", err.message);
    rci_record_plan_free(plan);
    rc_dtype_unref(dtype);
}
END_TEST

/* What is counted of records that fail is dropped. */
START_TEST(the_log_counts_records_that_stay)
{
    record_fixture f;
    rc_field_counts fields[3] = {{.path = ""}, {.path = "a"}, {.path = "b"}};
    rci_record_totals totals = {NULL, NULL};
    rci_record_log *log;
    record_begin(&f, "a:i4,b:i4", RC_ROWS, RC_MISSING_ERROR);
    log = f.target.log;
    rci_record_note(log, 0, 1, RCI_RECORD_CUT, 1); /* not asked for */
    ck_assert_uint_eq(log->events.length, 0);
    ck_assert_int_eq(rci_record_target_begin_counts(&f.target, &f.err), RC_OK);
    rci_record_note(log, 3, 1, RCI_RECORD_CUT, 2);
    rci_record_note(log, 4, 2, RCI_RECORD_MISSING_FILLED, 1);
    rci_record_note(log, 4, 2, RCI_RECORD_NULL_REPLACED, 1);
    rci_record_log_forget(log, 4);
    rci_record_note(log, 4, 2, RCI_RECORD_CONVERTED, 1);
    rci_record_note(log, 5, 2, RCI_RECORD_DUPLICATE_DROPPED, 1);
    rci_record_log_end(log, 5);
    ck_assert_uint_eq(log->events.length, 0);
    rci_record_give(&f.target, 2, rci_record_begin_struct(&f.target));
    rci_record_target_see(&f.target);
    ck_assert_int_eq(rci_record_totals_init(&totals, f.plan, fields, 3, &f.err), RC_OK);
    rci_record_totals_add(&totals, log);
    rci_record_totals_add(&totals, log);
    rci_record_totals_release(&totals, f.plan);
    ck_assert_uint_eq(fields[1].cut, 4);
    ck_assert_uint_eq(fields[2].converted, 2);
    ck_assert_uint_eq(fields[2].missing + fields[2].nulls + fields[2].duplicates, 0);
    ck_assert(fields[0].seen && !fields[1].seen && fields[2].seen);
    ck_assert_int_eq(rci_record_target_begin_counts(&f.target, &f.err), RC_OK);
    ck_assert_uint_eq(log->counts[1].n[RCI_RECORD_CUT], 0);
    record_end(&f);
}
END_TEST

/* The public counts have the nodes of a plan in its order. */
START_TEST(counts_have_the_order_of_a_plan)
{
    record_fixture f;
    rc_read_counts *counts;
    char path[32];
    record_begin(&f, "a:{b:{c:i1},d:2{e:i4}},f:3i2,g:str?", RC_ROWS, RC_MISSING_ERROR);
    counts = rc_read_counts_new(f.dtype, &f.err);
    ck_assert_ptr_nonnull(counts);
    ck_assert_uint_eq(rc_read_counts_count(counts), f.plan->nnodes);
    for (uint32_t i = 0; i < f.plan->nnodes; i++) {
        rci_record_plan_path(f.plan, i, path, sizeof path);
        ck_assert_str_eq(rc_read_counts_field(counts, i)->path, path);
        ck_assert_uint_eq(rc_read_counts_field(counts, i)->nulls, 0);
    }
    ck_assert_ptr_null(rc_read_counts_field(counts, f.plan->nnodes));
    rc_read_counts_free(counts);
    record_end(&f);
}
END_TEST

Suite *suite_record_policies(void)
{
    Suite *suite = suite_create("record_policies");
    TCase *tcase = tcase_create("policies");
    tcase_add_test(tcase, paths_find_their_nodes);
    tcase_add_loop_test(tcase, options_that_nothing_takes, 0, sizeof refused / sizeof *refused);
    tcase_add_test(tcase, the_log_counts_records_that_stay);
    tcase_add_test(tcase, counts_have_the_order_of_a_plan);
    suite_add_tcase(suite, tcase);
    return suite;
}
