/*
 * stream/text/range.c - the pieces of an input that can be addressed.
 *
 * The input is divided into ranges of bytes. A piece is the records that begin in a range: from the
 * first place at or after its start where the text can be cut, to the first such place at or after
 * its end. A thread finds both by itself. The start is guessed by the format, unless all pieces
 * before are confirmed already; the end follows from the start. Then, in the order of the ranges,
 * each piece is confirmed: it has to begin where the one before it ended. One that does not is read
 * again from there.
 */
#include "stream/text/text.h"

#include <string.h>

/* A file that is smaller than this many pieces is divided into as many, but not into smaller ones
   than SMALLEST, so that each thread gets its part. */
enum { PIECES = 16, SMALLEST = 1 << 15 };

bool rci_stream_text_ranges_begin(rci_stream_text_reader *reader)
{
    rci_stream_text_ranges *ranges = &reader->ranges;
    if (!reader->input.seeks) {
        return false;
    }
    ranges->used = true;
    ranges->start =
        rci_stream_text_input_offset(&reader->input, rci_stream_text_input_here(&reader->input));
    ranges->size = rci_io_source_size(reader->base.source);
    ranges->next = ranges->end = ranges->start;
    ranges->step = reader->piece_bytes;
    if (ranges->step > SMALLEST && (ranges->size - ranges->start) / PIECES < ranges->step) {
        ranges->step = (size_t)((ranges->size - ranges->start) / PIECES);
        ranges->step = ranges->step < SMALLEST ? SMALLEST : ranges->step;
    }
    return true;
}

/* ----------------------------------------------------------------------- cut */

static bool is_over(const rci_stream_text_reader *reader)
{
    const rci_stream_text_ranges *ranges = &reader->ranges;
    /* Records that have to end with a byte, and are not there, are one piece. */
    bool none = ranges->cuts == 0 && reader->has_close;
    return ranges->closed || (ranges->next >= ranges->size && !none);
}

rc_status rci_stream_text_cut_range(rci_stream_text_reader *reader, rci_stream_text_piece *piece)
{
    enum { LEAST_WINDOW = 4096, RECORDS = 8 };
    rci_stream_text_ranges *ranges = &reader->ranges;
    piece->is_range = true;
    piece->known = ranges->confirmed == ranges->cuts && !(ranges->guessing && ranges->cuts > 0);
    if (piece->known &&
        ranges->next < ranges->end) { /* the last record was longer than its range */
        ranges->next += (ranges->end - ranges->next) / ranges->step * ranges->step;
    }
    if (is_over(reader)) {
        return RC_END;
    }
    piece->from = ranges->next;
    piece->to =
        ranges->size - piece->from > ranges->step ? piece->from + ranges->step : ranges->size;
    piece->first_byte = ranges->end;
    piece->window = LEAST_WINDOW + RECORDS * ranges->record_bytes;
    piece->base.done = false;
    ranges->next = piece->to;
    ranges->cuts++;
    reader->base.all_cut = piece->to == ranges->size;
    return RC_OK;
}

/* --------------------------------------------------------------------- fetch */

/* Reads on until the memory has `n` bytes or the source ends, from byte `at` of the source on. */
static rc_status read_until(const rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                            uint64_t at, size_t n, bool *ended, rc_error *err)
{
    rci_base_bytes *memory = &piece->memory;
    const uint64_t left = reader->ranges.size - at;
    size_t got = 0;
    rc_status status;
    n = n < left ? n : (size_t)left;
    n -= memory->length < n ? memory->length : n;
    status = rci_stream_text_reserve(memory, n, err);
    if (status == RC_OK) {
        status = rci_io_source_read_at(reader->base.source, at + memory->length,
                                       memory->data + memory->length, n, &got, err);
        memory->length += got;
        memset(memory->data + memory->length, 0, RCI_STREAM_TEXT_SLACK);
        *ended = got < n || memory->length == left;
    }
    return status;
}

/* The text of the piece is memory[first .. end); `found` is the search that found its end, or NULL.
 */
static void set_text(rci_stream_text_piece *piece, size_t first, size_t end,
                     const rci_stream_text_boundary *found)
{
    const char *text = (const char *)piece->memory.data + first, *last;
    piece->length = end - first;
    piece->marks.step = 0;
    if (piece->last) {
        piece->next = rci_stream_text_next_byte(
            text + piece->length + 1, (const char *)piece->memory.data + piece->memory.length);
    }
    piece->buffer.data = piece->memory.data + first;
    piece->buffer.length = piece->length;
    piece->buffer.capacity = piece->memory.capacity - first;
    if (!found || !rci_stream_text_counted_lines(found, text, piece->length, &piece->lines)) {
        piece->lines = rci_stream_text_mark_lines(&piece->marks, text, piece->length);
    }
    memset(piece->buffer.data + piece->length, 0, RCI_STREAM_TEXT_SLACK);
    last = piece->lines ? memrchr(text, '\n', piece->length) : NULL;
    piece->last_line = last ? (size_t)(last - text) + 1 : 0;
    piece->base.bytes = piece->length;
}

/* The first place in the memory where the text can be cut, at or after the start of the range,
   which is memory[before + 1]; SIZE_MAX if there is none in the range. */
static size_t find_first(const rci_stream_text_reader *reader, const rci_stream_text_piece *piece,
                         size_t before)
{
    const char *text = (const char *)piece->memory.data + before;
    const size_t size = (size_t)(piece->to - piece->from), got = piece->memory.length - before;
    const size_t first =
        reader->syntax->guess(reader, text, got < size ? got : size, piece->window);
    return first == SIZE_MAX ? SIZE_MAX : before + first;
}

/* Bytes to leave free at the start of the memory, so that what is read at byte `at` of the source
   is as far from the start of a page as it is in the page cache: the system copies it faster then.
 */
static size_t bytes_before(const rci_stream_text_piece *piece, uint64_t at, size_t size)
{
    enum { PAGE = 4096, LARGE = 16 * PAGE };
    return size < LARGE ? 0 : (size_t)(at - (uintptr_t)piece->memory.data) % PAGE;
}

/* Finds the end of the piece, which begins at memory[first] and reaches to memory[least] at least;
   the memory begins at byte `at` of the source. Reads on while there is no end. */
static rc_status find_last(const rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                           uint64_t at, size_t first, size_t least, bool ended, rc_error *err)
{
    rci_base_bytes *memory = &piece->memory;
    rci_stream_text_boundary found = {0, SIZE_MAX, 0, 0};
    size_t end = 0;
    while (end == 0) {
        rc_status status = reader->syntax->find_boundary(reader, (const char *)memory->data + first,
                                                         memory->length - first, least - first,
                                                         &piece->states, &found, err);
        if (status != RC_OK) {
            return status;
        }
        piece->last = found.after == 0 && found.close != SIZE_MAX;
        if (found.after || piece->last) {
            end = first + (piece->last ? found.close : found.after);
            break;
        }
        if (ended) {
            break;
        }
        if (memory->length - least > reader->max_record) {
            piece->too_long = true;
            break;
        }
        status = read_until(reader, piece, at,
                            memory->length + (memory->length - least) + piece->tail, &ended, err);
        if (status != RC_OK) {
            return status;
        }
    }
    end = end || piece->last ? end : memory->length;
    piece->unclosed = reader->has_close && ended && !piece->last && end == memory->length;
    set_text(piece, first, end, &found);
    return RC_OK;
}

/* The bytes after a range that the next one needs at first: twice what this one needed. */
static void learn_tail(rci_stream_text_piece *piece, size_t used)
{
    enum { LEAST = 256, MOST = 1 << 16 };
    size_t tail = 2 * used;
    piece->tail = tail < LEAST ? LEAST : tail > MOST ? MOST : tail;
}

static void begin(const rci_stream_text_reader *reader, rci_stream_text_piece *piece)
{
    if (reader->syntax->begin) {
        reader->syntax->begin(reader, piece);
    }
    piece->max_record = reader->max_record;
    piece->cursor = 0;
    piece->records = 0;
    piece->placed = piece->placed_lines = 0;
    piece->memory.length = 0;
    piece->last = piece->unclosed = piece->too_long = piece->found = false;
    piece->failed_in_cut = piece->has_shrunk = false;
    piece->next = '\0';
    piece->base.done = false;
    piece->tail = piece->tail ? piece->tail : 512;
}

/* The place of the error, if it has one, is counted in the text. */
static void fail(rci_stream_text_piece *piece, size_t first, const rc_error *err)
{
    if (piece->memory.data) {
        set_text(piece, first, piece->memory.length, NULL);
    }
    piece->length = 0;
    piece->failed_in_cut = true;
    piece->has_shrunk = err && err->byte != RC_NOWHERE;
}

/* Reads from byte `at` of the source on, and finds the text of the piece. */
static rc_status read_range(const rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                            uint64_t at, rc_error *err)
{
    enum { PAGE = 4096 };
    const size_t size = (size_t)(piece->to - at) + piece->tail;
    size_t first, range, before;
    uint64_t origin; /* the byte of the source that memory[0] would be */
    bool ended = false;
    rc_status status = rci_stream_text_reserve(&piece->memory, size + PAGE, err);
    if (status != RC_OK) {
        return status;
    }
    before = bytes_before(piece, at, size);
    origin = at - before;
    range = (size_t)(piece->to - origin);
    piece->memory.length = before;
    status = read_until(reader, piece, origin, before + size, &ended, err);
    if (status != RC_OK) {
        fail(piece, before, err);
        return status;
    }
    first = piece->known ? before : find_first(reader, piece, before);
    piece->found = first != SIZE_MAX;
    if (!piece->found) {
        set_text(piece, 0, 0, NULL);
        return RC_OK;
    }
    piece->first_byte = origin + first;
    piece->after_separator = piece->first_byte != reader->ranges.start;
    status = find_last(reader, piece, origin, first, range > first ? range : first + 1, ended, err);
    if (status != RC_OK) {
        fail(piece, first, err);
    } else if (first + piece->length > range) {
        learn_tail(piece, first + piece->length - range);
    }
    return status;
}

rc_status rci_stream_text_fetch_range(const rci_stream_text_reader *reader,
                                      rci_stream_text_piece *piece, rc_error *err)
{
    begin(reader, piece);
    if (piece->known && piece->first_byte > piece->to) { /* no record begins in it */
        rc_status status = rci_stream_text_reserve(&piece->memory, 0, err);
        if (status == RC_OK) {
            set_text(piece, 0, 0, NULL);
        }
        return status;
    }
    return read_range(reader, piece, piece->known ? piece->first_byte : piece->from - 1, err);
}

/* ------------------------------------------------------------------- confirm */

static void go_on_after(rci_stream_text_ranges *ranges, const rci_stream_text_piece *piece)
{
    ranges->confirmed++;
    if (piece->found) {
        ranges->end = piece->first_byte + piece->length;
        ranges->closed = piece->last;
    }
    if (piece->records > 0) {
        ranges->record_bytes = piece->length / (size_t)piece->records;
    }
}

bool rci_stream_text_confirm_range(rci_stream_text_reader *reader, rci_stream_text_piece *piece)
{
    rci_stream_text_ranges *ranges = &reader->ranges;
    const bool is_void = ranges->closed || ranges->end >= piece->to;
    bool right = is_void ? !piece->found : piece->found && piece->first_byte == ranges->end;
    if (piece->failed_in_cut) { /* where the text became shorter is found in order */
        right = !piece->has_shrunk;
    }
    if (right || piece->known) {
        go_on_after(ranges, piece);
        return true;
    }
    piece->known = true;
    piece->first_byte = is_void ? UINT64_MAX : ranges->end;
    return false;
}
