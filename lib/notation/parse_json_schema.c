/*
 * notation/parse_json_schema.c - the dtype of the JSON values that a JSON Schema describes.
 *
 * Keywords that only restrict values (pattern, minLength, multipleOf, not, ...) are left out: the
 * dtype holds what they leave. What would need another type than a dtype has is refused.
 */
#include "notation/json_schema.h"

#include "notation/fail_at.h"
#include "notation/numpy.h"

#include <string.h>

/* The types of JSON Schema, as bits. */
typedef enum schema_type {
    TYPE_NULL = 1,
    TYPE_BOOLEAN = 2,
    TYPE_INTEGER = 4,
    TYPE_NUMBER = 8,
    TYPE_STRING = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64
} schema_type;

static const struct {
    const char *name;
    schema_type type;
} types[] = {{"null", TYPE_NULL},     {"boolean", TYPE_BOOLEAN}, {"integer", TYPE_INTEGER},
             {"number", TYPE_NUMBER}, {"string", TYPE_STRING},   {"array", TYPE_ARRAY},
             {"object", TYPE_OBJECT}};
enum { TYPES = sizeof types / sizeof *types };

typedef rci_notation_literal_reader reader;
typedef rci_notation_literal_node node;

/* What a schema says of a value. */
typedef struct value_type {
    rc_dtype *dtype; /* NULL after an error, and for null alone */
    bool nullable;
} value_type;

static value_type read_schema(const reader *in, size_t i);

static const node *node_of(const reader *in, size_t i)
{
    return rci_notation_literal_node_at(in->literal, &i);
}

static size_t find(const reader *in, size_t i, const char *key)
{
    size_t at = RCI_NOTATION_FIRST_PAIR;
    rci_notation_literal_pair pair;
    while (rci_notation_literal_next_pair(in->literal, i, &at, &pair)) {
        if (rci_notation_literal_is(pair.key, key)) {
            return pair.value;
        }
    }
    return RCI_NOTATION_NO_NODE;
}

static bool has(const reader *in, size_t i, const char *key)
{
    return find(in, i, key) != RCI_NOTATION_NO_NODE;
}

static value_type refuse(const reader *in, size_t i, const char *why)
{
    rci_notation_fail_at(in->err, node_of(in, i)->byte, RC_EUNSUPPORTED, "%s", why);
    return (value_type){NULL, false};
}

static value_type failed(void)
{
    return (value_type){NULL, false};
}

/* ------------------------------------------------------------------- types */

static schema_type type_of_name(const node *name)
{
    for (size_t k = 0; k < TYPES && name->type == RCI_NOTATION_LITERAL_TEXT; k++) {
        if (rci_notation_literal_is(name, types[k].name)) {
            return types[k].type;
        }
    }
    return 0;
}

/* The keyword "type": a name, or a list of names. 0 after an error. */
static unsigned read_types(const reader *in, size_t i)
{
    const node *value = node_of(in, i);
    size_t child = i + 1;
    unsigned all = type_of_name(value);
    if (value->type == RCI_NOTATION_LITERAL_LIST) {
        for (size_t k = 0; k < value->n; k++) {
            const unsigned one = type_of_name(node_of(in, child));
            if (one == 0) {
                rci_notation_literal_wrong(in, node_of(in, child), "the name of a type");
                return 0;
            }
            all |= one;
            child = rci_notation_literal_after(in->literal, child);
        }
    }
    if (all == 0) {
        rci_notation_literal_wrong(in, value, "the name of a type, such as integer, or a list");
    }
    return all;
}

static unsigned type_of_literal(const node *value)
{
    switch (value->type) {
    case RCI_NOTATION_LITERAL_NONE:
        return TYPE_NULL;
    case RCI_NOTATION_LITERAL_BOOL:
        return TYPE_BOOLEAN;
    case RCI_NOTATION_LITERAL_INT:
        return TYPE_INTEGER;
    case RCI_NOTATION_LITERAL_NUMBER:
        return memchr(value->text, '.', value->length) || memchr(value->text, 'e', value->length) ||
                       memchr(value->text, 'E', value->length)
                   ? TYPE_NUMBER
                   : TYPE_INTEGER;
    case RCI_NOTATION_LITERAL_TEXT:
        return TYPE_STRING;
    case RCI_NOTATION_LITERAL_LIST:
        return TYPE_ARRAY;
    default:
        return TYPE_OBJECT;
    }
}

/* The types of a schema without the keyword. */
static unsigned types_of_others(const reader *in, size_t i)
{
    const size_t constant = find(in, i, "const"), list = find(in, i, "enum");
    unsigned all = 0;
    if (constant != RCI_NOTATION_NO_NODE) {
        return type_of_literal(node_of(in, constant));
    }
    if (list != RCI_NOTATION_NO_NODE) {
        size_t child = list + 1;
        for (size_t k = 0; k < node_of(in, list)->n; k++) {
            all |= type_of_literal(node_of(in, child));
            child = rci_notation_literal_after(in->literal, child);
        }
        return all;
    }
    return has(in, i, "properties")                           ? TYPE_OBJECT
           : has(in, i, "items") || has(in, i, "prefixItems") ? TYPE_ARRAY
                                                              : 0;
}

/* ------------------------------------------------------------------ leaves */

static rc_dtype *integer(const reader *in, size_t i)
{
    rci_notation_bounds bounds = {find(in, i, "minimum"), find(in, i, "maximum"), false, false};
    if (bounds.least == RCI_NOTATION_NO_NODE) {
        bounds.least = find(in, i, "exclusiveMinimum");
        bounds.least_is_exclusive = true;
    }
    if (bounds.greatest == RCI_NOTATION_NO_NODE) {
        bounds.greatest = find(in, i, "exclusiveMaximum");
        bounds.greatest_is_exclusive = true;
    }
    return rci_notation_integer_between(in, i, &bounds);
}

static rc_dtype *string(const reader *in, size_t i)
{
    const size_t format = find(in, i, "format"), length = find(in, i, "maxLength");
    const node *name = format == RCI_NOTATION_NO_NODE ? NULL : node_of(in, format);
    size_t n;
    if (name && name->type == RCI_NOTATION_LITERAL_TEXT) {
        if (rci_notation_literal_is(name, "date")) {
            return rc_dtype_time(RC_DATETIME, RC_UNIT_D, 1, in->err);
        }
        if (rci_notation_literal_is(name, "date-time")) {
            return rc_dtype_time(RC_DATETIME, RC_UNIT_us, 1, in->err);
        }
    }
    if (length == RCI_NOTATION_NO_NODE) {
        return rc_dtype_leaf(RC_STR, in->err);
    }
    return rci_notation_literal_size(in, length, "a length", &n) == RC_OK
               ? rc_dtype_sized(RC_UCS4, n, in->err)
               : NULL;
}

/* The type that the keyword of this library names. */
static rc_dtype *given_leaf(const reader *in, size_t i)
{
    const node *text = node_of(in, i);
    rc_dtype *dtype;
    if (text->type != RCI_NOTATION_LITERAL_TEXT) {
        rci_notation_literal_wrong(in, text, "a type such as \"f4\"");
        return NULL;
    }
    dtype = rci_notation_dtype_from_string(in, text, RCI_NOTATION_COMPACT);
    if (dtype && (rc_dtype_kind(dtype) == RC_STRUCT || rc_dtype_kind(dtype) == RC_SUBARRAY)) {
        rc_dtype_unref(dtype);
        rci_notation_literal_wrong(in, text, "the type of one value, such as \"f4\"");
        return NULL;
    }
    return dtype;
}

/* ------------------------------------------------------------------ arrays */

/* The value of a keyword that is a size; false if it is not there, or after an error. */
static bool size_of(const reader *in, size_t i, const char *key, size_t *size)
{
    const size_t value = find(in, i, key);
    return value != RCI_NOTATION_NO_NODE &&
           rci_notation_literal_size(in, value, "a number of items", size) == RC_OK;
}

/* A value in an array, which cannot be null. */
static rc_dtype *element_of(const reader *in, size_t i)
{
    value_type element = read_schema(in, i);
    if (element.dtype && element.nullable) {
        rc_dtype_unref(element.dtype);
        element = refuse(in, i, "values in an array cannot be null: only fields can");
    }
    return element.dtype;
}

static bool is_false(const reader *in, size_t i)
{
    const node *value = i == RCI_NOTATION_NO_NODE ? NULL : node_of(in, i);
    return value && value->type == RCI_NOTATION_LITERAL_BOOL && !value->number;
}

/* An array whose values have schemas of their own: a subarray if these are the same, else a struct
   by position. */
static rc_dtype *tuple(const reader *in, size_t i, size_t list)
{
    const size_t n = node_of(in, list)->n;
    size_t least = 0, most = SIZE_MAX, child = list + 1, bad;
    rci_dtype_fields fields;
    rc_dtype *dtype = NULL, *first = NULL;
    rc_status status = RC_OK;
    bool same = n > 0;
    size_of(in, i, "minItems", &least);
    size_of(in, i, "maxItems", &most);
    if (least < n || (most > n && !is_false(in, find(in, i, "items")))) {
        refuse(in, i,
               "an array of any length: minItems has to be the number of prefixItems, and items "
               "false");
        return NULL;
    }
    rci_dtype_fields_init(&fields);
    for (size_t k = 0; k < n && status == RC_OK; k++) {
        const value_type value = read_schema(in, child);
        rci_notation_default_name name;
        rci_notation_default_name_of(&name, k);
        status = value.dtype ? RC_OK : RC_EUNSUPPORTED;
        same = same && status == RC_OK && !value.nullable &&
               (!first || rc_dtype_equal(first, value.dtype));
        first = first ? first : rc_dtype_ref(value.dtype);
        if (status == RC_OK) {
            status = rci_dtype_fields_add(&fields, name.text, name.length, value.dtype, RC_AUTO,
                                          value.nullable, node_of(in, child)->byte, in->err);
        }
        child = rci_notation_literal_after(in->literal, child);
    }
    if (status == RC_OK) {
        dtype = same ? rc_dtype_subarray(first, 1, &n, in->err)
                     : rci_dtype_fields_struct(&fields, in->align, RC_AUTO, &bad, in->err);
    }
    rc_dtype_unref(first);
    rci_dtype_fields_release(&fields);
    return dtype;
}

static rc_dtype *array(const reader *in, size_t i)
{
    const size_t prefix = find(in, i, "prefixItems"), items = find(in, i, "items");
    size_t least = 0, most = SIZE_MAX;
    rc_dtype *element, *result;
    if (prefix != RCI_NOTATION_NO_NODE && node_of(in, prefix)->type == RCI_NOTATION_LITERAL_LIST) {
        return tuple(in, i, prefix);
    }
    size_of(in, i, "minItems", &least);
    size_of(in, i, "maxItems", &most);
    if (least != most) {
        refuse(in, i,
               "an array of any length: a field holds arrays of one length, so that minItems and "
               "maxItems have to be equal");
        return NULL;
    }
    if (items == RCI_NOTATION_NO_NODE) {
        refuse(in, i, "an array of any values: the keyword items is missing");
        return NULL;
    }
    element = element_of(in, items);
    result = element ? rc_dtype_subarray(element, 1, &most, in->err) : NULL;
    if (element && !result) {
        rci_base_error_byte(in->err, node_of(in, i)->byte);
    }
    rc_dtype_unref(element);
    return result;
}

/* ----------------------------------------------------------------- objects */

/* Whether a name is in the list of those that are required. */
static bool is_required(const reader *in, size_t list, const node *name)
{
    size_t child = list + 1;
    for (size_t k = 0; list != RCI_NOTATION_NO_NODE && k < node_of(in, list)->n; k++) {
        const node *one = node_of(in, child);
        if (one->type == RCI_NOTATION_LITERAL_TEXT && one->length == name->length &&
            memcmp(one->text, name->text, name->length) == 0) {
            return true;
        }
        child = rci_notation_literal_after(in->literal, child);
    }
    return false;
}

static rc_status add_property(const reader *in, size_t required,
                              const rci_notation_literal_pair *pair, rci_dtype_fields *fields)
{
    value_type value = read_schema(in, pair->value);
    if (!value.dtype) {
        return RC_EUNSUPPORTED;
    }
    return rci_dtype_fields_add(fields, pair->key->text, pair->key->length, value.dtype, RC_AUTO,
                                value.nullable || !is_required(in, required, pair->key),
                                pair->key->byte, in->err);
}

/* Keys that the schema does not name. */
static bool has_other_keys(const reader *in, size_t i)
{
    const size_t more = find(in, i, "additionalProperties");
    return has(in, i, "patternProperties") ||
           (more != RCI_NOTATION_NO_NODE && node_of(in, more)->type == RCI_NOTATION_LITERAL_DICT &&
            node_of(in, more)->n > 0);
}

static rc_align align_of(const reader *in, size_t i)
{
    const size_t given = find(in, i, RCI_NOTATION_SCHEMA_KEY);
    return given != RCI_NOTATION_NO_NODE && node_of(in, given)->type == RCI_NOTATION_LITERAL_TEXT &&
                   rci_notation_literal_is(node_of(in, given), "aligned")
               ? RC_ALIGNED
               : in->align;
}

static rc_dtype *object(const reader *in, size_t i)
{
    const size_t properties = find(in, i, "properties"), required = find(in, i, "required");
    size_t at = RCI_NOTATION_FIRST_PAIR;
    rci_notation_literal_pair pair;
    rci_dtype_fields fields;
    rc_status status = RC_OK;
    rc_dtype *dtype = NULL;
    if (has_other_keys(in, i) || (properties == RCI_NOTATION_NO_NODE &&
                                  !is_false(in, find(in, i, "additionalProperties")))) {
        refuse(in, i, "an object with any keys: a struct has named fields");
        return NULL;
    }
    if (properties != RCI_NOTATION_NO_NODE &&
        node_of(in, properties)->type != RCI_NOTATION_LITERAL_DICT) {
        rci_notation_literal_wrong(in, node_of(in, properties), "an object of properties");
        return NULL;
    }
    rci_dtype_fields_init(&fields);
    while (status == RC_OK && properties != RCI_NOTATION_NO_NODE &&
           rci_notation_literal_next_pair(in->literal, properties, &at, &pair)) {
        status = add_property(in, required, &pair, &fields);
    }
    if (status == RC_OK) {
        dtype = rci_notation_literal_struct(in, i, &fields, align_of(in, i), RC_AUTO);
    }
    rci_dtype_fields_release(&fields);
    return dtype;
}

/* ---------------------------------------------------- references and choices */

static value_type reference(const reader *in, size_t i)
{
    const node *text = node_of(in, i);
    char copy[1024];
    size_t target = RCI_NOTATION_NO_NODE;
    if (text->type == RCI_NOTATION_LITERAL_TEXT && text->length < sizeof copy &&
        !memchr(text->text, '\0', text->length)) {
        memcpy(copy, text->text, text->length);
        copy[text->length] = '\0';
        target = rci_notation_json_schema_target(in->literal, copy);
    }
    return target == RCI_NOTATION_NO_NODE
               ? refuse(in, i,
                        "a reference that is not to a place in this document, such as "
                        "#/$defs/name")
               : read_schema(in, target);
}

static bool is_null(const reader *in, size_t i)
{
    const size_t type = find(in, i, "type");
    return node_of(in, i)->type == RCI_NOTATION_LITERAL_DICT && type != RCI_NOTATION_NO_NODE &&
           type_of_name(node_of(in, type)) == TYPE_NULL;
}

/* anyOf, oneOf, allOf: one schema, and with `any` null beside it. */
static value_type choice(const reader *in, size_t list, bool any)
{
    const node *all = node_of(in, list);
    size_t child = list + 1, one = RCI_NOTATION_NO_NODE, others = 0;
    bool nullable = false;
    value_type value;
    if (all->type != RCI_NOTATION_LITERAL_LIST) {
        rci_notation_literal_wrong(in, all, "a list of schemas");
        return failed();
    }
    for (size_t k = 0; k < all->n; k++) {
        if (any && is_null(in, child)) {
            nullable = true;
        } else {
            one = child;
            others++;
        }
        child = rci_notation_literal_after(in->literal, child);
    }
    if (others != 1) {
        return refuse(in, list, "a choice of several types: a field has one, and may be null");
    }
    value = read_schema(in, one);
    value.nullable = value.nullable || nullable;
    return value;
}

/* Annotations, beside which a reference or a choice says everything. */
static bool is_alone(const reader *in, size_t i, const char *key)
{
    static const char *const restricting[] = {"type", "properties", "items",      "prefixItems",
                                              "enum", "const",      "anyOf",      "oneOf",
                                              "$ref", "allOf",      "$dynamicRef"};
    for (size_t k = 0; k < sizeof restricting / sizeof *restricting; k++) {
        if (strcmp(restricting[k], key) != 0 && has(in, i, restricting[k])) {
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------------ schemas */

static rc_dtype *of_type(const reader *in, size_t i, unsigned type)
{
    switch (type) {
    case TYPE_BOOLEAN:
        return rc_dtype_leaf(RC_BOOL, in->err);
    case TYPE_INTEGER:
        return integer(in, i);
    case TYPE_NUMBER:
    case TYPE_NUMBER | TYPE_INTEGER:
        return rc_dtype_leaf(RC_F8, in->err);
    case TYPE_STRING:
        return string(in, i);
    case TYPE_ARRAY:
        return array(in, i);
    case TYPE_OBJECT:
        return object(in, i);
    default:
        refuse(in, i,
               type ? "values of several types: a field has one type, and may be null"
                    : "values of any type: the keyword type is missing");
        return NULL;
    }
}

static value_type of_object(const reader *in, size_t i)
{
    static const char *const choices[] = {"anyOf", "oneOf", "allOf", "$ref"};
    const size_t given = find(in, i, RCI_NOTATION_SCHEMA_KEY), type = find(in, i, "type");
    unsigned all;
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) {
        const size_t list = find(in, i, choices[k]);
        if (list != RCI_NOTATION_NO_NODE && (type == RCI_NOTATION_NO_NODE || k != 2)) {
            return !is_alone(in, i, choices[k])
                       ? refuse(in, i, "a choice or reference beside other keywords about the type")
                   : k == 3 ? reference(in, list)
                            : choice(in, list, k < 2);
        }
    }
    all = type == RCI_NOTATION_NO_NODE ? types_of_others(in, i) : read_types(in, type);
    if (type != RCI_NOTATION_NO_NODE && all == 0) {
        return failed();
    }
    if (given != RCI_NOTATION_NO_NODE && (all & ~(unsigned)TYPE_NULL) != TYPE_OBJECT) {
        return (value_type){given_leaf(in, given), (all & TYPE_NULL) != 0};
    }
    if (all == TYPE_NULL) { /* as inference has it */
        return (value_type){rc_dtype_leaf(RC_BOOL, in->err), true};
    }
    return (value_type){of_type(in, i, all & ~(unsigned)TYPE_NULL), (all & TYPE_NULL) != 0};
}

static value_type read_schema(const reader *in, size_t i)
{
    reader deeper = *in;
    const node *schema = node_of(in, i);
    if (++deeper.depth > 2 * RC_MAX_DEPTH) {
        rci_notation_fail_at(in->err, schema->byte, RC_ELIMIT,
                             "a schema that refers to itself, or more than %d levels",
                             2 * RC_MAX_DEPTH);
        return failed();
    }
    if (schema->type == RCI_NOTATION_LITERAL_BOOL) {
        return refuse(in, i, schema->number ? "values of any type" : "no value at all");
    }
    if (schema->type != RCI_NOTATION_LITERAL_DICT) {
        rci_notation_literal_wrong(in, schema, "a schema");
        return failed();
    }
    return of_object(&deeper, i);
}

rc_dtype *rci_notation_dtype_from_json_schema(const reader *in, size_t i)
{
    value_type record = read_schema(in, i);
    if (record.dtype && record.nullable) {
        rc_dtype_unref(record.dtype);
        record = refuse(in, i, "a record cannot be null: only fields can");
    }
    return record.dtype;
}

bool rci_notation_is_json_schema(const rci_notation_literal *literal, size_t i)
{
    static const char *const keys[] = {"$schema", "$ref",  "$defs", "properties", "items",
                                       "anyOf",   "oneOf", "allOf", "enum",       "const"};
    const reader in = {.literal = literal};
    const size_t type = node_of(&in, i)->type == RCI_NOTATION_LITERAL_DICT ? find(&in, i, "type")
                                                                           : RCI_NOTATION_NO_NODE;
    if (node_of(&in, i)->type != RCI_NOTATION_LITERAL_DICT) {
        return false;
    }
    if (type != RCI_NOTATION_NO_NODE) {
        const node *value = node_of(&in, type);
        const size_t first = type + 1;
        return type_of_name(value) != 0 || (value->type == RCI_NOTATION_LITERAL_LIST &&
                                            value->n > 0 && type_of_name(node_of(&in, first)) != 0);
    }
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const size_t value = find(&in, i, keys[k]);
        /* a field of NumPy's dictionary is a pair, not an object or a string */
        if (value != RCI_NOTATION_NO_NODE &&
            (node_of(&in, value)->type == RCI_NOTATION_LITERAL_DICT ||
             node_of(&in, value)->type == RCI_NOTATION_LITERAL_TEXT ||
             (k >= 5 && node_of(&in, value)->type == RCI_NOTATION_LITERAL_LIST))) {
            return true;
        }
    }
    return false;
}
