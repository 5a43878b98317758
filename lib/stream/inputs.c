/* stream/inputs.c - readers of what functions of the program give. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"
#include "stream/reader_impl.h"

#include <rowcol/io.h>

/* A copy of what the program gave. */
typedef struct functions {
    rc_input given;
    const rc_allocator *allocator;
    bool was_short; /* the last call returned less than it could: more has to be waited for */
} functions;

static rc_status check_amount(rc_status status, size_t got, size_t size, rc_error *err)
{
    if (status == RC_END) { /* passed on, it would end the input and lose the text held so far */
        return rci_base_fail(err, RC_EARG,
                             "the program's function has returned RC_END: at the end of the input "
                             "it returns RC_OK and sets *got to 0");
    }
    if (status != RC_OK) {
        return err && err->status != RC_OK
                   ? status
                   : rci_base_fail(err, status, "the program's function cannot read");
    }
    return got <= size ? RC_OK
                       : rci_base_fail(err, RC_EARG,
                                       "the program's function has read %zu bytes where there is "
                                       "space for %zu",
                                       got, size);
}

static rc_status read_waiting(void *context, void *buffer, size_t size, size_t *got, bool *ended,
                              rc_error *err)
{
    functions *self = context;
    rc_status status;
    *got = 0;
    status = self->given.read(self->given.context, buffer, size, got, err);
    status = check_amount(status, *got, size, err);
    if (status != RC_OK) {
        *got = 0;
    }
    *ended = status == RC_OK && *got == 0;
    self->was_short = *got < size;
    return status;
}

static rc_status read_all(void *context, void *buffer, size_t size, size_t *got, rc_error *err)
{
    rc_status status = RC_OK;
    bool ended = false;
    *got = 0;
    while (status == RC_OK && !ended && *got < size) {
        size_t n;
        status =
            read_waiting(context, (unsigned char *)buffer + *got, size - *got, &n, &ended, err);
        *got += n;
    }
    return status;
}

static bool is_waiting(void *context)
{
    return !((functions *)context)->was_short;
}

static void close_input(void *context)
{
    functions *self = context;
    if (self->given.close) {
        self->given.close(self->given.context);
    }
    rci_base_free_as(self->allocator, RC_MEMORY_READER, self, sizeof *self);
}

static const rci_io_stream functions_stream = {
    .read = read_all,
    .read_waiting = read_waiting,
    .is_waiting = is_waiting,
    .close = close_input,
};

rc_reader *rc_reader_open_input(const rc_input *input, const char *name,
                                const rc_read_options *options, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rc_input known = RC_INPUT_INIT;
    functions *self;
    if (!input) {
        rci_base_fail(err, RC_EARG, "no input (NULL)");
        return NULL;
    }
    if (rci_base_options(&known, sizeof known, input, "rc_input", err) != RC_OK) {
        return NULL;
    }
    if (!known.read) {
        rci_base_fail(err, RC_EARG, "the input has no function to read (NULL)");
        return NULL;
    }
    self = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *self, err);
    if (!self) {
        if (known.close) {
            known.close(known.context);
        }
        return NULL;
    }
    self->given = known;
    self->allocator = allocator;
    return rci_stream_reader_open_stream(&functions_stream, self, name ? name : "input", options,
                                         err);
}
