/* rowcol.c - the main function of the command: finds the subcommand and runs it. */
#include "base/closest.h"
#include "base/command.h"
#include "options/help.h"
#include "report/advice.h"
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const command *const commands[] = {
    &load_command,  &check_command, &infer_command, &convert_command, &cat_command,  &json_command,
    &csv_command,   &info_command,  &table_command, &count_command,   &hist_command, &diff_command,
    &dtype_command, &ddl_command,   &size_command,  &help_command,    NULL,
};

const command *find_command(const char *name)
{
    char guess[96];
    closest search = {.typed = name};
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
        closest_consider(&search, commands[i]->name);
    }
    report_usage(NULL, "unknown command \"%s\"%s", name,
                 closest_text(&search, "", guess, sizeof guess));
    return NULL;
}

/* A file that is opened while descriptor 0, 1 or 2 is closed would get that number, and what is
   written to standard output would go into it. /dev/null is opened there instead, for the other
   direction, so that reading or writing is still an error. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            /* The lowest free number: fd itself. */
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

static int run(int argc, char **argv)
{
    const command *found;
    if (argc < 2) {
        return report_usage(NULL, "a command is needed, such as load or json");
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_overview();
        return EXIT_ALL;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("rowcol %s\n", rc_version());
        return EXIT_ALL;
    }
    if (argv[1][0] == '-') {
        return report_usage(NULL, "unknown option %s: the command comes first", argv[1]);
    }
    found = find_command(argv[1]);
    advice_command = found;
    return found ? found->run(argc - 1, argv + 1) : EXIT_USAGE;
}

int main(int argc, char **argv)
{
    int status;
    fill_standard_descriptors();
    /* A closed pipe and a file over its size limit are errors of a write. */
    quiet_on_closed_pipe = signal(SIGPIPE, SIG_IGN) != SIG_IGN;
    signal(SIGXFSZ, SIG_IGN);
    status = close_stdout(run(argc, argv));
    if (status == EXIT_PIPE) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return status;
}
