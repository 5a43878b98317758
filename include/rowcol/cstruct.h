/*
 * rowcol/cstruct.h - dtypes from C structs, with the offsets and types that the compiler knows.
 *
 *     struct who {
 *         char name[16];
 *         int8_t age;
 *     };
 *     struct point {
 *         int32_t x, y;
 *         double p[3];
 *         struct who who;
 *     };
 *
 *     RC_DEFINE_DTYPE(who_dtype, struct who, RC_FIELD(name), RC_FIELD(age))
 *     RC_DEFINE_DTYPE(point_dtype, struct point, RC_FIELD(x), RC_FIELD(y), RC_FIELD(p),
 *                     RC_NESTED(who, who_dtype))
 *
 *     rc_dtype *dtype = point_dtype(&err);      x:i4, y:i4, p:3f8, who:{name:S16, age:i1}; aligned
 *
 * RC_FIELD finds the C type of a member, in C11 with _Generic and in C++17 with templates; it does
 * not compile for a type without a kind, such as a pointer or a struct. C99 and C++ before C++17
 * cannot do this: use RC_FIELD_AS(member, "i4") there, and in any language for kinds that C does
 * not have. The function compares the size of the member with that of the type.
 */
#ifndef ROWCOL_CSTRUCT_H
#define ROWCOL_CSTRUCT_H

#include <rowcol/dtype.h>
#include <rowcol/store.h>

#if defined(__cplusplus) && __cplusplus >= 201703L
#include <type_traits>
#include <utility>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** The cell of a `str` field as a C type: 16 bytes, all zero for empty text. The text may be in a
 *  buffer of the store, so read and write it with the functions of the store. */
typedef union rc_str_cell {
    uint64_t words[2];
    unsigned char bytes[16];
} rc_str_cell;

/** What an entry of a description says. Written by the macros below. */
typedef enum rc_c_role {
    RC_C_FIELD = 1, /**< a member, with the kind that the compiler found */
    RC_C_TEXT,      /**< a member, with the dtype that `text` is in the compact notation */
    RC_C_STRUCT,    /**< a member that is a struct with a description */
    RC_C_NULLABLE,  /**< the field of a member is nullable */
    RC_C_NAME       /**< the field of a member has the name `text` */
} rc_c_role;

/** One entry of a description. Written by the macros below, not by programs. */
typedef struct rc_c_entry {
    rc_c_role role;
    const char *member;
    const char *text;
    size_t offset;
    size_t size;
    int kind;    /**< of RC_C_FIELD: an rc_kind, plus RC_C_ARRAY for an array of it */
    size_t ndim; /**< dimensions of an array around that */
    size_t shape[2];
    rc_dtype *(*nested)(rc_error *err);
} rc_c_entry;

#define RC_C_ARRAY 0x100

#if defined(__GNUC__)
#define RC_C_UNUSED_ __attribute__((unused))
#else
#define RC_C_UNUSED_
#endif

/**
 * The dtype of the C struct named `type` of `size` bytes: a new reference. Called by the functions
 * that RC_DEFINE_DTYPE defines. The fields are in the order of the entries; members without an
 * entry are padding. The result is RC_ALIGNED if every offset and the size are multiples of the
 * alignments, as in C. NULL: RC_ETYPE (the size of a member is not that of its dtype), RC_ENAME (a
 * name is used twice; an RC_NULLABLE or RC_NAME without a field before it), RC_EARG (members that
 * overlap, as in a union; an invalid entry), RC_ESYNTAX (the text of RC_FIELD_AS), RC_ELIMIT,
 * RC_ENOMEM. err->field is the member.
 */
RC_API rc_dtype *rc_dtype_from_c(const char *type, size_t size, const rc_c_entry *entries, size_t n,
                                 rc_error *err);

/**
 * Defines `static inline rc_dtype *FUNCTION(rc_error *err)`, which returns a new reference to the
 * dtype of `type` (such as struct point) described by the entries, or NULL as rc_dtype_from_c. Use
 * it at file scope, without a semicolon; in C++ also inside `type`, where rowcol.hpp finds it by
 * the name `dtype`.
 */
#define RC_DEFINE_DTYPE(function, type, ...)                                                       \
    RC_C_UNUSED_ static inline rc_dtype *function(rc_error *err)                                   \
    {                                                                                              \
        typedef type rc_c_type;                                                                    \
        static const rc_c_entry entries[] = {__VA_ARGS__};                                         \
        return rc_dtype_from_c(#type, sizeof(rc_c_type), entries,                                  \
                               sizeof entries / sizeof entries[0], err);                           \
    }

/**
 * The rows of `store` as a `type *`, such as struct point *, without a copy, after a check that the
 * store's dtype equals that of `function` (of RC_DEFINE_DTYPE). Borrowed from the store:
 * invalidated by every call that grows it. NULL: as rc_store_data_as (the message has the first
 * field that differs) and rc_dtype_from_c.
 */
#define rc_store_rows(store, type, function, err)                                                  \
    RC_CAST_(type *, rc_store_rows_((store), (function), (err)))

/** The same for reading: a `const type *` of a const store. */
#define rc_store_rows_const(store, type, function, err)                                            \
    RC_CAST_(const type *, rc_store_data_checked((store), (function), (err)))

/** Called by rc_store_rows. */
static inline void *rc_store_rows_(rc_store *store, rc_dtype *(*function)(rc_error *err),
                                   rc_error *err)
{
    return rc_store_data_checked(store, function, err) ? rc_store_data(store) : RC_NULL;
}

/* ----------------------------------------------------- entries, everywhere */

/** A member of the dtype that `text` is in the compact notation: "(2,3)f8", ">i4", "M8[ns]", "U8",
 *  "{a:i4, b:i4}". The sizes must be equal. */
#define RC_FIELD_AS(member, text)                                                                  \
    {                                                                                              \
        RC_C_TEXT, #member, text, RC_C_PLACE_(member), 0, 0, {0, 0}, RC_NULL                       \
    }

/** A member that is a struct with a description of its own: `function` is the one that
 * RC_DEFINE_DTYPE defined for the struct. */
#define RC_NESTED(member, function)                                                                \
    {                                                                                              \
        RC_C_STRUCT, #member, RC_NULL, RC_C_PLACE_(member), 0, 0, {0, 0}, function                 \
    }

/** A member that is an array of such structs. */
#define RC_NESTED_ARRAY(member, function)                                                          \
    {                                                                                              \
        RC_C_STRUCT, #member, RC_NULL, RC_C_PLACE_(member), 0, 1, {RC_C_EXTENT_(member), 0},       \
            function                                                                               \
    }

/** The field of `member`, whose entry comes before this one, is nullable. The bitmap of nulls is in
 * the store, not in the struct. */
#define RC_NULLABLE(member)                                                                        \
    {                                                                                              \
        RC_C_NULLABLE, #member, RC_NULL, 0, 0, 0, 0, {0, 0}, RC_NULL                               \
    }

/** The field of `member`, whose entry comes before this one, has the name `text` in the dtype. */
#define RC_NAME(member, text)                                                                      \
    {                                                                                              \
        RC_C_NAME, #member, text, 0, 0, 0, 0, {0, 0}, RC_NULL                                      \
    }

#ifdef __cplusplus
#define RC_C_SIZE_(member) sizeof(rc_c_type::member)
#else
#define RC_C_SIZE_(member) sizeof(((rc_c_type *)0)->member)
#endif
#define RC_C_PLACE_(member)  offsetof(rc_c_type, member), RC_C_SIZE_(member)
#define RC_C_EXTENT_(member) (RC_C_SIZE_(member) / RC_C_SIZE_(member[0]))

/* ------------------------------------------------- entries, C11 and C++17 */

#if (defined(__cplusplus) && __cplusplus >= 201703L) ||                                            \
    (!defined(__cplusplus) && defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L)

/** A member of an arithmetic type, or an array of one. `char` and arrays of it are S<n>, other
 *  integers have the kind of their size, `bool` is RC_BOOL, `float complex` and
 *  std::complex<float> RC_C8. The member may be const or volatile. */
#define RC_FIELD(member)                                                                           \
    {                                                                                              \
        RC_C_FIELD, #member, RC_NULL, RC_C_PLACE_(member), RC_C_KIND_(member), 0, {0, 0}, RC_NULL  \
    }

/** A member that is an array of two dimensions. */
#define RC_FIELD_2D(member)                                                                        \
    {                                                                                              \
        RC_C_FIELD, #member, RC_NULL, RC_C_PLACE_(member), RC_C_KIND_(member[0]), 1,               \
            {RC_C_EXTENT_(member), 0}, RC_NULL                                                     \
    }

/** A member that is an array of three dimensions. */
#define RC_FIELD_3D(member)                                                                        \
    {                                                                                              \
        RC_C_FIELD, #member, RC_NULL, RC_C_PLACE_(member), RC_C_KIND_(member[0][0]), 2,            \
            {RC_C_EXTENT_(member), RC_C_EXTENT_(member[0])}, RC_NULL                               \
    }

#ifdef __cplusplus

#define RC_C_KIND_(member) rc_c_kind_<decltype(rc_c_type::member)>()

extern "C++" {
/* The kind of std::complex, without its header: a pair of floats that has an imaginary part. */
template <typename T, typename = void> struct rc_c_complex_ {
    static constexpr int kind = 0;
};
template <typename T>
struct rc_c_complex_<T, std::void_t<typename T::value_type, decltype(std::declval<T &>().imag())>> {
    using part = typename T::value_type;
    static constexpr int kind = sizeof(T) != 2 * sizeof(part)  ? 0
                                : std::is_same_v<part, float>  ? static_cast<int>(RC_C8)
                                : std::is_same_v<part, double> ? static_cast<int>(RC_C16)
                                                               : 0;
};

/* The kind of a type without extents, references and qualifiers; 0 for one that has no kind. */
template <typename T> constexpr int rc_c_scalar_kind_()
{
    if constexpr (std::is_enum_v<T>) {
        return rc_c_scalar_kind_<std::underlying_type_t<T>>();
    } else if constexpr (std::is_same_v<T, bool>) {
        return RC_BOOL;
    } else if constexpr (std::is_same_v<T, char>) {
        return RC_BYTES;
    } else if constexpr (std::is_integral_v<T> && sizeof(T) <= 8) {
        constexpr int first = std::is_signed_v<T> ? RC_I1 : RC_U1;
        return first + (sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3);
    } else if constexpr (std::is_same_v<T, float>) {
        return RC_F4;
    } else if constexpr (std::is_same_v<T, double>) {
        return RC_F8;
    } else if constexpr (std::is_same_v<T, rc_str_cell>) {
        return RC_STR;
    } else {
        return rc_c_complex_<T>::kind;
    }
}

/* The kind of a member, or of the elements of one that is an array. */
template <typename M> constexpr int rc_c_kind_()
{
    using T = std::remove_reference_t<M>;
    constexpr int kind = rc_c_scalar_kind_<std::remove_cv_t<std::remove_all_extents_t<T>>>();
    static_assert(kind != 0, "the type of the member has no kind: use RC_FIELD_AS or RC_NESTED");
    static_assert(std::rank_v<T> <= 1, "use RC_FIELD_2D or RC_FIELD_3D for arrays of arrays");
    return kind + (std::rank_v<T> ? RC_C_ARRAY : 0);
}
}

#else

/* A pointer to the member is a pointer to T, or to an array of T of the size of the member. Members
   of other types do not compile. */
/* clang-format off */
#define RC_C_ONE_(T, kind, member)                                                                 \
    T * : (int)(kind), T(*)[RC_C_COUNT_(T, member)] : (int)(kind) + RC_C_ARRAY
#define RC_C_CASE_(T, kind, member)                                                                \
    RC_C_ONE_(T, kind, member), RC_C_ONE_(const T, kind, member),                                  \
    RC_C_ONE_(volatile T, kind, member), RC_C_ONE_(const volatile T, kind, member)
#define RC_C_COUNT_(T, member)                                                                     \
    (RC_C_SIZE_(member) < sizeof(T) ? 1 : RC_C_SIZE_(member) / (sizeof(T)))

#define RC_C_KIND_(member)                                                                         \
    _Generic(&((rc_c_type *)0)->member,                                                            \
             RC_C_CASE_(_Bool, RC_BOOL, member),                                                   \
             RC_C_CASE_(char, RC_BYTES, member),                                                   \
             RC_C_CASE_(signed char, RC_I1, member),                                               \
             RC_C_CASE_(unsigned char, RC_U1, member),                                             \
             RC_C_CASE_(short, RC_I2, member),                                                     \
             RC_C_CASE_(unsigned short, RC_U2, member),                                            \
             RC_C_CASE_(int, RC_I4, member),                                                       \
             RC_C_CASE_(unsigned, RC_U4, member),                                                  \
             RC_C_CASE_(long, sizeof(long) == 8 ? RC_I8 : RC_I4, member),                          \
             RC_C_CASE_(unsigned long, sizeof(long) == 8 ? RC_U8 : RC_U4, member),                 \
             RC_C_CASE_(long long, RC_I8, member),                                                 \
             RC_C_CASE_(unsigned long long, RC_U8, member),                                        \
             RC_C_CASE_(float, RC_F4, member),                                                     \
             RC_C_CASE_(double, RC_F8, member),                                                    \
             RC_C_COMPLEX_(member)                                                                 \
             RC_C_CASE_(rc_str_cell, RC_STR, member))
/* clang-format on */

#ifdef __STDC_NO_COMPLEX__
#define RC_C_COMPLEX_(member)
#else
#define RC_C_COMPLEX_(member)                                                                      \
    RC_C_CASE_(float _Complex, RC_C8, member), RC_C_CASE_(double _Complex, RC_C16, member),
#endif

#endif

#endif

#ifdef __cplusplus
}
#endif
#endif
