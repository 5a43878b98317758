/* base/cell_text.c - one field of one record as text for people. */
#include "base/cell_text.h"

#include "base/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The elements of a subarray that are shown: all, or the first ones of many. */
enum { MOST_ELEMENTS = 6, SHOWN_ELEMENTS = 4 };

bool is_aligned_right(rc_kind kind)
{
    return (kind >= RC_I1 && kind <= RC_C16) || kind == RC_TIMEDELTA;
}

bool is_shown_whole(rc_kind kind)
{
    return is_aligned_right(kind) || kind == RC_BOOL || kind == RC_DATETIME;
}

/* ------------------------------------------------------------------ values */

static bool needs_quotes(const char *text, size_t length)
{
    char last = length ? text[length - 1] : ' ';
    return length == 0 || text[0] == ' ' || last == ' ' || text[0] == '"' || last == '"' ||
           (length == 4 && memcmp(text, "null", 4) == 0);
}

static bool is_text(const rc_value *value)
{
    return value->type == RC_VALUE_TEXT || value->type == RC_VALUE_UCS4;
}

char *value_text(const rc_value *value)
{
    size_t length = rc_value_print(value, NULL, 0), size;
    char *raw = malloc(length + 1), *text = NULL;
    const char *quote;
    if (!raw) {
        return NULL;
    }
    rc_value_print(value, raw, length + 1);
    quote = is_text(value) && needs_quotes(raw, length) ? "\"" : "";
    size = rc_text_printable(raw, length, NULL, 0) + 1;
    text = malloc(size + 2);
    if (text) {
        strcpy(text, quote);
        rc_text_printable(raw, length, text + strlen(quote), size);
        strcat(text, quote);
    }
    free(raw);
    return text;
}

/* --------------------------------------------------------- structured cells */

static rc_status put_cell(FILE *out, const rc_view *view, size_t i, rc_error *err);

/* The elements from number `first` on that dimension `dimension` and those after it have. */
static rc_status put_elements(FILE *out, const rc_view *view, size_t i, size_t dimension,
                              size_t first, rc_error *err)
{
    size_t ndim = rc_dtype_ndim(view->dtype), below = 1;
    const size_t *shape = rc_dtype_shape(view->dtype);
    size_t n = shape[dimension], shown = n > MOST_ELEMENTS ? SHOWN_ELEMENTS : n;
    rc_status status = RC_OK;
    for (size_t d = dimension + 1; d < ndim; d++) {
        below *= shape[d];
    }
    fputc('[', out);
    for (size_t k = 0; k < shown && status == RC_OK; k++) {
        size_t at = first + k * below;
        rc_view element;
        fputs(k ? ", " : "", out);
        if (dimension + 1 < ndim) {
            status = put_elements(out, view, i, dimension + 1, at, err);
        } else {
            status = rc_view_element(view, at, &element, err);
            status = status == RC_OK ? put_cell(out, &element, i, err) : status;
        }
    }
    if (shown < n) {
        fprintf(out, ", ... %zu", n);
    }
    fputc(']', out);
    return status;
}

static rc_status put_fields(FILE *out, const rc_view *view, size_t i, rc_error *err)
{
    rc_status status = RC_OK;
    fputc('{', out);
    for (size_t k = 0; k < rc_dtype_nfields(view->dtype) && status == RC_OK; k++) {
        rc_field_info info;
        rc_view field;
        rc_dtype_field(view->dtype, k, &info, NULL);
        fputs(k ? ", " : "", out);
        put_safe(info.name, out);
        fputs(": ", out);
        status = rc_view_child(view, k, &field, err);
        status = status == RC_OK ? put_cell(out, &field, i, err) : status;
    }
    fputc('}', out);
    return status;
}

static rc_status put_value(FILE *out, const rc_view *view, size_t i, rc_error *err)
{
    rc_value value;
    rc_status status = rc_view_get(view, i, &value, err);
    char *text = status == RC_OK ? value_text(&value) : NULL;
    if (text) {
        fputs(text, out);
        free(text);
    } else if (status == RC_OK) {
        err->status = status = RC_ENOMEM;
    }
    return status;
}

static rc_status put_cell(FILE *out, const rc_view *view, size_t i, rc_error *err)
{
    if (rc_view_is_null(view, i)) {
        fputs("null", out);
        return RC_OK;
    }
    switch (rc_dtype_kind(view->dtype)) {
    case RC_SUBARRAY:
        return put_elements(out, view, i, 0, 0, err);
    case RC_STRUCT:
        return put_fields(out, view, i, err);
    default:
        return put_value(out, view, i, err);
    }
}

char *cell_text(const rc_view *view, size_t i, rc_error *err)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    rc_status status = out ? put_cell(out, view, i, err) : RC_ENOMEM;
    /* The stream may be closed well, and give no text: when it cannot be made smaller. */
    if (out && ((ferror(out) != 0) + (fclose(out) != 0) > 0 || !text)) {
        status = RC_ENOMEM;
    }
    if (status != RC_OK) {
        err->status = status;
        free(text);
        return NULL;
    }
    return text;
}
