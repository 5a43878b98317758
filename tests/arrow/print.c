/* Arrays of the Arrow C data interface as JSON. */
#include "print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void print_string(FILE *out, const char *text, size_t n)
{
    fputc('"', out);
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == '"' || c == '\\') {
            fprintf(out, "\\u%04x", c);
        } else {
            fputc(c, out);
        }
    }
    fputc('"', out);
}

static int32_t number_at(const char *at)
{
    int32_t number;
    memcpy(&number, at, sizeof number);
    return number;
}

static void print_metadata(FILE *out, const char *at)
{
    int32_t n = at ? number_at(at) : 0;
    fprintf(out, "\"metadata\":[");
    for (int32_t i = 0; i < 2 * n; i++) {
        const int32_t length = number_at(i == 0 ? (at += 4) : at);
        fprintf(out, "%s", i ? "," : "");
        print_string(out, at + 4, (size_t)length);
        at += 4 + length;
    }
    fprintf(out, "]");
}

void arrow_print_schema(FILE *out, const struct ArrowSchema *schema)
{
    fprintf(out, "{\"name\":");
    print_string(out, schema->name, strlen(schema->name));
    fprintf(out, ",\"format\":");
    print_string(out, schema->format, strlen(schema->format));
    fprintf(out, ",\"flags\":%d,", (int)schema->flags);
    print_metadata(out, schema->metadata);
    fprintf(out, ",\"children\":[");
    for (int64_t i = 0; i < schema->n_children; i++) {
        fprintf(out, "%s", i ? "," : "");
        arrow_print_schema(out, schema->children[i]);
    }
    fprintf(out, "]");
    if (schema->dictionary) {
        fprintf(out, ",\"dictionary\":");
        arrow_print_schema(out, schema->dictionary);
    }
    fprintf(out, "}");
}

/* --------------------------------------------------------------------- values */

static void print_value(FILE *out, const struct ArrowSchema *schema, const struct ArrowArray *array,
                        size_t i);

static void print_hex(FILE *out, const unsigned char *bytes, size_t n)
{
    fputc('"', out);
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%02X", bytes[i]);
    }
    fputc('"', out);
}

static int64_t signed_at(const void *buffer, size_t bytes, size_t i)
{
    int8_t i1;
    int16_t i2;
    int32_t i4;
    int64_t i8;
    const unsigned char *at = (const unsigned char *)buffer + bytes * i;
    switch (bytes) {
    case 1:
        memcpy(&i1, at, 1);
        return i1;
    case 2:
        memcpy(&i2, at, 2);
        return i2;
    case 4:
        memcpy(&i4, at, 4);
        return i4;
    default:
        memcpy(&i8, at, 8);
        return i8;
    }
}

static uint64_t unsigned_at(const void *buffer, size_t bytes, size_t i)
{
    uint64_t value = (uint64_t)signed_at(buffer, bytes, i);
    return bytes == 8 ? value : value & ((UINT64_C(1) << (8 * bytes)) - 1);
}

static void print_float(FILE *out, const char *format, const void *buffer, size_t i)
{
    float f4;
    double f8;
    if (format[0] == 'e') {
        fprintf(out, "\"e%04x\"", (unsigned)unsigned_at(buffer, 2, i));
    } else if (format[0] == 'f') {
        memcpy(&f4, (const char *)buffer + 4 * i, 4);
        fprintf(out, "\"f%a\"", (double)f4);
    } else {
        memcpy(&f8, (const char *)buffer + 8 * i, 8);
        fprintf(out, "\"f%a\"", f8);
    }
}

/* Bytes of a number of decimals, the most significant first. */
static void print_decimal(FILE *out, const unsigned char *at, size_t bytes)
{
    fprintf(out, "\"");
    for (size_t i = bytes; i > 0; i--) {
        fprintf(out, "%02X", at[i - 1]);
    }
    fprintf(out, "\"");
}

static void print_text(FILE *out, const char *bytes, size_t n, int is_text)
{
    if (is_text) {
        print_string(out, bytes, n);
    } else {
        print_hex(out, (const unsigned char *)bytes, n);
    }
}

static void print_binary(FILE *out, const char *format, const struct ArrowArray *array, size_t i)
{
    const size_t width = format[0] == 'z' || format[0] == 'u' ? 4 : 8;
    const int64_t start = signed_at(array->buffers[1], width, i);
    const int64_t end = signed_at(array->buffers[1], width, i + 1);
    print_text(out, (const char *)array->buffers[2] + start, (size_t)(end - start),
               format[0] == 'u' || format[0] == 'U');
}

static void print_view(FILE *out, const char *format, const struct ArrowArray *array, size_t i)
{
    const char *view = (const char *)array->buffers[1] + 16 * i;
    const int32_t n = number_at(view);
    const char *text =
        n <= 12 ? view + 4
                : (const char *)array->buffers[2 + number_at(view + 8)] + number_at(view + 12);
    print_text(out, text, (size_t)n, format[1] == 'u');
}

static void print_list(FILE *out, const struct ArrowSchema *schema, const struct ArrowArray *array,
                       int64_t start, int64_t end)
{
    fputc('[', out);
    for (int64_t k = start; k < end; k++) {
        fprintf(out, "%s", k > start ? "," : "");
        print_value(out, schema->children[0], array->children[0], (size_t)k);
    }
    fputc(']', out);
}

static void print_union(FILE *out, const struct ArrowSchema *schema, const struct ArrowArray *array,
                        size_t i)
{
    const int id = (int)signed_at(array->buffers[0], 1, i);
    const char *at = schema->format + 4;
    int child = 0;
    while (atoi(at) != id) {
        at = strchr(at, ',') + 1;
        child++;
    }
    fprintf(out, "[%d,", id);
    print_value(out, schema->children[child], array->children[child],
                schema->format[2] == 'd' ? (size_t)signed_at(array->buffers[1], 4, i) : i);
    fputc(']', out);
}

static void print_nested(FILE *out, const struct ArrowSchema *schema,
                         const struct ArrowArray *array, size_t i)
{
    const char *format = schema->format;
    if (format[1] == 's') {
        fputc('[', out);
        for (int64_t c = 0; c < schema->n_children; c++) {
            fprintf(out, "%s", c ? "," : "");
            print_value(out, schema->children[c], array->children[c], i);
        }
        fputc(']', out);
    } else if (format[1] == 'w') {
        const int64_t n = atoi(format + 3);
        print_list(out, schema, array, (int64_t)i * n, (int64_t)(i + 1) * n);
    } else if (format[1] == 'u') {
        print_union(out, schema, array, i);
    } else if (format[1] == 'v') {
        const size_t width = format[2] == 'l' ? 4 : 8;
        const int64_t start = signed_at(array->buffers[1], width, i);
        print_list(out, schema, array, start, start + signed_at(array->buffers[2], width, i));
    } else if (format[1] == 'r') {
        fprintf(out, "\"run end\"");
    } else {
        const size_t width = format[1] == 'L' ? 8 : 4;
        print_list(out, schema, array, signed_at(array->buffers[1], width, i),
                   signed_at(array->buffers[1], width, i + 1));
    }
}

static size_t bytes_of_decimal(const char *format)
{
    const char *comma = strchr(format, ',');
    const char *bits = strchr(comma + 1, ',');
    return bits ? (size_t)atoi(bits + 1) / 8 : 16;
}

static void print_time(FILE *out, const char *format, const void *values, size_t i)
{
    if (strcmp(format, "tiD") == 0) {
        fprintf(out, "[%" PRId64 ",%" PRId64 "]", signed_at(values, 4, 2 * i),
                signed_at(values, 4, 2 * i + 1));
    } else if (strcmp(format, "tin") == 0) {
        fprintf(out, "[%" PRId64 ",%" PRId64 ",%" PRId64 "]", signed_at(values, 4, 4 * i),
                signed_at(values, 4, 4 * i + 1), signed_at(values, 8, 2 * i + 1));
    } else {
        const int is_short = strcmp(format, "tdD") == 0 || strcmp(format, "tts") == 0 ||
                             strcmp(format, "ttm") == 0 || strcmp(format, "tiM") == 0;
        fprintf(out, "\"%" PRId64 "\"", signed_at(values, is_short ? 4 : 8, i));
    }
}

static void print_fixed(FILE *out, const char *format, const struct ArrowArray *array, size_t i)
{
    static const char letters[] = "cCsSiIlL";
    const void *values = array->n_buffers > 1 ? array->buffers[1] : NULL;
    const char *letter = strchr(letters, format[0]);
    if (format[0] == 'b') {
        fprintf(out, "%s",
                ((const unsigned char *)values)[i / 8] >> (i % 8) & 1 ? "true" : "false");
    } else if (letter) {
        const size_t bytes = (size_t)1 << ((letter - letters) / 2);
        if ((letter - letters) % 2 == 0) {
            fprintf(out, "\"%" PRId64 "\"", signed_at(values, bytes, i));
        } else {
            fprintf(out, "\"%" PRIu64 "\"", unsigned_at(values, bytes, i));
        }
    } else if (strchr("efg", format[0])) {
        print_float(out, format, values, i);
    } else if (format[0] == 'w') {
        const size_t n = (size_t)atoi(format + 2);
        print_hex(out, (const unsigned char *)values + n * i, n);
    } else if (format[0] == 'd') {
        const size_t bytes = bytes_of_decimal(format);
        print_decimal(out, (const unsigned char *)values + bytes * i, bytes);
    } else {
        print_time(out, format, values, i);
    }
}

static void print_value(FILE *out, const struct ArrowSchema *schema, const struct ArrowArray *array,
                        size_t i)
{
    const char *format = schema->format;
    const int has_validity =
        format[0] != 'n' && strncmp(format, "+u", 2) != 0 && strncmp(format, "+r", 2) != 0;
    const unsigned char *validity = has_validity ? array->buffers[0] : NULL;
    i += (size_t)array->offset;
    if (format[0] == 'n' || (validity && !(validity[i / 8] >> (i % 8) & 1))) {
        fprintf(out, "null");
    } else if (schema->dictionary) {
        print_value(out, schema->dictionary, array->dictionary,
                    (size_t)unsigned_at(
                        array->buffers[1],
                        (size_t)1 << ((strchr("cCsSiIlL", format[0]) - "cCsSiIlL") / 2), i));
    } else if (format[0] == '+') {
        print_nested(out, schema, array, i);
    } else if (format[0] == 'v') {
        print_view(out, format, array, i);
    } else if (strchr("zZuU", format[0])) {
        print_binary(out, format, array, i);
    } else {
        print_fixed(out, format, array, i);
    }
}

void arrow_print_batch(FILE *out, const struct ArrowSchema *schema, const struct ArrowArray *array)
{
    fprintf(out, "{\"count\":%" PRId64 ",\"columns\":[", array->length);
    for (int64_t c = 0; c < schema->n_children; c++) {
        fprintf(out, "%s[", c ? "," : "");
        for (int64_t i = 0; i < array->length; i++) {
            fprintf(out, "%s", i ? "," : "");
            print_value(out, schema->children[c], array->children[c], (size_t)i);
        }
        fprintf(out, "]");
    }
    fprintf(out, "]}\n");
}
