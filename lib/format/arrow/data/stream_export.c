/* format/arrow/data/stream_export.c - the batches of a reader, or parts of a store, as a stream. */
#include "base/alloc.h"
#include "base/error.h"
#include "format/arrow/data/schema.h"

#include <errno.h>
#include <string.h>

typedef struct exported_stream {
    const rc_allocator *allocator;
    rc_arrow_export_options options;
    rc_reader *reader; /* NULL: a store */
    const rc_store *store;
    size_t batch, next;
    char message[1024]; /* of the last failure; "" after success */
} exported_stream;

/* The errno that a consumer gets for an error, whose text is kept. */
static int keep_error(exported_stream *self, const rc_error *err)
{
    rc_error_print(err, self->message, sizeof self->message);
    switch (err->status) {
    case RC_ENOMEM:
        return ENOMEM;
    case RC_EIO:
        return err->sys ? err->sys : EIO;
    case RC_EUNSUPPORTED:
        return ENOSYS;
    default:
        return EINVAL;
    }
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    exported_stream *self = stream->private_data;
    rc_error err = RC_ERROR_INIT;
    const rc_dtype *dtype =
        self->reader ? rc_reader_dtype(self->reader) : rc_store_dtype(self->store);
    self->message[0] = '\0';
    return rc_arrow_export_schema(dtype, &self->options, out, &err) == RC_OK
               ? 0
               : keep_error(self, &err);
}

/* The next records of the store. As rc_reader_next. */
static rc_status next_part(exported_stream *self, const rc_store **part, rc_error *err)
{
    size_t left = rc_store_length(self->store) - self->next;
    size_t n = self->batch > 0 && self->batch < left ? self->batch : left;
    *part = NULL;
    if (left == 0) {
        return RC_END;
    }
    *part = rc_store_slice_const(self->store, self->next, n, err);
    if (!*part) {
        return err->status;
    }
    self->next += n;
    return RC_OK;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    exported_stream *self = stream->private_data;
    rc_error err = RC_ERROR_INIT;
    rc_store *batch = NULL;
    const rc_store *part = NULL;
    rc_status status;
    self->message[0] = '\0';
    if (self->reader) {
        status = rc_reader_next(self->reader, &batch, &err);
        part = batch;
    } else {
        status = next_part(self, &part, &err);
    }
    if (status == RC_OK) {
        status = rc_arrow_export(part, &self->options, NULL, out, &err);
    } else if (status == RC_END) {
        memset(out, 0, sizeof *out);
    }
    rc_store_unref(part);
    return status == RC_OK || status == RC_END ? 0 : keep_error(self, &err);
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    const exported_stream *self = stream->private_data;
    return self->message[0] ? self->message : NULL;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    exported_stream *self = stream->private_data;
    rc_reader_close(self->reader);
    rc_store_unref(self->store);
    stream->release = NULL;
    stream->private_data = NULL;
    rci_base_free_as(self->allocator, RC_MEMORY_STORE, self, sizeof *self);
}

/* A stream of nothing yet. NULL: RC_EARG, RC_ENOMEM. */
static exported_stream *new_stream(const rc_arrow_export_options *given, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_arrow_export_options options;
    exported_stream *self;
    if (rci_arrow_data_export_options(&options, given, err) != RC_OK) {
        return NULL;
    }
    self = rci_base_zalloc_as(allocator, RC_MEMORY_STORE, sizeof *self, err);
    if (self) {
        self->allocator = allocator;
        self->options = options;
    }
    return self;
}

static rc_status fill_in(struct ArrowArrayStream *stream, exported_stream *self)
{
    *stream = (struct ArrowArrayStream){.get_schema = get_schema,
                                        .get_next = get_next,
                                        .get_last_error = get_last_error,
                                        .release = release_stream,
                                        .private_data = self};
    return RC_OK;
}

rc_status rc_arrow_stream_export(rc_reader *reader, const rc_arrow_export_options *options,
                                 struct ArrowArrayStream *stream, rc_error *err)
{
    rc_error unset = RC_ERROR_INIT;
    exported_stream *self;
    err = err ? err : &unset;
    if (!reader || !stream) {
        return rci_base_fail(err, RC_EARG, "no %s (NULL)", reader ? "stream" : "reader");
    }
    self = new_stream(options, err);
    if (!self) {
        return err->status;
    }
    self->reader = reader;
    return fill_in(stream, self);
}

rc_status rc_arrow_stream_export_store(const rc_store *store, size_t batch,
                                       const rc_arrow_export_options *options,
                                       struct ArrowArrayStream *stream, rc_error *err)
{
    rc_error unset = RC_ERROR_INIT;
    exported_stream *self;
    err = err ? err : &unset;
    if (!store || !stream) {
        return rci_base_fail(err, RC_EARG, "no %s (NULL)", store ? "stream" : "store");
    }
    self = new_stream(options, err);
    if (!self) {
        return err->status;
    }
    self->batch = batch;
    self->store = rc_store_slice_const(store, 0, rc_store_length(store), err);
    if (!self->store) {
        rci_base_free_as(self->allocator, RC_MEMORY_STORE, self, sizeof *self);
        return err->status;
    }
    return fill_in(stream, self);
}
