/*
 * notation/code.c - reads and writes the names of leaves.
 */
#include "notation/code.h"

#include "notation/time_unit.h"

#include <stdio.h>
#include <string.h>

/* A name and its kind. RC_STRUCT marks what NumPy has and this library refuses. */
typedef struct known_name {
    const char *name;
    rc_kind kind;
    unsigned char reason; /* for refused names: an index into `refusals` */
} known_name;

#define REFUSED RC_STRUCT
enum { NO_OBJECTS, NO_LONG_DOUBLE, NO_LONG_COMPLEX };

static const char *const refusals[] = {
    [NO_OBJECTS] =
        ("object dtypes hold pointers to Python objects: use str for text of any length, S<n> for "
         "bytes, a nested struct for parts, a nullable field for None"),
    [NO_LONG_DOUBLE] = "long double has no portable form: use f8",
    [NO_LONG_COMPLEX] = "long double complex has no portable form: use c16",
};

/*
 * NumPy's names (numpy.sctypeDict) and its one-letter codes
 * (https://numpy.org/doc/stable/reference/arrays.scalars.html), with C's types as the x86-64 ABI
 * has them. "str" is this library's own.
 */
static const known_name names[] = {
    {"int8", RC_I1, 0},
    {"int16", RC_I2, 0},
    {"int32", RC_I4, 0},
    {"int64", RC_I8, 0},
    {"uint8", RC_U1, 0},
    {"uint16", RC_U2, 0},
    {"uint32", RC_U4, 0},
    {"uint64", RC_U8, 0},
    {"float16", RC_F2, 0},
    {"float32", RC_F4, 0},
    {"float64", RC_F8, 0},
    {"complex64", RC_C8, 0},
    {"complex128", RC_C16, 0},
    {"bool", RC_BOOL, 0},
    {"str", RC_STR, 0},
    {"?", RC_BOOL, 0},
    {"b", RC_I1, 0},
    {"B", RC_U1, 0},
    {"h", RC_I2, 0},
    {"H", RC_U2, 0},
    {"i", RC_I4, 0},
    {"I", RC_U4, 0},
    {"l", RC_I8, 0},
    {"L", RC_U8, 0},
    {"q", RC_I8, 0},
    {"Q", RC_U8, 0},
    {"p", RC_I8, 0},
    {"P", RC_U8, 0},
    {"e", RC_F2, 0},
    {"f", RC_F4, 0},
    {"d", RC_F8, 0},
    {"F", RC_C8, 0},
    {"D", RC_C16, 0},
    {"bool8", RC_BOOL, 0},
    {"bool_", RC_BOOL, 0},
    {"byte", RC_I1, 0},
    {"ubyte", RC_U1, 0},
    {"short", RC_I2, 0},
    {"ushort", RC_U2, 0},
    {"intc", RC_I4, 0},
    {"uintc", RC_U4, 0},
    {"int", RC_I8, 0},
    {"int_", RC_I8, 0},
    {"int0", RC_I8, 0},
    {"intp", RC_I8, 0},
    {"long", RC_I8, 0},
    {"longlong", RC_I8, 0},
    {"uint", RC_U8, 0},
    {"uint0", RC_U8, 0},
    {"uintp", RC_U8, 0},
    {"ulong", RC_U8, 0},
    {"ulonglong", RC_U8, 0},
    {"half", RC_F2, 0},
    {"single", RC_F4, 0},
    {"float", RC_F8, 0},
    {"float_", RC_F8, 0},
    {"double", RC_F8, 0},
    {"csingle", RC_C8, 0},
    {"singlecomplex", RC_C8, 0},
    {"cdouble", RC_C16, 0},
    {"cfloat", RC_C16, 0},
    {"complex", RC_C16, 0},
    {"complex_", RC_C16, 0},
    {"bytes", RC_BYTES, 0},
    {"bytes_", RC_BYTES, 0},
    {"bytes0", RC_BYTES, 0},
    {"string_", RC_BYTES, 0},
    {"unicode", RC_UCS4, 0},
    {"unicode_", RC_UCS4, 0},
    {"str_", RC_UCS4, 0},
    {"str0", RC_UCS4, 0},
    {"void", RC_RAW, 0},
    {"void0", RC_RAW, 0},
    {"O", REFUSED, NO_OBJECTS},
    {"O4", REFUSED, NO_OBJECTS},
    {"O8", REFUSED, NO_OBJECTS},
    {"object", REFUSED, NO_OBJECTS},
    {"object_", REFUSED, NO_OBJECTS},
    {"object0", REFUSED, NO_OBJECTS},
    {"g", REFUSED, NO_LONG_DOUBLE},
    {"f16", REFUSED, NO_LONG_DOUBLE},
    {"float128", REFUSED, NO_LONG_DOUBLE},
    {"longdouble", REFUSED, NO_LONG_DOUBLE},
    {"longfloat", REFUSED, NO_LONG_DOUBLE},
    {"G", REFUSED, NO_LONG_COMPLEX},
    {"c32", REFUSED, NO_LONG_COMPLEX},
    {"complex256", REFUSED, NO_LONG_COMPLEX},
    {"clongdouble", REFUSED, NO_LONG_COMPLEX},
    {"clongfloat", REFUSED, NO_LONG_COMPLEX},
    {"longcomplex", REFUSED, NO_LONG_COMPLEX},
};

/* What is being read, and where a failure goes. */
typedef struct reading {
    const char *code;
    size_t length;
    rc_order order;
    bool zones; /* "M8[us,UTC]" is allowed */
    size_t *at;
    rc_error *err;
} reading;

static rc_dtype *unknown(const reading *in)
{
    rci_base_quoted quoted;
    rci_base_fail(in->err, RC_ESYNTAX,
                  "unknown type \"%s\": expected one such as i4, float64, bool, S16, M8[ns] or str",
                  rci_base_quote(&quoted, in->code, in->length));
    return NULL;
}

/* The number in the digits from `first` to the end; a number that is too large becomes one that is
   over every limit. False if there are other characters or no digits. */
static bool read_size(const reading *in, size_t first, size_t *size)
{
    size_t i, n = 0;
    for (i = first; i < in->length; i++) {
        char c = in->code[i];
        if (c < '0' || c > '9') {
            return false;
        }
        if (rci_base_mul_overflows(n, 10, &n) || rci_base_add_overflows(n, (size_t)(c - '0'), &n)) {
            n = SIZE_MAX / 16;
        }
    }
    *size = n;
    return in->length > first;
}

static rc_kind kind_of_size(char letter, size_t size)
{
    static const struct {
        char letter;
        unsigned char size;
        rc_kind kind;
    } table[] = {
        {'b', 1, RC_BOOL}, {'i', 1, RC_I1}, {'i', 2, RC_I2}, {'i', 4, RC_I4},   {'i', 8, RC_I8},
        {'u', 1, RC_U1},   {'u', 2, RC_U2}, {'u', 4, RC_U4}, {'u', 8, RC_U8},   {'f', 2, RC_F2},
        {'f', 4, RC_F4},   {'f', 8, RC_F8}, {'c', 8, RC_C8}, {'c', 16, RC_C16},
    };
    size_t i;
    for (i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].letter == letter && table[i].size == size) {
            return table[i].kind;
        }
    }
    return REFUSED;
}

static rc_kind sized_kind(char letter)
{
    switch (letter) {
    case 'S':
    case 'a': /* NumPy's old letter for S */
        return RC_BYTES;
    case 'U':
        return RC_UCS4;
    case 'V':
        return RC_RAW;
    default:
        return REFUSED;
    }
}

static rc_dtype *plain(const reading *in, rc_kind kind, size_t length)
{
    return rci_dtype_leaf_new(kind, in->order, length, RC_UNIT_GENERIC, 1, in->err);
}

/* "i4", "S16" and the like: one letter and a number, or one of S, a, U, V alone. */
static bool is_letter_and_size(const reading *in, rc_kind *kind, size_t *size)
{
    *kind = sized_kind(in->code[0]);
    *size = 0;
    if (*kind != REFUSED) {
        return in->length == 1 || read_size(in, 1, size);
    }
    if (!read_size(in, 1, size)) {
        return false;
    }
    *kind = kind_of_size(in->code[0], *size);
    return *kind != REFUSED;
}

static rc_dtype *from_name(const reading *in)
{
    size_t i;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i].name) == in->length &&
            memcmp(names[i].name, in->code, in->length) == 0) {
            if (names[i].kind == REFUSED) {
                rci_base_fail(in->err, RC_EUNSUPPORTED, "%s", refusals[names[i].reason]);
                return NULL;
            }
            return plain(in, names[i].kind, 0);
        }
    }
    if (in->length == 1 && in->code[0] == 'c') { /* NumPy's other name for S1 */
        return plain(in, RC_BYTES, 1);
    }
    return unknown(in);
}

static bool starts_with(const reading *in, const char *prefix)
{
    size_t n = strlen(prefix);
    return in->length >= n && memcmp(in->code, prefix, n) == 0;
}

/* The length of the part before the unit of "M8[ns]", "datetime64", "m"...; 0 if it is not such a
   code. */
static size_t time_prefix(const reading *in, rc_kind *kind)
{
    static const struct {
        const char *prefix;
        rc_kind kind;
    } prefixes[] = {
        {"M8", RC_DATETIME},           {"m8", RC_TIMEDELTA}, {"datetime64", RC_DATETIME},
        {"timedelta64", RC_TIMEDELTA}, {"M", RC_DATETIME},   {"m", RC_TIMEDELTA},
    };
    size_t i, n;
    for (i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        n = strlen(prefixes[i].prefix);
        if (starts_with(in, prefixes[i].prefix) &&
            (in->length == n || (in->code[n] == '[' && n > 1))) {
            *kind = prefixes[i].kind;
            return n;
        }
    }
    return 0;
}

/* The leaf with the zone between `at` and the bracket at the end; takes over the reference. */
static rc_dtype *add_zone(const reading *in, rc_dtype *leaf, size_t at)
{
    const size_t end = in->length - 1;
    rc_dtype *zoned = NULL;
    while (at < end && in->code[at] == ' ') {
        at++;
    }
    *in->at = at;
    if (at == end || leaf->kind != RC_DATETIME) {
        rci_base_fail(in->err, RC_ESYNTAX,
                      at == end ? "expected the name of a time zone after the comma"
                                : "only M8 has a time zone, not m8");
    } else {
        zoned = rci_dtype_leaf_in_zone(leaf, in->code + at, end - at, RC_ESYNTAX, in->err);
    }
    rc_dtype_unref(leaf);
    return zoned;
}

static rc_dtype *time_leaf(const reading *in, rc_kind kind, size_t prefix)
{
    const char *comma = NULL;
    rc_dtype *leaf;
    rc_unit unit = RC_UNIT_GENERIC;
    int32_t multiple = 1;
    if (in->length > prefix) {
        size_t inside = in->length - prefix - 2;
        if (in->length < prefix + 2 || in->code[in->length - 1] != ']') {
            *in->at = in->length;
            rci_base_fail(in->err, RC_ESYNTAX, "expected ']' after the time unit");
            return NULL;
        }
        comma = in->zones ? memchr(in->code + prefix + 1, ',', inside) : NULL;
        if (rci_notation_unit_parse(in->code + prefix + 1,
                                    comma ? (size_t)(comma - in->code) - prefix - 1 : inside, &unit,
                                    &multiple, in->err) != RC_OK) {
            *in->at = prefix + 1;
            return NULL;
        }
    }
    leaf = rci_dtype_leaf_new(kind, in->order, 0, unit, multiple, in->err);
    return leaf && comma ? add_zone(in, leaf, (size_t)(comma + 1 - in->code)) : leaf;
}

rc_dtype *rci_notation_leaf_from_code(const char *code, size_t length, rc_order order, bool zones,
                                      size_t *at, rc_error *err)
{
    reading in = {code, length, order, zones, at, err};
    rc_kind kind;
    size_t size, prefix;
    *at = 0;
    if (length == 0) {
        rci_base_fail(err, RC_ESYNTAX,
                      "expected a type such as i4, float64, bool, S16, M8[ns] or str");
        return NULL;
    }
    if (is_letter_and_size(&in, &kind, &size)) {
        return plain(&in, kind, size);
    }
    prefix = time_prefix(&in, &kind);
    return prefix ? time_leaf(&in, kind, prefix) : from_name(&in);
}

static const char *time_code(rci_notation_code *code, const rc_dtype *leaf, const char *mark)
{
    char multiple[16] = "";
    if (leaf->unit == RC_UNIT_GENERIC) {
        snprintf(code->text, sizeof code->text, "%s%s8", mark,
                 rci_dtype_kind_facts_of(leaf->kind)->code);
        return code->text;
    }
    if (leaf->multiple != 1) {
        snprintf(multiple, sizeof multiple, "%ld", (long)leaf->multiple);
    }
    snprintf(code->text, sizeof code->text, "%s%s8[%s%s]", mark,
             rci_dtype_kind_facts_of(leaf->kind)->code, multiple, rci_dtype_unit_name(leaf->unit));
    return code->text;
}

static const char *write_code(rci_notation_code *code, const rc_dtype *leaf, const char *mark)
{
    const rci_dtype_kind_facts *facts = rci_dtype_kind_facts_of(leaf->kind);
    if (rci_dtype_kind_is_time(leaf->kind)) {
        return time_code(code, leaf, mark);
    }
    snprintf(code->text, sizeof code->text, "%s%s%zu", mark, facts->code,
             facts->sized ? leaf->length : leaf->itemsize);
    return code->text;
}

const char *rci_notation_leaf_code(rci_notation_code *code, const rc_dtype *leaf)
{
    if (leaf->kind == RC_STR || leaf->kind == RC_BOOL) {
        snprintf(code->text, sizeof code->text, "%s", rci_dtype_kind_facts_of(leaf->kind)->name);
        return code->text;
    }
    return write_code(code, leaf, "");
}

const char *rci_notation_leaf_typestr(rci_notation_code *code, const rc_dtype *leaf)
{
    return write_code(code, leaf,
                      leaf->order == RC_ORDER_NONE  ? "|"
                      : leaf->order == RC_ORDER_BIG ? ">"
                                                    : "<");
}

const char *rci_notation_add_zone(rci_notation_code *code, const rc_dtype *leaf)
{
    const size_t n = strlen(code->text);
    if (leaf->zone && n > 0 && code->text[n - 1] == ']') {
        snprintf(code->text + n - 1, sizeof code->text - n + 1, ",%s]", leaf->zone);
    }
    return code->text;
}
