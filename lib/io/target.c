/* io/target.c - what an output path refers to. */
#include "io/target.h"

#include "base/ascii.h"
#include "io/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The kernel's limit. */
enum { MOST_LINKS = 40 };

void rci_io_target_init(rci_io_target *target)
{
    memset(target, 0, sizeof *target);
    target->fd = -1;
    target->folder = -1;
}

void rci_io_target_release(rci_io_target *target)
{
    rci_io_fd_close(target->folder);
    target->folder = -1;
}

/* The number of the descriptor that a path such as /dev/fd/3 or /dev/stdout names; -1 for others.
 */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0) {
        return STDOUT_FILENO;
    }
    if (strcmp(path, "/dev/stderr") == 0) {
        return STDERR_FILENO;
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        size_t length = strlen(folders[i]);
        const char *digits = path + length;
        if (strncmp(path, folders[i], length) == 0 && *digits) {
            int fd = 0;
            while (rci_base_is_digit(*digits) && fd < 1000000) {
                fd = fd * 10 + (*digits++ - '0');
            }
            if (*digits == '\0') {
                return fd;
            }
        }
    }
    return -1;
}

/* Replaces the path of a symbolic link by the path that it points to. */
static int follow(char path[PATH_MAX])
{
    char link[PATH_MAX];
    ssize_t length = readlink(path, link, sizeof link);
    const char *slash;
    size_t keep;
    if (length < 0) {
        return errno;
    }
    slash = strrchr(path, '/');
    keep = link[0] != '/' && slash ? (size_t)(slash - path) + 1 : 0;
    if (keep + (size_t)length >= PATH_MAX) {
        return ENAMETOOLONG;
    }
    memcpy(path + keep, link, (size_t)length);
    path[keep + (size_t)length] = '\0';
    return 0;
}

/* Opens the folder of a path that is not a symbolic link, and stores the last name. */
static int split(rci_io_target *target, char path[PATH_MAX])
{
    char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *folder;
    if (*name == '\0') {
        return EISDIR;
    }
    if (strlen(name) > NAME_MAX) {
        return ENAMETOOLONG;
    }
    strcpy(target->name, name);
    folder = !slash ? "." : slash == path ? "/" : path;
    if (slash && slash != path) {
        *slash = '\0';
    }
    target->folder = rci_io_fd_open(AT_FDCWD, folder, O_PATH | O_DIRECTORY, 0);
    return target->folder < 0 ? errno : 0;
}

/* For an existing file. It must be writable, although a rename would not need that. */
static int find_existing(rci_io_target *target, char path[PATH_MAX])
{
    target->exists = true;
    if (S_ISDIR(target->info.st_mode)) {
        return EISDIR;
    }
    if (!S_ISREG(target->info.st_mode)) {
        target->kind = RCI_IO_TARGET_SPECIAL;
        return 0;
    }
    if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0) {
        return errno;
    }
    return split(target, path);
}

/* Follows the symbolic links of at[]. `*exists`: what it names then does, as target->info has it,
   unless it is a descriptor. */
static int resolve(rci_io_target *target, char at[PATH_MAX], bool *exists)
{
    *exists = false;
    for (int links = 0; links <= MOST_LINKS; links++) {
        int why;
        target->fd = descriptor_of(at);
        if (target->fd >= 0) {
            return 0;
        }
        if (lstat(at, &target->info) != 0) {
            return errno == ENOENT && *at ? 0 : errno;
        }
        *exists = !S_ISLNK(target->info.st_mode);
        if (*exists) {
            return 0;
        }
        why = follow(at);
        if (why) {
            return why;
        }
    }
    return ELOOP;
}

static int copy_path(char at[PATH_MAX], const char *path)
{
    if (strlen(path) >= PATH_MAX) {
        return ENAMETOOLONG;
    }
    strcpy(at, path);
    return 0;
}

int rci_io_target_find(rci_io_target *target, const char *path)
{
    char at[PATH_MAX];
    bool exists;
    int why = copy_path(at, path);
    if (!why) {
        why = resolve(target, at, &exists);
    }
    if (why) {
        return why;
    }
    if (target->fd >= 0) {
        target->kind = RCI_IO_TARGET_DESCRIPTOR;
        return 0;
    }
    return exists ? find_existing(target, at) : split(target, at);
}

int rci_io_target_beside(const char *path, const char *suffix, char beside[PATH_MAX])
{
    rci_io_target target;
    char at[PATH_MAX];
    const char *slash;
    bool exists;
    int n, why = copy_path(at, path);
    rci_io_target_init(&target);
    if (!why) {
        why = resolve(&target, at, &exists);
    }
    if (why || target.fd >= 0) {
        return why ? why : EINVAL;
    }
    slash = strrchr(at, '/');
    n = slash ? (int)(slash + 1 - at) : 0;
    n = snprintf(beside, PATH_MAX, "%.*s.%s%s", n, at, at + n, suffix);
    return n >= PATH_MAX ? ENAMETOOLONG : 0;
}

/* A folder without read permission cannot be opened for that, and
   some file systems do not support it (EINVAL): neither is an error. */
int rci_io_target_sync(const rci_io_target *target)
{
    int fd = rci_io_fd_open(target->folder, ".", O_RDONLY | O_DIRECTORY, 0);
    int why;
    if (fd < 0) {
        return errno == EACCES ? 0 : errno;
    }
    why = rci_io_fd_sync(fd);
    rci_io_fd_close(fd);
    return why == EINVAL ? 0 : why;
}
