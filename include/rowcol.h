/* rowcol: typed records in rows or columns. This header includes the whole public API. */
#ifndef ROWCOL_H
#define ROWCOL_H

#include <rowcol/base.h>

#endif
