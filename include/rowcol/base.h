/* base: what every other header of rowcol builds on. */
#ifndef ROWCOL_BASE_H
#define ROWCOL_BASE_H

#if defined(__GNUC__)
#define RC_API __attribute__((visibility("default")))
#else
#define RC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library in use, "major.minor.patch". The string is static: never released.
 * Thread-safe. */
RC_API const char *rc_version(void);

#ifdef __cplusplus
}
#endif

#endif
