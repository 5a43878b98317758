/* options.c - reads a command line with getopt_long, by the table of options of its command. */
#include "options.h"

#include "help.h"
#include "report.h"

#include <getopt.h>
#include <string.h>

enum { MOST_OPTIONS = 32, OPTION_HELP = 0x10000 };

/* The arguments of getopt_long, made from the table. */
typedef struct getopt_form {
    char letters[2 * MOST_OPTIONS + 4];
    struct option names[MOST_OPTIONS + 2];
} getopt_form;

static void make_form(const command *cmd, getopt_form *form)
{
    size_t n = 0;
    char *letter = form->letters;
    /* getopt_long then returns ':' for a missing argument, '?' for an unknown option. */
    *letter++ = ':';
    for (const option_spec *spec = cmd->options; spec->name && n < MOST_OPTIONS; spec++, n++) {
        int takes = spec->argument ? required_argument : no_argument;
        form->names[n] = (struct option){spec->name, takes, NULL, spec->id};
        if (spec->id < 256) {
            *letter++ = (char)spec->id;
            if (spec->argument) {
                *letter++ = ':';
            }
        }
    }
    form->names[n++] = (struct option){"help", no_argument, NULL, OPTION_HELP};
    form->names[n] = (struct option){NULL, 0, NULL, 0};
    *letter = '\0';
}

static const option_spec *find_spec(const command *cmd, int id)
{
    for (const option_spec *spec = cmd->options; spec->name; spec++) {
        if (spec->id == id) {
            return spec;
        }
    }
    return NULL;
}

option_walk options_begin(const command *cmd, int argc, char **argv)
{
    option_walk walk = {.command = cmd, .argc = argc, .argv = argv};
    optind = 0; /* glibc: start from the first argument */
    opterr = 0;
    return walk;
}

/* getopt_long returned '?' or ':'. */
static void refuse(option_walk *walk, int result)
{
    const option_spec *spec = find_spec(walk->command, optopt);
    if (result == ':' && spec) {
        walk->status = report_usage(walk->command, "option --%s needs an argument: %s", spec->name,
                                    spec->argument);
    } else if (optopt == 0) {
        walk->status =
            report_usage(walk->command, "unknown or ambiguous option %s", walk->argv[optind - 1]);
    } else if (spec || optopt == OPTION_HELP) {
        walk->status = report_usage(walk->command, "option --%s takes no argument",
                                    spec ? spec->name : "help");
    } else {
        walk->status = report_usage(walk->command, "unknown option -%c", optopt);
    }
    walk->finished = true;
}

bool options_next(option_walk *walk)
{
    getopt_form form;
    make_form(walk->command, &form);
    walk->id = getopt_long(walk->argc, walk->argv, form.letters, form.names, NULL);
    walk->argument = optarg;
    walk->operands = optind;
    switch (walk->id) {
    case -1:
        return false;
    case '?':
    case ':':
        refuse(walk, walk->id);
        return false;
    case OPTION_HELP:
        print_help(walk->command);
        walk->finished = true;
        walk->status = EXIT_ALL;
        return false;
    default:
        return true;
    }
}
