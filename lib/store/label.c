/* store/label.c - the dtype of a buffer and its fields as an entry of the tracing. Takes no memory.
 */
#include "store/label.h"

#include "account/intern.h"
#include "notation/code.h"

#include <stdio.h>
#include <string.h>

enum { MOST_TEXT = 512, MOST_LABEL = 8 * 1024 };

/* ------------------------------------------------------------------ text */

/* Text in the compact notation, without offsets. What does not fit is cut. */
typedef struct short_text {
    char bytes[MOST_TEXT];
    size_t length;
} short_text;

static void put(short_text *out, const char *text)
{
    size_t length = strlen(text), room = sizeof out->bytes - 1 - out->length;
    length = length < room ? length : room;
    memcpy(out->bytes + out->length, text, length);
    out->length += length;
}

static void put_type(short_text *out, const rc_dtype *dtype);

static void put_fields(short_text *out, const rc_dtype *dtype)
{
    size_t n = rc_dtype_nfields(dtype);
    for (size_t i = 0; i < n && out->length + 1 < sizeof out->bytes; i++) {
        rc_field_info field = rci_dtype_child_at(dtype, i).info;
        put(out, i > 0 ? ", " : "");
        put(out, field.name);
        put(out, ":");
        put_type(out, field.dtype);
        put(out, field.nullable ? "?" : "");
    }
}

static void put_shape(short_text *out, const rc_dtype *subarray)
{
    size_t ndim = rc_dtype_ndim(subarray);
    char number[24];
    put(out, ndim > 1 ? "(" : "");
    for (size_t i = 0; i < ndim; i++) {
        snprintf(number, sizeof number, "%s%zu", i > 0 ? "," : "", rc_dtype_shape(subarray)[i]);
        put(out, number);
    }
    put(out, ndim > 1 ? ")" : "");
}

/* Recurses at most RC_MAX_DEPTH times. */
static void put_type(short_text *out, const rc_dtype *dtype)
{
    rci_notation_code code;
    if (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        put_shape(out, dtype);
        put_type(out, rc_dtype_element(dtype));
    } else if (rc_dtype_kind(dtype) == RC_STRUCT) {
        put(out, "{");
        put_fields(out, dtype);
        put(out, "}");
    } else {
        put(out, rc_dtype_order(dtype) == RC_ORDER_BIG ? ">" : "");
        put(out, rci_notation_leaf_code(&code, dtype));
    }
}

/* ----------------------------------------------------------------- label */

/* The bytes of the entry, see account/trace.h. */
typedef union label {
    uint64_t aligned;
    char bytes[MOST_LABEL];
} label;

static size_t padded(size_t n)
{
    return (n + 7) / 8 * 8;
}

/* False: no more fields fit. */
static bool add_field(label *made, size_t *length, const char *name, uint64_t bytes)
{
    rci_account_field *field = (rci_account_field *)(void *)(made->bytes + *length);
    size_t name_length = strlen(name) + 1, size = padded(sizeof *field + name_length);
    if (size > sizeof made->bytes - *length) {
        return false;
    }
    memset(field, 0, size);
    field->bytes = bytes;
    memcpy(field->name, name, name_length);
    *length += size;
    return true;
}

/* Bytes of the cells of a field in each record. */
static uint64_t cell_bytes(const rci_store_schema *schema, const rci_dtype_child *child)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < rci_dtype_leaf_count(child->info.dtype); i++) {
        sum += schema->cells[child->first_leaf + i].size;
    }
    return sum;
}

static short_text text_of(const rc_dtype *dtype)
{
    short_text text = {"", 0};
    if (rc_dtype_kind(dtype) == RC_STRUCT) {
        put_fields(&text, dtype);
    } else {
        put_type(&text, dtype);
    }
    text.bytes[text.length] = '\0';
    return text;
}

void rci_store_label_text(const rc_dtype *dtype, char *text, size_t size)
{
    const short_text all = text_of(dtype);
    snprintf(text, size, "%s", all.bytes);
}

static size_t make_label(label *made, const rci_store_schema *schema)
{
    const short_text text = text_of(schema->dtype);
    size_t length, n = rc_dtype_nfields(schema->dtype);
    length = padded(text.length + 1);
    memset(made->bytes, 0, length);
    memcpy(made->bytes, text.bytes, text.length);
    for (size_t i = 0; i < n; i++) {
        rci_dtype_child child = rci_dtype_child_at(schema->dtype, i);
        if (!add_field(made, &length, child.info.name, cell_bytes(schema, &child))) {
            break;
        }
    }
    return length;
}

void rci_store_label_new(const rci_store_storage *storage, const rci_store_schema *schema)
{
    label made;
    size_t length = rci_account_reads_environment ? make_label(&made, schema) : 0;
    rci_account_table_label(storage->buffer->block,
                            rci_account_intern(RCI_ACCOUNT_DTYPE, made.bytes, length),
                            storage->capacity);
}
