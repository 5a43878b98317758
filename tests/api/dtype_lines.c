/*
 * Reads dtypes from standard input, one a line, and tells on standard output what they are, one
 * JSON object a line. For tests that compare with other readers of the same notations.
 *
 * A line is NOTATION TAB ALIGN TAB TEXT: a number of rc_notation or "any", 0 or 1, and the text
 * with \n, \t, \0 and \\ for those four.
 */
#include <rowcol.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_json(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            printf("\\%c", c);
        } else if (c < 0x20) {
            printf("\\u%04x", c);
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

static void put_printed(const char *key, const rc_dtype *dtype, rc_notation notation)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_text(dtype, notation, &err);
    printf(",\"%s\":", key);
    if (text) {
        put_json(text);
    } else {
        printf("null");
    }
    rc_text_free(text);
}

static void put_tree(const rc_dtype *dtype)
{
    size_t i;
    printf("{\"itemsize\":%zu,\"alignment\":%zu", rc_dtype_itemsize(dtype),
           rc_dtype_alignment(dtype));
    if (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        printf(",\"shape\":[");
        for (i = 0; i < rc_dtype_ndim(dtype); i++) {
            printf("%s%zu", i ? "," : "", rc_dtype_shape(dtype)[i]);
        }
        printf("],\"element\":");
        put_tree(rc_dtype_element(dtype));
    } else if (rc_dtype_kind(dtype) == RC_STRUCT) {
        printf(",\"aligned\":%s,\"fields\":[", rc_dtype_is_aligned(dtype) ? "true" : "false");
        for (i = 0; i < rc_dtype_nfields(dtype); i++) {
            rc_field_info info;
            rc_dtype_field(dtype, i, &info, NULL);
            printf("%s[", i ? "," : "");
            put_json(info.name);
            printf(",%zu,", info.offset);
            put_tree(info.dtype);
            putchar(']');
        }
        putchar(']');
    } else {
        put_printed("leaf", dtype, RC_NOTATION_DESCR);
    }
    putchar('}');
}

/* Every notation that can be printed has to read back as the same dtype. */
static int goes_round(const rc_dtype *dtype)
{
    int notation;
    for (notation = RC_NOTATION_COMPACT; notation <= RC_NOTATION_JSON; notation++) {
        char *text = rc_dtype_text(dtype, (rc_notation)notation, NULL);
        rc_dtype *back;
        int same;
        if (!text) {
            continue;
        }
        back = rc_dtype_parse_as(text, strlen(text), (rc_notation)notation, RC_PACKED, NULL);
        same = back && rc_dtype_equal(back, dtype) && rc_dtype_hash(back) == rc_dtype_hash(dtype);
        rc_dtype_unref(back);
        rc_text_free(text);
        if (!same) {
            return 0;
        }
    }
    return 1;
}

static void answer(const char *notation, rc_align align, const char *text, size_t length)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype =
        strcmp(notation, "any") == 0
            ? rc_dtype_parse_n(text, length, align, &err)
            : rc_dtype_parse_as(text, length, (rc_notation)atoi(notation), align, &err);
    if (!dtype) {
        printf("{\"status\":\"%s\",\"byte\":%lld,\"message\":", rc_status_name(err.status),
               err.byte == RC_NOWHERE ? -1LL : (long long)err.byte);
        put_json(err.message);
        printf("}\n");
        return;
    }
    printf("{\"status\":\"ok\",\"round\":%s,\"tree\":", goes_round(dtype) ? "true" : "false");
    put_tree(dtype);
    put_printed("compact", dtype, RC_NOTATION_COMPACT);
    put_printed("descr", dtype, RC_NOTATION_DESCR);
    put_printed("dict", dtype, RC_NOTATION_DICT);
    put_printed("pep3118", dtype, RC_NOTATION_PEP3118);
    printf("}\n");
    rc_dtype_unref(dtype);
}

/* Undoes the escapes in place; returns the length. */
static size_t unescape(char *text)
{
    char *out = text;
    const char *in;
    for (in = text; *in; in++) {
        if (*in == '\\' && in[1]) {
            in++;
            *out++ = *in == 'n' ? '\n' : *in == 't' ? '\t' : *in == '0' ? '\0' : *in;
        } else {
            *out++ = *in;
        }
    }
    return (size_t)(out - text);
}

int main(void)
{
    static char line[1 << 20];
    while (fgets(line, sizeof line, stdin)) {
        char *notation = line, *align = strchr(line, '\t');
        char *text = align ? strchr(align + 1, '\t') : NULL;
        if (!text) {
            return EXIT_FAILURE;
        }
        *align++ = '\0';
        *text++ = '\0';
        text[strcspn(text, "\n")] = '\0';
        answer(notation, *align == '1' ? RC_ALIGNED : RC_PACKED, text, unescape(text));
        fflush(stdout);
    }
    return EXIT_SUCCESS;
}
