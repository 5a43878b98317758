/* options/help.c - prints the help texts, and rowcol help. */
#include "options/help.h"

#include "base/formats.h"
#include "options/examples.h"
#include "options/options.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>

/* The width of the screen, and where the second column starts. */
enum { WIDTH = 79, COLUMN = 28 };

/* Prints text in lines, broken between words. All but the first are indented; `used` is what the
   first line holds already. */
static void print_wrapped(int used, int indent, const char *text)
{
    int at = used;
    bool first = true; /* of its line */
    while (*text) {
        int length = (int)strcspn(text, " \n");
        if (!first && at + 1 + length > WIDTH) {
            printf("\n%*s", indent, "");
            at = indent;
            first = true;
        }
        at += printf("%s%.*s", first ? "" : " ", length, text);
        first = false;
        text += length;
        if (*text == '\n') {
            printf("\n%*s", indent, "");
            at = indent;
            first = true;
        }
        text += *text != '\0';
    }
    putchar('\n');
}

/* Prints text in the second column. `used` is what the line holds already. */
static void print_second_column(int used, const char *text)
{
    if (used + 2 > COLUMN) {
        putchar('\n');
        used = 0;
    }
    printf("%*s", COLUMN - used, "");
    print_wrapped(COLUMN, COLUMN, text);
}

static void print_option(const option_spec *option)
{
    int used = option->id < 256 ? printf("  -%c, ", option->id) : printf("      ");
    used += printf("--%s", option->name);
    if (option->argument) {
        used += printf(" %s", option->argument);
    }
    print_second_column(used, option->help);
}

/* The lines are not broken, so that they can be copied. */
static void print_examples(const example *examples)
{
    if (examples) {
        printf("\nexamples:\n");
        for (; examples->line; examples++) {
            printf("  # %s\n  %s\n", examples->about, examples->line);
        }
    }
}

void print_help(const command *cmd)
{
    printf("usage: rowcol %s [options] %s\n\n", cmd->name, cmd->operands);
    print_wrapped(0, 0, cmd->text);
    printf("\noptions:\n");
    for (const option_spec *option = cmd->options; option->name; option++) {
        print_option(option);
    }
    print_option(&help_option);
    print_examples(examples_of(cmd->name));
}

void print_overview(void)
{
    static const option_spec version = {'V', "version", NULL, "print the version"};
    printf("usage: rowcol COMMAND [options] ...\n\n"
           "Typed records: from JSON and CSV text to store files that NumPy opens, and back.\n\n"
           "commands:\n");
    for (size_t i = 0; commands[i]; i++) {
        print_second_column(printf("  %s", commands[i]->name), commands[i]->summary);
    }
    printf("\noptions:\n");
    print_option(&help_option);
    print_option(&version);
    printf("\nhelp:\n");
    print_second_column(printf("  rowcol help COMMAND"), "the options of a command");
    print_second_column(printf("  rowcol help dtypes"), "kinds and notations of dtypes");
    print_second_column(printf("  rowcol help formats"), "formats of files");
    printf("\nexit status:\n"
           "  0  everything was done         3  bad data, or a bad dtype\n"
           "  1  some records were rejected  4  the system refused to read or write\n"
           "  2  wrong command line          5  out of memory\n"
           "  128 + N  stopped by signal N\n");
}

/* Prints the help about a command or another topic. */
static int print_topic(const char *topic)
{
    const command *about;
    if (strcmp(topic, "dtypes") == 0) {
        print_dtypes();
        return EXIT_ALL;
    }
    if (strcmp(topic, "formats") == 0) {
        print_formats();
        return EXIT_ALL;
    }
    about = find_command(topic);
    if (!about) {
        return EXIT_USAGE;
    }
    print_help(about);
    return EXIT_ALL;
}

static int run_help(int argc, char **argv)
{
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
    return print_topic(argv[walk.operands]);
}

static const option_spec options[] = {{0, NULL, NULL, NULL}};

const command help_command = {
    .name = "help",
    .operands = "[COMMAND|dtypes|formats]",
    .summary = "print the help of a command",
    .text = "Prints what rowcol can do, the options of one command, the kinds and notations of "
            "dtypes, or the formats of files.",
    .options = options,
    .run = run_help,
};
