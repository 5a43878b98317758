// C structs and dtypes in C++: RC_FIELD_AS in every standard, RC_FIELD from C++17 on. Prints the
// dtypes.
#include <cstddef>
#include <cstdio>
#include <rowcol.h>

#if __cplusplus >= 201703L
#include <array>
#include <complex>
#include <cstring>
#endif

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

static bool check(const rc_dtype *dtype, const char *expected)
{
    rc_error err = RC_ERROR_INIT;
    char *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err) : nullptr;
    rc_dtype *other = rc_dtype_parse(expected, &err);
    bool same = rc_dtype_equal(dtype, other) != 0;
    if (!same) {
        std::printf("found %s, expected %s\n", text ? text : "no dtype", expected);
    }
    rc_text_free(text);
    rc_dtype_unref(other);
    return same;
}

static bool test_described()
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = point_dtype(&err);
    rc_field_info info;
    if (!dtype || rc_dtype_itemsize(dtype) != sizeof(point) ||
        rc_dtype_find(dtype, "at.age", &info, &err) != RC_OK ||
        info.offset != offsetof(point, at) + offsetof(who, age)) {
        std::printf("%s\n", err.message);
        return false;
    }
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, &err);
    point *rows = rc_store_rows(store, point, point_dtype, &err);
    bool passed = rows && check(dtype, "x:i4, y:i4?, p:3f8, at:{name:S16, age:i1; aligned}, "
                                       "\"every one\":2{name:S16, age:i1; aligned}; aligned");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return passed;
}

#if __cplusplus >= 201703L

enum class colour : uint8_t { red, green };
enum plain { one, two };

struct every {
    bool flag;
    char letter;
    char name[7];
    signed char i1;
    unsigned char u1;
    short i2;
    unsigned short u2;
    int i4;
    unsigned u4;
    long i8;
    unsigned long u8;
    long long ll;
    unsigned long long ull;
    float f4;
    double f8;
    std::complex<float> c8;
    std::complex<double> c16;
    rc_str_cell text;
    colour shade;
    plain number;
    int flat[3];
    double m[2][3];
    char words[2][3][4];
    int64_t cube[2][3][4];
};
struct qualified {
    const int a;
    volatile float b[3];
    const volatile unsigned char c;
    const char name[5];
    const double m[2][3];
    who all[2];
};

RC_DEFINE_DTYPE(every_dtype, every, RC_FIELD(flag), RC_FIELD(letter), RC_FIELD(name), RC_FIELD(i1),
                RC_FIELD(u1), RC_FIELD(i2), RC_FIELD(u2), RC_FIELD(i4), RC_FIELD(u4), RC_FIELD(i8),
                RC_FIELD(u8), RC_FIELD(ll), RC_FIELD(ull), RC_FIELD(f4), RC_FIELD(f8), RC_FIELD(c8),
                RC_FIELD(c16), RC_FIELD(text), RC_FIELD(shade), RC_FIELD(number), RC_FIELD(flat),
                RC_FIELD_2D(m), RC_FIELD_3D(words), RC_FIELD_3D(cube))
RC_DEFINE_DTYPE(qualified_dtype, qualified, RC_FIELD(a), RC_FIELD(b), RC_FIELD(c), RC_FIELD(name),
                RC_FIELD_2D(m), RC_NESTED_ARRAY(all, who_dtype), RC_NULLABLE(a))

static bool test_found()
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = every_dtype(&err), *other = qualified_dtype(&err);
    bool passed =
        check(
            dtype,
            "flag:bool, letter:S1, name:S7, i1:i1, u1:u1, i2:i2, u2:u2, i4:i4, u4:u4, i8:i8, "
            "u8:u8, "
            "ll:i8, ull:u8, f4:f4, f8:f8, c8:c8, c16:c16, text:str, shade:u1, number:u4, flat:3i4, "
            "m:(2,3)f8, words:(2,3)S4, cube:(2,3,4)i8; aligned") &&
        check(other, "a:i4?, b:3f4, c:u1, name:S5, m:(2,3)f8, all:2{name:S16, age:i1; aligned}; "
                     "aligned");
    passed = passed && rc_dtype_itemsize(dtype) == sizeof(every) &&
             rc_dtype_itemsize(other) == sizeof(qualified);
    if (!passed) {
        std::printf("%s\n", err.message);
    }
    rc_dtype_unref(dtype);
    rc_dtype_unref(other);
    return passed;
}

#else

static bool test_found()
{
    return true;
}

#endif

int main()
{
    bool described = test_described(), found = test_found();
    return described && found ? 0 : 1;
}
