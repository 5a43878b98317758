// contend_yyjson.cc: yyjson: a tree for each line, or one of the whole document, parsed in place in
// memory from a pool; the members of an object are visited in a loop with a switch on the key.
// "yyjson kept" keeps the pool and the buffer (see load.h).
#include "load.h"

#include <cstdlib>
#include <cstring>
#ifdef YYJSON_OF_DUCKDB
#include "yyjson.hpp"
using namespace duckdb_yyjson;
#else
#include <yyjson.h>
#endif

namespace
{

constexpr yyjson_read_flag flags = YYJSON_READ_INSITU;

struct pool {
    void *memory;
    size_t size;
};

void *pool_new(size_t largest_text)
{
    pool *p = new pool;
    p->size = yyjson_read_max_memory_usage(largest_text, flags);
    p->memory = std::malloc(p->size);
    if (p->memory == nullptr) {
        bench_die("no memory for %zu bytes", p->size);
    }
    return p;
}

void pool_free(void *state)
{
    pool *p = static_cast<pool *>(state);
    std::free(p->memory);
    delete p;
}

// The tree is in the pool: it is gone when the next one is read.
yyjson_val *parse(void *state, char *text, size_t length)
{
    pool *p = static_cast<pool *>(state);
    yyjson_alc allocator;
    yyjson_read_err error;
    yyjson_alc_pool_init(&allocator, p->memory, p->size);
    yyjson_doc *document = yyjson_read_opts(text, length, flags, &allocator, &error);
    if (document == nullptr) {
        bench_die("yyjson: %s at byte %zu", error.msg, error.pos);
    }
    return yyjson_doc_get_root(document);
}

// ---- values

template <typename integer> void put(integer &out, yyjson_val *value)
{
    if (!yyjson_is_int(value)) {
        bench_die("yyjson: not an integer");
    }
    out = integer(yyjson_get_sint(value));
}

void put(double &out, yyjson_val *value)
{
    if (!yyjson_is_num(value)) {
        bench_die("yyjson: not a number");
    }
    out = yyjson_get_num(value);
}

void put(uint8_t &out, yyjson_val *value)
{
    if (!yyjson_is_bool(value)) {
        bench_die("yyjson: not a bool");
    }
    out = yyjson_get_bool(value);
}

template <size_t size> void put(char (&out)[size], yyjson_val *value)
{
    if (!yyjson_is_str(value)) {
        bench_die("yyjson: not a string");
    }
    load_string(out, size, yyjson_get_str(value), yyjson_get_len(value));
}

void put(double (&out)[3], yyjson_val *value)
{
    for (size_t i = 0; i < 3; i++) {
        put(out[i], yyjson_arr_get(value, i));
    }
}

template <size_t size> bool is(yyjson_val *key, const char (&name)[size])
{
    return yyjson_equals_strn(key, name, size - 1);
}

template <typename function> void each(yyjson_val *object, function use)
{
    yyjson_obj_iter iterator;
    if (!yyjson_obj_iter_init(object, &iterator)) {
        bench_die("yyjson: not an object");
    }
    while (yyjson_val *key = yyjson_obj_iter_next(&iterator)) {
        use(key, yyjson_get_str(key)[0], yyjson_obj_iter_get_val(key));
    }
}

// ---- records

void set(point &out, yyjson_val *record)
{
    each(record, [&](yyjson_val *key, char first, yyjson_val *value) {
        if (yyjson_get_len(key) == 1) {
            switch (first) {
            case 'x':
                return put(out.x, value);
            case 'y':
                return put(out.y, value);
            case 'z':
                return put(out.z, value);
            }
        }
    });
}

void set(mixed &out, yyjson_val *record)
{
    each(record, [&](yyjson_val *key, char first, yyjson_val *value) {
        switch (first) {
        case 'i':
            return is(key, "id") ? put(out.id, value) : void();
        case 'n':
            return is(key, "name") ? put(out.name, value) : void();
        case 'c':
            return is(key, "city") ? put(out.city, value) : void();
        case 'l':
            return is(key, "level") ? put(out.level, value) : void();
        case 's':
            return is(key, "score") ? put(out.score, value) : void();
        case 'o':
            return is(key, "ok") ? put(out.ok, value) : void();
        }
    });
}

void set_properties(quake &out, yyjson_val *object)
{
    each(object, [&](yyjson_val *key, char first, yyjson_val *value) {
        switch (first) {
        case 'm':
            return is(key, "mag") ? put(out.mag, value) : void();
        case 'p':
            return is(key, "place") ? put(out.place, value) : void();
        case 't':
            return is(key, "time") ? put(out.time, value) : void();
        case 's':
            return is(key, "sig") ? put(out.sig, value) : void();
        }
    });
}

void set(quake &out, yyjson_val *feature)
{
    each(feature, [&](yyjson_val *key, char first, yyjson_val *value) {
        switch (first) {
        case 'p':
            return is(key, "properties") ? set_properties(out, value) : void();
        case 'g':
            return is(key, "geometry") ? put(out.coordinates, yyjson_obj_get(value, "coordinates"))
                                       : void();
        case 'i':
            return is(key, "id") ? put(out.id, value) : void();
        }
    });
}

void set(flight &out, yyjson_val *record)
{
    each(record, [&](yyjson_val *key, char, yyjson_val *value) {
        switch (yyjson_get_len(key)) {
        case 4:
            return is(key, "date") ? put(out.date, value) : void();
        case 5:
            return is(key, "delay") ? put(out.delay, value) : void();
        case 6:
            return is(key, "origin") ? put(out.origin, value) : void();
        case 8:
            return is(key, "distance") ? put(out.distance, value) : void();
        case 11:
            return is(key, "destination") ? put(out.destination, value) : void();
        }
    });
}

void set_user(tweet &out, yyjson_val *object)
{
    each(object, [&](yyjson_val *key, char first, yyjson_val *value) {
        switch (first) {
        case 's':
            return is(key, "screen_name") ? put(out.screen_name, value) : void();
        case 'f':
            return is(key, "followers_count") ? put(out.followers_count, value) : void();
        }
    });
}

void set(tweet &out, yyjson_val *record)
{
    each(record, [&](yyjson_val *key, char first, yyjson_val *value) {
        switch (first) {
        case 'i':
            return is(key, "id") ? put(out.id, value) : void();
        case 't':
            return is(key, "text") ? put(out.text, value) : void();
        case 'u':
            return is(key, "user") ? set_user(out, value) : void();
        case 'r':
            return is(key, "retweet_count") ? put(out.retweet_count, value) : void();
        case 'l':
            return is(key, "lang") ? put(out.lang, value) : void();
        }
    });
}

void set(phone &out, yyjson_val *values)
{
    if (yyjson_arr_size(values) != 9) {
        bench_die("yyjson: not an array of 9 values");
    }
    yyjson_arr_iter iterator;
    yyjson_arr_iter_init(values, &iterator);
    put(out.asin, yyjson_arr_iter_next(&iterator));
    put(out.brand, yyjson_arr_iter_next(&iterator));
    put(out.title, yyjson_arr_iter_next(&iterator));
    put(out.url, yyjson_arr_iter_next(&iterator));
    put(out.image, yyjson_arr_iter_next(&iterator));
    put(out.rating, yyjson_arr_iter_next(&iterator));
    put(out.review_url, yyjson_arr_iter_next(&iterator));
    put(out.reviews, yyjson_arr_iter_next(&iterator));
    put(out.prices, yyjson_arr_iter_next(&iterator));
}

// The names of the fields differ, so it does not matter in which object they are found.
void set(reading &out, yyjson_val *record)
{
    each(record, [&](yyjson_val *key, char first, yyjson_val *value) {
        switch (first) {
        case 't':
            return is(key, "time") ? put(out.time, value) : void();
        case 's':
            return is(key, "sensor")    ? put(out.sensor, value)
                   : is(key, "station") ? put(out.station, value)
                                        : void();
        case 'v':
            return is(key, "value")   ? put(out.value, value)
                   : is(key, "valid") ? put(out.valid, value)
                                      : void();
        case 'l':
            return is(key, "lat")     ? put(out.lat, value)
                   : is(key, "lon")   ? put(out.lon, value)
                   : is(key, "level") ? put(out.level, value)
                                      : void();
        case 'u':
            return is(key, "unit") ? put(out.unit, value) : void();
        case 'p':
            return is(key, "place") ? set(out, value) : void();
        case 'd':
            return is(key, "data") ? set(out, value) : void();
        }
    });
}

// ---- texts

void check_room(size_t n, size_t room)
{
    if (n == room) {
        bench_die("more than the %zu records asked for", room);
    }
}

template <typename record>
size_t lines(void *pool, char *text, size_t length, void *out, size_t room)
{
    auto *records = static_cast<record *>(out);
    size_t n = 0;
    for (char *end = text + length; text < end;) {
        char *newline = static_cast<char *>(std::memchr(text, '\n', size_t(end - text)));
        check_room(n, room);
        *newline = '\0'; // text that is parsed in place ends so
        set(records[n++], parse(pool, text, size_t(newline - text)));
        text = newline + 1;
    }
    return n;
}

template <typename record> size_t elements(yyjson_val *array, void *out, size_t room)
{
    auto *records = static_cast<record *>(out);
    yyjson_arr_iter iterator;
    size_t n = 0;
    if (!yyjson_arr_iter_init(array, &iterator)) {
        bench_die("yyjson: not an array");
    }
    while (yyjson_val *element = yyjson_arr_iter_next(&iterator)) {
        check_room(n, room);
        set(records[n++], element);
    }
    return n;
}

template <typename record>
size_t array(void *pool, char *text, size_t length, void *out, size_t room)
{
    return elements<record>(parse(pool, text, length), out, room);
}

size_t quakes(void *pool, char *text, size_t length, void *out, size_t room)
{
    return elements<quake>(yyjson_obj_get(parse(pool, text, length), "features"), out, room);
}

size_t tweets(void *pool, char *text, size_t length, void *out, size_t room)
{
    return elements<tweet>(yyjson_obj_get(parse(pool, text, length), "statuses"), out, room);
}

loader make_loader()
{
    loader l = {};
    l.parser_new = pool_new;
    l.parser_free = pool_free;
    l.point_lines = lines<point>;
    l.mixed_lines = lines<mixed>;
    l.point_array = array<point>;
    l.mixed_array = array<mixed>;
    l.quakes = quakes;
    l.flat = l.nested = lines<reading>;
    l.flights = array<flight>;
    l.tweets = tweets;
    l.phones = lines<phone>;
    return l;
}

const loader the_loader = make_loader();

#ifndef YYJSON_ORIGIN
#define YYJSON_ORIGIN "the system's shared library"
#endif
#define VERSION YYJSON_VERSION_STRING " (" YYJSON_ORIGIN ")"

const bench_workload workloads[] = {LOAD_WORKLOADS,
                                    LOAD_IRREGULAR,
                                    LOAD_CHANGES,
                                    LOAD_REAL,
                                    {nullptr, 0, nullptr, nullptr, nullptr}};
const bench_contender list[] = {{"yyjson", "peer", VERSION, workloads, nullptr},
                                {"yyjson kept", "kept", VERSION, workloads, nullptr}};

} // namespace

const loader *load_find(const char *)
{
    return &the_loader;
}

int main(int argc, char **argv)
{
    return bench_main(argc, argv, list, sizeof list / sizeof *list);
}
