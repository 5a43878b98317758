/* A temporary folder for a test, small files in it, and child processes. */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A checked fixture. The teardown removes the folder, and fails the test if it leaked a
   descriptor. */
void scratch_setup(void);
void scratch_teardown(void);

/* The path of a name in the folder; "" is the folder. Eight results live at once. */
const char *scratch_path(const char *name);

/* Makes the file with these bytes; returns its path. */
const char *scratch_write(const char *name, const void *bytes, size_t n);
/* Fails the test unless the file holds exactly these bytes. */
void scratch_expect(const char *path, const void *bytes, size_t n);
/* The bytes of a file in memory of malloc, with a NUL after them. */
char *scratch_read(const char *path, size_t *n);
/* The number of entries of the folder. */
size_t scratch_entries(void);

/* Runs `body` in a child process and returns its wait status. The body returns 0 for success;
   CHILD_CHECK reports a failure. */
pid_t scratch_spawn(int (*body)(void *context), void *context);
int scratch_wait(pid_t child);
/* The same at once; fails the test unless the body returned 0. */
void scratch_in_child(int (*body)(void *context), void *context);
/* Before returning from a body: stops being root, if it is. */
bool scratch_become_nobody(void);

#define CHILD_CHECK(condition)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            scratch_complain(__FILE__, __LINE__, #condition);                                      \
            return 1;                                                                              \
        }                                                                                          \
    } while (0)
void scratch_complain(const char *file, int line, const char *condition);

/* From here on, in this process and its children, a system call fails with this errno. With `only`
   not 0 only where all these bits are set in the call's argument `argument` (from 0). False where
   the kernel has no such filters. For use in a child. */
bool scratch_deny(long system_call, int why, unsigned argument, unsigned only);
/* Whether it works here (tried in a child). May be called while a suite is built. */
bool scratch_can_deny(void);

#endif
