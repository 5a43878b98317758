/*
 * dtype/names.c - checks field names, and finds them with a hash table (open addressing).
 */
#include "dtype/names.h"

#include "base/ascii.h"
#include "base/quote.h"
#include "base/utf8.h"

#include <string.h>

rc_status rci_dtype_name_check(const char *name, size_t length, rc_error *err)
{
    rci_base_quoted quoted;
    if (length == 0) {
        return rci_base_fail(err, RC_ENAME, "a field name is empty: give every field a name");
    }
    if (memchr(name, '\0', length)) {
        return rci_base_fail(err, RC_ENAME, "the field name \"%s\" has a NUL byte in it",
                             rci_base_quote(&quoted, name, length));
    }
    if (rci_base_utf8_check(name, length) != length) {
        return rci_base_fail(err, RC_ENAME, "the field name \"%s\" is not valid UTF-8",
                             rci_base_quote(&quoted, name, length));
    }
    return RC_OK;
}

bool rci_dtype_name_is_plain(const char *name, size_t length)
{
    bool is_ascii = true;
    for (size_t i = 0; i < length; i++) {
        const char c = name[i];
        if ((unsigned char)c >= 0x80) {
            is_ascii = false;
        } else if (!rci_base_is_letter(c) && !rci_base_is_digit(c) && c != '_' && c != '-' &&
                   c != '.') {
            return false;
        }
    }
    return is_ascii || !rci_base_has_control(name, length);
}

size_t rci_dtype_index_size(size_t n)
{
    size_t size = 4;
    while (size < 2 * n) {
        size *= 2;
    }
    return size;
}

__extension__ typedef unsigned __int128 wide;

static uint64_t fold(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Keyed by an address, which differs from run to run (address space layout randomisation). */
uint64_t rci_dtype_name_hash(const char *name, size_t length)
{
    static const char anchor = 0;
    const uint64_t k = 0x9E3779B97F4A7C15u, seed = (uint64_t)(uintptr_t)&anchor;
    uint64_t h = fold(seed ^ k, k + length), word;
    for (; length >= 8; length -= 8, name += 8) {
        memcpy(&word, name, 8);
        h = fold(h ^ word, seed | k);
    }
    word = 0;
    memcpy(&word, name, length);
    return fold(h ^ word, k);
}

static bool has_name(const rci_dtype_member *member, const char *name, size_t length)
{
    return member->name_length == length && memcmp(member->name, name, length) == 0;
}

/* The slot that holds the name, or the empty one where it would go. */
static uint32_t *find_slot(const rc_dtype *dtype, const char *name, size_t length)
{
    size_t slot = (size_t)rci_dtype_name_hash(name, length) & dtype->index_mask;
    while (dtype->index[slot] && !has_name(&dtype->members[dtype->index[slot] - 1], name, length)) {
        slot = (slot + 1) & dtype->index_mask;
    }
    return &dtype->index[slot];
}

size_t rci_dtype_member_find(const rc_dtype *dtype, const char *name, size_t length)
{
    uint32_t found = dtype->nfields ? *find_slot(dtype, name, length) : 0;
    return found ? found - 1 : SIZE_MAX;
}

rc_status rci_dtype_index_fill(rc_dtype *dtype, size_t *bad, rc_error *err)
{
    size_t i;
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        uint32_t *slot = find_slot(dtype, member->name, member->name_length);
        if (*slot) {
            rci_base_quoted quoted;
            *bad = i;
            return rci_base_fail(err, RC_ENAME,
                                 "two fields are named \"%s\" (at index %lu and %zu)",
                                 rci_base_quote(&quoted, member->name, member->name_length),
                                 (unsigned long)*slot - 1, i);
        }
        *slot = (uint32_t)i + 1;
    }
    return RC_OK;
}
