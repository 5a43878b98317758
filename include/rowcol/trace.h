/*
 * rowcol/trace.h - makes each call of the functions below record its file and line, so that tracing
 * (rowcol/memory.h) knows who allocated what.
 *
 * rowcol/memory.h includes it in a program that is compiled with RC_TRACE defined; define it for
 * whole files, for example by -DRC_TRACE, before any header of the library is included. The program
 * is used as before: each macro is an expression that evaluates its arguments once, before the site
 * is set, and the functions themselves are unchanged (their addresses, too).
 *
 * Written by tests/source/traced.py.
 */
#ifndef ROWCOL_TRACE_H
#define ROWCOL_TRACE_H

#include <rowcol/access.h>
#include <rowcol/arrow.h>
#include <rowcol/checkpoint.h>
#include <rowcol/clickhouse.h>
#include <rowcol/cstruct.h>
#include <rowcol/dtype.h>
#include <rowcol/filter.h>
#include <rowcol/group.h>
#include <rowcol/infer.h>
#include <rowcol/io.h>
#include <rowcol/mapping.h>
#include <rowcol/memory.h>
#include <rowcol/npy.h>
#include <rowcol/order.h>
#include <rowcol/policies.h>
#include <rowcol/record.h>
#include <rowcol/shape.h>
#include <rowcol/shard.h>
#include <rowcol/stats.h>
#include <rowcol/store.h>
#include <rowcol/stream.h>
#include <rowcol/take.h>
#include <rowcol/typed.h>
#include <rowcol/value.h>
#include <rowcol/view.h>

#ifdef RC_TRACE
#ifdef __cplusplus
extern "C" {
#endif

/* Calls the function of this name, with the site set. */
#define RC_TRACED_(type, name, arguments, ...)                                                     \
    static inline type rc_trace_##name##_(const char *file, int line, __VA_ARGS__)                 \
    {                                                                                              \
        type result;                                                                               \
        rc_memory_set_site(file, line);                                                            \
        result = rc_##name arguments;                                                              \
        rc_memory_set_site(RC_NULL, 0);                                                            \
        return result;                                                                             \
    }

RC_TRACED_(rc_dtype *, dtype_sized, (kind, n, err), rc_kind kind, size_t n, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_time, (kind, unit, multiple, err), rc_kind kind, rc_unit unit,
           int32_t multiple, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_in_zone, (dtype, zone, err), const rc_dtype *dtype, const char *zone,
           rc_error *err)

RC_TRACED_(rc_dtype *, dtype_with_order, (dtype, order, err), const rc_dtype *dtype, rc_order order,
           rc_error *err)

RC_TRACED_(rc_dtype *, dtype_subarray, (element, ndim, shape, err), const rc_dtype *element,
           size_t ndim, const size_t *shape, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_struct, (fields, n, align, itemsize, err), const rc_field_spec *fields,
           size_t n, rc_align align, size_t itemsize, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_parse, (text, err), const char *text, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_parse_n, (text, length, align, err), const char *text, size_t length,
           rc_align align, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_parse_as, (text, length, notation, align, err), const char *text,
           size_t length, rc_notation notation, rc_align align, rc_error *err)

RC_TRACED_(char *, dtype_text, (dtype, notation, err), const rc_dtype *dtype, rc_notation notation,
           rc_error *err)

RC_TRACED_(char *, dtype_c_text, (dtype, tag, err), const rc_dtype *dtype, const char *tag,
           rc_error *err)

RC_TRACED_(rc_dtype *, dtype_add_field, (dtype, field, position, err), const rc_dtype *dtype,
           const rc_field_spec *field, size_t position, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_drop_fields, (dtype, names, n, err), const rc_dtype *dtype,
           const char *const *names, size_t n, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_select_fields, (dtype, names, n, err), const rc_dtype *dtype,
           const char *const *names, size_t n, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_view_fields, (dtype, names, n, err), const rc_dtype *dtype,
           const char *const *names, size_t n, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_rename_field, (dtype, from, to, err), const rc_dtype *dtype,
           const char *from, const char *to, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_extend, (base, more, err), const rc_dtype *base, const rc_dtype *more,
           rc_error *err)

RC_TRACED_(rc_dtype *, dtype_repack, (dtype, align, deep, err), const rc_dtype *dtype,
           rc_align align, int deep, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_promote, (a, b, err), const rc_dtype *a, const rc_dtype *b,
           rc_error *err)

RC_TRACED_(rc_dtype *, dtype_from_c, (type, size, entries, n, err), const char *type, size_t size,
           const rc_c_entry *entries, size_t n, rc_error *err)

RC_TRACED_(rc_store *, store_zeros, (dtype, n, layout, err), const rc_dtype *dtype, size_t n,
           rc_layout layout, rc_error *err)

RC_TRACED_(rc_store *, store_wrap, (dtype, n, data, release, context, err), const rc_dtype *dtype,
           size_t n, void *data, void (*release)(void *context, void *data), void *context,
           rc_error *err)

RC_TRACED_(rc_store *, store_slice, (store, first, n, err), rc_store *store, size_t first, size_t n,
           rc_error *err)

RC_TRACED_(const rc_store *, store_slice_const, (store, first, n, err), const rc_store *store,
           size_t first, size_t n, rc_error *err)

RC_TRACED_(rc_store *, store_convert, (store, layout, err), const rc_store *store, rc_layout layout,
           rc_error *err)

RC_TRACED_(rc_store *, store_concat, (stores, n, layout, err), const rc_store *const *stores,
           size_t n, rc_layout layout, rc_error *err)

RC_TRACED_(rc_status, store_reserve, (store, capacity, err), rc_store *store, size_t capacity,
           rc_error *err)

RC_TRACED_(rc_status, store_resize, (store, n, err), rc_store *store, size_t n, rc_error *err)

RC_TRACED_(rc_status, store_shrink, (store, err), rc_store *store, rc_error *err)

RC_TRACED_(rc_status, store_append, (store, n, first, err), rc_store *store, size_t n,
           size_t *first, rc_error *err)

RC_TRACED_(rc_status, store_push, (store, records, n, err), rc_store *store, const void *records,
           size_t n, rc_error *err)

RC_TRACED_(rc_status, store_append_store, (store, from, err), rc_store *store, const rc_store *from,
           rc_error *err)

RC_TRACED_(rc_status, store_append_range, (store, from, first, n, err), rc_store *store,
           const rc_store *from, size_t first, size_t n, rc_error *err)

RC_TRACED_(rc_status, store_copy, (to, to_first, from, from_first, n, err), rc_store *to,
           size_t to_first, const rc_store *from, size_t from_first, size_t n, rc_error *err)

RC_TRACED_(rc_status, store_set, (store, i, path, value, err), rc_store *store, size_t i,
           const char *path, const rc_value *value, rc_error *err)

RC_TRACED_(rc_status, field_set, (field, i, value, err), const rc_field *field, size_t i,
           const rc_value *value, rc_error *err)

RC_TRACED_(rc_status, str_set, (field, i, text, length, err), rc_str_field field, size_t i,
           const char *text, size_t length, rc_error *err)

RC_TRACED_(rc_status, field_from_array, (field, type, array, valid, err), const rc_field *field,
           const rc_dtype *type, const void *array, const unsigned char *valid, rc_error *err)

RC_TRACED_(rc_status, field_fill, (field, value, err), const rc_field *field, const rc_value *value,
           rc_error *err)

RC_TRACED_(rc_status, row_set, (row, path, value, err), const rc_row *row, const char *path,
           const rc_value *value, rc_error *err)

RC_TRACED_(rc_status, row_set_at, (row, k, value, err), const rc_row *row, size_t k,
           const rc_value *value, rc_error *err)

RC_TRACED_(rc_store *, row_replace, (row, paths, values, n, err), const rc_row *row,
           const char *const *paths, const rc_value *values, size_t n, rc_error *err)

RC_TRACED_(char *, row_json, (row, options, err), const rc_row *row,
           const rc_write_options *options, rc_error *err)

RC_TRACED_(rc_store *, row_from_json, (dtype, text, length, options, err), const rc_dtype *dtype,
           const char *text, size_t length, const rc_read_options *options, rc_error *err)

RC_TRACED_(rc_store *, store_slice_step, (store, first, n, step, err), rc_store *store,
           size_t first, size_t n, ptrdiff_t step, rc_error *err)

RC_TRACED_(const rc_store *, store_slice_step_const, (store, first, n, step, err),
           const rc_store *store, size_t first, size_t n, ptrdiff_t step, rc_error *err)

RC_TRACED_(rc_store *, store_reversed, (store, err), rc_store *store, rc_error *err)

RC_TRACED_(const rc_store *, store_reversed_const, (store, err), const rc_store *store,
           rc_error *err)

RC_TRACED_(rc_store *, store_select, (store, paths, n, err), rc_store *store,
           const char *const *paths, size_t n, rc_error *err)

RC_TRACED_(const rc_store *, store_select_const, (store, paths, n, err), const rc_store *store,
           const char *const *paths, size_t n, rc_error *err)

RC_TRACED_(rc_store *, store_nested, (store, path, err), rc_store *store, const char *path,
           rc_error *err)

RC_TRACED_(const rc_store *, store_nested_const, (store, path, err), const rc_store *store,
           const char *path, rc_error *err)

RC_TRACED_(rc_store *, store_repack, (store, paths, n, layout, err), const rc_store *store,
           const char *const *paths, size_t n, rc_layout layout, rc_error *err)

RC_TRACED_(rc_status, store_insert, (store, at, n, err), rc_store *store, size_t at, size_t n,
           rc_error *err)

RC_TRACED_(rc_status, store_remove, (store, first, n, err), rc_store *store, size_t first, size_t n,
           rc_error *err)

RC_TRACED_(rc_status, store_truncate, (store, n, err), rc_store *store, size_t n, rc_error *err)

RC_TRACED_(rc_status, store_add_field, (store, field, position, err), rc_store *store,
           const rc_field_spec *field, size_t position, rc_error *err)

RC_TRACED_(rc_status, store_drop_fields, (store, names, n, err), rc_store *store,
           const char *const *names, size_t n, rc_error *err)

RC_TRACED_(rc_status, store_rename_field, (store, from, to, err), rc_store *store, const char *from,
           const char *to, rc_error *err)

RC_TRACED_(rc_store *, store_cast, (store, dtype, match, most, layout, err), const rc_store *store,
           const rc_dtype *dtype, rc_match match, rc_cast most, rc_layout layout, rc_error *err)

RC_TRACED_(rc_store *, store_take, (store, indices, n, options, err), const rc_store *store,
           const uint64_t *indices, size_t n, const rc_take_options *options, rc_error *err)

RC_TRACED_(rc_status, store_put, (store, indices, n, from, options, err), rc_store *store,
           const uint64_t *indices, size_t n, const rc_store *from, const rc_take_options *options,
           rc_error *err)

RC_TRACED_(rc_status, store_argsort, (store, keys, n_keys, indices, options, err),
           const rc_store *store, const rc_sort_key *keys, size_t n_keys, uint64_t *indices,
           const rc_order_options *options, rc_error *err)

RC_TRACED_(rc_status, store_argsort_part, (store, keys, n_keys, first, n, indices, options, err),
           const rc_store *store, const rc_sort_key *keys, size_t n_keys, size_t first, size_t n,
           uint64_t *indices, const rc_order_options *options, rc_error *err)

RC_TRACED_(rc_status, store_sort, (store, keys, n_keys, options, err), rc_store *store,
           const rc_sort_key *keys, size_t n_keys, const rc_order_options *options, rc_error *err)

RC_TRACED_(rc_status, store_sorted_until, (store, keys, n_keys, end, err), const rc_store *store,
           const rc_sort_key *keys, size_t n_keys, size_t *end, rc_error *err)

RC_TRACED_(rc_status, store_search, (store, key, value, side, index, err), const rc_store *store,
           const rc_sort_key *key, const rc_value *value, rc_side side, size_t *index,
           rc_error *err)

RC_TRACED_(rc_status, store_search_all, (store, keys, n_keys, queries, side, indices, options, err),
           const rc_store *store, const rc_sort_key *keys, size_t n_keys, const rc_store *queries,
           rc_side side, uint64_t *indices, const rc_order_options *options, rc_error *err)

RC_TRACED_(rc_status, store_groups, (store, keys, n_keys, indices, n, starts, n_groups, err),
           const rc_store *store, const rc_sort_key *keys, size_t n_keys, const uint64_t *indices,
           size_t n, uint64_t *starts, size_t *n_groups, rc_error *err)

RC_TRACED_(rc_status, store_unique, (store, keys, n_keys, indices, n, options, err),
           const rc_store *store, const rc_sort_key *keys, size_t n_keys, uint64_t *indices,
           size_t *n, const rc_order_options *options, rc_error *err)

RC_TRACED_(rc_predicate *, predicate_compare, (path, compare, value, err), const char *path,
           rc_compare compare, const rc_value *value, rc_error *err)

RC_TRACED_(rc_predicate *, predicate_between, (path, low, high, err), const char *path,
           const rc_value *low, const rc_value *high, rc_error *err)

RC_TRACED_(rc_predicate *, predicate_in, (path, values, n, err), const char *path,
           const rc_value *values, size_t n, rc_error *err)

RC_TRACED_(rc_predicate *, predicate_is_null, (path, err), const char *path, rc_error *err)

RC_TRACED_(rc_predicate *, predicate_starts_with, (path, prefix, err), const char *path,
           const rc_value *prefix, rc_error *err)

RC_TRACED_(rc_predicate *, predicate_and, (a, b, err), const rc_predicate *a, const rc_predicate *b,
           rc_error *err)

RC_TRACED_(rc_predicate *, predicate_or, (a, b, err), const rc_predicate *a, const rc_predicate *b,
           rc_error *err)

RC_TRACED_(rc_predicate *, predicate_not, (a, err), const rc_predicate *a, rc_error *err)

RC_TRACED_(rc_predicate *, predicate_parse, (dtype, text, err), const rc_dtype *dtype,
           const char *text, rc_error *err)

RC_TRACED_(rc_status, predicate_check, (predicate, dtype, err), const rc_predicate *predicate,
           const rc_dtype *dtype, rc_error *err)

RC_TRACED_(rc_status, store_match, (store, predicate, bits, count, options, err),
           const rc_store *store, const rc_predicate *predicate, unsigned char *bits, size_t *count,
           const rc_filter_options *options, rc_error *err)

RC_TRACED_(rc_store *, store_filter, (store, predicate, options, err), const rc_store *store,
           const rc_predicate *predicate, const rc_filter_options *options, rc_error *err)

RC_TRACED_(rc_store *, store_filter_bits, (store, bits, first_bit, options, err),
           const rc_store *store, const unsigned char *bits, size_t first_bit,
           const rc_filter_options *options, rc_error *err)

RC_TRACED_(rc_store *, store_filter_mask, (store, mask, options, err), const rc_store *store,
           const unsigned char *mask, const rc_filter_options *options, rc_error *err)

RC_TRACED_(rc_status, view_stats, (view, stats, options, err), const rc_view *view, rc_stats *stats,
           const rc_stats_options *options, rc_error *err)

RC_TRACED_(rc_status, store_stats, (store, path, stats, options, err), const rc_store *store,
           const char *path, rc_stats *stats, const rc_stats_options *options, rc_error *err)

RC_TRACED_(rc_status, view_histogram, (view, low, high, bins, counts, err), const rc_view *view,
           double low, double high, size_t bins, uint64_t *counts, rc_error *err)

RC_TRACED_(rc_store *, store_group_by,
           (store, keys, n_keys, aggregates, n_aggregates, options, err), const rc_store *store,
           const char *const *keys, size_t n_keys, const rc_aggregate *aggregates,
           size_t n_aggregates, const rc_group_options *options, rc_error *err)

RC_TRACED_(rc_grouping *, store_group, (store, keys, n_keys, options, err), const rc_store *store,
           const char *const *keys, size_t n_keys, const rc_group_options *options, rc_error *err)

RC_TRACED_(rc_status, grouping_stats, (grouping, view, stats, options, err),
           const rc_grouping *grouping, const rc_view *view, rc_stats *stats,
           const rc_group_options *options, rc_error *err)

RC_TRACED_(rc_status, grouping_histogram, (grouping, view, low, high, bins, counts, err),
           const rc_grouping *grouping, const rc_view *view, double low, double high, size_t bins,
           uint64_t *counts, rc_error *err)

RC_TRACED_(rc_status, store_distinct, (store, keys, n_keys, count, options, err),
           const rc_store *store, const char *const *keys, size_t n_keys, size_t *count,
           const rc_group_options *options, rc_error *err)

RC_TRACED_(rc_status, store_distinct_estimate, (store, keys, n_keys, estimate, options, err),
           const rc_store *store, const char *const *keys, size_t n_keys, double *estimate,
           const rc_group_options *options, rc_error *err)

RC_TRACED_(rc_mapping *, mapping_new, (err), rc_error *err)

RC_TRACED_(rc_status, mapping_add, (mapping, field, pointer, err), rc_mapping *mapping,
           const char *field, const char *pointer, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_parse_mapped, (text, length, align, mapping, err), const char *text,
           size_t length, rc_align align, rc_mapping *mapping, rc_error *err)

RC_TRACED_(char *, dtype_text_mapped, (dtype, mapping, err), const rc_dtype *dtype,
           const rc_mapping *mapping, rc_error *err)

RC_TRACED_(rc_dtype *, dtype_flatten, (dtype, mapping, err), const rc_dtype *dtype,
           rc_mapping *mapping, rc_error *err)

RC_TRACED_(rc_read_counts *, read_counts_new, (dtype, err), const rc_dtype *dtype, rc_error *err)

RC_TRACED_(rc_reader *, reader_open, (path, options, err), const char *path,
           const rc_read_options *options, rc_error *err)

RC_TRACED_(rc_reader *, reader_open_memory, (data, size, name, options, err), const void *data,
           size_t size, const char *name, const rc_read_options *options, rc_error *err)

RC_TRACED_(rc_status, reader_next, (reader, batch, err), rc_reader *reader, rc_store **batch,
           rc_error *err)

RC_TRACED_(rc_store *, load, (path, options, err), const char *path, const rc_read_options *options,
           rc_error *err)

RC_TRACED_(rc_store *, load_memory, (data, size, name, options, err), const void *data, size_t size,
           const char *name, const rc_read_options *options, rc_error *err)

RC_TRACED_(rc_reject_log *, reject_log_open, (path, raw_path, err), const char *path,
           const char *raw_path, rc_error *err)

RC_TRACED_(rc_status, reject_log_add, (log, bad, err), void *log, const rc_bad_record *bad,
           rc_error *err)

RC_TRACED_(rc_status, reject_log_finish, (log, err), rc_reject_log *log, rc_error *err)

RC_TRACED_(rc_writer *, writer_open, (path, dtype, options, err), const char *path,
           const rc_dtype *dtype, const rc_write_options *options, rc_error *err)

RC_TRACED_(rc_status, writer_write, (writer, store, err), rc_writer *writer, const rc_store *store,
           rc_error *err)

RC_TRACED_(rc_status, writer_finish, (writer, err), rc_writer *writer, rc_error *err)

RC_TRACED_(rc_status, save, (store, path, options, err), const rc_store *store, const char *path,
           const rc_write_options *options, rc_error *err)

RC_TRACED_(rc_status, pump, (reader, writer, options, stats, err), rc_reader *reader,
           rc_writer *writer, const rc_pump_options *options, rc_pump_stats *stats, rc_error *err)

RC_TRACED_(rc_writer *, writer_open_shards, (writers, n, path, err), rc_writer *const *writers,
           size_t n, const char *path, rc_error *err)

RC_TRACED_(rc_reader *, reader_open_input, (input, name, options, err), const rc_input *input,
           const char *name, const rc_read_options *options, rc_error *err)

RC_TRACED_(rc_reader *, reader_open_fd, (fd, name, options, err), int fd, const char *name,
           const rc_read_options *options, rc_error *err)

RC_TRACED_(rc_reader *, reader_open_range, (path, first, n, options, err), const char *path,
           uint64_t first, uint64_t n, const rc_read_options *options, rc_error *err)

RC_TRACED_(rc_store *, reader_load, (reader, threads, err), rc_reader *reader, unsigned threads,
           rc_error *err)

RC_TRACED_(rc_writer *, writer_open_output, (output, name, dtype, options, err),
           const rc_output *output, const char *name, const rc_dtype *dtype,
           const rc_write_options *options, rc_error *err)

RC_TRACED_(rc_writer *, writer_open_fd, (fd, name, dtype, options, err), int fd, const char *name,
           const rc_dtype *dtype, const rc_write_options *options, rc_error *err)

RC_TRACED_(rc_writer *, writer_open_memory, (dtype, options, err), const rc_dtype *dtype,
           const rc_write_options *options, rc_error *err)

RC_TRACED_(rc_writer *, writer_open_null, (dtype, err), const rc_dtype *dtype, rc_error *err)

RC_TRACED_(rc_status, writer_save, (writer, store, threads, err), rc_writer *writer,
           const rc_store *store, unsigned threads, rc_error *err)

RC_TRACED_(rc_checkpoint *, checkpoint_open, (path, restart, err), const char *path, int restart,
           rc_error *err)

RC_TRACED_(rc_status, checkpoint_set, (checkpoint, name, data, size, err),
           rc_checkpoint *checkpoint, const char *name, const void *data, size_t size,
           rc_error *err)

RC_TRACED_(rc_status, checkpoint_inputs, (checkpoint, paths, n, err), rc_checkpoint *checkpoint,
           const char *const *paths, size_t n, rc_error *err)

RC_TRACED_(rc_status, checkpoint_reader, (checkpoint, reader, input, err),
           rc_checkpoint *checkpoint, rc_reader *reader, size_t input, rc_error *err)

RC_TRACED_(rc_writer *, checkpoint_writer, (checkpoint, dtype, options, err),
           rc_checkpoint *checkpoint, const rc_dtype *dtype, const rc_write_options *options,
           rc_error *err)

RC_TRACED_(rc_reject_log *, checkpoint_reject_log, (checkpoint, path, raw_path, err),
           rc_checkpoint *checkpoint, const char *path, const char *raw_path, rc_error *err)

RC_TRACED_(rc_status, checkpoint_counts, (checkpoint, counts, err), rc_checkpoint *checkpoint,
           rc_read_counts *counts, rc_error *err)

RC_TRACED_(rc_status, checkpoint_write, (checkpoint, err), rc_checkpoint *checkpoint, rc_error *err)

RC_TRACED_(rc_dtype *, infer, (paths, n, read, options, report, err), const char *const *paths,
           size_t n, const rc_read_options *read, const rc_infer_options *options,
           rc_inference **report, rc_error *err)

RC_TRACED_(rc_dtype *, infer_memory, (data, size, name, read, options, report, err),
           const void *data, size_t size, const char *name, const rc_read_options *read,
           const rc_infer_options *options, rc_inference **report, rc_error *err)

RC_TRACED_(char *, inference_text, (report, err), const rc_inference *report, rc_error *err)

RC_TRACED_(rc_dtype *, inference_flatten, (report, mapping, err), const rc_inference *report,
           rc_mapping *mapping, rc_error *err)

RC_TRACED_(char *, inference_flat_text, (report, err), const rc_inference *report, rc_error *err)

RC_TRACED_(rc_status, arrow_export_schema, (dtype, options, schema, err), const rc_dtype *dtype,
           const rc_arrow_export_options *options, struct ArrowSchema *schema, rc_error *err)

RC_TRACED_(rc_dtype *, arrow_import_schema, (schema, options, err),
           const struct ArrowSchema *schema, const rc_arrow_import_options *options, rc_error *err)

RC_TRACED_(rc_status, arrow_export, (store, options, schema, array, err), const rc_store *store,
           const rc_arrow_export_options *options, struct ArrowSchema *schema,
           struct ArrowArray *array, rc_error *err)

RC_TRACED_(rc_store *, arrow_import, (array, schema, options, err), struct ArrowArray *array,
           const struct ArrowSchema *schema, const rc_arrow_import_options *options, rc_error *err)

RC_TRACED_(rc_status, arrow_stream_export, (reader, options, stream, err), rc_reader *reader,
           const rc_arrow_export_options *options, struct ArrowArrayStream *stream, rc_error *err)

RC_TRACED_(rc_status, arrow_stream_export_store, (store, batch, options, stream, err),
           const rc_store *store, size_t batch, const rc_arrow_export_options *options,
           struct ArrowArrayStream *stream, rc_error *err)

RC_TRACED_(rc_reader *, arrow_stream_import, (stream, options, err),
           struct ArrowArrayStream *stream, const rc_arrow_import_options *options, rc_error *err)

RC_TRACED_(rc_arrow_file *, arrow_file_open, (path, options, err), const char *path,
           const rc_arrow_import_options *options, rc_error *err)

RC_TRACED_(rc_status, arrow_file_batch_info, (input, batch, info, err), const rc_arrow_file *input,
           size_t batch, rc_arrow_batch_info *info, rc_error *err)

RC_TRACED_(rc_store *, arrow_file_batch, (input, batch, err), const rc_arrow_file *input,
           size_t batch, rc_error *err)

RC_TRACED_(char *, clickhouse_table, (dtype, table, err), const rc_dtype *dtype, const char *table,
           rc_error *err)

RC_TRACED_(rc_dtype *, clickhouse_dtype, (columns, err), const char *columns, rc_error *err)

RC_TRACED_(rc_store *, npy_map, (path, err), const char *path, rc_error *err)

RC_TRACED_(char *, npy_header, (dtype, records, size, err), const rc_dtype *dtype, uint64_t records,
           size_t *size, rc_error *err)

RC_TRACED_(rc_npz *, npz_open, (path, err), const char *path, rc_error *err)

#undef RC_TRACED_
#ifdef __cplusplus
}
#endif

#define rc_dtype_sized(...)         rc_trace_dtype_sized_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_time(...)          rc_trace_dtype_time_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_in_zone(...)       rc_trace_dtype_in_zone_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_with_order(...)    rc_trace_dtype_with_order_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_subarray(...)      rc_trace_dtype_subarray_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_struct(...)        rc_trace_dtype_struct_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_parse(...)         rc_trace_dtype_parse_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_parse_n(...)       rc_trace_dtype_parse_n_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_parse_as(...)      rc_trace_dtype_parse_as_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_text(...)          rc_trace_dtype_text_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_c_text(...)        rc_trace_dtype_c_text_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_add_field(...)     rc_trace_dtype_add_field_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_drop_fields(...)   rc_trace_dtype_drop_fields_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_select_fields(...) rc_trace_dtype_select_fields_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_view_fields(...)   rc_trace_dtype_view_fields_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_rename_field(...)  rc_trace_dtype_rename_field_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_extend(...)        rc_trace_dtype_extend_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_repack(...)        rc_trace_dtype_repack_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_promote(...)       rc_trace_dtype_promote_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_from_c(...)        rc_trace_dtype_from_c_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_zeros(...)         rc_trace_store_zeros_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_wrap(...)          rc_trace_store_wrap_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_slice(...)         rc_trace_store_slice_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_slice_const(...)   rc_trace_store_slice_const_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_convert(...)       rc_trace_store_convert_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_concat(...)        rc_trace_store_concat_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_reserve(...)       rc_trace_store_reserve_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_resize(...)        rc_trace_store_resize_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_shrink(...)        rc_trace_store_shrink_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_append(...)        rc_trace_store_append_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_push(...)          rc_trace_store_push_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_append_store(...)  rc_trace_store_append_store_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_append_range(...)  rc_trace_store_append_range_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_copy(...)          rc_trace_store_copy_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_set(...)           rc_trace_store_set_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_field_set(...)           rc_trace_field_set_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_str_set(...)             rc_trace_str_set_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_field_from_array(...)    rc_trace_field_from_array_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_field_fill(...)          rc_trace_field_fill_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_row_set(...)             rc_trace_row_set_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_row_set_at(...)          rc_trace_row_set_at_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_row_replace(...)         rc_trace_row_replace_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_row_json(...)            rc_trace_row_json_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_row_from_json(...)       rc_trace_row_from_json_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_slice_step(...)    rc_trace_store_slice_step_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_slice_step_const(...)                                                             \
    rc_trace_store_slice_step_const_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_reversed(...)       rc_trace_store_reversed_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_reversed_const(...) rc_trace_store_reversed_const_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_select(...)         rc_trace_store_select_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_select_const(...)   rc_trace_store_select_const_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_nested(...)         rc_trace_store_nested_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_nested_const(...)   rc_trace_store_nested_const_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_repack(...)         rc_trace_store_repack_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_insert(...)         rc_trace_store_insert_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_remove(...)         rc_trace_store_remove_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_truncate(...)       rc_trace_store_truncate_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_add_field(...)      rc_trace_store_add_field_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_drop_fields(...)    rc_trace_store_drop_fields_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_rename_field(...)   rc_trace_store_rename_field_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_cast(...)           rc_trace_store_cast_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_take(...)           rc_trace_store_take_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_put(...)            rc_trace_store_put_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_argsort(...)        rc_trace_store_argsort_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_argsort_part(...)   rc_trace_store_argsort_part_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_sort(...)           rc_trace_store_sort_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_sorted_until(...)   rc_trace_store_sorted_until_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_search(...)         rc_trace_store_search_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_search_all(...)     rc_trace_store_search_all_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_groups(...)         rc_trace_store_groups_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_unique(...)         rc_trace_store_unique_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_compare(...)    rc_trace_predicate_compare_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_between(...)    rc_trace_predicate_between_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_in(...)         rc_trace_predicate_in_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_is_null(...)    rc_trace_predicate_is_null_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_starts_with(...)                                                              \
    rc_trace_predicate_starts_with_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_and(...)      rc_trace_predicate_and_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_or(...)       rc_trace_predicate_or_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_not(...)      rc_trace_predicate_not_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_parse(...)    rc_trace_predicate_parse_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_predicate_check(...)    rc_trace_predicate_check_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_match(...)        rc_trace_store_match_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_filter(...)       rc_trace_store_filter_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_filter_bits(...)  rc_trace_store_filter_bits_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_filter_mask(...)  rc_trace_store_filter_mask_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_view_stats(...)         rc_trace_view_stats_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_stats(...)        rc_trace_store_stats_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_view_histogram(...)     rc_trace_view_histogram_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_group_by(...)     rc_trace_store_group_by_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_group(...)        rc_trace_store_group_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_grouping_stats(...)     rc_trace_grouping_stats_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_grouping_histogram(...) rc_trace_grouping_histogram_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_distinct(...)     rc_trace_store_distinct_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_store_distinct_estimate(...)                                                            \
    rc_trace_store_distinct_estimate_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_mapping_new(...)        rc_trace_mapping_new_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_mapping_add(...)        rc_trace_mapping_add_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_parse_mapped(...) rc_trace_dtype_parse_mapped_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_text_mapped(...)  rc_trace_dtype_text_mapped_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_flatten(...)      rc_trace_dtype_flatten_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_read_counts_new(...)    rc_trace_read_counts_new_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_open(...)        rc_trace_reader_open_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_open_memory(...) rc_trace_reader_open_memory_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_next(...)        rc_trace_reader_next_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_load(...)               rc_trace_load_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_load_memory(...)        rc_trace_load_memory_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reject_log_open(...)    rc_trace_reject_log_open_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reject_log_add(...)     rc_trace_reject_log_add_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reject_log_finish(...)  rc_trace_reject_log_finish_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_open(...)        rc_trace_writer_open_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_write(...)       rc_trace_writer_write_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_finish(...)      rc_trace_writer_finish_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_save(...)               rc_trace_save_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_pump(...)               rc_trace_pump_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_open_shards(...) rc_trace_writer_open_shards_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_open_input(...)  rc_trace_reader_open_input_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_open_fd(...)     rc_trace_reader_open_fd_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_open_range(...)  rc_trace_reader_open_range_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_load(...)        rc_trace_reader_load_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_open_output(...) rc_trace_writer_open_output_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_open_fd(...)     rc_trace_writer_open_fd_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_open_memory(...) rc_trace_writer_open_memory_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_open_null(...)   rc_trace_writer_open_null_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_save(...)        rc_trace_writer_save_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_checkpoint_open(...)    rc_trace_checkpoint_open_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_checkpoint_set(...)     rc_trace_checkpoint_set_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_checkpoint_inputs(...)  rc_trace_checkpoint_inputs_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_checkpoint_reader(...)  rc_trace_checkpoint_reader_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_checkpoint_writer(...)  rc_trace_checkpoint_writer_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_checkpoint_reject_log(...)                                                              \
    rc_trace_checkpoint_reject_log_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_checkpoint_counts(...)   rc_trace_checkpoint_counts_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_checkpoint_write(...)    rc_trace_checkpoint_write_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_infer(...)               rc_trace_infer_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_infer_memory(...)        rc_trace_infer_memory_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_inference_text(...)      rc_trace_inference_text_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_inference_flatten(...)   rc_trace_inference_flatten_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_inference_flat_text(...) rc_trace_inference_flat_text_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_export_schema(...) rc_trace_arrow_export_schema_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_import_schema(...) rc_trace_arrow_import_schema_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_export(...)        rc_trace_arrow_export_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_import(...)        rc_trace_arrow_import_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_stream_export(...) rc_trace_arrow_stream_export_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_stream_export_store(...)                                                          \
    rc_trace_arrow_stream_export_store_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_stream_import(...) rc_trace_arrow_stream_import_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_file_open(...)     rc_trace_arrow_file_open_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_file_batch_info(...)                                                              \
    rc_trace_arrow_file_batch_info_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_arrow_file_batch(...) rc_trace_arrow_file_batch_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_clickhouse_table(...) rc_trace_clickhouse_table_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_clickhouse_dtype(...) rc_trace_clickhouse_dtype_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_npy_map(...)          rc_trace_npy_map_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_npy_header(...)       rc_trace_npy_header_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_npz_open(...)         rc_trace_npz_open_(__FILE__, __LINE__, __VA_ARGS__)

#endif
#endif
