/*
 * dtype/find.c - finds fields by name and by dotted path.
 */
#include "dtype/dtype_impl.h"
#include "dtype/leaves.h"

#include <string.h>

/* One name out of a path. Quoted names are unescaped into a block of their own. */
typedef struct path_name {
    const char *text;
    size_t length;
    char *block;
    size_t block_size;
} path_name;

static void path_name_release(path_name *name, const rc_allocator *allocator)
{
    rci_base_free(allocator, name->block, name->block_size);
}

static rc_status bad_path(rc_error *err, const char *path, size_t at, const char *expected)
{
    rci_base_quoted quoted;
    bool fresh = err && err->status == RC_OK;
    rci_base_fail(err, RC_ESYNTAX, "expected %s at byte %zu of the field path \"%s\"", expected, at,
                  rci_base_quote(&quoted, path, strlen(path)));
    if (fresh) {
        rci_base_error_byte(err, at);
    }
    return RC_ESYNTAX;
}

/* `*at` is at the opening quote on entry, and after the closing one on return. */
static rc_status read_quoted(const char *path, size_t *at, const rc_allocator *allocator,
                             path_name *name, rc_error *err)
{
    size_t i = *at + 1, used = 0;
    name->block_size = strlen(path + i) + 1;
    name->block = rci_base_alloc(allocator, name->block_size, err);
    if (!name->block) {
        return RC_ENOMEM;
    }
    while (path[i] != '"') {
        if (path[i] == '\\' && (path[i + 1] == '\\' || path[i + 1] == '"')) {
            i++;
        } else if (path[i] == '\\' || path[i] == '\0') {
            return bad_path(err, path, i, path[i] ? "\\\\ or \\\"" : "a closing quote");
        }
        name->block[used++] = path[i++];
    }
    name->text = name->block;
    name->length = used;
    *at = i + 1;
    return RC_OK;
}

static rc_status read_name(const char *path, size_t *at, const rc_allocator *allocator,
                           path_name *name, rc_error *err)
{
    if (path[*at] == '"') {
        return read_quoted(path, at, allocator, name, err);
    }
    name->text = path + *at;
    name->length = strcspn(name->text, ".");
    *at += name->length;
    return name->length ? RC_OK : bad_path(err, path, *at, "a field name");
}

enum { CLOSE_LENGTH = 64, CLOSE_FIELDS = 200 };

/* Edits (insert, remove, replace a byte) from one name to the other; both are short. */
static size_t edits(const char *a, size_t m, const char *b, size_t n)
{
    size_t row[CLOSE_LENGTH + 1], i, j;
    for (j = 0; j <= n; j++) {
        row[j] = j;
    }
    for (i = 1; i <= m; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (j = 1; j <= n; j++) {
            size_t cost = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            cost = row[j] + 1 < cost ? row[j] + 1 : cost;
            row[j] = row[j - 1] + 1 < cost ? row[j - 1] + 1 : cost;
        }
    }
    return row[n];
}

const char *rci_dtype_closest_field(const rc_dtype *dtype, const char *name, size_t length)
{
    const char *best = NULL;
    size_t i, limit = length / 3 + 1, least = limit + 1;
    size_t n = dtype->nfields < CLOSE_FIELDS ? dtype->nfields : CLOSE_FIELDS;
    if (length > CLOSE_LENGTH) {
        return NULL;
    }
    for (i = 0; i < n; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        if (member->name_length <= CLOSE_LENGTH) {
            size_t distance = edits(name, length, member->name, member->name_length);
            if (distance < least) {
                least = distance;
                best = member->name;
            }
        }
    }
    return best;
}

enum { INSIDE_LENGTH = 120, INSIDE_DEPTH = 8 };

/* The path of a field of that name in a struct at some depth. False: there is none whose path is
   short and needs no quotes. Recursion: INSIDE_DEPTH. */
static bool find_inside(const rc_dtype *dtype, const path_name *name, char path[INSIDE_LENGTH],
                        size_t used, int depth)
{
    const size_t n = dtype->nfields < CLOSE_FIELDS ? dtype->nfields : CLOSE_FIELDS;
    for (size_t i = 0; dtype->kind == RC_STRUCT && depth < INSIDE_DEPTH && i < n; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        const size_t length = member->name_length;
        if (used + length + 2 > INSIDE_LENGTH || strcspn(member->name, ".\"") < length) {
            continue;
        }
        memcpy(path + used, member->name, length + 1);
        if (used > 0 && length == name->length && memcmp(member->name, name->text, length) == 0) {
            return true;
        }
        path[used + length] = '.';
        if (find_inside(member->dtype, name, path, used + length + 1, depth + 1)) {
            return true;
        }
    }
    return false;
}

static rc_status no_such_field(const rc_dtype *dtype, const path_name *name, rc_error *err)
{
    rci_base_quoted asked, meant;
    char path[INSIDE_LENGTH];
    const char *close = NULL;
    rci_base_quote(&asked, name->text, name->length);
    if (dtype->kind == RC_SUBARRAY && dtype->element->kind == RC_STRUCT) {
        return rci_base_fail(
            err, RC_ENAME,
            "no field \"%s\" here: a path does not go into a subarray; find the subarray, then the "
            "field in its element dtype",
            asked.text);
    }
    if (dtype->kind != RC_STRUCT) {
        return rci_base_fail(err, RC_ENAME, "no field \"%s\": %s has no fields", asked.text,
                             rc_kind_name(dtype->kind));
    }
    /* A search for a near name takes far longer than a lookup: only for a message that is used. */
    if (err && err->status == RC_OK) {
        close = find_inside(dtype, name, path, 0, 0)
                    ? path
                    : rci_dtype_closest_field(dtype, name->text, name->length);
    }
    if (close) {
        return rci_base_fail(err, RC_ENAME, "no field \"%s\": did you mean \"%s\"?", asked.text,
                             rci_base_quote(&meant, close, strlen(close)));
    }
    if (dtype->nfields == 0) {
        return rci_base_fail(err, RC_ENAME, "no field \"%s\": the struct is empty", asked.text);
    }
    return rci_base_fail(
        err, RC_ENAME, "no field \"%s\" among %zu fields, the first of them \"%s\"", asked.text,
        dtype->nfields,
        rci_base_quote(&meant, dtype->members[0].name, dtype->members[0].name_length));
}

/* Goes from `*dtype` to its field of that name, and adds the place of it to `*found`. */
static rc_status step(const rc_dtype **dtype, const path_name *name, rci_dtype_child *found,
                      rc_error *err)
{
    size_t i = rci_dtype_member_find(*dtype, name->text, name->length);
    const rci_dtype_member *member;
    if (i == SIZE_MAX) {
        return no_such_field(*dtype, name, err);
    }
    member = &(*dtype)->members[i];
    found->info.name = member->name;
    found->info.dtype = member->dtype;
    found->info.offset += member->offset;
    found->info.nullable = member->nullable;
    found->index = i;
    found->first_leaf += member->first_leaf;
    found->null_node += member->first_null;
    found->number += member->first_field;
    *dtype = member->dtype;
    return RC_OK;
}

/* A name with dots in it needs no quotes where there is no field of the name before the first dot:
   errors print it so. */
static void take_dots(const rc_dtype *dtype, const char *path, size_t *at, path_name *name)
{
    size_t end = *at, length = name->length;
    if (name->block) {
        return; /* in quotes */
    }
    while (rci_dtype_member_find(dtype, name->text, length) == SIZE_MAX) {
        if (path[end] != '.') {
            return;
        }
        end += 1 + strcspn(path + end + 1, ".");
        length = (size_t)(path + end - name->text);
    }
    name->length = length;
    *at = end;
}

rc_status rci_dtype_find(const rc_dtype *dtype, const char *path, rci_dtype_child *found,
                         rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_dtype_child sum = {{NULL, NULL, 0, 0}, 0, 0, 0, 0};
    size_t outer = 0; /* structs around it */
    rc_status status = RC_OK;
    size_t at = 0;
    bool inside_nullable = false;
    while (status == RC_OK) {
        path_name name = {NULL, 0, NULL, 0};
        /* Within a nullable struct the numbering counts that struct's own node first. */
        sum.null_node += inside_nullable ? 1 : 0;
        status = read_name(path, &at, allocator, &name, err);
        if (status == RC_OK) {
            take_dots(dtype, path, &at, &name);
            sum.number += outer++ > 0; /* the struct itself comes before its fields */
            status = step(&dtype, &name, &sum, err);
        }
        path_name_release(&name, allocator);
        inside_nullable = sum.info.nullable != 0;
        if (status != RC_OK || path[at] == '\0') {
            break;
        }
        if (path[at] != '.') {
            status = bad_path(err, path, at, "a dot or the end");
        }
        at++;
    }
    if (status == RC_OK) {
        *found = sum;
    }
    return status;
}

rc_status rc_dtype_find(const rc_dtype *dtype, const char *path, rc_field_info *info, rc_error *err)
{
    rci_dtype_child found;
    rc_status status;
    if (!dtype || !path || !info) {
        return rci_dtype_fail_null(err, !dtype ? "dtype" : !path ? "path" : "info");
    }
    status = rci_dtype_find(dtype, path, &found, err);
    if (status == RC_OK) {
        *info = found.info;
    }
    return status;
}

rc_status rc_dtype_field_index(const rc_dtype *dtype, const char *name, size_t *i, rc_error *err)
{
    path_name asked = {name, 0, NULL, 0};
    size_t found;
    if (!dtype || !name || !i) {
        return rci_dtype_fail_null(err, !dtype ? "dtype" : !name ? "name" : "i");
    }
    asked.length = strlen(name);
    found = rci_dtype_member_find(dtype, name, asked.length);
    if (found == SIZE_MAX) {
        return no_such_field(dtype, &asked, err);
    }
    *i = found;
    return RC_OK;
}
