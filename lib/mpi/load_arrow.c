/*
 * mpi/load_arrow.c - one Arrow file of which each rank reads its share of the records.
 *
 * Each rank maps the file, and learns from the metadata of the record batches how many records each
 * has. The records are divided evenly, so that a batch can belong to several ranks: each of them
 * decodes it and takes its part. What is copied, or decompressed, is one batch at a time.
 */
#include "mpi/load_arrow.h"

#include "mpi/fail.h"

#include <rowcol/arrow.h>

typedef struct shared {
    rci_mpi_group *group;
    const char *path;
    rc_arrow_file *file;
    uint64_t total; /* records of the file */
    uint64_t first; /* of the range of this rank, among all */
    uint64_t end;   /* of it */
} shared;

static rc_status open_file(shared *s, const rc_read_options *options)
{
    rc_arrow_import_options import = RC_ARROW_IMPORT_OPTIONS_INIT;
    import.dtype = options->dtype;
    s->file = rc_arrow_file_open(s->path, &import, &s->group->err);
    return s->group->err.status;
}

static rc_status records_of(const shared *s, size_t batch, uint64_t *n)
{
    rc_arrow_batch_info info = RC_ARROW_BATCH_INFO_INIT;
    rc_status status = rc_arrow_file_batch_info(s->file, batch, &info, &s->group->err);
    *n = info.records;
    return status;
}

/* The records of all batches. Ranks that see other ones, or another dtype, see another file. */
static rc_status count_records(shared *s)
{
    static const char different[] =
        "the ranks see different files: the path must be on a file system that all share";
    rc_error *err = &s->group->err;
    uint64_t n;
    for (size_t i = 0; i < rc_arrow_file_batches(s->file) && err->status == RC_OK; i++) {
        if (records_of(s, i, &n) == RC_OK && n > (uint64_t)INT64_MAX - s->total) {
            rci_mpi_fail(err, RC_ELIMIT, "the record batches have 2^63 records or more");
            rc_text_printable(s->path, strlen(s->path), err->source, sizeof err->source);
        } else {
            s->total += n;
        }
    }
    if (rci_mpi_agree_data(s->group) != RC_OK ||
        rci_mpi_agree_number(s->group, s->total, RC_EARG, different) != RC_OK) {
        return err->status;
    }
    return rci_mpi_agree_number(s->group, rc_dtype_hash(rc_arrow_file_dtype(s->file)), RC_EARG,
                                different);
}

/* Adds the records of a batch that are in the range; `at` is the first of the batch. */
static rc_status add_batch(const shared *s, size_t batch, uint64_t at, uint64_t n, rc_store *store)
{
    rc_error *err = &s->group->err;
    uint64_t first = s->first > at ? s->first - at : 0;
    uint64_t end = s->end < at + n ? s->end - at : n;
    rc_store *whole = rc_arrow_file_batch(s->file, batch, err);
    if (whole) {
        rc_store_append_range(store, whole, (size_t)first, (size_t)(end - first), err);
    } else if (err->record != RC_NOWHERE) {
        err->record += at;
    }
    rc_store_unref(whole);
    return err->status;
}

static rc_store *read_records(const shared *s, rc_layout layout)
{
    rc_error *err = &s->group->err;
    uint64_t at = 0, n;
    rc_store *store = rc_store_zeros(rc_arrow_file_dtype(s->file), 0, layout, err);
    if (store) {
        /* What the file claims to have is not checked yet: the store grows if this fails. */
        rc_store_reserve(store, (size_t)(s->end - s->first), NULL);
    }
    for (size_t i = 0; err->status == RC_OK && at < s->end; i++, at += n) {
        if (records_of(s, i, &n) == RC_OK && n > 0 && at + n > s->first) {
            add_batch(s, i, at, n, store);
        }
    }
    return store;
}

rc_store *rci_mpi_load_arrow(rci_mpi_group *group, const char *path, const rc_read_options *options)
{
    shared s = {.group = group, .path = path};
    rc_store *store = NULL;
    open_file(&s, options);
    if (count_records(&s) == RC_OK) {
        s.first = rci_mpi_range_start(s.total, group->rank, group->size);
        s.end = rci_mpi_range_start(s.total, group->rank + 1, group->size);
        store = read_records(&s, options->layout == RC_COLUMNS ? RC_COLUMNS : RC_ROWS);
        rci_mpi_agree_data(group);
    }
    rc_arrow_file_close(s.file);
    return store;
}
