/*
 * infer/blocks.h - records some of which prove bad: nothing of a bad record is observed.
 *
 * The records of a piece are observed in blocks. When one proves bad, all that was observed of its
 * block is dropped, and the records before it, which are good, are observed once more and kept:
 * merged into a state of their own. The next block begins after the bad record. So a record is
 * observed twice at most, and a piece without bad records is one block. After a bad record others
 * are likely: the blocks are short then, and grow while all records are good.
 */
#ifndef ROWCOL_INFER_BLOCKS_H
#define ROWCOL_INFER_BLOCKS_H

#include "infer/state.h"

typedef struct rci_infer_blocks {
    rci_infer_state kept; /* of the blocks before the current one; without a root: none was kept */
    bool any;             /* some were kept in this piece */
    size_t start;         /* of the current block, in the text of the piece */
    size_t records;       /* good ones in it, so far */
    size_t most;          /* that it may have */
} rci_infer_blocks;

/* A piece begins. Of all bytes zero, too. */
void rci_infer_blocks_begin(rci_infer_blocks *blocks);
void rci_infer_blocks_release(rci_infer_blocks *blocks);

/* Good records that the block may still have. */
static inline size_t rci_infer_blocks_room(const rci_infer_blocks *blocks)
{
    return blocks->most - blocks->records;
}

/* The block ends: `state`, which its records were observed into, is kept if it has records. The
   state is to be cleared. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_infer_blocks_keep(rci_infer_blocks *blocks, const rci_infer_state *state,
                                rc_error *err);

/* The next block begins there; after a bad record it is a short one. */
void rci_infer_blocks_next(rci_infer_blocks *blocks, size_t start, bool after_bad);

/* What was observed of the piece, whose blocks were all kept, or are one in `state`. */
static inline const rci_infer_state *rci_infer_blocks_all(const rci_infer_blocks *blocks,
                                                          const rci_infer_state *state)
{
    return blocks->any ? &blocks->kept : state;
}

#endif
