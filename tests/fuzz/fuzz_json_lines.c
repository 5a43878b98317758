/* Lines that look alike, read together, must give what each gives by itself: reading together
   makes a template of a record and compares the next ones with it, a line by itself is read by the
   grammar. The first byte chooses the dtype and options; the rest is lines, of which the first is
   repeated often enough to become the template before the others come, and again after each of
   them. */
#include "json_setup.h"

#include <rowcol.h>
#include <string.h>

const char fuzz_corpus[] = "json_lines";

enum { LEARNING = 40, MOST_TEXT = 1 << 16 };

static const struct {
    const char *dtype;
    rc_extra extra;
    rc_missing missing;
    rc_layout layout;
} setups[] = {{"x:i4,y:i4,z:i4", RC_EXTRA_ERROR, RC_MISSING_ERROR, RC_ROWS},
              {"id:i8,name:S16,city:S12,level:i1,score:f8,ok:bool", RC_EXTRA_IGNORE,
               RC_MISSING_ZERO, RC_ROWS},
              {"a:u8,s:str,f:f4,t:S3,h:f2,n:i2?", RC_EXTRA_ERROR, RC_MISSING_ZERO, RC_COLUMNS},
              {"id:S16,p:{m:f8,t:i8?,c:3f8},k:U4", RC_EXTRA_IGNORE, RC_MISSING_ZERO, RC_COLUMNS},
              {"y:i4", RC_EXTRA_IGNORE, RC_MISSING_ZERO, RC_ROWS}};

static const json_setup *prepare(size_t setup)
{
    static json_setup all[sizeof setups / sizeof *setups];
    json_setup_prepare(&all[setup], setups[setup].dtype);
    return &all[setup];
}

typedef struct fuzz_run {
    rc_read_options options;
    const rci_json_write_encoder *encoder;
    rci_base_bytes out; /* the records, as text */
    size_t records;
    rc_error error;
} fuzz_run;

/* Appends the records of the text to run->out; the status that ended it. */
static rc_status read_text(fuzz_run *run, const void *text, size_t n)
{
    rc_reader *reader = rc_reader_open_memory(text, n, NULL, &run->options, &run->error);
    rc_store *batch;
    rc_status status;
    FUZZ_CHECK(reader != NULL);
    while ((status = rc_reader_next(reader, &batch, &run->error)) == RC_OK) {
        size_t length = rc_store_length(batch);
        FUZZ_CHECK(rci_json_write_encode(run->encoder, batch, 0, length, '\0', '\n', &run->out,
                                         NULL) == RC_OK);
        run->records += length;
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    return status;
}

static size_t line_length(const char *text, size_t n)
{
    const char *end = memchr(text, '\n', n);
    return end ? (size_t)(end - text) + 1 : n;
}

/* The first line many times, then each line between two of the first. */
static void lay_out(const char *lines, size_t n, rci_base_bytes *text)
{
    size_t first = line_length(lines, n), at, i;
    for (i = 0; i < LEARNING; i++) {
        FUZZ_CHECK(rci_base_bytes_append(text, lines, first, NULL) == RC_OK);
    }
    for (at = first; at < n; at += line_length(lines + at, n - at)) {
        FUZZ_CHECK(rci_base_bytes_append(text, lines + at, line_length(lines + at, n - at), NULL) ==
                   RC_OK);
        if (text->data[text->length - 1] == '\n') {
            FUZZ_CHECK(rci_base_bytes_append(text, lines, first, NULL) == RC_OK);
        }
    }
}

/* Each line by itself, until one is refused. What the first one gave is not worked out again. */
static rc_status read_lines(fuzz_run *run, const char *text, size_t n)
{
    size_t first = line_length(text, n), at, length;
    rc_status status = read_text(run, text, first);
    size_t records = run->records, bytes = run->out.length;
    for (at = first; at < n && status == RC_END; at += length) {
        length = line_length(text + at, n - at);
        if (length == first && memcmp(text, text + at, first) == 0) {
            FUZZ_CHECK(rci_base_bytes_reserve(&run->out, bytes, NULL) == RC_OK);
            FUZZ_CHECK(rci_base_bytes_append(&run->out, run->out.data, bytes, NULL) == RC_OK);
            run->records += records;
        } else {
            status = read_text(run, text + at, length);
        }
    }
    return status;
}

/* A mark that is skipped at the very start of a text, and nowhere else. */
static int has_byte_order_mark(const uint8_t *data, size_t n)
{
    size_t i;
    for (i = 0; i + 3 <= n; i++) {
        if (memcmp(data + i, "\xEF\xBB\xBF", 3) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Removes the suggestion from the end of a message: there is none when the lines that follow show
   that the text is in another framing. */
static const char *without_suggestion(char *message)
{
    char *suggestion = strstr(message, " (try ");
    if (suggestion) {
        *suggestion = '\0';
    }
    return message;
}

static void compare(fuzz_run *together, fuzz_run *apart, const rci_base_bytes *text)
{
    rc_status status = read_text(together, text->data, text->length);
    rc_status expected = read_lines(apart, (const char *)text->data, text->length);
    FUZZ_CHECK(status == expected);
    /* What comes in the same batch as a record that is refused is not given. */
    FUZZ_CHECK(together->out.length <= apart->out.length);
    FUZZ_CHECK(together->out.length == 0 ||
               memcmp(together->out.data, apart->out.data, together->out.length) == 0);
    if (status == RC_END) {
        FUZZ_CHECK(together->records == apart->records);
    } else {
        FUZZ_CHECK(strcmp(without_suggestion(together->error.message),
                          without_suggestion(apart->error.message)) == 0);
        FUZZ_CHECK(strcmp(together->error.field, apart->error.field) == 0);
    }
}

static fuzz_run run_new(size_t setup, const json_setup *use)
{
    fuzz_run run = {.options = RC_READ_OPTIONS_INIT, .encoder = &use->encoder};
    run.options.dtype = use->dtype;
    run.options.format = "ndjson";
    run.options.extra = setups[setup].extra;
    run.options.missing = setups[setup].missing;
    run.options.layout = setups[setup].layout;
    run.options.max_record = MOST_TEXT;
    run.error = (rc_error)RC_ERROR_INIT;
    rci_base_bytes_init(&run.out);
    return run;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t setup = size ? data[0] % (sizeof setups / sizeof *setups) : 0;
    const json_setup *use = prepare(setup);
    fuzz_run together, apart;
    rci_base_bytes text;
    if (size > 1 && size < MOST_TEXT / 2 && !has_byte_order_mark(data, size)) {
        together = run_new(setup, use);
        apart = run_new(setup, use);
        rci_base_bytes_init(&text);
        lay_out((const char *)data + 1, size - 1, &text);
        compare(&together, &apart, &text);
        rci_base_bytes_release(&text);
        rci_base_bytes_release(&together.out);
        rci_base_bytes_release(&apart.out);
    }
    return 0;
}
