/* The ways in which records of JSON text are observed, one of which a test chooses. */
#ifndef TESTS_UNIT_INFER_MEANS_H
#define TESTS_UNIT_INFER_MEANS_H

#include "format/json/read/observe.h"

/* How records are observed. */
typedef enum infer_means {
    BEST,
    FORMS, /* no index */
    INDEX, /* no forms */
    NARROW_INDEX,
    PLAIN_FORMS, /* no vector code */
    GRAMMAR
} infer_means;

static inline void infer_choose(rci_json_read_observer *observer, infer_means means)
{
    observer->has_index = observer->has_index && means <= NARROW_INDEX && means != FORMS;
    observer->index.wide = observer->index.wide && means != NARROW_INDEX;
    observer->plain = means >= PLAIN_FORMS;
    observer->pause =
        means == INDEX || means == NARROW_INDEX || means == GRAMMAR ? SIZE_MAX / 2 : 0;
}

#endif
