/* notation/json_schema_integer.c - the integer kind between two bounds of a JSON Schema. */
#include "notation/json_schema.h"

#include "notation/fail_at.h"
#include "number/number.h"

#include <math.h>

/* A bound: `wide` above INT64_MAX, then `large` is its value. `moved`: it was not a whole number.
 */
typedef struct bound {
    bool wide;
    bool moved;
    int64_t value;
    uint64_t large;
} bound;

static rc_status out_of_range(const rci_notation_literal_reader *in,
                              const rci_notation_literal_node *node)
{
    return rci_notation_fail_at(in->err, node->byte, RC_EUNSUPPORTED,
                                "integers that no type of 64 bits holds");
}

/* A bound that is not a whole number becomes the next one that is inside. */
static rc_status bound_of_fraction(const rci_notation_literal_reader *in,
                                   const rci_notation_literal_node *node,
                                   const rci_number_scanned *number, bool is_least, bound *found)
{
    double value, whole;
    if (rci_number_to_f8(number, &value) != RCI_NUMBER_OK) {
        return out_of_range(in, node);
    }
    whole = is_least ? ceil(value) : floor(value);
    if (!(fabs(whole) <= 0x1p53)) {
        return out_of_range(in, node);
    }
    found->moved = whole != value;
    found->value = (int64_t)whole;
    return RC_OK;
}

static rc_status read_number(const rci_notation_literal_reader *in,
                             const rci_notation_literal_node *node, bool is_least, bound *found)
{
    rci_number_scanned number;
    if (node->type == RCI_NOTATION_LITERAL_INT) {
        found->value = node->number;
        return RC_OK;
    }
    if (node->type != RCI_NOTATION_LITERAL_NUMBER ||
        rci_number_scan_number(node->text, node->text + node->length, &number) != RCI_NUMBER_OK) {
        return rci_notation_literal_wrong(in, node, "a number");
    }
    if (rci_number_to_u64(&number, &found->large) == RCI_NUMBER_OK) {
        found->wide = found->large > INT64_MAX;
        found->value = found->wide ? 0 : (int64_t)found->large;
        return RC_OK;
    }
    return rci_number_to_i64(&number, &found->value) == RCI_NUMBER_OK
               ? RC_OK
               : bound_of_fraction(in, node, &number, is_least, found);
}

/* An exclusive bound moves by one. */
static void move(bound *found, bool is_least)
{
    if (found->wide) {
        found->large += is_least ? 1 : (uint64_t)-1;
    } else if (is_least && found->value == INT64_MAX) {
        *found = (bound){.wide = true, .large = (uint64_t)INT64_MAX + 1};
    } else if (is_least || found->value > INT64_MIN) {
        found->value += is_least ? 1 : -1;
    }
    if (found->wide && found->large <= INT64_MAX) {
        *found = (bound){.value = (int64_t)found->large};
    }
}

static rc_status read_bound(const rci_notation_literal_reader *in, size_t i, bool is_least,
                            bool is_exclusive, bound *found)
{
    rc_status status;
    if (i == RCI_NOTATION_NO_NODE) {
        return RC_OK;
    }
    status = read_number(in, rci_notation_literal_node_at(in->literal, &i), is_least, found);
    if (status == RC_OK && is_exclusive && !found->moved) {
        move(found, is_least);
    }
    return status;
}

static bool fits(const bound *least, const bound *greatest, int64_t low, uint64_t high)
{
    const bool above = !least->wide && least->value >= low;
    return (above || least->wide) &&
           (greatest->wide ? greatest->large <= high
                           : greatest->value < 0 || (uint64_t)greatest->value <= high);
}

rc_dtype *rci_notation_integer_between(const rci_notation_literal_reader *in, size_t i,
                                       const rci_notation_bounds *bounds)
{
    static const struct {
        rc_kind kind;
        int64_t low;
        uint64_t high;
    } kinds[] = {{RC_I1, INT8_MIN, INT8_MAX},   {RC_U1, 0, UINT8_MAX},
                 {RC_I2, INT16_MIN, INT16_MAX}, {RC_U2, 0, UINT16_MAX},
                 {RC_I4, INT32_MIN, INT32_MAX}, {RC_U4, 0, UINT32_MAX},
                 {RC_I8, INT64_MIN, INT64_MAX}, {RC_U8, 0, UINT64_MAX}};
    bound least = {.value = INT64_MIN}, greatest = {.value = INT64_MAX};
    if (read_bound(in, bounds->least, true, bounds->least_is_exclusive, &least) != RC_OK ||
        read_bound(in, bounds->greatest, false, bounds->greatest_is_exclusive, &greatest) !=
            RC_OK) {
        return NULL;
    }
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        if (fits(&least, &greatest, kinds[k].low, kinds[k].high)) {
            return rc_dtype_leaf(kinds[k].kind, in->err);
        }
    }
    out_of_range(in, rci_notation_literal_node_at(in->literal, &i));
    return NULL;
}
