/* stream/checkpoint_file.c - the file of a checkpoint: bytes under names, with a checksum. */
#include "stream/checkpoint_file.h"

#include "base/error.h"
#include "io/output.h"
#include "io/source.h"
#include "io/stamp.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { END_LINE = 4 + 16 + 1, LINE = 128 };

/* ---------------------------------------------------------------- sections */

void rci_stream_sections_init(rci_stream_sections *sections)
{
    sections->allocator = rci_base_working_allocator();
    sections->first = NULL;
}

void rci_stream_sections_release(rci_stream_sections *sections)
{
    rci_stream_section *section = sections->first;
    while (section) {
        rci_stream_section *next = section->next;
        rci_base_bytes_release(&section->data);
        rci_base_free(sections->allocator, section, sizeof *section);
        section = next;
    }
    sections->first = NULL;
}

rci_stream_section *rci_stream_section_find(const rci_stream_sections *sections, const char *name)
{
    rci_stream_section *section = sections->first;
    while (section && strcmp(section->name, name) != 0) {
        section = section->next;
    }
    return section;
}

rci_stream_section *rci_stream_section_begin(rci_stream_sections *sections, const char *name,
                                             rc_error *err)
{
    rci_stream_section *section = rci_stream_section_find(sections, name), **end;
    if (!section) {
        section = rci_base_zalloc(sections->allocator, sizeof *section, err);
        if (!section) {
            return NULL;
        }
        rci_base_bytes_init(&section->data);
        section->data.allocator = sections->allocator;
        snprintf(section->name, sizeof section->name, "%s", name);
        for (end = &sections->first; *end; end = &(*end)->next) {
        }
        *end = section;
    }
    section->data.length = 0;
    return section;
}

rc_status rci_stream_section_end(rci_stream_section *section, rc_error *err)
{
    const rc_status status = rci_base_bytes_append(&section->data, "", 1, err);
    section->data.length -= status == RC_OK;
    return status;
}

rc_status rci_stream_section_add(rci_stream_section *section, const char *key, uint64_t value,
                                 rc_error *err)
{
    char line[LINE];
    const int n = snprintf(line, sizeof line, "%s %" PRIu64 "\n", key, value);
    return rci_base_bytes_append(&section->data, line, (size_t)n, err);
}

bool rci_stream_section_read(const char **at, const char *key, uint64_t *value)
{
    const size_t n = strlen(key);
    char *end;
    if (strncmp(*at, key, n) != 0 || (*at)[n] != ' ') {
        return false;
    }
    *value = strtoull(*at + n + 1, &end, 10);
    *at = end + 1;
    return *end == '\n';
}

rc_status rci_stream_section_malformed(rc_error *err)
{
    return rci_base_fail(err, RC_EIO, "the checkpoint of an interrupted run is malformed");
}

/* ----------------------------------------------------------------- reading */

static rc_status damaged(const char *path, rc_error *err)
{
    rci_base_fail(err, RC_EIO, "this checkpoint of an interrupted run is damaged");
    rci_base_error_source(err, path);
    return RC_EIO;
}

static void end_line(char line[END_LINE + 1], const void *data, size_t n)
{
    snprintf(line, END_LINE + 1, "end %016" PRIx64 "\n", rci_io_hash(RCI_IO_HASH, data, n));
}

/* The first line: "rowcol checkpoint VERSION". Returns what follows it, or NULL. */
static const char *check_version(const char *text, const char *end, const char *path, rc_error *err)
{
    static const char start[] = "rowcol checkpoint ";
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    const char *version = text + sizeof start - 1;
    if (!newline || newline < version || memcmp(text, start, sizeof start - 1) != 0) {
        damaged(path, err);
        return NULL;
    }
    if ((size_t)(newline - version) != strlen(rc_version()) ||
        memcmp(version, rc_version(), strlen(rc_version())) != 0) {
        rci_base_fail(err, RC_EARG,
                      "this checkpoint of an interrupted run was written by rowcol %.*s: this is "
                      "rowcol %s",
                      (int)(newline - version < 64 ? newline - version : 64), version,
                      rc_version());
        rci_base_error_source(err, path);
        return NULL;
    }
    return newline + 1;
}

/* Reads the section at *at. RC_OK; RC_EIO, RC_ENOMEM. */
static rc_status read_section(rci_stream_sections *sections, const char **at, const char *end,
                              const char *path, rc_error *err)
{
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));
    char line[LINE], name[RCI_STREAM_SECTION_NAME];
    const size_t length = newline ? (size_t)(newline - *at) : LINE;
    const size_t left = newline ? (size_t)(end - newline) : 0; /* with this newline */
    rci_stream_section *section;
    uint64_t size = 0;
    rc_status status;
    if (length >= LINE) {
        return damaged(path, err);
    }
    memcpy(line, *at, length);
    line[length] = '\0';
    if (sscanf(line, "section %31s %" SCNu64, name, &size) != 2 || left < 2 || size > left - 2) {
        return damaged(path, err);
    }
    section = rci_stream_section_begin(sections, name, err);
    status =
        section ? rci_base_bytes_append(&section->data, newline + 1, (size_t)size, err) : RC_ENOMEM;
    *at = newline + 1 + size + 1;
    return status == RC_OK ? rci_stream_section_end(section, err) : status;
}

static rc_status parse(rci_stream_sections *sections, const rci_base_bytes *file, const char *path,
                       rc_error *err)
{
    const char *text = (const char *)file->data, *at, *end;
    char line[END_LINE + 1];
    rc_status status = RC_OK;
    if (file->length < END_LINE) {
        return damaged(path, err);
    }
    end = text + file->length - END_LINE;
    end_line(line, text, file->length - END_LINE);
    if (memcmp(line, end, END_LINE) != 0) {
        return damaged(path, err);
    }
    at = check_version(text, end, path, err);
    if (!at) {
        return err->status;
    }
    while (status == RC_OK && at < end) {
        status = read_section(sections, &at, end, path, err);
    }
    return status;
}

static rc_status read_all(rci_io_source *source, rci_base_bytes *file, rc_error *err)
{
    enum { STEP = 1 << 16 };
    size_t got = STEP;
    rc_status status = RC_OK;
    while (status == RC_OK && got == STEP) {
        status = rci_base_bytes_reserve(file, STEP, err);
        if (status == RC_OK) {
            status = rci_io_source_read(source, file->data + file->length, STEP, &got, err);
            file->length += got;
        }
    }
    return status;
}

rc_status rci_stream_sections_load(rci_stream_sections *sections, const char *path, bool *found,
                                   rc_error *err)
{
    rc_error why = RC_ERROR_INIT;
    rci_io_source *source = rci_io_source_open(path, &why);
    rci_base_bytes file;
    rc_status status;
    *found = source != NULL || why.sys != ENOENT;
    if (!source) {
        if (*found && err && err->status == RC_OK) {
            *err = why;
        }
        return *found ? why.status : RC_OK;
    }
    rci_base_bytes_init(&file);
    status = read_all(source, &file, err);
    if (status == RC_OK) {
        status = parse(sections, &file, path, err);
    }
    rci_base_bytes_release(&file);
    rci_io_source_close(source);
    return status;
}

/* ----------------------------------------------------------------- writing */

static rc_status append_text(rci_base_bytes *file, const char *text, rc_error *err)
{
    return rci_base_bytes_append(file, text, strlen(text), err);
}

static rc_status build(const rci_stream_sections *sections, rci_base_bytes *file, rc_error *err)
{
    char line[LINE];
    rc_status status;
    snprintf(line, sizeof line, "rowcol checkpoint %s\n", rc_version());
    status = append_text(file, line, err);
    for (const rci_stream_section *s = sections->first; s && status == RC_OK; s = s->next) {
        snprintf(line, sizeof line, "section %s %zu\n", s->name, s->data.length);
        status = append_text(file, line, err);
        if (status == RC_OK) {
            status = rci_base_bytes_append(file, s->data.data, s->data.length, err);
        }
        if (status == RC_OK) {
            status = append_text(file, "\n", err);
        }
    }
    if (status == RC_OK) {
        end_line(line, file->data, file->length);
        status = append_text(file, line, err);
    }
    return status;
}

rc_status rci_stream_sections_store(const rci_stream_sections *sections, const char *path,
                                    rc_error *err)
{
    rci_base_bytes file;
    rci_io_output *output = NULL;
    rc_status status;
    rci_base_bytes_init(&file);
    status = build(sections, &file, err);
    if (status == RC_OK) {
        output = rci_io_output_open_private(path, err);
        status = output ? rci_io_output_write(output, file.data, file.length, err) : RC_EIO;
    }
    if (status == RC_OK) {
        status = rci_io_output_commit(output, err);
    }
    rci_io_output_close(output);
    rci_base_bytes_release(&file);
    return status;
}
