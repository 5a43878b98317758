/*
 * format/json/read/indexed_walk.c - walking over a record: where the values of its fields are. They
 * are noted, to be read for many records at once (indexed_fill.c).
 */
#include "format/json/read/decode.h"
#include "format/json/read/indexed_leaf.h"
#include "format/json/read/leaf.h"
#include "format/json/text/scan.h"

#if defined(RCI_BASE_HAVE_AVX2)

typedef rci_json_read_indexed_run run;

#define INLINE_AVX2 RCI_BASE_AVX2 __attribute__((always_inline)) static inline

static const uint32_t *parts(run *r, const rci_json_read_field *field, size_t shift,
                             const uint32_t *at);

/* -------------------------------------------------------------------- values */

/* A value of one token that belongs to a field. */
typedef struct found {
    rci_json_read_field *field;
    const char *text;
    uint32_t length; /* to the next token */
} found;

/* Notes a value for its field. False if the object has given the field before. */
INLINE_AVX2 bool note_value(run *r, const found *value, uint64_t mark)
{
    rci_json_read_field *field = value->field;
    rci_json_read_note *note;
    if (__builtin_expect(field->given == mark, 0)) {
        return false;
    }
    field->given = mark & field->known;
    if (__builtin_expect(field->nnotes == r->most_notes, 0)) {
        rci_json_read_indexed_check(r, field);
    }
    note = &field->notes[field->nnotes++];
    note->text = value->text;
    note->length = value->length;
    note->slot = r->slot;
    return true;
}

/* An array or object that an object has for a field. */
RCI_BASE_AVX2 static const uint32_t *member_parts(run *r, rci_json_read_field *field, uint64_t mark,
                                                  size_t shift, const uint32_t *at)
{
    if (field->given == mark) {
        return rci_json_read_indexed_fail(r, at);
    }
    field->given = mark & field->known;
    return field->known ? parts(r, field, shift, at) : rci_json_read_indexed_skip(r, at);
}

/* The value of a field that an object gives, at the token `at`. That of one token is noted; any
   other is walked over. */
RCI_BASE_AVX2 static const uint32_t *member(run *r, rci_json_read_field *field, uint64_t mark,
                                            size_t shift, const uint32_t *at)
{
    const char *p = r->origin + *at;
    found value = {field, p, at[1] - *at};
    if ((*p | 0x20) == '{') { /* or [ */
        return member_parts(r, field, mark, shift, at);
    }
    return note_value(r, &value, mark) ? at + 1 : rci_json_read_indexed_fail(r, at);
}

enum { WORD = 64 };

/* Which of up to 64 fields from `field` on an object has not given: their bits are set. */
RCI_BASE_AVX2 static uint64_t absent_of(const rci_json_read_field *field, uint32_t n, uint64_t mark)
{
    const __m256i marks = _mm256_set1_epi64x((long long)mark);
    uint64_t bits = 0;
    uint32_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const __m256i given =
            _mm256_set_epi64x((long long)field[i + 3].given, (long long)field[i + 2].given,
                              (long long)field[i + 1].given, (long long)field[i].given);
        const int same = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(given, marks)));
        bits |= ((uint64_t)same ^ 15) << i;
    }
    for (; i < n; i++) {
        bits |= (uint64_t)(field[i].given != mark) << i;
    }
    return bits;
}

/* Fills in one of them, and clears its bit in `*bits` if it has been counted. */
static bool fill_absent(run *r, const rci_json_read_field *field, size_t shift, uint64_t bit,
                        uint64_t *bits)
{
    const rci_record_target *target = &r->decoder->target;
    const rci_record_node *node = &r->plan->nodes[field->node];
    if (field->clears && r->cleared) {
        return true; /* it is zero already */
    }
    if (node->shape == RCI_RECORD_GROUP || node->also != RCI_RECORD_NONE) {
        *bits &= ~bit;
        return rci_record_fill_missing(target, field->node, shift) == RC_OK;
    }
    if (!rci_record_takes_missing(target, field->node)) {
        return false;
    }
    rci_record_put_missing(target, field->node, shift);
    return true;
}

/* The fields of an object that it has not given. */
RCI_BASE_AVX2 static bool fill_missing(run *r, const rci_record_node *node, uint64_t mark,
                                       size_t shift)
{
    const rci_json_read_field *field = r->fields + node->first_child;
    const rci_json_read_field *stop = field + node->nchildren;
    const rci_json_read_struct *known = &r->structs[node - r->plan->nodes];
    rci_record_log *log = r->decoder->target.log;
    const uint32_t index = (uint32_t)(node - r->plan->nodes);
    const bool cleared = known->clears && r->cleared;
    uint64_t *words = NULL;
    r->missing |= known->some_clear;
    if (log->counts) {
        words = rci_record_log_begin_absent(log, index);
    } else if (cleared) {
        return true;
    }
    for (; field < stop; field += WORD) {
        const uint32_t n = stop - field < WORD ? (uint32_t)(stop - field) : WORD;
        uint64_t bits = absent_of(field, n, mark), left;
        for (left = cleared ? 0 : bits; left; left &= left - 1) {
            if (!fill_absent(r, field + __builtin_ctzll(left), shift, left & (0 - left), &bits)) {
                return false;
            }
        }
        if (words) {
            *words++ = bits;
        }
    }
    if (words) {
        rci_record_log_end_absent(log, index, r->decoder->target.record);
    }
    return true;
}

/* A struct has had `n` values that are ignored. */
static void note_extra(const run *r, const rci_record_node *node, uint32_t n)
{
    const rci_record_target *target = &r->decoder->target;
    rci_record_note(target->log, target->record, (uint32_t)(node - r->plan->nodes),
                    RCI_RECORD_EXTRA_IGNORED, n);
}

/* A surplus value of an array that stands for a struct. */
static const uint32_t *ignore(run *r, const rci_record_node *node, const uint32_t *at)
{
    note_extra(r, node, 1);
    return rci_json_read_indexed_skip(r, at);
}

/* -------------------------------------------------------------------- objects */

/* The field of a key that may have escapes, or that the table does not find; the ignored one if the
   dtype does not have it. NULL if the text is not a key, or must be one of the dtype's. */
static rci_json_read_field *other_field(run *r, const rci_record_node *node, const uint32_t *at)
{
    rci_json_read_decoder *decoder = r->decoder;
    const char *key = r->origin + *at + 1, *close, *name;
    bool escaped;
    size_t length;
    uint32_t child;
    close = rci_json_text_string(key, decoder->end, &escaped, &decoder->fault);
    if (!close || !rci_json_read_unescape(decoder, key, close, escaped, &name, &length)) {
        return NULL;
    }
    child = rci_record_plan_child(r->plan, node, name, length);
    return child != RCI_RECORD_NONE               ? &r->fields[r->field_of[child]]
           : rci_json_read_ignores_extra(decoder) ? r->ignored
                                                  : NULL;
}

/* The field of the key at `at`, likewise. `*step` is what it is compared with first, and becomes
   the step after it; NULL, and one more miss, if it comes in an order that is not known. */
INLINE_AVX2 rci_json_read_field *field_of_key(run *r, const rci_json_read_keys *keys,
                                              const rci_record_node *node, const uint32_t *at,
                                              const rci_json_read_order_step **step,
                                              uint32_t *misses)
{
    const char *p = r->origin + *at;
    rci_json_read_field *field;
    for (; *step; *step = (*step)->other) {
        if (rci_json_read_literal_is_at(&(*step)->literal, p)) {
            field = (*step)->field;
            *step = (*step)->next;
            return field;
        }
    }
    ++*misses;
    if (__builtin_expect(*p != '"', 0)) {
        return NULL;
    }
    if (__builtin_expect(r->escapes, 0) &&
        __builtin_expect(rci_json_read_may_escape(p, at[1] - *at), 0)) {
        return other_field(r, node, at);
    }
    field = rci_json_read_keys_find(keys, p);
    return __builtin_expect(field != NULL, 1) ? field : other_field(r, node, at);
}

/* Adds the order of the keys of an object, which has been read, from `at` on. */
RCI_BASE_AVX2 static void learn_order(run *r, const rci_record_node *node, const uint32_t *at)
{
    rci_json_read_struct *known = &r->structs[node - r->plan->nodes];
    rci_json_read_order_step *last = NULL;
    do {
        const rci_json_read_order_step *none = NULL;
        uint32_t misses;
        const uint32_t *key = ++at;
        const char *close = rci_json_read_indexed_close(r, key);
        rci_json_read_field *field = field_of_key(r, &known->keys, node, key, &none, &misses);
        if (!close || !field ||
            !rci_json_read_order_add(&known->order, r->plan->allocator, &last, r->origin + *key + 1,
                                     (size_t)(close - (r->origin + *key)) - 1, field)) {
            return;
        }
        at = rci_json_read_indexed_skip(r, key + 2);
    } while (at && r->origin[*at] == ',');
}

/* A value of one token whose key comes in a known order: then the processor predicts its kind, and
   it is read at once. */
INLINE_AVX2 const uint32_t *known_member(run *r, rci_json_read_field *field, uint64_t mark,
                                         size_t shift, const uint32_t *at)
{
    const char *p = r->origin + *at;
    if (!field->known) {
        return rci_json_read_indexed_skip(r, at);
    }
    if (__builtin_expect(field->given == mark, 0)) {
        return rci_json_read_indexed_fail(r, at);
    }
    field->given = mark;
    return rci_json_read_quick_leaf(r, field, field->quick,
                                    rci_json_read_indexed_cell(r, field, shift), p, at[1] - *at) ||
                   rci_json_read_indexed_one(r, field, shift, p, at[1] - *at)
               ? at + 1
               : rci_json_read_indexed_fail(r, at);
}

enum { MOST_FOUND = 32 };

INLINE_AVX2 bool note_values(run *r, const found *values, uint32_t n, uint64_t mark,
                             uint32_t *given)
{
    uint32_t i;
    for (i = 0; i < n; i++) {
        *given += values[i].field->known & 1;
        if (!note_value(r, &values[i], mark)) {
            return false;
        }
    }
    return true;
}

RCI_BASE_AVX2 static const uint32_t *object(run *r, const rci_record_node *node, size_t shift,
                                            const uint32_t *at)
{
    rci_json_read_struct *known = &r->structs[node - r->plan->nodes];
    bool paused = known->order.pause > 0;
    const rci_json_read_order_step *step = rci_json_read_order_begin(&known->order);
    const uint32_t *start = at;
    uint64_t mark = ++r->mark;
    uint32_t given = 0, keys = 0, misses = 0, n = 0;
    found values[MOST_FOUND];
    if (r->origin[*++at] != '}') {
        for (;; at++) {
            rci_json_read_field *field = field_of_key(r, &known->keys, node, at, &step, &misses);
            const char *p;
            if (__builtin_expect(!field || r->origin[at[1]] != ':', 0)) {
                return rci_json_read_indexed_fail(r, at);
            }
            at += 2;
            keys++;
            p = r->origin + *at;
            if ((*p | 0x20) == '{') { /* or [ */
                given += field->known & 1;
                at = member_parts(r, field, mark, shift, at);
                if (!at) {
                    return NULL;
                }
            } else {
                if (misses == 0 && (field->quick != RCI_JSON_READ_LEAF || !field->known)) {
                    given += field->known & 1;
                    at = known_member(r, field, mark, shift, at);
                    if (!at) {
                        return NULL;
                    }
                } else {
                    values[n++] = (found){field, p, at[1] - *at};
                    at++;
                    if (n == MOST_FOUND) {
                        if (!note_values(r, values, n, mark, &given)) {
                            return rci_json_read_indexed_fail(r, at);
                        }
                        n = 0;
                    }
                }
            }
            if (r->origin[*at] != ',') {
                break;
            }
        }
        if (r->origin[*at] != '}') {
            return rci_json_read_indexed_fail(r, at);
        }
    }
    if (!note_values(r, values, n, mark, &given)) {
        return rci_json_read_indexed_fail(r, at);
    }
    if (keys > given) {
        note_extra(r, node, keys - given);
    }
    if (given < node->nchildren && !fill_missing(r, node, mark, shift)) {
        return rci_json_read_indexed_fail(r, at);
    }
    if (!paused) {
        rci_json_read_order_note(&known->order, misses == 0);
        if (misses > 0 && rci_json_read_order_learns(&known->order)) {
            learn_order(r, node, start);
        }
    }
    return at + 1;
}

/* A struct or group written as an array: fields by position. */
RCI_BASE_AVX2 static const uint32_t *tuple(run *r, const rci_record_node *node, size_t shift,
                                           const uint32_t *at)
{
    rci_json_read_field *field = r->fields + node->first_child;
    const rci_json_read_field *stop = field + node->nitems, *all = field + node->nchildren;
    uint64_t mark = ++r->mark;
    uint32_t item = 0;
    if (node->shape == RCI_RECORD_STRUCT
            ? node == r->plan->nodes && r->origin[at[1]] == '{' /* it may be an array of records */
            : node->nitems == 0) {
        return rci_json_read_indexed_fail(r, at);
    }
    if (r->origin[*++at] != ']') {
        for (;; at++) {
            at = field < stop && field->item == item++     ? member(r, field++, mark, shift, at)
                 : rci_json_read_ignores_extra(r->decoder) ? ignore(r, node, at)
                                                           : rci_json_read_indexed_fail(r, at);
            if (!at) {
                return NULL;
            }
            if (r->origin[*at] != ',') {
                break;
            }
        }
        if (r->origin[*at] != ']') {
            return rci_json_read_indexed_fail(r, at);
        }
    }
    return field == all || fill_missing(r, node, mark, shift) ? at + 1
                                                              : rci_json_read_indexed_fail(r, at);
}

/* ------------------------------------------------------------------ subarrays */

/* An element is read at once: its place depends on how many came before it. */
RCI_BASE_AVX2 static const uint32_t *element_value(run *r, rci_json_read_field *field, size_t shift,
                                                   const uint32_t *at)
{
    const char *p = r->origin + *at;
    size_t record = r->decoder->target.record;
    if ((*p | 0x20) != '{') { /* nor [ */
        return rci_json_read_indexed_one(r, field, shift, p, at[1] - *at)
                   ? at + 1
                   : rci_json_read_indexed_fail(r, at);
    }
    if (field->action != RCI_JSON_READ_STRUCT) {
        return parts(r, field, shift, at);
    }
    at = parts(r, field, shift, at);
    if (at &&
        rci_json_read_indexed_fill(r, field, record - r->slot, r->slot + 1, shift) <= r->slot) {
        at = rci_json_read_indexed_fail(r, at);
    }
    r->decoder->target.record = record;
    return at;
}

RCI_BASE_AVX2 static const uint32_t *elements(run *r, const rci_record_node *node, size_t dimension,
                                              size_t shift, const uint32_t *at)
{
    rci_json_read_field *element = &r->fields[r->field_of[node->element]];
    bool inner = dimension + 1 == node->ndim;
    size_t expected = node->extent[dimension], i;
    size_t step = inner ? r->plan->nodes[node->element].size : rci_record_step(node, dimension);
    if (r->origin[*at++] != '[') {
        return rci_json_read_indexed_fail(r, at);
    }
    for (i = 0; i < expected; i++) {
        at = inner ? element_value(r, element, shift + i * step, at)
                   : elements(r, node, dimension + 1, shift + i * step, at);
        if (!at) {
            return NULL;
        }
        if (i + 1 < expected && r->origin[*at++] != ',') {
            return rci_json_read_indexed_fail(r, at);
        }
    }
    return r->origin[*at] == ']' ? at + 1 : rci_json_read_indexed_fail(r, at);
}

/* ---------------------------------------------------------------------- parts */

/* An array or object. */
RCI_BASE_AVX2 static const uint32_t *parts(run *r, const rci_json_read_field *field, size_t shift,
                                           const uint32_t *at)
{
    const rci_record_node *node = &r->plan->nodes[field->node];
    const char *p = r->origin + *at, *after;
    if (field->nullable) {
        rci_record_target_set_valid(&r->decoder->target, node, true);
    }
    if (field->action == RCI_JSON_READ_STRUCT) {
        return *p == '{' ? object(r, node, shift, at) : tuple(r, node, shift, at);
    }
    if (field->action == RCI_JSON_READ_SUBARRAY) {
        return elements(r, node, 0, shift, at);
    }
    after = field->action == RCI_JSON_READ_BY_GRAMMAR
                ? rci_json_read_quiet_field(r->decoder, field->node, p)
                : rci_json_read_leaf(r->decoder, field->node,
                                     rci_json_read_indexed_cell(r, field, shift), p);
    return after ? rci_json_read_indexed_after(r, at, after) : rci_json_read_indexed_fail(r, at);
}

RCI_BASE_AVX2 const uint32_t *rci_json_read_indexed_walk(run *r, const uint32_t *at)
{
    rci_json_read_field *root = &r->fields[r->field_of[0]];
    if (root->action == RCI_JSON_READ_STRUCT && !root->nullable && r->origin[*at] == '{') {
        return object(r, r->plan->nodes, 0, at);
    }
    return member(r, root, ++r->mark, 0, at);
}

#endif
