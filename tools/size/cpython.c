/* size/cpython.c - the sizes of objects of 64-bit CPython, computed from its structures. */
#include "size/cpython.h"

#include "base/sum.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define POINTER    UINT64_C(8)
#define OBJECT     UINT64_C(16) /* PyObject: reference count, type */
#define VAR_OBJECT UINT64_C(24) /* PyVarObject: and the number of elements */

#define SMALLEST_TABLE UINT64_C(8)  /* PyDict_MINSIZE */
#define MOST_INLINE    UINT64_C(29) /* attributes in an array: below SHARED_KEYS_MAX_SIZE */
#define LEAST_OF_LARGE UINT64_C(43) /* with more, the table of the dict is for so many at least */

#define BITS_OF_DIGIT 30U /* of an int: PYLONG_BITS_IN_DIGIT */

const char *const cpython_versions[] = {"3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", NULL};
const int cpython_default = 4;

cpython cpython_at(int index)
{
    return (cpython){.minor = 7U + (unsigned)index};
}

int cpython_find(const char *version)
{
    for (int i = 0; cpython_versions[i]; i++) {
        size_t length = strlen(cpython_versions[i]);
        if (strncmp(version, cpython_versions[i], length) == 0 &&
            (version[length] == '.' || version[length] == '\0')) {
            bool later = cpython_at(i).minor == 7 && version[length] == '.' &&
                         strtoul(version + length + 1, NULL, 10) > 3;
            return later ? -1 : i;
        }
    }
    return -1;
}

uint64_t cpython_gc_header(cpython v)
{
    /* PyGC_Head: two pointers, and up to 3.7 a count (bpo-33597). */
    return v.minor <= 7 ? 24 : 16;
}

static uint64_t round_up(uint64_t n)
{
    return sum_add(n, POINTER - 1) / POINTER * POINTER;
}

/* ------------------------------------------------------------------ dicts */

/* PyDictObject: object, used, version, keys, values. */
static uint64_t dict_object(cpython v)
{
    return cpython_gc_header(v) + OBJECT + 4 * POINTER;
}

/* USABLE_FRACTION: a table is filled to two thirds. */
static uint64_t usable(uint64_t table)
{
    return table * 2 / 3;
}

/* The table for `n` keys; it grows to the next power of two that has space. */
static uint64_t table_for(uint64_t n)
{
    uint64_t table = SMALLEST_TABLE;
    while (usable(table) < n && table < UINT64_C(1) << 62) {
        table *= 2;
    }
    return table;
}

/* PyDictKeysObject: a header, an index for each place of the table, and the entries: hash, key and
   value, or, from 3.11 on when all keys are strings, key and value. */
static uint64_t dict_keys(cpython v, uint64_t table)
{
    uint64_t header = v.minor >= 11 ? 32 : 40, entry = (v.minor >= 11 ? 2 : 3) * POINTER;
    uint64_t index = table <= UINT64_C(1) << 7    ? 1
                     : table <= UINT64_C(1) << 15 ? 2
                     : table <= UINT64_C(1) << 31 ? 4
                                                  : 8;
    return sum_add(header, sum_add(sum_multiply(table, index), sum_multiply(usable(table), entry)));
}

uint64_t cpython_dict(cpython v, uint64_t n)
{
    /* All empty dicts share one table, since 3.8. */
    if (n == 0 && v.minor >= 8) {
        return dict_object(v);
    }
    return sum_add(dict_object(v), dict_keys(v, table_for(n)));
}

/* -------------------------------------------------------------- instances */

uint64_t cpython_instance(cpython v)
{
    /* Object, dict and list of weak references. In 3.11 the dict is before the header of the
       garbage collector, with a pointer to the values; from 3.12 on, there are two pointers there
       in all. */
    return cpython_gc_header(v) + OBJECT + (v.minor == 11 ? 3 : 2) * POINTER;
}

/* The array of values, of a class that has made many instances: for one attribute more than there
   are. Before the values is the order in which they were set, a byte each. */
static uint64_t inline_values(cpython v, uint64_t n)
{
    uint64_t size = n < MOST_INLINE ? n + 1 : MOST_INLINE;
    if (v.minor >= 13) {
        return round_up(size) + (size + 1) * POINTER;
    }
    return round_up(size + 2) + size * POINTER;
}

uint64_t cpython_attributes(cpython v, uint64_t n)
{
    if (v.minor <= 10) {
        /* A dict whose keys belong to the class. It is made with the first attribute. */
        return n == 0 ? 0 : sum_add(dict_object(v), sum_multiply(usable(table_for(n)), POINTER));
    }
    if (n <= MOST_INLINE) {
        return inline_values(v, n);
    }
    /* A dict of its own; in 3.13 the array is a part of the object all the same. */
    return sum_add(cpython_dict(v, n < LEAST_OF_LARGE ? LEAST_OF_LARGE : n),
                   v.minor >= 13 ? inline_values(v, n) : 0);
}

uint64_t cpython_slots(cpython v, uint64_t n)
{
    return sum_add(cpython_gc_header(v) + OBJECT, sum_multiply(n, POINTER));
}

/* ------------------------------------------------------------- sequences */

uint64_t cpython_tuple(cpython v, uint64_t n)
{
    return sum_add(cpython_gc_header(v) + VAR_OBJECT, sum_multiply(n, POINTER));
}

uint64_t cpython_list(cpython v, uint64_t n)
{
    /* PyListObject: elements, allocated. */
    return sum_add(cpython_gc_header(v) + VAR_OBJECT + 2 * POINTER, sum_multiply(n, POINTER));
}

uint64_t cpython_mutabletuple(uint64_t n)
{
    return sum_add(VAR_OBJECT, sum_multiply(n, POINTER));
}

uint64_t cpython_dataobject(uint64_t n)
{
    return cpython_object(sum_multiply(n, POINTER));
}

uint64_t cpython_object(uint64_t bytes)
{
    return round_up(sum_add(OBJECT, bytes));
}

/* ----------------------------------------------------------------- values */

uint64_t cpython_int(unsigned bits)
{
    /* PyLongObject: digits of 4 bytes. */
    unsigned digits = (bits + BITS_OF_DIGIT - 1) / BITS_OF_DIGIT;
    return VAR_OBJECT + 4 * (uint64_t)(digits ? digits : 1);
}

uint64_t cpython_float(void)
{
    return OBJECT + 8;
}

uint64_t cpython_complex(void)
{
    return OBJECT + 16;
}

uint64_t cpython_bytes(uint64_t n)
{
    /* PyBytesObject: hash, bytes and a NUL. */
    return sum_add(VAR_OBJECT + POINTER + 1, n);
}

uint64_t cpython_ascii(cpython v, uint64_t n)
{
    /* PyASCIIObject: length, hash, state, up to 3.11 wstr; then the text and a NUL. */
    return sum_add(OBJECT + (v.minor <= 11 ? 4 : 3) * POINTER + 1, n);
}

uint64_t cpython_date(void)
{
    /* PyDateTime_Date: hash, a flag, 4 bytes; rounded. */
    return 32;
}

uint64_t cpython_datetime(void)
{
    /* PyDateTime_DateTime: hash, a flag, 10 bytes, fold, tzinfo. */
    return 48;
}

uint64_t cpython_timedelta(void)
{
    /* PyDateTime_Delta: hash, days, seconds, microseconds. */
    return 40;
}
