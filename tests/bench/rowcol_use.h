/* rowcol_use.h: what both programs that measure rowcol share. Errors end the program with rowcol's
 * message. */
#ifndef BENCH_ROWCOL_USE_H
#define BENCH_ROWCOL_USE_H

#include "data.h"
#include "kinds.h"

#include <rowcol.h>

#define POINT_DTYPE "x:i4, y:i4, z:i4"
#define MIXED_DTYPE "id:i8, name:S16, city:S12, level:i1, score:f8, ok:bool"
#define QUAKE_DTYPE                                                                                \
    "id:S16, properties:{mag:f8, place:S80, time:i8, sig:i4}, geometry:{coordinates:3f8}"

#define FLAT_DTYPE                                                                                 \
    "time:i8, sensor:i4, value:f8, level:i1, valid:bool, station:S40, unit:S12, lat:f8, lon:f8"
#define NESTED_DTYPE                                                                               \
    "time:i8, sensor:i4, valid:bool, place:{station:S40, lat:f8, lon:f8}, "                        \
    "data:{value:f8, unit:S12, level:i1}"
#define FLIGHT_DTYPE "date:S16, delay:i4, distance:i4, origin:S4, destination:S4"
#define TWEET_DTYPE                                                                                \
    "id:i8, text:S420, user:{screen_name:S16, followers_count:i4}, retweet_count:i4, lang:S4"
#define PHONE_DTYPE                                                                                \
    "asin:S12, brand:S12, title:S208, url:S100, image:S88, rating:f8, review_url:S52, "            \
    "reviews:i4, "                                                                                 \
    "prices:S24"

_Noreturn void rowcol_refuse(const rc_error *err);
void rowcol_must(rc_status status, const rc_error *err);

/* Binds this process to its first processors, as many as the job has threads, so that no helper
 * thread runs beside it. */
void rowcol_keep_to_processors(const bench_job *job);

rc_dtype *rowcol_dtype(const char *text);
/* Columns for the contender "rowcol columns", rows for all others. */
rc_layout rowcol_layout(const bench_job *job);
rc_i4_field rowcol_int_field(rc_store *store, const char *path);

point_sums rowcol_sum_points(rc_store *store);
void rowcol_check_points(bench_result *r, rc_store *store);
void rowcol_check_mixed(bench_result *r, rc_store *store);
void rowcol_check_quakes(bench_result *r, rc_store *store);
/* The fields of `kind`, by their paths where the records are nested. */
void rowcol_check_kind(bench_result *r, rc_store *store, const record_kind *kind, int nested);

/* Setups: the job's .npy file as a store in memory. */
void *rowcol_read_store(const bench_job *job); /* in the layout of the contender */
void *rowcol_read_rows(const bench_job *job);
void *rowcol_read_columns(const bench_job *job);
void rowcol_drop_store(void *state);

#endif
