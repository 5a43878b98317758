/* dtype/leaves.c - the fields of a dtype that are not structs, with their paths. */
#include "dtype/leaves.h"

#include "base/grow.h"
#include "base/terminal.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *field_path(const char *parent, const char *name)
{
    bool quote = name[0] == '\0' || strpbrk(name, ".\"\\") != NULL;
    size_t used = strlen(parent);
    char *path = malloc(used + 2 * strlen(name) + 4), *to = path;
    if (!path) {
        return NULL;
    }
    memcpy(to, parent, used);
    to += used;
    if (used > 0) {
        *to++ = '.';
    }
    if (quote) {
        *to++ = '"';
    }
    for (const char *p = name; *p; p++) {
        if (*p == '"' || *p == '\\') {
            *to++ = '\\';
        }
        *to++ = *p;
    }
    if (quote) {
        *to++ = '"';
    }
    *to = '\0';
    return path;
}

/* Takes over the path; NULL: out of memory. */
static int add_leaf(leaf_list *list, char *path, const rc_dtype *dtype, int nullable)
{
    leaf *leaves = path ? grow(list->leaves, list->n, &list->capacity, sizeof *leaves) : NULL;
    if (!leaves) {
        free(path);
        return report_no_memory();
    }
    list->leaves = leaves;
    list->leaves[list->n++] = (leaf){path, dtype, nullable};
    return 0;
}

static int add_fields(leaf_list *list, const char *parent, const rc_dtype *dtype)
{
    int status = 0;
    for (size_t i = 0; i < rc_dtype_nfields(dtype) && status == 0; i++) {
        rc_field_info field;
        char *path;
        rc_dtype_field(dtype, i, &field, NULL);
        path = field_path(parent, field.name);
        if (path && rc_dtype_kind(field.dtype) == RC_STRUCT) {
            status = add_fields(list, path, field.dtype);
            free(path);
        } else {
            status = add_leaf(list, path, field.dtype, field.nullable);
        }
    }
    return status;
}

int find_leaves(leaf_list *list, const rc_dtype *dtype)
{
    int status;
    *list = (leaf_list){NULL, 0, 0};
    status = rc_dtype_kind(dtype) == RC_STRUCT ? add_fields(list, "", dtype)
                                               : add_leaf(list, strdup(""), dtype, 0);
    if (status != 0) {
        leaves_release(list);
    }
    return status;
}

void leaves_release(leaf_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->leaves[i].path);
    }
    free(list->leaves);
    *list = (leaf_list){NULL, 0, 0};
}

bool has_str(const rc_dtype *dtype)
{
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        if (has_str(field.dtype)) {
            return true;
        }
    }
    return rc_dtype_kind(dtype) == RC_STR ||
           (rc_dtype_element(dtype) && has_str(rc_dtype_element(dtype)));
}

char *field_type(const rc_dtype *dtype, bool nullable)
{
    char *compact = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL), *raw, *text;
    if (!compact || asprintf(&raw, "%s%s", compact, nullable ? "?" : "") < 0) {
        rc_text_free(compact);
        return NULL;
    }
    text = safe_copy(raw);
    free(raw);
    rc_text_free(compact);
    return text;
}

char *leaf_name(const leaf *field)
{
    return safe_copy(field->path[0] ? field->path : "(record)");
}
