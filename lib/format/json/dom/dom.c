/* format/json/dom/dom.c - errors and their places, and checks that every function makes. */
#include "format/json/dom/dom.h"

#include <string.h>

json_t *rci_json_dom_no_memory(rc_error *err)
{
    rci_base_fail(err, RC_ENOMEM, "out of memory for a JSON value");
    return NULL;
}

/* A path is written from its end to its start; one that is too long keeps its end. */
typedef struct path {
    char text[sizeof((rc_error *)0)->field];
    size_t at;
} path;

/* False when it does not fit. */
static bool prepend(path *out, const rci_json_dom_place *place)
{
    char first = out->text[out->at], index[32];
    size_t dot = first != '\0' && first != '[', n;
    const char *part = place->name;
    if (!part) {
        snprintf(index, sizeof index, "[%zu]", place->index);
        part = index;
    }
    n = strlen(part);
    if (n + dot > out->at) {
        return false;
    }
    out->at -= n + dot;
    memcpy(out->text + out->at, part, n);
    if (dot) {
        out->text[out->at + n] = '.';
    }
    return true;
}

rc_status rci_json_dom_fail_at(rc_error *err, const rci_json_dom_place *place, size_t record,
                               rc_status status)
{
    path out;
    if (!err || err->record != RC_NOWHERE) {
        return status;
    }
    out.at = sizeof out.text - 1;
    out.text[out.at] = '\0';
    for (; place->parent && prepend(&out, place); place = place->parent) {
    }
    rci_base_error_field(err, out.text + out.at);
    err->record = record;
    return status;
}

rc_status rci_json_dom_unplaced(rc_error *err, rc_status status)
{
    if (err && status != RC_OK) {
        err->record = RC_NOWHERE;
        err->field[0] = '\0';
    }
    return status;
}

rc_status rci_json_dom_check_record(const rc_store *store, size_t i, rc_error *err)
{
    if (!store) {
        return rci_base_fail(err, RC_EARG, "there is no store (NULL)");
    }
    if (i >= rc_store_length(store)) {
        return rci_base_fail(err, RC_EINDEX, "no record %zu: the store has %zu", i,
                             rc_store_length(store));
    }
    return RC_OK;
}

rc_status rci_json_dom_records(const rc_store *store, rc_view *records, rc_error *err)
{
    return rc_store_view(store, "", records, err);
}
