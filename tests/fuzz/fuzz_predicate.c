/* The text of a predicate. What is read must apply to stores of both layouts with the same result,
   match no record together with its negation, and give the same records as its parts do. */
#include "fuzz.h"

#include <rowcol.h>
#include <string.h>

#define FILTER(layout, threads) (&(rc_filter_options){sizeof(rc_filter_options), layout, threads})

const char fuzz_corpus[] = "predicate";

enum { RECORDS = 70, BITS = (RECORDS + 7) / 8, TEXT = 4096 };

static const char fields[] =
    "age:i4?, name:str?, ok:bool, f:f4, d:>f8?, h:f2, day:M8[D]?, t:m8[s], tag:S4, u:U4, raw:V2, "
    "z:c16, pos:{x:f8, y:i2?}?, \"a b\":i8, big:u8, k:2i4";

static rc_store *make(rc_layout layout)
{
    static const char *const paths[] = {"age", "name", "ok", "f",     "d",     "h",   "day",
                                        "t",   "tag",  "u",  "pos.x", "pos.y", "a b", "big"};
    static const char *const texts[] = {
        "", "a", "ab", "abc", "\xC3\xA9", "it's", "long text, not in a cell"};
    rc_dtype *dtype = rc_dtype_parse(fields, NULL);
    rc_store *store = rc_store_zeros(dtype, RECORDS, layout, NULL);
    FUZZ_CHECK(store != NULL);
    for (size_t i = 0; i < RECORDS; i++) {
        for (size_t k = 0; k < sizeof paths / sizeof paths[0]; k++) {
            rc_field field;
            rc_value number = rc_value_int((int64_t)(i * (k + 3) % 7) - 3);
            rc_value text = rc_value_string(texts[(i + k) % 7]);
            char path[16];
            snprintf(path, sizeof path, strchr(paths[k], ' ') ? "\"%s\"" : "%s", paths[k]);
            FUZZ_CHECK(rc_store_field(store, path, &field, NULL) == RC_OK);
            if (i % 5 == k % 5 && rc_field_set_null(&field, i, NULL) == RC_OK) {
                continue;
            }
            if (rc_field_set(&field, i, &number, NULL) != RC_OK) {
                (void)rc_field_set(&field, i, &text, NULL);
            }
        }
    }
    rc_dtype_unref(dtype);
    return store;
}

static void check(const rc_predicate *predicate, const rc_store *rows, const rc_store *columns)
{
    unsigned char a[BITS], b[BITS];
    size_t count, other;
    rc_predicate *negated = rc_predicate_not(predicate, NULL);
    rc_predicate *twice = rc_predicate_not(negated, NULL);
    rc_store *kept = rc_store_filter(rows, predicate, FILTER(RC_COLUMNS, 1), NULL);
    FUZZ_CHECK(rc_store_match(rows, predicate, a, &count, FILTER(0, 1), NULL) == RC_OK);
    FUZZ_CHECK(rc_store_match(columns, predicate, b, &other, FILTER(0, 2), NULL) == RC_OK);
    FUZZ_CHECK(memcmp(a, b, BITS) == 0 && count == other);
    FUZZ_CHECK(rc_store_length(kept) == count);
    /* All records that were kept match. */
    FUZZ_CHECK(rc_store_match(kept, predicate, NULL, &other, FILTER(0, 1), NULL) == RC_OK &&
               other == count);
    if (negated) { /* at the limit of the depth there is none */
        FUZZ_CHECK(rc_store_match(rows, negated, b, NULL, FILTER(0, 1), NULL) == RC_OK);
        for (size_t i = 0; i < BITS; i++) {
            FUZZ_CHECK((a[i] & b[i]) == 0);
        }
    }
    if (twice) {
        FUZZ_CHECK(rc_store_match(rows, twice, b, NULL, FILTER(0, 1), NULL) == RC_OK);
        FUZZ_CHECK(memcmp(a, b, BITS) == 0);
    }
    rc_store_unref(kept);
    rc_predicate_unref(negated);
    rc_predicate_unref(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rc_store *rows, *columns;
    rc_error err = RC_ERROR_INIT;
    char text[TEXT];
    rc_predicate *predicate;
    if (size >= TEXT) {
        return 0;
    }
    if (!rows) {
        rows = make(RC_ROWS);
        columns = make(RC_COLUMNS);
    }
    memcpy(text, data, size);
    text[size] = '\0';
    predicate = rc_predicate_parse(rc_store_dtype(rows), text, &err);
    FUZZ_CHECK((predicate != NULL) == (err.status == RC_OK));
    if (predicate) {
        check(predicate, rows, columns);
    } else {
        FUZZ_CHECK(err.message[0] && err.byte <= strlen(text));
    }
    rc_predicate_unref(predicate);
    return 0;
}
