/* format/json/read/guess.c - where the first record in a range of JSON text begins, probably. */
#include "format/json/read/guess.h"

#include "base/ascii.h"

#include <string.h>

/* ------------------------------------------------- inside or outside a string */

static bool is_in(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* The state of a scan over text under an assumption. */
typedef struct trial {
    bool in_string;
    char before; /* the last byte outside strings that is not space; NUL: not known */
    bool closed; /* a string has just ended */
    int strings; /* that began or ended */
} trial;

/* Whether the next byte, outside strings, can be there. */
static bool go_on_outside(trial *now, char c)
{
    if (rci_base_is_space(c)) {
        return true;
    }
    if (now->closed && !is_in(c, ",:}]")) {
        return false;
    }
    now->closed = false;
    if (c == '"') {
        now->in_string = true;
        now->strings++;
        return now->before == '\0' || is_in(now->before, "{[,:");
    }
    now->before = c;
    return is_in(c, "{}[],:0123456789+-.eEtrufalsn");
}

/* Whether the text can begin inside (outside) a string, as far as its first few strings show. */
static bool is_possible(const char *text, size_t n, bool in_string)
{
    enum { ENOUGH = 8, MOST = 4096 };
    trial now = {in_string, '\0', false, 0};
    for (size_t i = 0; i < n && i < MOST && now.strings < ENOUGH; i++) {
        const char c = text[i];
        if (!now.in_string) {
            if (!go_on_outside(&now, c)) {
                return false;
            }
        } else if (c == '\\') {
            i++;
        } else if (c == '"') {
            now.in_string = false;
            now.closed = true;
            now.strings++;
        } else if ((unsigned char)c < ' ') {
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------------- depth */

/* Records are separated at the lowest depth at which anything is separated in the window: in it is
   a whole record, and what its parts are separated by is deeper. */
size_t rci_json_read_guess(rci_json_read_framing framing, const char *text, size_t n, size_t window)
{
    const char separator = framing == RCI_JSON_READ_ELEMENTS ? ',' : '\n';
    bool in_string = !is_possible(text, n, false) && is_possible(text, n, true);
    long depth = 0, lowest = 0;
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < n && (i < window || first == SIZE_MAX); i++) {
        const char c = text[i];
        bool between = false;
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
            between = framing == RCI_JSON_READ_SEQUENCE;
        } else {
            between = c == separator;
        }
        if (between && (first == SIZE_MAX || depth < lowest)) {
            lowest = depth;
            first = i + 1;
        }
    }
    return first;
}
