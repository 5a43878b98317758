/* record/accept.c - values of another form than that of their field. */
#include "record/accept.h"

#include "base/cell.h"
#include "record/put.h"
#include "value/fail.h"

#include <math.h>
#include <string.h>

static rc_status converted(const rci_record_target *target, uint32_t index, rc_status status)
{
    if (status == RC_OK) {
        target->log->converted++;
        rci_record_target_note(target, index, RCI_RECORD_CONVERTED);
    }
    return status;
}

static bool is_text(const rci_record_node *node)
{
    return node->kind == RC_BYTES || node->kind == RC_UCS4 || node->kind == RC_STR;
}

static bool is_float(rc_kind kind)
{
    return kind >= RC_F2 && kind <= RC_F8;
}

/* Whether all of the text is a number, by the grammar of JSON. */
static bool is_number(const char *text, size_t n, rci_number_scanned *number)
{
    return n > 0 && rci_number_scan_number(text, text + n, number) == RCI_NUMBER_OK &&
           number->end == text + n;
}

static bool is(const char *text, size_t n, const char *word)
{
    return n == strlen(word) && memcmp(text, word, n) == 0;
}

/* ------------------------------------------------------------------ words */

size_t rci_record_nonfinite(const char *text, size_t n)
{
    static const char *const words[] = {"NaN", "Infinity", "-Infinity"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t length = strlen(words[i]);
        if (n >= length && memcmp(text, words[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

static void put_float(unsigned char *cell, size_t size, bool big_endian, const char *word)
{
    static const uint64_t infinity[] = {
        [2] = 0x7C00, [4] = 0x7F800000, [8] = UINT64_C(0x7FF) << 52};
    static const uint64_t quiet[] = {[2] = 0x7E00, [4] = 0x7FC00000, [8] = UINT64_C(0xFFF) << 51};
    uint64_t bits = *word == 'N' ? quiet[size] : infinity[size];
    if (*word == '-') {
        bits |= UINT64_C(1) << (8 * size - 1);
    }
    rci_base_cell_put(cell, size, big_endian, bits);
}

rc_status rci_record_accept_nonfinite(const rci_record_target *target, uint32_t index,
                                      unsigned char *cell, const char *word)
{
    const rci_record_node *node = &target->plan->nodes[index];
    if (!rci_record_accepts(target, index, RC_ACCEPT_NONFINITE) || !is_float(node->kind)) {
        return RC_END;
    }
    put_float(cell, node->size, node->big_endian, word);
    return converted(target, index, RC_OK);
}

rc_status rci_record_accept_nonfinite_part(const rci_record_target *target, uint32_t index,
                                           unsigned part, unsigned char *cell, const char *word)
{
    const rci_record_node *node = &target->plan->nodes[index];
    const size_t size = node->size / 2;
    if (!rci_record_accepts(target, index, RC_ACCEPT_NONFINITE)) {
        return RC_END;
    }
    put_float(cell + part * size, size, node->big_endian, word);
    return converted(target, index, RC_OK);
}

/* ------------------------------------------------------------------- forms */

static rc_status bool_of_text(const rci_record_target *target, uint32_t index, unsigned char *cell,
                              const char *text, size_t n)
{
    const bool digits = rci_record_accepts(target, index, RC_ACCEPT_ZERO_ONE);
    const bool yes = is(text, n, "true") || (digits && is(text, n, "1"));
    if (!yes && !is(text, n, "false") && !(digits && is(text, n, "0"))) {
        return RC_END;
    }
    rci_record_put_bool(cell, yes);
    return converted(target, index, RC_OK);
}

rc_status rci_record_accept_text(const rci_record_target *target, uint32_t index,
                                 unsigned char *cell, const char *text, size_t n)
{
    const rci_record_node *node = &target->plan->nodes[index];
    rci_number_scanned number;
    if (!rci_record_accepts(target, index, RC_ACCEPT_QUOTED)) {
        return RC_END;
    }
    if (node->form == RCI_RECORD_BOOL) {
        return bool_of_text(target, index, cell, text, n);
    }
    if (node->form != RCI_RECORD_NUMBER) {
        return RC_END;
    }
    if (n > 0 && rci_record_nonfinite(text, n) == n) {
        return rci_record_accept_nonfinite(target, index, cell, text);
    }
    return is_number(text, n, &number)
               ? converted(target, index, rci_record_put_number(target, index, cell, &number))
               : RC_END;
}

rc_status rci_record_accept_number(const rci_record_target *target, uint32_t index,
                                   unsigned char *cell, const rci_number_scanned *number)
{
    const rci_record_node *node = &target->plan->nodes[index];
    const size_t n = (size_t)(number->end - number->start);
    if (node->kind == RC_DATETIME) {
        return rci_record_put_epoch(target, index, cell, number);
    }
    if (node->form == RCI_RECORD_BOOL && rci_record_accepts(target, index, RC_ACCEPT_ZERO_ONE) &&
        n == 1 && number->digits <= 1) {
        rci_record_put_bool(cell, number->digits == 1);
        return converted(target, index, RC_OK);
    }
    if (is_text(node) && rci_record_accepts(target, index, RC_ACCEPT_TEXT)) {
        return converted(target, index, rci_record_put_text(target, index, cell, number->start, n));
    }
    return RC_END;
}

rc_status rci_record_accept_bool(const rci_record_target *target, uint32_t index,
                                 unsigned char *cell, bool value)
{
    const rci_record_node *node = &target->plan->nodes[index];
    const char *text = value ? "true" : "false";
    if (!is_text(node) || !rci_record_accepts(target, index, RC_ACCEPT_TEXT)) {
        return RC_END;
    }
    return converted(target, index, rci_record_put_text(target, index, cell, text, strlen(text)));
}

/* ------------------------------------------------------------------- hints */

const char *rci_record_accept_hint_text(const rci_record_node *node, const char *text, size_t n)
{
    rci_number_scanned number;
    const bool is_word =
        node->form == RCI_RECORD_BOOL && (is(text, n, "true") || is(text, n, "false"));
    return is_word || (node->form == RCI_RECORD_NUMBER && is_number(text, n, &number)) ? "quoted"
                                                                                       : NULL;
}

const char *rci_record_accept_hint_number(const rci_record_node *node, const char *text, size_t n)
{
    if (node->form == RCI_RECORD_BOOL) {
        return is(text, n, "0") || is(text, n, "1") ? "zero-one" : NULL;
    }
    return is_text(node) ? "text" : NULL;
}

const char *rci_record_accept_hint_bool(const rci_record_node *node)
{
    return is_text(node) ? "text" : NULL;
}
