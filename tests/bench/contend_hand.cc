// contend_hand.cc: hand-written code that reads and writes exactly these records: keys in their
// order, no white space. Integers take eight digits at a time, strings sixteen bytes. It checks
// what it reads and refuses everything else. C++ only for std::from_chars and std::to_chars of
// doubles.
#include "load.h"
#include "write.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace
{

[[noreturn]] void refuse(const char *at)
{
    bench_die("hand-written loop: unexpected text at \"%.20s\"", at);
}

template <size_t size> const char *expect(const char *at, const char (&text)[size])
{
    if (std::memcmp(at, text, size - 1) != 0) {
        refuse(at);
    }
    return at + size - 1;
}

// ---- a word of eight bytes at a time

constexpr uint64_t ones = 0x0101010101010101;

uint64_t load_word(const char *at)
{
    uint64_t word;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// The number of eight digits, the first in the lowest byte; each byte is 0 to 9.
uint64_t eight_digits(uint64_t digits)
{
    digits = digits * 10 + (digits >> 8);
    return ((digits & 0x000000FF000000FF) * 0x000F424000000064 +
            ((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >>
           32;
}

template <typename integer> const char *get_int(const char *at, integer *out)
{
    static const uint32_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
    bool minus = *at == '-';
    at += minus;
    uint64_t value = 0;
    const char *begin = at;
    for (;;) {
        uint64_t digits = load_word(at) ^ (ones * '0');
        uint64_t others = (((digits & ones * 0x7F) + ones * 0x76) | digits) & (ones * 0x80);
        if (others != 0) {
            unsigned count = unsigned(__builtin_ctzll(others)) / 8;
            if (count > 0) {
                value = value * power[count] + eight_digits(digits << (64 - 8 * count));
            }
            at += count;
            break;
        }
        value = value * 100000000 + eight_digits(digits);
        at += 8;
    }
    int64_t number = minus ? int64_t(0 - value) : int64_t(value);
    if (at == begin || at - begin > 19 || value > uint64_t(INT64_MAX) + minus ||
        integer(number) != number) {
        refuse(begin);
    }
    *out = integer(number);
    return at;
}

// ---- strings: sixteen bytes at a time

// The cell is zeroed.
template <size_t size> const char *get_escaped(const char *at, char (&cell)[size])
{
    size_t length = 0;
    while (*at != '"') {
        if (*at == '\\' && *++at != '"') {
            refuse(at);
        }
        if (length == size || *at == '\0') {
            refuse(at);
        }
        cell[length++] = *at++;
    }
    return at + 1;
}

#ifdef __SSE2__
__m128i load_bytes(const void *at)
{
    return _mm_loadu_si128(static_cast<const __m128i *>(at));
}

unsigned equal_bytes(__m128i bytes, char value)
{
    return unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(value))));
}

// The first `length` bytes and zeros.
__m128i first_bytes(__m128i bytes, size_t length)
{
    static const unsigned char ramp[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                           255, 255, 255, 255, 255, 255, 255, 255};
    return _mm_and_si128(bytes, load_bytes(ramp + 16 - length));
}

template <size_t size> const char *get_string(const char *at, char (&cell)[size])
{
    static_assert(size <= 16, "one vector");
    at = expect(at, "\"");
    __m128i bytes = load_bytes(at);
    unsigned quotes = equal_bytes(bytes, '"');
    unsigned slashes = equal_bytes(bytes, '\\');
    size_t length = quotes != 0 ? size_t(__builtin_ctz(quotes)) : 16;
    if ((slashes & ((1u << length) - 1)) != 0) {
        return get_escaped(at, cell);
    }
    if (length > size || at[length] != '"') {
        refuse(at);
    }
    bytes = first_bytes(bytes, length);
    std::memcpy(cell, &bytes, size);
    return at + length + 1;
}
#else
template <size_t size> const char *get_string(const char *at, char (&cell)[size])
{
    return get_escaped(expect(at, "\""), cell);
}
#endif

const char *get_double(const char *at, double *out)
{
    // The text ends with a NUL byte, so 64 bytes are more than any number and stay in the padding.
    auto [end, error] = std::from_chars(at, at + LOAD_PADDING, *out);
    if (error != std::errc()) {
        refuse(at);
    }
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

// Records that `read` reads, each with a newline after it.
template <typename record, const char *(*read)(const char *, record &)>
size_t each_line(const char *at, const char *end, void *records, size_t room)
{
    record *out = static_cast<record *>(records);
    size_t n = 0;
    while (at < end) {
        if (n == room) {
            refuse(at);
        }
        at = expect(read(at, out[n++]), "\n");
    }
    return n;
}

template <typename record>
size_t lines(void *, char *text, size_t length, void *records, size_t room)
{
    return each_line<record, get>(text, text + length, records, room);
}

// ---- CSV: fields without line breaks, texts in quotes only where they have some

template <size_t size> const char *get_field(const char *at, char (&cell)[size])
{
    size_t length = 0;
    if (*at == '"') {
        for (at++; *at != '"' || *++at == '"'; at++) {
            if (length == size || *at == '\0') {
                refuse(at);
            }
            cell[length++] = *at;
        }
        return at;
    }
#ifdef __SSE2__
    static_assert(size <= 16, "one vector");
    __m128i bytes = load_bytes(at);
    unsigned commas = equal_bytes(bytes, ',');
    length = commas != 0 ? size_t(__builtin_ctz(commas)) : 16;
    if (length > size || at[length] != ',') {
        refuse(at);
    }
    bytes = first_bytes(bytes, length);
    std::memcpy(cell, &bytes, size);
    return at + length;
#else
    for (; *at != ','; at++) {
        if (length == size || *at == '\0') {
            refuse(at);
        }
        cell[length++] = *at;
    }
    return at;
#endif
}

const char *get_csv(const char *at, point &p)
{
    at = get_int(at, &p.x);
    at = get_int(expect(at, ","), &p.y);
    return get_int(expect(at, ","), &p.z);
}

const char *get_csv(const char *at, mixed &m)
{
    at = get_int(at, &m.id);
    at = get_field(expect(at, ","), m.name);
    at = get_field(expect(at, ","), m.city);
    at = get_int(expect(at, ","), &m.level);
    at = get_double(expect(at, ","), &m.score);
    at = expect(at, ",");
    m.ok = *at == 't';
    return m.ok ? expect(at, "true") : expect(at, "false");
}

template <typename record>
size_t csv_lines(void *, char *text, size_t length, void *records, size_t room)
{
    const char *at = text;
    if (*at == 'x' || *at == 'i') { // the line of names
        at = static_cast<const char *>(std::memchr(at, '\n', length)) + 1;
    }
    return each_line<record, get_csv>(at, text + length, records, room);
}

template <typename record> size_t array(void *, char *text, size_t, void *records, size_t room)
{
    record *out = static_cast<record *>(records);
    const char *at = expect(text, "[");
    for (size_t n = 0; n < room; at++) {
        at = get(at, out[n++]);
        if (*at == ']') {
            return n;
        }
        if (*at != ',') {
            refuse(at);
        }
    }
    refuse(at);
}

template <size_t size> char *put(char *to, const char (&text)[size])
{
    std::memcpy(to, text, size - 1);
    return to + size - 1;
}

// Eight digits as bytes 0 to 9, the first in the lowest byte: of numbers below 10^8. (P. Khuong,
// "How to print integers really fast", 2017.)
uint64_t digits_of(uint32_t value)
{
    uint64_t halves = value / 10000 | uint64_t(value % 10000) << 32;
    uint64_t high = (halves * 10486 >> 20) & 0x7F0000007F;
    uint64_t pairs = ((halves - 100 * high) << 16) + high;
    uint64_t tens = (pairs * 103 >> 10) & 0x000F000F000F000F;
    return tens + ((pairs - 10 * tens) << 8);
}

char *put_digits(char *to, uint64_t digits, unsigned skip)
{
    digits = (digits | ones * '0') >> (8 * skip);
    std::memcpy(to, &digits, sizeof digits);
    return to + 8 - skip;
}

char *put_unsigned(char *to, uint64_t value)
{
    if (value >= 100000000) {
        to = put_unsigned(to, value / 100000000);
        return put_digits(to, digits_of(uint32_t(value % 100000000)), 0);
    }
    uint64_t digits = digits_of(uint32_t(value));
    return put_digits(to, digits, digits != 0 ? unsigned(__builtin_ctzll(digits)) / 8 : 7);
}

char *put_number(char *to, int64_t value)
{
    if (value < 0) {
        *to++ = '-';
        return put_unsigned(to, 0 - uint64_t(value));
    }
    return put_unsigned(to, uint64_t(value));
}

char *put_number(char *to, double value)
{
    return std::to_chars(to, to + 32, value).ptr;
}

// The strings of these records have quotes, but no control characters.
template <size_t size> char *put_escaped(char *to, const char (&cell)[size])
{
    *to++ = '"';
    for (size_t i = 0; i < size && cell[i] != '\0'; i++) {
        if (cell[i] == '"' || cell[i] == '\\') {
            *to++ = '\\';
        }
        *to++ = cell[i];
    }
    *to++ = '"';
    return to;
}

#ifdef __SSE2__
template <size_t size> char *put_string(char *to, const char (&cell)[size])
{
    __m128i bytes = _mm_setzero_si128();
    std::memcpy(&bytes, cell, size);
    unsigned zeros = equal_bytes(bytes, 0);
    if ((equal_bytes(bytes, '"') | equal_bytes(bytes, '\\')) != 0) {
        return put_escaped(to, cell);
    }
    size_t length = zeros != 0 ? size_t(__builtin_ctz(zeros)) : 16;
    *to++ = '"';
    _mm_storeu_si128(reinterpret_cast<__m128i *>(to), bytes);
    to[length] = '"';
    return to + length + 1;
}
#else
template <size_t size> char *put_string(char *to, const char (&cell)[size])
{
    return put_escaped(to, cell);
}
#endif

char *format_points(char *to, const point *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to = put_number(put(to, "{\"x\":"), int64_t(rows[i].x));
        to = put_number(put(to, ",\"y\":"), int64_t(rows[i].y));
        to = put_number(put(to, ",\"z\":"), int64_t(rows[i].z));
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
        to = put_number(put(to, ",\"level\":"), int64_t(m.level));
        to = put_number(put(to, ",\"score\":"), m.score);
        to = m.ok ? put(to, ",\"ok\":true}\n") : put(to, ",\"ok\":false}\n");
    }
    return to;
}

loader make_loader()
{
    loader l = {};
    l.point_lines = lines<point>;
    l.mixed_lines = lines<mixed>;
    l.point_csv = csv_lines<point>;
    l.mixed_csv = csv_lines<mixed>;
    l.point_array = array<point>;
    l.mixed_array = array<mixed>;
    return l;
}

const loader the_loader = make_loader();

const bench_workload workloads[] = {
    LOAD_WORKLOAD("load_points", LOAD_MAX_THREADS),
    LOAD_WORKLOAD("load_mixed", LOAD_MAX_THREADS),
    LOAD_WORKLOAD("load_points_csv", LOAD_MAX_THREADS),
    LOAD_WORKLOAD("load_mixed_csv", LOAD_MAX_THREADS),
    LOAD_WORKLOAD("load_points_array", 1),
    LOAD_WORKLOAD("load_mixed_array", 1),
    WRITE_WORKLOADS,
    {nullptr, 0, nullptr, nullptr, nullptr},
};
const bench_contender list[] = {
    {"C loop", "limit", "for exactly these records", workloads, nullptr}};

} // namespace

extern const formatter the_formatter = {format_points, format_mixeds};

const loader *load_find(const char *)
{
    return &the_loader;
}

int main(int argc, char **argv)
{
    return bench_main(argc, argv, list, 1);
}
