// contend_rapidjson.cc: RapidJSON: its reader (events, in place) for lines and arrays of records,
// its document for documents that hold more, and its writer. Numbers are read with full precision:
// without it RapidJSON may miss the nearest double. "RapidJSON kept" keeps its buffer (see load.h).
#if defined __SSE4_2__
#define RAPIDJSON_SSE42
#elif defined __ARM_NEON
#define RAPIDJSON_NEON
#endif
#include "load.h"
#include "write.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace
{

constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseFullPrecisionFlag;

[[noreturn]] void refuse(rapidjson::ParseErrorCode code)
{
    bench_die("RapidJSON: %s", rapidjson::GetParseError_En(code));
}

bool is(const char *text, rapidjson::SizeType length, const char *key)
{
    return length == std::strlen(key) && std::memcmp(text, key, length) == 0;
}

// What both handlers of flat records share: objects that stand alone, or in one array.
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

template <typename record, typename record_handler>
size_t lines(char *text, size_t length, record *out, record_handler &handler)
{
    rapidjson::Reader reader;
    rapidjson::InsituStringStream stream(text);
    while (stream.Tell() + 1 < length) {
        rapidjson::ParseResult result =
            reader.Parse<flags | rapidjson::kParseStopWhenDoneFlag>(stream, handler);
        if (!result) {
            refuse(result.Code());
        }
        while (stream.Peek() == '\n') {
            stream.Take();
        }
    }
    return size_t(handler.next - out);
}

template <typename record, typename record_handler>
size_t array(char *text, record *out, record_handler &handler)
{
    rapidjson::Reader reader;
    rapidjson::InsituStringStream stream(text);
    rapidjson::ParseResult result = reader.Parse<flags>(stream, handler);
    if (!result) {
        refuse(result.Code());
    }
    return size_t(handler.next - out);
}

template <typename record, typename record_handler>
size_t strict_lines(void *, char *text, size_t length, void *out, size_t room)
{
    record *records = static_cast<record *>(out);
    record_handler handler(records, room);
    return lines(text, length, records, handler);
}

template <typename record, typename record_handler>
size_t strict_array(void *, char *text, size_t, void *out, size_t room)
{
    record *records = static_cast<record *>(out);
    record_handler handler(records, room);
    return array(text, records, handler);
}

size_t readings(void *, char *text, size_t length, void *out, size_t room)
{
    reading *records = static_cast<reading *>(out);
    loose_handler<reading, reading_fields> handler(records, room, 1);
    return lines(text, length, records, handler);
}

size_t flights(void *, char *text, size_t, void *out, size_t room)
{
    flight *records = static_cast<flight *>(out);
    loose_handler<flight, flight_fields> handler(records, room, 2);
    return array(text, records, handler);
}

const rapidjson::Value &get(const rapidjson::Value &object, const char *key)
{
    auto member = object.FindMember(key);
    if (member == object.MemberEnd()) {
        bench_die("RapidJSON: no \"%s\"", key);
    }
    return member->value;
}

template <size_t size> void set_string(char (&cell)[size], const rapidjson::Value &value)
{
    load_string(cell, size, value.GetString(), value.GetStringLength());
}

const rapidjson::Value &parse(rapidjson::Document &document, char *text, const char *key,
                              size_t room)
{
    document.ParseInsitu<flags>(text);
    if (document.HasParseError()) {
        refuse(document.GetParseError());
    }
    const rapidjson::Value &records = get(document, key);
    if (records.Size() > room) {
        bench_die("more than the %zu records asked for", room);
    }
    return records;
}

size_t quakes(void *, char *text, size_t, void *out, size_t room)
{
    quake *next = static_cast<quake *>(out);
    rapidjson::Document document;
    const rapidjson::Value &features = parse(document, text, "features", room);
    for (const rapidjson::Value &feature : features.GetArray()) {
        const rapidjson::Value &properties = get(feature, "properties");
        const rapidjson::Value &coordinates = get(get(feature, "geometry"), "coordinates");
        next->mag = get(properties, "mag").GetDouble();
        set_string(next->place, get(properties, "place"));
        next->time = get(properties, "time").GetInt64();
        next->sig = get(properties, "sig").GetInt();
        for (unsigned i = 0; i < 3; i++) {
            next->coordinates[i] = coordinates[i].GetDouble();
        }
        set_string(next->id, get(feature, "id"));
        next++;
    }
    return features.Size();
}

size_t tweets(void *, char *text, size_t, void *out, size_t room)
{
    tweet *next = static_cast<tweet *>(out);
    rapidjson::Document document;
    const rapidjson::Value &statuses = parse(document, text, "statuses", room);
    for (const rapidjson::Value &status : statuses.GetArray()) {
        const rapidjson::Value &user = get(status, "user");
        next->id = get(status, "id").GetInt64();
        set_string(next->text, get(status, "text"));
        set_string(next->screen_name, get(user, "screen_name"));
        next->followers_count = get(user, "followers_count").GetInt();
        next->retweet_count = get(status, "retweet_count").GetInt();
        set_string(next->lang, get(status, "lang"));
        next++;
    }
    return statuses.Size();
}

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

// A stream for rapidjson::Writer that writes where it is told.
struct text_stream {
    typedef char Ch;
    char *next;
    void Put(char c)
    {
        *next++ = c;
    }
    void Flush()
    {
    }
};

char *format_points(char *to, const point *rows, size_t n)
{
    text_stream stream = {to};
    rapidjson::Writer<text_stream> writer(stream);
    for (size_t i = 0; i < n; i++) {
        writer.Reset(stream);
        writer.StartObject();
        writer.Key("x", 1);
        writer.Int(rows[i].x);
        writer.Key("y", 1);
        writer.Int(rows[i].y);
        writer.Key("z", 1);
        writer.Int(rows[i].z);
        writer.EndObject();
        stream.Put('\n');
    }
    return stream.next;
}

char *format_mixeds(char *to, const mixed *rows, size_t n)
{
    text_stream stream = {to};
    rapidjson::Writer<text_stream> writer(stream);
    for (size_t i = 0; i < n; i++) {
        const mixed &m = rows[i];
        writer.Reset(stream);
        writer.StartObject();
        writer.Key("id", 2);
        writer.Int64(m.id);
        writer.Key("name", 4);
        writer.String(m.name, rapidjson::SizeType(strnlen(m.name, sizeof m.name)));
        writer.Key("city", 4);
        writer.String(m.city, rapidjson::SizeType(strnlen(m.city, sizeof m.city)));
        writer.Key("level", 5);
        writer.Int(m.level);
        writer.Key("score", 5);
        writer.Double(m.score);
        writer.Key("ok", 2);
        writer.Bool(m.ok);
        writer.EndObject();
        stream.Put('\n');
    }
    return stream.next;
}

void memory(const bench_job *job, void *, bench_result *result)
{
    point_sums sums = {};
    int64_t before = bench_resident();
    bench_start(result);
    rapidjson::Document document(rapidjson::kArrayType);
    auto &allocator = document.GetAllocator();
    document.Reserve(rapidjson::SizeType(job->records), allocator);
    for (size_t i = 0; i < job->records; i++) {
        // Parsed, since members that are added one by one leave room for 16.
        char text[64];
        snprintf(text, sizeof text, "{\"x\":%zu,\"y\":%zu,\"z\":%zu}", i, i + 1, i + 2);
        rapidjson::Document record(&allocator);
        record.Parse(text);
        document.PushBack(record, allocator);
    }
    bench_stop(result);
    result->resident = bench_resident() - before;
    result->bytes = job->records * sizeof(point);
    for (const rapidjson::Value &record : document.GetArray()) {
        data_add_point(&sums,
                       point{record["x"].GetInt(), record["y"].GetInt(), record["z"].GetInt()});
    }
    data_check_memory(result, &sums);
}

loader make_loader()
{
    loader l = {};
    l.point_lines = strict_lines<point, point_handler>;
    l.mixed_lines = strict_lines<mixed, mixed_handler>;
    l.point_array = strict_array<point, point_handler>;
    l.mixed_array = strict_array<mixed, mixed_handler>;
    l.quakes = quakes;
    l.flat = l.nested = readings;
    l.flights = flights;
    l.tweets = tweets;
    l.phones = strict_lines<phone, phone_handler>;
    return l;
}

const loader the_loader = make_loader();

const bench_workload workloads[] = {LOAD_WORKLOADS,
                                    LOAD_IRREGULAR,
                                    LOAD_REAL,
                                    WRITE_WORKLOADS,
                                    {"memory", 1, nullptr, memory, nullptr},
                                    {nullptr, 0, nullptr, nullptr, nullptr}};
const bench_workload kept_workloads[] = {
    LOAD_WORKLOADS, LOAD_IRREGULAR, LOAD_REAL, {nullptr, 0, nullptr, nullptr, nullptr}};
const bench_contender list[] = {
    {"RapidJSON", "peer", RAPIDJSON_VERSION_STRING, workloads, nullptr},
    {"RapidJSON kept", "kept", RAPIDJSON_VERSION_STRING, kept_workloads, nullptr}};

} // namespace

extern const formatter the_formatter = {format_points, format_mixeds};

const loader *load_find(const char *)
{
    return &the_loader;
}

int main(int argc, char **argv)
{
    return bench_main(argc, argv, list, sizeof list / sizeof *list);
}
