/*
 * account/frames.h - stacks of return addresses, and their names.
 */
#ifndef ROWCOL_ACCOUNT_FRAMES_H
#define ROWCOL_ACCOUNT_FRAMES_H

#include <stddef.h>

/* Loads what finding out a stack needs. */
void rci_account_frames_start(void);

/* At most `most` return addresses of the calling thread, innermost first, without those of this
   library. Returns how many. */
size_t rci_account_frames(void **frames, size_t most);

/* Prints the function and the file of an address, such as "main+0x1c (program)", with at most
   `size` bytes including a NUL. Returns the length without the NUL, less than `size`. */
size_t rci_account_frame_name(const void *frame, char *text, size_t size);

#endif
