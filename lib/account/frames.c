/* account/frames.c - stacks by backtrace(3) of the C library, names by dladdr(3). */
#include "account/frames.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <pthread.h>
#include <rowcol/memory.h>
#include <stdio.h>
#include <string.h>

/* The segments of this library in memory: 0 and 0 if it is a part of the program. */
static uintptr_t own_start, own_end;

static int find_own(struct dl_phdr_info *info, size_t size, void *context)
{
    uintptr_t here = (uintptr_t)context, start = UINTPTR_MAX, end = 0;
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD) {
            uintptr_t from = info->dlpi_addr + segment->p_vaddr;
            start = from < start ? from : start;
            end = from + segment->p_memsz > end ? from + segment->p_memsz : end;
        }
    }
    if (here < start || here >= end) {
        return 0;
    }
    if (info->dlpi_name && info->dlpi_name[0]) { /* the program itself has no name */
        own_start = start;
        own_end = end;
    }
    return 1;
}

static void start_once(void)
{
    void *frame;
    static const char here;
    dl_iterate_phdr(find_own, (void *)(uintptr_t)&here);
    (void)backtrace(&frame, 1); /* loads libgcc */
}

void rci_account_frames_start(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_once);
}

static int is_own(const void *frame)
{
    return (uintptr_t)frame >= own_start && (uintptr_t)frame < own_end;
}

size_t rci_account_frames(void **frames, size_t most)
{
    enum { OWN = 16 }; /* frames of the library that may come first */
    void *all[RC_MEMORY_MAX_FRAMES + OWN];
    int n = backtrace(all, (int)most + OWN);
    size_t found = n > 0 ? (size_t)n : 0, first = 0;
    while (first < found && is_own(all[first])) {
        first++;
    }
    found -= first;
    found = found < most ? found : most;
    memcpy(frames, all + first, found * sizeof all[0]);
    return found;
}

size_t rci_account_frame_name(const void *frame, char *text, size_t size)
{
    Dl_info info;
    int n;
    if (!dladdr(frame, &info) || !info.dli_fname) {
        n = snprintf(text, size, "%p", frame);
    } else {
        const char *slash = strrchr(info.dli_fname, '/');
        const char *file = slash ? slash + 1 : info.dli_fname;
        uintptr_t from = (uintptr_t)(info.dli_sname ? info.dli_saddr : info.dli_fbase);
        n = snprintf(text, size, "%s+0x%llx%s%s%s", info.dli_sname ? info.dli_sname : file,
                     (unsigned long long)((uintptr_t)frame - from), info.dli_sname ? " (" : "",
                     info.dli_sname ? file : "", info.dli_sname ? ")" : "");
    }
    if (n < 0 || size == 0) {
        return 0;
    }
    return (size_t)n < size ? (size_t)n : size - 1;
}
