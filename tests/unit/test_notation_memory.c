/* Every allocation refused in turn: a clean RC_ENOMEM, and nothing is left behind. */
#include "dtype_helpers.h"
#include "faulty_alloc.h"

#include <rowcol/cstruct.h>
#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

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

static rc_status parse(const char *text, rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse(text, err);
    rc_dtype_unref(dtype);
    return err->status;
}

static const char *const texts[] = {
    "x:i4, \"a b\":M8[ns], who:{name:S8, p:(2,3)f8?}, U:U3",
    "i4,2f8,M8[s]",
    "[('x', '<i4'), ('\\x78y', 'S3', (3,)), ('', '|V4'), ('w', [('a', 'i4,2S5')])]",
    "{'names': ['a', 'b'], 'formats': ['S1', ('M8[s]', (2,))], 'offsets': [16, 0]}",
    "{'a': ('S1', 8), 'b': ('i4', 0)}",
    "{\"fields\":[{\"name\":\"a\",\"type\":{\"element\":\"S3\",\"shape\":[2]}}],\"itemsize\":9}",
    "T{<i:x:(2,3)8s:y:T{4w}:z:i3w}",
};

START_TEST(parsing)
{
    refuse_each(parse, texts[_i]);
}
END_TEST

static rc_status print(const char *text, rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse("f0:S1, f1:2S2, f2:i4", err);
    int notation = atoi(text);
    if (dtype) {
        rc_text_free(rc_dtype_text(dtype, (rc_notation)notation, err));
    }
    rc_dtype_unref(dtype);
    return err->status;
}

START_TEST(printing)
{
    static const char *const notations[] = {"0", "1", "2", "3", "4", "5", "6"};
    refuse_each(print, notations[_i]);
}
END_TEST

static rc_status print_nested_c(const char *text, rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse(text, err);
    if (dtype) {
        rc_text_free(rc_dtype_c_text(dtype, "point", err));
    }
    rc_dtype_unref(dtype);
    return err->status;
}

START_TEST(printing_nested_structs_for_c)
{
    refuse_each(print_nested_c, "a_b:{c:i4}, a:{b:{c:i4}, d:2{e:i1, f:>f8}}, \"g h\":(2,2){i:S3}");
}
END_TEST

struct inner {
    char name[8];
};
struct outer {
    int x;
    struct inner parts[2];
    double when;
};

RC_DEFINE_DTYPE(inner_dtype, struct inner, RC_FIELD_AS(name, "S8"))
RC_DEFINE_DTYPE(outer_dtype, struct outer, RC_FIELD_AS(x, "i4"),
                RC_NESTED_ARRAY(parts, inner_dtype), RC_FIELD_AS(when, "M8[ns]"))

static rc_status describe(const char *text, rc_error *err)
{
    rc_dtype *dtype = outer_dtype(err);
    (void)text;
    rc_dtype_unref(dtype);
    return err->status;
}

START_TEST(describing_c_structs)
{
    refuse_each(describe, "");
}
END_TEST

Suite *suite_notation_memory(void);

Suite *suite_notation_memory(void)
{
    Suite *suite = suite_create("notation memory");
    TCase *tc = tcase_create("memory");
    tcase_add_loop_test(tc, parsing, 0, (int)N(texts));
    tcase_add_loop_test(tc, printing, 0, 7);
    tcase_add_test(tc, printing_nested_structs_for_c);
    tcase_add_test(tc, describing_c_structs);
    suite_add_tcase(suite, tc);
    return suite;
}
