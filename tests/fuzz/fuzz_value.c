/* Values of every kind out of arbitrary text. The first byte chooses the dtype, the rest is the
   text. What is taken must print, and what was printed must be read as the same bytes. */
#include "fuzz.h"

#include <rowcol.h>
#include <string.h>

const char fuzz_corpus[] = "value";

static const char *const dtypes[] = {
    "bool",   "i1",  ">i2",   "i4",    "i8",    "u1",      "u2",     ">u4",    "u8",    "f2",
    "f4",     ">f8", "c8",    "c16",   "S0",    "S5",      "U0",     "U3",     ">U3",   "V0",
    "V4",     "str", "M8",    "M8[Y]", "M8[M]", "M8[W]",   "M8[D]",  "M8[7h]", "M8[s]", "M8[ns]",
    "M8[as]", "m8",  "m8[Y]", "m8[M]", "m8[W]", "m8[25s]", "m8[ns]", "m8[as]",
};

enum { DTYPES = sizeof dtypes / sizeof dtypes[0], CELL = 64, TEXT = 4096 };

/* Rounding to a dtype that takes the value changes nothing. */
static void check_round(const rc_value *value, const rc_dtype *dtype, const unsigned char *cell)
{
    unsigned char other[CELL];
    rc_value rounded, stored;
    if (rc_value_round(value, dtype, &rounded, NULL) == RC_OK) {
        memset(other, 0xA5, sizeof other);
        FUZZ_CHECK(rc_value_convert(&rounded, dtype, other, &stored, NULL) == RC_OK);
        FUZZ_CHECK(memcmp(other, cell, rc_dtype_itemsize(dtype)) == 0);
    }
}

static void check_taken(const rc_value *value, const rc_dtype *dtype, const unsigned char *cell)
{
    static char text[TEXT];
    unsigned char again[CELL];
    size_t length = rc_value_print(value, text, sizeof text);
    size_t size = rc_dtype_kind(dtype) == RC_STR ? 0 : rc_dtype_itemsize(dtype);
    rc_value back;
    FUZZ_CHECK(rc_value_print(value, NULL, 0) == length);
    if (length < sizeof text) {
        memset(again, 0xA5, sizeof again);
        FUZZ_CHECK(rc_value_parse(text, length, dtype, again, &back, NULL) == RC_OK);
        /* texts show no sign of NaN */
        FUZZ_CHECK(memcmp(cell, again, size) == 0 || strstr(text, "nan") != NULL);
    }
    check_round(value, dtype, cell);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    unsigned char cell[CELL];
    rc_dtype *dtype;
    rc_value value;
    rc_status status;
    if (size == 0) {
        return 0;
    }
    dtype = rc_dtype_parse(dtypes[data[0] % DTYPES], &err);
    FUZZ_CHECK(dtype && rc_dtype_itemsize(dtype) <= CELL);
    memset(cell, 0xA5, sizeof cell);
    status = rc_value_parse((const char *)data + 1, size - 1, dtype, cell, &value, &err);
    FUZZ_CHECK(status == err.status);
    if (status == RC_OK) {
        check_taken(&value, dtype, cell);
    } else {
        FUZZ_CHECK(err.message[0]);
        for (size_t i = 0; i < CELL; i++) {
            FUZZ_CHECK(cell[i] == 0xA5); /* the cell is unchanged */
        }
    }
    rc_dtype_unref(dtype);
    return 0;
}
