/* format/arrow/data/path.c - adds the path of a field to an error. */
#include "format/arrow/data/path.h"

#include "base/error.h"

#include <string.h>

/* Writes the names of a path with dots between them; returns the length. */
static size_t print(const rci_arrow_data_path *path, char *text, size_t size)
{
    const size_t length = path->parent ? print(path->parent, text, size) : 0;
    return path->name ? rci_base_path_add(text, size, length, path->name, strlen(path->name))
                      : length;
}

rc_status rci_arrow_data_at(const rci_arrow_data_path *path, rc_status status, rc_error *err)
{
    char text[sizeof err->field] = "";
    if (status != RC_OK && err && print(path, text, sizeof text) > 0) {
        rci_base_error_field(err, text);
    }
    return status;
}
