/*
 * notation/print_compact.c - prints the compact notation (parse_compact.c has its grammar) and
 * NumPy's comma strings.
 */
#include "base/ascii.h"
#include "dtype/names.h"
#include "notation/code.h"
#include "notation/mapping.h"
#include "notation/numpy.h"
#include "notation/print.h"

#include <string.h>

static void print_type(rci_base_text_builder *out, const rc_dtype *dtype,
                       rci_notation_sources *sources, size_t first);

void rci_notation_print_name(rci_base_text_builder *out, const char *name, size_t length)
{
    if (rci_dtype_name_is_plain(name, length)) {
        rci_base_put_n(out, name, length);
    } else {
        rci_base_put_json(out, name, length);
    }
}

void rci_notation_print_dims(rci_base_text_builder *out, const rc_dtype *subarray)
{
    const rc_dtype *element = subarray->element;
    bool unsized = rci_dtype_kind_facts_of(element->kind)->sized && element->length == 0;
    size_t i;
    if (subarray->ndim == 1 && subarray->shape[0] != 1 && !unsized) {
        rci_base_put_size(out, subarray->shape[0]);
        return;
    }
    rci_base_put_char(out, '(');
    for (i = 0; i < subarray->ndim; i++) {
        rci_base_put_size(out, subarray->shape[i]);
        rci_base_put(out, i + 1 < subarray->ndim || subarray->ndim == 1 ? "," : "");
    }
    rci_base_put_char(out, ')');
}

/* What has to be written about the layout of a struct, as the fields alone do not imply it. */
typedef struct layout_needs {
    bool offsets; /* of every field */
    bool size;
} layout_needs;

static layout_needs needs_of(const rc_dtype *dtype)
{
    layout_needs needs = {false, false};
    size_t i, end = 0, size;
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        size_t unit = dtype->aligned ? member->dtype->alignment : 1;
        size_t place = (end + unit - 1) / unit * unit;
        needs.offsets = needs.offsets || member->offset != place;
        end = member->offset + member->dtype->itemsize;
    }
    for (end = 0, i = 0; i < dtype->nfields; i++) {
        size = dtype->members[i].offset + dtype->members[i].dtype->itemsize;
        end = size > end ? size : end;
    }
    size =
        dtype->aligned ? (end + dtype->alignment - 1) / dtype->alignment * dtype->alignment : end;
    needs.size = dtype->itemsize != size;
    return needs;
}

bool rci_notation_layout_is_plain(const rc_dtype *dtype)
{
    const layout_needs needs = needs_of(dtype);
    return !needs.offsets && !needs.size;
}

void rci_notation_print_source(rci_base_text_builder *out, const char *pointer)
{
    size_t plain = 0;
    while (rci_base_is_digit(pointer[plain]) || rci_base_is_letter(pointer[plain]) ||
           (pointer[plain] && strchr("/~_-.", pointer[plain]))) {
        plain++;
    }
    rci_base_put_char(out, '=');
    if (pointer[plain]) {
        rci_base_put_json(out, pointer, strlen(pointer));
    } else {
        rci_base_put(out, pointer);
        rci_base_put_char(out, ' ');
    }
}

/* The fields of a struct; `first` is the number of the first. */
static void print_fields(rci_base_text_builder *out, const rc_dtype *dtype,
                         rci_notation_sources *sources, size_t first)
{
    layout_needs needs = needs_of(dtype);
    size_t i;
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        const size_t number = first + member->first_field;
        const char *pointer = rci_notation_sources_take(sources, number);
        rci_base_put(out, i ? ", " : "");
        rci_notation_print_name(out, member->name, member->name_length);
        if (pointer) {
            rci_notation_print_source(out, pointer);
        }
        rci_base_put_char(out, ':');
        print_type(out, member->dtype, sources, number + 1);
        rci_base_put(out, member->nullable ? "?" : "");
        if (needs.offsets) {
            rci_base_put_char(out, '@');
            rci_base_put_size(out, member->offset);
        }
    }
    if (dtype->aligned) {
        rci_base_put(out, "; aligned");
    }
    if (needs.size) {
        rci_base_put(out, dtype->aligned ? ", size=" : "; size=");
        rci_base_put_size(out, dtype->itemsize);
    }
}

/* Recurses at most RC_MAX_DEPTH times. */
static void print_type(rci_base_text_builder *out, const rc_dtype *dtype,
                       rci_notation_sources *sources, size_t first)
{
    rci_notation_code code;
    if (dtype->kind == RC_SUBARRAY) {
        rci_notation_print_dims(out, dtype);
        print_type(out, dtype->element, sources, first);
    } else if (dtype->kind == RC_STRUCT) {
        rci_base_put_char(out, '{');
        print_fields(out, dtype, sources, first);
        rci_base_put_char(out, '}');
    } else {
        rci_base_put(out, dtype->order == RC_ORDER_BIG ? ">" : "");
        (void)rci_notation_leaf_code(&code, dtype);
        rci_base_put(out, rci_notation_add_zone(&code, dtype));
    }
}

static void print_whole(rci_base_text_builder *out, const rc_dtype *dtype,
                        rci_notation_sources *sources)
{
    if (dtype->kind == RC_STRUCT && dtype->nfields) {
        print_fields(out, dtype, sources, 0);
    } else {
        print_type(out, dtype, sources, 0);
    }
}

void rci_notation_print_compact(rci_base_text_builder *out, const rc_dtype *dtype)
{
    rci_notation_sources none = {.next = 0};
    print_whole(out, dtype, &none);
}

char *rc_dtype_text_mapped(const rc_dtype *dtype, const rc_mapping *mapping, rc_error *err)
{
    rci_notation_sources sources;
    rci_base_text_builder out;
    if (!dtype) {
        rci_dtype_fail_null(err, "dtype");
        return NULL;
    }
    rci_base_text_builder_init(&out, err);
    out.status = rci_notation_sources_init(&sources, mapping, dtype, err);
    if (out.status == RC_OK) {
        print_whole(&out, dtype, &sources);
    }
    rci_notation_sources_release(&sources);
    return rci_base_text_builder_finish(&out);
}

/* ------------------------------------------------------------------- comma */

static void print_comma_item(rci_base_text_builder *out, const rc_dtype *dtype, const char *field)
{
    const rc_dtype *base = dtype->kind == RC_SUBARRAY ? dtype->element : dtype;
    rci_notation_code code;
    if (base->kind == RC_STRUCT || base->kind == RC_STR) {
        rci_base_text_builder_refuse(out, field,
                                     "a comma string cannot express %s: use the compact notation",
                                     base->kind == RC_STR ? "str" : "a nested struct");
        return;
    }
    if (dtype->kind == RC_SUBARRAY) {
        rci_notation_print_dims(out, dtype);
    }
    rci_base_put(out, base->order == RC_ORDER_BIG ? ">" : "");
    /* The mark comes after the count. NumPy does not know the name bool for a bare code. */
    rci_base_put(out, base->kind == RC_BOOL ? "?" : rci_notation_leaf_code(&code, base));
}

static void check_comma(rci_base_text_builder *out, const rc_dtype *dtype)
{
    layout_needs needs = needs_of(dtype);
    size_t i;
    if (dtype->nfields < 2 || needs.offsets || needs.size || dtype->aligned) {
        rci_base_text_builder_refuse(out, NULL,
                                     "a comma string cannot express %s: use the compact notation",
                                     dtype->nfields == 0   ? "a struct without fields"
                                     : dtype->nfields == 1 ? "a struct of one field"
                                                           : "the offsets of fields");
    }
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        rci_notation_default_name name;
        rci_notation_default_name_of(&name, i);
        if (strcmp(member->name, name.text) != 0 || member->nullable) {
            rci_base_text_builder_refuse(
                out, member->name, "a comma string cannot express %s: use the compact notation",
                member->nullable ? "that a field is nullable" : "field names");
        }
    }
}

void rci_notation_print_comma(rci_base_text_builder *out, const rc_dtype *dtype)
{
    size_t i;
    if (dtype->kind != RC_STRUCT) {
        print_comma_item(out, dtype, NULL);
        return;
    }
    check_comma(out, dtype);
    for (i = 0; i < dtype->nfields && out->status == RC_OK; i++) {
        rci_base_put(out, i ? "," : "");
        print_comma_item(out, dtype->members[i].dtype, dtype->members[i].name);
    }
}
