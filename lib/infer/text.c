/* infer/text.c - observing strings: their length, and whether they are dates. */
#include "infer/state.h"

#include "value/datetime.h"

/* A year alone is not taken for a date. */
static void see_date(rci_infer_node *node, const char *text, size_t length, uint64_t at)
{
    rci_value_date_text found;
    rci_infer_date date;
    if (!rci_value_date_of_text(text, length, &found) || found.unit == RC_UNIT_Y) {
        node->dates = false;
        rci_infer_note(node, RCI_INFER_NOT_DATE, at);
        return;
    }
    if (found.has_time) {
        rci_infer_note(node, found.has_zone ? RCI_INFER_ZONED : RCI_INFER_LOCAL, at);
    }
    date = (rci_infer_date){found.days, found.fraction, found.second};
    if (node->unit == RC_UNIT_GENERIC || rci_infer_date_is_before(&date, &node->earliest)) {
        node->earliest = date;
    }
    if (node->unit == RC_UNIT_GENERIC || rci_infer_date_is_before(&node->latest, &date)) {
        node->latest = date;
    }
    node->unit = found.unit > node->unit ? found.unit : node->unit; /* finer ones are greater */
}

void rci_infer_see_text(rci_infer_node *node, const char *text, size_t length, uint64_t at)
{
    node->texts++;
    rci_infer_note(node, RCI_INFER_TEXT, at);
    rci_infer_watch_text(node, text, length, at);
}

void rci_infer_watch_text(rci_infer_node *node, const char *text, size_t length, uint64_t at)
{
    rci_infer_lengthen(node, length, at);
    if (length > 0 && text[length - 1] == '\0') {
        rci_infer_note(node, RCI_INFER_ENDS_IN_NUL, at);
    }
    if (node->dates) {
        see_date(node, text, length, at);
    }
}
