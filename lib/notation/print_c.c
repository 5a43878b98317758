/*
 * notation/print_c.c - prints a dtype as a C header: structs, static assertions, and the
 * description that makes the dtype from them again (rowcol/cstruct.h). A struct comes before those
 * that hold it.
 */
#include "dtype/fields.h"
#include "notation/c_identifier.h"
#include "notation/print.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct printer {
    rci_base_text_builder *out;
    bool numbered; /* tags of inner structs end in their index, as two would be equal without */
} printer;

/* A struct within the dtype: its tag, and its index in pre-order. */
typedef struct place {
    const rc_dtype *dtype;
    char *tag; /* NUL-terminated */
    size_t index;
} place;

static const rc_dtype *base_of(const rc_dtype *dtype)
{
    return dtype->kind == RC_SUBARRAY ? dtype->element : dtype;
}

/* ------------------------------------------------------------------- layout */

static size_t c_alignment(const rc_dtype *dtype);

/* Whether C cannot place the members by itself, even with padding members in the gaps. */
static bool needs_packing(const rc_dtype *dtype, size_t *alignment)
{
    size_t i;
    *alignment = 1;
    for (i = 0; i < dtype->nfields; i++) {
        size_t unit = c_alignment(dtype->members[i].dtype);
        if (dtype->members[i].offset % unit) {
            return true;
        }
        *alignment = unit > *alignment ? unit : *alignment;
    }
    return dtype->itemsize % *alignment != 0;
}

/* The alignment of what is printed for `dtype`. Recurses at most RC_MAX_DEPTH times. */
static size_t c_alignment(const rc_dtype *dtype)
{
    const rc_dtype *base = base_of(dtype);
    size_t alignment;
    if (base->kind != RC_STRUCT) {
        return base->alignment;
    }
    return needs_packing(base, &alignment) ? 1 : alignment;
}

typedef struct by_place {
    size_t offset;
    size_t i;
} by_place;

static int compare_offsets(const void *a, const void *b)
{
    const by_place *x = (const by_place *)a, *y = (const by_place *)b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* --------------------------------------------------------------------- tags */

static size_t count_structs(const rc_dtype *dtype)
{
    const rc_dtype *base = base_of(dtype);
    size_t i, n = base->kind == RC_STRUCT;
    for (i = 0; i < base->nfields; i++) {
        n += count_structs(base->members[i].dtype);
    }
    return n;
}

enum { TAG_LENGTH = 120 };

/* The tag of the struct in member `i`, TAG_MEMBER, cut where it is long; rc_text_free it. */
static char *inner_tag(const printer *p, const place *outer, size_t i, size_t index)
{
    rci_base_text_builder tag;
    rci_base_text_builder_init(&tag, p->out->err);
    rci_base_put(&tag, outer->tag);
    rci_base_put_char(&tag, '_');
    rci_notation_put_c_member(&tag, outer->dtype, i);
    tag.bytes.length = tag.bytes.length < TAG_LENGTH ? tag.bytes.length : TAG_LENGTH;
    if (p->numbered) {
        rci_base_put_char(&tag, '_');
        rci_base_put_size(&tag, index);
    }
    return rci_base_text_builder_finish(&tag);
}

/* Calls `visit` for each member that is a struct or an array of them. */
static void each_inner(const printer *p, const place *outer,
                       void (*visit)(const printer *p, const place *inner, size_t i, void *context),
                       void *context)
{
    size_t i, index = outer->index + 1;
    for (i = 0; i < outer->dtype->nfields && p->out->status == RC_OK; i++) {
        place inner = {base_of(outer->dtype->members[i].dtype), NULL, index};
        if (inner.dtype->kind == RC_STRUCT) {
            inner.tag = inner_tag(p, outer, i, index);
            p->out->status = inner.tag ? RC_OK : RC_ENOMEM;
            if (inner.tag) {
                visit(p, &inner, i, context);
            }
            rc_text_free(inner.tag);
            index += count_structs(inner.dtype);
        }
    }
}

/* ------------------------------------------------------------------ members */

/* The C type of one leaf, and the extent of the array that it needs, or 0. */
static const char *c_type(const rc_dtype *leaf, size_t *extent)
{
    static const char *const natural[] = {
        [RC_BOOL] = "bool",         [RC_I1] = "int8_t",         [RC_I2] = "int16_t",
        [RC_I4] = "int32_t",        [RC_I8] = "int64_t",        [RC_U1] = "uint8_t",
        [RC_U2] = "uint16_t",       [RC_U4] = "uint32_t",       [RC_U8] = "uint64_t",
        [RC_F2] = "uint16_t",       [RC_F4] = "float",          [RC_F8] = "double",
        [RC_C8] = "float",          [RC_C16] = "double",        [RC_BYTES] = "char",
        [RC_UCS4] = "uint32_t",     [RC_RAW] = "unsigned char", [RC_DATETIME] = "int64_t",
        [RC_TIMEDELTA] = "int64_t", [RC_STR] = "rc_str_cell",
    };
    bool pair = leaf->kind == RC_C8 || leaf->kind == RC_C16;
    *extent = rci_dtype_kind_facts_of(leaf->kind)->sized ? leaf->length : pair ? 2 : 0;
    if (leaf->order == RC_ORDER_BIG) {
        size_t bytes = leaf->kind == RC_UCS4 ? 4 : pair ? leaf->itemsize / 2 : leaf->itemsize;
        return bytes == 2 ? "uint16_t" : bytes == 4 ? "uint32_t" : "uint64_t";
    }
    return natural[leaf->kind];
}

static void put_extent(rci_base_text_builder *out, size_t extent)
{
    rci_base_put_char(out, '[');
    rci_base_put_size(out, extent);
    rci_base_put_char(out, ']');
}

/* Writes "    TYPE NAME[...];". */
static void print_member(const printer *p, const place *at, size_t i, const char *inner)
{
    const rci_dtype_member *member = &at->dtype->members[i];
    const rc_dtype *base = base_of(member->dtype);
    size_t k, extent = 0;
    rci_base_put(p->out, inner ? "    struct " : "    ");
    rci_base_put(p->out, inner ? inner : c_type(base, &extent));
    rci_base_put_char(p->out, ' ');
    rci_notation_put_c_member(p->out, at->dtype, i);
    for (k = 0; k < member->dtype->ndim; k++) {
        put_extent(p->out, member->dtype->shape[k]);
    }
    if (extent) {
        put_extent(p->out, extent);
    }
    rci_base_put(p->out, base->order == RC_ORDER_BIG ? "; /* big-endian */\n" : ";\n");
}

static void print_padding(const printer *p, const rc_dtype *dtype, size_t i, size_t bytes)
{
    rci_base_put(p->out, "    unsigned char ");
    rci_notation_put_c_padding(p->out, dtype, i);
    put_extent(p->out, bytes);
    rci_base_put(p->out, ";\n");
}

static void remember_tag(const printer *p, const place *inner, size_t i, void *context)
{
    char **tags = (char **)context;
    tags[i] = rci_base_text_copy(inner->tag, strlen(inner->tag), p->out->err);
    p->out->status = tags[i] ? RC_OK : RC_ENOMEM;
}

static void print_body(const printer *p, const place *at, const by_place *order, char *const *tags)
{
    size_t k, alignment, end = 0;
    bool packed = needs_packing(at->dtype, &alignment);
    size_t last = packed ? 1 : alignment, n = at->dtype->nfields;
    rci_base_put(p->out, "\nstruct ");
    rci_base_put(p->out, at->tag);
    rci_base_put(p->out, " {\n");
    for (k = 0; k < n; k++) {
        const rci_dtype_member *member = &at->dtype->members[order[k].i];
        size_t unit = packed ? 1 : c_alignment(member->dtype);
        if ((end + unit - 1) / unit * unit != member->offset) {
            print_padding(p, at->dtype, order[k].i, member->offset - end);
        }
        print_member(p, at, order[k].i, tags[order[k].i]);
        end = member->offset + member->dtype->itemsize;
    }
    if ((end + last - 1) / last * last != at->dtype->itemsize) {
        print_padding(p, at->dtype, n, at->dtype->itemsize - end);
    }
    rci_base_put(p->out, packed ? "} __attribute__((packed));\n" : "};\n");
}

/* -------------------------------------------------------- asserts, description */

static void print_asserts(const printer *p, const place *at)
{
    size_t i;
    rci_base_put(p->out, "ROWCOL_STATIC_ASSERT(sizeof(struct ");
    rci_base_put(p->out, at->tag);
    rci_base_put(p->out, ") == ");
    rci_base_put_size(p->out, at->dtype->itemsize);
    rci_base_put(p->out, ", \"the size of a record\");\n");
    for (i = 0; i < at->dtype->nfields; i++) {
        rci_base_put(p->out, "ROWCOL_STATIC_ASSERT(offsetof(struct ");
        rci_base_put(p->out, at->tag);
        rci_base_put(p->out, ", ");
        rci_notation_put_c_member(p->out, at->dtype, i);
        rci_base_put(p->out, ") == ");
        rci_base_put_size(p->out, at->dtype->members[i].offset);
        rci_base_put(p->out, ", \"the offset of a field\");\n");
    }
}

/* The dtype in the compact notation, as a C string for RC_FIELD_AS. */
static void print_type_text(const printer *p, const rc_dtype *dtype)
{
    rci_base_text_builder text;
    rci_base_text_builder_init(&text, p->out->err);
    rci_notation_print_compact(&text, dtype);
    if (text.status != RC_OK && p->out->status == RC_OK) {
        p->out->status = text.status;
    }
    rci_notation_put_c_string(p->out, (const char *)text.bytes.data, text.bytes.length);
    rci_base_bytes_release(&text.bytes);
}

static void print_entry(const printer *p, const place *at, size_t i, const char *inner)
{
    const rci_dtype_member *member = &at->dtype->members[i];
    bool described = inner && member->dtype->ndim < 2;
    rci_base_put(p->out, !described            ? ",\n    RC_FIELD_AS("
                         : member->dtype->ndim ? ",\n    RC_NESTED_ARRAY("
                                               : ",\n    RC_NESTED(");
    rci_notation_put_c_member(p->out, at->dtype, i);
    rci_base_put(p->out, ", ");
    if (described) {
        rci_base_put(p->out, inner);
        rci_base_put(p->out, "_dtype");
    } else {
        print_type_text(p, member->dtype);
    }
    rci_base_put_char(p->out, ')');
    if (member->nullable) {
        rci_base_put(p->out, ", RC_NULLABLE(");
        rci_notation_put_c_member(p->out, at->dtype, i);
        rci_base_put_char(p->out, ')');
    }
    if (!rci_notation_is_c_identifier(member->name, member->name_length)) {
        rci_base_put(p->out, ", RC_NAME(");
        rci_notation_put_c_member(p->out, at->dtype, i);
        rci_base_put(p->out, ", ");
        rci_notation_put_c_string(p->out, member->name, member->name_length);
        rci_base_put_char(p->out, ')');
    }
}

static void print_description(const printer *p, const place *at, char *const *tags)
{
    size_t i;
    rci_base_put(p->out, "#ifdef ROWCOL_CSTRUCT_H\nRC_DEFINE_DTYPE(");
    rci_base_put(p->out, at->tag);
    rci_base_put(p->out, "_dtype, struct ");
    rci_base_put(p->out, at->tag);
    for (i = 0; i < at->dtype->nfields; i++) {
        print_entry(p, at, i, tags[i]);
    }
    rci_base_put(p->out, ")\n#endif\n");
}

/* ------------------------------------------------------------------ structs */

static bool has_bytes(const printer *p, const rc_dtype *dtype)
{
    size_t i;
    if (dtype->nfields == 0 || dtype->itemsize == 0) {
        rci_base_text_builder_refuse(p->out, NULL, "C has no struct without members");
        return false;
    }
    for (i = 0; i < dtype->nfields; i++) {
        if (dtype->members[i].dtype->itemsize == 0) {
            rci_base_text_builder_refuse(p->out, dtype->members[i].name,
                                         "C has no members of zero bytes: drop the field");
            return false;
        }
    }
    return true;
}

static void print_struct(const printer *p, const place *at, size_t i, void *context);

/* The parts of one struct; `order` and `tags` are arrays of one element for each member. */
static void print_parts(const printer *p, const place *at, by_place *order, char **tags)
{
    size_t i, n = at->dtype->nfields;
    for (i = 0; i < n; i++) {
        order[i].offset = at->dtype->members[i].offset;
        order[i].i = i;
    }
    qsort(order, n, sizeof *order, compare_offsets);
    each_inner(p, at, print_struct, NULL);
    each_inner(p, at, remember_tag, tags);
    if (p->out->status == RC_OK) {
        print_body(p, at, order, tags);
        print_asserts(p, at);
        print_description(p, at, tags);
    }
    for (i = 0; i < n; i++) {
        rc_text_free(tags[i]);
    }
}

/* Recurses at most RC_MAX_DEPTH times. */
static void print_struct(const printer *p, const place *at, size_t i, void *context)
{
    const rc_allocator *allocator = rc_get_allocator();
    size_t n = at->dtype->nfields;
    by_place *order;
    char **tags;
    (void)i;
    (void)context;
    if (!has_bytes(p, at->dtype)) {
        return;
    }
    order = rci_base_zalloc_array(allocator, n, sizeof *order, p->out->err);
    tags = order ? rci_base_zalloc_array(allocator, n, sizeof *tags, p->out->err) : NULL;
    if (tags) {
        print_parts(p, at, order, tags);
    } else {
        p->out->status = RC_ENOMEM;
    }
    rci_base_free(allocator, tags, n * sizeof *tags);
    rci_base_free(allocator, order, n * sizeof *order);
}

/* Adds the tags of the struct and of all structs inside to a collection of fields. */
static void collect_tags(const printer *p, const place *at, size_t i, void *context)
{
    rci_dtype_fields *fields = (rci_dtype_fields *)context;
    rc_dtype *nothing = rc_dtype_sized(RC_RAW, 0, p->out->err);
    (void)i;
    if (!nothing) {
        p->out->status = RC_ENOMEM;
        return;
    }
    p->out->status = rci_dtype_fields_add(fields, at->tag, strlen(at->tag), nothing, RC_AUTO, false,
                                          0, p->out->err);
    each_inner(p, at, collect_tags, context);
}

/* Whether two structs would have the same tag: then no struct can have all tags as field names. */
static bool tags_clash(const printer *p, const place *top)
{
    rci_dtype_fields fields;
    rc_error inner = RC_ERROR_INIT;
    rc_dtype *all = NULL;
    size_t byte;
    rci_dtype_fields_init(&fields);
    collect_tags(p, top, 0, &fields);
    if (p->out->status == RC_OK) {
        all = rci_dtype_fields_struct(&fields, RC_PACKED, RC_AUTO, &byte, &inner);
        if (inner.status == RC_ENOMEM) {
            p->out->status = rci_base_fail(p->out->err, RC_ENOMEM, "%s", inner.message);
        }
    }
    rci_dtype_fields_release(&fields);
    rc_dtype_unref(all);
    return !all;
}

/* A header may be included twice. Two headers with one tag must have equal dtypes. */
static void print_opening(rci_base_text_builder *out, const rc_dtype *dtype, const char *tag)
{
    static const char asserts[] =
        "#ifndef ROWCOL_STATIC_ASSERT\n"
        "#if defined(__cplusplus)\n"
        "#define ROWCOL_STATIC_ASSERT(condition, text) static_assert(condition, text)\n"
        "#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L\n"
        "#define ROWCOL_STATIC_ASSERT(condition, text) _Static_assert(condition, text)\n"
        "#else\n"
        "#define ROWCOL_STATIC_ASSERT(condition, text) \\\n"
        "    extern char rowcol_static_assert[(condition) ? 1 : -1]\n"
        "#endif\n"
        "#endif\n";
    char hash[24];
    snprintf(hash, sizeof hash, "0x%016" PRIx64 "u", rc_dtype_hash(dtype));
    rci_base_put(out, "#ifdef ROWCOL_STRUCT_");
    rci_base_put(out, tag);
    rci_base_put(out, "\n#if ROWCOL_STRUCT_");
    rci_base_put(out, tag);
    rci_base_put(out, " != ");
    rci_base_put(out, hash);
    rci_base_put(out, "\n#error \"two dtypes are printed with the tag ");
    rci_base_put(out, tag);
    rci_base_put(out, ": print one of them with another tag\"\n#endif\n#else\n"
                      "#define ROWCOL_STRUCT_");
    rci_base_put(out, tag);
    rci_base_put_char(out, ' ');
    rci_base_put(out, hash);
    rci_base_put(out, "\n#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n");
    rci_base_put(out, dtype->has_str ? "#include <rowcol/cstruct.h>\n" : "");
    rci_base_put(out, asserts);
}

void rci_notation_print_c(rci_base_text_builder *out, const rc_dtype *dtype, const char *tag)
{
    printer p = {out, false};
    place top = {dtype, NULL, 0};
    if (dtype->kind != RC_STRUCT || !rci_notation_is_c_identifier(tag, strlen(tag))) {
        rci_base_quoted quoted;
        out->status = dtype->kind != RC_STRUCT
                          ? rci_base_fail(out->err, RC_EARG,
                                          "only a struct can be printed as a C struct: this is %s",
                                          rc_kind_name(dtype->kind))
                          : rci_base_fail(out->err, RC_EARG, "\"%s\" is not a C identifier",
                                          rci_base_quote(&quoted, tag, strlen(tag)));
        return;
    }
    top.tag = rci_base_text_copy(tag, strlen(tag), out->err);
    if (!top.tag) {
        out->status = RC_ENOMEM;
        return;
    }
    p.numbered = tags_clash(&p, &top);
    print_opening(out, dtype, tag);
    print_struct(&p, &top, 0, NULL);
    rci_base_put(out, "\n#endif\n");
    rc_text_free(top.tag);
}
