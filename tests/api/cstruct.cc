// The same in C++, which has no _Generic: RC_FIELD_AS names the types.
#include <cstddef>
#include <cstdio>
#include <rowcol.h>

struct who {
    char name[16];
    int8_t age;
};
struct point {
    int32_t x, y;
    double p[3];
    who at;
    who all[2];
};

RC_DEFINE_DTYPE(who_dtype, who, RC_FIELD_AS(name, "S16"), RC_FIELD_AS(age, "i1"))
RC_DEFINE_DTYPE(point_dtype, point, RC_FIELD_AS(x, "i4"), RC_FIELD_AS(y, "i4"), RC_NULLABLE(y),
                RC_FIELD_AS(p, "3f8"), RC_NESTED(at, who_dtype), RC_NESTED_ARRAY(all, who_dtype),
                RC_NAME(all, "every one"))

int main()
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = point_dtype(&err);
    rc_field_info info;
    if (!dtype || rc_dtype_itemsize(dtype) != sizeof(point) ||
        rc_dtype_find(dtype, "at.age", &info, &err) != RC_OK ||
        info.offset != offsetof(point, at) + offsetof(who, age)) {
        std::fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err);
    std::puts(text);
    rc_text_free(text);
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, &err);
    point *rows = rc_store_rows(store, point, point_dtype, &err);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return rows == NULL;
}
