/* io/output_partial.c - outputs to partial files, which the next run continues. */
#include "base/error.h"
#include "io/fd.h"
#include "io/output_impl.h"
#include "io/partial.h"
#include "io/stamp.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

uint64_t rci_io_output_position(const rci_io_output *output)
{
    return output->position;
}

static rc_status cut_off(rci_io_output *output, uint64_t n, rc_error *err)
{
    int why = atomic_load(&output->over);
    if (!why && ftruncate(output->fd, (off_t)n) != 0) {
        why = rci_io_output_end_if(output, errno);
    }
    output->position = n;
    atomic_store(&output->handed, n - n % RCI_IO_WRITEBACK_STEP);
    return why ? rci_io_output_fail(output, why, "continue", err) : RC_OK;
}

rc_status rci_io_output_empty(rci_io_output *output, rc_error *err)
{
    output->left = 0;
    return cut_off(output, 0, err);
}

/* If the partial file has got its place already, it becomes the partial file again. */
static void take_back(rci_io_output *output, const rci_io_output_mark *mark)
{
    rci_io_target *target = &output->target;
    uint64_t size = 0;
    int fd;
    if (output->left > 0 || !target->exists) {
        return;
    }
    fd = rci_io_partial_take_back(target->folder, target->name, output->partial_name, mark->inode,
                                  mark->bytes, mark->hash, &size);
    if (fd >= 0) {
        rci_io_fd_close(output->fd);
        output->fd = fd;
        output->left = size;
        target->exists = false;
    }
}

static rc_status check_left(rci_io_output *output, const rci_io_output_mark *mark, rc_error *err)
{
    uint64_t hash = 0;
    int why;
    if (mark->bytes > output->left) {
        rci_base_error_source(err, output->name);
        return rci_base_fail(err, RC_EIO,
                             "the file that was left of it, %s, has become shorter: it has %llu "
                             "bytes of the %llu that were written",
                             output->partial_name, (unsigned long long)output->left,
                             (unsigned long long)mark->bytes);
    }
    why = rci_io_hash_before(output->fd, mark->bytes, &hash);
    if (why) {
        return rci_io_output_fail(output, why, "read what was left of it", err);
    }
    if (hash != mark->hash) {
        rci_base_error_source(err, output->name);
        return rci_base_fail(err, RC_EIO,
                             "the file that was left of it, %s, has been changed since "
                             "the interrupted run has written it",
                             output->partial_name);
    }
    return RC_OK;
}

rc_status rci_io_output_find_left(rci_io_output *output, const rci_io_output_mark *mark,
                                  rc_error *err)
{
    take_back(output, mark);
    output->kept = output->left > 0; /* else this run has made the file */
    return check_left(output, mark, err);
}

rc_status rci_io_output_continue(rci_io_output *output, const rci_io_output_mark *mark,
                                 rc_error *err)
{
    const rc_status status = check_left(output, mark, err);
    return status == RC_OK ? cut_off(output, mark->bytes, err) : status;
}

rc_status rci_io_output_mark_now(rci_io_output *output, rci_io_output_mark *mark, rc_error *err)
{
    struct stat info;
    int why = atomic_load(&output->over);
    if (!why && fdatasync(output->fd) != 0) {
        why = rci_io_output_end_if(output, errno);
    }
    if (!why && !output->name_synced) {
        why = rci_io_target_sync(&output->target);
        output->name_synced = !why;
    }
    if (!why && fstat(output->fd, &info) != 0) {
        why = errno;
    }
    if (!why) {
        mark->bytes = output->position;
        mark->inode = info.st_ino;
        why = rci_io_hash_before(output->fd, mark->bytes, &mark->hash);
    }
    return why ? rci_io_output_fail(output, why, "write it to the disk", err) : RC_OK;
}

void rci_io_output_keep(rci_io_output *output, bool keep)
{
    output->kept = keep;
}
