/* Stores whose records are known: record i of a sequence has the same values wherever it is made.
 */
#ifndef TESTS_MPI_FILL_H
#define TESTS_MPI_FILL_H

#include <rowcol.h>

/* A new store of the records first .. first + n - 1 of the sequence `seed`; ends the program
   without memory. Bytes of rows that belong to no field are `padding`, which is 0 if the dtype has
   a str. */
rc_store *made_store(const rc_dtype *dtype, uint64_t seed, size_t first, size_t n, rc_layout layout,
                     int padding);

#endif
