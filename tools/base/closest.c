/* base/closest.c - the name that is most like a mistyped one, by edit distance. */
#include "base/closest.h"

#include <stdio.h>
#include <string.h>

enum { MOST_LENGTH = 40 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* The insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal
   string alignment). Both have at most MOST_LENGTH bytes. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][MOST_LENGTH + 1];
    size_t n = strlen(a), m = strlen(b);
    for (size_t j = 0; j <= m; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= n; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t replaced = before[j - 1] + (a[i - 1] != b[j - 1]);
            now[j] = least(before[j] + 1, now[j - 1] + 1, replaced);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                now[j] = least(now[j], now[j], earlier[j - 2] + 1);
            }
        }
    }
    return rows[n % 3][m];
}

void closest_consider(closest *search, const char *name)
{
    size_t length = strlen(search->typed), found;
    if (length == 0 || length > MOST_LENGTH || strlen(name) > MOST_LENGTH) {
        return;
    }
    found = distance(search->typed, name);
    /* A beginning is a good guess: "comp" for "compact". */
    if (length > 1 && strncmp(search->typed, name, length) == 0) {
        found = 1;
    }
    if (found <= 1 + length / 4 && found < strlen(name) &&
        (!search->name || found < search->distance)) {
        search->name = name;
        search->distance = found;
    }
}

const char *closest_text(const closest *search, const char *prefix, char *text, size_t size)
{
    text[0] = '\0';
    if (search->name) {
        snprintf(text, size, " (did you mean \"%s%s\"?)", prefix, search->name);
    }
    return text;
}
