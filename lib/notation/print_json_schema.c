/*
 * notation/print_json_schema.c - the JSON Schema of the JSON text of records
 * (parse_json_schema.c reads it).
 */
#include "notation/code.h"
#include "notation/json_schema.h"
#include "notation/print.h"

static void print_schema(rci_base_text_builder *out, const rc_dtype *dtype, bool nullable);

static void put_type(rci_base_text_builder *out, const char *type, bool nullable)
{
    rci_base_put(out, nullable ? "\"type\":[" : "\"type\":");
    rci_base_put_json(out, type, strlen(type));
    rci_base_put(out, nullable ? ",\"null\"]" : "");
}

/* The type of a leaf that the other keywords do not determine. */
static void put_leaf(rci_base_text_builder *out, const rc_dtype *leaf)
{
    rci_notation_code code;
    rci_base_put(out, ",\"" RCI_NOTATION_SCHEMA_KEY "\":\"");
    rci_base_put(out, leaf->order == RC_ORDER_BIG ? ">" : "");
    (void)rci_notation_leaf_code(&code, leaf);
    rci_base_put(out, rci_notation_add_zone(&code, leaf));
    rci_base_put_char(out, '"');
}

/* ------------------------------------------------------------------ leaves */

static void put_integer(rci_base_text_builder *out, const rc_dtype *leaf, bool nullable)
{
    static const char *const bounds[] = {
        [RC_I1] = ",\"minimum\":-128,\"maximum\":127",
        [RC_I2] = ",\"minimum\":-32768,\"maximum\":32767",
        [RC_I4] = ",\"minimum\":-2147483648,\"maximum\":2147483647",
        [RC_I8] = ",\"minimum\":-9223372036854775808,\"maximum\":9223372036854775807",
        [RC_U1] = ",\"minimum\":0,\"maximum\":255",
        [RC_U2] = ",\"minimum\":0,\"maximum\":65535",
        [RC_U4] = ",\"minimum\":0,\"maximum\":4294967295",
        [RC_U8] = ",\"minimum\":0,\"maximum\":18446744073709551615",
    };
    put_type(out, "integer", nullable);
    rci_base_put(out, bounds[leaf->kind]);
}

static void put_length(rci_base_text_builder *out, const char *key, size_t n)
{
    rci_base_put(out, ",\"");
    rci_base_put(out, key);
    rci_base_put(out, "\":");
    rci_base_put_size(out, n);
}

static void put_text(rci_base_text_builder *out, const rc_dtype *leaf, bool nullable)
{
    put_type(out, "string", nullable);
    if (leaf->kind == RC_RAW) {
        put_length(out, "minLength", 2 * leaf->length);
        put_length(out, "maxLength", 2 * leaf->length);
    } else if (leaf->kind != RC_STR) {
        put_length(out, "maxLength", leaf->length);
    }
}

/* Whether the leaf is one that the unit alone determines. */
static bool is_plain_time(const rc_dtype *leaf, rc_unit unit)
{
    return leaf->unit == unit && leaf->multiple == 1 && !leaf->zone &&
           leaf->order == RC_ORDER_LITTLE;
}

static void put_datetime(rci_base_text_builder *out, const rc_dtype *leaf, bool nullable)
{
    const bool is_date = is_plain_time(leaf, RC_UNIT_D);
    put_type(out, "string", nullable);
    if (is_date || leaf->unit >= RC_UNIT_s) {
        rci_base_put(out, is_date ? ",\"format\":\"date\"" : ",\"format\":\"date-time\"");
    }
}

/* The keywords of a leaf. Whether they determine it. */
static bool put_keywords(rci_base_text_builder *out, const rc_dtype *leaf, bool nullable)
{
    switch (leaf->kind) {
    case RC_BOOL:
        put_type(out, "boolean", nullable);
        return true;
    case RC_F2:
    case RC_F4:
    case RC_F8:
        put_type(out, "number", nullable);
        return leaf->kind == RC_F8 && leaf->order == RC_ORDER_LITTLE;
    case RC_C8:
    case RC_C16:
        put_type(out, "array", nullable);
        rci_base_put(out, ",\"items\":{\"type\":\"number\"},\"minItems\":2,\"maxItems\":2");
        return false;
    case RC_BYTES:
    case RC_UCS4:
    case RC_RAW:
    case RC_STR:
        put_text(out, leaf, nullable);
        return leaf->kind == RC_STR || (leaf->kind == RC_UCS4 && leaf->order == RC_ORDER_LITTLE);
    case RC_DATETIME:
        put_datetime(out, leaf, nullable);
        return is_plain_time(leaf, RC_UNIT_D) || is_plain_time(leaf, RC_UNIT_us);
    case RC_TIMEDELTA:
        rci_base_put(out, "\"type\":[\"integer\",\"string\"");
        rci_base_put(out, nullable ? ",\"null\"]" : "]");
        return false;
    default:
        put_integer(out, leaf, nullable);
        return leaf->order != RC_ORDER_BIG;
    }
}

/* ----------------------------------------------------------------- structs */

static void print_struct(rci_base_text_builder *out, const rc_dtype *dtype, bool nullable)
{
    size_t i;
    if (!rci_notation_layout_is_plain(dtype)) {
        rci_base_text_builder_refuse(out, NULL,
                                     "JSON Schema has no offsets: use --to json, the schema "
                                     "document, which expresses every dtype");
    }
    put_type(out, "object", nullable);
    rci_base_put(out, ",\"properties\":{");
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        rci_base_put(out, i ? "," : "");
        rci_base_put_json(out, member->name, member->name_length);
        rci_base_put_char(out, ':');
        print_schema(out, member->dtype, member->nullable);
    }
    rci_base_put(out, "},\"required\":[");
    for (i = 0; i < dtype->nfields; i++) {
        rci_base_put(out, i ? "," : "");
        rci_base_put_json(out, dtype->members[i].name, dtype->members[i].name_length);
    }
    rci_base_put(out, "],\"additionalProperties\":false");
    rci_base_put(out, dtype->aligned ? ",\"" RCI_NOTATION_SCHEMA_KEY "\":\"aligned\"" : "");
}

/* The dimensions from `first` on. */
static void print_array(rci_base_text_builder *out, const rc_dtype *dtype, size_t first,
                        bool nullable)
{
    put_type(out, "array", nullable);
    rci_base_put(out, ",\"items\":");
    if (first + 1 < dtype->ndim) {
        rci_base_put_char(out, '{');
        print_array(out, dtype, first + 1, false);
        rci_base_put_char(out, '}');
    } else {
        print_schema(out, dtype->element, false);
    }
    put_length(out, "minItems", dtype->shape[first]);
    put_length(out, "maxItems", dtype->shape[first]);
}

/* Recurses at most RC_MAX_DEPTH times. */
static void print_schema(rci_base_text_builder *out, const rc_dtype *dtype, bool nullable)
{
    rci_base_put_char(out, '{');
    if (dtype->kind == RC_STRUCT) {
        print_struct(out, dtype, nullable);
    } else if (dtype->kind == RC_SUBARRAY) {
        print_array(out, dtype, 0, nullable);
    } else if (!put_keywords(out, dtype, nullable)) {
        put_leaf(out, dtype);
    }
    rci_base_put_char(out, '}');
}

void rci_notation_print_json_schema(rci_base_text_builder *out, const rc_dtype *dtype)
{
    size_t start;
    rci_base_put(out, "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",");
    start = out->bytes.length;
    print_schema(out, dtype, false);
    if (out->status == RC_OK) { /* the keywords are those of the outermost schema */
        memmove(out->bytes.data + start, out->bytes.data + start + 1,
                out->bytes.length - start - 1);
        out->bytes.length--;
    }
}
