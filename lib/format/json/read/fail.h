/*
 * format/json/read/fail.h - errors of the decoder: the messages that are about JSON, and the place
 * of any error in the text. Each function returns NULL, as the functions that decode do on failure.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_FAIL_H
#define ROWCOL_FORMAT_JSON_READ_FAIL_H

#include "format/json/read/decoder.h"

/* Adds the place to the error that has just been set: a node, and a byte of the text. */
const char *rci_json_read_fail_at(rci_json_read_decoder *decoder, uint32_t index, const char *at);

/* "Found X, expected Y" about decoder->fault. */
const char *rci_json_read_fail_fault(rci_json_read_decoder *decoder, uint32_t index);

/* The same for something else than `what` at a byte. */
const char *rci_json_read_fail_expected(rci_json_read_decoder *decoder, uint32_t index,
                                        const char *at, const char *what);

/* The value at p is of a kind that the field does not take, or for a complex number not an array of
   two numbers. */
const char *rci_json_read_fail_kind(rci_json_read_decoder *decoder, uint32_t index, const char *p);

#endif
