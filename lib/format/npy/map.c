/*
 * format/npy/map.c - a .npy file as a store whose memory is the mapped file.
 */
#include "base/error.h"
#include "format/npy/header.h"
#include "io/source.h"
#include "store/batch.h"

#include <rowcol/npy.h>

static bool is_in_order(const rci_npy_header *header, rc_error *err)
{
    if (header->turned) {
        rci_base_fail(err, RC_EUNSUPPORTED,
                      "an array in Fortran order, whose records are not in one piece each, cannot "
                      "be mapped: read it, with rc_load");
    }
    return header->turned == 0;
}

static rc_store *store_of(void *pages, size_t size, const char *path, rc_error *err)
{
    rci_npy_header header;
    rc_store *store = NULL;
    rci_io_source *source = rci_io_source_open_memory(pages, size, path, err);
    if (!source) {
        return NULL;
    }
    if (rci_npy_header_read(source, &header, err) == RC_OK && is_in_order(&header, err)) {
        store = rci_store_from_map(header.dtype, (size_t)header.records, pages, size,
                                   (size_t)rci_io_source_position(source), err);
    }
    rc_dtype_unref(header.dtype);
    rci_io_source_close(source);
    return store;
}

rc_store *rc_npy_map(const char *path, rc_error *err)
{
    void *pages = NULL;
    size_t size = 0;
    rc_store *store;
    if (!path) {
        rci_base_fail(err, RC_EARG, "no path");
        return NULL;
    }
    if (rci_io_map_file(path, &pages, &size, err) != RC_OK) {
        return NULL;
    }
    store = store_of(pages, size, path, err);
    if (!store) {
        rci_base_error_source(err, path);
        if (pages) {
            rci_io_unmap(pages, size);
        }
    }
    return store;
}
