/* help.c - prints the help texts, and rowcol help. */
#include "help.h"

#include "options.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

/* Where the second column starts. */
enum { COLUMN = 28 };

/* Prints `lines` in the second column. `width` is what the current line holds already. */
static void print_second_column(int width, const char *lines)
{
    if (width >= COLUMN) {
        printf("\n");
        width = 0;
    }
    for (;;) {
        int length = (int)strcspn(lines, "\n");
        printf("%*s%.*s\n", COLUMN - width, "", length, lines);
        if (!lines[length]) {
            return;
        }
        lines += length + 1;
        width = 0;
    }
}

static void print_option(const option_spec *option)
{
    int width = option->id < 256 ? printf("  -%c, ", option->id) : printf("      ");
    width += printf("--%s", option->name);
    if (option->argument) {
        width += printf(" %s", option->argument);
    }
    print_second_column(width, option->help);
}

void print_help(const command *cmd)
{
    static const option_spec help = {256, "help", NULL, "print this text"};
    printf("usage: rowcol %s [options] %s\n\n%s\n\noptions:\n", cmd->name, cmd->operands,
           cmd->text);
    for (const option_spec *option = cmd->options; option->name; option++) {
        print_option(option);
    }
    print_option(&help);
}

void print_overview(void)
{
    printf("usage: rowcol COMMAND [options] ...\n\n"
           "Typed records: from JSON text to store files that NumPy opens, and back.\n\n"
           "commands:\n");
    for (size_t i = 0; commands[i]; i++) {
        int width = printf("  %s", commands[i]->name);
        print_second_column(width, commands[i]->summary);
    }
    printf("\noptions:\n");
    print_second_column(printf("      --help"), "print this text");
    print_second_column(printf("      --version"), "print the version");
    printf("\n\"rowcol help COMMAND\" prints the options of a command.\n\n"
           "exit status:\n"
           "  0  everything was done         3  bad data, or a bad dtype\n"
           "  1  some records were rejected  4  the system refused to read or write\n"
           "  2  wrong command line          5  out of memory\n"
           "  128 + N  stopped by signal N\n");
}

static int run_help(int argc, char **argv)
{
    const command *about;
    option_walk walk = options_begin(&help_command, argc, argv);
    while (options_next(&walk)) {
    }
    if (walk.finished) {
        return walk.status;
    }
    if (argc - walk.operands > 1) {
        return report_usage(&help_command, "help takes one COMMAND, not %d", argc - walk.operands);
    }
    if (walk.operands == argc) {
        print_overview();
        return EXIT_ALL;
    }
    about = find_command(argv[walk.operands]);
    if (!about) {
        return report_usage(NULL, "there is no command \"%s\"", argv[walk.operands]);
    }
    print_help(about);
    return EXIT_ALL;
}

static const option_spec options[] = {{0, NULL, NULL, NULL}};

const command help_command = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "print the help of a command",
    .text = "Prints what the program or one of its commands is for, and their options.",
    .options = options,
    .run = run_help,
};
