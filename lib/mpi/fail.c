/*
 * mpi/fail.c - errors, and memory of a call.
 */
#include "mpi/fail.h"

#include <mpi.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

rc_status rci_mpi_fail(rc_error *err, rc_status status, const char *format, ...)
{
    char text[sizeof err->message];
    va_list arguments;
    if (err && err->status == RC_OK) {
        va_start(arguments, format);
        vsnprintf(text, sizeof text, format, arguments);
        va_end(arguments);
        rc_error_clear(err);
        err->status = status;
        rc_text_printable(text, strlen(text), err->message, sizeof err->message);
    }
    return status;
}

rc_status rci_mpi_check(int code, const char *what, rc_error *err)
{
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    if (code == MPI_SUCCESS) {
        return RC_OK;
    }
    if (MPI_Error_string(code, text, &length) != MPI_SUCCESS) {
        snprintf(text, sizeof text, "error %d", code);
    }
    return rci_mpi_fail(err, RC_EIO, "MPI failed while %s: %.300s", what, text);
}

rc_status rci_mpi_report(const rc_error *own, rc_error *err)
{
    if (err && err->status == RC_OK && own->status != RC_OK) {
        *err = *own;
    }
    return own->status;
}

void *rci_mpi_alloc(size_t n, size_t size, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    void *memory = NULL;
    if (n == 0 || size <= SIZE_MAX / n) {
        memory = allocator->alloc(allocator->context, n * size > 0 ? n * size : 1, 0);
    }
    if (!memory) {
        rci_mpi_fail(err, RC_ENOMEM, "out of memory: %zu times %zu bytes for an MPI call", n, size);
    }
    return memory;
}

void rci_mpi_release(void *memory, size_t n, size_t size)
{
    const rc_allocator *allocator = rc_get_allocator();
    if (memory) {
        allocator->release(allocator->context, memory, n * size > 0 ? n * size : 1);
    }
}
