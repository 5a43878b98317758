/* format/json/read/decoder.c - the decoder's memory. */
#include "format/json/read/decoder.h"

#include "format/json/text/scan.h"

#include <string.h>

static bool is_plain(const char *key, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)key[i] < ' ' || key[i] == '"' || key[i] == '\\') {
            return false;
        }
    }
    return true;
}

static bool has_plain_keys(const rci_record_plan *plan)
{
    bool plain = true;
    for (size_t i = 0; i < plan->nnodes && plain; i++) {
        plain = is_plain(plan->nodes[i].key, plan->nodes[i].key_length);
    }
    return plain;
}

rc_status rci_json_read_decoder_init(rci_json_read_decoder *decoder,
                                     const rci_record_policies *policies, rc_error *err)
{
    memset(decoder, 0, sizeof *decoder);
    rci_base_bytes_init_as(&decoder->unescaped, RC_MEMORY_READER);
    decoder->plain_keys = has_plain_keys(policies->plan);
    return rci_record_target_init(&decoder->target, policies, err);
}

void rci_json_read_decoder_release(rci_json_read_decoder *decoder)
{
    rci_record_target_release(&decoder->target);
    rci_base_bytes_release(&decoder->unescaped);
}

void rci_json_read_decoder_bind(rci_json_read_decoder *decoder, rc_store *batch, const char *text,
                                const char *end, rc_error *err)
{
    rci_record_target_bind(&decoder->target, batch, err);
    decoder->text = text;
    decoder->end = end;
    decoder->found_records = false;
    decoder->stop.at = NULL;
}

bool rci_json_read_unescape(rci_json_read_decoder *decoder, const char *p, const char *close,
                            bool escaped, const char **text, size_t *n)
{
    rci_base_bytes *buffer = &decoder->unescaped;
    *text = p;
    *n = (size_t)(close - p);
    if (!escaped) {
        return true;
    }
    buffer->length = 0;
    if (rci_base_bytes_reserve(buffer, *n, decoder->target.err) != RC_OK) {
        return false;
    }
    *n = rci_json_text_unescape(p, close, (char *)buffer->data);
    *text = (const char *)buffer->data;
    return true;
}
