/* format/json/read/explain.c - recognises text that was read in the wrong framing. */
#include "format/json/read/explain.h"

#include "base/error.h"
#include "base/format.h"
#include "format/json/text/walk.h"

#include <stdarg.h>
#include <string.h>

/* Levels of objects that are searched for an array of records. */
enum { SEARCH_DEPTH = 3 };

/* Another framing explains more than the option that would hide the error. */
static void set_hint(rc_error *err, rc_hint hint, const char *value)
{
    err->hint = RC_HINT_NONE;
    rci_base_error_hint(err, hint, value);
}

static void add(rc_error *err, const char *format, ...) RC_PRINTF(2, 3);

/* Adds to the message. */
static void add(rc_error *err, const char *format, ...)
{
    size_t length = strlen(err->message);
    va_list args;
    va_start(args, format);
    rci_base_vformat(err->message + length, sizeof err->message - length, format, args);
    va_end(args);
}

/* Removes the suggestion of another dtype from the end of the message: the framing is what is
 * wrong. */
static void drop_suggestion(rc_error *err)
{
    size_t length = strlen(err->message);
    char *start = strrchr(err->message, '(');
    if (start && start > err->message && start[-1] == ' ' && strncmp(start, "(try ", 5) == 0 &&
        err->message[length - 1] == ')') {
        start[-1] = '\0';
    }
}

static bool is_open(char c)
{
    return c == '{' || c == '[';
}

/* ------------------------------------------------------------------ lines */

/* Whether the value at `record`, in a line that ends at `line_end`, continues in the next lines. */
static bool continues(const char *record, const char *line_end, const char *end)
{
    rci_json_text_fault fault;
    const char *after = rci_json_text_skip(record, end, &fault);
    return after ? after > line_end : fault.status == RC_END && line_end < end;
}

/* Whether another value follows the one at `record` in its line. */
static bool is_followed(const char *record, const char *line_end)
{
    rci_json_text_fault fault;
    const char *after = rci_json_text_skip(record, line_end, &fault);
    after = after ? rci_json_text_space(after, line_end) : line_end;
    return after < line_end && is_open(*after);
}

/* Whether the error is that a line ends inside its record. */
static bool ends_with_line(const rci_json_read_decoder *decoder, const rc_error *err)
{
    const rci_json_text_fault *fault = &decoder->fault;
    /* The fault may be an older one, of text that has moved: its place is compared first. */
    return err->status == RC_ESYNTAX && fault->status == RC_END &&
           err->byte == (uint64_t)(fault->at - decoder->text) && *fault->at == '\n';
}

/* Replaces the message about a line that ends inside its record. Whether it was one. */
static bool explain_end(const rci_json_read_decoder *decoder, rc_error *err)
{
    bool is_cut = ends_with_line(decoder, err);
    if (is_cut) {
        err->message[0] = '\0';
        add(err, "the line ends where %s is expected", decoder->fault.expected);
    }
    return is_cut;
}

/* Read as lines, but an array of records, or records that are longer or shorter than a line. */
static void explain_lines(const rci_json_read_piece *piece, const char *record, const char *end,
                          rc_error *err)
{
    const rci_json_read_decoder *decoder = &piece->decoder;
    const char *newline = memchr(record, '\n', (size_t)(end - record));
    const char *line_end = newline ? newline : end;
    bool is_array = *record == '[' && is_open(*rci_json_text_space(record + 1, end));
    bool is_cut = explain_end(decoder, err);
    bool is_other = is_array || continues(record, line_end, end) || is_followed(record, line_end);
    if (is_other) {
        drop_suggestion(err);
    }
    if (is_cut || decoder->found_records) {
        add(err, "; the format ndjson, %s, has a record in each line", piece->why);
    }
    if (is_other) {
        set_hint(err, RC_HINT_FORMAT, "json");
    }
}

/* --------------------------------------------------------------- document */

/* A JSON pointer (RFC 6901) that grows and shrinks at its end. */
typedef struct pointer {
    char text[64];
    size_t length;
} pointer;

/* Adds a token; false if there is no room. */
static bool push(pointer *path, const char *key, size_t length)
{
    size_t used = path->length;
    if (used + 1 + 2 * length >= sizeof path->text) {
        return false;
    }
    path->text[used++] = '/';
    for (size_t i = 0; i < length; i++) {
        if (key[i] == '~' || key[i] == '/') {
            path->text[used++] = '~';
            path->text[used++] = key[i] == '~' ? '0' : '1';
        } else {
            path->text[used++] = key[i];
        }
    }
    path->text[used] = '\0';
    path->length = used;
    return true;
}

static void cut_back(pointer *path, size_t length)
{
    path->length = length;
    path->text[length] = '\0';
}

/* The next member of an object, from the comma or brace before it. */
typedef struct member {
    const char *key;
    size_t length;
    bool escaped; /* the key has escape sequences */
    const char *value;
} member;

/* False at the end of the object, and where the text is not JSON. */
static bool next_member(const char **p, const char *end, member *found)
{
    rci_json_text_fault fault;
    const char *at = rci_json_text_space(*p, end), *close;
    if (at >= end || (*at != '{' && *at != ',')) {
        return false;
    }
    at = rci_json_text_space(at + 1, end);
    if (at >= end || *at != '"') {
        return false;
    }
    close = rci_json_text_string(at + 1, end, &found->escaped, &fault);
    if (!close) {
        return false;
    }
    found->key = at + 1;
    found->length = (size_t)(close - (at + 1));
    at = rci_json_text_space(close + 1, end);
    if (at >= end || *at != ':') {
        return false;
    }
    found->value = rci_json_text_space(at + 1, end);
    *p = found->value < end ? rci_json_text_skip(found->value, end, &fault) : NULL;
    return found->value < end;
}

/* Whether a value can be an array of records. */
static bool holds_records(const char *value, const char *end)
{
    const char *inside = rci_json_text_space(value + 1, end);
    return *value == '[' && inside < end && is_open(*inside);
}

/* Finds an array of records in the object at `object`, `depth` levels down. Keys with escape
   sequences are left out: a pointer has none. */
static bool find_records(pointer *path, const char *object, const char *end, int depth)
{
    const char *p = object;
    member found;
    while (p && next_member(&p, end, &found)) {
        size_t length = path->length;
        if (found.escaped || !push(path, found.key, found.length)) {
            continue;
        }
        if (depth == 0 ? holds_records(found.value, end)
                       : *found.value == '{' && find_records(path, found.value, end, depth - 1)) {
            return true;
        }
        cut_back(path, length);
    }
    return false;
}

/* Whether the record has a key that is a field: then it is meant as a record. */
static bool has_field(const rci_record_plan *plan, const char *record, const char *end)
{
    const char *p = record;
    member found;
    while (p && next_member(&p, end, &found)) {
        if (rci_record_plan_child(plan, &plan->nodes[0], found.key, found.length) !=
            RCI_RECORD_NONE) {
            return true;
        }
    }
    return false;
}

/* The first record of text that is not an array. `takes` is what the format takes as a record. */
static void explain_record(const rci_json_read_piece *piece, const char *record, const char *end,
                           const char *takes, rc_error *err)
{
    const rci_record_plan *plan = piece->decoder.target.plan;
    pointer path = {"", 0};
    if (*record != '{' || plan->nodes[0].kind != RC_STRUCT || has_field(plan, record, end)) {
        return;
    }
    for (int depth = 0; depth < SEARCH_DEPTH; depth++) {
        cut_back(&path, 0);
        if (find_records(&path, record, end, depth)) {
            drop_suggestion(err);
            add(err, "; the format %s, and this one has an array in it", takes);
            set_hint(err, RC_HINT_ROOT, path.text);
            return;
        }
    }
}

/* The first record of a document that is not an array. */
static void explain_document(const rci_json_read_piece *piece, const char *record, const char *end,
                             rc_error *err)
{
    char takes[128];
    rci_base_format(takes, sizeof takes,
                    "json, %s, takes a document that is not an array as a record", piece->why);
    explain_record(piece, record, end, takes, err);
}

/* The first record of lines that no name shows may be a document. */
static void explain_only_line(const rci_json_read_piece *piece, const char *record, const char *end,
                              rc_error *err)
{
    if (strcmp(piece->why, RCI_STREAM_BY_CONTENT) == 0 && err->hint != RC_HINT_FORMAT) {
        explain_record(piece, record, end, "ndjson, by its content, has a record in each line",
                       err);
    }
}

void rci_json_read_explain_rest(char c, const char *why, rc_error *err)
{
    if (err && is_open(c)) {
        drop_suggestion(err);
        add(err, "; the format json, %s, has one array of records, and more text follows it", why);
        set_hint(err, RC_HINT_FORMAT, "ndjson");
    }
}

/* The first element of an array. */
static void explain_element(const rci_json_read_piece *piece, rc_error *err)
{
    if (piece->decoder.found_records && !piece->pointed) {
        drop_suggestion(err);
        set_hint(err, RC_HINT_ROOT, "/0");
    } else if (piece->text.last && !piece->pointed) {
        rci_json_read_explain_rest(piece->text.next, piece->why, err);
    }
}

void rci_json_read_explain_skipped(const rci_json_read_piece *piece, rc_error *err)
{
    if (piece->framing == RCI_JSON_READ_LINES) {
        explain_end(&piece->decoder, err);
    }
}

void rci_json_read_explain(const rci_json_read_piece *piece, const char *record, rc_error *err)
{
    const char *end = (const char *)piece->text.buffer.data + piece->text.length;
    bool is_first = err->record == 0 && !piece->text.after_separator;
    if (record >= end) {
        return;
    }
    if (piece->framing == RCI_JSON_READ_LINES) {
        explain_lines(piece, record, end, err);
        if (is_first) {
            explain_only_line(piece, record, end, err);
        }
    } else if (piece->framing == RCI_JSON_READ_SEQUENCE && is_first) {
        explain_document(piece, record, end, err);
    } else if (piece->framing == RCI_JSON_READ_ELEMENTS && is_first) {
        explain_element(piece, err);
    }
}
