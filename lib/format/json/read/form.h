/*
 * format/json/read/form.h - whether JSON text is a record in each line, or one document, found from
 * its first bytes.
 *
 * Text that begins with '{' is lines if its name shows them. If its name shows a document, it is
 * lines if its first line is one object and the next text begins with '{' on a later line. If its
 * name shows neither, it is lines if its first line is one object: the next record of a pipe is not
 * waited for. Else it is records one after the other, a document.
 *
 * Text that begins with '[':
 *  - The array is continued in the next line: it is a document, unless the dtype has no records
 *    like its first element.
 *  - The array ends in the first line, and '[' or '{' follow on a later one: it is lines.
 *  - The array is the only text, or its first line is longer than the bytes looked at. If its first
 *    element is an object it is a document; but lines if a key of the object shows that it is the
 *    first field of a record, and not a record. For other elements, it is what the dtype allows: a
 *    record that is this array, or records that are its elements. If it allows both or neither, or
 *    there is no dtype, it is what the name shows, and a document if that shows neither.
 *
 * All else is what the name shows.
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
