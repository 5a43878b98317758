/* format/arrow/data/type.c - format strings, and the Arrow type of each dtype. */
#include "format/arrow/data/type.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------ format strings */

/* Types whose format string is constant. */
typedef struct fixed_format {
    const char *format;
    const char *name;
    rci_arrow_data_type type;
} fixed_format;

#define SIMPLE(kind)                                                                               \
    {                                                                                              \
        RCI_ARROW_DATA_##kind, RC_UNIT_GENERIC, 0, NULL                                            \
    }
#define TIME(kind, unit)                                                                           \
    {                                                                                              \
        RCI_ARROW_DATA_##kind, RC_UNIT_##unit, 0, NULL                                             \
    }

static const fixed_format formats[] = {
    {"b", "boolean", SIMPLE(BOOL)},
    {"c", "int8", SIMPLE(I1)},
    {"C", "uint8", SIMPLE(U1)},
    {"s", "int16", SIMPLE(I2)},
    {"S", "uint16", SIMPLE(U2)},
    {"i", "int32", SIMPLE(I4)},
    {"I", "uint32", SIMPLE(U4)},
    {"l", "int64", SIMPLE(I8)},
    {"L", "uint64", SIMPLE(U8)},
    {"e", "float16", SIMPLE(F2)},
    {"f", "float32", SIMPLE(F4)},
    {"g", "float64", SIMPLE(F8)},
    {"z", "binary", SIMPLE(BINARY)},
    {"Z", "large binary", SIMPLE(LARGE_BINARY)},
    {"vz", "binary view", SIMPLE(BINARY_VIEW)},
    {"u", "utf8", SIMPLE(UTF8)},
    {"U", "large utf8", SIMPLE(LARGE_UTF8)},
    {"vu", "utf8 view", SIMPLE(UTF8_VIEW)},
    {"tdD", "date32", TIME(DATE4, D)},
    {"tdm", "date64", TIME(DATE8, ms)},
    {"tts", "time32", TIME(TIME4, s)},
    {"ttm", "time32", TIME(TIME4, ms)},
    {"ttu", "time64", TIME(TIME8, us)},
    {"ttn", "time64", TIME(TIME8, ns)},
    {"tDs", "duration", TIME(DURATION, s)},
    {"tDm", "duration", TIME(DURATION, ms)},
    {"tDu", "duration", TIME(DURATION, us)},
    {"tDn", "duration", TIME(DURATION, ns)},
    {"tiM", "interval of months", TIME(MONTHS, M)},
    {"+s", "struct", SIMPLE(STRUCT)},
};

/* Types whose format string has more after this beginning: a zone or a number. */
static const fixed_format beginnings[] = {
    {"tss:", "timestamp", TIME(TIMESTAMP, s)},  {"tsm:", "timestamp", TIME(TIMESTAMP, ms)},
    {"tsu:", "timestamp", TIME(TIMESTAMP, us)}, {"tsn:", "timestamp", TIME(TIMESTAMP, ns)},
    {"w:", "fixed-size binary", SIMPLE(FIXED)}, {"+w:", "fixed-size list", SIMPLE(LIST)},
};

/* Types that no dtype has. The longest beginning first. */
static const struct {
    const char *beginning;
    const char *name;
} unsupported[] = {
    {"n", "null"},
    {"d:", "decimal"},
    {"tiD", "interval of days and milliseconds"},
    {"tin", "interval of months, days and nanoseconds"},
    {"+l", "list of variable length"},
    {"+L", "large list of variable length"},
    {"+vl", "list view"},
    {"+vL", "large list view"},
    {"+m", "map"},
    {"+ud:", "dense union"},
    {"+us:", "sparse union"},
    {"+r", "run-end encoded"},
};

enum {
    N_FORMATS = sizeof formats / sizeof formats[0],
    N_BEGINNINGS = sizeof beginnings / sizeof beginnings[0],
    N_UNSUPPORTED = sizeof unsupported / sizeof unsupported[0]
};

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* A width: decimal digits up to INT32_MAX, and nothing after them. */
static bool read_width(const char *digits, int32_t *width)
{
    int64_t value = 0;
    const char *at = digits;
    for (; *at >= '0' && *at <= '9' && value <= INT32_MAX; at++) {
        value = 10 * value + (*at - '0');
    }
    *width = value <= INT32_MAX ? (int32_t)value : 0;
    return at > digits && *at == '\0' && value <= INT32_MAX;
}

static rc_status fail_format(const char *format, rc_error *err)
{
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_EFORMAT, "%s is not an Arrow format string",
                         rci_base_quote(&quoted, format, strnlen(format, 64)));
}

static rc_status fail_unsupported(const char *format, const char *name, rc_error *err)
{
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_EUNSUPPORTED, "no dtype holds the Arrow type %s (%s)", name,
                         rci_base_quote(&quoted, format, strnlen(format, 64)));
}

rc_status rci_arrow_data_type_parse(const char *format, rci_arrow_data_type *type, rc_error *err)
{
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (strcmp(format, formats[i].format) == 0) {
            *type = formats[i].type;
            return RC_OK;
        }
    }
    for (size_t i = 0; i < N_BEGINNINGS; i++) {
        if (begins_with(format, beginnings[i].format)) {
            const char *rest = format + strlen(beginnings[i].format);
            *type = beginnings[i].type;
            if (type->kind == RCI_ARROW_DATA_TIMESTAMP) {
                type->zone = *rest ? rest : NULL;
                return RC_OK;
            }
            return read_width(rest, &type->width) ? RC_OK : fail_format(format, err);
        }
    }
    for (size_t i = 0; i < N_UNSUPPORTED; i++) {
        size_t length = strlen(unsupported[i].beginning);
        bool whole = unsupported[i].beginning[length - 1] != ':';
        if (begins_with(format, unsupported[i].beginning) && (!whole || format[length] == '\0')) {
            return fail_unsupported(format, unsupported[i].name, err);
        }
    }
    return fail_format(format, err);
}

static bool is_same_type(const rci_arrow_data_type *a, const rci_arrow_data_type *b)
{
    return a->kind == b->kind && a->unit == b->unit;
}

/* The entry of a type. */
static const fixed_format *find(const rci_arrow_data_type *type)
{
    for (size_t i = 0; i < N_BEGINNINGS; i++) {
        if (is_same_type(type, &beginnings[i].type)) {
            return &beginnings[i];
        }
    }
    for (size_t i = 0; i < N_FORMATS - 1; i++) {
        if (is_same_type(type, &formats[i].type)) {
            return &formats[i];
        }
    }
    return &formats[N_FORMATS - 1];
}

void rci_arrow_data_type_print(const rci_arrow_data_type *type,
                               char format[RCI_ARROW_DATA_FORMAT_MAX])
{
    const char *text = find(type)->format;
    if (type->kind == RCI_ARROW_DATA_FIXED || type->kind == RCI_ARROW_DATA_LIST) {
        snprintf(format, RCI_ARROW_DATA_FORMAT_MAX, "%s%d", text, (int)type->width);
    } else {
        snprintf(format, RCI_ARROW_DATA_FORMAT_MAX, "%s%s", text, type->zone ? type->zone : "");
    }
}

const char *rci_arrow_data_type_name(const rci_arrow_data_type *type)
{
    return find(type)->name;
}

size_t rci_arrow_data_type_size(const rci_arrow_data_type *type)
{
    switch (type->kind) {
    case RCI_ARROW_DATA_I1:
    case RCI_ARROW_DATA_U1:
        return 1;
    case RCI_ARROW_DATA_I2:
    case RCI_ARROW_DATA_U2:
    case RCI_ARROW_DATA_F2:
        return 2;
    case RCI_ARROW_DATA_I4:
    case RCI_ARROW_DATA_U4:
    case RCI_ARROW_DATA_F4:
    case RCI_ARROW_DATA_DATE4:
    case RCI_ARROW_DATA_TIME4:
    case RCI_ARROW_DATA_MONTHS:
        return 4;
    case RCI_ARROW_DATA_I8:
    case RCI_ARROW_DATA_U8:
    case RCI_ARROW_DATA_F8:
    case RCI_ARROW_DATA_DATE8:
    case RCI_ARROW_DATA_TIME8:
    case RCI_ARROW_DATA_TIMESTAMP:
    case RCI_ARROW_DATA_DURATION:
        return 8;
    case RCI_ARROW_DATA_FIXED:
        return (size_t)type->width;
    default:
        return 0;
    }
}

/* -------------------------------------------------------------------- dtypes */

/* The kinds that are the same in both, little-endian. */
static const struct {
    rc_kind kind;
    rci_arrow_data_kind type;
} numbers[] = {
    {RC_BOOL, RCI_ARROW_DATA_BOOL}, {RC_I1, RCI_ARROW_DATA_I1}, {RC_U1, RCI_ARROW_DATA_U1},
    {RC_I2, RCI_ARROW_DATA_I2},     {RC_U2, RCI_ARROW_DATA_U2}, {RC_I4, RCI_ARROW_DATA_I4},
    {RC_U4, RCI_ARROW_DATA_U4},     {RC_I8, RCI_ARROW_DATA_I8}, {RC_U8, RCI_ARROW_DATA_U8},
    {RC_F2, RCI_ARROW_DATA_F2},     {RC_F4, RCI_ARROW_DATA_F4}, {RC_F8, RCI_ARROW_DATA_F8},
};
enum { N_NUMBERS = sizeof numbers / sizeof numbers[0] };

static rci_arrow_data_type datetime_type(rc_unit unit)
{
    switch (unit) {
    case RC_UNIT_Y:
    case RC_UNIT_M:
    case RC_UNIT_W:
    case RC_UNIT_D:
        return (rci_arrow_data_type)TIME(DATE4, D);
    case RC_UNIT_h:
    case RC_UNIT_m:
    case RC_UNIT_s:
        return (rci_arrow_data_type)TIME(TIMESTAMP, s);
    case RC_UNIT_ms:
    case RC_UNIT_us:
    case RC_UNIT_ns:
        return (rci_arrow_data_type){RCI_ARROW_DATA_TIMESTAMP, unit, 0, NULL};
    default:
        return (rci_arrow_data_type)SIMPLE(I8);
    }
}

static rci_arrow_data_type timedelta_type(rc_unit unit)
{
    switch (unit) {
    case RC_UNIT_Y:
    case RC_UNIT_M:
        return (rci_arrow_data_type)TIME(MONTHS, M);
    case RC_UNIT_W:
    case RC_UNIT_D:
    case RC_UNIT_h:
    case RC_UNIT_m:
    case RC_UNIT_s:
        return (rci_arrow_data_type)TIME(DURATION, s);
    case RC_UNIT_ms:
    case RC_UNIT_us:
    case RC_UNIT_ns:
        return (rci_arrow_data_type){RCI_ARROW_DATA_DURATION, unit, 0, NULL};
    default:
        return (rci_arrow_data_type)SIMPLE(I8);
    }
}

static rc_status width_type(rci_arrow_data_kind kind, size_t width, rci_arrow_data_type *type,
                            rc_error *err)
{
    if (width > INT32_MAX) {
        return rci_base_fail(err, RC_ELIMIT, "a list of %zu elements; Arrow has up to %d", width,
                             INT32_MAX);
    }
    *type = (rci_arrow_data_type){kind, RC_UNIT_GENERIC, (int32_t)width, NULL};
    return RC_OK;
}

static rci_arrow_data_type string_type(rc_strings strings)
{
    switch (strings) {
    case RC_STRINGS_UTF8:
        return (rci_arrow_data_type)SIMPLE(UTF8);
    case RC_STRINGS_LARGE:
        return (rci_arrow_data_type)SIMPLE(LARGE_UTF8);
    default:
        return (rci_arrow_data_type)SIMPLE(UTF8_VIEW);
    }
}

rc_status rci_arrow_data_type_of(const rc_dtype *dtype, size_t dimension, rc_strings strings,
                                 rci_arrow_data_type *type, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    for (size_t i = 0; i < N_NUMBERS; i++) {
        if (numbers[i].kind == kind) {
            *type = (rci_arrow_data_type){numbers[i].type, RC_UNIT_GENERIC, 0, NULL};
            return RC_OK;
        }
    }
    switch (kind) {
    case RC_C8:
    case RC_C16:
        return width_type(RCI_ARROW_DATA_LIST, 2, type, err);
    case RC_BYTES:
    case RC_RAW:
        return width_type(RCI_ARROW_DATA_FIXED, rc_dtype_length(dtype), type, err);
    case RC_SUBARRAY:
        return width_type(RCI_ARROW_DATA_LIST, rc_dtype_shape(dtype)[dimension], type, err);
    case RC_DATETIME:
        *type = datetime_type(rc_dtype_unit(dtype, NULL));
        type->zone = type->kind == RCI_ARROW_DATA_TIMESTAMP ? rc_dtype_zone(dtype) : NULL;
        return RC_OK;
    case RC_TIMEDELTA:
        *type = timedelta_type(rc_dtype_unit(dtype, NULL));
        return RC_OK;
    case RC_STRUCT:
        *type = (rci_arrow_data_type)SIMPLE(STRUCT);
        return RC_OK;
    default: /* str, U */
        *type = string_type(strings);
        return RC_OK;
    }
}

rc_unit rci_arrow_data_type_unit(const rci_arrow_data_type *type, const rc_dtype *dtype)
{
    return type->kind == RCI_ARROW_DATA_I8 ? rc_dtype_unit(dtype, NULL) : type->unit;
}

static rc_dtype *timestamp_dtype(const rci_arrow_data_type *type, rc_error *err)
{
    rc_dtype *plain = rc_dtype_time(RC_DATETIME, type->unit, 1, err), *zoned;
    rc_error bad = RC_ERROR_INIT;
    if (!plain || !type->zone) {
        return plain;
    }
    zoned = rc_dtype_in_zone(plain, type->zone, &bad);
    if (!zoned) {
        rci_base_fail(err, bad.status == RC_EARG ? RC_EUNSUPPORTED : bad.status, "%s", bad.message);
    }
    rc_dtype_unref(plain);
    return zoned;
}

rc_dtype *rci_arrow_data_type_dtype(const rci_arrow_data_type *type, rc_error *err)
{
    for (size_t i = 0; i < N_NUMBERS; i++) {
        if (numbers[i].type == type->kind) {
            return rc_dtype_leaf(numbers[i].kind, err);
        }
    }
    switch (type->kind) {
    case RCI_ARROW_DATA_FIXED:
        return rc_dtype_sized(RC_RAW, (size_t)type->width, err);
    case RCI_ARROW_DATA_DATE4:
    case RCI_ARROW_DATA_DATE8:
        return rc_dtype_time(RC_DATETIME, type->unit, 1, err);
    case RCI_ARROW_DATA_TIMESTAMP:
        return timestamp_dtype(type, err);
    case RCI_ARROW_DATA_TIME4:
    case RCI_ARROW_DATA_TIME8:
    case RCI_ARROW_DATA_DURATION:
    case RCI_ARROW_DATA_MONTHS:
        return rc_dtype_time(RC_TIMEDELTA, type->unit, 1, err);
    default:
        return rc_dtype_leaf(RC_STR, err);
    }
}

/* Whether M8 or m8 of this unit, one at a time, is the dtype that a type has of itself. */
static bool is_own_time(const rci_arrow_data_type *type, const rc_dtype *dtype)
{
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(dtype, &multiple);
    bool is_date = type->kind == RCI_ARROW_DATA_DATE8;
    bool is_time = type->kind == RCI_ARROW_DATA_TIME4 || type->kind == RCI_ARROW_DATA_TIME8;
    rc_kind kind = rc_dtype_kind(dtype);
    return unit == type->unit && multiple == 1 &&
           ((is_date && kind == RC_DATETIME) || (is_time && kind == RC_TIMEDELTA));
}

bool rci_arrow_data_type_is_readable_as(const rci_arrow_data_type *type, const rc_dtype *dtype)
{
    rci_arrow_data_type own;
    if (rci_arrow_data_type_of(dtype, 0, RC_STRINGS_VIEW, &own, NULL) != RC_OK) {
        return false;
    }
    if (rci_arrow_data_is_string(own.kind)) {
        return rci_arrow_data_is_string(type->kind);
    }
    return (is_same_type(&own, type) && own.width == type->width) || is_own_time(type, dtype);
}
