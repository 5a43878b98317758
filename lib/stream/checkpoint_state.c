/* stream/checkpoint_state.c - readers, writers and counts as sections of a checkpoint. */
#include "stream/checkpoint_state.h"

#include "base/error.h"
#include "io/stamp.h"
#include "stream/counts.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

#include <string.h>

/* The sections of the library. */
static const char reader_name[] = "rowcol.reader", counts_name[] = "rowcol.counts";

/* Key and value, in the order in which they are written. */
typedef struct number {
    const char *key;
    uint64_t value;
} number;

static rc_status add_numbers(rci_stream_section *section, const number *numbers, size_t n,
                             rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = rci_stream_section_add(section, numbers[i].key, numbers[i].value, err);
    }
    return status;
}

/* Fills in the values. False: the text at *at is not these lines. */
static bool read_numbers(const char **at, number *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!rci_stream_section_read(at, numbers[i].key, &numbers[i].value)) {
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------------ readers */

enum {
    INPUT,
    BEGUN,
    ENDED,
    STAGE,
    BYTE,
    LINES,
    LINE_START,
    RECORDS,
    REJECTED,
    READ_RECORDS,
    READ_BYTES,
    HASHED,
    HASH,
    READER_NUMBERS
};

#define READER_KEYS                                                                                \
    {                                                                                              \
        {"input", 0}, {"begun", 0}, {"ended", 0}, {"stage", 0}, {"byte", 0}, {"lines", 0},         \
            {"line-start", 0}, {"records", 0}, {"rejected", 0}, {"read-records", 0},               \
            {"read-bytes", 0}, {"hashed", 0}, {"hash", 0},                                         \
    }

/* Of the bytes before byte `end`, as rci_io_hash_before has it. */
static rc_status hash_before(const rci_io_source *source, uint64_t end, uint64_t *hash,
                             rc_error *err)
{
    unsigned char buffer[4096];
    uint64_t from = end < RCI_IO_STAMP_BYTES ? 0 : end - RCI_IO_STAMP_BYTES;
    rc_status status = RC_OK;
    *hash = RCI_IO_HASH;
    while (status == RC_OK && from < end) {
        const size_t n = end - from < sizeof buffer ? (size_t)(end - from) : sizeof buffer;
        size_t got = 0;
        status = rci_io_source_read_at(source, from, buffer, n, &got, err);
        *hash = rci_io_hash(*hash, buffer, got);
        from += n;
    }
    return status;
}

rc_status rci_stream_state_save_reader(rci_stream_sections *sections, const rc_reader *reader,
                                       size_t input, rc_error *err)
{
    number all[READER_NUMBERS] = READER_KEYS;
    rci_stream_position at;
    rci_stream_section *section;
    rc_status status = RC_OK;
    reader->ops->get_position(reader, &at);
    all[INPUT].value = input;
    all[BEGUN].value = at.begun;
    all[ENDED].value = at.ended;
    all[STAGE].value = at.stage;
    all[BYTE].value = at.byte;
    all[LINES].value = at.lines;
    all[LINE_START].value = at.line_start;
    all[RECORDS].value = at.records;
    all[REJECTED].value = reader->rejected;
    all[READ_RECORDS].value = reader->read_records;
    all[READ_BYTES].value = reader->read_bytes;
    all[HASHED].value = rci_io_source_can_seek(reader->source);
    if (all[HASHED].value) {
        status = hash_before(reader->source, at.byte, &all[HASH].value, err);
    }
    section = status == RC_OK ? rci_stream_section_begin(sections, reader_name, err) : NULL;
    if (!section) {
        return status == RC_OK ? RC_ENOMEM : status;
    }
    status = add_numbers(section, all, READER_NUMBERS, err);
    return status == RC_OK ? rci_stream_section_end(section, err) : status;
}

size_t rci_stream_state_input(const rci_stream_sections *sections)
{
    const rci_stream_section *section = rci_stream_section_find(sections, reader_name);
    const char *at = section ? (const char *)section->data.data : "";
    uint64_t input = 0;
    return rci_stream_section_read(&at, "input", &input) ? (size_t)input : 0;
}

rc_status rci_stream_state_restore_reader(const rci_stream_sections *sections, rc_reader *reader,
                                          rc_error *err)
{
    const rci_stream_section *section = rci_stream_section_find(sections, reader_name);
    const char *text = section ? (const char *)section->data.data : NULL;
    number all[READER_NUMBERS] = READER_KEYS;
    rci_stream_position at;
    uint64_t hash = 0;
    rc_status status = RC_OK;
    if (!section) {
        return RC_OK;
    }
    if (!read_numbers(&text, all, READER_NUMBERS)) {
        return rci_stream_section_malformed(err);
    }
    if (!all[BEGUN].value) {
        return RC_OK;
    }
    if (all[HASHED].value) {
        status = hash_before(reader->source, all[BYTE].value, &hash, err);
    }
    if (status == RC_OK && hash != all[HASH].value) {
        status = rci_base_fail(err, RC_EARG,
                               "the bytes before byte %llu, up to which an "
                               "interrupted run has read, have changed since then",
                               (unsigned long long)all[BYTE].value);
        rci_stream_reader_add_source(reader, err);
    }
    if (status != RC_OK) {
        return status;
    }
    at = (rci_stream_position){.begun = true,
                               .ended = all[ENDED].value != 0,
                               .stage = (unsigned)all[STAGE].value,
                               .byte = all[BYTE].value,
                               .lines = all[LINES].value,
                               .line_start = all[LINE_START].value,
                               .records = all[RECORDS].value};
    reader->rejected = all[REJECTED].value;
    reader->read_records = all[READ_RECORDS].value;
    reader->read_bytes = all[READ_BYTES].value;
    reader->ops->set_position(reader, &at);
    return RC_OK;
}

/* ------------------------------------------------------------------ outputs */

#define OUTPUT_KEYS                                                                                \
    {                                                                                              \
        {"bytes", 0}, {"hash", 0}, {"inode", 0},                                                   \
    }

rc_status rci_stream_state_save_output(rci_stream_sections *sections, const char *name,
                                       rci_io_output *output, rc_error *err)
{
    number all[] = OUTPUT_KEYS;
    rci_io_output_mark mark;
    rci_stream_section *section;
    rc_status status = rci_io_output_mark_now(output, &mark, err);
    if (status != RC_OK) {
        return status;
    }
    all[0].value = mark.bytes;
    all[1].value = mark.hash;
    all[2].value = mark.inode;
    section = rci_stream_section_begin(sections, name, err);
    status = section ? add_numbers(section, all, 3, err) : RC_ENOMEM;
    return status == RC_OK ? rci_stream_section_end(section, err) : status;
}

/* Reads the mark at *at. */
static rc_status read_mark(const char **at, rci_io_output_mark *mark, rc_error *err)
{
    number all[] = OUTPUT_KEYS;
    if (!read_numbers(at, all, 3)) {
        return rci_stream_section_malformed(err);
    }
    *mark = (rci_io_output_mark){all[0].value, all[1].value, all[2].value};
    return RC_OK;
}

/* The output becomes that of the mark at *at; without a section it is emptied. */
static rc_status prepare_output(const rci_stream_section *section, const char **at,
                                rci_io_output *output, rci_io_output_mark *mark, rc_error *err)
{
    rc_status status;
    if (!section) {
        return rci_io_output_empty(output, err);
    }
    *at = (const char *)section->data.data;
    rci_io_output_keep(output, true);
    status = read_mark(at, mark, err);
    return status == RC_OK ? rci_io_output_find_left(output, mark, err) : status;
}

rc_status rci_stream_state_restore_output(const rci_stream_sections *sections, const char *name,
                                          rci_io_output *output, rc_error *err)
{
    const rci_stream_section *section = rci_stream_section_find(sections, name);
    rci_io_output_mark mark;
    const char *at;
    rc_status status = prepare_output(section, &at, output, &mark, err);
    return status == RC_OK && section ? rci_io_output_continue(output, &mark, err) : status;
}

/* ------------------------------------------------------------------ writers */

/* The text of the dtype follows as a line. */
static rc_status add_dtype(rci_stream_section *section, const rc_dtype *dtype, rc_error *err)
{
    char *text = rc_dtype_text(dtype, RC_NOTATION_JSON, err);
    rc_status status =
        text ? rci_stream_section_add(section, "dtype", strlen(text), err) : RC_ENOMEM;
    if (status == RC_OK) {
        status = rci_base_bytes_append(&section->data, text, strlen(text), err);
    }
    rc_text_free(text);
    return status;
}

/* Reads the text of the dtype at *at. *equal: the dtypes are. */
static rc_status read_dtype(const char **at, const rc_dtype *dtype, bool *equal, rc_error *err)
{
    uint64_t n = 0;
    char *text = rc_dtype_text(dtype, RC_NOTATION_JSON, err);
    bool good;
    if (!text) {
        return RC_ENOMEM;
    }
    good = rci_stream_section_read(at, "dtype", &n);
    *equal = good && strlen(text) == n && strncmp(*at, text, (size_t)n) == 0;
    *at += *equal ? n : 0; /* else nothing after it is read */
    rc_text_free(text);
    return good ? RC_OK : rci_stream_section_malformed(err);
}

rc_status rci_stream_state_save_writer(rci_stream_sections *sections, const char *name,
                                       rc_writer *writer, rc_error *err)
{
    rci_stream_section *section;
    rc_status status = rci_stream_state_save_output(sections, name, writer->output, err);
    if (status != RC_OK) {
        return status;
    }
    section = rci_stream_section_find(sections, name);
    status = rci_stream_section_add(section, "records", writer->records, err);
    if (status == RC_OK) {
        status = add_dtype(section, writer->dtype, err);
    }
    if (status == RC_OK && writer->ops->save) {
        status = writer->ops->save(writer, &section->data, err);
    }
    return status == RC_OK ? rci_stream_section_end(section, err) : status;
}

/* What a section has of a writer. */
typedef struct writer_state {
    rci_io_output_mark mark;
    uint64_t records;
    const char *rest; /* for the format */
} writer_state;

/* Before anything is written to the output. */
static rc_status read_writer(const rci_stream_section *section, rci_io_output *output,
                             const rc_dtype *dtype, writer_state *state, rc_error *err)
{
    bool equal = true;
    rc_status status = prepare_output(section, &state->rest, output, &state->mark, err);
    if (status != RC_OK || !section) {
        return status;
    }
    if (!rci_stream_section_read(&state->rest, "records", &state->records)) {
        return rci_stream_section_malformed(err);
    }
    status = read_dtype(&state->rest, dtype, &equal, err);
    return status != RC_OK || equal
               ? status
               : rci_base_fail(err, RC_EARG, "the dtype is not that of the interrupted run");
}

/* The writer has written what comes first, which was there, and goes on after the records. */
static rc_status restore_writer(const rci_stream_section *section, const writer_state *state,
                                rc_writer *writer, rc_error *err)
{
    const char *end = (const char *)section->data.data + section->data.length;
    rc_status status = rci_io_output_continue(writer->output, &state->mark, err);
    writer->records = state->records;
    writer->bytes = state->mark.bytes;
    return status == RC_OK && writer->ops->restore
               ? writer->ops->restore(writer, state->rest, (size_t)(end - state->rest), err)
               : status;
}

rc_writer *rci_stream_state_open_writer(const rci_stream_sections *sections, const char *name,
                                        rci_io_output *output, const rc_dtype *dtype,
                                        const rc_write_options *options, rc_error *err)
{
    const rci_stream_section *section = rci_stream_section_find(sections, name);
    writer_state state;
    rc_writer *writer;
    if (read_writer(section, output, dtype, &state, err) != RC_OK) {
        rci_base_error_source(err, rci_io_output_name(output));
        rci_io_output_close(output);
        return NULL;
    }
    writer = rci_stream_writer_open_output(output, dtype, options, err);
    if (writer && section && restore_writer(section, &state, writer, err) != RC_OK) {
        rci_stream_writer_add_output(writer, err);
        rc_writer_close(writer);
        return NULL;
    }
    return writer;
}

/* ------------------------------------------------------------------- counts */

enum { SEEN, NULLS, MISSING, EXTRA, DUPLICATES, CONVERTED, CUT, SKIPPED, COUNTS };

static void get_counts(const rc_field_counts *field, uint64_t all[COUNTS])
{
    all[SEEN] = field->seen != 0;
    all[NULLS] = field->nulls;
    all[MISSING] = field->missing;
    all[EXTRA] = field->extra;
    all[DUPLICATES] = field->duplicates;
    all[CONVERTED] = field->converted;
    all[CUT] = field->cut;
    all[SKIPPED] = field->skipped;
}

static const char *const count_keys[COUNTS] = {"seen",       "nulls",     "missing", "extra",
                                               "duplicates", "converted", "cut",     "skipped"};

rc_status rci_stream_state_save_counts(rci_stream_sections *sections, const rc_read_counts *counts,
                                       rc_error *err)
{
    const size_t n = rc_read_counts_count(counts);
    rci_stream_section *section = rci_stream_section_begin(sections, counts_name, err);
    rc_status status = section ? rci_stream_section_add(section, "fields", n, err) : RC_ENOMEM;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        uint64_t all[COUNTS];
        get_counts(rc_read_counts_field(counts, i), all);
        for (size_t c = 0; c < COUNTS && status == RC_OK; c++) {
            status = rci_stream_section_add(section, count_keys[c], all[c], err);
        }
    }
    return status == RC_OK ? rci_stream_section_end(section, err) : status;
}

rc_status rci_stream_state_restore_counts(const rci_stream_sections *sections,
                                          rc_read_counts *counts, rc_error *err)
{
    const rci_stream_section *section = rci_stream_section_find(sections, counts_name);
    const char *at = section ? (const char *)section->data.data : NULL;
    rc_field_counts *fields = rci_stream_counts_fields(counts);
    uint64_t n = 0;
    if (!section) {
        return RC_OK;
    }
    if (!rci_stream_section_read(&at, "fields", &n)) {
        return rci_stream_section_malformed(err);
    }
    if (n != rc_read_counts_count(counts)) {
        return rci_base_fail(err, RC_EARG, "the dtype is not that of the interrupted run");
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t all[COUNTS];
        for (size_t c = 0; c < COUNTS; c++) {
            if (!rci_stream_section_read(&at, count_keys[c], &all[c])) {
                return rci_stream_section_malformed(err);
            }
        }
        fields[i].seen = all[SEEN] != 0;
        fields[i].nulls = all[NULLS];
        fields[i].missing = all[MISSING];
        fields[i].extra = all[EXTRA];
        fields[i].duplicates = all[DUPLICATES];
        fields[i].converted = all[CONVERTED];
        fields[i].cut = all[CUT];
        fields[i].skipped = all[SKIPPED];
    }
    return RC_OK;
}
