/* .npy files that are mapped: the store holds the records that a reader gives, or the file is
 * refused as the reader refuses it; and writing to the store never changes the file. */
#include "fuzz.h"

#include <rowcol/npy.h>
#include <rowcol/stream.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char fuzz_corpus[] = "npy";

static rc_status write_file(int file, const uint8_t *data, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t n = write(file, data + at, size - at);
        FUZZ_CHECK(n > 0);
        at += (size_t)n;
    }
    return RC_OK;
}

static void check_unchanged(int file, const uint8_t *data, size_t size)
{
    uint8_t *found = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0) : NULL;
    FUZZ_CHECK(found != MAP_FAILED);
    FUZZ_CHECK(size == 0 || memcmp(found, data, size) == 0);
    if (size) {
        munmap(found, size);
    }
}

/* Fortran order is the one thing that only a reader takes. */
static void check_refused(const uint8_t *data, size_t size, const rc_error *err)
{
    rc_error other = RC_ERROR_INIT;
    const rc_read_options options = {.size = sizeof(rc_read_options), .format = "npy"};
    rc_reader *reader = rc_reader_open_memory(data, size, NULL, &options, &other);
    FUZZ_CHECK(err->status != RC_OK && err->message[0] != '\0');
    if (reader) {
        FUZZ_CHECK(err->status == RC_EUNSUPPORTED && strstr(err->message, "Fortran"));
    } else {
        FUZZ_CHECK(other.status == err->status && other.byte == err->byte);
    }
    rc_reader_close(reader);
}

static void check_records(const uint8_t *data, size_t size, const rc_store *store)
{
    rc_error err = RC_ERROR_INIT;
    const rc_read_options options = {.size = sizeof(rc_read_options), .format = "npy"};
    rc_store *all = rc_store_zeros(rc_store_dtype(store), 0, RC_ROWS, NULL), *batch;
    rc_reader *reader = rc_reader_open_memory(data, size, NULL, &options, &err);
    rc_status status;
    FUZZ_CHECK(all != NULL && reader != NULL);
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        FUZZ_CHECK(rc_store_append_store(all, batch, NULL) == RC_OK);
        rc_store_unref(batch);
    }
    FUZZ_CHECK(status == RC_END);
    FUZZ_CHECK(rc_store_equal(all, store));
    rc_reader_close(reader);
    rc_store_unref(all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    char path[32];
    int file = memfd_create("fuzz.npy", MFD_CLOEXEC);
    rc_store *store;
    FUZZ_CHECK(file >= 0);
    FUZZ_CHECK(write_file(file, data, size) == RC_OK);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    store = rc_npy_map(path, &err);
    if (!store) {
        check_refused(data, size, &err);
    } else {
        check_records(data, size, store);
        memset(rc_store_data(store), 0x7E,
               rc_store_length(store) * rc_dtype_itemsize(rc_store_dtype(store)));
        check_unchanged(file, data, size);
        rc_store_unref(store);
    }
    close(file);
    return 0;
}
