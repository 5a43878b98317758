/*
 * compute/group/table.c - insertion of words into the table, a block at a time.
 */
#include "compute/group/table.h"

#include "compute/bits.h"
#include "compute/group/table_slots.h"
#include "store/batch.h"

#include <string.h>

enum {
    AHEAD = 24, /* words whose slots are requested from memory before they are used */
    FErci_group_wide_slotLOTS = 16384, /* of a new table */
    FEW_GROUPS = 1024,                 /* in the arrays of a new table */
    SMALL_DIRECT = 65536,              /* words that are indices, however few records there are */
};

/* So that places in a table that is half full have 32 bits. */
static const size_t max_groups = (size_t)1 << 31;

/* ---------------------------------------------------------------- lifetime */

static size_t slot_size(rci_group_form form)
{
    switch (form) {
    case RCI_GROUP_DIRECT:
        return sizeof(uint32_t);
    case RCI_GROUP_WIDE:
        return sizeof(rci_group_wide_slot);
    default:
        return sizeof(rci_group_narrow_slot);
    }
}

static unsigned log2_of(size_t n)
{
    return 63 - (unsigned)__builtin_clzll((unsigned long long)n);
}

/* New arrays for `capacity` groups, with those that there are. False: out of memory, and nothing
   changed. */
static bool make_arrays(rci_group_table *table, size_t capacity)
{
    rci_group_memory memory;
    uint64_t *words;
    if (!rci_group_memory_make(&memory, capacity, 2 * sizeof *words)) {
        return false;
    }
    words = memory.data;
    if (table->count > 0) {
        memcpy(words, table->words, table->count * sizeof *words);
        memcpy(words + capacity, table->firsts, table->count * sizeof *words);
    }
    rci_group_memory_release(&table->memory);
    table->memory = memory;
    table->words = words;
    table->firsts = words + capacity;
    table->capacity = capacity;
    return true;
}

/* A table of marks is small beside the records: its arrays have space for all groups and need not
   grow. */
rc_status rci_group_table_init(rci_group_table *table, uint64_t most, size_t n,
                               const rci_compute_column *text, bool marks)
{
    size_t count, each;
    memset(table, 0, sizeof *table);
    table->text = text;
    table->n_slots = FErci_group_wide_slotLOTS;
    if (text) {
        table->form = RCI_GROUP_TEXT;
    } else if (most < SMALL_DIRECT || most < n) {
        table->form = marks ? RCI_GROUP_MARKS : RCI_GROUP_DIRECT;
        table->n_slots = (size_t)most + 1;
    } else {
        table->form = most <= UINT32_MAX ? RCI_GROUP_NARROW : RCI_GROUP_WIDE;
    }
    marks = table->form == RCI_GROUP_MARKS;
    if (marks && !make_arrays(table, table->n_slots + RCI_COMPUTE_BLOCK)) {
        return RC_ENOMEM;
    }
    count = marks ? rci_compute_words(table->n_slots) : table->n_slots;
    each = marks ? sizeof(uint64_t) : slot_size(table->form);
    if (!rci_group_memory_make(&table->slots, count, each)) {
        rci_group_table_release(table);
        return RC_ENOMEM;
    }
    table->shift = 64 - log2_of(table->n_slots);
    table->seed = rci_group_mix((uintptr_t)table->slots.data);
    return RC_OK;
}

void rci_group_table_release(rci_group_table *table)
{
    rci_group_memory_release(&table->slots);
    rci_group_memory_release(&table->memory);
    table->words = table->firsts = NULL;
}

/* ------------------------------------------------------------------- slots */

/* The part of the hash of text that is compared. */
static inline uint32_t part_of(uint64_t hash)
{
    return (uint32_t)hash;
}

static bool same_text(const rci_compute_column *column, uint64_t i, uint64_t j)
{
    const unsigned char *a = rci_compute_cell(column, (size_t)i);
    const unsigned char *b = rci_compute_cell(column, (size_t)j);
    if (column->kind == RC_STR) {
        size_t n, m;
        const char *x = rci_store_string_get(column->store, a, &n);
        const char *y = rci_store_string_get(column->store, b, &m);
        return n == m && (n == 0 || memcmp(x, y, n) == 0);
    }
    return memcmp(a, b, column->size) == 0;
}

/* ------------------------------------------------------------------ growth */

static inline size_t slot_of(const rci_group_table *table, uint64_t word)
{
    return (size_t)(rci_group_slot_hash(table, word) >> table->shift);
}

/* Puts all groups into new slots: in the order of the old slots for words, of the groups for
   hashes. */
static void fill(rci_group_table *table, const void *old, size_t n_old)
{
    size_t mask = table->n_slots - 1;
    if (table->form == RCI_GROUP_NARROW) {
        const rci_group_narrow_slot *from = old;
        rci_group_narrow_slot *to = table->slots.data;
        for (size_t i = 0; i < n_old; i++) {
            if (from[i].number != 0) {
                size_t at = slot_of(table, from[i].word);
                while (to[at].number != 0) {
                    at = (at + 1) & mask;
                }
                to[at] = from[i];
            }
        }
    } else if (table->form == RCI_GROUP_WIDE) {
        const rci_group_wide_slot *from = old;
        rci_group_wide_slot *to = table->slots.data;
        for (size_t i = 0; i < n_old; i++) {
            if (from[i].number != 0) {
                size_t at = slot_of(table, from[i].word);
                while (to[at].number != 0) {
                    at = (at + 1) & mask;
                }
                to[at] = from[i];
            }
        }
    } else {
        rci_group_narrow_slot *to = table->slots.data;
        for (size_t i = 0; i < table->count; i++) {
            size_t at = slot_of(table, table->words[i]);
            while (to[at].number != 0) {
                at = (at + 1) & mask;
            }
            to[at] = (rci_group_narrow_slot){part_of(table->words[i]), (uint32_t)i + 1};
        }
    }
}

static rc_status reserve_slots(rci_group_table *table, size_t groups)
{
    rci_group_memory old = table->slots;
    size_t n_old = table->n_slots, n_slots = n_old;
    if (table->form <= RCI_GROUP_MARKS || groups <= n_old / 2) {
        return RC_OK;
    }
    while (n_slots / 2 < groups) {
        n_slots *= 2;
    }
    if (!rci_group_memory_make(&table->slots, n_slots, slot_size(table->form))) {
        return RC_ENOMEM;
    }
    table->n_slots = n_slots;
    table->shift = 64 - log2_of(n_slots);
    fill(table, old.data, n_old);
    rci_group_memory_release(&old);
    return RC_OK;
}

static rc_status reserve_groups(rci_group_table *table, size_t groups)
{
    if (groups <= table->capacity) {
        return RC_OK;
    }
    return make_arrays(table, groups < FEW_GROUPS ? FEW_GROUPS : 2 * groups) ? RC_OK : RC_ENOMEM;
}

rc_status rci_group_table_reserve(rci_group_table *table, size_t n)
{
    size_t groups = table->count + n;
    rc_status status;
    if (groups > max_groups) {
        return RC_ELIMIT;
    }
    status = reserve_groups(table, groups);
    return status == RC_OK ? reserve_slots(table, groups) : status;
}

rc_status rci_group_table_close(rci_group_table *table, size_t groups)
{
    if (groups > max_groups) {
        return RC_ELIMIT;
    }
    if (groups > table->capacity && !make_arrays(table, groups)) {
        return RC_ENOMEM;
    }
    rci_group_memory_release(&table->slots);
    table->count = groups;
    return RC_OK;
}

/* --------------------------------------------------------------- insertion */

typedef struct insertion {
    rci_group_table *table;
    const uint64_t *words, *records;
    size_t first, n;
    uint32_t *numbers;
} insertion;

/* A new group; returns its number plus 1. */
static inline uint32_t add_word(rci_group_table *table, uint64_t word, uint64_t record)
{
    table->words[table->count] = word;
    table->firsts[table->count] = record;
    return (uint32_t)++table->count;
}

static inline uint32_t add_group(const insertion *in, size_t i)
{
    return add_word(in->table, in->words[i], in->records ? in->records[i] : in->first + i);
}

static void insert_direct(const insertion *in)
{
    uint32_t *slots = in->table->slots.data;
    for (size_t i = 0; i < in->n; i++) {
        uint32_t *slot = &slots[in->words[i]];
        if (i + AHEAD < in->n) {
            __builtin_prefetch(&slots[in->words[i + AHEAD]], 1);
        }
        if (__builtin_expect(*slot == 0, 0)) {
            *slot = add_group(in, i);
        }
        in->numbers[i] = *slot - 1;
    }
}

/* Marks a word; it is a new group if it was not marked. */
static inline void mark(rci_group_table *table, uint64_t word, uint64_t record)
{
    uint64_t *bits = table->slots.data;
    uint64_t bit = UINT64_C(1) << word % 64;
    if (__builtin_expect((bits[word / 64] & bit) == 0, 0)) {
        bits[word / 64] |= bit;
        (void)add_word(table, word, record);
    }
}

static void insert_marks(const insertion *in)
{
    for (size_t i = 0; i < in->n; i++) {
        mark(in->table, in->words[i], in->records ? in->records[i] : in->first + i);
        in->numbers[i] = (uint32_t)in->words[i];
    }
}

static void insert_narrow(const insertion *in, const uint32_t *places)
{
    rci_group_narrow_slot *slots = in->table->slots.data;
    size_t mask = in->table->n_slots - 1;
    for (size_t i = 0; i < in->n; i++) {
        uint32_t word = (uint32_t)in->words[i];
        size_t at = places[i];
        if (i + AHEAD < in->n) {
            __builtin_prefetch(&slots[places[i + AHEAD]], 1);
        }
        while (slots[at].number != 0 && slots[at].word != word) {
            at = (at + 1) & mask;
        }
        if (__builtin_expect(slots[at].number == 0, 0)) {
            slots[at] = (rci_group_narrow_slot){word, add_group(in, i)};
        }
        in->numbers[i] = slots[at].number - 1;
    }
}

static void insert_wide(const insertion *in, const uint32_t *places)
{
    rci_group_wide_slot *slots = in->table->slots.data;
    size_t mask = in->table->n_slots - 1;
    for (size_t i = 0; i < in->n; i++) {
        uint64_t word = in->words[i];
        size_t at = places[i];
        if (i + AHEAD < in->n) {
            __builtin_prefetch(&slots[places[i + AHEAD]], 1);
        }
        while (slots[at].number != 0 && slots[at].word != word) {
            at = (at + 1) & mask;
        }
        if (__builtin_expect(slots[at].number == 0, 0)) {
            slots[at] = (rci_group_wide_slot){word, add_group(in, i)};
        }
        in->numbers[i] = slots[at].number - 1;
    }
}

static void insert_text(const insertion *in, const uint32_t *places)
{
    rci_group_table *table = in->table;
    rci_group_narrow_slot *slots = table->slots.data;
    size_t mask = table->n_slots - 1;
    for (size_t i = 0; i < in->n; i++) {
        uint32_t part = part_of(in->words[i]);
        uint64_t record = in->records ? in->records[i] : in->first + i;
        size_t at = places[i];
        if (i + AHEAD < in->n) {
            __builtin_prefetch(&slots[places[i + AHEAD]], 1);
        }
        while (slots[at].number != 0 &&
               (slots[at].word != part ||
                !same_text(table->text, table->firsts[slots[at].number - 1], record))) {
            at = (at + 1) & mask;
        }
        if (slots[at].number == 0) {
            slots[at] = (rci_group_narrow_slot){part, add_group(in, i)};
        }
        in->numbers[i] = slots[at].number - 1;
    }
}

static void find_places(const rci_group_table *table, const uint64_t *words, size_t n,
                        uint32_t *places)
{
    const uint64_t seed = table->seed;
    const unsigned shift = table->shift;
    if (table->form == RCI_GROUP_NARROW) {
        for (size_t i = 0; i < n; i++) {
            places[i] = (uint32_t)(rci_group_narrow_hash(words[i], seed) >> shift);
        }
    } else if (table->form == RCI_GROUP_WIDE) {
        for (size_t i = 0; i < n; i++) {
            places[i] = (uint32_t)(rci_group_wide_hash(words[i], seed) >> shift);
        }
    } else {
        for (size_t i = 0; i < n; i++) {
            places[i] = (uint32_t)(words[i] >> shift);
        }
    }
}

rc_status rci_group_table_insert(rci_group_table *table, const uint64_t *words,
                                 const uint64_t *records, size_t first, size_t n, uint32_t *numbers)
{
    insertion in = {table, words, records, first, n, numbers};
    uint32_t places[RCI_COMPUTE_BLOCK];
    rc_status status = rci_group_table_reserve(table, n);
    if (status != RC_OK) {
        return status;
    }
    if (table->form == RCI_GROUP_DIRECT) {
        insert_direct(&in);
        return RC_OK;
    }
    if (table->form == RCI_GROUP_MARKS) {
        insert_marks(&in);
        return RC_OK;
    }
    find_places(table, words, n, places);
    if (table->form == RCI_GROUP_NARROW) {
        insert_narrow(&in, places);
    } else if (table->form == RCI_GROUP_WIDE) {
        insert_wide(&in, places);
    } else {
        insert_text(&in, places);
    }
    return RC_OK;
}

/* ------------------------------------------------------------------- cells */

#define CELLS(name, type)                                                                          \
    static void name(rci_group_table *table, const type *cells, type least, size_t first,          \
                     size_t n, uint32_t *numbers)                                                  \
    {                                                                                              \
        uint32_t *slots = table->slots.data;                                                       \
        for (size_t i = 0; table->form == RCI_GROUP_MARKS && i < n; i++) {                         \
            size_t at = (size_t)(type)(cells[i] - least);                                          \
            mark(table, at, first + i);                                                            \
            numbers[i] = (uint32_t)at;                                                             \
        }                                                                                          \
        for (size_t i = 0; table->form == RCI_GROUP_DIRECT && i < n; i++) {                        \
            size_t at = (size_t)(type)(cells[i] - least);                                          \
            if (sizeof(type) > 2) {                                                                \
                size_t later = i + AHEAD < n ? i + AHEAD : i;                                      \
                __builtin_prefetch(&slots[(size_t)(type)(cells[later] - least)], 1);               \
            }                                                                                      \
            if (__builtin_expect(slots[at] == 0, 0)) {                                             \
                slots[at] = add_word(table, at, first + i);                                        \
            }                                                                                      \
            numbers[i] = slots[at] - 1;                                                            \
        }                                                                                          \
    }

CELLS(cells1, uint8_t)
CELLS(cells2, uint16_t)
CELLS(cells4, uint32_t)
CELLS(cells8, uint64_t)

rc_status rci_group_table_insert_cells(rci_group_table *table, const void *cells, size_t size,
                                       uint64_t least, size_t first, size_t n, uint32_t *numbers)
{
    rc_status status = rci_group_table_reserve(table, n);
    if (status != RC_OK) {
        return status;
    }
    switch (size) {
    case 1:
        cells1(table, cells, (uint8_t)least, first, n, numbers);
        break;
    case 2:
        cells2(table, cells, (uint16_t)least, first, n, numbers);
        break;
    case 4:
        cells4(table, cells, (uint32_t)least, first, n, numbers);
        break;
    default:
        cells8(table, cells, least, first, n, numbers);
        break;
    }
    return RC_OK;
}
