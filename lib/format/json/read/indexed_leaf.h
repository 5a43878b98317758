/*
 * format/json/read/indexed_leaf.h - a value of one token into a leaf, by the fast reader for its
 * kind; to be inlined into loops over values.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_INDEXED_LEAF_H
#define ROWCOL_FORMAT_JSON_READ_INDEXED_LEAF_H

#include "format/json/read/action.h"
#include "format/json/read/indexed_run.h"
#include "format/json/read/value_avx2.h"
#include "number/float_avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

#define RCI_JSON_READ_QUICK_INTEGER(type, wide, read)                                              \
    {                                                                                              \
        wide number;                                                                               \
        type narrow;                                                                               \
        after = read(p, r->end, &number);                                                          \
        narrow = (type)number;                                                                     \
        good = (wide)narrow == number;                                                             \
        memcpy(cell, &narrow, sizeof narrow);                                                      \
        break;                                                                                     \
    }

/* The length of the string without escapes at p, between its quotes; more than any if it is not
   less than 64. */
RCI_JSON_READ_INLINE_AVX2 uint64_t rci_json_read_short_length(const char *p)
{
    uint64_t quotes =
        rci_json_text_equal_avx2(RCI_BASE_LOAD32(p + 1), RCI_BASE_LOAD32(p + 33), '"');
    return quotes ? _tzcnt_u64(quotes) : UINT64_MAX;
}

/* A string without escapes at p into S<size>; false for any other value. `length` is the distance
   to the next token. The bytes of the string have been checked. */
RCI_JSON_READ_INLINE_AVX2 bool rci_json_read_quick_bytes(const rci_json_read_indexed_run *r,
                                                         unsigned char *cell, size_t size,
                                                         const char *p, uint32_t length)
{
    uint64_t n = (uint64_t)length - 2;
    if (__builtin_expect(p[(ptrdiff_t)length - 1] != '"', 0)) { /* white space */
        n = rci_json_read_short_length(p);
    }
    if (__builtin_expect(*p != '"' || n > size, 0) ||
        (__builtin_expect(r->escapes, 0) && rci_json_read_may_escape(p, (uint32_t)n + 1))) {
        return false;
    }
    rci_base_put_padded_avx2(cell, p + 1, n, size);
    return true;
}

/* A value that is one token, at p, into a leaf, by the reader for its action; false if that does
   not take it. `length` is the distance to the next token. */
RCI_JSON_READ_INLINE_AVX2 bool rci_json_read_quick_leaf(const rci_json_read_indexed_run *r,
                                                        const rci_json_read_field *field,
                                                        uint8_t action, unsigned char *cell,
                                                        const char *p, uint32_t length)
{
    const char *after = NULL;
    bool good = true;
    switch ((enum rci_json_read_action)action) {
    case RCI_JSON_READ_I1:
        RCI_JSON_READ_QUICK_INTEGER(int8_t, int64_t, rci_number_read_i32_avx2)
    case RCI_JSON_READ_I2:
        RCI_JSON_READ_QUICK_INTEGER(int16_t, int64_t, rci_number_read_i32_avx2)
    case RCI_JSON_READ_I4:
        RCI_JSON_READ_QUICK_INTEGER(int32_t, int64_t, rci_number_read_i32_avx2)
    case RCI_JSON_READ_I8:
        RCI_JSON_READ_QUICK_INTEGER(int64_t, int64_t, rci_number_read_i64_avx2)
    case RCI_JSON_READ_U1:
        RCI_JSON_READ_QUICK_INTEGER(uint8_t, uint64_t, rci_number_read_u32_avx2)
    case RCI_JSON_READ_U2:
        RCI_JSON_READ_QUICK_INTEGER(uint16_t, uint64_t, rci_number_read_u32_avx2)
    case RCI_JSON_READ_U4:
        RCI_JSON_READ_QUICK_INTEGER(uint32_t, uint64_t, rci_number_read_u32_avx2)
    case RCI_JSON_READ_U8:
        RCI_JSON_READ_QUICK_INTEGER(uint64_t, uint64_t, rci_number_read_u64_avx2)
    case RCI_JSON_READ_F4: {
        float number;
        after = rci_number_read_f4(p, r->end, &number);
        memcpy(cell, &number, sizeof number);
        break;
    }
    case RCI_JSON_READ_F8: {
        double number;
        after = rci_number_read_f8_avx2(p, r->end, &number);
        memcpy(cell, &number, sizeof number);
        break;
    }
    case RCI_JSON_READ_BOOL:
        after = rci_json_read_bool(p, cell);
        break;
    case RCI_JSON_READ_BYTES:
        return rci_json_read_quick_bytes(r, cell, field->size, p, length);
    default:
        break;
    }
    return __builtin_expect(after && good && rci_json_read_indexed_delimits(*after), 1);
}

#undef RCI_JSON_READ_QUICK_INTEGER

#endif
#endif
