/*
 * select/key_list.h - the keys of --sort: fields with commas between them, "-" before a descending
 * one.
 */
#ifndef ROWCOL_TOOLS_SELECT_KEY_LIST_H
#define ROWCOL_TOOLS_SELECT_KEY_LIST_H

#include "base/command.h"
#include "options/comma_list.h"

#include <rowcol.h>

typedef struct key_list {
    comma_list list; /* owns the paths */
    rc_sort_key *keys;
    size_t n;
} key_list;

/* Reads the argument of the option `name`. "" and "-" are the value of a record without fields.
 * Returns 0, or the exit status after a report. */
int parse_keys(const command *cmd, const char *name, const char *text, key_list *keys);

void key_list_release(key_list *keys);

#endif
