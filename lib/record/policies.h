/*
 * record/policies.h - what a reader of text does with records that do not fit the dtype as they
 * are: the options of reading, for each node of a plan. Made once, and shared by all threads.
 */
#ifndef ROWCOL_RECORD_POLICIES_H
#define ROWCOL_RECORD_POLICIES_H

#include "base/bytes.h"
#include "record/plan.h"
#include "value/datetime.h"

#include <rowcol/stream.h>

/* Of one node. */
typedef struct rci_record_rule {
    rc_nulls nulls; /* null, if the node is not nullable; RC_NULLS_ERROR if its kind does not allow
                       what the options say */
    size_t
        null_value; /* RC_NULLS_VALUE: where in policies->values its cell is, of a str its text */
    size_t null_length; /* of it */
    bool has_time;      /* a datetime is not written in ISO 8601, but: */
    rc_unit epoch;      /* as rci_value_time_format */
    size_t time;        /* where in policies->values the format is, if it is for text */
    unsigned accept;    /* RC_ACCEPT_... */
} rci_record_rule;

typedef struct rci_record_policies {
    const rci_record_plan *plan; /* borrowed */
    rc_extra extra;
    rc_missing missing;
    rc_duplicate duplicate;
    rci_record_rule *rules; /* of each node */
    rci_base_bytes values;
} rci_record_policies;

/* The options have been checked by rci_stream_read_options. NULL: RC_EARG (no such field, a value
   that no field takes), RC_ENOMEM. */
rci_record_policies *rci_record_policies_new(const rci_record_plan *plan,
                                             const rc_read_options *options, rc_error *err);
void rci_record_policies_free(rci_record_policies *policies);

static inline const unsigned char *rci_record_null_value(const rci_record_policies *policies,
                                                         const rci_record_rule *rule)
{
    return policies->values.data + rule->null_value;
}

/* How the times of a node with `has_time` are written. */
static inline rci_value_time_format rci_record_time_format(const rci_record_policies *policies,
                                                           const rci_record_rule *rule)
{
    const rci_value_time_format format = {rule->epoch,
                                          (const char *)policies->values.data + rule->time};
    return format;
}

#endif
