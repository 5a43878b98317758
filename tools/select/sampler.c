/* select/sampler.c - the records with the smallest priorities, in a heap. */
#include "select/sampler.h"

#include "base/grow.h"

#include <stdlib.h>

/* One record of the sample. */
typedef struct drawn {
    uint64_t priority;
    uint64_t index; /* of the record in the input */
    size_t place;   /* of its copy in `kept` */
} drawn;

struct sampler {
    uint64_t limit;
    uint64_t seed;
    uint64_t seen;
    drawn *heap; /* the record with the largest priority is the first one */
    size_t n;
    size_t capacity;
    rc_store *kept; /* NULL before the first record */
};

sampler *sampler_new(uint64_t n, uint64_t seed, rc_error *err)
{
    sampler *s = calloc(1, sizeof *s);
    if (!s) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    s->limit = n;
    s->seed = seed;
    return s;
}

void sampler_release(sampler *s)
{
    if (s) {
        rc_store_unref(s->kept);
        free(s->heap);
        free(s);
    }
}

/* A permutation of the 64-bit numbers: different records have different priorities. */
static uint64_t priority_of(uint64_t seed, uint64_t index)
{
    uint64_t z = seed + (index + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* -------------------------------------------------------------------- heap */

static void swap(drawn *a, drawn *b)
{
    drawn other = *a;
    *a = *b;
    *b = other;
}

static void sift_up(drawn *heap, size_t i)
{
    while (i > 0 && heap[i].priority > heap[(i - 1) / 2].priority) {
        swap(&heap[i], &heap[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
}

static void sift_down(drawn *heap, size_t n, size_t i)
{
    for (;;) {
        size_t left = 2 * i + 1, right = left + 1, largest = i;
        if (left < n && heap[left].priority > heap[largest].priority) {
            largest = left;
        }
        if (right < n && heap[right].priority > heap[largest].priority) {
            largest = right;
        }
        if (largest == i) {
            return;
        }
        swap(&heap[i], &heap[largest]);
        i = largest;
    }
}

/* ------------------------------------------------------------------ adding */

static rc_status add_record(sampler *s, uint64_t priority, const rc_store *records, size_t i,
                            rc_error *err)
{
    rc_status status;
    drawn *heap = grow(s->heap, s->n, &s->capacity, sizeof *heap);
    if (!heap) {
        err->status = RC_ENOMEM;
        return RC_ENOMEM;
    }
    s->heap = heap;
    status = rc_store_append_range(s->kept, records, i, 1, err);
    if (status == RC_OK) {
        s->heap[s->n] = (drawn){priority, s->seen + i, s->n};
        sift_up(s->heap, s->n++);
    }
    return status;
}

/* Instead of the record with the largest priority. */
static rc_status replace_record(sampler *s, uint64_t priority, const rc_store *records, size_t i,
                                rc_error *err)
{
    rc_status status = rc_store_copy(s->kept, s->heap[0].place, records, i, 1, err);
    s->heap[0].priority = priority;
    s->heap[0].index = s->seen + i;
    sift_down(s->heap, s->n, 0);
    return status;
}

rc_status sampler_add(sampler *s, const rc_store *records, rc_error *err)
{
    size_t n = rc_store_length(records);
    rc_status status = RC_OK;
    if (!s->kept) {
        s->kept = rc_store_zeros(rc_store_dtype(records), 0, RC_ROWS, err);
        status = s->kept ? RC_OK : err->status;
    }
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        uint64_t priority = priority_of(s->seed, s->seen + i);
        if (s->n < s->limit) {
            status = add_record(s, priority, records, i, err);
        } else if (s->n > 0 && priority < s->heap[0].priority) {
            status = replace_record(s, priority, records, i, err);
        }
    }
    s->seen += n;
    return status;
}

/* ------------------------------------------------------------------ taking */

static int compare_indices(const void *left, const void *right)
{
    const drawn *a = left, *b = right;
    return a->index < b->index ? -1 : a->index > b->index;
}

rc_store *sampler_take(const sampler *s, rc_error *err)
{
    drawn *sorted = calloc(s->n + 1, sizeof *sorted);
    uint64_t *places = calloc(s->n + 1, sizeof *places);
    rc_store *sample = NULL;
    if (!sorted || !places) {
        err->status = RC_ENOMEM;
    } else if (s->kept) {
        for (size_t i = 0; i < s->n; i++) {
            sorted[i] = s->heap[i];
        }
        qsort(sorted, s->n, sizeof *sorted, compare_indices);
        for (size_t i = 0; i < s->n; i++) {
            places[i] = sorted[i].place;
        }
        sample = rc_store_take(s->kept, places, s->n, NULL, err);
    }
    free(sorted);
    free(places);
    return sample;
}
