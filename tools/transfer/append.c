/* transfer/append.c - records after those that a store file has. */
#include "transfer/append.h"

#include "base/formats.h"
#include "report/report.h"

#include <errno.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

static int check(const conversion *run)
{
    if (is_special(run->plan.output)) {
        return report_usage(run->command, "--append: %s is not a file, to which could be appended",
                            run->plan.output);
    }
    if (is_text_format(run->plan.write.format)) {
        return report_usage(run->command, "--append is for store files: lines of text are "
                                          "appended with -o - -t FORMAT >>FILE");
    }
    if (run->plan.chosen) {
        return report_usage(run->command, "--append adds all records of the inputs: choose records "
                                          "and fields in a run of its own");
    }
    return 0;
}

static int report_failure(const char *path, const char *what, int why)
{
    report("%s: cannot %s: %s", path, what, strerror(why));
    return EXIT_IO;
}

/* Whether the path still names the file that was opened. */
static bool is_same_file(const char *path, FILE *file)
{
    struct stat opened, named;
    return fstat(fileno(file), &opened) == 0 && stat(path, &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* Opens the file, and locks it if it is to be replaced, so that two runs at once do not lose the
   records of one. `*file` is NULL if there is none. A file system without locks is used without. */
static int open_old(const char *path, bool replaces, FILE **file)
{
    for (;;) {
        *file = fopen(path, "re");
        if (!*file) {
            return errno == ENOENT ? 0 : report_failure(path, "open it", errno);
        }
        if (replaces && flock(fileno(*file), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            report("%s: another run appends to it: try again when that has ended", path);
            return EXIT_IO;
        }
        if (is_same_file(path, *file)) {
            return 0;
        }
        fclose(*file); /* it was replaced meanwhile */
    }
}

int append_prepare(conversion *run)
{
    int status;
    if (!run->append) {
        return 0;
    }
    status = check(run);
    if (status == 0) {
        status = open_old(run->plan.output, !run->plan.dry, &run->old);
    }
    run->plan.append = status == 0 && run->old;
    return status;
}

rc_dtype *append_dtype(const conversion *run, int *status)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = NULL;
    rc_reader *reader;
    read.format = run->plan.write.format;
    reader = rc_reader_open(run->plan.output, &read, &err);
    if (reader) {
        dtype = rc_dtype_ref(rc_reader_dtype(reader));
    } else {
        *status = report_error(&err);
    }
    rc_reader_close(reader);
    return dtype;
}
