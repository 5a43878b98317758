/* format/json/dom/schema.c - a dtype as a jansson value: its schema document, parsed. */
#include "base/bytes.h"
#include "format/json/dom/dom.h"

#include <string.h>

json_t *rc_json_from_dtype(const rc_dtype *dtype, rc_error *err)
{
    char *text;
    json_t *schema;
    err = rci_json_dom_error(err);
    if (!dtype) {
        rci_base_fail(err, RC_EARG, "there is no dtype (NULL)");
        return NULL;
    }
    text = rc_dtype_text(dtype, RC_NOTATION_JSON, err);
    if (!text) {
        return NULL;
    }
    schema = rc_json_parse(text, strlen(text), 0, err);
    rc_text_free(text);
    return schema;
}

/* Text that jansson writes. It does not check every write (2.14 does not for keys), so the first
   failure is kept. */
typedef struct sink {
    rci_base_bytes text;
    rc_status status;
    rc_error *err;
} sink;

static int put(const char *bytes, size_t n, void *context)
{
    sink *out = context;
    if (out->status == RC_OK) {
        out->status = rci_base_bytes_append(&out->text, bytes, n, out->err);
    }
    return out->status == RC_OK ? 0 : -1;
}

static rc_status write_text(sink *out, const json_t *value)
{
    if (json_dump_callback(value, put, out, JSON_COMPACT | JSON_ENCODE_ANY) != 0 &&
        out->status == RC_OK) {
        return rci_base_fail(
            out->err, RC_ENOMEM,
            "jansson cannot write the schema document: out of memory, or a value that "
            "holds itself or is not UTF-8");
    }
    return out->status;
}

/* The caller does not know the text, so the message quotes it instead of giving an offset. */
static void fail_schema(rc_error *err, const rc_error *found, const char *text, size_t length)
{
    rci_base_quoted quoted;
    if (found->byte >= length) {
        rci_base_fail(err, found->status, "%s", found->message);
        return;
    }
    rci_base_fail(err, found->status, "%.*s (in the schema document, at %s)",
                  (int)(sizeof found->message - sizeof quoted.text - 40), found->message,
                  rci_base_quote(&quoted, text + found->byte, length - found->byte));
}

static rc_dtype *parse_text(const char *text, size_t length, rc_error *err)
{
    rc_error found = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse_n(text, length, RC_PACKED, &found);
    if (!dtype) {
        fail_schema(err, &found, text, length);
    }
    return dtype;
}

/* Other values could be read as a dtype in another notation, once they are text. */
static bool is_schema(const json_t *value)
{
    return json_is_string(value) || json_object_get(value, "fields") ||
           json_object_get(value, "element");
}

rc_dtype *rc_json_to_dtype(const json_t *schema, rc_error *err)
{
    sink out = {.status = RC_OK, .err = rci_json_dom_error(err)};
    rc_dtype *dtype = NULL;
    if (!schema) {
        rci_base_fail(out.err, RC_EARG, "there is no JSON value (NULL)");
        return NULL;
    }
    if (!is_schema(schema)) {
        rci_base_fail(
            out.err, RC_ESYNTAX,
            "not a schema document: expected an object with \"fields\" or \"element\", or the "
            "name of a kind");
        return NULL;
    }
    rci_base_bytes_init(&out.text);
    if (write_text(&out, schema) == RC_OK) {
        dtype = parse_text((const char *)out.text.data, out.text.length, out.err);
    }
    rci_base_bytes_release(&out.text);
    return dtype;
}
