/*
 * format/json/read/template_loop.h - the loop over a template's steps, included more than once:
 * template_match.c includes it for each kind of machine, after it has defined MATCH_NAME and the
 * other macros that are undefined at the end.
 *
 * It is not one inline function with constant arguments because the functions that differ are
 * compiled for another processor. gcc inlines such a function only into functions compiled for the
 * same processor, and an inline function that serves both is compiled for neither; calls through
 * constant function pointers are not inlined at every level of optimisation.
 */

/* One record: the first byte of the next, or NULL. `skips`: whether any value is skipped. */
MATCH_TARGET __attribute__((always_inline)) static inline const char *
MATCH_RECORD(const rci_json_read_template *template, rci_json_read_decoder *decoder, const char *p,
             const bool skips)
{
    rci_json_read_step *steps = (rci_json_read_step *)(void *)template->steps.data, *step = steps;
    const char *text = (const char *)template->text.data;
    const char *end = decoder->end + RCI_JSON_TEXT_SLACK; /* where reading has to stop */
    size_t record = decoder->target.record;
    for (;;) {
        const char *start; /* of the value */
        unsigned char *cell;
        if (skips && step->run != 0 && MATCH_SAME(p, text + step->text, step->run_length)) {
            p += step->run_length;
            step += step->run;
        } else if (MATCH_HEAD(step->head, step->mask, p)) {
            p += step->length;
        } else if (step->other) {
            step = steps + step->other;
            continue;
        } else {
            return NULL;
        }
        start = p;
        if (skips && step->action >= RCI_JSON_READ_SKIP_VALUE) {
            p = step->action == RCI_JSON_READ_SKIP_STEADY
                    ? skip_steady(template, decoder, step, p, MATCH_SKIP(p))
                : step->action == RCI_JSON_READ_SKIP_VALUE
                    ? skip_value(template, decoder, p, MATCH_SKIP(p))
                    : watch_value(decoder, template, step, p);
            if (p) {
                step++;
            } else if (step->other) {
                p = start - step->length;
                step = steps + step->other;
            } else {
                return NULL;
            }
            continue;
        }
        cell = step->base + record * step->stride;
        switch ((enum rci_json_read_action)step->action) {
        case RCI_JSON_READ_I1:
            RCI_JSON_READ_INTEGER(int8_t, int64_t, MATCH_READ_I32);
            break;
        case RCI_JSON_READ_I2:
            RCI_JSON_READ_INTEGER(int16_t, int64_t, MATCH_READ_I32);
            break;
        case RCI_JSON_READ_I4:
            RCI_JSON_READ_INTEGER(int32_t, int64_t, MATCH_READ_I32);
            break;
        case RCI_JSON_READ_I8:
            RCI_JSON_READ_INTEGER(int64_t, int64_t, MATCH_READ_I64);
            break;
        case RCI_JSON_READ_U1:
            RCI_JSON_READ_INTEGER(uint8_t, uint64_t, MATCH_READ_U32);
            break;
        case RCI_JSON_READ_U2:
            RCI_JSON_READ_INTEGER(uint16_t, uint64_t, MATCH_READ_U32);
            break;
        case RCI_JSON_READ_U4:
            RCI_JSON_READ_INTEGER(uint32_t, uint64_t, MATCH_READ_U32);
            break;
        case RCI_JSON_READ_U8:
            RCI_JSON_READ_INTEGER(uint64_t, uint64_t, MATCH_READ_U64);
            break;
        case RCI_JSON_READ_F4: {
            float value;
            p = rci_number_read_f4(p, end, &value);
            memcpy(cell, &value, sizeof value);
            break;
        }
        case RCI_JSON_READ_F8: {
            double value;
            p = MATCH_READ_F8(p, end, &value);
            memcpy(cell, &value, sizeof value);
            break;
        }
        case RCI_JSON_READ_BOOL:
            p = rci_json_read_bool(p, cell);
            break;
        case RCI_JSON_READ_BYTES:
            p = MATCH_READ_BYTES(decoder, step->node, step->size, cell, p);
            break;
        case RCI_JSON_READ_BY_GRAMMAR:
            p = in_line(template, p, rci_json_read_quiet_field(decoder, step->node, p));
            break;
        case RCI_JSON_READ_NOTHING:
            break;
        case RCI_JSON_READ_END_RECORD:
            step->matches++;
            fill_gaps(template, step, decoder);
            return p;
        case RCI_JSON_READ_LEAF:
            p = in_line(template, p, rci_json_read_quiet_leaf(decoder, step->node, cell, p));
            break;
        case RCI_JSON_READ_STRUCT:
        case RCI_JSON_READ_SUBARRAY:
        case RCI_JSON_READ_SKIP_VALUE:
        case RCI_JSON_READ_SKIP_STEADY:
        case RCI_JSON_READ_WATCH_VALUE:
        default:
            __builtin_unreachable();
        }
        if (p) {
            step++;
            continue;
        }
        stop_at(decoder, step, start);
        if (!step->other) {
            return NULL;
        }
        p = start - step->length; /* one whose literal is longer may be right */
        step = steps + step->other;
    }
}

MATCH_TARGET size_t MATCH_NAME(rci_json_read_template *template, rci_json_read_decoder *decoder,
                               const char **text, size_t room, size_t longest)
{
    const char *p = *text;
    size_t first = decoder->target.record;
    const bool skips = template->skips;
    for (; decoder->target.record - first < room && p < decoder->end; decoder->target.record++) {
        const char *next = skips ? MATCH_RECORD(template, decoder, p, true)
                                 : MATCH_RECORD(template, decoder, p, false);
        if (!next || (size_t)(next - p) > longest) {
            break;
        }
        rci_json_read_template_matched(template);
        p = next;
    }
    *text = p;
    return decoder->target.record - first;
}

#undef MATCH_NAME
#undef MATCH_RECORD
#undef MATCH_TARGET
#undef MATCH_HEAD
#undef MATCH_SAME
#undef MATCH_SKIP
#undef MATCH_READ_I32
#undef MATCH_READ_U32
#undef MATCH_READ_I64
#undef MATCH_READ_U64
#undef MATCH_READ_F8
#undef MATCH_READ_BYTES
