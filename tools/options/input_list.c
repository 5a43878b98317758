/* options/input_list.c - the inputs of a command: its operands, and the names in a file. */
#include "options/input_list.h"

#include "report/report.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All of a stream, with a NUL after it. NULL with errno set. */
static char *read_all(FILE *file, size_t *n)
{
    char *text = NULL;
    size_t capacity = 0;
    *n = 0;
    do {
        char *larger = capacity - *n > 1 ? text : realloc(text, capacity * 2 + 4096);
        if (!larger) {
            free(text);
            errno = ENOMEM;
            return NULL;
        }
        capacity = larger == text ? capacity : capacity * 2 + 4096;
        text = larger;
        *n += fread(text + *n, 1, capacity - *n - 1, file);
    } while (!feof(file) && !ferror(file));
    if (ferror(file)) {
        free(text);
        return NULL;
    }
    text[*n] = '\0';
    return text;
}

static int read_names(input_list *list, const char *from, size_t *n)
{
    const bool standard = strcmp(from, "-") == 0;
    FILE *file = standard ? stdin : fopen(from, "re");
    int why = errno;
    list->text = file ? read_all(file, n) : NULL;
    why = file ? errno : why;
    if (file && !standard) {
        fclose(file);
    }
    if (list->text) {
        return 0;
    }
    if (why == ENOMEM) {
        return report_no_memory();
    }
    report("%s: cannot read the names of inputs: %s", standard ? "standard input" : from,
           strerror(why));
    return EXIT_IO;
}

static size_t count(const char *text, size_t n, char end)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        found += text[i] == end;
    }
    return found + 1;
}

/* Adds the names, each of which ends with a NUL then. An empty name is a mistake. */
static int add_names(input_list *list, const command *cmd, const char *from, size_t n)
{
    char *p = list->text, *end = list->text + n;
    const char separator = memchr(p, '\0', n) ? '\0' : '\n';
    const size_t most = count(p, n, separator);
    char **larger;
    if (most > (size_t)(INT_MAX - list->n)) {
        return report_usage(cmd, "--files-from %s: too many names", from);
    }
    larger = realloc(list->paths, ((size_t)list->n + most) * sizeof *larger);
    if (!larger) {
        return report_no_memory();
    }
    list->paths = larger;
    for (int i = 1; p < end; i++) {
        char *stop = memchr(p, separator, (size_t)(end - p));
        stop = stop ? stop : end;
        *stop = '\0';
        if (!*p) {
            return report_usage(cmd, "--files-from %s: name %d is empty", from, i);
        }
        list->paths[list->n++] = p;
        p = stop + 1;
    }
    return 0;
}

int input_list_make(input_list *list, const command *cmd, char *const *operands, int n,
                    const char *from)
{
    size_t length = 0;
    int status = 0;
    list->paths = malloc(((size_t)n + 1) * sizeof *list->paths);
    if (!list->paths) {
        return report_no_memory();
    }
    for (int i = 0; i < n; i++) {
        if (from && strcmp(from, "-") == 0 && strcmp(operands[i], "-") == 0) {
            return report_usage(cmd, "standard input has the names of --files-from: it cannot be "
                                     "an input, too");
        }
        list->paths[list->n++] = operands[i];
    }
    if (from) {
        status = read_names(list, from, &length);
    }
    if (status == 0 && from) {
        status = add_names(list, cmd, from, length);
    }
    if (status == 0 && from && list->n == 0) {
        return report_usage(cmd, "--files-from %s: it has no names", from);
    }
    return status;
}

void input_list_release(input_list *list)
{
    free(list->paths);
    free(list->text);
}
