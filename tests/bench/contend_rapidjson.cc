// contend_rapidjson.cc: RapidJSON: its reader (events, in place) for lines and arrays of records,
// its document for documents that hold more, and its writer. Numbers are read with full precision:
// without it RapidJSON may miss the nearest double. "RapidJSON kept" keeps its buffer (see load.h).
#include "rapidjson_handlers.h"
#include "write.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace
{

constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseFullPrecisionFlag;

[[noreturn]] void refuse(rapidjson::ParseErrorCode code)
{
    bench_die("RapidJSON: %s", rapidjson::GetParseError_En(code));
}

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

// A stream for rapidjson::Writer that writes to a given address.
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
                                    LOAD_CHANGES,
                                    LOAD_REAL,
                                    WRITE_WORKLOADS,
                                    {"memory", 1, nullptr, memory, nullptr},
                                    {nullptr, 0, nullptr, nullptr, nullptr}};
const bench_workload kept_workloads[] = {LOAD_WORKLOADS,
                                         LOAD_IRREGULAR,
                                         LOAD_CHANGES,
                                         LOAD_REAL,
                                         {nullptr, 0, nullptr, nullptr, nullptr}};
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
