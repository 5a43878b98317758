/* kinds.c: tables of the fields of the irregular and the real records, and sums made from them. */
#define _GNU_SOURCE
#include "kinds.h"

#include <string.h>

/* clang-format off */
#define FIELD(type, member, path, kind)                                                          \
    {#member, #member "_bytes", #member "_hash", path, kind, offsetof(type, member),              \
     sizeof(((type *)0)->member)}

const record_kind kind_reading = {
    "reading", sizeof(reading), 9,
    {FIELD(reading, time, "time", 'i'),
     FIELD(reading, sensor, "sensor", 'i'),
     FIELD(reading, value, "data.value", 'f'),
     FIELD(reading, level, "data.level", 'i'),
     FIELD(reading, valid, "valid", 'b'),
     FIELD(reading, station, "place.station", 's'),
     FIELD(reading, unit, "data.unit", 's'),
     FIELD(reading, lat, "place.lat", 'f'),
     FIELD(reading, lon, "place.lon", 'f')}};

const record_kind kind_flight = {
    "flight", sizeof(flight), 5,
    {FIELD(flight, date, "date", 's'),
     FIELD(flight, delay, "delay", 'i'),
     FIELD(flight, distance, "distance", 'i'),
     FIELD(flight, origin, "origin", 's'),
     FIELD(flight, destination, "destination", 's')}};

const record_kind kind_tweet = {
    "tweet", sizeof(tweet), 6,
    {FIELD(tweet, id, "id", 'i'),
     FIELD(tweet, text, "text", 's'),
     FIELD(tweet, lang, "lang", 's'),
     FIELD(tweet, retweet_count, "retweet_count", 'i'),
     FIELD(tweet, screen_name, "user.screen_name", 's'),
     FIELD(tweet, followers_count, "user.followers_count", 'i')}};

const record_kind kind_phone = {
    "phone", sizeof(phone), 9,
    {FIELD(phone, asin, "asin", 's'),
     FIELD(phone, brand, "brand", 's'),
     FIELD(phone, title, "title", 's'),
     FIELD(phone, url, "url", 's'),
     FIELD(phone, image, "image", 's'),
     FIELD(phone, rating, "rating", 'f'),
     FIELD(phone, review_url, "review_url", 's'),
     FIELD(phone, reviews, "reviews", 'i'),
     FIELD(phone, prices, "prices", 's')}};
/* clang-format on */

static int64_t get_integer(const char *cell, size_t size)
{
    int8_t i1;
    int32_t i4;
    int64_t i8;
    switch (size) {
    case sizeof i1:
        memcpy(&i1, cell, sizeof i1);
        return i1;
    case sizeof i4:
        memcpy(&i4, cell, sizeof i4);
        return i4;
    default:
        memcpy(&i8, cell, sizeof i8);
        return i8;
    }
}

static double get_real(const char *cell)
{
    double value;
    memcpy(&value, cell, sizeof value);
    return value;
}

/* Each byte counts with its position, so that an exchange of two bytes is noticed. */
static int64_t hash(const char *cell, size_t length)
{
    int64_t sum = 0;
    for (size_t i = 0; i < length; i++) {
        sum += (int64_t)(i + 1) * (unsigned char)cell[i];
    }
    return sum;
}

/* As int64 arithmetic that wraps around. */
static void add(int64_t *sum, int64_t value)
{
    *sum = (int64_t)((uint64_t)*sum + (uint64_t)value);
}

static void add_field(kind_sums *sums, size_t i, const kind_field *field, const char *cell)
{
    size_t length;
    switch (field->kind) {
    case 'f':
        sums->real[i] += get_real(cell);
        break;
    case 's':
        length = strnlen(cell, field->size);
        add(&sums->integer[i], (int64_t)length);
        add(&sums->hash[i], hash(cell, length));
        break;
    default:
        add(&sums->integer[i], get_integer(cell, field->size));
        break;
    }
}

void kind_add(kind_sums *sums, const record_kind *kind, const void *records, size_t n)
{
    const char *record = records;
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < kind->count; i++) {
            add_field(sums, i, &kind->fields[i], record + kind->fields[i].offset);
        }
        record += kind->size;
    }
    sums->records += (int64_t)n;
}

void kind_check(bench_result *result, const record_kind *kind, const kind_sums *sums)
{
    bench_check_int(result, "records", sums->records);
    for (size_t i = 0; i < kind->count; i++) {
        const kind_field *field = &kind->fields[i];
        if (field->kind == 'f') {
            bench_check_real(result, field->name, sums->real[i]);
        } else if (field->kind == 's') {
            bench_check_int(result, field->bytes_name, sums->integer[i]);
            bench_check_int(result, field->hash_name, sums->hash[i]);
        } else {
            bench_check_int(result, field->name, sums->integer[i]);
        }
    }
}
