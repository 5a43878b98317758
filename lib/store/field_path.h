/*
 * store/field_path.h - the dotted path of a field handle, for errors.
 */
#ifndef ROWCOL_STORE_FIELD_PATH_H
#define ROWCOL_STORE_FIELD_PATH_H

#include <rowcol/store.h>

typedef struct rci_store_path {
    char text[sizeof((rc_error *)NULL)->field];
    size_t length;
} rci_store_path;

/* Adds a dot and a name; what does not fit is cut. */
void rci_store_path_push(rci_store_path *path, const char *name);
/* Removes what was added since the path had this length. */
void rci_store_path_cut(rci_store_path *path, size_t length);

/* The path of a field, of the subarray for what is inside one; "" for the whole record and for a
   struct without leaves. Returns path->text. */
const char *rci_store_field_path(rci_store_path *path, const rc_field *field);

#endif
