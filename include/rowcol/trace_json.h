/*
 * rowcol/trace_json.h - what rowcol/trace.h does, for the functions of rowcol/json.h. That header
 * includes it in a program that is compiled with RC_TRACE defined.
 *
 * Written by tests/source/traced.py.
 */
#ifndef ROWCOL_TRACE_JSON_H
#define ROWCOL_TRACE_JSON_H

#include <rowcol/json.h>
#include <rowcol/memory.h>

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

RC_TRACED_(json_t *, json_from_record, (store, i, options, err), const rc_store *store, size_t i,
           const rc_write_options *options, rc_error *err)

RC_TRACED_(rc_status, json_to_record, (store, i, value, options, err), rc_store *store, size_t i,
           const json_t *value, const rc_read_options *options, rc_error *err)

RC_TRACED_(rc_status, json_patch_record, (store, i, value, options, err), rc_store *store, size_t i,
           const json_t *value, const rc_read_options *options, rc_error *err)

RC_TRACED_(json_t *, json_from_store, (store, options, err), const rc_store *store,
           const rc_write_options *options, rc_error *err)

RC_TRACED_(rc_store *, json_to_store, (array, dtype, layout, options, err), const json_t *array,
           const rc_dtype *dtype, rc_layout layout, const rc_read_options *options, rc_error *err)

RC_TRACED_(json_t *, json_parse, (text, length, flags, err), const char *text, size_t length,
           unsigned flags, rc_error *err)

RC_TRACED_(json_t *, json_from_dtype, (dtype, err), const rc_dtype *dtype, rc_error *err)

RC_TRACED_(rc_dtype *, json_to_dtype, (schema, err), const json_t *schema, rc_error *err)

#undef RC_TRACED_
#ifdef __cplusplus
}
#endif

#define rc_json_from_record(...)  rc_trace_json_from_record_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_json_to_record(...)    rc_trace_json_to_record_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_json_patch_record(...) rc_trace_json_patch_record_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_json_from_store(...)   rc_trace_json_from_store_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_json_to_store(...)     rc_trace_json_to_store_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_json_parse(...)        rc_trace_json_parse_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_json_from_dtype(...)   rc_trace_json_from_dtype_(__FILE__, __LINE__, __VA_ARGS__)
#define rc_json_to_dtype(...)     rc_trace_json_to_dtype_(__FILE__, __LINE__, __VA_ARGS__)

#endif
#endif
