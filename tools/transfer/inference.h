/*
 * transfer/inference.h - the dtype of inputs for which no dtype is given.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_INFERENCE_H
#define ROWCOL_TOOLS_TRANSFER_INFERENCE_H

#include "base/command.h"
#include "report/progress.h"
#include "transfer/rejects.h"

#include <rowcol.h>
#include <stdbool.h>

/* What is asked for, and what was found. */
typedef struct inference {
    char *const *inputs; /* paths; "-" is standard input */
    int n_inputs;
    rc_read_options read;
    rc_infer_options options;
    progress_kind progress;
    bool flatten;         /* the fields of objects become fields of the record */
    const rejects *asked; /* what is to be done about bad records */
    bool alone;           /* no records are read afterwards: files of bad records are written, and a
                             limit that is a share is one of the records that are looked at */
    rejects bad;          /* those that were passed over */
    rc_dtype *dtype;      /* NULL: conflicts, or a failure */
    rc_mapping *mapping;  /* where the fields come from, if flattened; else NULL */
    rc_inference *report; /* NULL after a failure */
} inference;

/* Reads the inputs. Returns the exit status, 0 with a dtype; after reporting a failure, or each
   conflict. Records that were passed over are counted in in->bad. */
int inference_run(inference *in);

/* The same before inputs are read with the dtype, by a command that has options about values:
   refuses those that are for fields of a known dtype, and says what to do where no dtype was found.
   Standard input is at its start afterwards. */
int inference_for_reading(inference *in, const command *cmd);

void inference_release(inference *in);

typedef enum input_dtype {
    INPUT_HAS_DTYPE,
    INPUT_NEEDS_DTYPE,
    INPUT_FAILS /* it cannot be opened: reading reports why */
} input_dtype;

/* Whether an input has a dtype of its own. */
input_dtype dtype_of_input(const char *path, const rc_read_options *read);

/* Prepares inputs that are read twice: standard input that is not a file is copied to a temporary
   file, which becomes standard input. Returns 0, or the exit status after a report: also for a path
   that can be read only once. */
int make_readable_twice(char *const *inputs, int n_inputs);

/* The fields that .npy files cannot hold, since they may be null. Returns 0, or EXIT_DATA after
   reporting the first of them, and the options with which there are none. */
int refuse_nullable(const inference *in);

/* Standard input is read from its start, the place where it was before make_readable_twice, again.
 */
void rewind_standard_input(void);

#endif
