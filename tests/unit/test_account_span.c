/* Tests of spans. */
#include "test_account.h"

#include "base/alloc.h"

static void use(size_t bytes)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_base_free(allocator, rci_base_alloc(allocator, bytes, NULL), bytes);
}

START_TEST(used_and_peak)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_memory_span span = RC_MEMORY_SPAN_INIT;
    void *block;
    use(1000000); /* before the span */
    ck_assert_int_eq(rc_memory_span_begin(&span, NULL), RC_OK);
    use(5000);
    block = rci_base_alloc(allocator, 300, NULL);
    ck_assert_int_eq(rc_memory_span_end(&span, NULL), RC_OK);
    ck_assert_uint_eq(span.after, span.before + 300);
    ck_assert_uint_eq(span.peak, span.before + 5000);
    ck_assert_uint_eq(span.total, 5300);
    ck_assert(span.seconds >= 0.0);
    ck_assert_int_eq(rc_memory_span_end(&span, NULL), RC_EARG); /* it is not open */
    rci_base_free(allocator, block, 300);
}
END_TEST

/* Spans that overlap each have the peak between their own two points, and leave that of the process
   as it is. */
START_TEST(spans_overlap)
{
    rc_memory_span first = RC_MEMORY_SPAN_INIT, second = RC_MEMORY_SPAN_INIT;
    rc_memory_span third = RC_MEMORY_SPAN_INIT;
    uint64_t live = test_usage(RC_MEMORY_ALL).live;
    rc_memory_reset_peak();
    use(9000);
    ck_assert_int_eq(rc_memory_span_begin(&first, NULL), RC_OK);
    use(4000);
    ck_assert_int_eq(rc_memory_span_begin(&second, NULL), RC_OK);
    use(6000);
    ck_assert_int_eq(rc_memory_span_end(&first, NULL), RC_OK);
    ck_assert_int_eq(rc_memory_span_begin(&third, NULL), RC_OK);
    use(7000);
    ck_assert_int_eq(rc_memory_span_end(&second, NULL), RC_OK);
    use(100);
    ck_assert_int_eq(rc_memory_span_end(&third, NULL), RC_OK);
    ck_assert_uint_eq(first.peak, live + 6000);
    ck_assert_uint_eq(second.peak, live + 7000);
    ck_assert_uint_eq(third.peak, live + 7000);
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).peak, live + 9000);
    rc_memory_reset_peak();
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).peak, live);
}
END_TEST

START_TEST(too_many_spans)
{
    enum { MOST = 256 };
    static rc_memory_span spans[MOST + 1];
    for (size_t i = 0; i <= MOST; i++) {
        spans[i] = (rc_memory_span)RC_MEMORY_SPAN_INIT;
        ck_assert_int_eq(rc_memory_span_begin(&spans[i], NULL), i < MOST ? RC_OK : RC_ELIMIT);
    }
    for (size_t i = 0; i < MOST; i++) {
        ck_assert_int_eq(rc_memory_span_end(&spans[i], NULL), RC_OK);
    }
    ck_assert_int_eq(rc_memory_span_begin(&spans[MOST], NULL), RC_OK);
    ck_assert_int_eq(rc_memory_span_end(&spans[MOST], NULL), RC_OK);
}
END_TEST

Suite *suite_account_span(void)
{
    Suite *suite = suite_create("account span");
    TCase *tcase = tcase_create("span");
    tcase_add_test(tcase, used_and_peak);
    tcase_add_test(tcase, spans_overlap);
    tcase_add_test(tcase, too_many_spans);
    suite_add_tcase(suite, tcase);
    return suite;
}
