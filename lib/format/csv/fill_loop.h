/*
 * format/csv/fill_loop.h - one column of a run of records.
 *
 * It is included more than once by fill.c: for processors with AVX2, and for all.
 */

#define FILL_OTHER                                                                                 \
    {                                                                                              \
        if (!fill_other(run, i, p, stop)) {                                                        \
            return i;                                                                              \
        }                                                                                          \
        continue;                                                                                  \
    }

#define FILL_NUMBERS(type, wide, read)                                                             \
    for (size_t i = 0; i < n; i++, separator += step, cell += stride) {                            \
        const char *p = base + (uint32_t)(separator[-1] + 1);                                      \
        const char *stop = base + *separator;                                                      \
        wide value = 0;                                                                            \
        const char *after = read(p, end, &value);                                                  \
        const type narrow = (type)value;                                                           \
        if (__builtin_expect(after != stop, 0) || __builtin_expect((wide)narrow != value, 0))      \
            FILL_OTHER                                                                             \
        memcpy(cell, &narrow, sizeof narrow);                                                      \
        FILL_VALID(i)                                                                              \
    }                                                                                              \
    return n;

#define FILL_FLOATS(type, read)                                                                    \
    for (size_t i = 0; i < n; i++, separator += step, cell += stride) {                            \
        const char *p = base + (uint32_t)(separator[-1] + 1);                                      \
        const char *stop = base + *separator;                                                      \
        type value;                                                                                \
        const char *after = read(p, end, &value);                                                  \
        if (__builtin_expect(after != stop, 0))                                                    \
            FILL_OTHER                                                                             \
        memcpy(cell, &value, sizeof value);                                                        \
        FILL_VALID(i)                                                                              \
    }                                                                                              \
    return n;

#define FILL_VALID(i)                                                                              \
    if (bits) {                                                                                    \
        rci_record_set_valid(bits, run->record + (i), true);                                       \
    }

/* Returns how many records are good. */
FILL_TARGET static size_t FILL_NAME(const fill_run *run)
{
    /* Copies: stores to cells may alias *run, whose members would be loaded again after each. */
    const char *const base = run->base, *const end = run->end;
    const size_t n = run->n, step = run->step, stride = run->stride;
    const rci_record_bits *const bits = run->bits;
    const uint32_t *separator = run->separator;
    unsigned char *cell = run->cell;
    switch (run->kind) {
    case RC_I1:
        FILL_NUMBERS(int8_t, int64_t, FILL_READ_I32)
    case RC_I2:
        FILL_NUMBERS(int16_t, int64_t, FILL_READ_I32)
    case RC_I4:
        FILL_NUMBERS(int32_t, int64_t, FILL_READ_I32)
    case RC_I8:
        FILL_NUMBERS(int64_t, int64_t, FILL_READ_I64)
    case RC_U1:
        FILL_NUMBERS(uint8_t, uint64_t, FILL_READ_U32)
    case RC_U2:
        FILL_NUMBERS(uint16_t, uint64_t, FILL_READ_U32)
    case RC_U4:
        FILL_NUMBERS(uint32_t, uint64_t, FILL_READ_U32)
    case RC_U8:
        FILL_NUMBERS(uint64_t, uint64_t, FILL_READ_U64)
    case RC_F4:
        FILL_FLOATS(float, rci_number_read_f4)
    case RC_F8:
        FILL_FLOATS(double, FILL_READ_F8)
    default:
        return fill_plain_kinds(run);
    }
}

#undef FILL_FLOATS
#undef FILL_NUMBERS
#undef FILL_VALID
#undef FILL_OTHER
#undef FILL_NAME
#undef FILL_TARGET
#undef FILL_READ_I32
#undef FILL_READ_I64
#undef FILL_READ_U32
#undef FILL_READ_U64
#undef FILL_READ_F8
