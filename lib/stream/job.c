/* stream/job.c - one piece on its way through the pump: fetching, decoding, encoding. */
#include "stream/job.h"

#include "base/error.h"
#include "store/batch.h"
#include "store/view.h"
#include "stream/added.h"

rc_status rci_stream_job_init(rci_stream_job *job, rc_reader *reader, rc_error *err)
{
    pthread_cond_init(&job->turn_came, NULL);
    rci_base_bytes_init_as(&job->out, RC_MEMORY_WRITER);
    rc_error_clear(&job->error);
    job->piece = reader->ops->piece_new(reader, err);
    return job->piece ? RC_OK : RC_ENOMEM;
}

void rci_stream_job_release(rci_stream_job *job, rc_reader *reader)
{
    if (!job->out.allocator) { /* it was never made */
        return;
    }
    if (job->piece) {
        reader->ops->piece_free(reader, job->piece);
    }
    rc_store_unref(job->changed);
    rc_store_unref(job->batch);
    rci_base_bytes_release(&job->out);
    pthread_cond_destroy(&job->turn_came);
}

static void clear_result(rci_stream_job *job)
{
    rc_store_unref(job->changed);
    job->changed = NULL;
    job->n = 0;
    job->status = RC_OK;
    job->failed = RCI_STREAM_READING;
    rc_error_clear(&job->error);
}

void rci_stream_job_clear(rci_stream_job *job)
{
    job->next = NULL;
    job->ready = false;
    job->confirmed = false;
    clear_result(job);
}

void rci_stream_job_cancel(rci_stream_job *job)
{
    job->failed = RCI_STREAM_WRITING; /* it has no place in the input */
    job->n = 0;
    rc_error_clear(&job->error);
    job->status = rci_stream_stopped(&job->error);
}

void rci_stream_job_fetch(rci_stream_job *job, const rc_reader *reader)
{
    clear_result(job); /* it may have been decoded before it was confirmed */
    job->decoded = 0;
    rci_stream_rejects_clear(&job->piece->rejects);
    job->status = rci_stream_reader_fetch(reader, job->piece, &job->error);
}

static rc_status get_records(rci_stream_job *job, const rc_reader *reader)
{
    rc_status status;
    rc_store_unref(job->changed); /* of the previous batch of the same piece: it may be a view */
    job->changed = NULL;
    job->n = 0;
    if (reader->ops->view) {
        job->records = reader->ops->view(reader, job->piece, &job->first, &job->n);
        job->decoded += job->n;
        return RC_OK;
    }
    if (job->batch) {
        rci_store_clear_for_reuse(job->batch);
    } else {
        job->batch = rci_stream_reader_batch_new(reader, &job->error);
        if (!job->batch) {
            return RC_ENOMEM;
        }
    }
    status = rci_stream_reader_decode(reader, job->piece, job->batch, &job->error);
    job->records = job->batch;
    job->first = 0;
    job->n = rc_store_length(job->batch);
    job->decoded += job->n;
    return status;
}

/* The records that the transform returned, in a layout that writers take. */
static const rc_store *change_records(const rci_stream_job *job, const rci_stream_change *change,
                                      const rc_writer *writer, rc_error *err)
{
    const rc_store *records = rc_store_slice_const(job->records, job->first, job->n, err);
    const rc_store *changed = records ? change->function(change->context, records, err) : NULL;
    const rc_store *plain = changed;
    if (changed && rci_stream_writer_check_dtype(writer, rc_store_dtype(changed), err) != RC_OK) {
        plain = NULL;
    } else if (changed && rc_store_layout(changed) == RC_STRIDED) {
        plain = rci_store_plain(changed, 0, rc_store_length(changed), err);
    }
    if (plain != changed) {
        rc_store_unref(changed);
    }
    rc_store_unref(records);
    return plain;
}

static rc_status change(rci_stream_job *job, const rci_stream_change *change,
                        const rc_writer *writer, rc_error *err)
{
    if (!change->function || job->n == 0) {
        return RC_OK;
    }
    job->changed = change_records(job, change, writer, err);
    if (!job->changed) {
        return err->status == RC_OK
                   ? rci_base_fail(err, RC_EARG, "the transform returned NULL and set no error")
                   : err->status;
    }
    job->records = job->changed;
    job->first = 0;
    job->n = rc_store_length(job->changed);
    return RC_OK;
}

/* A failure after decoding, which comes before a failure of decoding. */
static void fail_after(rci_stream_job *job, rci_stream_step step, const rc_error *error)
{
    job->error = *error;
    job->failed = step;
    job->n = 0;
    job->status = error->status;
}

static void change_and_encode(rci_stream_job *job, const rci_stream_change *how,
                              const rc_writer *writer)
{
    rc_error error = RC_ERROR_INIT;
    job->out.length = 0;
    if (change(job, how, writer, &error) != RC_OK) {
        fail_after(job, RCI_STREAM_CHANGING, &error);
    } else if (job->n && rci_stream_writer_encode(writer, job->records, job->first, job->n,
                                                  &job->out, &error) != RC_OK) {
        fail_after(job, RCI_STREAM_WRITING, &error);
    }
}

void rci_stream_job_work(rci_stream_job *job, const rc_reader *reader, const rci_stream_change *how,
                         const rc_writer *writer)
{
    job->status = get_records(job, reader);
    change_and_encode(job, how, writer);
}

void rci_stream_job_cut_back(rci_stream_job *job, size_t n, const rci_stream_change *how,
                             const rc_writer *writer)
{
    clear_result(job);
    rci_store_set_length(job->batch, n);
    job->records = job->batch;
    job->first = 0;
    job->n = n;
    change_and_encode(job, how, writer);
}
