/*
 * format/json/read/observe_indexed.c - observing records of any shape over a structural index.
 *
 * A record is taken if all its fields and the types of their values have been seen before. First it
 * is walked over, and its values are noted; then they are read; then they are counted. So nothing
 * is counted of a record that is not taken; the ranges may contain its values.
 */
#include "format/json/read/observe_form.h"

#include "format/json/read/indexed_leaf.h"
#include "format/json/read/value.h"
#include "number/avx2.h"
#include "number/float_avx2.h"

#include <string.h>

#if defined(RCI_BASE_HAVE_AVX2)

#define INLINE_AVX2 RCI_BASE_AVX2 __attribute__((always_inline)) static inline

typedef rci_json_read_observer observer;

/* One record. Functions that take the token where a value begins return the one after it, or NULL
   after noting where they failed. */
typedef struct run {
    observer *o;
    const char *origin;
    const uint32_t *failed; /* near the token that was not as expected */
    bool escapes;           /* there may be backslashes in its strings */
    uint32_t nvalues[RCI_JSON_READ_LOOKS], nparts;
    uint16_t *inside; /* the guess for the first key of the object that is the next value */
    uint16_t unknown; /* a guess for what is not in the cache */
} run;

static const uint32_t *fail(run *r, const uint32_t *at)
{
    r->failed = at;
    return NULL;
}

/* -------------------------------------------------------------------- walking */

/* The node of a key at p before the token `colon`, which is not in the cache. */
static __attribute__((noinline)) rci_infer_node *other_key(run *r, const rci_infer_node *parent,
                                                           const char *p, const char *colon)
{
    const char *close = *p == '"' ? rci_json_read_close_before(p, colon) : NULL;
    rci_infer_node *child = NULL;
    if (close && !memchr(p, '\\', (size_t)(close - p))) {
        child = rci_infer_find(parent, p + 1, (size_t)(close - p) - 1);
    }
    if (child) {
        rci_json_read_observed_keys_add(&r->o->keys, parent, child, p, close);
    }
    return child;
}

/* The node of the key at `at`, if it has one. `**guess` is the entry with which it is
   compared first, and becomes its own; `*guess` is then where that of the key after it is. */
INLINE_AVX2 rci_infer_node *key(run *r, const rci_infer_node *parent, const uint32_t *at,
                                uint16_t **guess)
{
    rci_json_read_observed_keys *keys = &r->o->keys;
    rci_json_read_observed_key *entry = &keys->entries[**guess];
    const char *p = r->origin + at[0];
    if (__builtin_expect(!rci_json_read_observed_key_is_at(entry, parent, p), 0)) {
        entry = rci_json_read_observed_keys_get(keys, parent, p);
        if (__builtin_expect(!entry, 0)) {
            *guess = &r->unknown;
            return other_key(r, parent, p, r->origin + at[1]);
        }
        **guess = (uint16_t)(entry - keys->entries);
    }
    *guess = &entry->next;
    r->inside = &entry->first;
    return entry->child;
}

static const uint32_t *parts(run *r, rci_infer_node *node, unsigned depth, const uint32_t *at);

/* Values with one look are read one after the other: no branch depends on the order of the keys. */
INLINE_AVX2 void note_value(run *r, rci_infer_node *node, const uint32_t *at)
{
    static const uint8_t looks[256] = {['"'] = RCI_JSON_READ_LOOKS_TEXT,
                                       ['t'] = RCI_JSON_READ_LOOKS_WORD,
                                       ['f'] = RCI_JSON_READ_LOOKS_WORD,
                                       ['n'] = RCI_JSON_READ_LOOKS_WORD};
    const unsigned other = looks[(unsigned char)r->origin[*at]];
    const unsigned look =
        other + ((other == RCI_JSON_READ_LOOKS_INTEGER) & rci_infer_has(node, RCI_INFER_FLOAT));
    uint32_t *n = &r->nvalues[look];
    r->o->values[look][*n] = (rci_json_read_observed_value){node, *at, at[1] - *at};
    *n += *n < RCI_JSON_READ_OBSERVED_VALUES - 1; /* the last place means that there are too many */
}

INLINE_AVX2 const uint32_t *walk(run *r, rci_infer_node *node, unsigned depth, const uint32_t *at)
{
    if ((r->origin[*at] | 0x20) == '{') { /* or [ */
        return parts(r, node, depth, at);
    }
    note_value(r, node, at);
    return at + 1;
}

/* The part is counted with the record. */
static bool add_part(run *r, rci_infer_node *node, size_t size)
{
    if (r->nparts == RCI_JSON_READ_OBSERVED_PARTS) {
        return false;
    }
    r->o->parts[r->nparts++] = (rci_json_read_observed_part){node, size};
    return true;
}

RCI_BASE_AVX2 static const uint32_t *object(run *r, rci_infer_node *node, unsigned depth,
                                            const uint32_t *at)
{
    const uint64_t mark = ++r->o->mark;
    uint16_t *guess = r->inside;
    if (!rci_infer_has(node, RCI_INFER_OBJECT) || !add_part(r, node, SIZE_MAX)) {
        return fail(r, at);
    }
    if (r->origin[*++at] != '}') {
        for (;; at++) {
            rci_infer_node *child = key(r, node, at, &guess);
            if (__builtin_expect(!child || child->mark == mark || r->origin[at[1]] != ':', 0)) {
                return fail(r, at);
            }
            child->mark = mark;
            at = walk(r, child, depth + 1, at + 2);
            if (!at) {
                return NULL;
            }
            if (r->origin[*at] != ',') {
                break;
            }
        }
        if (r->origin[*at] != '}') {
            return fail(r, at);
        }
    }
    return at + 1;
}

RCI_BASE_AVX2 static const uint32_t *array(run *r, rci_infer_node *node, unsigned depth,
                                           const uint32_t *at)
{
    const uint32_t *start = at;
    size_t size = 0;
    if (!rci_infer_has(node, RCI_INFER_ARRAY)) {
        return fail(r, at);
    }
    if (r->origin[*++at] != ']') {
        if (!node->element) {
            return fail(r, at);
        }
        for (;; at++) {
            size++;
            at = walk(r, node->element, depth + 1, at);
            if (!at) {
                return NULL;
            }
            if (r->origin[*at] != ',') {
                break;
            }
        }
        if (r->origin[*at] != ']') {
            return fail(r, at);
        }
    }
    /* The place of an array of another length is noted by the grammar. */
    return (size == node->size || rci_infer_has(node, RCI_INFER_OTHER_SIZE)) &&
                   add_part(r, node, size)
               ? at + 1
               : fail(r, start);
}

/* An array or object. The fields of a record that is an array are found by the grammar. Recurses at
   most RC_MAX_DEPTH times. */
static const uint32_t *parts(run *r, rci_infer_node *node, unsigned depth, const uint32_t *at)
{
    if (depth >= RC_MAX_DEPTH) {
        return fail(r, at);
    }
    return r->origin[*at] == '{' ? object(r, node, depth, at)
           : depth > 0           ? array(r, node, depth, at)
                                 : fail(r, at);
}

/* -------------------------------------------------------------------- reading */

static uint64_t place_of(const run *r, const char *p)
{
    return (uint64_t)(p - r->o->decoder->text);
}

/* Functions that read a value return the count that it belongs to; NULL: it is not taken. */

INLINE_AVX2 uint64_t *string(run *r, rci_infer_node *node, const char *p, uint32_t length)
{
    uint64_t n = rci_json_read_short_length(p);
    if (__builtin_expect(n > length || !rci_infer_has(node, RCI_INFER_TEXT), 0)) {
        const char *close = rci_json_read_close_before(p, p + length);
        if (!close || !rci_infer_has(node, RCI_INFER_TEXT)) {
            return NULL;
        }
        n = (size_t)(close - p) - 1;
    }
    if (__builtin_expect(node->dates, 0) ||
        (__builtin_expect(r->escapes, 0) && rci_json_read_may_escape(p, (uint32_t)n + 1))) {
        return rci_json_read_observe_string(r->o, node, p + 1) ? &node->texts : NULL;
    }
    rci_infer_lengthen(node, n, place_of(r, p));
    return &node->texts;
}

INLINE_AVX2 uint64_t *word(rci_infer_node *node, const char *p)
{
    unsigned char cell;
    const char *after = *p == 'n' ? p + 4 : rci_json_read_bool(p, &cell);
    if (!after || !rci_json_read_indexed_delimits(*after)) {
        return NULL;
    }
    if (*p == 'n') {
        return memcmp(p, "null", 4) == 0 && rci_infer_has(node, RCI_INFER_NULL) ? &node->nulls
                                                                                : NULL;
    }
    return rci_infer_has(node, RCI_INFER_BOOL) ? &node->bools : NULL;
}

INLINE_AVX2 uint64_t *integer(run *r, rci_infer_node *node, const char *p)
{
    int64_t value;
    const char *after = rci_number_read_i64_avx2(p, r->o->end, &value);
    if (!after || !rci_json_read_indexed_delimits(*after) ||
        !rci_infer_has(node, RCI_INFER_INTEGER)) {
        return NULL;
    }
    rci_infer_widen_integer(node, value, place_of(r, p));
    return &node->numbers;
}

INLINE_AVX2 uint64_t *real(run *r, rci_infer_node *node, const char *p)
{
    double value;
    const char *after = rci_number_read_f8_avx2(p, r->o->end, &value);
    if (!after || !rci_json_read_indexed_delimits(*after)) {
        return NULL;
    }
    rci_infer_widen_float(node, value);
    return &node->numbers;
}

/* Reads the values with one look, and sets the counts that they belong to. False: the record is not
   taken. */
INLINE_AVX2 bool read_values(run *r, rci_json_read_observed_look look, uint64_t **counts)
{
    const rci_json_read_observed_value *value = r->o->values[look];
    for (uint32_t i = 0; i < r->nvalues[look]; i++, value++) {
        const char *p = r->origin + value->at;
        counts[i] = look == RCI_JSON_READ_LOOKS_TEXT    ? string(r, value->node, p, value->length)
                    : look == RCI_JSON_READ_LOOKS_WORD  ? word(value->node, p)
                    : look == RCI_JSON_READ_LOOKS_FLOAT ? real(r, value->node, p)
                                                        : integer(r, value->node, p);
        if (__builtin_expect(!counts[i], 0)) {
            return false;
        }
    }
    return r->nvalues[look] < RCI_JSON_READ_OBSERVED_VALUES - 1;
}

/* Reads the values of the record, then counts it. False: it is not taken. */
RCI_BASE_AVX2 static bool read_record(run *r)
{
    uint64_t *counts[RCI_JSON_READ_LOOKS * RCI_JSON_READ_OBSERVED_VALUES], **end = counts;
    if (!read_values(r, RCI_JSON_READ_LOOKS_INTEGER, end) ||
        !read_values(r, RCI_JSON_READ_LOOKS_FLOAT,
                     end += r->nvalues[RCI_JSON_READ_LOOKS_INTEGER]) ||
        !read_values(r, RCI_JSON_READ_LOOKS_TEXT, end += r->nvalues[RCI_JSON_READ_LOOKS_FLOAT]) ||
        !read_values(r, RCI_JSON_READ_LOOKS_WORD, end += r->nvalues[RCI_JSON_READ_LOOKS_TEXT])) {
        return false;
    }
    end += r->nvalues[RCI_JSON_READ_LOOKS_WORD];
    while (end > counts) {
        ++**--end;
    }
    for (uint32_t i = 0; i < r->nparts; i++) {
        rci_json_read_form_count_part(&r->o->parts[i], 1);
    }
    return true;
}

/* -------------------------------------------------------------------- records */

/* Observes the record at the index's next token: the start of the one after it, or NULL. The index
   goes on to it. */
RCI_BASE_AVX2 static const char *record(observer *o)
{
    rci_json_read_index *index = &o->index;
    run r = {.o = o, .origin = index->origin};
    for (;;) {
        const uint32_t *at;
        const char *next = NULL;
        memset(r.nvalues, 0, sizeof r.nvalues);
        r.nparts = 0;
        r.inside = &o->keys.first;
        r.escapes |= index->has_escapes;
        at = walk(&r, o->state.root, 0, index->at);
        if (at) {
            next = rci_json_read_index_next(index, o->framing, o->last, at);
            r.failed = at;
        }
        if (next) {
            const bool fits = (size_t)(next - r.origin) - *index->at <= o->longest;
            index->at = at;
            return fits && read_record(&r) ? next : NULL;
        }
        if (!rci_json_read_index_retry(index, r.failed)) {
            return NULL;
        }
    }
}

size_t rci_json_read_observe_indexed(observer *o, const char **text, size_t room)
{
    rc_error *err = o->decoder->target.err;
    size_t n = 0;
    if (!o->has_index) {
        return 0;
    }
    o->decoder->target.err = NULL; /* what is wrong with a record is found out by the grammar */
    while (n < room && *text < o->decoder->end) {
        const char *next =
            rci_json_read_index_seek(&o->index, *text) && o->index.origin + *o->index.at == *text
                ? record(o)
                : NULL;
        if (!next) {
            break;
        }
        *text = next;
        n++;
    }
    o->decoder->target.err = err;
    o->failed = RC_OK;
    o->pause -= n < o->pause ? n : o->pause;
    return n;
}

#else

size_t rci_json_read_observe_indexed(rci_json_read_observer *o, const char **text, size_t room)
{
    (void)o, (void)text, (void)room;
    return 0;
}

#endif
