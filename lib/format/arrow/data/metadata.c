/* format/arrow/data/metadata.c - reads and writes the metadata of a schema. */
#include "format/arrow/data/metadata.h"

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

const char *rci_arrow_data_metadata_find(const char *metadata, const char *key, size_t *length)
{
    const char *at = metadata;
    size_t key_length = strlen(key);
    int32_t n = metadata ? get_length(&at) : 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t name_length = get_length(&at), value_length;
        const char *name = at;
        if (name_length < 0) {
            return NULL;
        }
        at += name_length;
        value_length = get_length(&at);
        if (value_length < 0) {
            return NULL;
        }
        if ((size_t)name_length == key_length && memcmp(name, key, key_length) == 0) {
            *length = (size_t)value_length;
            return at;
        }
        at += value_length;
    }
    return NULL;
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
