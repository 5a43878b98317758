/* format/csv/fill.c - runs of plain records, column by column. */
#include "format/csv/fill.h"

#include "base/machine.h"
#include "base/padded.h"
#include "base/utf8.h"
#include "format/csv/word.h"
#include "number/avx2.h"
#include "number/float_avx2.h"
#include "number/places_avx2.h"
#include "store/batch.h"
#include "store/nulls.h"
#include "store/strings.h"
#include "stream/text/input.h"

#include <string.h>

/* ------------------------------------------------------------------- columns */

/* One column of a run. */
typedef struct fill_run {
    rci_csv_decoder *decoder;
    const rci_csv_column *column;
    const char *base; /* where the places count from */
    const char *end;  /* of what can be read */
    const uint32_t *separator;
    size_t step; /* from record to record, in separators */
    size_t n;
    size_t record; /* the first, in the batch */
    unsigned char *cell;
    size_t stride;
    size_t size; /* of a cell */
    rc_kind kind;
    const rci_record_bits *bits; /* NULL: it is not nullable */
    bool bad_utf8;               /* perhaps, in some field */
    bool has_nulls;              /* texts other than the empty one stand for null */
} fill_run;

/* A value that is not plain. False: the record is bad. */
static __attribute__((noinline)) bool fill_other(const fill_run *run, size_t i, const char *p,
                                                 const char *stop)
{
    rci_csv_decoder *d = run->decoder;
    rc_error *err = d->target.err;
    const size_t record = d->target.record;
    bool good;
    d->target.err = NULL; /* what is wrong with it is found out by rci_csv_decode */
    d->target.record = run->record + i;
    good = rci_csv_put(d, run->column, p, stop) == RC_OK;
    d->target.record = record;
    d->target.err = err;
    return good;
}

/* Text that is its value as it is. */
static inline bool is_plain_text(const fill_run *run, const char *p, size_t n)
{
    return n > 0 && *p != '"' && !(run->bad_utf8 && rci_base_utf8_check(p, n) != n) &&
           !rci_csv_is_null(&run->decoder->layout->dialect, p, n);
}

static bool fill_cell(const fill_run *run, size_t i, unsigned char *cell, const char *p,
                      const char *stop)
{
    const size_t n = (size_t)(stop - p);
    bool value;
    if (run->kind == RC_BOOL &&
        (rci_csv_word_lower_bool(p, n, &value) || rci_csv_word_bool(p, n, &value))) {
        *cell = value;
    } else if (run->kind == RC_BYTES && n <= run->size && is_plain_text(run, p, n)) {
        memcpy(cell, p, n);
        memset(cell + n, 0, run->size - n);
    } else if (run->kind != RC_STR || !is_plain_text(run, p, n) ||
               rci_store_string_put(run->decoder->target.batch, cell, p, n, NULL) != RC_OK) {
        return fill_other(run, i, p, stop);
    }
    if (run->bits) {
        rci_record_set_valid(run->bits, run->record + i, true);
    }
    return true;
}

/* The kinds that are not numbers. */
static size_t fill_plain_kinds(const fill_run *run);

#define FILL_NAME fill_column_plain
#define FILL_TARGET
#define FILL_READ_I32 rci_number_read_i64
#define FILL_READ_I64 rci_number_read_i64
#define FILL_READ_U32 rci_number_read_u64
#define FILL_READ_U64 rci_number_read_u64
#define FILL_READ_F8  rci_number_read_f8
#include "format/csv/fill_loop.h"

#if defined(RCI_BASE_HAVE_AVX2)
#define FILL_NAME     fill_column_avx2
#define FILL_TARGET   RCI_BASE_AVX2
#define FILL_READ_I32 rci_number_read_i32_avx2
#define FILL_READ_I64 rci_number_read_i64_avx2
#define FILL_READ_U32 rci_number_read_u32_avx2
#define FILL_READ_U64 rci_number_read_u64_avx2
#define FILL_READ_F8  rci_number_read_f8_avx2
#include "format/csv/fill_loop.h"
#endif

static size_t fill_plain_kinds(const fill_run *run)
{
    const uint32_t *separator = run->separator;
    unsigned char *cell = run->cell;
    for (size_t i = 0; i < run->n; i++, separator += run->step, cell += run->stride) {
        const char *p = run->base + (uint32_t)(separator[-1] + 1);
        const char *stop = run->base + *separator;
        if (!fill_cell(run, i, cell, p, stop)) {
            return i;
        }
    }
    return run->n;
}

/* The readers of numbers are for little-endian cells on a little-endian machine. What the dialect
   changes is left to rci_csv_put. */
static rc_kind fast_kind(const rci_record_node *node, const rci_csv_dialect *dialect)
{
    const bool is_text = node->kind == RC_STR || node->kind == RC_BYTES;
    const bool is_float = node->kind == RC_F4 || node->kind == RC_F8;
    const bool native = !node->big_endian && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    if ((dialect->trims && is_text) || (dialect->local_numbers && is_float)) {
        return RC_RAW;
    }
    return native || node->size == 1 || node->kind == RC_BYTES ? node->kind : RC_RAW;
}

#if defined(RCI_BASE_HAVE_AVX2)

/* The values that an integer of each kind has, as far as an i8 holds them. */
static const struct {
    int64_t least, most;
} ranges[] = {
    [RC_I1] = {INT8_MIN, INT8_MAX},   [RC_I2] = {INT16_MIN, INT16_MAX},
    [RC_I4] = {INT32_MIN, INT32_MAX}, [RC_I8] = {INT64_MIN, INT64_MAX},
    [RC_U1] = {0, UINT8_MAX},         [RC_U2] = {0, UINT16_MAX},
    [RC_U4] = {0, UINT32_MAX},        [RC_U8] = {0, INT64_MAX},
};

static bool is_integer(rc_kind kind)
{
    return kind < sizeof ranges / sizeof ranges[0] && ranges[kind].most != 0;
}

#define STORE_VALUES(type)                                                                         \
    for (size_t i = 0; i < n; i++, cell += run->stride) {                                          \
        const type value = (type)values[i];                                                        \
        memcpy(cell, &value, sizeof value);                                                        \
    }

/* Into cells of four bytes, one after the other. */
RCI_BASE_AVX2 static void store_dense(unsigned char *cell, const int64_t *values, size_t n)
{
    const __m256i lower = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const __m256i four = _mm256_permutevar8x32_epi32(RCI_BASE_LOAD32(values + i), lower);
        _mm_storeu_si128((__m128i *)(void *)(cell + 4 * i), _mm256_castsi256_si128(four));
    }
    for (; i < n; i++) {
        const uint32_t value = (uint32_t)values[i];
        memcpy(cell + 4 * i, &value, sizeof value);
    }
}

static void store_values(const fill_run *run, const int64_t *values, size_t n)
{
    unsigned char *cell = run->cell;
    if (run->bits) {
        rci_store_fill_bits(run->bits->bits, run->bits->bit0 + run->record, n);
    }
    if (run->size == 4 && run->stride == 4) {
        store_dense(cell, values, n);
        return;
    }
    switch (run->size) {
    case 1:
        STORE_VALUES(uint8_t)
        break;
    case 2:
        STORE_VALUES(uint16_t)
        break;
    case 4:
        STORE_VALUES(uint32_t)
        break;
    default:
        STORE_VALUES(uint64_t)
        break;
    }
}

/* Moves the start of a run. */
static void skip(fill_run *run, size_t n)
{
    run->separator += n * run->step;
    run->cell += n * run->stride;
    run->record += n;
    run->n -= n;
}

/* Integers: as many as possible four at a time, and some one by one where that stops. */
static size_t fill_integers(fill_run run)
{
    const size_t n = run.n;
    int64_t values[RCI_CSV_RUN];
    for (size_t some = 16;; some *= 2) {
        fill_run few;
        size_t good =
            rci_number_read_places_avx2(run.base, run.separator, run.step, run.n,
                                        ranges[run.kind].least, ranges[run.kind].most, values);
        store_values(&run, values, good);
        skip(&run, good);
        few = run;
        few.n = some < run.n ? some : run.n;
        good = fill_column_avx2(&few);
        skip(&run, good);
        if (run.n == 0 || good < few.n) {
            return n - run.n;
        }
    }
}

/* The text of a field that is its value as it is, perhaps in quotes; NULL for others, and for the
   empty text. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
plain_text(const fill_run *run, const char *p, size_t *n)
{
    if (*p == '"') {
        const size_t inside = *n - 2;
        const __m256i text = RCI_BASE_LOAD32(p + 1);
        const __m256i quotes = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('"'));
        if (*n < 3 || inside > 31 || _tzcnt_u32((uint32_t)_mm256_movemask_epi8(quotes)) < inside) {
            return NULL;
        }
        *n = inside;
        return run->bad_utf8 ? NULL : p + 1;
    }
    return *n == 0 || ((run->bad_utf8 | run->has_nulls) && !is_plain_text(run, p, *n)) ? NULL : p;
}

/* Text into a cell of str or S<size>. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline bool
put_plain_text(const fill_run *run, rc_kind kind, size_t size, unsigned char *cell,
               const char *text, size_t n)
{
    if (kind == RC_BYTES) {
        if (n > size) {
            return false;
        }
        rci_base_put_padded_avx2(cell, text, n, size);
        return true;
    }
    if (n > RCI_STORE_STR_INLINE) {
        return rci_store_string_put(run->decoder->target.batch, cell, text, n, NULL) == RC_OK;
    }
    _mm_storeu_si128((__m128i *)(void *)cell,
                     _mm_or_si128(_mm_slli_si128(_mm_and_si128(RCI_BASE_LOAD16(text),
                                                               RCI_BASE_LOAD16(RCI_BASE_FIRST(n))),
                                                 4),
                                  _mm_cvtsi32_si128((int)n)));
    return true;
}

/* `kind` and most often `size` are constants for the compiler. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline size_t
fill_texts_of(const fill_run *given, rc_kind kind, size_t size)
{
    const fill_run run = *given; /* a copy, which stores to cells cannot alias */
    const uint32_t *separator = run.separator;
    unsigned char *cell = run.cell;
    for (size_t i = 0; i < run.n; i++, separator += run.step, cell += run.stride) {
        const char *p = run.base + (uint32_t)(separator[-1] + 1), *stop = run.base + *separator;
        size_t n = (size_t)(stop - p);
        const char *text = plain_text(&run, p, &n);
        if (!text || !put_plain_text(&run, kind, size, cell, text, n)) {
            if (!fill_other(given, i, p, stop)) {
                return i;
            }
        } else if (run.bits) {
            rci_record_set_valid(run.bits, run.record + i, true);
        }
    }
    return run.n;
}

/* str and S<n>. */
RCI_BASE_AVX2 static size_t fill_texts(const fill_run *run)
{
    if (run->kind == RC_STR) {
        return fill_texts_of(run, RC_STR, RCI_STORE_STR_CELL);
    }
    switch (run->size) {
    case 8:
        return fill_texts_of(run, RC_BYTES, 8);
    case 12:
        return fill_texts_of(run, RC_BYTES, 12);
    case 16:
        return fill_texts_of(run, RC_BYTES, 16);
    default:
        return fill_texts_of(run, RC_BYTES, run->size);
    }
}

/* Bools that are written in lower case. */
RCI_BASE_AVX2 static size_t fill_bools(const fill_run *given)
{
    const fill_run run = *given;
    const uint32_t *separator = run.separator;
    unsigned char *cell = run.cell;
    for (size_t i = 0; i < run.n; i++, separator += run.step, cell += run.stride) {
        const char *p = run.base + (uint32_t)(separator[-1] + 1), *stop = run.base + *separator;
        bool value;
        if (__builtin_expect(!rci_csv_word_lower_bool(p, (size_t)(stop - p), &value), 0)) {
            if (!fill_cell(given, i, cell, p, stop)) {
                return i;
            }
            continue;
        }
        *cell = value;
        if (run.bits) {
            rci_record_set_valid(run.bits, run.record + i, true);
        }
    }
    return run.n;
}

#endif

static size_t fill_cells(const rci_csv_filler *filler, const fill_run *run)
{
#if defined(RCI_BASE_HAVE_AVX2)
    if (!filler->plain && rci_base_has_avx2()) {
        return is_integer(run->kind)                          ? fill_integers(*run)
               : run->kind == RC_STR || run->kind == RC_BYTES ? fill_texts(run)
               : run->kind == RC_BOOL                         ? fill_bools(run)
                                                              : fill_column_avx2(run);
    }
#endif
    (void)filler;
    return fill_column_plain(run);
}

/* The last fields of records that may end with CRLF, without the carriage return: for each the
   separator before it, and its end. */
static void strip_returns(const rci_csv_filler *filler, fill_run *run)
{
    const uint32_t *separator = run->separator;
    uint32_t *pair = filler->stripped;
    for (size_t i = 0; i < run->n; i++, separator += run->step, pair += 2) {
        const bool is_empty = separator[-1] + 1 == separator[0];
        pair[0] = separator[-1];
        pair[1] = separator[0] - (!is_empty && run->base[separator[0] - 1] == '\r');
    }
    run->separator = filler->stripped + 1;
    run->step = 2;
}

/* Returns how many records are good before the first bad one. */
static size_t fill_column(const rci_csv_filler *filler, fill_run run, size_t c)
{
    const rci_csv_decoder *d = run.decoder;
    const rci_record_node *node;
    run.column = rci_csv_column_at(&d->layout->columns.all, c);
    node = &d->target.plan->nodes[run.column->node];
    run.separator += c;
    run.cell = rci_record_cell(&d->target.places, run.record, node, run.column->shift);
    run.stride = d->target.places.leaves[node->leaf].stride;
    run.size = node->size;
    run.kind = fast_kind(node, &d->layout->dialect);
    run.bits = node->null_node == RCI_RECORD_NONE || !node->nullable
                   ? NULL
                   : &d->target.places.nulls[node->null_node];
    if (filler->index.has_cr && c + 1 == run.step) {
        strip_returns(filler, &run);
    }
    return fill_cells(filler, &run);
}

static void mark_bad(rci_csv_decoded *run, size_t i, size_t column)
{
    run->bad[i / 64] |= UINT64_C(1) << (i % 64);
    run->column[i] = (uint32_t)column;
}

/* The same for the records of the run that are not known to be bad. */
static void fill_good(rci_csv_filler *filler, const fill_run *run, size_t c)
{
    rci_csv_decoded *decoded = &filler->decoded;
    for (size_t i = 0; i < decoded->n; i++) {
        const size_t stop = rci_csv_next_bad(decoded, i);
        if (i < stop) {
            fill_run part = *run;
            part.separator += i * run->step;
            part.record += i;
            part.n = stop - i;
            i += fill_column(filler, part, c);
        }
        if (i < stop && filler->skips_bad) {
            mark_bad(decoded, i, c);
        } else if (i < stop) {
            decoded->n = i;
        }
    }
}

/* Numbers first: texts take memory that stays taken if a later column of the record is bad. */
static void fill_columns(rci_csv_filler *filler, const fill_run *run, bool texts)
{
    const rci_csv_decoder *d = run->decoder;
    for (size_t c = 0; c < run->step; c++) {
        const uint32_t index = rci_csv_column_at(&d->layout->columns.all, c)->node;
        if (index != RCI_RECORD_NONE && (d->target.plan->nodes[index].kind == RC_STR) == texts) {
            fill_good(filler, run, c);
        }
    }
}

static void fill_missing(rci_csv_filler *filler, rci_csv_decoder *d)
{
    const rci_csv_decoded *run = &filler->decoded;
    const size_t record = d->target.record;
    if (rci_csv_column_count(&d->layout->columns.missing)) {
        for (size_t i = 0; i < run->n; i++) {
            d->target.record = run->record + i;
            rci_csv_fill_missing(d);
        }
        d->target.record = record;
    }
}

/* Decodes the run at p, if there is one. */
static void fill(rci_csv_filler *filler, rci_csv_decoder *d, const char *p, size_t room,
                 size_t longest)
{
    rci_csv_decoded *decoded = &filler->decoded;
    fill_run run = {.decoder = d, .step = d->layout->ncolumns, .record = d->target.record};
    decoded->n = rci_csv_find_run(filler, d, p, room, longest, &decoded->first);
    if (decoded->n == 0) {
        return;
    }
    decoded->next = 0;
    decoded->record = run.record;
    memset(decoded->bad, 0, sizeof decoded->bad);
    run.base = filler->base;
    run.end = d->end + RCI_STREAM_TEXT_SLACK;
    run.separator = filler->index.separators + decoded->first;
    run.bad_utf8 = filler->index.has_high;
    run.has_nulls = d->layout->dialect.nulls.length > 0;
    fill_columns(filler, &run, false);
    fill_columns(filler, &run, true);
    fill_missing(filler, d);
}

/* ---------------------------------------------------------- the run that was decoded */

/* The separators of its record `i`; the one before the first is the end of the record before it. */
static const uint32_t *separators_of(const rci_csv_filler *filler, const rci_csv_decoder *d,
                                     size_t i)
{
    return filler->index.separators + filler->decoded.first + i * d->layout->ncolumns;
}

static const char *start_of(const rci_csv_filler *filler, const rci_csv_decoder *d, size_t i)
{
    return filler->base + (uint32_t)(separators_of(filler, d, i)[-1] + 1);
}

/* Whether the next record of the run is the one at p. Passes over those that were skipped. */
static bool continues(rci_csv_filler *filler, const rci_csv_decoder *d, const char *p)
{
    rci_csv_decoded *run = &filler->decoded;
    while (run->next < run->n && start_of(filler, d, run->next) < p) {
        run->next++;
    }
    return run->next < run->n && start_of(filler, d, run->next) == p;
}

/* Hands over the good records that are next, `room` at most. */
static size_t take(rci_csv_filler *filler, rci_csv_decoder *d, const char **text, size_t room)
{
    rci_csv_decoded *run = &filler->decoded;
    const size_t good = rci_csv_next_bad(run, run->next) - run->next, n = good < room ? good : room;
    if (n > 0 && run->record + run->next > d->target.record) {
        rci_store_move_records(d->target.batch, d->target.record, run->record + run->next, n);
    }
    run->next += n;
    if (n > 0) {
        *text = start_of(filler, d, run->next);
    }
    if (run->next == run->n) {
        rci_csv_use_run(filler, run->n);
        run->n = 0;
    }
    return n;
}

size_t rci_csv_fill(rci_csv_filler *filler, rci_csv_decoder *d, const char **text, size_t room,
                    size_t longest)
{
    if (!continues(filler, d, *text)) {
        fill(filler, d, *text, room, longest);
    }
    return filler->decoded.n > 0 ? take(filler, d, text, room) : 0;
}

bool rci_csv_is_bad(const rci_csv_filler *filler, const rci_csv_decoder *d, const char *p)
{
    const rci_csv_decoded *run = &filler->decoded;
    return run->next < run->n && start_of(filler, d, run->next) == p &&
           rci_csv_next_bad(run, run->next) == run->next;
}

/* The field of the record whose separators these are. */
static rci_csv_field field_of(const rci_csv_filler *filler, const rci_csv_decoder *d,
                              const uint32_t *separators, size_t c)
{
    rci_csv_field field = {filler->base + (uint32_t)(separators[(ptrdiff_t)c - 1] + 1),
                           filler->base + separators[c]};
    const bool is_last = c + 1 == d->layout->ncolumns;
    field.end -= is_last && field.end > field.start && field.end[-1] == '\r';
    return field;
}

/* The columns before the one that was found to be bad are good, but for texts, which were to be
   read after it. */
rc_status rci_csv_fail_bad(const rci_csv_filler *filler, rci_csv_decoder *d)
{
    const rci_csv_decoded *run = &filler->decoded;
    const uint32_t *separators = separators_of(filler, d, run->next);
    const uint32_t last = run->column[run->next];
    rc_status status = RC_OK;
    d->record.next = start_of(filler, d, run->next + 1);
    d->record.in_quotes = d->record.unclosed = false;
    for (uint32_t c = 0; c <= last && status == RC_OK; c++) {
        const rci_csv_column *column = rci_csv_column_at(&d->layout->columns.all, c);
        const bool is_text =
            column->node != RCI_RECORD_NONE && d->target.plan->nodes[column->node].kind == RC_STR;
        if (c == last || is_text) {
            const rci_csv_field field = field_of(filler, d, separators, c);
            status = rci_csv_put(d, column, field.start, field.end);
        }
    }
    return status;
}
