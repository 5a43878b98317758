/* base/grow.c - arrays that grow. */
#include "base/grow.h"

#include <stdlib.h>

void *grow(void *items, size_t n, size_t *capacity, size_t size)
{
    enum { FIRST = 32 };
    size_t more = n ? n * 2 : FIRST;
    void *grown;
    if (n < *capacity) {
        return items;
    }
    grown = reallocarray(items, more, size);
    if (grown) {
        *capacity = more;
    }
    return grown;
}
