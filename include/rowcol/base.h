/*
 * rowcol/base.h - what every other header needs: versions, statuses, errors, memory.
 *
 * Conventions of the whole library
 *   - Sizes and offsets are bytes (size_t) unless a comment says records or elements.
 *   - Text that comes in is UTF-8 and NUL-terminated unless a length stands beside it.
 *   - A constructor returns a new reference, or NULL after filling in the error it was given.
 *     Every other call that can fail returns an rc_status and fills in the same error.
 *   - Every `rc_error *` parameter may be NULL. A function that fails leaves its out parameters
 *     as they were unless its comment says otherwise.
 *   - Opaque objects are reference counted with atomic counters: `rc_X_ref` takes a reference,
 *     `rc_X_unref` gives one back (NULL is allowed). Immutable objects (dtypes) may be used from
 *     any number of threads at once; a store may be read by many threads at once, or written by
 *     threads that each keep to records of their own; a reader or writer belongs to one thread at
 *     a time.
 */
#ifndef ROWCOL_BASE_H
#define ROWCOL_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RC_API               __attribute__((visibility("default")))
#define RC_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define RC_API
#define RC_PRINTF(fmt, args)
#endif

/** The version these headers belong to; rc_version() tells that of the library in use. */
#define RC_VERSION "0.1.0"

/** The library's version, "MAJOR.MINOR.PATCH". A constant; never NULL. Any thread. */
RC_API const char *rc_version(void);

/* ---------------------------------------------------------------- status */

/** What became of a call. RC_OK is 0; RC_END is no failure; everything else is. */
typedef enum rc_status {
    RC_OK = 0,       /**< done */
    RC_END,          /**< no more batches: the end of a stream, not an error */
    RC_ENOMEM,       /**< the allocator refused */
    RC_EARG,         /**< the call itself is wrong: a NULL, an option that does not apply here */
    RC_EINDEX,       /**< a record, field or element number past the end */
    RC_ENAME,        /**< no field of that name, or a name used twice */
    RC_ETYPE,        /**< the kind of value is not the kind of field */
    RC_ERANGE,       /**< the value does not fit the field without loss */
    RC_ESYNTAX,      /**< malformed text: a dtype, a JSON document, a number, a date */
    RC_EMISSING,     /**< a record lacks a field that the dtype has */
    RC_EEXTRA,       /**< a record has a key that the dtype has not */
    RC_EDUPLICATE,   /**< a record gives the same key twice */
    RC_EFORMAT,      /**< a store file that is damaged or is not what it claims to be */
    RC_ELIMIT,       /**< over a documented limit (depth, count, size, record length) */
    RC_EIO,          /**< the system refused to read, write, open or rename; see rc_error.sys */
    RC_EUNSUPPORTED, /**< well formed, but this library or format cannot hold it */
    RC_ECANCELED     /**< the caller asked to stop */
} rc_status;

/** The status as a word, such as "range". A constant; never NULL, also for an unknown number. */
RC_API const char *rc_status_name(rc_status status);

/* ----------------------------------------------------------------- error */

/** The value of rc_error.byte, .line, .column and .record where there is nothing to tell. */
#define RC_NOWHERE UINT64_MAX

/**
 * A failure, told in full. Owned by the caller, usually on the stack; it holds no pointers and
 * needs no release. Start from RC_ERROR_INIT. The first error wins: a call given an error that is
 * already set leaves it alone, so that a chain of calls may share one. Filling it in allocates
 * nothing.
 */
typedef struct rc_error {
    rc_status status;  /**< RC_OK while nothing has failed */
    int sys;           /**< the errno behind an RC_EIO, else 0 */
    uint64_t byte;     /**< offset of the offending byte in its source, from 0 */
    uint64_t line;     /**< its line, from 1 */
    uint64_t column;   /**< its byte within that line, from 1 */
    uint64_t record;   /**< the record, from 0 */
    char source[256];  /**< file name, or "" ; a longer name keeps its end */
    char field[192];   /**< dotted path of the field, or "" */
    char message[512]; /**< what was found, what was expected, the way out; no location */
} rc_error;

#define RC_ERROR_INIT                                                                              \
    {                                                                                              \
        RC_OK, 0, RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, "", "", ""                       \
    }

/** Empties `err` (NULL is allowed) so that it can be used again. */
RC_API void rc_error_clear(rc_error *err);

/**
 * The whole error as one line without a newline, such as
 *     points.ndjson:3:12: field "y": 3000000000 does not fit int32 (try y:i8)
 * Writes at most `size` bytes, NUL included, into `text`; returns the length the whole line has
 * (as snprintf does). `size` may be 0.
 */
RC_API size_t rc_error_text(const rc_error *err, char *text, size_t size);

/* ---------------------------------------------------------------- memory */

/**
 * Where the library's memory comes from. The functions must be callable from any thread. `alloc`
 * returns memory aligned for any object, all zero bytes if `zero` is non-zero (hand out fresh
 * zero pages where you can: the library never clears such memory itself), or NULL. `realloc` and
 * `release` are told the size the block was asked for with. `size` is never 0.
 */
typedef struct rc_allocator {
    void *context;
    void *(*alloc)(void *context, size_t size, int zero);
    void *(*realloc)(void *context, void *block, size_t old_size, size_t new_size);
    void (*release)(void *context, void *block, size_t size);
} rc_allocator;

/**
 * Sets the allocator for objects made from now on; NULL means malloc, calloc, realloc and free
 * again. The structure is not copied: it must outlive every object made with it (each object
 * returns its memory to the allocator it came from). Not safe while another thread is inside the
 * library. Memory inside jansson values is jansson's own (json_set_alloc_funcs).
 */
RC_API void rc_set_allocator(const rc_allocator *allocator);

/** The allocator in force. Never NULL. Any thread. */
RC_API const rc_allocator *rc_get_allocator(void);

/** Releases text that a function of this library returned as the caller's. NULL is allowed. */
RC_API void rc_text_free(char *text);

#ifdef __cplusplus
}
#endif
#endif
