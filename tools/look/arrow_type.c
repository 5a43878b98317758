/* look/arrow_type.c - the names of Arrow types, from the format strings of the C data interface.
 *
 * Source:
 * https://arrow.apache.org/docs/format/CDataInterface.html#data-type-description-format-strings
 */
#include "look/arrow_type.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A format string, or its beginning if it ends with a colon; then the rest is a parameter. */
typedef struct type_name {
    const char *format;
    const char *name;
} type_name;

static const type_name plain[] = {
    {"n", "null"},
    {"b", "bool"},
    {"c", "int8"},
    {"C", "uint8"},
    {"s", "int16"},
    {"S", "uint16"},
    {"i", "int32"},
    {"I", "uint32"},
    {"l", "int64"},
    {"L", "uint64"},
    {"e", "half float"},
    {"f", "float"},
    {"g", "double"},
    {"z", "binary"},
    {"Z", "large binary"},
    {"vz", "binary view"},
    {"u", "utf8"},
    {"U", "large utf8"},
    {"vu", "utf8 view"},
    {"tdD", "date32"},
    {"tdm", "date64"},
    {"tts", "time32[s]"},
    {"ttm", "time32[ms]"},
    {"ttu", "time64[us]"},
    {"ttn", "time64[ns]"},
    {"tDs", "duration[s]"},
    {"tDm", "duration[ms]"},
    {"tDu", "duration[us]"},
    {"tDn", "duration[ns]"},
    {"tiM", "interval[months]"},
    {"tiD", "interval[days, ms]"},
    {"tin", "interval[months, days, ns]"},
    {"+s", "struct"},
    {"+m", "map"},
    {"+r", "run-end encoded"},
    {NULL, NULL},
};

static const type_name lists[] = {
    {"+l", "list of "},       {"+L", "large list of "},
    {"+vl", "list view of "}, {"+vL", "large list view of "},
    {"+w:", "list of "},      {NULL, NULL},
};

static const type_name zoned[] = {
    {"tss:", "s"}, {"tsm:", "ms"}, {"tsu:", "us"}, {"tsn:", "ns"}, {NULL, NULL},
};

/* The entry for a format, and in `*rest` what comes after it; NULL: there is none. */
static const type_name *find(const type_name *names, const char *format, const char **rest)
{
    for (; names->format; names++) {
        const size_t length = strlen(names->format);
        const bool has_rest = names->format[length - 1] == ':';
        if (strncmp(names->format, format, length) == 0 && (has_rest || format[length] == '\0')) {
            *rest = format + length;
            return names;
        }
    }
    return NULL;
}

static bool is_list(const struct ArrowSchema *field)
{
    const char *rest;
    return find(lists, field->format, &rest) && field->n_children == 1;
}

/* Recursion: as deep as the schema. */
static void put_type(FILE *out, const struct ArrowSchema *field)
{
    const char *rest = "";
    const type_name *found;
    if (field->dictionary) {
        struct ArrowSchema indices = *field;
        indices.dictionary = NULL;
        fputs("dictionary of ", out);
        put_type(out, field->dictionary);
        fputs(", indices ", out);
        put_type(out, &indices);
    } else if ((found = find(plain, field->format, &rest)) != NULL) {
        fputs(found->name, out);
    } else if ((found = find(zoned, field->format, &rest)) != NULL) {
        fprintf(out, "timestamp[%s%s%s]", found->name, *rest ? ", " : "", rest);
    } else if (is_list(field)) {
        found = find(lists, field->format, &rest);
        fprintf(out, "%s%s%s", found->name, rest, *rest ? " " : "");
        put_type(out, field->children[0]);
    } else if (strncmp(field->format, "w:", 2) == 0) {
        fprintf(out, "binary of %s", field->format + 2);
    } else {
        fputs(field->format, out);
    }
}

char *arrow_type_text(const struct ArrowSchema *field)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out) {
        put_type(out, field);
        if (fclose(out) != 0) {
            free(text);
            return NULL;
        }
    }
    return text;
}

const struct ArrowSchema *arrow_struct_in(const struct ArrowSchema *field)
{
    field = field->dictionary ? field->dictionary : field;
    while (is_list(field)) {
        field = field->children[0];
        field = field->dictionary ? field->dictionary : field;
    }
    return strcmp(field->format, "+s") == 0 ? field : NULL;
}

const char *arrow_compression_name(rc_compression compression)
{
    static const char *const names[] = {
        [RC_COMPRESSION_NONE] = "none",
        [RC_COMPRESSION_LZ4] = "lz4",
        [RC_COMPRESSION_ZSTD] = "zstd",
    };
    return names[compression];
}
