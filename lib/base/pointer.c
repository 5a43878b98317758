/* base/pointer.c - reading and writing JSON pointers. */
#include "base/pointer.h"

#include "base/ascii.h"

#include <string.h>

bool rci_base_pointer_check(const char *pointer, rci_base_pointer_fault *fault)
{
    fault->expected = NULL;
    for (fault->at = 0; pointer[fault->at]; fault->at++) {
        if (fault->at == 0 && pointer[0] != '/') {
            fault->expected = "a slash";
            return false;
        }
        if (pointer[fault->at] == '~' && pointer[fault->at + 1] != '0' &&
            pointer[fault->at + 1] != '1') {
            fault->at++;
            fault->expected = "0 or 1 after ~";
            return false;
        }
    }
    return true;
}

size_t rci_base_pointer_token_length(const char *slash)
{
    return 1 + strcspn(slash + 1, "/");
}

size_t rci_base_pointer_unescape(const char *token, size_t length, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        out[n++] = (char)(token[i] != '~' ? token[i] : token[++i] == '0' ? '~' : '/');
    }
    return n;
}

bool rci_base_pointer_index(const char *token, size_t length, uint64_t *index)
{
    *index = 0;
    if (length == 0 || length > 18 || (token[0] == '0' && length > 1)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!rci_base_is_digit(token[i])) {
            return false;
        }
        *index = *index * 10 + (uint64_t)(token[i] - '0');
    }
    return true;
}

void rci_base_pointer_put(rci_base_text_builder *out, const char *token, size_t length)
{
    rci_base_put_char(out, '/');
    for (size_t i = 0; i < length; i++) {
        if (token[i] == '~' || token[i] == '/') {
            rci_base_put(out, token[i] == '~' ? "~0" : "~1");
        } else {
            rci_base_put_char(out, token[i]);
        }
    }
}
