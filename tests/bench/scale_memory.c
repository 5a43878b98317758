/* scale_memory.c: the work of bench-scale that stays in memory.
 *
 *     scale_memory load DTYPE THREADS FILE     rc_load of a file of records
 *     scale_memory copy THREADS BYTES          memcpy of so many bytes by each thread
 *
 * Prints {"seconds": S}: of the work alone, without the start of the program. */
#include <pthread.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int load(const char *dtype, unsigned threads, const char *path)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *parsed = rc_dtype_parse(dtype, &err);
    rc_store *store;
    double start = now();
    options.dtype = parsed;
    options.threads = threads;
    store = parsed ? rc_load(path, &options, &err) : NULL;
    if (!store) {
        char line[512];
        rc_error_print(&err, line, sizeof line);
        fprintf(stderr, "scale_memory: %s\n", line);
        return 1;
    }
    printf("{\"seconds\": %.6f, \"records\": %zu}\n", now() - start, rc_store_length(store));
    rc_store_unref(store);
    rc_dtype_unref(parsed);
    return 0;
}

static size_t copy_bytes;

static void *copy(void *unused)
{
    enum { BLOCK = 32 << 20 };
    char *from = malloc(BLOCK), *to = malloc(BLOCK);
    (void)unused;
    if (from && to) {
        memset(from, 1, BLOCK);
        for (size_t done = 0; done < copy_bytes; done += BLOCK) {
            memcpy(to, from, BLOCK);
            __asm__ volatile("" : : "r"(to) : "memory");
        }
    }
    free(from);
    free(to);
    return NULL;
}

static int copy_all(unsigned threads, size_t bytes)
{
    pthread_t others[RC_MAX_THREADS];
    double start = now();
    copy_bytes = bytes;
    threads = threads < RC_MAX_THREADS ? threads : RC_MAX_THREADS;
    for (unsigned i = 0; i < threads; i++) {
        if (pthread_create(&others[i], NULL, copy, NULL) != 0) {
            return 1;
        }
    }
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(others[i], NULL);
    }
    printf("{\"seconds\": %.6f}\n", now() - start);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "load") == 0) {
        return load(argv[2], (unsigned)atoi(argv[3]), argv[4]);
    }
    if (argc == 4 && strcmp(argv[1], "copy") == 0) {
        return copy_all((unsigned)atoi(argv[2]), strtoull(argv[3], NULL, 10));
    }
    fprintf(stderr, "usage: scale_memory load DTYPE THREADS FILE | copy THREADS BYTES\n");
    return 2;
}
