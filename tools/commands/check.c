/* commands/check.c - rowcol check: reads whole inputs and says what is wrong in them. */
#include "commands/load.h"
#include "transfer/added.h"

static const option_spec options[] = {
    DTYPE_OPTIONS,
    {'f', "from", "FORMAT",
     "of the inputs, if the file name does not show it: ndjson, json, csv, tsv, npy, npz, arrow, "
     "arrows, rowbinary or native"},
    MEMBER_OPTION,
    READ_TEXT_OPTIONS,
    {OPTION_ON_ERROR, "on-error", "fail|skip",
     "what to do about a bad record of JSON or CSV text: fail stops at the first one; skip counts "
     "them all, and the exit status is 1 (default: skip)"},
    REJECT_FILE_OPTIONS,
    ADD_OPTION,
    FILES_FROM_OPTION,
    THREADS_OPTION,
    MESSAGE_OPTIONS,
    STATS_OPTION("input"),
    QUIET_OPTION,
    {0, NULL, NULL, NULL},
};

static int run_check(int argc, char **argv)
{
    conversion run = {
        .command = &check_command,
        .align = RC_PACKED,
        .skips_bad = true,
        .plan = {.read = RC_READ_OPTIONS_INIT, .write = RC_WRITE_OPTIONS_INIT, .dry = true},
        .moved = RC_PUMP_STATS_INIT};
    run.plan.write.format = "ndjson"; /* it holds any dtype, and so do suggestions */
    return load_run(&run, argc, argv, "good");
}

const command check_command = {
    .name = "check",
    .operands = "INPUT...",
    .summary = "read whole inputs and say what is wrong in them",
    .text =
        "Reads all records of JSON or CSV text or of store files, as rowcol load does, and writes "
        "nothing "
        "but the files of --rejects. Bad records of text are counted, by what is wrong and where "
        "it was first; the exit status is 1 then. Damaged, cut off and compressed files that are "
        "not whole are errors.",
    .options = options,
    .run = run_check,
};
