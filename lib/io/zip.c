/*
 * io/zip.c - zip archives through libzip, which reads from one of our sources.
 */
#include "io/zip.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>
#include <zip.h>

struct rci_io_zip {
    const rc_allocator *allocator;
    size_t refs; /* the archive itself and the members that are open */
    rci_io_source *source;
    bool owns_source;
    zip_t *archive;
    /* for libzip, which reads from here */
    uint64_t size;
    uint64_t position;
    zip_error_t fault;
    rc_error input; /* of the source, when it failed */
};

typedef struct member {
    rci_io_zip *zip;
    zip_file_t *file;
    size_t index;
} member;

bool rci_io_zip_recognise(const unsigned char *bytes, size_t n)
{
    return n >= 4 && (memcmp(bytes, "PK\x03\x04", 4) == 0 || memcmp(bytes, "PK\x05\x06", 4) == 0);
}

/* ------------------------------------------------------------------- errors */

static rc_status status_of(const zip_error_t *fault)
{
    switch (zip_error_code_zip(fault)) {
    case ZIP_ER_MEMORY:
        return RC_ENOMEM;
    case ZIP_ER_COMPNOTSUPP:
    case ZIP_ER_ENCRNOTSUPP:
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_OPNOTSUPP:
        return RC_EUNSUPPORTED;
    default:
        return RC_EFORMAT;
    }
}

/* Reports what libzip found, about the archive (no name) or a member. */
static rc_status fail(const rci_io_zip *zip, zip_error_t *fault, const char *name, rc_error *err)
{
    rci_base_quoted quoted;
    rc_status status = status_of(fault);
    if (zip->input.status != RC_OK) {
        if (err && err->status == RC_OK) {
            *err = zip->input;
        }
        return zip->input.status;
    }
    if (name) {
        rci_base_fail(err, status, "member \"%s\" of the zip archive cannot be read: %s",
                      rci_base_quote(&quoted, name, strlen(name)), zip_error_strerror(fault));
    } else {
        rci_base_fail(err, status, "the zip archive cannot be read: %s", zip_error_strerror(fault));
    }
    return status;
}

/* ----------------------------------------------------------- input of libzip */

static zip_int64_t read_input(rci_io_zip *zip, void *buffer, uint64_t size)
{
    size_t got = 0;
    size_t some = size < SIZE_MAX ? (size_t)size : SIZE_MAX;
    if (rci_io_source_read_at(zip->source, zip->position, buffer, some, &got, &zip->input) !=
        RC_OK) {
        zip_error_set(&zip->fault, ZIP_ER_READ, zip->input.sys);
        return -1;
    }
    zip->position += got;
    return (zip_int64_t)got;
}

static zip_int64_t seek_input(rci_io_zip *zip, void *data, uint64_t length)
{
    zip_int64_t position =
        zip_source_seek_compute_offset(zip->position, zip->size, data, length, &zip->fault);
    if (position < 0) {
        return -1;
    }
    zip->position = (uint64_t)position;
    return 0;
}

static zip_int64_t describe_input(const rci_io_zip *zip, zip_stat_t *info)
{
    zip_stat_init(info);
    info->size = zip->size;
    info->valid |= ZIP_STAT_SIZE;
    return (zip_int64_t)sizeof *info;
}

/* As zip_source_function(3) says. */
static zip_int64_t serve(void *context, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
    rci_io_zip *zip = context;
    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(
            ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
            ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, -1);
    case ZIP_SOURCE_OPEN:
        zip->position = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_input(zip, data, length);
    case ZIP_SOURCE_SEEK:
        return seek_input(zip, data, length);
    case ZIP_SOURCE_TELL:
        return (zip_int64_t)zip->position;
    case ZIP_SOURCE_STAT:
        return describe_input(zip, data);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&zip->fault, data, length);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE: /* the archive is released by rci_io_zip_close */
        return 0;
    default:
        zip_error_set(&zip->fault, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* ------------------------------------------------------------------ archive */

/* Lets libzip read the directory of the archive. */
static rc_status open_archive(rci_io_zip *zip, rc_error *err)
{
    zip_error_t fault;
    zip_source_t *input;
    rc_status status = RC_OK;
    zip_error_init(&fault);
    input = zip_source_function_create(serve, zip, &fault);
    zip->archive = input ? zip_open_from_source(input, ZIP_RDONLY, &fault) : NULL;
    if (!zip->archive) {
        status = fail(zip, &fault, NULL, err);
        zip_source_free(input);
    }
    zip_error_fini(&fault);
    return status;
}

static rci_io_zip *new_zip(rci_io_source *source, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_io_zip *zip = rci_base_zalloc(allocator, sizeof *zip, err);
    if (zip) {
        zip->allocator = allocator;
        zip->refs = 1;
        zip->source = source;
        zip->size = rci_io_source_size(source);
        zip_error_init(&zip->fault);
        rc_error_clear(&zip->input);
    }
    return zip;
}

rci_io_zip *rci_io_zip_open(rci_io_source *source, rc_error *err)
{
    rci_io_zip *zip;
    if (rci_io_source_make_seekable(source, err) != RC_OK) {
        return NULL;
    }
    zip = new_zip(source, err);
    if (zip && open_archive(zip, err) != RC_OK) {
        rci_io_zip_close(zip);
        return NULL;
    }
    return zip;
}

void rci_io_zip_own_source(rci_io_zip *zip)
{
    zip->owns_source = true;
}

void rci_io_zip_close(rci_io_zip *zip)
{
    if (!zip || --zip->refs > 0) {
        return;
    }
    if (zip->archive) {
        zip_discard(zip->archive);
    }
    zip_error_fini(&zip->fault);
    if (zip->owns_source) {
        rci_io_source_close(zip->source);
    }
    rci_base_free(zip->allocator, zip, sizeof *zip);
}

size_t rci_io_zip_count(const rci_io_zip *zip)
{
    zip_int64_t n = zip_get_num_entries(zip->archive, 0);
    return n > 0 ? (size_t)n : 0;
}

const char *rci_io_zip_name(const rci_io_zip *zip, size_t index)
{
    const char *name = zip_get_name(zip->archive, index, 0);
    return name ? name : "";
}

/* ------------------------------------------------------------------ members */

static rc_status read_member(void *context, void *buffer, size_t size, size_t *got, rc_error *err)
{
    member *self = context;
    *got = 0;
    while (*got < size) {
        zip_int64_t n = zip_fread(self->file, (char *)buffer + *got, size - *got);
        if (n < 0) {
            return fail(self->zip, zip_file_get_error(self->file),
                        rci_io_zip_name(self->zip, self->index), err);
        }
        if (n == 0) {
            break;
        }
        *got += (size_t)n;
    }
    return RC_OK;
}

static void close_member(void *context)
{
    member *self = context;
    rci_io_zip *zip = self->zip;
    if (self->file) {
        zip_fclose(self->file);
    }
    rci_base_free(zip->allocator, self, sizeof *self);
    rci_io_zip_close(zip);
}

static const rci_io_stream member_stream = {.read = read_member, .close = close_member};

/* "a.npz(x.npy)" */
static char *name_of_member(const rci_io_zip *zip, size_t index, rc_error *err)
{
    const char *outer = rci_io_source_name(zip->source), *inner = rci_io_zip_name(zip, index);
    size_t size = strlen(outer) + strlen(inner) + 3;
    char *text = rci_base_alloc(zip->allocator, size, err), *copy = NULL;
    if (text) {
        snprintf(text, size, "%s(%s)", outer, inner);
        copy = rci_base_text_copy(text, size - 1, err);
        rci_base_free(zip->allocator, text, size);
    }
    return copy;
}

/* The size that the archive gives for a member. Memory is reserved for what a file can hold, so a
   size is refused that the compressed bytes cannot give: the best that deflate does is 1032:1. */
static rc_status size_of_member(const rci_io_zip *zip, size_t index, uint64_t *size, rc_error *err)
{
    enum { BEST_RATIO = 1032 };
    const char *name = rci_io_zip_name(zip, index);
    rci_base_quoted quoted;
    zip_stat_t info;
    *size = RC_UNKNOWN;
    if (zip_stat_index(zip->archive, index, 0, &info) != 0 || !(info.valid & ZIP_STAT_SIZE) ||
        !(info.valid & ZIP_STAT_COMP_SIZE)) {
        return RC_OK;
    }
    if (info.comp_size > zip->size || info.size / BEST_RATIO > info.comp_size) {
        return rci_base_fail(
            err, RC_EFORMAT,
            "member \"%s\" of the zip archive claims %llu bytes, more than fit into "
            "it",
            rci_base_quote(&quoted, name, strlen(name)), (unsigned long long)info.size);
    }
    *size = info.size;
    return RC_OK;
}

static rci_io_source *source_of(member *self, rc_error *err)
{
    rci_io_zip *zip = self->zip;
    uint64_t size;
    char *name = NULL;
    rci_io_source *source = NULL;
    if (size_of_member(zip, self->index, &size, err) == RC_OK) {
        name = name_of_member(zip, self->index, err);
    }
    if (!name) {
        return NULL;
    }
    self->file = zip_fopen_index(zip->archive, self->index, 0);
    if (self->file) {
        source = rci_io_source_open_stream(&member_stream, self, size, name, err);
    } else {
        fail(zip, zip_get_error(zip->archive), rci_io_zip_name(zip, self->index), err);
    }
    rc_text_free(name);
    return source;
}

rci_io_source *rci_io_zip_member(rci_io_zip *zip, size_t index, rc_error *err)
{
    member *self = rci_base_zalloc(zip->allocator, sizeof *self, err);
    rci_io_source *source;
    if (!self) {
        return NULL;
    }
    self->zip = zip;
    self->index = index;
    zip->refs++;
    source = source_of(self, err);
    if (!source) {
        close_member(self);
    }
    return source;
}
