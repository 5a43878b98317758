/* options/help_dtypes.c - rowcol help dtypes: every kind and every notation. */
#include "options/help.h"

#include <stdio.h>

static const char text[] =
    "A dtype describes a record: named fields, the kind of each, and its offset.\n"
    "\n"
    "kinds:\n"
    "  bool                true or false, 1 byte\n"
    "  i1, i2, i4, i8      signed integers of 1, 2, 4 and 8 bytes; also int8 to int64\n"
    "  u1, u2, u4, u8      unsigned integers; also uint8 to uint64\n"
    "  f2, f4, f8          floats; also float16, float32, float64\n"
    "  c8, c16             complex numbers: two f4, two f8\n"
    "  S16                 a string of up to 16 bytes; any other number likewise\n"
    "  U16                 a string of up to 16 characters, 4 bytes each\n"
    "  V16                 16 bytes without a meaning\n"
    "  str                 a string of any length; not in .npy files\n"
    "  M8[s]               a date and time, counted in the unit since 1970-01-01\n"
    "  m8[s]               a duration\n"
    "  {lat:f8, lon:f8}    a struct\n"
    "  3f8, (2,3)f8        an array of any kind, a struct too\n"
    "\n"
    "units of M8 and m8, with a number before them or not: M8[25s]\n"
    "  Y M W D h m s ms us ns ps fs as\n"
    "\n"
    "more in the compact notation:\n"
    "  x:i4?               nullable: a record may have null\n"
    "  x:>i4               big-endian; little-endian is the default\n"
    "  \"a name\":i4         a name with other characters than letters, digits and _\n"
    "  lat=/pos/1:f8       read from elsewhere in a record of JSON text (RFC 6901)\n"
    "  x:i1, y:f8; aligned placed as a C compiler would place them\n"
    "  x:i1@0, y:f8@16; size=32   offsets and the size of the record\n"
    "\n"
    "notations; each is accepted where a dtype is needed, but c:\n"
    "  compact             x:i4, p:3f8, who:{name:S8, age:i1}\n"
    "  numpy               [('x', '<i4'), ('p', '<f8', (3,))]\n"
    "  comma               i4,3f8\n"
    "  dict                {'names': ['x'], 'formats': ['<i4'], 'offsets': [4]}\n"
    "  pep3118             T{<i:x:<i:y:}\n"
    "  json                {\"fields\":[{\"name\":\"x\",\"type\":\"<i4\",\"offset\":0}]}\n"
    "  json-schema         {\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}}}\n"
    "  c                   a C struct with assertions; printed only\n"
    "\n"
    "-d @FILE reads the dtype from a file: from its text, or that of a store file.\n"
    "\"rowcol dtype\" shows the fields of a dtype and translates between notations.\n";

void print_dtypes(void)
{
    fputs(text, stdout);
}
