/*
 * notation/c_identifier.c - makes C identifiers and string literals from field names.
 */
#include "notation/c_identifier.h"

#include "base/ascii.h"

#include <stdio.h>
#include <string.h>

/* Keywords of C11 and C++17, and the macros of the usual headers that a field may be named like. */
static const char *const taken[] = {
    "alignas",       "alignof",      "and",
    "and_eq",        "asm",          "assert",
    "auto",          "bitand",       "bitor",
    "bool",          "break",        "case",
    "catch",         "char",         "char16_t",
    "char32_t",      "class",        "compl",
    "complex",       "const",        "const_cast",
    "constexpr",     "continue",     "decltype",
    "default",       "delete",       "do",
    "double",        "dynamic_cast", "else",
    "enum",          "errno",        "explicit",
    "export",        "extern",       "false",
    "float",         "for",          "friend",
    "goto",          "if",           "imaginary",
    "inline",        "int",          "linux",
    "long",          "mutable",      "namespace",
    "new",           "noexcept",     "noreturn",
    "not",           "not_eq",       "nullptr",
    "offsetof",      "operator",     "or",
    "or_eq",         "private",      "protected",
    "public",        "register",     "reinterpret_cast",
    "restrict",      "return",       "short",
    "signed",        "sizeof",       "static",
    "static_assert", "static_cast",  "struct",
    "switch",        "template",     "this",
    "thread_local",  "throw",        "true",
    "try",           "typedef",      "typeid",
    "typename",      "typeof",       "union",
    "unix",          "unsigned",     "using",
    "virtual",       "void",         "volatile",
    "wchar_t",       "while",        "xor",
    "xor_eq",        "EOF",          "I",
    "NULL",
};

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
    return false;
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
