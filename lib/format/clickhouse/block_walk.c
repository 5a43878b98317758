/* format/clickhouse/block_walk.c - finds the values of a block of Native, and where it ends. */
#include "base/cell.h"
#include "base/check.h"
#include "base/error.h"
#include "format/clickhouse/block.h"
#include "format/clickhouse/header.h"
#include "format/clickhouse/lengths.h"
#include "format/clickhouse/wire.h"

#include <string.h>

/* Of LowCardinality: the version of the keys, and the bits of its flags. */
enum { KEYS_VERSION = 1, INDEX_TYPE = 0xFF, GLOBAL_DICTIONARY = 0x100, ADDITIONAL_KEYS = 0x200 };

typedef struct walker {
    rci_clickhouse_shape *shape;
    rci_clickhouse_input *input;
    rci_clickhouse_block *block;
    size_t from; /* of the block in `ahead` */
    size_t at;   /* in `ahead` */
    rc_error *err;
} walker;

void rci_clickhouse_block_init(rci_clickhouse_block *block)
{
    *block = (rci_clickhouse_block){.rows = 0};
    rci_base_bytes_init_as(&block->parts, RC_MEMORY_READER);
    rci_base_bytes_init_as(&block->texts, RC_MEMORY_READER);
}

void rci_clickhouse_block_release(rci_clickhouse_block *block)
{
    rci_base_bytes_release(&block->parts);
    rci_base_bytes_release(&block->texts);
}

/* ----------------------------------------------------------------------- bytes */

static rc_status fail(const walker *w, const rci_clickhouse_type *type, const char *wrong)
{
    rci_base_fail(w->err, RC_EFORMAT, "%s", wrong);
    rci_base_error_byte(w->err, w->input->at + w->at);
    return type ? rci_clickhouse_at(type, RC_EFORMAT, w->err) : RC_EFORMAT;
}

/* Makes sure that `ahead` has `n` more bytes. */
static rc_status need(walker *w, const rci_clickhouse_type *type, uint64_t n)
{
    const size_t used = w->at - w->from;
    rc_status status;
    if (n > w->shape->max_block || used > w->shape->max_block - (size_t)n) {
        rci_base_fail(w->err, RC_ELIMIT, "a block of more than %zu bytes", w->shape->max_block);
        rci_base_error_byte(w->err, w->input->at + w->at);
        rci_base_error_hint(w->err, RC_HINT_MAX_RECORD, NULL);
        return rci_clickhouse_at(type, RC_ELIMIT, w->err);
    }
    status = rci_clickhouse_input_fill(w->input, w->at + (size_t)n, w->err);
    if (status == RC_OK && w->input->ahead.length - w->at < n) {
        status = rci_clickhouse_fail_end(w->input, "a block", w->err);
        return rci_clickhouse_at(type, status, w->err);
    }
    return status;
}

static const unsigned char *bytes_at(const walker *w)
{
    return w->input->ahead.data + w->at;
}

/* Passes `n` values of `width` bytes. `*place` is where they are in the block. */
static rc_status pass(walker *w, const rci_clickhouse_type *type, uint64_t n, size_t width,
                      size_t *place)
{
    uint64_t size;
    rc_status status = __builtin_mul_overflow(n, (uint64_t)width, &size) ? need(w, type, UINT64_MAX)
                                                                         : need(w, type, size);
    *place = w->at - w->from;
    w->at += status == RC_OK ? (size_t)size : 0;
    return status;
}

static rc_status take_word(walker *w, const rci_clickhouse_type *type, uint64_t *word)
{
    size_t place;
    rc_status status = pass(w, type, 1, 8, &place);
    if (status == RC_OK) {
        *word = rci_base_cell_get(w->input->ahead.data + w->from + place, 8, false);
    }
    return status;
}

/* ------------------------------------------------------------------------ texts */

/* The length of a string, with the bytes before it read ahead. */
static rc_status take_length(walker *w, const rci_clickhouse_type *type, size_t *n)
{
    const rci_base_bytes *ahead = &w->input->ahead;
    uint64_t length;
    size_t used;
    if (ahead->length - w->at < RCI_CLICKHOUSE_SIZE_MAX) {
        rc_status status =
            rci_clickhouse_input_fill(w->input, w->at + RCI_CLICKHOUSE_SIZE_MAX, w->err);
        if (status != RC_OK) {
            return status;
        }
    }
    used = rci_clickhouse_get_size(bytes_at(w), ahead->length - w->at, &length);
    if (used == 0) {
        return rci_clickhouse_at(type, rci_clickhouse_fail_end(w->input, "a block", w->err),
                                 w->err);
    }
    if (used > RCI_CLICKHOUSE_SIZE_MAX || length > INT32_MAX) {
        return fail(w, type, "a string of more than 2147483647 bytes, which a str cannot have");
    }
    w->at += used;
    *n = (size_t)length;
    return RC_OK;
}

/* Passes `n` texts. With `part` they are the keys of LowCardinality, which are listed. */
static rc_status pass_texts(walker *w, const rci_clickhouse_type *type, uint64_t n,
                            rci_clickhouse_part *part)
{
    rc_status status = RC_OK;
    for (uint64_t i = 0; status == RC_OK && i < n; i++) {
        size_t length = 0;
        status = take_length(w, type, &length);
        if (status == RC_OK) {
            status = need(w, type, length);
        }
        if (status == RC_OK && part) {
            const rci_clickhouse_text text = {w->at - w->from, length};
            part->longest = length > part->longest ? length : part->longest;
            status = rci_base_bytes_append(&w->block->texts, &text, sizeof text, w->err);
        }
        w->at += length;
    }
    return status;
}

/* ------------------------------------------------------------------- dictionaries */

static rc_status walk_keys(walker *w, const rci_clickhouse_type *type, rci_clickhouse_part *part,
                           uint64_t n)
{
    /* Each key has a byte, so that this bounds their number before it is used. */
    rc_status status = need(w, type, n);
    part->keys = (size_t)n;
    part->texts = w->block->texts.length / sizeof(rci_clickhouse_text);
    if (status == RC_OK && type->width) {
        return pass(w, type, n, type->width, &part->data);
    }
    return status == RC_OK ? pass_texts(w, type, n, part) : status;
}

static rc_status walk_dictionary(walker *w, const rci_clickhouse_type *type,
                                 rci_clickhouse_part *part)
{
    uint64_t flags = 0, n = 0;
    rc_status status = take_word(w, type, &flags);
    if (status == RC_OK &&
        ((flags & INDEX_TYPE) > 3 || (flags & GLOBAL_DICTIONARY) || !(flags & ADDITIONAL_KEYS))) {
        w->at -= 8;
        return fail(w, type, "a LowCardinality column whose dictionary is not in its block");
    }
    if (status == RC_OK && (status = take_word(w, type, &n)) == RC_OK) {
        status = walk_keys(w, type, part, n);
    }
    if (status == RC_OK && (status = take_word(w, type, &n)) == RC_OK && n != part->count) {
        w->at -= 8;
        return fail(w, type, "a LowCardinality column with another number of values");
    }
    part->index_bytes = (size_t)1 << (flags & 3);
    return status == RC_OK ? pass(w, type, n, part->index_bytes, &part->indices) : status;
}

/* ----------------------------------------------------------------------- values */

static rc_status walk_values(walker *w, rci_clickhouse_type *type, uint64_t n);

static rc_status walk_array(walker *w, rci_clickhouse_type *type, uint64_t n)
{
    size_t place;
    uint64_t total = 0;
    rc_status status = pass(w, type, n, 8, &place);
    for (uint64_t i = 0; status == RC_OK && i < n; i++) {
        const unsigned char *end = w->input->ahead.data + w->from + place + 8 * i;
        const uint64_t stop = rci_base_cell_get(end, 8, false);
        status = rci_clickhouse_check_length(type, stop - total,
                                             w->input->at + w->from + place + 8 * i, w->err);
        total = stop;
    }
    return status == RC_OK ? walk_values(w, type->child, total) : status;
}

static rc_status walk_members(walker *w, rci_clickhouse_type *type, uint64_t n)
{
    rc_status status = RC_OK;
    for (rci_clickhouse_type *child = type->child; status == RC_OK && child; child = child->next) {
        status = walk_values(w, child, n);
    }
    return status;
}

/* Recursion: as deep as the tree. */
static rc_status walk_values(walker *w, rci_clickhouse_type *type, uint64_t n)
{
    rci_clickhouse_part part = {.count = (size_t)n};
    rc_status status = RC_OK;
    if (type->dictionary) {
        status = n ? walk_dictionary(w, type, &part) : RC_OK;
    } else {
        if (type->nullable) {
            status = pass(w, type, n, 1, &part.nulls);
        }
        part.data = part.next = w->at - w->from;
        if (status == RC_OK && type->kind == RCI_CLICKHOUSE_STRING) {
            status = pass_texts(w, type, n, NULL);
        } else if (status == RC_OK && type->width) {
            status = pass(w, type, n, type->width, &part.data);
        }
    }
    memcpy(w->block->parts.data + type->index * sizeof part, &part, sizeof part);
    if (status == RC_OK && type->kind == RCI_CLICKHOUSE_TUPLE) {
        return walk_members(w, type, n);
    }
    return status == RC_OK && type->kind == RCI_CLICKHOUSE_ARRAY ? walk_array(w, type, n) : status;
}

/* ---------------------------------------------------------------------- columns */

/* The versions of the dictionaries in a column. */
static rc_status walk_versions(walker *w, const rci_clickhouse_type *column)
{
    const rci_clickhouse_type *end = rci_clickhouse_type_beyond(column);
    rc_status status = RC_OK;
    for (const rci_clickhouse_type *type = column; status == RC_OK && type != end;
         type = rci_clickhouse_type_after(type)) {
        uint64_t version = KEYS_VERSION;
        status = type->dictionary ? take_word(w, type, &version) : RC_OK;
        if (status == RC_OK && version != KEYS_VERSION) {
            w->at -= 8;
            status = fail(w, type, "a LowCardinality column of an unknown version");
        }
    }
    return status;
}

/* Adds a column of the first block. */
static rc_status add_column(walker *w, const size_t name[2], const size_t text[2])
{
    rci_clickhouse_shape *shape = w->shape;
    rci_clickhouse_type *column = rci_clickhouse_read_column(w->input, name, text, w->err);
    if (!column) {
        return RC_EFORMAT;
    }
    rci_clickhouse_type_add(shape->root, column);
    shape->n_columns++;
    for (rci_clickhouse_type *type = column; type; type = rci_clickhouse_type_after(type)) {
        type->index = ++shape->n_types; /* the root has index 0 */
    }
    return RC_OK;
}

static rc_status reserve_parts(walker *w)
{
    rci_base_bytes *parts = &w->block->parts;
    const size_t size = (w->shape->n_types + 1) * sizeof(rci_clickhouse_part);
    return rci_base_bytes_reserve(parts, size, w->err); /* its length stays 0 */
}

/* The name and type of a column, which in all blocks but the first are as there. `*head` is where
   they begin in the heads of the shape. */
static rc_status walk_head(walker *w, bool is_first, size_t *head)
{
    rci_base_bytes *heads = &w->shape->heads;
    const size_t start = w->at;
    size_t name[2], text[2], n;
    rc_status status = rci_clickhouse_read_name(w->input, &w->at, &name[0], &name[1], w->err);
    if (status == RC_OK) {
        status = rci_clickhouse_read_name(w->input, &w->at, &text[0], &text[1], w->err);
    }
    if (status != RC_OK) {
        return status;
    }
    n = w->at - start;
    if (!is_first) {
        const bool same = n <= heads->length - *head &&
                          memcmp(heads->data + *head, w->input->ahead.data + start, n) == 0;
        *head += n;
        w->at = same ? w->at : start;
        return same ? RC_OK : fail(w, NULL, "a block with other columns than the first one");
    }
    status = rci_base_bytes_append(heads, w->input->ahead.data + start, n, w->err);
    return status == RC_OK ? add_column(w, name, text) : status;
}

static rc_status walk_columns(walker *w, bool is_first, uint64_t n, uint64_t rows)
{
    rci_clickhouse_type *column = w->shape->root->child;
    size_t head = 0;
    rc_status status = RC_OK;
    for (uint64_t i = 0; status == RC_OK && i < n; i++) {
        status = walk_head(w, is_first, &head);
        if (status != RC_OK) {
            break;
        }
        column = is_first ? w->shape->root->last : column;
        status = reserve_parts(w);
        if (status == RC_OK && rows) {
            status = walk_versions(w, column);
        }
        if (status == RC_OK && rows) {
            status = walk_values(w, column, rows);
        }
        column = column->next;
    }
    return status;
}

/* ----------------------------------------------------------------------- blocks */

/* The numbers at the beginning. A block without columns is passed: some writers end with one. */
static rc_status walk_numbers(walker *w, uint64_t *n, uint64_t *rows)
{
    for (;;) {
        rc_status status = rci_clickhouse_input_fill(w->input, w->at + 1, w->err);
        if (status != RC_OK) {
            return status;
        }
        if (w->input->ahead.length == w->at) {
            return RC_END;
        }
        status = rci_clickhouse_read_size(w->input, &w->at, n, w->err);
        if (status == RC_OK) {
            status = rci_clickhouse_read_size(w->input, &w->at, rows, w->err);
        }
        if (status != RC_OK || *n > 0) {
            return status;
        }
        if (*rows > 0) {
            return fail(w, NULL, "a block of records without columns");
        }
    }
}

static rc_status begin_shape(walker *w, bool *is_first)
{
    *is_first = w->shape->root == NULL;
    if (*is_first) {
        w->shape->root = rci_clickhouse_new_root(w->err);
    }
    return w->shape->root ? RC_OK : RC_ENOMEM;
}

rc_status rci_clickhouse_block_walk(rci_clickhouse_shape *shape, rci_clickhouse_input *input,
                                    size_t from, rci_clickhouse_block *block, rc_error *err)
{
    walker w = {shape, input, block, from, from, err};
    uint64_t n = 0, rows = 0;
    bool is_first;
    rc_status status = walk_numbers(&w, &n, &rows);
    block->texts.length = 0;
    block->rows = 0;
    if (status != RC_OK) {
        return status;
    }
    status = begin_shape(&w, &is_first);
    if (status == RC_OK && (n > RC_MAX_FIELDS || (!is_first && n != shape->n_columns))) {
        return fail(&w, NULL,
                    is_first ? "a block of more than 1000000 columns"
                             : "a block with another number of columns than the first");
    }
    if (status == RC_OK) {
        status = walk_columns(&w, is_first, n, rows);
    }
    block->rows = status == RC_OK ? (size_t)rows : 0;
    block->size = w.at - from;
    return status;
}
