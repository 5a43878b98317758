/*
 * compute/group/keys.c - finds the keys, replaces those that are text or have too many bits by
 * group numbers, and packs them.
 */
#include "compute/group/keys.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"

#include <string.h>

static rc_status add_key(rci_group_keys *keys, const rc_store *store, const char *path,
                         rc_error *err)
{
    rci_compute_column *column = &keys->columns[keys->n_keys];
    rc_status status;
    if (!path) {
        return rci_base_fail(err, RC_EARG, "a key has no path (NULL)");
    }
    status = rci_compute_column_find(column, store, path, err);
    if (status == RC_OK && !rci_group_is_key(column->kind)) {
        status = rci_base_fail(err, RC_ETYPE, "values of %s cannot be keys (name a field of it)",
                               rc_kind_name(column->kind));
        rci_base_error_field(err, path);
    }
    keys->n_keys++;
    return status;
}

rc_status rci_group_keys_init(rci_group_keys *keys, const rc_store *store, const char *const *paths,
                              size_t n_paths, unsigned threads, rc_error *err)
{
    enum { EACH = sizeof(rci_compute_column) + sizeof(rci_group_term) + sizeof(rci_group_memory) };
    rc_status status = RC_OK;
    memset(keys, 0, sizeof *keys);
    if (!store || !paths || n_paths == 0) {
        return rci_base_fail(err, RC_EARG, store ? "no keys to group by" : "no store (NULL)");
    }
    keys->call = (rci_group_call){rc_get_allocator(), threads, rc_store_length(store)};
    if (rci_base_mul_overflows(n_paths, EACH, &keys->memory_bytes)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu keys are too many", n_paths);
    }
    keys->memory = rci_base_zalloc(keys->call.allocator, keys->memory_bytes, err);
    if (!keys->memory) {
        return RC_ENOMEM;
    }
    keys->columns = keys->memory;
    keys->terms = (rci_group_term *)(void *)(keys->columns + n_paths);
    keys->numbers = (rci_group_memory *)(void *)(keys->terms + n_paths);
    for (size_t i = 0; i < n_paths && status == RC_OK; i++) {
        status = add_key(keys, store, paths[i], err);
    }
    if (status != RC_OK) {
        rci_group_keys_release(keys);
    }
    return status;
}

void rci_group_keys_release(rci_group_keys *keys)
{
    for (size_t i = 0; keys->numbers && i < keys->n_keys; i++) {
        rci_group_memory_release(&keys->numbers[i]);
    }
    rci_base_free(keys->call.allocator, keys->memory, keys->memory_bytes);
    memset(keys, 0, sizeof *keys);
}

/* ----------------------------------------------------------------- packing */

/* The groups of `words` or of text as a new array of numbers. */
static rc_status encode(const rci_group_keys *keys, const rci_group_words *words,
                        const rci_compute_column *text, rci_group_memory *numbers, size_t *count)
{
    rci_group_table table;
    rc_status status;
    if (!rci_group_memory_make(numbers, keys->call.n, sizeof(uint32_t))) {
        return RC_ENOMEM;
    }
    status = rci_group_number(&keys->call, words, text, &table, numbers->data, NULL);
    if (status == RC_OK) {
        *count = table.count;
        rci_group_table_release(&table);
    }
    return status;
}

/* Makes group numbers, of which there are `count` different ones, those of a term. */
static void use_numbers(rci_group_keys *keys, size_t at, rci_group_memory numbers, size_t count)
{
    rci_group_term *term = &keys->terms[at];
    rci_group_memory_release(&keys->numbers[at]);
    keys->numbers[at] = numbers;
    term->numbers = numbers.data;
    term->least = 0;
    rci_group_term_size(term, count > 0 ? count - 1 : 0);
}

/* Replaces the numbers of a term by those of the groups of words or text. */
static rc_status replace(rci_group_keys *keys, size_t at, const rci_group_words *words,
                         const rci_compute_column *text)
{
    rci_group_memory numbers = {0};
    size_t count = 0;
    rc_status status = encode(keys, words, text, &numbers, &count);
    use_numbers(keys, at, numbers, count);
    return status;
}

static bool has_nulls(const rci_compute_column *column)
{
    bool all = true;
    for (size_t i = 0; column->n_bitmaps > 0 && i < column->n && all; i += RCI_COMPUTE_BLOCK) {
        uint64_t words[RCI_COMPUTE_BLOCK_WORDS];
        size_t n = column->n - i < RCI_COMPUTE_BLOCK ? column->n - i : RCI_COMPUTE_BLOCK;
        all = rci_compute_column_valid(column, i, n, words);
    }
    return !all;
}

/* The terms so far become one, with fewer bits: the numbers of their groups. */
static rc_status join_terms(rci_group_keys *keys)
{
    rci_group_words words;
    rci_group_memory numbers = {0};
    size_t count = 0;
    rc_status status;
    rci_group_words_init(&words, keys->terms, keys->n_terms);
    status = encode(keys, &words, NULL, &numbers, &count);
    for (size_t i = 1; i < keys->n_terms; i++) {
        rci_group_memory_release(&keys->numbers[i]);
    }
    keys->n_terms = 1;
    keys->terms[0].has_nulls = false; /* nulls are in the words */
    use_numbers(keys, 0, numbers, count);
    keys->bits = keys->terms[0].bits;
    return status;
}

/* Text, and numbers that would not leave space for group numbers, become group numbers: so two
   terms fit 64 bits, after those before are joined. */
static rc_status make_term(rci_group_keys *keys, size_t at, const rci_compute_column *column)
{
    rci_group_term *term = &keys->terms[at];
    rci_group_words words;
    rci_group_term plain;
    *term = (rci_group_term){.column = *column};
    if (rci_group_is_text(column)) {
        term->has_nulls = has_nulls(column);
        return replace(keys, at, NULL, column);
    }
    rci_group_measure(term, keys->call.threads);
    if (term->bits <= 32 || (term->bits <= 64 && keys->bits + term->bits <= 64)) {
        return RC_OK;
    }
    /* Without the nulls, whose cells have some number: they are added to the group numbers. */
    plain = *term;
    plain.has_nulls = false;
    rci_group_term_size(&plain, UINT64_MAX);
    rci_group_words_init(&words, &plain, 1);
    return replace(keys, at, &words, NULL);
}

static rc_status add_term(rci_group_keys *keys, const rci_compute_column *column)
{
    size_t at = keys->n_terms;
    rc_status status = make_term(keys, at, column);
    if (status == RC_OK && keys->bits + keys->terms[at].bits > 64) {
        rci_group_term term = keys->terms[at];
        rci_group_memory numbers = keys->numbers[at];
        keys->numbers[at] = (rci_group_memory){0};
        status = join_terms(keys);
        at = keys->n_terms;
        keys->numbers[at] = numbers;
        keys->terms[at] = term;
    }
    keys->bits += keys->terms[at].bits;
    keys->n_terms++;
    return status;
}

static rc_status fail(rc_status status, rc_error *err)
{
    return rci_base_fail(err, status,
                         status == RC_ENOMEM ? "out of memory for the groups of records"
                                             : "there are more groups than 2^31");
}

/* Makes keys->words. RC_OK; RC_ENOMEM, RC_ELIMIT. */
static rc_status pack(rci_group_keys *keys, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < keys->n_keys && status == RC_OK; i++) {
        status = add_term(keys, &keys->columns[i]);
    }
    if (status != RC_OK) {
        return fail(status, err);
    }
    rci_group_words_init(&keys->words, keys->terms, keys->n_terms);
    return RC_OK;
}

rc_status rci_group_keys_number(rci_group_keys *keys, rci_group_table *table, uint32_t *numbers,
                                const rci_group_sink *sink, rc_error *err)
{
    const rci_compute_column *only = keys->n_keys == 1 ? &keys->columns[0] : NULL;
    rc_status status = RC_OK;
    if (only && rci_group_is_text(only) && !has_nulls(only)) {
        status = rci_group_number(&keys->call, NULL, only, table, numbers, sink);
    } else {
        status = pack(keys, err);
        if (status != RC_OK) {
            return status;
        }
        status = rci_group_number(&keys->call, &keys->words, NULL, table, numbers, sink);
    }
    return status == RC_OK ? RC_OK : fail(status, err);
}
