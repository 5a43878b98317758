/* format/arrow/data/metadata.c - reads and writes the metadata of a schema. */
#include "format/arrow/data/metadata.h"

#include "base/error.h"

#include <rowcol/arrow.h>
#include <stdint.h>
#include <string.h>

static int32_t get_length(const char **at)
{
    int32_t value;
    memcpy(&value, *at, sizeof value);
    *at += sizeof value;
    return value;
}

static char *put_length(char *at, size_t length)
{
    int32_t value = (int32_t)length;
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

/* Moves `*at` past a length and as many bytes. NULL: the length is negative. */
static const char *get_bytes(const char **at, size_t *length)
{
    const int32_t n = get_length(at);
    const char *bytes = *at;
    if (n < 0) {
        return NULL;
    }
    *length = (size_t)n;
    *at += n;
    return bytes;
}

const char *rci_arrow_data_metadata_find(const char *metadata, const char *key, size_t *length)
{
    const char *at = metadata;
    const size_t key_length = strlen(key);
    const int32_t n = metadata ? get_length(&at) : 0;
    for (int32_t i = 0; i < n; i++) {
        size_t name_length, value_length;
        const char *name = get_bytes(&at, &name_length);
        const char *value = name ? get_bytes(&at, &value_length) : NULL;
        if (!value) {
            return NULL;
        }
        if (name_length == key_length && memcmp(name, key, key_length) == 0) {
            *length = value_length;
            return value;
        }
    }
    return NULL;
}

size_t rc_arrow_metadata_count(const char *metadata)
{
    const char *at = metadata;
    const int32_t n = metadata ? get_length(&at) : 0;
    return n > 0 ? (size_t)n : 0;
}

rc_status rc_arrow_metadata_get(const char *metadata, size_t i, const char **key,
                                size_t *key_length, const char **value, size_t *value_length,
                                rc_error *err)
{
    const char *at = metadata, *name = NULL, *text = NULL;
    size_t name_length = 0, text_length = 0;
    if (!metadata || !key || !key_length || !value || !value_length) {
        return rci_base_fail(err, RC_EARG, "no metadata, or no place for a pair (NULL)");
    }
    if (i >= rc_arrow_metadata_count(metadata)) {
        return rci_base_fail(err, RC_EINDEX, "pair %zu of metadata with %zu", i,
                             rc_arrow_metadata_count(metadata));
    }
    (void)get_length(&at);
    for (size_t passed = 0; passed <= i; passed++) {
        name = get_bytes(&at, &name_length);
        text = name ? get_bytes(&at, &text_length) : NULL;
        if (!text) {
            return rci_base_fail(err, RC_EFORMAT, "metadata with a negative length");
        }
    }
    *key = name;
    *key_length = name_length;
    *value = text;
    *value_length = text_length;
    return RC_OK;
}

size_t rci_arrow_data_metadata_size(const char *key, size_t length)
{
    return 3 * sizeof(int32_t) + strlen(key) + length;
}

void rci_arrow_data_metadata_write(char *metadata, const char *key, const char *value,
                                   size_t length)
{
    size_t key_length = strlen(key);
    char *at = put_length(put_length(metadata, 1), key_length);
    memcpy(at, key, key_length);
    at = put_length(at + key_length, length);
    memcpy(at, value, length);
}
