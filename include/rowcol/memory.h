/*
 * rowcol/memory.h - what objects of the library cost in memory, who holds it, and where it was
 * allocated.
 *
 * deep size    rc_store_memory and the like: everything an object keeps in memory, in parts that
 *              add up to exactly what the allocator gave
 * counters     rc_memory_used: bytes and blocks of the process, in all and for each kind; always on
 * limit        rc_memory_set_limit: an allocation beyond it fails with RC_ENOMEM
 *
 * Only memory that the library takes from its allocator (rc_set_allocator) is counted, in the sizes
 * that it asks for: what malloc adds to a block is not known. Memory of jansson, of the C library
 * (streams, threads) and of compression libraries is not counted. Mapped files and memory of the
 * caller (rc_store_wrap) have kinds of their own and are not part of the sum.
 *
 * Every function here may be called by any thread, unless its comment says otherwise.
 */
#ifndef ROWCOL_MEMORY_H
#define ROWCOL_MEMORY_H

#include <rowcol/npy.h>
#include <rowcol/store.h>
#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------- deep size */

/**
 * What an object keeps in memory, in bytes. The parts
 *
 *     logical + padding + nulls + text + text_free + slack + kept + dtype + working + overhead
 *
 * add up to `total`, and so do allocated + mapped + foreign. Initialize it with
 * RC_MEMORY_SIZE_INIT.
 */
typedef struct rc_memory_size {
    size_t size;    /**< of this structure: RC_MEMORY_SIZE_INIT */
    uint64_t total; /**< everything that is kept in memory because of the object */

    uint64_t logical;   /**< the values: records * bytes of the fields; of a str field, its cells */
    uint64_t padding;   /**< bytes between fields in rows, alignment between columns */
    uint64_t nulls;     /**< validity bitmaps of the records */
    uint64_t text;      /**< text of str fields that the records refer to, without what is in the
                             cells */
    uint64_t text_free; /**< the rest of the memory for text: freed, not used yet, or text that only
                             other stores refer to */
    uint64_t slack;     /**< cells and bitmaps of records between length and capacity */
    uint64_t kept;      /**< bytes of the buffer that belong to other records: a slice of 10 records
                             keeps all others in memory, too */
    uint64_t dtype;     /**< the dtype, with those it consists of */
    uint64_t working;   /**< buffers and tables of readers and writers */
    uint64_t overhead;  /**< structures of the library, alignment of buffers */

    uint64_t allocated; /**< part of `total` that is from the allocator */
    uint64_t mapped;    /**< part of `total` that is a mapped file */
    uint64_t foreign;   /**< part of `total` that is memory of the caller */
    uint64_t blocks;    /**< allocations that `allocated` consists of */

    uint64_t
        shared;        /**< part of `total` that other objects, or references that the caller took,
                            hold, too: it stays if this object (or all objects of a set) is released */
    uint64_t resident; /**< part of `logical` to `kept` that is in physical memory; RC_UNKNOWN if it
                            was not asked for (RC_MEMORY_RESIDENT) or the system does not say */
} rc_memory_size;

#define RC_MEMORY_SIZE_INIT                                                                        \
    {                                                                                              \
        sizeof(rc_memory_size), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0                  \
    }

/** Flag: find out how much is in physical memory. It costs some nanoseconds a page (4 KiB); zeros
 *  that were never written to are not resident. Pages that other memory shares with a buffer count
 *  with the bytes that belong to the buffer. */
#define RC_MEMORY_RESIDENT 1u

/**
 * The deep size of a store: its structure, dtype, buffer and text. Reads every cell of the str
 * fields, else it takes time that depends on the number of fields only. Shared parts count in full
 * (see rc_memory_size.shared). No other thread may change the length of the store meanwhile. RC_OK;
 * RC_EARG (NULL, unknown flags, wrong size), RC_ENOMEM: `*size` is unchanged.
 */
RC_API rc_status rc_store_memory(const rc_store *store, unsigned flags, rc_memory_size *size,
                                 rc_error *err);

/**
 * The part of it that belongs to the field at `path` (see rc_store_field): `logical`, `padding`
 * (inside the field), `nulls`, `text` and `slack`, with their sum as `total`; in rows, `resident`
 * is RC_UNKNOWN. `slack` is that of the field's cells and bitmaps. The other members are 0. RC_OK;
 * as rc_store_memory and rc_store_view.
 */
RC_API rc_status rc_store_field_memory(const rc_store *store, const char *path, unsigned flags,
                                       rc_memory_size *size, rc_error *err);

/** The deep size of a dtype with those that it consists of; 0 for the constants (rc_dtype_leaf),
 *  which are not allocated. RC_OK; RC_EARG, RC_ENOMEM. */
RC_API rc_status rc_dtype_memory(const rc_dtype *dtype, rc_memory_size *size, rc_error *err);

/* -------------------------------------------------------------- counters */

/** The name of a kind, such as "data"; "unknown" for any other number. A constant string; never
 *  NULL. */
RC_API const char *rc_memory_kind_name(rc_memory_kind kind);

/** Counts of the process. Initialize it with RC_MEMORY_USAGE_INIT. */
typedef struct rc_memory_usage {
    size_t size;           /**< of this structure: RC_MEMORY_USAGE_INIT */
    uint64_t live;         /**< bytes in use */
    uint64_t live_blocks;  /**< blocks in use */
    uint64_t peak;         /**< the most bytes in use since the start or rc_memory_reset_peak */
    uint64_t total;        /**< bytes that were ever allocated */
    uint64_t total_blocks; /**< blocks that were ever allocated; a block that is resized is new */
} rc_memory_usage;

#define RC_MEMORY_USAGE_INIT                                                                       \
    {                                                                                              \
        sizeof(rc_memory_usage), 0, 0, 0, 0, 0                                                     \
    }

/**
 * The counts of a kind or of all. Live and total are exact if no other thread allocates meanwhile.
 * The peak is exact for a program that uses the library in one thread; with more threads it may be
 * up to 64 KiB a thread too low. RC_OK; RC_EARG (NULL, unknown kind, wrong size).
 */
RC_API rc_status rc_memory_used(rc_memory_kind kind, rc_memory_usage *usage, rc_error *err);

/** Sets the peak of all kinds to what is in use now. */
RC_API void rc_memory_reset_peak(void);

/**
 * Sets a limit for the bytes in use (RC_MEMORY_ALL); 0 removes it. An allocation that would exceed
 * it fails: the call returns RC_ENOMEM, and its message names the kinds that use most. Memory in
 * use stays, even if it is above the limit. To be safe under the limit a program needs no more code
 * than for RC_ENOMEM.
 */
RC_API void rc_memory_set_limit(uint64_t bytes);

/** The limit, or 0. */
RC_API uint64_t rc_memory_limit(void);

#ifdef __cplusplus
}
#endif
#endif
