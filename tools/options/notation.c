/* options/notation.c - the notations of a dtype by their names on the command line. */
#include "options/notation.h"

#include "report/report.h"

#include <stdio.h>
#include <string.h>

const char *const notation_names[] = {"compact", "numpy",       "comma", "dict", "pep3118",
                                      "json",    "json-schema", "c",     NULL};

rc_notation notation_at(int index)
{
    static const rc_notation notations[] = {
        RC_NOTATION_COMPACT, RC_NOTATION_DESCR, RC_NOTATION_COMMA,       RC_NOTATION_DICT,
        RC_NOTATION_PEP3118, RC_NOTATION_JSON,  RC_NOTATION_JSON_SCHEMA, RC_NOTATION_C};
    return notations[index];
}

/* Prints and releases the text; NULL: reports the error. */
static int print_text(char *text, const rc_error *err)
{
    size_t length;
    if (!text) {
        return report_error(err);
    }
    length = strlen(text);
    printf("%s%s", text, length && text[length - 1] == '\n' ? "" : "\n");
    rc_text_free(text);
    return 0;
}

int print_notation(const rc_dtype *dtype, const rc_mapping *mapping, rc_notation notation)
{
    rc_error err = RC_ERROR_INIT;
    char *text = notation == RC_NOTATION_COMPACT ? rc_dtype_text_mapped(dtype, mapping, &err)
                                                 : rc_dtype_text(dtype, notation, &err);
    return print_text(text, &err);
}

int print_c_header(const rc_dtype *dtype, const char *tag)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_c_text(dtype, tag, &err);
    return print_text(text, &err);
}
