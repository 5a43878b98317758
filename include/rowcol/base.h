/*
 * rowcol/base.h - included by every other header: version, statuses, errors, memory.
 *
 * Conventions of the whole library
 *   - Sizes and offsets are in bytes (size_t) unless a comment says records or elements.
 *   - A string argument is UTF-8 and NUL-terminated unless its length is an argument too.
 *   - A constructor returns a new reference, or fills in the error that it was given and returns
 *     NULL. Every other function that can fail returns an rc_status and fills in the error.
 *   - Every `rc_error *` parameter may be NULL. A function that fails does not change its output
 *     parameters unless its comment says otherwise.
 *   - Opaque objects are reference counted with atomic counters: `rc_X_ref` takes a reference,
 *     `rc_X_unref` releases one (NULL is allowed). Immutable objects (dtypes) may be used by any
 *     number of threads at once. A store may be read by many threads at once, or written by several
 *     threads if no two of them use the same record. One thread at a time may use a reader or a
 *     writer.
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

/* For macros and inline functions of these headers, in C and in C++. */
#ifdef __cplusplus
#define RC_NULL           nullptr
#define RC_CAST_(type, x) static_cast<type>(x)
#define RC_ADDRESS_(x)    reinterpret_cast<uintptr_t>(x)
#else
#define RC_NULL           NULL
#define RC_CAST_(type, x) ((type)(x))
#define RC_ADDRESS_(x)    ((uintptr_t)(x))
#endif

/** The version of these headers as text and as a number, 1000000 * MAJOR + 1000 * MINOR + PATCH. */
#define RC_VERSION        "0.1.0"
#define RC_VERSION_NUMBER 1000

/** The version number of the library in use. Any thread. */
RC_API uint32_t rc_version_number(void);

/** The version of the library, "MAJOR.MINOR.PATCH". A constant string; never NULL. Any thread. */
RC_API const char *rc_version(void);

/* ---------------------------------------------------------------- status */

/** Result of a call. RC_OK is 0. RC_OK and RC_END are not failures, all others are. */
typedef enum rc_status {
    RC_OK = 0,       /**< success */
    RC_END,          /**< no more batches: the end of a stream, not an error */
    RC_ENOMEM,       /**< out of memory */
    RC_EARG,         /**< a wrong argument: NULL, or an option that does not apply */
    RC_EINDEX,       /**< the index of a record, field or element is past the end */
    RC_ENAME,        /**< there is no field of that name, or a name is used twice */
    RC_ETYPE,        /**< the kind of the value does not fit the kind of the field */
    RC_ERANGE,       /**< the value does not fit the field without loss */
    RC_ESYNTAX,      /**< malformed text: a dtype, a JSON document, a number, a date */
    RC_EMISSING,     /**< a record has no value for a field of the dtype */
    RC_EEXTRA,       /**< a record has a key that is not a field of the dtype */
    RC_EDUPLICATE,   /**< a record has the same key twice */
    RC_EFORMAT,      /**< a store file is damaged or has another format than expected */
    RC_ELIMIT,       /**< above a documented limit (depth, count, size, record length) */
    RC_EIO,          /**< a system call (read, write, open, ...) failed; see rc_error.sys */
    RC_EUNSUPPORTED, /**< well formed, but this library or format cannot represent it */
    RC_ECANCELED     /**< stopped because the caller requested it */
} rc_status;

/** The name of a status, such as "range"; "unknown" for any other number. A constant string; never
 *  NULL. Any thread. */
RC_API const char *rc_status_name(rc_status status);

/* ----------------------------------------------------------------- error */

/** The value of rc_error.byte, .line, .column and .record if it is not known. */
#define RC_NOWHERE UINT64_MAX

/** A count or size that is not known, such as rc_reader_expected of a text file. */
#define RC_UNKNOWN UINT64_MAX

/**
 * An option that makes the call succeed if it is meant. rc_error_print says so in terms of this
 * library; a program that has options of its own sets `hint` to RC_HINT_NONE in a copy of the
 * error, prints that, and adds its own text for the hint. Programs must allow for further hints.
 */
typedef enum rc_hint {
    RC_HINT_NONE = 0, /**< no option would help */
    RC_HINT_DTYPE,    /**< a dtype is needed (rc_read_options.dtype) */
    RC_HINT_FORMAT,   /**< rc_read_options.format or rc_write_options.format; hint_value is the name
                           of the format, or "" where any one must be named */
    RC_HINT_ROOT,     /**< rc_read_options.root; hint_value is the pointer */
    RC_HINT_EXTRA,    /**< rc_read_options.extra: RC_EXTRA_IGNORE; or a field for the key */
    RC_HINT_MISSING,  /**< rc_read_options.missing: RC_MISSING_ZERO; or a dtype without the field */
    RC_HINT_MAX_RECORD, /**< rc_read_options.max_record: a larger limit */
    RC_HINT_NONFINITE,  /**< rc_write_options.nonfinite: RC_NONFINITE_NULL */
    RC_HINT_MEMBER,     /**< rc_read_options.member: the name of an array */
    RC_HINT_NULLS,      /**< rc_read_options.nulls: hint_value is "nan" or "zero"; or a nullable
                             field */
    RC_HINT_OUTPUT,     /**< rc_write_options.format: hint_value is the name of a format that holds
                             the dtype; or another type for the field */
    RC_HINT_HEADER,     /**< rc_csv_dialect.header: RC_CSV_HEADER_YES or RC_CSV_HEADER_NO */
    RC_HINT_DUPLICATE,  /**< rc_read_options.duplicate: RC_DUPLICATE_FIRST or RC_DUPLICATE_LAST */
    RC_HINT_ACCEPT,     /**< rc_read_options.accept: hint_value is "quoted", "text", "zero-one",
                             "integral" or "nonfinite", for the flag of that name; or another type */
    RC_HINT_TIME,       /**< rc_read_options.time: the form of the time */
    RC_HINT_CSV,        /**< rc_csv_dialect: hint_value is "decimal" or "thousands", which may be a
                             comma, or "trim"; or another type */
    RC_HINT_REJECT,     /**< rc_infer_options.reject: the record can be passed over */
    RC_HINT_CAST        /**< rc_store_cast: hint_value is the level that is needed, such as
                             "RC_CAST_LOSSY" */
} rc_hint;

/**
 * Description of a failure. It belongs to the caller, is usually on the stack, contains no pointers
 * and needs no release. Initialize it with RC_ERROR_INIT. The first error is kept: a function that
 * gets an error that is already set does not change it, so that several calls may share one.
 * Filling it in allocates no memory.
 */
typedef struct rc_error {
    rc_status status;  /**< RC_OK if nothing has failed */
    int sys;           /**< the errno of an RC_EIO, else 0 */
    rc_hint hint;      /**< an option that helps, or RC_HINT_NONE */
    uint64_t byte;     /**< offset of the wrong byte in its source, from 0 */
    uint64_t line;     /**< its line, from 1 */
    uint64_t column;   /**< its byte in that line, from 1 */
    uint64_t record;   /**< index of the record, from 0 */
    char source[256];  /**< file name, or ""; of a longer name, "..." and its end */
    char field[192];   /**< path of the field, such as "pos.x", or "" */
    char message[512]; /**< what was found, what was expected, a suggestion about the dtype or data
                        */
    char hint_value[64]; /**< the value of the option that `hint` names, or "" */
} rc_error;

#define RC_ERROR_INIT                                                                              \
    {                                                                                              \
        RC_OK, 0, RC_HINT_NONE, RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, "", "", "", ""     \
    }

/** Resets `err` to RC_ERROR_INIT. NULL is allowed. */
RC_API void rc_error_clear(rc_error *err);

/**
 * The whole error as one line without a newline, such as
 *     points.ndjson:3:12: field "y": 3000000000 does not fit int32 (try y:i8)
 * Writes at most `size` bytes, including a NUL, to `text`. Returns the length of the whole line
 * without the NUL, as snprintf does: the line was cut if that is `size` or more, between two
 * characters. `text` may be NULL if `size` is 0. Where `err` is NULL or not set, the line is "no
 * error". Any thread.
 */
RC_API size_t rc_error_print(const rc_error *err, char *text, size_t size);

/* ------------------------------------------------------------------ text */

/**
 * Copies `length` bytes of any text to `out` so that they can be printed: as valid UTF-8 that
 * cannot control a terminal. Controls 00 to 1F and bytes that are not valid UTF-8 become \xNN; the
 * controls U+007F to U+009F, characters that change the direction of text (U+061C, U+200E, U+200F,
 * U+202A to U+202E, U+2066 to U+2069) and line separators (U+2028, U+2029) become \uNNNN. A
 * backslash is copied as it is. Writes at most `size` bytes, including a NUL, and never a part of a
 * character or escape; returns the length of the whole result without the NUL. NULL as `out`
 * means that `size` is 0, NULL as `text` empty text. All parts of an rc_error are stored in this
 * form. Allocates nothing. Any thread.
 */
RC_API size_t rc_text_printable(const char *text, size_t length, char *out, size_t size);

/* ---------------------------------------------------------------- memory */

/**
 * Functions that the library allocates memory with. They are called from any thread. `alloc`
 * returns memory aligned for any object, or NULL; if `zero` is not 0, all bytes are 0 (the library
 * does not clear such memory itself, so fresh pages of the system need not be written). `realloc`
 * and `release` get the size with which the memory was requested. `size` is never 0.
 */
typedef struct rc_allocator {
    void *context;
    void *(*alloc)(void *context, size_t size, int zero);
    void *(*realloc)(void *context, void *memory, size_t old_size, size_t new_size);
    void (*release)(void *context, void *memory, size_t size);
} rc_allocator;

/**
 * Sets the allocator of objects that are created from now on. NULL means malloc, calloc, realloc
 * and free, which is the default. The structure is not copied: it must exist as long as any object
 * that was created with it, because every object returns its memory to the allocator that it came
 * from. Do not call it while another thread calls the library. Memory of json_t values belongs to
 * jansson (json_set_alloc_funcs).
 */
RC_API void rc_set_allocator(const rc_allocator *allocator);

/** The allocator that is set. Never NULL. Any thread. */
RC_API const rc_allocator *rc_get_allocator(void);

/** What memory is used for; rowcol/memory.h counts each kind. Validity bitmaps are in the block of
 * the data. */
typedef enum rc_memory_kind {
    RC_MEMORY_ALL = 0, /**< all kinds up to RC_MEMORY_OTHER */
    RC_MEMORY_DTYPE,   /**< dtypes */
    RC_MEMORY_STORE,   /**< structures of stores */
    RC_MEMORY_DATA,    /**< records: cells and validity bitmaps, also of batches */
    RC_MEMORY_STRINGS, /**< text of str fields */
    RC_MEMORY_READER,  /**< readers: sources, buffers, pieces of input */
    RC_MEMORY_WRITER,  /**< writers: outputs, buffers */
    RC_MEMORY_PLAN,    /**< tables of the fields for readers, writers and jansson values */
    RC_MEMORY_TEXT,    /**< text returned to the caller (rc_text_free) */
    RC_MEMORY_OTHER,   /**< memory that a call needs until it returns */
    RC_MEMORY_MAPPED,  /**< files that are mapped as stores; not allocated */
    RC_MEMORY_FOREIGN, /**< memory of the caller in stores (rc_store_wrap); not allocated */
    RC_MEMORY_TRACE    /**< tables of the tracing, taken from the system */
} rc_memory_kind;

/** Releases a string that a function of this library returned to the caller. NULL is allowed. Any
 *  thread. */
RC_API void rc_text_free(char *text);

/* --------------------------------------------------------------- threads */

/** The most threads that one call uses. */
#define RC_MAX_THREADS 256

/**
 * Sets how many threads a call may use that works on a large store or file and whose options do not
 * say a number: 0, the default, means one for each processor that the process may use
 * (sched_setaffinity) at the time of the call; more than RC_MAX_THREADS mean RC_MAX_THREADS.
 * Results do not depend on it. Threads that work on stores in memory are started when they are
 * first needed and kept; they block all signals. A process that forks has none of them in the
 * child, where new ones are started. Any thread; calls that are running are not changed.
 */
RC_API void rc_set_threads(unsigned threads);

/** How many threads that is, 1 to RC_MAX_THREADS. Any thread. */
RC_API unsigned rc_get_threads(void);

#ifdef __cplusplus
}
#endif
#endif
