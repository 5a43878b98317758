/*
 * Prints a C program: the headers of many dtypes, and a main that compares what each describes
 * itself as with the dtype it came from. cstruct.sh compiles and runs it.
 */
#include "dtype_random.h"

#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const texts[] = {
    "x:i4, y:i4, z:i4",
    "x:i1, y:f8",
    "x:i1, y:f8; aligned",
    "x:i1, y:f8; aligned, size=32",
    "y:f8@8, x:i1@0",
    "y:f8@16, x:i1@3, z:i2@8",
    "x:i1@5; size=9",
    "b:bool, h:f2, c:c8, z:c16, s:S5, u:U3, v:V2, t:M8[ns], d:m8[25s], r:str",
    "b:>u2, h:>f2, c:>c8, z:>c16, u:>U3, t:>M8[ns], f:>f4, d:>f8, i:>i8",
    "m:(2,3)i2, n:(2,3,4,5)f4, s:(2,3)S4, u:2U3, c:3c8, z:2>c16",
    "who:{name:S8, age:i1?}, id:u8?",
    "who:3{name:S8, age:i1}, id:u8",
    "who:(2,2){name:S8, age:i1}, id:u8",
    "a_b:{c:i4}, a:{b:{c:i4}}",
    "int:i4, class:i4, \"a b\":i4, \"7th\":i4, _X:i4, __y:i4, linux:i4, a_b_2:i4, \"a-b\":i4",
    "padding_0:i1@0, x:f8@8, padding_2:i1@16; size=30",
    "\"\xc3\xa9\":i4, \"\xe6\x97\xa5\":i4, \"*/\":i4, \"\?\?=\":i4, \"\\\"\":i4, \"\\\\n\":i4",
    "deep:{a:{b:{c:{d:{e:{f:{g:i4, h:i1}}}}}}}",
    "x:i1, inner:{a:i1, b:i4; aligned}, y:i1",
    "x:i1, inner:{a:i1, b:i4}, y:i4; aligned",
};

static rc_dtype *dtypes[400];
static int n_dtypes;

static void add(rc_dtype *dtype, rc_error *err)
{
    if (!dtype) {
        fprintf(stderr, "%s\n", err->message);
        exit(EXIT_FAILURE);
    }
    dtypes[n_dtypes++] = dtype;
}

static void print_header(int i)
{
    rc_error err = RC_ERROR_INIT;
    char tag[16], *header;
    snprintf(tag, sizeof tag, "t%d", i);
    header = rc_dtype_c_text(dtypes[i], tag, &err);
    if (!header) {
        fprintf(stderr, "%s\n", err.message);
        exit(EXIT_FAILURE);
    }
    printf("%s%s", header, header); /* twice does no harm */
    rc_text_free(header);
}

static void print_case(int i)
{
    char *text = rc_dtype_text(dtypes[i], RC_NOTATION_COMPACT, NULL);
    const unsigned char *p;
    printf("    {\"");
    for (p = (const unsigned char *)text; *p; p++) {
        printf("\\%03o", *p);
    }
    printf("\", t%d_dtype},\n", i);
    rc_text_free(text);
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    uint64_t state = 20261121;
    size_t k;
    int i;
    for (k = 0; k < sizeof texts / sizeof texts[0]; k++) {
        add(rc_dtype_parse(texts[k], &err), &err);
    }
    for (i = 0; i < 150; i++) {
        add(random_struct(&state, 3, RANDOM_STR | RANDOM_NULLABLE, &err), &err);
    }
    printf("#include <rowcol.h>\n#include <stdio.h>\n");
    for (i = 0; i < n_dtypes; i++) {
        print_header(i);
    }
    printf("static const struct {\n    const char *text;\n"
           "    rc_dtype *(*describe)(rc_error *err);\n} cases[] = {\n");
    for (i = 0; i < n_dtypes; i++) {
        print_case(i);
        rc_dtype_unref(dtypes[i]);
    }
    printf("};\nint main(void)\n{\n    size_t i;\n    int wrong = 0;\n"
           "    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {\n"
           "        rc_error err = RC_ERROR_INIT;\n"
           "        rc_dtype *wanted = rc_dtype_parse(cases[i].text, &err);\n"
           "        rc_dtype *found = cases[i].describe(&err);\n"
           "        if (!wanted || !found || !rc_dtype_equal(wanted, found)) {\n"
           "            printf(\"%%s: %%s\\n\", cases[i].text, err.message);\n"
           "            wrong = 1;\n"
           "        }\n"
           "        rc_dtype_unref(wanted);\n        rc_dtype_unref(found);\n    }\n"
           "    return wrong;\n}\n");
    return EXIT_SUCCESS;
}
