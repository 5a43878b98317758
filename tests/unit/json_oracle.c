#include "json_oracle.h"

#include <stdbool.h>
#include <string.h>

typedef struct reading {
    const unsigned char *text;
    size_t n, at;
    unsigned depth, most_depth;
} reading;

/* The byte `ahead` of the next one; -1 past the end. */
static int look(const reading *r, size_t ahead)
{
    return r->at + ahead < r->n ? r->text[r->at + ahead] : -1;
}

static bool between(int c, int low, int high)
{
    return c >= low && c <= high;
}

static bool take(reading *r, int c)
{
    if (look(r, 0) != c) {
        return false;
    }
    r->at++;
    return true;
}

static void space(reading *r)
{
    while (look(r, 0) == 0x20 || look(r, 0) == 0x09 || look(r, 0) == 0x0A || look(r, 0) == 0x0D) {
        r->at++;
    }
}

/* ------------------------------------------------------- RFC 8259, section 6 */

/* 1*DIGIT */
static bool digits(reading *r)
{
    size_t start = r->at;
    while (between(look(r, 0), '0', '9')) {
        r->at++;
    }
    return r->at > start;
}

static bool number(reading *r)
{
    take(r, '-');
    if (take(r, '0')) {
        if (between(look(r, 0), '0', '9')) {
            return false;
        }
    } else if (!digits(r)) {
        return false;
    }
    if (take(r, '.') && !digits(r)) {
        return false;
    }
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '+')) {
            take(r, '-');
        }
        return digits(r);
    }
    return true;
}

/* ------------------------------------------------------- RFC 8259, section 7 */

/* 4HEXDIG as a number; -1 for anything else. */
static int four_digits(reading *r)
{
    int value = 0;
    for (int i = 0; i < 4; i++) {
        int c = look(r, 0);
        value *= 16;
        if (between(c, '0', '9')) {
            value += c - '0';
        } else if (between(c, 'a', 'f')) {
            value += c - 'a' + 10;
        } else if (between(c, 'A', 'F')) {
            value += c - 'A' + 10;
        } else {
            return -1;
        }
        r->at++;
    }
    return value;
}

/* After a backslash. Surrogates come in pairs only. */
static bool escape(reading *r)
{
    int unit, c = look(r, 0);
    if (c >= 0 && c != 0 && strchr("\"\\/bfnrt", c)) {
        r->at++;
        return true;
    }
    if (!take(r, 'u')) {
        return false;
    }
    unit = four_digits(r);
    if (unit < 0 || between(unit, 0xDC00, 0xDFFF)) {
        return false;
    }
    if (!between(unit, 0xD800, 0xDBFF)) {
        return true;
    }
    return take(r, '\\') && take(r, 'u') && between(four_digits(r), 0xDC00, 0xDFFF);
}

/* RFC 3629, section 4: a character of more than one byte. */
static bool long_character(reading *r)
{
    static const struct {
        int first_low, first_high, second_low, second_high;
        size_t length;
    } forms[] = {{0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
                 {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3},
                 {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
                 {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (between(look(r, 0), forms[i].first_low, forms[i].first_high)) {
            bool good = between(look(r, 1), forms[i].second_low, forms[i].second_high);
            for (size_t k = 2; k < forms[i].length; k++) {
                good = good && between(look(r, k), 0x80, 0xBF);
            }
            r->at += forms[i].length;
            return good;
        }
    }
    return false;
}

static bool string(reading *r)
{
    if (!take(r, '"')) {
        return false;
    }
    for (;;) {
        int c = look(r, 0);
        if (c < 0x20) {
            return false;
        }
        if (c >= 0x80) {
            if (!long_character(r)) {
                return false;
            }
            continue;
        }
        r->at++;
        if (c == '"') {
            return true;
        }
        if (c == '\\' && !escape(r)) {
            return false;
        }
    }
}

/* ------------------------------------------------- RFC 8259, sections 3 to 5 */

static bool word(reading *r, const char *expected)
{
    for (; *expected; expected++) {
        if (!take(r, *expected)) {
            return false;
        }
    }
    return true;
}

static bool value(reading *r);

static bool member(reading *r)
{
    if (!string(r)) {
        return false;
    }
    space(r);
    if (!take(r, ':')) {
        return false;
    }
    space(r);
    return value(r);
}

/* After the opening bracket. */
static bool list(reading *r, char close, bool (*item)(reading *))
{
    bool good;
    if (++r->depth > r->most_depth) {
        return false;
    }
    space(r);
    if (take(r, close)) {
        r->depth--;
        return true;
    }
    do {
        space(r);
        good = item(r);
        space(r);
    } while (good && take(r, ','));
    r->depth--;
    return good && take(r, close);
}

static bool value(reading *r)
{
    if (take(r, '{')) {
        return list(r, '}', member);
    }
    if (take(r, '[')) {
        return list(r, ']', value);
    }
    switch (look(r, 0)) {
    case '"':
        return string(r);
    case 't':
        return word(r, "true");
    case 'f':
        return word(r, "false");
    case 'n':
        return word(r, "null");
    default:
        return number(r);
    }
}

size_t json_oracle_value(const char *text, size_t n, unsigned most_depth)
{
    reading r = {(const unsigned char *)text, n, 0, 0, most_depth};
    return value(&r) ? r.at : JSON_ORACLE_NONE;
}
