/* format/csv/run.c - runs of records whose separators are known. */
#include "format/csv/run.h"

#include "base/alloc.h"
#include "base/utf8.h"

/* Few enough that a run, its separators and its values stay in the first cache. */
enum { SEPARATORS = 2048 };

void rci_csv_filler_release(rci_csv_filler *filler, const rc_allocator *allocator)
{
    rci_base_free_as(allocator, RC_MEMORY_READER, filler->memory,
                     filler->size * sizeof *filler->memory);
    filler->memory = NULL;
}

/* Memory for the separators of several records. False: there is none. */
static bool prepare(rci_csv_filler *filler, const rci_csv_decoder *decoder)
{
    const size_t ncolumns = decoder->layout->ncolumns;
    size_t capacity = ncolumns > SEPARATORS / 4 ? 4 * ncolumns : SEPARATORS;
    if (filler->memory) {
        return true;
    }
    capacity += RCI_CSV_INDEX_ROOM;
    filler->size = 2 * capacity + 1 + sizeof(uint32_t[RCI_CSV_RUN][2]) / sizeof(uint32_t);
    filler->memory = rci_base_alloc_as(decoder->target.plan->allocator, RC_MEMORY_READER,
                                       filler->size * sizeof *filler->memory, NULL);
    if (!filler->memory) {
        return false;
    }
    filler->memory[0] = UINT32_MAX; /* before the first: the place after it is 0 */
    filler->index.separators = filler->memory + 1;
    filler->index.ends = filler->index.separators + capacity;
    filler->index.capacity = capacity;
    filler->stripped = filler->index.ends + capacity;
    return true;
}

static void make_index(rci_csv_filler *filler, const rci_csv_decoder *decoder, const char *p)
{
    rci_csv_index *index = &filler->index;
    const size_t n = (size_t)(decoder->end - p);
    if (filler->plain) {
        rci_csv_index_fill_plain(index, &decoder->layout->chars, p, n);
    } else {
        rci_csv_index_fill(index, &decoder->layout->chars, p, n);
    }
    /* Text that is good UTF-8 as a whole is so in each field. */
    if (index->has_high && index->nends > 0) {
        const uint32_t last = index->separators[index->ends[index->nends - 1]];
        index->has_high = rci_base_utf8_check(p, last) != last;
    }
    filler->base = p;
    filler->next_end = 0;
    /* An index without a whole record is not made again for the next byte. */
    filler->retry = index->stopped || index->nends == 0 ? p + index->covered + 1 : p;
}

static size_t first_separator(const rci_csv_filler *filler)
{
    return filler->next_end ? filler->index.ends[filler->next_end - 1] + (size_t)1 : 0;
}

/* Whether the index has a record that begins at p; skips those before it. */
static bool find_record(rci_csv_filler *filler, const char *p)
{
    const rci_csv_index *index = &filler->index;
    const size_t at = (size_t)(p - filler->base);
    size_t first;
    while (filler->next_end < index->nends &&
           index->separators[index->ends[filler->next_end]] < at) {
        filler->next_end++;
    }
    if (filler->next_end == index->nends) {
        return false;
    }
    first = first_separator(filler);
    return (uint32_t)(index->separators[(ptrdiff_t)first - 1] + 1) == at;
}

/* How many of `n` records have `ncolumns` separators, up to the first that has not. The first of
   the first one is `first`; `ends` has the last one of each. */
static size_t count_regular(const uint32_t *ends, size_t n, size_t first, size_t ncolumns)
{
    size_t end = first + ncolumns - 1, i = 0;
    for (; i < n && ends[i] == end; i++) {
        end += ncolumns;
    }
    return i;
}

/* How many of the records are not longer than `longest`, up to the first that is. */
static size_t count_short(const rci_csv_index *index, size_t first, size_t n, size_t ncolumns,
                          size_t longest)
{
    const uint32_t *before = index->separators + first - 1;
    size_t i = 0;
    for (; i < n && before[ncolumns] - (uint32_t)(before[0] + 1) <= longest; i++) {
        before += ncolumns;
    }
    return i;
}

size_t rci_csv_find_run(rci_csv_filler *filler, const rci_csv_decoder *decoder, const char *p,
                        size_t room, size_t longest, size_t *first)
{
    const rci_csv_index *index = &filler->index;
    const size_t ncolumns = decoder->layout->ncolumns;
    size_t n;
    if (!filler->base || !find_record(filler, p)) {
        if (p < filler->retry || !prepare(filler, decoder)) {
            return 0;
        }
        make_index(filler, decoder, p);
        if (!find_record(filler, p)) {
            return 0;
        }
    }
    room = room < RCI_CSV_RUN ? room : RCI_CSV_RUN;
    room = room < index->nends - filler->next_end ? room : index->nends - filler->next_end;
    *first = first_separator(filler);
    n = count_regular(index->ends + filler->next_end, room, *first, ncolumns);
    return index->covered <= longest ? n : count_short(index, *first, n, ncolumns, longest);
}

const char *rci_csv_use_run(rci_csv_filler *filler, size_t n)
{
    filler->next_end += n;
    return filler->base +
           (uint32_t)(filler->index.separators[(ptrdiff_t)first_separator(filler) - 1] + 1);
}
