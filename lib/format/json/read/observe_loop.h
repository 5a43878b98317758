/*
 * format/json/read/observe_loop.h - the loop over the steps of a form, included more than once by
 * observe_match.c, as template_loop.h is, and for the same reason.
 */

/* The value of a step, after the text before it, or NULL. */
OBSERVE_TARGET __attribute__((always_inline)) static inline const char *
OBSERVE_AFTER(rci_json_read_observer *o, const rci_json_read_observed_step *step, const char *texts,
              const char *p)
{
    if (__builtin_expect(!OBSERVE_HEAD(step->head, step->mask, p) ||
                             (step->length > sizeof step->head &&
                              !OBSERVE_SAME(p, texts + step->text, step->length)),
                         0)) {
        return after_spaced(o, texts + step->text, step->length, p);
    }
    p += step->length;
    return __builtin_expect(rci_base_is_space(*p), 0) ? after_spaced(o, texts, 0, p) : p;
}

/* One record: the first byte of the next, or NULL. Values of a record that is given up have been
   observed, but not counted. */
OBSERVE_TARGET __attribute__((always_inline)) static inline const char *
OBSERVE_RECORD(rci_json_read_observer *o, const rci_json_read_form *form, const char *p)
{
    rci_json_read_observed_step *first = (rci_json_read_observed_step *)(void *)form->steps.data;
    rci_json_read_observed_step *step = first;
    rci_json_read_observed_step *nulls[MOST_NULLS];
    const char *text = o->decoder->text, *end = o->decoder->end + RCI_JSON_TEXT_SLACK;
    const char *texts = (const char *)form->texts.data;
    unsigned nnulls = 0;
    for (;; step++) {
        const char *start;
        p = OBSERVE_AFTER(o, step, texts, p);
        if (!p) {
            break;
        }
        start = p;
        switch ((rci_json_read_observed)step->kind) {
        case RCI_JSON_READ_OBSERVED_INTEGER: {
            int64_t value = 0;
            p = OBSERVE_READ_I64(p, end, &value);
            if (__builtin_expect(p == NULL, 0)) {
                break;
            }
            if (__builtin_expect(*p != step[1].head[0], 0) && !rci_base_is_space(*p)) {
                /* a point or an exponent */
                return give_up(o, form, step - first);
            }
            rci_infer_widen_integer(step->node, value, (uint64_t)(start - text));
            continue;
        }
        case RCI_JSON_READ_OBSERVED_FLOAT: {
            double value = 0;
            p = OBSERVE_READ_F8(p, end, &value);
            if (__builtin_expect(p != NULL, 1)) {
                rci_infer_widen_float(step->node, value);
                continue;
            }
            break;
        }
        case RCI_JSON_READ_OBSERVED_TEXT:
            if (__builtin_expect(*p == '"', 1)) {
                p = OBSERVE_STRING(o, step->node, p + 1);
                if (!p) {
                    return give_up(o, form, step - first);
                }
                p++;
                continue;
            }
            break;
        case RCI_JSON_READ_OBSERVED_BOOL: {
            unsigned char cell;
            p = rci_json_read_bool(p, &cell);
            if (__builtin_expect(p != NULL, 1)) {
                continue;
            }
            break;
        }
        case RCI_JSON_READ_OBSERVED_END:
            while (nnulls > 0) {
                nulls[--nnulls]->nulls++;
            }
            return p;
        case RCI_JSON_READ_OBSERVED_NULL:
        default:
            break;
        }
        if (memcmp(start, "null", 4) != 0 || nnulls == MOST_NULLS) {
            break;
        }
        rci_infer_note(step->node, RCI_INFER_NULL, (uint64_t)(start - text));
        nulls[nnulls++] = step;
        p = start + 4;
    }
    return give_up(o, form, step - first);
}

OBSERVE_TARGET static size_t OBSERVE_NAME(rci_json_read_observer *o, rci_json_read_form *form,
                                          const char **text, size_t room)
{
    const char *p = *text;
    size_t n = 0;
    while (n < room && p < o->decoder->end) {
        const char *next = OBSERVE_RECORD(o, form, p);
        if (!next || (size_t)(next - p) > o->longest) {
            o->ended = p;
            break;
        }
        p = next;
        n++;
    }
    *text = p;
    return n;
}

#undef OBSERVE_NAME
#undef OBSERVE_RECORD
#undef OBSERVE_AFTER
#undef OBSERVE_TARGET
#undef OBSERVE_HEAD
#undef OBSERVE_SAME
#undef OBSERVE_READ_I64
#undef OBSERVE_READ_F8
#undef OBSERVE_STRING
