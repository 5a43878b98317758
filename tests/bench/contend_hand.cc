// contend_hand.cc: hand-written loops that read and write exactly these records: keys in their
// order, no blanks. They show what a scalar loop reaches on this machine; they check what they
// read, and refuse all else. C++ only for std::from_chars and std::to_chars.
#include "load.h"
#include "write.h"

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace
{

[[noreturn]] void refuse(const char *at)
{
    bench_die("hand-written loop: unexpected text at \"%.20s\"", at);
}

template <size_t size> const char *expect(const char *at, const char (&text)[size])
{
    if (std::memcmp(at, text, size - 1) != 0)
        refuse(at);
    return at + size - 1;
}

template <typename integer> const char *get_int(const char *at, integer *out)
{
    bool minus = *at == '-';
    at += minus;
    uint64_t value = 0;
    const char *begin = at;
    while (unsigned(*at - '0') < 10)
        value = value * 10 + unsigned(*at++ - '0');
    int64_t number = minus ? int64_t(0 - value) : int64_t(value);
    if (at == begin || at - begin > 19 || integer(number) != number)
        refuse(begin);
    *out = integer(number);
    return at;
}

template <size_t size> const char *get_string(const char *at, char (&cell)[size])
{
    size_t length = 0;
    at = expect(at, "\"");
    while (*at != '"') {
        if (*at == '\\' && *++at != '"')
            refuse(at);
        if (length == size || *at == '\0')
            refuse(at);
        cell[length++] = *at++;
    }
    return at + 1;
}

const char *get_double(const char *at, double *out)
{
    // The text ends with a NUL byte, so 64 bytes are more than any number and stay in the padding.
    auto [end, error] = std::from_chars(at, at + LOAD_PADDING, *out);
    if (error != std::errc())
        refuse(at);
    return end;
}

const char *get(const char *at, point &p)
{
    at = get_int(expect(at, "{\"x\":"), &p.x);
    at = get_int(expect(at, ",\"y\":"), &p.y);
    at = get_int(expect(at, ",\"z\":"), &p.z);
    return expect(at, "}");
}

const char *get(const char *at, mixed &m)
{
    at = get_int(expect(at, "{\"id\":"), &m.id);
    at = get_string(expect(at, ",\"name\":"), m.name);
    at = get_string(expect(at, ",\"city\":"), m.city);
    at = get_int(expect(at, ",\"level\":"), &m.level);
    at = get_double(expect(at, ",\"score\":"), &m.score);
    at = expect(at, ",\"ok\":");
    m.ok = *at == 't';
    return m.ok ? expect(at, "true}") : expect(at, "false}");
}

template <typename record> size_t lines(void *, char *text, size_t length, record *out, size_t room)
{
    const char *at = text, *end = text + length;
    size_t n = 0;
    while (at < end) {
        if (n == room)
            refuse(at);
        at = expect(get(at, out[n++]), "\n");
    }
    return n;
}

template <typename record> size_t array(void *, char *text, size_t, record *out, size_t room)
{
    const char *at = expect(text, "[");
    for (size_t n = 0; n < room; at++) {
        at = get(at, out[n++]);
        if (*at == ']')
            return n;
        if (*at != ',')
            refuse(at);
    }
    refuse(at);
}

template <size_t size> char *put(char *to, const char (&text)[size])
{
    std::memcpy(to, text, size - 1);
    return to + size - 1;
}

template <typename number> char *put_number(char *to, number value)
{
    return std::to_chars(to, to + 32, value).ptr;
}

template <size_t size> char *put_string(char *to, const char (&cell)[size])
{
    *to++ = '"';
    for (size_t i = 0; i < size && cell[i] != '\0'; i++) {
        if (cell[i] == '"' || cell[i] == '\\' || static_cast<unsigned char>(cell[i]) < 32)
            *to++ = '\\'; // enough for the texts here: they hold quotes, but no control characters
        *to++ = cell[i];
    }
    *to++ = '"';
    return to;
}

char *format_points(char *to, const point *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to = put_number(put(to, "{\"x\":"), rows[i].x);
        to = put_number(put(to, ",\"y\":"), rows[i].y);
        to = put_number(put(to, ",\"z\":"), rows[i].z);
        to = put(to, "}\n");
    }
    return to;
}

char *format_mixeds(char *to, const mixed *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const mixed &m = rows[i];
        to = put_number(put(to, "{\"id\":"), m.id);
        to = put_string(put(to, ",\"name\":"), m.name);
        to = put_string(put(to, ",\"city\":"), m.city);
        to = put_number(put(to, ",\"level\":"), int(m.level));
        to = put_number(put(to, ",\"score\":"), m.score);
        to = m.ok ? put(to, ",\"ok\":true}\n") : put(to, ",\"ok\":false}\n");
    }
    return to;
}

const bench_workload workloads[] = {
    {"load_points", LOAD_MAX_THREADS, nullptr, load_points, nullptr},
    {"load_mixed", LOAD_MAX_THREADS, nullptr, load_mixed, nullptr},
    {"load_points_array", 1, nullptr, load_point_array, nullptr},
    {"load_mixed_array", 1, nullptr, load_mixed_array, nullptr},
    WRITE_WORKLOADS,
    {nullptr, 0, nullptr, nullptr, nullptr},
};
const bench_contender list[] = {
    {"C loop", "limit", "for exactly these records", workloads, nullptr}};

} // namespace

extern const loader the_loader = {nullptr,      nullptr,      lines<point>, lines<mixed>,
                                  array<point>, array<mixed>, nullptr};
extern const formatter the_formatter = {format_points, format_mixeds};

int main(int argc, char **argv)
{
    return bench_main(argc, argv, list, 1);
}
