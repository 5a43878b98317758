/* select/key_list.c - the keys of --sort. */
#include "select/key_list.h"

#include "report/report.h"

#include <stdlib.h>
#include <string.h>

/* Records without fields are sorted by their values. */
static int sort_by_value(unsigned flags, key_list *keys)
{
    keys->keys = calloc(1, sizeof *keys->keys);
    if (!keys->keys) {
        return report_no_memory();
    }
    keys->keys[0] = (rc_sort_key){"", flags};
    keys->n = 1;
    return 0;
}

int parse_keys(const command *cmd, const char *name, const char *text, key_list *keys)
{
    int status;
    if (strcmp(text, "") == 0 || strcmp(text, "-") == 0) {
        return sort_by_value(*text ? RC_SORT_DESCENDING : 0, keys);
    }
    status = split_list(cmd, name, text, &keys->list);
    if (status != 0) {
        return status;
    }
    keys->keys = calloc(keys->list.n, sizeof *keys->keys);
    if (!keys->keys) {
        key_list_release(keys);
        return report_no_memory();
    }
    for (; keys->n < keys->list.n; keys->n++) {
        const char *path = keys->list.items[keys->n];
        unsigned flags = *path == '-' ? RC_SORT_DESCENDING : 0;
        if (flags && !path[1]) {
            key_list_release(keys);
            return report_usage(cmd, "--%s %s: a name is missing after \"-\"", name, text);
        }
        keys->keys[keys->n] = (rc_sort_key){flags ? path + 1 : path, flags};
    }
    return 0;
}

void key_list_release(key_list *keys)
{
    free(keys->keys);
    comma_list_release(&keys->list);
    *keys = (key_list){.n = 0};
}
