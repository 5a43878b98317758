/* base/error.c - names of statuses, the text of an error, and functions that fill in an error. */
#include "base/error.h"

#include "base/format.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

const char *rc_status_name(rc_status status)
{
    switch (status) {
    case RC_OK:
        return "ok";
    case RC_END:
        return "end";
    case RC_ENOMEM:
        return "memory";
    case RC_EARG:
        return "argument";
    case RC_EINDEX:
        return "index";
    case RC_ENAME:
        return "name";
    case RC_ETYPE:
        return "type";
    case RC_ERANGE:
        return "range";
    case RC_ESYNTAX:
        return "syntax";
    case RC_EMISSING:
        return "missing";
    case RC_EEXTRA:
        return "extra";
    case RC_EDUPLICATE:
        return "duplicate";
    case RC_EFORMAT:
        return "format";
    case RC_ELIMIT:
        return "limit";
    case RC_EIO:
        return "io";
    case RC_EUNSUPPORTED:
        return "unsupported";
    case RC_ECANCELED:
        return "canceled";
    }
    return "unknown";
}

void rc_error_clear(rc_error *err)
{
    if (err) { /* what comes after the end of a string stays: there is a kilobyte of it */
        err->status = RC_OK;
        err->sys = 0;
        err->byte = err->line = err->column = err->record = RC_NOWHERE;
        err->hint = RC_HINT_NONE;
        err->source[0] = err->field[0] = err->message[0] = err->hint_value[0] = '\0';
    }
}

/* Text appended with snprintf. As with snprintf, `length` counts bytes after the end, too. */
typedef struct line {
    char *text;
    size_t size;
    size_t length;
} line;

static void add(line *out, const char *format, ...) RC_PRINTF(2, 3);

static void add(line *out, const char *format, ...)
{
    va_list args;
    size_t room = out->length < out->size ? out->size - out->length : 0;
    int n;
    va_start(args, format);
    n = vsnprintf(room ? out->text + out->length : NULL, room, format, args);
    va_end(args);
    if (n > 0) {
        out->length += (size_t)n;
    }
}

static void add_place(line *out, const rc_error *err)
{
    if (err->source[0]) {
        add(out, "%s", err->source);
    }
    if (err->line != RC_NOWHERE) {
        add(out, "%s%llu", err->source[0] ? ":" : "line ", (unsigned long long)err->line);
        if (err->column != RC_NOWHERE) {
            add(out, ":%llu", (unsigned long long)err->column);
        }
    } else if (err->byte != RC_NOWHERE) {
        add(out, "%sbyte %llu", err->source[0] ? ": " : "", (unsigned long long)err->byte);
    } else if (err->record != RC_NOWHERE) {
        add(out, "%srecord %llu", err->source[0] ? ": " : "", (unsigned long long)err->record);
    }
    if (out->length) {
        add(out, ": ");
    }
}

static void add_hint(line *out, const rc_error *err)
{
    const char *value = err->hint_value;
    switch (err->hint) {
    case RC_HINT_NONE:
        break;
    case RC_HINT_DTYPE:
        add(out, " (pass a dtype, such as that of \"x:i4, y:f8\")");
        break;
    case RC_HINT_FORMAT:
        add(out, " (set the option format");
        add(out, value[0] ? " to \"%s\")" : ")%s", value);
        break;
    case RC_HINT_ROOT:
        add(out, " (set the option root to \"%s\")", value);
        break;
    case RC_HINT_EXTRA:
        add(out, " (add a field, or set the option extra to RC_EXTRA_IGNORE)");
        break;
    case RC_HINT_MISSING:
        add(out, " (drop the field, or set the option missing to RC_MISSING_ZERO)");
        break;
    case RC_HINT_MAX_RECORD:
        add(out, " (raise the option max_record if such a record is meant)");
        break;
    case RC_HINT_NONFINITE:
        add(out, " (set the option nonfinite to RC_NONFINITE_NULL to write null)");
        break;
    case RC_HINT_MEMBER:
        add(out, " (set the option member to the name of one)");
        break;
    case RC_HINT_NULLS:
        add(out, " (add ? after its type, or set the option nulls to %s)",
            strcmp(value, "nan") == 0 ? "RC_NULLS_NAN" : "RC_NULLS_ZERO");
        break;
    case RC_HINT_HEADER:
        add(out, " (set the option header to RC_CSV_HEADER_YES or RC_CSV_HEADER_NO)");
        break;
    case RC_HINT_DUPLICATE:
        add(out, " (set the option duplicate to RC_DUPLICATE_FIRST or RC_DUPLICATE_LAST)");
        break;
    case RC_HINT_ACCEPT:
        add(out, " (or set the flag for \"%s\" in the option accept)", value);
        break;
    case RC_HINT_TIME:
        add(out, " (set the option time to how times are written)");
        break;
    case RC_HINT_CSV:
        add(out, " (or set the option %s of CSV text%s)", value,
            strcmp(value, "trim") == 0 ? "" : " to a comma");
        break;
    case RC_HINT_REJECT:
        add(out, " (set the option reject to pass over such records)");
        break;
    case RC_HINT_CAST:
        add(out, " (use %s)", value);
        break;
    case RC_HINT_OUTPUT:
        add(out, " (change the type, or write the format \"%s\")", value);
        break;
    }
}

/* Removes a character that is not complete from the end of text that was cut to `length` bytes. */
static void drop_incomplete(char *text, size_t length)
{
    size_t start = length;
    uint32_t code;
    while (start > 0 && length - start < RCI_BASE_UTF8_MAX - 1 &&
           ((unsigned char)text[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    if (start > 0 && rci_base_utf8_decode(text + start - 1, length - start + 1, &code) == 0) {
        text[start - 1] = '\0';
    }
}

size_t rc_error_print(const rc_error *err, char *text, size_t size)
{
    line out = {text, text ? size : 0, 0};
    if (out.size) {
        text[0] = '\0';
    }
    if (!err || err->status == RC_OK) {
        add(&out, "no error");
    } else {
        add_place(&out, err);
        if (err->field[0]) {
            add(&out, "field \"%s\": ", err->field);
        }
        add(&out, "%s", err->message);
        add_hint(&out, err);
    }
    if (out.size && out.length >= out.size) {
        drop_incomplete(text, out.size - 1);
    }
    return out.length;
}

/* All parts of an error are stored printable: messages quote names and paths from outside. Text
   that is too long is cut between two characters. */

/* The message in a printable form. */
RC_PRINTF(2, 0) static void put_printable(rc_error *err, const char *format, va_list args)
{
    /* Longer than a message, so that what is cut here is cut again below. */
    char text[sizeof err->message + RCI_BASE_UTF8_MAX];
    text[0] = '\0';
    rci_base_vformat(text, sizeof text, format, args);
    rc_text_printable(text, strlen(text), err->message, sizeof err->message);
}

rc_status rci_base_vfail(rc_error *err, rc_status status, const char *format, va_list args)
{
    va_list again;
    int n;
    if (!err || err->status != RC_OK) {
        return status;
    }
    err->status = status;
    va_copy(again, args);
    n = rci_base_vformat(err->message, sizeof err->message, format, args);
    if (n < 0 || (size_t)n >= sizeof err->message || !rci_base_is_plain(err->message, (size_t)n)) {
        put_printable(err, format, again);
    }
    va_end(again);
    return status;
}

rc_status rci_base_fail(rc_error *err, rc_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    rci_base_vfail(err, status, format, args);
    va_end(args);
    return status;
}

rc_status rci_base_fail_sys(rc_error *err, int sys, const char *format, ...)
{
    va_list args;
    size_t used;
    if (!err || err->status != RC_OK) {
        return RC_EIO;
    }
    va_start(args, format);
    rci_base_vfail(err, RC_EIO, format, args);
    va_end(args);
    err->sys = sys;
    used = strlen(err->message);
    snprintf(err->message + used, sizeof err->message - used, "%s%s", used ? ": " : "",
             strerrordesc_np(sys) ? strerrordesc_np(sys) : "unknown system error");
    return RC_EIO;
}

void rci_base_error_source(rc_error *err, const char *name)
{
    const size_t room = sizeof err->source - 1;
    size_t left, length;
    if (!err || err->source[0]) {
        return;
    }
    left = strlen(name);
    length = rc_text_printable(name, left, err->source, sizeof err->source);
    if (length > room) {
        while (length > room - 3) {
            char first[RCI_BASE_ESCAPE_MAX];
            size_t used;
            length -= rci_base_escape(first, name, left, &used);
            name += used;
            left -= used;
        }
        memcpy(err->source, "...", 3);
        rc_text_printable(name, left, err->source + 3, sizeof err->source - 3);
    }
}

void rci_base_error_byte(rc_error *err, uint64_t byte)
{
    if (err && err->byte == RC_NOWHERE) {
        err->byte = byte;
    }
}

void rci_base_error_hint(rc_error *err, rc_hint hint, const char *value)
{
    size_t length = value ? strlen(value) : 0;
    if (err && err->status != RC_OK && err->hint == RC_HINT_NONE &&
        length < sizeof err->hint_value) {
        err->hint = hint;
        memcpy(err->hint_value, value ? value : "", length + 1);
    }
}

size_t rci_base_path_add(char *path, size_t size, size_t length, const char *name, size_t n)
{
    if (length > 0 && length + 1 < size) {
        path[length++] = '.';
    }
    n = n < size - 1 - length ? n : size - 1 - length;
    memcpy(path + length, name, n);
    path[length + n] = '\0';
    return length + n;
}

void rci_base_error_field(rc_error *err, const char *path)
{
    const size_t length = strlen(path);
    if (!err || err->field[0]) {
        return;
    }
    if (length < sizeof err->field && rci_base_is_plain(path, length)) {
        memcpy(err->field, path, length + 1);
    } else {
        rc_text_printable(path, length, err->field, sizeof err->field);
    }
}
