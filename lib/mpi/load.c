/*
 * mpi/load.c - one file of which each rank reads its part: rc_mpi_load.
 */
#include "mpi/agree.h"
#include "mpi/fail.h"
#include "mpi/load_arrow.h"
#include "mpi/load_lines.h"

#include <rowcol/mpi.h>
#include <rowcol/npy.h>
#include <string.h>

/* The options of the caller, in the size that this library has. RC_OK; RC_EARG. */
static rc_status take_options(const rc_read_options *given, rc_read_options *options, rc_error *err)
{
    const rc_read_options defaults = RC_READ_OPTIONS_INIT;
    *options = defaults;
    if (given && (given->size < sizeof given->size || given->size > sizeof *options)) {
        return rci_mpi_fail(err, RC_EARG, "options of %zu bytes: begin with RC_READ_OPTIONS_INIT",
                            given->size);
    }
    if (given) {
        memcpy(options, given, given->size);
        options->size = sizeof *options;
    }
    if (options->reject || options->progress || options->counts || options->nadded > 0) {
        return rci_mpi_fail(err, RC_EARG,
                            "reject, progress, counts and added need all records before those of "
                            "a rank: load the file on one rank");
    }
    return RC_OK;
}

static rc_store *own_part(const rci_mpi_group *group, rc_store *whole,
                          const rc_read_options *options, rc_error *err)
{
    size_t n = rc_store_length(whole);
    size_t first = (size_t)rci_mpi_range_start(n, group->rank, group->size);
    size_t end = (size_t)rci_mpi_range_start(n, group->rank + 1, group->size);
    rc_store *part = rc_store_slice(whole, first, end - first, err);
    rc_store *columns;
    if (!part || options->layout != RC_COLUMNS) {
        return part;
    }
    columns = rc_store_convert(part, RC_COLUMNS, err);
    rc_store_unref(part);
    return columns;
}

/* Each rank maps the file, and touches the pages of its records only. */
static rc_store *load_npy(rci_mpi_group *group, const char *path, const rc_read_options *options)
{
    rc_store *whole = rc_npy_map(path, &group->err), *part = NULL;
    uint64_t found = rc_store_length(whole) ^ rc_dtype_hash(rc_store_dtype(whole));
    if (whole && options->dtype) {
        rc_dtype_require(rc_store_dtype(whole), options->dtype, &group->err);
    }
    if (rci_mpi_agree_number(
            group, found, RC_EARG,
            "the ranks see different files: the path must be on a file system that "
            "all share") == RC_OK) {
        part = own_part(group, whole, options, &group->err);
        rci_mpi_agree(group);
    }
    rc_store_unref(whole);
    return part;
}

/* The formats that can be divided. */
static const struct {
    const char *name;
    rc_store *(*load)(rci_mpi_group *group, const char *path, const rc_read_options *options);
} formats[] = {{"npy", load_npy}, {"ndjson", rci_mpi_load_lines}, {"arrow", rci_mpi_load_arrow}};

enum { N_FORMATS = sizeof formats / sizeof formats[0] };

static size_t find_format(const char *path, const rc_read_options *options, rc_error *err)
{
    const char *name = options->format ? options->format : rc_format_of_input(path);
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (name && strcmp(name, formats[i].name) == 0) {
            return i;
        }
    }
    rci_mpi_fail(err, RC_EUNSUPPORTED,
                 "%s%s cannot be divided among ranks: load it on one rank, and use rc_mpi_scatter",
                 name ? "the format " : "a file whose name shows no format", name ? name : "");
    rc_text_printable(path, strlen(path), err->source, sizeof err->source);
    return N_FORMATS;
}

rc_store *rc_mpi_load(const char *path, const rc_read_options *options, MPI_Comm comm,
                      rc_error *err)
{
    rci_mpi_group group;
    rc_read_options taken;
    rc_store *part = NULL;
    size_t format = N_FORMATS;
    if (rci_mpi_group_begin(&group, comm) == RC_OK) {
        if (!path) {
            rci_mpi_fail(&group.err, RC_EARG, "the path is NULL");
        } else if (take_options(options, &taken, &group.err) == RC_OK) {
            format = find_format(path, &taken, &group.err);
        }
        if (rci_mpi_agree_number(&group, format, RC_EARG,
                                 "the ranks name files of different formats") == RC_OK) {
            part = formats[format].load(&group, path, &taken);
        }
    }
    if (group.err.status != RC_OK) {
        rc_store_unref(part);
        part = NULL;
    }
    rci_mpi_report(&group.err, err);
    return part;
}
