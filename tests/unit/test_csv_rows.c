/* Records as CSV text: what is written a block at a time is the text of the single fields. */
#include "test_csv.h"

#include "format/csv/rows.h"

#include <math.h>
#include <rowcol.h>
#include <stdio.h>
#include <string.h>

enum { MOST_COLUMNS = 6, MOST_RECORDS = 150 };

static uint64_t state = 9;

static uint32_t next_random(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % below;
}

static const char *const kinds[] = {"i1",  "<i2", ">i4", "i4",   "u4",    "i8", "u1", "u8",
                                    "f2",  "f4",  "f8",  "bool", "S3",    "S4", "S8", "S12",
                                    "S16", "S24", "S40", "str",  "M8[s]", "U4"};

enum { N_KINDS = sizeof kinds / sizeof *kinds };

static bool has_bad; /* texts that cannot be written are among them */

static rc_value text_value(void)
{
    static const struct {
        const char *text;
        size_t n;
    } bad[] = {{"\xFF\xFE", 2}, {"a\xC3", 2}, {"n\0l", 3}, {"\"\0\"", 3}, {"a,b\xC3", 4}};
    static const char *const texts[] = {
        "",
        "a",
        "b,c",
        "q\"q",
        "x\ny",
        "x\ry",
        "\xC3\xA9\xC3\xA9",
        "twelve bytes",
        "thirteen byte",
        "sixteen bytes ok",
        "NA",
        ";",
        "a text that has thirty-two bytes",
        "a text that has more than thirty-two bytes",
        "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"",
        "\"\"\"\"\"\"\"\"\"\"\"\"\"\"ab",
        "\"\"\"\"\"\"\"\"\"\"\"\"\"abc",
        "\"\"\"\"\"\"\"\"\"\"\"\"",
        "\xE2\x82\xAC,",
    };
    if (has_bad && next_random(9) == 0) {
        rc_value value = rc_value_string("");
        const size_t i = next_random(sizeof bad / sizeof *bad);
        value.as.text.data = bad[i].text;
        value.as.text.length = bad[i].n;
        return value;
    }
    return rc_value_string(texts[next_random(sizeof texts / sizeof *texts)]);
}

static rc_value random_value(rc_kind kind)
{
    const int64_t magnitude =
        (int64_t)(((uint64_t)next_random(1u << 31) << 32 | next_random(1u << 31)) >>
                  next_random(63));
    const bool is_signed = kind >= RC_I1 && kind <= RC_I8;
    const int64_t number = is_signed && next_random(2) ? -magnitude : magnitude;
    switch (kind) {
    case RC_BOOL:
        return rc_value_bool((int)next_random(2));
    case RC_F2:
        return rc_value_float((double)next_random(2000) / 8);
    case RC_F4:
    case RC_F8:
        return next_random(9) ? rc_value_float((double)(float)(number % 100000) / 7)
                              : rc_value_float(next_random(2) ? (double)NAN : -(double)INFINITY);
    case RC_BYTES: {
        const rc_value value = text_value();
        return rc_value_bytes(value.as.text.data, value.as.text.length);
    }
    case RC_STR:
    case RC_UCS4:
        return text_value();
    default:
        return rc_value_int(kind == RC_I1   ? number % 128
                            : kind == RC_I2 ? number % 30000
                            : kind == RC_U1 ? number % 256
                            : kind == RC_I4 ? number % 2000000000
                                            : number);
    }
}

static rc_store *make_store(const char *text, rc_layout layout, size_t n)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    rc_store *store = rc_store_zeros(dtype, n, layout, &err);
    ck_assert_msg(store != NULL, "%s: %s", text, err.message);
    for (size_t c = 0; c < rc_dtype_nfields(dtype); c++) {
        rc_field_info field;
        ck_assert_int_eq(rc_dtype_field(dtype, c, &field, NULL), RC_OK);
        for (size_t r = 0; r < n; r++) {
            rc_value value = rc_value_null();
            if (!field.nullable || next_random(3)) {
                value = random_value(rc_dtype_kind(field.dtype));
            }
            (void)rc_store_set(store, r, field.name, &value, NULL); /* too long: it stays zero */
        }
    }
    rc_dtype_unref(dtype);
    return store;
}

/* Field by field. */
static rc_status encode_fields(const rci_csv_encoder *encoder, const rc_store *store,
                               rci_base_bytes *out, rc_error *err)
{
    rci_record_places places;
    rci_base_bytes scratch;
    rc_status status = rci_record_places_init(&places, encoder->plan, err);
    rci_base_bytes_init_as(&scratch, RC_MEMORY_OTHER);
    rci_record_places_bind(&places, store);
    for (size_t r = 0; r < rc_store_length(store) && status == RC_OK; r++) {
        for (size_t i = 0; i < rci_csv_column_count(&encoder->columns.leaves) && status == RC_OK;
             i++) {
            status = rci_csv_encode_field(encoder, &places, store, r, i, &scratch, out, err);
        }
        if (status != RC_OK) {
            err->record = r;
        } else {
            status = rci_base_bytes_append(out, "\n", 1, err);
        }
    }
    rci_record_places_release(&places);
    rci_base_bytes_release(&scratch);
    return status;
}

static void check(const rc_store *store, const rc_csv_dialect *dialect, const char *text)
{
    rci_record_plan *plan = rci_record_plan_new(rc_store_dtype(store), NULL);
    for (int plain = 0; plain < 2; plain++) {
        rci_csv_encoder encoder;
        rci_base_bytes found, expected;
        rc_error err = RC_ERROR_INIT, other = RC_ERROR_INIT;
        rc_status status;
        rci_base_bytes_init_as(&found, RC_MEMORY_OTHER);
        rci_base_bytes_init_as(&expected, RC_MEMORY_OTHER);
        ck_assert_int_eq(rci_csv_encoder_init(&encoder, plan, dialect, false, NULL), RC_OK);
        ck_assert_int_eq(rci_csv_slots_init(&encoder, plain, NULL), RC_OK);
        status = encode_fields(&encoder, store, &expected, &err);
        ck_assert_int_eq(rci_csv_encode(&encoder, store, 0, rc_store_length(store), &found, &other),
                         status);
        if (status != RC_OK) {
            ck_assert_str_eq(other.message, err.message);
            ck_assert_uint_eq(other.record, err.record);
            ck_assert_str_eq(other.field, err.field);
        } else {
            ck_assert_uint_eq(found.length, expected.length);
            ck_assert_msg(found.length == 0 || memcmp(found.data, expected.data, found.length) == 0,
                          "%s:\n%.*s\nexpected\n%.*s", text, (int)found.length, (char *)found.data,
                          (int)found.length, (char *)expected.data);
        }
        rc_error_clear(&err);
        rc_error_clear(&other);
        rci_base_bytes_release(&found);
        rci_base_bytes_release(&expected);
        rci_csv_encoder_release(&encoder);
    }
    rci_record_plan_free(plan);
}

START_TEST(same_as_single_fields)
{
    static const char delimiters[] = ",;\t0-e";
    for (int round = 0; round < 1500; round++) {
        const size_t ncolumns = 1 + next_random(MOST_COLUMNS);
        rc_csv_dialect dialect = RC_CSV_DIALECT_INIT;
        rc_store *store;
        char text[200];
        size_t n = 0;
        for (size_t c = 0; c < ncolumns; c++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%sf%zu:%s%s", c ? "," : "", c,
                                  kinds[next_random(N_KINDS)], next_random(3) ? "" : "?");
        }
        dialect.delimiter = delimiters[next_random(2) ? 0 : next_random(6)];
        dialect.quotes = next_random(6) ? RC_CSV_QUOTES_MINIMAL : RC_CSV_QUOTES_ALL;
        dialect.nulls = next_random(6) ? NULL : "NA";
        has_bad = next_random(4) == 0;
        store = make_store(text, next_random(2) ? RC_ROWS : RC_COLUMNS, next_random(MOST_RECORDS));
        check(store, &dialect, text);
        rc_store_unref(store);
    }
}
END_TEST

Suite *suite_csv_rows(void)
{
    Suite *suite = suite_create("csv rows");
    TCase *tcase = tcase_create("rows");
    tcase_set_timeout(tcase, 600);
    tcase_add_test(tcase, same_as_single_fields);
    suite_add_tcase(suite, tcase);
    return suite;
}
