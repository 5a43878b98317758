/*
 * notation/json_schema.h - JSON Schema (2020-12, https://json-schema.org/draft/2020-12) for the
 * JSON text of records, as far as a dtype and a schema say the same. Not the schema document of
 * this library (parse_schema.c).
 */
#ifndef ROWCOL_NOTATION_JSON_SCHEMA_H
#define ROWCOL_NOTATION_JSON_SCHEMA_H

#include "notation/parse_literal.h"

/* The keyword that has the type of a leaf in the compact notation where the others leave several,
   and "aligned" for a struct. */
#define RCI_NOTATION_SCHEMA_KEY "x-rowcol"

/* Whether the node is an object that is meant as a JSON Schema. */
bool rci_notation_is_json_schema(const rci_notation_literal *literal, size_t i);

/* NULL: RC_EUNSUPPORTED, where no dtype says the same, RC_ESYNTAX, RC_ENAME, RC_ELIMIT,
   RC_ENOMEM. */
rc_dtype *rci_notation_dtype_from_json_schema(const rci_notation_literal_reader *in, size_t i);

/* The node of a reference such as "#/$defs/name"; RCI_NOTATION_NO_NODE if there is none. */
size_t rci_notation_json_schema_target(const rci_notation_literal *literal, const char *text);

/* The least integer kind that holds all from node `least` to node `greatest`, each of which may be
   RCI_NOTATION_NO_NODE: then the bound is that of i8. `exclusive`: the bound is not among them. The
   object is at node `i`. NULL: RC_EUNSUPPORTED. */
typedef struct rci_notation_bounds {
    size_t least, greatest;
    bool least_is_exclusive, greatest_is_exclusive;
} rci_notation_bounds;
rc_dtype *rci_notation_integer_between(const rci_notation_literal_reader *in, size_t i,
                                       const rci_notation_bounds *bounds);

#endif
