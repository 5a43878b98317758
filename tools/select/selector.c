/* select/selector.c - chooses records and fields as they come, and keeps no more of them than it
 * must.
 *
 * Without an order, records from the beginning are passed on at once. What counts from the end
 * keeps the last records, an order all of them, or as many as --head and --tail leave.
 */
#include "report/caret.h"
#include "report/report.h"
#include "select/field_list.h"
#include "select/key_list.h"
#include "select/sampler.h"
#include "select/selection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Records that are passed on together, and that are kept before some are dropped. */
enum { CHUNK = 65536 };

struct selector {
    const selection *chosen;
    rc_predicate *where; /* or NULL */
    sampler *sample;     /* or NULL */
    key_list order;      /* n is 0 without --sort */
    field_list fields;   /* n is 0 without --fields */
    rc_dtype *dtype;     /* of the input */
    bool keeps;          /* the records are kept in `kept` until the end */
    rc_store *kept;      /* NULL before the first record */
    uint64_t most_first; /* of those kept, in their order: RC_UNKNOWN for all */
    uint64_t most_last;
    uint64_t position; /* without `keeps`: of the next record */
    uint64_t next;     /* and of the next one that is chosen */
    uint64_t left;     /* how many are still to be chosen */
    uint64_t step;
    uint64_t passed; /* records that were passed on */
};

/* ----------------------------------------------------------------- opening */

/* Reports an error of the argument of an option: a wrong command line. */
static int report_option(const char *option, const char *text, rc_error *err)
{
    if (err->status == RC_ENOMEM) {
        return report_no_memory();
    }
    snprintf(err->source, sizeof err->source, "%s", option);
    report_error(err);
    if (err->byte != RC_NOWHERE) {
        show_caret(text, strlen(text), (size_t)err->byte);
    }
    return EXIT_USAGE;
}

static int open_where(selector *s)
{
    rc_error err = RC_ERROR_INIT;
    const char *text = s->chosen->where;
    if (text) {
        s->where = rc_predicate_parse(s->dtype, text, &err);
        return s->where ? 0 : report_option("--where", text, &err);
    }
    return 0;
}

/* Sorting no records shows whether the keys are good. */
static int check_order(selector *s)
{
    rc_error err = RC_ERROR_INIT;
    uint64_t none;
    rc_store *empty = rc_store_zeros(s->dtype, 0, RC_ROWS, &err);
    rc_status status = empty ? RC_OK : err.status;
    if (status == RC_OK) {
        status = rc_store_argsort(empty, s->order.keys, s->order.n, &none, NULL, &err);
    }
    rc_store_unref(empty);
    err.byte = RC_NOWHERE; /* it counts from the beginning of a key */
    return status == RC_OK ? 0 : report_option("--sort", NULL, &err);
}

static int open_order(selector *s)
{
    int status = 0;
    if (s->chosen->sort) {
        status = parse_keys(s->chosen->command, "sort", s->chosen->sort, &s->order);
        status = status == 0 ? check_order(s) : status;
    }
    return status;
}

static int open_fields(selector *s)
{
    rc_error err = RC_ERROR_INIT;
    const selection *chosen = s->chosen;
    int status = 0;
    if (!chosen->fields && !chosen->paths) {
        return 0;
    }
    if (!chosen->paths) {
        status = parse_fields(chosen->command, "fields", chosen->fields, &s->fields);
    } else if (!fields_of_paths(chosen->paths, chosen->n_paths, &s->fields)) {
        status = report_no_memory();
    }
    if (status == 0 && field_list_bind(&s->fields, s->dtype, &err) != RC_OK) {
        err.byte = RC_NOWHERE; /* it counts from the beginning of the path */
        status = report_option(chosen->paths ? "FIELD" : "--fields", NULL, &err);
    }
    return status;
}

/* Converting no records shows whether the fields go together. */
static int check_cast(const selector *s)
{
    rc_error err = RC_ERROR_INIT;
    const rc_dtype *dtype = s->fields.n > 0 ? s->fields.dtype : s->dtype;
    rc_store *empty, *cast = NULL;
    if (!s->chosen->cast) {
        return 0;
    }
    empty = rc_store_zeros(dtype, 0, RC_ROWS, &err);
    if (empty) {
        cast = rc_store_cast(empty, s->chosen->cast, RC_MATCH_NAME, s->chosen->most, RC_ROWS, &err);
    }
    rc_store_unref(empty);
    rc_store_unref(cast);
    if (cast) {
        return 0;
    }
    report_option("--dtype", NULL, &err);
    if (err.status == RC_ENAME) {
        report("leave fields out, or rename them, with --fields");
    }
    return err.status == RC_ENOMEM ? EXIT_MEMORY : EXIT_USAGE;
}

static int open_sample(selector *s)
{
    rc_error err = RC_ERROR_INIT;
    if (s->chosen->sampled) {
        s->sample = sampler_new(s->chosen->sample, s->chosen->seed, &err);
        return s->sample ? 0 : report_error(&err);
    }
    return 0;
}

/* Chooses between keeping and passing on. */
static void open_range(selector *s, uint64_t length)
{
    const slice *range = &s->chosen->slice;
    bool known = length <= INT64_MAX && !s->where && !s->sample && range->step > 0;
    slice_range some;
    s->keeps = s->order.n > 0 || (slice_needs_end(range) && !known);
    s->most_first = slice_most_first(range);
    s->most_last = slice_most_last(range);
    some = slice_resolve(range, known ? length : INT64_MAX);
    if (!s->keeps) {
        s->next = some.first;
        s->left = some.n;
        s->step = (uint64_t)some.step;
    }
}

selector *selector_open(const selection *chosen, const rc_dtype *dtype, uint64_t length,
                        int *status)
{
    selector *s = calloc(1, sizeof *s);
    if (!s) {
        *status = report_no_memory();
        return NULL;
    }
    s->chosen = chosen;
    s->dtype = rc_dtype_ref(dtype);
    *status = open_where(s);
    *status = *status == 0 ? open_order(s) : *status;
    *status = *status == 0 ? open_fields(s) : *status;
    *status = *status == 0 ? check_cast(s) : *status;
    *status = *status == 0 ? open_sample(s) : *status;
    if (*status != 0) {
        selector_close(s);
        return NULL;
    }
    open_range(s, length);
    return s;
}

void selector_close(selector *s)
{
    if (s) {
        rc_predicate_unref(s->where);
        sampler_release(s->sample);
        key_list_release(&s->order);
        field_list_release(&s->fields);
        rc_store_unref(s->kept);
        rc_dtype_unref(s->dtype);
        free(s);
    }
}

const rc_dtype *selector_dtype(const selector *s)
{
    return s->chosen->cast ? s->chosen->cast : s->fields.n > 0 ? s->fields.dtype : s->dtype;
}

/* The last step: the fields of records, and their types. */
static const rc_store *with_fields(const selector *s, const rc_store *records, rc_error *err)
{
    const rc_store *some = s->fields.n > 0
                               ? field_list_apply(&s->fields, records, err)
                               : rc_store_slice_const(records, 0, rc_store_length(records), err);
    const rc_store *cast = some;
    if (some && s->chosen->cast) {
        const rc_layout layout = rc_store_layout(records) == RC_COLUMNS ? RC_COLUMNS : RC_ROWS;
        cast = rc_store_cast(some, s->chosen->cast, RC_MATCH_NAME, s->chosen->most, layout, err);
        rc_store_unref(some);
    }
    return cast;
}

/* ----------------------------------------------------------- record by record */

bool selector_is_by_record(const selector *s)
{
    return !s->sample && s->order.n == 0 && s->chosen->ranges == 0;
}

const rc_store *selector_apply(const selector *s, const rc_store *records, rc_error *err)
{
    rc_store *matches;
    const rc_store *chosen;
    if (!s->where) {
        return with_fields(s, records, err);
    }
    matches = rc_store_filter(records, s->where, NULL, err);
    chosen = matches ? with_fields(s, matches, err) : NULL;
    rc_store_unref(matches);
    return chosen;
}

/* -------------------------------------------------------------- passing on */

static rc_status pass(selector *s, const rc_store *records, const record_sink *sink, rc_error *err)
{
    const rc_store *some;
    rc_status status;
    if (rc_store_length(records) == 0) {
        return RC_OK;
    }
    some = with_fields(s, records, err);
    if (!some) {
        err->record += err->record == RC_NOWHERE ? 0 : s->passed;
        return err->status;
    }
    status = sink->take(sink->context, some, err);
    s->passed += rc_store_length(some);
    rc_store_unref(some);
    return status;
}

static rc_status pass_slice(selector *s, const rc_store *records, size_t first, size_t n,
                            int64_t step, const record_sink *sink, rc_error *err)
{
    const rc_store *some;
    rc_status status;
    if (first == 0 && n == rc_store_length(records) && step == 1) {
        return pass(s, records, sink, err);
    }
    some = step == 1 ? rc_store_slice_const(records, first, n, err)
                     : rc_store_slice_step_const(records, first, n, (ptrdiff_t)step, err);
    status = some ? pass(s, some, sink, err) : err->status;
    rc_store_unref(some);
    return status;
}

/* Those of the chosen records that are among these. */
static rc_status pass_chosen(selector *s, const rc_store *records, const record_sink *sink,
                             rc_error *err)
{
    uint64_t length = rc_store_length(records), end = s->position + length;
    rc_status status = RC_OK;
    if (s->left > 0 && s->next < end) {
        uint64_t first = s->next - s->position, n = (length - first - 1) / s->step + 1;
        n = n < s->left ? n : s->left;
        s->left -= n;
        if (__builtin_mul_overflow(n, s->step, &s->next) ||
            __builtin_add_overflow(s->next, s->position + first, &s->next)) {
            s->next = UINT64_MAX;
        }
        status = pass_slice(s, records, (size_t)first, (size_t)n, (int64_t)s->step, sink, err);
    }
    s->position = end;
    return status;
}

/* ----------------------------------------------------------------- keeping */

/* The records of `kept` from `first` on, `n` of them, in the order of the keys. */
static rc_store *ordered_part(const selector *s, size_t first, size_t n, rc_error *err)
{
    rc_store *part = NULL;
    uint64_t *indices = calloc(n + 1, sizeof *indices);
    if (!indices) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    if (rc_store_argsort_part(s->kept, s->order.keys, s->order.n, first, n, indices, NULL, err) ==
        RC_OK) {
        part = rc_store_take(s->kept, indices, n, NULL, err);
    }
    free(indices);
    return part;
}

/* Drops records that cannot be among the `most_first` or the `most_last`. */
static rc_status drop(selector *s, rc_error *err)
{
    size_t n = rc_store_length(s->kept);
    bool from_end = s->most_last != RC_UNKNOWN;
    uint64_t most = from_end ? s->most_last : s->most_first;
    rc_store *part;
    if (most == RC_UNKNOWN || n < CHUNK || n / 2 < most) {
        return RC_OK;
    }
    if (s->order.n == 0) {
        return rc_store_remove(s->kept, 0, n - (size_t)most, err);
    }
    part = ordered_part(s, from_end ? n - (size_t)most : 0, (size_t)most, err);
    if (part) {
        rc_store_unref(s->kept);
        s->kept = part;
    }
    return part ? RC_OK : err->status;
}

static rc_status keep(selector *s, const rc_store *records, rc_error *err)
{
    rc_status status = RC_OK;
    if (!s->kept) {
        s->kept = rc_store_zeros(s->dtype, 0, RC_ROWS, err);
        status = s->kept ? RC_OK : err->status;
    }
    if (status == RC_OK) {
        status = rc_store_append_store(s->kept, records, err);
    }
    return status == RC_OK ? drop(s, err) : status;
}

/* ----------------------------------------------------------------- feeding */

/* After --where and --sample. */
static rc_status feed_chosen(selector *s, const rc_store *records, const record_sink *sink,
                             rc_error *err)
{
    return s->keeps ? keep(s, records, err) : pass_chosen(s, records, sink, err);
}

rc_status selector_feed(selector *s, const rc_store *records, const record_sink *sink,
                        rc_error *err)
{
    rc_store *matches = NULL;
    rc_status status = RC_OK;
    if (s->where) {
        matches = rc_store_filter(records, s->where, NULL, err);
        if (!matches) {
            return err->status;
        }
        records = matches;
    }
    if (rc_store_length(records) > 0) {
        status =
            s->sample ? sampler_add(s->sample, records, err) : feed_chosen(s, records, sink, err);
    }
    rc_store_unref(matches);
    return status;
}

bool selector_is_done(const selector *s)
{
    return s->sample ? s->chosen->sample == 0 : !s->keeps && s->left == 0;
}

/* --------------------------------------------------------------- finishing */

/* The chosen records of `kept` in the order of the keys, some at a time. */
static rc_status pass_ordered(selector *s, slice_range range, const record_sink *sink,
                              rc_error *err)
{
    size_t length = rc_store_length(s->kept), some;
    uint64_t *order = calloc(length + 1, sizeof *order), *chosen = NULL;
    rc_status status = RC_OK;
    chosen = calloc(CHUNK, sizeof *chosen);
    if (!order || !chosen) {
        err->status = status = RC_ENOMEM;
    } else {
        status = rc_store_argsort(s->kept, s->order.keys, s->order.n, order, NULL, err);
    }
    for (uint64_t i = 0; i < range.n && status == RC_OK; i += some) {
        rc_store *part;
        some = range.n - i < CHUNK ? (size_t)(range.n - i) : CHUNK;
        for (size_t k = 0; k < some; k++) {
            chosen[k] = order[(int64_t)range.first + (int64_t)(i + k) * range.step];
        }
        part = rc_store_take(s->kept, chosen, some, NULL, err);
        status = part ? pass(s, part, sink, err) : err->status;
        rc_store_unref(part);
    }
    free(order);
    free(chosen);
    return status;
}

static rc_status pass_kept(selector *s, const record_sink *sink, rc_error *err)
{
    slice_range range = slice_resolve(&s->chosen->slice, rc_store_length(s->kept));
    rc_status status = RC_OK;
    size_t some;
    if (s->order.n > 0) {
        return pass_ordered(s, range, sink, err);
    }
    for (uint64_t i = 0; i < range.n && status == RC_OK; i += some) {
        int64_t first = (int64_t)range.first + (int64_t)i * range.step;
        some = range.n - i < CHUNK ? (size_t)(range.n - i) : CHUNK;
        status = pass_slice(s, s->kept, (size_t)first, some, range.step, sink, err);
    }
    return status;
}

rc_status selector_finish(selector *s, const record_sink *sink, rc_error *err)
{
    rc_status status = RC_OK;
    if (s->sample) {
        rc_store *sample = sampler_take(s->sample, err);
        status = err->status;
        if (sample) {
            status = feed_chosen(s, sample, sink, err);
            rc_store_unref(sample);
        }
    }
    return status == RC_OK && s->kept ? pass_kept(s, sink, err) : status;
}
