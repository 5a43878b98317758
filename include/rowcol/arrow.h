/*
 * rowcol/arrow.h - dtypes, stores and readers to and from the Arrow C data and C stream interface;
 * Arrow files whose record batches are used in place.
 *
 * Sources: https://arrow.apache.org/docs/format/CDataInterface.html (the structures below, format
 * strings, release callbacks), https://arrow.apache.org/docs/format/CStreamInterface.html, and
 * https://arrow.apache.org/docs/format/Columnar.html (buffers of each type).
 *
 *   dtype                         Arrow type (format)                        bytes of the column
 *   ----------------------------  -----------------------------------------  -------------------
 *   bool                          boolean (b)                                copied: bits
 *   i1 to i8, u1 to u8, f2 to f8  int8 to uint64, half, float, double        shared
 *   c8, c16                       list of 2 float, double (+w:2)             shared
 *   S<n>, V<n>                    fixed-size binary (w:n)                    shared
 *   U<n>                          as str                                     copied
 *   str                           Utf8View (vu), Utf8 (u), LargeUtf8 (U)     shared as Utf8View
 *   M8[s, ms, us, ns]             timestamp (tss:, tsm: ...), with the zone  shared
 *   M8[D], [W], [M], [Y]          date32 (tdD)                               copied
 *   M8[h], [m]                    timestamp of seconds (tss:)                copied
 *   m8[s, ms, us, ns]             duration (tDs, tDm, tDu, tDn)              shared
 *   m8[W], [D], [h], [m]          duration of seconds (tDs)                  copied
 *   m8[Y], [M]                    interval of months (tiM)                   copied
 *   M8, m8 of ps, fs, as and without a unit    int64 (l)                     shared
 *   M8, m8 with a multiple        as the unit (int64 too), multiplied        copied
 *   subarray                      fixed-size list (+w:n), one for each dimension
 *   struct                        struct (+s)
 *
 * Columns are shared if the store is in columns layout, native byte order and aligned, else copied.
 * A field is nullable in Arrow if it is in the dtype; a store has the bitmaps that Arrow has.
 *
 * Not a time (NaT) has no value in Arrow: it is the least number of the type, INT64_MIN or, for
 * dates and months, INT32_MIN, as a valid value, in both directions. It is not exported as a null,
 * so that NaT and null both come back and columns can be shared. rowcol reads it back as NaT;
 * others see a time in the far past. Make the field nullable and the value null where that matters.
 *
 * Metadata: a field or record whose Arrow type alone does not determine the dtype has a metadata
 * entry "rowcol:dtype" with the compact notation of it (rowcol/dtype.h), so that reading it gives
 * the same dtype: kinds, byte orders, offsets, alignment, multiples. It is ignored where it does
 * not agree with the Arrow type.
 *
 * Ownership: a structure whose `release` is not NULL belongs to whoever has it, who calls
 * structure.release(&structure) once, or moves it: copies the bytes and sets `release` of the
 * original to NULL. Structures that this library fills in may be released on any thread, and their
 * children may be moved out of them before. `out` parameters must not hold a structure that is to
 * be released: they are overwritten.
 *
 * In every function a NULL pointer is RC_EARG, unless the comment says that it is allowed; so is a
 * structure that has been released.
 */
#ifndef ROWCOL_ARROW_H
#define ROWCOL_ARROW_H

#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The structures of Arrow, with the guards that other headers have for them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE           2
#define ARROW_FLAG_MAP_KEYS_SORTED    4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif

/** Options of exporting. */
typedef struct rc_arrow_export_options {
    size_t size;        /**< sizeof(rc_arrow_export_options) */
    rc_strings strings; /**< the type of str and U<n> fields */
    int table;          /**< 1: a dtype that is not a struct becomes a struct with one field,
                                   "value": for readers that require columns; or 0 */
} rc_arrow_export_options;

#define RC_ARROW_EXPORT_OPTIONS_INIT                                                               \
    {                                                                                              \
        sizeof(rc_arrow_export_options), RC_STRINGS_DEFAULT, 0                                     \
    }

/** Options of importing. */
typedef struct rc_arrow_import_options {
    size_t size;           /**< sizeof(rc_arrow_import_options) */
    const rc_dtype *dtype; /**< NULL: the dtype is rc_arrow_import_schema's. Else a dtype that is
                                exported as these Arrow types (any type of strings), also one
                                that is not a struct for a struct of one field */
    rc_layout layout;      /**< RC_LAYOUT_DEFAULT and RC_COLUMNS: columns; RC_ROWS: rows, copied */
    int copy;              /**< 1: everything is copied, so that the values of the store can be
                                written to; or 0. RC_ROWS and rc_arrow_stream_import always copy */
} rc_arrow_import_options;

#define RC_ARROW_IMPORT_OPTIONS_INIT                                                               \
    {                                                                                              \
        sizeof(rc_arrow_import_options), RC_NULL, RC_LAYOUT_DEFAULT, 0                             \
    }

/* ---------------------------------------------------------------- schemas */

/**
 * Fills in `*schema` for records of `dtype`: a struct with a child for each field. The name of the
 * schema itself is "". `options` may be NULL. The dtype may be released before the schema. RC_OK;
 * RC_EARG, RC_ELIMIT (a size or extent over INT32_MAX), RC_ENOMEM: `*schema` is unchanged.
 */
RC_API rc_status rc_arrow_export_schema(const rc_dtype *dtype,
                                        const rc_arrow_export_options *options,
                                        struct ArrowSchema *schema, rc_error *err);

/**
 * The dtype of a schema, which the caller releases with rc_dtype_unref. `schema` is only read.
 * options->dtype, if any, is compared with it. Types that no dtype has when exported:
 *
 *     Utf8, LargeUtf8, Utf8View, Binary, LargeBinary, BinaryView   str (Binary: if it is UTF-8)
 *     date32; date64                                               M8[D]; M8[ms]
 *     time32, time64 (time of day)                                 m8 of the unit
 *     timestamp with a zone                                        M8 of the unit, the time in UTC,
 *                                                                  with the zone (rc_dtype_zone)
 *     dictionary-encoded                                           as its values
 *
 * The elements of fixed-size lists are not nullable in a dtype: nulls there are refused by
 * rc_arrow_import. NULL: RC_EUNSUPPORTED (lists of variable length, maps, unions, decimals, zones
 * that rc_dtype_in_zone refuses,
 * intervals of days, null type, run-end encoding: err->field is the field, the message has the
 * type), RC_EFORMAT (the structure is not valid), RC_ENAME (two fields of one name, or a name that
 * is empty or not UTF-8), RC_ETYPE (options->dtype has other types), RC_ELIMIT (depth, fields,
 * bytes), RC_EARG, RC_ENOMEM.
 */
RC_API rc_dtype *rc_arrow_import_schema(const struct ArrowSchema *schema,
                                        const rc_arrow_import_options *options, rc_error *err);

/* ----------------------------------------------------------------- arrays */

/**
 * Fills in `*array` with the records of `store`, any layout, and, unless `schema` is NULL,
 * `*schema` as rc_arrow_export_schema does. The array holds references to the memory and the
 * strings of the store, which may be released before it. No value of the store may be written while
 * the array is used; rc_store_freeze makes sure of that. The buffers of a str column as Utf8View
 * are the memory of all strings of the store and of the stores that share it: while an array that
 * has such a column is used, no str of these may be written either. rc_arrow_export itself may run
 * while other threads write records of other slices.
 *
 * `options` may be NULL. RC_OK; RC_EARG, RC_ERANGE (a date, timedelta or U<n> text that Arrow's
 * type cannot hold, or a time with a multiple whose count overflows; err->field and err->record),
 * RC_ELIMIT (a width over INT32_MAX; a column of more than INT32_MAX bytes of text as Utf8, or of
 * U<n> as Utf8View, where only strings of more than 12 bytes count: RC_STRINGS_LARGE has no such
 * limit), RC_ENOMEM: both structures are unchanged.
 */
RC_API rc_status rc_arrow_export(const rc_store *store, const rc_arrow_export_options *options,
                                 struct ArrowSchema *schema, struct ArrowArray *array,
                                 rc_error *err);

/**
 * A new store of the records of `array`, which has the type of `schema`: a struct, or another type.
 * On success the array belongs to the library: its `release` is NULL, and it is released at once
 * or, if the store uses its memory, with the last store or slice that does. On failure it still
 * belongs to the caller. `schema` is only read. `options` may be NULL.
 *
 * The memory of columns whose bytes are the same in Arrow and in rowcol is used in place. Values of
 * such a store cannot be written, as in a frozen one (rowcol/access.h); a call that makes it longer
 * moves it to memory of its own. The text of strings of more than 12 bytes is used in place too (it
 * is not written: a string that replaces one is stored elsewhere), apart from strings that begin
 * more than 2 GiB after the beginning of their buffer; their cells are made. Strings are checked to
 * be UTF-8, and lengths and offsets to be inside their buffers; the sizes of the buffers themselves
 * are not known to the interface.
 *
 * NULL: as rc_arrow_import_schema; RC_EFORMAT (array and schema do not fit, a buffer is missing, an
 * offset is wrong, a string is not UTF-8), RC_ETYPE (a null record, a null in a field or list
 * element that is not nullable), RC_ERANGE (a value that options->dtype cannot hold), RC_ELIMIT,
 * RC_ENOMEM.
 */
RC_API rc_store *rc_arrow_import(struct ArrowArray *array, const struct ArrowSchema *schema,
                                 const rc_arrow_import_options *options, rc_error *err);

/* ---------------------------------------------------------------- streams */

/**
 * Fills in `*stream` with the batches of `reader`, which has not been read from. On success the
 * stream owns the reader and closes it when it is released; on failure the caller does. `options`
 * may be NULL. After a failure get_schema and get_next return ENOMEM, ENOSYS (RC_EUNSUPPORTED), for
 * RC_EIO the errno of the system call (EIO if it is not known), else EINVAL; get_last_error returns
 * the text of rc_error_print, which is valid until the next call of get_schema or get_next or until
 * the stream is released, and NULL after success. One thread at a time may use the stream. RC_OK;
 * RC_EARG, RC_ENOMEM.
 */
RC_API rc_status rc_arrow_stream_export(rc_reader *reader, const rc_arrow_export_options *options,
                                        struct ArrowArrayStream *stream, rc_error *err);

/** The same for a store: batches of `batch` records, the last with what is left; 0 means one batch
 *  of all records. The stream holds a reference to the memory of the store, as rc_arrow_export. */
RC_API rc_status rc_arrow_stream_export_store(const rc_store *store, size_t batch,
                                              const rc_arrow_export_options *options,
                                              struct ArrowArrayStream *stream, rc_error *err);

/**
 * A reader of the batches of `stream`, which the caller closes with rc_reader_close: a reader like
 * any other, for rc_reader_next and rc_pump. On success the stream belongs to the reader: its
 * `release` is NULL. On failure it still belongs to the caller. The schema is read at once. Batches
 * are copied into those of the reader, in options->layout (RC_ROWS by default). `options` may be
 * NULL. NULL: as rc_arrow_import_schema, RC_EIO (get_schema fails; err->sys is its errno).
 */
RC_API rc_reader *rc_arrow_stream_import(struct ArrowArrayStream *stream,
                                         const rc_arrow_import_options *options, rc_error *err);

/* ------------------------------------------------------------------ files */

/**
 * An Arrow IPC file or stream that is mapped: record batches by number. Functions that take a const
 * rc_arrow_file may run on several threads at a time.
 */
typedef struct rc_arrow_file rc_arrow_file;

/**
 * Maps a regular file that holds an Arrow file or stream (found by its contents) and finds its
 * record batches: the time depends on their number, not on their size. Dictionaries are read. Give
 * it back with rc_arrow_file_close.
 *
 * `options` (may be NULL) says what rc_arrow_file_batch returns: the dtype, the layout, whether all
 * is copied. The file must not be changed or shortened while it or a store of its batches exists
 * (the system answers an access to a page that is gone with SIGBUS).
 *
 * NULL: as rc_arrow_import_schema; RC_EIO (also if `path` is not a regular file), RC_EFORMAT (it is
 * damaged; err->byte says where), RC_EUNSUPPORTED (a compressed file, metadata before
 * version V4, types as in rc_arrow_import_schema), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_arrow_file *rc_arrow_file_open(const char *path, const rc_arrow_import_options *options,
                                         rc_error *err);

/** Closes it; NULL is allowed. Stores of its batches stay valid: the last one unmaps the file. */
RC_API void rc_arrow_file_close(rc_arrow_file *input);

/** The dtype of its records, which lives as long as the file. NULL for NULL. */
RC_API const rc_dtype *rc_arrow_file_dtype(const rc_arrow_file *input);

/** The schema, with the metadata of the file in schema->metadata and that of each field in
 *  child->metadata (rc_arrow_metadata_get). It belongs to the file: do not release it, nor move its
 *  children. NULL for NULL. */
RC_API const struct ArrowSchema *rc_arrow_file_schema(const rc_arrow_file *input);

/** 1 for a stream, 0 for a file with a footer, and for NULL. */
RC_API int rc_arrow_file_is_stream(const rc_arrow_file *input);

/** The number of record batches; 0 for NULL. */
RC_API size_t rc_arrow_file_batches(const rc_arrow_file *input);

/** A record batch. Initialize it with RC_ARROW_BATCH_INFO_INIT. */
typedef struct rc_arrow_batch_info {
    size_t size;                /**< sizeof(rc_arrow_batch_info) */
    uint64_t records;           /**< as its metadata says */
    uint64_t offset;            /**< of its message, from the beginning of the file */
    uint64_t bytes;             /**< of its message, with metadata and buffers */
    rc_compression compression; /**< of its buffers */
    int version;                /**< of its metadata: 4 or 5, for V4 or V5 */
    uint64_t buffer_bytes;      /**< of its buffers in the file, without padding */
    uint64_t plain_bytes;       /**< of its buffers when they are decompressed, as they say */
} rc_arrow_batch_info;

#define RC_ARROW_BATCH_INFO_INIT                                                                   \
    {                                                                                              \
        sizeof(rc_arrow_batch_info), 0, 0, 0, RC_COMPRESSION_NONE, 0, 0, 0                         \
    }

/** Fills in `*info` for batch number `batch`, from 0, from its metadata; of its buffers only the
 *  lengths are looked at. RC_OK; RC_EINDEX (there is no such batch), RC_EFORMAT, RC_EUNSUPPORTED
 * (another compression than LZ4 and ZSTD), RC_EARG, RC_ENOMEM: `*info` is unchanged. */
RC_API rc_status rc_arrow_file_batch_info(const rc_arrow_file *input, size_t batch,
                                          rc_arrow_batch_info *info, rc_error *err);

/**
 * A new store of the records of batch number `batch`, from 0, which the caller releases with
 * rc_store_unref. As columns (the default) that are not copied, it uses the pages of the file for
 * each column whose bytes are the same in rowcol, as rc_arrow_import says: numbers, times, c8 and
 * c16, S<n>, V<n>, subarrays of these, and the bitmaps of nullable fields, in batches that are not
 * compressed, have the byte order of the machine and buffers at multiples of 8 bytes; and for the
 * text of long strings. The other columns are copied, and only these. The values cannot be written
 * then. What is read is checked: sizes, offsets, strings, nulls.
 *
 * NULL: RC_EINDEX (there is no such batch), RC_EFORMAT (err->byte is the offset of the batch),
 * RC_ETYPE, RC_ERANGE and RC_ELIMIT as in rc_arrow_import (err->record counts from the first record
 * of the batch), RC_EUNSUPPORTED (another compression than LZ4 and ZSTD), RC_EARG, RC_ENOMEM.
 */
RC_API rc_store *rc_arrow_file_batch(const rc_arrow_file *input, size_t batch, rc_error *err);

/** The number of pairs in the metadata of a schema (ArrowSchema.metadata, which may be NULL: 0). */
RC_API size_t rc_arrow_metadata_count(const char *metadata);

/** Pair `i` of metadata: `*key` and `*value` point into it, are not NUL-terminated, and may hold
 * any bytes. RC_OK; RC_EINDEX (there is no such pair), RC_EFORMAT (a length is negative), RC_EARG.
 */
RC_API rc_status rc_arrow_metadata_get(const char *metadata, size_t i, const char **key,
                                       size_t *key_length, const char **value, size_t *value_length,
                                       rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
