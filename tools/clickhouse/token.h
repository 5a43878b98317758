/*
 * clickhouse/token.h - the name by which a server knows a block that it has already.
 */
#ifndef ROWCOL_TOOLS_CLICKHOUSE_TOKEN_H
#define ROWCOL_TOOLS_CLICKHOUSE_TOKEN_H

#include <stddef.h>
#include <stdint.h>

enum { CLICKHOUSE_TOKEN_SIZE = 80 };

/* The hash of the names of the inputs of a load. */
uint64_t clickhouse_load_hash(const char *const *inputs, int n_inputs);

/* The token of block `number` of a load, of its bytes: letters, digits and "-". It is the same on
   each machine. */
void clickhouse_token(uint64_t load, uint64_t number, const void *data, size_t n,
                      char token[CLICKHOUSE_TOKEN_SIZE]);

#endif
