/* report/stats.c - the line of --stats: amounts, time, memory and threads. */
#include "report/stats.h"

#include "report/event.h"
#include "report/report.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

double stats_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static unsigned usable_processors(void)
{
    cpu_set_t usable;
    long online;
    if (sched_getaffinity(0, sizeof usable, &usable) == 0) {
        return (unsigned)CPU_COUNT(&usable);
    }
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

unsigned stats_threads(unsigned asked)
{
    unsigned processors = usable_processors();
    return asked && asked < processors ? asked : processors;
}

/* Resident memory in bytes. */
typedef struct memory {
    double peak;
    double now;
} memory;

/* Read from /proc. The peak of getrusage includes that of the program that started this one, so it
   is used only without /proc. */
static memory measure_memory(void)
{
    char line[256];
    unsigned long kilobytes;
    struct rusage usage;
    memory found = {0, 0};
    FILE *file = fopen("/proc/self/status", "re");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "VmHWM: %lu", &kilobytes) == 1) {
            found.peak = (double)kilobytes * 1024;
        } else if (sscanf(line, "VmRSS: %lu", &kilobytes) == 1) {
            found.now = (double)kilobytes * 1024;
        }
    }
    if (file) {
        fclose(file);
    }
    if (found.peak <= 0 && getrusage(RUSAGE_SELF, &usage) == 0) {
        found.peak = (double)usage.ru_maxrss * 1024;
    }
    return found;
}

void stats_report(const rc_pump_stats *moved, uint64_t bytes, double seconds, unsigned threads)
{
    const double mebibyte = 1024 * 1024;
    memory resident = measure_memory();
    double rate = seconds > 0 ? (double)bytes / seconds : 0;
    if (events_are_json) {
        event_stats(moved, seconds, rate, resident.peak, resident.now, threads);
        return;
    }
    report("%" PRIu64 " record%s, %" PRIu64 " rejected, %" PRIu64 " bytes in, %" PRIu64
           " bytes out, %.3f s, %.1f MB/s, peak memory %.1f MiB, final memory %.1f MiB, "
           "%u thread%s",
           moved->records, plural(moved->records), moved->rejected, moved->bytes_in,
           moved->bytes_out, seconds, rate / 1e6, resident.peak / mebibyte, resident.now / mebibyte,
           threads, plural(threads));
}
