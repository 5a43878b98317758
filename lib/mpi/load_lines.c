/*
 * mpi/load_lines.c - lines of JSON that all ranks read.
 *
 * The bytes are divided evenly. A line belongs to the rank in whose range it begins: the range of a
 * rank but the first is moved to after the first newline at or after the byte before it. So each
 * rank finds its start alone, and its end is the start of the next. Its reader begins with the
 * newline before the range, so that a byte order mark or the mark of a compressed file means
 * nothing there. Places in errors count from where the reader begins; the bytes, lines and records
 * before that are added when there is an error.
 */
#include "mpi/load_lines.h"

#include "mpi/fail.h"
#include "mpi/file.h"

#include <errno.h>
#include <fcntl.h>
#include <rowcol/io.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes that are looked at for a newline in one step. */
#define STEP ((size_t)16384)

typedef struct lines {
    rci_mpi_group *group;
    const char *path;
    int fd;
    uint64_t size;  /* of the file */
    uint64_t start; /* of the range of this rank */
    uint64_t end;   /* of it */
    uint64_t first; /* byte of the reader: the start, or the newline before it */
} lines;

static rc_status shorter(const lines *l, uint64_t position, rc_error *err)
{
    rci_mpi_fail(err, RC_EIO,
                 "the file became shorter while it was read: it had %llu bytes, and ends at %llu",
                 (unsigned long long)l->size, (unsigned long long)position);
    rc_text_printable(l->path, strlen(l->path), err->source, sizeof err->source);
    return RC_EIO;
}

/* Reads at most `n` bytes at a position before the end of the file. RC_OK, at least one; RC_EIO. */
static rc_status read_at(const lines *l, uint64_t position, void *buffer, size_t n, size_t *got,
                         rc_error *err)
{
    ssize_t found;
    do {
        found = pread(l->fd, buffer, n, (off_t)position);
    } while (found < 0 && errno == EINTR);
    if (found < 0) {
        return rci_mpi_file_fail(err, "read", l->path);
    }
    *got = (size_t)found;
    return found > 0 ? RC_OK : shorter(l, position, err);
}

/* Ranks that see other sizes see another file. Compressed text has no lines. */
static rc_status open_file(lines *l)
{
    static const char *const marks[] = {"\x1f\x8b", "\x28\xb5\x2f\xfd", "\3757zXZ", "BZh"};
    rc_error *err = &l->group->err;
    char first[8] = "";
    struct stat found = {0};
    l->fd = open(l->path, O_RDONLY | O_CLOEXEC);
    if (l->fd < 0 || fstat(l->fd, &found) != 0) {
        rci_mpi_file_fail(err, "open the file", l->path);
    } else if (!S_ISREG(found.st_mode)) {
        rci_mpi_fail(err, RC_EARG, "not a regular file: ranks can read no other one together");
    } else if (pread(l->fd, first, sizeof first - 1, 0) < 0) {
        rci_mpi_file_fail(err, "read", l->path);
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (strncmp(first, marks[i], strlen(marks[i])) == 0) {
            rci_mpi_fail(
                err, RC_EUNSUPPORTED,
                "a compressed file cannot be divided among ranks: load it on one rank, and "
                "use rc_mpi_scatter");
        }
    }
    if (err->status != RC_OK && err->source[0] == '\0') {
        rc_text_printable(l->path, strlen(l->path), err->source, sizeof err->source);
    }
    l->size = (uint64_t)found.st_size;
    return rci_mpi_agree_number(l->group, l->size, RC_EARG,
                                "the ranks see different files: the path must be on a file system "
                                "that all share");
}

/* The first line that begins at or after a position. */
static rc_status find_line(const lines *l, uint64_t position, uint64_t *start, rc_error *err)
{
    char bytes[STEP];
    uint64_t at = position > 0 ? position - 1 : 0;
    rc_status status = RC_OK;
    if (position == 0) {
        *start = 0;
        return RC_OK;
    }
    while (at < l->size && status == RC_OK) {
        size_t got = 0;
        const char *newline;
        status = read_at(l, at, bytes, sizeof bytes, &got, err);
        newline = status == RC_OK ? memchr(bytes, '\n', got) : NULL;
        if (newline) {
            *start = at + (uint64_t)(newline - bytes) + 1;
            return RC_OK;
        }
        at += got;
    }
    *start = l->size;
    return status;
}

/* Each rank finds its start; its end is the start of the next one. */
static rc_status find_range(lines *l)
{
    rci_mpi_group *group = l->group;
    uint64_t ranks = (uint64_t)group->size, rank = (uint64_t)group->rank, next = 0;
    uint64_t position = l->size / ranks * rank + l->size % ranks * rank / ranks;
    int to = rank > 0 ? group->rank - 1 : MPI_PROC_NULL;
    int from = rank + 1 < ranks ? group->rank + 1 : MPI_PROC_NULL;
    find_line(l, position, &l->start, &group->err);
    if (rci_mpi_agree(group) == RC_OK) {
        rci_mpi_check(MPI_Sendrecv(&l->start, 1, MPI_UINT64_T, to, 0, &next, 1, MPI_UINT64_T, from,
                                   0, group->comm, MPI_STATUS_IGNORE),
                      "telling the start of a range", &group->err);
        l->end = from == MPI_PROC_NULL ? l->size : next;
        l->first = l->start > 0 && l->start < l->end ? l->start - 1 : l->start;
    }
    return group->err.status;
}

static uint64_t count_newlines(const lines *l)
{
    char bytes[STEP];
    uint64_t n = 0, at = l->start;
    while (at < l->end) {
        size_t want = l->end - at < STEP ? (size_t)(l->end - at) : STEP, got = 0;
        if (read_at(l, at, bytes, want, &got, NULL) != RC_OK) {
            break;
        }
        for (size_t i = 0; i < got; i++) {
            n += bytes[i] == '\n';
        }
        at += got;
    }
    return n;
}

/* If a rank has failed: adds what is before the range to the place. Each rank counts its own lines.
 */
static void complete_place(lines *l, uint64_t records)
{
    rci_mpi_group *group = l->group;
    rc_error *err = &group->err;
    uint64_t own[2] = {0, records}, before[2] = {0, 0};
    int failed = err->status != RC_OK, any = 0;
    MPI_Allreduce(&failed, &any, 1, MPI_INT, MPI_MAX, group->comm);
    if (!any) {
        return;
    }
    own[0] = count_newlines(l);
    MPI_Exscan(own, before, 2, MPI_UINT64_T, MPI_SUM, group->comm);
    if (l->first < l->start && failed) { /* its own first line ends the last one of a lower rank */
        err->byte += err->byte != RC_NOWHERE ? l->first : 0;
        err->line += err->line != RC_NOWHERE ? before[0] - 1 : 0;
        err->record += err->record != RC_NOWHERE ? before[1] : 0;
    }
}

static rc_store *read_records(lines *l, const rc_read_options *given)
{
    rc_read_options options = *given;
    rc_reader *reader;
    rc_store *store = NULL;
    options.format = "ndjson";
    reader = rc_reader_open_range(l->path, l->first, l->end - l->first, &options, &l->group->err);
    if (reader) {
        store = rc_reader_load(reader, options.threads, &l->group->err);
    }
    rc_reader_close(reader);
    complete_place(l, rc_store_length(store));
    rci_mpi_agree_data(l->group);
    return store;
}

rc_store *rci_mpi_load_lines(rci_mpi_group *group, const char *path, const rc_read_options *options)
{
    lines l = {.group = group, .path = path, .fd = -1};
    rc_store *store = NULL;
    if (rci_mpi_agree_number(group, rc_dtype_hash(options->dtype), RC_ETYPE,
                             "the ranks were given different dtypes") == RC_OK &&
        open_file(&l) == RC_OK && find_range(&l) == RC_OK) {
        store = read_records(&l, options);
    }
    if (l.fd >= 0) {
        close(l.fd);
    }
    return store;
}
