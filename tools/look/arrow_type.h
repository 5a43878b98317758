/* look/arrow_type.h - the names of Arrow types. */
#ifndef ROWCOL_TOOLS_LOOK_ARROW_TYPE_H
#define ROWCOL_TOOLS_LOOK_ARROW_TYPE_H

#include <rowcol/arrow.h>

/* The type of a field, such as "timestamp[ms, UTC]", "list of 3 float" or "dictionary of utf8,
   indices int8", for free(). It may hold any bytes. NULL: out of memory. */
char *arrow_type_text(const struct ArrowSchema *field);

/* The struct whose members are the fields inside of this one, also in lists: NULL: there is none.
 */
const struct ArrowSchema *arrow_struct_in(const struct ArrowSchema *field);

/* "none", "lz4", "zstd". */
const char *arrow_compression_name(rc_compression compression);

#endif
