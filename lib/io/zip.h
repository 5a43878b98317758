/*
 * io/zip.h - the members of a zip archive as sources: stored and deflated, also with the 64-bit
 * fields of ZIP64 (PKWARE, ".ZIP File Format Specification", APPNOTE 6.3.10). minizip does the
 * work.
 */
#ifndef ROWCOL_IO_ZIP_H
#define ROWCOL_IO_ZIP_H

#include "io/source.h"

typedef struct rci_io_zip rci_io_zip;

/* The archive in a source, which must be at its start. A source that is not a file or memory is
   copied to a temporary file. The source is borrowed. NULL: RC_EFORMAT (not a zip archive, or a
   damaged one), RC_EIO, RC_ENOMEM. */
rci_io_zip *rci_io_zip_open(rci_io_source *source, rc_error *err);
/* Makes the archive the owner of the source: it closes the source when it is closed itself. */
void rci_io_zip_own_source(rci_io_zip *zip);
/* Closes the archive, as soon as all of its members are closed. NULL is allowed. */
void rci_io_zip_close(rci_io_zip *zip);

/* The number of members, and the name of one (UTF-8), which lives as long as the archive. */
size_t rci_io_zip_count(const rci_io_zip *zip);
const char *rci_io_zip_name(const rci_io_zip *zip, size_t member);

/* A source that reads a member, with the name of the archive and the member in errors. It keeps the
   archive open. The checksum is compared when its end is read. NULL: RC_EFORMAT, RC_EUNSUPPORTED
   (encrypted, or compressed in another way), RC_EIO, RC_ENOMEM. */
rci_io_source *rci_io_zip_member(rci_io_zip *zip, size_t member, rc_error *err);

/* Whether these bytes are the start of a zip archive. */
bool rci_io_zip_recognise(const unsigned char *bytes, size_t n);

#endif
