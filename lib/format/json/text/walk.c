/* format/json/text/walk.c - a value of any form and depth, token by token, without recursion. */
#include "format/json/text/walk.h"

#include "format/json/text/skip.h"
#include "number/number.h"

enum { WANT_VALUE, WANT_VALUE_OR_CLOSE, WANT_KEY_OR_CLOSE, WANT_KEY, WANT_COLON, WANT_COMMA };

void rci_json_text_walk_begin(rci_json_text_walk *walk)
{
    walk->depth = 0;
    walk->state = WANT_VALUE;
}

static bool in_object(const rci_json_text_walk *walk)
{
    uint32_t level = walk->depth - 1;
    return walk->is_object[level / 64] >> (level % 64) & 1;
}

static const char *open_level(rci_json_text_walk *walk, const char *p, rci_json_text_fault *fault)
{
    uint32_t level = walk->depth;
    uint64_t bit;
    if (level == RCI_JSON_TEXT_DEPTH) {
        fault->status = RC_ELIMIT;
        fault->at = p;
        fault->expected = "at most 1024 levels of arrays and objects";
        return NULL;
    }
    bit = UINT64_C(1) << (level % 64);
    if (*p == '{') {
        walk->is_object[level / 64] |= bit;
        walk->state = WANT_KEY_OR_CLOSE;
    } else {
        walk->is_object[level / 64] &= ~bit;
        walk->state = WANT_VALUE_OR_CLOSE;
    }
    walk->depth++;
    return p + 1;
}

static const char *number(const char *p, const char *end, bool final, rci_json_text_fault *fault)
{
    rci_number_scanned scanned;
    if (rci_number_scan_number(p, end, &scanned) != RCI_NUMBER_OK) {
        return rci_json_text_expected(fault, scanned.end, end, "a JSON number");
    }
    if (scanned.end == end && !final) {
        return rci_json_text_expected(fault, end, end, "the rest of a number");
    }
    return scanned.end;
}

static const char *value(rci_json_text_walk *walk, const char *p, const char *end, bool final,
                         rci_json_text_fault *fault)
{
    bool escaped;
    const char *close;
    walk->state = WANT_COMMA;
    switch (*p) {
    case '{':
    case '[':
        return open_level(walk, p, fault);
    case '"':
        close = rci_json_text_string(p + 1, end, &escaped, fault);
        return close ? close + 1 : NULL;
    case 't':
    case 'f':
    case 'n':
        return rci_json_text_literal(p, end, fault);
    default:
        if (*p == '-' || rci_base_is_digit(*p)) {
            return number(p, end, final, fault);
        }
        return rci_json_text_expected(fault, p, end, "a value");
    }
}

static const char *key(rci_json_text_walk *walk, const char *p, const char *end,
                       rci_json_text_fault *fault)
{
    bool escaped;
    const char *close;
    if (*p != '"') {
        return rci_json_text_expected(
            fault, p, end, walk->state == WANT_KEY ? "a key in quotes" : "a key in quotes or '}'");
    }
    close = rci_json_text_string(p + 1, end, &escaped, fault);
    walk->state = WANT_COLON;
    return close ? close + 1 : NULL;
}

static const char *after_value(rci_json_text_walk *walk, const char *p, const char *end,
                               rci_json_text_fault *fault)
{
    bool object = in_object(walk);
    if (*p == ',') {
        walk->state = object ? WANT_KEY : WANT_VALUE;
        return p + 1;
    }
    if (*p == (object ? '}' : ']')) {
        walk->depth--;
        return p + 1;
    }
    return rci_json_text_expected(fault, p, end, object ? "',' or '}'" : "',' or ']'");
}

/* One token, `*p` being its first byte. */
static const char *token(rci_json_text_walk *walk, const char *p, const char *end, bool final,
                         rci_json_text_fault *fault)
{
    char close = walk->state == WANT_VALUE_OR_CLOSE ? ']' : '}';
    switch (walk->state) {
    case WANT_VALUE_OR_CLOSE:
    case WANT_KEY_OR_CLOSE:
        if (*p == close) {
            walk->depth--;
            walk->state = WANT_COMMA;
            return p + 1;
        }
        return close == ']' ? value(walk, p, end, final, fault) : key(walk, p, end, fault);
    case WANT_KEY:
        return key(walk, p, end, fault);
    case WANT_COLON:
        walk->state = WANT_VALUE;
        return *p == ':' ? p + 1 : rci_json_text_expected(fault, p, end, "':'");
    case WANT_VALUE:
        return value(walk, p, end, final, fault);
    default:
        return after_value(walk, p, end, fault);
    }
}

const char *rci_json_text_walk_on(rci_json_text_walk *walk, const char *p, const char *end,
                                  bool final, rci_json_text_fault *fault)
{
    for (;;) {
        uint8_t state = walk->state;
        const char *start = rci_json_text_space(p, end);
        if (start == end) {
            return rci_json_text_expected(fault, end, end, "the rest of a value");
        }
        p = token(walk, start, end, final, fault);
        if (!p) {
            if (fault->status == RC_END) { /* the token is scanned again with more text */
                walk->state = state;
                if (!final) {
                    fault->at = start;
                }
            }
            return NULL;
        }
        if (walk->depth == 0 && walk->state == WANT_COMMA) {
            return p;
        }
    }
}

const char *rci_json_text_skip(const char *p, const char *end, rci_json_text_fault *fault)
{
    rci_json_text_walk walk;
    const char *after = p < end ? rci_json_text_skip_plain(p) : NULL;
    if (after && after <= end) { /* what is after `end` does not count */
        return after;
    }
    rci_json_text_walk_begin(&walk);
    return rci_json_text_walk_on(&walk, p, end, true, fault);
}
