/* notation/json_schema_ref.c - the place in a JSON Schema that a reference names. */
#include "notation/json_schema.h"

#include "base/pointer.h"

#include <string.h>

/* The node of the token in a list or dictionary. */
static size_t step(const rci_notation_literal *literal, size_t i, const char *token, size_t length)
{
    const rci_notation_literal_node *value = rci_notation_literal_node_at(literal, &i);
    size_t at = RCI_NOTATION_FIRST_PAIR, child = i + 1;
    rci_notation_literal_pair pair;
    uint64_t index;
    while (value->type == RCI_NOTATION_LITERAL_DICT &&
           rci_notation_literal_next_pair(literal, i, &at, &pair)) {
        if (pair.key->length == length && memcmp(pair.key->text, token, length) == 0) {
            return pair.value;
        }
    }
    if (value->type != RCI_NOTATION_LITERAL_LIST ||
        !rci_base_pointer_index(token, length, &index) || index >= value->n) {
        return RCI_NOTATION_NO_NODE;
    }
    while (index-- > 0) {
        child = rci_notation_literal_after(literal, child);
    }
    return child;
}

/* The node of "#/$defs/name", which is in the same document. */
size_t rci_notation_json_schema_target(const rci_notation_literal *literal, const char *text)
{
    rci_base_pointer_fault fault;
    char token[256];
    size_t i = 0;
    if (text[0] != '#' || !rci_base_pointer_check(text + 1, &fault)) {
        return RCI_NOTATION_NO_NODE;
    }
    for (text++; *text && i != RCI_NOTATION_NO_NODE;) {
        const size_t length = rci_base_pointer_token_length(text);
        i = length < sizeof token
                ? step(literal, i, token, rci_base_pointer_unescape(text + 1, length - 1, token))
                : RCI_NOTATION_NO_NODE;
        text += length;
    }
    return i;
}
