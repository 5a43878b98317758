/*
 * transfer/shards.h - records divided among several outputs by the hash of a field: --shard-by and
 * --shards. The name of the output has "{}" in the place of the number of the shard.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_SHARDS_H
#define ROWCOL_TOOLS_TRANSFER_SHARDS_H

#include "base/command.h"

#include <rowcol.h>
#include <stdbool.h>

enum { OPTION_SHARD_BY = 460, OPTION_SHARDS };

/* Entries of the tables of options. */
#define SHARD_OPTIONS                                                                              \
    {OPTION_SHARD_BY, "shard-by", "FIELD",                                                         \
     "divide the records among the outputs of --shards, each by the hash of its FIELD: equal "     \
     "values go to the same one"},                                                                 \
    {                                                                                              \
        OPTION_SHARDS, "shards", "N",                                                              \
            "the number of outputs: OUTPUT has {} in the place of their numbers, 0 to N - 1, "     \
            "such "                                                                                \
            "as part-{}.npy"                                                                       \
    }

typedef struct shards {
    const command *command;
    const char *by; /* --shard-by, or NULL */
    bool counted;   /* --shards was given */
    uint64_t n;
    const char *pattern; /* the output; borrowed */
    uint64_t *records;   /* of each shard, when all were written; or NULL */
} shards;

/* Sets an option. Returns 0, EXIT_USAGE after a report, or -1: it is another option. */
int shards_set(shards *s, int id, const char *argument);

/* Whether they are to be made. */
bool shards_are_wanted(const shards *s);

/* Checks the options and the output; none of the outputs may be one of the `n_others` paths (which
   may be NULL). Returns 0, or the exit status after a report. */
int shards_prepare(shards *s, const char *output, const char *const *others, size_t n_others);

/* The writer of all outputs; with `dry` nothing is written. NULL: `err` is set. */
rc_writer *shards_open(const shards *s, const rc_dtype *dtype, const rc_write_options *options,
                       bool dry, rc_error *err);

/* Remembers how many records each output has. */
void shards_note(shards *s, const rc_writer *writer);

/* Reports it, a line for each output. */
void shards_report(const shards *s);

void shards_release(shards *s);

#endif
