/*
 * format/json/template_loop.h - the loop over a template's steps. template_match.c includes it
 * twice for each kind of machine, for templates with values that are skipped (MATCH_SKIPS is 1) and
 * for those without, having said what MATCH_NAME, MATCH_TARGET, MATCH_READ_I64, MATCH_READ_U64,
 * MATCH_SAME, MATCH_LITERAL and MATCH_SKIP are.
 */

MATCH_TARGET static const char *MATCH_NAME(rci_json_template *template, rci_json_decoder *decoder,
                                           const char *p)
{
    rci_json_step *step = (rci_json_step *)(void *)template->steps.data;
    const char *text = (const char *)template->text.data;
    const char *end = decoder->end + RCI_JSON_SLACK; /* where reading has to stop */
    for (;; step++) {
        unsigned char *cell;
#if MATCH_SKIPS
        if (step->run != 0 && MATCH_SAME(p, text + step->text, step->run_length)) {
            p += step->run_length;
            step += step->run;
        } else if (MATCH_LITERAL(step, p, text + step->text)) {
            p += step->length;
        } else {
            return NULL;
        }
        if (step->action >= SKIP_VALUE) {
            p = step->action == SKIP_STEADY  ? skip_steady(decoder, step, p, MATCH_SKIP(p))
                : step->action == SKIP_VALUE ? skip_value(decoder, p, MATCH_SKIP(p))
                                             : watch_value(decoder, template, step, p);
            if (!p) {
                return NULL;
            }
            continue;
        }
#else
        if ((rci_load8(p) & step->mask) != step->head ||
            (step->length > 8 && !MATCH_LITERAL(step, p, text + step->text))) {
            return NULL;
        }
        p += step->length;
#endif
        cell = step->base + decoder->record * step->stride;
        switch (step->action) {
        case READ_I1:
            READ_INTEGER(int8_t, int64_t, MATCH_READ_I64);
            break;
        case READ_I2:
            READ_INTEGER(int16_t, int64_t, MATCH_READ_I64);
            break;
        case READ_I4:
            READ_INTEGER(int32_t, int64_t, MATCH_READ_I64);
            break;
        case READ_I8:
            READ_INTEGER(int64_t, int64_t, MATCH_READ_I64);
            break;
        case READ_U1:
            READ_INTEGER(uint8_t, uint64_t, MATCH_READ_U64);
            break;
        case READ_U2:
            READ_INTEGER(uint16_t, uint64_t, MATCH_READ_U64);
            break;
        case READ_U4:
            READ_INTEGER(uint32_t, uint64_t, MATCH_READ_U64);
            break;
        case READ_U8:
            READ_INTEGER(uint64_t, uint64_t, MATCH_READ_U64);
            break;
        case READ_F4: {
            float value;
            p = rci_read_f4(p, end, &value);
            memcpy(cell, &value, sizeof value);
            break;
        }
        case READ_F8: {
            double value;
            p = rci_read_f8(p, end, &value);
            memcpy(cell, &value, sizeof value);
            break;
        }
        case READ_BOOL:
            p = read_bool(p, cell);
            break;
        case READ_BYTES:
            p = read_bytes(decoder, step, cell, p);
            break;
        case READ_NULLABLE:
            p = read_nullable(decoder, step->node, p);
            break;
        case END_RECORD:
            fill_gaps(template, decoder);
            return p;
        default:
            p = read_leaf(decoder, step->node, cell, p);
            break;
        }
        if (!p) {
            return NULL;
        }
    }
}

#undef MATCH_NAME
#undef MATCH_SKIPS
