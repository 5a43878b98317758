/* stream/checkpoint_inputs.c - whether the inputs of a run are those of the run that it continues.
 */
#include "stream/checkpoint_inputs.h"

#include "base/error.h"
#include "io/stamp.h"

#include <string.h>

/* Of each input: these lines, then the bytes of its path and a newline. */
static const char *const keys[] = {"size", "seconds", "nanoseconds", "head", "tail", "path"};
enum { SIZE, SECONDS, NANOSECONDS, HEAD, TAIL, PATH, KEYS };

static const char inputs_name[] = "rowcol.inputs";

static void numbers_of(const rci_io_stamp *stamp, const char *path, uint64_t all[KEYS])
{
    all[SIZE] = stamp->size;
    all[SECONDS] = (uint64_t)stamp->seconds;
    all[NANOSECONDS] = stamp->nanoseconds;
    all[HEAD] = stamp->head;
    all[TAIL] = stamp->tail;
    all[PATH] = strlen(path);
}

static rc_status add(rci_stream_section *section, const char *path, rc_error *err)
{
    rci_io_stamp stamp;
    uint64_t all[KEYS];
    rc_status status = rci_io_stamp_file(path, &stamp, err);
    if (status == RC_OK) {
        numbers_of(&stamp, path, all);
    }
    for (size_t i = 0; i < KEYS && status == RC_OK; i++) {
        status = rci_stream_section_add(section, keys[i], all[i], err);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_append(&section->data, path, strlen(path), err);
    }
    return status == RC_OK ? rci_base_bytes_append(&section->data, "\n", 1, err) : status;
}

static rc_status add_all(rci_stream_sections *sections, const char *const *paths, size_t n,
                         rc_error *err)
{
    rci_stream_section *section = rci_stream_section_begin(sections, inputs_name, err);
    rc_status status = section ? rci_stream_section_add(section, "inputs", n, err) : RC_ENOMEM;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = add(section, paths[i], err);
    }
    return status == RC_OK ? rci_stream_section_end(section, err) : status;
}

/* How the file differs from what it was, if it does. */
static rc_status compare_stamps(const uint64_t now[KEYS], const uint64_t before[KEYS],
                                rc_error *err)
{
    if (now[SIZE] != before[SIZE]) {
        return rci_base_fail(err, RC_EARG,
                             "it has changed since an interrupted run has read from it: it had "
                             "%llu bytes, and has %llu",
                             (unsigned long long)before[SIZE], (unsigned long long)now[SIZE]);
    }
    if (now[SECONDS] != before[SECONDS] || now[NANOSECONDS] != before[NANOSECONDS]) {
        return rci_base_fail(err, RC_EARG,
                             "it was written since an interrupted run has opened it: "
                             "the time of its last change is another one");
    }
    if (now[HEAD] != before[HEAD] || now[TAIL] != before[TAIL]) {
        return rci_base_fail(err, RC_EARG,
                             "it has changed since an interrupted run has opened it: "
                             "its %s bytes are others",
                             now[HEAD] != before[HEAD] ? "first" : "last");
    }
    return RC_OK;
}

static rc_status compare(const char **at, size_t number, const char *path, rc_error *err)
{
    uint64_t now[KEYS], before[KEYS];
    rci_io_stamp stamp;
    rc_status status;
    for (size_t i = 0; i < KEYS; i++) {
        if (!rci_stream_section_read(at, keys[i], &before[i])) {
            return rci_stream_section_malformed(err);
        }
    }
    if (strlen(path) != before[PATH] || strncmp(*at, path, (size_t)before[PATH]) != 0) {
        rci_base_error_source(err, path);
        return rci_base_fail(err, RC_EARG, "input %zu of the interrupted run was %.*s", number,
                             (int)(before[PATH] < 200 ? before[PATH] : 200), *at);
    }
    *at += before[PATH];
    if (*(*at)++ != '\n') {
        return rci_stream_section_malformed(err);
    }
    status = rci_io_stamp_file(path, &stamp, err);
    if (status == RC_OK) {
        numbers_of(&stamp, path, now);
        status = compare_stamps(now, before, err);
    }
    if (status != RC_OK) {
        rci_base_error_source(err, path);
    }
    return status;
}

rc_status rci_stream_checkpoint_inputs(rci_stream_sections *sections, const char *const *paths,
                                       size_t n, rc_error *err)
{
    const rci_stream_section *section = rci_stream_section_find(sections, inputs_name);
    const char *at = section ? (const char *)section->data.data : NULL;
    uint64_t before = 0;
    rc_status status = RC_OK;
    if (!section) {
        return add_all(sections, paths, n, err);
    }
    if (!rci_stream_section_read(&at, "inputs", &before) || before != n) {
        return rci_base_fail(err, RC_EARG,
                             "the interrupted run had %llu inputs, and this one has "
                             "%zu",
                             (unsigned long long)before, n);
    }
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = compare(&at, i + 1, paths[i], err);
    }
    return status;
}
