/*
 * io/output_impl.h - the parts of an output.
 */
#ifndef ROWCOL_IO_OUTPUT_IMPL_H
#define ROWCOL_IO_OUTPUT_IMPL_H

#include "io/output.h"
#include "io/pending.h"
#include "io/target.h"
#include "io/window.h"

#include <stdatomic.h>

/* While a file is being written, writing to the disk is started in steps of this size, so that the
   sync at the end has little left to do. */
#define RCI_IO_WRITEBACK_STEP ((uint64_t)8 << 20)

struct rci_io_output {
    const rc_allocator *allocator;
    char *name;               /* for errors */
    int fd;                   /* what is written to */
    uint64_t position;        /* bytes whose place was taken */
    atomic_ullong handed;     /* bytes whose writeback was started */
    rci_io_identity identity; /* of a file that is written directly */
    rci_io_pending *pending;
    /* 0, or why it can only be closed now: errno of the write that failed first, EIO after a
       commit. Writes of other threads fail with it, too, so that none hides the reason. */
    atomic_int over;
    const rci_io_sink *sink; /* NULL: the descriptor */
    void *context;           /* of the sink */
    bool is_regular;
    bool prepared; /* rci_io_output_prepare has done its part */
    bool sealed;   /* it cannot be abandoned any more */
    bool replaces; /* a temporary file that gets the target's name on commit */
    /* The rest is used only if `replaces`. */
    rci_io_target target;
    bool named;            /* the temporary file has a name, which must be removed */
    rci_io_temp_name temp; /* that name, in target.folder */
    bool partial;          /* its name is that of a partial file: */
    bool kept;             /* it is not removed */
    bool name_synced;      /* the folder is on the disk with it */
    char partial_name[NAME_MAX + 1];
    uint64_t left;    /* bytes that it had when it was opened */
    bool shared;      /* it is also written through `windows` */
    atomic_bool busy; /* if shared: a thread is writing with pwrite */
    rci_io_windows windows;
};

/* A failure of the system. Returns RC_EIO. */
rc_status rci_io_output_fail(const rci_io_output *output, int why, const char *what, rc_error *err);

/* Remembers why a write failed, if it did: 0, or why the first one failed. */
int rci_io_output_end_if(rci_io_output *output, int why);

#endif
