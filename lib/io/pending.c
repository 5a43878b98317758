/* io/pending.c - the table of outputs that are not complete. */
#include "io/pending.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { TABLE_SIZE = 64 };

typedef enum pending_state { FREE, OPEN, COMPLETE, ABANDONED } pending_state;

struct rci_io_pending {
    atomic_int state;
    atomic_bool named; /* folder and name are set */
    int folder;
    rci_io_temp_name name;
};

static rci_io_pending table[TABLE_SIZE];

static bool change(rci_io_pending *output, int from, int to)
{
    return atomic_compare_exchange_strong(&output->state, &from, to);
}

rci_io_pending *rci_io_pending_add(void)
{
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (change(&table[i], FREE, OPEN)) {
            return &table[i];
        }
    }
    return NULL;
}

/* `name` NULL: no file any more. */
static void set_file(rci_io_pending *output, int folder, const rci_io_temp_name *name)
{
    if (output) {
        atomic_store(&output->named, false);
        if (name) {
            output->folder = folder;
            output->name = *name;
            atomic_store(&output->named, true);
        }
    }
}

int rci_io_pending_create(rci_io_pending *output, int folder, mode_t mode, rci_io_temp_name *name)
{
    int fd, why, tries = RCI_IO_NAMES_TO_TRY;
    do {
        rci_io_fd_new_name(name);
        set_file(output, folder, name); /* before it is created: a signal may come in between */
        fd = rci_io_fd_create(folder, mode, name);
    } while (fd < 0 && errno == EEXIST && --tries > 0);
    if (fd < 0) {
        why = errno;
        set_file(output, -1, NULL);
        errno = why;
    }
    return fd;
}

bool rci_io_pending_complete(rci_io_pending *output)
{
    return !output || change(output, OPEN, COMPLETE);
}

void rci_io_pending_remove(rci_io_pending *output)
{
    if (output) {
        atomic_store(&output->named, false);
        atomic_store(&output->state, FREE);
    }
}

int rci_io_pending_abandon_all(void)
{
    int complete = 0, error = errno; /* of the code that a handler interrupts */
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        rci_io_pending *output = &table[i];
        if (change(output, OPEN, ABANDONED) && atomic_load(&output->named)) {
            unlinkat(output->folder, output->name.text, 0);
        }
        complete += atomic_load(&output->state) == COMPLETE;
    }
    errno = error;
    return complete;
}
