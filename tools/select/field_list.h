/*
 * select/field_list.h - the fields of --fields: some of a record's, in any order, under other
 * names.
 *
 *     FIELDS = ITEM , ITEM ...
 *     ITEM   = PATH | NAME=PATH
 *
 * A path has dots between names, as for rc_dtype_find. A name with other characters than letters,
 * digits and _ is written in double quotes.
 */
#ifndef ROWCOL_TOOLS_SELECT_FIELD_LIST_H
#define ROWCOL_TOOLS_SELECT_FIELD_LIST_H

#include "base/command.h"
#include "options/comma_list.h"

#include <rowcol.h>
#include <stdbool.h>

typedef struct field_list {
    comma_list list; /* owns the paths */
    char **paths;    /* into `list` */
    char **names;    /* new names; NULL: the last name of the path */
    size_t n;
    bool *lifted;    /* out of a nullable struct: null where that is */
    bool copied;     /* a field is renamed or lifted: views do not do */
    rc_dtype *dtype; /* of the records that field_list_apply makes; NULL before field_list_bind */
} field_list;

/* Reads the argument of the option `name`. Returns 0, or the exit status after a report. */
int parse_fields(const command *cmd, const char *name, const char *text, field_list *fields);

/* The `n` fields at these paths, under their paths as names. False: out of memory. */
bool fields_of_paths(char *const *paths, size_t n, field_list *fields);

/* Looks the fields up in the dtype of the records. RC_OK; RC_ENAME (no such field, or two of one
   name), RC_ESYNTAX (a path), RC_ELIMIT (too many fields, or records too large), RC_ENOMEM. */
rc_status field_list_bind(field_list *fields, const rc_dtype *dtype, rc_error *err);

/* The fields of all records: a view of the store, or a copy if fields get other names or come out
   of a nullable struct. Release it with rc_store_unref. NULL: `err` is set, as by
   rc_store_select_const, rc_store_copy and rc_field_set. */
const rc_store *field_list_apply(const field_list *fields, const rc_store *records, rc_error *err);

void field_list_release(field_list *fields);

#endif
