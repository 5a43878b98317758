/*
 * format/csv/fill.h - many records at a time: the separators of a run of text are found first, then
 * the values of each column are read one column after the other, so that no branch depends on the
 * length of a field. What is not plain is left to rci_csv_decode.
 */
#ifndef ROWCOL_FORMAT_CSV_FILL_H
#define ROWCOL_FORMAT_CSV_FILL_H

#include "format/csv/decoder.h"

typedef struct rci_csv_filler {
    rci_csv_index index;
    uint32_t *memory; /* of the index; NULL before the first use */
    size_t size;
    uint32_t *stripped; /* the last fields of a run, without the carriage return of CRLF */
    const char *base;   /* where the index begins; NULL: there is none */
    const char *retry;  /* before it no index is made: the machine has to look at that text */
    size_t next_end;    /* of index.ends: the record that is next */
    size_t most;        /* records to fill at a time */
    bool plain;         /* for tests: no vector code */
} rci_csv_filler;

void rci_csv_filler_release(rci_csv_filler *filler, const rc_allocator *allocator);

/* Forgets the index: the text is another one. */
static inline void rci_csv_filler_reset(rci_csv_filler *filler)
{
    filler->base = filler->retry = NULL;
}

/* Finds the run of plain records at p, at most `room`, none longer than `longest`. Returns their
   number; their separators are index.separators[*first ...], and the one before. 0 too when out of
   memory: then the records are decoded one by one. */
size_t rci_csv_find_run(rci_csv_filler *filler, const rci_csv_decoder *decoder, const char *p,
                        size_t room, size_t longest, size_t *first);

/* The run has been used up to its record `n`. Returns the byte after that. */
const char *rci_csv_use_run(rci_csv_filler *filler, size_t n);

/* Decodes records at *text into the batch, from the decoder's current record on. Returns their
   number and moves *text; 0: the record there has to be decoded by rci_csv_decode. */
size_t rci_csv_fill(rci_csv_filler *filler, rci_csv_decoder *decoder, const char **text,
                    size_t room, size_t longest);

/* A bad record was found: fewer are filled at a time for a while. */
static inline void rci_csv_filler_slow_down(rci_csv_filler *filler)
{
    enum { FEW = 16 };
    filler->most = FEW;
}

#endif
