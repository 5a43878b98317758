/* record/policies.c - the options of reading, for each node of a plan. */
#include "record/policies.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "dtype/leaves.h"
#include "value/fail.h"
#include "value/value.h"

#include <string.h>

/* ----------------------------------------------------------------- null */

static rc_status check_nulls(rc_nulls nulls, const char *value, rc_error *err)
{
    if ((unsigned)nulls > RC_NULLS_VALUE) {
        return rci_base_fail(err, RC_EARG, "option \"nulls\" has the unknown value %u",
                             (unsigned)nulls);
    }
    if ((nulls == RC_NULLS_VALUE) != (value != NULL)) {
        return rci_base_fail(err, RC_EARG, "option \"null_value\" %s",
                             value ? "needs RC_NULLS_VALUE" : "is NULL");
    }
    return RC_OK;
}

static bool has_nan(rc_kind kind)
{
    return (kind >= RC_F2 && kind <= RC_C16) || kind == RC_DATETIME || kind == RC_TIMEDELTA;
}

/* The value that null becomes, for one leaf: its text for str, else its cell. */
static rc_status add_value(rci_record_policies *policies, uint32_t index, const char *text,
                           rc_error *err)
{
    const rci_record_node *node = &policies->plan->nodes[index];
    rci_record_rule *rule = &policies->rules[index];
    rci_base_bytes *values = &policies->values;
    const size_t n = strlen(text), size = node->kind == RC_STR ? n : node->size;
    const rc_value value = rc_value_string_n(text, n);
    const size_t bad = rci_base_utf8_check(text, n);
    rc_status status;
    if (bad != n) {
        return rci_value_fail_utf8(err, text, n, bad);
    }
    status = rci_base_bytes_reserve(values, size + 1, err);
    if (status == RC_OK && node->kind == RC_STR) {
        memcpy(values->data + values->length, text, n);
    } else if (status == RC_OK) {
        status = rci_value_store(node->dtype, values->data + values->length, &value, err);
    }
    if (status == RC_OK) {
        rule->nulls = RC_NULLS_VALUE;
        rule->null_value = values->length;
        rule->null_length = size;
        values->length += size;
    }
    return status;
}

/* Sets what null becomes for one node, if its kind allows it. RC_OK; RC_ETYPE and others: it does
   not. */
static rc_status set_nulls(rci_record_policies *policies, uint32_t index, rc_nulls nulls,
                           const char *value, rc_error *err)
{
    const rci_record_node *node = &policies->plan->nodes[index];
    const bool is_leaf = node->shape == RCI_RECORD_LEAF;
    if (node->nullable) {
        return RC_ETYPE;
    }
    if (nulls == RC_NULLS_VALUE && is_leaf) {
        return add_value(policies, index, value, err);
    }
    if (nulls == RC_NULLS_VALUE || (nulls == RC_NULLS_NAN && !(is_leaf && has_nan(node->kind)))) {
        return rci_value_fail_null(err, node->dtype);
    }
    policies->rules[index].nulls = nulls;
    return RC_OK;
}

static rc_status nobody_takes(const char *value, rc_error *err)
{
    rci_base_quoted quoted;
    return rci_base_fail(err, RC_EARG,
                         "option \"null_value\": no field that is not nullable takes \"%s\"",
                         rci_base_quote(&quoted, value, strlen(value)));
}

/* For all fields: those whose kind does not allow it still refuse null. */
static rc_status set_all_nulls(rci_record_policies *policies, const rc_read_options *options,
                               rc_error *err)
{
    bool any = options->nulls != RC_NULLS_VALUE;
    for (uint32_t i = 0; i < policies->plan->nnodes; i++) {
        const rc_status status = set_nulls(policies, i, options->nulls, options->null_value, NULL);
        if (status == RC_ENOMEM) {
            return rci_base_fail(err, RC_ENOMEM, "out of memory");
        }
        any = any || status == RC_OK;
    }
    return any ? RC_OK : nobody_takes(options->null_value, err);
}

/* ------------------------------------------------------------------ time */

/* Whether a node can have times in another form: it is a datetime with a unit. */
static bool takes_time(const rci_record_node *node)
{
    return node->kind == RC_DATETIME && rc_dtype_unit(node->dtype, NULL) != RC_UNIT_GENERIC;
}

/* For node `first` and all in it: those that can have it, one at least. */
static rc_status set_time(rci_record_policies *policies, uint32_t first, const char *time,
                          rc_error *err)
{
    const rci_record_plan *plan = policies->plan;
    const size_t at = policies->values.length, n = strlen(time) + 1;
    rci_value_time_format format;
    bool any = false;
    rc_status status = rci_value_time_format_of(time, &format, err);
    if (status == RC_OK) {
        status = rci_base_bytes_append(&policies->values, time, n, err);
    }
    for (uint32_t i = first; i < plan->nnodes && status == RC_OK; i++) {
        rci_record_rule *rule = &policies->rules[i];
        if (rci_record_plan_is_in(plan, i, first) && takes_time(&plan->nodes[i])) {
            rule->has_time = any = true;
            rule->epoch = format.epoch;
            rule->time = at;
        }
    }
    return status == RC_OK && !any
               ? rci_base_fail(err, RC_EARG, "option \"time\": no field is a datetime with a unit")
               : status;
}

/* ---------------------------------------------------------------- accept */

/* For node `first` and all in it, besides what they accept already. */
static void set_accept(rci_record_policies *policies, uint32_t first, unsigned accept)
{
    for (uint32_t i = first; i < policies->plan->nnodes; i++) {
        if (rci_record_plan_is_in(policies->plan, i, first)) {
            policies->rules[i].accept |= accept;
        }
    }
}

static rc_status check_accept(unsigned accept, rc_error *err)
{
    const unsigned all = RC_ACCEPT_QUOTED | RC_ACCEPT_TEXT | RC_ACCEPT_ZERO_ONE |
                         RC_ACCEPT_INTEGRAL | RC_ACCEPT_NONFINITE | RC_ACCEPT_CUT;
    return accept & ~all
               ? rci_base_fail(err, RC_EARG, "option \"accept\" has the unknown flags %#x",
                               accept & ~all)
               : RC_OK;
}

/* ------------------------------------------------------------ of one field */

static rc_status find_field(const rci_record_plan *plan, const char *path, uint32_t *index,
                            rc_error *err)
{
    const char *close;
    rci_base_quoted quoted, meant;
    *index = rci_record_plan_find(plan, path);
    if (*index != RCI_RECORD_NONE) {
        return RC_OK;
    }
    rci_base_quote(&quoted, path, strlen(path));
    close = err ? rci_dtype_closest_field(plan->dtype, path, strlen(path)) : NULL;
    return close
               ? rci_base_fail(err, RC_EARG,
                               "an option is for field \"%s\", which is not in the dtype: did you "
                               "mean \"%s\"?",
                               quoted.text, rci_base_quote(&meant, close, strlen(close)))
               : rci_base_fail(err, RC_EARG,
                               "an option is for field \"%s\", which is not in the dtype",
                               quoted.text);
}

/* For a field and all that is in it. One of them must allow it. */
static rc_status set_field_nulls(rci_record_policies *policies, uint32_t index,
                                 const rc_field_options *options, rc_error *err)
{
    const rci_record_plan *plan = policies->plan;
    rc_error own = RC_ERROR_INIT;
    bool any = false;
    if (options->nulls == RC_NULLS_ERROR) {
        return RC_OK;
    }
    for (uint32_t i = index; i < plan->nnodes; i++) {
        rc_error first = RC_ERROR_INIT;
        rc_status status;
        if (!rci_record_plan_is_in(plan, i, index)) {
            continue;
        }
        status = set_nulls(policies, i, options->nulls, options->null_value, &first);
        if (status == RC_ENOMEM) {
            *err = err->status == RC_OK ? first : *err;
            return status;
        }
        if (own.status == RC_OK && first.status != RC_OK) {
            own = first;
        }
        any = any || status == RC_OK;
    }
    if (any) {
        return RC_OK;
    }
    return own.status == RC_OK
               ? rci_base_fail(err, RC_EARG, "the field is nullable: null in it is kept")
               : rci_base_fail(err, RC_EARG, "what null is to become: %s", own.message);
}

static rc_status set_field(rci_record_policies *policies, const rc_field_options *options,
                           rc_error *err)
{
    rc_error own = RC_ERROR_INIT;
    uint32_t index;
    rc_status status = find_field(policies->plan, options->field, &index, &own);
    if (status == RC_OK) {
        status = set_field_nulls(policies, index, options, &own);
        if (status == RC_OK && options->time) {
            status = set_time(policies, index, options->time, &own);
        }
        if (status == RC_OK) {
            set_accept(policies, index, options->accept);
        } else {
            rci_record_plan_error_field(policies->plan, index, &own);
        }
    }
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = own;
    }
    return status;
}

/* A checked copy of the options of one field. */
static rc_status field_options(const rc_read_options *options, size_t i, rc_field_options *field,
                               rc_error *err)
{
    static const rc_field_options defaults = RC_FIELD_OPTIONS_INIT;
    rc_status status;
    *field = defaults;
    status =
        rci_base_options_item(field, sizeof *field, options->fields, i, "rc_field_options", err);
    if (status == RC_OK && !field->field) {
        return rci_base_fail(err, RC_EARG, "rc_field_options %zu has no field (NULL)", i);
    }
    status = status == RC_OK ? check_accept(field->accept, err) : status;
    return status == RC_OK ? check_nulls(field->nulls, field->null_value, err) : status;
}

/* The options of each field, in the order in which they are given. */
static rc_status set_fields(rci_record_policies *policies, const rc_read_options *options,
                            rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < options->nfields && status == RC_OK; i++) {
        rc_field_options field;
        status = field_options(options, i, &field, err);
        status = status == RC_OK ? set_field(policies, &field, err) : status;
    }
    return status;
}

/* ------------------------------------------------------------------ memory */

rci_record_policies *rci_record_policies_new(const rci_record_plan *plan,
                                             const rc_read_options *options, rc_error *err)
{
    rci_record_policies *policies =
        rci_base_zalloc_as(plan->allocator, RC_MEMORY_PLAN, sizeof *policies, err);
    if (!policies) {
        return NULL;
    }
    policies->plan = plan;
    policies->extra = options->extra;
    policies->missing = options->missing;
    policies->duplicate = options->duplicate;
    rci_base_bytes_init_as(&policies->values, RC_MEMORY_PLAN);
    policies->rules = rci_base_zalloc_array_as(plan->allocator, RC_MEMORY_PLAN, plan->nnodes,
                                               sizeof *policies->rules, err);
    if (policies->rules) {
        set_accept(policies, 0, options->accept);
    }
    if (!policies->rules || check_accept(options->accept, err) != RC_OK ||
        check_nulls(options->nulls, options->null_value, err) != RC_OK ||
        set_all_nulls(policies, options, err) != RC_OK ||
        (options->time && set_time(policies, 0, options->time, err) != RC_OK) ||
        set_fields(policies, options, err) != RC_OK) {
        rci_record_policies_free(policies);
        return NULL;
    }
    return policies;
}

void rci_record_policies_free(rci_record_policies *policies)
{
    if (!policies) {
        return;
    }
    rci_base_bytes_release(&policies->values);
    rci_base_free_as(policies->plan->allocator, RC_MEMORY_PLAN, policies->rules,
                     policies->plan->nnodes * sizeof *policies->rules);
    rci_base_free_as(policies->plan->allocator, RC_MEMORY_PLAN, policies, sizeof *policies);
}
