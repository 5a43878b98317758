/*
 * rowcol/stream.h - readers, writers, and the pump between them.
 *
 * A reader returns batches: stores of about 1 MiB. A writer takes stores. The pump moves records
 * from a reader to a writer on several threads, keeps their order, and needs memory that does not
 * depend on the length of the input. Each reader and each writer is used by one thread at a time.
 *
 * Options: the first member of every structure of options is its size, and each structure has an
 * initializer. Set the members that you need after it:
 *
 *     rc_read_options options = RC_READ_OPTIONS_INIT;
 *     options.dtype = dtype;
 *
 * A program that was compiled with an older version of a header passes a smaller size: members that
 * it does not have get their defaults. A size, a flag or an enumerator that the library does not
 * know is RC_EARG, and so is a member that is set and does not apply to the format. A NULL pointer
 * to options stands for the defaults. Pointers in options are borrowed during the call.
 *
 * Compressed input: readers take any input that is compressed with gzip, zstd, xz or bzip2, and
 * begin with its first bytes, which show that. The suffix of compression is left out when the name
 * shows the format ("points.ndjson.gz"). Several members follow each other. A thread of the reader
 * decompresses ahead, in less than 2 MiB and the window of the data; a window of over 128 MiB is
 * RC_ELIMIT. Input that is cut off or damaged, or that something else follows, is RC_EFORMAT, after
 * the records before that: the message has the byte of the file, while err->byte, as for any other
 * error, is the place in the decompressed data. A format that is read from its end (Arrow files,
 * npz) is decompressed to an unnamed temporary file ($TMPDIR, else /var/tmp, else /tmp); a
 * compressed file cannot be mapped. Outputs are not compressed.
 *
 * JSON text is in one of two formats: "ndjson", a record in each line, and "json", a document: one
 * array of records, or records one after the other. If options->format is NULL it is read as the
 * one that its first 64 KiB show (rc_reader_format tells which), whatever its name shows:
 *
 * - Text that begins with '{' is lines if its name shows ndjson; or if its first line is one object
 *   and, if its name shows json, the next text begins with '{' on a later line. Else it is json.
 * - An array that is continued in the next line is json, unless the dtype has no records like its
 *   first element.
 * - An array that ends in the first line, and is followed by '[' or '{' on a later line: ndjson.
 * - One array in one line: if its elements are objects json, unless the first key of the first one
 *   is a field of the first field of the dtype, and not a field of the dtype. Else what the dtype
 *   allows: a record that is the array (ndjson), or records that are its elements (json). If it
 *   allows both or neither, or no dtype is given, what the name shows, else json.
 * - All other text is what the name shows. With `root`, text whose name shows neither is json.
 *
 * Text that is not what was found is an error as for a format that was given: no record is lost.
 *
 * Errors: in every function a NULL pointer is RC_EARG, unless the comment says that it is allowed;
 * a query of NULL returns 0 or NULL.
 */
#ifndef ROWCOL_STREAM_H
#define ROWCOL_STREAM_H

#include <rowcol/mapping.h>
#include <rowcol/policies.h>
#include <rowcol/store.h>
#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rc_reader rc_reader;
typedef struct rc_writer rc_writer;

/** What a writer does with a float that is not finite, if the format cannot represent it. */
typedef enum rc_nonfinite {
    RC_NONFINITE_ERROR = 0, /**< RC_ERANGE */
    RC_NONFINITE_NULL       /**< null is written */
} rc_nonfinite;

/** How a writer compresses the data, in a format that has compression. */
typedef enum rc_compression {
    RC_COMPRESSION_NONE = 0,
    RC_COMPRESSION_LZ4, /**< fast */
    RC_COMPRESSION_ZSTD /**< smaller */
} rc_compression;

/** The Arrow type of str and U<n> fields, in Arrow files and in the C interface (rowcol/arrow.h).
 */
typedef enum rc_strings {
    RC_STRINGS_DEFAULT = 0, /**< in files Utf8, which every reader of Arrow reads: record
                               batches are made small enough for its offsets; in the C interface
                               Utf8View, which needs no copy */
    RC_STRINGS_UTF8,        /**< Utf8: 32-bit offsets; RC_ELIMIT if a column, or in files a record
                                 batch, has more than INT32_MAX bytes */
    RC_STRINGS_LARGE,       /**< LargeUtf8: 64-bit offsets */
    RC_STRINGS_VIEW /**< Utf8View (Arrow 1.4): the cells of a store as they are; of U<n> copied,
                         RC_ELIMIT if strings of over 12 bytes have more than INT32_MAX */
} rc_strings;

/** Whether the first record of CSV text has the names of the columns. */
typedef enum rc_csv_header {
    RC_CSV_HEADER_FIND = 0, /**< reading: it does if one of its fields is the name of a field, or if
                                 all are text; without a dtype, if all are text and in some column
                                 no other value in the first 64 KiB is; RC_ETYPE if all of them are
                                 text. Writing: a header is written */
    RC_CSV_HEADER_YES,
    RC_CSV_HEADER_NO /**< the columns are the fields in their order */
} rc_csv_header;

/** Which fields a writer of CSV text puts in quotes. */
typedef enum rc_csv_quotes {
    RC_CSV_QUOTES_MINIMAL = 0, /**< those that would be read as something else without */
    RC_CSV_QUOTES_ALL          /**< all but null, the header included */
} rc_csv_quotes;

/** What CSV text looks like. */
typedef struct rc_csv_dialect {
    size_t size;    /**< sizeof(rc_csv_dialect) */
    char delimiter; /**< between fields: a tab or a printable ASCII character but a quote.
                         NUL: a tab for the format tsv; for csv a comma is written, and for
                         reading it is found: comma, semicolon, tab or bar, the one that
                         divides the first 16 records into equally many fields */
    char comment;   /**< reading: lines that begin with it are skipped; NUL: none */
    rc_csv_header header;
    rc_csv_quotes quotes;  /**< writing */
    uint64_t skip_lines;   /**< reading: lines to skip before the header */
    const char *nulls;     /**< texts that stand for null, separated by commas: ",NA" is the empty
                                text and NA. The first one is written. NULL: the empty text. Text in
                                quotes is not null, but that the empty one is for fields that hold
                                no text */
    char decimal;          /**< before the fraction of a number: '.' or ','; NUL: a point. Complex
                                numbers and times have a point always. Writing: not the delimiter */
    const char *thousands; /**< reading: the character that may be between groups of three digits in
                                the integer part of a number: "1,234,567.5" with ",". A comma, a
                                point, an apostrophe, an underscore, a blank, or a character outside
                                ASCII in UTF-8, such as a no-break space; not that of `decimal`.
                                NULL or "": none */
    int trim; /**< reading: 1: blanks and tabs before and after a field, also around its quotes, do
                   not belong to it, and lines of nothing else are skipped as empty ones are; 0:
                   they belong to it */
} rc_csv_dialect;

#define RC_CSV_DIALECT_INIT                                                                        \
    {                                                                                              \
        sizeof(rc_csv_dialect), 0, 0, RC_CSV_HEADER_FIND, RC_CSV_QUOTES_MINIMAL, 0, RC_NULL, 0,    \
            RC_NULL, 0                                                                             \
    }

/** A record that a reader cannot take. */
typedef struct rc_bad_record {
    size_t size;           /**< sizeof(rc_bad_record) */
    const rc_error *error; /**< what is wrong, complete: source, line, column and byte of the place,
                                number of the record in its input (bad ones are counted), field */
    const char *text;      /**< the text of the record as it is in the input, without the white
                                space around it; it may be not valid UTF-8 */
    size_t length;         /**< of the text, in bytes */
} rc_bad_record;

/**
 * Decides about a bad record: RC_OK skips it, and the reader goes on with the next one. With any
 * other status reading ends: with the error in `err` (RC_ERROR_INIT before) if the function has set
 * it, else with that of the record. All it gets is borrowed during the call. It is called once for
 * each bad record, in the order of the records, by one thread at a time: the one that calls
 * rc_reader_next, or any thread of rc_pump and rc_load, which hold no lock meanwhile. It must not
 * use the reader.
 *
 * Which errors it is called for: NDJSON: every error in a line (the reader goes on with the next
 * line). Other JSON: every error of a record that is well-formed JSON; text that is not ends the
 * reading, since where the next record begins is not known. CSV: every error in a record, except a
 * quote that is never closed, which ends the reading. In all, a record of over max_record bytes, a
 * failure of the system and lack of memory end the reading.
 */
typedef rc_status rc_reject(void *context, const rc_bad_record *bad, rc_error *err);

/** How far reading has come. */
typedef struct rc_progress {
    size_t size;        /**< sizeof(rc_progress) */
    const char *source; /**< the name of the input, as in errors */
    uint64_t records;   /**< records that were read, without bad ones */
    uint64_t rejected;  /**< bad records that `reject` has skipped */
    uint64_t bytes;     /**< bytes of input that these were in */
    uint64_t total;     /**< bytes of the whole input, or RC_UNKNOWN: that of a pipe */
    uint64_t stored;    /**< the share of the input that was read: bytes of it as it is stored, that
                             is compressed ones where it is compressed, */
    uint64_t stored_total; /**< of so many, or RC_UNKNOWN: that of a pipe */
} rc_progress;

/**
 * Is told how far reading has come, after each piece of the input: some hundreds of kilobytes, or
 * one record if it is larger, or what a pipe had. RC_OK: reading goes on. With any other status it
 * ends as after a failure, with the error in `err` (RC_ERROR_INIT before), or with one that says
 * "stopped on request" if the function has not set it. `progress` is borrowed during the call. The
 * calls are made in the order of the input, by one thread at a time: the one that calls
 * rc_reader_next, or any thread of rc_pump, rc_load and rc_infer, which hold no lock meanwhile. It
 * may call rc_reader_cancel, and must not use the reader otherwise. Of an input without records, or
 * which fails in its first piece, the function is not called.
 */
typedef rc_status rc_progress_report(void *context, const rc_progress *progress, rc_error *err);

/** Options of reading. */
typedef struct rc_read_options {
    size_t size;           /**< sizeof(rc_read_options) */
    const char *format;    /**< a name of rc_format_name, or NULL: by file name, else by content;
                                JSON text by both, see above */
    const rc_dtype *dtype; /**< required by formats that have no dtype in the file (JSON, CSV); for
                                others NULL, or equal to the dtype of the file */
    rc_layout layout;      /**< of the batches; default RC_ROWS */
    const char *root;     /**< JSON document: RFC 6901 pointer to the array of records, or NULL: the
                               whole document */
    rc_extra extra;       /**< JSON, CSV */
    rc_missing missing;   /**< JSON, CSV */
    size_t max_record;    /**< JSON, CSV, rowbinary: the maximum size of a record in bytes; 0 means
                               16 MiB. native: of a block; 0 means 256 MiB */
    const char *member;   /**< npz: the name of an array, with or without ".npy"; NULL: the only
                               array */
    rc_nulls nulls;       /**< JSON, CSV */
    unsigned threads;     /**< of rc_load; 0 means rc_get_threads(). A reader that is opened ignores
                               it. */
    rc_reject *reject;    /**< JSON, CSV: decides about bad records; NULL: the first ends reading */
    void *reject_context; /**< is passed to `reject` */
    rc_progress_report *progress; /**< is told how far reading has come; NULL: nothing is */
    void *progress_context;       /**< is passed to `progress` */
    const rc_mapping *mapping; /**< JSON: where the fields come from (rowcol/mapping.h); NULL: each
                                    from its name */
    const rc_csv_dialect *csv; /**< CSV; NULL: RC_CSV_DIALECT_INIT */
    const char *null_value; /**< of RC_NULLS_VALUE: the text of a value as rc_value_parse reads it
                                 for each field; else NULL. RC_EARG if no field takes it. */
    const rc_field_options *fields; /**< JSON, CSV: `nfields` of them, of the same size */
    size_t nfields;
    rc_read_counts *counts; /**< what is done about values is added to them, which must exist until
                                 the reader is closed; for one reader at a time. RC_EARG if they are
                                 of another dtype. NULL: it is not counted. Of formats that have
                                 a dtype all fields are seen. */
    rc_duplicate duplicate; /**< JSON */
    unsigned accept;        /**< JSON, CSV: flags RC_ACCEPT_... */
    const char
        *time; /**< JSON, CSV: how datetimes are written: NULL: ISO 8601; "epoch-s", "epoch-ms",
                    "epoch-us", "epoch-ns": numbers that count since 1970 (strings are ISO 8601
                    still); or a format for strings as strptime has it, with English names in
                    any locale: %Y %y %m %b %B %d %e %j %a %A %H %I %p %M %S %f %z %Z %F %D %T %R
                    %%. %f has any number of digits; of %Z only UTC, GMT, UT and Z are read.
                    Times with a zone become UTC, exactly. RC_EARG for any other format, one
                    without a year, and a dtype without a datetime that has a unit. */
    const rc_added_field *added; /**< JSON, CSV: `nadded` fields, all of the same size, which are
                                      added after those of `dtype`, which is a struct: the batches
                                      and rc_reader_dtype have them. RC_ETYPE for a type that is
                                      not for what is added, RC_ERANGE for one that cannot hold the
                                      name of the input (when it is opened) or the number of a line
                                      (when it is read), RC_ENAME for a name that the dtype has.
                                      With RC_ADDED_LINE the input is divided among threads by one
                                      of them. rc_infer ignores them. */
    size_t nadded;
} rc_read_options;

#define RC_READ_OPTIONS_INIT                                                                       \
    {                                                                                              \
        sizeof(rc_read_options), RC_NULL, RC_NULL, RC_LAYOUT_DEFAULT, RC_NULL, RC_EXTRA_ERROR,     \
            RC_MISSING_ERROR, 0, RC_NULL, RC_NULLS_ERROR, 0, RC_NULL, RC_NULL, RC_NULL, RC_NULL,   \
            RC_NULL, RC_NULL, RC_NULL, RC_NULL, 0, RC_NULL, RC_DUPLICATE_ERROR, 0, RC_NULL,        \
            RC_NULL, 0                                                                             \
    }

/** Options of writing. */
typedef struct rc_write_options {
    size_t size;            /**< sizeof(rc_write_options) */
    const char *format;     /**< a name of rc_format_name, or NULL: by file name */
    int values;             /**< JSON: 1: records as arrays of values instead of objects; or 0 */
    rc_nonfinite nonfinite; /**< JSON */
    unsigned threads;       /**< of rc_save; 0 means rc_get_threads(). A writer that is opened
                                 ignores it. */
    rc_compression compression; /**< Arrow: of each buffer of a record batch */
    rc_strings strings;         /**< Arrow */
    const rc_csv_dialect *csv;  /**< CSV; NULL: RC_CSV_DIALECT_INIT */
    const char *columns; /**< native: the columns of a table that exists, as rowcol/clickhouse.h has
                              them; the values are written as their types. NULL: as the types that
                              the dtype has */
} rc_write_options;

#define RC_WRITE_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(rc_write_options), RC_NULL, 0, RC_NONFINITE_ERROR, 0, RC_COMPRESSION_NONE,          \
            RC_STRINGS_DEFAULT, RC_NULL, RC_NULL                                                   \
    }

/* --------------------------------------------------------------- formats */

/** The name of format `i` of the library, such as "ndjson"; NULL past the last. A constant.
 *  `*reads` and `*writes` (may be NULL) become non-zero if it can be read and written, `*suffixes`
 *  (may be NULL) the suffixes of its file names, separated by spaces. Any thread. */
RC_API const char *rc_format_name(size_t i, int *reads, int *writes, const char **suffixes);

/** The name of the format that the suffix of an input's name shows, before that of compression:
 *  "ndjson" for "a.ndjson.gz". NULL if it shows none, and for NULL. A constant. Any thread. */
RC_API const char *rc_format_of_input(const char *path);

/* --------------------------------------------------------------- reading */

/**
 * Opens a file, or standard input for "-". The caller owns the reader (rc_reader_close).
 * NULL: RC_EIO, RC_EARG (no path, no dtype, wrong options, unknown format), RC_EUNSUPPORTED (the
 * format cannot hold the dtype), RC_EFORMAT, RC_ESYNTAX, RC_ENOMEM.
 */
RC_API rc_reader *rc_reader_open(const char *path, const rc_read_options *options, rc_error *err);

/** As rc_reader_open, from `size` bytes at `data` (may be NULL if `size` is 0), borrowed until the
 *  reader is closed. `name` is the file name in errors, and for the format; NULL means "memory". */
RC_API rc_reader *rc_reader_open_memory(const void *data, size_t size, const char *name,
                                        const rc_read_options *options, rc_error *err);

/** Closes and releases the reader. Batches that it has returned stay valid. NULL is allowed. */
RC_API void rc_reader_close(rc_reader *reader);

/**
 * Stops reading: rc_reader_next, and rc_pump, fail with RC_ECANCELED instead of reading more, and a
 * call that waits for a pipe, a terminal or a socket no longer waits. Any thread, also while others
 * use the reader, and a signal handler, as long as the reader is not being closed. A reader that
 * was not read from before is stopped too. It cannot be undone. NULL is allowed.
 */
RC_API void rc_reader_cancel(rc_reader *reader);

/** The dtype of the batches, borrowed from the reader. */
RC_API const rc_dtype *rc_reader_dtype(const rc_reader *reader);

/** The name of the format that it reads, as rc_format_name has it: that of the options, or the one
 *  that was found. A constant. NULL for NULL, and for a reader of a store. Any thread. */
RC_API const char *rc_reader_format(const rc_reader *reader);

/** The number of records, if the input has it before them (.npy); else, and for NULL, RC_UNKNOWN.
 */
RC_API uint64_t rc_reader_expected(const rc_reader *reader);

/**
 * Stores the next batch in `*batch`: at least one record, in the order of the input. The caller
 * owns the reference (rc_store_unref); a batch that is released before the next call is reused.
 * RC_OK; RC_END after the last batch (`*batch` is NULL then); RC_ESYNTAX, RC_ETYPE, RC_ERANGE,
 * RC_EMISSING, RC_EEXTRA, RC_EDUPLICATE, RC_EFORMAT, RC_ELIMIT, RC_EIO, RC_ENOMEM, with the place
 * in `err`.
 *
 * All records before the first wrong one are returned in batches before the error is; with
 * options->reject, all good records before the one at which reading ends. RC_ECANCELED: after
 * rc_reader_cancel, or since `progress` of the options has ended it. After a failure the reader can
 * only be closed.
 */
RC_API rc_status rc_reader_next(rc_reader *reader, rc_store **batch, rc_error *err);

/** Reads a whole file into a new store, which the caller owns (rc_store_unref): all records or
 * none. It is decoded by options->threads threads, else by rc_get_threads().
 * NULL: as rc_reader_open and rc_reader_next. */
RC_API rc_store *rc_load(const char *path, const rc_read_options *options, rc_error *err);

/** The same for `size` bytes at `data`, which are not needed afterwards: rc_reader_open_memory says
 *  what `name` means. NULL: as rc_reader_open_memory and rc_reader_next. */
RC_API rc_store *rc_load_memory(const void *data, size_t size, const char *name,
                                const rc_read_options *options, rc_error *err);

/* -------------------------------------------------------------- bad records */

/** Writes bad records to files. */
typedef struct rc_reject_log rc_reject_log;

/**
 * Opens the files of a log of bad records; one of the paths may be NULL. Each file appears as a
 * whole or not at all, as that of a writer. `path` becomes a store of one record for each bad
 * record, in the format that its name shows, else NDJSON. Its dtype is
 *
 *     file:str, line:u8, column:u8, byte:u8, record:u8, field:str?, status:str, message:str,
 *     text:str?, base64:str?
 *
 * with line and column from 1, byte and record from 0, and the text of the record: in `text` if it
 * is valid UTF-8, else in `base64` (RFC 4648); the other one is null. `raw_path` gets the bytes of
 * each bad record and a newline, so that they can be mended and read again.
 * The caller owns the log (rc_reject_log_close). NULL: as rc_writer_open.
 */
RC_API rc_reject_log *rc_reject_log_open(const char *path, const char *raw_path, rc_error *err);

/** Adds a bad record to the log; an rc_reject whose context is the log, also one of several readers
 *  one after the other. One thread at a time. RC_OK; RC_EARG (NULL, also as error or text of the
 *  record; the log has failed or is finished), RC_EIO, RC_ENOMEM. */
RC_API rc_status rc_reject_log_add(void *log, const rc_bad_record *bad, rc_error *err);

/** Completes the files and gives them their names. Call it once. As rc_writer_finish. If the second
 *  file fails, the first one is in its place already. */
RC_API rc_status rc_reject_log_finish(rc_reject_log *log, rc_error *err);

/** Releases the log and removes files that are not finished. NULL is allowed. */
RC_API void rc_reject_log_close(rc_reject_log *log);

/* --------------------------------------------------------------- writing */

/**
 * Opens a file that appears as a whole or not at all: records are written to a temporary file in
 * the same folder, which is renamed to `path` by rc_writer_finish. A path that is not a regular
 * file (a FIFO, /dev/stdout) is written to directly; "-" is standard output. The caller owns the
 * writer (rc_writer_close). NULL: RC_EIO, RC_EARG (no path, no dtype, wrong options, unknown
 * format), RC_EUNSUPPORTED (a dtype that the format cannot hold), RC_ENOMEM.
 */
RC_API rc_writer *rc_writer_open(const char *path, const rc_dtype *dtype,
                                 const rc_write_options *options, rc_error *err);

/** Writes all records of a store of an equal dtype, any layout. RC_OK; RC_EARG (NULL, the writer
 * has failed or is finished), RC_ETYPE (other dtype), RC_ERANGE (a value that the format cannot
 *  represent; the record and the field are in `err`), RC_EIO, RC_ENOMEM. After a failure of writing
 *  the writer can only be closed. */
RC_API rc_status rc_writer_write(rc_writer *writer, const rc_store *store, rc_error *err);

/** Completes the output and gives it its name. Call it once. RC_OK: the output is complete and in
 * its place. RC_EARG, RC_EIO, RC_ENOMEM, RC_ECANCELED (rc_writer_abandon_all): the output does not
 * exist, or is what it was before; with one exception: if only the last step fails, writing the
 * folder to the disk (RC_EIO), the output is in its place, and the message says so. */
RC_API rc_status rc_writer_finish(rc_writer *writer, rc_error *err);

/** Releases the writer and removes an output that is not finished. NULL is allowed. */
RC_API void rc_writer_close(rc_writer *writer);

/** Whether the file at `path` ("-": standard input) is the one that the writer writes directly, as
 *  when the output is /dev/stdout and standard output is that file: reading it would never end.
 *  RC_OK: it is not; RC_EARG: it is, or an argument is NULL. rc_pump checks its reader itself; this
 *  function is for checking several inputs before the first one is read. */
RC_API rc_status rc_writer_check_input(const rc_writer *writer, const char *path, rc_error *err);

/** For a signal handler that ends the process: removes the temporary files of all writers that are
 *  not complete. Their rc_writer_finish fails with RC_ECANCELED; all else they can do is be closed.
 *  Returns the number of writers, not yet closed, whose output is complete or is being put in its
 *  place at this moment: if it is not 0, let rc_writer_finish return before the process ends.
 *  Async-signal-safe. Writers beyond the 64th that are open at the same time are not included. */
RC_API int rc_writer_abandon_all(void);

/** Writes a whole store to a file. A large one is encoded by options->threads threads, else by
 * rc_get_threads(); no thread may write to the store during the call. The file does not depend on
 * the number of threads. RC_OK; as the calls above. */
RC_API rc_status rc_save(const rc_store *store, const char *path, const rc_write_options *options,
                         rc_error *err);

/* ------------------------------------------------------------------ pump */

/**
 * Makes the records to write from records that were read: a new reference to a store of the
 * writer's dtype, of any length and layout, which may be a view of `records`. NULL: the pump ends
 * with the status in `err`, which must be set; its record, if it is known, counts from the first
 * one that would have been returned, and the pump adds those that were written before. It is called
 * on any thread, on several at once; for some records more than once, and what it returned first is
 * dropped: the result may depend on the records alone. `records` are some that follow each other,
 * and must not be written to.
 */
typedef const rc_store *rc_transform(void *context, const rc_store *records, rc_error *err);

/** Counts of the pump. */
typedef struct rc_pump_stats {
    size_t size;        /**< sizeof(rc_pump_stats) */
    uint64_t records;   /**< records written */
    uint64_t rejected;  /**< bad records that `reject` of the read options has skipped */
    uint64_t bytes_in;  /**< bytes of input consumed */
    uint64_t bytes_out; /**< bytes handed to the output */
} rc_pump_stats;

#define RC_PUMP_STATS_INIT                                                                         \
    {                                                                                              \
        sizeof(rc_pump_stats), 0, 0, 0, 0                                                          \
    }

/** A run that can be continued if it is interrupted: rowcol/checkpoint.h. */
typedef struct rc_checkpoint rc_checkpoint;

/** Called before a checkpoint is written: adds what the program has to know to continue
 *  (rc_checkpoint_set). `moved` is what this call of the pump has moved so far. RC_OK, or another
 *  status, with which the pump ends, with the error in `err` if the function sets it. Any thread of
 *  the pump, while no other does anything. */
typedef rc_status rc_checkpoint_save(void *context, rc_checkpoint *checkpoint,
                                     const rc_pump_stats *moved, rc_error *err);

/** Options of the pump. */
typedef struct rc_pump_options {
    size_t size;                         /**< sizeof(rc_pump_options) */
    unsigned threads;                    /**< 0 means rc_get_threads(). No more are used than the
                                              process has processors. */
    const volatile sig_atomic_t *cancel; /**< may be NULL; a non-zero value stops the pump:
                                              RC_ECANCELED. It is read with an atomic load: another
                                              thread or a signal handler may set it with an atomic
                                              store. A read that waits goes on waiting: see
                                              rc_reader_cancel. */
    rc_transform *transform;             /**< NULL: the records are written as they were read */
    void *context;                       /**< is passed to `transform` */
    rc_checkpoint *checkpoint; /**< is written from time to time, when all records that were read
                                    are written; NULL: none is. The writer is that of
                                    rc_checkpoint_writer, the reader was given to
                                    rc_checkpoint_reader. */
    rc_checkpoint_save *save;  /**< with a checkpoint: called before it is written; or NULL */
    void *save_context;        /**< is passed to `save` */
} rc_pump_options;

#define RC_PUMP_OPTIONS_INIT                                                                       \
    {                                                                                              \
        sizeof(rc_pump_options), 0, RC_NULL, RC_NULL, RC_NULL, RC_NULL, RC_NULL, RC_NULL           \
    }

/**
 * Moves all records of `reader` to `writer`, in order, and decodes and encodes on several threads.
 * The output does not depend on the number of threads. Adds its counts to `*stats` (may be NULL;
 * start from RC_PUMP_STATS_INIT), also after a failure. The writer is not finished, so that several
 * readers can be pumped into one writer.
 * RC_OK; any status of rc_reader_next and rc_writer_write; RC_ECANCELED; any status of the
 * transform; RC_ETYPE (the dtypes of reader, or of what the transform returned, and of the writer
 * differ); RC_EARG (NULL, wrong options, the reader has been read from). After a failure reader and
 * writer can only be closed; the error is the first in the order of the records, and the records
 * before it have been written.
 */
RC_API rc_status rc_pump(rc_reader *reader, rc_writer *writer, const rc_pump_options *options,
                         rc_pump_stats *stats, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
