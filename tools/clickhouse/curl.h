/*
 * clickhouse/curl.h - libcurl, which is loaded when it is needed: what it needs itself would make
 * each start of the command longer.
 */
#ifndef ROWCOL_TOOLS_CLICKHOUSE_CURL_H
#define ROWCOL_TOOLS_CLICKHOUSE_CURL_H

#include <curl/curl.h>

/* The functions that are used, by their names. */
#define CURL_FUNCTIONS(X)                                                                          \
    X(curl_global_init)                                                                            \
    X(curl_easy_init)                                                                              \
    X(curl_easy_setopt)                                                                            \
    X(curl_easy_getinfo)                                                                           \
    X(curl_easy_pause)                                                                             \
    X(curl_easy_strerror)                                                                          \
    X(curl_easy_cleanup)                                                                           \
    X(curl_slist_append)                                                                           \
    X(curl_slist_free_all)                                                                         \
    X(curl_multi_init)                                                                             \
    X(curl_multi_add_handle)                                                                       \
    X(curl_multi_remove_handle)                                                                    \
    X(curl_multi_perform)                                                                          \
    X(curl_multi_poll)                                                                             \
    X(curl_multi_info_read)                                                                        \
    X(curl_multi_cleanup)

#define CURL_POINTER(name) __typeof__(name) *name;
#undef curl_easy_setopt
#undef curl_easy_getinfo
typedef struct curl_functions {
    CURL_FUNCTIONS(CURL_POINTER)
} curl_functions;

/* The functions, or NULL with the reason in `*why`. The first call is made before there are other
   threads that call it. */
const curl_functions *curl_load(const char **why);

#endif
