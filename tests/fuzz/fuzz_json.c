/* The bulk JSON reader on arbitrary text. The first byte chooses the dtype, format and options, the
   rest is the text. What is accepted must be written and read back the same. */
#include "json_setup.h"

#include <rowcol.h>
#include <string.h>

const char fuzz_corpus[] = "json";

static const struct {
    const char *dtype, *format, *root;
    rc_extra extra;
    rc_missing missing;
} setups[] = {
    {"x:i4,y:i4,z:i4", "ndjson", NULL, RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"x:i1,y:u8,z:f8,s:S4,b:bool", "ndjson", NULL, RC_EXTRA_IGNORE, RC_MISSING_ZERO},
    {"x:f4,y:f2,u:U2,v:V2,t:str", "json", NULL, RC_EXTRA_IGNORE, RC_MISSING_ZERO},
    {"a:{b:i2,c:{d:f8?}?},p:2i1,q:(2,2){x:u1}", "json", NULL, RC_EXTRA_ERROR, RC_MISSING_ZERO},
    {"d:M8[s],m:m8[ns],c:c16", "ndjson", NULL, RC_EXTRA_ERROR, RC_MISSING_ZERO},
    {"x:i4", "json", "/a/1/b", RC_EXTRA_IGNORE, RC_MISSING_ZERO},
    {"i8", "json", NULL, RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"y:i4", "ndjson", NULL, RC_EXTRA_IGNORE, RC_MISSING_ZERO}};

static const json_setup *prepare(size_t setup)
{
    static json_setup all[sizeof setups / sizeof *setups];
    json_setup_prepare(&all[setup], setups[setup].dtype);
    return &all[setup];
}

static void write_batch(const rci_json_write_encoder *encoder, const rc_store *batch,
                        rci_base_bytes *out)
{
    rc_error err = RC_ERROR_INIT;
    FUZZ_CHECK(rci_json_write_encode(encoder, batch, 0, rc_store_length(batch), '\0', '\n', out,
                                     &err) == RC_OK);
}

/* Reads all of the text and writes it as lines to `out`; 0 when it is refused. */
static int convert(const char *text, size_t n, const rc_read_options *options,
                   const rci_json_write_encoder *encoder, rci_base_bytes *out)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_memory(text, n, NULL, options, &err);
    rc_store *batch;
    rc_status status;
    FUZZ_CHECK(reader != NULL);
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        write_batch(encoder, batch, out);
        rc_store_unref(batch);
    }
    FUZZ_CHECK(status == RC_END || (err.status == status && err.message[0]));
    rc_reader_close(reader);
    return status == RC_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t setup = size ? data[0] % (sizeof setups / sizeof *setups) : 0;
    const json_setup *use = prepare(setup);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rci_base_bytes once, twice;
    options.dtype = use->dtype;
    options.format = setups[setup].format;
    options.root = setups[setup].root;
    options.extra = setups[setup].extra;
    options.missing = setups[setup].missing;
    options.max_record = 1 << 16;
    rci_base_bytes_init(&once);
    rci_base_bytes_init(&twice);
    if (size && convert((const char *)data + 1, size - 1, &options, &use->encoder, &once)) {
        options.root = NULL;
        options.format = "ndjson";
        FUZZ_CHECK(convert((const char *)once.data, once.length, &options, &use->encoder, &twice));
        FUZZ_CHECK(once.length == twice.length &&
                   (once.length == 0 || memcmp(once.data, twice.data, once.length) == 0));
    }
    rci_base_bytes_release(&once);
    rci_base_bytes_release(&twice);
    return 0;
}
