/* What JSON fuzz targets need of a dtype: made when the first input with it comes. */
#ifndef TESTS_FUZZ_JSON_SETUP_H
#define TESTS_FUZZ_JSON_SETUP_H

#include "fuzz.h"

#include "format/json/write/encode.h"

#include <rowcol.h>

/* All zero at first; kept until the process ends. */
typedef struct json_setup {
    rc_dtype *dtype;
    rci_record_plan *plan;
    rci_json_write_encoder encoder;
} json_setup;

static inline void json_setup_prepare(json_setup *setup, const char *dtype)
{
    if (!setup->dtype) {
        setup->dtype = rc_dtype_parse(dtype, NULL);
        FUZZ_CHECK(setup->dtype != NULL);
        setup->plan = rci_record_plan_new(setup->dtype, NULL);
        FUZZ_CHECK(setup->plan && rci_json_write_encoder_init(&setup->encoder, setup->plan, 0,
                                                              RC_NONFINITE_ERROR, NULL) == RC_OK);
    }
}

#endif
