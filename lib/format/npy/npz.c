/*
 * format/npy/npz.c - the format "npz": a zip archive with a .npy file for each array, as
 * numpy.savez and numpy.savez_compressed write it.
 */
#include "base/alloc.h"
#include "base/bytes.h"
#include "base/error.h"
#include "format/npy/npy.h"
#include "io/compressed.h"
#include "io/zip.h"
#include "stream/reader_impl.h"

#include <rowcol/npy.h>
#include <stdio.h>
#include <string.h>

/* The member of an archive that is array i: not all members need be arrays. */
struct rc_npz {
    const rc_allocator *allocator;
    rci_io_zip *zip;
    rci_base_bytes members; /* size_t each */
    rci_base_bytes names;   /* char * each: those of the members without ".npy" */
};

static const char suffix[] = ".npy";

/* The length of a name without ".npy"; SIZE_MAX if it does not end so. */
static size_t stem_length(const char *name)
{
    size_t n = strlen(name), n_suffix = sizeof suffix - 1;
    return n >= n_suffix && strcmp(name + n - n_suffix, suffix) == 0 ? n - n_suffix : SIZE_MAX;
}

/* ------------------------------------------------------------------ archive */

size_t rc_npz_count(const rc_npz *npz)
{
    return npz ? npz->members.length / sizeof(size_t) : 0;
}

const char *rc_npz_name(const rc_npz *npz, size_t i)
{
    return i < rc_npz_count(npz) ? ((char **)(void *)npz->names.data)[i] : NULL;
}

static size_t member_of(const rc_npz *npz, size_t i)
{
    return ((const size_t *)(const void *)npz->members.data)[i];
}

static rc_status add_array(rc_npz *npz, size_t member, size_t length, rc_error *err)
{
    char *name = rci_base_text_copy(rci_io_zip_name(npz->zip, member), length, err);
    rc_status status;
    if (!name) {
        return RC_ENOMEM;
    }
    status = rci_base_bytes_append(&npz->names, &name, sizeof name, err);
    if (status != RC_OK) {
        rc_text_free(name);
        return status;
    }
    return rci_base_bytes_append(&npz->members, &member, sizeof member, err);
}

static rc_status find_arrays(rc_npz *npz, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < rci_io_zip_count(npz->zip) && status == RC_OK; i++) {
        size_t length = stem_length(rci_io_zip_name(npz->zip, i));
        status = length < SIZE_MAX ? add_array(npz, i, length, err) : RC_OK;
    }
    return status;
}

/* The source is borrowed. */
static rc_npz *open_npz(rci_io_source *source, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_npz *npz = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *npz, err);
    if (!npz) {
        return NULL;
    }
    npz->allocator = allocator;
    rci_base_bytes_init_as(&npz->members, RC_MEMORY_READER);
    rci_base_bytes_init_as(&npz->names, RC_MEMORY_READER);
    npz->zip = rci_io_zip_open(source, err);
    if (!npz->zip || find_arrays(npz, err) != RC_OK) {
        rc_npz_close(npz);
        return NULL;
    }
    return npz;
}

void rc_npz_close(rc_npz *npz)
{
    if (!npz) {
        return;
    }
    for (size_t i = 0; i < npz->names.length / sizeof(char *); i++) {
        rc_text_free(((char **)(void *)npz->names.data)[i]);
    }
    rci_base_bytes_release(&npz->members);
    rci_base_bytes_release(&npz->names);
    rci_io_zip_close(npz->zip);
    rci_base_free_as(npz->allocator, RC_MEMORY_READER, npz, sizeof *npz);
}

rc_npz *rc_npz_open(const char *path, rc_error *err)
{
    rci_io_source *source;
    rc_npz *npz;
    if (!path) {
        rci_base_fail(err, RC_EARG, "no path");
        return NULL;
    }
    source = rci_io_source_open(path, err);
    if (!source) {
        return NULL;
    }
    npz = rci_io_compressed(source, err) == RC_OK ? open_npz(source, err) : NULL;
    if (npz) {
        rci_io_zip_own_source(npz->zip);
    } else {
        rci_base_error_source(err, rci_io_source_name(source));
        rci_io_source_close(source);
    }
    return npz;
}

/* ------------------------------------------------------------------ reading */

/* The names, as many as fit, for a message. */
static const char *list_names(const rc_npz *npz, char *text, size_t size)
{
    rci_base_quoted quoted;
    size_t used = 0;
    for (size_t i = 0; i < rc_npz_count(npz) && used < size; i++) {
        const char *name = rc_npz_name(npz, i);
        int n = snprintf(text + used, size - used, i ? ", \"%s\"" : "\"%s\"",
                         rci_base_quote(&quoted, name, strlen(name)));
        if (n < 0 || (size_t)n >= size - used) { /* all of it or "..." */
            snprintf(text + (used + 6 < size ? used : size - 6), 6, ", ...");
            break;
        }
        used += (size_t)n;
    }
    return text;
}

static size_t find_name(const rc_npz *npz, const char *wanted)
{
    const size_t stem = stem_length(wanted), n = stem < SIZE_MAX ? stem : strlen(wanted);
    for (size_t i = rc_npz_count(npz); i > 0; i--) { /* of two, NumPy takes the last */
        const char *name = rc_npz_name(npz, i - 1);
        if (strcmp(name, wanted) == 0 || (strlen(name) == n && memcmp(name, wanted, n) == 0)) {
            return i - 1;
        }
    }
    return SIZE_MAX;
}

/* Which array to read; SIZE_MAX for an error. */
static size_t choose(const rc_npz *npz, const char *wanted, rc_error *err)
{
    char names[160] = "";
    rci_base_quoted quoted;
    const size_t count = rc_npz_count(npz);
    size_t found = wanted ? find_name(npz, wanted) : 0;
    if (count == 0) {
        rci_base_fail(err, RC_EFORMAT, "the archive holds no array: not one name ends in .npy");
        return SIZE_MAX;
    }
    if (found == SIZE_MAX) {
        rci_base_fail(err, RC_EARG, "the archive holds no array \"%s\", but %s",
                      rci_base_quote(&quoted, wanted, strlen(wanted)),
                      list_names(npz, names, sizeof names));
    } else if (!wanted && count > 1) {
        rci_base_fail(err, RC_EARG, "the archive holds %zu arrays, of which one is read: %s", count,
                      list_names(npz, names, sizeof names));
        rci_base_error_hint(err, RC_HINT_MEMBER, NULL);
        found = SIZE_MAX;
    }
    return found;
}

static rc_reader *open_member(const rc_npz *npz, const rc_read_options *options, rc_error *err)
{
    const size_t chosen = choose(npz, options->member, err);
    rci_io_source *member;
    rc_reader *reader;
    if (chosen == SIZE_MAX) {
        return NULL;
    }
    member = rci_io_zip_member(npz->zip, member_of(npz, chosen), err);
    if (!member) {
        return NULL;
    }
    reader = rci_npy_open_reader(member, options, err);
    if (!reader) {
        rci_base_error_source(err, rci_io_source_name(member));
        rci_io_source_close(member);
    }
    return reader;
}

/* The reader owns the member's source, which keeps the archive open, which owns the source. */
static rc_reader *open_archive_reader(rci_io_source *source, const rc_read_options *options,
                                      rc_error *err)
{
    rc_npz *npz = open_npz(source, err);
    rc_reader *reader = npz ? open_member(npz, options, err) : NULL;
    if (reader) {
        rci_io_zip_own_source(npz->zip);
    }
    rc_npz_close(npz);
    return reader;
}

const rci_stream_format rci_npy_archive_format = {
    .name = "npz",
    .suffixes = "npz",
    .options = RCI_STREAM_MEMBER,
    .recognise = rci_io_zip_recognise,
    .open_reader = open_archive_reader,
};
