/* report/signals.c - handlers for SIGINT, SIGTERM and SIGHUP. */
#include "report/signals.h"

#include "base/formats.h"
#include "base/readable.h"
#include "report/event.h"
#include "report/progress.h"
#include "report/report.h"
#include "report/stats.h"

#include <limits.h>
#include <rowcol/stream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { GRACE_SECONDS = 1 };

volatile sig_atomic_t stop_signal;

bool is_stopped(void)
{
    return __atomic_load_n(&stop_signal, __ATOMIC_RELAXED) != 0;
}

/* Calls only what is allowed in a signal handler. An output that is complete, or is being put in
   its place, is reported as complete: the program goes on to do that. */
static void leave_at_once(void)
{
    static const char line[] = "rowcol: stopped by a signal while it waited\n";
    if (rc_writer_abandon_all() > 0) {
        return;
    }
    (void)!write(STDERR_FILENO, line, sizeof line - 1);
    _exit(EXIT_SIGNAL + (int)stop_signal);
}

static void on_stop(int number)
{
    if (stop_signal) {
        leave_at_once();
    }
    __atomic_store_n(&stop_signal, number, __ATOMIC_RELAXED); /* the pump's threads read it */
    progress_wake(0);
    alarm(GRACE_SECONDS);
}

static void on_question(int number)
{
    (void)number;
    progress_wake(1);
}

static void on_alarm(int number)
{
    (void)number;
    leave_at_once();
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction before, action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
        sigaction(number, &action, NULL);
    }
}

void catch_stop_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    handle(SIGINT, on_stop);
    handle(SIGTERM, on_stop);
    handle(SIGHUP, on_stop);
    handle(SIGUSR1, on_question);
}

void ignore_stop_signals(void)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGALRM, SIG_IGN);
}

/* What there is of the output. */
static void describe_output(const char *output, char *text, size_t size)
{
    const char *name = strcmp(output, "-") == 0 ? "standard output" : output;
    if (is_special(output)) {
        snprintf(text, size, "; %s has a part of them", name);
    } else {
        snprintf(text, size, "; nothing was written to %s", name);
    }
}

int report_stop(const char *output)
{
    const uint64_t records = progress_records();
    char n[READABLE_SIZE], result[PATH_MAX + 64] = "";
    if (output) {
        describe_output(output, result, sizeof result);
    }
    if (events_are_json) {
        event_stopped((int)stop_signal, records);
        return EXIT_SIGNAL + (int)stop_signal;
    }
    report("stopped by signal %d (%s) after %s record%s%s", (int)stop_signal,
           strsignal((int)stop_signal), readable_count(records, n), plural(records), result);
    return EXIT_SIGNAL + (int)stop_signal;
}
