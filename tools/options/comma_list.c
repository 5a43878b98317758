/* options/comma_list.c - splits a list at its commas. */
#include "options/comma_list.h"

#include "report/report.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *skip_to(const char *text, char stop)
{
    bool quoted = false;
    for (; *text && (quoted || *text != stop); text++) {
        if (*text == '"') {
            quoted = !quoted;
        } else if (quoted && *text == '\\' && text[1]) {
            text++;
        }
    }
    return quoted ? NULL : text;
}

static const char blanks[] = " \t";

char *trim_blanks(char *text)
{
    char *end = text + strlen(text);
    while (end > text && strchr(blanks, end[-1])) {
        *--end = '\0';
    }
    return text + strspn(text, blanks);
}

void comma_list_release(comma_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->items[i]);
    }
    free(list->items);
    *list = (comma_list){NULL, 0};
}

static bool add_item(comma_list *list, const char *text, size_t length)
{
    char **more = reallocarray(list->items, list->n + 1, sizeof *more);
    if (!more) {
        return false;
    }
    list->items = more;
    more[list->n] = strndup(text, length);
    if (!more[list->n]) {
        return false;
    }
    list->n++;
    return true;
}

/* The items of `text` up to its end. */
static int take_items(const command *cmd, const char *name, const char *text, comma_list *list)
{
    for (const char *p = text;; p++) {
        const char *end, *last;
        p += strspn(p, blanks);
        end = skip_to(p, ',');
        if (!end) {
            return report_usage(cmd, "--%s %s: a double quote is not closed", name, text);
        }
        last = end;
        while (last > p && strchr(blanks, last[-1])) {
            last--;
        }
        if (last == p) {
            return report_usage(cmd,
                                "--%s %s: a name is missing: write them with commas between "
                                "them, such as a,b.c",
                                name, text);
        }
        if (!add_item(list, p, (size_t)(last - p))) {
            return report_no_memory();
        }
        if (!*end) {
            return 0;
        }
        p = end;
    }
}

int split_list(const command *cmd, const char *name, const char *text, comma_list *list)
{
    int status;
    *list = (comma_list){NULL, 0};
    status = take_items(cmd, name, text, list);
    if (status != 0) {
        comma_list_release(list);
    }
    return status;
}
