/* Flatbuffers: a buffer written by hand, each fault of one, and what is built read again. */
#include "format/arrow/ipc/flatbuffer_build.h"
#include "format/arrow/ipc/flatbuffer_read.h"
#include "runner.h"

#include <stdlib.h>
#include <string.h>

/* A table with a byte (field 0), an int32 (1), a string (2), a vector of two int64 (3), an absent
   field (4), a table (5) and a vector with that table (6). Written by hand from the description of
   the format. */
static const unsigned char good[] = {
    24,   0,    0,    0, /* 0: root table at 24 */
    18,   0,    28,   0,    4,   0,   8,   0, 12, 0, 16, 0, 0,    0,    20,   0,
    24,   0,    0,    0,                      /* 4: vtable */
    20,   0,    0,    0,                      /* 24: vtable is at 4 */
    7,    0,    0,    0,                      /* 28: byte 7 */
    0xfe, 0xff, 0xff, 0xff,                   /* 32: int32 -2 */
    16,   0,    0,    0,                      /* 36: string at 52 */
    20,   0,    0,    0,                      /* 40: vector at 60 */
    48,   0,    0,    0,                      /* 44: table at 92 */
    32,   0,    0,    0,                      /* 48: vector at 80 */
    3,    0,    0,    0,    'a', 'b', 'c', 0, /* 52 */
    2,    0,    0,    0,    1,   0,   0,   0, 0,  0, 0,  0, 0xff, 0xff, 0xff, 0xff, /* 60: 1, */
    0xff, 0xff, 0xff, 0xff,                                                         /* -1 */
    1,    0,    0,    0,    8,   0,   0,   0, /* 80: table at 92 */
    4,    0,    4,    0,                      /* 88: vtable */
    4,    0,    0,    0,                      /* 92: no fields */
};

START_TEST(a_buffer_is_read)
{
    rci_arrow_ipc_flatbuffer buffer;
    size_t n;
    const rci_arrow_ipc_table root = rci_arrow_ipc_flatbuffer_root(&buffer, good, sizeof good);
    const rci_arrow_ipc_table child = rci_arrow_ipc_table_table(&root, 5);
    const rci_arrow_ipc_vector numbers = rci_arrow_ipc_table_vector(&root, 3, 8);
    const rci_arrow_ipc_vector tables = rci_arrow_ipc_table_vector(&root, 6, 4);
    const rci_arrow_ipc_table absent = rci_arrow_ipc_table_table(&root, 4);
    ck_assert_uint_eq(rci_arrow_ipc_table_u8(&root, 0, 9), 7);
    ck_assert(rci_arrow_ipc_table_bool(&root, 0));
    ck_assert_int_eq(rci_arrow_ipc_table_i32(&root, 1, 9), -2);
    ck_assert_int_eq(rci_arrow_ipc_table_i16(&root, 1, 9), -2);
    ck_assert_mem_eq(rci_arrow_ipc_table_string(&root, 2, &n), "abc", 3);
    ck_assert_uint_eq(n, 3);
    ck_assert_uint_eq(numbers.count, 2);
    ck_assert_uint_eq(rci_arrow_ipc_le64(rci_arrow_ipc_vector_bytes(&numbers, 1)), UINT64_MAX);
    ck_assert(rci_arrow_ipc_table_present(&child) && tables.count == 1);
    ck_assert_uint_eq(rci_arrow_ipc_vector_table(&tables, 0).at, child.at);
    ck_assert(!rci_arrow_ipc_table_present(&absent));
    ck_assert_int_eq(rci_arrow_ipc_table_i64(&root, 7, 5), 5);
    ck_assert_int_eq(rci_arrow_ipc_table_i64(&absent, 0, 6), 6);
    ck_assert_ptr_null(rci_arrow_ipc_table_string(&root, 4, &n));
    ck_assert_int_eq(rci_arrow_ipc_flatbuffer_status(&buffer, NULL), RC_OK);
}
END_TEST

/* Reads every part. Returns the fault. */
static const char *visit(const unsigned char *bytes, size_t size)
{
    rci_arrow_ipc_flatbuffer buffer;
    unsigned char *exact = malloc(size ? size : 1); /* a step outside is seen */
    const char *wrong;
    rci_arrow_ipc_table root;
    rci_arrow_ipc_vector tables, numbers;
    size_t n;
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, bytes, size);
    root = rci_arrow_ipc_flatbuffer_root(&buffer, exact, size);
    rci_arrow_ipc_table_u8(&root, 0, 0);
    rci_arrow_ipc_table_i32(&root, 1, 0);
    rci_arrow_ipc_table_string(&root, 2, &n);
    numbers = rci_arrow_ipc_table_vector(&root, 3, 8);
    rci_arrow_ipc_table_table(&root, 5);
    tables = rci_arrow_ipc_table_vector(&root, 6, 4);
    for (size_t i = 0; i < tables.count; i++) {
        rci_arrow_ipc_vector_table(&tables, i);
    }
    for (size_t i = 0; i < numbers.count; i++) {
        rci_arrow_ipc_le64(rci_arrow_ipc_vector_bytes(&numbers, i));
    }
    wrong = buffer.wrong;
    free(exact);
    return wrong;
}

/* A byte that is changed, and the fault; NULL: none. */
static const struct {
    size_t at;
    unsigned char to;
    const char *wrong;
} faults[] = {
    {0, 24, NULL},
    {0, 96, "a table is outside of the message"},
    {3, 255, "a table is outside of the message"},
    {4, 3, "a vtable has an impossible size"},
    {4, 2, "a vtable has an impossible size"},
    {4, 94, "a vtable is outside of the message"},
    {6, 3, "a vtable has an impossible size"},
    {6, 72, NULL},
    {6, 73, "a table is outside of the message"},
    {8, 28, "a field is outside of its table"},
    {8, 27, NULL},
    {8, 3, "a field is outside of its table"},
    {10, 25, "a field is outside of its table"},
    {10, 24, NULL},
    {24, 25, "a vtable is outside of the message"},
    {27, 128, "a vtable is outside of the message"},
    {36, 57, "a vector is outside of the message"},
    {36, 56, "a vector ends outside of the message"},
    {52, 40, NULL},
    {52, 41, "a vector ends outside of the message"},
    {55, 255, "a vector ends outside of the message"},
    {60, 4, NULL},
    {60, 5, "a vector ends outside of the message"},
    {80, 3, "a table is outside of the message"},
    {80, 4, "a vector ends outside of the message"},
};

START_TEST(a_fault_is_found)
{
    unsigned char bytes[sizeof good];
    const char *wrong;
    memcpy(bytes, good, sizeof good);
    bytes[faults[_i].at] = faults[_i].to;
    wrong = visit(bytes, sizeof bytes);
    if (faults[_i].wrong) {
        ck_assert_msg(wrong != NULL, "no fault");
        ck_assert_str_eq(wrong, faults[_i].wrong);
    } else {
        ck_assert_msg(wrong == NULL, "%s", wrong);
    }
}
END_TEST

START_TEST(a_buffer_that_is_cut_off_is_refused)
{
    for (size_t n = 0; n < sizeof good; n++) {
        ck_assert_ptr_nonnull(visit(good, n));
    }
}
END_TEST

/* A table and a string, 10,000 times. */
START_TEST(parts_that_are_used_again_and_again_are_refused)
{
    enum { COUNT = 10000 };
    rci_arrow_ipc_flatbuffer buffer;
    rci_arrow_ipc_table root = rci_arrow_ipc_flatbuffer_root(&buffer, good, sizeof good);
    size_t i, n;
    for (i = 0; i < COUNT && !buffer.wrong; i++) {
        rci_arrow_ipc_table_table(&root, 5);
    }
    ck_assert_uint_eq(i, sizeof good / 4);
    root = rci_arrow_ipc_flatbuffer_root(&buffer, good, sizeof good);
    for (i = 0; i < COUNT && rci_arrow_ipc_table_string(&root, 2, &n); i++) {
    }
    ck_assert_uint_eq(i, 4 * sizeof good / 3);
}
END_TEST

START_TEST(what_is_built_is_read)
{
    static const rci_arrow_ipc_slot slots[] = {
        {1, 200},  RCI_ARROW_IPC_ABSENT, {8, UINT64_MAX - 1}, RCI_ARROW_IPC_OFFSET,
        {2, 1000}, RCI_ARROW_IPC_OFFSET, {4, 70000}};
    rci_arrow_ipc_builder builder;
    rci_arrow_ipc_flatbuffer buffer;
    rci_arrow_ipc_built built;
    rci_arrow_ipc_table root;
    rci_arrow_ipc_vector vector;
    size_t at, n;
    rci_arrow_ipc_builder_init(&builder, NULL);
    built = rci_arrow_ipc_build_root(&builder, slots, 7);
    rci_arrow_ipc_build_link(&builder, built.slots[3],
                             rci_arrow_ipc_build_string(&builder, "12345", 5));
    at = rci_arrow_ipc_build_vector(&builder, 3, 16, 8);
    rci_arrow_ipc_build_link(&builder, built.slots[5], at);
    rci_arrow_ipc_build_set(&builder, at + 4 + 40, 8, 77);
    ck_assert_int_eq(builder.status, RC_OK);
    ck_assert_uint_eq((at + 4) % 8, 0);
    ck_assert_uint_eq(built.slots[2] % 8, 0);
    root = rci_arrow_ipc_flatbuffer_root(&buffer, builder.bytes.data, builder.bytes.length);
    ck_assert_uint_eq(rci_arrow_ipc_table_u8(&root, 0, 0), 200);
    ck_assert_int_eq(rci_arrow_ipc_table_i32(&root, 1, 5), 5);
    ck_assert_int_eq(rci_arrow_ipc_table_i64(&root, 2, 0), -2);
    ck_assert_int_eq(rci_arrow_ipc_table_i16(&root, 4, 0), 1000);
    ck_assert_int_eq(rci_arrow_ipc_table_i32(&root, 6, 0), 70000);
    ck_assert_str_eq(rci_arrow_ipc_table_string(&root, 3, &n), "12345");
    ck_assert_uint_eq(n, 5);
    vector = rci_arrow_ipc_table_vector(&root, 5, 16);
    ck_assert_uint_eq(vector.count, 3);
    ck_assert_uint_eq(rci_arrow_ipc_le64(rci_arrow_ipc_vector_bytes(&vector, 2) + 8), 77);
    ck_assert_int_eq(rci_arrow_ipc_flatbuffer_status(&buffer, NULL), RC_OK);
    rci_arrow_ipc_builder_release(&builder);
}
END_TEST

extern runner_suite_fn suite_arrow_flatbuffer;

Suite *suite_arrow_flatbuffer(void)
{
    Suite *suite = suite_create("arrow_flatbuffer");
    TCase *tcase = tcase_create("arrow_flatbuffer");
    tcase_add_test(tcase, a_buffer_is_read);
    tcase_add_loop_test(tcase, a_fault_is_found, 0, (int)(sizeof faults / sizeof faults[0]));
    tcase_add_test(tcase, a_buffer_that_is_cut_off_is_refused);
    tcase_add_test(tcase, parts_that_are_used_again_and_again_are_refused);
    tcase_add_test(tcase, what_is_built_is_read);
    suite_add_tcase(suite, tcase);
    return suite;
}
