/* look/arrow_info.h - what rowcol info shows of an Arrow file or stream besides its dtype. */
#ifndef ROWCOL_TOOLS_LOOK_ARROW_INFO_H
#define ROWCOL_TOOLS_LOOK_ARROW_INFO_H

#include <jansson.h>
#include <rowcol.h>
#include <rowcol/arrow.h>

/* Opens the regular file at `path` if it holds Arrow data, for rc_arrow_file_close; else `*file`
   becomes NULL. `format` is that of -f, or NULL. Returns 0, or the exit status after a report. */
int arrow_info_open(const char *path, const char *format, rc_arrow_file **file);

/* Adds up the records of the batches, from their metadata. Returns 0, or the exit status after a
   report. */
int arrow_info_count(const rc_arrow_file *file, uint64_t *records);

/* Prints lines about the file: form, batches, compression, metadata. Returns 0, or the exit status
   after a report. */
int arrow_info_print(const rc_arrow_file *file);

/* Prints a table of the fields with their Arrow types. Returns as above. */
int arrow_info_print_fields(const rc_arrow_file *file);

/* Adds all that as the key "arrow". Returns as above. */
int arrow_info_describe(json_t *object, const rc_arrow_file *file);

#endif
