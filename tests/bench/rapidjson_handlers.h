// rapidjson_handlers.h: what is done at each event of RapidJSON's reader, for each kind of record.
#ifndef BENCH_RAPIDJSON_HANDLERS_H
#define BENCH_RAPIDJSON_HANDLERS_H

#if defined __SSE4_2__
#define RAPIDJSON_SSE42
#elif defined __ARM_NEON
#define RAPIDJSON_NEON
#endif
#include "load.h"

#include <cstring>
#include <rapidjson/reader.h>

namespace
{

bool is(const char *text, rapidjson::SizeType length, const char *key)
{
    return length == std::strlen(key) && std::memcmp(text, key, length) == 0;
}

// What both handlers of flat records share: separate objects, or those of one array.
template <typename record, typename self>
struct handler : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, self> {
    record *next, *end;
    int field = 0;

    handler(record *out, size_t room) : next(out), end(out + room)
    {
    }
    bool StartObject()
    {
        return next < end;
    }
    bool EndObject(rapidjson::SizeType)
    {
        next++;
        return true;
    }
    bool StartArray()
    {
        return true;
    }
    bool EndArray(rapidjson::SizeType)
    {
        return true;
    }
    bool Default() // any event no function below takes
    {
        return false;
    }
};

struct point_handler : handler<point, point_handler> {
    using handler::handler;
    bool Key(const char *text, rapidjson::SizeType length, bool)
    {
        field = length == 1 ? text[0] : 0;
        return true;
    }
    bool set(int64_t value)
    {
        switch (field) {
        case 'x':
            next->x = int32_t(value);
            return true;
        case 'y':
            next->y = int32_t(value);
            return true;
        case 'z':
            next->z = int32_t(value);
            return true;
        default:
            return false;
        }
    }
    bool Int(int value)
    {
        return set(value);
    }
    bool Uint(unsigned value)
    {
        return set(value);
    }
};

struct mixed_handler : handler<mixed, mixed_handler> {
    using handler::handler;
    bool Key(const char *text, rapidjson::SizeType length, bool)
    {
        static const char *const keys[] = {"id", "name", "city", "level", "score", "ok"};
        for (field = 0; field < 6; field++) {
            if (is(text, length, keys[field])) {
                return true;
            }
        }
        return false;
    }
    bool Int64(int64_t value)
    {
        if (field == 0) {
            next->id = value;
        } else if (field == 3) {
            next->level = int8_t(value);
        } else if (field == 4) {
            next->score = double(value);
        } else {
            return false;
        }
        return true;
    }
    bool Int(int value)
    {
        return Int64(value);
    }
    bool Uint(unsigned value)
    {
        return Int64(value);
    }
    bool Uint64(uint64_t value)
    {
        return value <= INT64_MAX && Int64(int64_t(value));
    }
    bool Double(double value)
    {
        next->score = value;
        return field == 4;
    }
    bool Bool(bool value)
    {
        next->ok = value;
        return field == 5;
    }
    bool String(const char *text, rapidjson::SizeType length, bool)
    {
        if (field == 1) {
            load_string(next->name, sizeof next->name, text, length);
        } else if (field == 2) {
            load_string(next->city, sizeof next->city, text, length);
        }
        return field == 1 || field == 2;
    }
};

// Events of a record whose keys may be absent, in any order, and others than those asked for: their
// values are skipped. `fields` has functions Key() and, for each type of value, set().
template <typename record, typename fields> struct loose_handler {
    record *next, *end;
    typename fields::key key = fields::none;
    unsigned depth = 0;   // of objects and arrays
    unsigned skipped = 0; // of those, how many are in a value that is not asked for
    unsigned base;        // the depth of a record: 1, or 2 in an array

    loose_handler(record *out, size_t room, unsigned depth_of_record)
        : next(out), end(out + room), base(depth_of_record)
    {
    }
    bool Start(bool is_array)
    {
        depth++;
        if (skipped > 0) {
            skipped++;
        } else if (depth == base && !is_array) {
            return next < end;
        } else if (depth > base && (is_array || key != fields::object)) {
            skipped = 1;
        }
        return true;
    }
    bool End()
    {
        skipped -= skipped > 0;
        next += depth == base && skipped == 0;
        depth--;
        return true;
    }
    bool StartObject()
    {
        return Start(false);
    }
    bool EndObject(rapidjson::SizeType)
    {
        return End();
    }
    bool StartArray()
    {
        return Start(true);
    }
    bool EndArray(rapidjson::SizeType)
    {
        // The array around the records is not one.
        if (depth < base) {
            depth--;
            return true;
        }
        return End();
    }
    bool Key(const char *text, rapidjson::SizeType length, bool)
    {
        if (skipped == 0) {
            key = fields::find(text, length);
        }
        return true;
    }
    bool is_wanted() const
    {
        return skipped == 0 && key != fields::none;
    }
    bool Null()
    {
        return !is_wanted();
    }
    bool Bool(bool value)
    {
        return !is_wanted() || fields::set(*next, key, value);
    }
    bool Int(int value)
    {
        return Int64(value);
    }
    bool Uint(unsigned value)
    {
        return Int64(value);
    }
    bool Int64(int64_t value)
    {
        return !is_wanted() || fields::set(*next, key, value);
    }
    bool Uint64(uint64_t value)
    {
        return !is_wanted() || (value <= INT64_MAX && fields::set(*next, key, int64_t(value)));
    }
    bool Double(double value)
    {
        return !is_wanted() || fields::set(*next, key, value);
    }
    bool RawNumber(const char *, rapidjson::SizeType, bool)
    {
        return false;
    }
    bool String(const char *text, rapidjson::SizeType length, bool)
    {
        return !is_wanted() || fields::set(*next, key, text, length);
    }
};

// The names of the fields differ, so it does not matter in which object they are found.
struct reading_fields {
    enum key { none, object, time, sensor, value, level, valid, station, unit, lat, lon };

    static key find(const char *text, rapidjson::SizeType length)
    {
        switch (text[0]) {
        case 't':
            return is(text, length, "time") ? time : none;
        case 's':
            return is(text, length, "sensor")    ? sensor
                   : is(text, length, "station") ? station
                                                 : none;
        case 'v':
            return is(text, length, "value") ? value : is(text, length, "valid") ? valid : none;
        case 'l':
            return is(text, length, "lat")     ? lat
                   : is(text, length, "lon")   ? lon
                   : is(text, length, "level") ? level
                                               : none;
        case 'u':
            return is(text, length, "unit") ? unit : none;
        case 'p':
            return is(text, length, "place") ? object : none;
        case 'd':
            return is(text, length, "data") ? object : none;
        }
        return none;
    }
    static bool set(reading &r, key k, bool v)
    {
        r.valid = v;
        return k == valid;
    }
    static bool set(reading &r, key k, int64_t v)
    {
        switch (k) {
        case time:
            r.time = v;
            return true;
        case sensor:
            r.sensor = int32_t(v);
            return true;
        case level:
            r.level = int8_t(v);
            return true;
        default:
            return set(r, k, double(v));
        }
    }
    static bool set(reading &r, key k, double v)
    {
        switch (k) {
        case value:
            r.value = v;
            return true;
        case lat:
            r.lat = v;
            return true;
        case lon:
            r.lon = v;
            return true;
        default:
            return false;
        }
    }
    static bool set(reading &r, key k, const char *text, rapidjson::SizeType length)
    {
        if (k == station) {
            load_string(r.station, sizeof r.station, text, length);
        } else if (k == unit) {
            load_string(r.unit, sizeof r.unit, text, length);
        }
        return k == station || k == unit;
    }
};

struct flight_fields {
    enum key { none, object, date, delay, distance, origin, destination };

    static key find(const char *text, rapidjson::SizeType length)
    {
        switch (length) {
        case 4:
            return is(text, length, "date") ? date : none;
        case 5:
            return is(text, length, "delay") ? delay : none;
        case 6:
            return is(text, length, "origin") ? origin : none;
        case 8:
            return is(text, length, "distance") ? distance : none;
        case 11:
            return is(text, length, "destination") ? destination : none;
        }
        return none;
    }
    static bool set(flight &, key, bool)
    {
        return false;
    }
    static bool set(flight &, key, double)
    {
        return false;
    }
    static bool set(flight &f, key k, int64_t v)
    {
        (k == delay ? f.delay : f.distance) = int32_t(v);
        return k == delay || k == distance;
    }
    static bool set(flight &f, key k, const char *text, rapidjson::SizeType length)
    {
        switch (k) {
        case date:
            load_string(f.date, sizeof f.date, text, length);
            return true;
        case origin:
            load_string(f.origin, sizeof f.origin, text, length);
            return true;
        case destination:
            load_string(f.destination, sizeof f.destination, text, length);
            return true;
        default:
            return false;
        }
    }
};

// The values of a line by their position.
struct phone_handler : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, phone_handler> {
    phone *next, *end;
    int position = 0;

    phone_handler(phone *out, size_t room) : next(out), end(out + room)
    {
    }
    bool StartArray()
    {
        position = 0;
        return next < end;
    }
    bool EndArray(rapidjson::SizeType)
    {
        next++;
        return position == 9;
    }
    bool Default()
    {
        return false;
    }
    bool Int(int value)
    {
        return number(value);
    }
    bool Uint(unsigned value)
    {
        return number(value);
    }
    bool Double(double value)
    {
        next->rating = value;
        return position++ == 5;
    }
    bool number(int64_t value)
    {
        if (position == 7) {
            next->reviews = int32_t(value);
            position++;
            return true;
        }
        return Double(double(value));
    }
    bool String(const char *text, rapidjson::SizeType length, bool)
    {
        switch (position++) {
        case 0:
            return put(next->asin, text, length);
        case 1:
            return put(next->brand, text, length);
        case 2:
            return put(next->title, text, length);
        case 3:
            return put(next->url, text, length);
        case 4:
            return put(next->image, text, length);
        case 6:
            return put(next->review_url, text, length);
        case 8:
            return put(next->prices, text, length);
        default:
            return false;
        }
    }
    template <size_t size>
    static bool put(char (&cell)[size], const char *text, rapidjson::SizeType length)
    {
        load_string(cell, size, text, length);
        return true;
    }
};

} // namespace

#endif
