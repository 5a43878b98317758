/*
 * format/csv/run.h - runs of records whose separators are known, and which records of a run that
 * was decoded column by column are bad.
 */
#ifndef ROWCOL_FORMAT_CSV_RUN_H
#define ROWCOL_FORMAT_CSV_RUN_H

#include "format/csv/decoder.h"

/* The most records of a run. */
enum { RCI_CSV_RUN = 256 };

/* A run that was decoded. The good records are handed over piece by piece: those after a bad one
   when that has been skipped. */
typedef struct rci_csv_decoded {
    size_t n;                       /* records; 0: no run was decoded */
    size_t next;                    /* the first that was not handed over nor skipped */
    size_t first;                   /* its first separator in the index, of record 0 */
    size_t record;                  /* the place of record 0 in the batch */
    uint64_t bad[RCI_CSV_RUN / 64]; /* a bit for each */
    uint32_t column[RCI_CSV_RUN];   /* of each bad one: the first that was found to be bad */
} rci_csv_decoded;

/* The first bad record from `i` on, or n. */
static inline size_t rci_csv_next_bad(const rci_csv_decoded *run, size_t i)
{
    for (; i < run->n; i = (i / 64 + 1) * 64) {
        const uint64_t word = run->bad[i / 64] >> (i % 64);
        if (word) {
            i += (size_t)__builtin_ctzll(word);
            return i < run->n ? i : run->n;
        }
    }
    return run->n;
}

typedef struct rci_csv_filler {
    rci_csv_index index;
    uint32_t *memory; /* of the index; NULL before the first use */
    size_t size;
    uint32_t *stripped; /* the last fields of a run, without the carriage return of CRLF */
    const char *base;   /* where the index begins; NULL: there is none */
    const char *retry;  /* before it no index is made: the machine has to look at that text */
    size_t next_end;    /* of index.ends: the record that is next */
    rci_csv_decoded decoded;
    bool skips_bad; /* a run is decoded past its bad records */
    bool plain;     /* for tests: no vector code */
} rci_csv_filler;

void rci_csv_filler_release(rci_csv_filler *filler, const rc_allocator *allocator);

/* Forgets the index: the text is another one. */
static inline void rci_csv_filler_reset(rci_csv_filler *filler)
{
    filler->base = filler->retry = NULL;
}

/* Goes back to the record at p, in the same text. */
static inline void rci_csv_filler_go_back(rci_csv_filler *filler, const char *p)
{
    if (filler->base && filler->base <= p) {
        filler->next_end = 0;
    } else {
        rci_csv_filler_reset(filler);
    }
}

/* Forgets the run that was decoded: the batch is another one. */
static inline void rci_csv_filler_rebind(rci_csv_filler *filler)
{
    filler->decoded.n = 0;
}

/* Finds the run of plain records at p, at most `room`, none longer than `longest`. Returns their
   number; their separators are index.separators[*first ...], and the one before. 0 too when out of
   memory: then the records are decoded one by one. */
size_t rci_csv_find_run(rci_csv_filler *filler, const rci_csv_decoder *decoder, const char *p,
                        size_t room, size_t longest, size_t *first);

/* The run has been used up to its record `n`. Returns the byte after that. */
const char *rci_csv_use_run(rci_csv_filler *filler, size_t n);

#endif
