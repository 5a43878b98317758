/* format/json/read/framing.c - which errors come from the wrong framing, and what would read the
 * text. */
#include "format/json/read/framing.h"

#include "base/error.h"
#include "format/json/text/walk.h"

#include <stdio.h>
#include <string.h>

static void add(rc_error *err, const char *format, ...) RC_PRINTF(2, 3);

/* Adds to the message. */
static void add(rc_error *err, const char *format, ...)
{
    size_t length = strlen(err->message);
    va_list args;
    va_start(args, format);
    vsnprintf(err->message + length, sizeof err->message - length, format, args);
    va_end(args);
}

/* This hint, in place of one that would not help. */
static void hint(rc_error *err, rc_hint what, const char *value)
{
    err->hint = RC_HINT_NONE;
    rci_base_error_hint(err, what, value);
}

/* -------------------------------------------------------------------- lines */

/* A record that goes on after the end of its line. At the start of the input the text may be JSON
   in several lines. */
static void explain_line_end(const rci_json_read_decoder *decoder,
                             const rci_json_read_assumed *assumed, size_t record, rc_error *err)
{
    err->message[0] = '\0';
    add(err, "the line ends where %s is expected; the format ndjson, %s, has a record in each line",
        decoder->fault.expected, assumed->why);
    if (assumed->first && record == 0) {
        hint(err, RC_HINT_FORMAT, "json");
    }
}

static bool fails_at_line_end(const rci_json_read_decoder *decoder, const rc_error *err)
{
    const rci_json_text_fault *fault = &decoder->fault;
    return err->status == RC_ESYNTAX && fault->status == RC_END &&
           err->byte == (uint64_t)(fault->at - decoder->text) && *fault->at == '\n';
}

/* ------------------------------------------------------------------ elements */

/* The values of the array from p on, up to one more than `most`. */
static size_t count_values(const rci_json_read_decoder *decoder, const char *p, size_t most)
{
    rci_json_text_fault fault;
    size_t n = 0;
    while (p && p < decoder->end && n <= most) {
        p = rci_json_text_skip(p, decoder->end, &fault);
        n++;
        p = p ? rci_json_text_space(p, decoder->end) : NULL;
        p = p && p < decoder->end && *p == ',' ? rci_json_text_space(p + 1, decoder->end) : NULL;
    }
    return n;
}

/* An array with as many plain values as a record has fields is a record itself: the document is
   lines of such arrays. */
static void explain_values(const rci_json_read_decoder *decoder,
                           const rci_json_read_assumed *assumed, const char *p, rc_error *err)
{
    const rci_record_node *root = &decoder->target.plan->nodes[0];
    if (root->shape == RCI_RECORD_STRUCT && *p != '{' && *p != '[' &&
        count_values(decoder, p, root->nchildren) == root->nchildren) {
        err->message[0] = '\0';
        add(err,
            "found a value, expected a record; the format json, %s, has an array of records, and "
            "this array is one record",
            assumed->why);
        hint(err, RC_HINT_FORMAT, "ndjson");
    }
}

/* ------------------------------------------------------------------ sequence */

/* A key as a token of a JSON pointer (RFC 6901, section 3); false when it does not fit. */
static bool put_token(char *pointer, size_t size, const char *key, size_t length)
{
    size_t n = 0;
    pointer[n++] = '/';
    for (size_t i = 0; i < length; i++) {
        bool escaped = key[i] == '~' || key[i] == '/';
        if (n + 3 > size || key[i] == '\\') {
            return false;
        }
        pointer[n++] = escaped ? '~' : key[i];
        if (escaped) {
            pointer[n++] = key[i] == '~' ? '0' : '1';
        }
    }
    pointer[n] = '\0';
    return true;
}

/* The pointer to the first member of the object at p that is an array of objects or arrays and not
   a field of the record; false when there is none. */
static bool find_array(const rci_json_read_decoder *decoder, const char *p, char *pointer,
                       size_t size)
{
    const rci_record_plan *plan = decoder->target.plan;
    const char *end = decoder->end, *key, *close;
    rci_json_text_fault fault;
    bool escaped;
    p = *p == '{' ? p : NULL;
    while (p) {
        key = rci_json_text_space(p + 1, end) + 1;
        close =
            key < end && key[-1] == '"' ? rci_json_text_string(key, end, &escaped, &fault) : NULL;
        p = close ? rci_json_text_space(close + 1, end) : NULL;
        p = p && p < end && *p == ':' ? rci_json_text_space(p + 1, end) : NULL;
        if (p && p < end && *p == '[') {
            const char *first = rci_json_text_space(p + 1, end);
            if (first < end && (*first == '{' || *first == '[') &&
                rci_record_plan_child(plan, &plan->nodes[0], key, (size_t)(close - key)) ==
                    RCI_RECORD_NONE) {
                return put_token(pointer, size, key, (size_t)(close - key));
            }
        }
        p = p ? rci_json_text_skip(p, end, &fault) : NULL;
        p = p ? rci_json_text_space(p, end) : NULL;
        p = p && p < end && *p == ',' ? p : NULL;
    }
    return false;
}

/* The document is one object with the records in it. */
static void explain_envelope(const rci_json_read_decoder *decoder,
                             const rci_json_read_assumed *assumed, const char *p, rc_error *err)
{
    char pointer[sizeof err->hint_value];
    if (find_array(decoder, p, pointer, sizeof pointer)) {
        add(err,
            "; the format json, %s, takes a document that is not an array as a record, and "
            "this one has an array in it",
            assumed->why);
        hint(err, RC_HINT_ROOT, pointer);
    }
}

void rci_json_read_explain(const rci_json_read_decoder *decoder,
                           const rci_json_read_assumed *assumed, size_t record, const char *p,
                           rc_error *err)
{
    bool first = assumed->first && record == 0;
    switch (assumed->framing) {
    case RCI_JSON_READ_LINES:
        if (decoder->found_records) {
            add(err, "; the format ndjson, %s, has a record in each line", assumed->why);
            hint(err, RC_HINT_FORMAT, "json");
        } else if (fails_at_line_end(decoder, err)) {
            explain_line_end(decoder, assumed, record, err);
        }
        break;
    case RCI_JSON_READ_ELEMENTS:
        if (first && !assumed->pointed && decoder->found_records) {
            hint(err, RC_HINT_ROOT, "/0");
        } else if (first && !assumed->pointed && err->status == RC_ETYPE && err->field[0] == '\0') {
            explain_values(decoder, assumed, p, err);
        }
        break;
    case RCI_JSON_READ_SEQUENCE:
        if (first && (err->status == RC_EEXTRA || err->status == RC_EMISSING)) {
            explain_envelope(decoder, assumed, p, err);
        }
        break;
    }
}
