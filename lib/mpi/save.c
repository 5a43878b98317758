/*
 * mpi/save.c - one .npy file that all ranks write: rc_mpi_save.
 */
#include "mpi/agree.h"
#include "mpi/fail.h"
#include "mpi/file.h"

#include <rowcol/mpi.h>
#include <rowcol/npy.h>
#include <stdbool.h>
#include <string.h>

/* Bytes that a rank writes in one call, unless a record is larger. */
#define PIECE ((size_t)16 << 20)

typedef struct saving {
    rci_mpi_group group;
    const rc_store *store;
    const char *path;
    size_t itemsize;
    uint64_t first; /* of the records of this rank, among all */
    uint64_t total;
    char *header;
    size_t header_size;
    rci_mpi_file file; /* on rank 0; the name of it on all */
} saving;

/* The bytes of all fields, without padding. */
static size_t field_bytes(const rc_dtype *dtype)
{
    const rc_dtype *element = rc_dtype_element(dtype);
    size_t sum = 0, size = rc_dtype_itemsize(element);
    rc_field_info field;
    if (element) {
        return size > 0 ? rc_dtype_itemsize(dtype) / size * field_bytes(element) : 0;
    }
    if (rc_dtype_kind(dtype) != RC_STRUCT) {
        return rc_dtype_itemsize(dtype);
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        sum += rc_dtype_field(dtype, i, &field, NULL) == RC_OK ? field_bytes(field.dtype) : 0;
    }
    return sum;
}

/* Which records are whose, and the header, which each rank makes: its size is needed. */
static rc_status prepare(saving *s)
{
    rc_error *err = &s->group.err;
    uint64_t n = rc_store_length(s->store), before = 0;
    if (!s->store || !s->path) {
        rci_mpi_fail(err, RC_EARG, "the %s is NULL", s->store ? "path" : "store");
    }
    if (rci_mpi_agree_number(&s->group, rc_dtype_hash(rc_store_dtype(s->store)), RC_ETYPE,
                             "the ranks have stores of different dtypes") != RC_OK) {
        return err->status;
    }
    s->itemsize = rc_dtype_itemsize(rc_store_dtype(s->store));
    if (rci_mpi_check(MPI_Exscan(&n, &before, 1, MPI_UINT64_T, MPI_SUM, s->group.comm),
                      "adding up records", err) == RC_OK &&
        rci_mpi_check(MPI_Allreduce(&n, &s->total, 1, MPI_UINT64_T, MPI_SUM, s->group.comm),
                      "adding up records", err) == RC_OK) {
        s->first = s->group.rank > 0 ? before : 0;
        if (s->itemsize > 0 && s->total > ((uint64_t)INT64_MAX >> 1) / s->itemsize) {
            rci_mpi_fail(err, RC_ELIMIT, "%llu records are more than a file can hold",
                         (unsigned long long)s->total);
        } else {
            s->header = rc_npy_header(rc_store_dtype(s->store), s->total, &s->header_size, err);
        }
    }
    return rci_mpi_agree(&s->group);
}

static rc_status create(saving *s)
{
    if (s->group.rank == 0) {
        rci_mpi_file_create(&s->file, s->path, s->header, s->header_size, &s->group.err);
    }
    if (rci_mpi_agree(&s->group) == RC_OK) {
        rci_mpi_check(MPI_Bcast(s->file.name, RCI_MPI_FILE_PATH, MPI_CHAR, 0, s->group.comm),
                      "telling the name of the file", &s->group.err);
    }
    return s->group.err.status;
}

/* What has to be written: the rows where they lie, or a copy without padding, which `*copy` keeps.
 */
static const void *bytes_of(saving *s, bool in_place, size_t first, size_t n, rc_store **copy)
{
    const unsigned char *rows = rc_store_data_const(s->store);
    const rc_store *part;
    if (in_place) {
        return rows + first * s->itemsize;
    }
    part = rc_store_slice_const(s->store, first, n, &s->group.err);
    *copy = part ? rc_store_convert(part, RC_ROWS, &s->group.err) : NULL;
    rc_store_unref(part);
    return *copy ? rc_store_data_const(*copy) : NULL;
}

/* Ranges do not overlap and are large: each rank writes on its own (MPI_File_write_at). A
   collective call (MPI_File_write_at_all) would make all ranks wait for the slowest one after each
   piece. */
static void write_piece(saving *s, MPI_File file, bool in_place, size_t first, size_t n)
{
    rc_store *copy = NULL;
    const void *bytes = NULL;
    MPI_Offset at = (MPI_Offset)(s->header_size + (s->first + first) * s->itemsize);
    MPI_Status done;
    int size = (int)(n * s->itemsize), written = 0;
    rc_error *err = &s->group.err;
    bytes = bytes_of(s, in_place, first, n, &copy);
    if (bytes && rci_mpi_check(MPI_File_write_at(file, at, bytes, size, MPI_BYTE, &done),
                               "writing the file", err) == RC_OK) {
        MPI_Get_count(&done, MPI_BYTE, &written);
        if (written != size) {
            rci_mpi_fail(err, RC_EIO, "%d of %d bytes were written: is the disk full?", written,
                         size);
        }
    }
    rc_store_unref(copy);
}

static void write_records(saving *s, MPI_File file)
{
    size_t n = rc_store_length(s->store);
    size_t most = s->itemsize > 0 && s->itemsize < PIECE ? PIECE / s->itemsize : 1;
    bool in_place = rc_store_layout(s->store) == RC_ROWS &&
                    field_bytes(rc_store_dtype(s->store)) == s->itemsize;
    rc_error syncing = RC_ERROR_INIT;
    for (size_t first = 0; s->itemsize > 0 && first < n && s->group.err.status == RC_OK;
         first += most) {
        write_piece(s, file, in_place, first, n - first < most ? n - first : most);
    }
    /* Collective: also of a rank that has failed. */
    rci_mpi_check(MPI_File_sync(file), "writing to the disk", &syncing);
    rci_mpi_report(&syncing, &s->group.err);
}

static void close_file(saving *s, MPI_File *file)
{
    rc_error closing = RC_ERROR_INIT;
    rci_mpi_check(MPI_File_close(file), "closing the file", &closing);
    rci_mpi_report(&closing, &s->group.err);
}

static rc_status write_file(saving *s)
{
    MPI_File file;
    rc_error *err = &s->group.err;
    rci_mpi_check(MPI_File_open(s->group.comm, s->file.name, MPI_MODE_WRONLY, MPI_INFO_NULL, &file),
                  "opening the file", err);
    if (err->status == RC_OK) {
        write_records(s, file);
        close_file(s, &file);
    }
    if (err->status != RC_OK && err->source[0] == '\0') {
        rc_text_printable(s->path, strlen(s->path), err->source, sizeof err->source);
    }
    return rci_mpi_agree(&s->group);
}

static rc_status commit(saving *s)
{
    if (s->group.rank == 0) {
        rci_mpi_file_commit(&s->file, &s->group.err);
    }
    return rci_mpi_agree(&s->group);
}

rc_status rc_mpi_save(const rc_store *store, const char *path, MPI_Comm comm, rc_error *err)
{
    saving s = {.store = store, .path = path, .file = {.fd = -1}};
    if (rci_mpi_group_begin(&s.group, comm) == RC_OK && prepare(&s) == RC_OK &&
        create(&s) == RC_OK && write_file(&s) == RC_OK) {
        commit(&s);
    }
    rci_mpi_file_close(&s.file);
    rc_text_free(s.header);
    return rci_mpi_report(&s.group.err, err);
}
