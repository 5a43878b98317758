/*
 * format/json/read/observe_form.h - forms: what records look like.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_OBSERVE_FORM_H
#define ROWCOL_FORMAT_JSON_READ_OBSERVE_FORM_H

#include "format/json/read/observe.h"

/* Records by which a form proves useful. */
enum { RCI_JSON_READ_FORM_USEFUL = 8 };

void rci_json_read_forms_init(rci_json_read_observer *observer);
void rci_json_read_forms_release(rci_json_read_observer *observer);

/* There are none from now on: their nodes are going to be released. */
void rci_json_read_forms_forget(rci_json_read_observer *observer);

/* A record begins at p: a form is made of it. */
void rci_json_read_form_begin(rci_json_read_observer *observer, const char *p);

/* The next value of the record that becomes a form; the same for an array or object. */
void rci_json_read_form_value(rci_json_read_observer *observer, rci_infer_node *node,
                              rci_json_read_observed kind, const char *p, const char *after);
void rci_json_read_form_part(rci_json_read_observer *observer, rci_infer_node *node, size_t size);

/* What values other than null are expected, when null was seen. */
rci_json_read_observed rci_json_read_form_kind_of(const rci_infer_node *node);

/* Counts n records that had the form; arrays or objects, n times. */
void rci_json_read_form_count(rci_json_read_observer *observer, rci_json_read_form *form, size_t n);
void rci_json_read_form_count_part(const rci_json_read_observed_part *part, size_t n);

/* A record did not have the form: one that is of no use is forgotten. */
void rci_json_read_form_missed(rci_json_read_observer *observer, rci_json_read_form *form);

#endif
