/* Random records in a store, for tests of properties. */
#ifndef TESTS_UNIT_STORE_RANDOM_H
#define TESTS_UNIT_STORE_RANDOM_H

#include <rowcol/store.h>

/* The next number of a sequence that any start but 0 begins. */
uint64_t store_random(uint64_t *state);

/* Writes every record: counts of times near 0 and NaT, text that is valid, any bytes elsewhere. */
void store_random_fill(uint64_t *state, rc_store *store);

#endif
