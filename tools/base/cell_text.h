/*
 * base/cell_text.h - one field of one record as text for people.
 *
 * Null is null. Text is shown as it is; in double quotes if it is empty, is the word null, or
 * begins or ends with a blank or a quote, so that it cannot be mistaken for anything else. Of a
 * subarray the first elements are shown, and how many there are; a struct in it is {name: value,
 * ...}. Whatever a terminal would obey is escaped.
 */
#ifndef ROWCOL_TOOLS_BASE_CELL_TEXT_H
#define ROWCOL_TOOLS_BASE_CELL_TEXT_H

#include <rowcol.h>
#include <stdbool.h>

/* The field of record `i`, for free(). NULL: `err` is set. */
char *cell_text(const rc_view *view, size_t i, rc_error *err);

/* One value, for free(). NULL: out of memory. */
char *value_text(const rc_value *value);

/* Whether values of this kind are aligned right: numbers and durations. */
bool is_aligned_right(rc_kind kind);

/* Whether a part of the value says something wrong: not for text, bytes, structs and subarrays. */
bool is_shown_whole(rc_kind kind);

#endif
