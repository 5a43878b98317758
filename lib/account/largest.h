/*
 * account/largest.h - names the largest holders of memory in the message of the limit.
 */
#ifndef ROWCOL_ACCOUNT_LARGEST_H
#define ROWCOL_ACCOUNT_LARGEST_H

/* From now on the message has, while tracing is on, what uses most memory with its site. */
void rci_account_name_largest(void);

#endif
