/*
 * rowcol/mpi.h - stores between the ranks of an MPI program, and files that all ranks read or
 * write. The library is librowcol-mpi (pkg-config: rowcol-mpi); compile and link with mpicc. It is
 * built where configure finds MPI 3, and rowcol.h does not include this header.
 *
 * Stores go as they are: dtype with its layout and names, rows or columns, nulls, texts. A view
 * that is neither rows nor columns goes as rows. Padding bytes are not sent: they are zero in the
 * store that arrives. Messages are of at most 64 MiB (or of one record), so that stores may have
 * any size.
 *
 * All ranks are processes with the same byte order and the same version of this library.
 *
 * Errors of one rank reach all. The functions of all ranks of a communicator (each but rc_mpi_type,
 * rc_mpi_send and rc_mpi_recv) return the same status on all ranks, with the error of the lowest
 * rank that failed: "rank 2: out of memory ...". No rank waits for one that had a wrong argument or
 * no memory. What does not reach all is an error of `comm` itself, and that a rank does not call
 * the function. A failure of MPI is RC_EIO with the words of MPI; after it the communicator should
 * not be used any more. These functions use a communicator of their own, which they make at the
 * first call and which is freed with `comm`; rc_mpi_send and rc_mpi_recv use `comm`, with its error
 * handler.
 *
 * In every function a NULL pointer is RC_EARG, unless the comment says that it is allowed; so is a
 * call before MPI_Init or after MPI_Finalize, and a communicator that is MPI_COMM_NULL or has two
 * groups. Only the calling thread uses MPI; which threads may call is what MPI_Init_thread says. No
 * thread may write to a store during the call.
 */
#ifndef ROWCOL_MPI_H
#define ROWCOL_MPI_H

#include <mpi.h>
#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The MPI datatype of one record or value, committed, with an extent of rc_dtype_itemsize(dtype)
 * bytes: for calls of MPI with rows (rc_store_data) or with a column (the data of a view). The
 * caller frees it with MPI_Type_free.
 *
 *   bool, i1 to i8, u1 to u8, f4, f8, c8, c16    MPI_C_BOOL, MPI_INT8_T ... MPI_C_DOUBLE_COMPLEX
 *   M8, m8                                       MPI_INT64_T
 *   f2, S, U, V; numbers in the other order      bytes: they are moved, and cannot be reduced
 *   subarray, struct                             of these; padding is not part of it
 *
 * A nullable field is one of values: nulls are not in the records. RC_OK; RC_EUNSUPPORTED (a str,
 * whose text is not in the record: err->field), RC_EARG, RC_EIO, RC_ENOMEM.
 */
RC_API rc_status rc_mpi_type(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err);

/**
 * Sends a store to another rank, which calls rc_mpi_recv. It returns when that rank has the store.
 * All messages, in both directions, have this tag: no other ones between the two ranks should have
 * it meanwhile. RC_OK; RC_EARG (rank, tag; the other rank also sends to this one and waits),
 * RC_EIO, RC_ENOMEM, RC_ELIMIT: also when the other rank cannot take the store.
 */
RC_API rc_status rc_mpi_send(const rc_store *store, int rank, int tag, MPI_Comm comm,
                             rc_error *err);

/**
 * Receives a store, which the caller owns (rc_store_unref). `rank` may be MPI_ANY_SOURCE, `tag`
 * MPI_ANY_TAG; `status`, which may be MPI_STATUS_IGNORE, gets the rank and the tag.
 * NULL: RC_EARG, RC_EFORMAT (the next message is not a store; it is not taken), RC_EIO, RC_ENOMEM,
 * RC_ELIMIT; the status of the sender if it fails.
 */
RC_API rc_store *rc_mpi_recv(int rank, int tag, MPI_Comm comm, MPI_Status *status, rc_error *err);

/**
 * Gives the store of the rank `root` to all ranks. `*store` is a store on the root, and is set on
 * the others to a new one, which the caller owns; what it was before is not released. RC_OK;
 * RC_EARG (also if ranks name different roots), RC_EIO, RC_ENOMEM, RC_ELIMIT: `*store` is
 * unchanged.
 */
RC_API rc_status rc_mpi_bcast(rc_store **store, int root, MPI_Comm comm, rc_error *err);

/**
 * Divides the store of the rank `root`: each rank gets the records that follow those of the lower
 * ranks, as a new store, which the caller owns. `counts` has the number for each rank, which must
 * be all records of the store together; NULL: as many each, the first ranks one more where they do
 * not divide. `store` and `counts` are looked at on the root only. NULL: RC_EARG, RC_EIO,
 * RC_ENOMEM, RC_ELIMIT.
 */
RC_API rc_store *rc_mpi_scatter(const rc_store *store, const uint64_t *counts, int root,
                                MPI_Comm comm, rc_error *err);

/**
 * Collects the stores of all ranks, whose dtypes are equal: `*all` on the rank `root` is a new
 * store of their records in the order of the ranks, in the layout of that of the root, which the
 * caller owns; on the others it is NULL (`all` may be NULL there). RC_OK; RC_ETYPE (a rank has
 * another dtype than the root), RC_EARG, RC_EIO, RC_ENOMEM, RC_ELIMIT: `*all` is unchanged.
 */
RC_API rc_status rc_mpi_gather(const rc_store *store, int root, MPI_Comm comm, rc_store **all,
                               rc_error *err);

/* ------------------------------------------------------------------ files */

/**
 * Writes the stores of all ranks, whose dtypes are equal, to one .npy file: the records in the
 * order of the ranks, byte for byte the file that rc_save writes for all of them. `path` is the
 * same file on all ranks, on a file system that they share. Each rank writes its own part
 * (MPI_File_write_at), in any layout, in pieces of 16 MiB.
 *
 * The file appears whole or not at all: it is written under another name in the same folder
 * (PATH.new and a number), which rank 0 gives its name when all ranks have written their part. If
 * one fails the file is what it was before. A rank that is killed ends the program before that,
 * too; then the file with the other name stays. A file that is replaced keeps its permissions.
 *
 * RC_OK; RC_EARG (also if `path` is not a regular file), RC_ETYPE (dtypes differ), RC_EUNSUPPORTED
 * (the format cannot hold the dtype), RC_EIO, RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_status rc_mpi_save(const rc_store *store, const char *path, MPI_Comm comm, rc_error *err);

/**
 * Reads a file that all ranks see: each gets the records that follow those of the lower ranks,
 * about as many each. The caller owns the store (rc_store_unref). All stores together have the
 * records of rc_load. The format is that of options->format, else that of the name:
 *
 *   npy      the rows are the pages of the mapped file, as those of rc_npy_map, which says what
 *            that needs; columns are a copy
 *   ndjson   lines of JSON, not compressed; options->dtype is needed. The bytes are divided evenly,
 *            and each rank reads the lines that begin in its part. The error is that of the first
 *            wrong record in the file, with its place in the file
 *
 *   arrow    an Arrow file or stream whose record batches are compressed or not; the records are a
 *            copy. A batch whose records belong to several ranks is decoded by each of them. The
 *            error is that of the first wrong batch or record, with its place in the file
 *
 * `options` may be NULL; they are the same on all ranks. RC_EUNSUPPORTED for other formats: load
 * them on one rank, and use rc_mpi_scatter. NULL: as rc_load; RC_EARG also if ranks see different
 * files, or an option is set that needs the records before those of a rank (reject, progress,
 * counts, added).
 */
RC_API rc_store *rc_mpi_load(const char *path, const rc_read_options *options, MPI_Comm comm,
                             rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
