// contend_simdjson.cc: simdjson On-Demand in two styles. "simdjson" asks for each key by name: with
// find_field() where the keys have the same order in all records, else with operator[]. "simdjson
// fields" iterates over the fields of a record and switches on the key, which is faster where the
// order changes. Each has a second form that keeps its parser and its buffer (see load.h).
#include "load.h"

#include <cstdio>
#include <cstring>
#include <simdjson.h>
#include <string_view>
#include <utility>

using namespace simdjson;

namespace
{

[[noreturn]] void refuse(error_code error)
{
    bench_die("simdjson: %s", error_message(error));
}

template <typename T> T must(simdjson_result<T> result)
{
    T value;
    error_code error = std::move(result).get(value);
    if (error) {
        refuse(error);
    }
    return value;
}

// ---- values

void put(double &out, simdjson_result<ondemand::value> value)
{
    out = must(value.get_double());
}

void put(uint8_t &out, simdjson_result<ondemand::value> value)
{
    out = must(value.get_bool());
}

template <typename integer> void put(integer &out, simdjson_result<ondemand::value> value)
{
    out = integer(must(value.get_int64()));
}

template <size_t size> void put(char (&out)[size], simdjson_result<ondemand::value> value)
{
    std::string_view text = must(value.get_string());
    load_string(out, size, text.data(), text.size());
}

void put(double (&out)[3], simdjson_result<ondemand::value> value)
{
    size_t i = 0;
    for (auto number : must(value.get_array())) {
        if (i == 3) {
            bench_die("more than 3 coordinates");
        }
        out[i++] = must(number.get_double());
    }
}

// ---- by name

// The key may be absent, and keys may come in any order.
template <typename T> void get(T &out, ondemand::object &record, std::string_view key)
{
    ondemand::value value;
    error_code error = record[key].get(value);
    if (!error) {
        put(out, std::move(value));
    } else if (error != NO_SUCH_FIELD) {
        refuse(error);
    }
}

bool get(ondemand::object &out, ondemand::object &record, std::string_view key)
{
    error_code error = record[key].get_object().get(out);
    if (error && error != NO_SUCH_FIELD) {
        refuse(error);
    }
    return !error;
}

struct by_name {
    static void set(point &out, ondemand::object record)
    {
        put(out.x, record.find_field("x"));
        put(out.y, record.find_field("y"));
        put(out.z, record.find_field("z"));
    }
    static void set(mixed &out, ondemand::object record)
    {
        put(out.id, record.find_field("id"));
        put(out.name, record.find_field("name"));
        put(out.city, record.find_field("city"));
        put(out.level, record.find_field("level"));
        put(out.score, record.find_field("score"));
        put(out.ok, record.find_field("ok"));
    }
    static void set(quake &out, ondemand::object feature)
    {
        ondemand::object properties = must(feature.find_field("properties").get_object());
        put(out.mag, properties.find_field("mag"));
        put(out.place, properties.find_field("place"));
        put(out.time, properties.find_field("time"));
        put(out.sig, properties.find_field("sig"));
        put(out.coordinates, feature.find_field("geometry").find_field("coordinates"));
        put(out.id, feature.find_field("id"));
    }
    static void set(flight &out, ondemand::object record)
    {
        put(out.date, record.find_field("date"));
        put(out.delay, record.find_field("delay"));
        put(out.distance, record.find_field("distance"));
        put(out.origin, record.find_field("origin"));
        put(out.destination, record.find_field("destination"));
    }
    static void set(tweet &out, ondemand::object record)
    {
        ondemand::object user;
        get(out.id, record, "id");
        get(out.text, record, "text");
        if (get(user, record, "user")) {
            get(out.screen_name, user, "screen_name");
            get(out.followers_count, user, "followers_count");
        }
        get(out.retweet_count, record, "retweet_count");
        get(out.lang, record, "lang");
    }
    static void flat(reading &out, ondemand::object record)
    {
        get(out.time, record, "time");
        get(out.sensor, record, "sensor");
        get(out.station, record, "station");
        get(out.lat, record, "lat");
        get(out.lon, record, "lon");
        get(out.value, record, "value");
        get(out.unit, record, "unit");
        get(out.level, record, "level");
        get(out.valid, record, "valid");
    }
    static void nested(reading &out, ondemand::object record)
    {
        ondemand::object place, data;
        get(out.time, record, "time");
        get(out.sensor, record, "sensor");
        if (get(place, record, "place")) {
            get(out.station, place, "station");
            get(out.lat, place, "lat");
            get(out.lon, place, "lon");
        }
        if (get(data, record, "data")) {
            get(out.value, data, "value");
            get(out.unit, data, "unit");
            get(out.level, data, "level");
        }
        get(out.valid, record, "valid");
    }
};

// ---- by iteration

// `key` is raw text that ends with a quote; the text has padding at its end.
template <size_t size> bool is(const char *key, const char (&name)[size])
{
    return std::memcmp(key, name, size - 1) == 0 && key[size - 1] == '"';
}

template <typename function> void each(ondemand::object record, function use)
{
    for (auto field : record) {
        use(must(field.key()).raw(), field.value());
    }
}

typedef simdjson_result<ondemand::value> value;

struct by_iteration {
    static void set(point &out, ondemand::object record)
    {
        each(record, [&](const char *key, value v) {
            if (key[1] == '"') {
                switch (key[0]) {
                case 'x':
                    return put(out.x, v);
                case 'y':
                    return put(out.y, v);
                case 'z':
                    return put(out.z, v);
                }
            }
        });
    }
    static void set(mixed &out, ondemand::object record)
    {
        each(record, [&](const char *key, value v) {
            switch (key[0]) {
            case 'i':
                return is(key, "id") ? put(out.id, v) : void();
            case 'n':
                return is(key, "name") ? put(out.name, v) : void();
            case 'c':
                return is(key, "city") ? put(out.city, v) : void();
            case 'l':
                return is(key, "level") ? put(out.level, v) : void();
            case 's':
                return is(key, "score") ? put(out.score, v) : void();
            case 'o':
                return is(key, "ok") ? put(out.ok, v) : void();
            }
        });
    }
    static void set(quake &out, ondemand::object feature)
    {
        each(feature, [&](const char *key, value v) {
            switch (key[0]) {
            case 'p':
                return is(key, "properties") ? properties(out, v) : void();
            case 'g':
                return is(key, "geometry") ? geometry(out, v) : void();
            case 'i':
                return is(key, "id") ? put(out.id, v) : void();
            }
        });
    }
    static void properties(quake &out, value object)
    {
        each(must(object.get_object()), [&](const char *key, value v) {
            switch (key[0]) {
            case 'm':
                return is(key, "mag") ? put(out.mag, v) : void();
            case 'p':
                return is(key, "place") ? put(out.place, v) : void();
            case 't':
                return is(key, "time") ? put(out.time, v) : void();
            case 's':
                return is(key, "sig") ? put(out.sig, v) : void();
            }
        });
    }
    static void geometry(quake &out, value object)
    {
        each(must(object.get_object()), [&](const char *key, value v) {
            if (is(key, "coordinates")) {
                put(out.coordinates, v);
            }
        });
    }
    static void set(flight &out, ondemand::object record)
    {
        each(record, [&](const char *key, value v) {
            switch (key[2]) {
            case 't':
                return is(key, "date") ? put(out.date, v) : void();
            case 'l':
                return is(key, "delay") ? put(out.delay, v) : void();
            case 's':
                return is(key, "distance")      ? put(out.distance, v)
                       : is(key, "destination") ? put(out.destination, v)
                                                : void();
            case 'i':
                return is(key, "origin") ? put(out.origin, v) : void();
            }
        });
    }
    static void set(tweet &out, ondemand::object record)
    {
        each(record, [&](const char *key, value v) {
            switch (key[0]) {
            case 'i':
                return is(key, "id") ? put(out.id, v) : void();
            case 't':
                return is(key, "text") ? put(out.text, v) : void();
            case 'u':
                return is(key, "user") ? user(out, v) : void();
            case 'r':
                return is(key, "retweet_count") ? put(out.retweet_count, v) : void();
            case 'l':
                return is(key, "lang") ? put(out.lang, v) : void();
            }
        });
    }
    static void user(tweet &out, value object)
    {
        each(must(object.get_object()), [&](const char *key, value v) {
            switch (key[0]) {
            case 's':
                return is(key, "screen_name") ? put(out.screen_name, v) : void();
            case 'f':
                return is(key, "followers_count") ? put(out.followers_count, v) : void();
            }
        });
    }
    static void member(reading &out, const char *key, value v)
    {
        switch (key[0]) {
        case 't':
            return is(key, "time") ? put(out.time, v) : void();
        case 's':
            return is(key, "sensor")    ? put(out.sensor, v)
                   : is(key, "station") ? put(out.station, v)
                                        : void();
        case 'v':
            return is(key, "value")   ? put(out.value, v)
                   : is(key, "valid") ? put(out.valid, v)
                                      : void();
        case 'l':
            return is(key, "lat")     ? put(out.lat, v)
                   : is(key, "lon")   ? put(out.lon, v)
                   : is(key, "level") ? put(out.level, v)
                                      : void();
        case 'u':
            return is(key, "unit") ? put(out.unit, v) : void();
        }
    }
    static void flat(reading &out, ondemand::object record)
    {
        each(record, [&](const char *key, value v) { member(out, key, v); });
    }
    // The names of the fields differ, so it does not matter in which object they are found.
    static void nested(reading &out, ondemand::object record)
    {
        each(record, [&](const char *key, value v) {
            if (is(key, "place") || is(key, "data")) {
                flat(out, must(v.get_object()));
            } else {
                member(out, key, v);
            }
        });
    }
};

// ---- texts

void check_room(size_t n, size_t room)
{
    if (n == room) {
        bench_die("more than the %zu records asked for", room);
    }
}

template <typename record, void (*set)(record &, ondemand::object)>
size_t lines(void *state, char *text, size_t length, void *out, size_t room)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    auto *records = static_cast<record *>(out);
    ondemand::document_stream stream = must(parser->iterate_many(text, length, length));
    size_t n = 0;
    for (auto document : stream) {
        check_room(n, room);
        set(records[n++], must(document.get_object()));
    }
    return n;
}

template <typename record, void (*set)(record &, ondemand::object)>
size_t elements(ondemand::array array, void *out, size_t room)
{
    auto *records = static_cast<record *>(out);
    size_t n = 0;
    for (auto element : array) {
        check_room(n, room);
        set(records[n++], must(element.get_object()));
    }
    return n;
}

template <typename record, void (*set)(record &, ondemand::object)>
size_t array(void *state, char *text, size_t length, void *out, size_t room)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    ondemand::document document = must(parser->iterate(text, length, length + LOAD_PADDING));
    return elements<record, set>(must(document.get_array()), out, room);
}

size_t quakes(void *state, char *text, size_t length, void *out, size_t room, bool iterate)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    ondemand::document document = must(parser->iterate(text, length, length + LOAD_PADDING));
    ondemand::array features = must(document.find_field("features").get_array());
    return iterate ? elements<quake, by_iteration::set>(features, out, room)
                   : elements<quake, by_name::set>(features, out, room);
}

template <bool iterate>
size_t quakes(void *state, char *text, size_t length, void *out, size_t room)
{
    return quakes(state, text, length, out, room, iterate);
}

template <typename style>
size_t tweets(void *state, char *text, size_t length, void *out, size_t room)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    ondemand::document document = must(parser->iterate(text, length, length + LOAD_PADDING));
    return elements<tweet, style::set>(must(document["statuses"].get_array()), out, room);
}

void set_phone(phone &out, ondemand::array values)
{
    size_t i = 0;
    for (auto v : values) {
        switch (i++) {
        case 0:
            put(out.asin, v);
            break;
        case 1:
            put(out.brand, v);
            break;
        case 2:
            put(out.title, v);
            break;
        case 3:
            put(out.url, v);
            break;
        case 4:
            put(out.image, v);
            break;
        case 5:
            put(out.rating, v);
            break;
        case 6:
            put(out.review_url, v);
            break;
        case 7:
            put(out.reviews, v);
            break;
        case 8:
            put(out.prices, v);
            break;
        default:
            bench_die("more than 9 values");
        }
    }
}

size_t phones(void *state, char *text, size_t length, void *out, size_t room)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    auto *records = static_cast<phone *>(out);
    ondemand::document_stream stream = must(parser->iterate_many(text, length, length));
    size_t n = 0;
    for (auto document : stream) {
        check_room(n, room);
        set_phone(records[n++], must(document.get_array()));
    }
    return n;
}

void *parser_new(size_t)
{
    return new ondemand::parser;
}

void parser_free(void *parser)
{
    delete static_cast<ondemand::parser *>(parser);
}

template <typename style> loader make_loader(load_parse *quakes)
{
    loader l = {};
    l.parser_new = parser_new;
    l.parser_free = parser_free;
    l.point_lines = lines<point, style::set>;
    l.mixed_lines = lines<mixed, style::set>;
    l.point_array = array<point, style::set>;
    l.mixed_array = array<mixed, style::set>;
    l.quakes = quakes;
    l.flat = lines<reading, style::flat>;
    l.nested = lines<reading, style::nested>;
    l.flights = array<flight, style::set>;
    l.tweets = tweets<style>;
    l.phones = phones;
    return l;
}

const loader named = make_loader<by_name>(quakes<false>);
const loader iterated = make_loader<by_iteration>(quakes<true>);

#ifndef SIMDJSON_ORIGIN
#define SIMDJSON_ORIGIN "the system's shared library"
#endif

char version[100];

const bench_workload workloads[] = {LOAD_WORKLOADS,
                                    LOAD_IRREGULAR,
                                    LOAD_CHANGES,
                                    LOAD_REAL,
                                    {nullptr, 0, nullptr, nullptr, nullptr}};
const bench_contender list[] = {{"simdjson", "peer", version, workloads, nullptr},
                                {"simdjson fields", "peer", version, workloads, nullptr},
                                {"simdjson kept", "kept", version, workloads, nullptr},
                                {"simdjson fields kept", "kept", version, workloads, nullptr}};

} // namespace

const loader *load_find(const char *contender)
{
    return std::strstr(contender, " fields") != nullptr ? &iterated : &named;
}

int main(int argc, char **argv)
{
    std::snprintf(version, sizeof version, "%d.%d.%d (%s)", int(SIMDJSON_VERSION_MAJOR),
                  int(SIMDJSON_VERSION_MINOR), int(SIMDJSON_VERSION_REVISION), SIMDJSON_ORIGIN);
    return bench_main(argc, argv, list, sizeof list / sizeof *list);
}
