/*
 * notation/c_identifier.c - makes C identifiers and string literals from field names.
 */
#include "notation/c_identifier.h"

#include "base/ascii.h"

#include <stdio.h>
#include <string.h>

/*
 * The keywords of C23 and C++20 that do not begin with an underscore, and names of the standard
 * headers that printed headers include, or that many programs include, as far as they are macros or
 * are used as types in a printed header. has_taken_form knows the names of <stdint.h>.
 */
static const char *const taken[] = {
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "assert",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char8_t",
    "char16_t",
    "char32_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "complex",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "errno",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "imaginary",
    "inline",
    "int",
    "linux",
    "long",
    "max_align_t",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "noreturn",
    "not",
    "not_eq",
    "nullptr",
    "nullptr_t",
    "offsetof",
    "operator",
    "or",
    "or_eq",
    "private",
    "protected",
    "ptrdiff_t",
    "public",
    "rc_str_cell",
    "register",
    "reinterpret_cast",
    "requires",
    "restrict",
    "return",
    "short",
    "signed",
    "size_t",
    "sizeof",
    "ssize_t",
    "static",
    "static_assert",
    "static_cast",
    "stderr",
    "stdin",
    "stdout",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "typeof_unqual",
    "union",
    "unix",
    "unreachable",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
    "EOF",
    "I",
    "INFINITY",
    "NAN",
    "NULL",
};

static bool begins_with(const char *name, size_t length, const char *prefix)
{
    size_t n = strlen(prefix);
    return length >= n && memcmp(name, prefix, n) == 0;
}

static bool ends_with(const char *name, size_t length, const char *ending)
{
    size_t n = strlen(ending);
    return length >= n && memcmp(name + length - n, ending, n) == 0;
}

/* Names of this library's macros, and the families of names of <stdint.h>: int8_t, uint_fast16_t,
   INT32_MAX, UINT64_C, SIZE_MAX, WCHAR_MIN, PTRDIFF_WIDTH. */
static bool has_taken_form(const char *name, size_t length)
{
    static const char *const limits[] = {"_MAX", "_MIN", "_C", "_WIDTH"};
    static const char *const limited[] = {"INT",        "UINT",  "PTRDIFF", "SIZE",
                                          "SIG_ATOMIC", "WCHAR", "WINT"};
    size_t i, k;
    if (begins_with(name, length, "RC_") || begins_with(name, length, "ROWCOL_") ||
        begins_with(name, length, "PTHREAD_")) {
        return true;
    }
    if (ends_with(name, length, "_t") &&
        (begins_with(name, length, "int") || begins_with(name, length, "uint"))) {
        return true;
    }
    for (i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        for (k = 0; k < sizeof limited / sizeof limited[0]; k++) {
            if (ends_with(name, length, limits[i]) && begins_with(name, length, limited[k])) {
                return true;
            }
        }
    }
    return false;
}

static bool is_taken(const char *name, size_t length)
{
    size_t i;
    /* A name that begins with an underscore and another, or a capital, is reserved. */
    if (length > 1 && name[0] == '_' && (name[1] == '_' || (name[1] >= 'A' && name[1] <= 'Z'))) {
        return true;
    }
    for (i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strlen(taken[i]) == length && memcmp(taken[i], name, length) == 0) {
            return true;
        }
    }
    return has_taken_form(name, length);
}

static bool begins_identifier(char c)
{
    return rci_base_is_letter(c) || c == '_';
}

bool rci_notation_is_c_identifier(const char *name, size_t length)
{
    size_t i;
    if (length == 0 || !begins_identifier(name[0])) {
        return false;
    }
    for (i = 1; i < length; i++) {
        if (!begins_identifier(name[i]) && !rci_base_is_digit(name[i])) {
            return false;
        }
    }
    return !is_taken(name, length);
}

/*
 * Adds an index to a made-up identifier that starts at `start`, so that it differs from other
 * made-up ones, and underscores until it differs from the name of every member.
 */
static void end_identifier(rci_base_text_builder *out, const rc_dtype *dtype, size_t start,
                           size_t index)
{
    rci_base_put_char(out, '_');
    rci_base_put_size(out, index);
    while (out->status == RC_OK &&
           rci_dtype_member_find(dtype, (const char *)out->bytes.data + start,
                                 out->bytes.length - start) != SIZE_MAX) {
        rci_base_put_char(out, '_');
    }
}

void rci_notation_put_c_member(rci_base_text_builder *out, const rc_dtype *dtype, size_t i)
{
    const rci_dtype_member *member = &dtype->members[i];
    size_t k, start = out->bytes.length;
    if (rci_notation_is_c_identifier(member->name, member->name_length)) {
        rci_base_put_n(out, member->name, member->name_length);
        return;
    }
    rci_base_put(out, rci_base_is_letter(member->name[0]) ? "" : "f");
    for (k = 0; k < member->name_length; k++) {
        char c = member->name[k];
        rci_base_put_char(out, rci_base_is_letter(c) || rci_base_is_digit(c) ? c : '_');
    }
    end_identifier(out, dtype, start, i);
}

void rci_notation_put_c_padding(rci_base_text_builder *out, const rc_dtype *dtype, size_t i)
{
    size_t start = out->bytes.length;
    rci_base_put(out, "padding");
    end_identifier(out, dtype, start, i);
}

void rci_notation_put_c_string(rci_base_text_builder *out, const char *text, size_t length)
{
    size_t i;
    rci_base_put_char(out, '"');
    for (i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        char escape[8];
        if (c == '"' || c == '\\' || c == '?') { /* a question mark could begin a trigraph */
            snprintf(escape, sizeof escape, "\\%c", c);
        } else if (c < 0x20 || c >= 0x7F) {
            snprintf(escape, sizeof escape, "\\%03o", (unsigned)c);
        } else {
            snprintf(escape, sizeof escape, "%c", c);
        }
        rci_base_put(out, escape);
    }
    rci_base_put_char(out, '"');
}
