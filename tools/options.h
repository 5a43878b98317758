/*
 * options.h - going through a command line by the table of options of its command.
 *
 *     option_walk walk = options_begin(&load_command, argc, argv);
 *     while (options_next(&walk)) {
 *         switch (walk.id) { ... walk.argument ... }
 *     }
 *     if (walk.finished) {
 *         return walk.status;
 *     }
 *     operands: argv[walk.operands] .. argv[argc - 1]
 */
#ifndef ROWCOL_TOOLS_OPTIONS_H
#define ROWCOL_TOOLS_OPTIONS_H

#include "command.h"

#include <stdbool.h>

typedef struct option_walk {
    const command *command;
    int argc;
    char **argv;
    int id;               /* of the option at hand */
    const char *argument; /* its argument, or NULL */
    int operands;         /* at the end: the number of the first word that is no option */
    bool finished;        /* nothing is left to do: exit with `status` */
    int status;
} option_walk;

/* Options may stand behind operands: they are moved before them in `argv`. */
option_walk options_begin(const command *cmd, int argc, char **argv);

/* The next option; false when there are no more. Carries out --help, and reports what is wrong
   with the command line: then `finished` is set. */
bool options_next(option_walk *walk);

#endif
