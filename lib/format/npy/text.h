/*
 * format/npy/text.h - the text of a header as UTF-8, for any version of the format.
 */
#ifndef ROWCOL_FORMAT_NPY_TEXT_H
#define ROWCOL_FORMAT_NPY_TEXT_H

#include "base/bytes.h"
#include "io/source.h"

typedef struct rci_npy_text {
    rci_base_bytes utf8;
    bool latin1;    /* the file has one byte for each character */
    uint64_t start; /* where the text starts in the file */
} rci_npy_text;

/* Reads magic, version, length and text. Release the text in any case. RC_OK; RC_EFORMAT,
   RC_EUNSUPPORTED, RC_ELIMIT, RC_EIO, RC_ENOMEM. */
rc_status rci_npy_text_read(rci_npy_text *text, rci_io_source *source, rc_error *err);
void rci_npy_text_release(rci_npy_text *text);

/* The position in the file of byte `at` of the text. */
uint64_t rci_npy_text_place(const rci_npy_text *text, size_t at);

#endif
