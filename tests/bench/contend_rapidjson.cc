// contend_rapidjson.cc: RapidJSON: its reader (SAX, in place) for flat records, its document for
// nested ones, its writer. Numbers are read with full precision, so that they are the right ones.
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
        for (field = 0; field < 6; field++)
            if (is(text, length, keys[field]))
                return true;
        return false;
    }
    bool Int64(int64_t value)
    {
        if (field == 0)
            next->id = value;
        else if (field == 3)
            next->level = int8_t(value);
        else if (field == 4)
            next->score = double(value);
        else
            return false;
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
        if (field == 1)
            load_string(next->name, sizeof next->name, text, length);
        else if (field == 2)
            load_string(next->city, sizeof next->city, text, length);
        return field == 1 || field == 2;
    }
};

template <typename record, typename record_handler>
size_t lines(void *, char *text, size_t length, record *out, size_t room)
{
    rapidjson::Reader reader;
    rapidjson::InsituStringStream stream(text);
    record_handler handler(out, room);
    while (stream.Tell() + 1 < length) {
        rapidjson::ParseResult result =
            reader.Parse<flags | rapidjson::kParseStopWhenDoneFlag>(stream, handler);
        if (!result)
            refuse(result.Code());
        while (stream.Peek() == '\n')
            stream.Take();
    }
    return size_t(handler.next - out);
}

template <typename record, typename record_handler>
size_t array(void *, char *text, size_t, record *out, size_t room)
{
    rapidjson::Reader reader;
    rapidjson::InsituStringStream stream(text);
    record_handler handler(out, room);
    rapidjson::ParseResult result = reader.Parse<flags>(stream, handler);
    if (!result)
        refuse(result.Code());
    return size_t(handler.next - out);
}

const rapidjson::Value &get(const rapidjson::Value &object, const char *key)
{
    auto member = object.FindMember(key);
    if (member == object.MemberEnd())
        bench_die("RapidJSON: no \"%s\"", key);
    return member->value;
}

template <size_t size> void set_string(char (&cell)[size], const rapidjson::Value &value)
{
    load_string(cell, size, value.GetString(), value.GetStringLength());
}

size_t quakes(void *, char *text, size_t, quake *out, size_t room)
{
    rapidjson::Document document;
    document.ParseInsitu<flags>(text);
    if (document.HasParseError())
        refuse(document.GetParseError());
    const rapidjson::Value &features = get(document, "features");
    if (features.Size() > room)
        bench_die("more than the %zu records asked for", room);
    for (const rapidjson::Value &feature : features.GetArray()) {
        const rapidjson::Value &properties = get(feature, "properties");
        const rapidjson::Value &coordinates = get(get(feature, "geometry"), "coordinates");
        out->mag = get(properties, "mag").GetDouble();
        set_string(out->place, get(properties, "place"));
        out->time = get(properties, "time").GetInt64();
        out->sig = get(properties, "sig").GetInt();
        for (unsigned i = 0; i < 3; i++)
            out->coordinates[i] = coordinates[i].GetDouble();
        set_string(out->id, get(feature, "id"));
        out++;
    }
    return features.Size();
}

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
    for (const rapidjson::Value &record : document.GetArray())
        data_add_point(&sums,
                       point{record["x"].GetInt(), record["y"].GetInt(), record["z"].GetInt()});
    data_check_memory(result, &sums);
}

const bench_workload workloads[] = {LOAD_WORKLOADS,
                                    WRITE_WORKLOADS,
                                    {"memory", 1, nullptr, memory, nullptr},
                                    {nullptr, 0, nullptr, nullptr, nullptr}};
const bench_contender list[] = {
    {"RapidJSON", "peer", RAPIDJSON_VERSION_STRING, workloads, nullptr}};

} // namespace

extern const loader the_loader = {nullptr,
                                  nullptr,
                                  lines<point, point_handler>,
                                  lines<mixed, mixed_handler>,
                                  array<point, point_handler>,
                                  array<mixed, mixed_handler>,
                                  quakes};
extern const formatter the_formatter = {format_points, format_mixeds};

int main(int argc, char **argv)
{
    return bench_main(argc, argv, list, 1);
}
