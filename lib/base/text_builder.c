/* base/text_builder.c - text of any length, built piece by piece. */
#include "base/text_builder.h"

#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

void rci_base_text_builder_init(rci_base_text_builder *out, rc_error *err)
{
    rci_base_bytes_init(&out->bytes);
    out->status = RC_OK;
    out->err = err;
}

void rci_base_put_n(rci_base_text_builder *out, const char *text, size_t length)
{
    if (out->status == RC_OK) {
        out->status = rci_base_bytes_append(&out->bytes, text, length, out->err);
    }
}

void rci_base_put(rci_base_text_builder *out, const char *text)
{
    rci_base_put_n(out, text, strlen(text));
}

void rci_base_put_char(rci_base_text_builder *out, char c)
{
    rci_base_put_n(out, &c, 1);
}

void rci_base_put_size(rci_base_text_builder *out, size_t n)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", n);
    rci_base_put(out, digits);
}

/*
 * Whether Python's repr() leaves a character unescaped: str.isprintable(), which depends on the
 * general category in the Unicode Character Database (not Cc, Cf, Cs, Co, Zl or Zp; of Zs only the
 * space). Characters without an assignment in Unicode 15 count as printable.
 */
static bool is_printable(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        {0x0, 0x1F},         {0x7F, 0xA0},       {0xAD, 0xAD},       {0x600, 0x605},
        {0x61C, 0x61C},      {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x890, 0x891},
        {0x8E2, 0x8E2},      {0x1680, 0x1680},   {0x180E, 0x180E},   {0x2000, 0x200F},
        {0x2028, 0x202F},    {0x205F, 0x206F},   {0x3000, 0x3000},   {0xE000, 0xF8FF},
        {0xFDD0, 0xFDEF},    {0xFEFF, 0xFEFF},   {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},
        {0x110BD, 0x110BD},  {0x110CD, 0x110CD}, {0x13430, 0x13438}, {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A},  {0x1FFFE, 0x1FFFF}, {0x2FFFE, 0x2FFFF}, {0x3FFFE, 0xE00FF},
        {0xE01F0, 0x10FFFF},
    };
    size_t i;
    for (i = 0; i < sizeof hidden / sizeof hidden[0] && c >= hidden[i].first; i++) {
        if (c <= hidden[i].last) {
            return false;
        }
    }
    return true;
}

static void put_python_escape(rci_base_text_builder *out, uint32_t c)
{
    char text[12];
    if (c == '\n' || c == '\r' || c == '\t') {
        snprintf(text, sizeof text, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
    } else if (c < 0x100) {
        snprintf(text, sizeof text, "\\x%02x", (unsigned)c);
    } else {
        snprintf(text, sizeof text, c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
    }
    rci_base_put(out, text);
}

void rci_base_put_python(rci_base_text_builder *out, const char *text, size_t length)
{
    bool doubled = memchr(text, '\'', length) && !memchr(text, '"', length);
    char quote = doubled ? '"' : '\'';
    size_t i, step;
    uint32_t c;
    rci_base_put_char(out, quote);
    for (i = 0; i < length; i += step) {
        step = rci_base_utf8_decode(text + i, length - i, &c);
        if (text[i] == quote || text[i] == '\\') {
            rci_base_put_char(out, '\\');
            rci_base_put_char(out, text[i]);
        } else if (is_printable(c)) {
            rci_base_put_n(out, text + i, step);
        } else {
            put_python_escape(out, c);
        }
    }
    rci_base_put_char(out, quote);
}

void rci_base_put_json(rci_base_text_builder *out, const char *text, size_t length)
{
    size_t step;
    uint32_t c = 0;
    rci_base_put_char(out, '"');
    for (size_t i = 0; i < length; i += step) {
        step = rci_base_utf8_decode(text + i, length - i, &c);
        step = step ? step : 1;
        if (text[i] == '"' || text[i] == '\\') {
            rci_base_put_char(out, '\\');
            rci_base_put_char(out, text[i]);
        } else if (rci_base_is_control(c)) {
            char escape[8];
            snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
            rci_base_put(out, escape);
        } else {
            rci_base_put_n(out, text + i, step);
        }
    }
    rci_base_put_char(out, '"');
}

void rci_base_text_builder_refuse(rci_base_text_builder *out, const char *field, const char *format,
                                  ...)
{
    va_list args;
    if (out->status != RC_OK) {
        return;
    }
    va_start(args, format);
    out->status = rci_base_vfail(out->err, RC_EUNSUPPORTED, format, args);
    va_end(args);
    if (field) {
        rci_base_error_field(out->err, field);
    }
}

char *rci_base_text_builder_finish(rci_base_text_builder *out)
{
    char *text = NULL;
    if (out->status == RC_OK) {
        text = rci_base_text_copy((const char *)out->bytes.data, out->bytes.length, out->err);
    }
    rci_base_bytes_release(&out->bytes);
    return text;
}
