/*
 * notation/literal.c - reads nested literals of Python and JSON into an array of nodes.
 */
#include "notation/literal.h"

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"
#include "notation/fail_at.h"

#include <string.h>

enum { MAX_LITERAL_DEPTH = 300 };

typedef struct reader {
    const char *text;
    size_t length;
    size_t at;
    unsigned depth;
    bool any_number;
    rci_notation_literal *literal;
    rc_error *err;
} reader;

const char *rci_notation_literal_type_name(rci_notation_literal_type type)
{
    switch (type) {
    case RCI_NOTATION_LITERAL_NONE:
        return "None";
    case RCI_NOTATION_LITERAL_BOOL:
        return "True or False";
    case RCI_NOTATION_LITERAL_INT:
    case RCI_NOTATION_LITERAL_NUMBER:
        return "a number";
    case RCI_NOTATION_LITERAL_TEXT:
        return "a string";
    case RCI_NOTATION_LITERAL_LIST:
        return "a list";
    case RCI_NOTATION_LITERAL_TUPLE:
        return "a tuple";
    case RCI_NOTATION_LITERAL_DICT:
        return "a dictionary";
    case RCI_NOTATION_LITERAL_GROUP:
        break;
    }
    return "a value";
}

static rci_notation_literal_node *nodes(const rci_notation_literal *literal)
{
    return (rci_notation_literal_node *)(void *)literal->nodes.data;
}

static size_t count(const rci_notation_literal *literal)
{
    return literal->nodes.length / sizeof(rci_notation_literal_node);
}

const rci_notation_literal_node *rci_notation_literal_node_at(const rci_notation_literal *literal,
                                                              size_t *i)
{
    while (nodes(literal)[*i].type == RCI_NOTATION_LITERAL_GROUP) {
        (*i)++;
    }
    return &nodes(literal)[*i];
}

bool rci_notation_literal_next_pair(const rci_notation_literal *literal, size_t i, size_t *at,
                                    rci_notation_literal_pair *pair)
{
    size_t key = *at == RCI_NOTATION_FIRST_PAIR ? i + 1 : *at;
    if (key >= nodes(literal)[i].after) {
        return false;
    }
    pair->key = &nodes(literal)[key];
    pair->value = pair->key->after;
    *at = rci_notation_literal_after(literal, pair->value);
    return true;
}

bool rci_notation_literal_is(const rci_notation_literal_node *node, const char *text)
{
    return strlen(text) == node->length && memcmp(text, node->text, node->length) == 0;
}

static rc_status expected(reader *in, const char *what)
{
    return rci_notation_expected(in->err, in->text, in->length, in->at, in->at, what);
}

static void skip_space(reader *in)
{
    while (in->at < in->length && rci_base_is_space(in->text[in->at])) {
        in->at++;
    }
}

static bool next_is(reader *in, char c)
{
    skip_space(in);
    return in->at < in->length && in->text[in->at] == c;
}

static rc_status add_node(reader *in, rci_notation_literal_type type, size_t byte, size_t *i)
{
    rci_notation_literal_node node = {type, false, byte, 0, 0, NULL, 0, 0};
    *i = count(in->literal);
    node.after = *i + 1;
    return rci_base_bytes_append(&in->literal->nodes, &node, sizeof node, in->err);
}

/* ------------------------------------------------------------------ text */

/* `digits` hexadecimal digits from text[*at] on. */
static bool read_hex(const char *text, size_t length, size_t *at, size_t digits, uint32_t *c)
{
    size_t i;
    if (length - *at < digits) {
        return false;
    }
    for (*c = 0, i = 0; i < digits; i++) {
        int digit = rci_base_hex_digit(text[*at + i]);
        if (digit < 0) {
            return false;
        }
        *c = *c << 4 | (uint32_t)digit;
    }
    *at += digits;
    return true;
}

static bool is_high_surrogate(uint32_t c)
{
    return c >= 0xD800 && c <= 0xDBFF;
}

/* A character written as an escape with `digits` digits; JSON writes large ones as a surrogate
 * pair.
 */
static bool read_escaped_character(const char *text, size_t length, size_t *at, size_t digits,
                                   uint32_t *c)
{
    uint32_t low;
    if (!read_hex(text, length, at, digits, c)) {
        return false;
    }
    if (digits == 4 && is_high_surrogate(*c) && length - *at >= 6 && text[*at] == '\\' &&
        text[*at + 1] == 'u') {
        *at += 2;
        if (!read_hex(text, length, at, 4, &low) || low < 0xDC00 || low > 0xDFFF) {
            return false;
        }
        *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
    }
    return rci_base_is_scalar(*c);
}

/* `*at` is after the backslash. */
static rc_status unescape_one(const char *text, size_t length, size_t *at, rci_base_bytes *out,
                              rc_error *err)
{
    static const char from[] = "\\'\"/nrtbf", to[] = "\\'\"/\n\r\t\b\f";
    size_t start = *at - 1;
    char letter = *at < length ? text[*at] : '\0';
    const char *simple = letter ? strchr(from, letter) : NULL;
    uint32_t c;
    *at += *at < length ? 1 : 0;
    if (simple) {
        return rci_base_bytes_append(out, &to[simple - from], 1, err);
    }
    if ((letter == 'x' && read_escaped_character(text, length, at, 2, &c)) ||
        (letter == 'u' && read_escaped_character(text, length, at, 4, &c)) ||
        (letter == 'U' && read_escaped_character(text, length, at, 8, &c))) {
        char utf8[RCI_BASE_UTF8_MAX];
        return rci_base_bytes_append(out, utf8, rci_base_utf8_encode(utf8, c), err);
    }
    return rci_notation_expected(err, text, length, start, start,
                                 "an escape such as \\n, \\\", \\\\ or \\u00e9");
}

rc_status rci_notation_unescape(const char *text, size_t length, size_t *at, rci_base_bytes *out,
                                rc_error *err)
{
    char quote = text[*at - 1];
    rc_status status = RC_OK;
    while (status == RC_OK) {
        size_t first = *at;
        while (*at < length && text[*at] != quote && text[*at] != '\\' &&
               (unsigned char)text[*at] >= 0x20) {
            (*at)++;
        }
        status = rci_base_bytes_append(out, text + first, *at - first, err);
        if (status != RC_OK) {
            break;
        }
        if (*at == length || (unsigned char)text[*at] < 0x20) {
            status =
                rci_notation_expected(err, text, length, *at, *at, "the closing quote of a string");
        } else if (text[(*at)++] == quote) {
            break;
        } else {
            status = unescape_one(text, length, at, out, err);
        }
    }
    return status;
}

static rc_status read_text(reader *in)
{
    size_t i, start = in->at, first = ++in->at, from = in->literal->texts.length;
    bool escaped;
    rci_notation_literal_node *node;
    rc_status status =
        rci_notation_unescape(in->text, in->length, &in->at, &in->literal->texts, in->err);
    if (status == RC_OK) {
        status = add_node(in, RCI_NOTATION_LITERAL_TEXT, start, &i);
    }
    if (status != RC_OK) {
        return status;
    }
    node = &nodes(in->literal)[i];
    escaped = memchr(in->text + first, '\\', in->at - 1 - first) != NULL;
    node->escaped = escaped;
    node->length = in->literal->texts.length - from;
    node->number =
        (int64_t)from; /* becomes a pointer when all strings are read and no longer move */
    if (!escaped) {
        node->text = in->text + first;
        in->literal->texts.length = from;
    }
    return RC_OK;
}

/* Points the escaped strings to their unescaped bytes. */
static void resolve_texts(rci_notation_literal *literal)
{
    size_t i;
    for (i = 0; i < count(literal); i++) {
        rci_notation_literal_node *node = &nodes(literal)[i];
        if (node->type == RCI_NOTATION_LITERAL_TEXT && node->escaped) {
            node->text = (const char *)literal->texts.data + node->number;
        }
    }
}

/* --------------------------------------------------------------- numbers, words */

/* A number that is not an integer of 64 bits, from `start` on. */
static rc_status read_other_number(reader *in, size_t start)
{
    size_t i;
    rc_status status;
    while (in->at < in->length && memchr("0123456789.eE+-", in->text[in->at], 15)) {
        in->at++;
    }
    status = add_node(in, RCI_NOTATION_LITERAL_NUMBER, start, &i);
    if (status == RC_OK) {
        nodes(in->literal)[i].text = in->text + start;
        nodes(in->literal)[i].length = in->at - start;
    }
    return status;
}

static rc_status read_number(reader *in)
{
    size_t i, start = in->at;
    bool negative = in->text[in->at] == '-', overflow = false;
    int64_t n = 0;
    rc_status status;
    in->at += negative ? 1 : 0;
    if (in->at == in->length || !rci_base_is_digit(in->text[in->at])) {
        return expected(in, "a digit");
    }
    for (; in->at < in->length && rci_base_is_digit(in->text[in->at]); in->at++) {
        overflow = overflow || __builtin_mul_overflow(n, 10, &n) ||
                   __builtin_sub_overflow(n, in->text[in->at] - '0', &n);
    }
    overflow = overflow || (!negative && n == INT64_MIN);
    if (in->any_number &&
        (overflow || (in->at < in->length && memchr(".eE", in->text[in->at], 3)))) {
        return read_other_number(in, start);
    }
    if (overflow) {
        return rci_notation_fail_at(in->err, start, RC_ERANGE, "a number over 64 bits");
    }
    if (in->at < in->length && memchr(".eE_xXoO", in->text[in->at], 8)) {
        return expected(in, "a whole decimal number");
    }
    status = add_node(in, RCI_NOTATION_LITERAL_INT, start, &i);
    if (status == RC_OK) {
        nodes(in->literal)[i].number = negative ? n : -n;
    }
    return status;
}

static rc_status read_word(reader *in)
{
    static const struct {
        const char *word;
        rci_notation_literal_type type;
        int value;
    } words[] = {
        {"True", RCI_NOTATION_LITERAL_BOOL, 1}, {"False", RCI_NOTATION_LITERAL_BOOL, 0},
        {"true", RCI_NOTATION_LITERAL_BOOL, 1}, {"false", RCI_NOTATION_LITERAL_BOOL, 0},
        {"None", RCI_NOTATION_LITERAL_NONE, 0}, {"null", RCI_NOTATION_LITERAL_NONE, 0},
    };
    size_t k, i;
    for (k = 0; k < sizeof words / sizeof words[0]; k++) {
        size_t n = strlen(words[k].word);
        if (in->length - in->at >= n && memcmp(in->text + in->at, words[k].word, n) == 0) {
            rc_status status = add_node(in, words[k].type, in->at, &i);
            if (status == RC_OK) {
                nodes(in->literal)[i].number = words[k].value;
                in->at += n;
            }
            return status;
        }
    }
    return expected(in, "a string in quotes, a number, a list, a tuple or a dictionary");
}

/* -------------------------------------------------------------- containers */

static rc_status read_value(reader *in);

static rc_status read_pair(reader *in)
{
    rc_status status;
    skip_space(in);
    if (in->at == in->length || (in->text[in->at] != '\'' && in->text[in->at] != '"')) {
        return expected(in, "a key in quotes");
    }
    status = read_text(in);
    if (status != RC_OK) {
        return status;
    }
    if (!next_is(in, ':')) {
        return expected(in, "':' after the key");
    }
    in->at++;
    return read_value(in);
}

/* Items up to `close`. `*comma` becomes whether the last was followed by a comma. */
static rc_status read_items(reader *in, char close, bool pairs, size_t *n, bool *comma)
{
    const char what[] = {'\'', ',', '\'', ' ', 'o', 'r', ' ', '\'', close, '\'', '\0'};
    rc_status status = RC_OK;
    *n = 0;
    *comma = true;
    while (status == RC_OK && !next_is(in, close)) {
        if (!*comma) {
            return expected(in, what);
        }
        status = pairs ? read_pair(in) : read_value(in);
        if (status == RC_OK) {
            (*n)++;
            *comma = next_is(in, ',');
            in->at += *comma ? 1 : 0;
        }
    }
    in->at++;
    return status;
}

static rc_status read_container(reader *in)
{
    char open = in->text[in->at];
    rci_notation_literal_type type = open == '['   ? RCI_NOTATION_LITERAL_LIST
                                     : open == '(' ? RCI_NOTATION_LITERAL_TUPLE
                                                   : RCI_NOTATION_LITERAL_DICT;
    size_t i, n;
    bool comma;
    rc_status status = add_node(in, type, in->at, &i);
    if (status != RC_OK) {
        return status;
    }
    if (++in->depth > MAX_LITERAL_DEPTH) {
        return rci_notation_fail_at(in->err, in->at, RC_ELIMIT,
                                    "more than %d brackets inside one another", MAX_LITERAL_DEPTH);
    }
    in->at++;
    status = read_items(in, open == '[' ? ']' : open == '(' ? ')' : '}', open == '{', &n, &comma);
    if (status == RC_OK) {
        rci_notation_literal_node *node = &nodes(in->literal)[i];
        in->depth--;
        node->n = n;
        node->after = count(in->literal);
        node->type = type == RCI_NOTATION_LITERAL_TUPLE && n == 1 && !comma
                         ? RCI_NOTATION_LITERAL_GROUP
                         : type;
    }
    return status;
}

static rc_status read_value(reader *in)
{
    char c;
    skip_space(in);
    c = in->at < in->length ? in->text[in->at] : '\0';
    if (c == 'u' && in->length - in->at > 1 &&
        (in->text[in->at + 1] == '\'' || in->text[in->at + 1] == '"')) {
        in->at++; /* Python 2's prefix of unicode strings */
        return read_text(in);
    }
    if (c == '\'' || c == '"') {
        return read_text(in);
    }
    if (c == '[' || c == '(' || c == '{') {
        return read_container(in);
    }
    return c == '-' || rci_base_is_digit(c) ? read_number(in) : read_word(in);
}

static rc_status parse(reader *in)
{
    rc_status status;
    rci_base_bytes_init(&in->literal->nodes);
    rci_base_bytes_init(&in->literal->texts);
    status = read_value(in);
    if (status == RC_OK) {
        skip_space(in);
        status = in->at == in->length ? RC_OK : expected(in, "the end");
    }
    resolve_texts(in->literal);
    return status;
}

rc_status rci_notation_literal_parse(rci_notation_literal *literal, const char *text, size_t length,
                                     rc_error *err)
{
    reader in = {.text = text, .length = length, .literal = literal, .err = err};
    return parse(&in);
}

rc_status rci_notation_literal_parse_json(rci_notation_literal *literal, const char *text,
                                          size_t length, rc_error *err)
{
    reader in = {
        .text = text, .length = length, .any_number = true, .literal = literal, .err = err};
    return parse(&in);
}

void rci_notation_literal_release(rci_notation_literal *literal)
{
    rci_base_bytes_release(&literal->nodes);
    rci_base_bytes_release(&literal->texts);
}
