/*
 * rowcol/trace.h - makes each call of the functions below record its file and line, so that tracing
 * (rowcol/memory.h) knows who allocated what.
 *
 * rowcol/memory.h includes it in a program that is compiled with RC_TRACE defined; define it for
 * whole files, for example by -DRC_TRACE, before any header of the library is included. The program
 * is used as before: each macro is an expression that evaluates its arguments once, before the site
 * is set, and the functions themselves are unchanged (their addresses, too).
 */
#ifndef ROWCOL_TRACE_H
#define ROWCOL_TRACE_H

#include <rowcol/cstruct.h>
#include <rowcol/memory.h>

#ifdef RC_TRACE
#ifdef __cplusplus
extern "C" {
#endif

/* Each calls the function of the same name, with the site set. */

static inline rc_dtype *rc_trace_dtype_sized_(const char *file, int line, rc_kind kind, size_t n,
                                              rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_sized(kind, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_time_(const char *file, int line, rc_kind kind, rc_unit unit,
                                             int32_t multiple, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_time(kind, unit, multiple, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_with_order_(const char *file, int line,
                                                   const rc_dtype *dtype, rc_order order,
                                                   rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_with_order(dtype, order, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_subarray_(const char *file, int line,
                                                 const rc_dtype *element, size_t ndim,
                                                 const size_t *shape, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_subarray(element, ndim, shape, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_struct_(const char *file, int line,
                                               const rc_field_spec *fields, size_t n,
                                               rc_align align, size_t itemsize, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_struct(fields, n, align, itemsize, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_parse_(const char *file, int line, const char *text,
                                              rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_parse(text, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_parse_n_(const char *file, int line, const char *text,
                                                size_t length, rc_align align, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_parse_n(text, length, align, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_parse_as_(const char *file, int line, const char *text,
                                                 size_t length, rc_notation notation,
                                                 rc_align align, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_parse_as(text, length, notation, align, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline char *rc_trace_dtype_text_(const char *file, int line, const rc_dtype *dtype,
                                         rc_notation notation, rc_error *err)
{
    char *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_text(dtype, notation, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline char *rc_trace_dtype_c_text_(const char *file, int line, const rc_dtype *dtype,
                                           const char *tag, rc_error *err)
{
    char *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_c_text(dtype, tag, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_add_field_(const char *file, int line, const rc_dtype *dtype,
                                                  const rc_field_spec *field, size_t position,
                                                  rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_add_field(dtype, field, position, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_drop_fields_(const char *file, int line,
                                                    const rc_dtype *dtype, const char *const *names,
                                                    size_t n, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_drop_fields(dtype, names, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_select_fields_(const char *file, int line,
                                                      const rc_dtype *dtype,
                                                      const char *const *names, size_t n,
                                                      rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_select_fields(dtype, names, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_view_fields_(const char *file, int line,
                                                    const rc_dtype *dtype, const char *const *names,
                                                    size_t n, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_view_fields(dtype, names, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_rename_field_(const char *file, int line,
                                                     const rc_dtype *dtype, const char *from,
                                                     const char *to, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_rename_field(dtype, from, to, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_extend_(const char *file, int line, const rc_dtype *base,
                                               const rc_dtype *more, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_extend(base, more, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_repack_(const char *file, int line, const rc_dtype *dtype,
                                               rc_align align, int deep, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_repack(dtype, align, deep, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_dtype *rc_trace_dtype_promote_(const char *file, int line, const rc_dtype *a,
                                                const rc_dtype *b, rc_error *err)
{
    rc_dtype *result;
    rc_memory_set_site(file, line);
    result = rc_dtype_promote(a, b, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_store *rc_trace_store_zeros_(const char *file, int line, const rc_dtype *dtype,
                                              size_t n, rc_layout layout, rc_error *err)
{
    rc_store *result;
    rc_memory_set_site(file, line);
    result = rc_store_zeros(dtype, n, layout, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_store *rc_trace_store_wrap_(const char *file, int line, const rc_dtype *dtype,
                                             size_t n, void *data,
                                             void (*release)(void *context, void *data),
                                             void *context, rc_error *err)
{
    rc_store *result;
    rc_memory_set_site(file, line);
    result = rc_store_wrap(dtype, n, data, release, context, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_store *rc_trace_store_slice_(const char *file, int line, rc_store *store,
                                              size_t first, size_t n, rc_error *err)
{
    rc_store *result;
    rc_memory_set_site(file, line);
    result = rc_store_slice(store, first, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline const rc_store *rc_trace_store_slice_const_(const char *file, int line,
                                                          const rc_store *store, size_t first,
                                                          size_t n, rc_error *err)
{
    const rc_store *result;
    rc_memory_set_site(file, line);
    result = rc_store_slice_const(store, first, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_store *rc_trace_store_convert_(const char *file, int line, const rc_store *store,
                                                rc_layout layout, rc_error *err)
{
    rc_store *result;
    rc_memory_set_site(file, line);
    result = rc_store_convert(store, layout, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_store *rc_trace_store_concat_(const char *file, int line,
                                               const rc_store *const *stores, size_t n,
                                               rc_layout layout, rc_error *err)
{
    rc_store *result;
    rc_memory_set_site(file, line);
    result = rc_store_concat(stores, n, layout, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_reserve_(const char *file, int line, rc_store *store,
                                                size_t capacity, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_reserve(store, capacity, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_resize_(const char *file, int line, rc_store *store,
                                               size_t n, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_resize(store, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_shrink_(const char *file, int line, rc_store *store,
                                               rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_shrink(store, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_append_(const char *file, int line, rc_store *store,
                                               size_t n, size_t *first, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_append(store, n, first, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_push_(const char *file, int line, rc_store *store,
                                             const void *records, size_t n, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_push(store, records, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_append_store_(const char *file, int line, rc_store *store,
                                                     const rc_store *from, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_append_store(store, from, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_append_range_(const char *file, int line, rc_store *store,
                                                     const rc_store *from, size_t first, size_t n,
                                                     rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_append_range(store, from, first, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_copy_(const char *file, int line, rc_store *to,
                                             size_t to_first, const rc_store *from,
                                             size_t from_first, size_t n, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_copy(to, to_first, from, from_first, n, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_store_set_(const char *file, int line, rc_store *store, size_t i,
                                            const char *path, const rc_value *value, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_store_set(store, i, path, value, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_field_set_(const char *file, int line, const rc_field *field,
                                            size_t i, const rc_value *value, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_field_set(field, i, value, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_str_set_(const char *file, int line, rc_str_field field, size_t i,
                                          const char *text, size_t length, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_str_set(field, i, text, length, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_reader *rc_trace_reader_open_(const char *file, int line, const char *path,
                                               const rc_read_options *options, rc_error *err)
{
    rc_reader *result;
    rc_memory_set_site(file, line);
    result = rc_reader_open(path, options, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_reader *rc_trace_reader_open_memory_(const char *file, int line, const void *data,
                                                      size_t size, const char *name,
                                                      const rc_read_options *options, rc_error *err)
{
    rc_reader *result;
    rc_memory_set_site(file, line);
    result = rc_reader_open_memory(data, size, name, options, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_reader_next_(const char *file, int line, rc_reader *reader,
                                              rc_store **batch, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_reader_next(reader, batch, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_store *rc_trace_load_(const char *file, int line, const char *path,
                                       const rc_read_options *options, rc_error *err)
{
    rc_store *result;
    rc_memory_set_site(file, line);
    result = rc_load(path, options, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_writer *rc_trace_writer_open_(const char *file, int line, const char *path,
                                               const rc_dtype *dtype,
                                               const rc_write_options *options, rc_error *err)
{
    rc_writer *result;
    rc_memory_set_site(file, line);
    result = rc_writer_open(path, dtype, options, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_writer_write_(const char *file, int line, rc_writer *writer,
                                               const rc_store *store, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_writer_write(writer, store, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_writer_finish_(const char *file, int line, rc_writer *writer,
                                                rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_writer_finish(writer, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_save_(const char *file, int line, const rc_store *store,
                                       const char *path, const rc_write_options *options,
                                       rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_save(store, path, options, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_status rc_trace_pump_(const char *file, int line, rc_reader *reader,
                                       rc_writer *writer, const rc_pump_options *options,
                                       rc_pump_stats *stats, rc_error *err)
{
    rc_status result;
    rc_memory_set_site(file, line);
    result = rc_pump(reader, writer, options, stats, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_npz *rc_trace_npz_open_(const char *file, int line, const char *path,
                                         rc_error *err)
{
    rc_npz *result;
    rc_memory_set_site(file, line);
    result = rc_npz_open(path, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

static inline rc_store *rc_trace_npy_map_(const char *file, int line, const char *path,
                                          rc_error *err)
{
    rc_store *result;
    rc_memory_set_site(file, line);
    result = rc_npy_map(path, err);
    rc_memory_set_site(RC_NULL, 0);
    return result;
}

#ifdef __cplusplus
}
#endif

#define rc_dtype_sized(...)         rc_trace_dtype_sized_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_dtype_time(...)          rc_trace_dtype_time_(__FILE__, __LINE__, __VA_ARGS__)
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
#define rc_reader_open(...)         rc_trace_reader_open_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_open_memory(...)  rc_trace_reader_open_memory_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_reader_next(...)         rc_trace_reader_next_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_load(...)                rc_trace_load_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_open(...)         rc_trace_writer_open_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_write(...)        rc_trace_writer_write_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_writer_finish(...)       rc_trace_writer_finish_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_save(...)                rc_trace_save_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_pump(...)                rc_trace_pump_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_npz_open(...)            rc_trace_npz_open_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_npy_map(...)             rc_trace_npy_map_(__FILE__, __LINE__, __VA_ARGS__)

#endif
#endif
