/* format/json/read/document.c - following a JSON pointer through a document, and leaving it. */
#include "format/json/read/document.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/pointer.h"
#include "format/json/read/boundary.h"
#include "format/json/text/walk.h"

#include <string.h>

/* ----------------------------------------------------------------- pointer */

static rc_status bad_pointer(const char *pointer, size_t at, const char *expected, rc_error *err)
{
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_EARG,
                         "root \"%s\": expected %s at byte %zu (a JSON pointer, such as "
                         "/features or /data/0/rows)",
                         rci_base_quote(&quoted, pointer, strlen(pointer)), expected, at);
}

/* Appends the token of `n` bytes: its length, then its text without escapes. */
static rc_status add_token(rci_json_read_document *document, const char *token, size_t n,
                           rc_error *err)
{
    rci_base_bytes *tokens = &document->tokens;
    size_t length;
    if (rci_base_bytes_reserve(tokens, sizeof length + n, err) != RC_OK) {
        return RC_ENOMEM;
    }
    length =
        rci_base_pointer_unescape(token, n, (char *)tokens->data + tokens->length + sizeof length);
    memcpy(tokens->data + tokens->length, &length, sizeof length);
    tokens->length += sizeof length + length;
    document->ntokens++;
    return RC_OK;
}

static rc_status parse_pointer(rci_json_read_document *document, const char *pointer, rc_error *err)
{
    rci_base_pointer_fault fault;
    rc_status status = RC_OK;
    if (!rci_base_pointer_check(pointer, &fault)) {
        return bad_pointer(pointer, fault.at, fault.expected, err);
    }
    while (*pointer && status == RC_OK) {
        size_t n = rci_base_pointer_token_length(pointer);
        status = add_token(document, pointer + 1, n - 1, err);
        pointer += n;
    }
    if (status == RC_OK && document->ntokens > RCI_JSON_TEXT_DEPTH) {
        status = rci_base_fail(err, RC_ELIMIT, "root: more than %d levels", RCI_JSON_TEXT_DEPTH);
    }
    return status;
}

rc_status rci_json_read_document_init(rci_json_read_document *document,
                                      rci_stream_text_input *input, const char *pointer,
                                      size_t max_token, rc_error *err)
{
    rc_status status;
    memset(document, 0, sizeof *document);
    document->allocator = rci_base_working_allocator();
    document->input = input;
    document->max_token = max_token;
    document->line_start = RC_NOWHERE;
    rci_base_bytes_init_as(&document->tokens, RC_MEMORY_READER);
    rci_base_bytes_init_as(&document->text, RC_MEMORY_READER);
    pointer = pointer ? pointer : "";
    document->length = strlen(pointer) + 1;
    document->pointer =
        rci_base_alloc_as(document->allocator, RC_MEMORY_READER, document->length, err);
    document->is_object = rci_base_zalloc_as(document->allocator, RC_MEMORY_READER,
                                             RCI_JSON_TEXT_DEPTH / 8 + sizeof(uint64_t), err);
    status = document->pointer && document->is_object ? RC_OK : RC_ENOMEM;
    if (status == RC_OK) {
        memcpy(document->pointer, pointer, document->length);
        status = parse_pointer(document, pointer, err);
    }
    if (status != RC_OK) {
        rci_json_read_document_release(document);
    }
    return status;
}

void rci_json_read_document_release(rci_json_read_document *document)
{
    rci_base_free_as(document->allocator, RC_MEMORY_READER, document->pointer, document->length);
    rci_base_free_as(document->allocator, RC_MEMORY_READER, document->is_object,
                     RCI_JSON_TEXT_DEPTH / 8 + sizeof(uint64_t));
    document->pointer = NULL;
    document->is_object = NULL;
    rci_base_bytes_release(&document->tokens);
    rci_base_bytes_release(&document->text);
}

/* ------------------------------------------------------------------ errors */

void rci_json_read_document_count(rci_json_read_document *document, const char *to)
{
    const rci_stream_text_input *input = document->input;
    const char *from;
    const char *last;
    size_t n;
    if (document->counted < input->base) {
        document->counted = input->base;
    }
    from = (const char *)input->window.data + (document->counted - input->base);
    if (to <= from) {
        return;
    }
    n = (size_t)(to - from);
    last = memrchr(from, '\n', n);
    if (last) {
        document->newlines += rci_stream_text_count_lines(from, n);
        document->line_start = rci_stream_text_input_offset(input, last) + 1;
    }
    document->counted = rci_stream_text_input_offset(input, to);
}

/* Completes an error at `at`, which is in the window. */
static rc_status fail_at(rci_json_read_document *document, const char *at, rc_status status,
                         rc_error *err)
{
    rci_json_read_document_count(document, at);
    if (err) {
        err->byte = rci_stream_text_input_offset(document->input, at);
    }
    return status;
}

static rc_status fail_fault(rci_json_read_document *document, const rci_json_text_fault *fault,
                            rc_error *err)
{
    rc_status status =
        rci_json_text_fault_fail(fault, fault->at, rci_stream_text_input_end(document->input), err);
    return fail_at(document, fault->at, status, err);
}

static rc_status fail_expected(rci_json_read_document *document, const char *expected,
                               rc_error *err)
{
    rci_json_text_fault fault;
    const char *here = rci_stream_text_input_here(document->input);
    rci_json_text_expected(&fault, here, rci_stream_text_input_end(document->input), expected);
    return fail_fault(document, &fault, err);
}

static rc_status fail_missing(rci_json_read_document *document, const char *what, rc_error *err)
{
    rci_base_fail(err, RC_EMISSING, "root \"%s\": %s", document->pointer, what);
    return fail_at(document, rci_stream_text_input_here(document->input), RC_EMISSING, err);
}

/* ------------------------------------------------------------------- tokens */

/* Moves on to `to`, which is in the window. */
static void advance(rci_json_read_document *document, const char *to)
{
    rci_json_read_document_count(document, to);
    document->input->position = (size_t)(to - (const char *)document->input->window.data);
}

/* Reads more text after a token that the window does not hold to its end. */
static rc_status more(rci_json_read_document *document, rc_error *err)
{
    rci_stream_text_input *input = document->input;
    if (input->window.length - input->position > document->max_token) {
        rci_base_fail(err, RC_ELIMIT, "a string or number of more than %zu bytes, the limit",
                      document->max_token);
        rci_base_error_hint(err, RC_HINT_MAX_RECORD, NULL);
        return fail_at(document, rci_stream_text_input_here(input), RC_ELIMIT, err);
    }
    return rci_stream_text_input_more(input, err);
}

rc_status rci_json_read_document_peek(rci_json_read_document *document, char *c, rc_error *err)
{
    rci_stream_text_input *input = document->input;
    for (;;) {
        const char *end = rci_stream_text_input_end(input);
        const char *p =
            input->window.data ? rci_json_text_space(rci_stream_text_input_here(input), end) : end;
        rc_status status;
        if (input->window.data) {
            advance(document, p);
        }
        if (p < end || input->ended) {
            *c = p < end ? *p : '\0';
            return RC_OK;
        }
        status = more(document, err);
        if (status != RC_OK) {
            return status;
        }
    }
}

/* Skips one value. */
static rc_status skip_value(rci_json_read_document *document, rc_error *err)
{
    rci_stream_text_input *input = document->input;
    rci_json_text_walk walk;
    rci_json_text_walk_begin(&walk);
    for (;;) {
        rci_json_text_fault fault;
        rc_status status;
        const char *after =
            rci_json_text_walk_on(&walk, rci_stream_text_input_here(input),
                                  rci_stream_text_input_end(input), input->ended, &fault);
        if (after) {
            advance(document, after);
            return RC_OK;
        }
        if (fault.status != RC_END || input->ended) {
            return fail_fault(document, &fault, err);
        }
        advance(document, fault.at);
        status = more(document, err);
        if (status != RC_OK) {
            return status;
        }
    }
}

/* The next key, and the colon after it; the text of the key stays until the next call. */
static rc_status read_key(rci_json_read_document *document, rc_error *err)
{
    rci_stream_text_input *input = document->input;
    rci_json_text_fault fault;
    rc_status status;
    const char *close;
    bool escaped;
    char c;
    if (*rci_stream_text_input_here(input) != '"') {
        return fail_expected(document, "a key in quotes", err);
    }
    for (;;) {
        close = rci_json_text_string(rci_stream_text_input_here(input) + 1,
                                     rci_stream_text_input_end(input), &escaped, &fault);
        if (close) {
            break;
        }
        if (fault.status != RC_END || input->ended) {
            return fail_fault(document, &fault, err);
        }
        status = more(document, err);
        if (status != RC_OK) {
            return status;
        }
    }
    document->text.length = 0;
    status = rci_base_bytes_reserve(&document->text,
                                    (size_t)(close - rci_stream_text_input_here(input)), err);
    if (status != RC_OK) {
        return status;
    }
    document->text.length = rci_json_text_unescape(rci_stream_text_input_here(input) + 1, close,
                                                   (char *)document->text.data);
    advance(document, close + 1);
    status = rci_json_read_document_peek(document, &c, err);
    if (status == RC_OK && c != ':') {
        return fail_expected(document, "':' after a key", err);
    }
    if (status == RC_OK) {
        advance(document, rci_stream_text_input_here(input) + 1);
        status = rci_json_read_document_peek(document, &c, err);
    }
    return status;
}

/* After a value: the comma is used up and `*more_come` set, or the closing bracket is. */
static rc_status next_or_close(rci_json_read_document *document, char close, bool *more_come,
                               rc_error *err)
{
    char c;
    rc_status status = rci_json_read_document_peek(document, &c, err);
    if (status != RC_OK) {
        return status;
    }
    if (c != ',' && c != close) {
        return fail_expected(document, close == '}' ? "',' or '}'" : "',' or ']'", err);
    }
    advance(document, rci_stream_text_input_here(document->input) + 1);
    *more_come = c == ',';
    return c == ',' ? rci_json_read_document_peek(document, &c, err) : RC_OK;
}

/* ------------------------------------------------------------------- levels */

typedef struct token {
    const char *text;
    size_t length;
} token;

static token token_at(const rci_json_read_document *document, size_t level)
{
    const unsigned char *p = document->tokens.data;
    token found;
    for (;; level--) {
        memcpy(&found.length, p, sizeof found.length);
        p += sizeof found.length;
        if (level == 0) {
            break;
        }
        p += found.length;
    }
    found.text = (const char *)p;
    return found;
}

static bool key_is(const rci_json_read_document *document, token wanted)
{
    return document->text.length == wanted.length &&
           memcmp(document->text.data, wanted.text, wanted.length) == 0;
}

static rc_status enter_object(rci_json_read_document *document, token wanted, rc_error *err)
{
    bool more_come = true;
    char c;
    rc_status status = rci_json_read_document_peek(document, &c, err);
    if (status == RC_OK && c == '}') {
        return fail_missing(document, "the document has no such key", err);
    }
    while (status == RC_OK) {
        status = read_key(document, err);
        if (status != RC_OK || key_is(document, wanted)) {
            return status;
        }
        status = skip_value(document, err);
        if (status == RC_OK) {
            status = next_or_close(document, '}', &more_come, err);
        }
        if (status == RC_OK && !more_come) {
            return fail_missing(document, "the document has no such key", err);
        }
    }
    return status;
}

static rc_status enter_array(rci_json_read_document *document, token wanted, rc_error *err)
{
    uint64_t index;
    bool more_come = true;
    char c;
    rc_status status = rci_json_read_document_peek(document, &c, err);
    if (!rci_base_pointer_index(wanted.text, wanted.length, &index)) {
        return fail_missing(document, "here is an array, which needs an index such as 0", err);
    }
    if (status == RC_OK && c == ']') {
        return fail_missing(document, "the array is empty", err);
    }
    for (; index > 0 && status == RC_OK; index--) {
        status = skip_value(document, err);
        if (status == RC_OK) {
            status = next_or_close(document, ']', &more_come, err);
        }
        if (status == RC_OK && !more_come) {
            return fail_missing(document, "the array is shorter", err);
        }
    }
    return status;
}

rc_status rci_json_read_document_enter(rci_json_read_document *document, rc_error *err)
{
    size_t level;
    char c;
    rc_status status = rci_json_read_document_peek(document, &c, err);
    for (level = 0; level < document->ntokens && status == RC_OK; level++) {
        if (c != '{' && c != '[') {
            return fail_missing(document, "here is neither an object nor an array", err);
        }
        advance(document, rci_stream_text_input_here(document->input) + 1);
        if (c == '{') {
            document->is_object[level / 64] |= UINT64_C(1) << (level % 64);
            status = enter_object(document, token_at(document, level), err);
        } else {
            status = enter_array(document, token_at(document, level), err);
        }
        if (status == RC_OK) {
            status = rci_json_read_document_peek(document, &c, err);
        }
    }
    return status;
}

/* The members of an object, or elements of an array, after the one that was entered. */
static rc_status leave_level(rci_json_read_document *document, size_t level, rc_error *err)
{
    bool object = document->is_object[level / 64] >> (level % 64) & 1;
    for (;;) {
        bool more_come;
        rc_status status = next_or_close(document, object ? '}' : ']', &more_come, err);
        if (status != RC_OK || !more_come) {
            return status;
        }
        if (object) {
            status = read_key(document, err);
            if (status == RC_OK && key_is(document, token_at(document, level))) {
                rci_base_fail(err, RC_EDUPLICATE,
                              "root \"%s\": the document has the key \"%.*s\" twice",
                              document->pointer, (int)document->text.length,
                              (const char *)document->text.data);
                return fail_at(document, rci_stream_text_input_here(document->input), RC_EDUPLICATE,
                               err);
            }
        }
        if (status == RC_OK) {
            status = skip_value(document, err);
        }
        if (status != RC_OK) {
            return status;
        }
    }
}

rc_status rci_json_read_document_leave(rci_json_read_document *document, rc_error *err)
{
    size_t level;
    rc_status status = RC_OK;
    char c;
    for (level = document->ntokens; level-- > 0 && status == RC_OK;) {
        status = leave_level(document, level, err);
    }
    if (status == RC_OK) {
        status = rci_json_read_document_peek(document, &c, err);
    }
    if (status == RC_OK &&
        rci_stream_text_input_here(document->input) < rci_stream_text_input_end(document->input)) {
        return fail_expected(document, "the end of the document", err);
    }
    return status;
}
