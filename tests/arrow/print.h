/* Arrays of the Arrow C data interface as JSON, for tests. The code looks at nothing but the
 * structures of that interface. Each prints one line. */
#ifndef TESTS_ARROW_PRINT_H
#define TESTS_ARROW_PRINT_H

#include <rowcol/arrow.h>
#include <stdio.h>

/* An object with name, format, flags, metadata, children and dictionary. */
void arrow_print_schema(FILE *out, const struct ArrowSchema *schema);

/* An object with the count and the columns, each a list of values: numbers as strings, floats in
 * hexadecimal notation, bytes as hexadecimal digits, lists and structs as lists, a union as type id
 * and value, values of dictionaries as themselves. */
void arrow_print_batch(FILE *out, const struct ArrowSchema *schema, const struct ArrowArray *array);

#endif
