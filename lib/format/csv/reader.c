/* format/csv/reader.c - the bulk reader of CSV text. */
#include "format/csv/reader.h"

#include "base/alloc.h"
#include "base/error.h"
#include "format/csv/reader_impl.h"
#include "stream/counts.h"

static rci_csv_piece *csv_piece(rci_stream_piece *piece)
{
    return (rci_csv_piece *)(void *)piece;
}

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    rci_csv_reader *reader = (rci_csv_reader *)base;
    rci_csv_piece *piece = rci_csv_piece_new(reader->policies, &reader->layout, reader->way, err);
    if (piece) {
        piece->skips_bad = base->reject != NULL;
        piece->counts = reader->totals.fields != NULL;
    }
    if (piece && reader->text.state) {
        piece->observer = rci_csv_observer_new(&reader->names, reader->text.state->dates, err);
        if (!piece->observer) {
            rci_csv_piece_free(piece);
            return NULL;
        }
    }
    return piece ? &piece->text.base : NULL;
}

static void piece_free(rc_reader *base, rci_stream_piece *piece)
{
    (void)base;
    rci_csv_piece_free(csv_piece(piece));
}

static rc_status start(rci_csv_reader *reader, rc_error *err)
{
    rc_status status = rci_csv_read_head(reader, err);
    reader->started = true;
    if (status == RC_OK) {
        reader->text.base.quick_cut = rci_stream_text_ranges_begin(&reader->text);
    }
    if (status == RC_OK && reader->text.go_on.begun) {
        status = rci_stream_text_go_on(&reader->text, err);
    }
    return status;
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    rci_csv_reader *reader = (rci_csv_reader *)base;
    rci_csv_piece *piece = csv_piece(base_piece);
    if (!rci_stream_text_begin_cut(&reader->text, &piece->text, &piece->most)) {
        return RC_END;
    }
    if (!reader->started) {
        const rc_status status = start(reader, err);
        if (status != RC_OK) {
            return status;
        }
    }
    return reader->ended ? RC_END
           : reader->text.ranges.used
               ? rci_stream_text_cut_range(&reader->text, &piece->text)
               : rci_stream_text_cut_serial(&reader->text, &piece->text, err);
}

static rc_status decode(const rc_reader *base, rci_stream_piece *piece, rc_store *batch,
                        rc_error *err)
{
    (void)base;
    return rci_csv_piece_decode(csv_piece(piece), batch, err);
}

static void settle(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    rci_stream_text_reader *reader = (rci_stream_text_reader *)base;
    rci_csv_piece *piece = csv_piece(base_piece);
    if (!err && piece->observer) {
        rci_stream_text_merge_piece(
            reader, &piece->text,
            rci_infer_blocks_all(&piece->observer->blocks, &piece->observer->state));
        piece->observer->unsettled = false;
    }
    if (!err && piece->counts && piece->unsettled) {
        rci_record_totals_add(&((rci_csv_reader *)base)->totals, piece->decoder.target.log);
        piece->unsettled = false;
    }
    if (!err) {
        rci_stream_text_count_piece(reader, &piece->text);
    } else if (err->byte != RC_NOWHERE && err->line == RC_NOWHERE) {
        rci_stream_text_place_error(reader, &piece->text, err);
    }
}

static void get_position(const rc_reader *base, rci_stream_position *at)
{
    const rci_csv_reader *reader = (const rci_csv_reader *)(const void *)base;
    *at = (rci_stream_position){.begun = false};
    if (reader->started) {
        rci_stream_text_get_position(&reader->text, at);
    }
}

/* ---------------------------------------------------------------------- open */

static void close_reader(rc_reader *base)
{
    rci_csv_reader *reader = (rci_csv_reader *)base;
    rci_stream_text_reader_release(&reader->text);
    rci_csv_dialect_release(&reader->layout.dialect);
    rci_csv_columns_release(&reader->layout.columns);
    if (reader->names.allocator) {
        rci_base_bytes_release(&reader->names);
    }
    rci_record_policies_free(reader->policies);
    if (reader->plan) {
        rci_record_totals_release(&reader->totals, reader->plan);
    }
    rci_record_plan_free(reader->plan);
}

static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .fetch = rci_stream_text_fetch,
    .confirm = rci_stream_text_confirm,
    .decode = decode,
    .settle = settle,
    .place_reject = rci_stream_text_place,
    .get_position = get_position,
    .set_position = rci_stream_text_set_position,
    .close = close_reader,
};

void rci_csv_set_pieces(rc_reader *base, size_t piece_bytes, rci_csv_way way)
{
    rci_stream_text_set_pieces((rci_stream_text_reader *)base, piece_bytes);
    ((rci_csv_reader *)base)->way = way;
}

static rc_status open_parts(rci_csv_reader *reader, const rc_read_options *options, bool tabs,
                            rc_error *err)
{
    rc_status status = rci_csv_dialect_init(&reader->layout.dialect, options->csv, tabs, err);
    if (status == RC_OK && reader->layout.dialect.quotes != RC_CSV_QUOTES_MINIMAL) {
        status = rci_base_fail(err, RC_EARG, "option \"quotes\" is for writing");
    }
    if (status != RC_OK) {
        return status;
    }
    reader->layout.chars.comment = reader->layout.dialect.comment;
    reader->layout.chars.trims = reader->layout.dialect.trims;
    rci_base_bytes_init_as(&reader->names, RC_MEMORY_READER);
    rci_stream_text_reader_init(&reader->text, &rci_csv_syntax, options);
    reader->plan = rci_record_plan_new(options->dtype, err);
    reader->policies = reader->plan ? rci_record_policies_new(reader->plan, options, err) : NULL;
    status = reader->policies ? rci_csv_columns_init(&reader->layout.columns, reader->plan, err)
                              : RC_ENOMEM;
    if (status == RC_OK && options->counts) {
        status = rci_record_totals_init(&reader->totals, reader->plan,
                                        rci_stream_counts_fields(options->counts),
                                        rc_read_counts_count(options->counts), err);
    }
    return status;
}

static rc_reader *open_reader(rci_io_source *source, const rc_read_options *options, bool tabs,
                              rc_error *err)
{
    rci_csv_reader *reader;
    if (!options->dtype) {
        rci_base_fail(err, RC_EARG, "CSV text has no dtype of its own");
        rci_base_error_hint(err, RC_HINT_DTYPE, NULL);
        return NULL;
    }
    reader = (rci_csv_reader *)rci_stream_reader_new(sizeof *reader, &reader_ops, source,
                                                     options->dtype, options->layout, err);
    if (!reader) {
        return NULL;
    }
    if (open_parts(reader, options, tabs, err) != RC_OK) {
        reader->text.base.source = NULL; /* stays the caller's */
        rc_reader_close(&reader->text.base);
        return NULL;
    }
    return &reader->text.base;
}

rc_reader *rci_csv_open(rci_io_source *source, const rc_read_options *options, rc_error *err)
{
    return open_reader(source, options, false, err);
}

rc_reader *rci_csv_open_tabs(rci_io_source *source, const rc_read_options *options, rc_error *err)
{
    return open_reader(source, options, true, err);
}

/* ----------------------------------------------------------------- inference */

static rc_reader *open_observer(rci_io_source *source, const rc_read_options *options,
                                const rci_stream_observing *how, bool tabs, rc_error *err)
{
    rc_read_options given = *options;
    rc_dtype *nothing = rc_dtype_struct(NULL, 0, RC_PACKED, RC_AUTO, err);
    rc_reader *base;
    given.dtype = nothing;
    given.nulls = RC_NULLS_ERROR; /* and all that is about fields */
    given.null_value = NULL;
    given.nfields = 0;
    given.time = NULL;
    given.counts = NULL;
    base = nothing ? open_reader(source, &given, tabs, err) : NULL;
    rc_dtype_unref(nothing);
    if (base) {
        rci_stream_text_observe((rci_stream_text_reader *)base, how);
        how->state->is_text = true;
    }
    return base;
}

rc_reader *rci_csv_open_observer(rci_io_source *source, const rc_read_options *options,
                                 const rci_stream_observing *how, rc_error *err)
{
    return open_observer(source, options, how, false, err);
}

rc_reader *rci_csv_open_tabs_observer(rci_io_source *source, const rc_read_options *options,
                                      const rci_stream_observing *how, rc_error *err)
{
    return open_observer(source, options, how, true, err);
}
