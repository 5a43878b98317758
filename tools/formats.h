/*
 * formats.h - the formats of files by name, and the format that the name of a file shows.
 */
#ifndef ROWCOL_TOOLS_FORMATS_H
#define ROWCOL_TOOLS_FORMATS_H

#include "command.h"

#include <stdbool.h>

/* What the option that names a format is for. */
typedef enum format_use { FORMAT_READ, FORMAT_WRITE } format_use;

/* Sets `*format` to the library's name for `text`, which is that name or a file name ending that
   belongs to it (jsonl for ndjson). Returns 0, or EXIT_USAGE after reporting that there is none.
   `option` is the name of the option. */
int parse_format(const command *cmd, const char *option, const char *text, format_use use,
                 const char **format);

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

/* Reports that an input of JSON text is in another form than its name shows, or, if that shows
   none, than a record in each line. `read` is the format that was found. */
void report_form(const char *input, const char *read);

/* The names of all formats that can be read or written, "npy, ndjson or json". Returns `text`. */
const char *format_list(format_use use, char *text, size_t size);

/* The table of rowcol help formats. */
void print_formats(void);

#endif
