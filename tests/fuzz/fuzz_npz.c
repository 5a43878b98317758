/* .npz archives: each array is read to its end or refused; the list of names and the reader agree
 * on what there is. */
#include "fuzz.h"

#include <rowcol/npy.h>
#include <rowcol/stream.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char fuzz_corpus[] = "npz";

enum { MOST_ARRAYS = 20, MOST_BYTES = 1 << 24 };

/* Few bytes can hold many zeros. */
static void read_array(rc_reader *reader)
{
    rc_error err = RC_ERROR_INIT;
    size_t left = MOST_BYTES, itemsize = rc_dtype_itemsize(rc_reader_dtype(reader));
    rc_store *batch;
    rc_status status = RC_OK;
    while (left > 0 && (status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        size_t n = rc_store_length(batch) * (itemsize + 1);
        left -= n < left ? n : left;
        rc_store_unref(batch);
    }
    FUZZ_CHECK(status == RC_OK || status == RC_END || err.message[0] != '\0');
}

static void read_member(const uint8_t *data, size_t size, const char *name)
{
    rc_error err = RC_ERROR_INIT;
    const rc_read_options options = {
        .size = sizeof(rc_read_options), .format = "npz", .member = name};
    rc_reader *reader = rc_reader_open_memory(data, size, "fuzz.npz", &options, &err);
    if (reader) {
        read_array(reader);
    } else {
        FUZZ_CHECK(err.status != RC_OK && err.message[0] != '\0');
        FUZZ_CHECK(err.status != RC_EARG || !name); /* the name is one of the list */
    }
    rc_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    char path[32];
    int file = memfd_create("fuzz.npz", MFD_CLOEXEC);
    rc_npz *npz;
    FUZZ_CHECK(file >= 0);
    FUZZ_CHECK(size == 0 || write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    npz = rc_npz_open(path, &err);
    FUZZ_CHECK(npz != NULL || (err.status != RC_OK && err.message[0] != '\0'));
    for (size_t i = 0; i < rc_npz_count(npz) && i < MOST_ARRAYS; i++) {
        FUZZ_CHECK(rc_npz_name(npz, i) != NULL);
        read_member(data, size, rc_npz_name(npz, i));
    }
    FUZZ_CHECK(rc_npz_name(npz, rc_npz_count(npz)) == NULL);
    read_member(data, size, NULL);
    rc_npz_close(npz);
    close(file);
    return 0;
}
