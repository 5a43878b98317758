/* base/formats.c - the formats that the library knows, as the command line names them. */
#include "base/formats.h"

#include <rowcol.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

typedef struct format {
    const char *name;
    const char *endings; /* separated by spaces */
    int reads;
    int writes;
} format;

/* Format number `i`; false past the last. */
static bool format_at(size_t i, format *found)
{
    found->name = rc_format_name(i, &found->reads, &found->writes, &found->endings);
    return found->name != NULL;
}

static bool can(const format *f, format_use use)
{
    return use == FORMAT_READ ? f->reads != 0 : f->writes != 0;
}

static bool has_ending(const format *f, const char *ending)
{
    size_t n = strlen(ending);
    for (const char *p = f->endings; *p; p += strspn(p, " ")) {
        size_t length = strcspn(p, " ");
        if (length == n && strncasecmp(p, ending, n) == 0) {
            return true;
        }
        p += length;
    }
    return false;
}

const char *ending_of_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot && dot != name && dot[1] ? dot + 1 : NULL;
}

const char *format_of_path(const char *path)
{
    const char *ending = ending_of_path(path);
    format found;
    for (size_t i = 0; ending && format_at(i, &found); i++) {
        if (has_ending(&found, ending)) {
            return found.name;
        }
    }
    return NULL;
}

bool is_special(const char *path)
{
    struct stat info;
    return strcmp(path, "-") == 0 || (stat(path, &info) == 0 && !S_ISREG(info.st_mode));
}

const char *format_of_input(const char *path)
{
    return rc_format_of_input(path);
}

bool is_json_text(const char *name)
{
    return strcmp(name, "ndjson") == 0 || strcmp(name, "json") == 0;
}

bool is_text_format(const char *name)
{
    return is_json_text(name) || strcmp(name, "csv") == 0 || strcmp(name, "tsv") == 0;
}

const char *format_by_name(const char *text, format_use use)
{
    format found;
    for (size_t i = 0; format_at(i, &found); i++) {
        if (can(&found, use) && (strcmp(found.name, text) == 0 || has_ending(&found, text))) {
            return found.name;
        }
    }
    return NULL;
}

const char *format_name(size_t i, format_use use)
{
    format found;
    for (size_t at = 0; format_at(at, &found); at++) {
        if (can(&found, use) && i-- == 0) {
            return found.name;
        }
    }
    return NULL;
}

const char *format_list(format_use use, char *text, size_t size)
{
    const char *name, *next = format_name(0, use);
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 1; (name = next) != NULL && used < size; i++) {
        next = format_name(i, use);
        used += (size_t)snprintf(text + used, size - used, "%s%s",
                                 i == 1 ? ""
                                 : next ? ", "
                                        : " or ",
                                 name);
    }
    return text;
}

void print_formats(void)
{
    format found;
    printf("formats:\n");
    for (size_t i = 0; format_at(i, &found); i++) {
        const char *use = !found.writes ? "read" : !found.reads ? "written" : "read and written";
        printf("  %-10s %-18s file name endings: %s\n", found.name, use, found.endings);
    }
    printf(
        "\nThe ending of a file name shows its format. -f FORMAT names another one for an\n"
        "input, -t FORMAT for an output. An ending is accepted as a name, too.\n"
        "JSON text that is one array, or a record in each line, is read as that, whatever its\n"
        "name shows, unless -f is given.\n"
        "\nInputs may be compressed with gzip, zstd, xz or bzip2: their first bytes show it. An\n"
        "ending .gz, .zst, .xz or .bz2 comes after that of the format.\n");
}
