/*
 * base/command.h - what a subcommand is, and the exit statuses of the program.
 */
#ifndef ROWCOL_TOOLS_BASE_COMMAND_H
#define ROWCOL_TOOLS_BASE_COMMAND_H

#include <stddef.h>

/* The exit statuses; a program stopped by a signal exits with 128 + its number. */
enum {
    EXIT_ALL = 0,      /* everything was done */
    EXIT_REJECTED = 1, /* some records were rejected */
    EXIT_USAGE = 2,    /* the command line is wrong */
    EXIT_DATA = 3,     /* the input, or a dtype, is wrong */
    EXIT_IO = 4,       /* the system refused to read or write */
    EXIT_MEMORY = 5,   /* out of memory */
    EXIT_SIGNAL = 128,
    EXIT_PIPE = 128 + 13 /* nobody reads the output: as for SIGPIPE */
};

/* One option of a subcommand. The list ends with an entry whose name is NULL. */
typedef struct option_spec {
    int id;               /* the letter of the short option; else a number over 255 */
    const char *name;     /* the long option */
    const char *argument; /* the name of its argument in the help; NULL: it takes no argument */
    const char *help;     /* a sentence for the help, without a full stop */
} option_spec;

typedef struct command {
    const char *name;
    const char *operands;       /* what follows "rowcol NAME [options]" in the usage line */
    const char *summary;        /* one line for the list of commands */
    const char *text;           /* for its help; it is broken into lines there */
    const option_spec *options; /* besides -h, --help, which every command has */
    int (*run)(int argc, char **argv);
} command;

extern const command load_command;
extern const command check_command;
extern const command convert_command;
extern const command cat_command;
extern const command json_command;
extern const command csv_command;
extern const command infer_command;
extern const command info_command;
extern const command dtype_command;
extern const command ddl_command;
extern const command size_command;
extern const command table_command;
extern const command diff_command;
extern const command count_command;
extern const command hist_command;
extern const command help_command;

/* All of them; the list ends with NULL. */
extern const command *const commands[];

/* The command of that name. NULL: reports that there is none, and which one may be meant. */
const command *find_command(const char *name);

#endif
