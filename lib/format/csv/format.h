/*
 * format/csv/format.h - the formats `csv` and `tsv` for the registry.
 */
#ifndef ROWCOL_FORMAT_CSV_FORMAT_H
#define ROWCOL_FORMAT_CSV_FORMAT_H

#include "stream/format.h"

extern const rci_stream_format rci_csv_format;
extern const rci_stream_format rci_csv_format_tabs;

#endif
