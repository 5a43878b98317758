/* format/json/read/form.c - whether JSON text is a record in each line, or one document. */
#include "format/json/read/form.h"

#include "base/ascii.h"

#include <string.h>

/* The text looked at so far. */
typedef struct head {
    const char *text;
    size_t n;
    bool all; /* no more can be looked at */
    rci_json_read_form named;
    const rc_dtype *dtype;
    const rc_mapping *mapping;
    size_t start; /* of the first value */
    /* The scan of that value: */
    size_t at; /* what is before it was scanned */
    size_t depth;
    bool in_string, escaped;
    bool ended;     /* at `at` */
    bool broken;    /* a line ends in a string */
    bool continued; /* in the next line */
} head;

/* What the text is, when more of it has to be looked at. */
#define MORE RCI_JSON_READ_FORM_UNKNOWN

/* What is neither shown by the content nor by the name is a document. */
static rci_json_read_form as_named(const head *h)
{
    return h->named ? h->named : RCI_JSON_READ_FORM_DOCUMENT;
}

/* ------------------------------------------------------------------ scanning */

/* Scans a byte of a value that is an object or array. */
static void scan_byte(head *h, char c)
{
    if (c == '\n') {
        h->broken = h->broken || h->in_string;
        h->continued = true;
    } else if (h->escaped) {
        h->escaped = false;
    } else if (h->in_string) {
        h->escaped = c == '\\';
        h->in_string = c != '"';
    } else if (c == '"') {
        h->in_string = true;
    } else if (c == '{' || c == '[') {
        h->depth++;
    } else if (c == '}' || c == ']') {
        h->depth--;
        h->ended = h->depth == 0;
    }
}

/* Scans the first value up to its end, or that of its line. */
static void scan_value(head *h)
{
    h->at = h->at < h->start ? h->start : h->at;
    while (h->at < h->n && !h->ended && !h->continued) {
        scan_byte(h, h->text[h->at++]);
    }
}

/* The first byte from `from` on that is not white space, or n; with `same_line` also a newline. */
static size_t skip_space(const head *h, size_t from, bool same_line)
{
    while (from < h->n && rci_base_is_space(h->text[from]) &&
           !(same_line && h->text[from] == '\n')) {
        from++;
    }
    return from;
}

/* ------------------------------------------------------------------- objects */

/* The first value is an object that ends in its line. */
static rci_json_read_form after_object(const head *h)
{
    size_t next = skip_space(h, h->at, true);
    if (next < h->n && h->text[next] != '\n') {
        return RCI_JSON_READ_FORM_DOCUMENT;
    }
    if (next < h->n && !h->named) {
        return RCI_JSON_READ_FORM_LINES;
    }
    next = skip_space(h, next, false);
    if (next == h->n) {
        return h->all ? as_named(h) : MORE;
    }
    return h->text[next] == '{' ? RCI_JSON_READ_FORM_LINES : RCI_JSON_READ_FORM_DOCUMENT;
}

static rci_json_read_form of_object(head *h)
{
    if (h->named == RCI_JSON_READ_FORM_LINES) {
        return RCI_JSON_READ_FORM_LINES;
    }
    scan_value(h);
    if (h->continued || (!h->ended && h->all)) {
        return RCI_JSON_READ_FORM_DOCUMENT;
    }
    return h->ended ? after_object(h) : MORE;
}

/* -------------------------------------------------------------------- arrays */

/* Whether a value of the dtype may begin with the byte: an object with '{', an array with '['. */
static bool takes(const rc_dtype *dtype, char c)
{
    switch (rc_dtype_kind(dtype)) {
    case RC_STRUCT:
        return c == '{' || c == '[';
    case RC_SUBARRAY:
    case RC_C8:
    case RC_C16:
        return c == '[';
    default:
        return c != '{' && c != '[';
    }
}

/* The dtype of the first value of an array that is a record of `dtype`; NULL: there is none. */
static const rc_dtype *first_position(const rc_dtype *dtype)
{
    rc_field_info first;
    if (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        return rc_dtype_element(dtype);
    }
    return rc_dtype_kind(dtype) == RC_STRUCT && rc_dtype_nfields(dtype) > 0 &&
                   rc_dtype_field(dtype, 0, &first, NULL) == RC_OK
               ? first.dtype
               : NULL;
}

/* Whether an array whose first element begins with `c` may be a record of the dtype. */
static bool takes_array_of(const rc_dtype *dtype, char c)
{
    const rc_dtype *first = first_position(dtype);
    if (rc_dtype_kind(dtype) == RC_SUBARRAY && rc_dtype_ndim(dtype) > 1) {
        return c == '[';
    }
    return first && takes(first, c);
}

/* Whether a struct has a field called as the first key of the object at `at`. A key with escapes is
   taken for one, as is one that was not looked at to its end. */
static bool has_first_key(const head *h, const rc_dtype *dtype, size_t at)
{
    char key[256];
    size_t from = skip_space(h, at + 1, false), i;
    const char *end;
    if (from >= h->n || h->text[from] != '"') {
        return true;
    }
    end = memchr(h->text + from + 1, '"', h->n - from - 1);
    if (!end || (size_t)(end - h->text) - from - 1 >= sizeof key ||
        memchr(h->text + from, '\\', (size_t)(end - h->text) - from)) {
        return true;
    }
    *(char *)mempcpy(key, h->text + from + 1, (size_t)(end - h->text) - from - 1) = '\0';
    return rc_dtype_field_index(dtype, key, &i, NULL) == RC_OK;
}

/* An array whose first element is the object at `at`. */
static rci_json_read_form of_objects(const head *h, size_t at)
{
    const rc_dtype *first = h->dtype ? first_position(h->dtype) : NULL;
    if (!h->dtype || rc_mapping_count(h->mapping) > 0 || !takes_array_of(h->dtype, '{')) {
        return RCI_JSON_READ_FORM_DOCUMENT;
    }
    return takes(h->dtype, '{') && (has_first_key(h, h->dtype, at) || !has_first_key(h, first, at))
               ? RCI_JSON_READ_FORM_DOCUMENT
               : RCI_JSON_READ_FORM_LINES;
}

/* An array that is one record, or whose elements are records; the first one is at `at`. */
static rci_json_read_form by_dtype(const head *h, size_t at)
{
    const char c = at < h->n ? h->text[at] : ']';
    bool elements, whole;
    if (c == '{') {
        return of_objects(h, at);
    }
    if (!h->dtype || rc_mapping_count(h->mapping) > 0 || c == ']' || c == 'n') {
        return as_named(h);
    }
    elements = takes(h->dtype, c);
    whole = takes_array_of(h->dtype, c);
    return elements == whole ? as_named(h)
           : elements        ? RCI_JSON_READ_FORM_DOCUMENT
                             : RCI_JSON_READ_FORM_LINES;
}

/* The first value is an array that ends in its line; `first` is its first element. */
static rci_json_read_form after_array(const head *h, size_t first)
{
    size_t next = skip_space(h, h->at, true);
    if (next < h->n && h->text[next] != '\n') {
        return as_named(h);
    }
    next = skip_space(h, next, false);
    if (next == h->n) {
        return h->all ? by_dtype(h, first) : MORE;
    }
    return h->text[next] == '[' || h->text[next] == '{' ? RCI_JSON_READ_FORM_LINES : as_named(h);
}

static rci_json_read_form of_array(head *h)
{
    size_t first;
    scan_value(h);
    first = skip_space(h, h->start + 1, false);
    if (h->broken) {
        return as_named(h);
    }
    if (h->continued && first < h->n) {
        const char c = h->text[first];
        const bool known = h->dtype && rc_mapping_count(h->mapping) == 0;
        return known && c != ']' && c != 'n' && !takes(h->dtype, c) ? as_named(h)
                                                                    : RCI_JSON_READ_FORM_DOCUMENT;
    }
    if (h->ended) {
        return after_array(h, first);
    }
    return h->all ? by_dtype(h, first) : MORE;
}

/* ------------------------------------------------------------------------- */

/* What the text is, or MORE. */
static rci_json_read_form decide(head *h)
{
    static const char mark[3] = "\xEF\xBB\xBF";
    const bool marked = h->n >= sizeof mark && memcmp(h->text, mark, sizeof mark) == 0;
    h->start = skip_space(h, marked ? sizeof mark : 0, false);
    if (h->start == h->n) {
        return h->all ? as_named(h) : MORE;
    }
    switch (h->text[h->start]) {
    case '{':
        return of_object(h);
    case '[':
        return of_array(h);
    case '\xEF':
        return h->all || h->n >= sizeof mark ? as_named(h) : MORE;
    default:
        return as_named(h);
    }
}

rc_status rci_json_read_find_form(rci_io_source *source, rci_json_read_form named,
                                  const rc_dtype *dtype, const rc_mapping *mapping,
                                  rci_json_read_form *found, rc_error *err)
{
    head h = {.named = named, .dtype = dtype, .mapping = mapping};
    const unsigned char *bytes;
    rc_status status = RC_OK;
    rci_io_source_peeked(source, &bytes, &h.n);
    h.text = (const char *)bytes;
    *found = decide(&h);
    /* The first bytes are enough for most inputs: the head, which takes memory, is for the rest. */
    for (bool few = true; *found == MORE && status == RC_OK; few = false) {
        const size_t before = h.n;
        status = rci_io_source_peek_most(source, few ? RCI_IO_PEEK_MOST : RCI_IO_HEAD_MOST, &bytes,
                                         &h.n, err);
        h.text = (const char *)bytes;
        h.all = !few && h.n == before;
        *found = status == RC_OK ? decide(&h) : MORE;
    }
    return status;
}
