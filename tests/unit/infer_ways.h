/* Inference from JSON text, in each way in which records can be observed. */
#ifndef TESTS_UNIT_INFER_WAYS_H
#define TESTS_UNIT_INFER_WAYS_H

#include "infer/decide.h"
#include "infer_means.h"
#include "test_infer.h"

#include <stdbool.h>

typedef struct infer_way {
    size_t piece_bytes;
    bool guessing, serial;
    infer_means means;
    size_t max_record; /* 0: as usual */
} infer_way;

/* str, no null, no field that is absent. */
extern const rci_infer_rules infer_rules;

/* A new reader of JSON text observes records so. */
void infer_set_way(rc_reader *reader, const infer_way *how, rc_error *err);

/* What was found in a text that is read in one way, and how reading ended: RC_END, or another
   status with its error. */
rc_inference *infer_read(const char *text, size_t size, const char *name, bool dates,
                         const infer_way *how, rc_error *err);

/* All that is said about it, for free(). */
char *infer_observe(const char *text, size_t size, const char *name, bool dates,
                    const infer_way *how);

#endif
