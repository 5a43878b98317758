/*
 * notation/time_unit.h - parses the unit of a datetime or timedelta: "ns", "25s", "D/24".
 */
#ifndef ROWCOL_NOTATION_TIME_UNIT_H
#define ROWCOL_NOTATION_TIME_UNIT_H

#include <rowcol/dtype.h>

/* Reads the part between the brackets of M8[...]. RC_OK; RC_ESYNTAX, RC_ERANGE. */
rc_status rci_notation_unit_parse(const char *text, size_t length, rc_unit *unit, int32_t *multiple,
                                  rc_error *err);

#endif
