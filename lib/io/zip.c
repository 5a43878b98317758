/*
 * io/zip.c - zip archives through minizip, which reads from one of our sources.
 *
 * minizip has one open member for each handle. So the directory of the archive is read once, and
 * each member that is opened gets a handle of its own.
 */
#include "io/zip.h"

#include "base/alloc.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/text_builder.h"
#include "base/utf8.h"

#include <errno.h>
#include <limits.h>
#include <minizip/unzip.h>
#include <string.h>

enum { WINDOW = 1 << 12, MOST_NAME = UINT16_MAX, ENCRYPTED = 1, STORED = 0, DEFLATED = 8 };

/* What minizip reads from. It asks for single bytes of the directory: a window is read at a time.
 */
typedef struct input {
    const rci_io_source *source;
    uint64_t size;
    uint64_t position;
    uint64_t window_at;
    size_t window_length;
    unsigned char window[WINDOW];
    rc_error failure; /* of the source */
} input;

typedef struct entry {
    char *name;
    unz64_file_pos place;
    uint64_t size;
    uint64_t compressed;
    unsigned method;
    bool encrypted;
} entry;

struct rci_io_zip {
    const rc_allocator *allocator;
    size_t refs; /* the archive itself and the members that are open */
    rci_io_source *source;
    bool owns_source;
    rci_base_bytes entries; /* entry each */
};

typedef struct member {
    rci_io_zip *zip;
    input in;
    unzFile file;
    bool ended; /* and its checksum compared */
    size_t index;
} member;

bool rci_io_zip_recognise(const unsigned char *bytes, size_t n)
{
    return n >= 4 && (memcmp(bytes, "PK\x03\x04", 4) == 0 || memcmp(bytes, "PK\x05\x06", 4) == 0);
}

/* ---------------------------------------------------------- input of minizip */

static voidpf open_input(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return opaque;
}

static int close_input(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

static bool read_at(input *in, uint64_t at, void *buffer, size_t size, size_t *got)
{
    return rci_io_source_read_at(in->source, at, buffer, size, got, &in->failure) == RC_OK;
}

static uLong read_input(voidpf opaque, voidpf stream, void *buffer, uLong size)
{
    input *in = stream;
    size_t got = 0;
    (void)opaque;
    if (size >= WINDOW) {
        if (!read_at(in, in->position, buffer, size, &got)) {
            return 0;
        }
    } else {
        if (in->position < in->window_at ||
            in->position + size > in->window_at + in->window_length) {
            in->window_at = in->position;
            if (!read_at(in, in->position, in->window, WINDOW, &in->window_length)) {
                in->window_length = 0;
            }
        }
        got = (size_t)(in->window_at + in->window_length - in->position);
        got = got < size ? got : size;
        memcpy(buffer, in->window + (in->position - in->window_at), got);
    }
    in->position += got;
    return got;
}

static uLong refuse_write(voidpf opaque, voidpf stream, const void *buffer, uLong size)
{
    (void)opaque;
    (void)stream;
    (void)buffer;
    (void)size;
    return 0;
}

static ZPOS64_T tell_input(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return ((const input *)stream)->position;
}

static long seek_input(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    input *in = stream;
    uint64_t start = origin == ZLIB_FILEFUNC_SEEK_CUR   ? in->position
                     : origin == ZLIB_FILEFUNC_SEEK_END ? in->size
                                                        : 0;
    (void)opaque;
    if (start + offset < start || start + offset > in->size) {
        return -1;
    }
    in->position = start + offset;
    return 0;
}

static int test_input(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return ((const input *)stream)->failure.status != RC_OK;
}

/* The code of a call of minizip, which in places goes on after a read that failed. */
static int checked(const input *in, int code)
{
    return in->failure.status == RC_OK ? code : UNZ_ERRNO;
}

/* Sets `*file`, which is to be closed unless it is NULL, also after a failure. */
static int open_handle(input *in, const rci_io_source *source, unzFile *file)
{
    zlib_filefunc64_def functions = {
        .zopen64_file = open_input,
        .zread_file = read_input,
        .zwrite_file = refuse_write,
        .ztell64_file = tell_input,
        .zseek64_file = seek_input,
        .zclose_file = close_input,
        .zerror_file = test_input,
        .opaque = in,
    };
    memset(in, 0, sizeof *in);
    rc_error_clear(&in->failure);
    in->source = source;
    in->size = rci_io_source_size(source);
    errno = 0;
    *file = unzOpen2_64("", &functions);
    /* It does not return why it failed. */
    return checked(in, *file ? UNZ_OK : errno == ENOMEM ? UNZ_INTERNALERROR : UNZ_BADZIPFILE);
}

/* ------------------------------------------------------------------- errors */

static const char *reason(int code)
{
    switch (code) {
    case UNZ_CRCERROR:
        return "its checksum (CRC) is wrong";
    case UNZ_BADZIPFILE:
        return "its header is damaged";
    case Z_DATA_ERROR:
        return "its compressed data are damaged";
    default:
        return "it is damaged";
    }
}

/* Reports a failure of minizip or of the source under it. `name` is that of a member, or NULL. */
static rc_status fail(const input *in, const char *name, int code, rc_error *err)
{
    rci_base_quoted quoted;
    if (in->failure.status != RC_OK) {
        if (err && err->status == RC_OK) {
            *err = in->failure;
        }
        return in->failure.status;
    }
    if (code == UNZ_INTERNALERROR || code == Z_MEM_ERROR) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for a zip archive");
    }
    if (!name) {
        return rci_base_fail(err, RC_EFORMAT,
                             "not a zip archive, or one whose directory is damaged or cut off");
    }
    return rci_base_fail(err, RC_EFORMAT, "member \"%s\" of the zip archive cannot be read: %s",
                         rci_base_quote(&quoted, name, strlen(name)), reason(code));
}

/* ---------------------------------------------------------------- directory */

static const entry *entry_at(const rci_io_zip *zip, size_t i)
{
    return (const entry *)(const void *)zip->entries.data + i;
}

size_t rci_io_zip_count(const rci_io_zip *zip)
{
    return zip->entries.length / sizeof(entry);
}

const char *rci_io_zip_name(const rci_io_zip *zip, size_t index)
{
    return entry_at(zip, index)->name;
}

/* A name that is not UTF-8 is in an encoding that the archive does not give. */
static void make_utf8(char *name, size_t n)
{
    if (rci_base_utf8_check(name, n) < n) {
        for (size_t i = 0; i < n; i++) {
            name[i] = (unsigned char)name[i] < 0x80 ? name[i] : '?';
        }
    }
}

/* The member at which the handle is. */
static rc_status add_entry(rci_io_zip *zip, const input *in, unzFile file, char *name,
                           rc_error *err)
{
    unz_file_info64 info;
    entry e;
    rc_status status;
    int code = unzGetCurrentFileInfo64(file, &info, name, MOST_NAME, NULL, 0, NULL, 0);
    if (code == UNZ_OK) {
        code = unzGetFilePos64(file, &e.place);
    }
    if (code != UNZ_OK) {
        return fail(in, NULL, code, err);
    }
    name[info.size_filename] = '\0';
    make_utf8(name, strlen(name));
    e.size = info.uncompressed_size;
    e.compressed = info.compressed_size;
    e.method = (unsigned)info.compression_method;
    e.encrypted = info.flag & ENCRYPTED;
    e.name = rci_base_text_copy(name, strlen(name), err);
    if (!e.name) {
        return RC_ENOMEM;
    }
    status = rci_base_bytes_append(&zip->entries, &e, sizeof e, err);
    if (status != RC_OK) {
        rc_text_free(e.name);
    }
    return status;
}

static rc_status add_entries(rci_io_zip *zip, const input *in, unzFile file, char *name,
                             rc_error *err)
{
    unz_global_info64 global;
    rc_status status = RC_OK;
    int code = unzGetGlobalInfo64(file, &global);
    if (code == UNZ_OK && global.number_entry > 0) {
        code = unzGoToFirstFile(file);
    }
    for (uint64_t i = 0; code == UNZ_OK && status == RC_OK && i < global.number_entry; i++) {
        status = add_entry(zip, in, file, name, err);
        code = i + 1 < global.number_entry ? unzGoToNextFile(file) : UNZ_OK;
    }
    code = checked(in, code);
    return status == RC_OK && code != UNZ_OK ? fail(in, NULL, code, err) : status;
}

/* An archive without members starts with the end of its directory, which minizip does not find
   there. */
static rc_status check_empty(const rci_io_zip *zip, bool *empty, rc_error *err)
{
    unsigned char start[4];
    size_t got = 0;
    rc_status status = rci_io_source_read_at(zip->source, 0, start, sizeof start, &got, err);
    *empty = status == RC_OK && got == sizeof start && memcmp(start, "PK\x05\x06", 4) == 0;
    return status;
}

static rc_status read_directory(rci_io_zip *zip, input *in, rc_error *err)
{
    char *name = rci_base_alloc(zip->allocator, MOST_NAME + 1, err);
    rc_status status;
    unzFile file;
    int code;
    if (!name) {
        return RC_ENOMEM;
    }
    code = open_handle(in, zip->source, &file);
    status = code == UNZ_OK ? add_entries(zip, in, file, name, err) : fail(in, NULL, code, err);
    if (file) {
        unzClose(file);
    }
    rci_base_free(zip->allocator, name, MOST_NAME + 1);
    return status;
}

rci_io_zip *rci_io_zip_open(rci_io_source *source, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    input in;
    rci_io_zip *zip;
    rc_status status;
    bool empty;
    if (rci_io_source_make_seekable(source, err) != RC_OK) {
        return NULL;
    }
    zip = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *zip, err);
    if (!zip) {
        return NULL;
    }
    zip->allocator = allocator;
    zip->refs = 1;
    zip->source = source;
    rci_base_bytes_init_as(&zip->entries, RC_MEMORY_READER);
    status = check_empty(zip, &empty, err);
    if (status == RC_OK && !empty) {
        status = read_directory(zip, &in, err);
    }
    if (status != RC_OK) {
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
    for (size_t i = 0; i < rci_io_zip_count(zip); i++) {
        rc_text_free(entry_at(zip, i)->name);
    }
    rci_base_bytes_release(&zip->entries);
    if (zip->owns_source) {
        rci_io_source_close(zip->source);
    }
    rci_base_free_as(zip->allocator, RC_MEMORY_READER, zip, sizeof *zip);
}

/* ------------------------------------------------------------------ members */

/* The checksum is compared when the member is closed after all of it was read. */
static rc_status end_member(member *self, rc_error *err)
{
    int code = self->ended ? UNZ_OK : unzCloseCurrentFile(self->file);
    self->ended = true;
    return code == UNZ_OK ? RC_OK
                          : fail(&self->in, rci_io_zip_name(self->zip, self->index), code, err);
}

static rc_status read_member(void *context, void *buffer, size_t size, size_t *got, rc_error *err)
{
    member *self = context;
    *got = 0;
    while (*got < size && !self->ended) {
        size_t left = size - *got;
        int n = unzReadCurrentFile(self->file, (char *)buffer + *got,
                                   left < INT_MAX ? (unsigned)left : INT_MAX);
        n = checked(&self->in, n);
        if (n < 0) {
            return fail(&self->in, rci_io_zip_name(self->zip, self->index), n, err);
        }
        if (n == 0) {
            return end_member(self, err);
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
        unzClose(self->file);
    }
    rci_base_free_as(zip->allocator, RC_MEMORY_READER, self, sizeof *self);
    rci_io_zip_close(zip);
}

static const rci_io_stream member_stream = {.read = read_member, .close = close_member};

/* "a.npz(x.npy)" */
static char *name_of_member(const rci_io_zip *zip, size_t index, rc_error *err)
{
    rci_base_text_builder out;
    rci_base_text_builder_init(&out, err);
    rci_base_put(&out, rci_io_source_name(zip->source));
    rci_base_put_char(&out, '(');
    rci_base_put(&out, rci_io_zip_name(zip, index));
    rci_base_put_char(&out, ')');
    return rci_base_text_builder_finish(&out);
}

/* Memory is reserved for what a file can hold, so a size is refused that the compressed bytes
   cannot give: the best that deflate does is 1032:1. */
static rc_status check_member(const rci_io_zip *zip, const entry *e, rc_error *err)
{
    enum { BEST_RATIO = 1032 };
    rci_base_quoted quoted;
    const char *name = rci_base_quote(&quoted, e->name, strlen(e->name));
    if (e->encrypted) {
        return rci_base_fail(err, RC_EUNSUPPORTED, "member \"%s\" of the zip archive is encrypted",
                             name);
    }
    if (e->method != STORED && e->method != DEFLATED) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "member \"%s\" of the zip archive is compressed by method %u: only "
                             "stored and deflated members are read",
                             name, e->method);
    }
    if (e->compressed > rci_io_source_size(zip->source) || e->size / BEST_RATIO > e->compressed) {
        return rci_base_fail(
            err, RC_EFORMAT,
            "member \"%s\" of the zip archive claims %llu bytes, more than fit into "
            "it",
            name, (unsigned long long)e->size);
    }
    return RC_OK;
}

static rc_status open_member(member *self, rc_error *err)
{
    const entry *e = entry_at(self->zip, self->index);
    int code = open_handle(&self->in, self->zip->source, &self->file);
    if (code == UNZ_OK) {
        code = unzGoToFilePos64(self->file, &e->place);
    }
    if (code == UNZ_OK) {
        code = checked(&self->in, unzOpenCurrentFile(self->file));
    }
    return code == UNZ_OK ? RC_OK : fail(&self->in, e->name, code, err);
}

static rci_io_source *source_of(member *self, rc_error *err)
{
    const entry *e = entry_at(self->zip, self->index);
    rci_io_source *source = NULL;
    char *name;
    if (check_member(self->zip, e, err) != RC_OK || open_member(self, err) != RC_OK) {
        return NULL;
    }
    name = name_of_member(self->zip, self->index, err);
    if (name) {
        source = rci_io_source_open_stream(&member_stream, self, e->size, name, err);
        rc_text_free(name);
    }
    return source;
}

rci_io_source *rci_io_zip_member(rci_io_zip *zip, size_t index, rc_error *err)
{
    member *self = rci_base_zalloc_as(zip->allocator, RC_MEMORY_READER, sizeof *self, err);
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
