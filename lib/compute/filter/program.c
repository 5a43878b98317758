/*
 * compute/filter/program.c - the memory of a bound predicate, and the error of its tests.
 */
#include "compute/filter/program.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "value/fail.h"
#include "value/store_impl.h"

struct rci_filter_piece {
    rci_filter_piece *next;
    size_t size;
};

void *rci_filter_program_alloc(rci_filter_program *program, size_t count, size_t size,
                               rc_error *err)
{
    rci_filter_piece *piece;
    size_t bytes;
    if (rci_base_mul_overflows(count, size, &bytes) ||
        rci_base_add_overflows(bytes, sizeof *piece, &bytes)) {
        rci_base_fail(err, RC_ELIMIT, "a predicate with too many values");
        return NULL;
    }
    piece = rci_base_zalloc(program->allocator, bytes, err);
    if (!piece) {
        return NULL;
    }
    piece->next = program->pieces;
    piece->size = bytes;
    program->pieces = piece;
    return piece + 1;
}

void rci_filter_program_release(rci_filter_program *program)
{
    while (program->pieces) {
        rci_filter_piece *next = program->pieces->next;
        rci_base_free(program->allocator, program->pieces, program->pieces->size);
        program->pieces = next;
    }
}

rc_status rci_filter_fail_compare(rc_error *err, const rc_dtype *dtype, const rc_value *value)
{
    rci_value_name name;
    rci_base_quoted quoted;
    rci_value_shown shown = rci_value_show_value(value);
    bool is_text = value->type == RC_VALUE_TEXT || value->type == RC_VALUE_UCS4;
    rci_base_quote(&quoted, shown.text, shown.length);
    return rci_base_fail(err, RC_ETYPE,
                         is_text ? "%s does not compare with the text \"%s\""
                                 : "%s does not compare with %s",
                         rci_value_dtype_name(&name, dtype), quoted.text);
}
