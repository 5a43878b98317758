/*
 * select/selection.h - the options that choose records and fields, and what they choose.
 *
 * They apply in this order: --where, --sample, --sort, one of --head, --tail and --slice, --fields,
 * --dtype. So predicates and keys name the fields of the input, and --head counts records that
 * match.
 */
#ifndef ROWCOL_TOOLS_SELECT_SELECTION_H
#define ROWCOL_TOOLS_SELECT_SELECTION_H

#include "base/command.h"
#include "select/slice.h"

#include <rowcol.h>
#include <stdbool.h>

/* Entries of the tables of options. */
enum {
    OPTION_WHERE = 300,
    OPTION_SAMPLE,
    OPTION_SEED,
    OPTION_SORT,
    OPTION_HEAD,
    OPTION_TAIL,
    OPTION_SLICE,
    OPTION_FIELDS
};

#define WHERE_OPTION                                                                               \
    {                                                                                              \
        OPTION_WHERE, "where", "PREDICATE",                                                        \
            "only records that match, such as 'age >= 18 and name != \"\"'"                        \
    }
#define SAMPLE_OPTIONS                                                                             \
    {OPTION_SAMPLE, "sample", "N", "only N records of these at random, in their order"},           \
    {                                                                                              \
        OPTION_SEED, "seed", "N", "the number that --sample depends on (default: 0)"               \
    }
#define SORT_OPTION                                                                                \
    {                                                                                              \
        OPTION_SORT, "sort", "FIELDS",                                                             \
            "in the order of these fields, such as -age,name; \"-\" means descending"              \
    }
#define RANGE_OPTIONS                                                                              \
    {OPTION_HEAD, "head", "N", "only the first N records of these"},                               \
        {OPTION_TAIL, "tail", "N", "only the last N records of these"},                            \
    {                                                                                              \
        OPTION_SLICE, "slice", "RANGE",                                                            \
            "only the records of Python's START:STOP:STEP, such as 10:20 or ::-1"                  \
    }
#define FIELDS_OPTION                                                                              \
    {                                                                                              \
        OPTION_FIELDS, "fields", "FIELDS",                                                         \
            "only these fields, in this order, such as name,pos.x; NEW=FIELD renames one"          \
    }

/* The arguments as they were given; NULL: not given. */
typedef struct selection {
    const command *command;
    const char *where;
    const char *sort;
    const char *fields;
    char *const *paths; /* of fields that are operands, instead of `fields`; NULL: not used */
    size_t n_paths;
    bool sampled;
    bool seeded;
    uint64_t sample;
    uint64_t seed;
    unsigned ranges; /* how many of --head, --tail and --slice were given */
    int range;       /* the last one of them, or 0 */
    slice slice;     /* what it says; start from slice_all */
    rc_dtype *cast;  /* what the records are converted to, borrowed; NULL: to nothing else */
    rc_cast most;    /* the highest level of that conversion */
} selection;

/* Sets one option. Returns 0, or EXIT_USAGE after a report; -1: it is not one of these options. */
int selection_set(selection *chosen, int id, const char *argument);

/* Whether the options go together. Returns 0, or EXIT_USAGE after a report. */
int selection_check(const selection *chosen);

/* Whether any option was given. */
bool selection_is_given(const selection *chosen);

/* ---------------------------------------------------------------- applying */

/* Takes records, and returns RC_OK to have more. */
typedef struct record_sink {
    rc_status (*take)(void *context, const rc_store *records, rc_error *err);
    void *context;
} record_sink;

typedef struct selector selector;

/* Prepares the selection from records of `dtype`, of which there are `length`, or RC_UNKNOWN.
   Returns NULL after reporting what is wrong with the options, and sets `*status`. */
selector *selector_open(const selection *chosen, const rc_dtype *dtype, uint64_t length,
                        int *status);

/* The dtype of the chosen records, borrowed. */
const rc_dtype *selector_dtype(const selector *s);

/* Whether a record is chosen by itself, without regard to others: then selector_apply does it, on
   any thread. */
bool selector_is_by_record(const selector *s);

/* The chosen records among these, for rc_store_unref; NULL: `err` is set, and err->record, if it is
   known, counts from the first record that would have been returned. */
const rc_store *selector_apply(const selector *s, const rc_store *records, rc_error *err);

/* Passes the chosen records among these on, or keeps them until they can be chosen. */
rc_status selector_feed(selector *s, const rc_store *records, const record_sink *sink,
                        rc_error *err);

/* Whether no further record can be chosen. */
bool selector_is_done(const selector *s);

/* Passes on what has been kept. */
rc_status selector_finish(selector *s, const record_sink *sink, rc_error *err);

void selector_close(selector *s);

#endif
