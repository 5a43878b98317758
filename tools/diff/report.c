/* diff/report.c - compares the records of two stores and prints what differs. */
#include "diff/report.h"

#include "base/cell_text.h"
#include "base/readable.h"
#include "base/terminal.h"
#include "base/value_json.h"
#include "report/stats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The record that is compared, while its differences are listed. */
typedef struct listing {
    diff *d;
    size_t i;     /* of a */
    size_t k;     /* of b */
    bool started; /* a difference has been printed */
} listing;

/* -------------------------------------------------------------------- text */

static rc_status put_cell(const rc_view *view, size_t i, rc_error *err)
{
    char *text = cell_text(view, i, err);
    if (!text) {
        return err->status;
    }
    fputs(text, stdout);
    free(text);
    return RC_OK;
}

/* "id=5, day=2024-02-29", or "record 5". */
static rc_status put_label(const diff *d, const rc_store *store, size_t i, rc_error *err)
{
    rc_status status = RC_OK;
    if (d->n_key == 0) {
        printf("record %zu", i);
    }
    for (size_t f = 0; f < d->n_key && status == RC_OK; f++) {
        rc_view view;
        fputs(f ? ", " : "", stdout);
        put_safe(d->key[f], stdout);
        putchar('=');
        status = rc_store_view(store, d->key[f], &view, err);
        status = status == RC_OK ? put_cell(&view, i, err) : status;
    }
    return status;
}

static void put_path(const difference *found)
{
    if (found->pair->path[0]) {
        put_safe(found->pair->path, stdout);
        put_safe(found->element, stdout);
        putchar(' ');
    } else if (found->element[0]) {
        put_safe(found->element, stdout);
        putchar(' ');
    }
}

static rc_status list_text(void *context, const difference *found, rc_error *err)
{
    listing *list = context;
    rc_status status = RC_OK;
    if (!list->started) {
        status = put_label(list->d, list->d->a, list->i, err);
    }
    if (status != RC_OK) {
        return status;
    }
    fputs(list->started ? ", " : ": ", stdout);
    list->started = true;
    put_path(found);
    status = put_cell(&found->a, list->i, err);
    fputs(status == RC_OK ? " -> " : "", stdout);
    return status == RC_OK ? put_cell(&found->b, list->k, err) : status;
}

/* A record that only one of them has. */
static rc_status list_single_text(const diff *d, const rc_store *store, size_t i, const char *path,
                                  rc_error *err)
{
    rc_view record;
    rc_status status = put_label(d, store, i, err);
    if (status != RC_OK) {
        return status;
    }
    fputs(": only in ", stdout);
    put_safe(path, stdout);
    fputs(": ", stdout);
    status = rc_store_view(store, "", &record, err);
    status = status == RC_OK ? put_cell(&record, i, err) : status;
    fputs(status == RC_OK ? "\n" : "", stdout);
    return status;
}

/* The compact notation of a dtype, or of none. RC_OK or RC_ENOMEM. */
static rc_status type_of(const rc_dtype *dtype, char **text, rc_error *err)
{
    *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, err) : NULL;
    return err->status;
}

/* A field that both have. */
static void print_types(const diff *d, const char *a, const char *b, bool compared)
{
    fputs(": ", stdout);
    put_safe(a, stdout);
    fputs(" in ", stdout);
    put_safe(d->path_a, stdout);
    fputs(", ", stdout);
    put_safe(b, stdout);
    fputs(" in ", stdout);
    put_safe(d->path_b, stdout);
    puts(compared ? "" : ": not compared");
}

static rc_status print_note(const diff *d, const field_note *note, rc_error *err)
{
    char *a, *b = NULL;
    rc_status status = type_of(note->a, &a, err);
    status = status == RC_OK ? type_of(note->b, &b, err) : status;
    if (status == RC_OK) {
        fputs("field ", stdout);
        put_safe(note->path[0] ? note->path : "(record)", stdout);
        if (a && b) {
            print_types(d, a, b, note->compared);
        } else {
            fputs(": only in ", stdout);
            put_safe(a ? d->path_a : d->path_b, stdout);
            putchar('\n');
        }
    }
    rc_text_free(a);
    rc_text_free(b);
    return status;
}

static rc_status print_head(const diff *d, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < d->fields.n_notes && status == RC_OK; i++) {
        status = print_note(d, &d->fields.notes[i], err);
    }
    return status;
}

static void print_count(uint64_t n, const char *what, const char *path)
{
    char text[READABLE_SIZE];
    if (n > 0) {
        printf("%s %s%s", readable_count(n, text), what, path ? " " : "");
        put_safe(path ? path : "", stdout);
        fputs(", ", stdout);
    }
}

static void print_summary(const diff *d)
{
    uint64_t all = d->differ + d->only_a + d->only_b;
    char text[READABLE_SIZE];
    bool first = true;
    if (all > d->listed) {
        printf("... and %s more\n", readable_count(all - d->listed, text));
    }
    print_count(d->differ, d->differ == 1 ? "record differs" : "records differ", NULL);
    print_count(d->only_a, "only in", d->path_a);
    print_count(d->only_b, "only in", d->path_b);
    printf("%s equal\n", readable_count(d->equal, text));
    for (size_t i = 0; i < d->fields.n; i++) {
        const field_pair *pair = &d->fields.pairs[i];
        if (pair->differ > 0) {
            fputs(first ? "fields that differ: " : ", ", stdout);
            put_safe(pair->path[0] ? pair->path : "(record)", stdout);
            printf(" %s", readable_count(pair->differ, text));
            first = false;
        }
    }
    fputs(first ? "" : "\n", stdout);
}

/* -------------------------------------------------------------------- JSON */

/* A leaf as a value, a struct or subarray as text. */
static rc_status put_json_cell(const rc_view *view, size_t i, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(view->dtype);
    rc_value value = rc_value_null();
    rc_status status = RC_OK;
    char *text;
    if (rc_view_is_null(view, i) || (kind != RC_STRUCT && kind != RC_SUBARRAY)) {
        status = rc_view_get(view, i, &value, err);
        if (status == RC_OK) {
            err->status = status = put_json_value(stdout, &value);
        }
        return status;
    }
    text = cell_text(view, i, err);
    if (!text) {
        return err->status;
    }
    put_json_string(stdout, text);
    free(text);
    return RC_OK;
}

/* "record":[5,6] and the values of the key. */
static rc_status put_json_label(const diff *d, uint64_t i, uint64_t k, rc_error *err)
{
    const rc_store *store = i != NO_PARTNER ? d->a : d->b;
    rc_status status = RC_OK;
    char a[24] = "null", b[24] = "null";
    if (i != NO_PARTNER) {
        snprintf(a, sizeof a, "%" PRIu64, i);
    }
    if (k != NO_PARTNER) {
        snprintf(b, sizeof b, "%" PRIu64, k);
    }
    printf("%s{\"record\": [%s, %s], \"key\": {", d->listed ? ", " : "", a, b);
    for (size_t f = 0; f < d->n_key && status == RC_OK; f++) {
        rc_view view;
        fputs(f ? ", " : "", stdout);
        put_json_string(stdout, d->key[f]);
        fputs(": ", stdout);
        status = rc_store_view(store, d->key[f], &view, err);
        status =
            status == RC_OK ? put_json_cell(&view, (size_t)(i != NO_PARTNER ? i : k), err) : status;
    }
    fputs(status == RC_OK ? "}, \"fields\": [" : "", stdout);
    return status;
}

static rc_status list_json(void *context, const difference *found, rc_error *err)
{
    listing *list = context;
    char *path = NULL;
    rc_status status = RC_OK;
    if (!list->started) {
        status = put_json_label(list->d, list->i, list->k, err);
    }
    if (status == RC_OK && asprintf(&path, "%s%s", found->pair->path, found->element) < 0) {
        err->status = status = RC_ENOMEM;
    }
    if (status != RC_OK) {
        return status;
    }
    fputs(list->started ? ", {\"field\": " : "{\"field\": ", stdout);
    list->started = true;
    put_json_string(stdout, path);
    free(path);
    fputs(", \"a\": ", stdout);
    status = put_json_cell(&found->a, list->i, err);
    fputs(status == RC_OK ? ", \"b\": " : "", stdout);
    status = status == RC_OK ? put_json_cell(&found->b, list->k, err) : status;
    fputs(status == RC_OK ? "}" : "", stdout);
    return status;
}

static rc_status put_json_type(const char *name, const rc_dtype *dtype, rc_error *err)
{
    char *text;
    rc_status status = type_of(dtype, &text, err);
    if (status == RC_OK) {
        printf(", \"%s\": ", name);
        if (text) {
            put_json_string(stdout, text);
        } else {
            fputs("null", stdout);
        }
    }
    rc_text_free(text);
    return status;
}

static rc_status print_json_head(const diff *d, rc_error *err)
{
    rc_status status = RC_OK;
    fputs("{\"a\": ", stdout);
    put_json_path(stdout, d->path_a);
    fputs(", \"b\": ", stdout);
    put_json_path(stdout, d->path_b);
    printf(", \"records\": [%zu, %zu], \"fields\": [", rc_store_length(d->a),
           rc_store_length(d->b));
    for (size_t i = 0; i < d->fields.n_notes && status == RC_OK; i++) {
        const field_note *note = &d->fields.notes[i];
        fputs(i ? ", {\"field\": " : "{\"field\": ", stdout);
        put_json_string(stdout, note->path);
        status = put_json_type("a", note->a, err);
        status = status == RC_OK ? put_json_type("b", note->b, err) : status;
        if (status == RC_OK) {
            printf(", \"compared\": %s}", note->compared ? "true" : "false");
        }
    }
    fputs(status == RC_OK ? "], \"listed\": [" : "", stdout);
    return status;
}

static void print_json_summary(const diff *d)
{
    bool first = true;
    printf("], \"differ\": %" PRIu64 ", \"only_in_a\": %" PRIu64 ", \"only_in_b\": %" PRIu64
           ", \"equal\": %" PRIu64 ", \"by_field\": {",
           d->differ, d->only_a, d->only_b, d->equal);
    for (size_t i = 0; i < d->fields.n; i++) {
        const field_pair *pair = &d->fields.pairs[i];
        if (pair->differ > 0) {
            fputs(first ? "" : ", ", stdout);
            put_json_string(stdout, pair->path);
            printf(": %" PRIu64, pair->differ);
            first = false;
        }
    }
    puts("}}");
}

/* --------------------------------------------------------------- comparing */

static rc_status compare_pair(diff *d, size_t i, size_t k, rc_error *err)
{
    listing list = {d, i, k, false};
    bool differs, lists = d->listed < d->most;
    rc_status status = compare_records(&d->fields, i, k, &d->within,
                                       !lists    ? NULL
                                       : d->json ? list_json
                                                 : list_text,
                                       &list, &differs, err);
    if (list.started && status == RC_OK) {
        fputs(d->json ? "]}" : "\n", stdout);
        d->listed++;
    }
    d->differ += differs;
    d->equal += !differs;
    return status;
}

static rc_status list_single(diff *d, const rc_store *store, size_t i, rc_error *err)
{
    bool of_a = store == d->a;
    rc_status status = RC_OK;
    *(of_a ? &d->only_a : &d->only_b) += 1;
    if (d->listed == d->most) {
        return RC_OK;
    }
    if (d->json) {
        status = put_json_label(d, of_a ? i : NO_PARTNER, of_a ? NO_PARTNER : i, err);
        fputs(status == RC_OK ? "]}" : "", stdout);
    } else {
        status = list_single_text(d, store, i, of_a ? d->path_a : d->path_b, err);
    }
    d->listed++;
    return status;
}

rc_status diff_print(diff *d, rc_error *err)
{
    rc_status status = (d->json ? print_json_head : print_head)(d, err);
    for (size_t i = 0; i < rc_store_length(d->a) && status == RC_OK; i++) {
        uint64_t k = d->match.of_a[i];
        status =
            k == NO_PARTNER ? list_single(d, d->a, i, err) : compare_pair(d, i, (size_t)k, err);
    }
    for (size_t k = 0; k < rc_store_length(d->b) && status == RC_OK; k++) {
        if (d->match.of_b[k] == NO_PARTNER) {
            status = list_single(d, d->b, k, err);
        }
    }
    if (status == RC_OK) {
        (d->json ? print_json_summary : print_summary)(d);
    }
    return status;
}

bool diff_found(const diff *d)
{
    bool found = d->differ + d->only_a + d->only_b > 0;
    for (size_t i = 0; i < d->fields.n_notes; i++) {
        found = found || !d->fields.notes[i].compared;
    }
    return found;
}
