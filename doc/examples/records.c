#include <rowcol.h>
#include <stdio.h>

static void print(const char *what, const rc_dtype *dtype, rc_notation notation)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_text(dtype, notation, &err);
    printf("%-8s %s\n", what, text ? text : err.message);
    rc_text_free(text);
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("id:u4, who:{name:S8, age:i1?}, at:3f8; aligned", &err);
    rc_field_info age;
    if (!dtype || rc_dtype_find(dtype, "who.age", &age, &err) != RC_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("%zu bytes a record, who.age at %zu, an %s\n", rc_dtype_itemsize(dtype), age.offset,
           rc_kind_name(rc_dtype_kind(age.dtype)));
    print("compact", dtype, RC_NOTATION_COMPACT);
    print("json", dtype, RC_NOTATION_JSON);
    print("numpy", dtype, RC_NOTATION_DESCR);
    rc_dtype_unref(dtype);

    if (!rc_dtype_parse("id:u4, who:{name:S8, age:i3}", &err)) {
        printf("byte %d: %s\n", (int)err.byte, err.message);
    }
    return 0;
}
