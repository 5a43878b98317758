/*
 * C structs, described by their members: each dtype has the compiler's own offsets and size.
 * Compiled by cstruct.sh with every compiler it finds, too.
 */
#include <complex.h>
#include <rowcol.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ structs */

struct point {
    int x, y, z;
};
struct mixed {
    char c;
    double d;
    short s;
};
struct tail {
    double d;
    char c;
};
struct integers {
    signed char a;
    unsigned char b;
    short c;
    unsigned short d;
    int e;
    unsigned f;
    long g;
    unsigned long h;
    long long i;
    unsigned long long j;
};
struct exact {
    int8_t a;
    uint8_t b;
    int16_t c;
    uint16_t d;
    int32_t e;
    uint32_t f;
    int64_t g;
    uint64_t h;
    size_t i;
    ptrdiff_t j;
};
struct floats {
    bool b;
    float f;
    float complex fc;
    bool b2;
    double complex dc;
};
struct texts {
    char one;
    char name[13];
    char many[3][7];
};
struct arrays {
    int a[1];
    char pad;
    double b[3];
    uint8_t c[5];
    bool flags[3];
};
struct matrices {
    float m[2][3];
    char c;
    int64_t cube[2][3][4];
    char words[2][3][4];
};
struct who {
    char name[16];
    int8_t age;
    int32_t id;
};
struct nested {
    char tag;
    struct who who;
    struct point at;
};
struct nested_arrays {
    struct who team[3];
    char c;
    struct tail tails[2];
};
struct deep {
    bool b;
    struct nested_arrays inner;
    struct nested side;
};
struct dates {
    int64_t when;
    char c;
    int64_t took;
};
struct halves {
    uint16_t h[3];
    uint32_t wide[5];
    unsigned char raw[6];
};
struct big_endian {
    uint16_t port;
    uint32_t address;
    uint64_t x;
};
struct some {
    int skipped;
    double kept;
    char *pointer;
    int also;
};
struct cells {
    char c;
    rc_str_cell text;
    rc_str_cell more[2];
};
struct renamed {
    int class_;
    double value;
};
struct qualified {
    const int a;
    volatile float b[3];
    const volatile unsigned char c;
    const char name[5];
    const double m[2][3];
    const rc_str_cell text;
    volatile bool flag;
    const double complex z;
};
#if defined(__GNUC__)
struct __attribute__((packed)) packed {
    char c;
    int i;
    double d;
};
#else
struct packed {
    char c;
};
#endif

/* ------------------------------------------------------------- descriptions */

RC_DEFINE_DTYPE(point_dtype, struct point, RC_FIELD(x), RC_FIELD(y), RC_FIELD(z))
RC_DEFINE_DTYPE(mixed_dtype, struct mixed, RC_FIELD(c), RC_FIELD(d), RC_FIELD(s))
RC_DEFINE_DTYPE(tail_dtype, struct tail, RC_FIELD(d), RC_FIELD(c))
RC_DEFINE_DTYPE(integers_dtype, struct integers, RC_FIELD(a), RC_FIELD(b), RC_FIELD(c), RC_FIELD(d),
                RC_FIELD(e), RC_FIELD(f), RC_FIELD(g), RC_FIELD(h), RC_FIELD(i), RC_FIELD(j))
RC_DEFINE_DTYPE(exact_dtype, struct exact, RC_FIELD(a), RC_FIELD(b), RC_FIELD(c), RC_FIELD(d),
                RC_FIELD(e), RC_FIELD(f), RC_FIELD(g), RC_FIELD(h), RC_FIELD(i), RC_FIELD(j))
RC_DEFINE_DTYPE(floats_dtype, struct floats, RC_FIELD(b), RC_FIELD(f), RC_FIELD(fc), RC_FIELD(b2),
                RC_FIELD(dc))
RC_DEFINE_DTYPE(texts_dtype, struct texts, RC_FIELD(one), RC_FIELD(name), RC_FIELD_2D(many))
RC_DEFINE_DTYPE(arrays_dtype, struct arrays, RC_FIELD(a), RC_FIELD(pad), RC_FIELD(b), RC_FIELD(c),
                RC_FIELD(flags))
RC_DEFINE_DTYPE(matrices_dtype, struct matrices, RC_FIELD_2D(m), RC_FIELD(c), RC_FIELD_3D(cube),
                RC_FIELD_3D(words))
RC_DEFINE_DTYPE(who_dtype, struct who, RC_FIELD(name), RC_FIELD(age), RC_FIELD(id))
RC_DEFINE_DTYPE(nested_dtype, struct nested, RC_FIELD(tag), RC_NESTED(who, who_dtype),
                RC_NESTED(at, point_dtype))
RC_DEFINE_DTYPE(nested_arrays_dtype, struct nested_arrays, RC_NESTED_ARRAY(team, who_dtype),
                RC_FIELD(c), RC_NESTED_ARRAY(tails, tail_dtype))
RC_DEFINE_DTYPE(deep_dtype, struct deep, RC_FIELD(b), RC_NESTED(inner, nested_arrays_dtype),
                RC_NESTED(side, nested_dtype))
RC_DEFINE_DTYPE(dates_dtype, struct dates, RC_FIELD_AS(when, "M8[ns]"), RC_NULLABLE(when),
                RC_FIELD(c), RC_FIELD_AS(took, "m8[25s]"))
RC_DEFINE_DTYPE(halves_dtype, struct halves, RC_FIELD_AS(h, "3f2"), RC_FIELD_AS(wide, "U5"),
                RC_FIELD_AS(raw, "V6"))
RC_DEFINE_DTYPE(big_endian_dtype, struct big_endian, RC_FIELD_AS(port, ">u2"),
                RC_FIELD_AS(address, ">u4"), RC_FIELD_AS(x, ">f8"))
RC_DEFINE_DTYPE(some_dtype, struct some, RC_FIELD(also), RC_FIELD(kept))
RC_DEFINE_DTYPE(cells_dtype, struct cells, RC_FIELD(c), RC_FIELD(text), RC_FIELD(more))
RC_DEFINE_DTYPE(renamed_dtype, struct renamed, RC_FIELD(class_), RC_NAME(class_, "class"),
                RC_FIELD(value), RC_NULLABLE(value))
RC_DEFINE_DTYPE(qualified_dtype, struct qualified, RC_FIELD(a), RC_FIELD(b), RC_FIELD(c),
                RC_FIELD(name), RC_FIELD_2D(m), RC_FIELD(text), RC_FIELD(flag), RC_FIELD(z))
#if defined(__GNUC__)
RC_DEFINE_DTYPE(packed_dtype, struct packed, RC_FIELD(c), RC_FIELD(i), RC_FIELD(d))
#define PACKED_TEXT "c:S1, i:i4, d:f8"
#else
RC_DEFINE_DTYPE(packed_dtype, struct packed, RC_FIELD(c))
#define PACKED_TEXT "c:S1; aligned"
#endif

/* ------------------------------------------------------------------- checks */

/* Where a member lies, straight from the compiler. */
typedef struct member {
    const char *path;
    size_t offset, size;
} member;

#define AT(type, field)                                                                            \
    {                                                                                              \
#field, offsetof(type, field), sizeof(((type *)0)->field)                                  \
    }
/* Up to ten members, none of them in an array. */
#define STRUCT(tag, text, ...)                                                                     \
    {                                                                                              \
#tag, tag##_dtype, sizeof(struct tag), text,                                               \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

/* `text` is the dtype where long has 8 bytes. */
static const struct {
    const char *name;
    rc_dtype *(*describe)(rc_error *err);
    size_t size;
    const char *text;
    member members[11];
} cases[] = {
    STRUCT(point, "x:i4, y:i4, z:i4; aligned", AT(struct point, x), AT(struct point, y),
           AT(struct point, z)),
    STRUCT(mixed, "c:S1, d:f8, s:i2; aligned", AT(struct mixed, c), AT(struct mixed, d),
           AT(struct mixed, s)),
    STRUCT(tail, "d:f8, c:S1; aligned", AT(struct tail, d), AT(struct tail, c)),
    STRUCT(integers, "a:i1, b:u1, c:i2, d:u2, e:i4, f:u4, g:i8, h:u8, i:i8, j:u8; aligned",
           AT(struct integers, a), AT(struct integers, b), AT(struct integers, c),
           AT(struct integers, d), AT(struct integers, e), AT(struct integers, f),
           AT(struct integers, g), AT(struct integers, h), AT(struct integers, i),
           AT(struct integers, j)),
    STRUCT(exact, "a:i1, b:u1, c:i2, d:u2, e:i4, f:u4, g:i8, h:u8, i:u8, j:i8; aligned",
           AT(struct exact, a), AT(struct exact, b), AT(struct exact, c), AT(struct exact, d),
           AT(struct exact, e), AT(struct exact, f), AT(struct exact, g), AT(struct exact, h),
           AT(struct exact, i), AT(struct exact, j)),
    STRUCT(floats, "b:bool, f:f4, fc:c8, b2:bool, dc:c16; aligned", AT(struct floats, b),
           AT(struct floats, f), AT(struct floats, fc), AT(struct floats, b2),
           AT(struct floats, dc)),
    STRUCT(texts, "one:S1, name:S13, many:3S7; aligned", AT(struct texts, one),
           AT(struct texts, name), AT(struct texts, many)),
    STRUCT(arrays, "a:(1,)i4, pad:S1, b:3f8, c:5u1, flags:3bool; aligned", AT(struct arrays, a),
           AT(struct arrays, pad), AT(struct arrays, b), AT(struct arrays, c),
           AT(struct arrays, flags)),
    STRUCT(matrices, "m:(2,3)f4, c:S1, cube:(2,3,4)i8, words:(2,3)S4; aligned",
           AT(struct matrices, m), AT(struct matrices, c), AT(struct matrices, cube),
           AT(struct matrices, words)),
    STRUCT(who, "name:S16, age:i1, id:i4; aligned", AT(struct who, name), AT(struct who, age),
           AT(struct who, id)),
    STRUCT(nested,
           "tag:S1, who:{name:S16, age:i1, id:i4; aligned}, at:{x:i4, y:i4, z:i4; aligned}; "
           "aligned",
           AT(struct nested, tag), AT(struct nested, who), AT(struct nested, who.age),
           AT(struct nested, at), AT(struct nested, at.z)),
    STRUCT(nested_arrays,
           "team:3{name:S16, age:i1, id:i4; aligned}, c:S1, tails:2{d:f8, c:S1; aligned}; aligned",
           AT(struct nested_arrays, team), AT(struct nested_arrays, c),
           AT(struct nested_arrays, tails)),
    STRUCT(deep,
           "b:bool, inner:{team:3{name:S16, age:i1, id:i4; aligned}, c:S1, tails:2{d:f8, c:S1; "
           "aligned}; aligned}, side:{tag:S1, who:{name:S16, age:i1, id:i4; aligned}, at:{x:i4, "
           "y:i4, z:i4; aligned}; aligned}; aligned",
           AT(struct deep, b), AT(struct deep, inner), AT(struct deep, inner.tails),
           AT(struct deep, side), AT(struct deep, side.who), AT(struct deep, side.who.id)),
    STRUCT(dates, "when:M8[ns]?, c:S1, took:m8[25s]; aligned", AT(struct dates, when),
           AT(struct dates, c), AT(struct dates, took)),
    STRUCT(halves, "h:3f2, wide:U5, raw:V6; aligned", AT(struct halves, h), AT(struct halves, wide),
           AT(struct halves, raw)),
    STRUCT(big_endian, "port:>u2, address:>u4, x:>f8; aligned", AT(struct big_endian, port),
           AT(struct big_endian, address), AT(struct big_endian, x)),
    STRUCT(some, "also:i4@24, kept:f8@8; aligned", AT(struct some, also), AT(struct some, kept)),
    STRUCT(cells, "c:S1, text:str, more:2str; aligned", AT(struct cells, c), AT(struct cells, text),
           AT(struct cells, more)),
    STRUCT(qualified, "a:i4, b:3f4, c:u1, name:S5, m:(2,3)f8, text:str, flag:bool, z:c16; aligned",
           AT(struct qualified, a), AT(struct qualified, b), AT(struct qualified, c),
           AT(struct qualified, name), AT(struct qualified, text), AT(struct qualified, flag)),
    STRUCT(renamed, "class:i4, value:f8?; aligned", AT(struct renamed, value)),
    STRUCT(packed, PACKED_TEXT, AT(struct packed, c)),
};

static int failures, tests;

static void report(int good, const char *what, const char *detail)
{
    tests++;
    failures += !good;
    printf("%sok %d - %s%s%s\n", good ? "" : "not ", tests, what, good ? "" : ": ",
           good ? "" : detail);
}

/* NULL, or what is wrong. */
static const char *check_members(const rc_dtype *dtype, const member *members)
{
    for (; members->path; members++) {
        rc_field_info info;
        if (rc_dtype_find(dtype, members->path, &info, NULL) != RC_OK) {
            return members->path;
        }
        if (info.offset != members->offset || rc_dtype_itemsize(info.dtype) != members->size) {
            return members->path;
        }
    }
    return NULL;
}

static void check_struct(size_t i)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = cases[i].describe(&err);
    const char *wrong = dtype ? check_members(dtype, cases[i].members) : err.message;
    char *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err) : NULL;
    if (!wrong && rc_dtype_itemsize(dtype) != cases[i].size) {
        wrong = "its size";
    }
    if (!wrong && sizeof(long) == 8 && strcmp(text, cases[i].text) != 0) {
        wrong = text;
    }
    report(!wrong, cases[i].name, wrong);
    rc_text_free(text);
    rc_dtype_unref(dtype);
}

/* --------------------------------------------------------- what is refused */

RC_DEFINE_DTYPE(wrong_size, struct point, RC_FIELD_AS(x, "i8"))
RC_DEFINE_DTYPE(wrong_text, struct point, RC_FIELD_AS(x, "i5"))
RC_DEFINE_DTYPE(twice, struct point, RC_FIELD(x), RC_FIELD(x))
RC_DEFINE_DTYPE(no_field, struct point, RC_NULLABLE(x))
RC_DEFINE_DTYPE(same_name, struct point, RC_FIELD(x), RC_FIELD(y), RC_NAME(y, "x"))
union either {
    int i;
    float f;
};
RC_DEFINE_DTYPE(either_dtype, union either, RC_FIELD(i), RC_FIELD(f))
RC_DEFINE_DTYPE(wrong_nested, struct nested, RC_NESTED(who, point_dtype))
RC_DEFINE_DTYPE(failing_nested, struct nested, RC_NESTED(at, wrong_text))

static const struct {
    const char *what;
    rc_dtype *(*describe)(rc_error *err);
    rc_status status;
    const char *says;
} refused[] = {
    {"a size that is not the member's", wrong_size, RC_ETYPE,
     "4 bytes long, its description says 8"},
    {"text that is not a dtype", wrong_text, RC_ESYNTAX, "i5"},
    {"a member twice", twice, RC_EARG, "overlap"},
    {"a nullable member without a field", no_field, RC_ENAME, "RC_NULLABLE"},
    {"two fields of one name", same_name, RC_ENAME, "two fields"},
    {"a union", either_dtype, RC_EARG, "overlap"},
    {"another struct", wrong_nested, RC_ETYPE, "member \"who\""},
    {"a struct whose description fails", failing_nested, RC_ESYNTAX, "i5"},
};

static void check_refused(size_t i)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = refused[i].describe(&err);
    report(!dtype && err.status == refused[i].status && strstr(err.message, refused[i].says),
           refused[i].what, err.message);
    rc_dtype_unref(dtype);
}

/* ----------------------------------------------------------- rows as structs */

static void check_rows(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = point_dtype(&err), *other = tail_dtype(&err);
    rc_store *store = rc_store_zeros(dtype, 3, RC_ROWS, &err);
    struct point *rows = rc_store_rows(store, struct point, point_dtype, &err);
    rc_i4_field y;
    report(rows != NULL, "rows as an array of structs", err.message);
    if (rows) {
        rows[2].y = 77;
    }
    report(rc_store_i4(store, "y", &y, &err) == RC_OK && rc_i4_get(y, 2) == 77,
           "what is written to a struct is in the store", err.message);
    report(rc_store_rows(store, struct tail, tail_dtype, &err) == NULL && err.status == RC_ETYPE,
           "rows as another struct are refused", "they were not");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    rc_dtype_unref(other);
}

int main(void)
{
    size_t i;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_struct(i);
    }
    for (i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        check_refused(i);
    }
    check_rows();
    printf("1..%d\n", tests);
    return failures != 0;
}
