/*
 * compute/order/key.h - a field that records are ordered by.
 *
 * lib/compute/order has the order of records and what follows from it: sorting, searching, groups,
 * and moving records by their indices. It uses the store through rowcol/store.h and store/batch.h,
 * and has nothing of files or text formats.
 *
 * Each value has a rank: null values are before or after all others, NaN and NaT are after all
 * other values (before nulls that are last) in ascending and in descending order. Values of the
 * rank RCI_ORDER_VALUE are compared by their codes: unsigned numbers, of which the smaller one is
 * first. A number has one code, the other kinds have one for each part:
 *
 *   S, V   8 bytes, big-endian
 *   U      2 code points
 *   str    7 bytes, and in the lowest byte the number of bytes from this part on, 8 for more than
 * 7: so "a" is before "a\0", and a string ends in the part whose lowest byte is below 8
 *
 * In descending order the codes are complemented. -0.0 has the code of 0.0.
 */
#ifndef ROWCOL_COMPUTE_ORDER_KEY_H
#define ROWCOL_COMPUTE_ORDER_KEY_H

#include <rowcol/order.h>
#include <rowcol/store.h>
#include <stdbool.h>

typedef enum rci_order_form {
    RCI_ORDER_UNSIGNED,
    RCI_ORDER_SIGNED,
    RCI_ORDER_FLOAT,
    RCI_ORDER_TIME,
    RCI_ORDER_BYTES,
    RCI_ORDER_UCS4,
    RCI_ORDER_STR
} rci_order_form;

enum {
    RCI_ORDER_NULL_FIRST,
    RCI_ORDER_VALUE,
    RCI_ORDER_NAN, /* NaN and NaT */
    RCI_ORDER_NULL_LAST,
    RCI_ORDER_RANKS
};

/* The code of NaN and NaT; no other float or time has it. */
#define RCI_ORDER_NAN_CODE UINT64_MAX

typedef struct rci_order_key {
    rc_view view;
    rci_order_form form;
    size_t size; /* bytes of a cell */
    size_t parts;
    bool big_endian;
    bool descending;
    bool nulls_first;
    bool has_nulls;      /* the field or one around it is nullable */
    bool has_one_bitmap; /* and only view.valid says so */
    bool has_nan;        /* floats and times */
    const char *text;    /* str: the string itself instead of a cell, of a value to search for */
    size_t text_length;
    bool is_null; /* each record is null: a null value to search for; with has_nulls */
} rci_order_key;

/* A field as key. RC_OK; RC_ETYPE (a kind without an order), RC_EARG (unknown flags). */
rc_status rci_order_key_init(rci_order_key *key, const rc_view *view, unsigned flags,
                             rc_error *err);

/* Which records: those in `records`, or `first` and those after it. */
typedef struct rci_order_range {
    const uint64_t *records; /* NULL: first, first + 1, ... */
    size_t first;
    size_t n;
} rci_order_range;

static inline size_t rci_order_record(const rci_order_range *range, size_t i)
{
    return range->records ? (size_t)range->records[i] : range->first + i;
}

/* The codes of one part of each record. Those of nulls are not defined. */
void rci_order_codes(const rci_order_key *key, size_t part, const rci_order_range *range,
                     uint64_t *codes);

/* The ranks of the records, whose codes are given; for a key with has_nulls or has_nan. */
void rci_order_ranks(const rci_order_key *key, const rci_order_range *range, const uint64_t *codes,
                     unsigned char *ranks);

/* Compares record `i` of one key with record `j` of another one of the same form and size: less
   than, equal to or greater than 0. */
int rci_order_compare_keys(const rci_order_key *a, size_t i, const rci_order_key *b, size_t j);

/* The number of parts of a str key: finds the longest string. */
size_t rci_order_str_parts(const rci_order_key *key);

#endif
