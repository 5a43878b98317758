/* transfer/rejects_state.c - the counts of bad records as text, for a checkpoint. */
#include "transfer/rejects_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of each kind: "kind STATUS COUNT FIELD-SIZE FIRST-SIZE", a newline, both texts, a newline. */
char *rejects_save(const rejects *bad, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out) {
        return NULL;
    }
    fprintf(out, "rejects %" PRIu64 " %" PRIu64 " %zu\n", bad->count, bad->others, bad->n_kinds);
    for (size_t i = 0; i < bad->n_kinds; i++) {
        const reject_kind *kind = &bad->kinds[i];
        fprintf(out, "kind %d %" PRIu64 " %zu %zu\n%s%s\n", (int)kind->status, kind->count,
                strlen(kind->field), strlen(kind->first), kind->field, kind->first);
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* Reads the kind at *at. */
static bool restore_kind(reject_kind *kind, const char **at)
{
    size_t field = 0, first = 0;
    int status = 0, used = 0;
    if (sscanf(*at, "kind %d %" SCNu64 " %zu %zu%n", &status, &kind->count, &field, &first,
               &used) != 4 ||
        (*at)[used] != '\n') {
        return false;
    }
    *at += used + 1;
    kind->status = (rc_status)status;
    if (strnlen(*at, field) != field || strnlen(*at + field, first) != first ||
        (*at)[field + first] != '\n') {
        return false;
    }
    kind->field = strndup(*at, field);
    kind->first = strndup(*at + field, first);
    *at += field + first + 1;
    return kind->field && kind->first;
}

bool rejects_restore(rejects *bad, const char *text)
{
    size_t n = 0;
    int used = 0;
    if (sscanf(text, "rejects %" SCNu64 " %" SCNu64 " %zu%n", &bad->count, &bad->others, &n,
               &used) != 3 ||
        text[used] != '\n' || n > REJECT_KINDS) {
        return false;
    }
    text += used + 1;
    bad->kinds = calloc(REJECT_KINDS, sizeof *bad->kinds);
    while (bad->kinds && bad->n_kinds < n) {
        if (!restore_kind(&bad->kinds[bad->n_kinds++], &text)) {
            return false;
        }
    }
    return bad->kinds != NULL;
}
