/* commands/cat.c - rowcol cat: store files one after the other. */
#include "commands/convert.h"

static int run_cat(int argc, char **argv)
{
    return convert_run(&cat_command, argc, argv, "written");
}

const command cat_command = {
    .name = "cat",
    .operands = "STORE... -o OUTPUT",
    .summary = "store files one after the other, to one file",
    .text = "Writes the records of store files, of any formats and in the order in which they are "
            "given, to one file of any format, which appears whole or not at all. They need equal "
            "dtypes. \"-\" is standard input. It is the same as rowcol convert.",
    .options = convert_options,
    .run = run_cat,
};
