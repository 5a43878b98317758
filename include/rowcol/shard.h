/*
 * rowcol/shard.h - records divided among several outputs by the value of a field: records with
 * equal values go to the same one, in every run, on every machine, and in other programs.
 *
 * The hash of a value is XXH64 with seed 0, as
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md has it, of these bytes:
 *
 *   bool, integers, M8, m8  the number as 8 bytes in two's complement, least significant first:
 *                           the same for a value in every width, and in both byte orders
 *   floats                  the value as an IEEE 754 double, least significant byte first; that of
 *                           0 for -0.0, and that of 0x7FF8000000000000 for every NaN
 *   str, S, U               the text in UTF-8, without the zeros at the end of S and U (of S the
 *                           bytes as they are; U+FFFD for code points of U that are not valid)
 *   V                       all bytes
 *   null                    its hash is 0; a field inside a null struct is null
 *
 * 1 and 1.0 have different hashes; so have times in different units. The shard of a record, of n,
 * is the remainder of its hash divided by n.
 *
 * Errors: NULL where no comment allows it is RC_EARG. Complex numbers, structs and subarrays have
 * no hash: RC_ETYPE. Name a field inside a struct by its path.
 */
#ifndef ROWCOL_SHARD_H
#define ROWCOL_SHARD_H

#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Stores the hash of the field at `path` in each record in `hashes`, which has space for
 * rc_store_length(store) numbers. Threads: it reads the store. RC_OK; RC_ETYPE (the kind),
 * RC_ENAME and RC_ESYNTAX (the path, as rc_store_view), RC_EARG, RC_ENOMEM: the contents of
 * `hashes` are undefined.
 */
RC_API rc_status rc_store_hash(const rc_store *store, const char *path, uint64_t *hashes,
                               rc_error *err);

/** The most writers of one set. */
#define RC_MAX_SHARDS 1024

/**
 * A writer that gives each record to one of `n` writers, 1 to RC_MAX_SHARDS of equal dtypes, which
 * have not written yet: record after record to the one whose index is its shard by the field at
 * `path`, so that each output has its records in their order. For rc_pump, rc_writer_write and
 * rc_writer_save. Memory: that of the writers (rc_writer_memory of each), and some MiB.
 *
 * rc_writer_finish completes all outputs: the contents of all of them are on the disk before the
 * first gets its name. If that fails, or a record before it, none of them appears, and files that
 * are to be replaced are what they were. Then one after the other gets its name: only if the system
 * refuses one of these renames, or is stopped between them, some have their names and others do not
 * (RC_EIO, with the name of the one that failed). rc_writer_abandon_all stops all or none. An
 * output that is not a file, such as a pipe, has what was written to it in any case.
 *
 * On success the writers belong to this one: it finishes and closes them. On failure they still
 * belong to the caller. An error in writing names the output of the shard, and counts its records.
 * The writer cannot be that of a checkpoint, and rc_writer_check_input knows nothing of its
 * outputs: call it for each of `writers` before. NULL: RC_EARG (NULL, `n`, a writer that has
 * written), RC_ETYPE (the dtypes differ; the kind of the field), RC_ENAME, RC_ESYNTAX (the path),
 * RC_ENOMEM.
 */
RC_API rc_writer *rc_writer_open_shards(rc_writer *const *writers, size_t n, const char *path,
                                        rc_error *err);

/** How many records a writer of rc_writer_open_shards has given to shard `i`; 0 for another writer,
 *  another index, and NULL. */
RC_API uint64_t rc_writer_shard_records(const rc_writer *writer, size_t i);

#ifdef __cplusplus
}
#endif
#endif
