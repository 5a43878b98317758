/* format/json/read/indexed_value.c - values over a structural index: leaves, structs, subarrays. */
#include "format/json/read/action.h"
#include "format/json/read/indexed_run.h"
#include "format/json/read/leaf.h"
#include "format/json/read/value_avx2.h"
#include "format/json/text/scan.h"
#include "format/json/text/skip.h"
#include "number/float_avx2.h"

const char rci_json_read_no_value[72] = "";

#if defined(RCI_BASE_HAVE_AVX2)

typedef rci_json_read_indexed_run run;

/* The text of a field whose value has been read already. */
static const char was_read[] = "";

/* ------------------------------------------------------------------- leaves */

/* Any value of a leaf that is one token, by leaf.c. */
static bool other_leaf(run *r, const rci_json_read_field *field, unsigned char *cell, const char *p)
{
    const char *after = rci_json_read_leaf(r->decoder, field->node, cell, p);
    return after && rci_json_read_indexed_delimits(*after);
}

#define INTEGER(type, wide, read)                                                                  \
    {                                                                                              \
        wide number;                                                                               \
        type narrow;                                                                               \
        after = read(p, r->end, &number);                                                          \
        narrow = (type)number;                                                                     \
        good = (wide)narrow == number;                                                             \
        memcpy(cell, &narrow, sizeof narrow);                                                      \
        break;                                                                                     \
    }

/* A value that is one token, at p, into a leaf that has a quick reader. `length` is that of a
   string between its quotes, and more than any size if it has escapes. */
RCI_JSON_READ_INLINE_AVX2 bool quick_leaf(run *r, const rci_json_read_field *field, uint8_t action,
                                          unsigned char *cell, const char *p, uint32_t length)
{
    const char *after = NULL;
    bool good = true;
    switch ((enum rci_json_read_action)action) {
    case RCI_JSON_READ_I1:
        INTEGER(int8_t, int64_t, rci_number_read_i32_avx2)
    case RCI_JSON_READ_I2:
        INTEGER(int16_t, int64_t, rci_number_read_i32_avx2)
    case RCI_JSON_READ_I4:
        INTEGER(int32_t, int64_t, rci_number_read_i32_avx2)
    case RCI_JSON_READ_I8:
        INTEGER(int64_t, int64_t, rci_number_read_i64_avx2)
    case RCI_JSON_READ_U1:
        INTEGER(uint8_t, uint64_t, rci_number_read_u32_avx2)
    case RCI_JSON_READ_U2:
        INTEGER(uint16_t, uint64_t, rci_number_read_u32_avx2)
    case RCI_JSON_READ_U4:
        INTEGER(uint32_t, uint64_t, rci_number_read_u32_avx2)
    case RCI_JSON_READ_U8:
        INTEGER(uint64_t, uint64_t, rci_number_read_u64_avx2)
    case RCI_JSON_READ_F4: {
        float number;
        after = rci_number_read_f4(p, r->end, &number);
        memcpy(cell, &number, sizeof number);
        break;
    }
    case RCI_JSON_READ_F8: {
        double number;
        after = rci_number_read_f8_avx2(p, r->end, &number);
        memcpy(cell, &number, sizeof number);
        break;
    }
    case RCI_JSON_READ_BOOL:
        after = rci_json_read_bool(p, cell);
        break;
    case RCI_JSON_READ_BYTES:
        if (__builtin_expect(*p == '"' && length <= field->size, 1)) {
            rci_json_read_put_bytes_avx2(cell, p + 1, length, field->size);
            return true;
        }
        break;
    default:
        break;
    }
    if (__builtin_expect(after && good && rci_json_read_indexed_delimits(*after), 1)) {
        return true;
    }
    return other_leaf(r, field, cell, p);
}

static inline unsigned char *cell_of(const run *r, const rci_json_read_field *field, size_t shift)
{
    return field->base + r->record * field->stride + shift;
}

/* A value that is one token, into any leaf. */
RCI_BASE_AVX2 static bool one_token(run *r, const rci_json_read_field *field, size_t shift,
                                    const char *p, uint32_t length)
{
    if (field->nullable) {
        if (*p == 'n') {
            const char *after = rci_json_text_skip_word(p);
            rci_record_target_set_null(&r->decoder->target, field->node, shift);
            return after && rci_json_read_indexed_delimits(*after);
        }
        rci_record_target_set_valid(&r->decoder->target, &r->plan->nodes[field->node], true);
    }
    return quick_leaf(r, field, field->action, cell_of(r, field, shift), p, length);
}

/* -------------------------------------------------------------------- structs */

/* A field that has no quick reader, or may be null. */
RCI_BASE_AVX2 static bool other_field(run *r, const rci_json_read_field *field, size_t shift,
                                      const char *text, uint32_t length)
{
    return text == was_read ? true
           : text           ? one_token(r, field, shift, text, length)
                  : rci_record_fill_missing(&r->decoder->target, field->node, shift) == RC_OK;
}

/* Reads the values that were found in a struct, in the order of its fields, so that the processor
   can predict the kinds, whatever the order of the keys is. */
RCI_BASE_AVX2 static bool found_values(run *r, const rci_record_node *node, size_t shift)
{
    rci_json_read_field *field = r->fields + node->first_child, *stop = field + node->nchildren;
    for (; field < stop; field++) {
        const char *text = field->text;
        uint32_t length = field->length;
        uint8_t action = field->quick;
        field->text = field->absent;
        field->length = 0;
        if (action == RCI_JSON_READ_LEAF
                ? !other_field(r, field, shift, text, length)
                : !quick_leaf(r, field, action, cell_of(r, field, shift), text, length)) {
            return false;
        }
    }
    return true;
}

/* The field of a key that may have escapes, or that the table has not: its place in the plan's
   children, or RCI_RECORD_NONE. False if the key is not a string. */
static bool other_key(run *r, const rci_record_node *node, const uint32_t *at, uint32_t *child)
{
    rci_json_read_decoder *decoder = r->decoder;
    const char *key = r->origin + *at + 1, *close = key + (at[1] - *at - 1), *name;
    size_t length;
    bool escaped = (at[1] & RCI_JSON_READ_ESCAPES) != 0;
    if (escaped) {
        close = rci_json_text_string(key, decoder->end, &escaped, &decoder->fault);
    }
    if (!close || !rci_json_read_unescape(decoder, key, close, escaped, &name, &length)) {
        return false;
    }
    *child = rci_record_plan_child(r->plan, node, name, length);
    if (*child != RCI_RECORD_NONE) {
        *child = r->field_of[*child]; /* fields are in the order of the plan's children */
    }
    return true;
}

/* The field of the key at `at`, likewise. False if the text is not a key and a colon. */
RCI_JSON_READ_INLINE_AVX2 bool field_of_key(run *r, const rci_json_read_keys *keys,
                                            const rci_record_node *node, const uint32_t *at,
                                            uint32_t *child)
{
    const char *p = r->origin + *at;
    if (__builtin_expect(*p != '"' || r->origin[at[2]] != ':', 0)) {
        return false;
    }
    if (__builtin_expect((at[1] & RCI_JSON_READ_ESCAPES) || !keys->slots, 0)) {
        return other_key(r, node, at, child);
    }
    *child = rci_json_read_keys_find(keys, p, at[1] - *at - 1);
    return true;
}

/* The value of a key, whose token is at `at`. That of one token is noted, to be read by
   found_values; any other is read. */
RCI_JSON_READ_INLINE_AVX2 const uint32_t *member(run *r, uint32_t child, size_t shift,
                                                 const uint32_t *at)
{
    const char *p = r->origin + *at;
    rci_json_read_field *field;
    if (child == RCI_RECORD_NONE) {
        return r->decoder->ignores_extra ? rci_json_read_indexed_skip(r, at)
                                         : rci_json_read_indexed_fail(r, at);
    }
    field = &r->fields[child];
    if (__builtin_expect(field->text != field->absent, 0)) {
        return rci_json_read_indexed_fail(r, at); /* given twice */
    }
    if ((*p | 0x20) == '{') { /* or [ */
        field->text = was_read;
        return rci_json_read_indexed_value(r, field, shift, at);
    }
    field->text = p;
    field->length = at[1] - *at - 1;
    return at + 1 + (*p == '"');
}

/* An object whose keys may come in any order. */
RCI_BASE_AVX2 static const uint32_t *unordered(run *r, const rci_record_node *node, size_t shift,
                                               const uint32_t *at)
{
    const rci_json_read_keys *keys = &r->structs[node - r->plan->nodes].keys;
    if (r->origin[*++at] != '}') {
        for (;; at++) {
            uint32_t child;
            if (!field_of_key(r, keys, node, at, &child)) {
                return rci_json_read_indexed_fail(r, at);
            }
            at = member(r, child, shift, at + 3);
            if (!at) {
                return NULL;
            }
            if (r->origin[*at] != ',') {
                break;
            }
        }
        if (r->origin[*at] != '}') {
            return rci_json_read_indexed_fail(r, at);
        }
    }
    return found_values(r, node, shift) ? at + 1 : rci_json_read_indexed_fail(r, at);
}

/* Adds the order of the keys of an object, which has been read, from `at` on. */
RCI_BASE_AVX2 static void learn_order(run *r, const rci_record_node *node, const uint32_t *at)
{
    const rc_allocator *allocator = r->plan->allocator;
    rci_json_read_struct *known = &r->structs[node - r->plan->nodes];
    uint32_t missing[RCI_JSON_READ_MOST_KEYS], n = 0, i;
    bool given[RCI_JSON_READ_MOST_KEYS] = {false};
    uint8_t last = RCI_JSON_READ_ORDER_NONE;
    do {
        uint32_t child;
        at++;
        if (!field_of_key(r, &known->keys, node, at, &child) ||
            !rci_json_read_order_add(&known->order, allocator, &last, r->origin + *at + 1,
                                     at[1] - *at - 1, child)) {
            return;
        }
        if (child != RCI_RECORD_NONE) {
            given[child - node->first_child] = true;
        }
        at = rci_json_read_indexed_skip(r, at + 3);
    } while (at && r->origin[*at] == ',');
    for (i = 0; i < node->nchildren; i++) {
        if (!given[i]) {
            missing[n++] = node->first_child + i;
        }
    }
    rci_json_read_order_end(&known->order, last, missing, n);
}

/* Zeroes a field that is missing, or makes it null. */
static bool fill_missing(run *r, const rci_json_read_field *field, size_t shift)
{
    if (field->absent && field->absent != rci_json_read_no_value) {
        memset(cell_of(r, field, shift), 0, r->plan->nodes[field->node].size);
        return true;
    }
    return rci_record_fill_missing(&r->decoder->target, field->node, shift) == RC_OK;
}

/* An object whose keys come in a known order. If they do not, *known becomes false. */
RCI_BASE_AVX2 static const uint32_t *ordered(run *r, const rci_json_read_order *order, size_t shift,
                                             const uint32_t *at, bool *known)
{
    const rci_json_read_order_step *steps = order->steps, *step = steps;
    uint32_t i;
    *known = false;
    for (;;) {
        const char *p = r->origin + *++at;
        while (!rci_json_read_literal_is_at(&step->literal, p)) {
            if (step->other == RCI_JSON_READ_ORDER_NONE) {
                return NULL;
            }
            step = &steps[step->other];
        }
        if (r->origin[at[2]] != ':') {
            return NULL;
        }
        at += 3;
        if (step->child == RCI_RECORD_NONE) {
            at = rci_json_read_indexed_skip(r, at);
        } else {
            const rci_json_read_field *field = &r->fields[step->child];
            const char *text = r->origin + *at;
            at = field->quick == RCI_JSON_READ_LEAF
                     ? rci_json_read_indexed_value(r, field, shift, at)
                 : quick_leaf(r, field, field->quick, cell_of(r, field, shift), text,
                              at[1] - *at - 1)
                     ? at + 1 + (*text == '"')
                     : rci_json_read_indexed_fail(r, at);
        }
        if (!at) {
            *known = true;
            return NULL;
        }
        if (r->origin[*at] != ',') {
            break;
        }
        if (step->next == RCI_JSON_READ_ORDER_NONE) {
            return NULL;
        }
        step = &steps[step->next];
    }
    if (r->origin[*at] != '}' || !step->ends) {
        return NULL;
    }
    *known = true;
    for (i = 0; i < step->nmissing; i++) {
        if (!fill_missing(r, &r->fields[order->missing[step->missing + i]], shift)) {
            return rci_json_read_indexed_fail(r, at);
        }
    }
    return at + 1;
}

RCI_BASE_AVX2 static const uint32_t *object(run *r, const rci_record_node *node, size_t shift,
                                            const uint32_t *at)
{
    rci_json_read_order *order = &r->structs[node - r->plan->nodes].order;
    const uint32_t *after;
    bool known;
    if (order->pause > 0 || node->nchildren > RCI_JSON_READ_MOST_KEYS) {
        order->pause -= order->pause > 0;
        return unordered(r, node, shift, at);
    }
    if (order->nsteps > 0) {
        after = ordered(r, order, shift, at, &known);
        if (known) {
            rci_json_read_order_note(order, true);
            return after;
        }
    }
    after = unordered(r, node, shift, at);
    if (after) {
        rci_json_read_order_note(order, false);
        if (!order->full && order->pause == 0) {
            learn_order(r, node, at);
        }
    }
    return after;
}

/* A struct written as an array: fields by position. */
RCI_BASE_AVX2 static const uint32_t *tuple(run *r, const rci_record_node *node, size_t shift,
                                           const uint32_t *at)
{
    const rci_json_read_field *field = r->fields + node->first_child;
    const rci_json_read_field *stop = field + node->nchildren;
    if (node == r->plan->nodes && r->origin[at[1]] == '{') { /* it may be an array of records */
        return rci_json_read_indexed_fail(r, at);
    }
    if (r->origin[*++at] != ']') {
        for (;; at++) {
            at = field < stop                ? rci_json_read_indexed_value(r, field++, shift, at)
                 : r->decoder->ignores_extra ? rci_json_read_indexed_skip(r, at)
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
    for (; field < stop; field++) {
        if (rci_record_fill_missing(&r->decoder->target, field->node, shift) != RC_OK) {
            return rci_json_read_indexed_fail(r, at);
        }
    }
    return at + 1;
}

/* ------------------------------------------------------------------ subarrays */

RCI_BASE_AVX2 static const uint32_t *elements(run *r, const rci_record_node *node, size_t dimension,
                                              size_t shift, const uint32_t *at)
{
    const rci_json_read_field *element = &r->fields[r->field_of[node->element]];
    bool inner = dimension + 1 == node->ndim;
    size_t expected = node->extent[dimension], i;
    size_t step = inner ? r->plan->nodes[node->element].size : rci_record_step(node, dimension);
    if (r->origin[*at++] != '[') {
        return rci_json_read_indexed_fail(r, at);
    }
    for (i = 0; i < expected; i++) {
        at = inner ? rci_json_read_indexed_value(r, element, shift + i * step, at)
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

/* ---------------------------------------------------------------------- value */

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
    after = rci_json_read_leaf(r->decoder, field->node, cell_of(r, field, shift), p);
    return after ? rci_json_read_indexed_after(r, at, after) : rci_json_read_indexed_fail(r, at);
}

RCI_BASE_AVX2 const uint32_t *rci_json_read_indexed_value(run *r, const rci_json_read_field *field,
                                                          size_t shift, const uint32_t *at)
{
    const char *p = r->origin + *at;
    if ((*p | 0x20) == '{') { /* or [ */
        return parts(r, field, shift, at);
    }
    return one_token(r, field, shift, p, at[1] - *at - 1) ? at + 1 + (*p == '"')
                                                          : rci_json_read_indexed_fail(r, at);
}

void rci_json_read_indexed_forget(run *r)
{
    uint32_t i;
    for (i = 0; i < r->plan->nchildren; i++) {
        r->fields[i].text = r->fields[i].absent;
        r->fields[i].length = 0;
    }
}

#endif
