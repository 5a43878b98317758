/* Runs a fuzz target over files: those named, or all of its corpus. Prints TAP. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 4096, MOST_BYTES = 1 << 24 };

static int n_tests;

/* The target ends the process when something is wrong; the plan is missing then. */
static void run(const char *path, const char *name)
{
    unsigned char *exact;
    size_t n;
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = malloc(MOST_BYTES);
    if (file == NULL || bytes == NULL) {
        printf("Bail out! cannot read %s\n", path);
        exit(EXIT_FAILURE);
    }
    n = fread(bytes, 1, MOST_BYTES, file);
    fclose(file);
    /* In a block of exactly that size, so that a step outside is seen. */
    exact = malloc(n ? n : 1);
    if (exact == NULL) {
        printf("Bail out! no memory\n");
        exit(EXIT_FAILURE);
    }
    memcpy(exact, bytes, n);
    free(bytes);
    printf("# %s\n", name);
    fflush(stdout);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    printf("ok %d - %s\n", ++n_tests, name);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void run_corpus(void)
{
    int n;
    char folder[PATH], path[PATH];
    const char *root = getenv("top_srcdir");
    struct dirent **entries = NULL;
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", root ? root : ".", fuzz_corpus);
    n = scandir(folder, &entries, is_file, alphasort);
    if (n <= 0) {
        printf("Bail out! no corpus in %s\n", folder);
        exit(EXIT_FAILURE);
    }
    for (int i = 0; i < n; i++) {
        int length = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (length < 0 || (size_t)length >= sizeof path) {
            printf("Bail out! the path of %s is too long\n", entries[i]->d_name);
            exit(EXIT_FAILURE);
        }
        run(path, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        run(argv[i], argv[i]);
    }
    if (argc == 1) {
        run_corpus();
    }
    printf("1..%d\n", n_tests);
    return EXIT_SUCCESS;
}
