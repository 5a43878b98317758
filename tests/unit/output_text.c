/* Text files written through rci_io_output. */
#include "output_text.h"

#include "scratch.h"

#include <string.h>

rc_status write_text(rci_io_output *output, const char *text, rc_error *err)
{
    return rci_io_output_write(output, text, strlen(text), err);
}

rc_status write_file(const char *path, const char *text, rc_error *err)
{
    rci_io_output *output = rci_io_output_open(path, err);
    rc_status status;
    if (!output) {
        return err ? err->status : RC_EIO;
    }
    status = write_text(output, text, err);
    status = status == RC_OK ? rci_io_output_commit(output, err) : status;
    rci_io_output_close(output);
    return status;
}

void expect_text(const char *path, const char *text)
{
    scratch_expect(path, text, strlen(text));
}
