/* stream/checkpoint.c - runs that can be continued: the pair of files beside the output. */
#include "stream/checkpoint.h"

#include "base/error.h"
#include "io/target.h"
#include "stream/checkpoint_inputs.h"
#include "stream/checkpoint_state.h"
#include "stream/reader_impl.h"
#include "stream/reject_log.h"
#include "stream/writer_impl.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct rc_checkpoint {
    const rc_allocator *allocator;
    char file[PATH_MAX];   /* of the checkpoint */
    rci_io_output *output; /* until there is a writer */
    bool found, written;
    size_t first; /* input, where it continues */
    rci_stream_sections sections;
    size_t input;            /* of the reader */
    const rc_reader *reader; /* borrowed, as the next three */
    rc_writer *writer;
    rc_reject_log *log;
    rc_read_counts *counts;
    uint64_t every_bytes, bytes; /* since the last one */
    double every_seconds, last;
};

static const char writer_name[] = "rowcol.writer", rejects_name[] = "rowcol.rejects",
                  raw_name[] = "rowcol.rejects-raw";

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* --------------------------------------------------------------------- open */

/* Finds the checkpoint that was left, or removes it. The output is locked. */
static rc_status find(rc_checkpoint *checkpoint, bool restart, rc_error *err)
{
    rc_status status = RC_OK;
    if (restart) {
        unlink(checkpoint->file);
    } else {
        status = rci_stream_sections_load(&checkpoint->sections, checkpoint->file,
                                          &checkpoint->found, err);
    }
    if (checkpoint->found) {
        rci_io_output_keep(checkpoint->output, true);
        checkpoint->first = rci_stream_state_input(&checkpoint->sections);
    }
    return status;
}

static rc_status open_pair(rc_checkpoint *checkpoint, const char *path, bool restart, rc_error *err)
{
    int why;
    checkpoint->output = rci_io_output_open_partial(path, err);
    if (!checkpoint->output) {
        return RC_EIO;
    }
    why = rci_io_target_beside(path, ".rowcol-resume", checkpoint->file);
    if (why) {
        rci_base_fail_sys(err, why, "cannot name the file of the checkpoint beside it");
        rci_base_error_source(err, path);
        return RC_EIO;
    }
    return find(checkpoint, restart, err);
}

rc_checkpoint *rc_checkpoint_open(const char *path, int restart, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rc_error local = RC_ERROR_INIT;
    rc_checkpoint *checkpoint;
    err = err ? err : &local;
    if (!path) {
        rci_base_fail(err, RC_EARG, "no path (NULL)");
        return NULL;
    }
    checkpoint = rci_base_zalloc(allocator, sizeof *checkpoint, err);
    if (!checkpoint) {
        return NULL;
    }
    checkpoint->allocator = allocator;
    checkpoint->every_seconds = 10;
    rci_stream_sections_init(&checkpoint->sections);
    if (open_pair(checkpoint, path, restart != 0, err) != RC_OK) {
        rc_checkpoint_close(checkpoint);
        return NULL;
    }
    checkpoint->last = now();
    return checkpoint;
}

void rc_checkpoint_close(rc_checkpoint *checkpoint)
{
    if (checkpoint) {
        rci_io_output_close(checkpoint->output);
        rci_stream_sections_release(&checkpoint->sections);
        rci_base_free(checkpoint->allocator, checkpoint, sizeof *checkpoint);
    }
}

int rc_checkpoint_found(const rc_checkpoint *checkpoint)
{
    return checkpoint && (checkpoint->found || checkpoint->written);
}

/* ----------------------------------------------------------------- sections */

static bool is_good_name(const char *name)
{
    const size_t n = strlen(name);
    return n > 0 && n < RCI_STREAM_SECTION_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == n &&
           strncmp(name, "rowcol.", 7) != 0;
}

static rc_status no_checkpoint(rc_error *err)
{
    return rci_base_fail(err, RC_EARG, "no checkpoint (NULL)");
}

rc_status rc_checkpoint_set(rc_checkpoint *checkpoint, const char *name, const void *data,
                            size_t size, rc_error *err)
{
    rci_stream_section *section;
    rc_status status;
    if (!checkpoint) {
        return no_checkpoint(err);
    }
    if (!name || (!data && size > 0)) {
        return rci_base_fail(err, RC_EARG, "no %s (NULL)", name ? "data" : "name");
    }
    if (!is_good_name(name)) {
        return rci_base_fail(err, RC_EARG,
                             "\"%.40s\" is not a name of 1 to 31 letters a to z, "
                             "digits, \".\" and \"-\", that does not begin with "
                             "\"rowcol.\"",
                             name);
    }
    section = rci_stream_section_begin(&checkpoint->sections, name, err);
    if (!section) {
        return RC_ENOMEM;
    }
    status = rci_base_bytes_append(&section->data, size ? data : "", size, err);
    return status == RC_OK ? rci_stream_section_end(section, err) : status;
}

const void *rc_checkpoint_get(const rc_checkpoint *checkpoint, const char *name, size_t *size)
{
    const rci_stream_section *section =
        checkpoint && name ? rci_stream_section_find(&checkpoint->sections, name) : NULL;
    if (size) {
        *size = section ? section->data.length : 0;
    }
    return section ? section->data.data : NULL;
}

/* ------------------------------------------------------------- inputs, readers */

rc_status rc_checkpoint_inputs(rc_checkpoint *checkpoint, const char *const *paths, size_t n,
                               rc_error *err)
{
    if (!checkpoint) {
        return no_checkpoint(err);
    }
    for (size_t i = 0; i < n; i++) {
        if (!paths || !paths[i]) {
            return rci_base_fail(err, RC_EARG, "no path of input %zu (NULL)", i + 1);
        }
    }
    return rci_stream_checkpoint_inputs(&checkpoint->sections, paths, n, err);
}

size_t rc_checkpoint_input(const rc_checkpoint *checkpoint)
{
    return checkpoint ? checkpoint->first : 0;
}

rc_status rc_checkpoint_reader(rc_checkpoint *checkpoint, rc_reader *reader, size_t input,
                               rc_error *err)
{
    rc_status status = RC_OK;
    if (!checkpoint || !reader) {
        return checkpoint ? rci_base_fail(err, RC_EARG, "no reader (NULL)") : no_checkpoint(err);
    }
    if (reader->ended != RC_OK || reader->piece) {
        return rci_base_fail(err, RC_EARG,
                             "this reader has been read from already: open a new one");
    }
    if (!reader->ops->get_position) {
        rci_base_fail(err, RC_EUNSUPPORTED, "reading can be continued in JSON and CSV text only");
        rci_stream_reader_add_source(reader, err);
        return RC_EUNSUPPORTED;
    }
    if (input < checkpoint->first) {
        return rci_base_fail(err, RC_EARG, "the run continues in input %zu, after input %zu",
                             checkpoint->first + 1, input + 1);
    }
    if (checkpoint->found && !checkpoint->reader && input == checkpoint->first) {
        status = rci_stream_state_restore_reader(&checkpoint->sections, reader, err);
    }
    checkpoint->reader = reader;
    checkpoint->input = input;
    return status;
}

/* ---------------------------------------------------------- writers, counts */

rc_writer *rc_checkpoint_writer(rc_checkpoint *checkpoint, const rc_dtype *dtype,
                                const rc_write_options *options, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    rci_io_output *output;
    err = err ? err : &local;
    if (!checkpoint || !dtype) {
        rci_base_fail(err, RC_EARG, "no %s (NULL)", checkpoint ? "dtype" : "checkpoint");
        return NULL;
    }
    if (!checkpoint->output) {
        rci_base_fail(err, RC_EARG, "this checkpoint has had its writer");
        return NULL;
    }
    output = checkpoint->output;
    checkpoint->output = NULL;
    checkpoint->writer = rci_stream_state_open_writer(&checkpoint->sections, writer_name, output,
                                                      dtype, options, err);
    return checkpoint->writer;
}

/* The output of the raw bytes of bad records. */
static rci_io_output *open_raw(const rc_checkpoint *checkpoint, const char *path, rc_error *err)
{
    rci_io_output *raw = rci_io_output_open_partial(path, err);
    if (raw &&
        rci_stream_state_restore_output(&checkpoint->sections, raw_name, raw, err) != RC_OK) {
        rci_io_output_close(raw);
        return NULL;
    }
    return raw;
}

static rc_writer *open_rejects(const rc_checkpoint *checkpoint, const char *path, rc_error *err)
{
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_dtype *dtype = rci_stream_reject_log_dtype(err);
    rci_io_output *output = dtype ? rci_io_output_open_partial(path, err) : NULL;
    rc_writer *writer = NULL;
    options.format = rci_stream_reject_log_format(path);
    if (output) {
        writer = rci_stream_state_open_writer(&checkpoint->sections, rejects_name, output, dtype,
                                              &options, err);
    }
    rc_dtype_unref(dtype);
    return writer;
}

rc_reject_log *rc_checkpoint_reject_log(rc_checkpoint *checkpoint, const char *path,
                                        const char *raw_path, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    rc_writer *writer = NULL;
    rci_io_output *raw = NULL;
    err = err ? err : &local;
    if (!checkpoint || (!path && !raw_path)) {
        rci_base_fail(err, RC_EARG,
                      checkpoint ? "no path of the log of bad records (NULL)"
                                 : "no checkpoint (NULL)");
        return NULL;
    }
    if (path) {
        writer = open_rejects(checkpoint, path, err);
    }
    if (raw_path && (writer || !path)) {
        raw = open_raw(checkpoint, raw_path, err);
    }
    if ((path && !writer) || (raw_path && !raw)) {
        rc_writer_close(writer);
        return NULL;
    }
    checkpoint->log = rci_stream_reject_log_make(writer, raw, err);
    return checkpoint->log;
}

rc_status rc_checkpoint_counts(rc_checkpoint *checkpoint, rc_read_counts *counts, rc_error *err)
{
    if (!checkpoint || !counts) {
        return checkpoint ? rci_base_fail(err, RC_EARG, "no counts (NULL)") : no_checkpoint(err);
    }
    checkpoint->counts = counts;
    return rci_stream_state_restore_counts(&checkpoint->sections, counts, err);
}

/* ------------------------------------------------------------------ writing */

rc_status rc_checkpoint_every(rc_checkpoint *checkpoint, uint64_t bytes, double seconds,
                              rc_error *err)
{
    if (!checkpoint) {
        return no_checkpoint(err);
    }
    if (!(seconds >= 0) || (bytes == 0 && !(seconds > 0))) {
        return rci_base_fail(err, RC_EARG,
                             "a checkpoint has to be due after some bytes or seconds");
    }
    checkpoint->every_bytes = bytes;
    checkpoint->every_seconds = seconds;
    return RC_OK;
}

bool rci_stream_checkpoint_count(rc_checkpoint *checkpoint, size_t bytes)
{
    checkpoint->bytes += bytes;
    return (checkpoint->every_bytes && checkpoint->bytes >= checkpoint->every_bytes) ||
           (checkpoint->every_seconds > 0 && now() - checkpoint->last >= checkpoint->every_seconds);
}

rc_status rci_stream_checkpoint_check(const rc_checkpoint *checkpoint, const rc_reader *reader,
                                      const rc_writer *writer, rc_error *err)
{
    if (checkpoint->writer != writer) {
        return rci_base_fail(err, RC_EARG, "the writer is not that of the checkpoint");
    }
    return checkpoint->reader == reader
               ? RC_OK
               : rci_base_fail(err, RC_EARG, "the reader was not given to the checkpoint");
}

rc_status rci_stream_checkpoint_save_reader(rc_checkpoint *checkpoint, const rc_reader *reader,
                                            rc_error *err)
{
    return rci_stream_state_save_reader(&checkpoint->sections, reader, checkpoint->input, err);
}

static rc_status save_log(rc_checkpoint *checkpoint, rc_error *err)
{
    rc_writer *writer;
    rci_io_output *raw;
    rc_status status = rci_stream_reject_log_flush(checkpoint->log, &writer, &raw, err);
    if (status == RC_OK && writer) {
        status = rci_stream_state_save_writer(&checkpoint->sections, rejects_name, writer, err);
    }
    if (status == RC_OK && raw) {
        status = rci_stream_state_save_output(&checkpoint->sections, raw_name, raw, err);
    }
    return status;
}

/* Whether the partial files stay. */
static void keep(const rc_checkpoint *checkpoint, bool keep)
{
    if (checkpoint->output) {
        rci_io_output_keep(checkpoint->output, keep);
    }
    if (checkpoint->writer) {
        rci_io_output_keep(checkpoint->writer->output, keep);
    }
    if (checkpoint->log) {
        rci_stream_reject_log_keep(checkpoint->log, keep);
    }
}

rc_status rc_checkpoint_write(rc_checkpoint *checkpoint, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    rc_status status;
    err = err ? err : &local;
    if (!checkpoint) {
        return no_checkpoint(err);
    }
    if (!checkpoint->writer) {
        return rci_base_fail(err, RC_EARG, "this checkpoint has no writer yet");
    }
    if (checkpoint->writer->failed || checkpoint->writer->finished) {
        return rci_base_fail(err, RC_EARG,
                             "the writer of this checkpoint has failed or is finished");
    }
    status =
        rci_stream_state_save_writer(&checkpoint->sections, writer_name, checkpoint->writer, err);
    if (status == RC_OK && checkpoint->log) {
        status = save_log(checkpoint, err);
    }
    if (status == RC_OK && checkpoint->counts) {
        status = rci_stream_state_save_counts(&checkpoint->sections, checkpoint->counts, err);
    }
    if (status == RC_OK) {
        status = rci_stream_sections_store(&checkpoint->sections, checkpoint->file, err);
    }
    if (status == RC_OK) {
        keep(checkpoint, true);
        checkpoint->written = true;
        checkpoint->bytes = 0;
        checkpoint->last = now();
    }
    return status == RC_OK ? RC_OK : err->status;
}

void rc_checkpoint_remove(rc_checkpoint *checkpoint)
{
    if (checkpoint) {
        unlink(checkpoint->file);
        keep(checkpoint, false);
        checkpoint->found = checkpoint->written = false;
    }
}
