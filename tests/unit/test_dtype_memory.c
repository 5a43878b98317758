/* Every allocation refused in turn: a clean RC_ENOMEM, and nothing is left behind. */
#include "dtype/leaves.h"
#include "dtype_helpers.h"
#include "dtype_random.h"
#include "faulty_alloc.h"

#include <stdlib.h>

/* Something to do with the library's memory: returns the status of its error, and leaves nothing
   behind. */
typedef rc_status work(const char *text, rc_error *err);

typedef struct job {
    work *todo;
    const char *text;
} job;

static rc_status run(void *context)
{
    const job *todo = (const job *)context;
    rc_error err = RC_ERROR_INIT;
    return todo->todo(todo->text, &err);
}

static void refuse_each(work *todo, const char *text)
{
    job one = {todo, text};
    faulty_alloc_each(run, &one);
}

static rc_status edit(const char *text, rc_error *err)
{
    static const char *const names[] = {"b", "a"};
    rc_dtype *dtype = rc_dtype_parse("a:S1, b:{c:i4, d:2U3}", err);
    rc_dtype *more = dtype ? rc_dtype_parse("e:S1", err) : NULL;
    rc_dtype *made = NULL;
    rc_field_spec field = {"new", dtype, RC_AUTO, 1};
    if (more) {
        switch (text[0]) {
        case 'a':
            made = rc_dtype_add_field(dtype, &field, 0, err);
            break;
        case 'd':
            made = rc_dtype_drop_fields(dtype, names, 1, err);
            break;
        case 's':
            made = rc_dtype_select_fields(dtype, names, 2, err);
            break;
        case 'v':
            made = rc_dtype_view_fields(dtype, names, 2, err);
            break;
        case 'r':
            made = rc_dtype_rename_field(dtype, "a", "z", err);
            break;
        case 'e':
            made = rc_dtype_extend(dtype, more, err);
            break;
        case 'p':
            made = rc_dtype_repack(dtype, RC_ALIGNED, 1, err);
            break;
        case 'o':
            made = rc_dtype_with_order(dtype, RC_ORDER_BIG, err);
            break;
        default:
            made = rc_dtype_promote(dtype, dtype, err);
            break;
        }
    }
    rc_dtype_unref(made);
    rc_dtype_unref(more);
    rc_dtype_unref(dtype);
    return err->status;
}

START_TEST(editing)
{
    static const char *const edits[] = {"add",    "drop", "select", "view",   "rename",
                                        "extend", "pack", "order",  "promote"};
    refuse_each(edit, edits[_i]);
}
END_TEST

static rc_status find(const char *text, rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse("a:S1, \"b.c\":{d:i4?}", err);
    rc_field_info info;
    rci_dtype_leaves leaves;
    if (dtype && rc_dtype_find(dtype, text, &info, err) == RC_OK &&
        rci_dtype_leaves_init(&leaves, dtype, err) == RC_OK) {
        rci_dtype_leaves_release(&leaves);
    }
    rc_dtype_unref(dtype);
    return err->status;
}

START_TEST(finding)
{
    refuse_each(find, "\"b.c\".d");
}
END_TEST

static rc_status make_random(const char *text, rc_error *err)
{
    uint64_t seed = (uint64_t)atoi(text) * 7919;
    rc_dtype_unref(random_struct(&seed, 3, RANDOM_ALL, err));
    return err->status;
}

START_TEST(building)
{
    static const char *const seeds[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
    refuse_each(make_random, seeds[_i]);
}
END_TEST

Suite *suite_dtype_memory(void);

Suite *suite_dtype_memory(void)
{
    Suite *suite = suite_create("dtype memory");
    TCase *tc = tcase_create("memory");
    tcase_add_loop_test(tc, editing, 0, 9);
    tcase_add_test(tc, finding);
    tcase_add_loop_test(tc, building, 0, 8);
    suite_add_tcase(suite, tc);
    return suite;
}
