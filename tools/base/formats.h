/*
 * base/formats.h - the formats of files by name, and the format that the name of a file shows.
 */
#ifndef ROWCOL_TOOLS_BASE_FORMATS_H
#define ROWCOL_TOOLS_BASE_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

/* What the option that names a format is for. */
typedef enum format_use { FORMAT_READ, FORMAT_WRITE } format_use;

/* The library's name of the format called `text`, which is that name or a file name ending that
   belongs to it (jsonl for ndjson). NULL: there is none for that use. */
const char *format_by_name(const char *text, format_use use);

/* The name of the i-th format for that use; NULL past the last. */
const char *format_name(size_t i, format_use use);

/* The format that the ending of a path shows, or NULL: of an output, and of an input, whose name
   may have the ending of compression after that. */
const char *format_of_path(const char *path);
const char *format_of_input(const char *path);

/* The ending of a path, without the dot; NULL when its name has none. */
const char *ending_of_path(const char *path);

/* Whether the path names something that an output does not replace but is written to: standard
   output, a device, a FIFO. */
bool is_special(const char *path);

/* Whether the format is JSON text; whether it is text: JSON or CSV. */
bool is_json_text(const char *format);
bool is_text_format(const char *format);

/* The names of all formats that can be read or written, "npy, ndjson or json". Returns `text`. */
const char *format_list(format_use use, char *text, size_t size);

/* The table of rowcol help formats. */
void print_formats(void);

#endif
