/* notation/mapping.c - the list of pairs, and the fields of a dtype that it names. */
#include "notation/mapping.h"

#include "base/error.h"
#include "base/pointer.h"
#include "dtype/dtype_impl.h"
#include "dtype/leaves.h"

#include <stdlib.h>
#include <string.h>

rc_mapping *rc_mapping_new(rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_mapping *mapping = rci_base_zalloc(allocator, sizeof *mapping, err);
    if (mapping) {
        mapping->allocator = allocator;
        rci_base_bytes_init(&mapping->pairs);
        rci_base_bytes_init(&mapping->texts);
    }
    return mapping;
}

void rc_mapping_free(rc_mapping *mapping)
{
    if (mapping) {
        rci_base_bytes_release(&mapping->pairs);
        rci_base_bytes_release(&mapping->texts);
        rci_base_free(mapping->allocator, mapping, sizeof *mapping);
    }
}

static const rci_notation_pair *pair_at(const rc_mapping *mapping, size_t i)
{
    return (const rci_notation_pair *)(const void *)mapping->pairs.data + i;
}

size_t rc_mapping_count(const rc_mapping *mapping)
{
    return mapping ? mapping->pairs.length / sizeof(rci_notation_pair) : 0;
}

const char *rc_mapping_field(const rc_mapping *mapping, size_t i)
{
    return i < rc_mapping_count(mapping)
               ? (const char *)mapping->texts.data + pair_at(mapping, i)->field
               : NULL;
}

const char *rc_mapping_pointer(const rc_mapping *mapping, size_t i)
{
    return i < rc_mapping_count(mapping)
               ? (const char *)mapping->texts.data + pair_at(mapping, i)->pointer
               : NULL;
}

void rci_notation_mapping_cut(rc_mapping *mapping, size_t n)
{
    if (n < rc_mapping_count(mapping)) {
        mapping->texts.length = pair_at(mapping, n)->field;
        mapping->pairs.length = n * sizeof(rci_notation_pair);
    }
}

/* ------------------------------------------------------------------ adding */

static rc_status check_pointer(const char *pointer, rc_error *err)
{
    rci_base_pointer_fault fault;
    rci_base_quoted quoted;
    size_t depth = 0;
    if (!rci_base_pointer_check(pointer, &fault)) {
        return rci_base_fail(err, RC_ESYNTAX,
                             "\"%s\": expected %s at byte %zu (a JSON pointer, such as "
                             "/geometry/coordinates/1)",
                             rci_base_quote(&quoted, pointer, strlen(pointer)), fault.expected,
                             fault.at);
    }
    if (!pointer[0]) {
        return rci_base_fail(err, RC_ESYNTAX,
                             "an empty pointer is the whole record: expected a slash and a key");
    }
    for (; *pointer; pointer++) {
        depth += *pointer == '/';
    }
    return depth <= RC_MAX_POINTER_DEPTH
               ? RC_OK
               : rci_base_fail(err, RC_ELIMIT, "a pointer of %zu tokens: the limit is %d", depth,
                               RC_MAX_POINTER_DEPTH);
}

rc_status rc_mapping_add(rc_mapping *mapping, const char *field, const char *pointer, rc_error *err)
{
    rci_notation_pair pair;
    size_t before;
    rc_status status;
    if (!mapping || !field || !pointer) {
        return rci_dtype_fail_null(err, !mapping ? "mapping" : !field ? "field" : "pointer");
    }
    status = check_pointer(pointer, err);
    if (status != RC_OK) {
        rci_base_error_field(err, field);
        return status;
    }
    before = pair.field = mapping->texts.length;
    pair.pointer = pair.field + strlen(field) + 1;
    status = rci_base_bytes_append(&mapping->texts, field, strlen(field) + 1, err);
    if (status == RC_OK) {
        status = rci_base_bytes_append(&mapping->texts, pointer, strlen(pointer) + 1, err);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_append(&mapping->pairs, &pair, sizeof pair, err);
    }
    if (status != RC_OK) {
        mapping->texts.length = before;
    }
    return status;
}

void rci_notation_put_path(rci_base_text_builder *path, const char *name, size_t length)
{
    const bool plain = length > 0 && !memchr(name, '.', length) && !memchr(name, '"', length) &&
                       !memchr(name, '\\', length);
    if (path->bytes.length > 0) {
        rci_base_put_char(path, '.');
    }
    rci_base_put(path, plain ? "" : "\"");
    for (size_t i = 0; i < length; i++) {
        rci_base_put(path, name[i] == '"' || name[i] == '\\' ? "\\" : "");
        rci_base_put_char(path, name[i]);
    }
    rci_base_put(path, plain ? "" : "\"");
}

/* ----------------------------------------------------------------- sources */

static rci_notation_source *list_of(const rci_notation_sources *sources)
{
    return (rci_notation_source *)(void *)sources->list.data;
}

static size_t count_of(const rci_notation_sources *sources)
{
    return sources->list.length / sizeof(rci_notation_source);
}

static int compare(const void *a, const void *b)
{
    const size_t left = ((const rci_notation_source *)a)->number,
                 right = ((const rci_notation_source *)b)->number;
    return (left > right) - (left < right);
}

static rc_status add_source(rci_notation_sources *sources, const rc_mapping *mapping, size_t i,
                            const rc_dtype *dtype, rc_error *err)
{
    rci_notation_source source = {0, rc_mapping_pointer(mapping, i)};
    rci_dtype_child found;
    rc_status status = rci_dtype_find(dtype, rc_mapping_field(mapping, i), &found, err);
    if (status != RC_OK) {
        rci_base_error_field(err, rc_mapping_field(mapping, i));
        return status;
    }
    source.number = found.number;
    return rci_base_bytes_append(&sources->list, &source, sizeof source, err);
}

/* The pair of a source, for messages. */
static const char *field_of(const rc_mapping *mapping, const rci_notation_source *source)
{
    size_t i = 0;
    while (rc_mapping_pointer(mapping, i) != source->pointer) {
        i++;
    }
    return rc_mapping_field(mapping, i);
}

/* Whether the same field is there twice. */
static rc_status refuse_twice(const rci_notation_sources *sources, const rc_mapping *mapping,
                              rc_error *err)
{
    const rci_notation_source *list = list_of(sources);
    for (size_t i = 1; i < count_of(sources); i++) {
        if (list[i].number == list[i - 1].number) {
            rci_base_quoted first, second;
            rci_base_fail(err, RC_ENAME, "the field has two places: \"%s\" and \"%s\"",
                          rci_base_quote(&first, list[i - 1].pointer, strlen(list[i - 1].pointer)),
                          rci_base_quote(&second, list[i].pointer, strlen(list[i].pointer)));
            rci_base_error_field(err, field_of(mapping, &list[i]));
            return RC_ENAME;
        }
    }
    return RC_OK;
}

/* Refuses a nullable struct, among the fields of `dtype` and those in them, that has a field with a
   pointer. `first` is the number of its first field. */
static rc_status refuse_nullable(rci_notation_sources *sources, const rc_mapping *mapping,
                                 const rc_dtype *dtype, size_t first, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < dtype->nfields && status == RC_OK; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        const size_t number = first + member->first_field;
        rci_notation_sources_take(sources, number);
        if (!rci_notation_sources_are_inside(sources, number, member->dtype->deep_fields)) {
            continue;
        }
        if (member->nullable) {
            rci_base_fail(err, RC_EUNSUPPORTED,
                          "a field of a nullable struct cannot have a place of its own: give the "
                          "struct the place, or make its fields nullable in place of it");
            rci_base_error_field(err, field_of(mapping, &list_of(sources)[sources->next]));
            return RC_EUNSUPPORTED;
        }
        status = refuse_nullable(sources, mapping, member->dtype, number + 1, err);
    }
    return status;
}

rc_status rci_notation_sources_init(rci_notation_sources *sources, const rc_mapping *mapping,
                                    const rc_dtype *dtype, rc_error *err)
{
    rc_status status = RC_OK;
    rci_base_bytes_init(&sources->list);
    sources->next = 0;
    for (size_t i = 0; i < rc_mapping_count(mapping) && status == RC_OK; i++) {
        status = add_source(sources, mapping, i, dtype, err);
    }
    if (status == RC_OK && count_of(sources) > 0) {
        qsort(list_of(sources), count_of(sources), sizeof(rci_notation_source), compare);
        status = refuse_twice(sources, mapping, err);
    }
    if (status == RC_OK && count_of(sources) > 0) {
        status = refuse_nullable(sources, mapping, dtype, 0, err);
        sources->next = 0;
    }
    return status;
}

void rci_notation_sources_release(rci_notation_sources *sources)
{
    rci_base_bytes_release(&sources->list);
}

const char *rci_notation_sources_take(rci_notation_sources *sources, size_t number)
{
    const bool is_next =
        sources->next < count_of(sources) && list_of(sources)[sources->next].number == number;
    return is_next ? list_of(sources)[sources->next++].pointer : NULL;
}

bool rci_notation_sources_are_inside(const rci_notation_sources *sources, size_t number,
                                     size_t inside)
{
    return sources->next < count_of(sources) &&
           list_of(sources)[sources->next].number <= number + inside;
}

rc_status rc_mapping_check(const rc_mapping *mapping, const rc_dtype *dtype, rc_error *err)
{
    rci_notation_sources sources;
    rc_status status;
    if (!mapping || !dtype) {
        return rci_dtype_fail_null(err, !mapping ? "mapping" : "dtype");
    }
    status = rci_notation_sources_init(&sources, mapping, dtype, err);
    rci_notation_sources_release(&sources);
    return status;
}
