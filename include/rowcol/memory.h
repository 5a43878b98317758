/*
 * rowcol/memory.h - what objects of the library cost in memory, who holds it, and where it was
 * allocated.
 *
 * deep size    rc_store_memory and the like: everything an object keeps in memory, in parts that
 *              add up to exactly what the allocator gave
 * counters     rc_memory_used: bytes and blocks of the process, in all and for each kind; always on
 * limit        rc_memory_set_limit: an allocation beyond it fails with RC_ENOMEM
 * span         rc_memory_span_begin and _end: used, peak and seconds between two points
 * tracing      off by default: each block remembers who allocated it (file and line, tag, stack)
 * snapshots    all blocks that are live, in groups; differences of two; as a table or as JSON
 * identity     references, shared memory
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

/** The deep size of a reader: its buffers, tables, dtype and the batch that it keeps. RC_OK;
 *  RC_EARG, RC_ENOMEM. The thread that uses the reader. */
RC_API rc_status rc_reader_memory(const rc_reader *reader, rc_memory_size *size, rc_error *err);

/** The deep size of a writer. RC_OK; RC_EARG, RC_ENOMEM. The thread that uses the writer. */
RC_API rc_status rc_writer_memory(const rc_writer *writer, rc_memory_size *size, rc_error *err);

/** Objects of a set. Each member may be NULL. */
typedef struct rc_memory_object {
    const rc_store *store;
    const rc_dtype *dtype;
    const rc_reader *reader;
    const rc_writer *writer;
} rc_memory_object;

/**
 * The deep size of all objects of `n` elements together. What several of them share counts once,
 * and is part of `shared` only if others hold it, too; the dtype of a reader or writer always is,
 * as its tables refer to it. `kept` and `text_free` are what no store of the set uses. RC_OK; as
 * rc_store_memory.
 */
RC_API rc_status rc_memory_of(const rc_memory_object *objects, size_t n, unsigned flags,
                              rc_memory_size *size, rc_error *err);

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
 * it fails: the call returns RC_ENOMEM, and its message names the kinds that use most; while
 * tracing is on, the dtypes (or kinds) and the sites that do, which takes as long as a snapshot and
 * a report. Memory in use stays, even if it is above the limit. To be safe under the limit a
 * program needs no more code than for RC_ENOMEM.
 */
RC_API void rc_memory_set_limit(uint64_t bytes);

/** The limit, or 0. */
RC_API uint64_t rc_memory_limit(void);

/* ------------------------------------------------------------------ span */

/** What happened between two points of a program. Initialize it with RC_MEMORY_SPAN_INIT. */
typedef struct rc_memory_span {
    size_t size;         /**< of this structure: RC_MEMORY_SPAN_INIT */
    uint64_t before;     /**< bytes in use at the start */
    uint64_t after;      /**< bytes in use at the end */
    uint64_t peak;       /**< the most bytes in use between them */
    uint64_t total;      /**< bytes that were allocated between them */
    double seconds;      /**< of the clock on the wall */
    uint64_t handle;     /**< for the library; 0 when the span is not open */
    uint64_t started[2]; /**< for the library */
} rc_memory_span;

#define RC_MEMORY_SPAN_INIT                                                                        \
    {                                                                                              \
        sizeof(rc_memory_span), 0, 0, 0, 0, 0.0, 0,                                                \
        {                                                                                          \
            0, 0                                                                                   \
        }                                                                                          \
    }

/** Begins a span. Spans may be nested and may overlap; up to 256 are open at a time. RC_OK; RC_EARG
 *  (NULL, wrong size), RC_ELIMIT. */
RC_API rc_status rc_memory_span_begin(rc_memory_span *span, rc_error *err);

/** Ends it and fills in its members. RC_OK; RC_EARG (NULL, wrong size, the span is not open). */
RC_API rc_status rc_memory_span_end(rc_memory_span *span, rc_error *err);

/* --------------------------------------------------------------- tracing */

/** Initialize it with RC_MEMORY_TRACE_OPTIONS_INIT. */
typedef struct rc_memory_trace_options {
    size_t size;       /**< of this structure: RC_MEMORY_TRACE_OPTIONS_INIT */
    unsigned frames;   /**< frames of the stack to remember with each block, up to
                            RC_MEMORY_MAX_FRAMES; 0: only file, line and tag */
    int at_exit;       /**< not 0: when the process exits, prints to standard error what is still in
                            use, by site */
    uint64_t reserved; /**< 0 */
} rc_memory_trace_options;

#define RC_MEMORY_TRACE_OPTIONS_INIT                                                               \
    {                                                                                              \
        sizeof(rc_memory_trace_options), 0, 0, 0                                                   \
    }
#define RC_MEMORY_MAX_FRAMES 32

/**
 * Switches tracing on: from now on each block remembers its size, kind, site, tag, dtype and, if
 * asked for, stack. The tables are taken from the system with mmap, and are not counted in
 * RC_MEMORY_ALL; where the system refuses memory, blocks are not remembered
 * (rc_memory_snapshot_lost), and nothing fails. With tracing on already it sets the options. NULL
 * as `options` stands for the defaults. The environment variable ROWCOL_TRACE switches tracing on
 * when the library is loaded: a list of words with commas between them: "on", "frames=N", "exit".
 * RC_OK; RC_EARG (wrong size, too many frames, reserved), RC_ENOMEM.
 */
RC_API rc_status rc_memory_trace_start(const rc_memory_trace_options *options, rc_error *err);

/** Switches it off and forgets all blocks. */
RC_API void rc_memory_trace_stop(void);

/** Non-zero if tracing is on. */
RC_API int rc_memory_trace_is_on(void);

/**
 * Tags group sites: blocks that the calling thread allocates until the matching pop have the
 * innermost tag that was pushed. The text is copied when a block is allocated with it, and must be
 * valid until the pop. Up to 16 tags a thread are kept; deeper ones are counted, and the innermost
 * of the 16 applies. With NULL blocks have no tag. The cost is a few instructions, with tracing on
 * or off.
 */
RC_API void rc_memory_tag_push(const char *tag);
RC_API void rc_memory_tag_pop(void);

/**
 * Sets the site of what the calling thread allocates from now on; NULL as `file` removes it. `file`
 * is not copied and must be a constant string (__FILE__). A program that is compiled with RC_TRACE
 * defined need not call it: see rowcol/trace.h.
 */
RC_API void rc_memory_set_site(const char *file, int line);

/* ------------------------------------------------------------- snapshots */

/** All blocks that were live and traced at one moment. */
typedef struct rc_memory_snapshot rc_memory_snapshot;

/** Takes a snapshot; the caller owns it. It is not counted in RC_MEMORY_ALL. NULL: RC_EARG (tracing
 *  is off), RC_ENOMEM. */
RC_API rc_memory_snapshot *rc_memory_snapshot_take(rc_error *err);
/** NULL is allowed. */
RC_API void rc_memory_snapshot_free(rc_memory_snapshot *snapshot);
/** The number of blocks. */
RC_API size_t rc_memory_snapshot_blocks(const rc_memory_snapshot *snapshot);
/** Their bytes. */
RC_API uint64_t rc_memory_snapshot_bytes(const rc_memory_snapshot *snapshot);
/** The number of blocks that could not be remembered since tracing was switched on. */
RC_API uint64_t rc_memory_snapshot_lost(const rc_memory_snapshot *snapshot);

/** What the blocks of a report are grouped by. */
typedef enum rc_memory_group {
    RC_MEMORY_BY_SITE = 1, /**< file:line; "(unknown)" where no site was set */
    RC_MEMORY_BY_TAG,      /**< "(no tag)" without one */
    RC_MEMORY_BY_KIND,     /**< the names of rc_memory_kind */
    RC_MEMORY_BY_DTYPE, /**< of the data of stores; other blocks are in a group named for their kind
                         */
    RC_MEMORY_BY_FIELD, /**< the same, divided among the fields of the dtype */
    RC_MEMORY_BY_STACK  /**< the frames that were remembered, innermost first */
} rc_memory_group;

/** The groups of a snapshot, or what changed between two. */
typedef struct rc_memory_report rc_memory_report;

/**
 * The groups of `now`, largest first. With `before` (may be NULL) the report is a difference: only
 * groups that changed, those that grew most first. The report does not refer to the snapshots.
 * NULL: RC_EARG (no snapshot, unknown group), RC_ENOMEM.
 */
RC_API rc_memory_report *rc_memory_report_new(const rc_memory_snapshot *now,
                                              const rc_memory_snapshot *before,
                                              rc_memory_group group, rc_error *err);
/** NULL is allowed. */
RC_API void rc_memory_report_free(rc_memory_report *report);
/** The number of groups. */
RC_API size_t rc_memory_report_rows(const rc_memory_report *report);

/** One group. Initialize it with RC_MEMORY_ROW_INIT. */
typedef struct rc_memory_row {
    size_t size;           /**< of this structure: RC_MEMORY_ROW_INIT */
    const char *name;      /**< of the group; printable UTF-8 that belongs to the report */
    uint64_t bytes;        /**< in `now` */
    uint64_t blocks;       /**< in `now` */
    int64_t bytes_change;  /**< since `before`; without it, equal to bytes */
    int64_t blocks_change; /**< since `before`; without it, equal to blocks */
} rc_memory_row;

#define RC_MEMORY_ROW_INIT                                                                         \
    {                                                                                              \
        sizeof(rc_memory_row), RC_NULL, 0, 0, 0, 0                                                 \
    }

/** Group `i`. RC_OK; RC_EARG (NULL, wrong size), RC_EINDEX. */
RC_API rc_status rc_memory_report_row(const rc_memory_report *report, size_t i, rc_memory_row *row,
                                      rc_error *err);

/** How a report is printed. */
typedef enum rc_memory_style {
    RC_MEMORY_TABLE = 1, /**< a table for people, one line a group */
    RC_MEMORY_JSON       /**< one JSON object and a newline: {"group":..., "rows":[{"name":...,
                              "bytes":..., "blocks":..., "bytes_change":..., "blocks_change":...}],
                              "bytes":..., "blocks":..., "bytes_change":..., "blocks_change":...,
                              "lost":...} */
} rc_memory_style;

/** The first `top` groups (0: all) as text for rc_text_free. NULL: RC_EARG, RC_ENOMEM. */
RC_API char *rc_memory_report_text(const rc_memory_report *report, size_t top,
                                   rc_memory_style style, rc_error *err);

/** Where a block was allocated. Initialize it with RC_MEMORY_SITE_INIT. */
typedef struct rc_memory_site {
    size_t size;      /**< of this structure: RC_MEMORY_SITE_INIT */
    const char *file; /**< NULL where no site was set; valid until the process ends */
    int line;
    int nframes;
    const char *tag;                    /**< or NULL; valid until the process ends */
    void *frames[RC_MEMORY_MAX_FRAMES]; /**< return addresses, for backtrace_symbols */
} rc_memory_site;

#define RC_MEMORY_SITE_INIT                                                                        \
    {                                                                                              \
        sizeof(rc_memory_site), RC_NULL, 0, 0, RC_NULL,                                            \
        {                                                                                          \
            RC_NULL                                                                                \
        }                                                                                          \
    }

/** The site that allocated the data of a store; that of its structure if the data is not from the
 *  allocator. RC_OK; RC_EARG (NULL, wrong size, tracing is off), RC_ENAME (the block is not known:
 *  it is older than the tracing). */
RC_API rc_status rc_store_site(const rc_store *store, rc_memory_site *site, rc_error *err);

/* -------------------------------------------------------------- identity */

/** Number of references to the store itself; 0 for NULL. */
RC_API size_t rc_store_references(const rc_store *store);
/** Number of stores and slices that look at the memory of the records; 0 for NULL. */
RC_API size_t rc_store_data_references(const rc_store *store);
/** Number of references to a dtype; 0 for NULL and for constants (rc_dtype_leaf). */
RC_API size_t rc_dtype_references(const rc_dtype *dtype);

#define RC_MEMORY_HOLDER_DTYPE 200

/** What holds memory of records. */
typedef enum rc_holder_kind {
    RC_HOLDER_STORE = 1, /**< a store that the memory was taken for */
    RC_HOLDER_SLICE      /**< a slice or view: a store that looks at the memory of another one */
} rc_holder_kind;

/** A store or slice that looks at memory of records. Initialize it with RC_MEMORY_HOLDER_INIT. */
typedef struct rc_memory_holder {
    size_t size; /**< of this structure: RC_MEMORY_HOLDER_INIT */
    rc_holder_kind kind;
    int is_self;       /**< not 0: the store that was asked about */
    size_t references; /**< to the holder: those of the program, of readers */
    size_t first;      /**< the index of its first record in the memory */
    size_t length;     /**< the number of its records */
    ptrdiff_t step;    /**< from one of them to the next, in records of the memory: 1 but for slices
                            with a step */
    const char *file;  /**< where the holder was made; NULL if that is not known, or tracing is off;
                            valid until the process ends */
    int line;
    const char *tag;                    /**< or NULL; valid until the process ends */
    char dtype[RC_MEMORY_HOLDER_DTYPE]; /**< in the compact notation; cut if it is longer */
} rc_memory_holder;

#define RC_MEMORY_HOLDER_INIT                                                                      \
    {                                                                                              \
        sizeof(rc_memory_holder), RC_HOLDER_STORE, 0, 0, 0, 0, 0, RC_NULL, 0, RC_NULL,             \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

/**
 * Who looks at the memory of the records: holder `i` of rc_store_data_references(store), the one
 * that was made first first. A store whose slices hold its memory is missing after it was released
 * or got memory of its own. No other thread may change the length of the holders meanwhile; if
 * others make or release slices, the indices change. RC_OK; RC_EARG (NULL, wrong size), RC_EINDEX:
 * there are not so many.
 */
RC_API rc_status rc_store_data_holder(const rc_store *store, size_t i, rc_memory_holder *holder,
                                      rc_error *err);

/** How two stores are related. */
typedef enum rc_relation {
    RC_UNRELATED = 0, /**< other dtypes or values, and no memory in common */
    RC_EQUAL,         /**< equal values (rc_store_equal) in memory of their own */
    RC_OVERLAPPING,   /**< some cells are the same memory */
    RC_SAME_RECORDS,  /**< the same records of the same memory, in two stores */
    RC_SAME_STORE     /**< one store */
} rc_relation;

/** The strongest relation that holds; RC_UNRELATED if either is NULL. Compares values only if no
 *  memory is shared. */
RC_API rc_relation rc_store_relation(const rc_store *a, const rc_store *b);

/**
 * Sets `*shared` to the number of bytes of the field at `a_path` of `a` that are also bytes of the
 * field at `b_path` of `b`; "" is the whole record. Text of str fields is not compared: cells are.
 * RC_OK; RC_EARG, and as rc_store_view.
 */
RC_API rc_status rc_store_shared_bytes(const rc_store *a, const char *a_path, const rc_store *b,
                                       const char *b_path, uint64_t *shared, rc_error *err);

#ifdef __cplusplus
}
#endif

#ifdef RC_TRACE
#include <rowcol/trace.h>
#endif
#endif
