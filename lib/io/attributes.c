/* io/attributes.c - owner, permissions and extended attributes of a replaced file. */
#include "io/attributes.h"

#include "base/alloc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Linux' own limits (linux/limits.h): XATTR_LIST_MAX and XATTR_SIZE_MAX. */
enum { BUFFER_SIZE = 65536 };

/* ---------------------------------------------------- extended attributes */

#define ACL "system.posix_acl_access"

static bool is_kept(const char *name, bool same_group)
{
    return strncmp(name, "user.", 5) == 0 || strcmp(name, "security.selinux") == 0 ||
           (same_group && strcmp(name, ACL) == 0);
}

/* Failures are ignored: a file system or a policy may refuse any attribute. */
static void copy_attributes(int fd, const char *path, bool same_group, char *list, char *value)
{
    ssize_t length = llistxattr(path, list, BUFFER_SIZE);
    for (const char *name = list; length > 0 && name < list + length; name += strlen(name) + 1) {
        ssize_t size = is_kept(name, same_group) ? lgetxattr(path, name, value, BUFFER_SIZE) : -1;
        if (size >= 0) {
            (void)fsetxattr(fd, name, value, (size_t)size, 0);
        }
    }
}

/* The target is reached through its folder, which stays the same if folders are renamed. */
static int keep_extended(int fd, const rci_io_target *target, bool same_group,
                         const rc_allocator *allocator)
{
    char path[sizeof "/proc/self/fd//" + 12 + NAME_MAX];
    char *buffers;
    snprintf(path, sizeof path, "/proc/self/fd/%d/%s", target->folder, target->name);
    if (llistxattr(path, NULL, 0) <= 0) {
        return 0;
    }
    buffers = rci_base_alloc(allocator, 2 * BUFFER_SIZE, NULL);
    if (!buffers) {
        return ENOMEM;
    }
    copy_attributes(fd, path, same_group, buffers, buffers + BUFFER_SIZE);
    rci_base_free(allocator, buffers, 2 * BUFFER_SIZE);
    return 0;
}

/* ------------------------------------------------------------ permissions */

/* Sets owner and group, or the group alone. Returns whether the group is that of the old file. */
static bool keep_owner(int fd, const struct stat *now, const struct stat *old)
{
    bool same = now->st_uid == old->st_uid && now->st_gid == old->st_gid;
    return same || fchown(fd, old->st_uid, old->st_gid) == 0 || now->st_gid == old->st_gid ||
           fchown(fd, (uid_t)-1, old->st_gid) == 0;
}

int rci_io_keep_attributes(int fd, const rci_io_target *target, const rc_allocator *allocator)
{
    const struct stat *old = &target->info;
    mode_t mode = old->st_mode & 0777;
    struct stat now;
    bool same_group;
    int why;
    if (fstat(fd, &now) != 0) {
        return errno;
    }
    same_group = keep_owner(fd, &now, old);
    if (!same_group) {
        /* The group is another one: it gets only the permissions of others. */
        mode = (mode & (mode_t)~0070) | ((mode & 0007) << 3);
    }
    why = keep_extended(fd, target, same_group, allocator);
    if (why == 0 && fchmod(fd, mode) != 0) {
        why = errno;
    }
    return why;
}
