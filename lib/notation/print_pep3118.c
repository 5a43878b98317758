/*
 * notation/print_pep3118.c - prints PEP 3118 formats (parse_pep3118.c reads them). Every number has
 * a mark for its byte order, and padding is written, so that nothing depends on C's alignment.
 */
#include "base/quote.h"
#include "notation/print.h"

#include <string.h>

static void print_item(rci_base_text_builder *out, const rc_dtype *dtype, const char *field);

static void print_padding(rci_base_text_builder *out, size_t bytes)
{
    if (bytes) {
        rci_base_put_size(out, bytes);
        rci_base_put_char(out, 'x');
    }
}

static void print_name(rci_base_text_builder *out, const rci_dtype_member *member)
{
    if (memchr(member->name, ':', member->name_length)) {
        rci_base_text_builder_refuse(
            out, member->name,
            "a PEP 3118 format cannot hold a name with a colon: rename the field");
    }
    if (rci_base_has_control(member->name, member->name_length)) {
        rci_base_text_builder_refuse(
            out, member->name,
            "a PEP 3118 format cannot hold a name with control characters: rename the field");
    }
    rci_base_put_char(out, ':');
    rci_base_put_n(out, member->name, member->name_length);
    rci_base_put_char(out, ':');
}

static void print_struct(rci_base_text_builder *out, const rc_dtype *dtype)
{
    size_t i, end = 0;
    rci_base_put(out, "T{");
    for (i = 0; i < dtype->nfields && out->status == RC_OK; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        if (member->offset < end) {
            rci_base_text_builder_refuse(
                out, member->name,
                "PEP 3118 lists fields in the order of their offsets: reorder the "
                "fields");
            return;
        }
        if (member->nullable) {
            rci_base_text_builder_refuse(out, member->name,
                                         "PEP 3118 has no nullable fields: remove the ? after the "
                                         "type, and add a bool field "
                                         "if needed");
        }
        print_padding(out, member->offset - end);
        print_item(out, member->dtype, member->name);
        print_name(out, member);
        end = member->offset + member->dtype->itemsize;
    }
    print_padding(out, dtype->itemsize - end);
    rci_base_put_char(out, '}');
}

static const char *code_of(rc_kind kind)
{
    static const char *const codes[] = {
        [RC_BOOL] = "?", [RC_I1] = "b",  [RC_I2] = "h",   [RC_I4] = "i",      [RC_I8] = "q",
        [RC_U1] = "B",   [RC_U2] = "H",  [RC_U4] = "I",   [RC_U8] = "Q",      [RC_F2] = "e",
        [RC_F4] = "f",   [RC_F8] = "d",  [RC_C8] = "Zf",  [RC_C16] = "Zd",    [RC_BYTES] = "s",
        [RC_UCS4] = "w", [RC_RAW] = "x", [RC_STR] = NULL, [RC_STRUCT] = NULL,
    };
    return kind < (rc_kind)(sizeof codes / sizeof codes[0]) ? codes[kind] : NULL;
}

static void print_leaf(rci_base_text_builder *out, const rc_dtype *dtype, const char *field)
{
    const char *code = code_of(dtype->kind);
    if (!code) {
        rci_base_text_builder_refuse(
            out, field, "PEP 3118 has no %s: %s", rc_kind_name(dtype->kind),
            dtype->kind == RC_STR ? "use S<n> or U<n> wide enough" : "describe it as i8");
        return;
    }
    if (dtype->order != RC_ORDER_NONE) {
        rci_base_put_char(out, dtype->order == RC_ORDER_BIG ? '>' : '<');
    }
    if (rci_dtype_kind_facts_of(dtype->kind)->sized) {
        rci_base_put_size(out, dtype->length);
    }
    rci_base_put(out, code);
}

static void print_subarray(rci_base_text_builder *out, const rc_dtype *dtype, const char *field)
{
    size_t i;
    rci_base_put_char(out, '(');
    for (i = 0; i < dtype->ndim; i++) {
        rci_base_put(out, i ? "," : "");
        rci_base_put_size(out, dtype->shape[i]);
    }
    rci_base_put_char(out, ')');
    print_item(out, dtype->element, field);
}

/* Recurses at most RC_MAX_DEPTH times. */
static void print_item(rci_base_text_builder *out, const rc_dtype *dtype, const char *field)
{
    if (dtype->kind == RC_STRUCT) {
        print_struct(out, dtype);
    } else if (dtype->kind == RC_SUBARRAY) {
        print_subarray(out, dtype, field);
    } else {
        print_leaf(out, dtype, field);
    }
}

void rci_notation_print_pep3118(rci_base_text_builder *out, const rc_dtype *dtype)
{
    const rc_dtype *base = dtype->kind == RC_SUBARRAY ? dtype->element : dtype;
    if (base->kind == RC_RAW) {
        rci_base_text_builder_refuse(
            out, NULL, "in PEP 3118 V<n> without a field name is padding: use S<n>, or a struct");
        return;
    }
    print_item(out, dtype, NULL);
}
