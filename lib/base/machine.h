/*
 * base/machine.h - features of the processor. The only file that decides whether vector code is
 * compiled (RCI_BASE_HAVE_...) and whether it may run (rci_base_has_...()).
 *
 * `configure --disable-vector` defines RCI_PORTABLE: no vector code is then compiled anywhere, as
 * on a processor that this file does not know.
 */
#ifndef ROWCOL_BASE_MACHINE_H
#define ROWCOL_BASE_MACHINE_H

#include <stdbool.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(RCI_PORTABLE)
#define RCI_BASE_HAVE_SSE2   1 /* part of every x86-64 */
#define RCI_BASE_HAVE_AVX2   1 /* in functions marked RCI_BASE_AVX2 */
#define RCI_BASE_HAVE_AVX512 1 /* in functions marked RCI_BASE_AVX512 */
#include <immintrin.h>

#define RCI_BASE_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))
#define RCI_BASE_AVX512                                                                            \
    __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,bmi2,lzcnt,popcnt,pclmul")))

/* Vectors from memory at any alignment. */
#define RCI_BASE_LOAD16(address) _mm_loadu_si128((const __m128i *)(const void *)(address))
#define RCI_BASE_LOAD32(address) _mm256_loadu_si256((const __m256i *)(const void *)(address))

/* Whether functions marked RCI_BASE_AVX2 may be called. Each processor with AVX2 has lzcnt, of
   which compilers cannot ask. */
static inline bool rci_base_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("pclmul");
}

/* Whether functions marked RCI_BASE_AVX512 may be called. */
static inline bool rci_base_has_avx512(void)
{
    return rci_base_has_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
}
#endif

#if defined(__SIZEOF_INT128__) && !defined(RCI_PORTABLE)
#define RCI_BASE_HAVE_INT128 1
#endif

#endif
