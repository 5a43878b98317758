/* format/arrow/data/path.c - adds the path of a field to an error. */
#include "format/arrow/data/path.h"

#include "base/error.h"

#include <string.h>

/* Writes the names of a path with dots between them; returns the length. Names that do not fit are
   cut: rci_base_error_field cuts at the same size. */
static size_t print(const rci_arrow_data_path *path, char *text, size_t size)
{
    size_t length = path->parent ? print(path->parent, text, size) : 0, name_length;
    if (!path->name) {
        return length;
    }
    if (length > 0 && length + 1 < size) {
        text[length++] = '.';
    }
    name_length = strnlen(path->name, size - 1 - length);
    memcpy(text + length, path->name, name_length);
    text[length + name_length] = '\0';
    return length + name_length;
}

rc_status rci_arrow_data_at(const rci_arrow_data_path *path, rc_status status, rc_error *err)
{
    char text[sizeof err->field] = "";
    if (status != RC_OK && err && print(path, text, sizeof text) > 0) {
        rci_base_error_field(err, text);
    }
    return status;
}
