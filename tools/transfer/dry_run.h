/* transfer/dry_run.h - a writer for a run that reads everything and writes nothing. */
#ifndef ROWCOL_TOOLS_TRANSFER_DRY_RUN_H
#define ROWCOL_TOOLS_TRANSFER_DRY_RUN_H

#include <rowcol.h>

/* A writer that fails where one of `path` would fail, and leaves nothing. `path` may be NULL: then
   records are only read. The caller closes it. NULL: as rc_writer_open. */
rc_writer *dry_writer_open(const char *path, const rc_dtype *dtype, const rc_write_options *options,
                           rc_error *err);

#endif
