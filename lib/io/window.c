/* io/window.c - writes to a file through mappings, so that many threads can write one file. */
#include "io/window.h"

#include <errno.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#if !defined(MADV_POPULATE_WRITE)
#define MADV_POPULATE_WRITE 23
#endif

/* A file is made longer in steps of this size. */
#define GROWTH ((uint64_t)64 << 20)

#define N_SLOTS (sizeof((rci_io_windows *)NULL)->slots / sizeof(rci_io_window))

/* Whether a page that was written to once can be written to again without more space. */
static bool keeps_space(int fd)
{
    struct statfs info;
    if (fstatfs(fd, &info) != 0) {
        return false;
    }
    return info.f_type == TMPFS_MAGIC || info.f_type == EXT4_SUPER_MAGIC ||
           info.f_type == XFS_SUPER_MAGIC;
}

/* A file that may not grow without limit must not be made longer than it becomes. */
static bool may_grow(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY;
}

bool rci_io_windows_open(rci_io_windows *windows, int fd, uint64_t size)
{
    if (sizeof(void *) < 8 || !keeps_space(fd) || !may_grow()) {
        return false;
    }
    memset(windows->slots, 0, sizeof windows->slots);
    windows->fd = fd;
    pthread_mutex_init(&windows->lock, NULL);
    atomic_init(&windows->usable, true);
    atomic_init(&windows->end, size);
    return true;
}

void rci_io_windows_prepare(rci_io_windows *windows, uint64_t end)
{
    if (end <= atomic_load(&windows->end)) {
        return;
    }
    /* Also if the windows are not usable any more: a thread that began before may be setting the
       size, which must not cut off what is written now. */
    pthread_mutex_lock(&windows->lock);
    if (end > atomic_load(&windows->end) && atomic_load(&windows->usable)) {
        uint64_t size = end - end % GROWTH + 2 * GROWTH;
        if (ftruncate(windows->fd, (off_t)size) == 0) {
            atomic_store(&windows->end, size);
        } else {
            atomic_store(&windows->usable, false);
        }
    }
    pthread_mutex_unlock(&windows->lock);
}

/* The slot for a window: that of the window itself, an empty one, or the one that is furthest back
   in the file and not in use. NULL if there is none. */
static rci_io_window *find_slot(rci_io_windows *windows, uint64_t index)
{
    rci_io_window *best = NULL;
    for (size_t i = 0; i < N_SLOTS; i++) {
        rci_io_window *slot = &windows->slots[i];
        if (slot->data && slot->index == index) {
            return slot;
        }
        if (slot->users == 0 &&
            (!best || (best->data && (!slot->data || slot->index < best->index)))) {
            best = slot;
        }
    }
    return best;
}

/* Maps the window in the slot; the lock is held. */
static bool map(rci_io_windows *windows, rci_io_window *slot, uint64_t index)
{
    void *data;
    if (slot->data) {
        munmap(slot->data, RCI_IO_WINDOW);
        slot->data = NULL;
    }
    data = mmap(NULL, RCI_IO_WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE,
                windows->fd, (off_t)(index * RCI_IO_WINDOW));
    if (data == MAP_FAILED) {
        return false;
    }
    slot->data = data;
    slot->index = index;
    return true;
}

static rci_io_window *take(rci_io_windows *windows, uint64_t index)
{
    rci_io_window *slot;
    pthread_mutex_lock(&windows->lock);
    slot = find_slot(windows, index);
    if (slot && !(slot->data && slot->index == index) && !map(windows, slot, index)) {
        atomic_store(&windows->usable, false);
        slot = NULL;
    }
    if (slot) {
        slot->users++;
    }
    pthread_mutex_unlock(&windows->lock);
    return slot;
}

static void give_back(rci_io_windows *windows, rci_io_window *slot)
{
    pthread_mutex_lock(&windows->lock);
    slot->users--;
    pthread_mutex_unlock(&windows->lock);
}

/* Writes to the mapped memory at `to`. The pages leave the process's page tables afterwards, so
   that its memory does not grow with the file. */
static int write_pages(unsigned char *to, const unsigned char *data, size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), before = (uintptr_t)to % page;
    size_t bytes = (before + n + page - 1) / page * page;
    if (madvise(to - before, bytes, MADV_POPULATE_WRITE) != 0) {
        return errno;
    }
    memcpy(to, data, n);
    (void)madvise(to - before, bytes, MADV_DONTNEED);
    return 0;
}

int rci_io_windows_write(rci_io_windows *windows, const void *data, size_t n, uint64_t place)
{
    const unsigned char *from = data;
    int why = 0;
    while (n > 0 && why == 0) {
        uint64_t offset = place % RCI_IO_WINDOW, left = RCI_IO_WINDOW - offset;
        size_t part = n < left ? n : (size_t)left;
        rci_io_window *slot = atomic_load(&windows->usable) && place + n <= windows->end
                                  ? take(windows, place / RCI_IO_WINDOW)
                                  : NULL;
        if (!slot) {
            return EAGAIN;
        }
        why = write_pages(slot->data + offset, from, part);
        give_back(windows, slot);
        from += part;
        place += part;
        n -= part;
    }
    if (why == EINVAL) { /* a kernel without MADV_POPULATE_WRITE */
        atomic_store(&windows->usable, false);
    }
    return why;
}

void rci_io_windows_close(rci_io_windows *windows)
{
    for (size_t i = 0; i < N_SLOTS; i++) {
        if (windows->slots[i].data) {
            munmap(windows->slots[i].data, RCI_IO_WINDOW);
        }
    }
    pthread_mutex_destroy(&windows->lock);
}
