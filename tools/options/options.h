/*
 * options/options.h - reads a command line by the table of options of its command.
 *
 *     option_walk walk = options_begin(&load_command, argc, argv);
 *     if (!options_read(&walk, set_option, &request)) {
 *         return walk.status;
 *     }
 *     operands: argv[walk.operands] .. argv[argc - 1]
 */
#ifndef ROWCOL_TOOLS_OPTIONS_OPTIONS_H
#define ROWCOL_TOOLS_OPTIONS_OPTIONS_H

#include "base/command.h"

#include <stdbool.h>

typedef struct option_walk {
    const command *command;
    int argc;
    char **argv;
    int id;               /* of the current option */
    const char *argument; /* its argument, or NULL */
    int operands;         /* at the end: the index in argv of the first operand */
    bool finished;        /* the command line is done with: exit with `status` */
    int status;
} option_walk;

/* -h, --help: an option of every command. */
extern const option_spec help_option;

/* Options may follow operands: getopt_long moves them before the operands in `argv`. */
option_walk options_begin(const command *cmd, int argc, char **argv);

/* Reads the next option; false when there are no more. Prints the help for -h and --help, and
   reports what is wrong with the command line; both set `finished`. */
bool options_next(option_walk *walk);

/* Reads all options: calls `set`, which returns 0 or an exit status after a report, for each.
   False: exit with `status`. */
bool options_read(option_walk *walk, int (*set)(void *request, int id, const char *argument),
                  void *request);

#endif
