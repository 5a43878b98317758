/* stream/sinks.c - writers into functions of the program, and into memory. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"
#include "stream/writer_impl.h"

#include <rowcol/io.h>

/* --------------------------------------------------------------- functions */

/* A copy of what the program gave. */
typedef struct functions {
    rc_output given;
    const rc_allocator *allocator;
} functions;

/* A function that fails without an error has failed for a reason that it knows. */
static rc_status failed(rc_status status, const char *what, rc_error *err)
{
    if (status == RC_END) { /* no status of an output: a caller would take it for the end */
        return rci_base_fail(err, RC_EARG,
                             "the program's function cannot %s: it has returned RC_END", what);
    }
    if (status == RC_OK || !err || err->status != RC_OK) {
        return status;
    }
    return rci_base_fail(err, status, "the program's function cannot %s", what);
}

static rc_status write_out(void *context, const void *data, size_t n, rc_error *err)
{
    const rc_output *output = &((functions *)context)->given;
    return failed(output->write(output->context, data, n, err), "write", err);
}

static rc_status finish_out(void *context, rc_error *err)
{
    const rc_output *output = &((functions *)context)->given;
    return output->finish ? failed(output->finish(output->context, err), "complete it", err)
                          : RC_OK;
}

static void close_out(void *context)
{
    functions *self = context;
    if (self->given.close) {
        self->given.close(self->given.context);
    }
    rci_base_free_as(self->allocator, RC_MEMORY_WRITER, self, sizeof *self);
}

static const rci_io_sink functions_sink = {write_out, finish_out, close_out};

rc_writer *rc_writer_open_output(const rc_output *output, const char *name, const rc_dtype *dtype,
                                 const rc_write_options *options, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    functions *self;
    rc_output known = RC_OUTPUT_INIT;
    if (!output) {
        rci_base_fail(err, RC_EARG, "no output (NULL)");
        return NULL;
    }
    if (rci_base_options(&known, sizeof known, output, "rc_output", err) != RC_OK) {
        return NULL;
    }
    if (!known.write) {
        rci_base_fail(err, RC_EARG, "the output has no function to write (NULL)");
        return NULL;
    }
    self = rci_base_zalloc_as(allocator, RC_MEMORY_WRITER, sizeof *self, err);
    if (!self) {
        if (known.close) {
            known.close(known.context);
        }
        return NULL;
    }
    self->given = known;
    self->allocator = allocator;
    return rci_stream_writer_open_sink(&functions_sink, self, name ? name : "output", dtype,
                                       options, err);
}

/* ------------------------------------------------------------------ memory */

typedef struct memory {
    rci_base_bytes bytes;
    bool complete;
    const rc_allocator *allocator;
} memory;

static rc_status write_memory(void *context, const void *data, size_t n, rc_error *err)
{
    return rci_base_bytes_append(&((memory *)context)->bytes, data, n, err);
}

static rc_status finish_memory(void *context, rc_error *err)
{
    (void)err;
    ((memory *)context)->complete = true;
    return RC_OK;
}

static void close_memory(void *context)
{
    memory *self = context;
    rci_base_bytes_release(&self->bytes);
    rci_base_free_as(self->allocator, RC_MEMORY_WRITER, self, sizeof *self);
}

static const rci_io_sink memory_sink = {write_memory, finish_memory, close_memory};

rc_writer *rc_writer_open_memory(const rc_dtype *dtype, const rc_write_options *options,
                                 rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    memory *self = rci_base_zalloc_as(allocator, RC_MEMORY_WRITER, sizeof *self, err);
    rc_writer *writer;
    if (!self) {
        return NULL;
    }
    self->allocator = allocator;
    rci_base_bytes_init_as(&self->bytes, RC_MEMORY_WRITER);
    writer = rci_stream_writer_open_sink(&memory_sink, self, "memory", dtype, options, err);
    if (writer) {
        writer->memory = self;
    }
    return writer;
}

const void *rc_writer_contents(const rc_writer *writer, size_t *size)
{
    const memory *self = writer ? writer->memory : NULL;
    const bool complete = self && self->complete;
    if (size) {
        *size = complete ? self->bytes.length : 0;
    }
    return complete ? (self->bytes.data ? self->bytes.data : (const unsigned char *)"") : NULL;
}
