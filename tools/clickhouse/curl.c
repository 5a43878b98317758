/* clickhouse/curl.c - loads libcurl. */
#include "clickhouse/curl.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} names[] = {
#define CURL_NAME(name) {#name, offsetof(curl_functions, name)},
    CURL_FUNCTIONS(CURL_NAME)};

static const char *find_all(void *library, curl_functions *found)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *function = dlsym(library, names[i].name);
        if (!function) {
            return dlerror();
        }
        memcpy((char *)found + names[i].offset, &function, sizeof function);
    }
    return NULL;
}

const curl_functions *curl_load(const char **why)
{
    static curl_functions functions;
    static void *library;
    *why = NULL;
    if (library) {
        return &functions;
    }
    library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    *why = library ? find_all(library, &functions) : dlerror();
    if (!*why && functions.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        *why = "it cannot be initialized";
    }
    if (*why && library) {
        dlclose(library);
        library = NULL;
    }
    return *why ? NULL : &functions;
}
