/* size/measure.h - measures records in the python3 of this machine. */
#ifndef ROWCOL_TOOLS_SIZE_MEASURE_H
#define ROWCOL_TOOLS_SIZE_MEASURE_H

#include "size/record_size.h"

#include <jansson.h>

/* Bytes of a record: the sizes of its objects, and what the allocator was asked for. */
typedef struct measured_bytes {
    double getsizeof;   /* sys.getsizeof of each object; with __dict__, which it makes */
    double tracemalloc; /* the growth that tracemalloc reports */
} measured_bytes;

typedef struct kind_measured {
    char missing[40]; /* why there are no figures: "not installed"; else "" */
    measured_bytes container;
    measured_bytes all;
} kind_measured;

typedef struct measurement {
    char version[32];               /* of Python, "3.11.2" */
    int covered;                    /* whether the sizes are computed for that version */
    kind_measured kinds[KIND_ROWS]; /* all kinds that Python has */
} measurement;

/* Runs python3, found through PATH, with a script that makes records of the dtype. Unless `chosen`
   is not 0, sets spec->python to the version that was found, if its structures are known. Returns
   0, or the exit status after a report. */
int measure(record_spec *spec, int chosen, measurement *result);

/* Prints the measured sizes beside the computed ones. */
void print_measurement(const record_spec *spec, const measurement *result);

/* The same as a JSON object. NULL: out of memory. */
json_t *measurement_json(const measurement *result);

/* The lines of the script; the list ends with NULL. It expects lines before them that set TEXT
   to the description of a record as JSON and M to a number of records, and prints a JSON object in
   its last line:
       leaf      ["leaf", form, size, NumPy's type]: a value_form and its size
       list      ["list", shape, element]
       struct    ["struct", fields, offsets or null, itemsize, aligned, nullable] */
extern const char *const measure_script[];

#endif
