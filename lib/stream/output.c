/* stream/output.c - outputs that are also inputs, and outputs that a signal handler abandons. */
#include "base/error.h"
#include "io/pending.h"
#include "stream/writer_impl.h"

#include <string.h>
#include <unistd.h>

/* Fails if `input` is the file that the writer writes directly. A writer into memory has no output.
 */
static rc_status check_identity(const rc_writer *writer, const rci_io_identity *input,
                                const char *name, rc_error *err)
{
    if (!writer->output || !rci_io_identity_equal(rci_io_output_identity(writer->output), input)) {
        return RC_OK;
    }
    rci_base_error_source(err, name);
    return rci_base_fail(err, RC_EARG,
                         "this input is also the output (%s), which is written directly: write to "
                         "another file, or give the output by its own name, so that it is replaced "
                         "when it is complete",
                         rci_io_output_name(writer->output));
}

rc_status rci_stream_writer_check_source(const rc_writer *writer, const rci_io_source *source,
                                         rc_error *err)
{
    return source ? check_identity(writer, rci_io_source_identity(source),
                                   rci_io_source_name(source), err)
                  : RC_OK;
}

rc_status rc_writer_check_input(const rc_writer *writer, const char *path, rc_error *err)
{
    bool standard = path && strcmp(path, "-") == 0;
    rci_io_identity input;
    struct stat info;
    if (!writer || !path) {
        return rci_base_fail(err, RC_EARG, "%s is NULL", writer ? "path" : "writer");
    }
    if ((standard ? fstat(STDIN_FILENO, &info) : stat(path, &info)) != 0) {
        return RC_OK;
    }
    input = rci_io_identity_of(&info);
    return check_identity(writer, &input, standard ? "standard input" : path, err);
}

int rc_writer_abandon_all(void)
{
    return rci_io_pending_abandon_all();
}
