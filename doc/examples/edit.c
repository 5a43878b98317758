#include <rowcol.h>
#include <stdio.h>

/* Prints a dtype, or the error, and releases it. */
static void show(const char *what, rc_dtype *dtype, rc_error *err)
{
    char *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, err) : NULL;
    printf("%-8s %s\n", what, text ? text : err->message);
    rc_text_free(text);
    rc_dtype_unref(dtype);
    rc_error_clear(err);
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    const char *zx[] = {"z", "x"};
    rc_dtype *point = rc_dtype_parse("x:i1, y:i4, z:f4", &err);
    rc_dtype *extra = rc_dtype_parse("label:str, weight:f8", &err);
    rc_dtype *wide = rc_dtype_parse("x:i4, y:i8, z:f8", &err);

    show("drop", rc_dtype_drop_fields(point, zx, 1, &err), &err);
    show("select", rc_dtype_select_fields(point, zx, 2, &err), &err);
    show("view", rc_dtype_view_fields(point, zx, 2, &err), &err);
    show("rename", rc_dtype_rename_field(point, "y", "why", &err), &err);
    show("extend", rc_dtype_extend(point, extra, &err), &err);
    show("align", rc_dtype_repack(point, RC_ALIGNED, 1, &err), &err);
    show("promote", rc_dtype_promote(point, wide, &err), &err);

    static const char *const levels[] = {"", "exact", "widening", "checked", "lossy", "none"};
    printf("to wide  %s\n", levels[rc_dtype_can_cast(point, wide)]);
    printf("back     %s\n", levels[rc_dtype_can_cast(wide, point)]);

    rc_dtype *i8 = rc_dtype_leaf(RC_I8, &err), *f8 = rc_dtype_leaf(RC_F8, &err);
    show("i8, f8", rc_dtype_promote(i8, f8, &err), &err);

    rc_dtype_unref(i8);
    rc_dtype_unref(f8);
    rc_dtype_unref(point);
    rc_dtype_unref(extra);
    rc_dtype_unref(wide);
    return 0;
}
