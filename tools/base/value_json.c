/* base/value_json.c - values and names as JSON text. */
#include "base/value_json.h"

#include "base/terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 6 }; /* \uNNNN */

static void put_character(FILE *out, const char *text, size_t n)
{
    char shown[LONGEST + 1];
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') {
        fprintf(out, "\\%c", c);
    } else if (c < 0x20) {
        fprintf(out, "\\u%04x", c);
    } else {
        /* The escapes of all other characters are those of JSON. */
        rc_text_printable(text, n, shown, sizeof shown);
        fputs(shown, out);
    }
}

/* `n` bytes, which may contain NUL, and a NUL after them. */
static void put_text(FILE *out, const char *text, size_t n)
{
    fputc('"', out);
    for (size_t i = 0; i < n;) {
        size_t length = character_length(text + i);
        length = length ? length : 1;
        put_character(out, text + i, length);
        i += length;
    }
    fputc('"', out);
}

void put_json_string(FILE *out, const char *text)
{
    put_text(out, text, strlen(text));
}

void put_json_path(FILE *out, const char *path)
{
    if (is_utf8(path)) {
        put_json_string(out, path);
    } else {
        fputs("null", out);
    }
}

/* The text of a value; as a JSON string unless it is a number. */
static rc_status put_printed(FILE *out, const rc_value *value, bool number)
{
    size_t length = rc_value_print(value, NULL, 0);
    char *text = malloc(length + 1);
    if (!text) {
        return RC_ENOMEM;
    }
    rc_value_print(value, text, length + 1);
    if (number) {
        fputs(text, out);
    } else {
        put_text(out, text, length);
    }
    free(text);
    return RC_OK;
}

static rc_status put_part(FILE *out, double part, int precision)
{
    rc_value value = rc_value_float(part);
    value.precision = precision;
    return put_json_value(out, &value);
}

rc_status put_json_value(FILE *out, const rc_value *value)
{
    rc_status status;
    switch (value->type) {
    case RC_VALUE_NULL:
        fputs("null", out);
        return RC_OK;
    case RC_VALUE_BOOL:
    case RC_VALUE_INT:
    case RC_VALUE_UINT:
        return put_printed(out, value, true);
    case RC_VALUE_FLOAT:
        return put_printed(out, value, isfinite(value->as.f));
    case RC_VALUE_COMPLEX:
        fputc('[', out);
        status = put_part(out, value->as.c.re, value->precision);
        if (status == RC_OK) {
            fputs(", ", out);
            status = put_part(out, value->as.c.im, value->precision);
        }
        fputs(status == RC_OK ? "]" : "", out);
        return status;
    default:
        return put_printed(out, value, false);
    }
}

rc_status put_json_member(FILE *out, const char *name, const rc_value *value)
{
    fprintf(out, ", \"%s\": ", name);
    return put_json_value(out, value);
}
