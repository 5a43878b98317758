/* options/options.c - reads a command line with getopt_long, by the table of options of its
 * command. */
#include "options/options.h"

#include "base/closest.h"
#include "options/help.h"
#include "report/report.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { MOST_OPTIONS = 64 };

const option_spec help_option = {'h', "help", NULL, "print this text"};

/* The arguments of getopt_long, made from the table. */
typedef struct getopt_form {
    char letters[2 * MOST_OPTIONS + 6];
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
    form->names[n++] = (struct option){help_option.name, no_argument, NULL, help_option.id};
    *letter++ = (char)help_option.id;
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
    return id == help_option.id ? &help_option : NULL;
}

option_walk options_begin(const command *cmd, int argc, char **argv)
{
    option_walk walk = {.command = cmd, .argc = argc, .argv = argv};
    optind = 0; /* glibc: start from the first argument */
    opterr = 0;
    return walk;
}

/* "--NAME" or "--NAME=VALUE" that is not an option, or the beginning of several. */
static int refuse_long(const command *cmd, const char *word)
{
    char name[64], list[256] = "", guess[96];
    size_t length = strcspn(word + 2, "="), used = 0, found = 0;
    closest search = {.typed = name};
    snprintf(name, sizeof name, "%.*s", (int)length, word + 2);
    for (const option_spec *spec = cmd->options; spec->name; spec++) {
        if (strncmp(spec->name, name, strlen(name)) == 0 && used < sizeof list) {
            used += (size_t)snprintf(list + used, sizeof list - used, "%s--%s",
                                     found++ ? " or " : "", spec->name);
        }
        closest_consider(&search, spec->name);
    }
    if (found > 1 && length < sizeof name) {
        return report_usage(cmd, "ambiguous option --%s: %s", name, list);
    }
    return report_usage(cmd, "unknown option %s%s", word,
                        closest_text(&search, "--", guess, sizeof guess));
}

/* getopt_long returned '?' or ':'. */
static void refuse(option_walk *walk, int result)
{
    const option_spec *spec = find_spec(walk->command, optopt);
    if (result == ':' && spec) {
        walk->status = report_usage(walk->command, "option --%s needs an argument: %s", spec->name,
                                    spec->argument);
    } else if (optopt == 0) {
        walk->status = refuse_long(walk->command, walk->argv[optind - 1]);
    } else if (spec) {
        walk->status = report_usage(walk->command, "option --%s takes no argument", spec->name);
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
    case 'h':
        print_help(walk->command);
        walk->finished = true;
        walk->status = EXIT_ALL;
        return false;
    default:
        return true;
    }
}

bool options_read(option_walk *walk, int (*set)(void *request, int id, const char *argument),
                  void *request)
{
    while (options_next(walk)) {
        walk->status = set(request, walk->id, walk->argument);
        if (walk->status != 0) {
            return false;
        }
    }
    return !walk->finished;
}
