/*
 * compute/filter/predicate_token.c - divides the text of a predicate into tokens.
 */
#include "compute/filter/predicate_token.h"

#include "base/ascii.h"
#include "notation/fail_at.h"

#include <string.h>

static bool begins_name(char c)
{
    return rci_base_is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_in_name(char c)
{
    return begins_name(c) || rci_base_is_digit(c);
}

/* What numbers and dates are made of. */
static bool is_in_number(char c)
{
    return rci_base_is_digit(c) || rci_base_is_letter(c) || c == '.' || c == '-' || c == '+' ||
           c == ':';
}

/* The byte after the closing quote. RC_OK; RC_ESYNTAX. */
static rc_status skip_quotes(const char *text, size_t *at, rc_error *err)
{
    char quote = text[*at];
    size_t i = *at + 1;
    while (text[i] != quote) {
        i += text[i] == '\\' && text[i + 1] != '\0';
        if (text[i] == '\0') {
            return rci_notation_fail_at(err, *at, RC_ESYNTAX,
                                        "this quote is not closed: expected %c before the end",
                                        quote);
        }
        i++;
    }
    *at = i + 1;
    return RC_OK;
}

/* Names joined by dots, each plain or in double quotes. */
static rc_status skip_path(const char *text, size_t *at, rc_error *err)
{
    rc_status status = RC_OK;
    while (status == RC_OK) {
        if (text[*at] == '"') {
            status = skip_quotes(text, at, err);
        } else {
            while (is_in_name(text[*at])) {
                ++*at;
            }
        }
        if (text[*at] != '.' || (text[*at + 1] != '"' && !is_in_name(text[*at + 1]))) {
            break;
        }
        ++*at;
    }
    return status;
}

static size_t read_compare(const char *p, rc_compare *compare)
{
    static const struct {
        char text[3];
        rc_compare compare;
    } operators[] = {{"==", RC_COMPARE_EQUAL},
                     {"!=", RC_COMPARE_NOT_EQUAL},
                     {"<>", RC_COMPARE_NOT_EQUAL},
                     {"<=", RC_COMPARE_LESS_OR_EQUAL},
                     {">=", RC_COMPARE_GREATER_OR_EQUAL},
                     {"=", RC_COMPARE_EQUAL},
                     {"<", RC_COMPARE_LESS},
                     {">", RC_COMPARE_GREATER}};
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        size_t n = strlen(operators[i].text);
        if (strncmp(p, operators[i].text, n) == 0) {
            *compare = operators[i].compare;
            return n;
        }
    }
    return 0;
}

static rci_filter_token_type single(char c)
{
    switch (c) {
    case '\0':
        return RCI_FILTER_TOKEN_END;
    case '(':
        return RCI_FILTER_TOKEN_OPEN;
    case ')':
        return RCI_FILTER_TOKEN_CLOSE;
    case ',':
        return RCI_FILTER_TOKEN_COMMA;
    default:
        return RCI_FILTER_TOKEN_WRONG;
    }
}

rc_status rci_filter_token_next(const char *text, size_t at, bool names, rci_filter_token *token,
                                rc_error *err)
{
    rc_status status = RC_OK;
    while (rci_base_is_space(text[at])) {
        at++;
    }
    *token = (rci_filter_token){.start = at, .end = at};
    if (begins_name(text[at]) || (names && text[at] == '"')) {
        token->type = RCI_FILTER_TOKEN_NAME;
        token->quoted = text[at] == '"';
        status = skip_path(text, &token->end, err);
    } else if (text[at] == '"' || text[at] == '\'') {
        token->type = RCI_FILTER_TOKEN_STRING;
        status = skip_quotes(text, &token->end, err);
    } else if (rci_base_is_digit(text[at]) || text[at] == '-' || text[at] == '+' ||
               text[at] == '.') {
        token->type = RCI_FILTER_TOKEN_NUMBER;
        while (is_in_number(text[token->end])) {
            token->end++;
        }
    } else {
        size_t n = read_compare(text + at, &token->compare);
        token->type = n > 0 ? RCI_FILTER_TOKEN_COMPARE : single(text[at]);
        token->end += n > 0 ? n : text[at] != '\0';
    }
    return status;
}

bool rci_filter_token_is(const char *text, const rci_filter_token *token, const char *keyword)
{
    size_t n = strlen(keyword);
    if (token->type != RCI_FILTER_TOKEN_NAME || token->quoted || token->end - token->start != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if ((text[token->start + i] | 0x20) != keyword[i]) {
            return false;
        }
    }
    return true;
}
