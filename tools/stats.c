#include "stats.h"

#include "report.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
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

unsigned stats_threads(unsigned asked)
{
    cpu_set_t usable;
    long online;
    if (asked) {
        return asked;
    }
    if (sched_getaffinity(0, sizeof usable, &usable) == 0) {
        return (unsigned)CPU_COUNT(&usable);
    }
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

/* A figure of /proc/self/status in bytes, 0 when it is not there. */
static double status_bytes(const char *name)
{
    char line[256];
    double kilobytes = 0;
    size_t length = strlen(name);
    FILE *file = fopen("/proc/self/status", "re");
    if (!file) {
        return 0;
    }
    while (fgets(line, sizeof line, file)) {
        unsigned long value;
        if (strncmp(line, name, length) == 0 && sscanf(line + length, ": %lu", &value) == 1) {
            kilobytes = (double)value;
        }
    }
    fclose(file);
    return kilobytes * 1024;
}

/* The most memory that was resident. The kernel's figure for this program is preferred to that of
   getrusage, which starts with what the calling program had. */
static double peak_memory(void)
{
    struct rusage usage;
    double bytes = status_bytes("VmHWM");
    if (bytes > 0 || getrusage(RUSAGE_SELF, &usage) != 0) {
        return bytes;
    }
    return (double)usage.ru_maxrss * 1024;
}

void stats_report(const rc_pump_stats *moved, uint64_t bytes, double seconds, unsigned threads)
{
    const double mebibyte = 1024 * 1024;
    double rate = seconds > 0 ? (double)bytes / seconds / 1e6 : 0;
    report("%" PRIu64 " record%s, %" PRIu64 " rejected, %" PRIu64 " bytes in, %" PRIu64
           " bytes out, %.3f s, %.1f MB/s, peak memory %.1f MiB, final memory %.1f MiB, "
           "%u thread%s",
           moved->records, plural(moved->records), moved->rejected, moved->bytes_in,
           moved->bytes_out, seconds, rate, peak_memory() / mebibyte,
           status_bytes("VmRSS") / mebibyte, threads, plural(threads));
}
