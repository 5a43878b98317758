/* account/start.c - switches tracing on, by a call or by the environment variable ROWCOL_TRACE. */
#include "account/largest.h"
#include "account/report.h"
#include "account/trace.h"
#include "base/error.h"
#include "base/options.h"

#include <rowcol/memory.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rc_status rc_memory_trace_start(const rc_memory_trace_options *options, rc_error *err)
{
    rc_memory_trace_options known = RC_MEMORY_TRACE_OPTIONS_INIT;
    rc_status status =
        rci_base_options(&known, sizeof known, options, "rc_memory_trace_options", err);
    if (status == RC_OK && known.frames > RC_MEMORY_MAX_FRAMES) {
        status = rci_base_fail(err, RC_EARG, "%u frames are more than RC_MEMORY_MAX_FRAMES, %d",
                               known.frames, RC_MEMORY_MAX_FRAMES);
    }
    if (status == RC_OK && known.reserved != 0) {
        status = rci_base_fail(err, RC_EARG, "rc_memory_trace_options.reserved is not 0");
    }
    if (status == RC_OK) {
        status = rci_account_trace_on(known.frames, err);
        rci_account_name_largest();
    }
    if (status == RC_OK && known.at_exit) {
        rci_account_report_at_exit();
    }
    return status;
}

/* One word of the list. False: it is not known. */
static bool take_word(rc_memory_trace_options *options, const char *word, size_t length)
{
    static const char frames[] = "frames=";
    char *end;
    if (length == 2 && memcmp(word, "on", 2) == 0) {
        return true;
    }
    if (length == 4 && memcmp(word, "exit", 4) == 0) {
        options->at_exit = 1;
        return true;
    }
    if (length > sizeof frames - 1 && memcmp(word, frames, sizeof frames - 1) == 0) {
        unsigned long n = strtoul(word + sizeof frames - 1, &end, 10);
        options->frames = n < RC_MEMORY_MAX_FRAMES ? (unsigned)n : RC_MEMORY_MAX_FRAMES;
        return end == word + length;
    }
    return false;
}

const bool rci_account_reads_environment = true;

static __attribute__((constructor)) void start_from_environment(void)
{
    rc_memory_trace_options options = RC_MEMORY_TRACE_OPTIONS_INIT;
    const char *word = secure_getenv("ROWCOL_TRACE");
    if (!word || !*word) {
        return;
    }
    for (;;) {
        size_t length = strcspn(word, ",");
        if (!take_word(&options, word, length)) {
            fprintf(stderr, "rowcol: ROWCOL_TRACE: expected on, exit or frames=N, separated by "
                            "commas\n");
            return;
        }
        if (!word[length]) {
            break;
        }
        word += length + 1;
    }
    rc_memory_trace_start(&options, NULL);
}
