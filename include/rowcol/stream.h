/*
 * rowcol/stream.h - records in motion: readers, writers, and the pump between them.
 *
 * A reader yields batches: stores of at most a few MiB. A writer takes them. The pump joins one to
 * the other on several threads, keeps the order, and needs memory that does not depend on the
 * length of the input. Every conversion is reader + pump + writer.
 */
#ifndef ROWCOL_STREAM_H
#define ROWCOL_STREAM_H

#include <rowcol/store.h>
#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rc_reader rc_reader;
typedef struct rc_writer rc_writer;

/** What a reader does about a key the dtype lacks, or a field the record lacks. */
typedef enum rc_extra { RC_EXTRA_ERROR = 0, RC_EXTRA_IGNORE } rc_extra;
typedef enum rc_missing { RC_MISSING_ERROR = 0, RC_MISSING_ZERO } rc_missing;
/** What a text writer does about a float that is not finite and the format cannot say. */
typedef enum rc_nonfinite { RC_NONFINITE_ERROR = 0, RC_NONFINITE_NULL } rc_nonfinite;

/** How to read. All zero is the default; an option that the format has no use for is refused with
 *  RC_EARG. Everything is borrowed for the duration of the call that opens the reader. */
typedef struct rc_read_options {
    const char *format;    /**< a name of rc_format_name, or NULL: by file name, then by content */
    const rc_dtype *dtype; /**< needed by formats that do not carry one (JSON); where the format
                                carries one it must be equal */
    rc_layout layout;      /**< of the batches; 0 means RC_ROWS */
    const char *root;      /**< JSON: RFC 6901 pointer to the array of records, or NULL: the whole
                                document */
    rc_extra extra;        /**< JSON */
    rc_missing missing;    /**< JSON */
    size_t max_record;     /**< JSON: the longest text of one record, bytes; 0 means 16 MiB */
    const char *member;    /**< npz: the name of an array, with or without ".npy"; NULL: the only
                                array */
} rc_read_options;

/** How to write. All zero is the default; likewise. */
typedef struct rc_write_options {
    const char *format;     /**< a name of rc_format_name, or NULL: by file name */
    int values;             /**< JSON: records as arrays of values instead of objects */
    rc_nonfinite nonfinite; /**< JSON */
} rc_write_options;

/* --------------------------------------------------------------- formats */

/** The name of the i-th format known to the library ("ndjson", "json", "npy"), NULL past the last.
 *  `reads` and `writes` (may be NULL) tell what can be done with it, `suffixes` (may be NULL) the
 *  file name endings it is known by, separated by spaces. */
RC_API const char *rc_format_name(size_t i, int *reads, int *writes, const char **suffixes);

/* --------------------------------------------------------------- reading */

/**
 * Opens a file, or standard input for "-". The dtype is referenced.
 * NULL: RC_EIO, RC_EARG (no dtype, an option the format has no use for, no such format),
 * RC_EUNSUPPORTED (a dtype the format cannot hold), RC_EFORMAT, RC_ESYNTAX, RC_ENOMEM.
 */
RC_API rc_reader *rc_reader_open(const char *path, const rc_read_options *options, rc_error *err);

/** As rc_reader_open, from `size` bytes at `data`, borrowed until the reader is closed. `name`
 *  stands for the file name in errors and in choosing the format; NULL means "memory". */
RC_API rc_reader *rc_reader_open_memory(const void *data, size_t size, const char *name,
                                        const rc_read_options *options, rc_error *err);

/** Closes it and releases all it holds except batches handed out. NULL is allowed. */
RC_API void rc_reader_close(rc_reader *reader);

/** The dtype of the batches, borrowed from the reader. */
RC_API const rc_dtype *rc_reader_dtype(const rc_reader *reader);

/** Records the reader will yield, when the format says so before they are read, else
 *  RC_NOWHERE. */
RC_API uint64_t rc_reader_expected(const rc_reader *reader);

/**
 * The next batch, in order, as a new reference in `*batch`: at least one record. RC_OK; RC_END
 * when there are no more (`*batch` is NULL then); any status of decoding: RC_ESYNTAX, RC_ETYPE,
 * RC_ERANGE, RC_EMISSING, RC_EEXTRA, RC_EDUPLICATE, RC_EFORMAT, RC_ELIMIT, RC_EIO, RC_ENOMEM, with
 * the place in `err`. After a failure the reader can only be closed.
 */
RC_API rc_status rc_reader_next(rc_reader *reader, rc_store **batch, rc_error *err);

/** The whole of a file as one store (rc_store_unref), decoded on a thread for each processor this
 *  process may use (sched_setaffinity). NULL: as rc_reader_open, rc_reader_next. */
RC_API rc_store *rc_load(const char *path, const rc_read_options *options, rc_error *err);

/* --------------------------------------------------------------- writing */

/**
 * Opens a file to be written whole or not at all: what is written goes to a temporary file in the
 * same folder, and takes the name only when rc_writer_finish succeeds. A path that names something
 * other than a regular file (a FIFO, /dev/stdout) is written to directly; "-" is standard output.
 * The dtype is referenced. NULL: RC_EIO, RC_EARG, RC_EUNSUPPORTED (a dtype the format cannot
 * hold), RC_ENOMEM.
 */
RC_API rc_writer *rc_writer_open(const char *path, const rc_dtype *dtype,
                                 const rc_write_options *options, rc_error *err);

/** Writes all records of a store of an equal dtype, any layout. RC_OK; RC_ETYPE, RC_ERANGE (a
 *  value the format cannot say; the record and field are in `err`), RC_EIO, RC_ENOMEM. After a
 *  failure the writer can only be closed. */
RC_API rc_status rc_writer_write(rc_writer *writer, const rc_store *store, rc_error *err);

/** Completes the output and gives it its name. Call it once. RC_OK; RC_EIO, RC_ENOMEM: then the
 *  output does not exist, or is what it was before. */
RC_API rc_status rc_writer_finish(rc_writer *writer, rc_error *err);

/** Releases the writer; an output that was not finished is thrown away. NULL is allowed. */
RC_API void rc_writer_close(rc_writer *writer);

/** Writes a whole store to a file, encoding a large one on a thread for each processor this process
 *  may use; nobody may write to the store meanwhile. The file does not depend on the number of
 *  threads. RC_OK; as the calls above. */
RC_API rc_status rc_save(const rc_store *store, const char *path, const rc_write_options *options,
                         rc_error *err);

/* ------------------------------------------------------------------ pump */

/** How to pump. All zero is the default. */
typedef struct rc_pump_options {
    unsigned threads; /**< 0: one for each processor this process may use; 256 at most */
    const volatile sig_atomic_t *cancel; /**< non-zero in it stops the pump: RC_ECANCELED */
} rc_pump_options;

/** What a pump moved. */
typedef struct rc_pump_stats {
    uint64_t records;   /**< records written */
    uint64_t rejected;  /**< records refused and left out */
    uint64_t bytes_in;  /**< bytes of input consumed */
    uint64_t bytes_out; /**< bytes handed to the output */
} rc_pump_stats;

/**
 * Moves everything that `reader` yields to `writer`, in order, decoding and encoding on threads of
 * its own; the output is the same for any number of threads. Adds to `*stats` (may be NULL; zero
 * it first). The writer is not finished: pump several readers into one and finish it then.
 * RC_OK; any status of rc_reader_next and rc_writer_write; RC_ECANCELED; RC_ETYPE when the
 * two dtypes are not equal. After a failure reader and writer can only be closed; the error is the
 * first one in the order of the records.
 */
RC_API rc_status rc_pump(rc_reader *reader, rc_writer *writer, const rc_pump_options *options,
                         rc_pump_stats *stats, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
