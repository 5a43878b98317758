/* size/size_spec.h - what records of a dtype cost, as objects of Python, in NumPy and in rowcol. */
#ifndef ROWCOL_TOOLS_SIZE_SIZE_SPEC_H
#define ROWCOL_TOOLS_SIZE_SIZE_SPEC_H

#include "options/counts.h"
#include "size/record_size.h"

#include <stdbool.h>

typedef struct size_request {
    record_spec spec;
    size_t text_length; /* of spec */
    counts counts;
    bool measure;       /* with the python3 of this machine */
    bool python_chosen; /* by an option; else that of the python3 that measures */
    bool json;
} size_request;

/* Prints the sizes. Returns the exit status. */
int show_spec(size_request *request);

#endif
