/* io/output.c - outputs that appear completely or not at all. */
#include "io/output_impl.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/attributes.h"
#include "io/fd.h"
#include "io/partial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

rc_status rci_io_output_fail(const rci_io_output *output, int why, const char *what, rc_error *err)
{
    rci_base_fail_sys(err, why, "cannot %s", what);
    rci_base_error_source(err, output->name);
    return RC_EIO;
}

/* --------------------------------------------------------------- opening */

static int open_partial(rci_io_output *output, mode_t mode)
{
    int why = rci_io_partial_name(output->target.name, output->partial_name);
    if (why) {
        return why;
    }
    output->fd =
        rci_io_partial_open(output->target.folder, output->partial_name, mode, &output->left);
    output->partial = output->named = output->fd >= 0;
    return output->fd < 0 ? errno : 0;
}

/* How the temporary file is made. */
typedef enum replacement { NORMAL, PRIVATE, PARTIAL } replacement;

static int open_replacement(rci_io_output *output, replacement how)
{
    /* Other users must not read the file before it has the permissions of the one it replaces. */
    mode_t mode = output->target.exists || how == PRIVATE ? 0600 : 0666;
    output->replaces = true;
    if (how == PARTIAL) {
        return open_partial(output, mode);
    }
    output->fd = rci_io_fd_unnamed(output->target.folder, mode);
    if (output->fd < 0) {
        output->fd =
            rci_io_pending_create(output->pending, output->target.folder, mode, &output->temp);
        output->named = output->fd >= 0;
    }
    return output->fd < 0 ? errno : 0;
}

/* Why a partial file cannot be opened. */
static rc_status fail_partial(const rci_io_output *output, int why, rc_error *err)
{
    if (why == EWOULDBLOCK) {
        rci_base_fail(err, RC_EIO, "another run is writing it: try again when that has ended");
    } else if (why == EPERM) {
        rci_base_fail(err, RC_EIO,
                      "%s, where the output is kept until it is complete, is not a "
                      "regular file of this user: remove it",
                      output->partial_name);
    } else {
        return rci_io_output_fail(
            output, why, "open the file in its folder where it is kept until it is complete", err);
    }
    rci_base_error_source(err, output->name);
    return RC_EIO;
}

static rc_status open_path(rci_io_output *output, const char *path, replacement how, rc_error *err)
{
    int why = rci_io_target_find(&output->target, path);
    if (why) {
        return rci_io_output_fail(output, why, "open it for writing", err);
    }
    if (how == PARTIAL && output->target.kind != RCI_IO_TARGET_FILE) {
        rci_base_error_source(err, output->name);
        return rci_base_fail(err, RC_EARG,
                             "it is not a regular file: what was written to it cannot "
                             "be continued");
    }
    switch (output->target.kind) {
    case RCI_IO_TARGET_DESCRIPTOR:
        output->fd = rci_io_fd_dup(output->target.fd);
        why = output->fd < 0 ? errno : 0;
        break;
    case RCI_IO_TARGET_SPECIAL:
        output->fd = rci_io_fd_open(AT_FDCWD, path, O_WRONLY, 0);
        why = output->fd < 0 ? errno : 0;
        break;
    case RCI_IO_TARGET_FILE:
        why = open_replacement(output, how);
        if (why) {
            return how == PARTIAL ? fail_partial(output, why, err)
                                  : rci_io_output_fail(
                                        output, why, "create a temporary file in its folder", err);
        }
    }
    return why ? rci_io_output_fail(output, why, "open it for writing", err) : RC_OK;
}

static rc_status open_fd(rci_io_output *output, int fd, rc_error *err)
{
    output->fd = rci_io_fd_dup(fd);
    return output->fd < 0 ? rci_io_output_fail(output, errno, "write to it", err) : RC_OK;
}

/* A file that is replaced may be an input: it is not changed until the output is complete. */
static void identify(rci_io_output *output)
{
    struct stat info;
    output->is_regular = output->replaces;
    if (!output->replaces && fstat(output->fd, &info) == 0) {
        output->is_regular = S_ISREG(info.st_mode);
        output->identity = rci_io_identity_of(&info);
    }
}

/* Without a descriptor. NULL: RC_ENOMEM. */
static rci_io_output *new_output(const char *name, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_io_output *output = rci_base_zalloc_as(allocator, RC_MEMORY_WRITER, sizeof *output, err);
    if (!output) {
        return NULL;
    }
    output->allocator = allocator;
    output->fd = -1;
    rci_io_target_init(&output->target);
    output->pending = rci_io_pending_add();
    output->name = rci_base_text_copy(name, strlen(name), err);
    if (!output->name) {
        rci_io_output_close(output);
        return NULL;
    }
    return output;
}

/* The output if it was opened, which it is not with another status. */
static rci_io_output *identified(rci_io_output *output, rc_status status)
{
    if (status != RC_OK) {
        rci_io_output_close(output);
        return NULL;
    }
    identify(output);
    return output;
}

rci_io_output *rci_io_output_open(const char *path, rc_error *err)
{
    const bool standard = strcmp(path, "-") == 0;
    rci_io_output *output = new_output(standard ? "standard output" : path, err);
    return output ? identified(output, standard ? open_fd(output, STDOUT_FILENO, err)
                                                : open_path(output, path, NORMAL, err))
                  : NULL;
}

rci_io_output *rci_io_output_open_private(const char *path, rc_error *err)
{
    rci_io_output *output = new_output(path, err);
    return output ? identified(output, open_path(output, path, PRIVATE, err)) : NULL;
}

rci_io_output *rci_io_output_open_partial(const char *path, rc_error *err)
{
    rci_io_output *output = new_output(path, err);
    return output ? identified(output, open_path(output, path, PARTIAL, err)) : NULL;
}

rci_io_output *rci_io_output_open_fd(int fd, const char *name, rc_error *err)
{
    rci_io_output *output = new_output(name, err);
    return output ? identified(output, open_fd(output, fd, err)) : NULL;
}

rci_io_output *rci_io_output_open_sink(const rci_io_sink *sink, void *context, const char *name,
                                       rc_error *err)
{
    rci_io_output *output = new_output(name, err);
    if (output) {
        output->sink = sink;
        output->context = context;
    }
    return output;
}

const char *rci_io_output_name(const rci_io_output *output)
{
    return output->name;
}

const rci_io_identity *rci_io_output_identity(const rci_io_output *output)
{
    return &output->identity;
}

bool rci_io_output_can_patch(const rci_io_output *output)
{
    return output->replaces;
}

/* --------------------------------------------------------------- writing */

/* Starts writing the dirty pages before `end` to the disk, without waiting. Only a hint: other
   threads may still be writing some of them, and a failure is ignored, because the sync at the end
   reports all errors. */
static void start_writeback(rci_io_output *output, uint64_t end)
{
    unsigned long long from = atomic_load(&output->handed), to = end - end % RCI_IO_WRITEBACK_STEP;
    while (to > from) {
        if (atomic_compare_exchange_weak(&output->handed, &from, to)) {
            (void)sync_file_range(output->fd, (off_t)from, (off_t)(to - from),
                                  SYNC_FILE_RANGE_WRITE);
            return;
        }
    }
}

bool rci_io_output_has_places(const rci_io_output *output)
{
    return output->replaces;
}

void rci_io_output_share(rci_io_output *output)
{
    if (!output->shared && output->replaces && !output->named) {
        output->shared = rci_io_windows_open(&output->windows, output->fd, output->position);
    }
}

uint64_t rci_io_output_take_place(rci_io_output *output, size_t n)
{
    uint64_t place = output->position;
    output->position += n;
    return place;
}

/* One thread writes with pwrite, which is the cheapest way; those that come meanwhile use the
   windows. */
static int write_shared(rci_io_output *output, uint64_t place, const void *data, size_t n)
{
    enum { SHORT = 1 << 15 }; /* not worth a mapping */
    const bool busy = atomic_exchange(&output->busy, true);
    int why;
    rci_io_windows_prepare(&output->windows, place + n);
    if (busy && n >= SHORT && rci_io_windows_write(&output->windows, data, n, place) == 0) {
        return 0;
    }
    why = rci_io_fd_write_at(output->fd, data, n, place);
    if (!busy) {
        atomic_store(&output->busy, false);
    }
    return why;
}

static int write_bytes(rci_io_output *output, uint64_t place, const void *data, size_t n)
{
    size_t written;
    if (output->replaces) {
        return output->shared ? write_shared(output, place, data, n)
                              : rci_io_fd_write_at(output->fd, data, n, place);
    }
    return output->is_regular ? rci_io_fd_write_file(output->fd, data, n, &written)
                              : rci_io_fd_write(output->fd, data, n, &written);
}

int rci_io_output_end_if(rci_io_output *output, int why)
{
    int first = 0;
    if (!why) {
        return 0;
    }
    return atomic_compare_exchange_strong(&output->over, &first, why) ? why : first;
}

static rc_status write_to_sink(rci_io_output *output, const void *data, size_t n, rc_error *err)
{
    rc_status status = output->sink->write(output->context, data, n, err);
    if (status != RC_OK) {
        (void)rci_io_output_end_if(output, EIO);
        rci_base_error_source(err, output->name);
    }
    return status;
}

rc_status rci_io_output_write_at(rci_io_output *output, uint64_t place, const void *data, size_t n,
                                 rc_error *err)
{
    int why = atomic_load(&output->over);
    if (!why && output->sink) {
        return write_to_sink(output, data, n, err);
    }
    if (!why) {
        why = rci_io_output_end_if(output, write_bytes(output, place, data, n));
    }
    if (why) {
        return rci_io_output_fail(output, why, "write", err);
    }
    if (output->replaces) {
        start_writeback(output, place + n);
    }
    return RC_OK;
}

rc_status rci_io_output_write(rci_io_output *output, const void *data, size_t n, rc_error *err)
{
    return rci_io_output_write_at(output, rci_io_output_take_place(output, n), data, n, err);
}

rc_status rci_io_output_patch(rci_io_output *output, uint64_t offset, const void *data, size_t n,
                              rc_error *err)
{
    int why;
    if (!output->replaces || offset > output->position || n > output->position - offset) {
        rci_base_fail(err, RC_EARG, "%zu bytes at byte %llu cannot be overwritten", n,
                      (unsigned long long)offset);
        rci_base_error_source(err, output->name);
        return RC_EARG;
    }
    why = atomic_load(&output->over);
    if (!why) {
        why = rci_io_output_end_if(output, rci_io_fd_write_at(output->fd, data, n, offset));
    }
    if (why) {
        return rci_io_output_fail(output, why, "write", err);
    }
    return RC_OK;
}

/* ------------------------------------------------------------- completing */

/* The name of the temporary file that has one. */
static const char *temporary_name(const rci_io_output *output)
{
    return output->partial ? output->partial_name : output->temp.text;
}

/* Ends the mappings, and cuts off what they made the file longer than its contents. */
static int end_sharing(rci_io_output *output)
{
    if (!output->shared) {
        return 0;
    }
    output->shared = false;
    rci_io_windows_close(&output->windows);
    return ftruncate(output->fd, (off_t)output->position) == 0 ? 0 : errno;
}

static int rename_over_target(rci_io_output *output)
{
    const rci_io_target *target = &output->target;
    if (!output->named) {
        int why = rci_io_fd_link_temp(output->fd, target->folder, &output->temp);
        if (why) {
            return why;
        }
        output->named = true;
    }
    if (renameat(target->folder, temporary_name(output), target->folder, target->name) != 0) {
        return errno;
    }
    output->named = false;
    return 0;
}

static int take_name(rci_io_output *output)
{
    const rci_io_target *target = &output->target;
    if (!output->named && !target->exists) {
        int why = rci_io_fd_link(output->fd, target->folder, target->name);
        if (why != EEXIST) {
            return why;
        }
        /* Another process created it in the meantime. */
    }
    return rename_over_target(output);
}

/* A signal handler has abandoned the output: the process is about to end. */
static rc_status abandoned(const rci_io_output *output, rc_error *err)
{
    rci_base_error_source(err, output->name);
    return rci_base_fail(err, RC_ECANCELED, "stopped before the output was complete");
}

/* All of a replacement but its name. */
static rc_status prepare_replacement(rci_io_output *output, rc_error *err)
{
    int why = end_sharing(output);
    if (why) {
        return rci_io_output_fail(output, why, "write", err);
    }
    why = output->target.exists
              ? rci_io_keep_attributes(output->fd, &output->target, output->allocator)
              : 0;
    if (why == ENOMEM) {
        rci_base_error_source(err, output->name);
        return rci_base_fail(err, RC_ENOMEM, "out of memory");
    }
    if (why) {
        return rci_io_output_fail(output, why, "set its permissions", err);
    }
    why = rci_io_fd_sync(output->fd);
    return why ? rci_io_output_fail(output, why, "write it to the disk", err) : RC_OK;
}

rc_status rci_io_output_prepare(rci_io_output *output, rc_error *err)
{
    const int why = atomic_load(&output->over);
    rc_status status = RC_OK;
    if (why) {
        return rci_io_output_fail(output, why, "complete it", err);
    }
    if (output->replaces && !output->prepared) {
        status = prepare_replacement(output, err);
    }
    output->prepared = status == RC_OK;
    return status;
}

rc_status rci_io_output_seal(rci_io_output *output, rc_error *err)
{
    if (!output->sealed && !rci_io_pending_complete(output->pending)) {
        return abandoned(output, err);
    }
    output->sealed = true;
    return RC_OK;
}

static rc_status commit_replacement(rci_io_output *output, rc_error *err)
{
    int why = take_name(output);
    if (why) {
        return rci_io_output_fail(output, why, "put the finished file in its place", err);
    }
    why = rci_io_target_sync(&output->target);
    return why ? rci_io_output_fail(
                     output, why,
                     "write its folder to the disk (the output is complete and in its place, but "
                     "after a power failure the file that it replaced may be there again)",
                     err)
               : RC_OK;
}

static rc_status commit_sink(rci_io_output *output, rc_error *err)
{
    rc_status status = output->sink->commit(output->context, err);
    if (status != RC_OK) {
        rci_base_error_source(err, output->name);
    }
    return status;
}

rc_status rci_io_output_commit(rci_io_output *output, rc_error *err)
{
    rc_status status = rci_io_output_prepare(output, err);
    int why;
    if (status == RC_OK) {
        status = rci_io_output_seal(output, err);
    }
    (void)rci_io_output_end_if(output, EIO);
    if (status != RC_OK) {
        return status;
    }
    if (output->sink) {
        return commit_sink(output, err);
    }
    if (output->replaces) {
        status = commit_replacement(output, err);
    }
    why = rci_io_fd_close(output->fd);
    output->fd = -1;
    if (status == RC_OK && why && !output->replaces) {
        status = rci_io_output_fail(output, why, "write", err);
    }
    return status;
}

void rci_io_output_close(rci_io_output *output)
{
    if (!output) {
        return;
    }
    if (output->named && !output->kept) {
        unlinkat(output->target.folder, temporary_name(output), 0);
    }
    (void)end_sharing(output); /* the file is discarded */
    if (output->sink) {
        output->sink->close(output->context);
    }
    rci_io_pending_remove(output->pending);
    rci_io_fd_close(output->fd);
    rci_io_target_release(&output->target);
    rc_text_free(output->name);
    rci_base_free_as(output->allocator, RC_MEMORY_WRITER, output, sizeof *output);
}
