/*
 * base/value_json.h - values and names as JSON text, on which a terminal shows nothing that it
 * would obey.
 */
#ifndef ROWCOL_TOOLS_BASE_VALUE_JSON_H
#define ROWCOL_TOOLS_BASE_VALUE_JSON_H

#include <rowcol.h>
#include <stdio.h>

/* Writes a string as a JSON string. */
void put_json_string(FILE *out, const char *text);

/* A path; null if it is not UTF-8. */
void put_json_path(FILE *out, const char *path);

/* Writes a value: a number as a number, also all of uint64; NaN and infinities as the strings nan,
   inf and -inf; a complex number as [real, imaginary]; text, dates, durations ("25 s") and bytes
   (hexadecimal) as strings; null. Returns RC_OK or RC_ENOMEM. */
rc_status put_json_value(FILE *out, const rc_value *value);

/* Writes a member of an object, after others. RC_OK or RC_ENOMEM. */
rc_status put_json_member(FILE *out, const char *name, const rc_value *value);

#endif
