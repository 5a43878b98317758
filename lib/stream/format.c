/* stream/format.c - chooses a format by name, file name or content. */
#include "stream/format.h"

#include "base/ascii.h"
#include "base/error.h"
#include "io/codec.h"

#include <stdio.h>
#include <string.h>

const char *rc_format_name(size_t i, int *reads, int *writes, const char **suffixes)
{
    size_t known = 0;
    while (rci_stream_formats[known]) {
        known++;
    }
    if (i >= known) {
        return NULL;
    }
    if (reads) {
        *reads = rci_stream_formats[i]->open_reader != NULL;
    }
    if (writes) {
        *writes = rci_stream_formats[i]->open_writer != NULL;
    }
    if (suffixes) {
        *suffixes = rci_stream_formats[i]->suffixes;
    }
    return rci_stream_formats[i]->name;
}

static bool has_word(const char *words, const char *word, size_t n)
{
    while (*words) {
        size_t length = strcspn(words, " ");
        if (length == n && rci_base_same_letters(words, word, n)) {
            return true;
        }
        words += length;
        words += strspn(words, " ");
    }
    return false;
}

static const rci_stream_format *by_name(const char *name)
{
    const rci_stream_format *const *format;
    for (format = rci_stream_formats; *format; format++) {
        if (strcmp((*format)->name, name) == 0) {
            return *format;
        }
    }
    return NULL;
}

static const rci_stream_format *by_suffix(const char *suffix, size_t length)
{
    const rci_stream_format *const *format;
    for (format = rci_stream_formats; suffix && *format; format++) {
        if (has_word((*format)->suffixes, suffix, length)) {
            return *format;
        }
    }
    return NULL;
}

/* The suffix of compression is left out. */
static const rci_stream_format *by_name_of_input(const char *path)
{
    size_t length;
    const char *suffix = rci_io_codec_inner_suffix(path, &length);
    return by_suffix(suffix, length);
}

static const rci_stream_format *by_name_of_output(const char *path)
{
    const char *dot = strrchr(path, '.'); /* a suffix has no slash */
    return dot ? by_suffix(dot + 1, strlen(dot + 1)) : NULL;
}

const char *rc_format_of_input(const char *path)
{
    const rci_stream_format *found = path ? by_name_of_input(path) : NULL;
    return found ? found->name : NULL;
}

/* The names of the formats that can be read, or written, as "a, b, c" for a message. */
static const char *all_names(char *text, size_t size, bool writing)
{
    const rci_stream_format *const *format;
    size_t used = 0;
    text[0] = '\0';
    for (format = rci_stream_formats; *format && used < size; format++) {
        int n = 0;
        if (writing ? (*format)->open_writer != NULL : (*format)->open_reader != NULL) {
            n = snprintf(text + used, size - used, "%s%s", used ? ", " : "", (*format)->name);
        }
        used += n > 0 ? (size_t)n : 0;
    }
    return text;
}

static const rci_stream_format *unknown_name(const char *name, bool writing, rc_error *err)
{
    char names[128];
    rci_base_quoted quoted;
    rci_base_fail(err, RC_EARG, "there is no format \"%s\": choose one of %s",
                  rci_base_quote(&quoted, name, strlen(name)),
                  all_names(names, sizeof names, writing));
    return NULL;
}

static const rci_stream_format *unknown_format(const char *path, bool writing, rc_error *err)
{
    char names[128];
    rci_base_error_source(err, strcmp(path, "-") == 0 ? "" : path);
    rci_base_fail(err, RC_EARG, "neither the file name nor the content shows the format, one of %s",
                  all_names(names, sizeof names, writing));
    rci_base_error_hint(err, RC_HINT_FORMAT, NULL);
    return NULL;
}

/* Looks at more bytes as they come, until a format recognises them. */
static const rci_stream_format *by_content(const char *path, rci_io_source *source, rc_error *err)
{
    const unsigned char *bytes;
    size_t n = 0, before;
    do {
        before = n;
        if (rci_io_source_peek(source, &bytes, &n, err) != RC_OK) {
            return NULL;
        }
        for (const rci_stream_format *const *format = rci_stream_formats; *format; format++) {
            if ((*format)->recognise && (*format)->recognise(bytes, n)) {
                return *format;
            }
        }
    } while (n > before);
    return unknown_format(path, false, err);
}

const rci_stream_format *rci_stream_format_for_reading(const rc_read_options *options,
                                                       rci_io_source *source, rc_error *err)
{
    const char *path = rci_io_source_name(source);
    const rci_stream_format *shown, *found;
    if (options->format) {
        found = by_name(options->format);
        return found ? found : unknown_name(options->format, false, err);
    }
    shown = by_name_of_input(path);
    found = shown ? shown : by_content(path, source, err);
    if (found && found->look_closer &&
        found->look_closer(source, options, shown != NULL, &found, err) != RC_OK) {
        return NULL;
    }
    return found;
}

const rci_stream_format *rci_stream_format_for_writing(const char *name, const char *path,
                                                       rc_error *err)
{
    const rci_stream_format *found = name ? by_name(name) : by_name_of_output(path);
    if (found) {
        return found;
    }
    return name ? unknown_name(name, true, err) : unknown_format(path, true, err);
}
