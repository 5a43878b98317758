/* Records written by blocks of slots against the walk through their tree, value by value. */
#include "test_json.h"

#include "format/json/write/encode_impl.h"
#include "store/batch.h"

#include "guarded_alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 5;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

static const char *const dtypes[] = {
    "x:i4,y:i4,z:i4", "id:i8,name:S16,city:S12,level:i1,score:f8,ok:bool",
    "a:i1,b:i2,c:i4,d:i8,e:u1,f:u2,g:u4,h:u8,i:f2,j:f4,k:f8,l:bool",
    "a:>i2,b:>i4,c:>i8,e:>u2,f:>u4,g:>u8,h:>f2,i:>f4,j:>f8",
    "a:i4?,b:f8?,c:S9?,d:bool?,e:{x:i2,y:u8?}?,f:{g:{h:i1}},i:3i2?",
    "p:3f8,q:(2,2)i1,r:(2,3)S3,s:17u1,t:2{u:i4,v:S2},w:(2,0)i4",
    "a:S1,b:S17,c:S31,d:S32,e:S33,f:S0,g:U3,h:V2,i:M8[s],j:m8[ms],k:c8,l:c16",
    "a_key_that_takes_more_than_one_copy_of_thirty_two_bytes_by_far:i4,\"q\\\"uote\":f4",
    "s:str,t:str?,x:i4", "i8", "f8", "S5",
    /* without bytes, or without a slot */
    "(0,3)f8", "M8[Y]", "V0", "0i4", "5{}", "2{a:i1}", "a:V0,b:0i4,c:{},d:S0,e:i2,f:0f8"};

enum { N_DTYPES = sizeof dtypes / sizeof *dtypes, MOST_RECORDS = 150 };

/* Some fit their cells, some are no UTF-8. */
static void fill_strings(rc_store *store, uint32_t leaf, size_t n)
{
    static const char *const pieces[] = {
        "a", "bc",   "\xC3\xA9",   "\xE2\x82\xAC",     "\"",      "\\", "\n",
        "",  "word", "a sentence", "\xF0\x9F\x98\x80", "\xE2\x82"};
    rc_error err = RC_ERROR_INIT;
    unsigned char *base;
    size_t stride, record;
    rci_store_leaf(store, leaf, &base, &stride);
    for (record = 0; record < n; record++) {
        char text[64] = "";
        uint32_t k, count = next_random(6), kinds = next_random(50) ? 11 : 12;
        for (k = 0; k < count; k++) {
            strcat(text, pieces[next_random(2) ? next_random(kinds) : 0]);
        }
        ck_assert_int_eq(rci_store_string_put(store, base + record * stride, text,
                                              strlen(text) + (next_random(20) == 0), &err),
                         RC_OK); /* with the NUL now and then */
    }
}

/* Bytes that make values of all lengths and kinds, text not excepted, and some nulls. */
static void fill(rc_store *store, const rci_record_plan *plan, size_t n)
{
    uint32_t i, k;
    size_t record, j;
    for (i = 0; i < plan->nleaves; i++) {
        unsigned char *base;
        size_t stride, size = SIZE_MAX;
        bool is_str = false;
        /* The first node of a leaf holds the others, and may hold none of them. */
        for (k = 0; k < plan->nnodes; k++) {
            if (plan->nodes[k].leaf == i) {
                is_str = is_str || plan->nodes[k].kind == RC_STR;
                size = size == SIZE_MAX ? plan->nodes[k].size : size;
            }
        }
        if (is_str) {
            fill_strings(store, i, n);
            continue;
        }
        rci_store_leaf(store, i, &base, &stride);
        for (record = 0; record < n; record++) {
            size_t some = next_random((uint32_t)size + 1);
            memset(base + record * stride, 0, size); /* the memory of a batch is not set */
            for (j = 0; j < some; j++) {
                base[record * stride + j] =
                    (unsigned char)(next_random(12) ? 'a' + next_random(26) : next_random(128));
            }
        }
    }
    for (i = 0; i < plan->nnulls; i++) {
        unsigned char *bits;
        size_t bit0;
        rci_store_null_bits(store, i, &bits, &bit0);
        for (record = 0; record < n; record++) {
            if (next_random(3) == 0) {
                bits[(bit0 + record) / 8] &= (unsigned char)~(1u << (bit0 + record) % 8);
            }
        }
    }
    rci_store_set_length(store, n);
}

/* What rci_json_write_encode is to give. */
static rc_status walk(const rci_json_write_encoder *encoder, const rc_store *store, size_t first,
                      size_t n, char before, char after, rci_base_bytes *out, rc_error *err)
{
    const rci_record_plan *plan = encoder->plan;
    rci_json_write_encoding run = {
        .encoder = encoder, .plan = plan, .batch = store, .record = first, .out = out, .err = err};
    bool good = true;
    ck_assert_int_eq(rci_record_places_init(&run.places, plan, err), RC_OK);
    rci_record_places_bind(&run.places, store);
    ck_assert_int_eq(rci_base_bytes_reserve(out, encoder->most, err), RC_OK);
    run.p = (char *)out->data + out->length;
    for (; good && run.record < first + n; run.record += good) {
        ck_assert(rci_json_write_make_room(&run, 2));
        *run.p = before;
        run.p += before != '\0';
        good = rci_json_write_encode_value(&run, 0, 0);
        if (good) {
            *run.p = after;
            run.p += after != '\0';
        }
    }
    if (good) {
        out->length = (size_t)(run.p - (char *)out->data);
    } else {
        err->record = run.record - first;
    }
    rci_record_places_release(&run.places);
    return good ? RC_OK : err->status;
}

static void compare(const rci_json_write_encoder *encoder, const rc_store *store, size_t first,
                    size_t n, bool lines)
{
    rc_error err = RC_ERROR_INIT, expected_err = RC_ERROR_INIT;
    rci_base_bytes got, expected;
    char before = lines ? '\0' : ',', after = lines ? '\n' : '\0';
    rc_status status;
    rci_base_bytes_init(&got);
    rci_base_bytes_init(&expected);
    status = rci_json_write_encode(encoder, store, first, n, before, after, &got, &err);
    ck_assert_int_eq(status,
                     walk(encoder, store, first, n, before, after, &expected, &expected_err));
    if (status == RC_OK) {
        ck_assert_uint_eq(got.length, expected.length);
        ck_assert(got.length == 0 || memcmp(got.data, expected.data, got.length) == 0);
    } else {
        ck_assert_str_eq(err.message, expected_err.message);
        ck_assert_str_eq(err.field, expected_err.field);
        ck_assert_uint_eq(err.record, expected_err.record);
    }
    rci_base_bytes_release(&got);
    rci_base_bytes_release(&expected);
}

/* As on a machine without AVX2. */
static void use_plain_formatters(rci_json_write_encoder *encoder)
{
    rc_error err = RC_ERROR_INIT;
    rci_json_write_slots_release(&encoder->slots);
    ck_assert_int_eq(rci_json_write_slots_init(&encoder->slots, encoder->plan, &encoder->keys,
                                               encoder->key_start, encoder->values,
                                               rci_json_write_formatter_plain, &err),
                     RC_OK);
    encoder->most += 2 * encoder->slots.width;
}

static void check(const char *text, rc_layout layout, bool values, rc_nonfinite nonfinite,
                  bool plain)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    rci_json_write_encoder encoder;
    rci_record_plan *plan;
    size_t n;
    ck_assert_msg(dtype != NULL, "%s: %s", text, err.message);
    plan = rci_record_plan_new(dtype, &err);
    ck_assert(plan != NULL);
    ck_assert_int_eq(rci_json_write_encoder_init(&encoder, plan, values, nonfinite, &err), RC_OK);
    if (plain) {
        use_plain_formatters(&encoder);
    }
    for (n = 0; n <= MOST_RECORDS; n += n < 10 ? 1 : 1 + next_random(20)) {
        rc_store *store = rci_store_with_capacity(dtype, n + 1, layout, &err);
        size_t first = n ? next_random((uint32_t)n) : 0;
        ck_assert(store != NULL);
        fill(store, plan, n);
        compare(&encoder, store, 0, n, true);
        compare(&encoder, store, first, n - first, false);
        rc_store_unref(store);
    }
    rci_json_write_encoder_release(&encoder);
    rci_record_plan_free(plan);
    rc_dtype_unref(dtype);
}

START_TEST(as_the_walk_does)
{
    const char *dtype = dtypes[_i % N_DTYPES];
    rc_layout layout = _i / N_DTYPES % 2 ? RC_COLUMNS : RC_ROWS;
    int round;
    for (round = 0; round < 16; round++) {
        check(dtype, layout, round & 1, round & 2 ? RC_NONFINITE_NULL : RC_NONFINITE_ERROR,
              round & 4);
    }
}
END_TEST

/* Values whose text is the longest there is, in every slot of a record: the space that is kept free
   must be enough, and there is nothing after it. */
START_TEST(the_longest_values_fit)
{
    static const char *const longest[] = {"16c16", "16f8", "a:16c16,b:16c8,c:16m8,d:16u8",
                                          "16>c16"};
    const double least = -2.2250738585072014e-308;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(longest[_i], &err);
    const size_t n = 3000, size = rc_dtype_itemsize(dtype);
    rci_json_write_encoder encoder;
    rci_record_plan *plan;
    rc_store *store;
    guarded_alloc_start(SIZE_MAX);
    plan = rci_record_plan_new(dtype, &err);
    store = rc_store_zeros(dtype, n, RC_ROWS, &err);
    ck_assert(plan != NULL && store != NULL);
    ck_assert_int_eq(rci_json_write_encoder_init(&encoder, plan, false, RC_NONFINITE_NULL, &err),
                     RC_OK);
    for (size_t at = 0; at < n * size; at += sizeof least) {
        memcpy((char *)rc_store_data(store) + at, &least, sizeof least);
    }
    for (size_t some = 1; some < n; some = some * 3 / 2 + 1) {
        compare(&encoder, store, 0, some, true);
    }
    rci_json_write_encoder_release(&encoder);
    rc_store_unref(store);
    rci_record_plan_free(plan);
    guarded_alloc_stop();
    rc_dtype_unref(dtype);
}
END_TEST

/* A string of n control bytes, each six bytes of JSON, or of n letters. Not a byte of the text
   comes from the code under test. */
/* A slot of no width at the end of the block of slots: the copy of it stays inside the block. */
START_TEST(slots_of_no_width_end_the_block)
{
    static const char *const types[] = {"(0,3)f8", "M8[Y]",   "V0",       "0i4",
                                        "5{}",     "2{a:i1}", "a:i4,b:V0"};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(types[_i], &err);
    rci_json_write_encoder encoder;
    rci_record_plan *plan;
    rc_store *store;
    guarded_alloc_start(SIZE_MAX);
    plan = rci_record_plan_new(dtype, &err);
    store = rc_store_zeros(dtype, 5000, RC_ROWS, &err);
    ck_assert(plan != NULL && store != NULL);
    ck_assert_int_eq(rci_json_write_encoder_init(&encoder, plan, false, RC_NONFINITE_NULL, &err),
                     RC_OK);
    for (size_t n = 4; n < 5000; n *= 2) { /* all slots of the block are used */
        compare(&encoder, store, 0, n, true);
    }
    rci_json_write_encoder_release(&encoder);
    rc_store_unref(store);
    rci_record_plan_free(plan);
    guarded_alloc_stop();
    rc_dtype_unref(dtype);
}
END_TEST

static void check_string(const char *type, size_t n, char byte, const char *escaped)
{
    rc_error err = RC_ERROR_INIT;
    const size_t width = strlen(escaped);
    char text[64];
    rc_dtype *dtype;
    rc_store *store;
    rci_record_plan *plan;
    rci_json_write_encoder encoder;
    rci_base_bytes got;
    rc_value value;
    char *bytes = malloc(n + 1);
    snprintf(text, sizeof text, "%s", type);
    if (strcmp(type, "str") != 0) {
        snprintf(text, sizeof text, "%s%zu", type, n);
    }
    dtype = rc_dtype_parse(text, &err);
    ck_assert_msg(dtype != NULL && bytes != NULL, "%s: %s", text, err.message);
    memset(bytes, byte, n);
    store = rc_store_zeros(dtype, 3, RC_ROWS, &err);
    plan = rci_record_plan_new(dtype, &err);
    ck_assert(store != NULL && plan != NULL);
    value = rc_value_string_n(bytes, n);
    if (rc_dtype_kind(dtype) == RC_STR) {
        unsigned char *base;
        size_t stride;
        rci_store_leaf(store, 0, &base, &stride);
        ck_assert_int_eq(rci_store_string_put(store, base + stride, bytes, n, &err), RC_OK);
    } else {
        unsigned char *cell = (unsigned char *)rc_store_data(store) + rc_dtype_itemsize(dtype);
        ck_assert_int_eq(rc_value_convert(&value, dtype, cell, &value, &err), RC_OK);
    }
    ck_assert_int_eq(rci_json_write_encoder_init(&encoder, plan, false, RC_NONFINITE_ERROR, &err),
                     RC_OK);
    rci_base_bytes_init(&got);
    ck_assert_int_eq(rci_json_write_encode(&encoder, store, 0, 3, '\0', ' ', &got, &err), RC_OK);
    ck_assert_uint_eq(got.length, 3 * 3 + n * width);
    ck_assert(memcmp(got.data, "\"\" \"", 4) == 0);
    for (size_t i = 0; i < n; i++) {
        ck_assert(memcmp(got.data + 4 + i * width, escaped, width) == 0);
    }
    ck_assert(memcmp(got.data + 4 + n * width, "\" \"\" ", 5) == 0);
    rci_base_bytes_release(&got);
    rci_json_write_encoder_release(&encoder);
    rci_record_plan_free(plan);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    free(bytes);
}

START_TEST(strings_of_any_length)
{
    static const char *const types[] = {"S", "U", "str"};
    guarded_alloc_start(SIZE_MAX);
    for (size_t n = 1; n < 100000; n += n < 300 ? 1 : n) {
        check_string(types[_i], n, '\x01', "\\u0001");
        check_string(types[_i], n, '\n', "\\n");
        check_string(types[_i], n, 'x', "x");
    }
    guarded_alloc_stop();
}
END_TEST

/* Keys of any length: what the bulk reader has read is written as it was. */
START_TEST(keys_of_any_length)
{
    static const struct {
        const char *dtype[2], *text[2]; /* the key is between them */
    } forms[] = {{{"", ":i4"}, {"{\"", "\":5}\n"}},
                 {{"n:{", ":i4}?"}, {"{\"n\":{\"", "\":5}}\n"}},
                 {{"n:(1,1){", ":i4}"}, {"{\"n\":[[{\"", "\":5}]]}\n"}}};
    char key[100] = "", form[200], text[400];
    for (size_t n = 1; n < sizeof key; n++) {
        rc_error err = RC_ERROR_INIT;
        rc_store *store;
        char *out;
        key[n - 1] = (char)('a' + n % 26);
        snprintf(form, sizeof form, "%s%s%s", forms[_i].dtype[0], key, forms[_i].dtype[1]);
        snprintf(text, sizeof text, "%s%s%s", forms[_i].text[0], key, forms[_i].text[1]);
        guarded_alloc_start(SIZE_MAX);
        store = json_read("ndjson", form, text, strlen(text), NULL, &err);
        ck_assert_msg(store != NULL, "%s: %s", text, err.message);
        out = json_write(store, NULL);
        ck_assert_str_eq(out, text);
        free(out);
        rc_store_unref(store);
        guarded_alloc_stop();
    }
}
END_TEST

START_TEST(keys_are_escaped)
{
    char dtype[700] = "\"", text[700] = "{\"", *out;
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    for (size_t i = 0; i < 100; i++) {
        strcat(dtype, "\\u0001");
        strcat(text, "\\u0001");
    }
    strcat(dtype, "\":i4");
    strcat(text, "\":7}\n");
    guarded_alloc_start(SIZE_MAX);
    store = json_read("ndjson", dtype, text, strlen(text), NULL, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    out = json_write(store, NULL);
    ck_assert_str_eq(out, text);
    free(out);
    rc_store_unref(store);
    guarded_alloc_stop();
}
END_TEST

START_TEST(any_number_of_fields)
{
    static char text[40000];
    size_t fields, i, n;
    for (fields = 1; fields < 3000; fields = fields * 3 + 1) {
        for (i = n = 0; i < fields; i++) {
            n += (size_t)sprintf(text + n, "%sf%zu:%s", i ? "," : "", i, i % 3 ? "i2" : "S3");
        }
        check(text, RC_ROWS, false, RC_NONFINITE_NULL, false);
    }
}
END_TEST

Suite *suite_json_write(void)
{
    Suite *suite = suite_create("json_write");
    TCase *tcase = tcase_create("write");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, as_the_walk_does, 0, 2 * N_DTYPES);
    tcase_add_loop_test(tcase, the_longest_values_fit, 0, 4);
    tcase_add_loop_test(tcase, slots_of_no_width_end_the_block, 0, 7);
    tcase_add_loop_test(tcase, strings_of_any_length, 0, 3);
    tcase_add_loop_test(tcase, keys_of_any_length, 0, 3);
    tcase_add_test(tcase, keys_are_escaped);
    tcase_add_test(tcase, any_number_of_fields);
    suite_add_tcase(suite, tcase);
    return suite;
}
