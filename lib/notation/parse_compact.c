/*
 * notation/parse_compact.c - parses the compact notation, and NumPy's comma strings as the part of
 * it without names.
 *
 *   text    = fields [options] | types [options]
 *   fields  = field {"," field} [","]           field   = name ["=" source] ":" type ["?"]
 *                                                         ["@" offset]
 *   types   = type {"," type} [","]             type    = [order] [dims] [order] [count]
 *                                                         (code | struct)
 *   struct  = "{" [fields] [options] "}"        dims    = count | "(" [count {"," count} [","]] ")"
 *   options = ";" option {"," option}           option  = "aligned" | "packed" | "size" "=" count
 *   name    = one or more of any but  , : ; { } ( ) [ ] < > = | ? @ " ' \ and white space
 *           | a JSON string
 *   source  = pointer | name {"." name}         pointer = a name that begins with /
 *                                                         | a JSON string that does
 *   code    = "?" | letters and digits ["[" unit ["," zone] "]"]
 *   order   = "<" | ">" | "=" | "|"
 *
 * Before and after each of these may be white space and comments, from # to the end of the line. A
 * name does not begin with #.
 */
#include "notation/code.h"

#include "base/ascii.h"
#include "notation/fail_at.h"
#include "notation/mapping.h"
#include "notation/numpy.h"
#include "notation/parse.h"
#include "notation/parse_source.h"

#include <string.h>

typedef struct parser {
    const char *text;
    size_t length;
    size_t at;
    unsigned depth;
    rci_notation_dialect dialect;
    rc_align align;
    rc_error *err;
    bool ends_with_comma;       /* the list of types does */
    unsigned repeated;          /* subarrays around it */
    rc_mapping *mapping;        /* gets the sources; NULL: there must be none */
    rci_base_text_builder path; /* of the struct that is read; only with a mapping */
} parser;

/* The "; ..." at the end of a struct. */
typedef struct options {
    rc_align align;
    bool align_given;
    size_t itemsize;
    size_t byte;
} options;

static rc_dtype *parse_struct(parser *in);

static rc_status expected(parser *in, const char *what)
{
    return rci_notation_expected(in->err, in->text, in->length, in->at, in->at, what);
}

static char peek(const parser *in)
{
    return in->at < in->length ? in->text[in->at] : '\0';
}

static void skip_space(parser *in)
{
    in->at += rci_notation_skip_comments(in->text + in->at, in->length - in->at);
}

/* Skips white space and comments, then `c`. False, with these skipped, if `c` is not there. */
static bool take(parser *in, char c)
{
    skip_space(in);
    if (in->at == in->length || in->text[in->at] != c) {
        return false;
    }
    in->at++;
    return true;
}

static rc_status read_count(parser *in, size_t *n)
{
    size_t start = in->at;
    bool over = false;
    *n = 0;
    while (in->at < in->length && rci_base_is_digit(in->text[in->at])) {
        over = over || rci_base_mul_overflows(*n, 10, n) ||
               rci_base_add_overflows(*n, (size_t)(in->text[in->at] - '0'), n);
        over = over || *n > (size_t)RC_MAX_ITEMSIZE;
        in->at++;
    }
    if (in->at == start) {
        return expected(in, "a number");
    }
    return over ? rci_notation_fail_at(in->err, start, RC_ELIMIT, "a number over the limit of %zu",
                                       (size_t)RC_MAX_ITEMSIZE)
                : RC_OK;
}

/* ------------------------------------------------------------------ types */

typedef struct dims {
    size_t ndim;
    size_t shape[RC_MAX_NDIM];
    bool tuple; /* (3,) or (2,3): a shape even where a bare number would mean something else */
} dims;

static rc_status read_tuple(parser *in, dims *shape)
{
    rc_status status = RC_OK;
    bool comma = false;
    in->at++;
    while (status == RC_OK && !take(in, ')')) {
        if (shape->ndim == RC_MAX_NDIM) {
            return rci_notation_fail_at(in->err, in->at, RC_ELIMIT, "more than %d dimensions",
                                        RC_MAX_NDIM);
        }
        status = read_count(in, &shape->shape[shape->ndim++]);
        if (status == RC_OK) {
            bool more = take(in, ',');
            comma = comma || more;
            status = more || peek(in) == ')' ? RC_OK : expected(in, "',' or ')'");
        }
    }
    shape->tuple = comma || shape->ndim == 0;
    return status;
}

static rc_status read_dims(parser *in, dims *shape)
{
    shape->ndim = 0;
    shape->tuple = false;
    if (peek(in) == '(') {
        return read_tuple(in, shape);
    }
    if (rci_base_is_digit(peek(in))) {
        shape->ndim = 1;
        return read_count(in, &shape->shape[0]);
    }
    return RC_OK;
}

/* A byte order mark, or '\0'. "=" is little-endian whatever the host; "|" leaves the default. */
static char read_mark(parser *in)
{
    char c;
    skip_space(in);
    c = peek(in);
    if (c == '<' || c == '>' || c == '=' || c == '|') {
        in->at++;
        return c;
    }
    return '\0';
}

/* The byte order of a type with up to two marks. */
static rc_status combine_marks(parser *in, char before, char after, rc_order *order)
{
    bool big = before == '>' || after == '>',
         little = before == '<' || before == '=' || after == '<' || after == '=';
    if (big && little) {
        return rci_notation_fail_at(in->err, in->at - 1, RC_ESYNTAX,
                                    "the byte orders %c and %c contradict", before, after);
    }
    *order = big ? RC_ORDER_BIG : RC_ORDER_LITTLE;
    return RC_OK;
}

/* The length of the code that comes next; 0 if there is not one. */
static size_t code_length(const parser *in)
{
    size_t i = in->at;
    if (peek(in) == '?') {
        return 1;
    }
    while (i < in->length && (rci_base_is_digit(in->text[i]) || in->text[i] == '_' ||
                              rci_base_is_letter(in->text[i]))) {
        i++;
    }
    if (i > in->at && i < in->length && in->text[i] == '[') {
        const char *close = memchr(in->text + i, ']', in->length - i);
        i = close ? (size_t)(close - in->text) + 1 : in->length;
    }
    return i - in->at;
}

static rc_dtype *read_code(parser *in, rc_order order)
{
    size_t length = code_length(in), bad;
    rc_dtype *leaf;
    if (length == 0) {
        expected(in, in->dialect == RCI_NOTATION_COMPACT
                         ? "a type such as i4, float64, bool, S16, M8[ns], str or {...}"
                         : "a type such as i4, float64, bool, S16, M8[ns] or str");
        return NULL;
    }
    leaf = rci_notation_leaf_from_code(in->text + in->at, length, order,
                                       in->dialect == RCI_NOTATION_COMPACT, &bad, in->err);
    if (!leaf) {
        rci_base_error_byte(in->err, in->at + bad);
    }
    in->at += length;
    return leaf;
}

/* `element` in the shape that was written; takes over the reference to the element. */
static rc_dtype *repeat(parser *in, rc_dtype *element, const dims *shape, size_t byte)
{
    rc_dtype *result;
    if (shape->ndim == 0) {
        return element;
    }
    result = shape->tuple ? rc_dtype_subarray(element, shape->ndim, shape->shape, in->err)
                          : rci_notation_repeat(element, shape->shape[0], in->err);
    rc_dtype_unref(element);
    if (!result) {
        rci_base_error_byte(in->err, byte);
    }
    return result;
}

/* A struct in braces or a code; after a shape it may have a count of its own: (2,3)3f8. */
static rc_dtype *parse_element(parser *in, const dims *shape, bool marked, rc_order order)
{
    size_t byte = in->at;
    dims inner = {.ndim = 0};
    rc_dtype *base;
    if (shape->tuple && rci_base_is_digit(peek(in)) && read_dims(in, &inner) != RC_OK) {
        return NULL;
    }
    in->repeated += shape->ndim + inner.ndim > 0;
    base = in->dialect == RCI_NOTATION_COMPACT && peek(in) == '{' && !marked ? parse_struct(in)
                                                                             : read_code(in, order);
    in->repeated -= shape->ndim + inner.ndim > 0;
    return base ? repeat(in, base, &inner, byte) : NULL;
}

static rc_dtype *parse_type(parser *in)
{
    char before = read_mark(in), after;
    size_t byte;
    dims shape;
    rc_order order = RC_ORDER_NONE;
    rc_dtype *element;
    skip_space(in);
    byte = in->at;
    if (read_dims(in, &shape) != RC_OK) {
        return NULL;
    }
    /* As in NumPy, a second mark is allowed only after a count: <(2,3)<f8. */
    after = in->at > byte || !before ? read_mark(in) : '\0';
    skip_space(in);
    if (combine_marks(in, before, after, &order) != RC_OK) {
        return NULL;
    }
    element = parse_element(in, &shape, before || after, order);
    return element ? repeat(in, element, &shape, byte) : NULL;
}

/* ------------------------------------------------------------------- names */

/* Whether a name and a colon, or a source, come next: then these are fields, not types. */
static bool name_is_next(const parser *in)
{
    size_t i = in->at;
    if (in->dialect != RCI_NOTATION_COMPACT) {
        return false;
    }
    if (peek(in) == '"') {
        return true;
    }
    i += rci_notation_bare_name(in->text + i, in->length - i);
    if (i == in->at) {
        return false;
    }
    while (i < in->length && rci_base_is_space(in->text[i])) {
        i++;
    }
    return i < in->length && (in->text[i] == ':' || in->text[i] == '=');
}

/* Reads a name into `name`, which is empty. */
static rc_status read_name(parser *in, rci_base_bytes *name)
{
    size_t n;
    skip_space(in);
    if (peek(in) == '"') {
        in->at++;
        return rci_notation_unescape(in->text, in->length, &in->at, name, in->err);
    }
    n = rci_notation_bare_name(in->text + in->at, in->length - in->at);
    if (n == 0) {
        return expected(in, "a field name");
    }
    in->at += n;
    return rci_base_bytes_append(name, in->text + in->at - n, n, in->err);
}

/* ------------------------------------------------------------------ sources */

/* The path of a field of the struct that is read, which stays in in->path up to the next call. */
static rc_status put_path(parser *in, const rci_base_bytes *name)
{
    rci_notation_put_path(&in->path, (const char *)name->data, name->length);
    return in->path.status;
}

/* What comes after the equals sign. */
static rc_status read_source(parser *in, const rci_base_bytes *name, size_t byte)
{
    const size_t outer = in->path.bytes.length;
    rci_base_text_builder pointer;
    rc_status status;
    if (!in->mapping || in->repeated > 0) {
        return rci_notation_fail_at(
            in->err, in->at - 1, RC_EUNSUPPORTED,
            in->mapping ? "a field in a subarray has no place of its own"
                        : "where a field comes from is not a part of a dtype: it is only for "
                          "reading JSON text");
    }
    rci_base_text_builder_init(&pointer, in->err);
    skip_space(in);
    status = rci_notation_read_source(in->text, in->length, &in->at, &pointer, in->err);
    if (status == RC_OK) {
        status = put_path(in, name);
    }
    if (status == RC_OK) {
        rci_base_put_char(&in->path, '\0');
        status = in->path.status;
    }
    if (status == RC_OK) {
        status = rc_mapping_add(in->mapping, (const char *)in->path.bytes.data,
                                (const char *)pointer.bytes.data, in->err);
        if (status != RC_OK) {
            rci_base_error_byte(in->err, byte);
        }
    }
    in->path.bytes.length = outer;
    rci_base_bytes_release(&pointer.bytes);
    return status;
}

/* The type of a field, whose name is a part of the paths of the fields in it. */
static rc_dtype *parse_field_type(parser *in, const rci_base_bytes *name)
{
    const size_t outer = in->path.bytes.length;
    rc_dtype *dtype = !in->mapping || put_path(in, name) == RC_OK ? parse_type(in) : NULL;
    in->path.bytes.length = outer;
    return dtype;
}

/* ------------------------------------------------------------------ fields */

static rc_status read_field(parser *in, rci_dtype_fields *fields)
{
    size_t byte, offset = RC_AUTO;
    bool nullable = false;
    rci_base_bytes name;
    rc_dtype *dtype = NULL;
    rc_status status;
    rci_base_bytes_init(&name);
    skip_space(in);
    byte = in->at;
    status = read_name(in, &name);
    if (status == RC_OK && take(in, '=')) {
        status = read_source(in, &name, byte);
    }
    if (status == RC_OK && !take(in, ':')) {
        status = expected(in, "':' after the field name");
    }
    if (status == RC_OK) {
        dtype = parse_field_type(in, &name);
        status = dtype ? RC_OK : RC_ESYNTAX;
    }
    if (status == RC_OK) {
        nullable = take(in, '?');
        if (take(in, '@')) {
            skip_space(in);
            status = read_count(in, &offset);
        }
    }
    if (status == RC_OK) {
        status = rci_dtype_fields_add(fields, (const char *)name.data, name.length, dtype, offset,
                                      nullable, byte, in->err);
    } else {
        rc_dtype_unref(dtype);
    }
    rci_base_bytes_release(&name);
    return status;
}

/* Fields up to `close`, options, or the end. */
static rc_status read_fields(parser *in, rci_dtype_fields *fields, char close)
{
    rc_status status = RC_OK;
    bool more = true;
    while (status == RC_OK && more) {
        skip_space(in);
        if (peek(in) == close || peek(in) == ';' || in->at == in->length) {
            break;
        }
        status = read_field(in, fields);
        more = status == RC_OK && take(in, ',');
    }
    return status;
}

/* Two types or more make a struct with the fields f0, f1, ... */
static rc_status read_types(parser *in, rci_dtype_fields *fields)
{
    rc_status status;
    do {
        rci_notation_default_name name;
        rc_dtype *dtype;
        size_t byte = in->at;
        skip_space(in);
        if (fields->n && (in->at == in->length || peek(in) == ';')) {
            in->ends_with_comma = true;
            return RC_OK;
        }
        dtype = parse_type(in);
        if (!dtype) {
            return RC_ESYNTAX;
        }
        rci_notation_default_name_of(&name, fields->n);
        status = rci_dtype_fields_add(fields, name.text, name.length, dtype, RC_AUTO, false, byte,
                                      in->err);
    } while (status == RC_OK && take(in, ','));
    return status;
}

/* ------------------------------------------------------------------ options */

static bool take_word(parser *in, const char *word)
{
    size_t n = strlen(word);
    if (in->length - in->at < n || memcmp(in->text + in->at, word, n) != 0) {
        return false;
    }
    in->at += n;
    return true;
}

static rc_status read_option(parser *in, options *chosen)
{
    skip_space(in);
    if (!chosen->align_given) {
        bool aligned = take_word(in, "aligned");
        chosen->align_given = aligned || take_word(in, "packed");
        if (chosen->align_given) {
            chosen->align = aligned ? RC_ALIGNED : RC_PACKED;
            return RC_OK;
        }
    }
    chosen->byte = in->at;
    if (chosen->itemsize == RC_AUTO && take_word(in, "size")) {
        if (!take(in, '=')) {
            return expected(in, "'='");
        }
        skip_space(in);
        return read_count(in, &chosen->itemsize);
    }
    return expected(in, "one of the options aligned, packed and size=N, once each");
}

static rc_status read_options(parser *in, options *chosen)
{
    rc_status status = RC_OK;
    chosen->align = in->align;
    chosen->align_given = false;
    chosen->itemsize = RC_AUTO;
    chosen->byte = in->at;
    if (take(in, ';')) {
        do {
            status = read_option(in, chosen);
        } while (status == RC_OK && take(in, ','));
    }
    return status;
}

/* ------------------------------------------------------------------ structs */

static rc_dtype *build(parser *in, rci_dtype_fields *fields, const options *chosen)
{
    bool settled = rci_dtype_fields_are_placed(fields) && !chosen->align_given;
    rc_align align = settled ? RC_PACKED : chosen->align;
    size_t byte;
    rc_dtype *dtype = rci_dtype_fields_struct(fields, align, chosen->itemsize, &byte, in->err);
    if (!dtype) {
        rci_base_error_byte(in->err, byte == SIZE_MAX ? chosen->byte : byte);
    }
    return dtype;
}

/* The parser is at the opening brace. */
static rc_dtype *parse_struct(parser *in)
{
    rci_dtype_fields fields;
    options chosen;
    rc_dtype *dtype = NULL;
    rc_status status;
    if (++in->depth > RC_MAX_DEPTH) {
        rci_notation_fail_at(in->err, in->at, RC_ELIMIT,
                             "more than %d structs and subarrays inside one another", RC_MAX_DEPTH);
        return NULL;
    }
    in->at++;
    rci_dtype_fields_init(&fields);
    status = read_fields(in, &fields, '}');
    if (status == RC_OK) {
        status = read_options(in, &chosen);
    }
    if (status == RC_OK && !take(in, '}')) {
        status = expected(in, "',' or '}' after a field");
    }
    if (status == RC_OK) {
        dtype = build(in, &fields, &chosen);
    }
    rci_dtype_fields_release(&fields);
    in->depth--;
    return dtype;
}

/* The dtype of the comma list that has been read: a list of one is that type itself. */
static rc_dtype *build_types(parser *in, rci_dtype_fields *fields, const options *chosen,
                             bool comma)
{
    if (fields->n != 1) {
        return build(in, fields, chosen);
    }
    if (comma) {
        rci_notation_fail_at(in->err, in->at, RC_ESYNTAX,
                             "one type and a comma: versions of NumPy disagree on its meaning. "
                             "Write the type alone, or "
                             "f0:TYPE for a struct of one field");
        return NULL;
    }
    if (chosen->align_given || chosen->itemsize != RC_AUTO) {
        rci_notation_fail_at(in->err, chosen->byte, RC_ESYNTAX, "only a struct has options");
        return NULL;
    }
    return rc_dtype_ref(((const rci_dtype_field_in *)(void *)fields->in.data)->dtype);
}

static rc_dtype *parse_top(parser *in, rci_dtype_fields *fields)
{
    options chosen;
    bool named, comma = false;
    rc_status status;
    skip_space(in);
    named = name_is_next(in);
    status = named ? read_fields(in, fields, '\0') : read_types(in, fields);
    if (status == RC_OK) {
        comma = in->ends_with_comma;
        status = read_options(in, &chosen);
    }
    skip_space(in);
    if (status == RC_OK && in->at < in->length) {
        status =
            expected(in, named ? "',' or the end after a field" : "',' or the end after a type");
    }
    if (status != RC_OK) {
        return NULL;
    }
    return named ? build(in, fields, &chosen) : build_types(in, fields, &chosen, comma);
}

rc_dtype *rci_notation_parse_compact(const char *text, size_t length, rci_notation_dialect dialect,
                                     rc_align align, rc_mapping *mapping, rc_error *err)
{
    parser in = {.text = text,
                 .length = length,
                 .dialect = dialect,
                 .align = align,
                 .mapping = mapping,
                 .err = err};
    rci_dtype_fields fields;
    rc_dtype *dtype;
    rci_base_text_builder_init(&in.path, err);
    rci_dtype_fields_init(&fields);
    dtype = parse_top(&in, &fields);
    rci_dtype_fields_release(&fields);
    rci_base_bytes_release(&in.path.bytes);
    return dtype;
}
