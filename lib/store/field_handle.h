/*
 * store/field_handle.h - checks of field handles, and the dotted path of a field for errors.
 */
#ifndef ROWCOL_STORE_FIELD_HANDLE_H
#define ROWCOL_STORE_FIELD_HANDLE_H

#include <rowcol/store.h>

/* RC_OK, or RC_EARG for NULL and for a handle that is all zero. */
rc_status rci_store_check_view(const rc_view *view, rc_error *err);
rc_status rci_store_check_field(const rc_field *field, rc_error *err);

/* RC_OK, or RC_EARG for a NULL pointer to the result of a call. */
rc_status rci_store_check_result(const void *result, rc_error *err);

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
const char *rci_store_view_path(rci_store_path *path, const rc_view *view);

/* Adds the record and the field to the error of a failed call. Returns `status`. */
rc_status rci_store_add_place(const rc_view *view, size_t i, rc_status status, rc_error *err);

#endif
