/*
 * format/clickhouse/value.h - values between cells and their bytes in the formats.
 *
 * The types are bound (type.h) and neither Tuples nor Arrays. A value is checked in each direction:
 * what a type or a dtype does not hold is an error that names the field.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_VALUE_H
#define ROWCOL_FORMAT_CLICKHOUSE_VALUE_H

#include "format/clickhouse/type.h"
#include "store/cells.h"

#include <rowcol/store.h>

/* ---------------------------------------------------------- values of fixed size */

/* Writes type->width bytes. False: the cell has no value there. */
bool rci_clickhouse_encode(const rci_clickhouse_type *type, unsigned char *to,
                           const unsigned char *cell);
/* Reads type->width bytes. False: the dtype does not hold the value, and the cell has any bytes. */
bool rci_clickhouse_decode(const rci_clickhouse_type *type, unsigned char *cell,
                           const unsigned char *from);
/* The errors of these: RC_ERANGE, with the field. */
rc_status rci_clickhouse_fail_encode(const rci_clickhouse_type *type, const unsigned char *cell,
                                     rc_error *err);
rc_status rci_clickhouse_fail_decode(const rci_clickhouse_type *type, const unsigned char *from,
                                     rc_error *err);

/* A run of cells, whose values are written one after the other. `nulls` has a byte for each value,
   which is not 0 for a null, whose bytes become 0; or is NULL. Returns the index of the first cell
   that has no value there, or run->n. */
size_t rci_clickhouse_encode_run(const rci_clickhouse_type *type, unsigned char *to,
                                 const unsigned char *nulls, const rci_store_cell_run *run);
/* The inverse: a null becomes a zero cell. */
size_t rci_clickhouse_decode_run(const rci_clickhouse_type *type, const rci_store_cell_run *run,
                                 const unsigned char *nulls, const unsigned char *from);

/* ----------------------------------------------------------------------- text */

/* Appends the length and the bytes of a cell of str, U<n> or S<n>, or its number in an Enum. RC_OK;
   RC_ERANGE (code points that are not characters; a string that the Enum does not have), RC_ENOMEM,
   RC_ELIMIT. */
rc_status rci_clickhouse_put_text(const rci_clickhouse_type *type, const rc_store *store,
                                  const unsigned char *cell, rci_base_bytes *out, rc_error *err);
/* Appends the value that stands under a null. */
rc_status rci_clickhouse_put_no_text(const rci_clickhouse_type *type, rci_base_bytes *out,
                                     rc_error *err);
/* Writes a string to a cell of str, U<n> or S<n>. RC_OK; RC_ESYNTAX (not UTF-8), RC_ERANGE (too
   long for the dtype), RC_ENOMEM, RC_ELIMIT. */
rc_status rci_clickhouse_take_text(const rci_clickhouse_type *type, rc_store *store,
                                   unsigned char *cell, const char *text, size_t n, rc_error *err);
/* The name of the value of an Enum at `from`. RC_OK; RC_EFORMAT (it has no name). */
rc_status rci_clickhouse_enum_name(const rci_clickhouse_type *type, const unsigned char *from,
                                   const char **text, size_t *n, rc_error *err);

#endif
