// contend_simdjson.cc: simdjson On-Demand. Keys are looked up in the order of the records, which
// On-Demand does best.
#include "load.h"

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
    if (error)
        refuse(error);
    return value;
}

template <size_t size> void set_string(char (&cell)[size], simdjson_result<std::string_view> result)
{
    std::string_view text = must(result);
    load_string(cell, size, text.data(), text.size());
}

void set(point &out, ondemand::object record)
{
    out.x = int32_t(must(record["x"].get_int64()));
    out.y = int32_t(must(record["y"].get_int64()));
    out.z = int32_t(must(record["z"].get_int64()));
}

void set(mixed &out, ondemand::object record)
{
    out.id = must(record["id"].get_int64());
    set_string(out.name, record["name"].get_string());
    set_string(out.city, record["city"].get_string());
    out.level = int8_t(must(record["level"].get_int64()));
    out.score = must(record["score"].get_double());
    out.ok = must(record["ok"].get_bool());
}

void set(quake &out, ondemand::object feature)
{
    ondemand::object properties = must(feature["properties"].get_object());
    out.mag = must(properties["mag"].get_double());
    set_string(out.place, properties["place"].get_string());
    out.time = must(properties["time"].get_int64());
    out.sig = int32_t(must(properties["sig"].get_int64()));
    size_t i = 0;
    for (auto number : must(feature["geometry"]["coordinates"].get_array())) {
        if (i == 3)
            bench_die("more than 3 coordinates");
        out.coordinates[i++] = must(number.get_double());
    }
    set_string(out.id, feature["id"].get_string());
}

void check_room(size_t n, size_t room)
{
    if (n == room)
        bench_die("more than the %zu records asked for", room);
}

template <typename record>
size_t lines(void *state, char *text, size_t length, record *out, size_t room)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    ondemand::document_stream stream = must(parser->iterate_many(text, length, length));
    size_t n = 0;
    for (auto document : stream) {
        check_room(n, room);
        set(out[n++], must(document.get_object()));
    }
    return n;
}

template <typename record> size_t elements(ondemand::array array, record *out, size_t room)
{
    size_t n = 0;
    for (auto element : array) {
        check_room(n, room);
        set(out[n++], must(element.get_object()));
    }
    return n;
}

template <typename record>
size_t array(void *state, char *text, size_t length, record *out, size_t room)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    ondemand::document document = must(parser->iterate(text, length, length + LOAD_PADDING));
    return elements(must(document.get_array()), out, room);
}

size_t quakes(void *state, char *text, size_t length, quake *out, size_t room)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    ondemand::document document = must(parser->iterate(text, length, length + LOAD_PADDING));
    return elements(must(document["features"].get_array()), out, room);
}

void *parser_new(size_t)
{
    return new ondemand::parser;
}

void parser_free(void *parser)
{
    delete static_cast<ondemand::parser *>(parser);
}

const bench_workload workloads[] = {LOAD_WORKLOADS, {nullptr, 0, nullptr, nullptr, nullptr}};
const bench_contender list[] = {
    {"simdjson", "peer", SIMDJSON_STRINGIFY(SIMDJSON_VERSION), workloads, nullptr}};

} // namespace

extern const loader the_loader = {parser_new,   parser_free,  lines<point>, lines<mixed>,
                                  array<point>, array<mixed>, quakes};

int main(int argc, char **argv)
{
    return bench_main(argc, argv, list, 1);
}
