/*
 * format/json/read/form.h - whether JSON text is a record in each line, or one document. The rule
 * is that of rowcol/stream.h; the second record of a pipe whose name shows neither is not waited
 * for.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_FORM_H
#define ROWCOL_FORMAT_JSON_READ_FORM_H

#include "io/source.h"

#include <rowcol/stream.h>

typedef enum rci_json_read_form {
    RCI_JSON_READ_FORM_UNKNOWN, /* what the name shows: neither */
    RCI_JSON_READ_FORM_LINES,
    RCI_JSON_READ_FORM_DOCUMENT
} rci_json_read_form;

/* What the text of a source is, whose name shows `named`. `dtype` may be NULL. Before the first
   read. RC_OK; RC_EIO, RC_ENOMEM, RC_EFORMAT (compressed input). */
rc_status rci_json_read_find_form(rci_io_source *source, rci_json_read_form named,
                                  const rc_dtype *dtype, const rc_mapping *mapping,
                                  rci_json_read_form *found, rc_error *err);

#endif
