/* format/csv/observe.c - observing the fields of records. */
#include "format/csv/observe.h"

#include "base/error.h"
#include "base/utf8.h"
#include "format/csv/number.h"
#include "format/csv/word.h"
#include "stream/text/input.h"
#include "value/fail.h"

#include <string.h>

typedef rci_csv_observer observer;

rci_csv_observer *rci_csv_observer_new(const rci_base_bytes *names, bool dates, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    observer *o = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *o, err);
    if (!o) {
        return NULL;
    }
    o->names = names;
    rci_base_bytes_init_as(&o->columns, RC_MEMORY_READER);
    rci_base_bytes_init_as(&o->parents, RC_MEMORY_READER);
    if (rci_infer_init(&o->state, allocator, dates, err) != RC_OK) {
        rci_csv_observer_free(o);
        return NULL;
    }
    o->state.is_text = true;
    return o;
}

void rci_csv_observer_free(rci_csv_observer *o)
{
    if (o) {
        const rc_allocator *allocator = o->state.allocator;
        rci_infer_blocks_release(&o->blocks);
        rci_infer_release(&o->state);
        rci_base_bytes_release(&o->columns);
        rci_base_bytes_release(&o->parents);
        rci_base_free_as(allocator, RC_MEMORY_READER, o, sizeof *o);
    }
}

static rci_infer_node *const *nodes(const rci_base_bytes *bytes)
{
    return (rci_infer_node *const *)(const void *)bytes->data;
}

static size_t count(const rci_base_bytes *bytes)
{
    return bytes->length / sizeof(rci_infer_node *);
}

/* ------------------------------------------------------------------- nodes */

static rc_status add(rci_base_bytes *list, const rci_infer_node *node, rc_error *err)
{
    return rci_base_bytes_append(list, &node, sizeof node, err);
}

/* The struct of a column of a dotted name. */
static rc_status add_parent(observer *o, const rci_infer_node *node, rc_error *err)
{
    for (size_t i = 0; i < count(&o->parents); i++) {
        if (nodes(&o->parents)[i] == node) {
            return RC_OK;
        }
    }
    return add(&o->parents, node, err);
}

/* Whether a name consists of parts between dots, none of them empty. */
static bool is_path(const char *name)
{
    const size_t n = strlen(name);
    return n > 0 && name[0] != '.' && name[n - 1] != '.' && !strstr(name, "..");
}

static rc_status add_column(observer *o, const char *name, rc_error *err)
{
    rci_infer_node *node = o->state.root;
    const char *dot = is_path(name) ? strchr(name, '.') : NULL;
    rc_status status = RC_OK;
    while (node && status == RC_OK) {
        size_t near = node->nchildren;
        rci_infer_node *parent = node;
        node = rci_infer_child(&o->state, parent, &near, name,
                               dot ? (size_t)(dot - name) : strlen(name), err);
        if (!dot || !node) {
            break;
        }
        status = add_parent(o, node, err);
        name = dot + 1;
        dot = strchr(name, '.');
    }
    return !node ? RC_ENOMEM : status == RC_OK ? add(&o->columns, node, err) : status;
}

void rci_csv_observer_clear(rci_csv_observer *o)
{
    rci_infer_clear(&o->state);
}

rc_status rci_csv_observer_begin(rci_csv_observer *o, const rci_csv_layout *layout, rc_error *err)
{
    const char *name = (const char *)o->names->data;
    rc_status status = RC_OK;
    rci_infer_blocks_begin(&o->blocks);
    o->columns.length = o->parents.length = 0;
    o->unsettled = true;
    for (size_t i = 0; i < layout->ncolumns && status == RC_OK; i++) {
        status = add_column(o, name, err);
        name += strlen(name) + 1;
    }
    rci_csv_observer_clear(o);
    return status;
}

/* ------------------------------------------------------------------ values */

static void see_number(rci_infer_node *node, const rci_number_scanned *number, uint64_t at)
{
    uint64_t large;
    int64_t small;
    double value;
    if (number->has_fraction || number->has_exponent) {
        const rci_number_status status = rci_number_to_f8(number, &value);
        rci_infer_see_float(node, value, status == RCI_NUMBER_OK, at);
    } else if (rci_number_to_i64(number, &small) == RCI_NUMBER_OK) {
        rci_infer_see_integer(node, small, at);
    } else if (rci_number_to_u64(number, &large) == RCI_NUMBER_OK) {
        rci_infer_see_large(node, large, at);
    } else {
        rci_infer_see_beyond(node, at);
    }
}

/* A value that is not null. */
static rc_status see_value(rci_csv_decoder *d, rci_infer_node *node, const char *text, size_t n,
                           uint64_t at)
{
    rci_number_scanned number;
    bool truth, is_number;
    double real;
    if (rci_csv_scan_number(&d->layout->dialect, text, n, &d->scratch, &number, &is_number,
                            d->target.err) != RC_OK) {
        return RC_ENOMEM;
    }
    if (is_number) {
        see_number(node, &number, at);
    } else if (rci_number_read_nonfinite(text, text + n, &real)) {
        rci_infer_see_float(node, real, true, at);
    } else if (rci_csv_word_bool(text, n, &truth)) {
        rci_infer_see_bool(node, at);
    } else {
        rci_infer_see_text(node, text, n, at);
    }
    return RC_OK;
}

static rc_status fail_utf8(rci_csv_decoder *d, const rci_infer_node *node, const char *text,
                           size_t n, uint64_t at)
{
    const size_t bad = rci_base_utf8_check(text, n);
    rci_value_fail_utf8(d->target.err, text, n, bad);
    rci_base_error_field(d->target.err, node->name);
    rci_base_error_byte(d->target.err, at);
    return RC_ESYNTAX;
}

static rc_status see_field(rci_csv_decoder *d, rci_infer_node *node, const char *p,
                           const char *stop)
{
    const rci_csv_field field = rci_csv_trim(&d->layout->chars, p, stop);
    const uint64_t at = (uint64_t)(field.start - d->text);
    const char *text;
    size_t n;
    if (rci_csv_unquote(&field, &d->scratch, &text, &n, d->target.err) != RC_OK) {
        return RC_ENOMEM;
    }
    if (rci_csv_is_null(&d->layout->dialect, text, n) && (n == 0 || *field.start != '"')) {
        rci_infer_see_null(node, at);
        return RC_OK;
    }
    if (rci_base_utf8_check(text, n) != n) {
        return fail_utf8(d, node, text, n, at);
    }
    if (see_value(d, node, text, n, at) != RC_OK) {
        return RC_ENOMEM;
    }
    rci_infer_lengthen(node, n, at); /* text is the type of values that have no other */
    return RC_OK;
}

static void note_all(const rci_base_bytes *list, uint64_t at)
{
    for (size_t i = 0; i < count(list); i++) {
        rci_infer_note(nodes(list)[i], RCI_INFER_FIRST, at);
    }
}

/* A record begins: the first of a block has all fields first. */
static void begin_record(observer *o, uint64_t at)
{
    if (!rci_infer_has(o->state.root, RCI_INFER_FIRST)) {
        rci_infer_note(o->state.root, RCI_INFER_FIRST, at);
        note_all(&o->columns, at);
        note_all(&o->parents, at);
    }
}

static void see_record(observer *o, uint64_t at)
{
    rci_infer_see_object(o->state.root, at);
    for (size_t i = 0; i < count(&o->parents); i++) {
        rci_infer_see_object(nodes(&o->parents)[i], at);
    }
}

rc_status rci_csv_observe(rci_csv_observer *o, rci_csv_decoder *d, const char *p)
{
    rc_status status =
        rci_csv_split(&d->record, &d->layout->chars, d->text, p, d->end, d->target.err);
    if (status != RC_OK) {
        return status;
    }
    if (d->record.nfields != d->layout->ncolumns) {
        return rci_csv_fail_count(d);
    }
    begin_record(o, (uint64_t)(p - d->text));
    for (size_t i = 0; i < d->record.nfields && status == RC_OK; i++) {
        const rci_csv_field *field = rci_csv_field_at(&d->record, i);
        status = see_field(d, nodes(&o->columns)[i], field->start, field->end);
    }
    see_record(o, (uint64_t)(p - d->text));
    return status;
}

/* -------------------------------------------------------------------- runs */

/* One plain record. False: it is left to rci_csv_observe. */
static bool see_plain(observer *o, rci_csv_decoder *d, const rci_csv_filler *filler,
                      const uint32_t *separator)
{
    const size_t ncolumns = d->layout->ncolumns;
    const char *end = d->end + RCI_STREAM_TEXT_SLACK;
    for (size_t i = 0; i < ncolumns; i++, separator++) {
        const char *p = filler->base + (uint32_t)(separator[-1] + 1);
        const char *stop = filler->base + *separator, *after;
        rci_infer_node *node = nodes(&o->columns)[i];
        int64_t value;
        stop -= filler->index.has_cr & (i + 1 == ncolumns) & (stop > p && stop[-1] == '\r');
        after = rci_number_read_i64(p, end, &value);
        if (after == stop && stop > p && d->layout->dialect.nulls.length == 0) {
            rci_infer_see_integer(node, value, (uint64_t)(p - d->text));
            rci_infer_lengthen(node, (size_t)(stop - p), (uint64_t)(p - d->text));
        } else if (see_field(d, node, p, stop) != RC_OK) {
            return false;
        }
    }
    return true;
}

/* The n records of a run. Returns how many are good before one that is not. */
static size_t see_run(observer *o, rci_csv_decoder *d, const rci_csv_filler *filler,
                      const uint32_t *separator, size_t n)
{
    rc_error *err = d->target.err;
    size_t i;
    begin_record(o, (uint64_t)(filler->base - d->text) + (uint32_t)(separator[-1] + 1));
    d->target.err = NULL; /* what is wrong with a record is found out by rci_csv_observe */
    for (i = 0; i < n; i++, separator += d->layout->ncolumns) {
        const char *p = filler->base + (uint32_t)(separator[-1] + 1);
        if (!see_plain(o, d, filler, separator)) {
            break;
        }
        see_record(o, (uint64_t)(p - d->text));
    }
    d->target.err = err;
    return i;
}

size_t rci_csv_observe_run(rci_csv_observer *o, rci_csv_filler *filler, rci_csv_decoder *d,
                           const char **text, size_t room, size_t longest)
{
    size_t first, n = rci_csv_find_run(filler, d, *text, room, longest, &first);
    const uint32_t *separator;
    if (n == 0) {
        return 0;
    }
    separator = filler->index.separators + first;
    /* A record of which some fields are seen must not fail for lack of memory: it would be seen
       again. */
    d->scratch.length = 0;
    if (rci_base_bytes_reserve(
            &d->scratch, separator[n * d->layout->ncolumns - 1] - (uint32_t)(separator[-1] + 1),
            NULL) != RC_OK) {
        return 0;
    }
    n = see_run(o, d, filler, separator, n);
    if (n > 0) {
        *text = rci_csv_use_run(filler, n);
    }
    return n;
}
