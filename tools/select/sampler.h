/*
 * select/sampler.h - some records at random, from records that come in batches.
 *
 * Each record gets a priority: the output of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014, https://doi.org/10.1145/2660193.2660195) that is the
 * number (index + 1) of the generator with the state `seed`. The records with the `n` smallest
 * priorities are the sample, in the order of the input. No two records have the same priority, so
 * every set of `n` records is as likely as any other, as far as the generator is random. The sample
 * depends on nothing but the seed and the records, and a smaller sample is a part of a larger one.
 */
#ifndef ROWCOL_TOOLS_SELECT_SAMPLER_H
#define ROWCOL_TOOLS_SELECT_SAMPLER_H

#include <rowcol.h>

typedef struct sampler sampler;

/* NULL: out of memory. */
sampler *sampler_new(uint64_t n, uint64_t seed, rc_error *err);

/* Considers more records. The sampler keeps copies of `n` at most. */
rc_status sampler_add(sampler *s, const rc_store *records, rc_error *err);

/* The sample; release it with rc_store_unref. NULL: `err` is set, or no records have come. */
rc_store *sampler_take(const sampler *s, rc_error *err);

void sampler_release(sampler *s);

#endif
