/*
 * base/options.h - reads structures of options whose first member is their size.
 */
#ifndef ROWCOL_BASE_OPTIONS_H
#define ROWCOL_BASE_OPTIONS_H

#include <rowcol/base.h>

/*
 * Copies the members of `given` to `options`, which has `size` bytes, begins with a size_t of that
 * value, and has the defaults in all members. `given` may be NULL, or shorter, of an older version.
 * `name` is the name of the type, for messages. RC_OK; RC_EARG: the size is not one of a version up
 * to this one.
 */
rc_status rci_base_options(void *options, size_t size, const void *given, const char *name,
                           rc_error *err);

/*
 * The same for structure `i` of the array `given`, which have one size, that of the first. RC_OK;
 * RC_EARG: also if this one has another size.
 */
rc_status rci_base_options_item(void *options, size_t size, const void *given, size_t i,
                                const char *name, rc_error *err);

#endif
