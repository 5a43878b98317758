/* stream/job.c - one piece on its way through the pump: fetching, decoding, encoding. */
#include "stream/job.h"

#include "base/error.h"
#include "store/batch.h"

rc_status rci_stream_job_init(rci_stream_job *job, rc_reader *reader, rc_error *err)
{
    pthread_cond_init(&job->turn_came, NULL);
    rci_base_bytes_init(&job->out);
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
    rc_store_unref(job->batch);
    rci_base_bytes_release(&job->out);
    pthread_cond_destroy(&job->turn_came);
}

static void clear_result(rci_stream_job *job)
{
    job->n = 0;
    job->status = RC_OK;
    job->encoding_failed = false;
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
    job->encoding_failed = true; /* it has no place in the input */
    job->n = 0;
    rc_error_clear(&job->error);
    job->status = rci_base_fail(&job->error, RC_ECANCELED, "stopped on request");
}

void rci_stream_job_fetch(rci_stream_job *job, const rc_reader *reader)
{
    clear_result(job); /* it may have been decoded before it was confirmed */
    job->status = rci_stream_reader_fetch(reader, job->piece, &job->error);
}

static rc_status get_records(rci_stream_job *job, const rc_reader *reader)
{
    rc_status status;
    job->n = 0;
    if (reader->ops->view) {
        job->records = reader->ops->view(reader, job->piece, &job->first, &job->n);
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
    status = reader->ops->decode(reader, job->piece, job->batch, &job->error);
    job->records = job->batch;
    job->first = 0;
    job->n = rc_store_length(job->batch);
    return status;
}

void rci_stream_job_work(rci_stream_job *job, const rc_reader *reader, const rc_writer *writer)
{
    rc_status encoding = RC_OK;
    rc_error error = RC_ERROR_INIT;
    job->status = get_records(job, reader);
    job->out.length = 0;
    if (job->n) {
        encoding =
            rci_stream_writer_encode(writer, job->records, job->first, job->n, &job->out, &error);
    }
    if (encoding != RC_OK) { /* it comes before a failure of decoding */
        job->error = error;
        job->encoding_failed = true;
        job->n = 0;
        job->status = encoding;
    }
}
