/* io/decompress.c - the members of a compressed source, one after the other. */
#include "io/decompress.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* What is read of the source at once. */
enum { INPUT = 1 << 17 };

struct rci_io_decompress {
    const rc_allocator *allocator;
    const rci_io_codec *codec;
    rci_io_source *source;
    void *state;    /* of the codec */
    bool begun;     /* a member was found */
    bool in_member; /* the codec has begun one and not ended it */
    bool ended;     /* the last member, and what may follow it, has been read */
    bool input_ended;
    uint64_t zeros;  /* after the last member */
    size_t at, left; /* of `input`: what is not used yet */
    void (*will_wait)(void *);
    void *context;
    unsigned char input[INPUT];
};

rci_io_decompress *rci_io_decompress_open(rci_io_source *source, const rci_io_codec *codec,
                                          rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_io_decompress *from = rci_base_alloc_as(allocator, RC_MEMORY_READER, sizeof *from, err);
    if (!from) {
        return NULL;
    }
    memset(from, 0, offsetof(rci_io_decompress, input));
    from->allocator = allocator;
    from->codec = codec;
    from->state = codec->open(allocator, err);
    if (!from->state) {
        rci_io_decompress_close(from);
        return NULL;
    }
    from->source = source;
    return from;
}

void rci_io_decompress_on_wait(rci_io_decompress *from, void (*will_wait)(void *), void *context)
{
    from->will_wait = will_wait;
    from->context = context;
}

void rci_io_decompress_stop(rci_io_decompress *from)
{
    rci_io_source_stop(from->source);
}

void rci_io_decompress_close(rci_io_decompress *from)
{
    if (from) {
        if (from->state) {
            from->codec->close(from->state);
        }
        rci_io_source_close(from->source);
        rci_base_free_as(from->allocator, RC_MEMORY_READER, from, sizeof *from);
    }
}

/* ------------------------------------------------------------------ errors */

/* The byte of the compressed input that is used next. */
static unsigned long long place(const rci_io_decompress *from)
{
    return rci_io_source_position(from->source) - from->left;
}

static rc_status fail(const rci_io_decompress *from, rc_status status, const char *why,
                      rc_error *err)
{
    const char *name = from->codec->name;
    switch (status) {
    case RC_EFORMAT:
        return rci_base_fail(err, status, "the %s data are damaged at byte %llu of the file: %s",
                             name, place(from), why);
    case RC_ELIMIT:
        return rci_base_fail(err, status,
                             "the %s data need a window of more than %zu MiB (decompress them with "
                             "%s, and read its output)",
                             name, RCI_IO_CODEC_WINDOW >> 20, from->codec->command);
    case RC_EUNSUPPORTED:
        return rci_base_fail(err, status, "the %s data cannot be decompressed: %s", name, why);
    default:
        return rci_base_fail(err, status, "%s", why);
    }
}

static rc_status cut_off(const rci_io_decompress *from, rc_error *err)
{
    return rci_base_fail(err, RC_EFORMAT,
                         "the %s data are cut off: the file ends after %llu bytes, in the middle "
                         "of them",
                         from->codec->name,
                         (unsigned long long)rci_io_source_position(from->source));
}

static rc_status something_else(const rci_io_decompress *from, rc_error *err)
{
    return rci_base_fail(err, RC_EFORMAT,
                         "the %s data end at byte %llu of the file, and something else follows "
                         "(head -c %llu leaves it out)",
                         from->codec->name, place(from), place(from));
}

/* ------------------------------------------------------------------- input */

/* Reads more after what is left, at least one byte unless the source ends. */
static rc_status read_more(rci_io_decompress *from, rc_error *err)
{
    size_t got = 0;
    rc_status status;
    memmove(from->input, from->input + from->at, from->left);
    from->at = 0;
    if (from->will_wait && !rci_io_source_is_waiting(from->source)) {
        from->will_wait(from->context);
    }
    status = rci_io_source_read_waiting(from->source, from->input + from->left, INPUT - from->left,
                                        &got, &from->input_ended, err);
    from->left += got;
    return status;
}

static void use(rci_io_decompress *from, size_t n)
{
    from->at += n;
    from->left -= n;
}

/* ----------------------------------------------------------------- members */

/* Skips zeros between members. */
static void skip_zeros(rci_io_decompress *from)
{
    while (from->begun && from->codec->padding && from->left > 0 && from->input[from->at] == 0) {
        use(from, 1);
        from->zeros++;
    }
}

/* Between two members: begins the next one, or finds the end. `*more` is whether that needs more
   input. */
static rc_status next_member(rci_io_decompress *from, bool *more, rc_error *err)
{
    const rci_io_codec *found;
    bool undecided;
    rc_status status;
    skip_zeros(from);
    found = rci_io_codec_recognise(from->input + from->at, from->left, &undecided);
    if (undecided && !from->input_ended) {
        *more = true;
        return RC_OK;
    }
    if (from->codec->padding && from->zeros % from->codec->padding) {
        return something_else(from, err);
    }
    if (from->left == 0 && from->begun) {
        from->ended = true;
        return RC_OK;
    }
    if (found != from->codec) {
        return undecided ? cut_off(from, err) : something_else(from, err);
    }
    status = from->codec->start(from->state, err);
    from->begun = from->in_member = status == RC_OK;
    return status;
}

/* A step of the codec, which makes `*got` bytes. `*more` is whether it needs more input. */
static rc_status step(rci_io_decompress *from, unsigned char *out, size_t room, size_t *got,
                      bool *more, rc_error *err)
{
    rci_io_codec_step now = {from->input + from->at, from->left, out, room};
    const char *why = "";
    bool ended = false;
    const rc_status status = from->codec->run(from->state, &now, &ended, &why);
    *got = room - now.out_left;
    *more = !ended && *got == 0 && now.in_left == from->left;
    use(from, from->left - now.in_left);
    if (ended) {
        from->in_member = false;
        from->zeros = 0;
    }
    return status == RC_OK ? RC_OK : fail(from, status, why, err);
}

uint64_t rci_io_decompress_used(const rci_io_decompress *from, uint64_t *size)
{
    *size = rci_io_source_size(from->source);
    return place(from);
}

bool rci_io_decompress_is_waiting(const rci_io_decompress *from)
{
    return from->left > 0 || from->input_ended || rci_io_source_is_waiting(from->source);
}

rc_status rci_io_decompress_run(rci_io_decompress *from, void *buffer, size_t size, size_t *got,
                                bool *ended, rc_error *err)
{
    rc_status status = RC_OK;
    *got = 0;
    while (status == RC_OK && *got < size && !from->ended) {
        bool more = false;
        if (from->in_member) {
            size_t some;
            status = step(from, (unsigned char *)buffer + *got, size - *got, &some, &more, err);
            *got += some;
        } else {
            status = next_member(from, &more, err);
        }
        if (more && from->input_ended) {
            status = cut_off(from, err);
        } else if (more && *got > 0 && !rci_io_source_is_waiting(from->source)) {
            break; /* hand on what there is, rather than wait */
        } else if (more) {
            status = read_more(from, err);
        }
    }
    *ended = from->ended;
    return status;
}
